// SPDX-License-Identifier: GPL-2.0-only
/*
 * spin-locks.c: spinlocks and rwlocks of free-running images: real ones.
 *
 * Stands in for locking/spin-locks.c, which is left out there. A waiting thread
 * lets others of the host go first, and drops the machine lock if the shim is
 * who waits. Not modelled: fairness.
 */
#ifdef SIM_FREE
#include <linux/spinlock.h>
#include "sim/border_free.h"

static notrace void sim_spin_pause(const void *lock)
{
	sim_task_spin(SIM_WAIT_SPINLOCK, lock);
}

/* shim: modelled - an atomic exchange until it was free */
notrace void arch_spin_lock(arch_spinlock_t *lock)
{
	while (!arch_spin_trylock(lock))
		sim_spin_pause(lock);
}

/* shim: modelled - never spins */
notrace int arch_spin_trylock(arch_spinlock_t *lock)
{
	unsigned int mine = 1 + raw_smp_processor_id(), none = 0;

	return __atomic_load_n(&lock->held, __ATOMIC_RELAXED) == 0 &&
	       __atomic_compare_exchange_n(&lock->held, &none, mine, false,
					   __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

/* shim: modelled */
notrace void arch_spin_unlock(arch_spinlock_t *lock)
{
	__atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
}

/* shim: modelled */
notrace void arch_read_lock(arch_rwlock_t *lock)
{
	while (!arch_read_trylock(lock))
		sim_spin_pause(lock);
}

/* shim: modelled - fails while a writer is in */
notrace int arch_read_trylock(arch_rwlock_t *lock)
{
	int count = __atomic_load_n(&lock->count, __ATOMIC_RELAXED);

	return count >= 0 &&
	       __atomic_compare_exchange_n(&lock->count, &count, count + 1,
					   false, __ATOMIC_ACQUIRE,
					   __ATOMIC_RELAXED);
}

/* shim: modelled */
notrace void arch_read_unlock(arch_rwlock_t *lock)
{
	__atomic_fetch_sub(&lock->count, 1, __ATOMIC_RELEASE);
}

/* shim: modelled - readers may keep it waiting */
notrace void arch_write_lock(arch_rwlock_t *lock)
{
	while (!arch_write_trylock(lock))
		sim_spin_pause(lock);
}

/* shim: modelled - never spins */
notrace int arch_write_trylock(arch_rwlock_t *lock)
{
	int none = 0;

	return __atomic_compare_exchange_n(&lock->count, &none, -1, false,
					   __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

/* shim: modelled */
notrace void arch_write_unlock(arch_rwlock_t *lock)
{
	__atomic_store_n(&lock->count, 0, __ATOMIC_RELEASE);
}
#endif
