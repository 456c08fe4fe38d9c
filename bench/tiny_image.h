/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tiny_image.h: an image without a kernel, for the scheduler alone: threads,
 * a lock that sleeps, atomics. It has no memory of its own but what is marked
 * SIM_STATE, so it can be run from snapshots.
 */
#ifndef SIM_BENCH_TINY_IMAGE_H
#define SIM_BENCH_TINY_IMAGE_H

#include "sim/run.h"

extern const struct sim_image_ops sim_tiny_image;

struct sim_tiny_lock {
	struct sim_context *owner;
};
void sim_tiny_lock(struct sim_tiny_lock *lock);
void sim_tiny_unlock(struct sim_tiny_lock *lock);
/* A step that others may come before. */
void sim_tiny_atomic(int *value);
/* Starts a thread; sim_tiny_join() waits for all of them. */
void sim_tiny_thread(void (*fn)(void *arg), void *arg);
void sim_tiny_join(void);

#endif /* SIM_BENCH_TINY_IMAGE_H */
