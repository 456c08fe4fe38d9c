/* SPDX-License-Identifier: GPL-2.0-only */
/* coverage.h: counters of coverage images; see coverage.c. */
#ifndef SIM_COVERAGE_H
#define SIM_COVERAGE_H

#include "sim/border.h"

/**
 * sim_coverage_register() - take over the counters of an image
 * @image: a loaded image; one without counters is ignored
 *
 * Context: after loading, before anything of the image runs. Once per image.
 */
void sim_coverage_register(const struct sim_image_ops *image);

/**
 * sim_coverage_dump() - write what was counted since the last dump
 *
 * Adds to the .gcda files beside the image's objects (GCOV_PREFIX moves them);
 * processes that write at the same time wait for each other. Counters start
 * again at zero. Does nothing when no image has counters.
 *
 * Context: any stack, before every end of the process, normal or not.
 */
void sim_coverage_dump(void);

#endif /* SIM_COVERAGE_H */
