// SPDX-License-Identifier: GPL-2.0-only
/*
 * cross-call-test.c: a call to another CPU that never comes there, as that CPU
 * waits with interrupts off for what the caller holds, and its correct twin.
 *
 * The checker is in the host (libsim/sched/circle.c).
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/preempt.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include "sim/border_trial.h"

#ifdef CONFIG_LOCKDEP

struct sim_test_call {
	spinlock_t lock;
	struct hrtimer rescue;
	struct completion ended[2];
	bool held, asks, deaf, rescued;
	int called;
};

static struct sim_test_call *call;

/* On the caller's CPU, where interrupts are on: lets go in its place. */
static enum hrtimer_restart sim_call_rescue(struct hrtimer *timer)
{
	call->rescued = true;
	do_raw_spin_unlock(&call->lock.rlock);
	return HRTIMER_NORESTART;
}

static void sim_call_count(void *unused)
{
	call->called++;
}

static void sim_call_release(void)
{
	hrtimer_cancel(&call->rescue);
	if (!call->rescued) {
		spin_unlock(&call->lock);
		return;
	}
	spin_release(&call->lock.dep_map, _THIS_IP_);
	preempt_enable();
}

/* On CPU 0. */
static int sim_call_caller(void *unused)
{
	hrtimer_start(&call->rescue, ms_to_ktime(100),
		      HRTIMER_MODE_REL_PINNED_HARD);
	spin_lock(&call->lock);
	WRITE_ONCE(call->held, true);
	while (!READ_ONCE(call->asks))
		cpu_relax();
	smp_call_function_single(1, sim_call_count, NULL, true);
	sim_call_release();
	complete(&call->ended[0]);
	return 0;
}

/* On CPU 1. */
static int sim_call_asker(void *unused)
{
	while (!READ_ONCE(call->held))
		cpu_relax();
	if (call->deaf)
		local_irq_disable();
	WRITE_ONCE(call->asks, true);
	spin_lock(&call->lock);
	spin_unlock(&call->lock);
	if (call->deaf)
		local_irq_enable();
	complete(&call->ended[1]);
	return 0;
}

static void sim_call_start(int (*function)(void *), int cpu, const char *name)
{
	struct task_struct *task = kthread_create(function, NULL, "%s", name);

	kthread_bind(task, cpu);
	wake_up_process(task);
}

static int sim_call_try(bool deaf, char *title, size_t size)
{
	call->deaf = deaf;
	sim_trial_begin(SIM_KIND_DEADLOCK, SIM_KIND_LOCK_ORDER);
	sim_call_start(sim_call_caller, 0, "sim_caller");
	sim_call_start(sim_call_asker, 1, "sim_asker");
	wait_for_completion(&call->ended[0]);
	wait_for_completion(&call->ended[1]);
	return sim_trial_end(title, size);
}

static int sim_call_init(struct kunit *test)
{
	call = kunit_kzalloc(test, sizeof(*call), GFP_KERNEL);
	if (!call)
		return -ENOMEM;
	spin_lock_init(&call->lock);
	hrtimer_setup(&call->rescue, sim_call_rescue, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL_PINNED_HARD);
	init_completion(&call->ended[0]);
	init_completion(&call->ended[1]);
	return 0;
}

static void sim_call_deaf(struct kunit *test)
{
	char title[256];

	KUNIT_EXPECT_EQ(test, sim_call_try(true, title, sizeof(title)), 1);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(title,
			"on the CPU of sim_asker, which has them off"),
			"%s", title);
	KUNIT_EXPECT_TRUE(test, call->rescued);
	KUNIT_EXPECT_EQ(test, call->called, 1);
}

static void sim_call_deaf_twin(struct kunit *test)
{
	char title[256] = "";

	KUNIT_EXPECT_EQ_MSG(test, sim_call_try(false, title, sizeof(title)), 0,
			    "%s", title);
	KUNIT_EXPECT_FALSE(test, call->rescued);
	KUNIT_EXPECT_EQ(test, call->called, 1);
}

static struct kunit_case sim_call_cases[] = {
	KUNIT_CASE(sim_call_deaf),
	KUNIT_CASE(sim_call_deaf_twin),
	{}
};

static struct kunit_suite sim_call_suite = {
	.name = "sim_cross_call",
	.init = sim_call_init,
	.test_cases = sim_call_cases,
};
kunit_test_suite(sim_call_suite);

#endif /* CONFIG_LOCKDEP */
