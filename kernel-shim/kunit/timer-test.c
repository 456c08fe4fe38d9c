// SPDX-License-Identifier: GPL-2.0-only
/*
 * timer-test.c: timers, sleeps and waits with a timeout: never early, in
 * order, and gone when they were deleted.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/smp.h>
#include <linux/timer.h>
#include <linux/wait.h>

struct sim_test_timer {
	struct timer_list timer;
	unsigned long due, fired;
	int order, wrong_context;
	bool busy;
};

static int sim_test_timer_order;

static void sim_test_timer_fn(struct timer_list *t)
{
	struct sim_test_timer *timer = timer_container_of(timer, t, timer);

	timer->busy = true;
	timer->wrong_context += !in_serving_softirq();
	timer->fired = jiffies;
	timer->order = ++sim_test_timer_order;
	udelay(20);
	timer->busy = false;
}

static void sim_test_timers_start(struct sim_test_timer *timers, int count)
{
	int i;

	sim_test_timer_order = 0;
	for (i = 0; i < count; i++) {
		memset(&timers[i], 0, sizeof(timers[i]));
		timer_setup_on_stack(&timers[i].timer, sim_test_timer_fn, 0);
	}
}

static void sim_test_timer_runs(struct kunit *test)
{
	struct sim_test_timer timers[3];
	int i;

	sim_test_timers_start(timers, 3);
	for (i = 2; i >= 0; i--) {
		timers[i].due = jiffies + 3 * (i + 1);
		KUNIT_EXPECT_EQ(test, mod_timer(&timers[i].timer,
						timers[i].due), 0);
	}
	msleep(30);
	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_NE(test, timers[i].order, 0);
		KUNIT_EXPECT_GE(test, timers[i].fired, timers[i].due);
		KUNIT_EXPECT_EQ(test, timers[i].wrong_context, 0);
		KUNIT_EXPECT_FALSE(test, timer_pending(&timers[i].timer));
	}
}

static void sim_test_timer_delete(struct kunit *test)
{
	struct sim_test_timer timers[2];

	sim_test_timers_start(timers, 2);
	mod_timer(&timers[0].timer, jiffies + HZ);
	KUNIT_EXPECT_EQ(test, timer_delete_sync(&timers[0].timer), 1);
	KUNIT_EXPECT_EQ(test, timer_delete_sync(&timers[0].timer), 0);
	KUNIT_EXPECT_EQ(test, timers[0].order, 0);
	mod_timer(&timers[1].timer, jiffies + 2);
	mdelay(2);
	timer_delete_sync(&timers[1].timer);
	KUNIT_EXPECT_FALSE(test, timers[1].busy);
	timer_shutdown_sync(&timers[1].timer);
	mod_timer(&timers[1].timer, jiffies + 1);
	KUNIT_EXPECT_FALSE(test, timer_pending(&timers[1].timer));
}

/* Moves a timer as long as it is pending; whoever deletes it has the last word. */
static int sim_test_timer_mover(void *data)
{
	struct timer_list *timer = data;

	while (!kthread_should_stop()) {
		mod_timer_pending(timer, jiffies + HZ);
		cpu_relax();
	}
	return 0;
}

static void sim_test_timer_pending(struct kunit *test)
{
	struct sim_test_timer timer;
	struct task_struct *mover;
	int i;

	sim_test_timers_start(&timer, 1);
	mover = kthread_run(sim_test_timer_mover, &timer.timer, "sim_mover");
	KUNIT_ASSERT_FALSE(test, IS_ERR(mover));
	for (i = 0; i < 20; i++) {
		mod_timer(&timer.timer, jiffies + HZ);
		timer_delete(&timer.timer);
		usleep_range(1, 10);
		KUNIT_EXPECT_FALSE(test, timer_pending(&timer.timer));
	}
	kthread_stop(mover);
	timer_delete_sync(&timer.timer);
}

struct sim_test_hrtimer {
	struct hrtimer timer;
	int fired, early;
	ktime_t interval;
	struct completion done;
};

static enum hrtimer_restart sim_test_hrtimer_fn(struct hrtimer *t)
{
	struct sim_test_hrtimer *timer = container_of(t,
						struct sim_test_hrtimer, timer);

	if (ktime_before(ktime_get(), hrtimer_get_softexpires(t)))
		timer->early++;
	if (++timer->fired == 5) {
		complete(&timer->done);
		return HRTIMER_NORESTART;
	}
	hrtimer_forward_now(t, timer->interval);
	return HRTIMER_RESTART;
}

static void sim_test_hrtimer_mode(struct kunit *test, enum hrtimer_mode mode)
{
	struct sim_test_hrtimer timer = { .interval = us_to_ktime(125) };
	ktime_t start = ktime_get();

	init_completion(&timer.done);
	hrtimer_setup_on_stack(&timer.timer, sim_test_hrtimer_fn,
			       CLOCK_MONOTONIC, mode);
	hrtimer_start(&timer.timer, timer.interval, mode);
	wait_for_completion(&timer.done);
	KUNIT_EXPECT_EQ(test, timer.fired, 5);
	KUNIT_EXPECT_EQ(test, timer.early, 0);
	KUNIT_EXPECT_GE(test, ktime_us_delta(ktime_get(), start), 5 * 125);
	hrtimer_cancel(&timer.timer);
	KUNIT_EXPECT_FALSE(test, hrtimer_active(&timer.timer));
}

