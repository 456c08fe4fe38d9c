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

/* Coverage images; empty elsewhere. */
extern void *const sim_gcov_infos[];
extern const size_t sim_gcov_count;

#endif /* SIM_IMAGE_H */
