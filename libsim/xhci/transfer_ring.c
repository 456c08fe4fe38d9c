// SPDX-License-Identifier: GPL-2.0-only
/*
 * transfer_ring.c: walking transfer rings and accounting for the bytes of
 * Transfer Descriptors (xHCI 4.9.2, 4.10.1, 4.11).
 *
 * The dequeue pointer and the offset in its TRB say exactly how far the
 * endpoint got, so a TD may be stopped between any two packets and go on.
 * Nothing of the ring is cached: TRBs are read when they are used.
 */
#include "controller.h"

#define LINKS_IN_A_ROW	256

/* Reads the TRB at @at, stepping over Link TRBs (4.9.2.1). No side effect but
 * on @at. */
enum sim_xhci_fetch sim_xhci_ring_peek(struct sim_xhci *xhci,
				       struct sim_xhci_cursor *at,
				       struct sim_xhci_trb *trb)
{
	for (int links = 0; links < LINKS_IN_A_ROW; links++) {
		const struct sim_xhci_trb *entry =
			sim_xhci_dma(xhci, at->trb, sizeof(*entry),
				     SIM_DMA_READ);

		if (!entry)
			return SIM_XHCI_FETCH_FAULT;
		*trb = *entry;
		if ((trb->control & XHC_TRB_CYCLE) != at->cycle)
			return SIM_XHCI_FETCH_EMPTY;
		if (XHC_TRB_TYPE(trb->control) != XHC_TRB_LINK)
			return SIM_XHCI_FETCH_OK;
		at->trb = trb->parameter & ~0xfull;
		if (trb->control & XHC_TRB_TOGGLE)
			at->cycle = !at->cycle;
	}
	sim_report_protocol("xHCI 4.9.2: a ring of Link TRBs only at 0x%llx",
			    (unsigned long long)at->trb);
	return SIM_XHCI_FETCH_FAULT;
}

/* A Link TRB with IOC makes an event as it is passed (6.4.4.1). */
static void link_event(struct sim_xhci_endpoint *ep)
{
	const struct sim_xhci_trb *at =
		sim_xhci_dma(ep->xhci, ep->dequeue.trb, sizeof(*at),
			     SIM_DMA_READ);
	struct sim_xhci_trb trb;

	if (!at)
		return;
	trb = *at;
	if (XHC_TRB_TYPE(trb.control) != XHC_TRB_LINK)
		return;
	sim_xhci_rule_link(ep, &trb);
	if (trb.control & XHC_TRB_IOC)
		sim_xhci_transfer_event(ep, &trb, ep->dequeue.trb, XHC_SUCCESS,
					0);
}

/* The TRB that the endpoint is to execute; its dequeue pointer moves over
 * links. */
enum sim_xhci_fetch sim_xhci_endpoint_fetch(struct sim_xhci_endpoint *ep,
					    struct sim_xhci_trb *trb)
{
	struct sim_xhci_cursor at = ep->dequeue;
	enum sim_xhci_fetch got = sim_xhci_ring_peek(ep->xhci, &at, trb);

	if (got == SIM_XHCI_FETCH_FAULT)
		return got;
	if (at.trb != ep->dequeue.trb)
		link_event(ep);
	ep->dequeue = at;
	if (got == SIM_XHCI_FETCH_OK && !ep->judged) {
		sim_xhci_rule_trb(ep, trb);
		ep->judged = true;
	}
	return got;
}

/* Bytes that a TRB moves; the status of Event Data and No Op is not one. */
uint32_t sim_xhci_trb_bytes(const struct sim_xhci_trb *trb)
{
	switch (XHC_TRB_TYPE(trb->control)) {
	case XHC_TRB_NORMAL:
	case XHC_TRB_DATA:
	case XHC_TRB_ISOCH:
		return XHC_TRB_LENGTH(trb->status);
	default:
		return 0;
	}
}

/*
 * How many bytes the rest of the TD holds, counting no further than @limit.
 * EMPTY: the TD goes on in TRBs that software has not handed over yet.
 */
enum sim_xhci_fetch sim_xhci_td_measure(struct sim_xhci_endpoint *ep,
					uint32_t limit, uint32_t *bytes)
{
	struct sim_xhci_cursor at = ep->dequeue;
	uint32_t offset = ep->offset;
	struct sim_xhci_trb trb;
	enum sim_xhci_fetch got;

	*bytes = 0;
	for (;;) {
		got = sim_xhci_ring_peek(ep->xhci, &at, &trb);
		if (got != SIM_XHCI_FETCH_OK)
			return got;
		*bytes += sim_xhci_trb_bytes(&trb) - offset;
		offset = 0;
		if (*bytes >= limit) {
			*bytes = limit;
			return SIM_XHCI_FETCH_OK;
		}
		if (!(trb.control & XHC_TRB_CHAIN))
			return SIM_XHCI_FETCH_OK;
		at.trb += XHC_TRB_BYTES;
	}
}

/* The buffer itself when the next @bytes lie in one piece in memory. */
void *sim_xhci_td_direct(struct sim_xhci_endpoint *ep,
			 const struct sim_xhci_trb *trb, uint32_t bytes,
			 unsigned int dir)
{
	if ((trb->control & XHC_TRB_IDT) || !bytes ||
	    sim_xhci_trb_bytes(trb) - ep->offset < bytes)
		return NULL;
	return sim_xhci_dma(ep->xhci, trb->parameter + ep->offset, bytes, dir);
}

