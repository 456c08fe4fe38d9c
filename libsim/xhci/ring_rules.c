// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_rules.c: where software may point an endpoint to (xHCI 4.6.10, 4.9,
 * 6.2.3, 6.4.4.1).
 *
 * A controller does not know where a transfer ring begins or ends, but it can
 * follow one: a ring that leads back to where the endpoint stands is all of it.
 * One that does not, as it has no Link TRB yet, is not judged. Nor is a new
 * endpoint's pointer into another endpoint's ring, as memory may have been
 * handed on by then. Reading here is no access of the controller.
 */
#include "controller.h"

#define TRBS_FOLLOWED	65536	/* 256 segments of 4 KiB */

static const struct sim_xhci_trb *trb_at(const struct sim_xhci *xhci,
					 uint64_t dma)
{
	return sim_dma_shared(xhci->config.bus, dma, XHC_TRB_BYTES);
}

/**
 * sim_xhci_rule_pointer() - judge where a ring is said to be
 * @ep: the endpoint
 * @dma: the pointer, without the bits that are none
 * @what: that points there, for the report
 *
 * TRBs that are handed over while the controller reads them lie in memory which
 * both may use at any time. Context: model. xHCI 4.9, dma-api.rst.
 */
void sim_xhci_rule_pointer(const struct sim_xhci_endpoint *ep, uint64_t dma,
			   const char *what)
{
	if (sim_checking(SIM_CHECK_XHCI) && !trb_at(ep->xhci, dma))
		sim_report_protocol("xHCI 4.9: %s of endpoint %u of slot %u leads to 0x%llx, which is no coherent memory",
				    what, ep->dci, ep->slot->number,
				    (unsigned long long)dma);
}

/* The ring leads back to the endpoint's place and has no TRB at @dma. */
static bool ring_lacks(const struct sim_xhci_endpoint *ep, uint64_t dma)
{
	uint64_t at = ep->dequeue.trb;
	const struct sim_xhci_trb *trb;

	for (int i = 0; i < TRBS_FOLLOWED && at != dma; i++) {
		trb = trb_at(ep->xhci, at);
		if (!trb)
			return false;
		at += XHC_TRB_BYTES;
		if (XHC_TRB_TYPE(trb->control) == XHC_TRB_LINK)
			at = trb->parameter & ~0xfull;
		if (at == ep->dequeue.trb)
			return at != dma;
	}
	return false;
}

/* Set TR Dequeue Pointer moves within the ring that is in use (4.6.10). */
void sim_xhci_rule_dequeue(const struct sim_xhci_endpoint *ep, uint64_t dma)
{
	sim_xhci_rule_pointer(ep, dma, "a Set TR Dequeue Pointer command");
	if (sim_checking(SIM_CHECK_XHCI) && ring_lacks(ep, dma))
		sim_report_protocol("xHCI 4.6.10: Set TR Dequeue Pointer command for endpoint %u of slot %u leads out of its ring: 0x%llx",
				    ep->dci, ep->slot->number,
				    (unsigned long long)dma);
}
