// SPDX-License-Identifier: GPL-2.0-only
/* links: device_double libsim/device */
/*
 * test_device_fuzz.c: mutated descriptors and random hosts, from fixed seeds.
 * Whatever the bytes, the model refuses them with a sentence or works without
 * touching memory that is not its own (run it with the sanitizers).
 */
#include "device_double.h"

#define ROUNDS	400	/* mutations of each file */

static uint64_t seed;

/* splitmix64: the same numbers everywhere */
static uint64_t random64(void)
{
	uint64_t z = seed += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

static unsigned int pick(unsigned int n)
{
	return random64() % n;
}

static size_t random_descriptor(const uint8_t *data, size_t bytes)
{
	size_t at = 0, chosen = 0;
	unsigned int seen = 0;

	for (; at < bytes && data[at]; at += data[at])
		if (!pick(++seen))
			chosen = at;
	return chosen;
}

/* The total of the first configuration follows, so that more gets through. */
static void fix_total(uint8_t *data, size_t bytes)
{
	if (bytes < 27 || data[17] != 1)
		return;
	data[20] = bytes - 18;
	data[21] = (bytes - 18) >> 8;
}

static size_t cut_out(uint8_t *data, size_t bytes)
{
	size_t at = random_descriptor(data, bytes), length = data[at];

	if (!at || at + length > bytes)
		return bytes;
	memmove(data + at, data + at + length, bytes - at - length);
	return bytes - length;
}

static size_t repeat(uint8_t *data, size_t bytes, size_t room)
{
	size_t at = random_descriptor(data, bytes), length = data[at];

	if (!at || at + length > bytes || bytes + length > room)
		return bytes;
	memmove(data + at + length, data + at, bytes - at);
	return bytes + length;
}

static size_t mutate(uint8_t *data, size_t bytes, size_t room)
{
	size_t at = random_descriptor(data, bytes), inside;

	switch (pick(8)) {
	case 0:		/* any byte */
		data[pick(bytes)] = random64();
		return bytes;
	case 1:		/* a bit */
		data[pick(bytes)] ^= 1 << pick(8);
		return bytes;
	case 2:
		bytes = cut_out(data, bytes);
		break;
	case 3:
		bytes = repeat(data, bytes, room);
		break;
	default:	/* a byte inside a descriptor, not its length */
		inside = at + 1 + pick(data[at] > 1 ? data[at] - 1 : 1);
		if (inside < bytes)
			data[inside] = pick(4) ? pick(8) : random64();
		return bytes;
	}
	if (pick(4))
		fix_total(data, bytes);
	return bytes;
}

/* Random requests, biased to those that mean something. */
static void random_control(struct sim_usb_audio *audio)
{
	static const uint8_t types[] = { 0x00, 0x80, 0x01, 0x81, 0x02, 0x82,
					 0x21, 0xa1, 0x22, 0xa2 };
	static const uint8_t requests[] = { 0, 1, 2, 3, 6, 8, 9, 10, 11, 12,
					    0x81, 0x82, 0x83, 0x84 };
	struct sim_usb_device *dev = sim_usb_audio_device(audio);
	unsigned int length = pick(4) ? pick(16) : pick(600);
	uint8_t setup[8] = { types[pick(10)], requests[pick(14)], pick(4),
			     pick(6), pick(4), pick(40), length, length >> 8 };
	uint8_t *data = malloc(length ? length : 1);
	unsigned int i;
	size_t actual;

	for (i = 0; i < length; i++)
		data[i] = random64();
	if (!pick(6))
		setup[4] = 0x80 | pick(16);
	if (!pick(6))
		setup[pick(6)] = random64();
	actual = 0;
	dev->ops->control(dev, setup, data, length, &actual);
	ck_assert_uint_le(actual, length);
	free(data);
}

static void random_data(struct sim_usb_audio *audio)
{
	struct sim_usb_device *dev = sim_usb_audio_device(audio);
	size_t length = pick(4) ? pick(300) : pick(5000), actual = 0;
	uint8_t *data = calloc(1, length ? length : 1);

	if (pick(2)) {
		dev->ops->in(dev, 0x80 | pick(16), data, length, &actual);
		ck_assert_uint_le(actual, length);
	} else {
		dev->ops->out(dev, pick(16), data, length);
	}
	double_now_ns += pick(1000000);
	free(data);
}

static void random_event(struct sim_usb_audio *audio)
{
	struct sim_usb_device *dev = sim_usb_audio_device(audio);
	uint8_t data[SIM_USB_AUDIO_REPORT] = { 0 };
	struct sim_usb_audio_counters counters;
	int32_t value;

	switch (pick(9)) {
	case 0:
		sim_usb_audio_press_keys(audio, pick(8));
		break;
	case 1:
		sim_usb_audio_turn_knob(audio, pick(3), pick(40), pick(4),
					pick(4), random64());
		break;
	case 2:
		sim_usb_audio_move_jack(audio, pick(3), pick(256), pick(2));
		break;
	case 3:
		sim_usb_audio_push(audio, random64(), data, pick(65));
		break;
	case 4:
		sim_usb_audio_midi_play(audio, data, pick(64));
		break;
	case 5:
		sim_usb_audio_control_value(audio, pick(3), pick(256), pick(20),
					    pick(20), &value);
		break;
	case 6:
		sim_usb_audio_counters(audio, random64() & 0xff, &counters);
		sim_usb_audio_rate(audio, random64() & 0xff);
		sim_usb_audio_altsetting(audio, pick(300));
		break;
	case 7:
		sim_usb_audio_set_drift(audio, (int)pick(4000) - 2000);
		break;
	case 8:
		if (!pick(10))
			dev->ops->reset(dev);
		break;
	}
}

static void use(struct sim_usb_audio *audio)
{
	static struct sim_usb_audio_format formats[256];
	int i, count = sim_usb_audio_formats(audio, formats, 256);
	struct sim_usb_device *dev = sim_usb_audio_device(audio);
	uint8_t set_config[8] = { 0, 9, 1 };
	size_t actual;

	for (i = 0; i < 60; i++) {
		if (i % 20 == 0)
			dev->ops->control(dev, set_config, NULL, 0, &actual);
		if (count && pick(2)) {
			struct sim_usb_audio_format *format =
				&formats[pick(count < 256 ? count : 256)];
			uint8_t choose[8] = { 1, 11, format->altsetting, 0,
					      format->interface };

			dev->ops->control(dev, choose, NULL, 0, &actual);
		}
		random_control(audio);
		random_data(audio);
		random_event(audio);
	}
}

static bool try_bytes(const uint8_t *data, size_t bytes)
{
	char error[300] = "";
	struct sim_usb_audio *audio;
	uint8_t *exact = malloc(bytes ? bytes : 1);

	memcpy(exact, data, bytes);
	audio = sim_usb_audio_create(exact, bytes, pick(3) ? 0 : 1 + pick(4),
				     "fuzz", error, sizeof(error));
	free(exact);	/* the model has its copy */
	ck_assert_msg(audio || strlen(error) > 20, "no sentence");
	if (audio)
		use(audio);
	sim_usb_audio_free(audio);
	ck_assert_int_eq(double_live, 0);
	return audio;
}

static int mutate_file(const struct device_file *file)
{
	static uint8_t data[70000];
	int round, taken = 0;
	unsigned int times;
	size_t bytes;

	for (round = 0; round < ROUNDS; round++) {
		bytes = file->bytes;
		memcpy(data, file->data, bytes);
		for (times = 1 + pick(4); times; times--)
			bytes = mutate(data, bytes, sizeof(data));
		taken += try_bytes(data, bytes);
	}
	return taken;
}

START_TEST(mutated_files)
{
	struct device_file *files = device_files();
	int taken;

	seed = 0x51a7 + _i;
	taken = mutate_file(&files[_i]);
	/* both ways must be seen, or the mutations are too weak or strong */
	ck_assert_int_gt(taken, ROUNDS / 10);
	ck_assert_int_lt(taken, ROUNDS);
	device_files_free(files);
}
END_TEST

START_TEST(random_bytes)
{
	uint8_t data[512];
	int round, i, taken = 0;

	seed = 7;
	for (round = 0; round < 3000; round++) {
		size_t bytes = pick(sizeof(data));

		for (i = 0; i < (int)sizeof(data); i++)
			data[i] = pick(3) ? pick(12) : random64();
		data[0] = 18;
		data[1] = 1;
		data[7] = 64;
		data[17] = 1;
		data[18] = 9;
		data[19] = 2;
		fix_total(data, bytes);
		taken += try_bytes(data, bytes);
	}
	ck_assert_int_lt(taken, 3000);
}
END_TEST

/* Descriptors of random kinds with right lengths: all are walked. */
START_TEST(random_descriptors)
{
	static const uint8_t types[] = { 4, 5, 0x24, 0x25, 0x0b, 0x21, 0x30 };
	static uint8_t data[66000];
	int round, i;

	seed = 11;
	for (round = 0; round < 600; round++) {
		size_t bytes = 27, limit = pick(10) ? 600 : 65000;

		memset(data, 0, 27);
		memcpy(data, (uint8_t[]){ 18, 1, 0, 2, 0, 0, 0, 64 }, 8);
		data[17] = 1;
		memcpy(data + 18, (uint8_t[]){ 9, 2, 0, 0, 4, 1, 0, 0x80 }, 8);
		while (bytes < limit) {
			unsigned int length = 9 + pick(pick(20) ? 12 : 240);

			if (bytes + length > 18 + 65535 - 300)
				break;
			data[bytes] = length;
			data[bytes + 1] = types[pick(7)];
			for (i = 2; i < (int)length; i++)
				data[bytes + i] = pick(4) ? pick(6) :
							    random64();
			if (data[bytes + 1] == 4) {
				data[bytes + 5] = 1;
				data[bytes + 6] = 1 + pick(3);
				data[bytes + 7] = pick(4) * 0x10;
			}
			bytes += length;
		}
		fix_total(data, bytes);
		try_bytes(data, bytes);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("device-fuzz");
	TCase *tcase = tcase_create("fuzz");

	tcase_set_timeout(tcase, 100);
	tcase_add_loop_test(tcase, mutated_files, 0, DEVICE_FILES);
	tcase_add_test(tcase, random_bytes);
	tcase_add_test(tcase, random_descriptors);
	suite_add_tcase(suite, tcase);
	return device_suite_run(suite);
}
