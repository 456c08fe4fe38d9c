// SPDX-License-Identifier: GPL-2.0-only
/*
 * device-access-test.c: memory that a device reaches for without leave, each
 * with a correct twin: the controller by its bus (libsim/sched/dma.c) and the
 * DSP by its IOMMU (sched/iommu.c). Of memory that is mapped and freed the
 * image tells (check/memory_shadow.c). Only check images have the suite.
 *
 * The devices act at the wish of the test (sim/border_trial.h), as no URB or
 * stream is there that could make them.
 */
#include <kunit/test.h>
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/iommu.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "sim/border_trial.h"
#include "shadow-trial.h"

#ifdef CONFIG_DEBUG_KERNEL

#define SIM_REACH_BUS	0	/* of the first controller */
#define SIM_REACH_IOVA	0xf0000000UL

static struct sim_test_reach {
	struct device *controller, *dsp;
	struct iommu_domain *domain;
	u32 number;
	char title[256];
} reach;

static struct device *sim_reach_dsp(void)
{
	struct device_node *node = of_find_node_with_property(NULL, "iommus");
	struct of_phandle_args args;
	struct device *dsp;

	if (of_parse_phandle_with_args(node, "iommus", "#iommu-cells", 0,
				       &args))
		return NULL;
	of_node_put(args.np);
	reach.number = args.args[0] & 0xf;
	dsp = bus_find_device_by_of_node(&platform_bus_type, node);
	of_node_put(node);
	return dsp;
}

static int sim_reach_init(struct kunit *test)
{
	reach.controller = bus_find_device_by_name(&platform_bus_type, NULL,
						   "a000000.usb");
	reach.dsp = sim_reach_dsp();
	if (!reach.controller || !reach.dsp)
		return -ENODEV;
	reach.domain = iommu_get_domain_for_dev(reach.dsp);
	return reach.domain ? 0 : -ENODEV;
}

static void sim_reach_exit(struct kunit *test)
{
	put_device(reach.controller);
	put_device(reach.dsp);
	sim_trial_exit(test);
}

/* ---- the controller ---- */

/* How often it is told that the controller reaches for @bytes at @dma. */
static int sim_reach_bus(dma_addr_t dma, size_t bytes, unsigned int dir)
{
	sim_trial_begin(SIM_KIND_DMA_API, SIM_KIND_DMA_API);
	sim_trial_bus(SIM_REACH_BUS, dma, bytes, dir);
	return sim_trial_end(reach.title, sizeof(reach.title));
}

#define SIM_REACH_FINDS(test, number, words, action) do {		\
	KUNIT_EXPECT_EQ(test, action, number);				\
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(reach.title, words),	\
				  "%s", reach.title);			\
} while (0)

static dma_addr_t sim_reach_map(struct kunit *test, void *buffer, size_t size,
				enum dma_data_direction direction)
{
	dma_addr_t dma = dma_map_single(reach.controller, buffer, size,
					direction);

	KUNIT_ASSERT_EQ(test, dma_mapping_error(reach.controller, dma), 0);
	return dma;
}

static void sim_reach_unmapped(struct kunit *test)
{
	void *buffer = kunit_kzalloc(test, 256, GFP_KERNEL);
	dma_addr_t dma = sim_reach_map(test, buffer, 256, DMA_TO_DEVICE);

	dma_unmap_single(reach.controller, dma, 256, DMA_TO_DEVICE);
	SIM_REACH_FINDS(test, 1, "which is not mapped",
			sim_reach_bus(dma, 64, SIM_DMA_READ));
}

static void sim_reach_unmapped_twin(struct kunit *test)
{
	void *buffer = kunit_kzalloc(test, 256, GFP_KERNEL);
	dma_addr_t dma = sim_reach_map(test, buffer, 256, DMA_TO_DEVICE);

	SIM_REACH_FINDS(test, 0, "", sim_reach_bus(dma, 256, SIM_DMA_READ));
	SIM_REACH_FINDS(test, 0, "", sim_reach_bus(dma + 255, 1, SIM_DMA_READ));
	dma_unmap_single(reach.controller, dma, 256, DMA_TO_DEVICE);
}

static void sim_reach_beyond(struct kunit *test)
{
	void *buffer = kunit_kzalloc(test, 256, GFP_KERNEL);
	dma_addr_t dma = sim_reach_map(test, buffer, 128, DMA_FROM_DEVICE);

	SIM_REACH_FINDS(test, 1, "writes 129 bytes",
			sim_reach_bus(dma, 129, SIM_DMA_WRITE));
	SIM_REACH_FINDS(test, 1, "for the other direction",
			sim_reach_bus(dma, 128, SIM_DMA_READ));
	dma_unmap_single(reach.controller, dma, 128, DMA_FROM_DEVICE);
}

