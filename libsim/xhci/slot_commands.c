// SPDX-License-Identifier: GPL-2.0-only
/*
 * slot_commands.c: Enable Slot, Disable Slot, Address Device, Reset Device
 * (xHCI 4.6.3 to 4.6.5, 4.6.11) and the slot states (4.5.3).
 *
 * Devices sit directly on root hub ports; a route string leads nowhere and
 * gives a transaction error.
 */
#include "controller.h"

enum sim_xhci_code sim_xhci_enable_slot(struct sim_xhci *xhci,
					unsigned int *slot)
{
	unsigned int most = xhci->configure & XHC_CONFIG_SLOTS;

	*slot = 0;
	for (unsigned int i = 1; i <= most && i <= SIM_XHCI_MAX_SLOTS; i++) {
		if (xhci->slot[i].enabled)
			continue;
		xhci->slot[i].enabled = true;
		xhci->slot[i].state = XHC_SLOT_DISABLED;
		*slot = i;
		return XHC_SUCCESS;
	}
	return XHC_NO_SLOTS;
}

static void slot_forget(struct sim_xhci_slot *slot)
{
	for (unsigned int d = 1; d < SIM_XHCI_ENDPOINTS; d++) {
		if (!slot->endpoint[d])
			continue;
		sim_xhci_endpoint_forget(slot->endpoint[d]);
		slot->endpoint[d]->state = XHC_EP_DISABLED;
	}
	slot->enabled = false;
	slot->state = XHC_SLOT_DISABLED;
	slot->context = 0;
	slot->port = 0;
	slot->address = 0;
	slot->target = 0;
	slot->entries = 0;
}

enum sim_xhci_code sim_xhci_disable_slot(struct sim_xhci_slot *slot)
{
	bool visible = slot->state != XHC_SLOT_DISABLED;

	slot->state = XHC_SLOT_DISABLED;
	slot->address = 0;
	if (visible)
		sim_xhci_slot_publish(slot);
	slot_forget(slot);
	return XHC_SUCCESS;
}

/* Host controller reset: all slots are disabled, memory is left alone. */
void sim_xhci_slots_reset(struct sim_xhci *xhci)
{
	for (unsigned int i = 1; i <= SIM_XHCI_MAX_SLOTS; i++) {
		xhci->slot[i].xhci = xhci;
		xhci->slot[i].number = i;
		slot_forget(&xhci->slot[i]);
	}
}

/* The input context's slot and endpoint 0, checked (4.6.5, 6.2.2.1). */
static enum sim_xhci_code input_check(struct sim_xhci_slot *slot,
				      uint64_t input)
{
	struct sim_xhci *xhci = slot->xhci;
	uint32_t *control = sim_xhci_context(xhci, input, 0, SIM_DMA_READ);
	uint32_t *context = sim_xhci_context(xhci, input, 1, SIM_DMA_READ);
	uint32_t *endpoint = sim_xhci_context(xhci, input, 2, SIM_DMA_READ);
	unsigned int port;

	if (!control || !context || !endpoint)
		return XHC_PARAMETER_ERROR;
	port = context[1] >> 16 & 0xff;
	if ((control[1] & 3) != 3 || !port || port > xhci->ports)
		return XHC_PARAMETER_ERROR;
	return sim_xhci_endpoint_check(slot, 1, endpoint);
}

/* DCBAA entry of the slot (6.1). */
static bool output_find(struct sim_xhci_slot *slot)
{
	uint64_t *entry = sim_xhci_dma(slot->xhci, slot->xhci->dcbaap +
				       slot->number * 8, 8, SIM_DMA_READ);

	if (!entry)
		return false;
	slot->context = *entry & ~0x3full;
	return true;
}

static enum sim_xhci_code slot_load(struct sim_xhci_slot *slot,
				    uint64_t input)
{
	struct sim_xhci *xhci = slot->xhci;
	uint32_t *context = sim_xhci_context(xhci, input, 1, SIM_DMA_READ);
	uint32_t *endpoint = sim_xhci_context(xhci, input, 2, SIM_DMA_READ);

	slot->port = context[1] >> 16 & 0xff;
	slot->pulled = xhci->port[slot->port].pulled;
	slot->speed = context[0] >> 20 & 0xf;
	slot->target = context[2] >> 22;
	slot->entries = 1;
	slot->address = 0;
	slot->state = XHC_SLOT_DEFAULT;
	if (!sim_xhci_context_copy(xhci, slot->context, 0, input, 1))
		return XHC_PARAMETER_ERROR;
	return sim_xhci_endpoint_load(slot, 1, endpoint);
}

/* SET_ADDRESS on the bus; the slot number is as good an address as any. */
static enum sim_xhci_code address_set(struct sim_xhci_slot *slot,
				      uint32_t route)
{
	struct sim_xhci_port *port = &slot->xhci->port[slot->port];

	if (route || !port->device || !sim_xhci_port_active(port) ||
	    port->device_address)
		return XHC_TRANSACTION_ERROR;
	port->device->ops->set_address(port->device, slot->number);
	port->device_address = slot->number;
	slot->address = slot->number;
	slot->state = XHC_SLOT_ADDRESSED;
	return XHC_SUCCESS;
}

enum sim_xhci_code sim_xhci_address_device(struct sim_xhci_slot *slot,
					   const struct sim_xhci_trb *trb)
{
	bool block = trb->control & XHC_TRB_BSR;
	uint64_t input = trb->parameter & ~0xfull;
	enum sim_xhci_code code;
	uint32_t *context;

	if (slot->state > XHC_SLOT_DEFAULT ||
	    (block && slot->state == XHC_SLOT_DEFAULT))
		return sim_xhci_rule_address(slot);
	code = input_check(slot, input);
	if (code != XHC_SUCCESS || !output_find(slot))
		return code != XHC_SUCCESS ? code : XHC_PARAMETER_ERROR;
	code = slot_load(slot, input);
	if (code == XHC_SUCCESS && !block) {
		context = sim_xhci_context(slot->xhci, input, 1, SIM_DMA_READ);
		code = context ? address_set(slot, context[0] & 0xfffff) :
				 XHC_PARAMETER_ERROR;
	}
	sim_xhci_slot_publish(slot);
	return code;
}

/* Back to Default: the device was reset, only endpoint 0 stays (4.6.11). */
enum sim_xhci_code sim_xhci_reset_device(struct sim_xhci_slot *slot)
{
	if (slot->state < XHC_SLOT_ADDRESSED)
		return XHC_CONTEXT_STATE_ERROR;
	for (unsigned int d = 2; d < SIM_XHCI_ENDPOINTS; d++)
		if (slot->endpoint[d] &&
		    slot->endpoint[d]->state != XHC_EP_DISABLED)
			sim_xhci_endpoint_disable(slot->endpoint[d]);
	slot->address = 0;
	slot->entries = 1;
	slot->state = XHC_SLOT_DEFAULT;
	sim_xhci_slot_publish(slot);
	return XHC_SUCCESS;
}
