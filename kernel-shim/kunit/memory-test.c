// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory-test.c: what the allocators promise, see memory/.
 *
 * Frees that are findings end a run, so they are not tried here.
 */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "sim-memory.h"

/* Documentation/core-api/memory-allocation.rst: powers of two are aligned. */
static void sim_kmalloc_alignment_test(struct kunit *test)
{
	size_t size, natural;
	void *object;

	for (size = 1; size <= 20000; size += 1 + size / 7) {
		natural = min_t(size_t, size & -size, PAGE_SIZE);
		object = kmalloc(size, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, object);
		KUNIT_EXPECT_EQ(test, (unsigned long)object % natural, 0);
		KUNIT_EXPECT_EQ(test, (unsigned long)object % 8, 0);
		KUNIT_EXPECT_EQ(test, ksize(object), size);
		memset(object, 0xff, size);
		kfree(object);
	}
}

static void sim_kmalloc_contents_test(struct kunit *test)
{
	u64 *fresh = kmalloc(256, GFP_KERNEL);
	u8 *zeroed = kzalloc(257, GFP_KERNEL);

	KUNIT_EXPECT_EQ(test, fresh[0], sim_memory_pattern);
	KUNIT_EXPECT_EQ(test, fresh[31], sim_memory_pattern);
	KUNIT_EXPECT_NULL(test, memchr_inv(zeroed, 0, 257));
	kfree(fresh);
	kfree(zeroed);
}

static void sim_kmalloc_zero_size_test(struct kunit *test)
{
	void *nothing = kmalloc(0, GFP_KERNEL);

	KUNIT_EXPECT_TRUE(test, nothing == ZERO_SIZE_PTR);
	KUNIT_EXPECT_EQ(test, ksize(nothing), 0);
	kfree(nothing);
	kfree(NULL);
	KUNIT_EXPECT_NULL(test, kmalloc(KMALLOC_MAX_SIZE + 1,
					GFP_KERNEL | __GFP_NOWARN));
}

static void sim_krealloc_test(struct kunit *test)
{
	u8 *old = kmalloc(100, GFP_KERNEL), *new;
	int i;

	for (i = 0; i < 100; i++)
		old[i] = i;
	new = krealloc(old, 200, GFP_KERNEL | __GFP_ZERO);
	KUNIT_EXPECT_PTR_NE(test, old, new);
	for (i = 0; i < 100; i++)
		KUNIT_EXPECT_EQ(test, new[i], i);
	KUNIT_EXPECT_EQ(test, new[199], 0);
	new = krealloc(new, 10, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, new[9], 9);
	KUNIT_EXPECT_EQ(test, ksize(new), 10);
	KUNIT_EXPECT_TRUE(test, krealloc(new, 0, GFP_KERNEL) == ZERO_SIZE_PTR);
}

static int sim_constructed;

static void sim_construct(void *object)
{
	*(int *)object = ++sim_constructed;
}

static void sim_cache_constructor_test(struct kunit *test)
{
	struct kmem_cache *cache;
	int *object, first;

	sim_constructed = 0;
	cache = kmem_cache_create("sim-test", 24, 0, SLAB_TYPESAFE_BY_RCU,
				  sim_construct);
	KUNIT_ASSERT_NOT_NULL(test, cache);
	KUNIT_EXPECT_EQ(test, kmem_cache_size(cache), 24);
	object = kmem_cache_alloc(cache, GFP_KERNEL);
	first = *object;
	KUNIT_EXPECT_EQ(test, first, sim_constructed);
	kmem_cache_free(cache, object);
	KUNIT_EXPECT_EQ(test, *object, first);
	kmem_cache_destroy(cache);
}

static void sim_cache_alignment_test(struct kunit *test)
{
	struct kmem_cache *cache;
	void *objects[40];
	int i;

	cache = kmem_cache_create("sim-test", 33, 32, SLAB_HWCACHE_ALIGN, NULL);
	KUNIT_ASSERT_TRUE(test, kmem_cache_alloc_bulk(cache, GFP_KERNEL,
						      ARRAY_SIZE(objects),
						      objects));
	for (i = 0; i < ARRAY_SIZE(objects); i++)
		KUNIT_EXPECT_EQ(test, (unsigned long)objects[i] % 64, 0);
	kmem_cache_free_bulk(cache, ARRAY_SIZE(objects), objects);
	kmem_cache_destroy(cache);
}

