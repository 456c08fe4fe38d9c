// SPDX-License-Identifier: GPL-2.0-only
/*
 * grace-period.c: RCU.
 *
 * Stands in for kernel/rcu/{tree,update}.c. A reader is a task inside
 * rcu_read_lock(), or a context with preemption, softirqs or interrupts off
 * (Documentation/RCU/whatisRCU.rst: the flavours are one). When a grace period
 * starts, every reader of that moment is marked; each is unmarked when it
 * first is no reader any more, and the last one ends the grace period. A
 * kernel thread, "rcu_preempt", drives this. When it runs is the strategy's
 * choice, so grace periods end as late as the seed likes. Callbacks are called
 * in RCU_SOFTIRQ of the CPU that queued them, on top of whatever it runs, and
 * keep their order on that CPU only, as in kernel/rcu/tree.c.
 *
 * Not modelled: expedited grace periods (they are normal ones), stall
 * warnings (the host sees who waits for whom), RCU tasks, CPUs offline, limits
 * of how many callbacks one softirq calls.
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/kthread.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include "sim/border_wait.h"
#include "sim-locks.h"
#include "sim-sched.h"
#include "sim-shadow.h"
#include "sim-shim.h"

/*
 * Grace periods are numbered from 1; `completed` is the last that ended.
 * A callback queued now needs the next that starts: completed + 1 while none
 * runs, completed + 2 otherwise.
 */
static struct sim_rcu {
	unsigned long completed;
	unsigned long needed;		/* somebody waits for this one's end */
	bool running;
	int holders;			/* readers that it still waits for */
	struct task_struct *thread;
} sim_rcu;

/* @last means nothing while @first is NULL. */
struct sim_rcu_list {
	struct rcu_head *first, **last;
};

/**
 * struct sim_rcu_cpu - callbacks of one CPU
 * @queued: wait for the next grace period to start
 * @waiting: wait for the end of the one that runs
 * @done: may be called
 * @left: how many were queued and have not returned
 * @work: raises the softirq there
 */
static struct sim_rcu_cpu {
	struct sim_rcu_list queued, waiting, done;
	unsigned int left;
	struct irq_work work;
} sim_rcu_cpus[SIM_CPU_SLOTS];

int rcu_scheduler_active;

static bool sim_rcu_reader(const struct sim_task *record)
{
	const struct sim_context *context = record->context;

	if (!sim_rcu_by_host && record->task->rcu_read_lock_nesting > 0)
		return true;
	return context && (context->preempt_count || context->irqs_off);
}

static void sim_rcu_poke(void)
{
	if (sim_rcu.thread)
		wake_up_process(sim_rcu.thread);
}

static void sim_rcu_unhold(struct sim_task *record)
{
	record->rcu_holds = false;
	sim_hold_end(record->context, &sim_rcu.holders);
	if (--sim_rcu.holders == 0)
		sim_rcu_poke();
}

/* @record holds the grace period up; does it still read, or has it exited? */
void sim_rcu_release(struct sim_task *record)
{
	if (record->exited || !sim_rcu_reader(record))
		sim_rcu_unhold(record);
}

#ifndef SIM_FREE	/* free/rcu-readers.c */
/* shim: modelled */
void __rcu_read_lock(void)
{
	current->rcu_read_lock_nesting++;
	sim_point(SIM_OP_RCU, NULL);
}

/* shim: modelled - the outermost may end a grace period */
void __rcu_read_unlock(void)
{
	struct task_struct *task = current;

	if (task->rcu_read_lock_nesting <= 0)
		sim_report_format(SIM_KIND_RCU, true,
				  "BUG: rcu_read_unlock() without rcu_read_lock() in %s/%d",
				  task->comm, task->pid);
	if (--task->rcu_read_lock_nesting)
		return;
	sim_race_reader_end();
	sim_rcu_quiescent();
	sim_point(SIM_OP_RCU, NULL);
}
#endif

/* shim: modelled - the shim has no idle loop that RCU ignores */
bool rcu_is_watching(void)
{
	return true;
}

static void sim_rcu_list_move(struct sim_rcu_list *from,
			      struct sim_rcu_list *to)
{
	if (!from->first)
		return;
	*(to->first ? to->last : &to->first) = from->first;
	to->last = from->last;
	from->first = NULL;
}

static bool sim_rcu_list_has(const struct sim_rcu_list *list,
			     const struct rcu_head *head)
{
	const struct rcu_head *other;

	for (other = list->first; other; other = other->next)
		if (other == head)
			return true;
	return false;
}

/* Queued a second time, a callback would be called twice. */
static void sim_rcu_check_twice(const struct rcu_head *head)
{
	int cpu;

	for_each_online_cpu(cpu)
		if (sim_rcu_list_has(&sim_rcu_cpus[cpu].queued, head) ||
		    sim_rcu_list_has(&sim_rcu_cpus[cpu].waiting, head) ||
		    sim_rcu_list_has(&sim_rcu_cpus[cpu].done, head))
			sim_report_format(SIM_KIND_RCU, true,
					  "call_rcu(): callback %ps is queued already",
					  head->func);
}

