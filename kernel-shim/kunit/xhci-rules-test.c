// SPDX-License-Identifier: GPL-2.0-only
/*
 * xhci-rules-test.c: what the xHCI specification forbids software, done to the
 * machine's first controller by a driver of a few lines, each with the nearest
 * thing that is allowed. The rules are the model's (libsim/xhci/rules.c and
 * those that it names).
 *
 * The kernel's driver leaves the controller for the time of a case. Nothing is
 * plugged in: a slot gets as far as the Default state, where only endpoint 0
 * is, and no TRB is carried out. Interrupts stay off; events are polled.
 */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/platform_device.h>
#include <linux/pm_runtime.h>
#include <linux/sizes.h>
#include "sim/border_trial.h"

#include <../drivers/usb/host/xhci.h>

#ifdef CONFIG_DEBUG_KERNEL

#define SIM_RULES_TRBS		64
#define SIM_RULES_PORT		1
#define SIM_RULES_HIGH_SPEED	3

/* What the controller reads and writes; one piece of coherent memory. */
struct sim_rules_memory {
	union xhci_trb events[SIM_RULES_TRBS] __aligned(64);
	union xhci_trb commands[SIM_RULES_TRBS] __aligned(64);
	union xhci_trb transfers[SIM_RULES_TRBS] __aligned(64);
	__le64 contexts[9] __aligned(64);
	struct xhci_erst_entry table __aligned(64);
	u8 input[33 * 64] __aligned(64);
	u8 output[32 * 64] __aligned(64);
};

static struct sim_test_rules {
	struct device *dev;
	struct xhci_cap_regs __iomem *cap;
	struct xhci_op_regs __iomem *op;
	struct xhci_intr_reg __iomem *interrupter;
	struct xhci_doorbell_array __iomem *doorbells;
	struct sim_rules_memory *memory;
	dma_addr_t dma;
	unsigned int command, event, slot;
	char title[256];
} rules;

#define SIM_RULES_AT(member)	\
	(rules.dma + offsetof(struct sim_rules_memory, member))

/* ---- the controller ---- */

static void sim_rules_write64(u64 value, __le64 __iomem *at)
{
	writel(lower_32_bits(value), at);
	writel(upper_32_bits(value), (void __iomem *)at + 4);
}

static bool sim_rules_status(u32 mask, u32 value)
{
	int i;

	for (i = 0; i < 1000; i++) {
		if ((readl(&rules.op->status) & mask) == value)
			return true;
		udelay(100);
	}
	return false;
}

static bool sim_rules_halt(void)
{
	if (!sim_rules_status(STS_CNR, 0))
		return false;
	writel(readl(&rules.op->command) & ~CMD_RUN, &rules.op->command);
	return sim_rules_status(STS_HALT, STS_HALT);
}

static bool sim_rules_reset(void)
{
	if (!sim_rules_halt())
		return false;
	writel(CMD_RESET, &rules.op->command);
	return sim_rules_status(STS_CNR, 0);
}

static void sim_rules_event_ring(void)
{
	struct xhci_erst_entry *entry = &rules.memory->table;

	entry->seg_addr = cpu_to_le64(SIM_RULES_AT(events));
	entry->seg_size = cpu_to_le32(SIM_RULES_TRBS);
	writel(1, &rules.interrupter->erst_size);
	sim_rules_write64(SIM_RULES_AT(events),
			  &rules.interrupter->erst_dequeue);
	sim_rules_write64(SIM_RULES_AT(table), &rules.interrupter->erst_base);
}

static bool sim_rules_run(void)
{
	if (!sim_rules_reset())
		return false;
	writel(8, &rules.op->config_reg);
	sim_rules_write64(SIM_RULES_AT(contexts), &rules.op->dcbaa_ptr);
	sim_rules_write64(SIM_RULES_AT(commands) | CMD_RING_CYCLE,
			  &rules.op->cmd_ring);
	sim_rules_event_ring();
	writel(CMD_RUN, &rules.op->command);
	return sim_rules_status(STS_HALT, 0);
}

static void sim_rules_put(union xhci_trb *trb, u64 parameter, u32 status,
			  u32 control)
{
	trb->generic.field[0] = cpu_to_le32(lower_32_bits(parameter));
	trb->generic.field[1] = cpu_to_le32(upper_32_bits(parameter));
	trb->generic.field[2] = cpu_to_le32(status);
	trb->generic.field[3] = cpu_to_le32(control | TRB_CYCLE);
}

/* The next event, or NULL. No case makes more than the ring holds. */
static union xhci_trb *sim_rules_event(void)
{
	union xhci_trb *event = &rules.memory->events[rules.event];
	int i;

	for (i = 0; i < 100; i++) {
		if (READ_ONCE(event->generic.field[3]) & cpu_to_le32(TRB_CYCLE)) {
			rules.event++;
			return event;
		}
		udelay(100);
	}
	return NULL;
}

