// SPDX-License-Identifier: GPL-2.0-only
/*
 * dma-misuse-test.c: uses of the DMA API that must be found, each with a correct
 * twin; see dma/mapping_ledger.c. The device masters no bus. Only check images
 * have the suite.
 */
#include <kunit/device.h>
#include <kunit/test.h>
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/iommu.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "sim-dma.h"
#include "shadow-trial.h"

#ifdef CONFIG_DEBUG_KERNEL

static u64 sim_misuse_mask;

static int sim_misuse_init(struct kunit *test)
{
	struct device *dev = kunit_device_register(test, "sim-dma-misuse");

	if (IS_ERR(dev))
		return PTR_ERR(dev);
	dev->dma_mask = &sim_misuse_mask;
	test->priv = dev;
	return dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));
}

/* As a driver should: the address is looked at. */
static dma_addr_t sim_misuse_single(struct kunit *test, void *buffer,
				    size_t size,
				    enum dma_data_direction direction)
{
	dma_addr_t dma = dma_map_single((struct device *)test->priv, buffer,
					size, direction);

	KUNIT_ASSERT_EQ(test, dma_mapping_error(test->priv, dma), 0);
	return dma;
}

#define SIM_EXPECT_MISUSE(test, words, action) \
	SIM_EXPECT_BAD(test, SIM_KIND_DMA_API, words, action)

static void sim_misuse_unmap_test(struct kunit *test)
{
	struct device *dev = test->priv;
	void *buffer = kunit_kzalloc(test, 256, GFP_KERNEL);
	dma_addr_t dma;

	dma = sim_misuse_single(test, buffer, 256, DMA_TO_DEVICE);
	SIM_EXPECT_CLEAN(test, dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE));
	SIM_EXPECT_MISUSE(test, "unmaps what is not mapped",
			  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE));
	dma = sim_misuse_single(test, buffer, 256, DMA_TO_DEVICE);
	SIM_EXPECT_MISUSE(test, "wrong size, mapped were 256 bytes",
			  dma_unmap_single(dev, dma, 128, DMA_TO_DEVICE));
	dma = sim_misuse_single(test, buffer, 256, DMA_TO_DEVICE);
	SIM_EXPECT_MISUSE(test, "direction \"from the device\", mapped was \"to the device\"",
			  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE));
}

/* A buffer that is mapped twice is unmapped twice, in any order. */
static void sim_misuse_twice_test(struct kunit *test)
{
	struct device *dev = test->priv;
	void *buffer = kunit_kzalloc(test, 256, GFP_KERNEL);
	dma_addr_t dma;

	dma = sim_misuse_single(test, buffer, 256, DMA_TO_DEVICE);
	dma = sim_misuse_single(test, buffer, 64, DMA_FROM_DEVICE);
	SIM_EXPECT_CLEAN(test, dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE));
	SIM_EXPECT_CLEAN(test, dma_unmap_single(dev, dma, 64, DMA_FROM_DEVICE));
}

static void sim_misuse_type_test(struct kunit *test)
{
	struct device *dev = test->priv;
	struct scatterlist list[1];

	sg_init_one(list, kunit_kzalloc(test, 128, GFP_KERNEL), 128);
	KUNIT_ASSERT_EQ(test, dma_map_sg(dev, list, 1, DMA_TO_DEVICE), 1);
	SIM_EXPECT_CLEAN(test, dma_unmap_sg(dev, list, 1, DMA_TO_DEVICE));
	KUNIT_ASSERT_EQ(test, dma_map_sg(dev, list, 1, DMA_TO_DEVICE), 1);
	SIM_EXPECT_MISUSE(test, "unmaps a scatter-gather mapping as a single mapping",
			  dma_unmap_single(dev, sg_dma_address(list), 128,
					   DMA_TO_DEVICE));
}

static void sim_misuse_shared_test(struct kunit *test)
{
	struct device *dev = test->priv;
	dma_addr_t dma;
	void *memory = dma_alloc_coherent(dev, 100, &dma, GFP_KERNEL);

	SIM_EXPECT_CLEAN(test, dma_free_coherent(dev, 100, memory, dma));
	memory = dma_alloc_coherent(dev, 100, &dma, GFP_KERNEL);
	SIM_EXPECT_MISUSE(test, "with the wrong size",
			  dma_free_coherent(dev, 99, memory, dma));
	memory = dma_alloc_coherent(dev, 100, &dma, GFP_KERNEL);
	SIM_EXPECT_MISUSE(test, "another's DMA address",
			  dma_free_coherent(dev, 100, memory, dma + 4096));
}

