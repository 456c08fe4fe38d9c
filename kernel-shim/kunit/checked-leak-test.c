// SPDX-License-Identifier: GPL-2.0-only
/*
 * checked-leak-test.c: memory that is lost, each with a twin that something
 * still points to; see check/leak_scan.c. Only check images have the suite.
 *
 * A lost address is kept as its complement, which is no pointer.
 */
#include <kunit/test.h>
#include <linux/device.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include "sim-leak.h"

#ifdef CONFIG_DEBUG_KERNEL

struct sim_knot {
	struct sim_knot *next;
	u8 more[100];
};

struct sim_hunt {
	unsigned long hidden;
	unsigned int count, objects;
};

static void sim_hunt_found(const struct sim_leak *leak, void *arg)
{
	struct sim_hunt *hunt = arg;

	if ((unsigned long)leak->head.start != ~hunt->hidden)
		return;
	hunt->count++;
	hunt->objects = leak->objects;
}

/* What earlier calls left on the stack is no pointer of anybody's. */
static noinline void sim_stack_wipe(void)
{
	volatile u64 room[512];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(room); i++)
		room[i] = 0;
}

/* How often the hidden address is told; @objects: with what it reaches. */
static noinline unsigned int sim_hunted(unsigned long hidden,
					unsigned int *objects)
{
	struct sim_hunt hunt = { .hidden = hidden };

	sim_stack_wipe();
	sim_leak_search(sim_hunt_found, &hunt);
	if (objects)
		*objects = hunt.objects;
	return hunt.count;
}

static noinline unsigned long sim_hide(const void *address)
{
	OPTIMIZER_HIDE_VAR(address);
	return ~(unsigned long)address;
}

static void *sim_shown(unsigned long hidden)
{
	return (void *)~hidden;
}

/* Nobody reads it, so it must be volatile to exist. */
static void *volatile sim_kept;

/* Out of line, lest the caller has the address in a register. */
static noinline void sim_keep(unsigned long hidden, size_t offset)
{
	sim_kept = sim_shown(hidden) + offset;
}

static noinline void sim_keep_page(unsigned long hidden, size_t number)
{
	sim_kept = virt_to_page(sim_shown(hidden)) + number;
}

static noinline unsigned long sim_object_lose(void)
{
	return sim_hide(kmalloc(100, GFP_KERNEL));
}

static void sim_lost_object_test(struct kunit *test)
{
	unsigned long hidden = sim_object_lose();

	KUNIT_EXPECT_EQ(test, sim_hunted(hidden, NULL), 1);
	sim_keep(hidden, 99);
	KUNIT_EXPECT_EQ(test, sim_hunted(hidden, NULL), 0);
	sim_keep(hidden, 100);
	KUNIT_EXPECT_EQ(test, sim_hunted(hidden, NULL), 1);
	sim_kept = NULL;
	kfree(sim_shown(hidden));
	KUNIT_EXPECT_EQ(test, sim_hunted(hidden, NULL), 0);
}

static noinline unsigned long sim_chain_make(unsigned int knots, bool ring)
{
	struct sim_knot *first = kzalloc_obj(*first), *last = first;

	while (--knots) {
		last->next = kzalloc_obj(*last);
		last = last->next;
	}
	if (ring)
		last->next = first;
	return sim_hide(first);
}

static noinline void sim_chain_free(unsigned long hidden, unsigned int knots)
{
	struct sim_knot *knot = sim_shown(hidden), *next;

	for (; knots--; knot = next) {
		next = knot->next;
		kfree(knot);
	}
}

static noinline unsigned long sim_chain_next(unsigned long hidden)
{
	struct sim_knot *knot = sim_shown(hidden);

	return sim_hide(knot->next);
}

/* Only the first is told, with what it reaches. */
static void sim_lost_chain_test(struct kunit *test)
{
	unsigned long hidden = sim_chain_make(3, false);
	unsigned int objects;

	KUNIT_EXPECT_EQ(test, sim_hunted(hidden, &objects), 1);
	KUNIT_EXPECT_EQ(test, objects, 3);
	sim_keep(hidden, 0);
	KUNIT_EXPECT_EQ(test, sim_hunted(hidden, NULL), 0);
	KUNIT_EXPECT_EQ(test, sim_hunted(sim_chain_next(hidden), NULL), 0);
	sim_kept = NULL;
	sim_chain_free(hidden, 3);
}

