// SPDX-License-Identifier: GPL-2.0-only
/*
 * xhci-rules-test.c: what the xHCI specification forbids software, done to the
 * machine's first controller, each with the nearest thing that is allowed. The
 * rules are the model's (libsim/xhci/rules.c and those that it names); where
 * rings are is for xhci-rings-test.c.
 */
#include "xhci-rules.h"

#ifdef CONFIG_DEBUG_KERNEL

/* ---- doorbells ---- */

static void sim_rules_doorbell(struct kunit *test)
{
	__le32 __iomem *doorbell = rules.doorbells->doorbell;

	SIM_RULES_BROKEN(test, "doorbell of slot 5, which is disabled",
			 writel(DB_VALUE(0, 0), &doorbell[5]));
	KUNIT_ASSERT_EQ(test, sim_rules_slot(), COMP_SUCCESS);
	SIM_RULES_BROKEN(test, "doorbell of endpoint 3 of slot",
			 writel(DB_VALUE(2, 0), &doorbell[rules.slot]));
	SIM_RULES_BROKEN(test, "which has no streams",
			 writel(DB_VALUE(0, 7), &doorbell[rules.slot]));
	SIM_RULES_BROKEN(test, "reserved bits of doorbell",
			 writel(0x301, &doorbell[rules.slot]));
	SIM_RULES_BROKEN(test, "has no target 0",
			 writel(0, &doorbell[rules.slot]));
}

static void sim_rules_doorbell_twin(struct kunit *test)
{
	SIM_RULES_KEPT(test, KUNIT_EXPECT_EQ(test, sim_rules_slot(),
					     COMP_SUCCESS));
	SIM_RULES_KEPT(test, writel(DB_VALUE(0, 0),
				    &rules.doorbells->doorbell[rules.slot]));
	SIM_RULES_KEPT(test, writel(DB_VALUE_HOST,
				    &rules.doorbells->doorbell[0]));
}

/* ---- TRBs ---- */

static void sim_rules_commands(struct kunit *test)
{
	SIM_RULES_BROKEN(test, "TRB type 1 on the command ring",
			 KUNIT_EXPECT_EQ(test, sim_rules_command(0,
					 TRB_TYPE(TRB_NORMAL)),
					 COMP_TRB_ERROR));
}

static void sim_rules_commands_twin(struct kunit *test)
{
	SIM_RULES_KEPT(test, KUNIT_EXPECT_EQ(test, sim_rules_command(0,
					     TRB_TYPE(TRB_CMD_NOOP)),
					     COMP_SUCCESS));
}

/* Endpoint 0 comes to its TRBs. */
static void sim_rules_serve(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, sim_rules_slot(), COMP_SUCCESS);
	writel(DB_VALUE(0, 0), &rules.doorbells->doorbell[rules.slot]);
	msleep(5);
}

static void sim_rules_type(struct kunit *test)
{
	sim_rules_transfer(0, 0, 0, TRB_TYPE(TRB_ENABLE_SLOT));
	SIM_RULES_BROKEN(test, "TRB type 9 on a transfer ring",
			 sim_rules_serve(test));
}

static void sim_rules_setup(struct kunit *test)
{
	sim_rules_transfer(0, SIM_RULES_AT(input), 8, TRB_TYPE(TRB_SETUP));
	SIM_RULES_BROKEN(test, "a Setup Stage TRB without IDT",
			 sim_rules_serve(test));
}

static void sim_rules_long(struct kunit *test)
{
	sim_rules_transfer(0, 0, 8, TRB_IDT | TRB_TYPE(TRB_SETUP));
	sim_rules_transfer(1, 0, 9, TRB_IDT | TRB_TYPE(TRB_DATA));
	SIM_RULES_BROKEN(test, "9 bytes of immediate data",
			 sim_rules_serve(test));
}

