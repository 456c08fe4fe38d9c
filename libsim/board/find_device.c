// SPDX-License-Identifier: GPL-2.0-only
/*
 * find_device.c: from the word after --device to descriptor bytes.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/board.h"
#include "sim/device.h"

/* Linux reads at most this much of a device's descriptors. */
#define SIM_DEVICE_FILE_MAX	(64u << 10)

static int sim_device_file_read(const char *name, FILE *file,
				const void **blob, size_t *bytes,
				char *error, size_t error_size)
{
	char *buffer = malloc(SIM_DEVICE_FILE_MAX + 1);

	if (!buffer)
		return -ENOMEM;
	errno = 0;
	*bytes = fread(buffer, 1, SIM_DEVICE_FILE_MAX + 1, file);
	if (ferror(file)) {
		snprintf(error, error_size, "--device %s cannot be read: %s",
			 name, strerror(errno));
		free(buffer);
		return -EINVAL;
	}
	if (*bytes > SIM_DEVICE_FILE_MAX || !*bytes) {
		snprintf(error, error_size, !*bytes ?
			 "--device %s is empty: it should hold what /sys/bus/usb/devices/*/descriptors shows" :
			 "--device %s is larger than 64 KiB: no USB device has that many descriptors",
			 name);
		free(buffer);
		return -EINVAL;
	}
	*blob = buffer;
	return 0;
}

/**
 * sim_board_find_device() - descriptor bytes of a device by name
 * @name: built-in name or path of a file
 * @blob: descriptor bytes
 * @bytes: their length
 * @error: one sentence on failure
 * @error_size: room there
 *
 * Return: 0, -ENOENT when there is no such device, -EINVAL for a bad file.
 */
int sim_board_find_device(const char *name, const void **blob, size_t *bytes,
			  char *error, size_t error_size)
{
	FILE *file;
	int result;

	*blob = sim_device_builtin(name, bytes);
	if (*blob)
		return 0;
	file = fopen(name, "rb");
	if (!file) {
		snprintf(error, error_size,
			 "--device %s: neither a built-in device (see simctl list devices) nor a file that opens: %s",
			 name, strerror(errno));
		return -ENOENT;
	}
	result = sim_device_file_read(name, file, blob, bytes, error,
				      error_size);
	fclose(file);
	return result;
}