static void sim_reach_beyond_twin(struct kunit *test)
{
	void *buffer = kunit_kzalloc(test, 256, GFP_KERNEL);
	dma_addr_t dma = sim_reach_map(test, buffer, 129, DMA_BIDIRECTIONAL);

	SIM_REACH_FINDS(test, 0, "", sim_reach_bus(dma, 129, SIM_DMA_WRITE));
	SIM_REACH_FINDS(test, 0, "", sim_reach_bus(dma, 128, SIM_DMA_READ));
	dma_unmap_single(reach.controller, dma, 129, DMA_BIDIRECTIONAL);
}

static void sim_reach_freed(struct kunit *test)
{
	void *buffer = kzalloc(256, GFP_KERNEL);
	dma_addr_t dma = sim_reach_map(test, buffer, 256, DMA_TO_DEVICE);

	SIM_TRY(kfree(buffer));
	SIM_EXPECT_BAD(test, SIM_KIND_USE_AFTER_FREE, "Device read",
		       sim_trial_bus(SIM_REACH_BUS, dma, 64, SIM_DMA_READ));
	SIM_TRY(dma_unmap_single(reach.controller, dma, 256, DMA_TO_DEVICE));
}

static void sim_reach_freed_twin(struct kunit *test)
{
	void *buffer = kzalloc(256, GFP_KERNEL);
	dma_addr_t dma = sim_reach_map(test, buffer, 256, DMA_TO_DEVICE);

	SIM_EXPECT_CLEAN(test, sim_trial_bus(SIM_REACH_BUS, dma, 64,
					     SIM_DMA_READ));
	dma_unmap_single(reach.controller, dma, 256, DMA_TO_DEVICE);
	kfree(buffer);
}

/* ---- the DSP ---- */

static int sim_reach_dsp_at(unsigned long iova, size_t bytes, unsigned int dir)
{
	sim_trial_begin(SIM_KIND_IOMMU_FAULT, SIM_KIND_IOMMU_FAULT);
	sim_trial_iommu(reach.number, iova, bytes, dir);
	return sim_trial_end(reach.title, sizeof(reach.title));
}

static void sim_reach_enter(struct kunit *test, phys_addr_t phys, int may)
{
	KUNIT_ASSERT_EQ(test, iommu_map(reach.domain, SIM_REACH_IOVA, phys,
					PAGE_SIZE, may, GFP_KERNEL), 0);
}

static void sim_reach_leave(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, iommu_unmap(reach.domain, SIM_REACH_IOVA,
					  PAGE_SIZE), PAGE_SIZE);
}

static void sim_reach_iommu(struct kunit *test)
{
	void *page = (void *)get_zeroed_page(GFP_KERNEL);

	sim_reach_enter(test, virt_to_phys(page), IOMMU_READ);
	SIM_REACH_FINDS(test, 1, "DSP writes 8 bytes",
			sim_reach_dsp_at(SIM_REACH_IOVA, 8, SIM_DMA_WRITE));
	SIM_REACH_FINDS(test, 1, "not mapped that way",
			sim_reach_dsp_at(SIM_REACH_IOVA + PAGE_SIZE - 4, 8,
					 SIM_DMA_READ));
	sim_reach_leave(test);
	SIM_REACH_FINDS(test, 1, "not mapped that way",
			sim_reach_dsp_at(SIM_REACH_IOVA, 8, SIM_DMA_READ));
	free_page((unsigned long)page);
}

static void sim_reach_iommu_twin(struct kunit *test)
{
	void *page = (void *)get_zeroed_page(GFP_KERNEL);

	sim_reach_enter(test, virt_to_phys(page), IOMMU_READ | IOMMU_WRITE);
	SIM_REACH_FINDS(test, 0, "", sim_reach_dsp_at(SIM_REACH_IOVA, PAGE_SIZE,
						      SIM_DMA_READ));
	SIM_REACH_FINDS(test, 0, "", sim_reach_dsp_at(SIM_REACH_IOVA + 8, 8,
						      SIM_DMA_WRITE));
	sim_reach_leave(test);
	free_page((unsigned long)page);
}

/* Registers are no memory. */
static void sim_reach_iommu_registers(struct kunit *test)
{
	sim_reach_enter(test, SIM_MMIO_PHYS, IOMMU_READ);
	SIM_REACH_FINDS(test, 1, "mapped to no memory",
			sim_reach_dsp_at(SIM_REACH_IOVA, 8, SIM_DMA_READ));
	sim_reach_leave(test);
}

