/* SPDX-License-Identifier: GPL-2.0-only */
/* sim-check.h: the runtime of check images; see check/. */
#ifndef SIM_CHECK_H
#define SIM_CHECK_H

#include "sim-access.h"
#include "sim/border.h"

/*
 * Shadow call stacks. A context gets one at its first instrumented call; its
 * exit must give it back. Does nothing in images without instrumentation.
 */
void sim_call_stack_detach(struct sim_context *context);

#endif /* SIM_CHECK_H */
