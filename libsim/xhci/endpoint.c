// SPDX-License-Identifier: GPL-2.0-only
/*
 * endpoint.c: the endpoint state machine, doorbells and when an endpoint may
 * use the bus (xHCI 4.7, 4.8.3).
 */
#include "controller.h"

static void service_run(struct sim_event *event)
{
	struct sim_xhci_endpoint *ep = (struct sim_xhci_endpoint *)
		((char *)event - offsetof(struct sim_xhci_endpoint, service));

	if (!sim_xhci_endpoint_may_run(ep))
		return;
	ep->waiting = false;
	if (ep->type == XHC_TYPE_CONTROL)
		sim_xhci_control_service(ep);
	else if (sim_xhci_is_isoch(ep))
		sim_xhci_isochronous_service(ep);
	else
		sim_xhci_bulk_service(ep);
}

/* The endpoint's record, made when it is first needed and kept. */
struct sim_xhci_endpoint *sim_xhci_endpoint_get(struct sim_xhci_slot *slot,
						unsigned int dci)
{
	struct sim_xhci_endpoint *ep = slot->endpoint[dci];

	if (ep)
		return ep;
	ep = sim_state_alloc(sizeof(*ep));
	ep->xhci = slot->xhci;
	ep->slot = slot;
	ep->dci = dci;
	ep->address = sim_xhci_dci_address(dci);
	ep->service.run = service_run;
	ep->service.name = "xhci transfer";
	ep->service.owner = slot->xhci;
	slot->endpoint[dci] = ep;
	return ep;
}

void sim_xhci_endpoint_arm(struct sim_xhci_endpoint *ep, uint64_t when_ns)
{
	sim_event_arm(&ep->service, when_ns);
}

/* Drops what is known of a TD in progress. */
void sim_xhci_endpoint_forget(struct sim_xhci_endpoint *ep)
{
	sim_event_disarm(&ep->service);
	sim_xhci_control_forget(ep);
	ep->offset = 0;
	ep->edtla = 0;
	ep->errors = 0;
	ep->judged = false;
	ep->in_td = false;
	ep->retiring = false;
	ep->waiting = false;
	ep->streaming = false;
}

void sim_xhci_endpoint_disable(struct sim_xhci_endpoint *ep)
{
	sim_xhci_endpoint_forget(ep);
	ep->state = XHC_EP_DISABLED;
	sim_xhci_endpoint_publish(ep);
}

void sim_xhci_endpoint_set_state(struct sim_xhci_endpoint *ep,
				 enum sim_xhci_endpoint_state state)
{
	if (state != XHC_EP_RUNNING) {
		sim_event_disarm(&ep->service);
		ep->waiting = false;
		ep->streaming = false;
	}
	if (state == XHC_EP_HALTED)
		ep->halted_ns = sim_time_now_ns();
	ep->state = state;
	sim_xhci_endpoint_publish(ep);
}

static struct sim_xhci_port *endpoint_port(const struct sim_xhci_endpoint *ep)
{
	return &ep->xhci->port[ep->slot->port];
}

/* The device that would answer to this endpoint's address, or NULL. */
struct sim_usb_device *
sim_xhci_endpoint_device(const struct sim_xhci_endpoint *ep)
{
	struct sim_xhci_port *port = endpoint_port(ep);

	if (!port->device || !sim_xhci_port_active(port) ||
	    port->device_address != ep->slot->address)
		return NULL;
	return port->device;
}

/* A suspended or resuming link carries no transactions, and no errors either:
 * the endpoint waits for U0. */
static bool link_asleep(const struct sim_xhci_endpoint *ep)
{
	const struct sim_xhci_port *port = endpoint_port(ep);

	return port->device && (port->portsc & XHC_PORT_PED) &&
	       port->state >= XHC_LINK_U3;
}

bool sim_xhci_endpoint_may_run(struct sim_xhci_endpoint *ep)
{
	if (ep->state != XHC_EP_RUNNING || !sim_xhci_running(ep->xhci))
		return false;
	if (!link_asleep(ep))
		return true;
	ep->waiting = true;
	return false;
}

