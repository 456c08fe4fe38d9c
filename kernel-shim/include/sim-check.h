/* SPDX-License-Identifier: GPL-2.0-only */
/* sim-check.h: the runtime of check images; see check/. */
#ifndef SIM_CHECK_H
#define SIM_CHECK_H

#include "sim/border.h"

/* Plain accesses are decision points too. Off: marked ones and atomics only. */
extern bool sim_check_plain;

/*
 * Shadow call stacks. A context gets one at its first instrumented call; its
 * exit must give it back. Does nothing in images without instrumentation.
 */
void sim_call_stack_detach(struct sim_context *context);

/* For sim_image: gcov_infos, gcov_count and gcov_merge. */
extern void *sim_coverage_infos[];
extern size_t sim_coverage_count;
extern void (*sim_coverage_merge)(enum sim_merge how, int64_t *counters,
				  unsigned int count);

#endif /* SIM_CHECK_H */
