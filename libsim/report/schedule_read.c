// SPDX-License-Identifier: GPL-2.0-only
/*
 * schedule_read.c: loads a schedule file. Files come from anywhere: nothing in
 * one is believed before it is checked, and each thing that can be wrong gets
 * its own sentence.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "report/schedule_format.h"
#include "sim/sparse_list.h"

#define MAX_RAW_BYTES	(4ULL << 30)

struct reader {
	const char *path;
	char *data;			/* the file */
	size_t bytes;
	char *payload;			/* in @data, packed */
	char *raw;			/* unpacked */
	uint64_t raw_bytes, packed_bytes, checksum;
	size_t checked;			/* header bytes under the checksum */
	bool has_raw, has_packed, has_checksum, has_decisions;
	bool edited;			/* by hand: "checksum none" */
	int version;
	char *error;
	size_t error_size;
};

static int __attribute__((format(printf, 2, 3)))
refuse(struct reader *r, const char *format, ...)
{
	char why[256];
	va_list args;

	va_start(args, format);
	vsnprintf(why, sizeof(why), format, args);
	va_end(args);
	snprintf(r->error, r->error_size, "Schedule file '%s' %s.", r->path,
		 why);
	return -1;
}

static int check_version(struct reader *r)
{
	static const char magic[] = SIM_SCHEDULE_MAGIC " ";
	size_t n = strlen(magic);
	unsigned long version;
	char *end;

	if (r->bytes && r->bytes <= n && !memcmp(r->data, magic, r->bytes))
		return refuse(r, "is cut short: it ends in its first line");
	if (r->bytes <= n || memcmp(r->data, magic, n))
		return refuse(r, "is not a schedule: its first line does not start with '%s'",
			      SIM_SCHEDULE_MAGIC);
	version = strtoul(r->data + n, &end, 10);
	if (end == r->data + n || (*end && *end != '\n'))
		return refuse(r, "is corrupt: its first line has no version");
	if (!*end)
		return refuse(r, "is cut short: it ends in its first line");
	if (version != SIM_SCHEDULE_VERSION && version != SIM_SCHEDULE_SPARSE)
		return refuse(r, "has version %lu, but this simctl reads versions %d and %d",
			      version, SIM_SCHEDULE_VERSION,
			      SIM_SCHEDULE_SPARSE);
	r->version = version;
	return 0;
}

static bool parse_number(const char *text, int base, uint64_t *value)
{
	char *end;

	if (!*text || *text == '-')
		return false;
	*value = strtoull(text, &end, base);
	return !*end;
}

static bool copy_text(const char *text, char *to, size_t size)
{
	return (size_t)snprintf(to, size, "%s", text) < size;
}

static bool add_option(struct sim_schedule *s, const char *text)
{
	size_t used = strlen(s->options), room = sizeof(s->options) - used;

	return (size_t)snprintf(s->options + used, room, "%s\n", text) < room;
}

/* Unknown keys are fine: a later simctl may add some that need not be known. */
static bool header_line(struct reader *r, struct sim_schedule_file *f,
			const char *key, const char *value)
{
	struct sim_schedule *s = &f->schedule;
	uint64_t number = 0;
	bool known = false;

	r->has_decisions |= !strcmp(key, "decisions");
	if (r->version == SIM_SCHEDULE_SPARSE &&
	    (!sim_schedule_sparse_key(f, key, value, &known) || known))
		return known;
	if (!strcmp(key, "image"))
		return copy_text(value, s->image_name, sizeof(s->image_name));
	if (!strcmp(key, "image-id"))
		return copy_text(value, s->image_id, sizeof(s->image_id));
	if (!strcmp(key, "scenario"))
		return copy_text(value, s->scenario, sizeof(s->scenario));
	if (!strcmp(key, "strategy"))
		return copy_text(value, s->strategy, sizeof(s->strategy));
	if (!strcmp(key, "device"))
		return copy_text(value, f->device, sizeof(f->device));
	if (!strcmp(key, "second-device"))
		return copy_text(value, f->second, sizeof(f->second));
	if (!strcmp(key, "option"))
		return add_option(s, value);
	if (!strcmp(key, "seed"))
		return parse_number(value, 10, &s->seed);
	if (!strcmp(key, "hash"))
		return parse_number(value, 16, &s->hash);
	if (!strcmp(key, "boot")) {
		f->seed_boot = !strcmp(value, "seeded");
		return f->seed_boot || !strcmp(value, "plain");
	}
	if (!strcmp(key, "limit-ns"))
		return parse_number(value, 10, &f->limit_ns);
	if (!strcmp(key, "checksum") && !strcmp(value, "none") &&
	    r->version == SIM_SCHEDULE_SPARSE)
		return r->edited = true;
	if (!strcmp(key, "checksum"))
		return r->has_checksum = strspn(value, "0123456789abcdef") == 16 &&
					 parse_number(value, 16, &r->checksum);
	if (!strcmp(key, "raw-bytes"))
		return r->has_raw = parse_number(value, 10, &r->raw_bytes);
	if (!strcmp(key, "packed-bytes"))
		return r->has_packed = parse_number(value, 10,
						    &r->packed_bytes);
	if (!strcmp(key, "decisions") || !strcmp(key, "names")) {
		if (!parse_number(value, 10, &number))
			return false;
		*(*key == 'd' ? &s->count : &s->names) = number;
	}
	if (!strcmp(key, "cpus")) {
		if (!parse_number(value, 10, &number) || number > SIM_MAX_CPUS)
			return false;
		f->cpus = number;
	}
	return true;
}

