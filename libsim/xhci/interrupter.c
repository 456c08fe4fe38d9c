// SPDX-License-Identifier: GPL-2.0-only
/*
 * interrupter.c: interrupter register sets, moderation and the interrupt line
 * (xHCI 4.17, 5.5.2).
 *
 * The line is a wired level: USBCMD.INTE and any interrupter with IP and IE.
 * A secondary interrupter that belongs to another bus master keeps IE clear
 * and never reaches the line.
 */
#include "controller.h"

#define IMOD_UNIT_NS		250ull
#define IMOD_DEFAULT		4000u

void sim_xhci_irq_update(struct sim_xhci *xhci)
{
	const uint32_t both = XHC_IMAN_IP | XHC_IMAN_IE;
	bool level = false;

	if (xhci->usbcmd & XHC_CMD_INTE)
		for (unsigned int i = 0; i < xhci->interrupters; i++)
			level |= (xhci->interrupter[i].iman & both) == both;
	/* Out of band on PCI (5.4.1); there is one wire here. */
	if ((xhci->usbcmd & XHC_CMD_HSEE) && (xhci->usbsts & XHC_STS_HSE))
		level = true;
	if (level == xhci->irq_asserted)
		return;
	xhci->irq_asserted = level;
	sim_irq_level(xhci->config.irq_line, level);
}

static void pending_set(struct sim_xhci_interrupter *ir)
{
	ir->iman |= XHC_IMAN_IP;
	ir->busy = true;
	ir->xhci->usbsts |= XHC_STS_EINT;
	sim_xhci_irq_update(ir->xhci);
}

/*
 * IP rises when an event asked for it (IPE), the handler is not busy (EHB) and
 * the moderation counter ran down (4.17.2).
 */
void sim_xhci_interrupter_poke(struct sim_xhci_interrupter *ir)
{
	if (!ir->pending_enable || (ir->iman & XHC_IMAN_IP) || ir->busy)
		return;
	if (sim_time_now_ns() >= ir->earliest_ns)
		pending_set(ir);
	else if (!sim_event_armed(&ir->moderation))
		sim_event_arm(&ir->moderation, ir->earliest_ns);
}

static void moderation_run(struct sim_event *event)
{
	sim_xhci_interrupter_poke((struct sim_xhci_interrupter *)
		((char *)event - offsetof(struct sim_xhci_interrupter,
					  moderation)));
}

/* IMODC counts in units of 250 ns (5.5.2.2). */
static uint32_t moderation_counter(const struct sim_xhci_interrupter *ir)
{
	uint64_t now = sim_time_now_ns();

	if (now >= ir->earliest_ns)
		return 0;
	return (ir->earliest_ns - now + IMOD_UNIT_NS - 1) / IMOD_UNIT_NS;
}

uint32_t sim_xhci_interrupter_read(struct sim_xhci_interrupter *ir,
				   uint32_t reg)
{
	switch (reg) {
	case XHC_IMAN:
		return ir->iman;
	case XHC_IMOD:
		return ir->imod_interval | moderation_counter(ir) << 16;
	case XHC_ERSTSZ:
		return ir->erstsz;
	case XHC_ERSTBA:
		return ir->erstba;
	case XHC_ERSTBA + 4:
		return ir->erstba >> 32;
	case XHC_ERDP:
		return (uint32_t)ir->erdp | ir->segment_hint |
		       (ir->busy ? XHC_ERDP_EHB : 0);
	case XHC_ERDP + 4:
		return ir->erdp >> 32;
	default:
		return 0;
	}
}

static void iman_write(struct sim_xhci_interrupter *ir, uint32_t value)
{
	ir->iman = (ir->iman & XHC_IMAN_IP) | (value & XHC_IMAN_IE);
	if ((value & XHC_IMAN_IP) && (ir->iman & XHC_IMAN_IP)) {
		ir->iman &= ~XHC_IMAN_IP;
		ir->earliest_ns = sim_time_now_ns() +
				  ir->imod_interval * IMOD_UNIT_NS;
	}
	sim_xhci_irq_update(ir->xhci);
	sim_xhci_interrupter_poke(ir);
}

static void imod_write(struct sim_xhci_interrupter *ir, uint32_t value)
{
	ir->imod_interval = value & 0xffff;
	ir->earliest_ns = sim_time_now_ns() + (value >> 16) * IMOD_UNIT_NS;
	sim_event_disarm(&ir->moderation);
	sim_xhci_interrupter_poke(ir);
}

