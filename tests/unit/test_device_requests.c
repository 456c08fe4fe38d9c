// SPDX-License-Identifier: GPL-2.0-only
/* links: device_double libsim/device */
/*
 * test_device_requests.c: every standard request, and what a device must
 * stall. USB 2.0 chapter 9.
 */
#include "device_double.h"

enum { DEVICE = 0, INTERFACE = 1, ENDPOINT = 2 };
enum { GET_STATUS = 0, CLEAR_FEATURE = 1, SET_FEATURE = 3, SET_ADDRESS = 5,
       GET_DESCRIPTOR = 6, SET_DESCRIPTOR = 7, GET_CONFIGURATION = 8,
       SET_CONFIGURATION = 9, GET_INTERFACE = 10, SET_INTERFACE = 11,
       SYNCH_FRAME = 12 };

static struct sim_usb_audio *headset, *dac;

static void setup(void)
{
	headset = device_open("uac1-headset");
	dac = device_open("uac2-dac");
}

static void teardown(void)
{
	sim_usb_audio_free(headset);
	sim_usb_audio_free(dac);
	ck_assert_int_eq(double_live, 0);
}

static int get(struct sim_usb_audio *audio, unsigned int recipient,
	       unsigned int request, unsigned int value, unsigned int index,
	       void *data, unsigned int length)
{
	return host_control(audio, 0x80 | recipient, request, value, index,
			    data, length);
}

static int set(struct sim_usb_audio *audio, unsigned int recipient,
	       unsigned int request, unsigned int value, unsigned int index)
{
	return host_control(audio, recipient, request, value, index, NULL, 0);
}

START_TEST(device_and_configuration)
{
	struct device_file *files = device_files();
	uint8_t data[4096];
	int i;
	unsigned int c, at;

	for (i = 0; i < DEVICE_FILES; i++) {
		struct sim_usb_audio *audio = device_open(files[i].name);
		const uint8_t *blob = files[i].data;

		ck_assert_int_eq(get(audio, DEVICE, GET_DESCRIPTOR, 0x100, 0,
				     data, 8), 8);
		ck_assert_int_eq(get(audio, DEVICE, GET_DESCRIPTOR, 0x100, 0,
				     data, 64), 18);
		ck_assert_mem_eq(data, blob, 18);
		for (c = 0, at = 18; c < blob[17]; c++) {
			unsigned int total = blob[at + 2] | blob[at + 3] << 8;

			ck_assert_int_eq(get(audio, DEVICE, GET_DESCRIPTOR,
					     0x200 + c, 0, data, 9), 9);
			ck_assert_int_eq(get(audio, DEVICE, GET_DESCRIPTOR,
					     0x200 + c, 0, data, 4096), total);
			ck_assert_mem_eq(data, blob + at, total);
			at += total;
		}
		ck_assert_int_eq(get(audio, DEVICE, GET_DESCRIPTOR, 0x200 + c,
				     0, data, 9), -1);
		sim_usb_audio_free(audio);
	}
	device_files_free(files);
}
END_TEST

