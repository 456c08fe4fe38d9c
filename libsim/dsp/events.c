// SPDX-License-Identifier: GPL-2.0-only
/*
 * events.c: the DSP as consumer of a secondary event ring. It looks at the
 * ring in memory, moves the dequeue pointer itself and takes no interrupt of
 * the host's.
 *
 * Source: xHCI 1.2, 4.9.4 (event rings), 6.4.2.1 (transfer event),
 * 6.4.5 (completion codes).
 */
#include "dsp_private.h"

#define SIM_EVENT_TRANSFER	32u
/* Completion codes, xHCI 1.2 table 6-90. */
enum {
	SIM_CC_SUCCESS = 1, SIM_CC_SHORT = 13, SIM_CC_UNDERRUN = 14,
	SIM_CC_OVERRUN = 15, SIM_CC_MISSED = 23, SIM_CC_STOPPED = 26,
	SIM_CC_STOPPED_LENGTH = 27, SIM_CC_STOPPED_SHORT = 28,
};

static void sim_dsp_on_event(void *arg)
{
	struct sim_dsp *dsp = arg;

	if (!dsp->event_pending) {
		dsp->event_pending = true;
		sim_dsp_wake();
	}
}

/**
 * sim_dsp_events_open() - take over the event ring that a response names
 * @stream: stream that was enabled
 *
 * A ring that is known already goes on where it is: several streams share it.
 */
void sim_dsp_events_open(const struct sim_dsp_stream *stream)
{
	const struct sim_qmi_memory *memory = &stream->response.event_ring;
	struct sim_dsp_events *events = &sim_dsp->events;

	if (events->mapped && events->iova == memory->iova &&
	    events->dma == memory->dma)
		return;
	events->mapped = true;
	events->iova = memory->iova;
	events->dma = memory->dma;
	events->trbs = memory->size / SIM_TRB_BYTES;
	events->dequeue = 0;
	events->cycle = 1;
	events->controller = stream->controller;
	events->interrupter = stream->interrupter;
	sim_xhci_on_event(sim_dsp->xhci[events->controller],
			  events->interrupter, sim_dsp_on_event, sim_dsp);
}

static struct sim_dsp_stream *sim_stream_of(unsigned int slot, unsigned int dci,
					    struct sim_dsp_ring **ring)
{
	for (unsigned int i = 0; i < SIM_DSP_STREAMS; i++) {
		struct sim_dsp_stream *stream = &sim_dsp->stream[i];

		if (stream->state != SIM_DSP_STREAMING || stream->slot != slot)
			continue;
		*ring = &stream->data;
		if (stream->data.dci == dci)
			return stream;
		*ring = &stream->sync;
		if (stream->response.sync_ep_valid && stream->sync.dci == dci)
			return stream;
	}
	return NULL;
}

static void sim_feedback_take(struct sim_dsp_stream *stream, int index,
			      unsigned int bytes)
{
	uint64_t at = stream->buffer_iova + stream->data_bytes +
		      (unsigned int)index * 4;
	const uint8_t *raw = sim_dsp_memory(at, 4, SIM_DMA_READ);
	uint32_t value;

	if (!raw || bytes < 3)
		return;
	value = raw[0] | raw[1] << 8 | (uint32_t)raw[2] << 16;
	if (bytes >= 4)
		value |= (uint32_t)raw[3] << 24;
	stream->counters.feedbacks++;
	stream->counters.last_feedback = value;
}

static void sim_ring_done(struct sim_dsp_stream *stream,
			  struct sim_dsp_ring *ring, uint64_t pointer,
			  unsigned int residue)
{
	int index = sim_dsp_ring_index(ring, pointer);

	if (index < 0)
		return;
	ring->dequeue = (unsigned int)(index + 1) % (SIM_DSP_RING_TRBS - 1);
	if (ring == &stream->sync)
		sim_feedback_take(stream, index, ring->packet_bytes - residue);
}

static void sim_transfer_event(const uint32_t *trb)
{
	unsigned int code = trb[2] >> 24;
	uint64_t pointer = (uint64_t)trb[1] << 32 | trb[0];
	struct sim_dsp_stream *stream;
	struct sim_dsp_ring *ring = NULL;

	stream = sim_stream_of(trb[3] >> 24, trb[3] >> 16 & 0x1f, &ring);
	if (!stream)
		return;
	stream->counters.events++;
	switch (code) {
	case SIM_CC_SUCCESS:
	case SIM_CC_SHORT:
		sim_ring_done(stream, ring, pointer, trb[2] & 0xffffff);
		break;
	case SIM_CC_UNDERRUN:
	case SIM_CC_OVERRUN:
		stream->counters.underruns++;
		ring->dequeue = ring->enqueue;
		break;
	case SIM_CC_MISSED:
		stream->counters.missed++;
		break;
	case SIM_CC_STOPPED:
	case SIM_CC_STOPPED_LENGTH:
	case SIM_CC_STOPPED_SHORT:
		break;
	default:
		stream->counters.errors++;
		sim_ring_done(stream, ring, pointer, trb[2] & 0xffffff);
	}
}

/**
 * sim_dsp_events_consume() - handle what waits in the event ring
 *
 * Return: whether anything did.
 * Context: the DSP's actor.
 */
bool sim_dsp_events_consume(void)
{
	struct sim_dsp_events *events = &sim_dsp->events;
	unsigned int count = 0;
	const uint32_t *trb;

	sim_dsp->event_pending = false;
	while (events->mapped) {
		trb = sim_dsp_memory(events->iova +
				     events->dequeue * SIM_TRB_BYTES,
				     SIM_TRB_BYTES, SIM_DMA_READ);
		if (!trb) {
			events->mapped = false;
			return true;
		}
		if ((trb[3] & 1) != events->cycle)
			break;
		if ((trb[3] >> 10 & 0x3f) == SIM_EVENT_TRANSFER)
			sim_transfer_event(trb);
		count++;
		if (++events->dequeue == events->trbs) {
			events->dequeue = 0;
			events->cycle ^= 1;
		}
	}
	if (count)
		sim_xhci_set_erdp(sim_dsp->xhci[events->controller],
				  events->interrupter, events->dma +
				  events->dequeue * SIM_TRB_BYTES);
	return count;
}
