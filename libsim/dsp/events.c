// SPDX-License-Identifier: GPL-2.0-only
/*
 * events.c: the DSP as consumer of secondary event rings, one a controller. It
 * looks at the ring in memory, moves the dequeue pointer itself and takes no
 * interrupt of the host's.
 *
 * Source: xHCI 1.2, 4.9.4 (event rings), 6.4.2.1 (transfer event),
 * 6.4.5 (completion codes).
 */
#include <string.h>
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
	struct sim_dsp_events *events = arg;

	if (!events->pending) {
		events->pending = true;
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
	struct sim_dsp_events *events = &sim_dsp->events[stream->controller];

	sim_dsp_grant(events, memory->iova, memory->size);
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
	sim_xhci_on_event(sim_dsp->xhci[stream->controller],
			  events->interrupter, sim_dsp_on_event, events);
}

/* The word with the cycle bit: what it covers is read after it. */
static inline uint32_t sim_trb_control(const uint32_t *trb)
{
	return __atomic_load_n(&trb[3], __ATOMIC_ACQUIRE);
}

/*
 * Whom the events of an endpoint concern, and successes that its books do not
 * know yet: as endpoints take turns, they are added up here and entered once.
 * Remembered for one batch: nothing changes hands within.
 * @dma: where the ring's first TRB lies
 * @last: offset there of the last TRB that was done, or SIM_DSP_NONE
 * @count: successes
 */
struct sim_dsp_target {
	struct sim_dsp_stream *stream;
	struct sim_dsp_ring *ring;
	uint64_t dma, last;
	unsigned int count;
};
#define SIM_DSP_NONE		(~0ull)

/*
 * What one batch knows. @control has the whole last word of an event of the
 * data endpoint at the same place of @target: where that word is equal, cycle
 * bit, type, endpoint and slot are as expected, by one comparison. 0: nobody's.
 * @used has a bit for each place that had somebody; @latest is the word of who
 * came last and is still there, or 0.
 */
#define SIM_DSP_TARGETS		32u
struct sim_dsp_batch {
	uint32_t control[SIM_DSP_TARGETS];
	struct sim_dsp_target target[SIM_DSP_TARGETS];
	uint32_t used, cycle, latest;
	unsigned int controller;
};

/* Slot ID (31:24) and endpoint ID (20:16): neighbours do not meet. */
static inline unsigned int sim_target_place(uint32_t control)
{
	return (control >> 23 ^ control >> 16) % SIM_DSP_TARGETS;
}

static bool sim_target_fits(struct sim_dsp_target *target,
			    struct sim_dsp_stream *stream,
			    unsigned int controller, uint32_t control)
{
	unsigned int slot = control >> 24, dci = control >> 16 & 0x1f;

	if (stream->state != SIM_DSP_STREAMING || stream->slot != slot ||
	    stream->controller != controller)
		return false;
	target->stream = stream;
	target->ring = &stream->data;
	if (stream->data.dci == dci)
		return true;
	target->ring = &stream->sync;
	return stream->response.sync_ep_valid && stream->sync.dci == dci;
}

/* false: nobody's, as after a stream's end. */
static bool sim_target_find(struct sim_dsp_target *target,
			    unsigned int controller, uint32_t control)
{
	for (unsigned int i = 0; i < SIM_DSP_STREAMS; i++)
		if (sim_target_fits(target, &sim_dsp->stream[i], controller,
				    control))
			return true;
	return false;
}

static void sim_feedback_take(struct sim_dsp_stream *stream, int index,
			      unsigned int bytes)
{
	uint64_t at = stream->buffer_iova + stream->data_bytes +
		      (unsigned int)index * 4;
	const uint8_t *raw = sim_dsp_memory(stream, at, 4, SIM_DMA_READ);
	uint32_t value;

	if (!raw || bytes < 3)
		return;
	value = raw[0] | raw[1] << 8 | (uint32_t)raw[2] << 16;
	if (bytes >= 4)
		value |= (uint32_t)raw[3] << 24;
	stream->counters.feedbacks++;
	stream->counters.last_feedback = value;
}

static void sim_ring_done(struct sim_dsp_ring *ring, unsigned int index)
{
	ring->dequeue = (index + 1) % (SIM_DSP_RING_TRBS - 1);
}

