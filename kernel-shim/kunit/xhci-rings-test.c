// SPDX-License-Identifier: GPL-2.0-only
/*
 * xhci-rings-test.c: where a driver may point an endpoint to, and where not
 * (libsim/xhci/ring_rules.c).
 */
#include "xhci-rules.h"

#ifdef CONFIG_DEBUG_KERNEL

/* Endpoint 0 stopped, in a ring that leads back to its beginning. */
static void sim_rules_ring(struct kunit *test)
{
	sim_rules_transfer(SIM_RULES_TRBS - 1, SIM_RULES_AT(transfers), 0,
			   TRB_TYPE(TRB_LINK) | LINK_TOGGLE);
	KUNIT_ASSERT_EQ(test, sim_rules_slot(), COMP_SUCCESS);
	KUNIT_ASSERT_EQ(test, sim_rules_stop(), COMP_SUCCESS);
}

static void sim_rules_outside(struct kunit *test)
{
	sim_rules_ring(test);
	SIM_RULES_BROKEN(test, "leads out of its ring",
			 KUNIT_EXPECT_EQ(test, sim_rules_set_dequeue_to(
						SIM_RULES_AT(commands)),
					 COMP_SUCCESS));
}

static void sim_rules_outside_twin(struct kunit *test)
{
	sim_rules_ring(test);
	SIM_RULES_KEPT(test, KUNIT_EXPECT_EQ(test, sim_rules_set_dequeue_to(
						SIM_RULES_AT(transfers[9])),
					     COMP_SUCCESS));
	SIM_RULES_KEPT(test, KUNIT_EXPECT_EQ(test, sim_rules_set_dequeue_to(
						SIM_RULES_AT(transfers[2])),
					     COMP_SUCCESS));
}

/* A buffer that is mapped for reading is no place for a ring. */
static void sim_rules_one_way(struct kunit *test)
{
	void *buffer = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	dma_addr_t dma;

	KUNIT_ASSERT_NOT_NULL(test, buffer);
	KUNIT_ASSERT_EQ(test, sim_rules_slot(), COMP_SUCCESS);
	KUNIT_ASSERT_EQ(test, sim_rules_stop(), COMP_SUCCESS);
	dma = dma_map_single(rules.dev, buffer, PAGE_SIZE, DMA_TO_DEVICE);
	KUNIT_ASSERT_FALSE(test, dma_mapping_error(rules.dev, dma));
	SIM_RULES_BROKEN(test, "which is no coherent memory",
			 KUNIT_EXPECT_EQ(test, sim_rules_set_dequeue_to(dma),
					 COMP_SUCCESS));
	dma_unmap_single(rules.dev, dma, PAGE_SIZE, DMA_TO_DEVICE);
}

static struct kunit_case sim_rings_cases[] = {
	KUNIT_CASE(sim_rules_outside),
	KUNIT_CASE(sim_rules_one_way),
	KUNIT_CASE(sim_rules_outside_twin),
	{}
};

static struct kunit_suite sim_rings_suite = {
	.name = "sim_xhci_rings",
	.init = sim_rules_init,
	.exit = sim_rules_exit,
	.test_cases = sim_rings_cases,
};
kunit_test_suite(sim_rings_suite);

#endif /* CONFIG_DEBUG_KERNEL */
