// SPDX-License-Identifier: GPL-2.0-only
/*
 * transfer_event.c: Transfer Events (xHCI 6.4.2.1) and the errors that halt an
 * endpoint (4.8.3, 4.10.2).
 */
#include "controller.h"

static void event_send(struct sim_xhci_endpoint *ep, unsigned int target,
		       uint64_t parameter, enum sim_xhci_code code,
		       uint32_t length, uint32_t flags, bool block)
{
	struct sim_xhci_trb event = {
		.parameter = parameter,
		.status = (uint32_t)code << 24 | (length & 0xffffff),
		.control = XHC_TRB_OF_TYPE(XHC_EVENT_TRANSFER) | flags |
			   (uint32_t)ep->dci << 16 | ep->slot->number << 24,
	};

	sim_xhci_event_post(ep->xhci, target, &event, block);
}

void sim_xhci_transfer_event(struct sim_xhci_endpoint *ep,
			     const struct sim_xhci_trb *trb, uint64_t trb_dma,
			     enum sim_xhci_code code, uint32_t length)
{
	bool quiet = sim_xhci_is_isoch(ep) &&	/* thousands a second */
		     (code == XHC_SUCCESS || code == XHC_SHORT_PACKET);

	if (!quiet)
		sim_trace_at(2, "xhci", "xhci%d slot %u endpoint 0x%02x: %s, %u bytes left",
			     ep->xhci->config.bus, ep->slot->number,
			     ep->address, sim_xhci_code_name(code), length);
	event_send(ep, XHC_TRB_TARGET(trb->status), trb_dma, code, length, 0,
		   trb->control & XHC_TRB_BEI);
}

/* An Event Data TRB reports itself and what moved since the last (4.11.5.2). */
void sim_xhci_event_data(struct sim_xhci_endpoint *ep,
			 const struct sim_xhci_trb *trb,
			 enum sim_xhci_code code)
{
	event_send(ep, XHC_TRB_TARGET(trb->status), trb->parameter, code,
		   ep->edtla, XHC_TRB_ED, trb->control & XHC_TRB_BEI);
	ep->edtla = 0;
}

/* An event about no TRB goes to the slot's interrupter (6.2.2). */
void sim_xhci_slot_event(struct sim_xhci_endpoint *ep, enum sim_xhci_code code)
{
	sim_trace_at(1, "xhci", "xhci%d slot %u endpoint 0x%02x: %s",
		     ep->xhci->config.bus, ep->slot->number, ep->address,
		     sim_xhci_code_name(code));
	event_send(ep, ep->slot->target, ep->dequeue.trb, code, 0, 0, false);
}

/* Types that no transfer ring may hold are software's fault for sure; others
 * may be out of place only (Table 6-91). */
static void type_check(const struct sim_xhci_trb *trb)
{
	unsigned int type = XHC_TRB_TYPE(trb->control);

	if (!type || type > XHC_TRB_NOOP)
		sim_report_protocol("xHCI 6.4.6: TRB type %u on a transfer ring",
				    type);
}

/*
 * The TRB at the dequeue pointer failed: an event whatever its flags say, then
 * Halted, or Error when the TRB itself is bad (4.8.3). Isochronous endpoints
 * never halt for the bus: they go on with the next TD (4.10.2).
 */
void sim_xhci_transfer_fail(struct sim_xhci_endpoint *ep,
			    enum sim_xhci_code code)
{
	struct sim_xhci_trb trb;
	uint32_t left;

	if (sim_xhci_endpoint_fetch(ep, &trb) != SIM_XHCI_FETCH_OK)
		return;
	left = sim_xhci_trb_bytes(&trb);
	left -= ep->offset < left ? ep->offset : left;
	if (code == XHC_ISOCH_BUFFER_OVERRUN)
		left = 0;
	sim_xhci_transfer_event(ep, &trb, ep->dequeue.trb, code, left);
	ep->errors = 0;
	if (code == XHC_TRB_ERROR) {
		type_check(&trb);
		sim_xhci_endpoint_set_state(ep, XHC_EP_ERROR);
	} else if (sim_xhci_is_isoch(ep))
		sim_xhci_td_skip(ep, code);
	else
		sim_xhci_endpoint_set_state(ep, XHC_EP_HALTED);
}

/*
 * Stop Endpoint says where the endpoint stands (4.6.9). Inside a TRB: Stopped
 * with what is left of it. Waiting for the end of a TD that a short packet
 * ended: Stopped - Short Packet with the bytes moved. Between TDs nothing
 * moved, so the length means nothing: Stopped - Length Invalid.
 */
void sim_xhci_stopped_event(struct sim_xhci_endpoint *ep)
{
	enum sim_xhci_code code = XHC_STOPPED_LENGTH_INVALID;
	unsigned int target = ep->slot->target;
	struct sim_xhci_trb trb;
	uint32_t length = 0;

	switch (sim_xhci_endpoint_fetch(ep, &trb)) {
	case SIM_XHCI_FETCH_FAULT:
		return;
	case SIM_XHCI_FETCH_OK:
		target = XHC_TRB_TARGET(trb.status);
		if (ep->in_td && !ep->retiring) {
			code = XHC_STOPPED;
			length = sim_xhci_trb_bytes(&trb) - ep->offset;
		}
		break;
	case SIM_XHCI_FETCH_EMPTY:
		break;
	}
	if (ep->retiring) {
		code = XHC_STOPPED_SHORT_PACKET;
		length = ep->edtla;
	}
	event_send(ep, target, ep->dequeue.trb, code, length, 0, false);
}