static void sim_packet_done(const struct sim_dsp_target *target,
			    const uint32_t *trb)
{
	struct sim_dsp_ring *ring = target->ring;
	int index = sim_dsp_ring_index(ring,
				       (uint64_t)trb[1] << 32 | trb[0]);

	if (index < 0)
		return;
	sim_ring_done(ring, index);
	if (ring == &target->stream->sync)
		sim_feedback_take(target->stream, index, ring->packet_bytes -
				  (trb[2] & 0xffffff));
}

/* Completion codes other than success. */
static void sim_transfer_trouble(const struct sim_dsp_target *target,
				 const uint32_t *trb)
{
	struct sim_dsp_stream_counters *counters = &target->stream->counters;

	switch (trb[2] >> 24) {
	case SIM_CC_UNDERRUN:
	case SIM_CC_OVERRUN:
		counters->underruns++;
		target->ring->dequeue = target->ring->enqueue;
		break;
	case SIM_CC_MISSED:
		counters->missed++;
		break;
	case SIM_CC_STOPPED:
	case SIM_CC_STOPPED_LENGTH:
	case SIM_CC_STOPPED_SHORT:
		break;
	default:
		counters->errors++;
		sim_packet_done(target, trb);
	}
}

/* Enters what was added up; the place is free then. */
static void sim_place_settle(struct sim_dsp_batch *batch, unsigned int place)
{
	struct sim_dsp_target *target = &batch->target[place];

	if (!batch->control[place])
		return;
	if (batch->control[place] == batch->latest)
		batch->latest = 0;
	batch->control[place] = 0;
	target->stream->counters.events += target->count;
	if (target->last != SIM_DSP_NONE)
		sim_ring_done(target->ring, target->last / SIM_TRB_BYTES);
}

static void sim_batch_settle(struct sim_dsp_batch *batch)
{
	for (; batch->used; batch->used &= batch->used - 1)
		sim_place_settle(batch, __builtin_ctz(batch->used));
}

/* From here on successes of this data endpoint are added up. */
static void sim_place_take(struct sim_dsp_batch *batch, unsigned int place,
			   uint32_t control)
{
	struct sim_dsp_target *target = &batch->target[place];

	target->dma = target->ring->dma;
	target->last = SIM_DSP_NONE;
	target->count = 0;
	batch->control[place] = batch->latest = control;
	batch->used |= 1u << place;
}

/*
 * An event that is new to the batch or no success of a data endpoint. The
 * books are brought up to date before, as events have an order.
 */
static void sim_event_take(struct sim_dsp_batch *batch, const uint32_t *trb,
			   uint32_t control)
{
	unsigned int place = sim_target_place(control), code = trb[2] >> 24;
	struct sim_dsp_target *target = &batch->target[place];

	if ((control >> 10 & 0x3f) != SIM_EVENT_TRANSFER)
		return;
	sim_place_settle(batch, place);
	if (!sim_target_find(target, batch->controller, control))
		return;
	target->stream->counters.events++;
	if (code == SIM_CC_SUCCESS || code == SIM_CC_SHORT)
		sim_packet_done(target, trb);
	else
		sim_transfer_trouble(target, trb);
	if (target->ring == &target->stream->data)
		sim_place_take(batch, place, control);
}

/* Offset in its ring of the TRB that an event points to; @last if elsewhere. */
static inline uint64_t sim_event_offset(const uint32_t *trb, uint64_t dma,
					uint64_t last)
{
	uint64_t offset = ((uint64_t)trb[1] << 32 | trb[0]) - dma;

	return offset < SIM_DSP_RING_TRBS * SIM_TRB_BYTES ? offset : last;
}

/* A success of a data endpoint that the batch has met; false: something else. */
static inline bool sim_success_add(struct sim_dsp_batch *batch,
				   const uint32_t *trb, uint32_t control)
{
	unsigned int place = sim_target_place(control);
	struct sim_dsp_target *target = &batch->target[place];

	if (batch->control[place] != control || trb[2] >> 24 != SIM_CC_SUCCESS)
		return false;
	target->last = sim_event_offset(trb, target->dma, target->last);
	target->count++;
	return true;
}

