// SPDX-License-Identifier: GPL-2.0-only
/*
 * packet.c: one transaction on the bus of a bulk, interrupt or isochronous
 * endpoint. Stands in for the serial interface engine; the wire has no
 * errors of its own, only what the device answers. A babbling device fills the
 * buffer before it is cut off: the driver takes an isochronous one that ran over
 * for full (Isoch Buffer Overrun, 6.4.5).
 */
#include <string.h>

#include "controller.h"

/* What stands in a buffer for which a device had more than it holds. */
#define BABBLE_BYTE	0xb5

static enum sim_usb_answer packet_in(struct sim_xhci_endpoint *ep,
				     struct sim_usb_device *device,
				     const struct sim_xhci_trb *trb,
				     uint32_t bytes, uint32_t *actual)
{
	uint8_t *direct = sim_xhci_td_direct(ep, trb, bytes, SIM_DMA_WRITE);
	uint8_t *data = direct ? direct : ep->xhci->packet;
	enum sim_usb_answer answer;
	size_t got = 0;

	if (!sim_xhci_running(ep->xhci))
		return SIM_USB_SILENT;
	answer = device->ops->in(device, ep->address, data, bytes, &got);
	sim_assert(got <= bytes);
	*actual = got;
	if (answer == SIM_USB_BABBLE) {
		memset(data, BABBLE_BYTE, bytes);
		got = bytes;
	} else if (answer != SIM_USB_ACK) {
		got = 0;
	}
	if (!direct && got && !sim_xhci_td_copy(ep, data, got, true))
		return SIM_USB_SILENT;
	return answer;
}

static enum sim_usb_answer packet_out(struct sim_xhci_endpoint *ep,
				      struct sim_usb_device *device,
				      const struct sim_xhci_trb *trb,
				      uint32_t bytes, uint32_t *actual)
{
	uint8_t *data = sim_xhci_td_direct(ep, trb, bytes, SIM_DMA_READ);

	if (!sim_xhci_running(ep->xhci))
		return SIM_USB_SILENT;
	if (!data) {
		data = ep->xhci->packet;
		if (!sim_xhci_td_copy(ep, data, bytes, false))
			return SIM_USB_SILENT;
	}
	*actual = bytes;
	return device->ops->out(device, ep->address, data, bytes);
}

/**
 * sim_xhci_packet() - one transaction
 * @ep: the endpoint
 * @trb: the TRB at its dequeue pointer
 * @bytes: to move, at most the endpoint's packet size, all within the TD
 * @actual: how many did
 *
 * Return: what the device answered; SIM_USB_SILENT when there is none, or
 * when the controller stopped for a host system error.
 */
enum sim_usb_answer sim_xhci_packet(struct sim_xhci_endpoint *ep,
				    const struct sim_xhci_trb *trb,
				    uint32_t bytes, uint32_t *actual)
{
	struct sim_usb_device *device = sim_xhci_endpoint_device(ep);

	sim_assert(bytes <= SIM_XHCI_MAX_PACKET);
	*actual = 0;
	if (!device)
		return SIM_USB_SILENT;
	if (sim_xhci_is_in(ep))
		return packet_in(ep, device, trb, bytes, actual);
	return packet_out(ep, device, trb, bytes, actual);
}