static int parse_header(struct reader *r, struct sim_schedule_file *f)
{
	char *end = memmem(r->data, r->bytes, "\n\n", 2);
	char *line, *next;

	/* what older files mean, which do not say */
	f->seed_boot = true;
	if (!end)
		return refuse(r, "is cut short: its header does not end");
	if (memchr(r->data, '\0', end - r->data))
		return refuse(r, "is corrupt: its header has a zero byte");
	r->payload = end + 2;
	for (line = r->data; line <= end; line = next) {
		char *stop = memchr(line, '\n', end + 1 - line);
		char *space;

		next = stop + 1;
		*stop = '\0';
		space = strchr(line, ' ');
		if (space)
			*space = '\0';
		if (!strcmp(line, "checksum"))
			r->checked = line - r->data;
		if (!header_line(r, f, line, space ? space + 1 : ""))
			return refuse(r, "is corrupt: its header line '%s' makes no sense",
				      line);
		if (space)
			*space = ' ';
		*stop = '\n';
	}
	f->version = r->version;
	if (r->version == SIM_SCHEDULE_SPARSE)
		return r->has_decisions && (r->has_checksum || r->edited) ? 0 :
		       refuse(r, "is corrupt: its header lacks '%s'",
			      r->has_decisions ? "checksum" : "decisions");
	if (!r->has_raw || !r->has_packed || !r->has_checksum)
		return refuse(r, "is corrupt: its header lacks '%s'",
			      !r->has_raw ? "raw-bytes" :
			      !r->has_packed ? "packed-bytes" : "checksum");
	return 0;
}

static int check_payload(struct reader *r)
{
	size_t header = r->payload - r->data, have = r->bytes - header;

	if (have < r->packed_bytes)
		return refuse(r, "is cut short: %zu of %" PRIu64 " bytes of decisions are there",
			      have, r->packed_bytes);
	if (have > r->packed_bytes)
		return refuse(r, "is corrupt: %zu bytes follow its end",
			      (size_t)(have - r->packed_bytes));
	if (sim_schedule_checksum(r->data, r->checked, r->payload,
				  r->packed_bytes) != r->checksum)
		return refuse(r, "is corrupt: its checksum does not match");
	return 0;
}

static int unpack_payload(struct reader *r)
{
	unsigned long long size;

	size = ZSTD_getFrameContentSize(r->payload, r->packed_bytes);
	if (size != r->raw_bytes || r->raw_bytes > MAX_RAW_BYTES)
		return refuse(r, "is corrupt: its decisions do not have the size that its header says");
	r->raw = malloc(r->raw_bytes + 1);
	if (!r->raw)
		return refuse(r, "does not fit into memory");
	if (ZSTD_decompress(r->raw, r->raw_bytes, r->payload,
			    r->packed_bytes) != r->raw_bytes)
		return refuse(r, "is corrupt: its decisions do not unpack");
	return 0;
}

/* Takes the next counted bytes of the payload, or NULL past its end. */
static const char *take_counted(struct reader *r, size_t *at, uint32_t *count)
{
	const char *data;

	if (r->raw_bytes - *at < sizeof(*count))
		return NULL;
	memcpy(count, r->raw + *at, sizeof(*count));
	*at += sizeof(*count);
	if (r->raw_bytes - *at < *count)
		return NULL;
	data = r->raw + *at;
	*at += *count;
	return data;
}

#define TAKE_COLUMN(r, s, at, field)					\
	for (size_t i = 0; i < (s)->count; i++) {			\
		memcpy(&(s)->decisions[i].field, (r)->raw + (at),	\
		       sizeof((s)->decisions[i].field));		\
		(at) += sizeof((s)->decisions[i].field);		\
	}

static int take_decisions(struct reader *r, struct sim_schedule *s, size_t *at)
{
	if (s->count > r->raw_bytes / SIM_SCHEDULE_DECISION_BYTES)
		return refuse(r, "is corrupt: it holds fewer decisions than its header says");
	s->decisions = calloc(s->count + 1, sizeof(*s->decisions));
	if (!s->decisions)
		return refuse(r, "does not fit into memory");
	TAKE_COLUMN(r, s, *at, chosen);
	TAKE_COLUMN(r, s, *at, by);
	TAKE_COLUMN(r, s, *at, site);
	TAKE_COLUMN(r, s, *at, op);
	TAKE_COLUMN(r, s, *at, candidates);
	return 0;
}

