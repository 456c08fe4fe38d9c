// SPDX-License-Identifier: GPL-2.0-only
/*
 * stream.c: one offloaded stream: packets of a test tone into the transfer
 * buffer, TRBs into the ring, the doorbell; feedback packets on the way back.
 *
 * Every service interval carries the frames that the rate asks for, with the
 * fraction carried over (USB 2.0, 5.12.4.2). An asynchronous device's feedback
 * is read and counted; the packet sizes follow it.
 * Not modelled: mixing, resampling, volume; the DSP's own clock drift.
 */
#include <endian.h>
#include <string.h>

#include "dsp_private.h"

/* Packets queued ahead: 16 ms at full speed, 8 ms at high speed. */
#define SIM_DSP_AHEAD_FULL	16u
#define SIM_DSP_AHEAD_HIGH	64u
#define SIM_DSP_AHEAD_SYNC	4u

static bool sim_stream_full_speed(const struct sim_dsp_stream *stream)
{
	return stream->response.speed <= 2;	/* low or full */
}

static unsigned int sim_intervals_per_second(const struct sim_dsp_stream *s,
					     const uint8_t *endpoint)
{
	unsigned int exponent = endpoint[6] ? endpoint[6] - 1u : 0;
	unsigned int base = sim_stream_full_speed(s) ? 1000 : 8000;

	if (exponent > 15 || !(base >> exponent))
		return 1;
	return base >> exponent;
}

static unsigned int sim_packets_ahead(const struct sim_dsp_stream *stream)
{
	unsigned int ahead, slots;

	ahead = sim_stream_full_speed(stream) ? SIM_DSP_AHEAD_FULL :
						SIM_DSP_AHEAD_HIGH;
	slots = stream->data_bytes / stream->data.packet_bytes;
	return slots < ahead ? slots : ahead;
}

/* One event a millisecond, but for every packet at full speed; not less than
 * two for what is ahead, or there is no word when that is done. */
static unsigned int sim_packets_an_event(const struct sim_dsp_stream *stream)
{
	unsigned int every = stream->intervals_per_second / 1000;
	unsigned int most = sim_packets_ahead(stream) / 2;

	every = every < most ? every : most;
	return every ? every : 1;
}

static void sim_stream_pace(struct sim_dsp_stream *stream)
{
	stream->intervals_per_second =
		sim_intervals_per_second(stream, stream->response.data_ep_desc);
	stream->frames_step = ((uint64_t)stream->config.rate << 32) /
			      stream->intervals_per_second;
	stream->frames_carry = 0;
	stream->interrupt_every = sim_packets_an_event(stream);
}

/* No packet may cross 64 KiB (xHCI 6.4.1): the rest of a larger buffer stays
 * unused. It begins with a page, so that a packet always fits. */
static uint32_t sim_to_boundary(uint64_t dma, uint32_t bytes)
{
	uint32_t room = 0x10000 - (dma & 0xffff);

	return bytes < room ? bytes : room;
}

/**
 * sim_dsp_stream_open() - begin to stream with what the driver answered
 * @stream: stream whose response says success
 *
 * Return: false when the answer lacks what streaming needs.
 * Context: the DSP's actor.
 */
bool sim_dsp_stream_open(struct sim_dsp_stream *stream)
{
	const struct sim_qmi_stream_response *r = &stream->response;

	if (!r->memory_valid || !r->data_ep_valid || !r->slot_id_valid ||
	    !r->interrupter_valid || !r->buffer.size)
		return false;
	stream->slot = r->slot_id;
	stream->controller = r->controller_valid ? r->controller : 0;
	if (stream->controller >= sim_dsp->controllers)
		return false;
	stream->interrupter = r->interrupter;
	stream->buffer_iova = r->buffer.iova;
	stream->buffer_dma = r->buffer.dma;
	stream->buffer_bytes = r->buffer.size;
	sim_dsp_grant(stream, r->buffer.iova, r->buffer.size);
	stream->frame_bytes = stream->config.channels *
			      stream->config.sample_bytes;
	sim_dsp_ring_open(&stream->data, &r->data_ring, r->data_ep_desc);
	stream->data_bytes = stream->buffer_bytes;
	if (r->sync_ep_valid) {
		sim_dsp_ring_open(&stream->sync, &r->sync_ring,
				  r->sync_ep_desc);
		if (stream->data_bytes < SIM_FEEDBACK_BYTES)
			return false;
		stream->data_bytes -= SIM_FEEDBACK_BYTES;
	}
	stream->data_bytes = sim_to_boundary(stream->buffer_dma,
					     stream->data_bytes);
	if (!stream->data.packet_bytes || !stream->frame_bytes ||
	    stream->data_bytes < stream->data.packet_bytes)
		return false;
	sim_stream_pace(stream);
	sim_dsp_care_opened(stream);
	sim_dsp_events_open(stream);
	stream->state = SIM_DSP_STREAMING;
	return true;
}

