// SPDX-License-Identifier: GPL-2.0-only
/*
 * dma-test.c: the DMA API as drivers see it, see dma/. The device masters no
 * bus, so the host is not told of what is mapped here.
 */
#include <kunit/device.h>
#include <kunit/test.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/io.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include "sim-dma.h"

static u64 sim_test_mask;

static int sim_dma_test_init(struct kunit *test)
{
	struct device *dev = kunit_device_register(test, "sim-dma-test");

	if (IS_ERR(dev))
		return PTR_ERR(dev);
	dev->dma_mask = &sim_test_mask;
	test->priv = dev;
	return dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));
}

static void sim_dma_mask_test(struct kunit *test)
{
	struct device *dev = test->priv;

	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(32)), 0);
	KUNIT_EXPECT_EQ(test, dma_get_mask(dev), DMA_BIT_MASK(32));
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(24)), -EIO);
	KUNIT_EXPECT_EQ(test, dma_get_mask(dev), DMA_BIT_MASK(32));
}

/* Documentation/core-api/dma-api-howto.rst: zeroed, aligned to its order. */
static void sim_dma_coherent_test(struct kunit *test)
{
	struct device *dev = test->priv;
	dma_addr_t handle;
	void *memory;
	size_t size;

	for (size = 16; size <= 70000; size = size * 5 / 2) {
		memory = dma_alloc_coherent(dev, size, &handle, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, memory);
		KUNIT_EXPECT_EQ(test, handle, virt_to_phys(memory));
		KUNIT_EXPECT_EQ(test, handle % (PAGE_SIZE << get_order(size)),
				0);
		KUNIT_EXPECT_NULL(test, memchr_inv(memory, 0, size));
		dma_free_coherent(dev, size, memory, handle);
	}
}

static void sim_dma_single_test(struct kunit *test)
{
	struct device *dev = test->priv;
	void *buffer = kunit_kmalloc(test, 1000, GFP_KERNEL);
	dma_addr_t handle;

	handle = dma_map_single(dev, buffer, 1000, DMA_TO_DEVICE);
	KUNIT_EXPECT_FALSE(test, dma_mapping_error(dev, handle));
	KUNIT_EXPECT_EQ(test, handle, virt_to_phys(buffer));
	dma_unmap_single(dev, handle, 1000, DMA_TO_DEVICE);
}

static void sim_dma_fail_test(struct kunit *test)
{
	struct device *dev = test->priv;
	void *buffer = kunit_kmalloc(test, 64, GFP_KERNEL);
	dma_addr_t first, second;

	sim_dma_fail_nth = 2;
	first = dma_map_single(dev, buffer, 64, DMA_TO_DEVICE);
	second = dma_map_single(dev, buffer, 64, DMA_TO_DEVICE);
	KUNIT_EXPECT_FALSE(test, dma_mapping_error(dev, first));
	KUNIT_EXPECT_TRUE(test, dma_mapping_error(dev, second));
	dma_unmap_single(dev, first, 64, DMA_TO_DEVICE);
}

static void sim_dma_list_test(struct kunit *test)
{
	struct device *dev = test->priv;
	struct scatterlist list[3], *part;
	int i, count;

	sg_init_table(list, ARRAY_SIZE(list));
	for (i = 0; i < ARRAY_SIZE(list); i++)
		sg_set_buf(&list[i], kunit_kmalloc(test, 100 + i, GFP_KERNEL),
			   100 + i);
	count = dma_map_sg(dev, list, ARRAY_SIZE(list), DMA_FROM_DEVICE);
	KUNIT_EXPECT_EQ(test, count, ARRAY_SIZE(list));
	for_each_sg(list, part, count, i) {
		KUNIT_EXPECT_EQ(test, sg_dma_address(part), sg_phys(part));
		KUNIT_EXPECT_EQ(test, sg_dma_len(part), 100 + i);
	}
	dma_unmap_sg(dev, list, ARRAY_SIZE(list), DMA_FROM_DEVICE);
	sim_dma_fail_nth = 2;
	KUNIT_EXPECT_EQ(test, dma_map_sg(dev, list, ARRAY_SIZE(list),
					 DMA_FROM_DEVICE), 0);
}

/* The genuine mm/dmapool.c on top. */
static void sim_dma_pool_test(struct kunit *test)
{
	struct device *dev = test->priv;
	struct dma_pool *pool = dma_pool_create("sim", dev, 96, 64, 4096);
	dma_addr_t handles[100];
	void *parts[100];
	int i;

	KUNIT_ASSERT_NOT_NULL(test, pool);
	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		parts[i] = dma_pool_zalloc(pool, GFP_KERNEL, &handles[i]);
		KUNIT_ASSERT_NOT_NULL(test, parts[i]);
		KUNIT_EXPECT_EQ(test, handles[i] % 64, 0);
		KUNIT_EXPECT_EQ(test, handles[i] / 4096,
				(handles[i] + 95) / 4096);
	}
	for (i = 0; i < ARRAY_SIZE(parts); i++)
		dma_pool_free(pool, parts[i], handles[i]);
	dma_pool_destroy(pool);
}

static struct kunit_case sim_dma_cases[] = {
	KUNIT_CASE(sim_dma_mask_test),
	KUNIT_CASE(sim_dma_coherent_test),
	KUNIT_CASE(sim_dma_single_test),
	KUNIT_CASE(sim_dma_fail_test),
	KUNIT_CASE(sim_dma_list_test),
	KUNIT_CASE(sim_dma_pool_test),
	{}
};

static struct kunit_suite sim_dma_suite = {
	.name = "sim_dma",
	.init = sim_dma_test_init,
	.test_cases = sim_dma_cases,
};
kunit_test_suite(sim_dma_suite);
