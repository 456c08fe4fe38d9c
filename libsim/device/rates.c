// SPDX-License-Identifier: GPL-2.0-only
/*
 * rates.c: which sample rates a device runs at.
 *
 * Audio class 1 says them in the format descriptor. Audio class 2 and 3 do not:
 * a clock tells them on request. What is offered here follows from the formats:
 * a standard rate is offered when its packets fit wMaxPacketSize in every
 * altsetting that the clock can drive. A clock of type "internal fixed" has
 * one rate, 48000 Hz when that fits.
 */
#include "device_private.h"

static const uint32_t high_rates[] = {
	44100, 48000, 88200, 96000, 176400, 192000, 352800, 384000,
	705600, 768000,
};

/* Only when not even 44100 Hz fits. */
static const uint32_t low_rates[] = { 8000, 11025, 16000, 22050, 24000, 32000 };

static bool rate_fits(const struct sim_usb_audio *audio,
		      const struct sim_usb_audio_format *format,
		      uint32_t rate_hz)
{
	uint32_t second = sim_device_frames_per_second(audio->usb.speed);
	uint32_t frame = format->channels * format->subslot_bytes;
	uint64_t samples = (uint64_t)rate_hz * format->interval;

	if (!frame)
		return false;
	return (samples + second - 1) / second <=
	       format->max_packet_bytes / frame;
}

/* Whether any pin of the selectors on the way leads from @id to @clock. */
static bool clock_feeds(struct sim_usb_audio *audio, unsigned int config,
			unsigned int interface, unsigned int id,
			const struct sim_device_entity *clock, int depth)
{
	struct sim_device_entity *entity =
		sim_entity_find(audio, config, interface, id);
	const uint8_t *sources = NULL;
	unsigned int i, count;

	if (!entity || depth > 8)
		return false;
	if (entity == clock)
		return true;
	count = sim_entity_sources(sim_entity_descriptor(audio, entity),
				   entity->kind, entity->version, &sources);
	switch (entity->kind) {
	case SIM_ENTITY_OUTPUT:
		return count == 2 && clock_feeds(audio, config, interface,
						 sources[1], clock, depth + 1);
	case SIM_ENTITY_INPUT:
	case SIM_ENTITY_CLOCK_SELECTOR:
	case SIM_ENTITY_CLOCK_MULTIPLIER:
		for (i = 0; i < count; i++)
			if (clock_feeds(audio, config, interface, sources[i],
					clock, depth + 1))
				return true;
		return false;
	default:
		return false;
	}
}

static bool fits_everywhere(struct sim_usb_audio *audio,
			    const struct sim_device_entity *clock,
			    uint32_t rate_hz)
{
	unsigned int i;

	for (i = 0; i < audio->alt_count; i++) {
		const struct sim_device_alt *alt = &audio->alts[i];
		const struct sim_usb_audio_format *format;

		if (alt->format == SIM_DEVICE_NONE ||
		    alt->config != clock->config ||
		    alt->control_interface != clock->interface)
			continue;
		format = &audio->formats[alt->format];
		/* type II carries a bit rate, not frames of a known size */
		if (format->format_type == 2 ||
		    !clock_feeds(audio, clock->config, clock->interface,
				 format->terminal, clock, 0))
			continue;
		if (!rate_fits(audio, format, rate_hz))
			return false;
	}
	return true;
}

static void offer(struct sim_usb_audio *audio, struct sim_device_entity *clock,
		  const uint32_t *rates, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (clock->rate_count < SIM_DEVICE_CLOCK_RATES &&
		    fits_everywhere(audio, clock, rates[i]))
			clock->rates[clock->rate_count++] = rates[i];
}

uint32_t sim_clock_default_rate(const struct sim_device_entity *clock)
{
	unsigned int i;

	for (i = 0; i < clock->rate_count; i++)
		if (clock->rates[i] == 48000)
			return 48000;
	return clock->rates[clock->rate_count - 1];
}

