// SPDX-License-Identifier: GPL-2.0-only
/*
 * sparse_lines.c: the text of schedule files of version 3: a line for each
 * deviation, fields between tabs; see docs/schedule-file.md. Lines may come
 * from anywhere, an editor too.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/schedule_format.h"
#include "sim/sparse_list.h"

#define FIELDS		8
#define DECISIONS_MOST	(1U << 24)

static const char *const kinds[SIM_DEVIATE_KINDS] = {
	[SIM_DEVIATE_PICK] = "pick", [SIM_DEVIATE_NUMBER] = "number",
	[SIM_DEVIATE_TIME] = "time", [SIM_DEVIATE_TURN] = "turn",
};

/* ---- out ---- */

static void print_device_data(FILE *out, const char *key,
			      const unsigned char *data, size_t bytes)
{
	if (!bytes)
		return;
	fprintf(out, "%s ", key);
	for (size_t i = 0; i < bytes; i++)
		fprintf(out, "%02x", data[i]);
	fputc('\n', out);
}

void sim_schedule_print_sparse_header(FILE *out,
				      const struct sim_schedule_file *file)
{
	if (file->finding[0])
		fprintf(out, "finding %s\n", file->finding);
	print_device_data(out, "device-data", file->device_blob,
			  file->device_bytes);
	print_device_data(out, "second-device-data", file->second_blob,
			  file->second_bytes);
	fprintf(out, "decisions %zu\n", file->sparse.count);
}

static void print_sites(FILE *out, const struct sim_schedule_file *file,
			size_t index)
{
	const struct sim_deviation *d = &file->sparse.deviation[index];
	char *const *place = file->place ?
			     &file->place[index * SIM_STEP_FRAMES] : NULL;

	for (int i = 0; i < SIM_STEP_FRAMES && d->site[i]; i++)
		fprintf(out, "%c%s@0x%x", i ? ' ' : '\t',
			place && place[i] ? place[i] : "?", d->site[i]);
}

/* "3", "3@TIME" since then, "3/TIME" in the turn that began then */
static void print_nth(FILE *out, const struct sim_deviation *d)
{
	fprintf(out, "%u", d->nth);
	if (d->since_ns)
		fprintf(out, "%c%" PRIu64, d->own ? '/' : '@', d->since_ns);
}

static void print_line(FILE *out, const struct sim_schedule_file *file,
		       size_t index)
{
	const struct sim_sparse *list = &file->sparse;
	const struct sim_deviation *d = &list->deviation[index];

	fprintf(out, "%s\t%s\t", kinds[d->kind], list->name[d->who]);
	if (d->kind == SIM_DEVIATE_TURN) {
		fprintf(out, "%s\t%" PRIu64 "\n", list->name[d->what],
			d->since_ns);
		return;
	}
	if (d->kind == SIM_DEVIATE_NUMBER) {
		fprintf(out, "%s\t", list->name[d->what]);
		print_nth(out, d);
		fprintf(out, "\t%u\n", d->number);
		return;
	}
	fprintf(out, "%s\t", sim_op_text(d->op));
	print_nth(out, d);
	fprintf(out, "\t%s", d->kind == SIM_DEVIATE_PICK ?
		list->name[d->what] : "-");
	print_sites(out, file, index);
	fputc('\n', out);
}

char *sim_schedule_sparse_lines(const struct sim_schedule_file *file,
				size_t *bytes)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, bytes);

	if (!out)
		return NULL;
	for (size_t i = 0; i < file->sparse.count; i++)
		print_line(out, file, i);
	if (!fclose(out))
		return text;
	free(text);
	return NULL;
}

/* ---- in ---- */

static bool parse_u32(const char *text, uint32_t *value)
{
	char *end;
	unsigned long number;

	if (*text < '0' || *text > '9')
		return false;
	number = strtoul(text, &end, 0);
	*value = number;
	return !*end && number <= UINT32_MAX;
}

static bool parse_u64(const char *text, uint64_t *value)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*value = strtoull(text, &end, 10);
	return !*end && !errno;
}

static bool parse_nth(char *text, struct sim_deviation *d)
{
	char *at = text + strcspn(text, "@/"), mark = *at;

	*at = '\0';
	if (!parse_u32(text, &d->nth) || !d->nth)
		return false;
	d->own = mark == '/';
	return !mark || (parse_u64(at + 1, &d->since_ns) && d->since_ns);
}

static int nibble(char c)
{
	const char *digits = "0123456789abcdef", *at = strchr(digits, c);

	return c && at ? (int)(at - digits) : -1;
}