#define SIM_RINGS	8

static unsigned int sim_ring_told(unsigned long hidden)
{
	return sim_hunted(hidden, NULL) +
	       sim_hunted(sim_chain_next(hidden), NULL);
}

/*
 * Any of them may be the one that is told, but one it is. What other suites
 * leaked may hold a stale pointer to memory that was free then and is a ring
 * now: that one belongs to it. It has not one to each.
 */
static void sim_lost_ring_test(struct kunit *test)
{
	unsigned long hidden[SIM_RINGS];
	unsigned int i, told = 0;

	for (i = 0; i < SIM_RINGS; i++)
		hidden[i] = sim_chain_make(2, true);
	for (i = 0; i < SIM_RINGS; i++) {
		unsigned int times = sim_ring_told(hidden[i]);

		KUNIT_EXPECT_LE(test, times, 1);
		told += times;
	}
	KUNIT_EXPECT_GT(test, told, 0);
	for (i = 0; i < SIM_RINGS; i++)
		sim_chain_free(hidden[i], 2);
}

static noinline unsigned long sim_pages_lose(void)
{
	return sim_hide(alloc_pages_exact(3 * PAGE_SIZE, GFP_KERNEL));
}

/* An exact run is split; its first page stands for all. */
static void sim_lost_pages_test(struct kunit *test)
{
	unsigned long hidden = sim_pages_lose();

	KUNIT_EXPECT_EQ(test, sim_hunted(hidden, NULL), 1);
	sim_keep_page(hidden, 2);
	KUNIT_EXPECT_EQ(test, sim_hunted(hidden, NULL), 0);
	sim_kept = NULL;
	free_pages_exact(sim_shown(hidden), 3 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, sim_hunted(hidden, NULL), 0);
}

static noinline unsigned long sim_large_lose(void)
{
	return sim_hide(vmalloc(5 * PAGE_SIZE));
}

static void sim_lost_large_test(struct kunit *test)
{
	unsigned long hidden = sim_large_lose();

	KUNIT_EXPECT_EQ(test, sim_hunted(hidden, NULL), 1);
	sim_keep(hidden, 4 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, sim_hunted(hidden, NULL), 0);
	sim_kept = NULL;
	vfree(sim_shown(hidden));
}

/* What the shim notes of a device, a lock, a work item keeps none of them. */
struct sim_noted {
	struct device device;
	struct mutex mutex;
	struct work_struct work;
};

static noinline unsigned long sim_device_lose(void)
{
	struct sim_noted *noted = kzalloc_obj(*noted);

	device_initialize(&noted->device);
	pm_runtime_enable(&noted->device);
	pm_runtime_get_sync(&noted->device);
	pm_runtime_put_sync(&noted->device);
	pm_runtime_disable(&noted->device);
	return sim_hide(noted);
}

static noinline unsigned long sim_mutex_lose(void)
{
	static DEFINE_MUTEX(outer);
	struct sim_noted *noted = kzalloc_obj(*noted);

	mutex_init(&noted->mutex);
	mutex_lock(&outer);
	mutex_lock(&noted->mutex);
	mutex_unlock(&noted->mutex);
	mutex_unlock(&outer);
	return sim_hide(noted);
}

static void sim_noted_work(struct work_struct *work)
{
}

static noinline unsigned long sim_work_lose(void)
{
	struct sim_noted *noted = kzalloc_obj(*noted);

	INIT_WORK(&noted->work, sim_noted_work);
	schedule_work(&noted->work);
	flush_work(&noted->work);
	return sim_hide(noted);
}

static void sim_lost_noted(struct kunit *test, unsigned long (*lose)(void))
{
	unsigned long hidden = lose();

	sim_stack_wipe();
	KUNIT_EXPECT_EQ(test, sim_hunted(hidden, NULL), 1);
	sim_keep(hidden, 0);
	KUNIT_EXPECT_EQ(test, sim_hunted(hidden, NULL), 0);
	sim_kept = NULL;
	kfree(sim_shown(hidden));
}

static void sim_lost_device_test(struct kunit *test)
{
	sim_lost_noted(test, sim_device_lose);
}

