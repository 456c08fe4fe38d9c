// SPDX-License-Identifier: GPL-2.0-only
/*
 * image_patch.c: the patched copy of a tree. Files are hard links to the
 * original, which patch(1) breaks when it writes; the original is never
 * written. Where links cannot reach, files are copied.
 *
 * Ninja goes by times, so a file of the copy may only keep its time when it
 * keeps its content: one that differs from what the folder had before gets the
 * time of now, also when it went back to what the original has.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image_build.h"
#include "sim/report.h"

static int copy_folder(struct sim_image_build *build, const char *folder,
		       const char *how, const char *target)
{
	char source[2 * SIM_PATH], *output = NULL;
	char *argv[] = { "cp", (char *)how, "--parents", (char *)folder,
			 (char *)target, NULL };
	int status;

	snprintf(source, sizeof(source), "%s/%s", build->tree, folder);
	if (!sim_path_exists(source))
		return 0;
	status = sim_process_run(build->tree, argv, false, &output);
	free(output);
	return status;
}

/* Links, or copies when the tree lies on another file system. */
static int copy_tree(struct sim_image_build *build, const char *target)
{
	FILE *in = fopen(SIM_SOURCE_DIR "/drivers/extract.folders", "re");
	char line[512];
	int failed = 0;

	if (!in || sim_folders_make(target)) {
		if (in)
			fclose(in);
		return sim_build_broken(build, "Cannot copy the tree to '%s': %s.",
					target, strerror(errno));
	}
	while (!failed && fgets(line, sizeof(line), in)) {
		char *path = line + (line[0] == '?');

		line[strcspn(line, "# \t\n")] = '\0';
		if (path[0])
			failed = copy_folder(build, path, "-al", target) &&
				 copy_folder(build, path, "-a", target);
	}
	fclose(in);
	return failed ? sim_build_broken(build, "Cannot copy '%s' to '%s': is the disk full?",
					 build->tree, target) : 0;
}

/* What patch says when it fails, as one sentence. */
static int tell_failure(struct sim_image_build *build, const char *file,
			const char *output)
{
	const char *failed = strstr(output, " FAILED at ");
	const char *name = NULL;

	if (strstr(output, "Only garbage was found"))
		return sim_build_bad(build, "'%s' is no patch.", file);
	for (const char *at = strstr(output, "patching file "); at;
	     at = strstr(at + 1, "patching file "))
		if (!failed || at < failed)
			name = at + strlen("patching file ");
	if (failed && name)
		return sim_build_bad(build,
			"Patch '%s' does not apply to %.*s of Linux %s at line %.*s.",
			file, (int)strcspn(name, "\n"), name, build->release,
			(int)strspn(failed + 11, "0123456789"), failed + 11);
	name = strstr(output, "|+++ ");
	if (name)
		name += strlen("|+++ ");
	if (name && !strncmp(name, "b/", 2))
		name += 2;
	return sim_build_bad(build,
		"Patch '%s' does not apply to Linux %s: %.*s.", file,
		build->release,
		name ? (int)strcspn(name, "\t\n") : (int)strcspn(output, "\n"),
		name ? name : output);
}

/* Applies one patch; appends the names of the files it wrote to @touched. */
static int apply(struct sim_image_build *build, const char *folder,
		 const char *file, FILE *touched)
{
	char *output = NULL, *path = realpath(file, NULL);
	char *argv[] = { "patch", "-p1", "--batch", "--forward",
			 "--no-backup-if-mismatch", "--reject-file=-", "-i",
			 path, NULL };
	int status, files = 0;

	if (!path)
		return sim_build_bad(build, "Cannot read the patch '%s': %s.",
				     file, strerror(errno));
	status = sim_process_run(folder, argv, false, &output);
	for (const char *at = output ? strstr(output, "patching file ") : NULL;
	     !status && at; at = strstr(at + 1, "patching file ")) {
		const char *name = at + strlen("patching file ");

		fprintf(touched, "%.*s\n", (int)strcspn(name, "\n ("), name);
		files++;
	}
	if (status == 127)
		sim_build_broken(build, "Cannot run patch: install the package patch.");
	else if (status)
		tell_failure(build, file, output ? output : "");
	else if (!files)
		sim_build_bad(build, "Patch '%s' changes no file.", file);
	free(output);
	free(path);
	return status || !files ? -1 : 0;
}

