// SPDX-License-Identifier: GPL-2.0-only
/*
 * endpoint_commands.c: Reset Endpoint, Stop Endpoint, Set TR Dequeue Pointer
 * (xHCI 4.6.8 to 4.6.10).
 */
#include "controller.h"

static struct sim_xhci_endpoint *endpoint_of(struct sim_xhci_slot *slot,
					     const struct sim_xhci_trb *trb)
{
	return slot->endpoint[XHC_TRB_ENDPOINT(trb->control)];
}

/* Halted to Stopped. With TSP the device's toggle and the TD in progress are
 * kept, for a soft retry (4.6.8.1). */
enum sim_xhci_code sim_xhci_reset_endpoint(struct sim_xhci_slot *slot,
					const struct sim_xhci_trb *trb)
{
	struct sim_xhci_endpoint *ep = endpoint_of(slot, trb);

	if (!ep || ep->state != XHC_EP_HALTED)
		return XHC_CONTEXT_STATE_ERROR;
	if (!(trb->control & XHC_TRB_TSP))
		sim_xhci_endpoint_forget(ep);
	sim_xhci_endpoint_set_state(ep, XHC_EP_STOPPED);
	return XHC_SUCCESS;
}

enum sim_xhci_code sim_xhci_stop_endpoint(struct sim_xhci_slot *slot,
					const struct sim_xhci_trb *trb)
{
	struct sim_xhci_endpoint *ep = endpoint_of(slot, trb);

	if (!ep || ep->state != XHC_EP_RUNNING)
		return XHC_CONTEXT_STATE_ERROR;
	sim_event_disarm(&ep->service);
	sim_xhci_stopped_event(ep);
	sim_xhci_endpoint_set_state(ep, XHC_EP_STOPPED);
	return XHC_SUCCESS;
}

/* Stream IDs need streams, which are not offered: TRB Error (4.6.10). */
enum sim_xhci_code sim_xhci_set_dequeue(struct sim_xhci_slot *slot,
					const struct sim_xhci_trb *trb)
{
	struct sim_xhci_endpoint *ep = endpoint_of(slot, trb);

	if (!ep || ep->state == XHC_EP_DISABLED)
		return XHC_CONTEXT_STATE_ERROR;
	if (ep->state != XHC_EP_STOPPED && ep->state != XHC_EP_ERROR)
		return sim_xhci_rule_set_dequeue(ep);
	if (trb->status >> 16)
		return XHC_TRB_ERROR;
	sim_xhci_rule_dequeue(ep, trb->parameter & ~0xfull);
	sim_xhci_endpoint_forget(ep);
	ep->dequeue.trb = trb->parameter & ~0xfull;
	ep->dequeue.cycle = trb->parameter & 1;
	sim_xhci_endpoint_set_state(ep, XHC_EP_STOPPED);
	return XHC_SUCCESS;
}
