/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sim-locks.h: what the shim's locks share. Kernel world.
 */
#ifndef SIM_LOCKS_H
#define SIM_LOCKS_H

#include <linux/lockdep.h>
#include "sim-race.h"
#include "sim-report.h"
#include "sim/border.h"

/* Whoever tells the host of a lock tells the detector of data races, too. */
#define sim_lock_acquired(what, object, name, flags)			\
do {									\
	sim_race_lock(what, object);					\
	sim_lock_acquired(what, object, name, flags);			\
} while (0)
#define sim_lock_released(what, object)					\
do {									\
	sim_race_unlock(what, object);					\
	sim_lock_released(what, object);				\
} while (0)

/* flags of sim_lock_acquired() */
#define SIM_LOCK_TRY	1u

/*
 * The name that lockdep knows, or NULL in images without it. The host keeps
 * it for longer than the lock may live, so only literals are handed over: in
 * memory that was freed, or is somebody else's now, any word may stand.
 */
#ifdef CONFIG_DEBUG_LOCK_ALLOC
#define SIM_LOCK_UNNAMED	"a lock"
const char *sim_order_name(const char *name);	/* for words of the moment */

static __always_inline bool sim_is_literal(const char *name)
{
	extern char __start_rodata[], __end_rodata[];

	return name >= __start_rodata && name < __end_rodata;
}

static __always_inline const char *sim_name_kept(const char *name)
{
	return likely(sim_is_literal(name) || !name) ? name : SIM_LOCK_UNNAMED;
}

#define sim_lock_name(lock)	sim_name_kept((lock)->dep_map.name)
#else
#define sim_lock_name(lock)	NULL
#endif

/* Interrupts come on, SIM_OPEN_* of sim-lock-order.h; see held-locks.c. */
void sim_lockdep_open(unsigned int usage, unsigned long ip);

#endif /* SIM_LOCKS_H */
