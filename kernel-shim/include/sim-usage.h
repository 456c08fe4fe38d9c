/* SPDX-License-Identifier: GPL-2.0-only */
/* sim-usage.h: counts of runtime PM under watch; see check/usage_counts.c. */
#ifndef SIM_USAGE_H
#define SIM_USAGE_H

#include <linux/compiler.h>
#include <linux/types.h>
#include "sim-checks.h"

#ifdef CONFIG_LOCKDEP

#define SIM_USAGE_FILTER	4096

struct lockdep_map;

/* Not 0 where a count may be. */
extern u8 sim_usage_filter[SIM_USAGE_FILTER];

static __always_inline unsigned int sim_usage_hash(const volatile void *at)
{
	return ((unsigned long)at >> 3) % SIM_USAGE_FILTER;
}

void sim_usage_device(const struct lockdep_map *map);
void sim_usage_change(const volatile void *at, int by, unsigned long site);

/* Where the counts that the device of that name has now were taken; false: it
 * has none, nor has any below it. */
bool sim_usage_tell(const char *name);

/* An atomic of 32 bits went up or down. */
static __always_inline void sim_usage_note(const volatile void *at, u64 before,
					   u64 after, unsigned long site)
{
	if (sim_check_on(SIM_CHECK_POWER) &&
	    unlikely(sim_usage_filter[sim_usage_hash(at)]) && before != after)
		sim_usage_change(at, (int)after - (int)before, site);
}

#else
static inline void sim_usage_note(const volatile void *at, u64 before,
				  u64 after, unsigned long site) { }
#endif

#endif /* SIM_USAGE_H */
