// SPDX-License-Identifier: GPL-2.0-only
/*
 * rwsem.c: read-write semaphores.
 *
 * Stands in for kernel/locking/rwsem.c. A reader that comes while a writer
 * waits queues behind it, so that taking one twice for reading can deadlock,
 * as in the kernel (Documentation/locking/locktypes.rst, "rw_semaphore").
 *
 * Not modelled: optimistic spinning, hand-off, reader batching.
 *
 * sem->count: RWSEM_WRITER_LOCKED, or readers times SIM_RWSEM_READER.
 * sem->first_waiter: list of struct sim_rwsem_waiter in the order of coming,
 * as nobody outside looks behind it.
 * sem->owner: the writer's task.
 */
#include <linux/debug_locks.h>
#include <linux/export.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/debug.h>
#include "sim-locks.h"
#include "sim-sched.h"

#define SIM_RWSEM_READER	256L

/* On the stack of who waits. */
struct sim_rwsem_waiter {
	struct sim_rwsem_waiter *next;
	bool write;
};

/* shim: modelled - a free semaphore with its lockdep map */
void __init_rwsem(struct rw_semaphore *sem, const char *name,
		  struct lock_class_key *key)
{
#ifdef CONFIG_DEBUG_LOCK_ALLOC
	debug_check_no_locks_freed((void *)sem, sizeof(*sem));
	lockdep_init_map_wait(&sem->dep_map, name, key, 0, LD_WAIT_SLEEP);
#endif
	atomic_long_set(&sem->count, RWSEM_UNLOCKED_VALUE);
	atomic_long_set(&sem->owner, 0);
	raw_spin_lock_init(&sem->wait_lock);
	sem->first_waiter = NULL;
}

/* Does a writer wait that came before @self, or at all if that is NULL? */
static bool sim_rwsem_writer_waits(const struct rw_semaphore *sem,
				   const struct sim_rwsem_waiter *self)
{
	const struct sim_rwsem_waiter *waiter = (void *)sem->first_waiter;

	for (; waiter && waiter != self; waiter = waiter->next)
		if (waiter->write)
			return true;
	return false;
}

static bool sim_rwsem_readable(const struct rw_semaphore *sem)
{
	return !(sem->count.counter & RWSEM_WRITER_LOCKED);
}

static bool sim_rwsem_free(const struct rw_semaphore *sem)
{
	return sem->count.counter == RWSEM_UNLOCKED_VALUE;
}

static struct sim_rwsem_waiter **sim_rwsem_place(struct rw_semaphore *sem,
						 struct sim_rwsem_waiter *waiter)
{
	struct sim_rwsem_waiter **place = (void *)&sem->first_waiter;

	while (*place != waiter)
		place = &(*place)->next;
	return place;
}

/* May the waiter have it? Readers do not overtake writers who came first. */
static bool sim_rwsem_turn(const struct rw_semaphore *sem,
			   const struct sim_rwsem_waiter *waiter)
{
	if (waiter->write)
		return sim_rwsem_free(sem);
	return sim_rwsem_readable(sem) && !sim_rwsem_writer_waits(sem, waiter);
}

static int sim_rwsem_wait(struct rw_semaphore *sem, bool write,
			  unsigned int state)
{
	enum sim_wait what = write ? SIM_WAIT_RWSEM_WRITE : SIM_WAIT_RWSEM_READ;
	struct sim_rwsem_waiter self = { .write = write };
	int err = 0;

	*sim_rwsem_place(sem, NULL) = &self;
	do {
		if (signal_pending_state(state, current)) {
			err = -EINTR;
			break;
		}
		__set_current_state(state);
		sim_task_wait_lock(what, sem);
	} while (!sim_rwsem_turn(sem, &self));
	__set_current_state(TASK_RUNNING);
	*sim_rwsem_place(sem, &self) = self.next;
	/* Readers that queued behind a writer who gave up may go on. */
	if (err && write)
		sim_lock_wake(sem);
	return err;
}

