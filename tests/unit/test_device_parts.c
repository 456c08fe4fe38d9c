// SPDX-License-Identifier: GPL-2.0-only
/* links: device_double libsim/device */
/*
 * test_device_parts.c: what a device says that it consists of.
 */
#include "device_double.h"

static struct sim_usb_audio_parts parts_of(const char *name,
					   unsigned int configuration)
{
	struct sim_usb_audio *audio = device_open(name);
	struct sim_usb_audio_parts parts;

	sim_usb_audio_parts(audio, configuration, &parts);
	sim_usb_audio_free(audio);
	return parts;
}

START_TEST(parts_headset)
{
	struct sim_usb_audio_parts parts = parts_of("uac1-headset", 1);

	ck_assert_uint_eq(parts.formats, 2);
	ck_assert_uint_ge(parts.feature_units, 1);
	ck_assert_uint_eq(parts.midi_in + parts.midi_out, 0);
}
END_TEST

START_TEST(parts_midi)
{
	struct sim_usb_audio_parts parts = parts_of("dj-tech", 1);

	ck_assert_uint_eq(parts.formats, 0);
	ck_assert_uint_eq(parts.feature_units, 0);
	ck_assert_uint_eq(parts.midi_in, 1);
	ck_assert_uint_eq(parts.midi_out, 1);
}
END_TEST

/* The iPhone's audio is in its second configuration. */
START_TEST(parts_configurations)
{
	struct sim_usb_audio *audio = device_open("iphone");
	unsigned int i;

	for (i = 0; i < 4; i++)
		ck_assert_uint_eq(sim_usb_audio_configuration(audio, i), i + 1);
	ck_assert_uint_eq(sim_usb_audio_configuration(audio, 4), 0);
	sim_usb_audio_free(audio);
	ck_assert_uint_eq(parts_of("iphone", 1).formats, 0);
	ck_assert_uint_eq(parts_of("iphone", 2).formats, 1);
	ck_assert_uint_eq(parts_of("iphone", 0).formats, 1);
}
END_TEST

START_TEST(parts_id)
{
	struct sim_usb_audio *audio = device_open("m-audio-micro");
	unsigned int vendor, product;

	sim_usb_audio_id(audio, &vendor, &product);
	ck_assert_uint_eq(vendor, 0x0763);
	ck_assert_uint_eq(product, 0x201a);
	sim_usb_audio_free(audio);
}
END_TEST

/* Of unsigned samples 0x80 is silence; zero is what drivers fill with. */
START_TEST(silence_byte)
{
	static const uint8_t arrived[] = { 0x80, 0, 1, 3, 0x80, 5, 7, 0x80 };
	static const uint8_t sent[] = { 1, 3, 5 };
	struct sim_stream_compare compare;

	sim_stream_compare_begin(&compare, 1, 16);
	compare.silence_byte = 0x80;
	sim_stream_compare_sent(&compare, sent, sizeof(sent));
	sim_stream_compare_arrived(&compare, arrived, sizeof(arrived));
	ck_assert_uint_eq(compare.matched, 3);
	ck_assert_uint_eq(compare.silence, 4);
	ck_assert_uint_eq(compare.wrong, 1);
	ck_assert_uint_eq(compare.first_arrived, 7);
	sim_stream_compare_end(&compare);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("device_parts");
	TCase *tcase = tcase_create("parts");

	tcase_add_test(tcase, parts_headset);
	tcase_add_test(tcase, parts_midi);
	tcase_add_test(tcase, parts_configurations);
	tcase_add_test(tcase, parts_id);
	tcase_add_test(tcase, silence_byte);
	suite_add_tcase(suite, tcase);
	return device_suite_run(suite);
}
