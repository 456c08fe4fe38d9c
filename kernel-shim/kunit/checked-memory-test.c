// SPDX-License-Identifier: GPL-2.0-only
/*
 * checked-memory-test.c: bad accesses that the memory checker must find, each
 * with a correct twin that it must not; see check/memory_shadow.c.
 *
 * Instrumented as drivers are. Findings are caught by a trial and not reported,
 * as the kernel's own tests of KASAN do. Only check images have the suite.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>
#include "shadow-trial.h"
#include "sim-locks.h"

#ifdef CONFIG_DEBUG_KERNEL

static int sim_trial_init(struct kunit *test)
{
	sim_shadow_trial = NULL;
	return 0;
}

#define UAF	SIM_KIND_USE_AFTER_FREE
#define OOB	SIM_KIND_OUT_OF_BOUNDS

/* Keeps the compiler from knowing what an object is. */
static noinline void *sim_unknown(void *object)
{
	OPTIMIZER_HIDE_VAR(object);
	return object;
}

static u64 sim_sink;

static void sim_use_after_free_test(struct kunit *test)
{
	u8 *object = sim_unknown(kmalloc(100, GFP_KERNEL));

	SIM_EXPECT_CLEAN(test, object[42] = 7);
	SIM_EXPECT_CLEAN(test, sim_sink = object[99]);
	kfree(object);
	SIM_EXPECT_BAD(test, UAF, "Read of size 1, 42 bytes inside of freed 100-byte region",
		       sim_sink = object[42]);
	KUNIT_EXPECT_EQ(test, trial.stacks, 2);
	SIM_EXPECT_BAD(test, UAF, "Write of size 1", object[0] = 0x6b);
}

static void sim_out_of_bounds_test(struct kunit *test)
{
	u8 *object = sim_unknown(kzalloc(101, GFP_KERNEL));

	SIM_EXPECT_CLEAN(test, object[100] = 1);
	SIM_EXPECT_BAD(test, OOB, "0 bytes to the right of allocated 101-byte region",
		       sim_sink = object[101]);
	KUNIT_EXPECT_EQ(test, trial.stacks, 1);
	SIM_EXPECT_BAD(test, OOB, "3 bytes to the right", object[104] = 0xbb);
	SIM_EXPECT_BAD(test, OOB, "1 bytes to the left",
		       sim_sink = object[-1]);
	kfree(object);
}

/* A word that lies in an object for a part only. */
static void sim_partial_word_test(struct kunit *test)
{
	char *object = sim_unknown(kmalloc(12, GFP_KERNEL));
	char copy[12];

	SIM_EXPECT_CLEAN(test, sim_sink = *(u32 *)(object + 8));
	SIM_EXPECT_CLEAN(test, sim_sink = *(u64 *)(object + 4));
	SIM_EXPECT_BAD(test, OOB, "Read of size 8, 0 bytes to the right",
		       sim_sink = *(u64 *)(object + 8));
	/* strscpy() reads a word at a time, beyond the end if need be. */
	strcpy(object, "libsim");
	strcpy(object + 7, "four");
	SIM_EXPECT_CLEAN(test, strscpy(copy, object + 7, 12));
	SIM_EXPECT_CLEAN(test, sim_sink = strlen(object + 7));
	kfree(object);
}

static void sim_memory_functions_test(struct kunit *test)
{
	char *object = sim_unknown(kmalloc(40, GFP_KERNEL));
	char buffer[64];

	SIM_EXPECT_CLEAN(test, memset(object, 1, 40));
	SIM_EXPECT_CLEAN(test, memcpy(buffer, object, 40));
	SIM_EXPECT_CLEAN(test, memmove(object + 1, object, 39));
	SIM_EXPECT_BAD(test, OOB, "Read of size 41, 0 bytes to the right",
		       memcpy(buffer, object, 41));
	SIM_EXPECT_BAD(test, OOB, "Write of size 41",
		       memset(object, 0xbb, 41));
	SIM_EXPECT_BAD(test, OOB, "Write of size 40",
		       memmove(object + 1, buffer, 40));
	memset(object + 40, 0, 0);
	kfree(object);
	SIM_EXPECT_BAD(test, UAF, "Read of size 8",
		       memcpy(buffer, object, 8));
}

struct sim_pair { u64 first[3]; };

static noinline void sim_pair_copy(struct sim_pair *to,
				   const struct sim_pair *from)
{
	*to = *from;
}