/* A block of 128 KiB begins at a multiple of its size. */
static void sim_rules_boundary(struct kunit *test)
{
	dma_addr_t dma;
	void *block = dma_alloc_coherent(rules.dev, SZ_128K, &dma, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, block);
	sim_rules_transfer(0, 0, 8, TRB_IDT | TRB_TYPE(TRB_SETUP));
	sim_rules_transfer(1, dma + SZ_64K - 8, 9, TRB_TYPE(TRB_DATA));
	SIM_RULES_BROKEN(test, "crosses a 64 KiB boundary",
			 sim_rules_serve(test));
	dma_free_coherent(rules.dev, SZ_128K, block, dma);
}

static void sim_rules_link(struct kunit *test)
{
	sim_rules_transfer(0, SIM_RULES_AT(transfers[2]) + 8, 0,
			   TRB_TYPE(TRB_LINK));
	SIM_RULES_BROKEN(test, "which is no multiple of 16",
			 sim_rules_serve(test));
}

/* Without a device the first that is carried out ends the rest. */
static void sim_rules_transfer_twin(struct kunit *test)
{
	sim_rules_transfer(0, SIM_RULES_AT(transfers[2]), 0,
			   TRB_TYPE(TRB_LINK));
	sim_rules_transfer(2, 0, 8, TRB_IDT | TRB_TYPE(TRB_SETUP));
	sim_rules_transfer(3, 0, 8, TRB_IDT | TRB_TYPE(TRB_DATA));
	SIM_RULES_KEPT(test, sim_rules_serve(test));
}

/* ---- states ---- */

static int sim_rules_set_dequeue(void)
{
	return sim_rules_set_dequeue_to(SIM_RULES_AT(transfers[4]));
}

/* A command that takes the input context: Configure Endpoint and others. */
static int sim_rules_contexts(u32 type)
{
	return sim_rules_command(SIM_RULES_AT(input), TRB_TYPE(type) |
				 SLOT_ID_FOR_TRB(rules.slot));
}

static void sim_rules_state(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, sim_rules_enable(), COMP_SUCCESS);
	SIM_RULES_BROKEN(test, "which is enabled and was never addressed",
			 KUNIT_EXPECT_EQ(test,
					 sim_rules_contexts(TRB_EVAL_CONTEXT),
					 COMP_CONTEXT_STATE_ERROR));
	KUNIT_ASSERT_EQ(test, sim_rules_address(), COMP_SUCCESS);
	SIM_RULES_BROKEN(test, "Configure Endpoint command for slot",
			 KUNIT_EXPECT_EQ(test,
					 sim_rules_contexts(TRB_CONFIG_EP),
					 COMP_CONTEXT_STATE_ERROR));
	SIM_RULES_BROKEN(test, "which is in the Default state",
			 KUNIT_EXPECT_EQ(test, sim_rules_address(),
					 COMP_CONTEXT_STATE_ERROR));
	SIM_RULES_BROKEN(test, "Set TR Dequeue Pointer command for endpoint 1",
			 KUNIT_EXPECT_EQ(test, sim_rules_set_dequeue(),
					 COMP_CONTEXT_STATE_ERROR));
}

static void sim_rules_state_twin(struct kunit *test)
{
	SIM_RULES_KEPT(test, KUNIT_ASSERT_EQ(test, sim_rules_slot(),
					     COMP_SUCCESS));
	SIM_RULES_KEPT(test, KUNIT_EXPECT_EQ(test,
					     sim_rules_contexts(TRB_EVAL_CONTEXT),
					     COMP_SUCCESS));
	SIM_RULES_KEPT(test, KUNIT_EXPECT_EQ(test, sim_rules_stop(),
					     COMP_SUCCESS));
	SIM_RULES_KEPT(test, KUNIT_EXPECT_EQ(test, sim_rules_set_dequeue(),
					     COMP_SUCCESS));
}

/* ---- registers ---- */

/* The controller reads the table of its event ring at the first event. */
static void sim_rules_first_event(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, sim_rules_command(0, TRB_TYPE(TRB_CMD_NOOP)),
			COMP_SUCCESS);
}

