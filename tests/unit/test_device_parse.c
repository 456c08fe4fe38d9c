// SPDX-License-Identifier: GPL-2.0-only
/* links: device_double libsim/device */
/*
 * test_device_parse.c: the 27 real devices and the built-in ones are read as
 * tests/devices/INDEX.tsv says (written by people from lsusb dumps).
 */
#include "device_double.h"

static struct device_file *files;

static void setup(void)
{
	files = device_files();
}

static void teardown(void)
{
	device_files_free(files);
	ck_assert_int_eq(double_live, 0);
}

static struct sim_usb_audio *open_file(const struct device_file *file)
{
	char error[256] = "";
	struct sim_usb_audio *audio =
		sim_usb_audio_create(file->data, file->bytes, 0, file->name,
				     error, sizeof(error));

	ck_assert_msg(audio != NULL, "%s: %s", file->name, error);
	return audio;
}

START_TEST(every_file_is_a_device)
{
	int i;

	for (i = 0; i < DEVICE_FILES; i++)
		sim_usb_audio_free(open_file(&files[i]));
}
END_TEST

START_TEST(speed_equals_index)
{
	int i;

	for (i = 0; i < DEVICE_FILES; i++) {
		enum sim_usb_speed speed =
			sim_usb_audio_guess_speed(files[i].data,
						  files[i].bytes);
		const char *word = speed == SIM_USB_FULL ? "full" :
				   speed == SIM_USB_HIGH ? "high" : "other";

		ck_assert_msg(!strncmp(files[i].speed, word, strlen(word)),
			      "%s: guessed %s, index says %s", files[i].name,
			      word, files[i].speed);
	}
}
END_TEST

/* ---- formats, put into the words of INDEX.tsv ---- */

static struct sim_usb_audio_format formats[128];
static int format_count;

struct stream {
	unsigned int endpoint;
	bool capture;
};

/* Sorted set of numbers, with '/' between. */
static void put_set(char *to, const unsigned int *numbers, int count)
{
	unsigned int last = 0, next;
	bool first = true, have;
	int i;

	*to = 0;
	for (;;) {
		have = false;
		next = ~0u;
		for (i = 0; i < count; i++)
			if ((first || numbers[i] > last) && numbers[i] <= next) {
				next = numbers[i];
				have = true;
			}
		if (!have)
			return;
		to += sprintf(to, first ? "%u" : "/%u", next);
		last = next;
		first = false;
	}
}

static void put_rate(char *to, uint32_t rate)
{
	if (rate % 1000 == 0)
		sprintf(to, "%uk", rate / 1000);
	else if (rate % 100 == 0)
		sprintf(to, "%u.%uk", rate / 1000, rate % 1000 / 100);
	else if (rate % 10 == 0)
		sprintf(to, "%u.%02uk", rate / 1000, rate % 1000 / 10);
	else
		sprintf(to, "%u.%03uk", rate / 1000, rate % 1000);
}

static void put_rates(char *to, const struct stream *stream)
{
	unsigned int rates[1024], count = 0, r;
	char *start = to;
	int i;

	for (i = 0; i < format_count; i++) {
		const struct sim_usb_audio_format *format = &formats[i];

		if (format->endpoint != stream->endpoint)
			continue;
		*to = 0;
		if (format->version != 1)
			return;
		if (format->continuous) {
			sprintf(to, " rates %u-%u", format->rate_min,
				format->rate_max);
			return;
		}
		for (r = 0; r < format->rate_count; r++)
			rates[count++] = format->rates[r];
	}
	to += sprintf(to, " rates ");
	for (r = 0; ; r++) {	/* ascending, each once */
		unsigned int k, next = ~0u;

		for (k = 0; k < count; k++)
			if (rates[k] < next)
				next = rates[k];
		if (next == ~0u)
			break;
		for (k = 0; k < count; k++)
			if (rates[k] == next)
				rates[k] = ~0u;
		if (r)
			*to++ = ',';
		put_rate(to, next);
		to += strlen(to);
	}
	ck_assert_ptr_ne(start, to);
}

