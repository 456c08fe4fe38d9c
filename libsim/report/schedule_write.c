// SPDX-License-Identifier: GPL-2.0-only
/*
 * schedule_write.c: saves a run as a schedule file; see sim/schedule.h and
 * docs/schedule-file.md. Numbers are little-endian: the two machines that the
 * fiber switch is written for both are.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>
#include <zstd.h>

#include "report/schedule_format.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
	       "schedule files are little-endian");

/* Bytes that grow; a failed allocation sticks and is asked for at the end. */
struct bytes {
	char *data;
	size_t used, room;
	bool failed;
};

static void bytes_add(struct bytes *b, const void *data, size_t n)
{
	if (b->failed || !n)
		return;
	if (b->used + n > b->room) {
		size_t room = (b->used + n) * 2;
		char *larger = realloc(b->data, room);

		if (!larger) {
			b->failed = true;
			return;
		}
		b->data = larger;
		b->room = room;
	}
	memcpy(b->data + b->used, data, n);
	b->used += n;
}

static void bytes_add_counted(struct bytes *b, const void *data, size_t n)
{
	uint32_t count = n;

	bytes_add(b, &count, sizeof(count));
	bytes_add(b, data, n);
}

/* Column by column: like values lie together, which packs far better. */
#define ADD_COLUMN(b, s, field)						\
	for (size_t i = 0; i < (s)->count; i++)				\
		bytes_add(b, &(s)->decisions[i].field,			\
			  sizeof((s)->decisions[i].field))

static void payload_fill(struct bytes *b, const struct sim_schedule_file *file)
{
	const struct sim_schedule *s = &file->schedule;

	ADD_COLUMN(b, s, chosen);
	ADD_COLUMN(b, s, by);
	ADD_COLUMN(b, s, site);
	ADD_COLUMN(b, s, op);
	ADD_COLUMN(b, s, candidates);
	for (size_t i = 0; i < s->names; i++) {
		const char *name = s->name[i] ? s->name[i] : "";

		bytes_add_counted(b, name, strlen(name));
	}
	bytes_add_counted(b, file->device_blob, file->device_bytes);
	if (file->second[0])
		bytes_add_counted(b, file->second_blob, file->second_bytes);
}

static bool payload_pack(const struct bytes *raw, struct bytes *packed)
{
	size_t n;

	packed->room = ZSTD_compressBound(raw->used);
	packed->data = malloc(packed->room);
	if (!packed->data)
		return false;
	n = ZSTD_compress(packed->data, packed->room, raw->data, raw->used, 3);
	packed->used = n;
	return !ZSTD_isError(n);
}

static void print_options(FILE *out, const char *options)
{
	while (*options) {
		size_t n = strcspn(options, "\n");

		if (n)
			fprintf(out, "option %.*s\n", (int)n, options);
		options += n + (options[n] == '\n');
	}
}

static void print_header(FILE *out, const struct sim_schedule_file *file,
			 size_t raw, size_t packed)
{
	const struct sim_schedule *s = &file->schedule;
	bool sparse = file->version == SIM_SCHEDULE_SPARSE;

	fprintf(out, SIM_SCHEDULE_MAGIC " %d\n", sparse ? SIM_SCHEDULE_SPARSE :
		SIM_SCHEDULE_VERSION);
	fprintf(out, "image %s\nimage-id %s\n", s->image_name, s->image_id);
	fprintf(out, "scenario %s\nstrategy %s\n", s->scenario, s->strategy);
	fprintf(out, "seed %" PRIu64 "\nhash %016" PRIx64 "\n", s->seed, s->hash);
	fprintf(out, "cpus %d\nlimit-ns %" PRIu64 "\n", file->cpus,
		file->limit_ns);
	fprintf(out, "boot %s\n", file->seed_boot ? "seeded" : "plain");
	if (file->device[0])
		fprintf(out, "device %s\n", file->device);
	if (file->second[0])
		fprintf(out, "second-device %s\n", file->second);
	print_options(out, s->options);
	if (sparse) {
		sim_schedule_print_sparse_header(out, file);
		return;
	}
	fprintf(out, "decisions %zu\nnames %zu\n", s->count, s->names);
	fprintf(out, "raw-bytes %zu\npacked-bytes %zu\n", raw, packed);
}

uint64_t sim_schedule_checksum(const void *header, size_t header_bytes,
			       const void *payload, size_t payload_bytes)
{
	XXH64_hash_t first = XXH3_64bits(header, header_bytes);

	return XXH3_64bits_withSeed(payload, payload_bytes, first);
}

static int write_packed(const char *path, const struct sim_schedule_file *file,
			size_t raw, const struct bytes *packed, char *error,
			size_t error_size)
{
	char *text = NULL;
	size_t used = 0;
	FILE *out = open_memstream(&text, &used);
	int ret = -1;

	if (out) {
		print_header(out, file, raw, packed->used);
		fflush(out);
		fprintf(out, "checksum %016" PRIx64 "\n\n",
			sim_schedule_checksum(text, used, packed->data,
					      packed->used));
		fwrite(packed->data, 1, packed->used, out);
		if (!fclose(out))
			ret = sim_host_file_replace(path, text, used, error,
					       error_size);
	}
	free(text);
	return ret;
}

int sim_schedule_file_write(const char *path,
			    const struct sim_schedule_file *file,
			    char *error, size_t error_size)
{
	struct bytes raw = { 0 }, packed = { 0 };
	int ret = -1;

	snprintf(error, error_size, "No memory to write '%s'.", path);
	if (file->version == SIM_SCHEDULE_SPARSE)
		packed.data = sim_schedule_sparse_lines(file, &packed.used);
	else
		payload_fill(&raw, file);
	if (file->version == SIM_SCHEDULE_SPARSE ? packed.data != NULL :
	    !raw.failed && payload_pack(&raw, &packed))
		ret = write_packed(path, file, raw.used, &packed, error,
				   error_size);
	free(raw.data);
	free(packed.data);
	return ret;
}
