// SPDX-License-Identifier: GPL-2.0-only
/* links: device_double libsim/device */
/*
 * test_device_bad.c: bytes that are no device's descriptors get NULL and one
 * sentence that says what, where and what to do; odd but walkable ones work.
 */
#include "device_double.h"

static char error[300];

static struct sim_usb_audio *create(const void *blob, size_t bytes)
{
	memset(error, 0, sizeof(error));
	return sim_usb_audio_create(blob, bytes, 0, "test", error,
				    sizeof(error));
}

/* NULL, and a sentence on one line with something to do after the colon. */
static void ck_refused(const void *blob, size_t bytes, const char *what)
{
	struct sim_usb_audio *audio = create(blob, bytes);

	ck_assert_msg(audio == NULL, "%s was taken", what);
	ck_assert_msg(strstr(error, ": ") != NULL, "%s: %s", what, error);
	ck_assert_ptr_null(strchr(error, '\n'));
	ck_assert_int_eq(double_live, 0);
	ck_assert_int_eq(sim_usb_audio_guess_speed(blob, bytes), SIM_USB_FULL);
}

static void ck_refused_at(const void *blob, size_t bytes, size_t offset,
			  const char *word)
{
	char text[32];

	ck_refused(blob, bytes, word);
	snprintf(text, sizeof(text), "0x%zx", offset);
	ck_assert_msg(strstr(error, text) != NULL, "no %s in: %s", text, error);
	ck_assert_msg(strstr(error, word) != NULL, "no %s in: %s", word, error);
}

static void ck_taken(const void *blob, size_t bytes)
{
	struct sim_usb_audio *audio = create(blob, bytes);

	ck_assert_msg(audio != NULL, "%s", error);
	sim_usb_audio_free(audio);
	ck_assert_int_eq(double_live, 0);
}

/* A copy that the test may spoil. */
static uint8_t *copy(const char *name, size_t *bytes)
{
	const void *blob = sim_device_builtin(name, bytes);
	uint8_t *data = malloc(*bytes);

	memcpy(data, blob, *bytes);
	return data;
}

START_TEST(empty)
{
	ck_refused(NULL, 0, "nothing");
	ck_refused("", 0, "no bytes");
	ck_assert_ptr_nonnull(strstr(error, "empty"));
}
END_TEST

/* Each file cut at each length. Copies of the exact size, for the sanitizer. */
START_TEST(truncated)
{
	struct device_file *files = device_files();
	size_t length;
	int i;

	for (i = 0; i < DEVICE_FILES; i++)
		for (length = 1; length < files[i].bytes;
		     length += files[i].bytes > 1000 ? 13 : 1) {
			uint8_t *data = malloc(length);

			memcpy(data, files[i].data, length);
			ck_refused(data, length, files[i].name);
			ck_assert_ptr_nonnull(strstr(error, "0x"));
			free(data);
		}
	device_files_free(files);
}
END_TEST

START_TEST(zero_and_short_lengths)
{
	size_t bytes, at;
	uint8_t *data = copy("uac2-dac", &bytes), old;
	char offset[32];

	for (at = 0; at < bytes; at += data[at]) {
		old = data[at];
		data[at] = 0;
		ck_refused(data, bytes, "length 0");
		snprintf(offset, sizeof(offset), "0x%zx", at);
		ck_assert_msg(strstr(error, offset) != NULL, "%s: %s", offset,
			      error);
		data[at] = 1;
		ck_refused(data, bytes, "length 1");
		data[at] = old;
	}
	free(data);
}
END_TEST

START_TEST(lying_totals)
{
	size_t bytes;
	uint8_t *data = copy("uac1-headset", &bytes);

	data[20]++;
	ck_refused_at(data, bytes, 20, "wTotalLength");
	data[20] -= 2;
	ck_refused(data, bytes, "one short");
	data[20] = 8;
	data[21] = 0;
	ck_refused_at(data, bytes, 20, "wTotalLength");
	data[20] = 9;
	ck_refused_at(data, bytes, 18 + 9, "follow");
	data[20] = 0xff;
	data[21] = 0xff;
	ck_refused_at(data, bytes, 20, "65535");
	free(data);
}
END_TEST

START_TEST(running_over)
{
	size_t bytes;
	uint8_t *data = copy("uac1-headset", &bytes);

	data[bytes - 7] = 9;
	ck_refused_at(data, bytes, bytes - 7, "runs over");
	free(data);
}
END_TEST

