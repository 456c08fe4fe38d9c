// SPDX-License-Identifier: GPL-2.0-only
/* links: device_double libsim/device */
/* test_device_clocks.c: clocks and streaming interfaces of UAC2 and UAC3. */
#include "device_double_audio.h"

START_TEST(clock_rates)
{
	struct sim_usb_audio *audio = open_configured("uac2-dac");
	static const uint32_t rates[] = { 44100, 48000, 88200, 96000, 176400,
					  192000 };
	uint8_t data[2 + 12 * 16];
	unsigned int i, index = unit(16, 0);

	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, RANGE, FREQUENCY, index,
				   2), 6);
	ck_assert_int_eq(host_control(audio, 0xa1, RANGE, FREQUENCY, index,
				      data, sizeof(data)), 2 + 12 * 6);
	for (i = 0; i < 6; i++) {
		uint8_t want[12] = { rates[i], rates[i] >> 8, rates[i] >> 16, 0,
				     rates[i], rates[i] >> 8, rates[i] >> 16 };

		ck_assert_mem_eq(data + 2 + 12 * i, want, 12);
	}
	host_choose(audio, 1, 2);
	host_choose(audio, 2, 1);
	for (i = 0; i < 6; i++) {
		ck_assert_int_eq(host_set(audio, TO_INTERFACE, CUR, FREQUENCY,
					  index, rates[i], 4), 4);
		ck_assert_uint_eq(host_get(audio, TO_INTERFACE, CUR, FREQUENCY,
					   index, 4), rates[i]);
		ck_assert_uint_eq(sim_usb_audio_rate(audio, 1), rates[i]);
		ck_assert_uint_eq(sim_usb_audio_rate(audio, 0x81), rates[i]);
		ck_assert_uint_eq(sim_usb_audio_rate(audio, 0x82), rates[i]);
	}
	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, CUR, 0x200, index, 1),
			  1);
	ck_assert_int_eq(host_set(audio, TO_INTERFACE, CUR, 0x200, index, 0, 1),
			 -1);
	ck_assert_int_eq(host_set(audio, TO_INTERFACE, RANGE, FREQUENCY, index,
				  48000, 4), -1);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(fixed_and_silent_clocks)
{
	struct sim_usb_audio *audio = open_configured("numark-scratch");
	uint8_t data[14];

	/* internal fixed, readable */
	ck_assert_int_eq(host_control(audio, 0xa1, RANGE, FREQUENCY, unit(5, 2),
				      data, 14), 14);
	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, CUR, FREQUENCY,
				   unit(5, 2), 4), 48000);
	ck_assert_int_eq(host_set(audio, TO_INTERFACE, CUR, FREQUENCY,
				  unit(5, 2), 44100, 4), -1);
	sim_usb_audio_free(audio);
	audio = open_configured("hx-stomp");	/* declares no control */
	ck_assert_int_eq(host_control(audio, 0xa1, RANGE, FREQUENCY,
				      unit(16, 1), data, 2), -1);
	host_choose(audio, 3, 1);
	ck_assert_uint_eq(sim_usb_audio_rate(audio, 0x83), 48000);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(clock_selector)
{
	struct sim_usb_audio *audio = open_configured("scarlett-2i2");

	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, CUR, 0x100,
				   unit(40, 0), 1), 1);
	ck_assert_int_eq(host_set(audio, TO_INTERFACE, CUR, 0x100, unit(40, 0),
				  1, 1), 1);
	ck_assert_int_eq(host_set(audio, TO_INTERFACE, CUR, 0x100, unit(40, 0),
				  2, 1), -1);
	ck_assert_int_eq(host_set(audio, TO_INTERFACE, CUR, 0x100, unit(40, 0),
				  0, 1), -1);
	ck_assert_int_eq(host_set(audio, TO_INTERFACE, CUR, FREQUENCY,
				  unit(41, 0), 88200, 4), 4);
	host_choose(audio, 1, 1);
	ck_assert_uint_eq(sim_usb_audio_rate(audio, 1), 88200);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(streaming_interface_2)
{
	struct sim_usb_audio *audio = open_configured("uac2-dac");
	uint8_t data[4];

	host_choose(audio, 1, 2);
	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, CUR, 0x100, 1, 1), 2);
	ck_assert_int_eq(host_control(audio, 0xa1, CUR, 0x200, 1, data, 4), 2);
	ck_assert_uint_eq(data[0], 1);
	ck_assert_uint_eq(data[1], 7);
	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, CUR, 0x300, 1, 4), 1);
	ck_assert_int_eq(host_control(audio, 0xa1, CUR, 0x900, 1, data, 4), -1);
	sim_usb_audio_free(audio);
}
END_TEST

/* UAC3 basic device, headphone profile: nothing but sizes in its bytes. */
START_TEST(basic_device_3)
{
	static const uint8_t blob[] = {
		18, 1, 0x01, 2, 0xef, 2, 1, 64, 9, 0x12, 3, 0, 0, 1, 0, 0, 0, 1,
		9, 2, 60, 0, 2, 1, 0, 0x80, 50,
		8, 0x0b, 0, 2, 1, 0x20, 0x30, 0,
		9, 4, 0, 0, 0, 1, 1, 0x30, 0,
		9, 4, 1, 0, 0, 1, 2, 0x30, 0,
		9, 4, 1, 1, 1, 1, 2, 0x30, 0,
		7, 5, 1, 0x0d, 0x20, 1, 4,
		9, 4, 1, 2, 0, 1, 2, 0x30, 0,
	};
	struct sim_usb_audio_format format;
	char error[200] = "";
	struct sim_usb_audio *audio =
		sim_usb_audio_create(blob, sizeof(blob), SIM_USB_HIGH, "badd",
				     error, sizeof(error));

	ck_assert_msg(audio != NULL, "%s", error);
	host_configure(audio, 1);
	ck_assert_int_eq(sim_usb_audio_formats(audio, &format, 1), 1);
	ck_assert_uint_eq(format.channels, 2);
	ck_assert_uint_eq(format.subslot_bytes, 3);
	ck_assert_uint_eq(format.rates[0], 48000);
	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, CUR, MUTE, unit(2, 0),
				   1), 0);
	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, CUR, VOLUME | 2,
				   unit(2, 0), 2), 0);
	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, CUR, FREQUENCY,
				   unit(9, 0), 4), 48000);
	host_choose(audio, 1, 1);
	ck_assert_uint_eq(sim_usb_audio_rate(audio, 1), 48000);
	ck_assert_int_eq(host_set(audio, TO_INTERFACE, CUR, 0x200, unit(10, 0),
				  0, 1), 1);
	sim_usb_audio_free(audio);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("device-clocks");
	TCase *tcase = tcase_create("clocks");

	tcase_add_test(tcase, clock_rates);
	tcase_add_test(tcase, fixed_and_silent_clocks);
	tcase_add_test(tcase, clock_selector);
	tcase_add_test(tcase, streaming_interface_2);
	tcase_add_test(tcase, basic_device_3);
	suite_add_tcase(suite, tcase);
	return device_suite_run(suite);
}