static void put_sync(char *to, const struct stream *stream)
{
	static const char *const words[] = { "none", "async", "adaptive",
					     "sync" };
	bool seen[4] = { false }, first = true;
	int i;

	for (i = 0; i < format_count; i++)
		if (formats[i].endpoint == stream->endpoint)
			seen[formats[i].sync] = true;
	for (i = 0; i < 4; i++)
		if (seen[i]) {
			to += sprintf(to, first ? "%s" : "/%s", words[i]);
			first = false;
		}
}

static void put_stream(char *to, const struct stream *stream)
{
	unsigned int alts[64], channels[64], bits[64], sizes[64];
	const struct sim_usb_audio_format *format = NULL;
	int i, count = 0;

	for (i = 0; i < format_count; i++) {
		if (formats[i].endpoint != stream->endpoint)
			continue;
		format = &formats[i];
		alts[count] = format->altsetting;
		channels[count] = format->channels;
		bits[count] = format->bit_resolution;
		sizes[count++] = format->max_packet_bytes;
	}
	to += sprintf(to, "0x%02x if%u alts", format->endpoint,
		      format->interface);
	put_set(to, alts, count);
	strcat(to, " ");
	to += strlen(to);
	put_set(to, channels, count);
	strcat(to, "ch ");
	to += strlen(to);
	put_set(to, bits, count);
	strcat(to, "bit ");
	to += strlen(to);
	put_sync(to, stream);
	strcat(to, " mps");
	to += strlen(to);
	put_set(to, sizes, count);
	to += strlen(to);
	to += sprintf(to, " int%u", format->interval == 8 ? 4 :
				    format->interval);
	put_rates(to, stream);
}

static void put_direction(char *to, bool capture)
{
	struct stream streams[32];
	int i, k, count = 0;

	*to = 0;
	for (i = 0; i < format_count; i++) {
		if (formats[i].capture != capture)
			continue;
		for (k = 0; k < count; k++)
			if (streams[k].endpoint == formats[i].endpoint)
				break;
		if (k < count)
			continue;
		streams[count].endpoint = formats[i].endpoint;
		streams[count++].capture = capture;
	}
	for (k = 0; k < count; k++) {
		to += sprintf(to, k ? " | " : "");
		put_stream(to, &streams[k]);
		to += strlen(to);
	}
	if (!count)
		strcpy(to, "-");
}

/* "cfg1+2 0x01 ..." is about configurations: formats[] has them by value */
static const char *without_config(const char *text)
{
	return strncmp(text, "cfg", 3) ? text : strchr(text, ' ') + 1;
}

START_TEST(formats_equal_index)
{
	char words[1024];
	int i;

	for (i = 0; i < DEVICE_FILES; i++) {
		struct sim_usb_audio *audio = open_file(&files[i]);

		format_count = sim_usb_audio_formats(audio, formats, 128);
		ck_assert_int_le(format_count, 128);
		put_direction(words, false);
		ck_assert_str_eq(words, without_config(files[i].playback));
		put_direction(words, true);
		ck_assert_str_eq(words, without_config(files[i].capture));
		sim_usb_audio_free(audio);
	}
}
END_TEST

START_TEST(feedback_equals_index)
{
	int i, k;

	for (i = 0; i < DEVICE_FILES; i++) {
		struct sim_usb_audio *audio = open_file(&files[i]);
		unsigned int sync = 0, implicit = 0;
		const char *word;

		format_count = sim_usb_audio_formats(audio, formats, 128);
		for (k = 0; k < format_count; k++) {
			sync |= formats[k].sync_endpoint;
			if (formats[k].implicit_feedback)
				implicit = formats[k].endpoint;
		}
		word = strstr(files[i].feedback, "feedback EP 0x");
		if (!word)
			word = strstr(files[i].feedback, "sync EP 0x");
		ck_assert_msg(sync == (word ? strtoul(strstr(word, "0x"),
						      NULL, 16) : 0),
			      "%s: feedback endpoint 0x%02x", files[i].name,
			      sync);
		word = strstr(files[i].feedback, "implicit-feedback 0x");
		ck_assert_uint_eq(implicit, word ?
				  strtoul(strstr(word, "0x"), NULL, 16) : 0);
		sim_usb_audio_free(audio);
	}
}
END_TEST

