// SPDX-License-Identifier: GPL-2.0-only
/*
 * event_ring.c: the producer side of the event rings (xHCI 4.9.4).
 *
 * A ring is the list of segments in the Event Ring Segment Table. The last
 * free entry is kept for the Event Ring Full Error event; what comes after it
 * is held inside the controller until software moves ERDP, and whoever makes
 * events for that ring waits (sim_xhci_event_blocked()), so nothing is lost
 * that a transfer would have to repeat.
 */
#include "controller.h"

struct place {
	unsigned int segment;
	uint32_t index, size;
	uint64_t base;
};

static uint64_t place_address(const struct place *at)
{
	return at->base + (uint64_t)at->index * XHC_TRB_BYTES;
}

/* Reads one entry of the segment table (6.5). */
static bool segment_load(struct sim_xhci_interrupter *ir, struct place *at,
			 unsigned int segment)
{
	uint32_t *entry = sim_xhci_dma(ir->xhci, ir->erstba + segment * 16ull,
				       16, SIM_DMA_READ);

	if (!entry)
		return false;
	at->segment = segment;
	at->index = 0;
	at->base = ((uint64_t)entry[1] << 32 | entry[0]) & ~0x3full;
	at->size = entry[2] & 0xffff;
	if (at->size >= 16 && at->size <= 4096)
		return true;
	sim_report_protocol("xHCI 6.5: event ring segment %u of interrupter %u has %u TRBs, 16 to 4096 are allowed",
			    segment, ir->number, at->size);
	sim_xhci_fail(ir->xhci, "event ring segment of a forbidden size");
	return false;
}

static bool place_next(struct sim_xhci_interrupter *ir, const struct place *at,
		       struct place *next)
{
	unsigned int segments = ir->erstsz;

	*next = *at;
	if (++next->index < at->size)
		return true;
	next->index = 0;
	if (segments <= 1)
		return true;
	return segment_load(ir, next, (at->segment + 1) % segments);
}

static struct place ring_place(const struct sim_xhci_event_ring *ring)
{
	return (struct place){ ring->segment, ring->index, ring->size,
			       ring->base };
}

static bool ring_load(struct sim_xhci_interrupter *ir)
{
	struct sim_xhci_event_ring *ring = &ir->ring;
	struct place first;

	if (ring->loaded)
		return true;
	if (!segment_load(ir, &first, 0))
		return false;
	*ring = (struct sim_xhci_event_ring){
		.loaded = true, .cycle = true,
		.base = first.base, .size = first.size,
	};
	return true;
}

/* Whether the address is an entry of the ring that is in use. */
bool sim_xhci_event_ring_holds(struct sim_xhci_interrupter *ir, uint64_t dma)
{
	struct place at;

	for (unsigned int i = 0; i < ir->erstsz; i++) {
		if (!segment_load(ir, &at, i))
			return true;	/* told already */
		if (dma - at.base < (uint64_t)at.size * XHC_TRB_BYTES)
			return true;
	}
	return false;
}

static bool entry_write(struct sim_xhci_interrupter *ir,
			const struct sim_xhci_trb *event)
{
	struct place at = ring_place(&ir->ring);
	struct sim_xhci_trb *to = sim_xhci_dma(ir->xhci, place_address(&at),
					       sizeof(*to), SIM_DMA_WRITE);

	if (!to)
		return false;
	to->parameter = event->parameter;
	to->status = event->status;
	to->control = (event->control & ~XHC_TRB_CYCLE) |
		      (ir->ring.cycle ? XHC_TRB_CYCLE : 0);
	sim_hash_fold(event->parameter,
		      (uint64_t)event->control << 32 | event->status);
	return true;
}

static void ring_move(struct sim_xhci_event_ring *ring, const struct place *to)
{
	if (to->index == 0 && to->segment == 0)
		ring->cycle = !ring->cycle;
	ring->segment = to->segment;
	ring->index = to->index;
	ring->base = to->base;
	ring->size = to->size;
}

static void full_error(struct sim_xhci_interrupter *ir, const struct place *next)
{
	struct sim_xhci_trb error = {
		.status = (uint32_t)XHC_EVENT_RING_FULL << 24,
		.control = XHC_TRB_OF_TYPE(XHC_EVENT_HOST),
	};

	sim_trace_at(1, "xhci", "xhci%d event ring %u is full",
		     ir->xhci->config.bus, ir->number);
	if (entry_write(ir, &error))
		ring_move(&ir->ring, next);
	ir->ring.full = true;
	ir->pending_enable = true;
}

