// SPDX-License-Identifier: GPL-2.0-only
/*
 * lock-maps.c: read sections of RCU as lockdep sees them.
 *
 * Stands in for the part of kernel/rcu/update.c behind CONFIG_DEBUG_LOCK_ALLOC:
 * the maps that rcu_read_lock() and its like acquire, and the questions whether
 * any is held, which RCU_LOCKDEP_WARN() and rcu_dereference_check() ask.
 */
#include <linux/lockdep.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>

#ifdef CONFIG_DEBUG_LOCK_ALLOC
static struct lock_class_key sim_rcu_keys[4];
struct lockdep_map rcu_lock_map =
	STATIC_LOCKDEP_MAP_INIT("rcu_read_lock", &sim_rcu_keys[0]);
struct lockdep_map rcu_bh_lock_map =
	STATIC_LOCKDEP_MAP_INIT("rcu_read_lock_bh", &sim_rcu_keys[1]);
struct lockdep_map rcu_sched_lock_map =
	STATIC_LOCKDEP_MAP_INIT("rcu_read_lock_sched", &sim_rcu_keys[2]);
struct lockdep_map rcu_callback_map =
	STATIC_LOCKDEP_MAP_INIT("rcu_callback", &sim_rcu_keys[3]);

/* shim: modelled */
int notrace debug_lockdep_rcu_enabled(void)
{
	return rcu_scheduler_active && debug_locks &&
	       !current->lockdep_recursion;
}

/* shim: modelled */
int rcu_read_lock_held(void)
{
	return !debug_lockdep_rcu_enabled() || lock_is_held(&rcu_lock_map);
}

/* shim: modelled */
int rcu_read_lock_bh_held(void)
{
	return !debug_lockdep_rcu_enabled() || in_softirq() || irqs_disabled();
}

/* shim: modelled */
int rcu_read_lock_sched_held(void)
{
	return !debug_lockdep_rcu_enabled() ||
	       lock_is_held(&rcu_sched_lock_map) || !preemptible();
}

/* shim: modelled */
int rcu_read_lock_any_held(void)
{
	return !debug_lockdep_rcu_enabled() || lock_is_held(&rcu_lock_map) ||
	       lock_is_held(&rcu_bh_lock_map) ||
	       lock_is_held(&rcu_sched_lock_map) || !preemptible();
}
#endif
