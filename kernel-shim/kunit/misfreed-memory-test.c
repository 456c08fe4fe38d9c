// SPDX-License-Identifier: GPL-2.0-only
/*
 * misfreed-memory-test.c: memory that is freed twice, or by what is not its
 * address, each with a correct twin; see memory/object_store.c, page_entry.c
 * and percpu_area.c.
 *
 * A trial keeps the findings to itself; what was freed wrongly stays as it was.
 */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include "sim/border_trial.h"
#include "sim-report.h"

#ifdef CONFIG_DEBUG_KERNEL

static char sim_misfreed_title[256];

#define SIM_MISFREED_TOLD(test, number, words, action) do {		\
	sim_trial_begin(SIM_KIND_DOUBLE_FREE, SIM_KIND_DOUBLE_FREE);	\
	action;								\
	KUNIT_EXPECT_EQ(test, sim_trial_end(sim_misfreed_title,		\
				sizeof(sim_misfreed_title)), number);	\
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(sim_misfreed_title, words),\
				  "%s", sim_misfreed_title);		\
} while (0)

/* Keeps the compiler from knowing where an object came from. */
static noinline void *sim_misfreed_unknown(void *object)
{
	OPTIMIZER_HIDE_VAR(object);
	return object;
}

static void sim_misfreed_object(struct kunit *test)
{
	void *object = sim_misfreed_unknown(kmalloc(48, GFP_KERNEL));

	SIM_MISFREED_TOLD(test, 0, "", kfree(object));
	SIM_MISFREED_TOLD(test, 1, "freed twice: 48 bytes of kmalloc-",
			  kfree(sim_misfreed_unknown(object)));
	SIM_MISFREED_TOLD(test, 0, "", kfree(NULL));
}

/* More than a page: pages of their own. */
static void sim_misfreed_large(struct kunit *test)
{
	u8 *object = sim_misfreed_unknown(kmalloc(64 << 10, GFP_KERNEL));

	SIM_MISFREED_TOLD(test, 1, "is no object",
			  kfree(sim_misfreed_unknown(object + 64)));
	SIM_MISFREED_TOLD(test, 0, "", kfree(object));
	SIM_MISFREED_TOLD(test, 1, "", kfree(sim_misfreed_unknown(object)));
}

static void sim_misfreed_inside(struct kunit *test)
{
	u8 *object = sim_misfreed_unknown(kmalloc(48, GFP_KERNEL));

	SIM_MISFREED_TOLD(test, 1, "is no object",
			  kfree(sim_misfreed_unknown(object + 8)));
	SIM_MISFREED_TOLD(test, 0, "", kfree(object));
}

static u64 sim_misfreed_static[4];

static void sim_misfreed_global(struct kunit *test)
{
	SIM_MISFREED_TOLD(test, 1, "",
			  kfree(sim_misfreed_unknown(sim_misfreed_static)));
}

/* kfree() may free objects of any cache, kmem_cache_free() its own only. */
static void sim_misfreed_cache(struct kunit *test)
{
	struct kmem_cache *one, *two;
	void *object;

	one = kmem_cache_create("sim_one", 40, 0, 0, NULL);
	two = kmem_cache_create("sim_two", 40, 0, 0, NULL);
	KUNIT_ASSERT_NOT_NULL(test, one);
	KUNIT_ASSERT_NOT_NULL(test, two);
	object = kmem_cache_alloc(one, GFP_KERNEL);
	SIM_MISFREED_TOLD(test, 1, "freed to the wrong cache: 40 bytes of sim_one",
			  kmem_cache_free(two, sim_misfreed_unknown(object)));
	SIM_MISFREED_TOLD(test, 0, "", kmem_cache_free(one, object));
	SIM_MISFREED_TOLD(test, 1, "freed twice",
			  kmem_cache_free(one, sim_misfreed_unknown(object)));
	object = kmem_cache_alloc(one, GFP_KERNEL);
	SIM_MISFREED_TOLD(test, 0, "", kfree(object));
	kmem_cache_destroy(two);
	kmem_cache_destroy(one);
}

static void sim_misfreed_pages(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 1);

	KUNIT_ASSERT_NOT_NULL(test, page);
	SIM_MISFREED_TOLD(test, 1, "", kfree(page_address(page)));
	SIM_MISFREED_TOLD(test, 0, "", __free_pages(page, 1));
	SIM_MISFREED_TOLD(test, 1, "was not allocated",
			  free_pages((unsigned long)page_address(page), 1));
}

static void sim_misfreed_percpu(struct kunit *test)
{
	u64 __percpu *variable = alloc_percpu(u64);

	KUNIT_ASSERT_NOT_NULL(test, variable);
	SIM_MISFREED_TOLD(test, 0, "", free_percpu(variable));
	SIM_MISFREED_TOLD(test, 1, "per-CPU address was not allocated",
			  free_percpu(variable));
}

static struct kunit_case sim_misfreed_cases[] = {
	KUNIT_CASE(sim_misfreed_object),
	KUNIT_CASE(sim_misfreed_large),
	KUNIT_CASE(sim_misfreed_inside),
	KUNIT_CASE(sim_misfreed_global),
	KUNIT_CASE(sim_misfreed_cache),
	KUNIT_CASE(sim_misfreed_pages),
	KUNIT_CASE(sim_misfreed_percpu),
	{}
};

static struct kunit_suite sim_misfreed_suite = {
	.name = "sim_misfreed_memory",
	.test_cases = sim_misfreed_cases,
};
kunit_test_suite(sim_misfreed_suite);

#endif /* CONFIG_DEBUG_KERNEL */