static void sim_test_hrtimer_hard(struct kunit *test)
{
	sim_test_hrtimer_mode(test, HRTIMER_MODE_REL);
}

static void sim_test_hrtimer_soft(struct kunit *test)
{
	sim_test_hrtimer_mode(test, HRTIMER_MODE_REL_SOFT);
}

#define SIM_CROWD	8

struct sim_test_crowd {
	struct hrtimer timer[SIM_CROWD];
	int fired;
	struct completion done;
};

static enum hrtimer_restart sim_test_crowd_fn(struct hrtimer *timer)
{
	return HRTIMER_NORESTART;
}

static int sim_test_crowd_main(void *data)
{
	struct sim_test_crowd *crowd = data;
	int i, turn;

	for (turn = 0; turn < 10; turn++) {
		for (i = 0; i < SIM_CROWD; i++)
			hrtimer_start(&crowd->timer[i],
				      us_to_ktime((7 * i + turn) % 20),
				      HRTIMER_MODE_REL);
		usleep_range(5, 10);
		for (i = 0; i < SIM_CROWD; i++)
			crowd->fired += !hrtimer_cancel(&crowd->timer[i]);
	}
	complete(&crowd->done);
	return 0;
}

/* Many timers come and go on all CPUs, under the clock interrupt. */
static void sim_test_hrtimer_crowd(struct kunit *test)
{
	struct sim_test_crowd *crowd;
	int i, n;

	crowd = kunit_kcalloc(test, 3, sizeof(*crowd), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, crowd);
	for (n = 0; n < 3; n++) {
		init_completion(&crowd[n].done);
		for (i = 0; i < SIM_CROWD; i++)
			hrtimer_setup(&crowd[n].timer[i], sim_test_crowd_fn,
				      CLOCK_MONOTONIC, HRTIMER_MODE_REL);
		kthread_run(sim_test_crowd_main, &crowd[n], "sim_crowd/%d", n);
	}
	for (n = 0; n < 3; n++) {
		wait_for_completion(&crowd[n].done);
		KUNIT_EXPECT_GT(test, crowd[n].fired, 0);
		for (i = 0; i < SIM_CROWD; i++)
			KUNIT_EXPECT_FALSE(test,
					   hrtimer_active(&crowd[n].timer[i]));
	}
}

static void sim_test_sleep(struct kunit *test)
{
	ktime_t start = ktime_get();

	msleep(7);
	KUNIT_EXPECT_GE(test, ktime_ms_delta(ktime_get(), start), 7);
	start = ktime_get();
	usleep_range(100, 200);
	KUNIT_EXPECT_GE(test, ktime_us_delta(ktime_get(), start), 100);
	start = ktime_get();
	udelay(30);
	KUNIT_EXPECT_GE(test, ktime_us_delta(ktime_get(), start), 30);
}

static void sim_test_wait_timeout(struct kunit *test)
{
	DECLARE_WAIT_QUEUE_HEAD_ONSTACK(queue);
	DECLARE_COMPLETION_ONSTACK(done);
	unsigned long start = jiffies;

	KUNIT_EXPECT_EQ(test, wait_event_timeout(queue, false, 5), 0);
	KUNIT_EXPECT_GE(test, jiffies - start, 5);
	KUNIT_EXPECT_EQ(test, wait_for_completion_timeout(&done, 3), 0);
	complete(&done);
	KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&done, 3), 0);
}

static void sim_test_where(void *info)
{
	*(int *)info = in_hardirq() || irqs_disabled() ?
		       raw_smp_processor_id() : -1;
}

static void sim_test_other_cpu(struct kunit *test)
{
	int cpu, where;

	for_each_online_cpu(cpu) {
		where = -2;
		smp_call_function_single(cpu, sim_test_where, &where, 1);
		KUNIT_EXPECT_EQ(test, where, cpu);
	}
}

static struct kunit_case sim_timer_cases[] = {
	KUNIT_CASE(sim_test_timer_runs),
	KUNIT_CASE(sim_test_timer_delete),
	KUNIT_CASE(sim_test_timer_pending),
	KUNIT_CASE(sim_test_hrtimer_hard),
	KUNIT_CASE(sim_test_hrtimer_soft),
	KUNIT_CASE(sim_test_hrtimer_crowd),
	KUNIT_CASE(sim_test_sleep),
	KUNIT_CASE(sim_test_wait_timeout),
	KUNIT_CASE(sim_test_other_cpu),
	{}
};

static struct kunit_suite sim_timer_suite = {
	.name = "sim_timer",
	.test_cases = sim_timer_cases,
};
kunit_test_suite(sim_timer_suite);
