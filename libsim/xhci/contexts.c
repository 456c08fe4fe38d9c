// SPDX-License-Identifier: GPL-2.0-only
/*
 * contexts.c: device, input and endpoint contexts in memory (xHCI 6.2).
 *
 * The model works by its own copy, as hardware does by its cache; what the
 * specification makes visible is written to the output context at once.
 */
#include "controller.h"

#define CONTEXT_USED	32	/* bytes that mean something, of 32 or 64 */

/* Entry @index of a device context (or input context), or NULL. */
uint32_t *sim_xhci_context(struct sim_xhci *xhci, uint64_t context,
			   unsigned int index, unsigned int dir)
{
	return sim_xhci_dma(xhci, context + index * xhci->context_bytes,
			    CONTEXT_USED, dir);
}

bool sim_xhci_context_copy(struct sim_xhci *xhci, uint64_t to,
			   unsigned int to_index, uint64_t from,
			   unsigned int from_index)
{
	uint32_t *source = sim_xhci_context(xhci, from, from_index,
					    SIM_DMA_READ);
	uint32_t *target = source ? sim_xhci_context(xhci, to, to_index,
						     SIM_DMA_WRITE) : NULL;

	if (!target)
		return false;
	memcpy(target, source, CONTEXT_USED);
	return true;
}

/* Slot State, USB Device Address and Context Entries (6.2.2). */
void sim_xhci_slot_publish(struct sim_xhci_slot *slot)
{
	uint32_t *context = sim_xhci_context(slot->xhci, slot->context, 0,
					     SIM_DMA_WRITE);

	if (!context)
		return;
	context[0] = (context[0] & ~(0x1fu << 27)) | slot->entries << 27;
	context[3] = slot->address | (uint32_t)slot->state << 27;
}

/* EP State; the dequeue pointer only where it is defined (6.2.3). */
void sim_xhci_endpoint_publish(struct sim_xhci_endpoint *ep)
{
	uint32_t *context = sim_xhci_context(ep->xhci, ep->slot->context,
					     ep->dci, SIM_DMA_WRITE);

	if (!context)
		return;
	context[0] = (context[0] & ~7u) | ep->state;
	if (ep->state == XHC_EP_RUNNING || ep->state == XHC_EP_DISABLED)
		return;
	context[2] = (uint32_t)ep->dequeue.trb | ep->dequeue.cycle;
	context[3] = ep->dequeue.trb >> 32;
}

static bool type_fits(unsigned int dci, enum sim_xhci_endpoint_type type)
{
	if (dci == 1 || type == XHC_TYPE_CONTROL)
		return type == XHC_TYPE_CONTROL && dci % 2;
	if (type == XHC_TYPE_NONE)
		return false;
	return (type >= XHC_TYPE_ISOCH_IN) == (dci % 2 == 1);
}

/* Parameter Error for what the xHC cannot run (4.6.6, 6.2.3). */
enum sim_xhci_code sim_xhci_endpoint_check(const struct sim_xhci_slot *slot,
					   unsigned int dci,
					   const uint32_t *input)
{
	unsigned int type = input[1] >> 3 & 7, streams = input[0] >> 10 & 0x1f;
	unsigned int max_packet = input[1] >> 16;
	unsigned int interval = input[0] >> 16 & 0xff;

	(void)slot;
	if (!type_fits(dci, type) || !max_packet ||
	    max_packet > SIM_XHCI_MAX_PACKET || interval > 15 || streams)
		return XHC_PARAMETER_ERROR;
	if (!(input[2] & ~0xfu) && !input[3])
		return XHC_PARAMETER_ERROR;
	return XHC_SUCCESS;
}

static uint32_t interval_of(const struct sim_xhci_slot *slot,
			    const uint32_t *input)
{
	unsigned int type = input[1] >> 3 & 7, exponent = input[0] >> 16 & 0xff;

	if (type == XHC_TYPE_CONTROL || type == XHC_TYPE_BULK_IN ||
	    type == XHC_TYPE_BULK_OUT)
		return 1;
	if (slot->speed <= SIM_USB_LOW && exponent < 3)
		exponent = 3;	/* full speed has 1 ms frames (6.2.3.6) */
	return 1u << exponent;
}

/* Takes an endpoint over from an input context: Running, ring at rest. */
enum sim_xhci_code sim_xhci_endpoint_load(struct sim_xhci_slot *slot,
					  unsigned int dci,
					  const uint32_t *input)
{
	struct sim_xhci_endpoint *ep = sim_xhci_endpoint_get(slot, dci);
	uint32_t *output;

	sim_xhci_endpoint_forget(ep);
	ep->type = input[1] >> 3 & 7;
	ep->mult = input[0] >> 8 & 3;
	ep->burst = input[1] >> 8 & 0xff;
	ep->error_limit = input[1] >> 1 & 3;
	ep->max_packet = input[1] >> 16;
	ep->interval = interval_of(slot, input);
	ep->dequeue.trb = ((uint64_t)input[3] << 32 | input[2]) & ~0xfull;
	ep->dequeue.cycle = input[2] & 1;
	sim_xhci_rule_pointer(ep, ep->dequeue.trb, "the context");
	ep->state = XHC_EP_RUNNING;
	output = sim_xhci_context(slot->xhci, slot->context, dci,
				  SIM_DMA_WRITE);
	if (!output)
		return XHC_PARAMETER_ERROR;
	memcpy(output, input, CONTEXT_USED);
	output[0] = (output[0] & ~7u) | XHC_EP_RUNNING;
	return XHC_SUCCESS;
}
