/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xhci-rules.h: a driver of a few lines for the machine's first controller,
 * for cases that break the rules of the xHCI specification and their twins.
 *
 * The kernel's driver leaves the controller for the time of a case. Nothing is
 * plugged in: a slot gets as far as the Default state, where only endpoint 0
 * is, and no TRB is carried out. Interrupts stay off; events are polled.
 */
#ifndef SIM_XHCI_RULES_H
#define SIM_XHCI_RULES_H

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

static inline void sim_rules_write64(u64 value, __le64 __iomem *at)
{
	writel(lower_32_bits(value), at);
	writel(upper_32_bits(value), (void __iomem *)at + 4);
}

static inline bool sim_rules_status(u32 mask, u32 value)
{
	int i;

	for (i = 0; i < 1000; i++) {
		if ((readl(&rules.op->status) & mask) == value)
			return true;
		udelay(100);
	}
	return false;
}

static inline bool sim_rules_halt(void)
{
	if (!sim_rules_status(STS_CNR, 0))
		return false;
	writel(readl(&rules.op->command) & ~CMD_RUN, &rules.op->command);
	return sim_rules_status(STS_HALT, STS_HALT);
}

static inline bool sim_rules_reset(void)
{
	if (!sim_rules_halt())
		return false;
	writel(CMD_RESET, &rules.op->command);
	return sim_rules_status(STS_CNR, 0);
}

static inline void sim_rules_event_ring(void)
{
	struct xhci_erst_entry *entry = &rules.memory->table;

	entry->seg_addr = cpu_to_le64(SIM_RULES_AT(events));
	entry->seg_size = cpu_to_le32(SIM_RULES_TRBS);
	writel(1, &rules.interrupter->erst_size);
	sim_rules_write64(SIM_RULES_AT(events),
			  &rules.interrupter->erst_dequeue);
	sim_rules_write64(SIM_RULES_AT(table), &rules.interrupter->erst_base);
}

static inline bool sim_rules_run(void)
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

static inline void sim_rules_put(union xhci_trb *trb, u64 parameter,
				 u32 status, u32 control)
{
	trb->generic.field[0] = cpu_to_le32(lower_32_bits(parameter));
	trb->generic.field[1] = cpu_to_le32(upper_32_bits(parameter));
	trb->generic.field[2] = cpu_to_le32(status);
	trb->generic.field[3] = cpu_to_le32(control | TRB_CYCLE);
}

/* The next event, or NULL. No case makes more than the ring holds. */
static inline union xhci_trb *sim_rules_event(void)
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
static inline int sim_rules_command(u64 parameter, u32 control)
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

static inline __le32 *sim_rules_input(unsigned int index)
{
	bool large = readl(&rules.cap->hcc_params) & BIT(2);

	return (__le32 *)(rules.memory->input + index * (large ? 64 : 32));
}

static inline int sim_rules_address(void)
{
	return sim_rules_command(SIM_RULES_AT(input), TRB_BSR |
				 TRB_TYPE(TRB_ADDR_DEV) |
				 SLOT_ID_FOR_TRB(rules.slot));
}

/* A slot that is enabled, with a context to be addressed by. */
static inline int sim_rules_enable(void)
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
	return code;
}

/* A slot in the Default state: endpoint 0 runs, nobody answers. */
static inline int sim_rules_slot(void)
{
	int code = sim_rules_enable();

	return code == COMP_SUCCESS ? sim_rules_address() : code;
}

/* ---- before and after each case ---- */

static inline void sim_rules_map(void)
{
	void __iomem *base = ioremap(SIM_MMIO_PHYS, 0x10000);

	rules.cap = base;
	rules.op = base + (readl(&rules.cap->hc_capbase) & 0xff);
	rules.interrupter = base + readl(&rules.cap->run_regs_off) +
			    offsetof(struct xhci_run_regs, ir_set);
	rules.doorbells = base + readl(&rules.cap->db_off);
}

static inline int sim_rules_init(struct kunit *test)
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

static inline void sim_rules_exit(struct kunit *test)
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

static inline void sim_rules_transfer(unsigned int at, u64 parameter,
				      u32 status, u32 control)
{
	sim_rules_put(&rules.memory->transfers[at], parameter, status, control);
}

static inline int sim_rules_set_dequeue_to(dma_addr_t place)
{
	return sim_rules_command(place | 1, TRB_TYPE(TRB_SET_DEQ) | 1 << 16 |
				 SLOT_ID_FOR_TRB(rules.slot));
}

static inline int sim_rules_stop(void)
{
	return sim_rules_command(0, TRB_TYPE(TRB_STOP_RING) | 1 << 16 |
				 SLOT_ID_FOR_TRB(rules.slot));
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

#endif /* SIM_XHCI_RULES_H */
