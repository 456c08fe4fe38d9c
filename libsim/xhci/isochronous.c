// SPDX-License-Identifier: GPL-2.0-only
/*
 * isochronous.c: isochronous endpoints (xHCI 4.10.3, 4.11.2.3 to 4.11.2.5).
 *
 * One event per service interval, at its microframe. When the event itself
 * runs late the endpoint still works by the microframe that it belongs to:
 * hardware does not wait for a CPU.
 */
#include "controller.h"

#define FRAME_WINDOW	896u	/* 4.11.2.5: valid Frame IDs lie 895 ms ahead */
#define TDS_AT_ONCE	256	/* missed or empty ones within one event */

/* The next interval boundary that is not too close (HCSPARAMS2.IST). */
void sim_xhci_isochronous_start(struct sim_xhci_endpoint *ep)
{
	uint64_t at = sim_xhci_uframe_now(ep->xhci) + 2;

	ep->uframe = (at + ep->interval - 1) / ep->interval * ep->interval;
	sim_xhci_endpoint_arm(ep, sim_xhci_uframe_time(ep->xhci, ep->uframe));
}

static void service_next(struct sim_xhci_endpoint *ep)
{
	ep->uframe += ep->interval;
	sim_xhci_endpoint_arm(ep, sim_xhci_uframe_time(ep->xhci, ep->uframe));
}

/* Frames from now to the TD's Frame ID; the bits below the interval do not
 * count (4.11.2.5). */
static uint32_t frames_ahead(const struct sim_xhci_endpoint *ep,
			     const struct sim_xhci_trb *trb)
{
	uint32_t frames = ep->interval / XHC_FRAME_UFRAMES;
	uint32_t mask = XHC_FRAME_MASK & ~(frames ? frames - 1 : 0);
	uint32_t now = ep->uframe / XHC_FRAME_UFRAMES;

	return ((XHC_TRB_FRAME(trb->control) & mask) - (now & mask)) &
	       XHC_FRAME_MASK;
}

static void service_at_frame(struct sim_xhci_endpoint *ep, uint32_t ahead)
{
	uint64_t at = (ep->uframe / XHC_FRAME_UFRAMES + ahead) *
		      XHC_FRAME_UFRAMES;

	ep->uframe = (at + ep->interval - 1) / ep->interval * ep->interval;
	sim_xhci_endpoint_arm(ep, sim_xhci_uframe_time(ep->xhci, ep->uframe));
}

/* The TD's time is over: Missed Service Error on its last TRB (4.10.3.2). */
static void td_missed(struct sim_xhci_endpoint *ep, struct sim_xhci_trb *trb)
{
	while (trb->control & XHC_TRB_CHAIN) {
		ep->dequeue.trb += XHC_TRB_BYTES;
		if (sim_xhci_endpoint_fetch(ep, trb) != SIM_XHCI_FETCH_OK)
			return;
	}
	sim_trace_at(1, "xhci", "xhci%d slot %u endpoint 0x%02x misses a service",
		     ep->xhci->config.bus, ep->slot->number, ep->address);
	sim_xhci_transfer_event(ep, trb, ep->dequeue.trb, XHC_MISSED_SERVICE,
				sim_xhci_trb_bytes(trb));
	ep->dequeue.trb += XHC_TRB_BYTES;
}

/* The ring is empty at a service opportunity: said once (4.10.3.1). */
static void ring_dry(struct sim_xhci_endpoint *ep)
{
	if (!ep->streaming)
		return;
	ep->streaming = false;
	sim_xhci_slot_event(ep, sim_xhci_is_in(ep) ? XHC_RING_OVERRUN :
						     XHC_RING_UNDERRUN);
}

static enum sim_xhci_code answer_code(const struct sim_xhci_endpoint *ep,
				      enum sim_usb_answer answer, uint32_t room)
{
	switch (answer) {
	case SIM_USB_ACK:
	case SIM_USB_NAK:	/* no handshake: it means an empty packet */
		return XHC_SUCCESS;
	case SIM_USB_BABBLE:
		return room < ep->max_packet ? XHC_ISOCH_BUFFER_OVERRUN :
					       XHC_BABBLE;
	default:
		return XHC_TRANSACTION_ERROR;
	}
}

/* Packets of one TD within its interval; Table 4-4's Max ESIT Payload. */
static void td_run(struct sim_xhci_endpoint *ep, struct sim_xhci_trb *trb,
		   uint32_t bytes)
{
	unsigned int packets = (ep->mult + 1) * (ep->burst + 1);
	uint32_t room, actual;
	enum sim_xhci_code code;
	bool last, done;

	if (!sim_xhci_is_in(ep) && bytes > packets * ep->max_packet) {
		sim_xhci_transfer_fail(ep, XHC_BANDWIDTH_OVERRUN);
		return;
	}
	do {
		room = bytes < ep->max_packet ? bytes : ep->max_packet;
		code = answer_code(ep, sim_xhci_packet(ep, trb, room, &actual),
				   room);
		if (!sim_xhci_running(ep->xhci))
			return;
		if (code != XHC_SUCCESS) {
			sim_xhci_transfer_fail(ep, code);
			return;
		}
		bytes -= actual;
		last = actual < room || !--packets;
		done = sim_xhci_td_advance(ep, trb, actual, last && bytes);
	} while (!done && !last);
}

/* Runs or passes the TD at the dequeue pointer. true: another may be tried in
 * the same interval. */
static bool td_service(struct sim_xhci_endpoint *ep, struct sim_xhci_trb *trb)
{
	uint32_t bytes = sim_xhci_trb_bytes(trb), ahead;

	if (XHC_TRB_TYPE(trb->control) == XHC_TRB_NOOP ||
	    XHC_TRB_TYPE(trb->control) == XHC_TRB_EVENT_DATA) {
		sim_xhci_td_advance(ep, trb, 0, false);
		return true;
	}
	if (XHC_TRB_TYPE(trb->control) != XHC_TRB_ISOCH) {
		sim_xhci_transfer_fail(ep, XHC_TRB_ERROR);
		return false;
	}
	if ((trb->control & XHC_TRB_CHAIN) &&
	    sim_xhci_td_measure(ep, UINT32_MAX, &bytes) != SIM_XHCI_FETCH_OK)
		return false;	/* not all there: the doorbell comes later */
	ahead = trb->control & XHC_TRB_SIA ? 0 : frames_ahead(ep, trb);
	if (ahead && ahead < FRAME_WINDOW) {
		service_at_frame(ep, ahead);
		return false;
	}
	if (ahead) {
		td_missed(ep, trb);
		return true;
	}
	ep->streaming = true;
	td_run(ep, trb, bytes);
	if (ep->state == XHC_EP_RUNNING && sim_xhci_running(ep->xhci))
		service_next(ep);
	return false;
}

void sim_xhci_isochronous_service(struct sim_xhci_endpoint *ep)
{
	struct sim_xhci_trb trb;

	for (int tds = 0; tds < TDS_AT_ONCE; tds++) {
		switch (sim_xhci_endpoint_fetch(ep, &trb)) {
		case SIM_XHCI_FETCH_FAULT:
			return;
		case SIM_XHCI_FETCH_EMPTY:
			ring_dry(ep);
			return;
		case SIM_XHCI_FETCH_OK:
			break;
		}
		if (sim_xhci_event_blocked(ep->xhci,
					   XHC_TRB_TARGET(trb.status))) {
			ep->waiting = true;
			return;
		}
		if (!td_service(ep, &trb))
			return;
	}
	service_next(ep);
}