static void sim_rcu_queue(struct sim_rcu_cpu *cpu, struct rcu_head *head,
			  rcu_callback_t func)
{
	struct sim_rcu_list one = { .first = head, .last = &head->next };

	head->func = func;
	head->next = NULL;
	sim_race_release(head, SIM_RACE_QUEUE);
	sim_rcu_list_move(&one, &cpu->queued);
	cpu->left++;
}

/* shim: modelled - calls @func a grace period later, in a softirq here */
void call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	int cpu = raw_smp_processor_id();

	if (IS_ENABLED(CONFIG_LOCKDEP))
		sim_rcu_check_twice(head);
	sim_rcu_queue(&sim_rcu_cpus[cpu < nr_cpu_ids ? cpu : 0], head, func);
	if (!sim_rcu.running)
		sim_rcu_poke();
}

#ifdef CONFIG_RCU_LAZY
/* shim: modelled */
void call_rcu_hurry(struct rcu_head *head, rcu_callback_t func)
{
	call_rcu(head, func);
}
#endif

static void sim_rcu_begin(void)
{
	struct sim_task *record;
	int cpu;

	sim_rcu.running = true;
	for_each_online_cpu(cpu)
		sim_rcu_list_move(&sim_rcu_cpus[cpu].queued,
				  &sim_rcu_cpus[cpu].waiting);
	list_for_each_entry(record, &sim_task_list, entry) {
		if (record->task == sim_rcu.thread || !sim_rcu_reader(record))
			continue;
		record->rcu_holds = true;
		sim_hold_begin(record->context, SIM_WAIT_RCU, &sim_rcu.holders,
			       "RCU read section");
		sim_rcu.holders++;
	}
}

/* Somebody may have stopped reading without passing a place that tells. */
static void sim_rcu_look(void)
{
	struct sim_task *record;

	list_for_each_entry(record, &sim_task_list, entry)
		if (record->rcu_holds && !sim_rcu_reader(record)) {
			record->rcu_holds = false;
			sim_hold_end(record->context, &sim_rcu.holders);
			sim_rcu.holders--;
		}
}

static void sim_rcu_hold_out(void)
{
	for (;;) {
		set_current_state(TASK_IDLE);
		sim_rcu_look();
		if (!sim_rcu.holders)
			break;
		sim_task_wait(SIM_WAIT_RCU, &sim_rcu.holders);
	}
	__set_current_state(TASK_RUNNING);
}

/* RCU_SOFTIRQ */
static void sim_rcu_softirq(void)
{
	struct sim_rcu_cpu *cpu = &sim_rcu_cpus[raw_smp_processor_id()];
	struct rcu_head *list = cpu->done.first;

	cpu->done.first = NULL;
	while (list) {
		struct rcu_head *head = list;
		rcu_callback_t func = head->func;

		sim_shadow_use(head);
		list = head->next;
		sim_race_acquire(head, SIM_RACE_QUEUE);
		sim_race_after_grace();
		rcu_lock_acquire(&rcu_callback_map);
		func(head);
		rcu_lock_release(&rcu_callback_map);
		cpu->left--;
	}
}

static void sim_rcu_raise(struct irq_work *work)
{
	raise_softirq_irqoff(RCU_SOFTIRQ);
}

static void sim_rcu_grace_period(void)
{
	int cpu;

	sim_race_renew();
	sim_rcu_begin();
	sim_point(SIM_OP_RCU, &sim_rcu);
	sim_rcu_hold_out();
	sim_rcu_host_readers();
	sim_race_grace_period();
	sim_rcu.completed++;
	sim_rcu.running = false;
	sim_lock_wake(&sim_rcu.completed);
	for_each_online_cpu(cpu) {
		if (!sim_rcu_cpus[cpu].waiting.first)
			continue;
		sim_rcu_list_move(&sim_rcu_cpus[cpu].waiting,
				  &sim_rcu_cpus[cpu].done);
		irq_work_queue_on(&sim_rcu_cpus[cpu].work, cpu);
	}
}

static bool sim_rcu_wanted(void)
{
	int cpu;

	for_each_online_cpu(cpu)
		if (sim_rcu_cpus[cpu].queued.first)
			return true;
	return sim_rcu.needed > sim_rcu.completed;
}

static int sim_rcu_main(void *unused)
{
	sim_hold_begin(sim_self, SIM_WAIT_RCU, &sim_rcu.completed,
		       "RCU grace periods");
	for (;;) {
		set_current_state(TASK_IDLE);
		if (sim_rcu_wanted()) {
			__set_current_state(TASK_RUNNING);
			sim_rcu_grace_period();
			continue;
		}
		schedule();
	}
	return 0;
}

