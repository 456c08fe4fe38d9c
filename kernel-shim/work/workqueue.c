// SPDX-License-Identifier: GPL-2.0-only
/*
 * workqueue.c: making, freezing and destroying work queues; the system's own.
 *
 * Stands in for the management half of kernel/workqueue.c.
 *
 * Not modelled: attributes of unbound queues, sysfs files of queues.
 */
#include <linux/cpumask.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include "sim-locks.h"
#include "sim-sched.h"
#include "sim-shim.h"
#include "workqueue.h"

LIST_HEAD(sim_workqueues);
/* As wq_pool_mutex: nothing leaves the list while it is gone through. */
static DEFINE_MUTEX(sim_workqueues_mutex);
static bool sim_workqueues_frozen;

struct workqueue_struct *system_wq;
struct workqueue_struct *system_percpu_wq;
struct workqueue_struct *system_highpri_wq;
struct workqueue_struct *system_long_wq;
struct workqueue_struct *system_unbound_wq;
struct workqueue_struct *system_dfl_wq;
struct workqueue_struct *system_freezable_wq;
struct workqueue_struct *system_power_efficient_wq;
struct workqueue_struct *system_freezable_power_efficient_wq;
struct workqueue_struct *system_bh_wq;
struct workqueue_struct *system_bh_highpri_wq;
struct workqueue_struct *system_dfl_long_wq;

static int sim_wq_lanes(const struct workqueue_struct *wq)
{
	return wq->flags & WQ_UNBOUND ? 1 : nr_cpu_ids;
}

static struct sim_lane *sim_lane_make(struct workqueue_struct *wq, int cpu)
{
	struct sim_lane *lane = kzalloc(sizeof(*lane), GFP_KERNEL);

	if (!lane)
		return NULL;
	lane->wq = wq;
	lane->pool = sim_pool_of(wq->flags, cpu);
	INIT_LIST_HEAD(&lane->inactive);
	sim_lane_number(lane);
	return lane;
}

static void sim_wq_free(struct workqueue_struct *wq)
{
	int i;

	for (i = 0; i < SIM_MAX_CPUS; i++) {
		if (!wq->lane[i])
			continue;
		sim_lane_forget(wq->lane[i]);
		kfree(wq->lane[i]);
	}
#ifdef CONFIG_LOCKDEP
	lockdep_unregister_key(&wq->key);
	kfree(wq->lock_name);
#endif
	kfree(wq);
}

static void sim_wq_lockdep(struct workqueue_struct *wq)
{
#ifdef CONFIG_LOCKDEP
	wq->lock_name = kasprintf(GFP_KERNEL, "(wq_completion)%s", wq->name);
	lockdep_register_key(&wq->key);
	wq->lockdep_map = &wq->own_map;
	lockdep_init_map(&wq->own_map, wq->lock_name ?: wq->name, &wq->key, 0);
#endif
}

static struct workqueue_struct *sim_wq_make(unsigned int flags, int max_active,
					    const char *format, va_list args)
{
	struct workqueue_struct *wq = kzalloc(sizeof(*wq), GFP_KERNEL);
	int i;

	if (!wq)
		return NULL;
	vsnprintf(wq->name, sizeof(wq->name), format, args);
	wq->flags = flags;
	wq->max_active = max_active ?: WQ_DFL_ACTIVE;
	wq->frozen = sim_workqueues_frozen && flags & WQ_FREEZABLE;
	INIT_LIST_HEAD(&wq->flushers);
	for (i = 0; i < sim_wq_lanes(wq); i++) {
		wq->lane[i] = sim_lane_make(wq, i);
		if (!wq->lane[i]) {
			sim_wq_free(wq);
			return NULL;
		}
	}
	sim_wq_lockdep(wq);
	list_add_tail(&wq->entry, &sim_workqueues);
	return wq;
}

