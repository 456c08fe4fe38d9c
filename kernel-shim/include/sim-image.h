/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sim-image.h: the functions behind struct sim_image_ops that have no other
 * header. Kernel world.
 */
#ifndef SIM_IMAGE_H
#define SIM_IMAGE_H

#include "sim/border.h"

/* kunit/ */
int sim_kunit_run(const char *glob,
		  void (*done)(const struct sim_kunit_result *, void *),
		  void *arg);

/* check/coverage_counters.c; empty but in coverage images. */
extern void *sim_gcov_infos[];
extern size_t sim_gcov_count;
extern void (*sim_gcov_merge)(enum sim_merge how, int64_t *counters,
			      unsigned int count);

#endif /* SIM_IMAGE_H */
