// SPDX-License-Identifier: GPL-2.0-only
/*
 * flush.c: waiting for work items, and taking them back.
 *
 * Stands in for the flushing half of kernel/workqueue.c. flush_work() waits
 * for the instance that was queued last; flush_workqueue() for all that were
 * queued before it, told apart by their colour. Who waits for which item is
 * an edge of the wait-for graph, since a worker that runs an item holds
 * itself: a flush of oneself is a circle.
 */
#include <linux/export.h>
#include <linux/sched.h>
#include <linux/workqueue.h>
#include "sim-locks.h"
#include "sim-sched.h"
#include "workqueue.h"

static LIST_HEAD(sim_flushes);

/* Waits for one work queue's items of a colour and older. */
struct sim_wq_flush {
	struct list_head entry;
	u32 colour;
	int left;
};

/* @worker has taken the item: who waits for it waits for that worker. */
void sim_flush_taken(struct work_struct *work, struct sim_worker *worker)
{
	struct sim_flush *flush;

	list_for_each_entry(flush, &sim_flushes, entry)
		if (flush->work == work && !flush->worker) {
			flush->worker = worker;
			sim_lock_wake(work);
		}
}

/* @worker is done with the item; NULL: it was cancelled before any took it. */
void sim_flush_done(struct work_struct *work, struct sim_worker *worker)
{
	struct sim_flush *flush;

	list_for_each_entry(flush, &sim_flushes, entry)
		if (flush->work == work && flush->worker == worker)
			flush->done = true;
	sim_lock_wake(worker ? (void *)worker : (void *)work);
}

/*
 * What a wait is for, as exactly as can be told: the worker that must end
 * first holds itself. A queued item stands for nobody yet, unless its lane
 * runs one at a time.
 */
static const void *sim_flush_object(const struct sim_flush *flush)
{
	struct sim_lane *lane = sim_work_lane(flush->work);
	struct sim_worker *worker;

	if (flush->worker)
		return flush->worker;
	list_for_each_entry(worker, &sim_workers_busy, busy)
		if (worker->lane == lane && sim_lane_limit(lane) == 1)
			return worker;
	return flush->work;
}

static const void *sim_wq_flush_object(struct workqueue_struct *wq, u32 colour)
{
	struct sim_worker *worker;

	list_for_each_entry(worker, &sim_workers_busy, busy)
		if (worker->lane->wq == wq && worker->colour <= colour)
			return worker;
	return wq;
}

void sim_flush_colour(struct workqueue_struct *wq, u32 colour)
{
	struct sim_wq_flush *flush;

	list_for_each_entry(flush, &wq->flushers, entry)
		if (colour <= flush->colour && --flush->left == 0)
			sim_lock_wake(wq);
}

/* Items in softirqs are waited for without leaving the CPU, if need be. */
static void sim_flush_sleep(const void *object)
{
	if (in_interrupt() || preempt_count() || irqs_disabled()) {
		sim_task_spin(SIM_WAIT_FLUSH_WORK, object);
		return;
	}
	__set_current_state(TASK_UNINTERRUPTIBLE);
	sim_task_wait_lock(SIM_WAIT_FLUSH_WORK, object);
	__set_current_state(TASK_RUNNING);
}

static void sim_flush_check(struct workqueue_struct *target,
			    struct work_struct *work)
{
	struct sim_worker *worker = sim_worker_current();
	unsigned int reclaim = WQ_MEM_RECLAIM | __WQ_LEGACY;

	if (target->flags & WQ_MEM_RECLAIM || !worker)
		return;
	WARN_ONCE((worker->lane->wq->flags & reclaim) == WQ_MEM_RECLAIM,
		  "workqueue: WQ_MEM_RECLAIM %s:%ps is flushing !WQ_MEM_RECLAIM %s:%ps",
		  worker->lane->wq->name, worker->func, target->name,
		  work ? work->func : NULL);
}

static void sim_flush_lockdep(struct workqueue_struct *wq,
			      struct work_struct *work, bool from_cancel)
{
#ifdef CONFIG_LOCKDEP
	if (wq->flags & WQ_BH)
		local_bh_disable();
	if (work) {
		lock_map_acquire(&work->lockdep_map);
		lock_map_release(&work->lockdep_map);
	}
	/* As the kernel: only where an item may wait for another. */
	if (!work || (!from_cancel && wq->max_active == 1)) {
		lock_map_acquire(wq->lockdep_map);
		lock_map_release(wq->lockdep_map);
	}
	if (wq->flags & WQ_BH)
		local_bh_enable();
#endif
}

/* The queue that has or runs the item; NULL: none. */
static struct workqueue_struct *sim_work_owner(struct work_struct *work)
{
	struct sim_worker *worker;

	if (sim_work_queued(work))
		return sim_work_lane(work)->wq;
	worker = sim_worker_running(work);
	return worker ? worker->lane->wq : NULL;
}

/* True if there was something to wait for. */
bool sim_work_wait(struct work_struct *work, bool from_cancel)
{
	struct sim_flush flush = { .work = work };
	struct workqueue_struct *wq;

	/* Never initialised: its list would look as if it were queued. */
	if (WARN_ON(!work->func))
		return false;
	wq = sim_work_owner(work);
	/* Not waiting is seeing it ended, by the lock of its pool. */
	sim_race_acquire(work, SIM_RACE_DONE);
	if (!wq)
		return false;
	if (!from_cancel)
		sim_flush_check(wq, work);
	sim_flush_lockdep(wq, work, from_cancel);
	/* That had decision points: it may be over now. */
	if (!sim_work_owner(work)) {
		sim_race_acquire(work, SIM_RACE_DONE);
		return true;
	}
	if (!sim_work_queued(work))
		flush.worker = sim_worker_running(work);
	list_add_tail(&flush.entry, &sim_flushes);
	while (!flush.done)
		sim_flush_sleep(sim_flush_object(&flush));
	sim_race_acquire(work, SIM_RACE_DONE);
	list_del(&flush.entry);
	return true;
}

