// SPDX-License-Identifier: GPL-2.0-only
/*
 * bulk.c: bulk and interrupt endpoints (xHCI 4.11.2.1, 4.14).
 *
 * A bulk endpoint moves a microframe's worth of packets per event, an
 * interrupt endpoint at most one TD per service interval. After a NAK of an
 * IN endpoint nothing is polled: the device's ready callback goes on.
 */
#include "controller.h"

static unsigned int packet_budget(const struct sim_xhci_endpoint *ep)
{
	if (sim_xhci_is_interrupt(ep))
		return (ep->mult + 1) * (ep->burst + 1);
	switch (ep->slot->speed) {	/* bulk packets in 125 us */
	case SIM_USB_SUPER:
		return 48;
	case SIM_USB_HIGH:
		return 13;
	default:
		return 2;
	}
}

static void service_later(struct sim_xhci_endpoint *ep)
{
	uint64_t next = sim_xhci_uframe_now(ep->xhci) + 1;

	if (sim_xhci_is_interrupt(ep))
		next = (next + ep->interval - 1) / ep->interval * ep->interval;
	sim_xhci_endpoint_arm(ep, sim_xhci_uframe_time(ep->xhci, next));
}

/* CErr counts down over bus errors in a row; 0 means try for ever (4.10.2.7).*/
static void bus_error(struct sim_xhci_endpoint *ep)
{
	ep->errors++;
	if (ep->error_limit && ep->errors >= ep->error_limit)
		sim_xhci_transfer_fail(ep, XHC_TRANSACTION_ERROR);
	else
		service_later(ep);
}

static void not_ready(struct sim_xhci_endpoint *ep)
{
	ep->errors = 0;
	ep->waiting = true;
	if (!sim_xhci_is_in(ep))
		service_later(ep);
}

/* true: the endpoint may go on within this event */
static bool answer_handle(struct sim_xhci_endpoint *ep,
			  struct sim_xhci_trb *trb, enum sim_usb_answer answer,
			  uint32_t room, uint32_t actual)
{
	if (!sim_xhci_running(ep->xhci))
		return false;
	switch (answer) {
	case SIM_USB_ACK:
		ep->errors = 0;
		return !sim_xhci_td_advance(ep, trb, actual, actual < room) ||
		       !sim_xhci_is_interrupt(ep);
	case SIM_USB_NAK:
		not_ready(ep);
		return false;
	case SIM_USB_STALL:
		sim_xhci_transfer_fail(ep, XHC_STALL);
		return false;
	case SIM_USB_BABBLE:
		sim_xhci_transfer_fail(ep, XHC_BABBLE);
		return false;
	default:
		bus_error(ep);
		return false;
	}
}

/* One packet. true: the endpoint may go on within this event. */
static bool packet_service(struct sim_xhci_endpoint *ep,
			   struct sim_xhci_trb *trb)
{
	enum sim_usb_answer answer;
	uint32_t room, actual;

	if (sim_xhci_td_measure(ep, ep->max_packet, &room) !=
	    SIM_XHCI_FETCH_OK)
		return false;	/* the TD's rest comes with a doorbell */
	answer = sim_xhci_packet(ep, trb, room, &actual);
	if (answer_handle(ep, trb, answer, room, actual))
		return true;
	if (answer == SIM_USB_ACK && ep->state == XHC_EP_RUNNING &&
	    sim_xhci_running(ep->xhci))
		service_later(ep);
	return false;
}

static bool trb_service(struct sim_xhci_endpoint *ep, struct sim_xhci_trb *trb)
{
	if (ep->retiring)
		return sim_xhci_td_retire(ep, XHC_SHORT_PACKET);
	switch (XHC_TRB_TYPE(trb->control)) {
	case XHC_TRB_NORMAL:
		return packet_service(ep, trb);
	case XHC_TRB_NOOP:
	case XHC_TRB_EVENT_DATA:
		sim_xhci_td_advance(ep, trb, 0, false);
		return true;
	default:
		sim_xhci_transfer_fail(ep, XHC_TRB_ERROR);
		return false;
	}
}

void sim_xhci_bulk_service(struct sim_xhci_endpoint *ep)
{
	unsigned int packets = packet_budget(ep);
	struct sim_xhci_trb trb;

	while (packets--) {
		if (sim_xhci_endpoint_fetch(ep, &trb) != SIM_XHCI_FETCH_OK)
			return;
		if (sim_xhci_event_blocked(ep->xhci,
					   XHC_TRB_TARGET(trb.status))) {
			ep->waiting = true;
			return;
		}
		if (!trb_service(ep, &trb))
			return;
	}
	service_later(ep);
}