static bool piece_copy(struct sim_xhci_endpoint *ep,
		       const struct sim_xhci_trb *trb, uint32_t offset,
		       uint8_t *data, uint32_t bytes, bool to_memory)
{
	uint8_t *at;

	if (trb->control & XHC_TRB_IDT) {	/* 4.11.7: OUT, up to 8 bytes */
		const uint8_t *from = (const uint8_t *)&trb->parameter;

		for (uint32_t i = 0; i < bytes && !to_memory; i++)
			data[i] = offset + i < sizeof(trb->parameter) ?
				  from[offset + i] : 0;
		return true;
	}
	at = sim_xhci_dma(ep->xhci, trb->parameter + offset, bytes,
			  to_memory ? SIM_DMA_WRITE : SIM_DMA_READ);
	if (!at)
		return false;
	if (to_memory)
		memcpy(at, data, bytes);
	else
		memcpy(data, at, bytes);
	return true;
}

bool sim_xhci_td_copy(struct sim_xhci_endpoint *ep, uint8_t *data,
		      uint32_t bytes, bool to_memory)
{
	struct sim_xhci_cursor at = ep->dequeue;
	uint32_t offset = ep->offset, piece;
	struct sim_xhci_trb trb;

	while (bytes) {
		if (sim_xhci_ring_peek(ep->xhci, &at, &trb) !=
		    SIM_XHCI_FETCH_OK)
			return false;
		piece = sim_xhci_trb_bytes(&trb) - offset;
		piece = piece < bytes ? piece : bytes;
		if (piece && !piece_copy(ep, &trb, offset, data, piece,
					 to_memory))
			return false;
		data += piece;
		bytes -= piece;
		offset = 0;
		at.trb += XHC_TRB_BYTES;
	}
	return true;
}

static void td_finish(struct sim_xhci_endpoint *ep)
{
	ep->in_td = false;
	ep->retiring = false;
	ep->edtla = 0;
}

/* Past the TRB at the dequeue pointer. true: it was the last of its TD. */
static bool trb_step(struct sim_xhci_endpoint *ep,
		     const struct sim_xhci_trb *trb)
{
	ep->dequeue.trb += XHC_TRB_BYTES;
	ep->offset = 0;
	ep->judged = false;
	ep->in_td = true;
	if (trb->control & XHC_TRB_CHAIN)
		return false;
	td_finish(ep);
	return true;
}

/*
 * The TD is over before its end: its remaining TRBs are passed, those with
 * IOC make an event (4.10.1.1). false: they are not all there yet.
 */
bool sim_xhci_td_retire(struct sim_xhci_endpoint *ep, enum sim_xhci_code code)
{
	struct sim_xhci_trb trb;

	ep->retiring = true;
	while (sim_xhci_endpoint_fetch(ep, &trb) == SIM_XHCI_FETCH_OK) {
		if (!(trb.control & XHC_TRB_IOC))
			;
		else if (XHC_TRB_TYPE(trb.control) == XHC_TRB_EVENT_DATA)
			sim_xhci_event_data(ep, &trb, code);
		else
			sim_xhci_transfer_event(ep, &trb, ep->dequeue.trb, code,
						sim_xhci_trb_bytes(&trb));
		if (trb_step(ep, &trb))
			return true;
	}
	return false;
}

/* The TRB in progress ends with @code; so does its TD. */
void sim_xhci_td_skip(struct sim_xhci_endpoint *ep, enum sim_xhci_code code)
{
	struct sim_xhci_trb trb;

	if (sim_xhci_endpoint_fetch(ep, &trb) != SIM_XHCI_FETCH_OK)
		return;
	if (!trb_step(ep, &trb))
		sim_xhci_td_retire(ep, code);
}

static bool short_packet(struct sim_xhci_endpoint *ep,
			 const struct sim_xhci_trb *trb)
{
	if (trb->control & (XHC_TRB_ISP | XHC_TRB_IOC))
		sim_xhci_transfer_event(ep, trb, ep->dequeue.trb,
					XHC_SHORT_PACKET,
					sim_xhci_trb_bytes(trb) - ep->offset);
	if (trb_step(ep, trb))
		return true;
	return sim_xhci_td_retire(ep, XHC_SHORT_PACKET);
}

static void trb_done(struct sim_xhci_endpoint *ep,
		     const struct sim_xhci_trb *trb)
{
	if (!(trb->control & XHC_TRB_IOC))
		return;
	if (XHC_TRB_TYPE(trb->control) == XHC_TRB_EVENT_DATA)
		sim_xhci_event_data(ep, trb, XHC_SUCCESS);
	else
		sim_xhci_transfer_event(ep, trb, ep->dequeue.trb, XHC_SUCCESS,
					0);
}

/**
 * sim_xhci_td_advance() - account for a packet that moved
 * @ep: the endpoint
 * @trb: the TRB at its dequeue pointer; on return the one where it stands now
 * @bytes: that moved
 * @is_short: the device sent less than was asked for
 *
 * Completes the TRBs that the bytes filled, and Event Data TRBs right behind
 * them. Return: true when the TD is over. xHCI 4.10.1, 4.11.5.2.
 */
bool sim_xhci_td_advance(struct sim_xhci_endpoint *ep,
			 struct sim_xhci_trb *trb, uint32_t bytes,
			 bool is_short)
{
	uint32_t length, piece;

	for (;;) {
		length = sim_xhci_trb_bytes(trb) - ep->offset;
		piece = length < bytes ? length : bytes;
		ep->offset += piece;
		ep->edtla = (ep->edtla + piece) & 0xffffff;
		bytes -= piece;
		ep->in_td = true;
		if (is_short && !bytes && piece < length)
			return short_packet(ep, trb);
		if (piece < length)
			return false;
		trb_done(ep, trb);
		if (trb_step(ep, trb))
			return true;
		if (sim_xhci_endpoint_fetch(ep, trb) != SIM_XHCI_FETCH_OK)
			return false;
		if (!bytes && !is_short && sim_xhci_trb_bytes(trb))
			return false;
	}
}