START_TEST(device_descriptor)
{
	size_t bytes;
	uint8_t *data = copy("uac1-headset", &bytes);
	static const char text[] = "Bus 001 Device 002: ID 046d:0a38 Logitech";

	ck_refused_at(text, sizeof(text), 0, "not a device descriptor");
	ck_refused_at(data + 18, bytes - 18, 0, "not a device descriptor");
	data[7] = 7;
	ck_refused_at(data, bytes, 7, "bMaxPacketSize0");
	data[7] = 64;
	data[17] = 0;
	ck_refused_at(data, bytes, 17, "bNumConfigurations");
	data[17] = 2;
	ck_refused_at(data, bytes, bytes, "configuration 2 of 2");
	data[17] = 9;
	ck_refused_at(data, bytes, 17, "bNumConfigurations");
	free(data);
}
END_TEST

START_TEST(too_long)
{
	uint8_t *data = calloc(1, 70000);
	size_t bytes;
	const void *blob = sim_device_builtin("uac1-headset", &bytes);

	memcpy(data, blob, bytes);
	ck_refused(data, 70000, "70000 bytes");
	ck_assert_ptr_nonnull(strstr(error, "70000"));
	ck_refused_at(data, bytes + 4, bytes, "follow");
	free(data);
}
END_TEST

static size_t find(const uint8_t *data, size_t bytes, unsigned int type,
		   unsigned int subtype)
{
	size_t at;

	for (at = 0; at < bytes; at += data[at])
		if (data[at + 1] == type && data[at + 2] == subtype)
			return at;
	ck_abort_msg("no descriptor 0x%02x 0x%02x", type, subtype);
	return 0;
}

START_TEST(loops)
{
	size_t bytes, unit;
	uint8_t *data = copy("uac1-headset", &bytes);

	unit = find(data, bytes, 0x24, 6);	/* feature unit 2 <- 1 */
	data[unit + 4] = 2;
	ck_refused_at(data, bytes, unit, "unit 2");
	data[unit + 4] = 77;			/* no such unit: real */
	ck_taken(data, bytes);
	free(data);
	data = copy("uac2-dac", &bytes);
	unit = find(data, bytes, 0x24, 6);	/* 1 <- clock 1: itself */
	data[unit + 4] = 3;			/* 2 <- 3 <- 2 */
	ck_refused(data, bytes, "two units");
	ck_assert_ptr_nonnull(strstr(error, "itself"));
	data[unit + 4] = 1;
	data[find(data, bytes, 0x24, 2) + 7] = 1;	/* clock of terminal 1 */
	ck_refused(data, bytes, "a terminal as its clock");
	free(data);
}
END_TEST

/* What real devices get wrong: must work. */
START_TEST(tolerated)
{
	size_t bytes, at;
	uint8_t *data = copy("uac1-headset", &bytes);

	at = find(data, bytes, 0x24, 1);
	data[at + 5] = 0xff;		/* class-specific wTotalLength */
	data[at + 6] = 0xff;
	ck_taken(data, bytes);
	data[18 + 4] = 200;		/* bNumInterfaces */
	ck_taken(data, bytes);
	at = find(data, bytes, 4, 3);
	data[at + 4] = 9;		/* bNumEndpoints */
	ck_taken(data, bytes);
	at = find(data, bytes, 5, 0x83);
	data[at + 2] = 0x80;		/* endpoint 0 */
	ck_taken(data, bytes);
	data[at + 2] = 0x01;		/* an address that is in use */
	ck_taken(data, bytes);
	data[at + 4] = data[at + 5] = data[at + 6] = 0;
	ck_taken(data, bytes);
	free(data);
}
END_TEST

START_TEST(no_room_for_errors)
{
	char small[8];

	ck_assert_ptr_null(sim_usb_audio_create("x", 1, 0, NULL, NULL, 0));
	ck_assert_ptr_null(sim_usb_audio_create("x", 1, 0, NULL, small,
						sizeof(small)));
	ck_assert_uint_lt(strlen(small), sizeof(small));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("device-bad");
	TCase *tcase = tcase_create("bad");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, empty);
	tcase_add_test(tcase, truncated);
	tcase_add_test(tcase, zero_and_short_lengths);
	tcase_add_test(tcase, lying_totals);
	tcase_add_test(tcase, running_over);
	tcase_add_test(tcase, device_descriptor);
	tcase_add_test(tcase, too_long);
	tcase_add_test(tcase, loops);
	tcase_add_test(tcase, tolerated);
	tcase_add_test(tcase, no_room_for_errors);
	suite_add_tcase(suite, tcase);
	return device_suite_run(suite);
}
