// SPDX-License-Identifier: GPL-2.0-only
/*
 * mutex.c: mutexes.
 *
 * Stands in for kernel/locking/mutex.c. The rules are those of
 * Documentation/locking/mutex-design.rst: one owner, who alone unlocks; no
 * recursion; process context only. Who waits and for which mutex is known to
 * the scheduler.
 *
 * Not modelled: optimistic spinning, hand-off (any waiter or newcomer may get
 * a mutex that comes free, which the interface allows), and wound/wait
 * mutexes, which are traps.
 *
 * lock->owner holds the owner's task; lock->first_waiter counts the waiters,
 * as nobody outside looks behind it.
 */
#include <linux/debug_locks.h>
#include <linux/export.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/debug.h>
#include "sim-locks.h"
#include "sim-sched.h"

static void sim_mutex_init(struct mutex *lock)
{
	atomic_long_set(&lock->owner, 0);
	raw_spin_lock_init(&lock->wait_lock);
	lock->first_waiter = NULL;
}

#ifdef CONFIG_DEBUG_LOCK_ALLOC
/* shim: modelled - a free mutex with its lockdep map */
void mutex_init_lockdep(struct mutex *lock, const char *name,
			struct lock_class_key *key)
{
	debug_check_no_locks_freed((void *)lock, sizeof(*lock));
	sim_mutex_init(lock);
	lockdep_init_map_wait(&lock->dep_map, name, key, 0, LD_WAIT_SLEEP);
}
#else
/* shim: modelled - a free mutex */
void mutex_init_generic(struct mutex *lock)
{
	sim_mutex_init(lock);
}
#endif

static struct task_struct *sim_mutex_owner(const struct mutex *lock)
{
	return (struct task_struct *)lock->owner.counter;
}

/* shim: modelled - true while anybody owns it */
bool mutex_is_locked(struct mutex *lock)
{
	return sim_mutex_owner(lock) != NULL;
}

/* shim: modelled - the owner's task, for hung-task reports */
unsigned long mutex_get_owner(struct mutex *lock)
{
	return (unsigned long)sim_mutex_owner(lock);
}

static void sim_mutex_count(struct mutex *lock, long change)
{
	lock->first_waiter = (void *)((long)lock->first_waiter + change);
}

/* 0, or -EINTR when a signal that @state lets through came first. */
static int sim_mutex_wait(struct mutex *lock, unsigned int state)
{
	int err = 0;

	sim_mutex_count(lock, 1);
	while (sim_mutex_owner(lock)) {
		if (signal_pending_state(state, current)) {
			err = -EINTR;
			break;
		}
		__set_current_state(state);
		sim_task_wait_lock(SIM_WAIT_MUTEX, lock);
	}
	__set_current_state(TASK_RUNNING);
	sim_mutex_count(lock, -1);
	return err;
}

static void sim_mutex_take(struct mutex *lock, unsigned int flags)
{
	lock->owner.counter = (long)current;
	sim_lock_acquired(SIM_WAIT_MUTEX, lock, sim_lock_name(lock), flags);
}

static int sim_mutex_lock(struct mutex *lock, unsigned int state,
			  unsigned int subclass, struct lockdep_map *nest,
			  unsigned long ip)
{
	int err = 0;

	might_sleep();
	mutex_acquire_nest(&lock->dep_map, subclass, 0, nest, ip);
	sim_point(SIM_OP_LOCK, lock);
	if (sim_mutex_owner(lock))
		err = sim_mutex_wait(lock, state);
	if (err)
		mutex_release(&lock->dep_map, ip);
	else
		sim_mutex_take(lock, 0);
	return err;
}

/* Documentation/locking/mutex-design.rst: not in hardirqs nor softirqs. */
static void sim_mutex_context(const struct mutex *lock, const char *what)
{
	if (in_hardirq() || in_serving_softirq())
		sim_report_format(SIM_KIND_SLEEP_IN_ATOMIC, false,
				  "BUG: %s of mutex %s in an interrupt, on top of %s",
				  what, sim_lock_name(lock) ?: "?",
				  current->comm);
}