static bool parse_device_data(const char *text, void **blob, size_t *size)
{
	size_t bytes = strlen(text) / 2;
	unsigned char *data = malloc(bytes + 1);

	if (!data || !bytes || strlen(text) % 2 || *blob) {
		free(data);
		return false;
	}
	for (size_t i = 0; i < bytes; i++) {
		int high = nibble(text[2 * i]), low = nibble(text[2 * i + 1]);

		if (high < 0 || low < 0) {
			free(data);
			return false;
		}
		data[i] = high << 4 | low;
	}
	*blob = data;
	*size = bytes;
	return true;
}

bool sim_schedule_sparse_key(struct sim_schedule_file *file, const char *key,
			     const char *value, bool *known)
{
	uint32_t count = 0;
	bool good = true;

	*known = true;
	if (!strcmp(key, "finding")) {
		snprintf(file->finding, sizeof(file->finding), "%s", value);
	} else if (!strcmp(key, "device-data")) {
		good = parse_device_data(value, &file->device_blob,
					 &file->device_bytes);
	} else if (!strcmp(key, "second-device-data")) {
		good = parse_device_data(value, &file->second_blob,
					 &file->second_bytes);
	} else if (!strcmp(key, "decisions")) {
		good = parse_u32(value, &count) && count <= DECISIONS_MOST;
		file->schedule.count = count;
	} else {
		*known = false;
	}
	*known = *known && good;
	return good;
}

/* "function+0xoffset/0xsize@0xsite" */
static bool parse_sites(struct sim_schedule_file *file, size_t index,
			char *text)
{
	struct sim_deviation *d = &file->sparse.deviation[index];
	char *word;

	for (int i = 0; (word = strsep(&text, " ")); i++) {
		char *at = strrchr(word, '@');

		if (i == SIM_STEP_FRAMES || !at ||
		    !parse_u32(at + 1, &d->site[i]) || !d->site[i])
			return false;
		*at = '\0';
		if (strcmp(word, "?"))
			file->place[index * SIM_STEP_FRAMES + i] =
				strdup(word);
	}
	return true;
}

static bool parse_op(const char *text, uint16_t *op)
{
	for (unsigned int i = 0; i < SIM_OP_COUNT; i++)
		if (!strcmp(sim_op_text(i), text)) {
			*op = i;
			return true;
		}
	return false;
}

static bool parse_fields(struct sim_schedule_file *file, size_t index,
			 char **field, int count)
{
	struct sim_sparse *list = &file->sparse;
	struct sim_deviation *d = &list->deviation[index];
	int kind = 0, who, what;
	bool named;

	while (kind < SIM_DEVIATE_KINDS && strcmp(field[0], kinds[kind]))
		kind++;
	if (kind == SIM_DEVIATE_KINDS || count < 4 ||
	    (count < 5 && kind != SIM_DEVIATE_TURN))
		return false;
	d->kind = kind;
	named = kind == SIM_DEVIATE_NUMBER || kind == SIM_DEVIATE_TURN;
	who = sim_sparse_name(list, field[1]);
	what = sim_sparse_name(list, field[named ? 2 : 4]);
	if (who < 0 || what < 0)
		return false;
	d->who = who;
	d->what = what;
	d->op = SIM_OP_CHOICE;
	if (kind == SIM_DEVIATE_TURN)
		return count == 4 && parse_u64(field[3], &d->since_ns);
	if (!parse_nth(field[3], d))
		return false;
	if (kind == SIM_DEVIATE_NUMBER)
		return count == 5 && parse_u32(field[4], &d->number);
	return count <= 6 && parse_op(field[2], &d->op) &&
	       (count == 5 || parse_sites(file, index, field[5]));
}

static bool parse_line(struct sim_schedule_file *file, char *line)
{
	struct sim_deviation empty = { 0 };
	char *field[FIELDS], *word;
	int count = 0;

	while (count < FIELDS && (word = strsep(&line, "\t")))
		field[count++] = word;
	if (sim_sparse_add(&file->sparse, &empty))
		return false;
	return parse_fields(file, file->sparse.count - 1, field, count);
}

const char *sim_schedule_sparse_parse(struct sim_schedule_file *file,
				      char *lines, size_t *bad)
{
	size_t count = file->schedule.count, got = 0;
	char *line;

	for (char *at = lines; (at = strchr(at, '\n')); at++)
		got++;
	if (got < count)
		return "is cut short: it has fewer decisions than its header says";
	if (got > count)
		return "is corrupt: it has more decisions than its header says";
	file->schedule.count = 0;
	file->place = calloc(count * SIM_STEP_FRAMES + 1, sizeof(char *));
	if (!file->place)
		return "does not fit into memory";
	while ((line = strsep(&lines, "\n")) && *line) {
		*bad = file->sparse.count + 1;
		if (!parse_line(file, line))
			return "makes no sense";
	}
	*bad = file->sparse.count + 1;
	return file->sparse.count == count ? NULL : "is empty";
}