static void sim_rwsem_take_read(struct rw_semaphore *sem, unsigned int flags)
{
	sem->count.counter += SIM_RWSEM_READER;
	sim_lock_acquired(SIM_WAIT_RWSEM_READ, sem, sim_lock_name(sem), flags);
}

static void sim_rwsem_take_write(struct rw_semaphore *sem, unsigned int flags)
{
	sem->count.counter = RWSEM_WRITER_LOCKED;
	sem->owner.counter = (long)current;
	sim_lock_acquired(SIM_WAIT_RWSEM_WRITE, sem, sim_lock_name(sem), flags);
}

static int sim_rwsem_down_read(struct rw_semaphore *sem, unsigned int state,
			       int subclass, unsigned long ip)
{
	int err = 0;

	might_sleep();
	rwsem_acquire_read(&sem->dep_map, subclass, 0, ip);
	sim_point(SIM_OP_LOCK, sem);
	if (!sim_rwsem_readable(sem) || sim_rwsem_writer_waits(sem, NULL))
		err = sim_rwsem_wait(sem, false, state);
	if (err)
		rwsem_release(&sem->dep_map, ip);
	else
		sim_rwsem_take_read(sem, 0);
	return err;
}

static int sim_rwsem_down_write(struct rw_semaphore *sem, unsigned int state,
				int subclass, struct lockdep_map *nest,
				unsigned long ip)
{
	int err = 0;

	might_sleep();
	rwsem_acquire_nest(&sem->dep_map, subclass, 0, nest, ip);
	sim_point(SIM_OP_LOCK, sem);
	if (!sim_rwsem_free(sem))
		err = sim_rwsem_wait(sem, true, state);
	if (err)
		rwsem_release(&sem->dep_map, ip);
	else
		sim_rwsem_take_write(sem, 0);
	return err;
}

/* shim: modelled */
void down_read(struct rw_semaphore *sem)
{
	sim_rwsem_down_read(sem, TASK_UNINTERRUPTIBLE, 0, _RET_IP_);
}

/* shim: modelled - -EINTR on any signal */
int down_read_interruptible(struct rw_semaphore *sem)
{
	return sim_rwsem_down_read(sem, TASK_INTERRUPTIBLE, 0, _RET_IP_);
}

/* shim: modelled - -EINTR on a fatal signal */
int down_read_killable(struct rw_semaphore *sem)
{
	return sim_rwsem_down_read(sem, TASK_KILLABLE, 0, _RET_IP_);
}

/* shim: modelled */
void down_write(struct rw_semaphore *sem)
{
	sim_rwsem_down_write(sem, TASK_UNINTERRUPTIBLE, 0, NULL, _RET_IP_);
}

/* shim: modelled - -EINTR on a fatal signal */
int down_write_killable(struct rw_semaphore *sem)
{
	return sim_rwsem_down_write(sem, TASK_KILLABLE, 0, NULL, _RET_IP_);
}

/* shim: modelled - 1 when taken; fails, as the kernel's, if anybody waits */
int down_read_trylock(struct rw_semaphore *sem)
{
	sim_point(SIM_OP_TRYLOCK, sem);
	if (!sim_rwsem_readable(sem) || sem->first_waiter)
		return 0;
	rwsem_acquire_read(&sem->dep_map, 0, 1, _RET_IP_);
	sim_rwsem_take_read(sem, SIM_LOCK_TRY);
	return 1;
}

/* shim: modelled - 1 when taken */
int down_write_trylock(struct rw_semaphore *sem)
{
	sim_point(SIM_OP_TRYLOCK, sem);
	if (!sim_rwsem_free(sem))
		return 0;
	rwsem_acquire(&sem->dep_map, 0, 1, _RET_IP_);
	sim_rwsem_take_write(sem, SIM_LOCK_TRY);
	return 1;
}

static void sim_rwsem_unheld(const struct rw_semaphore *sem, const char *how)
{
	sim_report_format(SIM_KIND_BUG, true,
			  "BUG: rwsem %s released for %s but not held so",
			  sim_lock_name(sem) ?: "?", how);
}