/* Every string index in any descriptor that Linux reads has a text. */
START_TEST(strings)
{
	struct device_file *files = device_files();
	uint8_t data[255];
	int i, length;
	size_t at;

	for (i = 0; i < DEVICE_FILES; i++) {
		struct sim_usb_audio *audio = device_open(files[i].name);
		const uint8_t *blob = files[i].data;

		ck_assert_int_eq(get(audio, DEVICE, GET_DESCRIPTOR, 0x300, 0,
				     data, 255), 4);
		ck_assert_uint_eq(data[2] | data[3] << 8, 0x0409);
		for (at = 0; at < files[i].bytes; at += blob[at]) {
			unsigned int k, first = 0, last = 0;

			if (blob[at + 1] == 1)
				first = 14, last = 16;
			if (blob[at + 1] == 2)
				first = last = 6;
			if (blob[at + 1] == 4)
				first = last = 8;
			for (k = first; k && k <= last; k++) {
				if (!blob[at + k])
					continue;
				length = get(audio, DEVICE, GET_DESCRIPTOR,
					     0x300 + blob[at + k], 0x409, data,
					     255);
				ck_assert_int_gt(length, 2);
				ck_assert_uint_eq(data[0], length);
				ck_assert_uint_eq(data[1], 3);
				ck_assert_uint_eq(data[3], 0);
			}
		}
		sim_usb_audio_free(audio);
	}
	device_files_free(files);
	ck_assert_int_eq(get(headset, DEVICE, GET_DESCRIPTOR, 0x3c8, 0x409,
			     data, 255), -1);
	length = get(headset, DEVICE, GET_DESCRIPTOR, 0x302, 0x409, data, 255);
	ck_assert_int_eq(length, 2 + 2 * (int)strlen("uac1-headset"));
	ck_assert_uint_eq(data[2], 'u');
}
END_TEST

START_TEST(qualifier_and_bos)
{
	struct sim_usb_audio *dock = device_open("lenovo-usbc-dock");
	uint8_t data[64];

	ck_assert_int_eq(get(dac, DEVICE, GET_DESCRIPTOR, 0x600, 0, data, 64),
			 10);
	ck_assert_uint_eq(data[0], 10);
	ck_assert_uint_eq(data[1], 6);
	ck_assert_uint_eq(data[4], 0xef);
	ck_assert_uint_eq(data[8], 1);
	ck_assert_int_gt(get(dac, DEVICE, GET_DESCRIPTOR, 0x700, 0, data, 64),
			 9);
	ck_assert_uint_eq(data[1], 7);
	ck_assert_int_eq(get(headset, DEVICE, GET_DESCRIPTOR, 0x600, 0, data,
			     64), -1);
	ck_assert_int_eq(get(headset, DEVICE, GET_DESCRIPTOR, 0x700, 0, data,
			     64), -1);
	ck_assert_int_eq(get(headset, DEVICE, GET_DESCRIPTOR, 0xf00, 0, data,
			     64), -1);
	ck_assert_int_eq(get(dock, DEVICE, GET_DESCRIPTOR, 0xf00, 0, data, 5),
			 5);
	ck_assert_uint_eq(data[2], 12);
	ck_assert_int_eq(get(dock, DEVICE, GET_DESCRIPTOR, 0xf00, 0, data, 64),
			 12);
	ck_assert_uint_eq(data[6], 0x10);
	sim_usb_audio_free(dock);
}
END_TEST

START_TEST(configuration)
{
	struct sim_usb_audio_state state;

	ck_assert_uint_eq(host_get(headset, 0, GET_CONFIGURATION, 0, 0, 1), 0);
	ck_assert_int_eq(set(headset, DEVICE, SET_CONFIGURATION, 2, 0), -1);
	host_configure(headset, 1);
	ck_assert_uint_eq(host_get(headset, 0, GET_CONFIGURATION, 0, 0, 1), 1);
	sim_usb_audio_state(headset, &state);
	ck_assert_uint_eq(state.configuration, 1);
	ck_assert_uint_eq(state.stalls, 1);
	host_configure(headset, 0);
	ck_assert_uint_eq(host_get(headset, 0, GET_CONFIGURATION, 0, 0, 1), 0);
	ck_assert_int_eq(sim_usb_audio_altsetting(headset, 1), -1);
}
END_TEST