static void service_start(struct sim_xhci_endpoint *ep)
{
	uint64_t next;

	ep->waiting = false;
	if (sim_xhci_is_isoch(ep)) {
		sim_xhci_isochronous_start(ep);
	} else if (sim_xhci_is_interrupt(ep)) {
		next = sim_xhci_uframe_now(ep->xhci) / ep->interval + 1;
		sim_xhci_endpoint_arm(ep, sim_xhci_uframe_time(ep->xhci,
							next * ep->interval));
	} else {
		sim_xhci_endpoint_arm(ep, sim_time_now_ns() +
					  SIM_XHCI_DOORBELL_NS);
	}
}

/* What the endpoint waited for has come. */
void sim_xhci_endpoint_kick(struct sim_xhci_endpoint *ep)
{
	if (ep->waiting && ep->state == XHC_EP_RUNNING &&
	    sim_xhci_running(ep->xhci) && !sim_event_armed(&ep->service))
		service_start(ep);
}

static void endpoints_each(struct sim_xhci *xhci,
			   void (*fn)(struct sim_xhci_endpoint *ep))
{
	for (unsigned int s = 1; s <= SIM_XHCI_MAX_SLOTS; s++)
		for (unsigned int d = 1; d < SIM_XHCI_ENDPOINTS; d++)
			if (xhci->slot[s].enabled && xhci->slot[s].endpoint[d])
				fn(xhci->slot[s].endpoint[d]);
}

/* An event ring has room again. */
void sim_xhci_endpoints_restart(struct sim_xhci *xhci)
{
	endpoints_each(xhci, sim_xhci_endpoint_kick);
	if (xhci->command.running)
		sim_xhci_command_doorbell(xhci);
	sim_xhci_ports_flush(xhci);
}

static void endpoint_halt(struct sim_xhci_endpoint *ep)
{
	sim_event_disarm(&ep->service);
	ep->waiting = false;
}

/* Run/Stop fell: Running endpoints stay so and go on with a doorbell after
 * the next start (4.23.2, step 6 of resume). */
void sim_xhci_endpoints_halt(struct sim_xhci *xhci)
{
	endpoints_each(xhci, endpoint_halt);
}

/* Endpoint Not Enabled Error (Table 6-90): a doorbell of a disabled one. */
static void doorbell_refuse(struct sim_xhci_slot *slot, unsigned int dci)
{
	struct sim_xhci_endpoint *ep = sim_xhci_endpoint_get(slot, dci);

	sim_trace_at(1, "xhci", "xhci%d doorbell of disabled endpoint, slot %u dci %u",
		     slot->xhci->config.bus, slot->number, dci);
	ep->dequeue.trb = 0;
	sim_xhci_slot_event(ep, XHC_ENDPOINT_NOT_ENABLED);
}

static void endpoint_doorbell(struct sim_xhci_slot *slot, unsigned int dci)
{
	struct sim_xhci_endpoint *ep = slot->endpoint[dci];

	if (!ep || ep->state == XHC_EP_DISABLED) {
		doorbell_refuse(slot, dci);
		return;
	}
	/* Software stops the endpoints first and starts none before it wakes
	 * the port (4.15.1.1, 4.15.2.2). */
	if (endpoint_port(ep)->device &&
	    endpoint_port(ep)->state == XHC_LINK_U3)
		sim_reportf(SIM_KIND_PM_STATE, false,
			    "a doorbell of endpoint %u rings while the port of its device is suspended",
			    dci);
	if (ep->state == XHC_EP_STOPPED)
		sim_xhci_endpoint_set_state(ep, XHC_EP_RUNNING);
	if (ep->state == XHC_EP_RUNNING && !sim_event_armed(&ep->service))
		service_start(ep);
}

/**
 * sim_xhci_doorbell_write() - a write to a doorbell register
 * @xhci: the controller
 * @slot: index of the register; 0 is the command ring's
 * @value: DB Target and DB Stream ID (5.6)
 *
 * Doorbells of a halted controller and of slots that are not enabled do
 * nothing. Context: model.
 */
void sim_xhci_doorbell_write(struct sim_xhci *xhci, unsigned int slot,
			     uint32_t value)
{
	unsigned int target = value & 0xff;

	sim_hash_fold(slot, value);
	if (!sim_xhci_running(xhci) || slot > SIM_XHCI_MAX_SLOTS)
		return;
	if (!slot && !target)
		sim_xhci_command_doorbell(xhci);
	else if (slot && xhci->slot[slot].enabled && xhci->slot[slot].port &&
		 target && target < SIM_XHCI_ENDPOINTS)
		endpoint_doorbell(&xhci->slot[slot], target);
}
