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
#define LATE_INTERVALS	8u

/* A new altsetting starts its stream anew. */
void sim_stream_start(struct sim_device_endpoint *endpoint)
{
	struct sim_usb_audio_counters counters = endpoint->run.counters;
	uint32_t rate_hz = endpoint->run.rate_hz;

	counters.balance = 0;
	counters.balance_min = 0;
	counters.balance_max = 0;
	memset(&endpoint->run, 0, sizeof(endpoint->run));
	endpoint->run.counters = counters;
	endpoint->run.rate_hz = rate_hz;
}

static bool is_async(const struct sim_device_endpoint *endpoint)
{
	return (endpoint->attributes >> 2 & 3) == SIM_USB_AUDIO_ASYNC;
}

/* Frames that the clock makes or uses in one service interval. */
static uint64_t clock_frames(const struct sim_usb_audio *audio,
			     struct sim_device_endpoint *endpoint)
{
	struct sim_endpoint_run *run = &endpoint->run;
	uint64_t unit = (uint64_t)MILLION *
			sim_device_frames_per_second(audio->usb.speed);
	uint64_t rate = endpoint->byte_rate ? endpoint->byte_rate :
					      run->rate_hz;
	int32_t parts = (int32_t)MILLION;
	uint64_t frames;

	if (is_async(endpoint))
		parts += audio->drift_ppm;
	run->remainder += rate * endpoint->interval * (uint64_t)parts;
	frames = run->remainder / unit;
	run->remainder -= frames * unit;
	return frames;
}

/*
 * An interval that is late may be an event of the simulation that ran late,
 * and the next ones are on time again. Only what eight intervals in a row have
 * lost is missed.
 */
static void note_interval(const struct sim_usb_audio *audio,
			  struct sim_device_endpoint *endpoint, uint64_t now_ns)
{
	struct sim_endpoint_run *run = &endpoint->run;
	uint64_t interval_ns = endpoint->interval * 1000000000ull /
		sim_device_frames_per_second(audio->usb.speed);
	uint64_t late_ns, lost;

	if (now_ns < run->due_ns || now_ns - run->due_ns > PAUSE_NS)
		run->due_ns = now_ns;
	late_ns = now_ns - run->due_ns;
	run->due_ns += interval_ns;
	if (!run->late_count || late_ns < run->late_ns)
		run->late_ns = late_ns;
	if (++run->late_count < LATE_INTERVALS)
		return;
	lost = (run->late_ns + interval_ns / 2) / interval_ns;
	run->counters.missed += lost;
	run->due_ns += lost * interval_ns;
	run->late_count = 0;
}

/* An interval is over: it should have had whole frames. */
static void note_end(struct sim_endpoint_run *run)
{
	if (run->partial)
		run->counters.ragged++;
	run->partial = 0;
}

/*
 * A service interval has up to three packets (more at SuperSpeed); it ends
 * with a short one, with the last, or when time has gone on. True when the
 * packet at hand is the first of an interval.
 */
static bool interval_begins(const struct sim_usb_audio *audio,
			    struct sim_device_endpoint *endpoint)
{
	struct sim_endpoint_run *run = &endpoint->run;
	uint64_t now_ns = sim_time_now_ns();
	bool begins = !run->packets_left || now_ns != run->last_ns;

	run->last_ns = now_ns;
	if (begins) {
		note_end(run);
		note_interval(audio, endpoint, now_ns);
		run->packets_left = !endpoint->packet_bytes ? 1 :
			(endpoint->max_bytes + endpoint->packet_bytes - 1) /
			endpoint->packet_bytes;
	}
	run->packets_left--;
	return begins;
}

