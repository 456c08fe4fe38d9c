// SPDX-License-Identifier: GPL-2.0-only
/* links: device_double libsim/device */
/*
 * test_device_events.c: what a device says by itself (keys, jacks, knobs,
 * MIDI), waking the bus, and the comparer of streams.
 */
#include "device_double.h"

static struct {
	unsigned int wakeups, readies, endpoint;
} port;

static void port_wakeup(void *arg)
{
	ck_assert_ptr_eq(arg, &port);
	port.wakeups++;
}

static void port_ready(void *arg, unsigned int endpoint)
{
	ck_assert_ptr_eq(arg, &port);
	port.readies++;
	port.endpoint = endpoint;
}

static const struct sim_usb_port_ops port_ops = { port_wakeup, port_ready };

static struct sim_usb_audio *open_plugged(const char *name)
{
	struct sim_usb_audio *audio = device_open(name);
	struct sim_usb_device *dev = sim_usb_audio_device(audio);

	memset(&port, 0, sizeof(port));
	dev->port_ops = &port_ops;
	dev->port = &port;
	host_configure(audio, 1);
	return audio;
}

static void ck_report(struct sim_usb_audio *audio, unsigned int endpoint,
		      const void *want, size_t bytes)
{
	uint8_t data[64];
	size_t actual;

	ck_assert_int_eq(host_in(audio, endpoint, data, 64, &actual),
			 SIM_USB_ACK);
	ck_assert_uint_eq(actual, bytes);
	ck_assert_mem_eq(data, want, bytes);
}

static void ck_nak(struct sim_usb_audio *audio, unsigned int endpoint)
{
	uint8_t data[64];
	size_t actual;

	ck_assert_int_eq(host_in(audio, endpoint, data, 64, &actual),
			 SIM_USB_NAK);
	ck_assert_uint_eq(actual, 0);
}

