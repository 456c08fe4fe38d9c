// SPDX-License-Identifier: GPL-2.0-only
/*
 * device_double_host.c: a host that asks a device model, and the descriptor
 * files of tests/devices.
 */
#include "device_double.h"

static const char *devices_path(const char *file)
{
	static char path[1024];
	const char *source = getenv("SIM_SOURCE");

	snprintf(path, sizeof(path), "%s/tests/devices/%s",
		 source ? source : ".", file);
	return path;
}

uint8_t *device_file_read(const char *path, size_t *bytes)
{
	static uint8_t buffer[70000];
	FILE *file = fopen(path, "rb");
	uint8_t *data;

	ck_assert_msg(file != NULL, "cannot open %s", path);
	*bytes = fread(buffer, 1, sizeof(buffer), file);
	fclose(file);
	data = malloc(*bytes ? *bytes : 1);
	memcpy(data, buffer, *bytes);
	return data;
}

static void column(char *to, size_t size, const char *line, int index)
{
	size_t length;

	for (; index; index--) {
		line = strchr(line, '\t');
		ck_assert_ptr_nonnull(line);
		line++;
	}
	length = strcspn(line, "\t\n");
	ck_assert_uint_lt(length, size);
	memcpy(to, line, length);
	to[length] = 0;
}

struct device_file *device_files(void)
{
	struct device_file *files = calloc(DEVICE_FILES, sizeof(*files));
	FILE *index = fopen(devices_path("INDEX.tsv"), "r");
	char line[2048];
	int i;

	ck_assert_msg(index != NULL, "no tests/devices/INDEX.tsv");
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), index));
	for (i = 0; i < DEVICE_FILES; i++) {
		struct device_file *file = &files[i];

		ck_assert_ptr_nonnull(fgets(line, sizeof(line), index));
		column(file->name, sizeof(file->name), line, 0);
		column(file->speed, sizeof(file->speed), line, 4);
		column(file->playback, sizeof(file->playback), line, 5);
		column(file->capture, sizeof(file->capture), line, 6);
		column(file->feedback, sizeof(file->feedback), line, 7);
		file->data = device_file_read(devices_path(file->name),
					      &file->bytes);
	}
	ck_assert_ptr_null(fgets(line, sizeof(line), index));
	fclose(index);
	return files;
}

void device_files_free(struct device_file *files)
{
	int i;

	for (i = 0; i < DEVICE_FILES; i++)
		free(files[i].data);
	free(files);
}

struct sim_usb_audio *device_open(const char *name)
{
	struct sim_usb_audio *audio = NULL;
	struct device_file *files;
	char error[256] = "";
	const void *blob;
	size_t bytes;
	int i;

	blob = sim_device_builtin(name, &bytes);
	if (blob)
		return sim_usb_audio_create(blob, bytes, 0, name, error,
					    sizeof(error));
	files = device_files();
	for (i = 0; i < DEVICE_FILES && !audio; i++)
		if (strstr(files[i].name, name))
			audio = sim_usb_audio_create(files[i].data,
						     files[i].bytes, 0,
						     files[i].name, error,
						     sizeof(error));
	device_files_free(files);
	ck_assert_msg(audio != NULL, "%s: %s", name, error);
	return audio;
}

int host_control(struct sim_usb_audio *audio, unsigned int type,
		 unsigned int request, unsigned int value, unsigned int index,
		 void *data, unsigned int length)
{
	struct sim_usb_device *dev = sim_usb_audio_device(audio);
	uint8_t setup[8] = { type, request, value, value >> 8, index,
			     index >> 8, length, length >> 8 };
	size_t actual = ~0u;
	int answer = dev->ops->control(dev, setup, data, length, &actual);

	ck_assert(answer == SIM_USB_ACK || answer == SIM_USB_STALL);
	ck_assert_uint_le(actual, length);
	return answer == SIM_USB_ACK ? (int)actual : -1;
}

uint32_t host_get(struct sim_usb_audio *audio, unsigned int type,
		  unsigned int request, unsigned int value, unsigned int index,
		  unsigned int bytes)
{
	uint8_t data[4] = { 0 };

	ck_assert_int_eq(host_control(audio, type | 0x80, request, value, index,
				      data, bytes), bytes);
	return data[0] | data[1] << 8 | data[2] << 16 | (uint32_t)data[3] << 24;
}

int host_set(struct sim_usb_audio *audio, unsigned int type,
	     unsigned int request, unsigned int value, unsigned int index,
	     uint32_t number, unsigned int bytes)
{
	uint8_t data[4] = { number, number >> 8, number >> 16, number >> 24 };

	return host_control(audio, type, request, value, index, data, bytes);
}

void host_configure(struct sim_usb_audio *audio, unsigned int value)
{
	ck_assert_int_eq(host_control(audio, 0, 9, value, 0, NULL, 0), 0);
}

void host_choose(struct sim_usb_audio *audio, unsigned int interface,
		 unsigned int alt)
{
	ck_assert_int_eq(host_control(audio, 1, 11, alt, interface, NULL, 0),
			 0);
}

int host_in(struct sim_usb_audio *audio, unsigned int endpoint, void *data,
	    size_t length, size_t *actual)
{
	struct sim_usb_device *dev = sim_usb_audio_device(audio);

	*actual = ~(size_t)0;
	return dev->ops->in(dev, endpoint, data, length, actual);
}

int host_out(struct sim_usb_audio *audio, unsigned int endpoint,
	     const void *data, size_t length)
{
	struct sim_usb_device *dev = sim_usb_audio_device(audio);

	return dev->ops->out(dev, endpoint, data, length);
}

int device_suite_run(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