static void sim_structure_copy_test(struct kunit *test)
{
	struct sim_pair *one = sim_unknown(kzalloc(sizeof(*one), GFP_KERNEL));
	struct sim_pair *two = sim_unknown(kzalloc(sizeof(*two), GFP_KERNEL));

	SIM_EXPECT_CLEAN(test, sim_pair_copy(one, two));
	kfree(two);
	SIM_TRY(sim_pair_copy(one, two));
	KUNIT_EXPECT_GT(test, trial.count, 0);
	KUNIT_EXPECT_EQ(test, (int)trial.kind, UAF);
	kfree(one);
}

static void sim_atomic_test(struct kunit *test)
{
	refcount_t *object = sim_unknown(kmalloc(sizeof(*object), GFP_KERNEL));

	SIM_EXPECT_CLEAN(test, refcount_set(object, 1));
	SIM_EXPECT_CLEAN(test, refcount_inc(object));
	kfree(object);
	SIM_TRY(sim_sink = refcount_read(object));
	KUNIT_EXPECT_GT(test, trial.count, 0);
	KUNIT_EXPECT_EQ(test, (int)trial.kind, UAF);
}

static void sim_lock_of_freed_test(struct kunit *test)
{
	struct mutex *lock = sim_unknown(kmalloc(sizeof(*lock), GFP_KERNEL));
	struct lockdep_map *map = &lock->dep_map;

	mutex_init(lock);
	SIM_EXPECT_CLEAN(test, mutex_lock(lock); mutex_unlock(lock));
	kfree(lock);
	SIM_EXPECT_BAD(test, UAF, "Read of size 1", sim_sink = *(u8 *)lock);
	KUNIT_EXPECT_FALSE(test, trial.fatal);
	SIM_TRY(lock_map_acquire(map));
	KUNIT_EXPECT_GT(test, trial.count, 0);
	KUNIT_EXPECT_EQ(test, (int)trial.kind, UAF);
	KUNIT_EXPECT_TRUE(test, trial.fatal);
	SIM_TRY(lock_map_release(map));
}

/* What a report may say of a lock, whatever became of it and of its name. */
static void sim_name_of_freed_test(struct kunit *test)
{
	struct mutex *lock = sim_unknown(kmalloc(sizeof(*lock), GFP_KERNEL));
	char *own = kstrdup("its own", GFP_KERNEL);

	mutex_init(lock);
	KUNIT_EXPECT_STREQ(test, sim_lock_name(lock), "lock");
	KUNIT_EXPECT_STREQ(test, sim_order_name(lock->dep_map.name), "lock");
	/* It may go while the lock is held: told now, but not kept. */
	KUNIT_EXPECT_STREQ(test, sim_order_name(own), "its own");
	lock->dep_map.name = own;
	KUNIT_EXPECT_STREQ(test, sim_lock_name(lock), "a lock");
	strcpy(own, "\001\377");
	KUNIT_EXPECT_STREQ(test, sim_order_name(own), "a lock");
	kfree(own);
	KUNIT_EXPECT_STREQ(test, sim_order_name(own), "a lock");
	/* The lock's memory is somebody else's, or nobody's. */
	memset(lock, 0x6b, sizeof(*lock));
	KUNIT_EXPECT_STREQ(test, sim_lock_name(lock), "a lock");
	KUNIT_EXPECT_STREQ(test, sim_order_name(lock->dep_map.name), "a lock");
	lock->dep_map.name = (char *)sim_name_of_freed_test;
	KUNIT_EXPECT_STREQ(test, sim_lock_name(lock), "a lock");
	kfree(lock);
}

static void sim_nothing(struct work_struct *work)
{
}

static void sim_timer_nothing(struct timer_list *timer)
{
}

static void sim_work_of_freed_test(struct kunit *test)
{
	struct work_struct *work = sim_unknown(kmalloc(sizeof(*work),
						       GFP_KERNEL));

	INIT_WORK(work, sim_nothing);
	SIM_EXPECT_CLEAN(test, schedule_work(work); flush_work(work));
	kfree(work);
	SIM_EXPECT_BAD(test, UAF, "inside of freed", schedule_work(work));
}

