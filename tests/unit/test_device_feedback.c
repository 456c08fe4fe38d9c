// SPDX-License-Identifier: GPL-2.0-only
/* links: device_double libsim/device */
/*
 * test_device_feedback.c: the rate that a device tells, and what follows when
 * the host heeds it or not.
 */
#include "device_double_stream.h"

/* A host that follows the feedback stays level; one that does not drifts. */
START_TEST(balance)
{
	struct sim_usb_audio *audio = stream_open("uac2-dac", 1, 1);
	uint64_t phase = 0, value;
	int i;

	stream_rate_2(audio, 16, 44100);
	sim_usb_audio_set_drift(audio, 500);
	host_choose(audio, 1, 1);
	for (i = 0; i < 80000; i++) {
		size_t actual;

		host_in(audio, 0x81, payload, 4, &actual);
		value = payload[0] | payload[1] << 8 | payload[2] << 16;
		phase = (phase & 0xffff) + value;
		host_out(audio, 1, payload, (phase >> 16) * 4);
	}
	ck_assert_int_ge(stream_counters(audio, 1).balance, -3);
	ck_assert_int_le(stream_counters(audio, 1).balance, 3);
	ck_assert_int_ge(stream_counters(audio, 1).balance_min, -3);
	host_choose(audio, 1, 1);
	/* 44100 frames, the device uses 44122 */
	for (i = 0; i < 8000; i++)
		host_out(audio, 1, payload,
			 ((i + 1) * 441ull / 80 - i * 441ull / 80) * 4);
	ck_assert_int_eq(stream_counters(audio, 1).balance, -22);
	sim_usb_audio_free(audio);
}
END_TEST

static uint32_t feedback(struct sim_usb_audio *audio, unsigned int endpoint,
			 size_t bytes)
{
	size_t actual;

	memset(payload, 0, 8);
	ck_assert_int_eq(host_in(audio, endpoint, payload, 64, &actual),
			 SIM_USB_ACK);
	ck_assert_uint_eq(actual, bytes);
	return payload[0] | payload[1] << 8 | payload[2] << 16 |
	       (uint32_t)payload[3] << 24;
}

START_TEST(feedback_high_speed)
{
	struct sim_usb_audio *audio = stream_open("uac2-dac", 1, 1);
	size_t actual;

	ck_assert_uint_eq(feedback(audio, 0x81, 4), 6 << 16);
	stream_rate_2(audio, 16, 192000);
	ck_assert_uint_eq(feedback(audio, 0x81, 4), 24 << 16);
	stream_rate_2(audio, 16, 44100);	/* 5.5125 * 65536 = 361267.2 */
	ck_assert_uint_eq(feedback(audio, 0x81, 4), 361267);
	stream_rate_2(audio, 16, 48000);
	sim_usb_audio_set_drift(audio, 1000);	/* 6.006 */
	ck_assert_uint_eq(feedback(audio, 0x81, 4), 393609);
	sim_usb_audio_set_drift(audio, -1000);
	ck_assert_uint_eq(feedback(audio, 0x81, 4), 392823);
	sim_usb_audio_set_drift(audio, -99999);	/* held at 1000 */
	ck_assert_uint_eq(feedback(audio, 0x81, 4), 392823);
	ck_assert_int_eq(host_in(audio, 0x81, payload, 3, &actual),
			 SIM_USB_BABBLE);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(feedback_full_speed)
{
	struct sim_usb_audio *audio = stream_open("logitech-h340", 1, 1);

	ck_assert_uint_eq(feedback(audio, 0x83, 3), 722534);	/* 44.1 << 14 */
	sim_usb_audio_free(audio);
	audio = stream_open("rode-ai-1", 2, 1);
	stream_rate_1(audio, 3, 96000);
	ck_assert_uint_eq(feedback(audio, 0x84, 3), 96 << 14);
	sim_usb_audio_free(audio);
	audio = stream_open("usbpre2", 1, 2);	/* high speed, three bytes */
	ck_assert_uint_eq(feedback(audio, 0x81, 3), 48 << 14);
	sim_usb_audio_free(audio);
}
END_TEST

/* IN packets of an asynchronous device drift as well: implicit feedback. */
START_TEST(implicit_feedback_drifts)
{
	struct sim_usb_audio *audio = stream_open("hx-stomp", 3, 1);
	size_t low, high;

	ck_assert_uint_eq(stream_record(audio, 0x83, 8000, 125000, &low, &high),
			  48000 * 32);
	sim_usb_audio_set_drift(audio, 250);
	ck_assert_uint_eq(stream_record(audio, 0x83, 8000, 125000, &low, &high),
			  48012 * 32);
	ck_assert_uint_eq(high, 7 * 32);
	sim_usb_audio_free(audio);
	audio = stream_open("jabra-evolve", 1, 1);	/* synchronous */
	sim_usb_audio_set_drift(audio, 250);
	ck_assert_uint_eq(stream_record(audio, 0x83, 1000, 1000000, &low,
					&high), 16000 * 2);
	sim_usb_audio_free(audio);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("device-feedback");
	TCase *tcase = tcase_create("feedback");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, balance);
	tcase_add_test(tcase, feedback_high_speed);
	tcase_add_test(tcase, feedback_full_speed);
	tcase_add_test(tcase, implicit_feedback_drifts);
	suite_add_tcase(suite, tcase);
	return device_suite_run(suite);
}
