// SPDX-License-Identifier: GPL-2.0-only
/*
 * troubles.c: what this controller knows of why its driver waits in vain. Real
 * hardware has it in USBSTS and in its contexts; nothing here changes anything.
 *
 * Not told: what is the driver's own affair, as a command or a transfer whose
 * doorbell was never rung.
 */
#include <stdio.h>

#include "controller.h"

#define SECOND_NS	1000000000ULL

/*
 * Nothing is plugged in, or what the slot was given an address for was pulled
 * since. (An address that is only prepared, BSR = 1, needs no device.)
 */
static bool device_gone(const struct sim_xhci_slot *slot)
{
	const struct sim_xhci_port *port = &slot->xhci->port[slot->port];

	return !port->device || slot->pulled != port->pulled;
}

/* Without memory for the command it does not matter what halted it. */
static const char *halted_text(const struct sim_xhci_endpoint *ep)
{
	if (sim_memory_was_refused(ep->halted_ns))
		return "a halted endpoint is never reset, as memory failed";
	return device_gone(ep->slot) ?
	       "the halted endpoint of a device that is gone is never reset" :
	       "a halted endpoint is never reset";
}

static int add_halted(const struct sim_xhci_endpoint *ep,
		      struct sim_trouble *trouble)
{
	snprintf(trouble->text, sizeof(trouble->text), "%s", halted_text(ep));
	snprintf(trouble->where, sizeof(trouble->where),
		 "xhci%d slot %u endpoint 0x%02x", ep->xhci->config.bus,
		 ep->slot->number, ep->address);
	trouble->since_ns = ep->halted_ns;
	trouble->finding = 0;
	trouble->busy = false;
	return 1;
}

/* Resetting one takes a driver microseconds, where it does it at all. */
static bool stays_halted(const struct sim_xhci_endpoint *ep)
{
	return ep && ep->state == XHC_EP_HALTED &&
	       sim_time_now_ns() - ep->halted_ns >= SECOND_NS;
}

static int add_failed(const struct sim_xhci *xhci, struct sim_trouble *trouble)
{
	snprintf(trouble->text, sizeof(trouble->text),
		 "the controller stopped by a host system error");
	snprintf(trouble->where, sizeof(trouble->where), "xhci%d",
		 xhci->config.bus);
	trouble->since_ns = xhci->failed_ns;
	trouble->finding = xhci->failed_finding;
	trouble->busy = false;
	return 1;
}

/* A driver may ask for its end as often as it likes. */
static int add_overcurrent(const struct sim_xhci_port *port,
			   struct sim_trouble *trouble)
{
	snprintf(trouble->text, sizeof(trouble->text),
		 "a port is in over-current");
	snprintf(trouble->where, sizeof(trouble->where), "xhci%d port %u",
		 port->xhci->config.bus, port->number);
	trouble->since_ns = port->overcurrent_ns;
	trouble->finding = 0;
	trouble->busy = true;
	return 1;
}

/**
 * sim_xhci_troubles() - why the driver may wait for this controller in vain
 * @xhci: the controller
 * @list: receives them, the gravest first
 * @room: of @list
 *
 * A controller that stopped by an error, else endpoints that have been halted
 * for a second (4.10.2.6, 4.8.3), else ports in over-current (5.4.8, OCA).
 *
 * Return: how many. Context: any.
 */
int sim_xhci_troubles(const struct sim_xhci *xhci, struct sim_trouble *list,
		      int room)
{
	int count = 0;

	if (room && xhci->usbsts & XHC_STS_HSE) {
		count = add_failed(xhci, list);
		room = count;
	}
	for (int s = 1; s <= SIM_XHCI_MAX_SLOTS; s++)
		for (int i = 1; i < SIM_XHCI_ENDPOINTS && count < room; i++)
			if (xhci->slot[s].enabled &&
			    stays_halted(xhci->slot[s].endpoint[i]))
				count += add_halted(xhci->slot[s].endpoint[i],
						    &list[count]);
	for (int i = 1; i <= SIM_XHCI_MAX_PORTS && count < room; i++)
		if (xhci->port[i].portsc & XHC_PORT_OCA)
			count += add_overcurrent(&xhci->port[i], &list[count]);
	for (int i = 0; i < count; i++)
		snprintf(list[i].folder, sizeof(list[i].folder),
			 "drivers/usb/");
	return count;
}

/* Could the device of this slot answer, would somebody ask it now? */
static bool device_could(const struct sim_xhci_slot *slot)
{
	const struct sim_xhci_port *port = &slot->xhci->port[slot->port];

	return slot->enabled && slot->port && !device_gone(slot) &&
	       sim_xhci_port_active(port) &&
	       port->device_address == slot->address;
}

/**
 * sim_xhci_endpoint_does() - what an endpoint does whose device could answer
 * @xhci: the controller
 * @slot: its slot
 * @dci: its device context index
 *
 * Return: words that follow "the endpoint", the same in all runs; NULL where
 * nothing is to be expected of it: the controller stands or has failed, the
 * device is gone, is not the one that was addressed, or its port is not in U0.
 * Context: any. Source: xHCI 4.8.3.
 */
const char *sim_xhci_endpoint_does(const struct sim_xhci *xhci,
				   unsigned int slot, unsigned int dci)
{
	static const char *const words[] = {
		[XHC_EP_DISABLED] = "is disabled", [XHC_EP_RUNNING] = "runs",
		[XHC_EP_HALTED] = "is halted", [XHC_EP_STOPPED] = "is stopped",
		[XHC_EP_ERROR] = "is in the error state",
	};
	const struct sim_xhci_endpoint *ep;

	if (!sim_xhci_running(xhci) || xhci->usbsts & XHC_STS_HSE || !slot ||
	    slot > SIM_XHCI_MAX_SLOTS || dci >= SIM_XHCI_ENDPOINTS ||
	    !device_could(&xhci->slot[slot]))
		return NULL;
	ep = xhci->slot[slot].endpoint[dci];
	return words[ep ? ep->state : XHC_EP_DISABLED];
}