/* shim: modelled - waits for the instance queued last */
bool flush_work(struct work_struct *work)
{
	if (!(sim_work_lane(work) && sim_work_lane(work)->wq->flags & WQ_BH))
		might_sleep();
	sim_point(SIM_OP_ATOMIC, work);
	return sim_work_wait(work, false);
}

/* shim: modelled - queues it at once if its timer runs, then waits */
bool flush_delayed_work(struct delayed_work *dwork)
{
	if (timer_delete_sync(&dwork->timer))
		sim_work_insert(dwork->cpu, dwork->wq, &dwork->work);
	return flush_work(&dwork->work);
}

/* shim: modelled - waits for the grace period too */
bool flush_rcu_work(struct rcu_work *rwork)
{
	if (!work_pending(&rwork->work))
		return flush_work(&rwork->work);
	rcu_barrier();
	flush_work(&rwork->work);
	return true;
}

/* shim: modelled - waits for all items queued before */
void __flush_workqueue(struct workqueue_struct *wq)
{
	struct sim_wq_flush flush = { .colour = wq->colour };

	might_sleep();
	sim_flush_lockdep(wq, NULL, false);
	sim_point(SIM_OP_ATOMIC, wq);
	sim_flush_check(wq, NULL);
	flush.colour = wq->colour++;
	flush.left = wq->in_flight;
	list_add_tail(&flush.entry, &wq->flushers);
	while (flush.left > 0)
		sim_flush_sleep(sim_wq_flush_object(wq, flush.colour));
	sim_race_acquire(wq, SIM_RACE_DONE);
	list_del(&flush.entry);
}

/* shim: modelled - until nothing is left, however often items queue others */
void drain_workqueue(struct workqueue_struct *wq)
{
	wq->drainers++;
	wq->flags |= __WQ_DRAINING;
	do {
		__flush_workqueue(wq);
	} while (wq->in_flight);
	if (!--wq->drainers)
		wq->flags &= ~__WQ_DRAINING;
}

/* Takes the item back if it is pending; the pending bit is cleared. */
static bool sim_work_cancel(struct work_struct *work, struct timer_list *timer)
{
	if (timer && timer_delete(timer)) {
		sim_work_unpend(work);
		return true;
	}
	/* Between its timer's firing and the queue: nearly there. */
	while (timer && work_pending(work) && !sim_work_queued(work) &&
	       !timer_pending(timer) && !irqs_disabled())
		sim_clock_relax();
	if (!work_pending(work) || !sim_work_queued(work))
		return false;
	sim_work_remove(work);
	sim_work_unpend(work);
	return true;
}

static void sim_work_disable(struct work_struct *work)
{
	work->data.counter += 1UL << WORK_OFFQ_DISABLE_SHIFT;
}

static bool sim_work_enable(struct work_struct *work)
{
	if (WARN_ON_ONCE(!sim_work_disabled(work)))
		return false;
	work->data.counter -= 1UL << WORK_OFFQ_DISABLE_SHIFT;
	return !sim_work_disabled(work);
}

static bool sim_work_cancel_sync(struct work_struct *work,
				 struct timer_list *timer, bool keep_disabled)
{
	bool was_pending;

	sim_point(SIM_OP_ATOMIC, work);
	sim_work_disable(work);
	was_pending = sim_work_cancel(work, timer);
	if (!(sim_work_lane(work) && sim_work_lane(work)->wq->flags & WQ_BH))
		might_sleep();
	sim_work_wait(work, true);
	if (!keep_disabled)
		sim_work_enable(work);
	return was_pending;
}

/* shim: modelled - does not wait if it runs */
bool cancel_work(struct work_struct *work)
{
	sim_point(SIM_OP_ATOMIC, work);
	return sim_work_cancel(work, NULL);
}

/* shim: modelled - nobody can queue it meanwhile */
bool cancel_work_sync(struct work_struct *work)
{
	return sim_work_cancel_sync(work, NULL, false);
}

/* shim: modelled - does not wait if it runs */
bool cancel_delayed_work(struct delayed_work *dwork)
{
	sim_point(SIM_OP_ATOMIC, dwork);
	return sim_work_cancel(&dwork->work, &dwork->timer);
}

/* shim: modelled - nobody can queue it meanwhile */
bool cancel_delayed_work_sync(struct delayed_work *dwork)
{
	return sim_work_cancel_sync(&dwork->work, &dwork->timer, false);
}

/* shim: modelled */
bool disable_work(struct work_struct *work)
{
	sim_work_disable(work);
	return sim_work_cancel(work, NULL);
}

/* shim: modelled */
bool disable_work_sync(struct work_struct *work)
{
	return sim_work_cancel_sync(work, NULL, true);
}

/* shim: modelled - true if that was the last disabler */
bool enable_work(struct work_struct *work)
{
	return sim_work_enable(work);
}

/* shim: modelled */
bool disable_delayed_work(struct delayed_work *dwork)
{
	sim_work_disable(&dwork->work);
	return sim_work_cancel(&dwork->work, &dwork->timer);
}

/* shim: modelled */
bool disable_delayed_work_sync(struct delayed_work *dwork)
{
	return sim_work_cancel_sync(&dwork->work, &dwork->timer, true);
}

/* shim: modelled */
bool enable_delayed_work(struct delayed_work *dwork)
{
	return sim_work_enable(&dwork->work);
}
