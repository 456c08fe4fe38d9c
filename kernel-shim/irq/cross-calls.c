// SPDX-License-Identifier: GPL-2.0-only
/*
 * cross-calls.c: functions that run on another CPU.
 *
 * Stands in for kernel/smp.c and kernel/irq_work.c: a queue per CPU and an
 * interrupt between CPUs that empties it.
 *
 * Not modelled: lazy irq_work (runs like any other).
 */
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/hardirq.h>
#include <linux/irq_work.h>
#include <linux/irqflags.h>
#include <linux/smp.h>
#include "sim/border_wait.h"
#include "sim-locks.h"
#include "sim-sched.h"

/* Calls of this CPU's queue, first in first out. */
struct sim_call {
	struct list_head entry;
	call_single_data_t *single;
	smp_call_func_t func;
	void *info;
	bool done;
	bool taken;			/* of those below */
};

/* For callers who do not wait; when all are taken, the caller waits. */
static struct sim_call sim_calls_ahead[32];

static struct list_head sim_call_queues[SIM_CPU_SLOTS];

static struct list_head *sim_call_queue(int cpu)
{
	struct list_head *queue = &sim_call_queues[cpu];

	if (!queue->next)
		INIT_LIST_HEAD(queue);
	return queue;
}

static void sim_call_single(call_single_data_t *single)
{
	smp_call_func_t func = single->func;
	void *info = single->info;

	sim_race_acquire(single, SIM_RACE_QUEUE);
	single->node.u_flags = 0;
	func(info);
}

static void sim_call_run(struct sim_call *call)
{
	list_del(&call->entry);
	sim_race_acquire(call, SIM_RACE_QUEUE);
	call->func(call->info);
	sim_race_release(call, SIM_RACE_DONE);
	call->done = true;
	call->taken = false;
	sim_spin_wake(call);
}

static struct sim_call *sim_call_ahead(void)
{
	struct sim_call *call;

	for (call = sim_calls_ahead;
	     call < sim_calls_ahead + ARRAY_SIZE(sim_calls_ahead); call++)
		if (!call->taken)
			return call;
	return NULL;
}

/* Asynchronous calls carry their own data; they are queued by their node. */
static struct llist_head sim_call_singles[SIM_CPU_SLOTS];

static struct llist_head sim_irq_works[SIM_CPU_SLOTS];
static struct irq_work *sim_irq_work_runs[SIM_CPU_SLOTS];

static void sim_irq_work_run(int cpu)
{
	struct irq_work *work, *next;
	struct llist_node *list;

	list = llist_reverse_order(llist_del_all(&sim_irq_works[cpu]));
	llist_for_each_entry_safe(work, next, list, node.llist) {
		/* No more pending: it may be queued again while it runs. */
		int flags = atomic_read(&work->node.a_flags) & ~IRQ_WORK_PENDING;

		atomic_set(&work->node.a_flags, flags);
		sim_race_acquire(work, SIM_RACE_QUEUE);
		sim_irq_work_runs[cpu] = work;
		work->func(work);
		sim_irq_work_runs[cpu] = NULL;
		sim_race_release(work, SIM_RACE_DONE);
		atomic_cmpxchg(&work->node.a_flags, flags,
			       flags & ~IRQ_WORK_BUSY);
		sim_spin_wake(work);
	}
}

/* shim: modelled - calls work->func in an interrupt of that CPU */
bool irq_work_queue_on(struct irq_work *work, int cpu)
{
	sim_race_release(work, SIM_RACE_QUEUE);
	if (atomic_read(&work->node.a_flags) & IRQ_WORK_PENDING)
		return false;
	atomic_or(IRQ_WORK_CLAIMED, &work->node.a_flags);
	llist_add(&work->node.llist, &sim_irq_works[cpu]);
	sim_ipi_send(cpu);
	return true;
}

/* shim: modelled */
bool irq_work_queue(struct irq_work *work)
{
	return irq_work_queue_on(work, raw_smp_processor_id());
}

/* The CPU that has it in its queue, or runs it; -1: none. */
static int sim_irq_work_cpu(const struct irq_work *work)
{
	const struct llist_node *node;
	int cpu;

	for_each_online_cpu(cpu) {
		if (sim_irq_work_runs[cpu] == work)
			return cpu;
		for (node = sim_irq_works[cpu].first; node; node = node->next)
			if (node == &work->node.llist)
				return cpu;
	}
	return -1;
}

/* shim: modelled - waits until it neither is queued nor runs */
void irq_work_sync(struct irq_work *work)
{
	lockdep_assert_irqs_enabled();
	while (atomic_read(&work->node.a_flags) & IRQ_WORK_CLAIMED) {
		sim_task_awaits(sim_irq_work_cpu(work));
		sim_task_spin(SIM_WAIT_IRQ_SYNC, work);
	}
	sim_task_awaits(-1);
	sim_race_acquire(work, SIM_RACE_DONE);
}

