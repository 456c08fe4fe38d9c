// SPDX-License-Identifier: GPL-2.0-only
/*
 * circular-locks-test.c: two tasks, of which each sleeps for what the other one
 * holds: a mutex, an rwsem, a device's lock, a work item that is flushed or
 * cancelled. Each with its correct twin, in which one of them wants nothing.
 *
 * Waits of other kinds are in sleeping-waits-test.c, spinning-waits-test.c and
 * progress-test.c. The checker is in the host (libsim/sched/circle.c).
 */
#include <kunit/device.h>
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/workqueue.h>
#include "sim/border_trial.h"
#include "sim-sched.h"

#ifdef CONFIG_LOCKDEP

/* The test holds @first and waits for what the partner holds. */
struct sim_circle {
	struct rw_semaphore first, rwsem;
	struct mutex mutex;
	struct device *device;
	struct work_struct work;
	struct completion started, ended, rescued;
	bool takes;			/* the partner wants @first */
	char title[256];
};

static struct sim_circle *circle;

/* What the partner does with what it holds. */
static void sim_circle_body(void)
{
	complete(&circle->started);
	if (circle->takes) {
		down_write(&circle->first);
		up_write(&circle->first);
	} else {
		msleep(30);	/* long enough to be waited for */
	}
}

/* Breaks the circle again: lets go in place of the test. */
static int sim_circle_rescue(void *unused)
{
	msleep(100);
	up_read_non_owner(&circle->first);
	complete(&circle->rescued);
	return 0;
}

static void sim_circle_begin(int (*partner)(void *), bool takes)
{
	circle->takes = takes;
	sim_trial_begin(SIM_KIND_DEADLOCK, SIM_KIND_LOCK_ORDER);
	down_read(&circle->first);
	if (partner)
		kthread_run(partner, NULL, "sim_partner");
	else
		schedule_work(&circle->work);
	wait_for_completion(&circle->started);
	msleep(20);
	kthread_run(sim_circle_rescue, NULL, "sim_rescue");
}

static void sim_circle_end(struct kunit *test, const char *words)
{
	int found;

	wait_for_completion(&circle->ended);
	wait_for_completion(&circle->rescued);
	rwsem_release(&circle->first.dep_map, _THIS_IP_);
	found = sim_trial_end(circle->title, sizeof(circle->title));
	KUNIT_EXPECT_EQ_MSG(test, !!found, circle->takes, "%s", circle->title);
	if (circle->takes)
		KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(circle->title, words),
					  "%s", circle->title);
}

/* ---- mutex ---- */

static int sim_circle_with_mutex(void *unused)
{
	mutex_lock(&circle->mutex);
	sim_circle_body();
	mutex_unlock(&circle->mutex);
	complete(&circle->ended);
	return 0;
}

static void sim_circle_of_mutex(struct kunit *test, bool takes)
{
	sim_circle_begin(sim_circle_with_mutex, takes);
	mutex_lock(&circle->mutex);
	mutex_unlock(&circle->mutex);
	sim_circle_end(test, "held by sim_partner");
}

static void sim_circle_mutex(struct kunit *test)
{
	sim_circle_of_mutex(test, true);
}

static void sim_circle_mutex_twin(struct kunit *test)
{
	sim_circle_of_mutex(test, false);
}

/* ---- rwsem ---- */

static int sim_circle_with_reader(void *unused)
{
	down_read(&circle->rwsem);
	sim_circle_body();
	up_read(&circle->rwsem);
	complete(&circle->ended);
	return 0;
}

static int sim_circle_with_writer(void *unused)
{
	down_write(&circle->rwsem);
	sim_circle_body();
	up_write(&circle->rwsem);
	complete(&circle->ended);
	return 0;
}

static void sim_circle_of_writer(struct kunit *test, bool takes)
{
	sim_circle_begin(sim_circle_with_reader, takes);
	down_write(&circle->rwsem);
	up_write(&circle->rwsem);
	sim_circle_end(test, "held by sim_partner");
}

static void sim_circle_writer(struct kunit *test)
{
	sim_circle_of_writer(test, true);
}

static void sim_circle_writer_twin(struct kunit *test)
{
	sim_circle_of_writer(test, false);
}

static void sim_circle_of_reader(struct kunit *test, bool takes)
{
	sim_circle_begin(sim_circle_with_writer, takes);
	down_read(&circle->rwsem);
	up_read(&circle->rwsem);
	sim_circle_end(test, "held by sim_partner");
}

static void sim_circle_reader(struct kunit *test)
{
	sim_circle_of_reader(test, true);
}

static void sim_circle_reader_twin(struct kunit *test)
{
	sim_circle_of_reader(test, false);
}

/* ---- a device's lock ---- */

static int sim_circle_with_device(void *unused)
{
	device_lock(circle->device);
	sim_circle_body();
	device_unlock(circle->device);
	complete(&circle->ended);
	return 0;
}

static void sim_circle_of_device(struct kunit *test, bool takes)
{
	circle->device = kunit_device_register(test, "sim-circle");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, circle->device);
	sim_circle_begin(sim_circle_with_device, takes);
	device_lock(circle->device);
	device_unlock(circle->device);
	sim_circle_end(test, "held by sim_partner");
}

static void sim_circle_device(struct kunit *test)
{
	sim_circle_of_device(test, true);
}

static void sim_circle_device_twin(struct kunit *test)
{
	sim_circle_of_device(test, false);
}

/* ---- a work item ---- */

static void sim_circle_work(struct work_struct *work)
{
	sim_circle_body();
	complete(&circle->ended);
}

static void sim_circle_of_work(struct kunit *test, bool takes, bool cancels)
{
	INIT_WORK(&circle->work, sim_circle_work);
	sim_circle_begin(NULL, takes);
	if (cancels)
		cancel_work_sync(&circle->work);
	else
		flush_work(&circle->work);
	sim_circle_end(test, "work item");
}

static void sim_circle_flush(struct kunit *test)
{
	sim_circle_of_work(test, true, false);
}

static void sim_circle_cancel(struct kunit *test)
{
	sim_circle_of_work(test, true, true);
}

static void sim_circle_work_twin(struct kunit *test)
{
	sim_circle_of_work(test, false, false);
}

static int sim_circle_init(struct kunit *test)
{
	circle = kunit_kzalloc(test, sizeof(*circle), GFP_KERNEL);
	if (!circle)
		return -ENOMEM;
	init_rwsem(&circle->first);
	init_rwsem(&circle->rwsem);
	mutex_init(&circle->mutex);
	init_completion(&circle->started);
	init_completion(&circle->ended);
	init_completion(&circle->rescued);
	return 0;
}

static struct kunit_case sim_circle_cases[] = {
	KUNIT_CASE(sim_circle_mutex),
	KUNIT_CASE(sim_circle_mutex_twin),
	KUNIT_CASE(sim_circle_writer),
	KUNIT_CASE(sim_circle_writer_twin),
	KUNIT_CASE(sim_circle_reader),
	KUNIT_CASE(sim_circle_reader_twin),
	KUNIT_CASE(sim_circle_device),
	KUNIT_CASE(sim_circle_device_twin),
	KUNIT_CASE(sim_circle_flush),
	KUNIT_CASE(sim_circle_cancel),
	KUNIT_CASE(sim_circle_work_twin),
	{}
};

static struct kunit_suite sim_circle_suite = {
	.name = "sim_circular_locks",
	.init = sim_circle_init,
	.test_cases = sim_circle_cases,
};
kunit_test_suite(sim_circle_suite);

#endif /* CONFIG_LOCKDEP */