static void sim_misuse_map_test(struct kunit *test)
{
	struct device *dev = test->priv;
	void *page = (void *)__get_free_page(GFP_KERNEL);
	dma_addr_t dma;

	SIM_EXPECT_CLEAN(test, dma = sim_misuse_single(test, page, 64,
						       DMA_TO_DEVICE));
	dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
	SIM_EXPECT_MISUSE(test, "without a direction",
			  dma = sim_misuse_single(test, page, 64, DMA_NONE));
	SIM_TRY(dma_unmap_single(dev, dma, 64, DMA_NONE));
	free_page((unsigned long)page);
	SIM_EXPECT_MISUSE(test, "maps freed memory",
			  dma = sim_misuse_single(test, page, 64,
						  DMA_TO_DEVICE));
	dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
}

static void sim_misuse_unasked_test(struct kunit *test)
{
	struct device *dev = test->priv;
	void *buffer = kunit_kzalloc(test, 256, GFP_KERNEL);
	dma_addr_t dma, twice;

	dma = sim_misuse_single(test, buffer, 256, DMA_TO_DEVICE);
	SIM_EXPECT_CLEAN(test, dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE));
	dma = dma_map_single(dev, buffer, 256, DMA_TO_DEVICE);
	SIM_EXPECT_MISUSE(test, "dma_mapping_error() was not asked about",
			  dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE));
	/* Of two mappings of a buffer each has to be asked about. */
	dma = sim_misuse_single(test, buffer, 256, DMA_TO_DEVICE);
	twice = dma_map_single(dev, buffer, 64, DMA_TO_DEVICE);
	SIM_EXPECT_CLEAN(test, dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE));
	SIM_EXPECT_MISUSE(test, "dma_mapping_error() was not asked about",
			  dma_unmap_single(dev, twice, 64, DMA_TO_DEVICE));
}

static void sim_misuse_sync_test(struct kunit *test)
{
	struct device *dev = test->priv;
	void *buffer = kunit_kzalloc(test, 256, GFP_KERNEL);
	dma_addr_t dma = sim_misuse_single(test, buffer, 256, DMA_FROM_DEVICE);

	SIM_EXPECT_CLEAN(test, dma_sync_single_for_cpu(dev, dma + 64, 192,
						       DMA_FROM_DEVICE));
	SIM_EXPECT_CLEAN(test, dma_sync_single_for_device(dev, dma, 256,
							  DMA_FROM_DEVICE));
	SIM_EXPECT_MISUSE(test, "beyond the end of a mapping of 256 bytes",
			  dma_sync_single_for_cpu(dev, dma + 64, 193,
						  DMA_FROM_DEVICE));
	SIM_EXPECT_MISUSE(test, "direction \"to the device\", mapped was \"from the device\"",
			  dma_sync_single_for_device(dev, dma, 256,
						     DMA_TO_DEVICE));
	dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
	SIM_EXPECT_MISUSE(test, "syncs what is not mapped",
			  dma_sync_single_for_cpu(dev, dma, 256,
						  DMA_FROM_DEVICE));
	dma = sim_misuse_single(test, buffer, 256, DMA_BIDIRECTIONAL);
	SIM_EXPECT_CLEAN(test, dma_sync_single_for_cpu(dev, dma, 256,
						       DMA_FROM_DEVICE));
	dma_unmap_single(dev, dma, 256, DMA_BIDIRECTIONAL);
}

static void sim_misuse_sync_list_test(struct kunit *test)
{
	struct device *dev = test->priv;
	struct scatterlist list[1];

	sg_init_one(list, kunit_kzalloc(test, 128, GFP_KERNEL), 128);
	KUNIT_ASSERT_EQ(test, dma_map_sg(dev, list, 1, DMA_TO_DEVICE), 1);
	SIM_EXPECT_CLEAN(test, dma_sync_sg_for_device(dev, list, 1,
						      DMA_TO_DEVICE));
	dma_unmap_sg(dev, list, 1, DMA_TO_DEVICE);
	SIM_EXPECT_MISUSE(test, "syncs what is not mapped",
			  dma_sync_sg_for_cpu(dev, list, 1, DMA_TO_DEVICE));
}

static void sim_misuse_left_test(struct kunit *test)
{
	struct device *dev = test->priv;
	void *buffer = kunit_kzalloc(test, 256, GFP_KERNEL);
	dma_addr_t dma;

	dma = sim_misuse_single(test, buffer, 256, DMA_TO_DEVICE);

	SIM_EXPECT_MISUSE(test, "the driver left and has 1 mappings, one of them a single mapping of 256 bytes",
			  sim_ledger_released(dev));
	dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
	SIM_EXPECT_CLEAN(test, sim_ledger_released(dev));
}

