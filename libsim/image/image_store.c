// SPDX-License-Identifier: GPL-2.0-only
/*
 * image_store.c: the images in the cache: finds, lists and removes them.
 */
#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image_build.h"
#include "sim/image.h"
#include "sim/report.h"

struct record {
	char name[256], release[64], flavour[16], kernel[512], digest[64];
	size_t patches;
};

static void copy_text(const json_t *json, const char *key, char *text,
		      size_t size)
{
	const char *value = json_string_value(json_object_get(json, key));

	snprintf(text, size, "%s", value ? value : "");
}

/* An image counts once both its files are there: image.json comes last. */
static bool read_record(const char *folder, const char *name,
			struct record *record)
{
	char path[2 * SIM_PATH];
	json_t *json;

	snprintf(path, sizeof(path), "%s/%s/image.so", folder, name);
	if (access(path, R_OK))
		return false;
	snprintf(path, sizeof(path), "%s/%s/image.json", folder, name);
	json = json_load_file(path, 0, NULL);
	if (!json_is_object(json)) {
		json_decref(json);
		return false;
	}
	snprintf(record->name, sizeof(record->name), "%s", name);
	copy_text(json, "release", record->release, sizeof(record->release));
	copy_text(json, "flavour", record->flavour, sizeof(record->flavour));
	copy_text(json, "kernel", record->kernel, sizeof(record->kernel));
	copy_text(json, "digest", record->digest, sizeof(record->digest));
	record->patches = json_array_size(json_object_get(json, "patches"));
	json_decref(json);
	return true;
}

/* Newest kernel last, unpatched after patched, then by name. */
static int by_release(const void *a, const void *b)
{
	const struct record *left = a, *right = b;
	int order = strverscmp(left->release, right->release);

	if (!order)
		order = (right->patches != 0) - (left->patches != 0);
	return order ? order : strcmp(left->name, right->name);
}

static size_t read_records(struct record **records)
{
	char folder[SIM_PATH];
	size_t count = 0, room = 0;
	struct dirent *entry;
	DIR *images;

	*records = NULL;
	if (sim_cache_path(folder, sizeof(folder), "images"))
		return 0;
	images = opendir(folder);
	while (images && (entry = readdir(images))) {
		if (entry->d_name[0] == '.')
			continue;
		if (count == room) {
			room = room ? 2 * room : 16;
			*records = reallocarray(*records, room,
						sizeof(**records));
			if (!*records)
				abort();
		}
		count += read_record(folder, entry->d_name,
				     &(*records)[count]);
	}
	if (images)
		closedir(images);
	if (count)
		qsort(*records, count, sizeof(**records), by_release);
	return count;
}

static bool starts(const char *text, const char *with, size_t n)
{
	return !strncmp(text, with, n) &&
	       (!text[n] || text[n] == '.' || text[n] == '-');
}

/*
 * A name is an image's own, or short for the newest unpatched image of a
 * flavour, a release, or both: "fast", "7.2", "7.2-fast".
 */
static bool is_meant(const struct record *record, const char *name)
{
	const char *flavour = strrchr(name, '-');
	size_t n = flavour ? (size_t)(flavour - name) : strlen(name);

	if (record->patches)
		return false;
	if (!strcmp(name, record->flavour))
		return true;
	return starts(record->release, name, n) &&
	       !strcmp(record->flavour, flavour ? flavour + 1 : "check");
}

static const struct record *choose(const struct record *records, size_t count,
				   const char *name)
{
	const struct record *best = NULL;

	for (size_t i = 0; i < count; i++) {
		if (!strcmp(records[i].name, name))
			return &records[i];
		if (is_meant(&records[i], name))
			best = &records[i];
	}
	return best;
}

static int tell_missing(const char *name, size_t count, char *error,
			size_t error_size)
{
	if (!count)
		snprintf(error, error_size,
			 "There is no image yet: build one with `simctl image build`.");
	else if (!name)
		snprintf(error, error_size,
			 "There is no check image: build one with `simctl image build`.");
	else
		snprintf(error, error_size,
			 "There is no image '%s': `simctl image list` shows those that are built.",
			 name);
	return -1;
}

int sim_image_resolve(const char *name_or_path, char *path, size_t n,
		      char *error, size_t error_size)
{
	const char *name = name_or_path ? name_or_path : "check";
	const struct record *record;
	struct record *records;
	char folder[SIM_PATH];
	size_t count;

	if (strchr(name, '/')) {
		snprintf(path, n, "%s", name);
		if (!access(path, R_OK))
			return 0;
		snprintf(error, error_size, "Cannot read the image '%s': %s.",
			 path, strerror(errno));
		return -1;
	}
	if (sim_cache_path(folder, sizeof(folder), "images")) {
		snprintf(error, error_size,
			 "Cannot use the cache folder '%s': %s.", folder,
			 strerror(errno));
		return -1;
	}
	count = read_records(&records);
	record = choose(records, count, name);
	if (record)
		snprintf(path, n, "%s/%s/image.so", folder, record->name);
	free(records);
	return record ? 0 : tell_missing(name_or_path, count, error, error_size);
}

static json_t *as_json(const struct record *record)
{
	return json_pack("{s:s, s:s, s:s, s:I, s:s, s:s}", "name", record->name,
			 "release", record->release, "flavour",
			 record->flavour, "patches",
			 (json_int_t)record->patches, "digest", record->digest,
			 "kernel", record->kernel);
}

int sim_store_list(FILE *out, bool json)
{
	struct record *records;
	size_t count = read_records(&records);
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		if (json)
			json_array_append_new(list, as_json(&records[i]));
		else
			fprintf(out, "%-20s  Linux %-8s %-6s %zu patch%s  %s\n",
				records[i].name, records[i].release,
				records[i].flavour, records[i].patches,
				records[i].patches == 1 ? "  " : "es",
				records[i].digest);
	}
	if (json) {
		json_dumpf(list, out, JSON_INDENT(2));
		fputc('\n', out);
	}
	json_decref(list);
	free(records);
	if (!count && !json)
		fprintf(stderr, "simctl: There is no image yet: build one with `simctl image build`.\n");
	return 0;
}

int sim_store_remove(const char *name, char *error, size_t error_size)
{
	char path[SIM_PATH];
	size_t n;

	if (!name[0] || name[0] == '.' || strchr(name, '/') ||
	    sim_cache_path(path, sizeof(path), "images")) {
		snprintf(error, error_size, "'%s' is no name of an image.",
			 name);
		return -1;
	}
	n = strlen(path);
	snprintf(path + n, sizeof(path) - n, "/%s", name);
	if (!sim_path_exists(path)) {
		snprintf(error, error_size,
			 "There is no image '%s': `simctl image list` shows those that are built.",
			 name);
		return -1;
	}
	if (!sim_path_remove(path))
		return 0;
	snprintf(error, error_size, "Cannot remove '%s': %s.", path,
		 strerror(errno));
	return -1;
}
