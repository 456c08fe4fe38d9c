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

#endif /* SIM_CHECK_H */
