// SPDX-License-Identifier: GPL-2.0-only
/* links: device_double libsim/device */
/*
 * test_device_audio.c: class requests as sound/usb makes them.
 */
#include "device_double_audio.h"

START_TEST(volume_1)
{
	struct sim_usb_audio *audio = open_configured("uac1-headset");
	unsigned int index = unit(2, 0), channel;
	uint8_t data[2];
	int32_t value;

	for (channel = 1; channel <= 2; channel++) {
		unsigned int control = VOLUME | channel;

		ck_assert_int_eq((int16_t)host_get(audio, TO_INTERFACE, GET_MIN,
						   control, index, 2),
				 -60 * 256);
		ck_assert_int_eq(host_get(audio, TO_INTERFACE, GET_MAX, control,
					  index, 2), 0);
		ck_assert_int_eq(host_get(audio, TO_INTERFACE, GET_RES, control,
					  index, 2), 256);
		ck_assert_int_eq(host_get(audio, TO_INTERFACE, GET_CUR, control,
					  index, 2), 0);
		ck_assert_int_eq(host_set(audio, TO_INTERFACE, SET_CUR, control,
					  index, -10 * 256 * (int)channel, 2),
				 2);
	}
	for (channel = 1; channel <= 2; channel++) {
		ck_assert_int_eq((int16_t)host_get(audio, TO_INTERFACE, GET_CUR,
						   VOLUME | channel, index, 2),
				 -10 * 256 * (int)channel);
		ck_assert_int_eq(sim_usb_audio_control_value(audio, 0, 2, 2,
							     channel, &value),
				 0);
		ck_assert_int_eq(value, -10 * 256 * (int)channel);
	}
	/* beyond the range, and the value for silence */
	host_set(audio, TO_INTERFACE, SET_CUR, VOLUME | 1, index, 0x8000, 2);
	ck_assert_int_eq((int16_t)host_get(audio, TO_INTERFACE, GET_CUR,
					   VOLUME | 1, index, 2), -60 * 256);
	host_set(audio, TO_INTERFACE, SET_CUR, VOLUME | 1, index, 0x7fff, 2);
	ck_assert_int_eq(host_get(audio, TO_INTERFACE, GET_CUR, VOLUME | 1,
				  index, 2), 0);
	host_set(audio, TO_INTERFACE, SET_CUR, VOLUME | 1, index, -300, 2);
	ck_assert_int_eq((int16_t)host_get(audio, TO_INTERFACE, GET_CUR,
					   VOLUME | 1, index, 2), -512);
	/* no master volume; ranges are fixed; too short */
	ck_assert_int_eq(host_control(audio, TO_INTERFACE | 0x80, GET_CUR,
				      VOLUME, index, data, 2), -1);
	ck_assert_int_eq(host_set(audio, TO_INTERFACE, SET_RES, VOLUME | 1,
				  index, 128, 2), -1);
	ck_assert_int_eq(host_set(audio, TO_INTERFACE, SET_MIN, VOLUME | 1,
				  index, 0, 2), -1);
	ck_assert_int_eq(host_set(audio, TO_INTERFACE, SET_CUR, VOLUME | 1,
				  index, 0, 1), -1);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(mute_1)
{
	struct sim_usb_audio *audio = open_configured("uac1-headset");
	uint8_t data[2];
	int32_t value;

	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, GET_CUR, MUTE,
				   unit(2, 0), 1), 0);
	ck_assert_int_eq(host_set(audio, TO_INTERFACE, SET_CUR, MUTE,
				  unit(2, 0), 1, 1), 1);
	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, GET_CUR, MUTE,
				   unit(2, 0), 1), 1);
	ck_assert_int_eq(sim_usb_audio_control_value(audio, 0, 2, 1, 0, &value),
			 0);
	ck_assert_int_eq(value, 1);
	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, GET_CUR, MUTE,
				   unit(5, 0), 1), 0);
	/* no such unit, interface, control, channel */
	ck_assert_int_eq(host_control(audio, 0xa1, GET_CUR, MUTE, unit(9, 0),
				      data, 1), -1);
	ck_assert_int_eq(host_control(audio, 0xa1, GET_CUR, MUTE, unit(2, 1),
				      data, 1), -1);
	ck_assert_int_eq(host_control(audio, 0xa1, GET_CUR, 0x700, unit(2, 0),
				      data, 1), -1);
	ck_assert_int_eq(host_control(audio, 0xa1, GET_CUR, MUTE | 3,
				      unit(2, 0), data, 1), -1);
	ck_assert_int_eq(host_control(audio, 0xa1, GET_CUR, MUTE | 0xff,
				      unit(2, 0), data, 1), -1);
	ck_assert_int_eq(sim_usb_audio_control_value(audio, 0, 9, 1, 0, &value),
			 -ENOENT);
	/* a bus reset unmutes */
	sim_usb_audio_device(audio)->ops->reset(sim_usb_audio_device(audio));
	host_configure(audio, 1);
	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, GET_CUR, MUTE,
				   unit(2, 0), 1), 0);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(capture_volume_goes_up)
{
	struct sim_usb_audio *audio = open_configured("uac1-headset");

	ck_assert_int_eq((int16_t)host_get(audio, TO_INTERFACE, GET_MIN, VOLUME,
					   unit(5, 0), 2), -16 * 256);
	ck_assert_int_eq(host_get(audio, TO_INTERFACE, GET_MAX, VOLUME,
				  unit(5, 0), 2), 30 * 256);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(rate_1)
{
	struct sim_usb_audio *audio = open_configured("uac1-headset");
	uint8_t data[3];

	host_choose(audio, 1, 1);
	ck_assert_uint_eq(host_get(audio, TO_ENDPOINT, GET_CUR, FREQUENCY, 1,
				   3), 48000);
	ck_assert_int_eq(host_set(audio, TO_ENDPOINT, SET_CUR, FREQUENCY, 1,
				  44100, 3), 3);
	ck_assert_uint_eq(host_get(audio, TO_ENDPOINT, GET_CUR, FREQUENCY, 1,
				   3), 44100);
	ck_assert_uint_eq(sim_usb_audio_rate(audio, 1), 44100);
	ck_assert_uint_eq(host_get(audio, TO_ENDPOINT, GET_MIN, FREQUENCY, 1,
				   3), 44100);
	ck_assert_uint_eq(host_get(audio, TO_ENDPOINT, GET_MAX, FREQUENCY, 1,
				   3), 48000);
	/* the nearest */
	host_set(audio, TO_ENDPOINT, SET_CUR, FREQUENCY, 1, 96000, 3);
	ck_assert_uint_eq(sim_usb_audio_rate(audio, 1), 48000);
	host_set(audio, TO_ENDPOINT, SET_CUR, FREQUENCY, 1, 46050, 3);
	ck_assert_uint_eq(sim_usb_audio_rate(audio, 1), 44100);	/* a tie */
	host_set(audio, TO_ENDPOINT, SET_CUR, FREQUENCY, 1, 46051, 3);
	ck_assert_uint_eq(sim_usb_audio_rate(audio, 1), 48000);
	ck_assert_int_eq(host_set(audio, TO_ENDPOINT, SET_CUR, FREQUENCY, 1, 0,
				  3), -1);
	/* before the altsetting, and no such endpoint or control */
	ck_assert_int_eq(host_set(audio, TO_ENDPOINT, SET_CUR, FREQUENCY, 0x82,
				  44100, 3), 3);
	host_choose(audio, 2, 1);
	ck_assert_uint_eq(sim_usb_audio_rate(audio, 0x82), 44100);
	ck_assert_uint_eq(sim_usb_audio_rate(audio, 1), 48000);
	sim_usb_audio_device(audio)->ops->reset(sim_usb_audio_device(audio));
	host_configure(audio, 1);
	host_choose(audio, 2, 1);
	ck_assert_uint_eq(sim_usb_audio_rate(audio, 0x82), 48000);
	ck_assert_int_eq(host_control(audio, 0xa2, GET_CUR, FREQUENCY, 0x05,
				      data, 3), -1);
	ck_assert_int_eq(host_control(audio, 0xa2, GET_CUR, 0x200, 1, data, 1),
			 -1);
	sim_usb_audio_free(audio);
	audio = open_configured("logitech-h340");	/* no rate control */
	host_choose(audio, 1, 1);
	ck_assert_int_eq(host_control(audio, 0xa2, GET_CUR, FREQUENCY, 1, data,
				      3), -1);
	ck_assert_uint_eq(sim_usb_audio_rate(audio, 1), 44100);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(continuous_rate)
{
	struct sim_usb_audio *audio = open_configured("m-audio-micro");

	host_choose(audio, 1, 2);
	ck_assert_uint_eq(sim_usb_audio_rate(audio, 1), 48000);
	host_set(audio, TO_ENDPOINT, SET_CUR, FREQUENCY, 1, 12345, 3);
	ck_assert_uint_eq(sim_usb_audio_rate(audio, 1), 12345);
	host_set(audio, TO_ENDPOINT, SET_CUR, FREQUENCY, 1, 10, 3);
	ck_assert_uint_eq(sim_usb_audio_rate(audio, 1), 6400);
	ck_assert_uint_eq(host_get(audio, TO_ENDPOINT, GET_MAX, FREQUENCY, 1,
				   3), 48000);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(selector_unit)
{
	struct sim_usb_audio *audio = open_configured("m-audio-micro");

	/* selector 7 has pins 2 and 3 */
	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, GET_CUR, 0, unit(7, 0),
				   1), 1);
	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, GET_MAX, 0, unit(7, 0),
				   1), 2);
	ck_assert_int_eq(host_set(audio, TO_INTERFACE, SET_CUR, 0, unit(7, 0),
				  2, 1), 1);
	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, GET_CUR, 0, unit(7, 0),
				   1), 2);
	ck_assert_int_eq(host_set(audio, TO_INTERFACE, SET_CUR, 0, unit(7, 0),
				  3, 1), -1);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(mixer_and_extension)
{
	struct sim_usb_audio *audio = open_configured("jabra-evolve");
	uint8_t data[2];

	/* mixer 12, pin 1 to output channel 2 */
	ck_assert_int_eq((int16_t)host_get(audio, TO_INTERFACE, GET_MIN, 0x0102,
					   unit(12, 0), 2), -60 * 256);
	ck_assert_int_eq(host_set(audio, TO_INTERFACE, SET_CUR, 0x0102,
				  unit(12, 0), -512, 2), 2);
	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, GET_CUR, 0x0102,
				   unit(12, 0), 2), 0xfe00);
	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, GET_CUR, 0x0202,
				   unit(12, 0), 2), 0);
	ck_assert_int_eq(host_control(audio, 0xa1, GET_CUR, 0, unit(12, 0),
				      data, 2), -1);
	sim_usb_audio_free(audio);
	audio = open_configured("realtek-usb-audio-dock");
	/* extension unit 4 declares control 1, enable */
	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, GET_CUR, 0x100,
				   unit(4, 0), 1), 0);
	ck_assert_int_eq(host_set(audio, TO_INTERFACE, SET_CUR, 0x100,
				  unit(4, 0), 1, 1), 1);
	ck_assert_int_eq(host_control(audio, 0xa1, GET_CUR, 0x200, unit(4, 0),
				      data, 1), -1);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(volume_2)
{
	struct sim_usb_audio *audio = open_configured("uac2-dac");
	static const uint8_t range[8] = { 1, 0, 0x00, 0xc4, 0, 0, 0x00, 0x01 };
	uint8_t data[16];

	ck_assert_int_eq(host_control(audio, 0xa1, RANGE, VOLUME | 1,
				      unit(2, 0), data, 8), 8);
	ck_assert_mem_eq(data, range, 8);
	ck_assert_int_eq(host_control(audio, 0xa1, RANGE, VOLUME | 1,
				      unit(2, 0), data, 16), 8);
	ck_assert_int_eq(host_set(audio, TO_INTERFACE, CUR, VOLUME | 2,
				  unit(2, 0), -256, 2), 2);
	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, CUR, VOLUME | 2,
				   unit(2, 0), 2), 0xff00);
	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, CUR, MUTE, unit(2, 0),
				   1), 0);
	ck_assert_int_eq(host_control(audio, 0xa1, CUR, VOLUME, unit(2, 0),
				      data, 2), -1);
	/* audio class 1 requests mean nothing here */
	ck_assert_int_eq(host_control(audio, 0xa1, GET_CUR, MUTE, unit(2, 0),
				      data, 1), -1);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(read_only_controls)
{
	struct sim_usb_audio *audio = open_configured("gigabyte-trx40");
	uint8_t data[6];

	/* connector of output terminal 13 can be read, not set */
	ck_assert_int_eq(host_control(audio, 0xa1, CUR, 0x200, unit(13, 0),
				      data, 6), 6);
	ck_assert_uint_eq(data[0], 2);
	ck_assert_int_eq(host_control(audio, 0x21, CUR, 0x200, unit(13, 0),
				      data, 6), -1);
	ck_assert_int_eq(host_control(audio, 0xa1, CUR, 0x100, unit(13, 0),
				      data, 6), -1);
	/* eight channels, each with a volume */
	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, CUR, VOLUME | 8,
				   unit(0x16, 0), 2), 0);
	ck_assert_int_eq(host_control(audio, 0xa1, CUR, VOLUME | 9,
				      unit(0x16, 0), data, 2), -1);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(read_only_mute)
{
	size_t bytes, at;
	const uint8_t *blob = sim_device_builtin("uac2-dac", &bytes);
	uint8_t data[1024];
	struct sim_usb_audio *audio;

	memcpy(data, blob, bytes);
	for (at = 0; data[at + 1] != 0x24 || data[at + 2] != 6; at += data[at])
		;
	data[at + 5] = 0x01;	/* master mute of unit 2 */
	audio = sim_usb_audio_create(data, bytes, 0, NULL, NULL, 0);
	host_configure(audio, 1);
	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, CUR, MUTE, unit(2, 0),
				   1), 0);
	ck_assert_int_eq(host_set(audio, TO_INTERFACE, CUR, MUTE, unit(2, 0), 1,
				  1), -1);
	ck_assert_uint_eq(host_get(audio, TO_INTERFACE, CUR, MUTE, unit(2, 0),
				   1), 0);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(not_configured)
{
	struct sim_usb_audio *audio = device_open("uac1-headset");
	uint8_t data[2];

	ck_assert_int_eq(host_control(audio, 0xa1, GET_CUR, MUTE, unit(2, 0),
				      data, 1), -1);
	ck_assert_int_eq(host_control(audio, 0xa2, GET_CUR, FREQUENCY, 1, data,
				      2), -1);
	sim_usb_audio_free(audio);
}
END_TEST

