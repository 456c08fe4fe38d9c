// SPDX-License-Identifier: GPL-2.0-only
/*
 * configure_commands.c: Configure Endpoint, Evaluate Context and Get Port
 * Bandwidth (xHCI 4.6.6, 4.6.7, 4.6.15).
 */
#include "controller.h"

struct input {
	uint64_t dma;
	uint32_t drop, add;
	const uint32_t *slot;
	const uint32_t *endpoint[SIM_XHCI_ENDPOINTS];	/* to add, by DCI */
};

static bool input_read(struct sim_xhci *xhci, const struct sim_xhci_trb *trb,
		       struct input *input)
{
	const uint32_t *control;

	memset(input, 0, sizeof(*input));
	input->dma = trb->parameter & ~0xfull;
	control = sim_xhci_context(xhci, input->dma, 0, SIM_DMA_READ);
	input->slot = control ? sim_xhci_context(xhci, input->dma, 1,
						 SIM_DMA_READ) : NULL;
	if (!input->slot)
		return false;
	input->drop = control[0];
	input->add = control[1];
	for (unsigned int d = 1; d < SIM_XHCI_ENDPOINTS; d++) {
		if (!(input->add >> d & 1))
			continue;
		input->endpoint[d] = sim_xhci_context(xhci, input->dma, d + 1,
						      SIM_DMA_READ);
		if (!input->endpoint[d])
			return false;
	}
	return true;
}

static enum sim_xhci_code input_check(const struct sim_xhci_slot *slot,
				      const struct input *input)
{
	unsigned int entries = input->slot[0] >> 27;
	enum sim_xhci_code code;

	if ((input->drop & 3) || (input->add & 2))
		return XHC_PARAMETER_ERROR;
	for (unsigned int d = 2; d < SIM_XHCI_ENDPOINTS; d++) {
		if (!input->endpoint[d])
			continue;
		if ((input->add & 1) && d > entries)
			return XHC_PARAMETER_ERROR;
		code = sim_xhci_endpoint_check(slot, d, input->endpoint[d]);
		if (code != XHC_SUCCESS)
			return code;
	}
	return XHC_SUCCESS;
}

/* State and Context Entries follow from the endpoints that are enabled. */
static void slot_settle(struct sim_xhci_slot *slot)
{
	slot->entries = 1;
	for (unsigned int d = 2; d < SIM_XHCI_ENDPOINTS; d++)
		if (slot->endpoint[d] &&
		    slot->endpoint[d]->state != XHC_EP_DISABLED)
			slot->entries = d;
	slot->state = slot->entries > 1 ? XHC_SLOT_CONFIGURED :
					  XHC_SLOT_ADDRESSED;
	sim_xhci_slot_publish(slot);
}

static void endpoints_drop(struct sim_xhci_slot *slot, uint32_t drop)
{
	for (unsigned int d = 2; d < SIM_XHCI_ENDPOINTS; d++)
		if ((drop >> d & 1) && slot->endpoint[d] &&
		    slot->endpoint[d]->state != XHC_EP_DISABLED)
			sim_xhci_endpoint_disable(slot->endpoint[d]);
}

enum sim_xhci_code sim_xhci_configure_endpoint(struct sim_xhci_slot *slot,
					const struct sim_xhci_trb *trb)
{
	enum sim_xhci_code code;
	struct input input;

	if (slot->state < XHC_SLOT_ADDRESSED)
		return sim_xhci_rule_configure(slot);
	if (trb->control & XHC_TRB_DC) {
		endpoints_drop(slot, ~0u);
		slot_settle(slot);
		return XHC_SUCCESS;
	}
	if (!input_read(slot->xhci, trb, &input))
		return XHC_PARAMETER_ERROR;
	code = input_check(slot, &input);
	if (code != XHC_SUCCESS)
		return code;
	if (!sim_xhci_bandwidth_fits(slot, input.drop, input.endpoint))
		return XHC_BANDWIDTH_ERROR;
	endpoints_drop(slot, input.drop);
	for (unsigned int d = 2; d < SIM_XHCI_ENDPOINTS; d++)
		if (input.endpoint[d])
			sim_xhci_endpoint_load(slot, d, input.endpoint[d]);
	slot_settle(slot);
	return XHC_SUCCESS;
}

static bool slot_evaluate(struct sim_xhci_slot *slot, const uint32_t *input)
{
	uint32_t *output = sim_xhci_context(slot->xhci, slot->context, 0,
					    SIM_DMA_WRITE);

	if (!output)
		return false;
	slot->target = input[2] >> 22;
	output[1] = (output[1] & ~0xffffu) | (input[1] & 0xffff);
	output[2] = (output[2] & ~(0x3ffu << 22)) | slot->target << 22;
	return true;
}

static bool default_endpoint_evaluate(struct sim_xhci_slot *slot,
				      const uint32_t *input)
{
	uint32_t *output = sim_xhci_context(slot->xhci, slot->context, 1,
					    SIM_DMA_WRITE);

	if (!output)
		return false;
	slot->endpoint[1]->max_packet = input[1] >> 16;
	output[1] = (output[1] & 0xffff) | (input[1] & 0xffff0000);
	return true;
}

/* Max Exit Latency, Interrupter Target, endpoint 0's packet size (6.2.2.3,
 * 6.2.3.3); the rest of the input is not looked at. */
enum sim_xhci_code sim_xhci_evaluate_context(struct sim_xhci_slot *slot,
					const struct sim_xhci_trb *trb)
{
	struct input input;

	if (slot->state < XHC_SLOT_DEFAULT)
		return sim_xhci_rule_evaluate(slot);
	if (!input_read(slot->xhci, trb, &input))
		return XHC_PARAMETER_ERROR;
	if ((input.add & 1) &&
	    input.slot[2] >> 22 >= slot->xhci->interrupters)
		return XHC_PARAMETER_ERROR;
	if (input.endpoint[1] && !(input.endpoint[1][1] >> 16))
		return XHC_PARAMETER_ERROR;
	if ((input.add & 1) && !slot_evaluate(slot, input.slot))
		return XHC_PARAMETER_ERROR;
	if (input.endpoint[1] &&
	    !default_endpoint_evaluate(slot, input.endpoint[1]))
		return XHC_PARAMETER_ERROR;
	return XHC_SUCCESS;
}

/* A Port Bandwidth Context for the root hub: a byte of percent per port, byte
 * 0 reserved (6.2.6). Hubs have none here. */
enum sim_xhci_code sim_xhci_port_bandwidth(struct sim_xhci *xhci,
					const struct sim_xhci_trb *trb)
{
	unsigned int bytes = (xhci->ports + 8) & ~7u;
	uint8_t *context;

	if (XHC_TRB_SLOT(trb->control))
		return XHC_PARAMETER_ERROR;
	context = sim_xhci_dma(xhci, trb->parameter & ~0xfull, bytes,
			       SIM_DMA_WRITE);
	if (!context)
		return XHC_PARAMETER_ERROR;
	memset(context, 0, bytes);
	for (unsigned int i = 1; i <= xhci->ports; i++)
		context[i] = sim_xhci_bandwidth_left(xhci, i);
	return XHC_SUCCESS;
}