/* shim: modelled - NULL: no memory */
struct workqueue_struct *alloc_workqueue_noprof(const char *fmt,
						unsigned int flags,
						int max_active, ...)
{
	struct workqueue_struct *wq;
	va_list args;

	va_start(args, max_active);
	wq = sim_wq_make(flags, max_active, fmt, args);
	va_end(args);
	return wq;
}

static void sim_wq_release(struct device *dev, void *resource)
{
	destroy_workqueue(*(struct workqueue_struct **)resource);
}

/* shim: modelled - destroyed when the driver lets go of the device */
struct workqueue_struct *devm_alloc_workqueue_noprof(struct device *dev,
						     const char *fmt,
						     unsigned int flags,
						     int max_active, ...)
{
	struct workqueue_struct **wq;
	va_list args;

	wq = devres_alloc(sim_wq_release, sizeof(*wq), GFP_KERNEL);
	if (!wq)
		return NULL;
	va_start(args, max_active);
	*wq = sim_wq_make(flags, max_active, fmt, args);
	va_end(args);
	if (!*wq) {
		devres_free(wq);
		return NULL;
	}
	devres_add(dev, wq);
	return *wq;
}

#ifdef CONFIG_LOCKDEP
/* shim: modelled - with a map that the caller keeps */
struct workqueue_struct *
alloc_workqueue_lockdep_map(const char *fmt, unsigned int flags,
			    int max_active, struct lockdep_map *map, ...)
{
	struct workqueue_struct *wq;
	va_list args;

	va_start(args, map);
	wq = sim_wq_make(flags, max_active, fmt, args);
	va_end(args);
	if (wq)
		wq->lockdep_map = map;
	return wq;
}
#endif

/* shim: modelled - waits for what is queued; queueing more is a finding */
void destroy_workqueue(struct workqueue_struct *wq)
{
	wq->flags |= __WQ_DESTROYING;
	drain_workqueue(wq);
	WARN(wq->in_flight, "%s: %s has items in flight\n", __func__, wq->name);
	mutex_lock(&sim_workqueues_mutex);
	list_del(&wq->entry);
	mutex_unlock(&sim_workqueues_mutex);
	sim_wq_free(wq);
}

static void sim_wq_resume(struct workqueue_struct *wq)
{
	int i;

	for (i = 0; i < sim_wq_lanes(wq); i++)
		sim_lane_activate(wq->lane[i]);
}

/* shim: modelled */
void workqueue_set_max_active(struct workqueue_struct *wq, int max_active)
{
	wq->max_active = max_active;
	sim_wq_resume(wq);
}

/* shim: stub - workers are never short, so there is no least number */
void workqueue_set_min_active(struct workqueue_struct *wq, int min_active)
{
}

/* shim: modelled */
bool workqueue_congested(int cpu, struct workqueue_struct *wq)
{
	struct sim_lane *lane = wq->lane[0];

	if (!(wq->flags & WQ_UNBOUND))
		lane = wq->lane[cpu < nr_cpu_ids ? cpu : raw_smp_processor_id()];
	return !list_empty(&lane->inactive);
}

/* shim: modelled - freezable queues start nothing new */
void freeze_workqueues_begin(void)
{
	struct workqueue_struct *wq;

	sim_workqueues_frozen = true;
	list_for_each_entry(wq, &sim_workqueues, entry)
		wq->frozen = wq->flags & WQ_FREEZABLE;
}

static bool sim_wq_active(const struct workqueue_struct *wq)
{
	int i;

	for (i = 0; i < sim_wq_lanes(wq); i++)
		if (wq->lane[i]->active)
			return true;
	return false;
}

/* shim: modelled - true while items of freezable queues still run */
bool freeze_workqueues_busy(void)
{
	struct workqueue_struct *wq;

	list_for_each_entry(wq, &sim_workqueues, entry)
		if (wq->flags & WQ_FREEZABLE && sim_wq_active(wq))
			return true;
	return false;
}