START_TEST(interfaces)
{
	uint8_t data[2];

	ck_assert_int_eq(set(headset, INTERFACE, SET_INTERFACE, 1, 1), -1);
	host_configure(headset, 1);
	ck_assert_uint_eq(host_get(headset, 1, GET_INTERFACE, 0, 1, 1), 0);
	host_choose(headset, 1, 1);
	ck_assert_uint_eq(host_get(headset, 1, GET_INTERFACE, 0, 1, 1), 1);
	ck_assert_int_eq(sim_usb_audio_altsetting(headset, 1), 1);
	ck_assert_int_eq(sim_usb_audio_altsetting(headset, 2), 0);
	ck_assert_int_eq(set(headset, INTERFACE, SET_INTERFACE, 2, 1), -1);
	ck_assert_int_eq(set(headset, INTERFACE, SET_INTERFACE, 0, 9), -1);
	ck_assert_int_eq(set(headset, INTERFACE, SET_INTERFACE, 0x101, 1), -1);
	ck_assert_int_eq(sim_usb_audio_altsetting(headset, 1), 1);
	ck_assert_int_eq(get(headset, INTERFACE, GET_INTERFACE, 0, 9, data, 1),
			 -1);
	host_configure(headset, 1);	/* puts altsettings back */
	ck_assert_int_eq(sim_usb_audio_altsetting(headset, 1), 0);
}
END_TEST

