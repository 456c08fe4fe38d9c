// SPDX-License-Identifier: GPL-2.0-only
/*
 * digest.c: the digest that names an image in schedules and reports: XXH3,
 * 128 bits, over the whole file. It tells builds apart; it does not withstand
 * somebody who wants two files to have the same. The file is read in pieces:
 * fresh memory for all of it took as long as a quarter of a boot.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#include "sim/report.h"

#define DIGEST_PIECE	(64 << 10)

static int digest_file(FILE *file, XXH3_state_t *state)
{
	static unsigned char piece[DIGEST_PIECE];
	size_t got;

	while ((got = fread(piece, 1, sizeof(piece), file)))
		XXH3_128bits_update(state, piece, got);
	return ferror(file) ? -1 : 0;
}

int sim_image_digest(const char *path, char id[SIM_IMAGE_ID_SIZE], char *error,
		     size_t error_size)
{
	XXH3_state_t *state = XXH3_createState();
	FILE *file = fopen(path, "rb");
	XXH128_hash_t hash;
	int err = -1;

	if (state && file) {
		setvbuf(file, NULL, _IONBF, 0);
		XXH3_128bits_reset(state);
		errno = 0;
		err = digest_file(file, state);
	}
	if (err) {
		snprintf(error, error_size, "cannot read %s: %s", path,
			 strerror(errno));
	} else {
		hash = XXH3_128bits_digest(state);
		snprintf(id, SIM_IMAGE_ID_SIZE, "%016" PRIx64 "%016" PRIx64,
			 (uint64_t)hash.high64, (uint64_t)hash.low64);
	}
	if (file)
		fclose(file);
	XXH3_freeState(state);
	return err;
}