static void sim_rules_dequeue(struct kunit *test)
{
	sim_rules_first_event(test);
	SIM_RULES_BROKEN(test, "lies outside of its event ring",
			 sim_rules_write64(SIM_RULES_AT(commands),
					   &rules.interrupter->erst_dequeue));
}

static void sim_rules_dequeue_twin(struct kunit *test)
{
	sim_rules_first_event(test);
	SIM_RULES_KEPT(test, sim_rules_write64(SIM_RULES_AT(events[1]),
					&rules.interrupter->erst_dequeue));
}

static void sim_rules_running(struct kunit *test)
{
	SIM_RULES_BROKEN(test, "DCBAAP is changed while the controller runs",
			 writel(lower_32_bits(SIM_RULES_AT(input)),
				&rules.op->dcbaa_ptr));
	SIM_RULES_BROKEN(test, "MaxSlotsEn changed while Run/Stop is 1",
			 writel(4, &rules.op->config_reg));
	SIM_RULES_BROKEN(test, "ERSTSZ of the primary interrupter",
			 writel(0, &rules.interrupter->erst_size));
	SIM_RULES_BROKEN(test, "ERSTBA of the primary interrupter",
			 sim_rules_write64(SIM_RULES_AT(input),
					   &rules.interrupter->erst_base));
	SIM_RULES_BROKEN(test, "HCRST set while the controller runs",
			 writel(CMD_RUN | CMD_RESET, &rules.op->command));
}

static void sim_rules_running_twin(struct kunit *test)
{
	KUNIT_ASSERT_TRUE(test, sim_rules_halt());
	SIM_RULES_KEPT(test, writel(lower_32_bits(SIM_RULES_AT(input)),
				    &rules.op->dcbaa_ptr));
	SIM_RULES_KEPT(test, writel(4, &rules.op->config_reg));
	SIM_RULES_KEPT(test, writel(0, &rules.interrupter->erst_size));
	SIM_RULES_KEPT(test, sim_rules_event_ring());
	SIM_RULES_KEPT(test, KUNIT_EXPECT_TRUE(test, sim_rules_run()));
}

static void sim_rules_segment(struct kunit *test)
{
	rules.memory->table.seg_size = cpu_to_le32(8);
	SIM_RULES_BROKEN(test, "has 8 TRBs, 16 to 4096 are allowed",
			 KUNIT_EXPECT_EQ(test, sim_rules_command(0,
					 TRB_TYPE(TRB_CMD_NOOP)), -ETIMEDOUT));
}

static void sim_rules_segment_twin(struct kunit *test)
{
	rules.memory->table.seg_size = cpu_to_le32(16);
	SIM_RULES_KEPT(test, sim_rules_first_event(test));
}

static struct kunit_case sim_rules_cases[] = {
	KUNIT_CASE(sim_rules_doorbell),
	KUNIT_CASE(sim_rules_doorbell_twin),
	KUNIT_CASE(sim_rules_commands),
	KUNIT_CASE(sim_rules_commands_twin),
	KUNIT_CASE(sim_rules_type),
	KUNIT_CASE(sim_rules_setup),
	KUNIT_CASE(sim_rules_long),
	KUNIT_CASE(sim_rules_boundary),
	KUNIT_CASE(sim_rules_link),
	KUNIT_CASE(sim_rules_transfer_twin),
	KUNIT_CASE(sim_rules_state),
	KUNIT_CASE(sim_rules_state_twin),
	KUNIT_CASE(sim_rules_dequeue),
	KUNIT_CASE(sim_rules_dequeue_twin),
	KUNIT_CASE(sim_rules_running),
	KUNIT_CASE(sim_rules_running_twin),
	KUNIT_CASE(sim_rules_segment),
	KUNIT_CASE(sim_rules_segment_twin),
	{}
};

static struct kunit_suite sim_rules_suite = {
	.name = "sim_xhci_rules",
	.init = sim_rules_init,
	.exit = sim_rules_exit,
	.test_cases = sim_rules_cases,
};
kunit_test_suite(sim_rules_suite);

#endif /* CONFIG_DEBUG_KERNEL */
