// SPDX-License-Identifier: GPL-2.0-only
/*
 * thread-test.c: kernel threads, their CPUs, tasklets, and freezing.
 */
#include <kunit/test.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/freezer.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/sched/task.h>

static int sim_test_thread_counts;

static int sim_test_until_stopped(void *data)
{
	while (!kthread_should_stop()) {
		if (kthread_should_park())
			kthread_parkme();
		sim_test_thread_counts++;
		usleep_range(10, 100);
	}
	return 42;
}

static void sim_test_stop(struct kunit *test)
{
	struct task_struct *task;

	task = kthread_run(sim_test_until_stopped, NULL, "sim_stop");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	usleep_range(100, 300);
	KUNIT_EXPECT_EQ(test, kthread_stop(task), 42);
	task = kthread_create(sim_test_until_stopped, NULL, "sim_never");
	KUNIT_EXPECT_EQ(test, kthread_stop(task), -EINTR);
}

static void sim_test_park(struct kunit *test)
{
	struct task_struct *task;
	int counts;

	task = kthread_run(sim_test_until_stopped, NULL, "sim_park");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	KUNIT_EXPECT_EQ(test, kthread_park(task), 0);
	counts = sim_test_thread_counts;
	msleep(2);
	KUNIT_EXPECT_EQ(test, sim_test_thread_counts, counts);
	kthread_unpark(task);
	msleep(2);
	KUNIT_EXPECT_GT(test, sim_test_thread_counts, counts);
	KUNIT_EXPECT_EQ(test, kthread_stop(task), 42);
}

static int sim_test_strays;

static int sim_test_stays(void *data)
{
	while (!kthread_should_stop()) {
		if (raw_smp_processor_id() != (long)data)
			sim_test_strays++;
		usleep_range(10, 100);
	}
	return 0;
}

static void sim_test_bound(struct kunit *test)
{
	struct task_struct *task;
	long cpu;

	sim_test_strays = 0;
	for_each_online_cpu(cpu) {
		task = kthread_create(sim_test_stays, (void *)cpu, "sim_bound");
		KUNIT_ASSERT_FALSE(test, IS_ERR(task));
		kthread_bind(task, cpu);
		wake_up_process(task);
		msleep(1);
		kthread_stop(task);
	}
	KUNIT_EXPECT_EQ(test, sim_test_strays, 0);
}

static void sim_test_job(struct kthread_work *work)
{
	sim_test_thread_counts++;
}

static void sim_test_worker(struct kunit *test)
{
	struct kthread_worker *worker = kthread_run_worker(0, "sim_worker");
	struct kthread_work work;

	KUNIT_ASSERT_FALSE(test, IS_ERR(worker));
	sim_test_thread_counts = 0;
	kthread_init_work(&work, sim_test_job);
	KUNIT_EXPECT_TRUE(test, kthread_queue_work(worker, &work));
	kthread_flush_work(&work);
	KUNIT_EXPECT_EQ(test, sim_test_thread_counts, 1);
	kthread_destroy_worker(worker);
}

static void sim_test_tasklet_fn(struct tasklet_struct *tasklet)
{
	sim_test_thread_counts += in_serving_softirq() ? 1 : 100;
}

static void sim_test_tasklet(struct kunit *test)
{
	struct tasklet_struct tasklet;

	sim_test_thread_counts = 0;
	tasklet_setup(&tasklet, sim_test_tasklet_fn);
	tasklet_disable(&tasklet);
	tasklet_schedule(&tasklet);
	msleep(1);
	KUNIT_EXPECT_EQ(test, sim_test_thread_counts, 0);
	tasklet_enable(&tasklet);
	tasklet_kill(&tasklet);
	KUNIT_EXPECT_EQ(test, sim_test_thread_counts, 1);
}

/* ---- nobody is woken while task_call_func() looks at him ---- */

static struct sim_test_look {
	struct task_struct *sleeper;
	bool looks, awake;
} look;

static int sim_test_sleeps(void *data)
{
	while (!kthread_should_stop()) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (!READ_ONCE(look.awake) && !kthread_should_stop())
			schedule();
		__set_current_state(TASK_RUNNING);
		usleep_range(10, 20);
	}
	return 0;
}

static int sim_test_wakes(void *data)
{
	while (!READ_ONCE(look.looks) && !kthread_should_stop())
		cpu_relax();
	WRITE_ONCE(look.awake, true);
	wake_up_process(look.sleeper);
	while (!kthread_should_stop())
		usleep_range(10, 100);
	return 0;
}

/* As the freezer: what it saw of the state is so until it is done. */
static int sim_test_look_long(struct task_struct *task, void *arg)
{
	unsigned int state = READ_ONCE(task->__state);

	WRITE_ONCE(look.looks, true);
	while (!READ_ONCE(look.awake))
		cpu_relax();
	udelay(200);
	return READ_ONCE(task->__state) == state;
}

static void sim_test_call_func(struct kunit *test)
{
	struct task_struct *waker;

	if (num_online_cpus() < 2)
		kunit_skip(test, "wants a second CPU");
	set_cpus_allowed_ptr(current, cpumask_of(0));
	look = (struct sim_test_look) { };
	look.sleeper = kthread_run(sim_test_sleeps, NULL, "sim_sleeps");
	KUNIT_ASSERT_FALSE(test, IS_ERR(look.sleeper));
	usleep_range(100, 200);
	waker = kthread_create(sim_test_wakes, NULL, "sim_wakes");
	KUNIT_ASSERT_FALSE(test, IS_ERR(waker));
	kthread_bind(waker, 1);
	wake_up_process(waker);
	KUNIT_EXPECT_EQ(test, task_call_func(look.sleeper, sim_test_look_long,
					     NULL), 1);
	KUNIT_EXPECT_EQ(test, kthread_stop(waker), 0);
	KUNIT_EXPECT_EQ(test, kthread_stop(look.sleeper), 0);
	set_cpus_allowed_ptr(current, cpu_possible_mask);
}

static struct kunit_case sim_thread_cases[] = {
	KUNIT_CASE(sim_test_stop),
	KUNIT_CASE(sim_test_park),
	KUNIT_CASE(sim_test_bound),
	KUNIT_CASE(sim_test_worker),
	KUNIT_CASE(sim_test_tasklet),
	KUNIT_CASE(sim_test_call_func),
	{}
};

static struct kunit_suite sim_thread_suite = {
	.name = "sim_thread",
	.test_cases = sim_thread_cases,
};
kunit_test_suite(sim_thread_suite);
