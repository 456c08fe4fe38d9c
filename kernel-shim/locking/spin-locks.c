// SPDX-License-Identifier: GPL-2.0-only
/*
 * spin-locks.c: the architecture's spinlocks and rwlocks.
 *
 * Stands in for kernel/locking/{qspinlock,qrwlock}.c. The genuine
 * kernel/locking/spinlock.c sits on top and does preemption, interrupts and
 * lockdep. Spinning is a wait that the scheduler sees, so a lock that never
 * comes free is a deadlock with a name and not an endless loop.
 *
 * Not modelled: the queue's fairness. Any spinner may win, which the kernel's
 * interface allows (Documentation/locking/locktypes.rst promises no order).
 */
#ifndef SIM_FREE	/* free/spin-locks.c */
#include <linux/spinlock.h>
#include "sim-locks.h"

#define sim_spin_owner(lock)	container_of(lock, raw_spinlock_t, raw_lock)
#define sim_rw_owner(lock)	container_of(lock, rwlock_t, raw_lock)

static void sim_spin_take(arch_spinlock_t *lock, unsigned int flags)
{
	lock->held = 1 + raw_smp_processor_id();
	sim_lock_acquired(SIM_WAIT_SPINLOCK, lock,
			  sim_lock_name(sim_spin_owner(lock)), flags);
}

/* shim: modelled - spins in sim_task_spin(), whoever is picked first wins */
void arch_spin_lock(arch_spinlock_t *lock)
{
	sim_point(SIM_OP_LOCK, lock);
	while (lock->held)
		sim_task_spin(SIM_WAIT_SPINLOCK, lock);
	sim_spin_take(lock, 0);
}

/* shim: modelled - never spins */
int arch_spin_trylock(arch_spinlock_t *lock)
{
	sim_point(SIM_OP_TRYLOCK, lock);
	if (lock->held)
		return 0;
	sim_spin_take(lock, SIM_LOCK_TRY);
	return 1;
}

/*
 * What follows an unlock, enabling interrupts or preemption, is a decision
 * point of its own; only nested unlocks need one here, and those in interrupts,
 * where preemption stays off.
 */
static void sim_spin_unlock_point(const void *lock)
{
	if ((preempt_count() & PREEMPT_MASK) > 1 || in_hardirq() ||
	    in_serving_softirq())
		sim_point(SIM_OP_UNLOCK, lock);
}

/* shim: modelled - a lock that is not held is a finding */
void arch_spin_unlock(arch_spinlock_t *lock)
{
	if (!lock->held)
		sim_report_format(SIM_KIND_BUG, true,
				  "BUG: spinlock already unlocked on CPU#%d",
				  raw_smp_processor_id());
	lock->held = 0;
	sim_lock_released(SIM_WAIT_SPINLOCK, lock);
	sim_spin_wake(lock);
	sim_spin_unlock_point(lock);
}

/*
 * A reader queues behind a waiting writer, except in an interrupt, where it
 * may have interrupted a reader (Documentation/locking/lockdep-design.rst,
 * "recursive read locks").
 */
static bool sim_read_allowed(const arch_rwlock_t *lock)
{
	return lock->count >= 0 && (!lock->writers || in_interrupt());
}

static void sim_read_take(arch_rwlock_t *lock, unsigned int flags)
{
	lock->count++;
	sim_lock_acquired(SIM_WAIT_RWLOCK_READ, lock,
			  sim_lock_name(sim_rw_owner(lock)), flags);
}

static void sim_write_take(arch_rwlock_t *lock, unsigned int flags)
{
	lock->count = -1;
	sim_lock_acquired(SIM_WAIT_RWLOCK_WRITE, lock,
			  sim_lock_name(sim_rw_owner(lock)), flags);
}

/* shim: modelled - readers wait behind a waiting writer, not in interrupts */
void arch_read_lock(arch_rwlock_t *lock)
{
	sim_point(SIM_OP_LOCK, lock);
	while (!sim_read_allowed(lock))
		sim_task_spin(SIM_WAIT_RWLOCK_READ, lock);
	sim_read_take(lock, 0);
}

/* shim: modelled - as the queued rwlock, fails only while a writer is in */
int arch_read_trylock(arch_rwlock_t *lock)
{
	sim_point(SIM_OP_TRYLOCK, lock);
	if (lock->count < 0 || lock->writers)
		return 0;
	sim_read_take(lock, SIM_LOCK_TRY);
	return 1;
}

/* shim: modelled - a lock that is not held is a finding */
void arch_read_unlock(arch_rwlock_t *lock)
{
	if (lock->count <= 0)
		sim_report_format(SIM_KIND_BUG, true,
				  "BUG: rwlock read-unlocked but not held on CPU#%d",
				  raw_smp_processor_id());
	lock->count--;
	sim_lock_released(SIM_WAIT_RWLOCK_READ, lock);
	sim_spin_wake(lock);
	sim_spin_unlock_point(lock);
}

/* shim: modelled - waits for all readers, holds new ones off meanwhile */
void arch_write_lock(arch_rwlock_t *lock)
{
	sim_point(SIM_OP_LOCK, lock);
	lock->writers++;
	while (lock->count)
		sim_task_spin(SIM_WAIT_RWLOCK_WRITE, lock);
	lock->writers--;
	sim_write_take(lock, 0);
}

/* shim: modelled - never spins */
int arch_write_trylock(arch_rwlock_t *lock)
{
	sim_point(SIM_OP_TRYLOCK, lock);
	if (lock->count)
		return 0;
	sim_write_take(lock, SIM_LOCK_TRY);
	return 1;
}

/* shim: modelled - a lock that is not held is a finding */
void arch_write_unlock(arch_rwlock_t *lock)
{
	if (lock->count != -1)
		sim_report_format(SIM_KIND_BUG, true,
				  "BUG: rwlock write-unlocked but not held on CPU#%d",
				  raw_smp_processor_id());
	lock->count = 0;
	sim_lock_released(SIM_WAIT_RWLOCK_WRITE, lock);
	sim_spin_wake(lock);
	sim_spin_unlock_point(lock);
}
#endif