START_TEST(keys)
{
	struct sim_usb_audio *audio = open_plugged("uac1-headset");

	ck_nak(audio, 0x83);
	ck_assert_int_eq(sim_usb_audio_press_keys(audio,
					SIM_USB_AUDIO_KEY_MUTE), 0);
	ck_assert_int_eq(sim_usb_audio_press_keys(audio, 0), 0);
	ck_assert_uint_eq(port.readies, 2);
	ck_assert_uint_eq(port.endpoint, 0x83);
	ck_report(audio, 0x83, "\x04", 1);
	ck_report(audio, 0x83, "\0", 1);
	ck_nak(audio, 0x83);
	sim_usb_audio_free(audio);
	audio = open_plugged("uac2-dac");
	ck_assert_int_eq(sim_usb_audio_press_keys(audio, 1), -ENODEV);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(report_queue)
{
	struct sim_usb_audio *audio = open_plugged("uac1-headset");
	uint8_t data[65] = { 0 };
	int i;

	for (i = 0; i < 32; i++)
		ck_assert_int_eq(sim_usb_audio_press_keys(audio, i), 0);
	ck_assert_int_eq(sim_usb_audio_press_keys(audio, 99), -ENOBUFS);
	for (i = 0; i < 32; i++) {
		uint8_t key = i;

		ck_report(audio, 0x83, &key, 1);
	}
	ck_nak(audio, 0x83);
	ck_assert_int_eq(sim_usb_audio_push(audio, 0x83, data, 9), -EINVAL);
	ck_assert_int_eq(sim_usb_audio_push(audio, 0x83, data, 65), -EINVAL);
	ck_assert_int_eq(sim_usb_audio_push(audio, 0x82, data, 1), -ENODEV);
	ck_assert_int_eq(sim_usb_audio_push(audio, 0x01, data, 1), -ENODEV);
	host_configure(audio, 0);
	ck_assert_int_eq(sim_usb_audio_press_keys(audio, 1), -ENODEV);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(reports_of_two_endpoints)
{
	struct sim_usb_audio *audio = open_plugged("scuf-envision");

	ck_assert_int_eq(sim_usb_audio_push(audio, 0x82, "ab", 2), 0);
	ck_assert_int_eq(sim_usb_audio_push(audio, 0x81, "c", 1), 0);
	ck_assert_int_eq(sim_usb_audio_push(audio, 0x82, "d", 1), 0);
	ck_report(audio, 0x81, "c", 1);
	ck_nak(audio, 0x81);
	ck_report(audio, 0x82, "ab", 2);
	ck_report(audio, 0x82, "d", 1);
	ck_nak(audio, 0x82);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(wakeup)
{
	struct sim_usb_audio *audio = open_plugged("uac1-headset");
	struct sim_usb_device *dev = sim_usb_audio_device(audio);

	dev->ops->suspend(dev);
	sim_usb_audio_press_keys(audio, 1);
	ck_assert_uint_eq(port.wakeups, 0);	/* the host did not allow it */
	ck_assert_uint_eq(port.readies, 0);
	dev->ops->resume(dev);
	ck_assert_int_eq(host_control(audio, 0, 3, 1, 0, NULL, 0), 0);
	dev->ops->suspend(dev);
	sim_usb_audio_press_keys(audio, 0);
	ck_assert_uint_eq(port.wakeups, 1);
	dev->ops->resume(dev);
	ck_report(audio, 0x83, "\1", 1);
	ck_report(audio, 0x83, "\0", 1);
	dev->ops->unplug(dev);
	ck_assert_int_eq(sim_usb_audio_press_keys(audio, 1), 0);
	ck_assert_uint_eq(port.readies, 0);
	ck_assert_ptr_null(dev->port_ops);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(knob_2)
{
	static const uint8_t message[6] = { 0, 1, 1, 2, 0, 2 };
	struct sim_usb_audio *audio = open_plugged("uac2-dac");
	int32_t value;

	ck_assert_int_eq(sim_usb_audio_turn_knob(audio, 0, 2, 2, 1, -1280), 0);
	ck_report(audio, 0x83, message, 6);
	ck_assert_uint_eq(host_get(audio, 0x21, 1, 0x201, 0x200, 2),
			  (uint16_t)-1280);
	ck_assert_int_eq(sim_usb_audio_turn_knob(audio, 0, 16, 1, 0, 96000), 0);
	ck_assert_int_eq(sim_usb_audio_control_value(audio, 0, 16, 1, 0,
						     &value), 0);
	ck_assert_int_eq(value, 96000);
	ck_assert_int_eq(sim_usb_audio_turn_knob(audio, 0, 99, 1, 0, 0),
			 -ENOENT);
	ck_assert_int_eq(sim_usb_audio_turn_knob(audio, 0, 2, 9, 0, 0),
			 -ENOENT);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(knob_1)
{
	struct sim_usb_audio *audio = open_plugged("realtek-usb-audio-dock");

	ck_assert_int_eq(sim_usb_audio_turn_knob(audio, 0, 3, 1, 0, 1), 0);
	ck_report(audio, 0x85, "\x80\x03", 2);
	ck_assert_uint_eq(host_get(audio, 0x21, 0x81, 0x100, 0x300, 1), 1);
	sim_usb_audio_free(audio);
	audio = open_plugged("uac1-headset");	/* no way to tell */
	ck_assert_int_eq(sim_usb_audio_turn_knob(audio, 0, 2, 1, 0, 1),
			 -ENODEV);
	ck_assert_uint_eq(host_get(audio, 0x21, 0x81, 0x100, 0x200, 1), 1);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(jack)
{
	static const uint8_t message[6] = { 0, 1, 0, 2, 0, 3 };
	struct sim_usb_audio *audio = open_plugged("uac2-dac");
	uint8_t data[6];

	ck_assert_int_eq(host_control(audio, 0xa1, 1, 0x200, 0x300, data, 6),
			 6);
	ck_assert_uint_eq(data[0], 2);
	ck_assert_int_eq(sim_usb_audio_move_jack(audio, 0, 3, false), 0);
	ck_report(audio, 0x83, message, 6);
	host_control(audio, 0xa1, 1, 0x200, 0x300, data, 6);
	ck_assert_uint_eq(data[0], 0);
	ck_assert_int_eq(sim_usb_audio_move_jack(audio, 0, 3, true), 0);
	host_control(audio, 0xa1, 1, 0x200, 0x300, data, 6);
	ck_assert_uint_eq(data[0], 2);
	ck_assert_int_eq(sim_usb_audio_move_jack(audio, 0, 2, true), -ENOENT);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(midi_loops_back)
{
	static const uint8_t events[8] = { 0x09, 0x90, 60, 100,
					   0x08, 0x80, 60, 0 };
	struct sim_usb_audio *audio = open_plugged("xone-43c");
	struct sim_usb_audio_counters counters;
	uint8_t data[16];

	ck_nak(audio, 0x83);
	ck_assert_int_eq(host_out(audio, 0x04, events, 8), SIM_USB_ACK);
	ck_assert_uint_eq(port.readies, 1);
	ck_report(audio, 0x83, events, 8);
	ck_nak(audio, 0x83);
	ck_assert_uint_eq(sim_usb_audio_midi_heard(audio, data, 16), 8);
	ck_assert_mem_eq(data, events, 8);
	sim_usb_audio_midi_loopback(audio, false);
	host_out(audio, 0x04, events, 4);
	ck_nak(audio, 0x83);
	ck_assert_int_eq(sim_usb_audio_midi_play(audio, events, 4), 0);
	ck_report(audio, 0x83, events, 4);
	ck_assert_int_eq(sim_usb_audio_midi_play(audio, events, 3), -EINVAL);
	ck_assert_int_eq(host_out(audio, 0x04, events, 6), SIM_USB_ACK);
	sim_usb_audio_counters(audio, 0x04, &counters);
	ck_assert_uint_eq(counters.ragged, 1);
	sim_usb_audio_free(audio);
	audio = open_plugged("uac1-headset");
	ck_assert_int_eq(sim_usb_audio_midi_play(audio, events, 4), -ENODEV);
	sim_usb_audio_free(audio);
}
END_TEST

/* Four bytes a packet, many packets: order kept; the oldest is forgotten. */
START_TEST(midi_order)
{
	struct sim_usb_audio *audio = open_plugged("dj-tech-ctrl");
	uint8_t data[4096];
	unsigned int i;
	size_t actual;

	for (i = 0; i < 1500; i++) {
		uint8_t event[4] = { 0x0f, i, i >> 8, 0x55 };

		ck_assert_int_eq(host_out(audio, 0x01, event, 4), SIM_USB_ACK);
		ck_assert_int_eq(host_in(audio, 0x81, data, 64, &actual),
				 SIM_USB_ACK);
		ck_assert_uint_eq(actual, 4);	/* wMaxPacketSize */
		ck_assert_mem_eq(data, event, 4);
	}
	ck_assert_int_eq(host_out(audio, 0x01, data, 8), SIM_USB_BABBLE);
	ck_assert_uint_eq(sim_usb_audio_midi_heard(audio, data, 4096), 4096);
	ck_assert_uint_eq(data[1] | data[2] << 8, 1500 - 1024);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(midi_odd_packets)
{
	struct sim_usb_audio *audio = open_plugged("xone-43c");
	uint8_t data[4096], sent[4800];
	unsigned int i;

	sim_usb_audio_midi_loopback(audio, false);
	for (i = 0; i < sizeof(sent); i++)
		sent[i] = i * 7 + i / 256;
	for (i = 0; i < sizeof(sent); i += 12)
		host_out(audio, 0x04, sent + i, 12);
	ck_assert_uint_eq(sim_usb_audio_midi_heard(audio, data, 4096), 4096);
	ck_assert_mem_eq(data, sent + sizeof(sent) - 4096, 4096);
	sim_usb_audio_free(audio);
}
END_TEST

/* ---- the comparer ---- */

static struct sim_stream_compare compare;

START_TEST(compare_equal)
{
	uint8_t silence[8] = { 0 };

	sim_stream_compare_begin(&compare, 4, 64);
	sim_stream_compare_arrived(&compare, silence, 8);
	sim_stream_compare_sent(&compare, "abcdefghijkl", 12);
	sim_stream_compare_arrived(&compare, "abcd", 4);
	sim_stream_compare_arrived(&compare, silence, 4);
	sim_stream_compare_arrived(&compare, "efghijkl", 8);
	sim_stream_compare_arrived(&compare, silence, 8);
	ck_assert_uint_eq(compare.matched, 12);
	ck_assert_uint_eq(compare.silence, 20);
	ck_assert_uint_eq(compare.wrong, 0);
	ck_assert_uint_eq(sim_stream_compare_pending(&compare), 0);
	sim_stream_compare_end(&compare);
	ck_assert_int_eq(double_live, 0);
}
END_TEST

START_TEST(compare_sent_silence)
{
	uint8_t silence[8] = { 0 };

	sim_stream_compare_begin(&compare, 4, 64);
	sim_stream_compare_sent(&compare, silence, 8);
	sim_stream_compare_sent(&compare, "abcd", 4);
	sim_stream_compare_arrived(&compare, silence, 8);
	sim_stream_compare_arrived(&compare, "abcd", 4);
	ck_assert_uint_eq(compare.matched, 12);
	ck_assert_uint_eq(compare.silence, 0);
	sim_stream_compare_end(&compare);
}
END_TEST

START_TEST(compare_wrong)
{
	sim_stream_compare_begin(&compare, 4, 64);
	sim_stream_compare_sent(&compare, "abcdefghijkl", 12);
	sim_stream_compare_arrived(&compare, "abcdefXhijkl", 12);
	ck_assert_uint_eq(compare.matched, 10);
	ck_assert_uint_eq(compare.wrong, 2);
	ck_assert_uint_eq(compare.first_wrong, 6);
	ck_assert_uint_eq(compare.first_expected, 'g');
	ck_assert_uint_eq(compare.first_arrived, 'X');
	sim_stream_compare_arrived(&compare, "more", 4);
	ck_assert_uint_eq(compare.wrong, 6);
	sim_stream_compare_end(&compare);
}
END_TEST

START_TEST(compare_wraps_and_fills)
{
	uint8_t data[24];
	int i, k;

	sim_stream_compare_begin(&compare, 4, 64);
	for (i = 0; i < 100; i++) {
		for (k = 0; k < 24; k++)
			data[k] = i + k + 1;
		sim_stream_compare_sent(&compare, data, 24);
		sim_stream_compare_arrived(&compare, data, 24);
	}
	ck_assert_uint_eq(compare.matched, 2400);
	ck_assert_uint_eq(compare.lost, 0);
	for (i = 0; i < 3; i++)
		sim_stream_compare_sent(&compare, data, 24);
	ck_assert_uint_eq(compare.lost, 24);
	ck_assert_uint_eq(sim_stream_compare_pending(&compare), 48);
	sim_stream_compare_end(&compare);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("device-events");
	TCase *tcase = tcase_create("events");

	tcase_add_test(tcase, keys);
	tcase_add_test(tcase, report_queue);
	tcase_add_test(tcase, reports_of_two_endpoints);
	tcase_add_test(tcase, wakeup);
	tcase_add_test(tcase, knob_2);
	tcase_add_test(tcase, knob_1);
	tcase_add_test(tcase, jack);
	tcase_add_test(tcase, midi_loops_back);
	tcase_add_test(tcase, midi_order);
	tcase_add_test(tcase, midi_odd_packets);
	tcase_add_test(tcase, compare_equal);
	tcase_add_test(tcase, compare_sent_silence);
	tcase_add_test(tcase, compare_wrong);
	tcase_add_test(tcase, compare_wraps_and_fills);
	suite_add_tcase(suite, tcase);
	return device_suite_run(suite);
}
