// SPDX-License-Identifier: GPL-2.0-only
/*
 * bandwidth.c: how much of a root port's bus periodic endpoints may reserve
 * (xHCI 4.14, 4.16).
 *
 * Each root port is a bus of its own. The reservation is the mean over the
 * service intervals, in bytes per microframe, with the protocol overhead of
 * USB 2.0 chapter 5; where in a frame a packet lies is not modelled.
 */
#include "controller.h"

/* Bytes per microframe and the share that periodic transfers may have. */
static uint32_t bus_limit(enum sim_usb_speed speed)
{
	switch (speed) {
	case SIM_USB_SUPER:
		return 62500 * 9 / 10;
	case SIM_USB_HIGH:
		return 7500 * 8 / 10;
	default:
		return 1500 / 8 * 9 / 10;
	}
}

static uint32_t reservation(enum sim_usb_speed speed, bool isochronous,
			    uint32_t max_packet, uint32_t packets,
			    uint32_t interval)
{
	uint32_t overhead = isochronous ? 38 : 55;

	if (speed <= SIM_USB_LOW)
		overhead = isochronous ? 9 : 13;
	return (max_packet + overhead) * packets / interval;
}

static uint32_t endpoint_reservation(const struct sim_xhci_endpoint *ep)
{
	if (!ep || ep->state == XHC_EP_DISABLED ||
	    !(sim_xhci_is_isoch(ep) || sim_xhci_is_interrupt(ep)))
		return 0;
	return reservation(ep->slot->speed, sim_xhci_is_isoch(ep),
			   ep->max_packet, (ep->mult + 1) * (ep->burst + 1),
			   ep->interval);
}

static uint32_t context_reservation(const struct sim_xhci_slot *slot,
				    const uint32_t *input)
{
	unsigned int type = input[1] >> 3 & 7, exponent = input[0] >> 16 & 0xf;
	bool isochronous = type == XHC_TYPE_ISOCH_IN ||
			   type == XHC_TYPE_ISOCH_OUT;
	bool interrupt = type == XHC_TYPE_INTERRUPT_IN ||
			 type == XHC_TYPE_INTERRUPT_OUT;

	if (!isochronous && !interrupt)
		return 0;
	if (slot->speed <= SIM_USB_LOW && exponent < 3)
		exponent = 3;
	return reservation(slot->speed, isochronous, input[1] >> 16,
			   ((input[0] >> 8 & 3) + 1) *
			   ((input[1] >> 8 & 0xff) + 1), 1u << exponent);
}

/* What a slot has reserved, without the endpoints in @without. */
static uint32_t slot_reservation(const struct sim_xhci_slot *slot,
				 uint32_t without)
{
	uint32_t sum = 0;

	for (unsigned int d = 2; d < SIM_XHCI_ENDPOINTS; d++)
		if (!(without >> d & 1))
			sum += endpoint_reservation(slot->endpoint[d]);
	return sum;
}

/* @added: by DCI, the input contexts of endpoints to add, or NULL. */
bool sim_xhci_bandwidth_fits(const struct sim_xhci_slot *slot, uint32_t drop,
			     const uint32_t *const *added)
{
	uint32_t sum = 0, without = drop;

	for (unsigned int d = 2; d < SIM_XHCI_ENDPOINTS; d++) {
		if (!added[d])
			continue;
		without |= 1u << d;
		sum += context_reservation(slot, added[d]);
	}
	if (!sum)
		return true;
	sum += slot_reservation(slot, without);
	return sum <= bus_limit(slot->speed);
}

/* Percent that is left on a root port (4.16.2). */
unsigned int sim_xhci_bandwidth_left(const struct sim_xhci *xhci,
				     unsigned int port)
{
	const struct sim_xhci_port *at = &xhci->port[port];
	enum sim_usb_speed speed = at->usb3 ? SIM_USB_SUPER : SIM_USB_HIGH;
	uint32_t used = 0, limit;

	if (at->device)
		speed = at->device->speed;
	for (unsigned int s = 1; s <= SIM_XHCI_MAX_SLOTS; s++)
		if (xhci->slot[s].enabled && xhci->slot[s].port == port)
			used += slot_reservation(&xhci->slot[s], 0);
	limit = bus_limit(speed);
	return used >= limit ? 0 : (limit - used) * 100 / limit;
}
