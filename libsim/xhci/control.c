// SPDX-License-Identifier: GPL-2.0-only
/*
 * control.c: control endpoints (xHCI 4.11.2.2, 6.4.1.2).
 *
 * The stages are TDs of their own and take their own time, so a Stop Endpoint
 * may come between them. A device answers a control transfer as a whole: with
 * IN data at the data stage, else at the status stage.
 */
#include "controller.h"

void sim_xhci_control_forget(struct sim_xhci_endpoint *ep)
{
	if (ep->control.out)
		sim_state_free(ep->control.out);
	memset(&ep->control, 0, sizeof(ep->control));
}

/* A stage is a few packets: 1 ms frames at full speed, else microframes. */
static void stage_next(struct sim_xhci_endpoint *ep, uint32_t bytes)
{
	uint64_t byte_ns = ep->slot->speed == SIM_USB_FULL ? 800 : 20;
	uint64_t gap_ns = ep->slot->speed == SIM_USB_FULL ? 100000 : 20000;

	if (ep->state == XHC_EP_RUNNING && sim_xhci_running(ep->xhci))
		sim_xhci_endpoint_arm(ep, sim_time_now_ns() + gap_ns +
					  bytes * byte_ns);
}

static void stage_fail(struct sim_xhci_endpoint *ep, enum sim_usb_answer answer)
{
	switch (answer) {
	case SIM_USB_NAK:
		stage_next(ep, 0);
		return;
	case SIM_USB_STALL:
		sim_xhci_transfer_fail(ep, XHC_STALL);
		break;
	case SIM_USB_BABBLE:
		sim_xhci_transfer_fail(ep, XHC_BABBLE);
		break;
	default:
		ep->errors++;
		if (!ep->error_limit || ep->errors < ep->error_limit) {
			stage_next(ep, 0);
			return;
		}
		sim_xhci_transfer_fail(ep, XHC_TRANSACTION_ERROR);
		break;
	}
	sim_xhci_control_forget(ep);
}

static enum sim_usb_answer ask(struct sim_xhci_endpoint *ep, void *data,
			       uint32_t bytes, uint32_t *actual)
{
	struct sim_usb_device *device = sim_xhci_endpoint_device(ep);
	enum sim_usb_answer answer;
	size_t got = 0;

	*actual = 0;
	if (!device)
		return SIM_USB_SILENT;
	answer = device->ops->control(device, ep->control.setup, data, bytes,
				      &got);
	sim_assert(got <= bytes);
	*actual = got;
	return answer;
}

static void setup_stage(struct sim_xhci_endpoint *ep, struct sim_xhci_trb *trb)
{
	if (!(trb->control & XHC_TRB_IDT) ||
	    XHC_TRB_LENGTH(trb->status) != 8) {
		sim_report_protocol("xHCI 6.4.1.2.1: a Setup Stage TRB without IDT or with a length other than 8");
		sim_xhci_transfer_fail(ep, XHC_TRB_ERROR);
		return;
	}
	sim_xhci_control_forget(ep);
	memcpy(ep->control.setup, &trb->parameter, 8);
	ep->control.have_setup = true;
	sim_xhci_td_advance(ep, trb, 0, false);
	stage_next(ep, 8);
}

static void data_stage_in(struct sim_xhci_endpoint *ep,
			  struct sim_xhci_trb *trb, uint32_t bytes)
{
	uint8_t *direct = sim_xhci_td_direct(ep, trb, bytes, SIM_DMA_WRITE);
	uint8_t *data = direct ? direct : sim_state_alloc(bytes + 1);
	enum sim_usb_answer answer;
	uint32_t actual = 0;
	bool ok = sim_xhci_running(ep->xhci);

	answer = ok ? ask(ep, data, bytes, &actual) : SIM_USB_SILENT;
	if (ok && answer == SIM_USB_ACK && !direct)
		ok = sim_xhci_td_copy(ep, data, actual, true);
	if (!direct)
		sim_state_free(data);
	if (!ok)
		return;
	if (answer != SIM_USB_ACK) {
		stage_fail(ep, answer);
		return;
	}
	ep->errors = 0;
	ep->control.data_done = true;
	sim_xhci_td_advance(ep, trb, actual, actual < bytes);
	stage_next(ep, actual);
}

static void data_stage_out(struct sim_xhci_endpoint *ep,
			   struct sim_xhci_trb *trb, uint32_t bytes)
{
	if (ep->control.out)
		sim_state_free(ep->control.out);
	ep->control.out = sim_state_alloc(bytes + 1);
	ep->control.out_bytes = bytes;
	if (!sim_xhci_td_copy(ep, ep->control.out, bytes, false))
		return;
	sim_xhci_td_advance(ep, trb, bytes, false);
	stage_next(ep, bytes);
}

static void data_stage(struct sim_xhci_endpoint *ep, struct sim_xhci_trb *trb)
{
	uint32_t bytes;

	if (!ep->control.have_setup) {
		sim_xhci_transfer_fail(ep, XHC_TRB_ERROR);
		return;
	}
	if (sim_xhci_td_measure(ep, UINT32_MAX, &bytes) != SIM_XHCI_FETCH_OK)
		return;
	if (trb->control & XHC_TRB_DIR_IN)
		data_stage_in(ep, trb, bytes);
	else
		data_stage_out(ep, trb, bytes);
}

static void status_stage(struct sim_xhci_endpoint *ep,
			 struct sim_xhci_trb *trb)
{
	enum sim_usb_answer answer = SIM_USB_ACK;
	uint32_t ignored;

	if (!ep->control.have_setup) {
		sim_xhci_transfer_fail(ep, XHC_TRB_ERROR);
		return;
	}
	if (!ep->control.data_done)
		answer = ask(ep, ep->control.out, ep->control.out_bytes,
			     &ignored);
	else if (!sim_xhci_endpoint_device(ep))
		answer = SIM_USB_SILENT;
	if (answer != SIM_USB_ACK) {
		stage_fail(ep, answer);
		return;
	}
	ep->errors = 0;
	sim_xhci_control_forget(ep);
	sim_xhci_td_advance(ep, trb, 0, false);
	stage_next(ep, 0);
}

void sim_xhci_control_service(struct sim_xhci_endpoint *ep)
{
	struct sim_xhci_trb trb;

	if (sim_xhci_endpoint_fetch(ep, &trb) != SIM_XHCI_FETCH_OK)
		return;
	if (sim_xhci_event_blocked(ep->xhci, XHC_TRB_TARGET(trb.status))) {
		ep->waiting = true;
		return;
	}
	if (ep->retiring) {
		if (sim_xhci_td_retire(ep, XHC_SHORT_PACKET))
			stage_next(ep, 0);
		return;
	}
	switch (XHC_TRB_TYPE(trb.control)) {
	case XHC_TRB_SETUP:
		setup_stage(ep, &trb);
		break;
	case XHC_TRB_DATA:
		data_stage(ep, &trb);
		break;
	case XHC_TRB_STATUS:
		status_stage(ep, &trb);
		break;
	case XHC_TRB_NOOP:
	case XHC_TRB_EVENT_DATA:
		sim_xhci_td_advance(ep, &trb, 0, false);
		stage_next(ep, 0);
		break;
	default:
		sim_xhci_transfer_fail(ep, XHC_TRB_ERROR);
		break;
	}
}
