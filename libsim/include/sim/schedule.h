/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * schedule.h: schedule files, one recorded run each. Host world; between the
 * reports (libsim/report), the command and whatever searches schedules.
 *
 * A file is a text header of "key value" lines, an empty line, and a payload
 * packed with zstd. The header ends in a checksum (XXH3, 64 bits) over all of
 * the rest. docs/schedule-file.md describes it field by field.
 */
#ifndef SIM_SCHEDULE_H
#define SIM_SCHEDULE_H

#include "sim/run.h"
#include "sim/sparse.h"

#define SIM_SCHEDULE_VERSION	1	/* every decision, packed */
#define SIM_SCHEDULE_SPARSE	3	/* deviations alone, as text */

/**
 * struct sim_schedule_file - a schedule and what else the run depended on
 * @schedule: decisions, names, image, scenario, options, seed and hash
 * @device: builtin name, or where the descriptors came from; "" for default
 * @device_blob: the descriptors themselves when they came from a file
 * @device_bytes: size of @device_blob
 * @second, @second_blob, @second_bytes: the same of a second device
 * @cpus: number of CPUs that was asked for, 0 when the seed chose
 * @limit_ns: limit of virtual time that was asked for, 0 for the default
 * @seed_boot: the seed decided during boot too
 * @version: SIM_SCHEDULE_VERSION (0 when written) or SIM_SCHEDULE_SPARSE
 * @finding: SPARSE: signature of what the schedule shows, or ""
 * @sparse: SPARSE: instead of the schedule's decisions
 * @place: SPARSE: names of the deviations' sites, SIM_STEP_FRAMES for each;
 *	"function+0xoffset/0xsize", or NULL where there is no name
 */
struct sim_schedule_file {
	struct sim_schedule schedule;
	char device[256];
	void *device_blob;
	size_t device_bytes;
	char second[256];
	void *second_blob;
	size_t second_bytes;
	int cpus;
	uint64_t limit_ns;
	bool seed_boot;
	int version;
	char finding[256];
	struct sim_sparse sparse;
	char **place;
};

/**
 * sim_schedule_file_write - save a schedule
 * @path: file to make or replace; it is whole or unchanged, never half
 * @file: what to save
 * @error: receives one sentence on failure
 * @error_size: size of @error in bytes
 *
 * Return: 0 or -1.
 * Context: Host world, outside of a run.
 */
int sim_schedule_file_write(const char *path,
			    const struct sim_schedule_file *file,
			    char *error, size_t error_size);

/**
 * sim_schedule_file_read - load a schedule
 * @path: file to read
 * @file: filled on success; free with sim_schedule_file_free()
 * @error: receives one sentence on failure: not a schedule, of another
 *	version, cut, or corrupt
 * @error_size: size of @error in bytes
 *
 * Return: 0 or -1, with nothing to free.
 * Context: Host world, outside of a run.
 */
int sim_schedule_file_read(const char *path, struct sim_schedule_file *file,
			   char *error, size_t error_size);

/**
 * sim_schedule_file_check_image - refuse a schedule of another image
 * @file: the schedule
 * @name: name of the image at hand
 * @id: digest of the image at hand
 * @error: receives one sentence that names both images
 * @error_size: size of @error in bytes
 *
 * Return: 0 when @id is the schedule's image, else -1.
 */
int sim_schedule_file_check_image(const struct sim_schedule_file *file,
				  const char *name, const char *id,
				  char *error, size_t error_size);

/**
 * sim_schedule_places_name - fill @place from the sites of a sparse schedule
 * @file: the schedule
 * @symbols: of the image that it is of
 *
 * Return: 0, or -1 without memory.
 */
struct sim_symbols;
int sim_schedule_places_name(struct sim_schedule_file *file,
			     struct sim_symbols *symbols);

/**
 * sim_schedule_places_find - fill the sites of a sparse schedule from @place
 * @file: the schedule
 * @symbols: of the image that it shall be tried with
 * @error: receives one sentence that names what is not there
 * @error_size: size of @error in bytes
 *
 * Return: 0 or -1.
 */
int sim_schedule_places_find(struct sim_schedule_file *file,
			     struct sim_symbols *symbols, char *error,
			     size_t error_size);

/** sim_schedule_file_free - free what sim_schedule_file_read() allocated */
void sim_schedule_file_free(struct sim_schedule_file *file);

#endif /* SIM_SCHEDULE_H */
