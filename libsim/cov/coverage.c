// SPDX-License-Identifier: GPL-2.0-only
/*
 * coverage.c: writes the counters of coverage images with the real libgcov.
 *
 * An image has no libc, so its constructors only collect what gcc made for each
 * file (kernel-shim/check/coverage_counters.c). Here the records enter the list
 * of the libgcov that this program is linked with. When that merges with the
 * files of earlier runs it calls the image, which calls back here.
 */
#include <stdint.h>
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

void sim_coverage_register(const struct sim_image_ops *image)
{
	if (!image->gcov_infos || !image->gcov_count || !*image->gcov_count)
		return;
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
