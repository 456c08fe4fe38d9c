// SPDX-License-Identifier: GPL-2.0-only
/*
 * queueing.c: putting work items into queues.
 *
 * Stands in for the queueing half of kernel/workqueue.c; the rules are those
 * of Documentation/core-api/workqueue.rst: an item that is pending is not
 * queued again, max_active limits the items of a lane that are active, an
 * ordered queue runs one at a time in the order of queueing.
 *
 * Not modelled: power-efficient queues (they are per CPU), min_active.
 */
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/rcupdate.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include "sim-locks.h"
#include "sim-sched.h"
#include "sim-shadow.h"
#include "workqueue.h"

static struct sim_lane *sim_lanes[SIM_LANE_MAX];

/* Gives the lane the lowest free number; a fault when none is left. */
void sim_lane_number(struct sim_lane *lane)
{
	int i;

	for (i = 0; i < SIM_LANE_MAX; i++)
		if (!sim_lanes[i])
			break;
	if (i == SIM_LANE_MAX)
		sim_fault("more work queues than the simulator can tell apart");
	sim_lanes[i] = lane;
	lane->number = i;
}

void sim_lane_forget(struct sim_lane *lane)
{
	sim_lanes[lane->number] = NULL;
}

/* Where the item was queued last; NULL: nowhere. */
struct sim_lane *sim_work_lane(const struct work_struct *work)
{
	unsigned long number = work->data.counter >> SIM_WORK_LANE_SHIFT;

	number &= SIM_WORK_LANE_NONE;
	return number < SIM_LANE_MAX ? sim_lanes[number] : NULL;
}

u32 sim_work_colour(const struct work_struct *work)
{
	return (unsigned long)work->data.counter >> SIM_WORK_COLOUR_SHIFT;
}

static void sim_work_mark(struct work_struct *work, struct sim_lane *lane)
{
	unsigned long data = work->data.counter & SIM_WORK_KEEP_MASK;

	data |= WORK_STRUCT_PENDING;
	data |= (unsigned long)lane->number << SIM_WORK_LANE_SHIFT;
	data |= (unsigned long)lane->wq->colour << SIM_WORK_COLOUR_SHIFT;
	work->data.counter = data;
}

void sim_work_unpend(struct work_struct *work)
{
	work->data.counter &= ~(unsigned long)WORK_STRUCT_PENDING;
}

/* In a lane or a pool, as opposed to waiting for its timer. */
bool sim_work_queued(const struct work_struct *work)
{
	return !list_empty(&work->entry);
}

bool sim_work_disabled(const struct work_struct *work)
{
	return work->data.counter & WORK_OFFQ_DISABLE_MASK;
}

/* True for the one who may queue it. */
static bool sim_work_claim(struct work_struct *work)
{
	sim_shadow_use_ready(work, "a work item");
	/* Even if it is pending: what was written is seen by its next run. */
	sim_race_release(work, SIM_RACE_QUEUE);
	if (work->data.counter & WORK_STRUCT_PENDING)
		return false;
	if (sim_work_disabled(work))
		return false;
	work->data.counter |= WORK_STRUCT_PENDING;
	return true;
}

/* An item that runs is queued behind itself, in the same lane. */
static struct sim_lane *sim_lane_pick(struct workqueue_struct *wq, int cpu,
				      const struct work_struct *work)
{
	struct sim_worker *worker = sim_worker_running(work);

	if (worker && worker->lane->wq == wq)
		return worker->lane;
	if (wq->flags & WQ_UNBOUND)
		return wq->lane[0];
	if (cpu < 0 || cpu >= nr_cpu_ids)
		cpu = raw_smp_processor_id();
	if (wq->flags & WQ_BH)
		cpu = raw_smp_processor_id();
	return wq->lane[cpu < nr_cpu_ids ? cpu : 0];
}

static bool sim_work_chained(struct workqueue_struct *wq)
{
	struct sim_worker *worker = sim_worker_current();

	return worker && worker->lane->wq == wq;
}

/* As many inactive items become active as the lane may have. */
void sim_lane_activate(struct sim_lane *lane)
{
	while (!list_empty(&lane->inactive) &&
	       lane->active < sim_lane_limit(lane)) {
		struct work_struct *work = list_first_entry(&lane->inactive,
						struct work_struct, entry);

		list_del_init(&work->entry);
		lane->active++;
		sim_pool_insert(lane->pool, work);
	}
}

/* The pending bit is the caller's. */
void sim_work_insert(int cpu, struct workqueue_struct *wq,
		     struct work_struct *work)
{
	struct sim_lane *lane;