static void sim_page_test(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 3);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, page_to_pfn(page) % 8, 0);
	KUNIT_EXPECT_EQ(test, compound_order(page), 3);
	KUNIT_EXPECT_PTR_EQ(test, compound_head(page + 7), page);
	KUNIT_EXPECT_PTR_EQ(test, virt_to_page(page_address(page + 2)),
			    page + 2);
	KUNIT_EXPECT_PTR_EQ(test, phys_to_virt(page_to_phys(page)),
			    page_address(page));
	get_page(page + 5);
	KUNIT_EXPECT_EQ(test, page_ref_count(page), 2);
	put_page(page);
	put_page(page + 1);
}

static void sim_page_exact_test(struct kunit *test)
{
	void *start = alloc_pages_exact(5 * PAGE_SIZE, GFP_KERNEL | __GFP_ZERO);

	KUNIT_ASSERT_NOT_NULL(test, start);
	KUNIT_EXPECT_NULL(test, memchr_inv(start, 0, 5 * PAGE_SIZE));
	free_page((unsigned long)start);
	free_pages_exact(start + PAGE_SIZE, 4 * PAGE_SIZE);
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_KERNEL | __GFP_NOWARN,
					    MAX_PAGE_ORDER + 1));
}

static void sim_vmalloc_test(struct kunit *test)
{
	size_t size = 5 * PAGE_SIZE + 1;
	u8 *area = vzalloc(size), *large;

	KUNIT_ASSERT_NOT_NULL(test, area);
	KUNIT_EXPECT_TRUE(test, PAGE_ALIGNED(area));
	KUNIT_EXPECT_NULL(test, memchr_inv(area, 0, size));
	KUNIT_EXPECT_PTR_EQ(test, vmalloc_to_page(area + PAGE_SIZE),
			    virt_to_page(area) + 1);
	vfree(area);
	large = kvmalloc(KMALLOC_MAX_SIZE + PAGE_SIZE, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, large);
	kvfree(large);
}

static void sim_percpu_test(struct kunit *test)
{
	u64 __percpu *variable = alloc_percpu(u64);
	int cpu;

	KUNIT_ASSERT_NOT_NULL(test, variable);
	for_each_possible_cpu(cpu) {
		KUNIT_EXPECT_EQ(test, *per_cpu_ptr(variable, cpu), 0);
		*per_cpu_ptr(variable, cpu) = cpu + 1;
	}
	for_each_possible_cpu(cpu)
		KUNIT_EXPECT_EQ(test, *per_cpu_ptr(variable, cpu), cpu + 1);
	free_percpu(variable);
}

static void sim_alloc_fail_test(struct kunit *test)
{
	void *first, *second, *third;

	sim_alloc_fail_nth = 2;
	first = kmalloc(8, GFP_ATOMIC);
	second = kmalloc(8, GFP_ATOMIC);
	third = kmalloc(8, GFP_ATOMIC);
	KUNIT_EXPECT_EQ(test, sim_alloc_fail_nth, 0);
	KUNIT_EXPECT_NULL(test, second);
	KUNIT_EXPECT_TRUE(test, first && third);
	kfree(first);
	kfree(third);
	sim_alloc_fail_nth = 1;
	first = kmalloc(8, GFP_ATOMIC | __GFP_NOFAIL);
	sim_alloc_fail_nth = 0;
	KUNIT_EXPECT_NOT_NULL(test, first);
	kfree(first);
}

static struct kunit_case sim_memory_cases[] = {
	KUNIT_CASE(sim_kmalloc_alignment_test),
	KUNIT_CASE(sim_kmalloc_contents_test),
	KUNIT_CASE(sim_kmalloc_zero_size_test),
	KUNIT_CASE(sim_krealloc_test),
	KUNIT_CASE(sim_cache_constructor_test),
	KUNIT_CASE(sim_cache_alignment_test),
	KUNIT_CASE(sim_page_test),
	KUNIT_CASE(sim_page_exact_test),
	KUNIT_CASE(sim_vmalloc_test),
	KUNIT_CASE(sim_percpu_test),
	KUNIT_CASE(sim_alloc_fail_test),
	{}
};

static struct kunit_suite sim_memory_suite = {
	.name = "sim_memory",
	.test_cases = sim_memory_cases,
};
kunit_test_suite(sim_memory_suite);