static int take_names(struct reader *r, struct sim_schedule *s, size_t *at)
{
	uint32_t n;

	if (s->names > (r->raw_bytes - *at) / sizeof(n))
		return refuse(r, "is corrupt: it holds fewer names than its header says");
	s->name = calloc(s->names + 1, sizeof(*s->name));
	for (size_t i = 0; s->name && i < s->names; i++) {
		const char *text = take_counted(r, at, &n);

		if (!text)
			return refuse(r, "is corrupt: a name runs past its end");
		s->name[i] = strndup(text, n);
		if (!s->name[i])
			return refuse(r, "does not fit into memory");
	}
	return s->name ? 0 : refuse(r, "does not fit into memory");
}

static int take_blob(struct reader *r, size_t *at, void **blob, size_t *bytes)
{
	uint32_t n = 0;
	const char *data = take_counted(r, at, &n);

	if (!data)
		return refuse(r, "is corrupt: a device runs past its end");
	if (!n)
		return 0;
	*blob = malloc(n);
	if (!*blob)
		return refuse(r, "does not fit into memory");
	memcpy(*blob, data, n);
	*bytes = n;
	return 0;
}

static int take_devices(struct reader *r, struct sim_schedule_file *f,
			size_t *at)
{
	if (take_blob(r, at, &f->device_blob, &f->device_bytes))
		return -1;
	if (f->second[0] &&
	    take_blob(r, at, &f->second_blob, &f->second_bytes))
		return -1;
	if (*at != r->raw_bytes)
		return refuse(r, "is corrupt: its device does not end where the file does");
	return 0;
}

static int take_sparse(struct reader *r, struct sim_schedule_file *f)
{
	size_t bytes = r->data + r->bytes - r->payload, bad = 0;
	size_t count = f->schedule.count;
	const char *wrong;

	if (!r->edited &&
	    sim_schedule_checksum(r->data, r->checked, r->payload, bytes) !=
	    r->checksum)
		return refuse(r, "is corrupt: its checksum does not match");
	if (memchr(r->payload, '\0', bytes))
		return refuse(r, "is corrupt: it has a zero byte");
	wrong = sim_schedule_sparse_parse(f, r->payload, &bad);
	if (wrong && bad)
		return refuse(r, "is corrupt: decision %zu of %zu %s", bad,
			      count, wrong);
	return wrong ? refuse(r, "%s", wrong) : 0;
}

static int take_packed(struct reader *r, struct sim_schedule_file *f)
{
	size_t at = 0;

	if (check_payload(r) || unpack_payload(r) ||
	    take_decisions(r, &f->schedule, &at) ||
	    take_names(r, &f->schedule, &at) || take_devices(r, f, &at))
		return -1;
	return 0;
}

int sim_schedule_file_read(const char *path, struct sim_schedule_file *file,
			   char *error, size_t error_size)
{
	struct reader r = { .path = path, .error = error,
			    .error_size = error_size };
	int ret = -1;

	memset(file, 0, sizeof(*file));
	r.data = sim_host_file_read(path, &r.bytes, error, error_size);
	if (!r.data)
		return -1;
	if (!check_version(&r) && !parse_header(&r, file))
		ret = r.version == SIM_SCHEDULE_SPARSE ?
		      take_sparse(&r, file) : take_packed(&r, file);
	free(r.raw);
	free(r.data);
	if (ret)
		sim_schedule_file_free(file);
	return ret;
}

int sim_schedule_file_check_image(const struct sim_schedule_file *file,
				  const char *name, const char *id,
				  char *error, size_t error_size)
{
	const struct sim_schedule *s = &file->schedule;

	if (!strcmp(s->image_id, id))
		return 0;
	snprintf(error, error_size,
		 "The schedule was recorded with image '%s' (%s), but this is image '%s' (%s): that one alone replays it, another can run its scenario with its seed, %" PRIu64 ".",
		 s->image_name, s->image_id, name, id, s->seed);
	return -1;
}

void sim_schedule_file_free(struct sim_schedule_file *file)
{
	struct sim_schedule *s = &file->schedule;

	for (size_t i = 0; s->name && i < s->names; i++)
		free(s->name[i]);
	free(s->name);
	free(s->decisions);
	free(file->device_blob);
	free(file->second_blob);
	for (size_t i = 0; file->place &&
	     i < file->sparse.count * SIM_STEP_FRAMES; i++)
		free(file->place[i]);
	free(file->place);
	sim_sparse_free(&file->sparse);
	memset(file, 0, sizeof(*file));
}
