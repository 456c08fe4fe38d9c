// SPDX-License-Identifier: GPL-2.0-only
/*
 * progress-test.c: waits that never end, or end too late, which the checkers
 * of progress must find, each with a correct twin that they must not.
 *
 * The checkers are in the host (libsim/sched/circle.c, probe.c, stall.c); a
 * trial counts what they find instead of telling it.
 */
#include <kunit/device.h>
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/pm_runtime.h>
#include <linux/rwsem.h>
#include <linux/sched/task.h>
#include <linux/srcu.h>
#include <linux/wait.h>
#include "sim/border_trial.h"

#ifdef CONFIG_LOCKDEP

struct sim_test_progress {
	struct mutex mutex;
	struct rw_semaphore rwsem;
	struct completion started, never, ended[2];
	wait_queue_head_t queue;
	bool flag;
	struct srcu_struct srcu;
	struct device *device;
	struct dev_pm_domain domain;
	struct task_struct *helper;
	bool takes, timed;
	char title[256];
};

static struct sim_test_progress *progress;

static int sim_progress_init(struct kunit *test)
{
	progress = kunit_kzalloc(test, sizeof(*progress), GFP_KERNEL);
	if (!progress)
		return -ENOMEM;
	mutex_init(&progress->mutex);
	init_rwsem(&progress->rwsem);
	init_completion(&progress->started);
	init_completion(&progress->never);
	init_completion(&progress->ended[0]);
	init_completion(&progress->ended[1]);
	init_waitqueue_head(&progress->queue);
	return 0;
}

/* What the test holds is asked for by a helper that the test waits for. */
static void sim_progress_ask(void)
{
	complete(&progress->started);
	if (!progress->takes)
		return;
	down_write(&progress->rwsem);
	up_write(&progress->rwsem);
}

/* Breaks the circle again: lets go in place of the test. */
static int sim_progress_rescue(void *unused)
{
	msleep(100);
	up_read_non_owner(&progress->rwsem);
	complete(&progress->ended[1]);
	return 0;
}

static void sim_progress_hold(int (*function)(void *), bool takes)
{
	progress->takes = takes;
	sim_trial_begin(SIM_KIND_DEADLOCK, SIM_KIND_LOCK_ORDER);
	down_read(&progress->rwsem);
	progress->helper = kthread_create(function, NULL, "sim_helper");
	get_task_struct(progress->helper);
	wake_up_process(progress->helper);
	wait_for_completion(&progress->started);
	/* It waits by then. */
	msleep(20);
	kthread_run(sim_progress_rescue, NULL, "sim_rescue");
}

static void sim_progress_helped(struct kunit *test)
{
	int found;

	wait_for_completion(&progress->ended[1]);
	rwsem_release(&progress->rwsem.dep_map, _THIS_IP_);
	found = sim_trial_end(progress->title, sizeof(progress->title));
	put_task_struct(progress->helper);
	KUNIT_EXPECT_EQ_MSG(test, found, progress->takes, "%s",
			    progress->title);
}

/* ---- the end of a thread ---- */

