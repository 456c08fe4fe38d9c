/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * border_wait.h: the part of the border (see border.h) that tells the host
 * what a sleep is for and who will end it, for the wait-for graph and the
 * checkers of progress, and where a task may run. Apart, because border.h reaches every file of the
 * kernel by way of asm/page.h.
 */
#ifndef SIM_BORDER_WAIT_H
#define SIM_BORDER_WAIT_H

#include "sim/border.h"

/* What a sleep is, for sim_task_sleeps(). */
#define SIM_SLEEP_SIGNALS	1u	/* a signal may end it */
#define SIM_SLEEP_IDLE		2u	/* khungtaskd looks away: TASK_NOLOAD */
#define SIM_SLEEP_USER		4u	/* a program sleeps of its own accord */

#ifdef __KERNEL__
#pragma GCC visibility push(default)
#endif

/* From now on @ctx may run on @cpu only, or anywhere: -1. */
void sim_task_bind(struct sim_context *ctx, int cpu);

/**
 * sim_task_sleeps - what the sim_task_block() is that comes next
 * @name: of what is waited for, stays valid meanwhile; NULL: unknown
 * @flags: SIM_SLEEP_* bits
 * @until_ns: virtual time at which a timer of the task's own ends it; 0: none
 * @site: where the code that sleeps called the functions of waiting
 */
void sim_task_sleeps(const char *name, unsigned int flags, uint64_t until_ns,
		     const void *site);

/* The sim_task_spin()s of this task, until -1 is said, are for what @cpu has to
 * do in an interrupt. */
void sim_task_awaits(int cpu);

/**
 * sim_sleep_over - the task leaves a loop that waited on a wait queue
 *
 * Return: true when it would still sleep had the host not woken it for
 * nothing: its condition came true and nobody has said so yet.
 */
bool sim_sleep_over(void);

/* Nobody said so for a while, or never will: a lost wake-up. */
void sim_sleep_lost(void);

/*
 * @ctx is who must do something before waits for @object can end. Unlike
 * sim_lock_acquired() for any task, and several may hold one object.
 */
void sim_hold_begin(struct sim_context *ctx, enum sim_wait what,
		    const void *object, const char *name);
void sim_hold_end(struct sim_context *ctx, const void *object);

#ifdef __KERNEL__
#pragma GCC visibility pop
#endif

#endif /* SIM_BORDER_WAIT_H */
