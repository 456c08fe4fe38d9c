// SPDX-License-Identifier: GPL-2.0-only
/*
 * image_tree.c: finds the kernel tree that an image is built from and puts it
 * into the image's folder under the name `tree`.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image_build.h"

static bool looks_like_version(const char *text)
{
	int major, minor, patch, n = 0;

	if (sscanf(text, "%d.%d%n", &major, &minor, &n) == 2 && !text[n])
		return true;
	return sscanf(text, "%d.%d.%d%n", &major, &minor, &patch, &n) == 3 &&
	       !text[n];
}

/* The last line that scripts/fetch-kernel prints is the tree's path. */
static int fetch(struct sim_image_build *build)
{
	char *argv[] = { SIM_SOURCE_DIR "/scripts/fetch-kernel",
			 (char *)build->kernel, NULL };
	char *output = NULL, *line;
	int status = sim_process_run(NULL, argv, false, &output);
	size_t end = output ? strlen(output) : 0;

	while (end && output[end - 1] == '\n')
		output[--end] = '\0';
	line = output ? strrchr(output, '\n') : NULL;
	line = line ? line + 1 : output ? output : (char *)"no output";
	if (!strncmp(line, "fetch-kernel: ", 14))
		line += 14;
	if (status)
		sim_build_bad(build, "%s", line);
	else
		snprintf(build->tree, sizeof(build->tree), "%s", line);
	free(output);
	return status ? -1 : 0;
}

static int read_number(const char *makefile, const char *key)
{
	FILE *in = fopen(makefile, "re");
	char line[256];
	int value = -1;

	while (in && value < 0 && fgets(line, sizeof(line), in)) {
		size_t n = strlen(key);

		if (!strncmp(line, key, n) &&
		    sscanf(line + n, " = %d", &value) != 1)
			value = -1;
	}
	if (in)
		fclose(in);
	return value;
}

static int read_release(struct sim_image_build *build)
{
	char makefile[SIM_PATH + 16];
	int major, minor, patch;

	snprintf(makefile, sizeof(makefile), "%s/Makefile", build->tree);
	major = read_number(makefile, "VERSION");
	minor = read_number(makefile, "PATCHLEVEL");
	patch = read_number(makefile, "SUBLEVEL");
	if (major < 0 || minor < 0 || patch < 0)
		return sim_build_bad(build,
			"'%s' is no kernel tree: it has no Makefile with VERSION, PATCHLEVEL and SUBLEVEL.",
			build->tree);
	snprintf(build->release, sizeof(build->release), "%d.%d.%d", major,
		 minor, patch);
	if (major > SIM_KERNEL_MAJOR ||
	    (major == SIM_KERNEL_MAJOR && minor >= SIM_KERNEL_MINOR))
		return 0;
	return sim_build_bad(build,
		"'%s' is Linux %s by its Makefile, and libsim needs %d.%d or newer.",
		build->tree, build->release, SIM_KERNEL_MAJOR,
		SIM_KERNEL_MINOR);
}

int sim_tree_find(struct sim_image_build *build)
{
	struct stat st;
	char real[PATH_MAX];

	if (build->kernel && !stat(build->kernel, &st) &&
	    S_ISDIR(st.st_mode)) {
		if (!realpath(build->kernel, real))
			return sim_build_bad(build, "Cannot use '%s': %s.",
					     build->kernel, strerror(errno));
		snprintf(build->tree, sizeof(build->tree), "%s", real);
		return read_release(build);
	}
	if (build->kernel && !looks_like_version(build->kernel))
		return sim_build_bad(build,
			"'%s' is neither a folder nor a kernel version like 7.3.",
			build->kernel);
	return fetch(build) ? -1 : read_release(build);
}

void sim_tree_identify(const struct sim_image_build *build, bool patched,
		       char *text, size_t size)
{
	char path[SIM_PATH + 16], line[128] = "";

	snprintf(path, sizeof(path), "%s/.libsim-source", build->tree);
	sim_line_read(path, line, sizeof(line));
	snprintf(text, size, "%s%s %s %s", build->release,
		 patched ? " patched" : "", build->tree, line);
}

/*
 * Commands name the tree as `tree`, so ninja cannot see that it is another
 * one; times alone decide, and those of another tree may well be older.
 */
int sim_tree_begin(struct sim_image_build *build)
{
	char path[SIM_PATH], now[2 * SIM_PATH], before[2 * SIM_PATH];
	static const char *const old[] = { "obj", ".ninja_log", ".ninja_deps" };

	sim_tree_identify(build, build->patches > 0, now, sizeof(now));
	sim_build_path(build, path, sizeof(path), "tree.name");
	sim_line_read(path, before, sizeof(before));
	if (!strcmp(now, before))
		return 0;
	for (size_t i = 0; i < sizeof(old) / sizeof(old[0]); i++) {
		sim_build_path(build, path, sizeof(path), "%s", old[i]);
		if (sim_path_remove(path))
			return sim_build_broken(build, "Cannot remove '%s': %s.",
						path, strerror(errno));
	}
	sim_build_path(build, path, sizeof(path), "tree.name");
	return sim_file_put(build, path, now);
}

static int link_as(struct sim_image_build *build, const char *target,
		   const char *name)
{
	char path[SIM_PATH], old[SIM_PATH];
	ssize_t n;

	sim_build_path(build, path, sizeof(path), "%s", name);
	n = readlink(path, old, sizeof(old) - 1);
	if (n >= 0) {
		old[n] = '\0';
		if (!strcmp(old, target))
			return 0;
	}
	if (sim_path_remove(path) || symlink(target, path))
		return sim_build_broken(build, "Cannot make '%s': %s.", path,
					strerror(errno));
	return 0;
}

int sim_tree_lay(struct sim_image_build *build)
{
	if (sim_folder_mirror(build, SIM_SOURCE_DIR "/kernel-shim", "shim") ||
	    sim_folder_mirror(build, SIM_SOURCE_DIR "/libsim/include", "border"))
		return -1;
	if (build->patches)
		return sim_tree_copy_patched(build);
	return link_as(build, build->tree, "tree");
}