/* Whoever frees it in the meantime gives the device another's memory. */
static void sim_misuse_freed_test(struct kunit *test)
{
	struct device *dev = test->priv;
	void *buffer = kmalloc(256, GFP_KERNEL), *beside;
	void *pages = (void *)__get_free_pages(GFP_KERNEL, 1);
	struct scatterlist list[1];
	dma_addr_t dma;

	beside = kmalloc(256, GFP_KERNEL);
	dma = sim_misuse_single(test, buffer + 64, 64, DMA_FROM_DEVICE);
	SIM_EXPECT_CLEAN(test, kfree(beside));
	SIM_EXPECT_MISUSE(test, "frees memory of 256 bytes under a single mapping of 64 bytes, from the device",
			  kfree(buffer));
	KUNIT_EXPECT_EQ(test, trial.stacks, 1);
	SIM_TRY(dma_unmap_single(dev, dma, 64, DMA_FROM_DEVICE));
	buffer = kmalloc(256, GFP_KERNEL);
	dma = sim_misuse_single(test, buffer, 256, DMA_TO_DEVICE);
	dma_unmap_single(dev, dma, 256, DMA_TO_DEVICE);
	SIM_EXPECT_CLEAN(test, kfree(buffer));
	sg_init_one(list, pages + PAGE_SIZE, 128);
	KUNIT_ASSERT_EQ(test, dma_map_sg(dev, list, 1, DMA_TO_DEVICE), 1);
	SIM_EXPECT_MISUSE(test, "under a scatter-gather mapping of 128 bytes",
			  free_pages((unsigned long)pages, 1));
	SIM_TRY(dma_unmap_sg(dev, list, 1, DMA_TO_DEVICE));
	pages = dma_alloc_coherent(dev, 100, &dma, GFP_KERNEL);
	SIM_EXPECT_CLEAN(test, dma_free_coherent(dev, 100, pages, dma));
}

/* The domain of the DSP, at an address that its driver does not use. */
static void sim_misuse_iommu_test(struct kunit *test)
{
	struct device_node *node = of_find_node_with_property(NULL, "iommus");
	struct device *dev = bus_find_device_by_of_node(&platform_bus_type,
							node);
	void *pages = (void *)get_zeroed_page(GFP_KERNEL);
	struct iommu_domain *domain;
	const unsigned long iova = 0xf0000000;

	KUNIT_ASSERT_NOT_NULL(test, dev);
	domain = iommu_get_domain_for_dev(dev);
	KUNIT_ASSERT_NOT_NULL(test, domain);
	SIM_EXPECT_CLEAN(test, iommu_map(domain, iova, virt_to_phys(pages),
					 PAGE_SIZE, IOMMU_READ, GFP_KERNEL));
	SIM_EXPECT_MISUSE(test, "iommu_map() over what is mapped",
			  iommu_map(domain, iova, virt_to_phys(pages),
				    PAGE_SIZE, IOMMU_READ, GFP_KERNEL));
	SIM_EXPECT_CLEAN(test, iommu_unmap(domain, iova, PAGE_SIZE));
	SIM_EXPECT_MISUSE(test, "iommu_unmap() of what is not mapped",
			  iommu_unmap(domain, iova, PAGE_SIZE));
	free_page((unsigned long)pages);
	put_device(dev);
	of_node_put(node);
}

static struct kunit_case sim_misuse_cases[] = {
	KUNIT_CASE(sim_misuse_unmap_test),
	KUNIT_CASE(sim_misuse_twice_test),
	KUNIT_CASE(sim_misuse_type_test),
	KUNIT_CASE(sim_misuse_shared_test),
	KUNIT_CASE(sim_misuse_map_test),
	KUNIT_CASE(sim_misuse_unasked_test),
	KUNIT_CASE(sim_misuse_sync_test),
	KUNIT_CASE(sim_misuse_sync_list_test),
	KUNIT_CASE(sim_misuse_left_test),
	KUNIT_CASE(sim_misuse_freed_test),
	KUNIT_CASE(sim_misuse_iommu_test),
	{}
};

static struct kunit_suite sim_misuse_suite = {
	.name = "sim_dma_misuse",
	.init = sim_misuse_init,
	.exit = sim_trial_exit,
	.test_cases = sim_misuse_cases,
};
kunit_test_suite(sim_misuse_suite);
#endif
