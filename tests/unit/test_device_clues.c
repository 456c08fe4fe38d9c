// SPDX-License-Identifier: GPL-2.0-only
/* links: device_double libsim/device */
/*
 * test_device_clues.c: what single figures of descriptors, changed in a copy of
 * a device, say of its speed, rates and packets.
 */
#include "device_double.h"

static struct device_file *files;
static struct sim_usb_audio_format formats[128];

static void setup(void)
{
	files = device_files();
}

static void teardown(void)
{
	device_files_free(files);
	ck_assert_int_eq(double_live, 0);
}

static uint8_t changed[4096];
static size_t changed_bytes;

static void change_copy(const char *name)
{
	const void *blob = sim_device_builtin(name, &changed_bytes);
	int i;

	for (i = 0; !blob && i < DEVICE_FILES; i++)
		if (strstr(files[i].name, name)) {
			blob = files[i].data;
			changed_bytes = files[i].bytes;
		}
	memcpy(changed, blob, changed_bytes);
}

/* All endpoints @address get wMaxPacketSize @size. */
static void change_size(unsigned int address, unsigned int size)
{
	size_t at;

	for (at = 0; at < changed_bytes; at += changed[at])
		if (changed[at + 1] == 5 && changed[at + 2] == address) {
			changed[at + 4] = size;
			changed[at + 5] = size >> 8;
		}
}

static enum sim_usb_speed changed_speed(void)
{
	return sim_usb_audio_guess_speed(changed, changed_bytes);
}

static void changed_formats(void)
{
	struct sim_usb_audio *audio =
		sim_usb_audio_create(changed, changed_bytes, 0, NULL, NULL, 0);

	ck_assert_ptr_nonnull(audio);
	ck_assert_int_gt(sim_usb_audio_formats(audio, formats, 128), 0);
	sim_usb_audio_free(audio);
}

START_TEST(speed_clues)
{
	change_copy("dj-tech-ctrl");
	changed[3] = 2;			/* bcdUSB 2.10 */
	ck_assert_int_eq(changed_speed(), SIM_USB_FULL);
	changed[7] = 64;		/* bulk packets of 4 bytes */
	ck_assert_int_eq(changed_speed(), SIM_USB_FULL);
	change_size(0x01, 512);
	change_size(0x81, 512);
	ck_assert_int_eq(changed_speed(), SIM_USB_HIGH);
	changed[3] = 3;
	ck_assert_int_eq(changed_speed(), SIM_USB_SUPER);
	change_copy("uac2-dac");
	ck_assert_int_eq(changed_speed(), SIM_USB_HIGH);
	changed[7] = 8;
	ck_assert_int_eq(changed_speed(), SIM_USB_FULL);
	change_copy("uac1-headset");
	ck_assert_int_eq(changed_speed(), SIM_USB_FULL);
	change_size(0x83, 65);		/* interrupt */
	ck_assert_int_eq(changed_speed(), SIM_USB_HIGH);
	change_size(0x83, 64);
	change_size(0x01, 1024);	/* isochronous */
	ck_assert_int_eq(changed_speed(), SIM_USB_HIGH);
	change_size(0x01, 28);		/* 7 frames: only in microframes */
	ck_assert_int_eq(changed_speed(), SIM_USB_HIGH);
}
END_TEST

/* 22 frames a microframe: 176000 of 176400 would fit, but packets of 23 not. */
START_TEST(rates_need_their_longest_packet)
{
	change_copy("uac2-dac");
	change_size(0x01, 22 * 8);
	changed_formats();
	ck_assert_uint_eq(formats[0].rate_max, 96000);
	change_size(0x01, 23 * 8);
	changed_formats();
	ck_assert_uint_eq(formats[0].rate_max, 176400);
	/* the capture side's limit counts too, it is the same clock */
	change_size(0x82, 6 * 8);
	changed_formats();
	ck_assert_uint_eq(formats[0].rate_max, 48000);
	/* less than 44100 anywhere: lower rates */
	change_size(0x82, 5 * 8);
	changed_formats();
	ck_assert_uint_eq(formats[0].rate_count, 6);
	ck_assert_uint_eq(formats[0].rate_max, 32000);
}
END_TEST

START_TEST(high_bandwidth)
{
	change_copy("uac2-dac");
	change_size(0x01, 2 << 11 | 400);
	changed_formats();
	ck_assert_uint_eq(formats[0].max_packet_bytes, 1200);
}
END_TEST

START_TEST(feedback_by_sync_address)
{
	change_copy("logitech-h340");
	change_size(0x83, 8);
	changed_formats();
	ck_assert_uint_eq(formats[0].sync_endpoint, 0x83);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("device-clues");
	TCase *tcase = tcase_create("changed");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, speed_clues);
	tcase_add_test(tcase, rates_need_their_longest_packet);
	tcase_add_test(tcase, high_bandwidth);
	tcase_add_test(tcase, feedback_by_sync_address);
	suite_add_tcase(suite, tcase);
	return device_suite_run(suite);
}
