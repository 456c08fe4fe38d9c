// SPDX-License-Identifier: GPL-2.0-only
/*
 * context-test.c: what may not be done in a context, or left behind by it, each
 * with a correct twin; see report/context_check.c and report/sleep_check.c.
 */
#include <kunit/test.h>
#include <linux/cpumask.h>
#include <linux/irq_work.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/smp.h>
#include <linux/workqueue.h>
#include "sim/border_trial.h"
#include "sim-lock-order.h"
#include "sim-report.h"

#ifdef CONFIG_PROVE_LOCKING

static char sim_context_title[256];

#define SIM_CONTEXT_FINDS(test, kind, number, words, action) do {	\
	sim_trial_begin(kind, SIM_KIND_LOCK_ORDER);			\
	action;								\
	KUNIT_EXPECT_EQ(test, sim_trial_end(sim_context_title,		\
				sizeof(sim_context_title)), number);	\
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(sim_context_title, words),\
				  "%s", sim_context_title);		\
} while (0)

static DEFINE_MUTEX(sim_context_mutex);

/* ---- on the way back to user space ---- */

/* What is found turns debug_locks off, for this task only. */
static void sim_context_lock_held(struct kunit *test)
{
	sim_order_selftest = current;
	mutex_lock(&sim_context_mutex);
	SIM_CONTEXT_FINDS(test, SIM_KIND_BUG, 1, "sim_context_mutex",
			  sim_context_user());
	mutex_unlock(&sim_context_mutex);
	lockdep_reset();
	sim_order_selftest = NULL;
}

static void sim_context_lock_twin(struct kunit *test)
{
	mutex_lock(&sim_context_mutex);
	mutex_unlock(&sim_context_mutex);
	SIM_CONTEXT_FINDS(test, SIM_KIND_BUG, 0, "", sim_context_user());
}

static void sim_context_preempt(struct kunit *test)
{
	preempt_disable();
	SIM_CONTEXT_FINDS(test, SIM_KIND_BUG, 1, "left preempt_count",
			  sim_context_user());
	preempt_enable();
	SIM_CONTEXT_FINDS(test, SIM_KIND_BUG, 0, "", sim_context_user());
}

static void sim_context_rcu(struct kunit *test)
{
	rcu_read_lock();
	SIM_CONTEXT_FINDS(test, SIM_KIND_RCU, 1, "left an RCU",
			  sim_context_user());
	rcu_read_unlock();
	SIM_CONTEXT_FINDS(test, SIM_KIND_RCU, 0, "", sim_context_user());
}

/* ---- at the end of a work item ---- */

static DECLARE_RWSEM(sim_context_rwsem);
static struct task_struct *sim_context_worker;

static void sim_context_keeps(struct work_struct *work)
{
	down_read(&sim_context_rwsem);
	sim_context_worker = current;
}

static void sim_context_keeps_not(struct work_struct *work)
{
	down_read(&sim_context_rwsem);
	up_read(&sim_context_rwsem);
}

static void sim_context_work_run(work_func_t function)
{
	struct work_struct work;

	INIT_WORK_ONSTACK(&work, function);
	schedule_work(&work);
	flush_work(&work);
	destroy_work_on_stack(&work);
}

static void sim_context_work(struct kunit *test)
{
	SIM_CONTEXT_FINDS(test, SIM_KIND_BUG, 1, "holds sim_context_rwsem",
			  sim_context_work_run(sim_context_keeps));
	/* In the worker's place, for lockdep too. */
	up_read_non_owner(&sim_context_rwsem);
	lockdep_init_task(sim_context_worker);
}

static void sim_context_work_twin(struct kunit *test)
{
	SIM_CONTEXT_FINDS(test, SIM_KIND_BUG, 0, "",
			  sim_context_work_run(sim_context_keeps_not));
}

/* ---- interrupts ---- */

static void sim_context_run(void (*function)(struct irq_work *))
{
	struct irq_work work = IRQ_WORK_INIT_HARD(function);

	irq_work_queue(&work);
	irq_work_sync(&work);
}