static void note_packet(struct sim_device_endpoint *endpoint, size_t bytes)
{
	struct sim_endpoint_run *run = &endpoint->run;
	size_t whole = run->partial + bytes;

	if (bytes < endpoint->packet_bytes)
		run->packets_left = 0;
	run->counters.packets++;
	run->counters.bytes += bytes;
	run->counters.frames += whole / endpoint->frame_bytes;
	run->partial = whole % endpoint->frame_bytes;
	if (!run->packets_left)
		note_end(run);
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

/* How many bytes the clock made for this interval. */
static uint32_t interval_bytes(struct sim_usb_audio *audio,
			       struct sim_device_endpoint *endpoint)
{
	uint64_t frames, room = endpoint->max_bytes / endpoint->frame_bytes;

	if (audio->alts[endpoint->alt].format == SIM_DEVICE_NONE)
		return 0;
	frames = clock_frames(audio, endpoint);
	if (frames > room) {	/* a rate that its packets cannot carry */
		endpoint->run.counters.full +=
			(frames - room) * endpoint->frame_bytes;
		frames = room;
	}
	if (!frames)
		endpoint->run.counters.empty++;
	return frames * endpoint->frame_bytes;
}

static void skip(struct sim_device_endpoint *endpoint)
{
	endpoint->run.counters.oversize++;
	endpoint->run.frame += endpoint->run.staged / endpoint->frame_bytes;
	endpoint->run.taken = endpoint->run.staged;
	endpoint->run.packets_left = 0;
}

/* The interval's data goes out in one packet, or by way of the stage. */
static void take(struct sim_usb_audio *audio,
		 struct sim_device_endpoint *endpoint, void *data,
		 uint32_t bytes)
{
	struct sim_endpoint_run *run = &endpoint->run;

	if (!endpoint->stage) {
		fill(audio, endpoint, data, bytes / endpoint->frame_bytes);
	} else {
		if (!run->taken)
			fill(audio, endpoint, endpoint->stage,
			     run->staged / endpoint->frame_bytes);
		memcpy(data, endpoint->stage + run->taken, bytes);
	}
	run->taken += bytes;
}

enum sim_usb_answer sim_stream_in(struct sim_usb_audio *audio,
				  struct sim_device_endpoint *endpoint,
				  void *data, size_t length, size_t *actual)
{
	struct sim_endpoint_run *run = &endpoint->run;
	uint32_t bytes;

	if (interval_begins(audio, endpoint)) {
		run->staged = interval_bytes(audio, endpoint);
		run->taken = 0;
	}
	bytes = run->staged - run->taken;
	if (bytes > endpoint->packet_bytes)
		bytes = endpoint->packet_bytes;
	if (bytes > length) {
		skip(endpoint);
		return SIM_USB_BABBLE;
	}
	if (bytes)
		take(audio, endpoint, data, bytes);
	*actual = bytes;
	note_packet(endpoint, bytes);
	return SIM_USB_ACK;
}

/* ---- OUT ---- */

/* How far the host is ahead of (or behind) an asynchronous device's clock. */
static void note_balance(struct sim_usb_audio *audio,
			 struct sim_device_endpoint *endpoint, bool begins,
			 uint64_t frames)
{
	struct sim_usb_audio_counters *counters = &endpoint->run.counters;

	if (!is_async(endpoint))
		return;
	counters->balance += (int64_t)frames;
	if (begins)
		counters->balance -= (int64_t)clock_frames(audio, endpoint);
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
	uint64_t before = endpoint->run.counters.frames;
	bool begins = interval_begins(audio, endpoint);

	if (length > endpoint->packet_bytes) {
		endpoint->run.counters.oversize++;
		return SIM_USB_BABBLE;
	}
	if (begins && !length)
		endpoint->run.counters.empty++;
	note_packet(endpoint, length);
	if (alt->format == SIM_DEVICE_NONE)
		return SIM_USB_ACK;
	note_balance(audio, endpoint, begins,
		     endpoint->run.counters.frames - before);
	if (!length)
		return SIM_USB_ACK;
	fold(endpoint->address, data, length);
	if (audio->sink.played)
		audio->sink.played(audio->sink.arg, alt->interface, alt->alt,
				   endpoint->address, data, length);
	return SIM_USB_ACK;
}
