// SPDX-License-Identifier: GPL-2.0-only
/*
 * streaming.c: isochronous audio data.
 *
 * Each packet of an IN endpoint carries what the device's clock made in one
 * service interval: whole frames, the rest kept as a remainder, so that a
 * second holds exactly the rate's frames (44100 in 1000 packets of 44 or 45).
 * The remainder counts in units of 1 / (intervals a second * 10^6) frames, so
 * that a drift in parts per million is exact too. OUT data goes to the sink.
 *
 * A device knows of time only through the packets that it is asked for; the
 * simulated time is read to notice missed service intervals, nothing else.
 */
#include "device_private.h"

#define MILLION		1000000u
#define PAUSE_NS	100000000ull	/* longer gaps: the host paused */

/* A new altsetting starts its stream anew. */
void sim_stream_start(struct sim_device_endpoint *endpoint)
{
	struct sim_endpoint_run *run = &endpoint->run;

	run->remainder = 0;
	run->balance_remainder = 0;
	run->frame = 0;
	run->last_ns = 0;
	run->told = 0;
	run->halted = false;
	run->counters.balance = 0;
	run->counters.balance_min = 0;
	run->counters.balance_max = 0;
}

static int32_t drift(const struct sim_usb_audio *audio,
		     const struct sim_device_endpoint *endpoint)
{
	return (endpoint->attributes >> 2 & 3) == SIM_USB_AUDIO_ASYNC ?
		audio->drift_ppm : 0;
}

/* Frames that the clock makes or uses in one service interval. */
static uint64_t clock_frames(const struct sim_usb_audio *audio,
			     const struct sim_device_endpoint *endpoint,
			     uint64_t *remainder)
{
	uint64_t unit = (uint64_t)MILLION *
			sim_device_frames_per_second(audio->usb.speed);
	uint64_t rate = endpoint->byte_rate ? endpoint->byte_rate :
					      endpoint->run.rate_hz;
	uint64_t frames;

	*remainder += rate * endpoint->interval *
		      (uint64_t)(int64_t)((int32_t)MILLION +
					  drift(audio, endpoint));
	frames = *remainder / unit;
	*remainder -= frames * unit;
	return frames;
}

static void note_time(const struct sim_usb_audio *audio,
		      struct sim_device_endpoint *endpoint)
{
	uint64_t now_ns = sim_time_now_ns();
	uint64_t interval_ns = endpoint->interval * 1000000000ull /
		sim_device_frames_per_second(audio->usb.speed);
	uint64_t gap_ns = now_ns - endpoint->run.last_ns;

	if (endpoint->run.last_ns && gap_ns > interval_ns + interval_ns / 2 &&
	    gap_ns < PAUSE_NS)
		endpoint->run.counters.missed +=
			(gap_ns + interval_ns / 2) / interval_ns - 1;
	endpoint->run.last_ns = now_ns;
}

static void note_packet(struct sim_device_endpoint *endpoint, size_t bytes)
{
	struct sim_usb_audio_counters *counters = &endpoint->run.counters;

	counters->packets++;
	counters->bytes += bytes;
	counters->frames += bytes / endpoint->frame_bytes;
	if (!bytes)
		counters->empty++;
}

/* ---- IN ---- */

/* The upper 16 bits count frames, channels lie 256 apart. */
uint32_t sim_usb_audio_signal(uint64_t frame, unsigned int channel)
{
	return (uint32_t)(frame + channel * 256) << 16 |
	       (uint32_t)(frame & 0xffff);
}

static uint8_t *put_sample(uint8_t *to, uint32_t sample, unsigned int bytes)
{
	switch (bytes) {
	case 4:
		*to++ = sample;
		/* fall through */
	case 3:
		*to++ = sample >> 8;
		/* fall through */
	case 2:
		*to++ = sample >> 16;
		/* fall through */
	default:
		*to++ = sample >> 24;
	}
	return to;
}

static void test_signal(const struct sim_usb_audio_format *format,
			const struct sim_device_endpoint *endpoint,
			uint8_t *to, uint64_t frames)
{
	uint64_t frame = endpoint->run.frame, end = frame + frames;
	unsigned int channel, bytes = format->subslot_bytes;

	/* odd sample sizes; a second endpoint that the format is not about */
	if (!bytes || bytes > 4 ||
	    format->channels * bytes != endpoint->frame_bytes) {
		memset(to, 0, frames * endpoint->frame_bytes);
		return;
	}
	for (; frame < end; frame++)
		for (channel = 0; channel < format->channels; channel++)
			to = put_sample(to, sim_usb_audio_signal(frame, channel),
					bytes);
}