static void sim_context_leaks(struct irq_work *work)
{
	preempt_disable();
}

static void sim_context_leaks_not(struct irq_work *work)
{
	preempt_disable();
	preempt_enable();
}

static void sim_context_handler(struct kunit *test)
{
	SIM_CONTEXT_FINDS(test, SIM_KIND_BUG, 1, "handlers of interrupt",
			  sim_context_run(sim_context_leaks));
	SIM_CONTEXT_FINDS(test, SIM_KIND_BUG, 0, "",
			  sim_context_run(sim_context_leaks_not));
	KUNIT_EXPECT_TRUE(test, preemptible());
}

static void sim_context_tries(struct irq_work *work)
{
	static DEFINE_MUTEX(mutex);

	if (mutex_trylock(&mutex))
		mutex_unlock(&mutex);
}

static void sim_context_tries_not(struct irq_work *work)
{
	static DEFINE_RAW_SPINLOCK(lock);

	if (raw_spin_trylock(&lock))
		raw_spin_unlock(&lock);
}

static void sim_context_mutex_irq(struct kunit *test)
{
	SIM_CONTEXT_FINDS(test, SIM_KIND_SLEEP_IN_ATOMIC, 2, "of mutex",
			  sim_context_run(sim_context_tries));
	SIM_CONTEXT_FINDS(test, SIM_KIND_SLEEP_IN_ATOMIC, 0, "",
			  sim_context_run(sim_context_tries_not));
}

/* ---- RCU ---- */

static void sim_context_sleep(struct kunit *test)
{
	rcu_read_lock();
	SIM_CONTEXT_FINDS(test, SIM_KIND_SLEEP_IN_ATOMIC, 1, "RCU nesting 1",
			  might_sleep());
	rcu_read_unlock();
	SIM_CONTEXT_FINDS(test, SIM_KIND_SLEEP_IN_ATOMIC, 0, "",
			  might_sleep());
}

static int __rcu *sim_context_pointer;

static noinline void sim_context_dereference(void)
{
	(void)rcu_dereference(sim_context_pointer);
}

/* Correct first: a place is told once. */
static void sim_context_outside(struct kunit *test)
{
	rcu_read_lock();
	SIM_CONTEXT_FINDS(test, SIM_KIND_RCU, 0, "",
			  sim_context_dereference());
	rcu_read_unlock();
	SIM_CONTEXT_FINDS(test, SIM_KIND_RCU, 1, "suspicious RCU usage",
			  sim_context_dereference());
}

/* ---- calls that are not waited for ---- */

static void sim_context_count(void *count)
{
	(*(int *)count)++;
}

/* They run in order, so the one that is waited for comes last. */
static void sim_context_call(struct kunit *test)
{
	int count = 0, i, cpu = cpumask_last(cpu_online_mask);

	for (i = 0; i < 3; i++)
		smp_call_function_single(cpu, sim_context_count, &count, 0);
	smp_call_function_single(cpu, sim_context_count, &count, 1);
	KUNIT_EXPECT_EQ(test, count, 4);
}

static struct kunit_case sim_context_cases[] = {
	KUNIT_CASE(sim_context_lock_held),
	KUNIT_CASE(sim_context_lock_twin),
	KUNIT_CASE(sim_context_preempt),
	KUNIT_CASE(sim_context_rcu),
	KUNIT_CASE(sim_context_work),
	KUNIT_CASE(sim_context_work_twin),
	KUNIT_CASE(sim_context_handler),
	KUNIT_CASE(sim_context_mutex_irq),
	KUNIT_CASE(sim_context_sleep),
	KUNIT_CASE(sim_context_outside),
	KUNIT_CASE(sim_context_call),
	{}
};

static struct kunit_suite sim_context_suite = {
	.name = "sim_context",
	.test_cases = sim_context_cases,
};
kunit_test_suite(sim_context_suite);

#endif /* CONFIG_PROVE_LOCKING */
