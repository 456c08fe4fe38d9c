/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * snapshot.h: copies of the whole simulated machine, and the way back.
 *
 * Context: all of it on the thread's own stack, outside of fibers, but for
 * sim_snapshot_fault().
 */
#ifndef SIM_SCHED_SNAPSHOT_H
#define SIM_SCHED_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sim_snapshot;

/*
 * Says which memory belongs to the machine besides the arenas: the writable
 * part of the image whose code holds @text. False when that is not one of the
 * simulator's own images at their fixed address. NULL: an image that has no
 * memory of its own.
 */
bool sim_snapshot_prepare(const void *text);

/*
 * A copy of the machine as it is. From here on what is written is noticed.
 * NULL when the host has no memory.
 */
struct sim_snapshot *sim_snapshot_take(void);
/* The machine is again as it was when @snapshot was taken. */
void sim_snapshot_restore(struct sim_snapshot *snapshot);
void sim_snapshot_drop(struct sim_snapshot *snapshot);

/* A write to a page that was not written before; false: it is none of ours. */
bool sim_snapshot_fault(uint64_t address);
/* What mprotect() should say of memory that the machine gets only now. */
int sim_snapshot_protection(void);

struct sim_snapshot_figures {
	size_t pages;		/* with content, in the current snapshot */
	size_t hot;		/* compared at each restore */
	size_t copied;		/* by the last restore */
	uint64_t faults;	/* so far */
};
void sim_snapshot_figures(struct sim_snapshot_figures *figures);

#endif /* SIM_SCHED_SNAPSHOT_H */