static void sim_rwsem_put_read(struct rw_semaphore *sem)
{
	if (sem->count.counter < SIM_RWSEM_READER)
		sim_rwsem_unheld(sem, "reading");
	sem->count.counter -= SIM_RWSEM_READER;
	sim_lock_released(SIM_WAIT_RWSEM_READ, sem);
	if (sem->first_waiter)
		sim_lock_wake(sem);
	sim_point(SIM_OP_UNLOCK, sem);
}

/* shim: modelled - a semaphore that is not held is a finding */
void up_read(struct rw_semaphore *sem)
{
	rwsem_release(&sem->dep_map, _RET_IP_);
	sim_rwsem_put_read(sem);
}

/* shim: modelled - a semaphore that is not held is a finding */
void up_write(struct rw_semaphore *sem)
{
	rwsem_release(&sem->dep_map, _RET_IP_);
	if (sem->count.counter != RWSEM_WRITER_LOCKED)
		sim_rwsem_unheld(sem, "writing");
	sem->count.counter = RWSEM_UNLOCKED_VALUE;
	sem->owner.counter = 0;
	sim_lock_released(SIM_WAIT_RWSEM_WRITE, sem);
	if (sem->first_waiter)
		sim_lock_wake(sem);
	sim_point(SIM_OP_UNLOCK, sem);
}

/* shim: modelled - lets waiting readers in */
void downgrade_write(struct rw_semaphore *sem)
{
	lock_downgrade(&sem->dep_map, _RET_IP_);
	if (sem->count.counter != RWSEM_WRITER_LOCKED)
		sim_rwsem_unheld(sem, "writing");
	sem->owner.counter = 0;
	sim_lock_released(SIM_WAIT_RWSEM_WRITE, sem);
	sem->count.counter = 0;
	sim_rwsem_take_read(sem, 0);
	if (sem->first_waiter)
		sim_lock_wake(sem);
	sim_point(SIM_OP_UNLOCK, sem);
}

#ifdef CONFIG_DEBUG_LOCK_ALLOC
/* shim: modelled */
void down_read_nested(struct rw_semaphore *sem, int subclass)
{
	sim_rwsem_down_read(sem, TASK_UNINTERRUPTIBLE, subclass, _RET_IP_);
}

/* shim: modelled - -EINTR on a fatal signal */
int down_read_killable_nested(struct rw_semaphore *sem, int subclass)
{
	return sim_rwsem_down_read(sem, TASK_KILLABLE, subclass, _RET_IP_);
}

/* shim: modelled */
void down_write_nested(struct rw_semaphore *sem, int subclass)
{
	sim_rwsem_down_write(sem, TASK_UNINTERRUPTIBLE, subclass, NULL,
			     _RET_IP_);
}

/* shim: modelled - -EINTR on a fatal signal */
int down_write_killable_nested(struct rw_semaphore *sem, int subclass)
{
	return sim_rwsem_down_write(sem, TASK_KILLABLE, subclass, NULL,
				    _RET_IP_);
}

/* shim: modelled */
void _down_write_nest_lock(struct rw_semaphore *sem, struct lockdep_map *nest)
{
	sim_rwsem_down_write(sem, TASK_UNINTERRUPTIBLE, 0, nest, _RET_IP_);
}

/* shim: modelled - held by nobody in particular, so nobody is told */
void down_read_non_owner(struct rw_semaphore *sem)
{
	might_sleep();
	sim_point(SIM_OP_LOCK, sem);
	if (!sim_rwsem_readable(sem) || sim_rwsem_writer_waits(sem, NULL))
		sim_rwsem_wait(sem, false, TASK_UNINTERRUPTIBLE);
	sem->count.counter += SIM_RWSEM_READER;
}

/* shim: modelled */
void up_read_non_owner(struct rw_semaphore *sem)
{
	sim_rwsem_put_read(sem);
}
#endif