/* Returns the completion code; the slot is in rules.slot. */
static int sim_rules_command(u64 parameter, u32 control)
{
	union xhci_trb *event;

	sim_rules_put(&rules.memory->commands[rules.command++], parameter, 0,
		      control);
	writel(DB_VALUE_HOST, &rules.doorbells->doorbell[0]);
	do
		event = sim_rules_event();
	while (event && (le32_to_cpu(event->generic.field[3]) &
			 TRB_TYPE_BITMASK) != TRB_TYPE(TRB_COMPLETION));
	if (!event)
		return -ETIMEDOUT;
	rules.slot = TRB_TO_SLOT_ID(le32_to_cpu(event->generic.field[3]));
	return GET_COMP_CODE(le32_to_cpu(event->generic.field[2]));
}

static __le32 *sim_rules_input(unsigned int index)
{
	bool large = readl(&rules.cap->hcc_params) & BIT(2);

	return (__le32 *)(rules.memory->input + index * (large ? 64 : 32));
}

static int sim_rules_address(void)
{
	return sim_rules_command(SIM_RULES_AT(input), TRB_BSR |
				 TRB_TYPE(TRB_ADDR_DEV) |
				 SLOT_ID_FOR_TRB(rules.slot));
}

/* A slot in the Default state: endpoint 0 runs, nobody answers. */
static int sim_rules_slot(void)
{
	int code = sim_rules_command(0, TRB_TYPE(TRB_ENABLE_SLOT));
	__le32 *context;

	if (code != COMP_SUCCESS)
		return code;
	rules.memory->contexts[rules.slot] = cpu_to_le64(SIM_RULES_AT(output));
	sim_rules_input(0)[1] = cpu_to_le32(SLOT_FLAG | EP0_FLAG);
	context = sim_rules_input(1);
	context[0] = cpu_to_le32(LAST_CTX(1) | SIM_RULES_HIGH_SPEED << 20);
	context[1] = cpu_to_le32(ROOT_HUB_PORT(SIM_RULES_PORT));
	context = sim_rules_input(2);
	context[1] = cpu_to_le32(ERROR_COUNT(3) | EP_TYPE(CTRL_EP) |
				 MAX_PACKET(64));
	context[2] = cpu_to_le32(lower_32_bits(SIM_RULES_AT(transfers)) | 1);
	context[3] = cpu_to_le32(upper_32_bits(SIM_RULES_AT(transfers)));
	context[4] = cpu_to_le32(8);
	return sim_rules_address();
}

/* ---- before and after each case ---- */

static void sim_rules_map(void)
{
	void __iomem *base = ioremap(SIM_MMIO_PHYS, 0x10000);

	rules.cap = base;
	rules.op = base + (readl(&rules.cap->hc_capbase) & 0xff);
	rules.interrupter = base + readl(&rules.cap->run_regs_off) +
			    offsetof(struct xhci_run_regs, ir_set);
	rules.doorbells = base + readl(&rules.cap->db_off);
}

static int sim_rules_init(struct kunit *test)
{
	memset(&rules, 0, sizeof(rules));
	rules.dev = bus_find_device_by_name(&platform_bus_type, NULL,
					    "a000000.usb");
	if (!rules.dev)
		return -ENODEV;
	device_release_driver(rules.dev);
	pm_runtime_set_active(rules.dev);
	sim_rules_map();
	rules.memory = dma_alloc_coherent(rules.dev, sizeof(*rules.memory),
					  &rules.dma, GFP_KERNEL);
	return rules.memory && sim_rules_run() ? 0 : -EIO;
}

static void sim_rules_exit(struct kunit *test)
{
	if (!rules.dev)
		return;
	sim_rules_reset();
	if (rules.memory)
		dma_free_coherent(rules.dev, sizeof(*rules.memory),
				  rules.memory, rules.dma);
	iounmap(rules.cap);
	pm_runtime_set_suspended(rules.dev);
	KUNIT_EXPECT_EQ(test, device_attach(rules.dev), 1);
	put_device(rules.dev);
}

#define SIM_RULES_FINDS(test, number, words, ...) do {			\
	sim_trial_begin(SIM_KIND_XHCI_PROTOCOL, SIM_KIND_XHCI_PROTOCOL);\
	__VA_ARGS__;							\
	KUNIT_EXPECT_EQ_MSG(test, sim_trial_end(rules.title,		\
				sizeof(rules.title)), number, "%s",	\
			    rules.title);				\
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(rules.title, words),	\
				  "%s", rules.title);			\
} while (0)

#define SIM_RULES_BROKEN(test, words, ...)	\
	SIM_RULES_FINDS(test, 1, words, __VA_ARGS__)
#define SIM_RULES_KEPT(test, ...)		\
	SIM_RULES_FINDS(test, 0, "", __VA_ARGS__)

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

static void sim_rules_transfer(unsigned int at, u64 parameter, u32 status,
			       u32 control)
{
	sim_rules_put(&rules.memory->transfers[at], parameter, status, control);
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
	return sim_rules_command(SIM_RULES_AT(transfers[4]) | 1,
				 TRB_TYPE(TRB_SET_DEQ) | 1 << 16 |
				 SLOT_ID_FOR_TRB(rules.slot));
}

static int sim_rules_stop(void)
{
	return sim_rules_command(0, TRB_TYPE(TRB_STOP_RING) | 1 << 16 |
				 SLOT_ID_FOR_TRB(rules.slot));
}

static void sim_rules_state(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, sim_rules_slot(), COMP_SUCCESS);
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
