/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sim-access.h: what is asked of each access of instrumented code, in one word
 * that its hooks look at once; see check/access_hooks.c.
 */
#ifndef SIM_ACCESS_H
#define SIM_ACCESS_H

#include <linux/types.h>

/**
 * union sim_access_wanted - what the hooks of instrumented code do
 * @plain: plain accesses are decision points too (sim.check_plain); off:
 *	marked ones and atomics only
 * @memory: the shadow of memory is asked for SIM_CHECK_MEMORY or _UNINIT
 * @race: SIM_RACE_* bits, data races are looked for
 * @all: all of them
 */
union sim_access_wanted {
	struct {
		bool plain, memory;
		u16 race;
	};
	u32 all;
};

extern union sim_access_wanted sim_access;

/* The usual case: the shadow and nothing else. */
static __always_inline bool sim_access_usual(void)
{
	const union sim_access_wanted usual = { .memory = true };

	return likely(sim_access.all == usual.all);
}

/*
 * For small hooks that are called for each access: no frame, and a jump to what
 * is done rarely, whose frame then is as if the hook had it.
 */
#define __sim_frameless							\
	__attribute__((optimize("omit-frame-pointer", "optimize-sibling-calls")))

#endif /* SIM_ACCESS_H */
