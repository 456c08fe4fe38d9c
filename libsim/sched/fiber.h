/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fiber.h: stacks that one OS thread switches between.
 *
 * A switch saves what the ABI makes a callee preserve, nothing else: neither
 * signal masks nor floating-point control words, which nobody here changes.
 */
#ifndef SIM_SCHED_FIBER_H
#define SIM_SCHED_FIBER_H

#include <stddef.h>

#if !defined(__x86_64__) && !defined(__aarch64__)
#define SIM_FIBER_UCONTEXT 1
#endif

struct sim_fiber {
	void *sp;		/* saved stack pointer, or a ucontext_t */
	void *stack;		/* lowest address; NULL: the thread's own */
	size_t stack_bytes;
	void *fake_stack;	/* AddressSanitizer's, while not running */
};

/* Prepares a fiber that will call entry(arg), which must not return. */
void sim_fiber_make(struct sim_fiber *fiber, void *stack, size_t bytes,
		    void (*entry)(void *arg), void *arg);
/* @dying: @from will never run again. */
void sim_fiber_switch(struct sim_fiber *from, struct sim_fiber *to,
		      int dying);

#endif /* SIM_SCHED_FIBER_H */