/* ERSTSZ 0 disables the event ring of a secondary interrupter (5.5.2.3.1). */
static void ring_disable(struct sim_xhci_interrupter *ir)
{
	bool was_blocked = ir->held_count;

	ir->held_count = 0;
	ir->ring.loaded = false;
	ir->ring.full = false;
	ir->pending_enable = false;
	if (was_blocked)
		sim_xhci_endpoints_restart(ir->xhci);
}

static void erstsz_write(struct sim_xhci_interrupter *ir, uint32_t value)
{
	unsigned int most = 1u << SIM_XHCI_ERST_MAX_LOG2;

	value &= 0xffff;
	if (value > most) {
		sim_report_protocol("xHCI 5.5.2.3.1: ERSTSZ %u of interrupter %u, ERST Max allows %u",
				    value, ir->number, most);
		value = most;
	}
	sim_xhci_rule_erstsz(ir, value);
	ir->erstsz = value;
	if (!value)
		ring_disable(ir);
}

/* Either half starts the ring anew (4.9.4): the table is read at the first
 * event, when both halves and ERSTSZ are there. */
static void erstba_write(struct sim_xhci_interrupter *ir, uint64_t erstba)
{
	sim_xhci_rule_erstba(ir, erstba);
	ir->erstba = erstba & ~0x3full;
	ir->ring.loaded = false;
	ir->ring.full = false;
}

void sim_xhci_interrupter_erdp(struct sim_xhci_interrupter *ir, uint64_t erdp,
			       bool clear_busy)
{
	bool was_blocked = ir->held_count;

	ir->erdp = erdp & ~0xfull;
	ir->segment_hint = erdp & XHC_ERDP_DESI;
	if (clear_busy)
		ir->busy = false;
	sim_xhci_event_ring_drain(ir);
	if (sim_xhci_event_ring_empty(ir))
		ir->pending_enable = false;
	sim_xhci_interrupter_poke(ir);
	if (was_blocked && !ir->held_count)
		sim_xhci_endpoints_restart(ir->xhci);
}

void sim_xhci_interrupter_write(struct sim_xhci_interrupter *ir, uint32_t reg,
				uint32_t value)
{
	uint64_t low = 0xffffffffull, high = (uint64_t)value << 32;

	switch (reg) {
	case XHC_IMAN:
		iman_write(ir, value);
		break;
	case XHC_IMOD:
		imod_write(ir, value);
		break;
	case XHC_ERSTSZ:
		erstsz_write(ir, value);
		break;
	case XHC_ERSTBA:
		erstba_write(ir, (ir->erstba & ~low) | value);
		break;
	case XHC_ERSTBA + 4:
		erstba_write(ir, (ir->erstba & low) | high);
		break;
	case XHC_ERDP:
		sim_xhci_interrupter_erdp(ir, (ir->erdp & ~low) | value,
					  value & XHC_ERDP_EHB);
		break;
	case XHC_ERDP + 4:
		sim_xhci_interrupter_erdp(ir, (ir->erdp & low) | high, false);
		sim_xhci_rule_erdp(ir);
		break;
	}
}

void sim_xhci_interrupters_reset(struct sim_xhci *xhci)
{
	for (unsigned int i = 0; i < xhci->interrupters; i++) {
		struct sim_xhci_interrupter *ir = &xhci->interrupter[i];

		sim_event_disarm(&ir->moderation);
		ir->iman = 0;
		ir->imod_interval = IMOD_DEFAULT;
		ir->erstsz = 0;
		ir->erstba = 0;
		ir->erdp = 0;
		ir->segment_hint = 0;
		ir->busy = false;
		ir->earliest_ns = 0;
		ir->pending_enable = false;
		ir->held_count = 0;
		ir->held_first = 0;
		ir->held_block = 0;
		memset(&ir->ring, 0, sizeof(ir->ring));
	}
}

void sim_xhci_interrupters_init(struct sim_xhci *xhci)
{
	for (unsigned int i = 0; i < xhci->interrupters; i++) {
		struct sim_xhci_interrupter *ir = &xhci->interrupter[i];

		ir->xhci = xhci;
		ir->number = i;
		ir->moderation.run = moderation_run;
		ir->moderation.name = "xhci interrupt";
	}
	sim_xhci_interrupters_reset(xhci);
}
