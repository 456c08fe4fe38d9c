// SPDX-License-Identifier: GPL-2.0-only
/*
 * events.c: the DSP as consumer of secondary event rings, one a controller. It
 * looks at the ring in memory, moves the dequeue pointer itself and takes no
 * interrupt of the host's.
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
 * Whom the events of an endpoint concern, remembered for one batch: nothing
 * changes hands within. @key has slot and endpoint ID as a TRB's last word has
 * them; no endpoint has key 0. Above them is the number of the event
 * ring: controllers count slots each for themselves.
 */
struct sim_dsp_target {
	uint32_t key;
	struct sim_dsp_stream *stream;
	struct sim_dsp_ring *ring;
};
#define SIM_DSP_TARGETS	16u

static bool sim_target_fits(struct sim_dsp_target *target,
			    struct sim_dsp_stream *stream)
{
	unsigned int slot = target->key >> 8 & 0xff, dci = target->key & 0x1f;

	if (stream->state != SIM_DSP_STREAMING || stream->slot != slot ||
	    stream->controller != target->key >> 16)
		return false;
	target->stream = stream;
	target->ring = &stream->data;
	if (stream->data.dci == dci)
		return true;
	target->ring = &stream->sync;
	return stream->response.sync_ep_valid && stream->sync.dci == dci;
}

static struct sim_dsp_target *sim_target_find(struct sim_dsp_target *target,
					      uint32_t key)
{
	target->key = key;
	for (unsigned int i = 0; i < SIM_DSP_STREAMS; i++)
		if (sim_target_fits(target, &sim_dsp->stream[i]))
			return target;
	target->stream = NULL;
	return target;
}

static inline struct sim_dsp_target *
sim_target_of(struct sim_dsp_target *targets, uint32_t key)
{
	struct sim_dsp_target *target;

	target = &targets[(key ^ key >> 8) % SIM_DSP_TARGETS];
	return target->key == key ? target : sim_target_find(target, key);
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

/*
 * Successes of one data endpoint in a row are the usual case: they differ in
 * their TRB pointers and lengths, and the last pointer that is in the ring says
 * how far it is done. Returns how many there were.
 */
static unsigned int sim_success_run(const struct sim_dsp_target *target,
				    const uint32_t *trb, unsigned int trbs,
				    uint32_t control)
{
	uint64_t dma = target->ring->dma, offset, last = ~0ull;
	const uint32_t *at = trb, *end = trb + 4 * trbs;

	for (; at < end && sim_trb_control(at) == control &&
	     at[2] >> 24 == SIM_CC_SUCCESS; at += 4) {
		offset = ((uint64_t)at[1] << 32 | at[0]) - dma;
		if (offset < SIM_DSP_RING_TRBS * SIM_TRB_BYTES)
			last = offset;
	}
	if (last != ~0ull)
		sim_ring_done(target->ring, last / SIM_TRB_BYTES);
	target->stream->counters.events += (at - trb) / 4;
	return (at - trb) / 4;
}

/* Handles the event at @trb and those like it that follow: how many. */
static unsigned int sim_transfer_events(struct sim_dsp_target *targets,
					unsigned int number,
					const uint32_t *trb, unsigned int trbs,
					uint32_t control)
{
	/* slot ID 31:24, endpoint ID 20:16 */
	const struct sim_dsp_target *target =
		sim_target_of(targets, number << 16 |
				       (control >> 16 & 0xff1f));
	unsigned int code = trb[2] >> 24;

	if (!target->stream)
		return 1;
	if (code == SIM_CC_SUCCESS && target->ring == &target->stream->data)
		return sim_success_run(target, trb, trbs, control);
	target->stream->counters.events++;
	if (code == SIM_CC_SUCCESS || code == SIM_CC_SHORT)
		sim_packet_done(target, trb);
	else
		sim_transfer_trouble(target, trb);
	return 1;
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
	return sim_dsp_memory(at, *trbs * SIM_TRB_BYTES, SIM_DMA_READ);
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
static unsigned int sim_events_walk(struct sim_dsp_target *targets,
				    unsigned int number, const uint32_t *trb,
				    unsigned int trbs, uint32_t cycle)
{
	unsigned int done = 0;
	uint32_t control;

	while (done < trbs) {
		control = sim_trb_control(trb + 4 * done);
		if ((control & 1) != cycle)
			break;
		if ((control >> 10 & 0x3f) == SIM_EVENT_TRANSFER)
			done += sim_transfer_events(targets, number,
						    trb + 4 * done,
						    trbs - done, control);
		else
			done++;
	}
	return done;
}

static bool sim_ring_consume(unsigned int number)
{
	struct sim_dsp_target targets[SIM_DSP_TARGETS] = { { 0 } };
	struct sim_dsp_events *events = &sim_dsp->events[number];
	unsigned int count = 0, trbs, done = 0;
	const uint32_t *trb;

	events->pending = false;
	for (trbs = 0; events->mapped && done == trbs; count += done) {
		trb = sim_events_fetch(events, &trbs);
		if (!trb) {
			events->mapped = false;
			return true;
		}
		done = sim_events_walk(targets, number, trb, trbs,
				       events->cycle);
		sim_events_move(events, done);
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
			any |= sim_ring_consume(i);
	return any;
}