/*
 * The usual case: successes of data endpoints that the batch has met. They
 * differ in their TRB pointers and lengths, and the last pointer that is in the
 * ring says how far it is done. Of one endpoint, which is often the only one,
 * that is kept in registers. Returns the first event that is something else.
 */
static const uint32_t *sim_successes_add(struct sim_dsp_batch *batch,
					 const uint32_t *at,
					 const uint32_t *end)
{
	uint32_t latest = batch->latest, control;
	struct sim_dsp_target *target = &batch->target[sim_target_place(latest)];
	uint64_t dma = target->dma, last = target->last;
	unsigned int count = 0;

	for (; at < end; at += 4) {
		control = sim_trb_control(at);
		if (control == latest && at[2] >> 24 == SIM_CC_SUCCESS) {
			last = sim_event_offset(at, dma, last);
			count++;
		} else if (!sim_success_add(batch, at, control)) {
			break;
		}
	}
	target->last = last;
	target->count += count;
	return at;
}

/*
 * TRBs that may be read at the dequeue pointer. Translating once for all that
 * is left of the ring is for speed; where someone watches what devices read,
 * or not all of it is mapped, each TRB is fetched by itself.
 */
static const uint32_t *sim_events_fetch(const struct sim_dsp_events *events,
					unsigned int *trbs)
{
	uint64_t at = events->iova + events->dequeue * SIM_TRB_BYTES;
	unsigned int rest = events->trbs - events->dequeue;

	*trbs = !sim_device_watched() &&
		sim_dsp_covers(at, rest * SIM_TRB_BYTES, SIM_DMA_READ) ?
		rest : 1;
	return sim_dsp_memory(events, at, *trbs * SIM_TRB_BYTES,
			      SIM_DMA_READ);
}

static void sim_events_move(struct sim_dsp_events *events, unsigned int trbs)
{
	events->dequeue += trbs;
	if (events->dequeue == events->trbs) {
		events->dequeue = 0;
		events->cycle ^= 1;
	}
}

/* Of at most @trbs events, those that are there: how many. */
static unsigned int sim_events_walk(struct sim_dsp_batch *batch,
				    const uint32_t *trb, unsigned int trbs)
{
	const uint32_t *at = trb, *end = trb + 4 * trbs;
	uint32_t control;

	while (at < end) {
		control = sim_trb_control(at);
		if ((control & 1) != batch->cycle)
			break;
		sim_event_take(batch, at, control);
		at += 4;
		if (batch->latest)
			at = sim_successes_add(batch, at, end);
	}
	return (at - trb) / 4;
}

/* What of the ring can be read at once: how many events, ~0: nothing can. */
static unsigned int sim_ring_part(struct sim_dsp_events *events,
				  unsigned int *trbs)
{
	struct sim_dsp_batch batch;
	const uint32_t *trb = sim_events_fetch(events, trbs);
	unsigned int done;

	if (!trb)
		return ~0u;
	memset(batch.control, 0, sizeof(batch.control));
	batch.used = batch.latest = 0;
	batch.controller = events - sim_dsp->events;
	batch.cycle = events->cycle;
	done = sim_events_walk(&batch, trb, *trbs);
	sim_batch_settle(&batch);
	sim_events_move(events, done);
	return done;
}

static bool sim_ring_consume(struct sim_dsp_events *events)
{
	unsigned int count = 0, trbs = 0, done = 0;

	events->pending = false;
	for (; events->mapped && done == trbs; count += done) {
		done = sim_ring_part(events, &trbs);
		if (done == ~0u) {
			events->mapped = false;
			return true;
		}
	}
	if (count)
		sim_xhci_set_erdp(sim_dsp->xhci[events->controller],
				  events->interrupter, events->dma +
				  events->dequeue * SIM_TRB_BYTES);
	return count;
}

/**
 * sim_dsp_events_consume() - handle what waits in the event rings
 *
 * Return: whether anything did.
 * Context: the DSP's actor; no other flow of control comes in between.
 */
bool sim_dsp_events_consume(void)
{
	bool any = false;

	for (unsigned int i = 0; i < sim_dsp->controllers; i++)
		if (sim_dsp->events[i].pending)
			any |= sim_ring_consume(&sim_dsp->events[i]);
	return any;
}