static int sim_progress_thread(void *unused)
{
	sim_progress_ask();
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

static void sim_progress_stop(struct kunit *test, bool takes)
{
	sim_progress_hold(sim_progress_thread, takes);
	kthread_stop(progress->helper);
	sim_progress_helped(test);
}

static void sim_progress_kthread_stop(struct kunit *test)
{
	sim_progress_stop(test, true);
	KUNIT_EXPECT_NOT_NULL(test, strstr(progress->title,
					   "the end of thread"));
}

static void sim_progress_kthread_stop_twin(struct kunit *test)
{
	sim_progress_stop(test, false);
}

/* ---- an SRCU grace period ---- */

static int sim_progress_reader(void *unused)
{
	int index = srcu_read_lock(&progress->srcu);

	sim_progress_ask();
	srcu_read_unlock(&progress->srcu, index);
	complete(&progress->ended[0]);
	return 0;
}

static void sim_progress_synchronize(struct kunit *test, bool takes)
{
	KUNIT_ASSERT_EQ(test, init_srcu_struct(&progress->srcu), 0);
	sim_progress_hold(sim_progress_reader, takes);
	synchronize_srcu(&progress->srcu);
	wait_for_completion(&progress->ended[0]);
	sim_progress_helped(test);
	cleanup_srcu_struct(&progress->srcu);
}

static void sim_progress_srcu(struct kunit *test)
{
	sim_progress_synchronize(test, true);
}

static void sim_progress_srcu_twin(struct kunit *test)
{
	sim_progress_synchronize(test, false);
}

/* ---- a transition of runtime PM ---- */

static int sim_progress_suspend(struct device *device)
{
	sim_progress_ask();
	return 0;
}

static int sim_progress_resume(struct device *device)
{
	return 0;
}

static int sim_progress_sleeper(void *unused)
{
	pm_runtime_suspend(progress->device);
	complete(&progress->ended[0]);
	return 0;
}

static void sim_progress_transition(struct kunit *test, bool takes)
{
	struct device *device = kunit_device_register(test, "sim-progress");

	KUNIT_ASSERT_FALSE(test, IS_ERR(device));
	progress->device = device;
	progress->domain.ops.runtime_suspend = sim_progress_suspend;
	progress->domain.ops.runtime_resume = sim_progress_resume;
	device->pm_domain = &progress->domain;
	pm_runtime_set_active(device);
	pm_runtime_enable(device);
	sim_progress_hold(sim_progress_sleeper, takes);
	pm_runtime_get_sync(device);
	wait_for_completion(&progress->ended[0]);
	sim_progress_helped(test);
	pm_runtime_put_noidle(device);
	pm_runtime_disable(device);
	device->pm_domain = NULL;
}

static void sim_progress_pm(struct kunit *test)
{
	sim_progress_transition(test, true);
	KUNIT_EXPECT_NOT_NULL(test, strstr(progress->title, "runtime PM"));
}

static void sim_progress_pm_twin(struct kunit *test)
{
	sim_progress_transition(test, false);
}

/* ---- lost wake-ups ---- */

static int sim_progress_waiter(void *unused)
{
	if (progress->timed)
		wait_event_timeout(progress->queue, progress->flag, 20 * HZ);
	else
		wait_event(progress->queue, progress->flag);
	complete(&progress->ended[0]);
	return 0;
}

/* The condition becomes true after 3 s; the wake-up comes @late_ms later. */
static int sim_progress_wait(bool timed, int late_ms)
{
	progress->timed = timed;
	sim_trial_begin(SIM_KIND_HUNG_TASK, SIM_KIND_HUNG_TASK);
	kthread_run(sim_progress_waiter, NULL, "sim_waiter");
	msleep(3000);
	WRITE_ONCE(progress->flag, true);
	msleep(late_ms);
	wake_up(&progress->queue);
	wait_for_completion(&progress->ended[0]);
	return sim_trial_end(progress->title, sizeof(progress->title));
}

static void sim_progress_lost(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sim_progress_wait(false, 5000), 1);
	KUNIT_EXPECT_NOT_NULL(test, strstr(progress->title,
					   "lost wake-up: sim_waiter"));
}

static void sim_progress_lost_timed(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sim_progress_wait(true, 5000), 1);
}

static void sim_progress_lost_twin(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sim_progress_wait(false, 0), 0);
}

/* Keeps a mutex that somebody wants, and sleeps. */
static int sim_progress_keeps(void *unused)
{
	mutex_lock(&progress->mutex);
	complete(&progress->started);
	sim_progress_waiter(NULL);
	mutex_unlock(&progress->mutex);
	complete(&progress->ended[1]);
	return 0;
}

/* What the checker waits for before it tells is no stall of the task's. */
static void sim_progress_lost_once(struct kunit *test)
{
	progress->timed = true;
	sim_trial_begin(SIM_KIND_STALL, SIM_KIND_HUNG_TASK);
	kthread_run(sim_progress_keeps, NULL, "sim_keeps");
	wait_for_completion(&progress->started);
	msleep(3000);
	WRITE_ONCE(progress->flag, true);
	mutex_lock(&progress->mutex);
	mutex_unlock(&progress->mutex);
	wait_for_completion(&progress->ended[1]);
	KUNIT_EXPECT_EQ(test, sim_trial_end(progress->title,
					    sizeof(progress->title)), 0);
}