/* shim: modelled */
void thaw_workqueues(void)
{
	struct workqueue_struct *wq;

	if (!sim_workqueues_frozen)
		return;
	sim_workqueues_frozen = false;
	mutex_lock(&sim_workqueues_mutex);
	list_for_each_entry(wq, &sim_workqueues, entry) {
		wq->frozen = false;
		sim_wq_resume(wq);
	}
	mutex_unlock(&sim_workqueues_mutex);
}

/* shim: stub - tells nothing that a finding does not tell better */
void show_all_workqueues(void)
{
}

/* shim: stub - see show_all_workqueues() */
void show_freezable_workqueues(void)
{
}

/* shim: stub - the queue's attributes are not modelled, nor shown */
int workqueue_sysfs_register(struct workqueue_struct *wq)
{
	return 0;
}

/* shim: stub - a warning at compile time only */
void __warn_flushing_systemwide_wq(void)
{
}

struct sim_on_cpu {
	struct work_struct work;
	long (*fn)(void *);
	void *arg;
	long result;
};

static void sim_on_cpu_work(struct work_struct *work)
{
	struct sim_on_cpu *call = container_of(work, struct sim_on_cpu, work);

	call->result = call->fn(call->arg);
}

/* shim: modelled - runs fn(arg) in a worker of that CPU and waits */
long work_on_cpu_key(int cpu, long (*fn)(void *), void *arg,
		     struct lock_class_key *key)
{
	struct sim_on_cpu call = { .fn = fn, .arg = arg };

	INIT_WORK_ONSTACK_KEY(&call.work, sim_on_cpu_work, key);
	schedule_work_on(cpu, &call.work);
	flush_work(&call.work);
	return call.result;
}

/* shim: modelled - one item per CPU; waits for all */
int schedule_on_each_cpu(work_func_t func)
{
	struct work_struct works[SIM_MAX_CPUS];
	int cpu;

	for_each_online_cpu(cpu) {
		INIT_WORK_ONSTACK(&works[cpu], func);
		schedule_work_on(cpu, &works[cpu]);
	}
	for_each_online_cpu(cpu)
		flush_work(&works[cpu]);
	return 0;
}

/* shim: modelled - at once if the caller may sleep */
int execute_in_process_context(work_func_t fn, struct execute_work *work)
{
	if (!in_interrupt()) {
		fn(&work->work);
		return 0;
	}
	INIT_WORK(&work->work, fn);
	schedule_work(&work->work);
	return 1;
}

static void sim_wq_system(void)
{
	system_wq = alloc_workqueue("events", WQ_PERCPU, 0);
	system_percpu_wq = system_wq;
	system_highpri_wq = alloc_workqueue("events_highpri",
					    WQ_HIGHPRI | WQ_PERCPU, 0);
	system_long_wq = alloc_workqueue("events_long", WQ_PERCPU, 0);
	system_unbound_wq = alloc_workqueue("events_unbound", WQ_UNBOUND, 0);
	system_dfl_wq = system_unbound_wq;
	system_freezable_wq = alloc_workqueue("events_freezable",
					      WQ_FREEZABLE | WQ_PERCPU, 0);
	system_power_efficient_wq = alloc_workqueue("events_power_efficient",
				WQ_POWER_EFFICIENT | WQ_PERCPU, 0);
	system_freezable_power_efficient_wq = alloc_workqueue(
				"events_freezable_pwr_efficient",
				WQ_FREEZABLE | WQ_POWER_EFFICIENT | WQ_PERCPU, 0);
	system_bh_wq = alloc_workqueue("events_bh", WQ_BH | WQ_PERCPU, 0);
	system_bh_highpri_wq = alloc_workqueue("events_bh_highpri",
				WQ_BH | WQ_HIGHPRI | WQ_PERCPU, 0);
	system_dfl_long_wq = alloc_workqueue("events_dfl_long", WQ_UNBOUND, 0);
}

void sim_boot_workqueues(void)
{
	sim_pool_early();
	sim_wq_system();
	sim_pool_start();
}