static void sim_lost_mutex_test(struct kunit *test)
{
	sim_lost_noted(test, sim_mutex_lose);
}

static void sim_lost_work_test(struct kunit *test)
{
	sim_lost_noted(test, sim_work_lose);
}

static noinline void sim_stack_keeps(struct kunit *test, unsigned long hidden)
{
	void *volatile kept = sim_shown(hidden);

	KUNIT_EXPECT_EQ(test, sim_hunted(hidden, NULL), 0);
	kept = NULL;
}

static noinline void sim_percpu_keeps(struct kunit *test, unsigned long hidden)
{
	void *__percpu *kept = alloc_percpu(void *);

	KUNIT_ASSERT_NOT_NULL(test, kept);
	*per_cpu_ptr(kept, 1) = sim_shown(hidden);
	KUNIT_EXPECT_EQ(test, sim_hunted(hidden, NULL), 0);
	free_percpu(kept);
}

static noinline void sim_xarray_keeps(struct kunit *test, unsigned long hidden)
{
	static DEFINE_XARRAY(kept);

	KUNIT_ASSERT_EQ(test, xa_err(xa_store(&kept, 4711, sim_shown(hidden),
					      GFP_KERNEL)), 0);
	KUNIT_EXPECT_EQ(test, sim_hunted(hidden, NULL), 0);
	xa_erase(&kept, 4711);
}

/* Where a pointer may lie. */
static void sim_kept_object_test(struct kunit *test)
{
	unsigned long hidden = sim_object_lose();

	sim_stack_keeps(test, hidden);
	sim_percpu_keeps(test, hidden);
	sim_xarray_keeps(test, hidden);
	KUNIT_EXPECT_EQ(test, sim_hunted(hidden, NULL), 1);
	kfree(sim_shown(hidden));
}

static struct sim_memory_census sim_census[3] __sim_unscanned;

static int sim_grown(int count)
{
	static struct sim_shadow_trial trial;
	const struct sim_memory_census *censuses[] = {
		&sim_census[0], &sim_census[1], &sim_census[2],
	};
	int grown;

	sim_shadow_trial = &trial;
	grown = sim_memory_checker.grown(censuses, count, "now");
	sim_shadow_trial = NULL;
	return grown;
}

static noinline void *sim_census_object(void)
{
	return kmalloc(77, GFP_KERNEL);
}

/* What is still pointed to grows all the same. */
static void sim_census_test(struct kunit *test)
{
	volatile unsigned int rounds = 2;	/* one call, not two in a row */
	struct sim_memory_view view;
	void *objects[2];
	unsigned int i;

	sim_memory_checker.census(&sim_census[0]);
	for (i = 0; i < rounds; i++) {
		objects[i] = sim_census_object();
		sim_memory_checker.census(&sim_census[i + 1]);
	}
	sim_memory_view(objects[0], &view);
	KUNIT_EXPECT_EQ(test, sim_census[2].bytes[sim_track_stack(view.allocated)],
			2 * 77);
	KUNIT_EXPECT_EQ(test, sim_grown(3), 1);
	kfree(objects[1]);
	sim_memory_checker.census(&sim_census[2]);
	KUNIT_EXPECT_EQ(test, sim_grown(3), 0);
	KUNIT_EXPECT_EQ(test, sim_grown(2), 1);
	kfree(objects[0]);
	sim_memory_checker.census(&sim_census[1]);
	KUNIT_EXPECT_EQ(test, sim_grown(2), 0);
}

static struct kunit_case sim_leak_cases[] = {
	KUNIT_CASE(sim_lost_object_test),
	KUNIT_CASE(sim_lost_chain_test),
	KUNIT_CASE(sim_lost_ring_test),
	KUNIT_CASE(sim_lost_pages_test),
	KUNIT_CASE(sim_lost_large_test),
	KUNIT_CASE(sim_lost_device_test),
	KUNIT_CASE(sim_lost_mutex_test),
	KUNIT_CASE(sim_lost_work_test),
	KUNIT_CASE(sim_kept_object_test),
	KUNIT_CASE(sim_census_test),
	{}
};

static struct kunit_suite sim_leak_suite = {
	.name = "sim_checked_leaks",
	.test_cases = sim_leak_cases,
};
kunit_test_suite(sim_leak_suite);
#endif