/* Late is not lost. */
static void sim_progress_late_twin(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sim_progress_wait(true, 900), 0);
}

/* ---- stalls ---- */

static int sim_progress_stalled(void *unused)
{
	mutex_lock(&progress->mutex);
	complete(&progress->started);
	if (progress->timed)
		wait_for_completion_timeout(&progress->never, 3 * HZ);
	else
		msleep(3000);
	mutex_unlock(&progress->mutex);
	complete(&progress->ended[0]);
	return 0;
}

static int sim_progress_stall(bool timed, bool wants)
{
	progress->timed = timed;
	sim_trial_begin(SIM_KIND_STALL, SIM_KIND_STALL);
	kthread_run(sim_progress_stalled, NULL, "sim_stalled");
	wait_for_completion(&progress->started);
	if (wants) {
		mutex_lock(&progress->mutex);
		mutex_unlock(&progress->mutex);
	}
	wait_for_completion(&progress->ended[0]);
	return sim_trial_end(progress->title, sizeof(progress->title));
}

static void sim_progress_in_vain(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sim_progress_stall(true, true), 1);
	KUNIT_EXPECT_NOT_NULL(test, strstr(progress->title,
					   "&progress->mutex"));
}

/* A mere delay, or a lock that nobody wants meanwhile. */
static void sim_progress_in_vain_twin(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sim_progress_stall(false, true), 0);
	reinit_completion(&progress->started);
	KUNIT_EXPECT_EQ(test, sim_progress_stall(true, false), 0);
}

static int sim_progress_early(void *unused)
{
	mutex_lock(&progress->mutex);
	complete(&progress->started);
	/* As one that was woken before it slept: the time-out is over with. */
	__set_current_state(TASK_RUNNING);
	schedule_timeout(2 * HZ);
	wait_event(progress->queue, READ_ONCE(progress->flag));
	mutex_unlock(&progress->mutex);
	complete(&progress->ended[0]);
	return 0;
}

static int sim_progress_wants(void *unused)
{
	mutex_lock(&progress->mutex);
	mutex_unlock(&progress->mutex);
	complete(&progress->ended[1]);
	return 0;
}

/* A sleep without time-out that comes after one that did not take place. */
static void sim_progress_early_twin(struct kunit *test)
{
	sim_trial_begin(SIM_KIND_STALL, SIM_KIND_STALL);
	kthread_run(sim_progress_early, NULL, "sim_early");
	wait_for_completion(&progress->started);
	kthread_run(sim_progress_wants, NULL, "sim_wants");
	msleep(3000);
	WRITE_ONCE(progress->flag, true);
	wake_up(&progress->queue);
	wait_for_completion(&progress->ended[0]);
	wait_for_completion(&progress->ended[1]);
	KUNIT_EXPECT_EQ(test, sim_trial_end(progress->title,
					    sizeof(progress->title)), 0);
}

static struct kunit_case sim_progress_cases[] = {
	KUNIT_CASE(sim_progress_kthread_stop),
	KUNIT_CASE(sim_progress_kthread_stop_twin),
	KUNIT_CASE(sim_progress_srcu),
	KUNIT_CASE(sim_progress_srcu_twin),
	KUNIT_CASE(sim_progress_pm),
	KUNIT_CASE(sim_progress_pm_twin),
	KUNIT_CASE(sim_progress_lost),
	KUNIT_CASE(sim_progress_lost_timed),
	KUNIT_CASE(sim_progress_lost_twin),
	KUNIT_CASE(sim_progress_lost_once),
	KUNIT_CASE(sim_progress_late_twin),
	KUNIT_CASE(sim_progress_in_vain),
	KUNIT_CASE(sim_progress_in_vain_twin),
	KUNIT_CASE(sim_progress_early_twin),
	{}
};

static struct kunit_suite sim_progress_suite = {
	.name = "sim_progress",
	.init = sim_progress_init,
	.test_cases = sim_progress_cases,
};
kunit_test_suite(sim_progress_suite);

#endif /* CONFIG_LOCKDEP */
