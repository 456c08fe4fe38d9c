// SPDX-License-Identifier: GPL-2.0-only
/*
 * state.c: what scenarios and tests see of a device without being its host.
 */
#include "device_private.h"

void sim_usb_audio_state(const struct sim_usb_audio *audio,
			 struct sim_usb_audio_state *state)
{
	*state = audio->state;
}

int sim_usb_audio_altsetting(const struct sim_usb_audio *audio,
			     unsigned int interface)
{
	unsigned int index;

	if (interface > 255)
		return -1;
	index = audio->current_alt[interface];
	return index == SIM_DEVICE_NONE ? -1 : audio->alts[index].alt;
}

static const struct sim_device_endpoint *
look(const struct sim_usb_audio *audio, unsigned int address)
{
	unsigned int index = audio->active[sim_ep_slot(address)];

	return index == SIM_DEVICE_NONE ? NULL : &audio->endpoints[index];
}

uint32_t sim_usb_audio_rate(const struct sim_usb_audio *audio,
			    unsigned int endpoint)
{
	const struct sim_device_endpoint *found = look(audio, endpoint);

	return found ? found->run.rate_hz : 0;
}

static void add_counters(struct sim_usb_audio_counters *sum,
			 const struct sim_usb_audio_counters *part)
{
	sum->packets += part->packets;
	sum->bytes += part->bytes;
	sum->frames += part->frames;
	sum->naks += part->naks;
	sum->empty += part->empty;
	sum->missed += part->missed;
	sum->oversize += part->oversize;
	sum->ragged += part->ragged;
	sum->full += part->full;
}

bool sim_usb_audio_counters(const struct sim_usb_audio *audio,
			    unsigned int endpoint,
			    struct sim_usb_audio_counters *counters)
{
	const struct sim_device_endpoint *latest = NULL;
	unsigned int i;

	memset(counters, 0, sizeof(*counters));
	for (i = 0; i < audio->endpoint_count; i++) {
		const struct sim_device_endpoint *part = &audio->endpoints[i];

		if (part->address != endpoint)
			continue;
		add_counters(counters, &part->run.counters);
		if (!latest || part->run.last_ns > latest->run.last_ns)
			latest = part;
	}
	if (!latest)
		return false;
	counters->balance = latest->run.counters.balance;
	counters->balance_min = latest->run.counters.balance_min;
	counters->balance_max = latest->run.counters.balance_max;
	return true;
}