static void sim_reach_iommu_freed(struct kunit *test)
{
	void *page = (void *)get_zeroed_page(GFP_KERNEL);

	sim_reach_enter(test, virt_to_phys(page), IOMMU_READ);
	free_page((unsigned long)page);
	SIM_EXPECT_BAD(test, SIM_KIND_USE_AFTER_FREE, "Device read",
		       sim_trial_iommu(reach.number, SIM_REACH_IOVA, 8,
				       SIM_DMA_READ));
	sim_reach_leave(test);
}

#define SIM_REACH_PAGES	64

/* All but the end of a page: the rest is a red zone. */
#define SIM_REACH_BYTES	(PAGE_SIZE - 64)

/* Somebody else gets @page, and has it at the address for the controller. */
static dma_addr_t sim_reach_take(struct kunit *test, void *page)
{
	dma_addr_t dma[SIM_REACH_PAGES];
	void *taken[SIM_REACH_PAGES];
	int i = 0, last;

	do
		taken[i] = dma_alloc_coherent(reach.controller, SIM_REACH_BYTES,
					      &dma[i], GFP_KERNEL);
	while (taken[i] != page && ++i < SIM_REACH_PAGES);
	KUNIT_EXPECT_LT(test, i, SIM_REACH_PAGES);
	last = min(i, SIM_REACH_PAGES - 1);
	while (i--)
		dma_free_coherent(reach.controller, SIM_REACH_BYTES, taken[i],
				  dma[i]);
	return dma[last];
}

/* Whatever lies there by now, and who has it, is chance. */
static void sim_reach_iommu_outlived(struct kunit *test)
{
	void *page = (void *)get_zeroed_page(GFP_KERNEL);
	dma_addr_t dma;

	sim_reach_enter(test, virt_to_phys(page), IOMMU_READ);
	free_page((unsigned long)page);
	dma = sim_reach_take(test, page);
	SIM_EXPECT_BAD(test, SIM_KIND_USE_AFTER_FREE,
		       "Device read of size 8 through a mapping that outlived its memory",
		       sim_trial_iommu(reach.number, SIM_REACH_IOVA +
				       SIM_REACH_BYTES, 8, SIM_DMA_READ));
	sim_reach_leave(test);
	dma_free_coherent(reach.controller, SIM_REACH_BYTES, page, dma);
}

/* What is mapped for its owner of today is that one's. */
static void sim_reach_iommu_outlived_twin(struct kunit *test)
{
	void *page = (void *)get_zeroed_page(GFP_KERNEL);
	dma_addr_t dma;

	sim_reach_enter(test, virt_to_phys(page), IOMMU_READ);
	sim_reach_leave(test);
	free_page((unsigned long)page);
	dma = sim_reach_take(test, page);
	sim_reach_enter(test, dma, IOMMU_READ);
	SIM_EXPECT_CLEAN(test, sim_trial_iommu(reach.number, SIM_REACH_IOVA, 8,
					       SIM_DMA_READ));
	SIM_EXPECT_BAD(test, SIM_KIND_OUT_OF_BOUNDS, "0 bytes to the right",
		       sim_trial_iommu(reach.number, SIM_REACH_IOVA +
				       SIM_REACH_BYTES, 8, SIM_DMA_READ));
	sim_reach_leave(test);
	dma_free_coherent(reach.controller, SIM_REACH_BYTES, page, dma);
}

static void sim_reach_iommu_freed_twin(struct kunit *test)
{
	void *page = (void *)get_zeroed_page(GFP_KERNEL);

	sim_reach_enter(test, virt_to_phys(page), IOMMU_READ);
	SIM_EXPECT_CLEAN(test, sim_trial_iommu(reach.number, SIM_REACH_IOVA, 8,
					       SIM_DMA_READ));
	sim_reach_leave(test);
	free_page((unsigned long)page);
}

static struct kunit_case sim_reach_cases[] = {
	KUNIT_CASE(sim_reach_unmapped),
	KUNIT_CASE(sim_reach_unmapped_twin),
	KUNIT_CASE(sim_reach_beyond),
	KUNIT_CASE(sim_reach_beyond_twin),
	KUNIT_CASE(sim_reach_freed),
	KUNIT_CASE(sim_reach_freed_twin),
	KUNIT_CASE(sim_reach_iommu),
	KUNIT_CASE(sim_reach_iommu_twin),
	KUNIT_CASE(sim_reach_iommu_registers),
	KUNIT_CASE(sim_reach_iommu_freed),
	KUNIT_CASE(sim_reach_iommu_freed_twin),
	KUNIT_CASE(sim_reach_iommu_outlived),
	KUNIT_CASE(sim_reach_iommu_outlived_twin),
	{}
};

static struct kunit_suite sim_reach_suite = {
	.name = "sim_device_access",
	.init = sim_reach_init,
	.exit = sim_reach_exit,
	.test_cases = sim_reach_cases,
};
kunit_test_suite(sim_reach_suite);

#endif /* CONFIG_DEBUG_KERNEL */