/* Every control that a feature unit of a real device declares answers. */
static void ask_feature(struct sim_usb_audio *audio, const uint8_t *unit_bytes,
			unsigned int interface, unsigned int version,
			int *asked)
{
	unsigned int size = version == 1 ? unit_bytes[5] : 4;
	unsigned int start = version == 1 ? 6 : 5, channel, selector;
	unsigned int channels = (unit_bytes[0] - start - 1) / size;
	uint8_t data[14];

	for (channel = 0; channel < channels; channel++)
		for (selector = 1; selector < 11; selector++) {
			unsigned int bit = version == 1 ? selector - 1 :
							  2 * (selector - 1);
			bool there = bit / 8 < size &&
				unit_bytes[start + channel * size + bit / 8] >>
				bit % 8 & 1;
			int got = host_control(audio, 0xa1,
					version == 1 ? GET_CUR : CUR,
					selector << 8 | channel,
					unit(unit_bytes[3], interface), data,
					2);

			ck_assert_int_eq(got > 0, there);
			if (!there)
				continue;
			got = host_control(audio, 0xa1,
					version == 1 ? GET_RES : RANGE,
					selector << 8 | channel,
					unit(unit_bytes[3], interface), data,
					14);
			ck_assert_int_gt(got, 0);
			++*asked;
		}
}

