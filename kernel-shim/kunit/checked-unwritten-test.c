// SPDX-License-Identifier: GPL-2.0-only
/*
 * checked-unwritten-test.c: uninitialised memory that leaves the kernel or is
 * used as a lock, each with a correct twin; see check/memory_unwritten.c.
 *
 * Instrumented as drivers are. Only check images have the suite.
 */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/uaccess.h>
#include <linux/workqueue.h>
#include "shadow-trial.h"

#ifdef CONFIG_DEBUG_KERNEL

#define SIM_EXPECT_UNWRITTEN(test, words, action) \
	SIM_EXPECT_BAD(test, SIM_KIND_UNINITIALISED, words, action)

/* User memory is any outside of the kernel's: here the test's stack. */
static noinline void sim_to_user(void *user, const void *from, size_t bytes)
{
	if (raw_copy_to_user((void __user *)user, from, bytes))
		memset(user, 0, bytes);
}

static void sim_unwritten_user_test(struct kunit *test)
{
	u8 *object = kmalloc(100, GFP_KERNEL), user[100];

	SIM_EXPECT_UNWRITTEN(test, "100 of 100 bytes copied to user space",
			     sim_to_user(user, object, 100));
	KUNIT_EXPECT_EQ(test, trial.stacks, 1);
	memset(object, 1, 90);
	SIM_EXPECT_UNWRITTEN(test, "10 of 100 bytes copied to user space are uninitialised, the first one 90 bytes inside",
			     sim_to_user(user, object, 100));
	SIM_EXPECT_CLEAN(test, sim_to_user(user, object, 90));
	memset(object + 90, 2, 10);
	SIM_EXPECT_CLEAN(test, sim_to_user(user, object, 100));
	kfree(object);
}

struct sim_holed {
	u32 first;
	/* four bytes that nobody writes */
	u64 second;
};

static noinline void sim_holed_fill(struct sim_holed *holed)
{
	holed->first = 1;
	holed->second = 2;
}

static void sim_unwritten_hole_test(struct kunit *test)
{
	struct sim_holed *holed = kmalloc_obj(*holed), user;

	sim_holed_fill(holed);
	SIM_EXPECT_UNWRITTEN(test, "4 of 16 bytes copied to user space are uninitialised, the first one 4 bytes inside",
			     sim_to_user(&user, holed, sizeof(user)));
	kfree(holed);
	holed = kzalloc_obj(*holed);
	sim_holed_fill(holed);
	SIM_EXPECT_CLEAN(test, sim_to_user(&user, holed, sizeof(user)));
	kfree(holed);
}

/* Eight bytes are known again wherever they were copied to. */
static void sim_unwritten_copy_test(struct kunit *test)
{
	u64 *object = kmalloc(64, GFP_KERNEL), *copy = kzalloc(64, GFP_KERNEL);
	u64 user[8];

	memset(object, 0, 56);
	memcpy(copy, object, 64);
	SIM_EXPECT_UNWRITTEN(test, "8 of 64 bytes", sim_to_user(user, copy, 64));
	object[7] = 0;
	memcpy(copy, object, 64);
	SIM_EXPECT_CLEAN(test, sim_to_user(user, copy, 64));
	kfree(copy);
	kfree(object);
}

static void sim_unwritten_pages_test(struct kunit *test)
{
	u8 *page = (u8 *)__get_free_page(GFP_KERNEL), user[32];

	SIM_EXPECT_UNWRITTEN(test, "32 of 32 bytes", sim_to_user(user, page, 32));
	memcpy(page, user, 0);
	KUNIT_EXPECT_EQ(test, copy_from_user_nofault(page, (void __user *)user,
						     32), 0);
	free_page((unsigned long)page);
	page = (u8 *)get_zeroed_page(GFP_KERNEL);
	SIM_EXPECT_CLEAN(test, sim_to_user(user, page, 32));
	free_page((unsigned long)page);
}

static void sim_unwritten_device_test(struct kunit *test)
{
	u8 *buffer = kmalloc(64, GFP_KERNEL);

	SIM_EXPECT_UNWRITTEN(test, "64 of 64 bytes read by a device",
			     sim_shadow_device(buffer, 64, SIM_DMA_READ));
	SIM_EXPECT_CLEAN(test, sim_shadow_device(buffer, 64, SIM_DMA_WRITE));
	memset(buffer, 0, 64);
	SIM_EXPECT_CLEAN(test, sim_shadow_device(buffer, 64, SIM_DMA_READ));
	kfree(buffer);
}

struct sim_used {
	struct mutex lock;
	struct timer_list timer;
	struct work_struct work;
};

static void sim_used_function(struct timer_list *timer)
{
}

static void sim_used_work(struct work_struct *work)
{
}

/* What goes on with such a lock would hang: only the question is put. */
static void sim_unwritten_object_test(struct kunit *test)
{
	struct sim_used *used = kmalloc_obj(*used);

	SIM_EXPECT_UNWRITTEN(test, "a lock is used that was never initialised",
			     sim_unwritten_object(&used->lock.dep_map,
					    sizeof(used->lock.dep_map), "a lock"));
	SIM_EXPECT_UNWRITTEN(test, "a timer is used",
			     sim_unwritten_object(&used->timer, sizeof(used->timer),
					    "a timer"));
	mutex_init(&used->lock);
	timer_setup(&used->timer, sim_used_function, 0);
	INIT_WORK(&used->work, sim_used_work);
	SIM_EXPECT_CLEAN(test, mutex_lock(&used->lock));
	SIM_EXPECT_CLEAN(test, mutex_unlock(&used->lock));
	SIM_EXPECT_CLEAN(test, mod_timer(&used->timer, jiffies + HZ));
	SIM_EXPECT_CLEAN(test, timer_delete_sync(&used->timer));
	SIM_EXPECT_CLEAN(test, schedule_work(&used->work));
	SIM_EXPECT_CLEAN(test, flush_work(&used->work));
	kfree(used);
}

static struct kunit_case sim_unwritten_cases[] = {
	KUNIT_CASE(sim_unwritten_user_test),
	KUNIT_CASE(sim_unwritten_hole_test),
	KUNIT_CASE(sim_unwritten_copy_test),
	KUNIT_CASE(sim_unwritten_pages_test),
	KUNIT_CASE(sim_unwritten_device_test),
	KUNIT_CASE(sim_unwritten_object_test),
	{}
};

static struct kunit_suite sim_unwritten_suite = {
	.name = "sim_checked_unwritten",
	.exit = sim_trial_exit,
	.test_cases = sim_unwritten_cases,
};
kunit_test_suite(sim_unwritten_suite);
#endif
