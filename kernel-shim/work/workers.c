// SPDX-License-Identifier: GPL-2.0-only
/*
 * workers.c: who runs work items.
 *
 * Stands in for the worker pools of kernel/workqueue.c: one pool per CPU,
 * one for unbound queues, two per CPU for queues that run in softirqs. A pool
 * always has a worker to spare, so items of one pool run in any concurrency
 * that the strategy likes; the kernel promises no less and no more
 * (Documentation/core-api/workqueue.rst). One item never runs twice at a time.
 *
 * Not modelled: concurrency management (a second item may run on a CPU before
 * the first blocks, as it may with CPU_INTENSIVE), rescuers (making a worker
 * does not fail here), high priority for other than softirq pools.
 */
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include "sim-locks.h"
#include "sim-shim.h"
#include "sim-sched.h"
#include "sim-shadow.h"
#include "workqueue.h"

static struct sim_pool sim_pool_unbound;
static struct sim_pool sim_pool_bound[SIM_MAX_CPUS];
static struct sim_pool sim_pool_softirq[SIM_MAX_CPUS][2];
LIST_HEAD(sim_workers_busy);

static void sim_pool_init(struct sim_pool *pool, int cpu)
{
	pool->cpu = cpu;
	INIT_LIST_HEAD(&pool->items);
	INIT_LIST_HEAD(&pool->idle);
}

void sim_pool_early(void)
{
	int cpu, i;

	sim_pool_init(&sim_pool_unbound, -1);
	for (cpu = 0; cpu < SIM_MAX_CPUS; cpu++) {
		sim_pool_init(&sim_pool_bound[cpu], cpu);
		for (i = 0; i < 2; i++) {
			sim_pool_init(&sim_pool_softirq[cpu][i], cpu);
			sim_pool_softirq[cpu][i].bh = true;
			sim_pool_softirq[cpu][i].highpri = i;
		}
	}
}

/* The pool that serves queues of these flags on that CPU. */
struct sim_pool *sim_pool_of(unsigned int flags, int cpu)
{
	if (flags & WQ_BH)
		return &sim_pool_softirq[cpu][!!(flags & WQ_HIGHPRI)];
	if (flags & WQ_UNBOUND)
		return &sim_pool_unbound;
	return &sim_pool_bound[cpu];
}

static struct work_struct *sim_list_within(struct list_head *list,
					   const void *start, size_t bytes)
{
	struct work_struct *work;

	if (!list->next)	/* before sim_pool_early() */
		return NULL;
	list_for_each_entry(work, list, entry)
		if ((void *)work >= start && (void *)work < start + bytes)
			return work;
	return NULL;
}

/* Of the items that wait for a worker; for those of a frozen queue as well. */
struct work_struct *sim_work_within(const void *start, size_t bytes)
{
	struct workqueue_struct *wq;
	struct work_struct *work;
	int i;

	work = sim_list_within(&sim_pool_unbound.items, start, bytes);
	for (i = 0; i < SIM_MAX_CPUS && !work; i++)
		work = sim_list_within(&sim_pool_bound[i].items, start, bytes) ?:
		       sim_list_within(&sim_pool_softirq[i][0].items, start,
				       bytes) ?:
		       sim_list_within(&sim_pool_softirq[i][1].items, start,
				       bytes);
	if (work)
		return work;
	list_for_each_entry(wq, &sim_workqueues, entry)
		for (i = 0; wq->in_flight && i < SIM_MAX_CPUS && !work; i++)
			if (wq->lane[i])
				work = sim_list_within(&wq->lane[i]->inactive,
						       start, bytes);
	return work;
}

/* The worker that runs it now; NULL: nobody. */
struct sim_worker *sim_worker_running(const struct work_struct *work)
{
	struct sim_worker *worker;

	list_for_each_entry(worker, &sim_workers_busy, busy)
		if (worker->work == work && worker->func == work->func)
			return worker;
	return NULL;
}

/* The worker that is current; NULL: current runs no item. */
struct sim_worker *sim_worker_current(void)
{
	struct sim_worker *worker;

	if (in_hardirq())
		return NULL;
	list_for_each_entry(worker, &sim_workers_busy, busy)
		if (worker->task == current &&
		    (!worker->pool->bh || in_serving_softirq()))
			return worker;
	return NULL;
}