static bool same_content(const char *left, const char *right)
{
	char why[256];
	size_t n = 0, m = 0;
	char *a = sim_host_file_read(left, &n, why, sizeof(why));
	char *b = sim_host_file_read(right, &m, why, sizeof(why));
	bool same = a && b && n == m && !memcmp(a, b, n);

	free(a);
	free(b);
	return same;
}

/* A private copy with the time of now, or with the one that it had before. */
static int set_time(struct sim_image_build *build, const char *now,
		    const char *before)
{
	struct timespec times[2] = { { .tv_nsec = UTIME_NOW },
				     { .tv_nsec = UTIME_NOW } };
	char why[512];
	struct stat st;
	size_t bytes;
	char *data;
	int failed;

	if (!sim_path_exists(now))
		return 0;		/* the patch removed it */
	if (same_content(now, before) && !stat(before, &st))
		times[0] = times[1] = st.st_mtim;
	data = sim_host_file_read(now, &bytes, why, sizeof(why));
	failed = !data ||
		 sim_host_file_replace(now, data, bytes, why, sizeof(why));
	free(data);
	if (failed)
		return sim_build_broken(build, "%s", why);
	if (utimensat(AT_FDCWD, now, times, 0))
		return sim_build_broken(build, "Cannot set the time of '%s': %s.",
					now, strerror(errno));
	return 0;
}

/* For each file that this or the last copy's patches wrote. */
static int set_times(struct sim_image_build *build, const char *fresh,
		     const char *names)
{
	char now[2 * SIM_PATH], before[2 * SIM_PATH];
	char *list = strdup(names), *save;
	int failed = 0;

	for (char *name = strtok_r(list, "\n", &save); !failed && name;
	     name = strtok_r(NULL, "\n", &save)) {
		snprintf(now, sizeof(now), "%s/%s", fresh, name);
		snprintf(before, sizeof(before), "%s/tree/%s", build->folder,
			 name);
		failed = set_time(build, now, before);
	}
	free(list);
	return failed;
}

static int apply_all(struct sim_image_build *build, const char *fresh)
{
	char path[SIM_PATH], why[256], *names = NULL, *old;
	size_t size, bytes = 0;
	FILE *touched = open_memstream(&names, &size);
	int failed = 0;

	for (int i = 0; !failed && i < build->patches; i++)
		failed = apply(build, fresh, build->patch[i], touched);
	fclose(touched);
	if (!failed)
		failed = set_times(build, fresh, names);
	sim_build_path(build, path, sizeof(path), "tree.patched");
	old = failed ? NULL : sim_host_file_read(path, &bytes, why, sizeof(why));
	if (old) {
		char *text = strndup(old, bytes);

		/* Those that are patched now too are done already. */
		failed = set_times(build, fresh, text);
		free(text);
	}
	if (!failed)
		failed = sim_file_put(build, path, names);
	free(old);
	free(names);
	return failed;
}

int sim_tree_copy_patched(struct sim_image_build *build)
{
	char fresh[SIM_PATH], tree[SIM_PATH];
	int failed;

	sim_build_path(build, fresh, sizeof(fresh), "tree.new");
	sim_build_path(build, tree, sizeof(tree), "tree");
	if (sim_path_remove(fresh))
		return sim_build_broken(build, "Cannot remove '%s': %s.", fresh,
					strerror(errno));
	failed = copy_tree(build, fresh) || apply_all(build, fresh);
	if (!failed && (sim_path_remove(tree) || rename(fresh, tree)))
		failed = sim_build_broken(build, "Cannot replace '%s': %s.",
					  tree, strerror(errno));
	sim_path_remove(fresh);
	return failed ? -1 : 0;
}
