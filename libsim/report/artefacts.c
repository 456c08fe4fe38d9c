// SPDX-License-Identifier: GPL-2.0-only
/*
 * artefacts.c: the output folder. A run that has something to keep gets a
 * folder of its own, named by scenario, seed and hash, so that the same run
 * again replaces its own files and no others; "latest" leads to the newest.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/report.h"

static int make_parents(char *path)
{
	for (char *at = path + 1; *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		if (mkdir(path, 0777) && errno != EEXIST)
			return -1;
		*at = '/';
	}
	return mkdir(path, 0777) && errno != EEXIST ? -1 : 0;
}

int sim_artefacts_prepare(const char *folder, char *error, size_t error_size)
{
	char *path = strdup(folder);
	struct stat about;
	int ret = -1;

	if (path && *path && !make_parents(path) && !stat(path, &about)) {
		errno = ENOTDIR;
		if (S_ISDIR(about.st_mode))
			ret = access(path, W_OK | X_OK);
	}
	if (ret)
		snprintf(error, error_size,
			 "Cannot write to the output folder '%s': %s.", folder,
			 *folder ? strerror(errno) : "its name is empty");
	free(path);
	return ret;
}

/* The new link is made beside the old one and renamed over it. */
static void point_latest(const char *folder, const char *name)
{
	char *link = NULL, *temporary = NULL;

	if (asprintf(&link, "%s/latest", folder) >= 0 &&
	    asprintf(&temporary, "%s/latest.%d", folder, (int)getpid()) >= 0 &&
	    !symlink(name, temporary) && rename(temporary, link))
		unlink(temporary);
	free(link);
	free(temporary);
}

static int save_text(const char *folder, const char *name, const char *text,
		     size_t bytes, char *error, size_t error_size)
{
	char *path = NULL;
	int ret = -1;

	if (asprintf(&path, "%s/%s", folder, name) >= 0)
		ret = sim_host_file_replace(path, text, bytes, error, error_size);
	free(path);
	return ret;
}

static int save_report(const char *folder, const struct sim_report *report,
		       char *error, size_t error_size)
{
	struct sim_report plain = *report;
	char *text = NULL;
	size_t bytes = 0;
	FILE *out = open_memstream(&text, &bytes);
	int ret = -1;

	if (!out)
		return -1;
	plain.color = false;
	sim_splats_print(out, &plain);
	sim_summary_print(out, &plain);
	sim_replay_line_print(out, &plain);
	if (!fclose(out))
		ret = save_text(folder, "report.txt", text, bytes, error,
				error_size);
	free(text);
	return ret;
}

static int save_json(const char *folder, const struct sim_report *report,
		     char *error, size_t error_size)
{
	char *text = sim_report_json(report);
	int ret = -1;

	if (text)
		ret = save_text(folder, "result.json", text, strlen(text),
				error, error_size);
	free(text);
	return ret;
}

int sim_artefacts_save(const char *folder, struct sim_report *report,
		       const struct sim_schedule_file *file, char *error,
		       size_t error_size)
{
	char name[160], *path = NULL;
	int ret = -1;

	snprintf(error, error_size, "No memory to save the run.");
	snprintf(name, sizeof(name), "%s-%" PRIu64 "-%08" PRIx64,
		 report->config->scenario->name, report->config->seed,
		 report->result->hash >> 32);
	if (asprintf(&path, "%s/%s", folder, name) < 0)
		return -1;
	if (mkdir(path, 0777) && errno != EEXIST) {
		snprintf(error, error_size, "Cannot make folder '%s': %s.",
			 path, strerror(errno));
	} else {
		snprintf(report->schedule_path, sizeof(report->schedule_path),
			 "%s/schedule", path);
		ret = sim_schedule_file_write(report->schedule_path, file,
					      error, error_size);
		if (ret)
			report->schedule_path[0] = '\0';
		ret = ret ?: save_report(path, report, error, error_size);
		ret = ret ?: save_json(path, report, error, error_size);
	}
	if (!ret)
		point_latest(folder, name);
	free(path);
	return ret;
}