/* Altsetting 0 is where an interface starts, whichever comes first. */
START_TEST(altsettings_in_odd_order)
{
	uint8_t blob[512];
	size_t bytes, at;
	const void *builtin = sim_device_builtin("uac1-headset", &bytes);
	struct sim_usb_audio *audio;

	memcpy(blob, builtin, bytes);
	for (at = 0; at < bytes; at += blob[at])
		if (blob[at + 1] == 4 && blob[at + 2] == 1)
			blob[at + 3] ^= 1;
	audio = sim_usb_audio_create(blob, bytes, 0, NULL, NULL, 0);
	host_configure(audio, 1);
	ck_assert_uint_eq(host_get(audio, 1, GET_INTERFACE, 0, 1, 1), 0);
	ck_assert_uint_eq(sim_usb_audio_rate(audio, 1), 48000);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(status)
{
	uint8_t data[2];

	ck_assert_uint_eq(host_get(headset, 0, GET_STATUS, 0, 0, 2), 0);
	ck_assert_uint_eq(host_get(dac, 0, GET_STATUS, 0, 0, 2), 1);
	ck_assert_int_eq(get(headset, INTERFACE, GET_STATUS, 0, 0, data, 2), -1);
	host_configure(headset, 1);
	ck_assert_uint_eq(host_get(headset, 1, GET_STATUS, 0, 0, 2), 0);
	ck_assert_uint_eq(host_get(headset, 2, GET_STATUS, 0, 0x83, 2), 0);
	ck_assert_uint_eq(host_get(headset, 2, GET_STATUS, 0, 0, 2), 0);
	ck_assert_int_eq(get(headset, ENDPOINT, GET_STATUS, 0, 0x8f, data, 2),
			 -1);
	ck_assert_int_eq(get(headset, ENDPOINT, GET_STATUS, 0, 0x01, data, 2),
			 -1);	/* altsetting 0 does not have it */
}
END_TEST

START_TEST(remote_wakeup)
{
	struct sim_usb_audio *mute = device_open("logitech-h340");
	struct sim_usb_audio_state state;

	host_configure(headset, 1);
	ck_assert_int_eq(set(headset, DEVICE, SET_FEATURE, 1, 0), 0);
	ck_assert_uint_eq(host_get(headset, 0, GET_STATUS, 0, 0, 2), 2);
	sim_usb_audio_state(headset, &state);
	ck_assert(state.remote_wakeup);
	ck_assert_int_eq(set(headset, DEVICE, CLEAR_FEATURE, 1, 0), 0);
	ck_assert_uint_eq(host_get(headset, 0, GET_STATUS, 0, 0, 2), 0);
	ck_assert_int_eq(set(headset, DEVICE, SET_FEATURE, 9, 0), -1);
	host_configure(mute, 1);	/* bmAttributes 0x80: cannot */
	ck_assert_int_eq(set(mute, DEVICE, SET_FEATURE, 1, 0), -1);
	sim_usb_audio_free(mute);
}
END_TEST

START_TEST(halt)
{
	uint8_t data[8];
	size_t actual;

	host_configure(headset, 1);
	host_choose(headset, 1, 1);
	ck_assert_int_eq(set(headset, ENDPOINT, SET_FEATURE, 0, 0x83), 0);
	ck_assert_uint_eq(host_get(headset, 2, GET_STATUS, 0, 0x83, 2), 1);
	ck_assert_int_eq(host_in(headset, 0x83, data, 8, &actual),
			 SIM_USB_STALL);
	ck_assert_int_eq(set(headset, ENDPOINT, CLEAR_FEATURE, 0, 0x83), 0);
	ck_assert_int_eq(host_in(headset, 0x83, data, 8, &actual), SIM_USB_NAK);
	ck_assert_uint_eq(actual, 0);
	ck_assert_int_eq(set(headset, ENDPOINT, SET_FEATURE, 0, 0x01), -1);
	ck_assert_int_eq(set(headset, ENDPOINT, CLEAR_FEATURE, 0, 0x01), 0);
	ck_assert_int_eq(set(headset, ENDPOINT, CLEAR_FEATURE, 0, 0x8e), -1);
	ck_assert_int_eq(set(headset, ENDPOINT, CLEAR_FEATURE, 1, 0x83), -1);
	ck_assert_int_eq(set(headset, ENDPOINT, CLEAR_FEATURE, 0, 0), 0);
}
END_TEST

START_TEST(synch_frame)
{
	uint8_t data[192] = { 0 };

	host_configure(headset, 1);
	ck_assert_int_eq(get(headset, ENDPOINT, SYNCH_FRAME, 0, 0x01, data, 2),
			 -1);
	host_choose(headset, 1, 1);
	ck_assert_uint_eq(host_get(headset, 2, SYNCH_FRAME, 0, 0x01, 2), 0);
	host_out(headset, 0x01, data, 192);
	ck_assert_uint_eq(host_get(headset, 2, SYNCH_FRAME, 0, 0x01, 2), 1);
	ck_assert_int_eq(get(headset, ENDPOINT, SYNCH_FRAME, 0, 0x83, data, 2),
			 -1);
}
END_TEST

START_TEST(address)
{
	struct sim_usb_device *dev = sim_usb_audio_device(headset);
	struct sim_usb_audio_state state;

	ck_assert_int_eq(set(headset, DEVICE, SET_ADDRESS, 17, 0), 0);
	sim_usb_audio_state(headset, &state);
	ck_assert_uint_eq(state.address, 17);
	dev->ops->set_address(dev, 23);
	host_configure(headset, 1);
	host_choose(headset, 1, 1);
	sim_usb_audio_state(headset, &state);
	ck_assert_uint_eq(state.address, 23);
	dev->ops->reset(dev);
	sim_usb_audio_state(headset, &state);
	ck_assert_uint_eq(state.address, 0);
	ck_assert_uint_eq(state.configuration, 0);
}
END_TEST

/* Anything else stalls and changes nothing. */
START_TEST(unknown_requests_stall)
{
	unsigned int type, request, known;
	uint8_t data[8] = { 0 };

	for (type = 0; type < 256; type++)
		for (request = 0; request < 256; request++) {
			known = (type & 0x60) < 0x40 && request < 13;
			if (known || (type & 0x60) == 0x20)
				continue;
			ck_assert_int_eq(host_control(headset, type, request, 0,
						      0, data, 8), -1);
		}
	ck_assert_int_eq(set(headset, DEVICE, SET_DESCRIPTOR, 0x100, 0), -1);
	ck_assert_int_eq(get(headset, DEVICE, GET_DESCRIPTOR, 0x800, 0, data,
			     8), -1);
	ck_assert_int_eq(get(headset, ENDPOINT, GET_DESCRIPTOR, 0x100, 0, data,
			     8), -1);
	ck_assert_uint_eq(host_get(headset, 0, GET_CONFIGURATION, 0, 0, 1), 0);
}
END_TEST

START_TEST(hid_descriptors)
{
	struct device_file *files = device_files();
	uint8_t data[1024];
	int i, found = 0;
	size_t at;

	for (i = 0; i < DEVICE_FILES; i++) {
		struct sim_usb_audio *audio = device_open(files[i].name);
		const uint8_t *blob = files[i].data;
		unsigned int interface = 0, class = 0, length;

		host_configure(audio, 1);
		for (at = 0; at < files[i].bytes; at += blob[at]) {
			if (blob[at + 1] == 4) {
				interface = blob[at + 2];
				class = blob[at + 5];
			}
			if (blob[at + 1] != 0x21 || class != 3 ||
			    strstr(files[i].name, "apple"))
				continue;
			length = blob[at + 7] | blob[at + 8] << 8;
			ck_assert_int_eq(get(audio, INTERFACE, GET_DESCRIPTOR,
					     0x2100, interface, data, 64), 9);
			ck_assert_mem_eq(data, blob + at, 9);
			ck_assert_int_eq(get(audio, INTERFACE, GET_DESCRIPTOR,
					     0x2200, interface, data, 1024),
					 length);
			ck_assert_uint_eq(data[0], 0x05);
			ck_assert_uint_eq(data[length - 1], 0xc0);
			found++;
		}
		sim_usb_audio_free(audio);
	}
	device_files_free(files);
	ck_assert_int_ge(found, 15);
	host_configure(headset, 1);
	ck_assert_int_eq(get(headset, INTERFACE, GET_DESCRIPTOR, 0x2200, 0,
			     data, 64), -1);
}
END_TEST

START_TEST(hid_requests)
{
	host_configure(headset, 1);
	ck_assert_int_eq(host_control(headset, 0x21, 0x0a, 0x1000, 3, NULL, 0),
			 0);
	ck_assert_uint_eq(host_get(headset, 0x21, 0x02, 0, 3, 1), 0x10);
	ck_assert_uint_eq(host_get(headset, 0x21, 0x01, 0x100, 3, 1), 0);
	ck_assert_int_eq(host_control(headset, 0x21, 0x0b, 0, 3, NULL, 0), -1);
	ck_assert_int_eq(host_control(headset, 0x21, 0x0a, 0, 7, NULL, 0), -1);
}
END_TEST

START_TEST(dfu_requests)
{
	struct sim_usb_audio *topping = device_open("topping-d50s");
	uint8_t data[6] = { 0xff };

	host_configure(topping, 1);
	ck_assert_int_eq(host_control(topping, 0xa1, 3, 0, 2, data, 6), 6);
	ck_assert_uint_eq(data[0], 0);
	ck_assert_uint_eq(host_get(topping, 0x21, 5, 0, 2, 1), 0);
	ck_assert_int_eq(host_control(topping, 0x21, 0, 1000, 2, NULL, 0), -1);
	sim_usb_audio_free(topping);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("device-requests");
	TCase *tcase = tcase_create("standard");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, device_and_configuration);
	tcase_add_test(tcase, strings);
	tcase_add_test(tcase, qualifier_and_bos);
	tcase_add_test(tcase, configuration);
	tcase_add_test(tcase, interfaces);
	tcase_add_test(tcase, altsettings_in_odd_order);
	tcase_add_test(tcase, status);
	tcase_add_test(tcase, remote_wakeup);
	tcase_add_test(tcase, halt);
	tcase_add_test(tcase, synch_frame);
	tcase_add_test(tcase, address);
	tcase_add_test(tcase, unknown_requests_stall);
	tcase_add_test(tcase, hid_descriptors);
	tcase_add_test(tcase, hid_requests);
	tcase_add_test(tcase, dfu_requests);
	suite_add_tcase(suite, tcase);
	return device_suite_run(suite);
}
