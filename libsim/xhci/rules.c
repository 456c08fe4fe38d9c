// SPDX-License-Identifier: GPL-2.0-only
/*
 * rules.c: what the specification forbids software, beyond what other files
 * meet on their way: doorbells, TRBs, event ring registers.
 *
 * A rule stands here only if no order of events excuses breaking it. Doorbells
 * of another bus master are not judged: it learns late that a slot is gone.
 * The frequent ones are not asked while the checker is off.
 */
#include "controller.h"

#define BOUNDARY	0x10000u	/* TRB buffers do not cross it */
#define IMMEDIATE_BYTES	8u

static void rule_target(const struct sim_xhci_slot *slot, unsigned int dci,
			unsigned int stream)
{
	const struct sim_xhci_endpoint *ep = slot->endpoint[dci];

	if (!slot->enabled)
		sim_report_protocol("xHCI 5.6: doorbell of slot %u, which is disabled",
				    slot->number);
	else if (!ep || ep->state == XHC_EP_DISABLED)
		sim_report_protocol("xHCI 4.7: doorbell of endpoint %u of slot %u, which is disabled",
				    dci, slot->number);
	else if (stream)
		sim_report_protocol("xHCI 5.6: stream %u of endpoint %u of slot %u, which has no streams",
				    stream, dci, slot->number);
}

/**
 * sim_xhci_rule_doorbell() - judge a doorbell that the kernel rings
 * @xhci: the controller
 * @slot: index of the register
 * @value: what is written
 * Context: model. xHCI 4.7, 5.6.
 */
void sim_xhci_rule_doorbell(struct sim_xhci *xhci, unsigned int slot,
			    uint32_t value)
{
	unsigned int target = value & 0xff;

	if (!sim_checking(SIM_CHECK_XHCI))
		return;
	if (value & 0xff00)
		sim_report_protocol("xHCI 5.6: reserved bits of doorbell %u are written: 0x%08x",
				    slot, value);
	else if (slot > SIM_XHCI_MAX_SLOTS || !slot != !target ||
		 target >= SIM_XHCI_ENDPOINTS)
		sim_report_protocol("xHCI 5.6: doorbell %u has no target %u",
				    slot, target);
	else if (slot && sim_xhci_running(xhci))
		rule_target(&xhci->slot[slot], target, value >> 16);
}

static bool is_in(const struct sim_xhci_endpoint *ep,
		  const struct sim_xhci_trb *trb)
{
	if (XHC_TRB_TYPE(trb->control) == XHC_TRB_DATA)
		return trb->control & XHC_TRB_DIR_IN;
	return ep->dci > 1 && ep->dci % 2;
}

static void rule_immediate(const struct sim_xhci_endpoint *ep,
			   const struct sim_xhci_trb *trb, uint32_t bytes)
{
	if (bytes > IMMEDIATE_BYTES)
		sim_report_protocol("xHCI 4.11.7: %u bytes of immediate data in a TRB of endpoint %u, 8 fit",
				    bytes, ep->dci);
	else if (is_in(ep, trb))
		sim_report_protocol("xHCI 4.11.7: immediate data in a TRB of IN endpoint %u",
				    ep->dci);
}

/**
 * sim_xhci_rule_trb() - judge a TRB that an endpoint comes to
 * @ep: the endpoint
 * @trb: what it fetched
 * Context: model; once for each TRB. xHCI 4.11.7, 6.4.1.
 */
void sim_xhci_rule_trb(const struct sim_xhci_endpoint *ep,
		       const struct sim_xhci_trb *trb)
{
	uint32_t bytes = sim_xhci_trb_bytes(trb);

	if (!bytes || !sim_checking(SIM_CHECK_XHCI))
		return;
	if (trb->control & XHC_TRB_IDT)
		rule_immediate(ep, trb, bytes);
	else if (bytes > BOUNDARY)
		sim_report_protocol("xHCI 6.4.1: a TRB of endpoint %u has %u bytes, 65536 are the most",
				    ep->dci, bytes);
	else if (trb->parameter % BOUNDARY + bytes > BOUNDARY)
		sim_report_protocol("xHCI 6.4.1: the buffer of a TRB of endpoint %u crosses a 64 KiB boundary: %u bytes at 0x%llx",
				    ep->dci, bytes,
				    (unsigned long long)trb->parameter);
}

/* A Link TRB that an endpoint passes (6.4.4.1): segments are 16-byte aligned. */
void sim_xhci_rule_link(const struct sim_xhci_endpoint *ep,
			const struct sim_xhci_trb *trb)
{
	if (trb->parameter & 0xf)
		sim_report_protocol("xHCI 6.4.4.1: a Link TRB of endpoint %u points to 0x%llx, which is no multiple of 16",
				    ep->dci, (unsigned long long)trb->parameter);
	sim_xhci_rule_pointer(ep, trb->parameter & ~0xfull, "a Link TRB");
}

