/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * border_free.h: what border.h lacks for free-running images (flavours free
 * and stress), where tasks are threads that run at the same time.
 *
 * The shim and the host's models rely on being alone between two calls of the
 * host. Here a lock sees to that, the machine lock: every function of the shim
 * takes it on entry and gives it back on return, wherever one of them calls
 * the host for something that other tasks may do meanwhile, it is dropped.
 * Kernel code runs without it.
 */
#ifndef SIM_BORDER_FREE_H
#define SIM_BORDER_FREE_H

#include "sim/border.h"

#ifdef __KERNEL__
#pragma GCC visibility push(default)
#endif

/* The calling thread's context. */
extern __thread struct sim_context *sim_self
	__attribute__((tls_model("initial-exec")));

/* The machine lock; nests. */
void sim_machine_enter(void);
void sim_machine_leave(void);
/* Drops it, however deep; the depth, for sim_machine_return(). */
unsigned int sim_machine_drop(void);
void sim_machine_return(unsigned int depth);

/* RCU's read side and grace periods, by liburcu. */
void sim_read_lock(void);
void sim_read_unlock(void);
/* Sleeps, without the machine lock. */
void sim_read_synchronize(void);

#ifdef __KERNEL__
#pragma GCC visibility pop
#endif

#endif /* SIM_BORDER_FREE_H */