/* The DSP lets go of all that the driver lent it for this stream. */
void sim_dsp_stream_close(struct sim_dsp_stream *stream)
{
	unsigned int i, others = 0;

	if (stream->state == SIM_DSP_STREAMING)
		stream->state = SIM_DSP_DISABLING;
	for (i = 0; i < SIM_DSP_STREAMS; i++)
		others += sim_dsp->stream[i].state == SIM_DSP_STREAMING &&
			  sim_dsp->stream[i].controller == stream->controller;
	if (!others)
		sim_dsp->events[stream->controller].mapped = false;
}

#define EACH(byte)	((byte) * 0x0101010101010101ULL)

/* The sums of eight pairs of bytes. */
static uint64_t sum_bytes(uint64_t a, uint64_t b)
{
	const uint64_t low = EACH(0x7fULL);

	return ((a & low) + (b & low)) ^ ((a ^ b) & ~low);
}

/*
 * Never an all-zero frame: the comparer takes those for silence. Byte i of a
 * frame is (31 * frame + 7 * i) | 1, eight of them at a time.
 */
static void sim_tone(struct sim_dsp_stream *stream, uint8_t *to,
		     unsigned int frames)
{
	unsigned int i, byte, step;

	for (i = 0; i < frames; i++, stream->frame++)
		for (byte = 0; byte < stream->frame_bytes; byte += step) {
			uint8_t first = stream->frame * 31 + byte * 7;
			uint64_t tone = sum_bytes(EACH((uint64_t)first),
						  0x312a231c150e0700ULL);

			step = stream->frame_bytes - byte;
			step = step < 8 ? step : 8;
			tone = htole64(tone | EACH(1ULL));
			if (step == 4)
				memcpy(to, &tone, 4);
			else
				memcpy(to, &tone, step);
			to += step;
		}
}

static unsigned int sim_packet_frames(struct sim_dsp_stream *stream)
{
	unsigned int most = stream->data.packet_bytes / stream->frame_bytes;
	unsigned int frames;

	stream->frames_carry += stream->frames_step;
	frames = stream->frames_carry >> 32;
	stream->frames_carry &= 0xffffffff;
	return frames < most ? frames : most;
}

static bool sim_packet_put(struct sim_dsp_stream *stream)
{
	struct sim_dsp_ring *ring = &stream->data;
	unsigned int bytes = ring->packet_bytes, slots, offset;
	uint8_t *to;

	slots = stream->data_bytes / ring->packet_bytes;
	offset = (unsigned int)(stream->counters.packets % slots) *
		 ring->packet_bytes;
	if (!ring->in) {
		bytes = sim_packet_frames(stream) * stream->frame_bytes;
		to = sim_dsp_memory(stream, stream->buffer_iova + offset, bytes,
				    SIM_DMA_WRITE);
		if (!to)
			return false;
		sim_tone(stream, to, bytes / stream->frame_bytes);
		if (stream->config.compare)
			sim_stream_compare_sent(stream->config.compare, to,
						bytes);
	}
	stream->counters.bytes += bytes;
	stream->counters.packets++;
	return sim_dsp_ring_put(ring, stream->buffer_dma + offset, bytes,
				stream->interrupter,
				stream->counters.packets %
				stream->interrupt_every == 0);
}

static bool sim_feedback_fill(struct sim_dsp_stream *stream)
{
	struct sim_dsp_ring *ring = &stream->sync;
	unsigned int used = SIM_DSP_RING_TRBS - 2 - sim_dsp_ring_free(ring);
	uint64_t at;
	bool any = false;

	for (; used < SIM_DSP_AHEAD_SYNC; used++) {
		at = stream->buffer_dma + stream->data_bytes + ring->enqueue * 4;
		if (!sim_dsp_ring_put(ring, at, ring->packet_bytes,
				      stream->interrupter, true))
			return any;
		any = true;
	}
	return any;
}

/**
 * sim_dsp_stream_fill() - queue packets until enough are ahead
 * @stream: stream that runs
 *
 * Return: whether anything was queued.
 * Context: the DSP's actor.
 */
bool sim_dsp_stream_fill(struct sim_dsp_stream *stream)
{
	struct sim_xhci *xhci = sim_dsp->xhci[stream->controller];
	unsigned int used, ahead = sim_packets_ahead(stream);
	bool any = false;

	used = SIM_DSP_RING_TRBS - 2 - sim_dsp_ring_free(&stream->data);
	for (; used < ahead && sim_packet_put(stream); used++)
		any = true;
	if (any)
		sim_xhci_doorbell(xhci, stream->slot, stream->data.dci);
	if (stream->response.sync_ep_valid && sim_feedback_fill(stream)) {
		sim_xhci_doorbell(xhci, stream->slot, stream->sync.dci);
		any = true;
	}
	return any;
}
