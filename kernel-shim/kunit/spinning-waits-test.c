// SPDX-License-Identifier: GPL-2.0-only
/*
 * spinning-waits-test.c: a function that an interrupt runs takes a lock whose
 * holder waits for that function to end: a timer's, an hrtimer's, a handler, an
 * irq_work's. Each with its correct twin, which lets go of the lock first.
 *
 * The checker is in the host (libsim/sched/circle.c).
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/kthread.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include "sim/border_trial.h"
#include "sim-sched.h"

#ifdef CONFIG_LOCKDEP

#define SIM_SPIN_LINE	(SIM_IRQ_LINES - 1)

struct sim_test_spin;

/* Starts the function on CPU 1; waits for its end on CPU 0. */
struct sim_test_spin_kind {
	void (*start)(struct sim_test_spin *spin);
	void (*wait)(struct sim_test_spin *spin);
};

struct sim_test_spin {
	const struct sim_test_spin_kind *kind;
	spinlock_t lock;
	struct hrtimer rescue, hrtimer;
	struct timer_list timer;
	struct irq_work work;
	struct completion ended[2];
	bool keeps, held, runs, rescued;
};

static struct sim_test_spin *spin;

static void sim_spin_body(void)
{
	WRITE_ONCE(spin->runs, true);
	spin_lock(&spin->lock);
	spin_unlock(&spin->lock);
}

/* ---- the four ---- */

static void sim_spin_timer_body(struct timer_list *timer)
{
	sim_spin_body();
}

static void sim_spin_timer_start(struct sim_test_spin *spin)
{
	spin->timer.expires = jiffies + 1;
	add_timer_on(&spin->timer, 1);
}

static void sim_spin_timer_wait(struct sim_test_spin *spin)
{
	timer_delete_sync(&spin->timer);
}

static enum hrtimer_restart sim_spin_hrtimer_body(struct hrtimer *timer)
{
	sim_spin_body();
	return HRTIMER_NORESTART;
}

static void sim_spin_hrtimer_start(struct sim_test_spin *spin)
{
	hrtimer_start(&spin->hrtimer, us_to_ktime(10),
		      HRTIMER_MODE_REL_PINNED_HARD);
}

static void sim_spin_hrtimer_wait(struct sim_test_spin *spin)
{
	hrtimer_cancel(&spin->hrtimer);
}

static irqreturn_t sim_spin_irq(int line, void *unused)
{
	sim_spin_body();
	return IRQ_HANDLED;
}

static void sim_spin_handler_start(struct sim_test_spin *spin)
{
	sim_interrupt(SIM_SPIN_LINE);
}

static void sim_spin_handler_wait(struct sim_test_spin *spin)
{
	synchronize_hardirq(SIM_SPIN_LINE);
}

static void sim_spin_work_body(struct irq_work *work)
{
	sim_spin_body();
}

static void sim_spin_work_start(struct sim_test_spin *spin)
{
	irq_work_queue(&spin->work);
}

static void sim_spin_work_wait(struct sim_test_spin *spin)
{
	irq_work_sync(&spin->work);
}

static const struct sim_test_spin_kind sim_spin_timers = {
	sim_spin_timer_start, sim_spin_timer_wait,
}, sim_spin_hrtimers = {
	sim_spin_hrtimer_start, sim_spin_hrtimer_wait,
}, sim_spin_handlers = {
	sim_spin_handler_start, sim_spin_handler_wait,
}, sim_spin_works = {
	sim_spin_work_start, sim_spin_work_wait,
};

/* ---- what they have in common ---- */

/* On the waiter's CPU, where interrupts are on: lets go in its place. */
static enum hrtimer_restart sim_spin_rescue(struct hrtimer *timer)
{
	spin->rescued = true;
	do_raw_spin_unlock(&spin->lock.rlock);
	return HRTIMER_NORESTART;
}

static void sim_spin_release(void)
{
	if (!spin->rescued) {
		spin_unlock(&spin->lock);
		return;
	}
	spin_release(&spin->lock.dep_map, _THIS_IP_);
	preempt_enable();
}