/* Every rate that is offered fits every altsetting that it is offered for. */
START_TEST(offered_rates_fit)
{
	int i, k;
	unsigned int r;

	for (i = 0; i < DEVICE_FILES; i++) {
		struct sim_usb_audio *audio = open_file(&files[i]);
		unsigned int second = sim_usb_audio_device(audio)->speed ==
				      SIM_USB_FULL ? 1000 : 8000;

		format_count = sim_usb_audio_formats(audio, formats, 128);
		for (k = 0; k < format_count; k++) {
			struct sim_usb_audio_format *format = &formats[k];
			unsigned int frame = format->channels *
					     format->subslot_bytes;

			ck_assert_uint_gt(format->rate_max, 0);
			ck_assert_uint_le(format->rate_min, format->rate_max);
			ck_assert(format->continuous || format->rate_count);
			if (format->version == 1)
				continue;
			for (r = 0; r < format->rate_count; r++)
				ck_assert_uint_le(format->rates[r] *
					format->interval / second * frame,
					format->max_packet_bytes);
		}
		sim_usb_audio_free(audio);
	}
}
END_TEST

static void ck_rates(const char *name, unsigned int count, uint32_t max)
{
	struct sim_usb_audio *audio = device_open(name);

	ck_assert_int_gt(sim_usb_audio_formats(audio, formats, 128), 0);
	ck_assert_uint_eq(formats[0].rate_count, count);
	ck_assert_uint_eq(formats[0].rate_max, max);
	sim_usb_audio_free(audio);
}

START_TEST(rates_of_known_devices)
{
	ck_rates("topping-d50s", 10, 768000);	/* 97 frames of 8 bytes */
	ck_rates("scarlett-2i2", 6, 192000);	/* 25 frames */
	ck_rates("numark-scratch", 1, 48000);	/* fixed clock */
	ck_rates("hx-stomp", 1, 48000);
	ck_rates("yggdrasil", 8, 384000);	/* 49 frames */
	ck_rates("lenovo-usbc-dock", 2, 48000);	/* full speed, mono capture */
	ck_rates("uac2-dac", 6, 192000);
	ck_rates("uac1-headset", 2, 48000);
}
END_TEST

/* Of two configurations with one value only the first can be chosen. */
START_TEST(equal_configuration_values)
{
	struct sim_usb_audio *audio = device_open("scarlett-2i2");
	int before = sim_usb_audio_formats(audio, formats, 128);

	ck_assert_int_eq(before, 2);
	host_configure(audio, 1);
	ck_assert_int_eq(sim_usb_audio_formats(audio, formats, 128), 2);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(formats_follow_configuration)
{
	struct sim_usb_audio *audio = device_open("apple-iphone");

	ck_assert_int_eq(sim_usb_audio_formats(audio, NULL, 0), 1);
	host_configure(audio, 1);
	ck_assert_int_eq(sim_usb_audio_formats(audio, NULL, 0), 0);
	host_configure(audio, 2);
	ck_assert_int_eq(sim_usb_audio_formats(audio, formats, 1), 1);
	ck_assert_uint_eq(formats[0].configuration, 2);
	ck_assert_uint_eq(host_get(audio, 0, 8, 0, 0, 1), 2);
	sim_usb_audio_free(audio);
}
END_TEST

START_TEST(builtins_are_listed)
{
	size_t bytes = 0;
	unsigned int i;

	for (i = 0; sim_device_builtin_name(i); i++) {
		ck_assert_ptr_nonnull(sim_device_builtin_about(i));
		ck_assert_ptr_nonnull(sim_device_builtin(
			sim_device_builtin_name(i), &bytes));
		ck_assert_uint_gt(bytes, 18);
	}
	ck_assert_uint_eq(i, 3);
	ck_assert_ptr_null(sim_device_builtin("uac9-toaster", &bytes));
	ck_assert_ptr_null(sim_device_builtin(NULL, &bytes));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("device-parse");
	TCase *tcase = tcase_create("files");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, every_file_is_a_device);
	tcase_add_test(tcase, speed_equals_index);
	tcase_add_test(tcase, formats_equal_index);
	tcase_add_test(tcase, feedback_equals_index);
	tcase_add_test(tcase, offered_rates_fit);
	tcase_add_test(tcase, rates_of_known_devices);
	tcase_add_test(tcase, equal_configuration_values);
	tcase_add_test(tcase, formats_follow_configuration);
	tcase_add_test(tcase, builtins_are_listed);
	suite_add_tcase(suite, tcase);
	return device_suite_run(suite);
}
