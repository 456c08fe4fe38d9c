// SPDX-License-Identifier: GPL-2.0-only
/*
 * lock-order-test.c: orders of device locks and waits that must be told, and
 * their correct twins. Orders of lock classes are the business of the kernel's
 * own self-test, see genuine-locking-selftest.c, which has no readers of RCU
 * between its locks.
 */
#include <kunit/device.h>
#include <kunit/test.h>
#include <linux/debug_locks.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/mutex.h>
#include <linux/pm_runtime.h>
#include <linux/workqueue.h>
#include "sim-lock-order.h"

#ifdef CONFIG_PROVE_LOCKING

struct sim_test_order {
	struct device *device[3];
	struct mutex mutex;
	struct work_struct work;
	bool work_locks;
	struct dev_pm_domain domain;
};

static struct sim_test_order *order;

static int sim_test_order_init(struct kunit *test)
{
	static const char *const names[] = { "sim-a", "sim-b", "sim-c" };
	int i;

	order = kunit_kzalloc(test, sizeof(*order), GFP_KERNEL);
	if (!order)
		return -ENOMEM;
	for (i = 0; i < 3; i++) {
		order->device[i] = kunit_device_register(test, names[i]);
		if (IS_ERR(order->device[i]))
			return PTR_ERR(order->device[i]);
	}
	mutex_init(&order->mutex);
	return 0;
}

/* What is found from here on is not told but turns debug_locks off. */
static void sim_test_order_begin(void)
{
	sim_order_selftest = current;
	debug_locks_silent = 1;
}

static bool sim_test_order_found(void)
{
	bool found = !debug_locks;

	/* Off, it does not see locks released: all are by now. */
	lockdep_reset();
	debug_locks_silent = 0;
	sim_order_selftest = NULL;
	return found;
}

static void sim_test_order_pair(struct device *first, struct device *second)
{
	device_lock(first);
	device_lock(second);
	device_unlock(second);
	device_unlock(first);
}

static void sim_test_devices(struct kunit *test)
{
	sim_test_order_pair(order->device[0], order->device[1]);
	sim_test_order_pair(order->device[1], order->device[2]);
	sim_test_order_begin();
	sim_test_order_pair(order->device[2], order->device[0]);
	KUNIT_EXPECT_TRUE(test, sim_test_order_found());
}

static void sim_test_devices_twin(struct kunit *test)
{
	sim_test_order_pair(order->device[0], order->device[1]);
	sim_test_order_pair(order->device[1], order->device[2]);
	sim_test_order_begin();
	sim_test_order_pair(order->device[0], order->device[2]);
	sim_test_order_pair(order->device[0], order->device[1]);
	KUNIT_EXPECT_FALSE(test, sim_test_order_found());
}

static void sim_test_under_device(struct device *device)
{
	device_lock(device);
	mutex_lock(&order->mutex);
	mutex_unlock(&order->mutex);
	device_unlock(device);
}

static void sim_test_over_device(struct device *device)
{
	mutex_lock(&order->mutex);
	device_lock(device);
	device_unlock(device);
	mutex_unlock(&order->mutex);
}

/* A reader of RCU between two locks does not part them. */
static void sim_test_through_reader(spinlock_t *first, spinlock_t *second)
{
	spin_lock(first);
	rcu_read_lock();
	spin_lock(second);
	spin_unlock(second);
	rcu_read_unlock();
	spin_unlock(first);
}

static void sim_test_reader(struct kunit *test)
{
	static DEFINE_SPINLOCK(sim_test_first);
	static DEFINE_SPINLOCK(sim_test_second);

	sim_test_through_reader(&sim_test_first, &sim_test_second);
	sim_test_order_begin();
	sim_test_through_reader(&sim_test_second, &sim_test_first);
	KUNIT_EXPECT_TRUE(test, sim_test_order_found());
}

static void sim_test_reader_twin(struct kunit *test)
{
	static DEFINE_SPINLOCK(sim_test_outer);
	static DEFINE_SPINLOCK(sim_test_inner);

	sim_test_through_reader(&sim_test_outer, &sim_test_inner);
	sim_test_order_begin();
	sim_test_through_reader(&sim_test_outer, &sim_test_inner);
	rcu_read_lock();
	sim_test_through_reader(&sim_test_outer, &sim_test_inner);
	rcu_read_unlock();
	KUNIT_EXPECT_FALSE(test, sim_test_order_found());
}

static void sim_test_device_mutex(struct kunit *test)
{
	sim_test_under_device(order->device[0]);
	sim_test_order_begin();
	sim_test_over_device(order->device[0]);
	KUNIT_EXPECT_TRUE(test, sim_test_order_found());
}

/* Another device, or only a try, closes no circle. */
static void sim_test_device_mutex_twin(struct kunit *test)
{
	sim_test_under_device(order->device[0]);
	sim_test_order_begin();
	sim_test_over_device(order->device[1]);
	mutex_lock(&order->mutex);
	if (device_trylock(order->device[0]))
		device_unlock(order->device[0]);
	mutex_unlock(&order->mutex);
	KUNIT_EXPECT_FALSE(test, sim_test_order_found());
}

static void sim_test_order_work(struct work_struct *work)
{
	if (order->work_locks)
		device_lock(order->device[0]);
	msleep(10);
	if (order->work_locks)
		device_unlock(order->device[0]);
}