	if (wq->flags & (__WQ_DESTROYING | __WQ_DRAINING) &&
	    !sim_work_chained(wq)) {
		WARN_ONCE(1, "workqueue: cannot queue %ps on wq %s\n",
			  work->func, wq->name);
		sim_work_unpend(work);
		return;
	}
	lane = sim_lane_pick(wq, cpu, work);
	if (WARN_ON(sim_work_queued(work)))
		return;
	sim_work_mark(work, lane);
	wq->in_flight++;
	list_add_tail(&work->entry, &lane->inactive);
	sim_lane_activate(lane);
}

/* An item of @lane ended or was cancelled. */
void sim_lane_finish(struct sim_lane *lane, u32 colour, bool was_active)
{
	lane->wq->in_flight--;
	if (was_active)
		lane->active--;
	sim_flush_colour(lane->wq, colour);
	sim_lane_activate(lane);
}

/* Takes a queued item out; the pending bit stays. */
void sim_work_remove(struct work_struct *work)
{
	struct sim_lane *lane = sim_work_lane(work);
	struct work_struct *other;
	bool active = true;

	list_for_each_entry(other, &lane->inactive, entry)
		if (other == work)
			active = false;
	list_del_init(&work->entry);
	sim_flush_done(work, NULL);
	sim_lane_finish(lane, sim_work_colour(work), active);
}

/* shim: modelled - false if it was pending already or is disabled */
bool queue_work_on(int cpu, struct workqueue_struct *wq,
		   struct work_struct *work)
{
	sim_point(SIM_OP_ATOMIC, work);
	if (!sim_work_claim(work))
		return false;
	sim_work_insert(cpu, wq, work);
	return true;
}

/* shim: modelled - there is one node */
bool queue_work_node(int node, struct workqueue_struct *wq,
		     struct work_struct *work)
{
	return queue_work_on(WORK_CPU_UNBOUND, wq, work);
}

/* shim: modelled - the timer's function: its time has come */
void delayed_work_timer_fn(struct timer_list *timer)
{
	struct delayed_work *dwork = timer_container_of(dwork, timer, timer);

	sim_work_insert(dwork->cpu, dwork->wq, &dwork->work);
}

static void sim_work_delay(int cpu, struct workqueue_struct *wq,
			   struct delayed_work *dwork, unsigned long delay)
{
	WARN_ON_ONCE(dwork->timer.function != delayed_work_timer_fn);
	WARN_ON_ONCE(timer_pending(&dwork->timer));
	WARN_ON_ONCE(sim_work_queued(&dwork->work));
	if (!delay) {
		sim_work_insert(cpu, wq, &dwork->work);
		return;
	}
	dwork->wq = wq;
	dwork->cpu = cpu;
	dwork->timer.expires = jiffies + delay;
	if (cpu == WORK_CPU_UNBOUND)
		add_timer_global(&dwork->timer);
	else
		add_timer_on(&dwork->timer, cpu);
}

/* shim: modelled - queued after @delay jiffies; 0: at once */
bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq,
			   struct delayed_work *dwork, unsigned long delay)
{
	sim_point(SIM_OP_ATOMIC, dwork);
	if (!sim_work_claim(&dwork->work))
		return false;
	sim_work_delay(cpu, wq, dwork, delay);
	return true;
}

/* shim: modelled - true if it was pending; queued or timed anew either way */
bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq,
			 struct delayed_work *dwork, unsigned long delay)
{
	bool was_pending = cancel_delayed_work(dwork);

	if (sim_work_claim(&dwork->work))
		sim_work_delay(cpu, wq, dwork, delay);
	return was_pending;
}

static void sim_work_after_grace(struct rcu_head *head)
{
	struct rcu_work *rwork = container_of(head, struct rcu_work, rcu);

	sim_work_insert(WORK_CPU_UNBOUND, rwork->wq, &rwork->work);
}

/* shim: modelled - queued a grace period later */
bool queue_rcu_work(struct workqueue_struct *wq, struct rcu_work *rwork)
{
	if (!sim_work_claim(&rwork->work))
		return false;
	rwork->wq = wq;
	call_rcu(&rwork->rcu, sim_work_after_grace);
	return true;
}

/* shim: modelled */
unsigned int work_busy(struct work_struct *work)
{
	unsigned int busy = 0;

	if (work_pending(work))
		busy |= WORK_BUSY_PENDING;
	if (sim_worker_running(work))
		busy |= WORK_BUSY_RUNNING;
	return busy;
}