/* On CPU 0. */
static int sim_spin_waiter(void *unused)
{
	spin_lock(&spin->lock);
	WRITE_ONCE(spin->held, true);
	while (!READ_ONCE(spin->runs))
		cpu_relax();
	if (spin->keeps) {
		hrtimer_start(&spin->rescue, ms_to_ktime(100),
			      HRTIMER_MODE_REL_PINNED_HARD);
		spin->kind->wait(spin);
		hrtimer_cancel(&spin->rescue);
		sim_spin_release();
	} else {
		spin_unlock(&spin->lock);
		spin->kind->wait(spin);
	}
	complete(&spin->ended[0]);
	return 0;
}

/* On CPU 1. */
static int sim_spin_starter(void *unused)
{
	while (!READ_ONCE(spin->held))
		cpu_relax();
	spin->kind->start(spin);
	while (!READ_ONCE(spin->runs))
		cpu_relax();
	complete(&spin->ended[1]);
	return 0;
}

static void sim_spin_thread(int (*function)(void *), int cpu, const char *name)
{
	struct task_struct *task = kthread_create(function, NULL, "%s", name);

	kthread_bind(task, cpu);
	wake_up_process(task);
}

static void sim_spin_try(struct kunit *test, bool keeps, const char *words)
{
	char title[256] = "";
	int found;

	spin->kind = test->param_value;
	spin->keeps = keeps;
	sim_trial_begin(SIM_KIND_DEADLOCK, SIM_KIND_LOCK_ORDER);
	sim_spin_thread(sim_spin_waiter, 0, "sim_waiter");
	sim_spin_thread(sim_spin_starter, 1, "sim_starter");
	wait_for_completion(&spin->ended[0]);
	wait_for_completion(&spin->ended[1]);
	found = sim_trial_end(title, sizeof(title));
	KUNIT_EXPECT_EQ_MSG(test, found, keeps, "%s", title);
	KUNIT_EXPECT_EQ(test, spin->rescued, keeps);
	if (keeps)
		KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(title, words), "%s",
					  title);
}

static int sim_spin_init(struct kunit *test)
{
	spin = kunit_kzalloc(test, sizeof(*spin), GFP_KERNEL);
	if (!spin)
		return -ENOMEM;
	spin_lock_init(&spin->lock);
	hrtimer_setup(&spin->rescue, sim_spin_rescue, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL_PINNED_HARD);
	hrtimer_setup(&spin->hrtimer, sim_spin_hrtimer_body, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL_PINNED_HARD);
	timer_setup(&spin->timer, sim_spin_timer_body, 0);
	init_irq_work(&spin->work, sim_spin_work_body);
	init_completion(&spin->ended[0]);
	init_completion(&spin->ended[1]);
	return request_irq(SIM_SPIN_LINE, sim_spin_irq, 0, "sim_spin", spin);
}

static void sim_spin_exit(struct kunit *test)
{
	timer_delete_sync(&spin->timer);
	hrtimer_cancel(&spin->hrtimer);
	irq_work_sync(&spin->work);
	free_irq(SIM_SPIN_LINE, spin);
}

#define SIM_SPIN_CASES(name, words)					\
static void sim_spin_##name(struct kunit *test)				\
{									\
	test->param_value = &sim_spin_##name##s;			\
	sim_spin_try(test, true, words);				\
}									\
static void sim_spin_##name##_twin(struct kunit *test)			\
{									\
	test->param_value = &sim_spin_##name##s;			\
	sim_spin_try(test, false, words);				\
}

SIM_SPIN_CASES(timer, "a timer to finish")
SIM_SPIN_CASES(hrtimer, "a timer to finish")
SIM_SPIN_CASES(handler, "an interrupt handler to finish of sim_spin in ")
SIM_SPIN_CASES(work, "which has them off")

static struct kunit_case sim_spin_cases[] = {
	KUNIT_CASE(sim_spin_timer),
	KUNIT_CASE(sim_spin_timer_twin),
	KUNIT_CASE(sim_spin_hrtimer),
	KUNIT_CASE(sim_spin_hrtimer_twin),
	KUNIT_CASE(sim_spin_handler),
	KUNIT_CASE(sim_spin_handler_twin),
	KUNIT_CASE(sim_spin_work),
	KUNIT_CASE(sim_spin_work_twin),
	{}
};

static struct kunit_suite sim_spin_suite = {
	.name = "sim_spinning_waits",
	.init = sim_spin_init,
	.exit = sim_spin_exit,
	.test_cases = sim_spin_cases,
};
kunit_test_suite(sim_spin_suite);

#endif /* CONFIG_LOCKDEP */