/* SIM_IRQ_IPI: in hard interrupt context. */
void sim_ipi_interrupt(void)
{
	int cpu = raw_smp_processor_id();
	struct list_head *queue = sim_call_queue(cpu);
	call_single_data_t *single, *next;
	struct llist_node *list;

	while (!list_empty(queue))
		sim_call_run(list_first_entry(queue, struct sim_call, entry));
	list = llist_reverse_order(llist_del_all(&sim_call_singles[cpu]));
	llist_for_each_entry_safe(single, next, list, node.llist)
		sim_call_single(single);
	sim_irq_work_run(cpu);
}

static void sim_call_here(smp_call_func_t func, void *info)
{
	unsigned long flags;

	local_irq_save(flags);
	func(info);
	local_irq_restore(flags);
}

static void sim_call_wait(struct sim_call *call, int cpu)
{
	sim_task_awaits(cpu);
	while (!call->done)
		sim_task_spin(SIM_WAIT_IRQ_SYNC, call);
	sim_task_awaits(-1);
	sim_race_acquire(call, SIM_RACE_DONE);
}

static void sim_call_there(int cpu, smp_call_func_t func, void *info, bool wait)
{
	struct sim_call here, *call = wait ? NULL : sim_call_ahead();

	WARN_ON_ONCE(irqs_disabled());
	wait = !call;
	if (wait)
		call = &here;
	*call = (struct sim_call){ .func = func, .info = info, .taken = true };
	sim_race_release(call, SIM_RACE_QUEUE);
	list_add_tail(&call->entry, sim_call_queue(cpu));
	sim_ipi_send(cpu);
	if (wait)
		sim_call_wait(call, cpu);
}

/* The last argument is an int in some trees and a bool in others. */
int sim_call_function_single(int cpu, smp_call_func_t func, void *info,
			     unsigned char wait)
	__asm__("smp_call_function_single");

/* shim: modelled - smp_call_function_single() */
int sim_call_function_single(int cpu, smp_call_func_t func, void *info,
			     unsigned char wait)
{
	int here = get_cpu();

	if (cpu >= nr_cpu_ids) {
		put_cpu();
		return -ENXIO;
	}
	if (cpu == here)
		sim_call_here(func, info);
	else
		sim_call_there(cpu, func, info, wait);
	put_cpu();
	return 0;
}

/* shim: modelled */
int smp_call_function_single_async(int cpu, call_single_data_t *csd)
{
	if (csd->node.u_flags)
		return -EBUSY;
	csd->node.u_flags = 1;
	sim_race_release(csd, SIM_RACE_QUEUE);
	if (cpu == raw_smp_processor_id()) {
		unsigned long flags;

		local_irq_save(flags);
		sim_call_single(csd);
		local_irq_restore(flags);
		return 0;
	}
	llist_add(&csd->node.llist, &sim_call_singles[cpu]);
	sim_ipi_send(cpu);
	return 0;
}

/* shim: modelled - one CPU after the other, then here */
void on_each_cpu_cond_mask(smp_cond_func_t cond, smp_call_func_t func,
			   void *info, bool wait, const struct cpumask *mask)
{
	int cpu, here = get_cpu();

	for_each_cpu_and(cpu, mask, cpu_online_mask)
		if (cpu != here && (!cond || cond(cpu, info)))
			sim_call_there(cpu, func, info, wait);
	if (cpumask_test_cpu(here, mask) && (!cond || cond(here, info)))
		sim_call_here(func, info);
	put_cpu();
}

/* shim: modelled - on all CPUs of @mask but this one */
void smp_call_function_many(const struct cpumask *mask, smp_call_func_t func,
			    void *info, bool wait)
{
	int cpu, here = raw_smp_processor_id();

	for_each_cpu_and(cpu, mask, cpu_online_mask)
		if (cpu != here)
			sim_call_there(cpu, func, info, wait);
}

/* shim: modelled */
void smp_call_function(smp_call_func_t func, void *info, int wait)
{
	preempt_disable();
	smp_call_function_many(cpu_online_mask, func, info, wait);
	preempt_enable();
}

/* shim: modelled */
int smp_call_function_any(const struct cpumask *mask, smp_call_func_t func,
			  void *info, int wait)
{
	int cpu = cpumask_first_and(mask, cpu_online_mask);

	return sim_call_function_single(cpu, func, info, wait);
}

static void sim_call_nothing(void *info)
{
}

/* shim: modelled - an interrupt on every CPU */
void kick_all_cpus_sync(void)
{
	smp_call_function(sim_call_nothing, NULL, 1);
}