static void fill(struct sim_usb_audio *audio,
		 struct sim_device_endpoint *endpoint, void *data,
		 uint64_t frames)
{
	const struct sim_device_alt *alt = &audio->alts[endpoint->alt];
	size_t bytes = frames * endpoint->frame_bytes;

	if (audio->sink.record)
		audio->sink.record(audio->sink.arg, alt->interface, alt->alt,
				   endpoint->address, data, bytes);
	else
		test_signal(&audio->formats[alt->format], endpoint, data,
			    frames);
	endpoint->run.frame += frames;
}

enum sim_usb_answer sim_stream_in(struct sim_usb_audio *audio,
				  struct sim_device_endpoint *endpoint,
				  void *data, size_t length, size_t *actual)
{
	uint64_t frames, room;

	note_time(audio, endpoint);
	if (audio->alts[endpoint->alt].format == SIM_DEVICE_NONE) {
		note_packet(endpoint, 0);
		return SIM_USB_ACK;
	}
	frames = clock_frames(audio, endpoint, &endpoint->run.remainder);
	room = endpoint->max_bytes / endpoint->frame_bytes;
	if (frames > room) {	/* a rate that its packets cannot carry */
		endpoint->run.counters.full +=
			(frames - room) * endpoint->frame_bytes;
		frames = room;
	}
	if (frames * endpoint->frame_bytes > length) {
		endpoint->run.counters.oversize++;
		endpoint->run.frame += frames;
		return SIM_USB_BABBLE;
	}
	fill(audio, endpoint, data, frames);
	*actual = frames * endpoint->frame_bytes;
	note_packet(endpoint, *actual);
	return SIM_USB_ACK;
}

/* ---- OUT ---- */

/* How far the host is ahead of (or behind) an asynchronous device's clock. */
static void note_balance(struct sim_usb_audio *audio,
			 struct sim_device_endpoint *endpoint, uint64_t frames)
{
	struct sim_usb_audio_counters *counters = &endpoint->run.counters;

	if ((endpoint->attributes >> 2 & 3) != SIM_USB_AUDIO_ASYNC)
		return;
	counters->balance += (int64_t)frames -
		(int64_t)clock_frames(audio, endpoint,
				      &endpoint->run.balance_remainder);
	if (counters->balance < counters->balance_min)
		counters->balance_min = counters->balance;
	if (counters->balance > counters->balance_max)
		counters->balance_max = counters->balance;
}

/* The hash of a run covers every sample that was played. */
static void fold(unsigned int address, const uint8_t *data, size_t length)
{
	uint64_t hash = length * 0x9e3779b97f4a7c15ull, word = 0;
	size_t i;

	for (i = 0; i + 8 <= length; i += 8) {
		memcpy(&word, data + i, 8);
		hash = (hash ^ word) * 0xff51afd7ed558ccdull;
		hash ^= hash >> 32;
	}
	word = 0;
	memcpy(&word, data + i, length - i);
	hash = (hash ^ word) * 0xff51afd7ed558ccdull;
	sim_hash_fold(hash ^ hash >> 32, address);
}

enum sim_usb_answer sim_stream_out(struct sim_usb_audio *audio,
				   struct sim_device_endpoint *endpoint,
				   const void *data, size_t length)
{
	const struct sim_device_alt *alt = &audio->alts[endpoint->alt];

	note_time(audio, endpoint);
	if (length > endpoint->max_bytes) {
		endpoint->run.counters.oversize++;
		return SIM_USB_BABBLE;
	}
	note_packet(endpoint, length);
	if (alt->format == SIM_DEVICE_NONE)
		return SIM_USB_ACK;
	if (length % endpoint->frame_bytes)
		endpoint->run.counters.ragged++;
	note_balance(audio, endpoint, length / endpoint->frame_bytes);
	endpoint->run.frame += length / endpoint->frame_bytes;
	if (!length)
		return SIM_USB_ACK;
	fold(endpoint->address, data, length);
	if (audio->sink.played)
		audio->sink.played(audio->sink.arg, alt->interface, alt->alt,
				   endpoint->address, data, length);
	return SIM_USB_ACK;
}
