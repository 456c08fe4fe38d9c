// SPDX-License-Identifier: GPL-2.0-only
/*
 * image_make.c: one build of an image, from a tree's name to image.json.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "image_build.h"
#include "sim/report.h"

static int read_compiler(struct sim_image_build *build)
{
	char *argv[] = { "gcc", "--version", NULL }, *output = NULL;
	int status = sim_process_run(NULL, argv, false, &output);

	if (!status && output)
		snprintf(build->compiler, sizeof(build->compiler), "%.*s",
			 (int)strcspn(output, "\n"), output);
	free(output);
	if (status)
		return sim_build_broken(build, "Cannot run gcc: install the package gcc.");
	return 0;
}

/* "7.3.4-check", and after the first patch's file when there is one. */
static void choose_name(struct sim_image_build *build)
{
	const char *patch = build->patches ? build->patch[0] : NULL;
	const char *slash = patch ? strrchr(patch, '/') : NULL;
	size_t n;

	if (build->name) {
		snprintf(build->image_name, sizeof(build->image_name), "%s",
			 build->name);
		return;
	}
	n = snprintf(build->image_name, sizeof(build->image_name), "%s-%s",
		     build->release, build->flavour);
	if (!patch)
		return;
	patch = slash ? slash + 1 : patch;
	snprintf(build->image_name + n, sizeof(build->image_name) - n,
		 "-%.*s", (int)strcspn(patch, "."), patch);
}

static int make_folder(struct sim_image_build *build)
{
	char path[SIM_PATH], images[SIM_PATH];

	if (sim_cache_path(images, sizeof(images), "images"))
		return sim_build_broken(build, "Cannot make the cache folder '%s': %s.",
					images, strerror(errno));
	if ((size_t)snprintf(build->folder, sizeof(build->folder), "%s/%s",
			     images, build->image_name) >=
	    sizeof(build->folder) - 512)
		return sim_build_broken(build, "The cache folder's path is too long.");
	if (sim_folders_make(build->folder))
		return sim_build_broken(build, "Cannot make '%s': %s.",
					build->folder, strerror(errno));
	sim_build_path(build, path, sizeof(path), ".lock");
	build->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (build->lock < 0)
		return sim_build_broken(build, "Cannot write in '%s': %s.",
					build->folder, strerror(errno));
	if (!flock(build->lock, LOCK_EX | LOCK_NB))
		return 0;
	fprintf(stderr, "simctl: waiting for another build of %s\n",
		build->image_name);
	if (flock(build->lock, LOCK_EX))
		return sim_build_broken(build, "Cannot lock '%s': %s.", path,
					strerror(errno));
	return 0;
}

static int copy_objects(struct sim_image_build *build, const char *base)
{
	static const char *const parts[] = {
		"obj", "gen", "shim", "border", ".ninja_log", ".ninja_deps", "build.ninja",
	};
	char *output;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		char source[2 * SIM_PATH];
		char *argv[] = { "cp", "-a", "--reflink=auto", source,
				 build->folder, NULL };
		int status;

		snprintf(source, sizeof(source), "%s/%s", base, parts[i]);
		if (!sim_path_exists(source))
			continue;
		status = sim_process_run(NULL, argv, false, &output);
		free(output);
		if (status)
			return sim_build_broken(build, "Cannot copy '%s' to '%s': is the disk full?",
						source, build->folder);
	}
	return 0;
}

/*
 * A new image of a tree that was compiled already starts from those objects;
 * ninja keeps what its sources and command still fit.
 */
static int reuse_objects(struct sim_image_build *build)
{
	char path[SIM_PATH], base[SIM_PATH], now[2 * SIM_PATH];
	char before[2 * SIM_PATH];
	int lock, failed = 0;

	sim_build_path(build, path, sizeof(path), "obj");
	snprintf(base, sizeof(base), "%.*s/%s-%s",
		 (int)(strrchr(build->folder, '/') - build->folder),
		 build->folder, build->release, build->flavour);
	if (sim_path_exists(path) || !strcmp(base, build->folder))
		return 0;
	snprintf(path, sizeof(path), "%.4000s/.lock", base);
	lock = open(path, O_RDWR | O_CLOEXEC);
	if (lock < 0)
		return 0;
	flock(lock, LOCK_SH);
	snprintf(path, sizeof(path), "%.4000s/tree.name", base);
	sim_line_read(path, before, sizeof(before));
	sim_tree_identify(build, false, now, sizeof(now));
	if (!strcmp(now, before))
		failed = copy_objects(build, base);
	close(lock);
	return failed;
}

static int build_in_folder(struct sim_image_build *build)
{
	char path[SIM_PATH];

	if (sim_tree_begin(build) || reuse_objects(build) ||
	    sim_tree_lay(build) ||
	    sim_sources_find(build) || sim_generated_write(build) ||
	    sim_ninja_write(build))
		return -1;
	if (build->dry)
		return 0;
	/* Should this fail, no image of older sources stands in for it. */
	sim_build_path(build, path, sizeof(path), "image.json");
	unlink(path);
	if (sim_compile_run(build, "kernel.o") || sim_traps_write(build) ||
	    sim_globals_write(build) || sim_compile_run(build, "image.so"))
		return -1;
	return sim_record_write(build);
}

int sim_image_build_run(struct sim_image_build *build)
{
	int failed;

	build->lock = -1;
	failed = sim_tree_find(build) || read_compiler(build);
	if (!failed) {
		choose_name(build);
		failed = make_folder(build) || build_in_folder(build);
	}
	sim_sources_free(&build->sources);
	if (build->lock >= 0)
		close(build->lock);
	return failed ? -1 : 0;
}
