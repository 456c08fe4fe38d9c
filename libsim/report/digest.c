// SPDX-License-Identifier: GPL-2.0-only
/*
 * digest.c: the digest that names an image in schedules and reports: XXH3,
 * 128 bits, over the whole file. It tells builds apart; it does not withstand
 * somebody who wants two files to have the same.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <xxhash.h>

#include "sim/report.h"

int sim_image_digest(const char *path, char id[SIM_IMAGE_ID_SIZE], char *error,
		     size_t error_size)
{
	XXH128_hash_t hash;
	size_t bytes;
	void *data = sim_host_file_read(path, &bytes, error, error_size);

	if (!data)
		return -1;
	hash = XXH3_128bits(data, bytes);
	snprintf(id, SIM_IMAGE_ID_SIZE, "%016" PRIx64 "%016" PRIx64,
		 (uint64_t)hash.high64, (uint64_t)hash.low64);
	free(data);
	return 0;
}