static int sim_mutex_trylock(struct mutex *lock, struct lockdep_map *nest,
			     unsigned long ip)
{
	sim_mutex_context(lock, "trylock");
	sim_point(SIM_OP_TRYLOCK, lock);
	if (sim_mutex_owner(lock))
		return 0;
	mutex_acquire_nest(&lock->dep_map, 0, 1, nest, ip);
	sim_mutex_take(lock, SIM_LOCK_TRY);
	return 1;
}

#ifdef CONFIG_DEBUG_LOCK_ALLOC
/* shim: modelled */
void mutex_lock_nested(struct mutex *lock, unsigned int subclass)
{
	sim_mutex_lock(lock, TASK_UNINTERRUPTIBLE, subclass, NULL, _RET_IP_);
}

/* shim: modelled */
void _mutex_lock_nest_lock(struct mutex *lock, struct lockdep_map *nest_lock)
{
	sim_mutex_lock(lock, TASK_UNINTERRUPTIBLE, 0, nest_lock, _RET_IP_);
}

/* shim: modelled - -EINTR on any signal */
int mutex_lock_interruptible_nested(struct mutex *lock, unsigned int subclass)
{
	return sim_mutex_lock(lock, TASK_INTERRUPTIBLE, subclass, NULL,
			      _RET_IP_);
}

/* shim: modelled - -EINTR on a fatal signal */
int _mutex_lock_killable(struct mutex *lock, unsigned int subclass,
			 struct lockdep_map *nest_lock)
{
	return sim_mutex_lock(lock, TASK_KILLABLE, subclass, nest_lock,
			      _RET_IP_);
}

/* shim: modelled */
void mutex_lock_io_nested(struct mutex *lock, unsigned int subclass)
{
	sim_mutex_lock(lock, TASK_UNINTERRUPTIBLE, subclass, NULL, _RET_IP_);
}

/* shim: modelled - 1 when taken */
int _mutex_trylock_nest_lock(struct mutex *lock, struct lockdep_map *nest_lock)
{
	return sim_mutex_trylock(lock, nest_lock, _RET_IP_);
}
#else
/* shim: modelled */
void mutex_lock(struct mutex *lock)
{
	sim_mutex_lock(lock, TASK_UNINTERRUPTIBLE, 0, NULL, _RET_IP_);
}

/* shim: modelled - -EINTR on any signal */
int mutex_lock_interruptible(struct mutex *lock)
{
	return sim_mutex_lock(lock, TASK_INTERRUPTIBLE, 0, NULL, _RET_IP_);
}

/* shim: modelled - -EINTR on a fatal signal */
int mutex_lock_killable(struct mutex *lock)
{
	return sim_mutex_lock(lock, TASK_KILLABLE, 0, NULL, _RET_IP_);
}

/* shim: modelled */
void mutex_lock_io(struct mutex *lock)
{
	sim_mutex_lock(lock, TASK_UNINTERRUPTIBLE, 0, NULL, _RET_IP_);
}

/* shim: modelled - 1 when taken */
int mutex_trylock(struct mutex *lock)
{
	return sim_mutex_trylock(lock, NULL, _RET_IP_);
}
#endif

/* shim: modelled - a task that is not the owner is a finding */
void mutex_unlock(struct mutex *lock)
{
	struct task_struct *owner = sim_mutex_owner(lock);

	sim_mutex_context(lock, "unlock");
	mutex_release(&lock->dep_map, _RET_IP_);
	if (owner != current)
		sim_report_format(SIM_KIND_BUG, false,
				  "BUG: mutex %s unlocked by %s, held by %s",
				  sim_lock_name(lock) ?: "?", current->comm,
				  owner ? owner->comm : "nobody");
	lock->owner.counter = 0;
	sim_lock_released(SIM_WAIT_MUTEX, lock);
	if (lock->first_waiter)
		sim_lock_wake(lock);
	sim_point(SIM_OP_UNLOCK, lock);
	sim_lock_linger(lock);
}

/* shim: modelled - takes the mutex only for the last reference */
int atomic_dec_and_mutex_lock(atomic_t *cnt, struct mutex *lock)
{
	if (atomic_add_unless(cnt, -1, 1))
		return 0;
	mutex_lock(lock);
	if (atomic_dec_and_test(cnt))
		return 1;
	mutex_unlock(lock);
	return 0;
}
