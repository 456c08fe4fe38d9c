// SPDX-License-Identifier: GPL-2.0-only
/*
 * parts.c: what a device consists of, in the words of a sound card: streams,
 * controls, MIDI ports. For stories that check what a host made of it.
 *
 * Counts what the descriptors say. Not modelled: which units a host cannot
 * reach from a terminal.
 */
#include "device_private.h"

static bool has_configuration(const struct sim_usb_audio *audio,
			      unsigned int config, unsigned int value)
{
	return !value || audio->configs[config].value == value;
}

/* Mute or volume, on any channel that a descriptor can name. */
static bool has_feature(const struct sim_usb_audio *audio,
			const struct sim_device_entity *entity)
{
	unsigned int selector, channel;

	for (selector = 1; selector <= 2; selector++)
		for (channel = 0; channel < 32; channel++)
			if (sim_entity_access(audio, entity, selector, channel))
				return true;
	return false;
}

static void count_endpoint(struct sim_usb_audio_parts *parts,
			   const struct sim_device_endpoint *endpoint)
{
	if (endpoint->kind != SIM_EP_MIDI)
		return;
	if (sim_ep_is_in(endpoint))
		parts->midi_in++;
	else
		parts->midi_out++;
}

void sim_usb_audio_parts(const struct sim_usb_audio *audio,
			 unsigned int configuration,
			 struct sim_usb_audio_parts *parts)
{
	unsigned int i, j;

	memset(parts, 0, sizeof(*parts));
	for (i = 0; i < audio->alt_count; i++) {
		const struct sim_device_alt *alt = &audio->alts[i];

		if (!has_configuration(audio, alt->config, configuration))
			continue;
		if (alt->format != SIM_DEVICE_NONE)
			parts->formats++;
		for (j = 0; j < alt->endpoints; j++)
			count_endpoint(parts,
				&audio->endpoints[alt->first_endpoint + j]);
	}
	for (i = 0; i < audio->entity_count; i++)
		if (audio->entities[i].kind == SIM_ENTITY_FEATURE &&
		    has_configuration(audio, audio->entities[i].config,
				      configuration) &&
		    has_feature(audio, &audio->entities[i]))
			parts->feature_units++;
}

unsigned int sim_usb_audio_configuration(const struct sim_usb_audio *audio,
					 unsigned int index)
{
	return index < audio->config_count ? audio->configs[index].value : 0;
}

void sim_usb_audio_id(const struct sim_usb_audio *audio, unsigned int *vendor,
		      unsigned int *product)
{
	*vendor = sim_le16(audio->blob + 8);
	*product = sim_le16(audio->blob + 10);
}