static void sim_timer_of_freed_test(struct kunit *test)
{
	struct timer_list *timer = sim_unknown(kmalloc(sizeof(*timer),
						       GFP_KERNEL));

	timer_setup(timer, sim_timer_nothing, 0);
	SIM_EXPECT_CLEAN(test, mod_timer(timer, jiffies + 1);
			 timer_delete_sync(timer));
	timer_shutdown_sync(timer);
	kfree(timer);
	/* Or the poison would be armed. */
	SIM_EXPECT_BAD(test, UAF, "inside of freed", timer->function = NULL);
	SIM_EXPECT_BAD(test, UAF, "inside of freed", mod_timer(timer, jiffies));
}

static void sim_user_copy_test(struct kunit *test)
{
	/* Stacks of tasks are not the kernel's memory here. */
	char user[32] = "";
	char *object = sim_unknown(kmalloc(24, GFP_KERNEL));

	SIM_EXPECT_CLEAN(test, sim_sink =
		raw_copy_from_user(object, (void __user *)user, 24));
	SIM_EXPECT_BAD(test, OOB, "Write of size 25", sim_sink =
		raw_copy_from_user(object, (void __user *)user, 25));
	kfree(object);
	SIM_EXPECT_BAD(test, UAF, "Read of size 24", sim_sink =
		raw_copy_to_user((void __user *)user, object, 24));
}

/* What the controller and the DSP reach is mapped, but was it freed? */
static void sim_device_access_test(struct kunit *test)
{
	void *object = kzalloc(64, GFP_KERNEL);

	SIM_EXPECT_CLEAN(test, sim_shadow_device(object, 64, SIM_DMA_WRITE));
	SIM_EXPECT_BAD(test, OOB, "Device read of size 65",
		       sim_shadow_device(object, 65, SIM_DMA_READ));
	kfree(object);
	SIM_EXPECT_BAD(test, UAF, "Device write of size 64",
		       sim_shadow_device(object, 64, SIM_DMA_WRITE));
}

static void sim_page_access_test(struct kunit *test)
{
	u8 *page = sim_unknown((void *)__get_free_pages(GFP_KERNEL, 1));

	SIM_EXPECT_CLEAN(test, page[2 * PAGE_SIZE - 1] = 1);
	free_pages((unsigned long)page, 1);
	SIM_EXPECT_BAD(test, UAF, "of pages", sim_sink = page[PAGE_SIZE]);
	KUNIT_EXPECT_EQ(test, trial.stacks, 2);
}

static void sim_vmalloc_access_test(struct kunit *test)
{
	u8 *area = sim_unknown(vmalloc(PAGE_SIZE + 5));

	SIM_EXPECT_CLEAN(test, area[PAGE_SIZE + 4] = 1);
	SIM_EXPECT_BAD(test, OOB, "0 bytes to the right of allocated",
		       sim_sink = area[PAGE_SIZE + 5]);
	vfree(area);
	SIM_EXPECT_BAD(test, UAF, "of pages", sim_sink = area[0]);
}

static void sim_percpu_access_test(struct kunit *test)
{
	u64 __percpu *variable = alloc_percpu(u64);
	u64 *copy = sim_unknown(per_cpu_ptr(variable, 1));

	SIM_EXPECT_CLEAN(test, *copy = 3);
	SIM_EXPECT_CLEAN(test, this_cpu_inc(*variable));
	free_percpu(variable);
	SIM_EXPECT_BAD(test, UAF, "of per-CPU memory", sim_sink = *copy);
}

/* Freed objects of such caches may be read; that is what they are for. */
static void sim_typesafe_test(struct kunit *test)
{
	struct kmem_cache *typesafe, *plain;
	u64 *object;

	typesafe = kmem_cache_create("sim-typesafe", 24, 0,
				     SLAB_TYPESAFE_BY_RCU, NULL);
	plain = kmem_cache_create("sim-plain", 24, 0, 0, NULL);
	object = sim_unknown(kmem_cache_zalloc(typesafe, GFP_KERNEL));
	kmem_cache_free(typesafe, object);
	SIM_EXPECT_CLEAN(test, sim_sink = object[2]);
	SIM_EXPECT_BAD(test, OOB, "0 bytes to the right",
		       sim_sink = object[3]);
	object = sim_unknown(kmem_cache_zalloc(plain, GFP_KERNEL));
	SIM_EXPECT_CLEAN(test, sim_sink = object[2]);
	kmem_cache_free(plain, object);
	SIM_EXPECT_BAD(test, UAF, "of sim-plain", sim_sink = object[2]);
	kmem_cache_destroy(plain);
	kmem_cache_destroy(typesafe);
}