static bool is_fixed(const struct sim_usb_audio *audio,
		     const struct sim_device_entity *clock)
{
	const uint8_t *descriptor = sim_entity_descriptor(audio, clock);

	return (sim_desc_byte(descriptor, 4) & 3) == 1;
}

static bool is_linked(struct sim_usb_audio *audio,
		      const struct sim_device_entity *clock)
{
	return !fits_everywhere(audio, clock, UINT32_MAX);
}

static void offer_clock(struct sim_usb_audio *audio,
			struct sim_device_entity *clock)
{
	unsigned int high = sizeof(high_rates) / sizeof(high_rates[0]);

	/* nothing limits a clock without streams: up to 192000 */
	if (!is_linked(audio, clock))
		high = 6;
	offer(audio, clock, high_rates, high);
	if (!clock->rate_count)
		offer(audio, clock, low_rates,
		      sizeof(low_rates) / sizeof(low_rates[0]));
	if (!clock->rate_count)
		clock->rates[clock->rate_count++] = 48000;
	clock->rate_hz = sim_clock_default_rate(clock);
	if (is_fixed(audio, clock)) {
		clock->rates[0] = clock->rate_hz;
		clock->rate_count = 1;
	}
}

/* What a class 2 or 3 altsetting can run at, for lists: its clock's rates. */
static void copy_rates(struct sim_usb_audio *audio,
		       const struct sim_device_alt *alt)
{
	struct sim_usb_audio_format *format = &audio->formats[alt->format];
	struct sim_device_entity *clock;
	unsigned int i, access;

	if (format->version == 1)
		return;
	clock = sim_entity_clock(audio, alt->config, alt->control_interface,
				 format->terminal);
	if (!clock)
		return;
	access = sim_entity_access(audio, clock, 1, 0);
	format->clock = clock->id;
	format->rate_control = access == 3;
	format->rate_count = clock->rate_count;
	for (i = 0; i < clock->rate_count; i++)
		format->rates[i] = clock->rates[i];
	format->rate_min = clock->rates[0];
	format->rate_max = clock->rates[clock->rate_count - 1];
}

/* After the formats are known. */
void sim_device_offer_rates(struct sim_usb_audio *audio)
{
	unsigned int i;

	for (i = 0; i < audio->entity_count; i++)
		if (audio->entities[i].kind == SIM_ENTITY_CLOCK)
			offer_clock(audio, &audio->entities[i]);
	for (i = 0; i < audio->alt_count; i++)
		if (audio->alts[i].format != SIM_DEVICE_NONE)
			copy_rates(audio, &audio->alts[i]);
}

static uint32_t nearest(const uint32_t *rates, unsigned int count,
			uint32_t wanted_hz)
{
	uint32_t best = 0, best_distance = UINT32_MAX;
	unsigned int i;

	for (i = 0; i < count; i++) {
		uint32_t distance = rates[i] > wanted_hz ?
			rates[i] - wanted_hz : wanted_hz - rates[i];

		if (distance < best_distance) {
			best = rates[i];
			best_distance = distance;
		}
	}
	return best;
}

/**
 * sim_format_rate() - the rate that an audio class 1 endpoint takes up
 * @format: what it carries
 * @wanted_hz: what the host set, 0 when it did not
 *
 * Return: the nearest rate of the format; without a wish 48000 Hz or what is
 * nearest to that. UAC1 5.2.3.2.3.1: the device takes the nearest it has.
 */
uint32_t sim_format_rate(const struct sim_usb_audio_format *format,
			 uint32_t wanted_hz)
{
	if (!wanted_hz)
		wanted_hz = 48000;
	if (!format->continuous)
		return nearest(format->rates, format->rate_count, wanted_hz);
	if (wanted_hz < format->rate_min)
		return format->rate_min;
	return wanted_hz > format->rate_max ? format->rate_max : wanted_hz;
}

/* Likewise for a clock. */
uint32_t sim_clock_set_rate(struct sim_device_entity *clock,
			    uint32_t wanted_hz)
{
	clock->rate_hz = nearest(clock->rates, clock->rate_count, wanted_hz);
	return clock->rate_hz;
}