void sim_boot_rcu(void)
{
	int cpu;

	open_softirq(RCU_SOFTIRQ, sim_rcu_softirq);
	for_each_online_cpu(cpu)
		init_irq_work(&sim_rcu_cpus[cpu].work, sim_rcu_raise);
	sim_kthreads_start();
	sim_rcu.thread = kthread_run(sim_rcu_main, NULL, "rcu_preempt");
	if (IS_ERR(sim_rcu.thread))
		sim_fault("no thread for RCU");
	rcu_scheduler_active = 2;
}

/* Sees to it that a grace period starts from now on; its number. */
static unsigned long sim_rcu_need(void)
{
	unsigned long number = sim_rcu.completed + 1 + sim_rcu.running;

	sim_rcu.needed = number;
	if (!sim_rcu.running)
		sim_rcu_poke();
	return number;
}

static void sim_rcu_wait(void)
{
	unsigned long number = sim_rcu_need();

	while (sim_rcu.completed < number) {
		__set_current_state(TASK_UNINTERRUPTIBLE);
		sim_task_wait_lock(SIM_WAIT_RCU, &sim_rcu.completed);
	}
	__set_current_state(TASK_RUNNING);
	sim_race_after_grace();
}

/* shim: modelled - in a reader it would never end, which is a finding */
void synchronize_rcu(void)
{
	might_sleep();
	if (current->rcu_read_lock_nesting > 0)
		sim_report_format(SIM_KIND_RCU, false,
				  "WARNING: Illegal synchronize_rcu() in RCU read-side critical section (%s/%d)",
				  current->comm, current->pid);
	if (sim_rcu.thread)
		sim_rcu_wait();
}

/* shim: modelled - no faster than a normal one, which is allowed */
void synchronize_rcu_expedited(void)
{
	synchronize_rcu();
}

/* On the stack of who waits; @left counts the CPUs, in the first. */
struct sim_rcu_last {
	struct rcu_head head;
	struct sim_rcu_last *first;
	int left;
};

static void sim_rcu_last_called(struct rcu_head *head)
{
	struct sim_rcu_last *first =
		container_of(head, struct sim_rcu_last, head)->first;

	sim_race_release(first, SIM_RACE_DONE);
	if (!--first->left)
		sim_lock_wake(first);
}

/*
 * Of the callbacks behind which somebody waits, does one need a grace period?
 * Those that do not wait for a softirq, which nobody is known to hold up.
 */
static const void *sim_rcu_last_object(struct sim_rcu_last *last)
{
	int cpu;

	for_each_online_cpu(cpu)
		if (last[cpu].first &&
		    (sim_rcu_list_has(&sim_rcu_cpus[cpu].queued,
				      &last[cpu].head) ||
		     sim_rcu_list_has(&sim_rcu_cpus[cpu].waiting,
				      &last[cpu].head)))
			return &sim_rcu.completed;
	return last;
}

/* As in the kernel, that need not take a grace period. */
/* shim: modelled - behind the last callback of each CPU that has any */
void rcu_barrier(void)
{
	struct sim_rcu_last last[SIM_CPU_SLOTS] = {};
	int cpu;

	might_sleep();
	for_each_online_cpu(cpu) {
		if (!sim_rcu.thread || !sim_rcu_cpus[cpu].left)
			continue;
		last[cpu].first = last;
		last->left++;
		sim_rcu_queue(&sim_rcu_cpus[cpu], &last[cpu].head,
			      sim_rcu_last_called);
	}
	if (last->left && !sim_rcu.running)
		sim_rcu_poke();
	while (last->left) {
		__set_current_state(TASK_UNINTERRUPTIBLE);
		sim_task_wait_lock(SIM_WAIT_RCU, sim_rcu_last_object(last));
	}
	__set_current_state(TASK_RUNNING);
	sim_race_acquire(last, SIM_RACE_DONE);
}

/* shim: modelled - number of the grace period that must have ended */
unsigned long get_state_synchronize_rcu(void)
{
	return sim_rcu.completed + 1 + sim_rcu.running;
}

/* shim: modelled - get_state_synchronize_rcu() that also starts one */
unsigned long start_poll_synchronize_rcu(void)
{
	return sim_rcu_need();
}

/* shim: modelled */
unsigned long get_completed_synchronize_rcu(void)
{
	return 0;
}

/* shim: modelled */
bool poll_state_synchronize_rcu(unsigned long oldstate)
{
	if (sim_rcu.completed < oldstate)
		return false;
	sim_race_after_grace();
	return true;
}

/* shim: modelled */
void cond_synchronize_rcu(unsigned long oldstate)
{
	if (!poll_state_synchronize_rcu(oldstate))
		synchronize_rcu();
}

/* shim: modelled */
void cond_synchronize_rcu_expedited(unsigned long oldstate)
{
	cond_synchronize_rcu(oldstate);
}

/* shim: stub - each context's state is looked at anyway */
void rcu_softirq_qs(void)
{
}

/* shim: stub - see rcu_softirq_qs() */
void rcu_note_context_switch(bool preempt)
{
}

/* shim: stub - only boots that expedite care */
void rcu_end_inkernel_boot(void)
{
}
