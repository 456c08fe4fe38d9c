// SPDX-License-Identifier: GPL-2.0-only
/*
 * rcu-readers.c: rcu_read_lock() of free-running images, by liburcu. Readers by
 * other means (preemption or interrupts off) are rcu/grace-period.c's, which
 * also waits for these.
 */
#ifdef SIM_FREE
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include "sim/border_free.h"

/* shim: modelled */
notrace void __rcu_read_lock(void)
{
	current->rcu_read_lock_nesting++;
	sim_read_lock();
}

/* shim: modelled */
notrace void __rcu_read_unlock(void)
{
	sim_read_unlock();
	current->rcu_read_lock_nesting--;
}
#endif
