// SPDX-License-Identifier: GPL-2.0-only
/* links: device_double libsim/device */
/*
 * test_device_stream.c: isochronous packets, feedback, and what the device
 * counts. A virtual second has 1000 or 8000 service intervals.
 */
#include "device_double_stream.h"

START_TEST(second_at_full_speed)
{
	struct sim_usb_audio *audio = stream_open("uac1-headset", 2, 1);
	size_t low, high;
	int i;

	stream_rate_1(audio, 0x82, 44100);
	for (i = 0; i < 3; i++) {
		ck_assert_uint_eq(stream_record(audio, 0x82, 1000,
						1000000, &low, &high),
				  44100 * 2);
		ck_assert_uint_eq(low, 44 * 2);
		ck_assert_uint_eq(high, 45 * 2);
	}
	ck_assert_uint_eq(stream_counters(audio, 0x82).frames, 3 * 44100);
	ck_assert_uint_eq(stream_counters(audio, 0x82).packets, 3000);
	ck_assert_uint_eq(stream_counters(audio, 0x82).missed, 0);
	stream_rate_1(audio, 0x82, 48000);
	host_choose(audio, 2, 1);
	ck_assert_uint_eq(stream_record(audio, 0x82, 1000, 1000000, &low,
					&high), 48000 * 2);
	ck_assert_uint_eq(low, high);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(second_at_high_speed)
{
	static const uint32_t rates[] = { 44100, 48000, 88200, 96000, 176400,
					  192000 };
	struct sim_usb_audio *audio = stream_open("uac2-dac", 2, 2);
	size_t low, high;
	unsigned int i;

	for (i = 0; i < 6; i++) {
		stream_rate_2(audio, 16, rates[i]);
		host_choose(audio, 2, 2);
		ck_assert_uint_eq(stream_record(audio, 0x82, 8000, 125000, &low,
					 &high), (uint64_t)rates[i] * 8);
		ck_assert_uint_eq(low, rates[i] / 8000 * 8);
		ck_assert_uint_eq(high, (rates[i] + 7999) / 8000 * 8);
	}
	sim_usb_audio_free(audio);
}
END_TEST

/* Each altsetting of each device: a second has the rate's frames. */
static void record_format(struct sim_usb_audio *audio,
			  const struct sim_usb_audio_format *format)
{
	unsigned int second = sim_usb_audio_device(audio)->speed ==
			      SIM_USB_FULL ? 1000 : 8000;
	unsigned int packets = second / format->interval;
	uint32_t rate;
	size_t low, high;

	host_choose(audio, format->interface, format->altsetting);
	rate = sim_usb_audio_rate(audio, format->endpoint);
	ck_assert_uint_ge(rate, format->rate_min);
	ck_assert_uint_le(rate, format->rate_max);
	if (!format->capture)
		return;
	ck_assert_uint_eq(stream_record(audio, format->endpoint, packets,
				 1000000000ull / packets, &low, &high),
			  (uint64_t)rate * format->channels *
			  format->subslot_bytes);
	ck_assert_uint_le(high, format->max_packet_bytes);
	ck_assert_uint_eq(stream_counters(audio, format->endpoint).full, 0);
	ck_assert_uint_eq(stream_counters(audio, format->endpoint).missed, 0);
}

START_TEST(every_capture_format)
{
	static struct sim_usb_audio_format formats[128];
	struct device_file *files = device_files();
	int i, k, count, captured = 0;

	for (i = 0; i < DEVICE_FILES; i++) {
		struct sim_usb_audio *audio = device_open(files[i].name);

		count = sim_usb_audio_formats(audio, formats, 128);
		for (k = 0; k < count; k++) {
			host_configure(audio, formats[k].configuration);
			record_format(audio, &formats[k]);
			captured += formats[k].capture;
		}
		sim_usb_audio_free(audio);
	}
	device_files_free(files);
	ck_assert_int_gt(captured, 60);
}
END_TEST

START_TEST(test_signal)
{
	struct sim_usb_audio *audio = stream_open("uac1-headset", 2, 1);
	unsigned int frame = 0, i, packets;
	size_t actual;

	stream_rate_1(audio, 0x82, 44100);
	for (packets = 0; packets < 2000; packets++) {
		host_in(audio, 0x82, payload, sizeof(payload), &actual);
		for (i = 0; i < actual; i += 2, frame++)
			ck_assert_uint_eq(payload[i] | payload[i + 1] << 8,
					  frame & 0xffff);
	}
	host_choose(audio, 2, 1);	/* begins again */
	host_in(audio, 0x82, payload, sizeof(payload), &actual);
	ck_assert_uint_eq(payload[0] | payload[1], 0);
	sim_usb_audio_free(audio);
	audio = stream_open("uac2-dac", 2, 2);
	host_in(audio, 0x82, payload, sizeof(payload), &actual);
	host_in(audio, 0x82, payload, sizeof(payload), &actual);
	for (i = 0; i < 2; i++) {
		uint32_t want = sim_usb_audio_signal(6, i);
		uint8_t bytes[4] = { want, want >> 8, want >> 16, want >> 24 };

		ck_assert_mem_eq(payload + 4 * i, bytes, 4);
	}
	ck_assert_uint_eq(sim_usb_audio_signal(6, 0) >> 16, 6);
	ck_assert_uint_eq(sim_usb_audio_signal(6, 1) >> 16, 262);
	sim_usb_audio_free(audio);
}
END_TEST

/* ---- OUT and the sink ---- */

static struct {
	unsigned int interface, altsetting, endpoint;
	uint8_t data[4096];
	size_t bytes;
	unsigned int calls;
} heard;

static void played(void *arg, unsigned int interface, unsigned int altsetting,
		   unsigned int endpoint, const void *data, size_t bytes)
{
	ck_assert_ptr_eq(arg, &heard);
	heard.interface = interface;
	heard.altsetting = altsetting;
	heard.endpoint = endpoint;
	memcpy(heard.data, data, bytes);
	heard.bytes = bytes;
	heard.calls++;
}

static void recorded(void *arg, unsigned int interface, unsigned int altsetting,
		     unsigned int endpoint, void *data, size_t bytes)
{
	played(arg, interface, altsetting, endpoint, data, 0);
	memset(data, 0xa5, bytes);
}

START_TEST(sink)
{
	struct sim_usb_audio_sink sink = { played, recorded, &heard };
	struct sim_usb_audio *audio = stream_open("uac1-headset", 1, 1);
	size_t actual, i;

	memset(&heard, 0, sizeof(heard));
	for (i = 0; i < 192; i++)
		payload[i] = i;
	sim_usb_audio_set_sink(audio, &sink);
	ck_assert_int_eq(host_out(audio, 1, payload, 192), SIM_USB_ACK);
	ck_assert_uint_eq(heard.bytes, 192);
	ck_assert_mem_eq(heard.data, payload, 192);
	ck_assert_uint_eq(heard.interface, 1);
	ck_assert_uint_eq(heard.altsetting, 1);
	ck_assert_uint_eq(heard.endpoint, 1);
	host_choose(audio, 2, 1);
	ck_assert_int_eq(host_in(audio, 0x82, payload, 98, &actual),
			 SIM_USB_ACK);
	ck_assert_uint_eq(actual, 96);
	ck_assert_uint_eq(payload[0], 0xa5);
	ck_assert_uint_eq(payload[95], 0xa5);
	ck_assert_uint_eq(heard.endpoint, 0x82);
	ck_assert_uint_eq(heard.calls, 2);
	sim_usb_audio_set_sink(audio, NULL);
	host_out(audio, 1, payload, 192);
	ck_assert_uint_eq(heard.calls, 2);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(hash_covers_samples)
{
	struct sim_usb_audio *audio = stream_open("uac1-headset", 1, 1);
	uint64_t first, i;

	for (i = 0; i < 191; i += 10) {
		memset(payload, 0, sizeof(payload));
		double_hash = 0;
		host_out(audio, 1, payload, 192);
		first = double_hash;
		payload[i]++;
		double_hash = 0;
		host_out(audio, 1, payload, 192);
		ck_assert_uint_ne(double_hash, first);
	}
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(data_to_altsetting_0)
{
	struct sim_usb_audio_sink sink = { played, recorded, &heard };
	struct sim_usb_audio *audio = stream_open("uac1-headset", 1, 0);
	struct sim_usb_audio_counters result;
	struct sim_usb_audio_state state;

	memset(&heard, 0, sizeof(heard));
	sim_usb_audio_set_sink(audio, &sink);
	ck_assert_int_eq(host_out(audio, 1, payload, 192), SIM_USB_SILENT);
	ck_assert_int_eq(host_out(audio, 1, payload, 192), SIM_USB_SILENT);
	sim_usb_audio_state(audio, &state);
	ck_assert_uint_eq(state.inactive, 2);
	ck_assert_uint_eq(heard.calls, 0);
	ck_assert_uint_eq(stream_counters(audio, 1).packets, 0);
	ck_assert(!sim_usb_audio_counters(audio, 0x0e, &result));
	ck_assert_uint_eq(sim_usb_audio_rate(audio, 1), 0);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(babble)
{
	struct sim_usb_audio_sink sink = { played, recorded, &heard };
	struct sim_usb_audio *audio = stream_open("uac1-headset", 1, 1);
	size_t actual;

	memset(&heard, 0, sizeof(heard));
	sim_usb_audio_set_sink(audio, &sink);
	ck_assert_int_eq(host_out(audio, 1, payload, 193), SIM_USB_BABBLE);
	ck_assert_uint_eq(stream_counters(audio, 1).oversize, 1);
	ck_assert_uint_eq(stream_counters(audio, 1).packets, 0);
	ck_assert_uint_eq(heard.calls, 0);
	host_choose(audio, 2, 1);
	ck_assert_int_eq(host_in(audio, 0x82, payload, 95, &actual),
			 SIM_USB_BABBLE);
	ck_assert_uint_eq(actual, 0);
	ck_assert_uint_eq(stream_counters(audio, 0x82).oversize, 1);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(trouble_is_counted)
{
	struct sim_usb_audio *audio = stream_open("uac2-dac", 1, 1);
	struct sim_usb_device *dev = sim_usb_audio_device(audio);
	struct sim_usb_audio_state state;

	host_out(audio, 1, payload, 24);
	host_out(audio, 1, payload, 0);
	ck_assert_uint_eq(stream_counters(audio, 1).empty, 1);
	host_out(audio, 1, payload, 22);
	ck_assert_uint_eq(stream_counters(audio, 1).ragged, 1);
	ck_assert_uint_eq(stream_counters(audio, 1).packets, 3);
	ck_assert_uint_eq(stream_counters(audio, 1).frames, 6 + 5);
	dev->ops->suspend(dev);
	ck_assert_int_eq(host_out(audio, 1, payload, 24), SIM_USB_SILENT);
	dev->ops->resume(dev);
	ck_assert_int_eq(host_out(audio, 1, payload, 24), SIM_USB_ACK);
	sim_usb_audio_state(audio, &state);
	ck_assert_uint_eq(state.while_suspended, 1);
	sim_usb_audio_free(audio);
}
END_TEST

static void play(struct sim_usb_audio *audio, int packets)
{
	for (; packets; packets--, double_now_ns += 125000)
		host_out(audio, 1, payload, 24);
}

START_TEST(gaps_are_counted)
{
	struct sim_usb_audio *audio = stream_open("uac2-dac", 1, 1);

	play(audio, 20);
	double_now_ns += 3 * 125000;
	play(audio, 20);
	ck_assert_uint_eq(stream_counters(audio, 1).missed, 3);
	double_now_ns += 125000;
	play(audio, 20);
	ck_assert_uint_eq(stream_counters(audio, 1).missed, 4);
	double_now_ns += 1000000000;	/* a pause is no gap */
	play(audio, 20);
	double_now_ns += 60000;		/* late, then on time again */
	play(audio, 1);
	double_now_ns -= 60000;
	play(audio, 20);
	double_now_ns += 400000;	/* late, then several at once */
	host_out(audio, 1, payload, 24);
	host_out(audio, 1, payload, 24);
	host_out(audio, 1, payload, 24);
	double_now_ns -= 400000 - 3 * 125000;
	play(audio, 20);
	ck_assert_uint_eq(stream_counters(audio, 1).missed, 4);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(counters_outlive_altsettings)
{
	struct sim_usb_audio *audio = stream_open("uac2-dac", 1, 1);
	struct sim_usb_device *dev = sim_usb_audio_device(audio);

	play(audio, 10);
	host_choose(audio, 1, 0);
	ck_assert_uint_eq(stream_counters(audio, 1).frames, 60);
	host_choose(audio, 1, 2);
	host_out(audio, 1, payload, 48);
	host_out(audio, 1, payload, 56);
	host_choose(audio, 1, 0);
	ck_assert_uint_eq(stream_counters(audio, 1).frames, 60 + 13);
	ck_assert_uint_eq(stream_counters(audio, 1).packets, 12);
	ck_assert_int_eq(stream_counters(audio, 1).balance, 1);
	dev->ops->unplug(dev);
	ck_assert_uint_eq(stream_counters(audio, 1).packets, 12);
	dev->ops->reset(dev);
	ck_assert_uint_eq(stream_counters(audio, 1).packets, 0);
	sim_usb_audio_free(audio);
}
END_TEST

/* ---- more than one packet in a microframe ---- */

static struct sim_usb_audio *open_wide(void)
{
	static uint8_t blob[1024];
	size_t bytes, at;
	struct sim_usb_audio *audio;

	const void *builtin = sim_device_builtin("uac2-dac", &bytes);

	memcpy(blob, builtin, bytes);
	for (at = 0; at < bytes; at += blob[at])
		if (blob[at + 1] == 5 && (blob[at + 3] & 0x3f) == 5) {
			blob[at + 4] = 100;	/* three packets of 100 */
			blob[at + 5] = 2 << 3;
		}
	audio = sim_usb_audio_create(blob, bytes, SIM_USB_HIGH, NULL, NULL, 0);
	ck_assert_ptr_nonnull(audio);
	host_configure(audio, 1);
	stream_rate_2(audio, 16, 192000);
	double_now_ns = SIM_BOOT_TIME_NS;
	return audio;
}

START_TEST(wide_capture)
{
	struct sim_usb_audio *audio = open_wide();
	size_t actual, total = 0, within;
	uint8_t whole[300];
	uint32_t frame = 0, want, got;
	unsigned int i, k;

	host_choose(audio, 2, 2);
	for (i = 0; i < 8000; i++, double_now_ns += 125000) {
		within = 0;
		for (k = 0; k < 3; k++) {	/* as the controller asks */
			ck_assert_int_eq(host_in(audio, 0x82, whole + within,
						 100, &actual), SIM_USB_ACK);
			within += actual;
			if (actual < 100)
				break;
		}
		ck_assert_uint_eq(within, 24 * 8);
		for (k = 0; k < within; k += 8, frame++) {
			want = sim_usb_audio_signal(frame, 0);
			memcpy(&got, whole + k, 4);
			ck_assert_uint_eq(got, want);
		}
		total += within;
	}
	ck_assert_uint_eq(total, 192000 * 8);
	ck_assert_uint_eq(stream_counters(audio, 0x82).frames, 192000);
	ck_assert_uint_eq(stream_counters(audio, 0x82).packets, 16000);
	ck_assert_uint_eq(stream_counters(audio, 0x82).ragged, 0);
	ck_assert_uint_eq(stream_counters(audio, 0x82).missed, 0);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(wide_playback)
{
	struct sim_usb_audio *audio = open_wide();
	unsigned int i;

	host_choose(audio, 1, 2);
	for (i = 0; i < 100; i++, double_now_ns += 125000) {
		ck_assert_int_eq(host_out(audio, 1, payload, 100), SIM_USB_ACK);
		ck_assert_int_eq(host_out(audio, 1, payload, 92), SIM_USB_ACK);
	}
	ck_assert_uint_eq(stream_counters(audio, 1).frames, 2400);
	ck_assert_uint_eq(stream_counters(audio, 1).ragged, 0);
	ck_assert_uint_eq(stream_counters(audio, 1).missed, 0);
	ck_assert_int_eq(stream_counters(audio, 1).balance, 0);
	/* two intervals at one time: a short packet ends the first */
	for (i = 0; i < 2; i++) {
		host_out(audio, 1, payload, 100);
		host_out(audio, 1, payload, 92);
	}
	ck_assert_int_eq(stream_counters(audio, 1).balance, 0);
	/* one full packet each: the time that went on ends it */
	for (i = 0; i < 2; i++) {
		double_now_ns += 125000;
		host_out(audio, 1, payload, 96);
		double_now_ns += 125000;
		host_out(audio, 1, payload, 100);
	}
	ck_assert_int_eq(stream_counters(audio, 1).balance, 4 * 12 - 4 * 24);
	ck_assert_uint_eq(stream_counters(audio, 1).ragged, 1);
	ck_assert_int_eq(host_out(audio, 1, payload, 101), SIM_USB_BABBLE);
	sim_usb_audio_free(audio);
}
END_TEST

/* Two devices asked the same give the same. */
START_TEST(deterministic)
{
	struct sim_usb_audio *one = stream_open("uac2-dac", 2, 1);
	struct sim_usb_audio *two = stream_open("uac2-dac", 2, 1);
	uint8_t other[256];
	size_t a, b;
	int i;

	for (i = 0; i < 1000; i++) {
		host_in(one, 0x82, payload, 256, &a);
		host_in(two, 0x82, other, 256, &b);
		ck_assert_uint_eq(a, b);
		ck_assert_mem_eq(payload, other, a);
	}
	sim_usb_audio_free(one);
	sim_usb_audio_free(two);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("device-stream");
	TCase *tcase = tcase_create("packets");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, second_at_full_speed);
	tcase_add_test(tcase, second_at_high_speed);
	tcase_add_test(tcase, every_capture_format);
	tcase_add_test(tcase, test_signal);
	tcase_add_test(tcase, sink);
	tcase_add_test(tcase, hash_covers_samples);
	tcase_add_test(tcase, data_to_altsetting_0);
	tcase_add_test(tcase, babble);
	tcase_add_test(tcase, trouble_is_counted);
	tcase_add_test(tcase, gaps_are_counted);
	tcase_add_test(tcase, counters_outlive_altsettings);
	tcase_add_test(tcase, wide_capture);
	tcase_add_test(tcase, wide_playback);
	tcase_add_test(tcase, deterministic);
	suite_add_tcase(suite, tcase);
	return device_suite_run(suite);
}