/* Wakes a worker; if all are busy, the one that took an item last made one. */
static void sim_pool_kick(struct sim_pool *pool)
{
	struct sim_worker *worker;

	if (pool->bh) {
		raise_softirq(pool->highpri ? HI_SOFTIRQ : TASKLET_SOFTIRQ);
		return;
	}
	if (list_empty(&pool->idle))
		return;
	worker = list_first_entry(&pool->idle, struct sim_worker, entry);
	list_del_init(&worker->entry);
	wake_up_process(worker->task);
}

void sim_pool_insert(struct sim_pool *pool, struct work_struct *work)
{
	list_add_tail(&work->entry, &pool->items);
	sim_pool_kick(pool);
}

/* An item ended: pools that passed it over look again. */
static void sim_pool_retry(void)
{
	int i;

	for (i = -1; i < SIM_MAX_CPUS; i++) {
		struct sim_pool *pool = i < 0 ? &sim_pool_unbound :
						&sim_pool_bound[i];

		if (!pool->passed_over)
			continue;
		pool->passed_over = false;
		sim_pool_kick(pool);
	}
}

/* The first item that nobody runs; one that runs waits for its end. */
static struct work_struct *sim_pool_take(struct sim_pool *pool)
{
	struct work_struct *work;

	list_for_each_entry(work, &pool->items, entry) {
		if (sim_worker_running(work)) {
			pool->passed_over = true;
			continue;
		}
		list_del_init(&work->entry);
		return work;
	}
	return NULL;
}

static void sim_worker_check(struct sim_worker *worker, work_func_t func)
{
	struct task_struct *task = current;

	if (!worker->pool->bh && (preempt_count() || irqs_disabled()))
		sim_report_format(SIM_KIND_BUG, true,
				  "BUG: workqueue leaked atomic, lock or RCU: %s[%d] preempt=0x%08x workfn=%ps",
				  task->comm, task->pid, preempt_count(), func);
#ifdef CONFIG_LOCKDEP
	/* BH items run on top of a task, whose locks these may be. */
	if (!worker->pool->bh && task->lockdep_depth > 0)
		sim_report_format(SIM_KIND_BUG, false,
				  "BUG: workqueue leaked lock: %s[%d] holds %s, workfn=%ps",
				  task->comm, task->pid,
				  sim_order_name(task->held_locks[0].instance->name),
				  func);
#endif
	if (!worker->pool->bh && task->rcu_read_lock_nesting > 0)
		sim_report_format(SIM_KIND_RCU, false,
				  "BUG: workqueue leaked RCU: %s[%d] workfn=%ps",
				  task->comm, task->pid, func);
}

/* Calls the function; the item may be gone when that returns. */
static void sim_worker_call(struct sim_worker *worker, struct work_struct *work)
{
	work_func_t func = worker->func;
	unsigned int depth;
#ifdef CONFIG_LOCKDEP
	struct lockdep_map map;

	lockdep_copy_map(&map, &work->lockdep_map);
	/* Which item it is: see instance_of() in locking/order-instances.c. */
	map.class_cache[1] = (void *)&work->lockdep_map;
	lock_map_acquire(worker->lane->wq->lockdep_map);
	lock_map_acquire(&map);
#endif
	sim_lock_acquired(SIM_WAIT_FLUSH_WORK, worker, worker->lane->wq->name,
			  0);
	depth = sim_shim_out();
	func(work);
	sim_shim_in(depth);
	sim_lock_released(SIM_WAIT_FLUSH_WORK, worker);
#ifdef CONFIG_LOCKDEP
	lock_map_release(&map);
	lock_map_release(worker->lane->wq->lockdep_map);
#endif
	sim_worker_check(worker, func);
}

/* What it runs shows in its name, as in ps. */
static void sim_worker_title(const struct sim_worker *worker)
{
	char title[48];

	snprintf(title, sizeof(title), "%s-%s", current->comm,
		 worker->lane->wq->name);
	sim_task_rename(sim_self, title);
}

static void sim_worker_run(struct sim_worker *worker, struct work_struct *work)
{
	sim_shadow_use(work);
	worker->work = work;
	worker->func = work->func;
	worker->lane = sim_work_lane(work);
	worker->colour = sim_work_colour(work);
	list_add_tail(&worker->busy, &sim_workers_busy);
	sim_flush_taken(work, worker);
	sim_work_unpend(work);
	sim_race_renew();
	sim_race_acquire(work, SIM_RACE_QUEUE);
	sim_race_acquire(work, SIM_RACE_DONE);
	/* Not before: formatting may have decision points. */
	if (!worker->pool->bh)
		sim_worker_title(worker);
	sim_point(SIM_OP_ATOMIC, worker);
	sim_worker_call(worker, work);
	/* For the next run, and for who waits for it or for the queue. */
	sim_race_release(work, SIM_RACE_DONE);
	sim_race_release(worker->lane->wq, SIM_RACE_DONE);
	list_del_init(&worker->busy);
	sim_flush_done(work, worker);
	worker->work = NULL;	/* who leaks it has no pointer here */
	sim_lane_finish(worker->lane, worker->colour, true);
	sim_pool_retry();
}