/* Writes the event, or the Full Error event in its stead and false. */
static bool ring_put(struct sim_xhci_interrupter *ir,
		     const struct sim_xhci_trb *event)
{
	struct place at, next, after;

	if (ir->ring.full || !ring_load(ir))
		return false;
	at = ring_place(&ir->ring);
	if (!place_next(ir, &at, &next) || !place_next(ir, &next, &after))
		return false;
	if (place_address(&next) == ir->erdp)
		ir->ring.full = true;
	else if (place_address(&after) == ir->erdp)
		full_error(ir, &next);
	else if (entry_write(ir, event)) {
		ring_move(&ir->ring, &next);
		return true;
	}
	return false;
}

static void event_announce(struct sim_xhci_interrupter *ir, bool block)
{
	if (!block)
		ir->pending_enable = true;
	sim_xhci_interrupter_poke(ir);
	if (ir->notify)
		ir->notify(ir->notify_arg);
}

static void event_hold(struct sim_xhci_interrupter *ir,
		       const struct sim_xhci_trb *event, bool block)
{
	unsigned int at;

	if (ir->held_count == SIM_XHCI_HELD_EVENTS) {
		sim_trace_at(1, "xhci", "xhci%d drops an event for full event ring %u",
			     ir->xhci->config.bus, ir->number);
		return;
	}
	at = (ir->held_first + ir->held_count++) % SIM_XHCI_HELD_EVENTS;
	ir->held[at] = *event;
	ir->held_block &= ~(1ull << at);
	ir->held_block |= (uint64_t)block << at;
}

static bool target_usable(struct sim_xhci *xhci, unsigned int interrupter)
{
	if (interrupter >= xhci->interrupters) {
		sim_report_protocol("xHCI 6.4.1.1: interrupter target %u, the controller has %u interrupters",
				    interrupter, xhci->interrupters);
		return false;
	}
	if (!xhci->interrupter[interrupter].erstsz) {
		sim_report_protocol("xHCI 5.5.2.3.1: an event is targeted at the disabled event ring of interrupter %u (ERSTSZ is 0)",
				    interrupter);
		return false;
	}
	return true;
}

/**
 * sim_xhci_event_post() - make an event
 * @xhci: the controller
 * @interrupter: whose event ring takes it
 * @event: the event TRB, its cycle bit is filled in here
 * @block: Block Event Interrupt: the event alone is no reason to interrupt
 *
 * Context: model. xHCI 4.9.4, 4.17.
 */
void sim_xhci_event_post(struct sim_xhci *xhci, unsigned int interrupter,
			 const struct sim_xhci_trb *event, bool block)
{
	struct sim_xhci_interrupter *ir;

	if (!target_usable(xhci, interrupter) ||
	    (xhci->usbsts & XHC_STS_HSE))
		return;
	ir = &xhci->interrupter[interrupter];
	if (ir->held_count || !ring_put(ir, event)) {
		event_hold(ir, event, block);
		sim_xhci_interrupter_poke(ir);
		return;
	}
	event_announce(ir, block);
}

/* True while producers for this interrupter should wait. */
bool sim_xhci_event_blocked(const struct sim_xhci *xhci,
			    unsigned int interrupter)
{
	return interrupter < xhci->interrupters &&
	       xhci->interrupter[interrupter].held_count;
}

bool sim_xhci_event_ring_empty(const struct sim_xhci_interrupter *ir)
{
	struct place at = ring_place(&ir->ring);

	return !ir->ring.loaded ||
	       (place_address(&at) == ir->erdp && !ir->ring.full);
}

/* Software moved ERDP: what was held goes out as far as there is room. */
void sim_xhci_event_ring_drain(struct sim_xhci_interrupter *ir)
{
	struct place at = ring_place(&ir->ring), next;

	if (ir->ring.full) {
		if (!place_next(ir, &at, &next) ||
		    place_address(&next) == ir->erdp)
			return;
		ir->ring.full = false;
	}
	while (ir->held_count && ring_put(ir, &ir->held[ir->held_first])) {
		bool block = ir->held_block >> ir->held_first & 1;

		ir->held_first = (ir->held_first + 1) % SIM_XHCI_HELD_EVENTS;
		ir->held_count--;
		event_announce(ir, block);
	}
}