/*
 * The primary ring's size and place stay while the controller runs; another's
 * may be set while it is disabled or before its first event (5.5.2.3).
 */
void sim_xhci_rule_erstsz(const struct sim_xhci_interrupter *ir, uint32_t value)
{
	if (sim_xhci_running(ir->xhci) && !ir->number && ir->erstsz != value)
		sim_report_protocol("xHCI 5.5.2.3.1: ERSTSZ of the primary interrupter is changed to %u while the controller runs",
				    value);
	else if (sim_xhci_running(ir->xhci) && ir->ring.loaded && value &&
		 ir->erstsz != value)
		sim_report_protocol("xHCI 5.5.2.3.1: ERSTSZ of interrupter %u is changed to %u while its event ring is in use",
				    ir->number, value);
}

void sim_xhci_rule_erstba(const struct sim_xhci_interrupter *ir,
			  uint64_t erstba)
{
	if (!sim_xhci_running(ir->xhci) || ir->erstba == (erstba & ~0x3full))
		return;
	if (!ir->number)
		sim_report_protocol("xHCI 5.5.2.3.2: ERSTBA of the primary interrupter is changed while the controller runs");
	else if (ir->ring.loaded && ir->erstsz)
		sim_report_protocol("xHCI 5.5.2.3.2: ERSTBA of interrupter %u is changed while its event ring is in use",
				    ir->number);
}

/* Both halves are there: the pointer must lie in the ring that is in use. */
void sim_xhci_rule_erdp(struct sim_xhci_interrupter *ir)
{
	if (sim_checking(SIM_CHECK_XHCI) && ir->erstsz && ir->ring.loaded &&
	    !sim_xhci_event_ring_holds(ir, ir->erdp))
		sim_report_protocol("xHCI 5.5.2.3.3: ERDP of interrupter %u, 0x%llx, lies outside of its event ring",
				    ir->number, (unsigned long long)ir->erdp);
}

/* Contexts of enabled slots are found by it (5.4.6). */
void sim_xhci_rule_dcbaap(const struct sim_xhci *xhci, uint64_t value)
{
	if (sim_xhci_running(xhci) && xhci->dcbaap != value)
		sim_report_protocol("xHCI 5.4.6: DCBAAP is changed while the controller runs");
}

/**
 * sim_xhci_rule_address() - Address Device in a state that forbids it
 * @slot: an enabled slot
 *
 * Of the other commands that want a state, software may not know better when it
 * stops or resets an endpoint or a device, and the answer tells it.
 * Return: the command's completion code. Context: model. xHCI 4.5.3, 4.6.5.
 */
enum sim_xhci_code sim_xhci_rule_address(const struct sim_xhci_slot *slot)
{
	sim_report_protocol("xHCI 4.6.5: Address Device command for slot %u, which is %s",
			    slot->number,
			    slot->state == XHC_SLOT_DEFAULT ? "in the Default state" :
							      "addressed");
	return XHC_CONTEXT_STATE_ERROR;
}

static const char *slot_state_name(const struct sim_xhci_slot *slot)
{
	return slot->state == XHC_SLOT_DEFAULT ? "in the Default state" :
						 "enabled and was never addressed";
}

/* Configure Endpoint wants the Addressed or Configured state (4.6.6). */
enum sim_xhci_code sim_xhci_rule_configure(const struct sim_xhci_slot *slot)
{
	sim_report_protocol("xHCI 4.6.6: Configure Endpoint command for slot %u, which is %s",
			    slot->number, slot_state_name(slot));
	return XHC_CONTEXT_STATE_ERROR;
}

/* Evaluate Context wants at least the Default state (4.6.7). */
enum sim_xhci_code sim_xhci_rule_evaluate(const struct sim_xhci_slot *slot)
{
	sim_report_protocol("xHCI 4.6.7: Evaluate Context command for slot %u, which is %s",
			    slot->number, slot_state_name(slot));
	return XHC_CONTEXT_STATE_ERROR;
}

/* Set TR Dequeue Pointer for an endpoint that did not stop (4.6.10). */
enum sim_xhci_code
sim_xhci_rule_set_dequeue(const struct sim_xhci_endpoint *ep)
{
	sim_report_protocol("xHCI 4.6.10: Set TR Dequeue Pointer command for endpoint %u of slot %u, which is %s",
			    ep->dci, ep->slot->number,
			    ep->state == XHC_EP_RUNNING ? "running" : "halted");
	return XHC_CONTEXT_STATE_ERROR;
}