static int sim_worker_main(void *arg);

/*
 * Injected failures are not for the machinery: a real pool has a rescuer. Each
 * fails one allocation, so another try gets through.
 */
static pid_t sim_worker_thread(struct sim_worker *worker, const char *name)
{
	pid_t pid = -ENOMEM;

	for (int tries = 0; tries < 8 && pid < 0; tries++)
		pid = kernel_thread(sim_worker_main, worker, name, 0);
	return pid;
}

static void sim_worker_make(struct sim_pool *pool)
{
	struct sim_worker *worker = kzalloc(sizeof(*worker),
					    GFP_KERNEL | __GFP_NOFAIL);
	char name[TASK_COMM_LEN];

	worker->pool = pool;
	worker->number = pool->workers++;
	INIT_LIST_HEAD(&worker->entry);
	INIT_LIST_HEAD(&worker->busy);
	if (pool->cpu < 0)
		snprintf(name, sizeof(name), "kworker/u:%d", worker->number);
	else
		snprintf(name, sizeof(name), "kworker/%d:%d", pool->cpu,
			 worker->number);
	if (sim_worker_thread(worker, name) < 0)
		sim_fault("no memory for a worker");
}

static void sim_worker_sleep(struct sim_worker *worker)
{
	sim_task_rename(sim_self, current->comm);
	set_current_state(TASK_IDLE);
	if (list_empty(&worker->entry))
		list_add(&worker->entry, &worker->pool->idle);
	schedule();
	__set_current_state(TASK_RUNNING);
	list_del_init(&worker->entry);
}

static int sim_worker_main(void *arg)
{
	struct sim_worker *worker = arg;
	struct sim_pool *pool = worker->pool;
	struct work_struct *work;

	worker->task = current;
	current->flags |= PF_WQ_WORKER | PF_NOFREEZE | PF_NO_SETAFFINITY;
	if (pool->cpu >= 0)
		set_cpus_allowed_ptr(current, cpumask_of(pool->cpu));
	for (;;) {
		/* From here to taking an item there is no decision point. */
		if (!list_empty(&pool->items) && list_empty(&pool->idle))
			sim_worker_make(pool);
		work = sim_pool_take(pool);
		if (!work) {
			sim_worker_sleep(worker);
			continue;
		}
		sim_worker_run(worker, work);
	}
	return 0;
}

/* A worker that takes an item leaves another to look for the next. */
void sim_pool_start(void)
{
	int cpu;

	sim_worker_make(&sim_pool_unbound);
	for_each_online_cpu(cpu)
		sim_worker_make(&sim_pool_bound[cpu]);
}

/* shim: modelled - HI_SOFTIRQ or TASKLET_SOFTIRQ: runs this CPU's items */
void workqueue_softirq_action(bool highpri)
{
	struct sim_pool *pool =
		&sim_pool_softirq[raw_smp_processor_id()][highpri];
	struct sim_worker worker = {
		.pool = pool, .task = current,
		.entry = LIST_HEAD_INIT(worker.entry),
		.busy = LIST_HEAD_INIT(worker.busy),
	};
	struct work_struct *work;

	while ((work = sim_pool_take(pool)))
		sim_worker_run(&worker, work);
}

/* shim: stub - no CPU dies */
void workqueue_softirq_dead(unsigned int cpu)
{
}

/* shim: modelled */
struct work_struct *current_work(void)
{
	struct sim_worker *worker = sim_worker_current();

	return worker ? worker->work : NULL;
}

/* shim: modelled - there are no rescuers */
bool current_is_workqueue_rescuer(void)
{
	return false;
}

/* Declared by trees that have it. */
bool sim_work_mem_reclaim(void) __asm__("current_is_workqueue_mem_reclaim");

/* shim: modelled - current_is_workqueue_mem_reclaim() */
bool sim_work_mem_reclaim(void)
{
	struct sim_worker *worker = sim_worker_current();

	return worker && worker->lane->wq->flags & WQ_MEM_RECLAIM;
}

/* shim: stub - only crash dumps show it */
void set_worker_desc(const char *fmt, ...)
{
}