/* The item takes the device's lock the first time only, so nothing hangs. */
static void sim_test_flush_under(struct device *device)
{
	INIT_WORK_ONSTACK(&order->work, sim_test_order_work);
	order->work_locks = true;
	schedule_work(&order->work);
	flush_work(&order->work);
	order->work_locks = false;
	schedule_work(&order->work);
	sim_test_order_begin();
	device_lock(device);
	flush_work(&order->work);
	device_unlock(device);
}

static void sim_test_flush(struct kunit *test)
{
	sim_test_flush_under(order->device[0]);
	KUNIT_EXPECT_TRUE(test, sim_test_order_found());
}

static void sim_test_flush_twin(struct kunit *test)
{
	sim_test_flush_under(order->device[1]);
	KUNIT_EXPECT_FALSE(test, sim_test_order_found());
}

static int sim_test_order_suspend(struct device *device)
{
	mutex_lock(&order->mutex);
	mutex_unlock(&order->mutex);
	return 0;
}

static int sim_test_order_resume(struct device *device)
{
	return 0;
}

/* Suspending takes the mutex; who holds it resumes @device. */
static void sim_test_resume_under(struct kunit *test, struct device *device)
{
	struct device *first = order->device[0];
	int i;

	order->domain.ops.runtime_suspend = sim_test_order_suspend;
	order->domain.ops.runtime_resume = sim_test_order_resume;
	first->pm_domain = &order->domain;
	for (i = 0; i < 2; i++)
		pm_runtime_enable(order->device[i]);
	KUNIT_EXPECT_EQ(test, pm_runtime_resume_and_get(first), 0);
	pm_runtime_put_sync_suspend(first);
	sim_test_order_begin();
	mutex_lock(&order->mutex);
	pm_runtime_get_sync(device);
	mutex_unlock(&order->mutex);
}

static void sim_test_resume_end(struct device *device)
{
	int i;

	pm_runtime_put_noidle(device);
	for (i = 0; i < 2; i++)
		pm_runtime_disable(order->device[i]);
	order->device[0]->pm_domain = NULL;
}

static void sim_test_resume(struct kunit *test)
{
	sim_test_resume_under(test, order->device[0]);
	KUNIT_EXPECT_TRUE(test, sim_test_order_found());
	sim_test_resume_end(order->device[0]);
}

static void sim_test_resume_twin(struct kunit *test)
{
	sim_test_resume_under(test, order->device[1]);
	KUNIT_EXPECT_FALSE(test, sim_test_order_found());
	sim_test_resume_end(order->device[1]);
}

/* Learns: suspending @device takes the mutex. */
static void sim_test_suspend_once(struct kunit *test, struct device *device)
{
	device_initialize(device);
	device->pm_domain = &order->domain;
	pm_runtime_enable(device);
	KUNIT_EXPECT_EQ(test, pm_runtime_resume_and_get(device), 0);
	pm_runtime_put_sync_suspend(device);
}

/* Resumed under the mutex, at once or as another device in its memory. */
static bool sim_test_suspended_then(struct kunit *test, bool anew)
{
	struct device *device = kunit_kzalloc(test, sizeof(*device),
					      GFP_KERNEL);
	bool found;

	KUNIT_ASSERT_NOT_NULL(test, device);
	order->domain.ops.runtime_suspend = sim_test_order_suspend;
	order->domain.ops.runtime_resume = sim_test_order_resume;
	sim_test_suspend_once(test, device);
	if (anew) {
		pm_runtime_disable(device);
		memset(device, 0, sizeof(*device));
		device_initialize(device);
		device->pm_domain = &order->domain;
		pm_runtime_enable(device);
	}
	sim_test_order_begin();
	mutex_lock(&order->mutex);
	pm_runtime_get_sync(device);
	mutex_unlock(&order->mutex);
	found = sim_test_order_found();
	/* Seen again, and without the mutex: no transition is left open. */
	order->domain.ops.runtime_suspend = sim_test_order_resume;
	pm_runtime_put_sync_suspend(device);
	pm_runtime_disable(device);
	return found;
}

static void sim_test_same_memory(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, sim_test_suspended_then(test, false));
}

static void sim_test_same_memory_twin(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, sim_test_suspended_then(test, true));
}

static struct kunit_case sim_order_cases[] = {
	KUNIT_CASE(sim_test_devices),
	KUNIT_CASE(sim_test_devices_twin),
	KUNIT_CASE(sim_test_reader),
	KUNIT_CASE(sim_test_reader_twin),
	KUNIT_CASE(sim_test_device_mutex),
	KUNIT_CASE(sim_test_device_mutex_twin),
	KUNIT_CASE(sim_test_flush),
	KUNIT_CASE(sim_test_flush_twin),
	KUNIT_CASE(sim_test_resume),
	KUNIT_CASE(sim_test_resume_twin),
	KUNIT_CASE(sim_test_same_memory),
	KUNIT_CASE(sim_test_same_memory_twin),
	{}
};

static struct kunit_suite sim_order_suite = {
	.name = "sim_lock_order",
	.init = sim_test_order_init,
	.test_cases = sim_order_cases,
};
kunit_test_suite(sim_order_suite);

#endif /* CONFIG_PROVE_LOCKING */
