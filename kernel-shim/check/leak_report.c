// SPDX-License-Identifier: GPL-2.0-only
/*
 * leak_report.c: leaks in words, and the census of living memory.
 *
 * Stands in for the report of mm/kmemleak.c. Leaks of one allocation stack are
 * one finding; its stack is where they were allocated.
 *
 * The census finds what still has a pointer to it and grows all the same:
 * equal lives must leave the same behind. What grows by as much with each of
 * them is told; pools that fill up and workers that are added do not.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include "sim-leak.h"

#ifdef CONFIG_DEBUG_KERNEL

#define SIM_LEAKS_MAX	64

/* One allocation stack that leaked. */
struct leak_group {
	struct sim_live first;
	unsigned int leaks, objects;
	size_t bytes;
};

static struct leak_group groups[SIM_LEAKS_MAX] __sim_unscanned;
static unsigned int group_count;

static struct leak_group *group_of(const struct sim_live *live)
{
	unsigned int i;

	for (i = 0; i < group_count; i++)
		if (sim_track_stack(groups[i].first.allocated) ==
		    sim_track_stack(live->allocated))
			return &groups[i];
	if (group_count == SIM_LEAKS_MAX)
		return NULL;
	groups[group_count] = (struct leak_group) { .first = *live };
	return &groups[group_count++];
}

static void group_add(const struct sim_leak *leak, void *unused)
{
	struct leak_group *group = group_of(&leak->head);

	if (!group)
		return;
	group->leaks++;
	group->objects += leak->objects;
	group->bytes += leak->bytes;
}

static void group_report(const struct leak_group *group)
{
	char title[200];

	snprintf(title, sizeof(title),
		 "unreferenced object %#lx (size %zu) of %s; of this stack %u leaked, in all %u objects of %zu bytes",
		 (unsigned long)group->first.start, group->first.size,
		 group->first.name, group->leaks, group->objects, group->bytes);
	sim_report_at_track(SIM_KIND_LEAK, title, group->first.allocated);
}

static int leak_check(void)
{
	unsigned int i;

	group_count = 0;
	sim_leak_search(group_add, NULL);
	for (i = 0; i < group_count; i++)
		group_report(&groups[i]);
	return group_count;
}

static void census_count(const struct sim_live *live, void *arg)
{
	struct sim_memory_census *census = arg;
	unsigned int stack = sim_track_stack(live->allocated);

	census->objects[stack]++;
	census->bytes[stack] += live->size;
}

static void census_take(struct sim_memory_census *census)
{
	memset(census, 0, sizeof(*census));
	sim_live_each(census_count, census);
}

/* Objects that each census has more than the one before, or 0. */
static unsigned int steady_growth(const struct sim_memory_census *const *censuses,
				  int count, unsigned int stack)
{
	u32 step = censuses[1]->objects[stack] - censuses[0]->objects[stack];
	int i;

	if (censuses[1]->objects[stack] <= censuses[0]->objects[stack])
		return 0;
	for (i = 2; i < count; i++)
		if (censuses[i]->objects[stack] -
		    censuses[i - 1]->objects[stack] != step)
			return 0;
	return step;
}

static int census_grown(const struct sim_memory_census *const *censuses,
			int count, const char *when)
{
	const struct sim_memory_census *last = censuses[count - 1];
	unsigned int i, step, told = 0;
	char title[200];

	for (i = 1; i < SIM_MEMORY_STACKS; i++) {
		step = steady_growth(censuses, count, i);
		if (!step)
			continue;
		snprintf(title, sizeof(title),
			 "%s, %u objects more of one place are left each time, now %u of %llu bytes",
			 when, step, last->objects[i], last->bytes[i]);
		sim_report_at_track(SIM_KIND_LEAK, title, i);
		told++;
	}
	return told;
}

const struct sim_memory_ops sim_memory_checker = {
	.bytes = sizeof(sim_memory_checker),
	.pattern = &sim_memory_pattern,
	.leak_check = leak_check,
	.census = census_take,
	.grown = census_grown,
};

/**
 * sim_leak_offer() - let the host ask
 * Context: once, at the start.
 */
void sim_leak_offer(void)
{
	sim_memory_offer(&sim_memory_checker);
}
#endif
