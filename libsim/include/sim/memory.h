/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory.h: what the kernel's heap holds, for stories that compare one time
 * with another. Host world; check images only know it.
 */
#ifndef SIM_MEMORY_H
#define SIM_MEMORY_H

#include "sim/border_memory.h"

/* Whether the image looks after its memory, as check images do. */
bool sim_memory_checked(void);

/**
 * sim_memory_census_take - count living memory by allocation stack
 *
 * Return: a census for sim_memory_census_free(), or NULL when the image keeps
 * no such records.
 * Context: stories; everything that a life started must have ended.
 */
struct sim_memory_census *sim_memory_census_take(void);
void sim_memory_census_free(struct sim_memory_census *census);

/**
 * sim_memory_census_expect - a finding for each place that leaves more and more
 * @censuses: the heap after each of some equal lives; none may be NULL
 * @count: how many, at least 2
 * @when: begins the findings' title, as in "after five equal lives"
 *
 * A place of allocation is told when its living objects became more from each
 * census to the next, by as many each time. First lives fill caches, and now
 * and then a worker thread is added: leave out the first two lives. Caches of
 * the CPUs may fill up one after another: compare two lives more than there are
 * CPUs to be sure.
 *
 * Return: how many places were told.
 * Context: stories.
 */
int sim_memory_census_expect(struct sim_memory_census *const *censuses,
			     int count, const char *when);

#endif /* SIM_MEMORY_H */
