// SPDX-License-Identifier: GPL-2.0-only
/*
 * coverage.c: writes the counters of coverage images with the real libgcov.
 *
 * An image has no libc, so its constructors only collect what gcc made for each
 * file (kernel-shim/check/coverage_counters.c). Here the records enter the list
 * of the libgcov that this program is linked with. When that merges with the
 * files of earlier runs it calls the image, which calls back here.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cov/coverage.h"

/* libgcov's own entry points; gcc has no header for the first three. */
struct gcov_info;
extern void __gcov_init(struct gcov_info *info);
extern void __gcov_merge_add(int64_t *counters, unsigned int count);
extern void __gcov_merge_ior(int64_t *counters, unsigned int count);
extern void __gcov_dump(void);
extern void __gcov_reset(void);

static bool registered;

static void counters_merge(enum sim_merge how, int64_t *counters,
			   unsigned int count)
{
	if (how == SIM_MERGE_OR)
		__gcov_merge_ior(counters, count);
	else
		__gcov_merge_add(counters, count);
}

/*
 * Images are built to be the same anywhere, so their records name files below
 * /proc/self/cwd; the image's folder is where these belong.
 */
static void point_to_image(const struct sim_image_ops *image)
{
	char folder[4096];
	Dl_info info;
	char *slash;

	if (getenv("GCOV_PREFIX") || !dladdr(image, &info) || !info.dli_fname ||
	    !realpath(info.dli_fname, folder))
		return;
	slash = strrchr(folder, '/');
	*slash = '\0';
	setenv("GCOV_PREFIX", folder, 1);
	setenv("GCOV_PREFIX_STRIP", "3", 1);
}

void sim_coverage_register(const struct sim_image_ops *image)
{
	if (!image->gcov_infos || !image->gcov_count || !*image->gcov_count)
		return;
	point_to_image(image);
	*image->gcov_merge = counters_merge;
	for (size_t i = 0; i < *image->gcov_count; i++)
		__gcov_init(image->gcov_infos[i]);
	registered = true;
}

void sim_coverage_dump(void)
{
	if (!registered)
		return;
	__gcov_dump();
	__gcov_reset();
}