struct sim_deferred {
	u64 value;
	struct rcu_head rcu;
};

static void sim_grace_period_test(struct kunit *test)
{
	struct sim_deferred *object;

	object = sim_unknown(kzalloc(sizeof(*object), GFP_KERNEL));
	rcu_read_lock();
	SIM_TRY(kfree_rcu(object, rcu));
	SIM_EXPECT_CLEAN(test, sim_sink = object->value);
	rcu_read_unlock();
	rcu_barrier();
	SIM_EXPECT_BAD(test, UAF, "inside of freed", sim_sink = object->value);
}

static noinline void *sim_place_one(void)
{
	return sim_unknown(kmalloc(200, GFP_KERNEL));
}

/* Not the same, or the compiler makes one function of them. */
static noinline void *sim_place_other(void)
{
	return sim_unknown(kzalloc(200, GFP_KERNEL));
}

/* What was freed and is used again belongs to its new user. */
static void sim_reuse_test(struct kunit *test)
{
	void *old = sim_place_one(), *again = NULL;
	int i;

	kfree(old);
	for (i = 0; i < 1000 && again != old; i++) {
		again = sim_place_one();
		SIM_EXPECT_CLEAN(test, memset(again, i, 200));
		kfree(again);
	}
	KUNIT_EXPECT_PTR_EQ(test, again, old);
}

/* Who keeps a pointer to it meets freed memory, whatever others do. */
static void sim_reuse_elsewhere_test(struct kunit *test)
{
	u8 *old = sim_place_one(), *other = NULL;
	int i;

	kfree(old);
	for (i = 0; i < 1000 && other != old; i++) {
		other = sim_place_other();
		kfree(other);
	}
	KUNIT_EXPECT_PTR_NE(test, other, old);
	SIM_EXPECT_BAD(test, UAF, "inside of freed 200-byte region",
		       sim_sink = old[7]);
}

static void sim_resize_test(struct kunit *test)
{
	u8 *object = sim_unknown(kmalloc(10, GFP_KERNEL));
	u8 *larger = sim_unknown(krealloc(object, 90, GFP_KERNEL));

	SIM_EXPECT_CLEAN(test, larger[ksize(larger) - 1] = 1);
	SIM_EXPECT_BAD(test, UAF, "inside of freed 10-byte region",
		       sim_sink = object[0]);
	kfree(larger);
}

static void sim_never_allocated_test(struct kunit *test)
{
	u64 *first = sim_unknown((void *)SIM_ARENA_BASE);

	SIM_EXPECT_BAD(test, OOB, "in memory never allocated",
		       sim_sink = *first);
	/* Not the checker's business: other memory than the arena. */
	SIM_EXPECT_CLEAN(test, sim_sink = *(u64 *)sim_unknown(&sim_sink));
}

static struct kunit_case sim_access_cases[] = {
	KUNIT_CASE(sim_use_after_free_test),
	KUNIT_CASE(sim_out_of_bounds_test),
	KUNIT_CASE(sim_partial_word_test),
	KUNIT_CASE(sim_memory_functions_test),
	KUNIT_CASE(sim_structure_copy_test),
	KUNIT_CASE(sim_atomic_test),
	KUNIT_CASE(sim_lock_of_freed_test),
	KUNIT_CASE(sim_name_of_freed_test),
	KUNIT_CASE(sim_work_of_freed_test),
	KUNIT_CASE(sim_timer_of_freed_test),
	KUNIT_CASE(sim_user_copy_test),
	KUNIT_CASE(sim_device_access_test),
	KUNIT_CASE(sim_page_access_test),
	KUNIT_CASE(sim_vmalloc_access_test),
	KUNIT_CASE(sim_percpu_access_test),
	KUNIT_CASE(sim_typesafe_test),
	KUNIT_CASE(sim_grace_period_test),
	KUNIT_CASE(sim_reuse_test),
	KUNIT_CASE(sim_reuse_elsewhere_test),
	KUNIT_CASE(sim_resize_test),
	KUNIT_CASE(sim_never_allocated_test),
	{}
};

static struct kunit_suite sim_access_suite = {
	.name = "sim_memory_access",
	.init = sim_trial_init,
	.exit = sim_trial_exit,
	.test_cases = sim_access_cases,
};
kunit_test_suite(sim_access_suite);
#endif