START_TEST(declared_controls_answer)
{
	struct device_file *files = device_files();
	int i, asked = 0;

	for (i = 0; i < DEVICE_FILES; i++) {
		struct sim_usb_audio *audio = open_configured(files[i].name);
		const uint8_t *blob = files[i].data;
		unsigned int interface = 0, control = 0, version = 1;
		size_t at, end = 18 + (blob[20] | blob[21] << 8);

		for (at = 0; at < end; at += blob[at]) {
			if (blob[at + 1] == 4) {
				interface = blob[at + 2];
				control = blob[at + 5] == 1 &&
					  blob[at + 6] == 1;
				version = blob[at + 7] == 0x20 ? 2 : 1;
			}
			if (control && blob[at + 1] == 0x24 &&
			    blob[at + 2] == 6)
				ask_feature(audio, blob + at, interface,
					    version, &asked);
		}
		sim_usb_audio_free(audio);
	}
	device_files_free(files);
	ck_assert_int_gt(asked, 80);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("device-audio");
	TCase *tcase = tcase_create("controls");

	tcase_add_test(tcase, volume_1);
	tcase_add_test(tcase, mute_1);
	tcase_add_test(tcase, capture_volume_goes_up);
	tcase_add_test(tcase, rate_1);
	tcase_add_test(tcase, continuous_rate);
	tcase_add_test(tcase, selector_unit);
	tcase_add_test(tcase, mixer_and_extension);
	tcase_add_test(tcase, volume_2);
	tcase_add_test(tcase, read_only_controls);
	tcase_add_test(tcase, read_only_mute);
	tcase_add_test(tcase, not_configured);
	tcase_add_test(tcase, declared_controls_answer);
	suite_add_tcase(suite, tcase);
	return device_suite_run(suite);
}
