// SPDX-License-Identifier: GPL-2.0-only
/*
 * strings.c: string descriptors, USB 2.0 9.6.7.
 *
 * The blob names string indices but has no texts, so the texts are made up:
 * from the device's name and from what the index is used for. An index that
 * no descriptor uses stalls, as on most devices. One language, 0x0409.
 */
#include "device_private.h"

static void reply_text(struct sim_device_reply *reply, const char *text)
{
	size_t i, length = strlen(text);

	if (length > 126)
		length = 126;
	sim_reply_number(reply, 2 + 2 * length, 1);
	sim_reply_number(reply, SIM_DT_STRING, 1);
	for (i = 0; i < length; i++)
		sim_reply_number(reply, (uint8_t)text[i], 2);
}

static bool device_text(const struct sim_usb_audio *audio, unsigned int index,
			char *text, size_t size)
{
	const uint8_t *device = audio->blob;

	if (index == device[15])
		snprintf(text, size, "%s", audio->name);
	else if (index == device[14])
		snprintf(text, size, "Simulated %04x", sim_le16(device + 8));
	else if (index == device[16])
		snprintf(text, size, "SIM%04X%04X", sim_le16(device + 8),
			 sim_le16(device + 10));
	else
		return false;
	return true;
}

/* Where a class-specific audio control descriptor has its string index. */
static unsigned int entity_string(const struct sim_usb_audio *audio,
				  const struct sim_device_entity *entity)
{
	const uint8_t *descriptor = sim_entity_descriptor(audio, entity);

	if (entity->version == 3)
		return 0;
	/* the last byte in all but a few, whose descriptors end otherwise */
	switch (entity->kind) {
	case SIM_ENTITY_OTHER:
		return 0;
	case SIM_ENTITY_INPUT:
		return sim_desc_byte(descriptor,
				     entity->version == 1 ? 11 : 16);
	case SIM_ENTITY_OUTPUT:
		return sim_desc_byte(descriptor, entity->version == 1 ? 8 : 11);
	default:
		return descriptor[descriptor[0] - 1];
	}
}

static bool alt_text(const struct sim_usb_audio *audio,
		     const struct sim_device_alt *alt, char *text, size_t size)
{
	static const char *const names[] = { "Audio", "Control", "Stream",
					     "MIDI" };

	if (alt->class == SIM_CLASS_AUDIO)
		snprintf(text, size, "%s %s %u", audio->name,
			 names[alt->subclass & 3], alt->interface);
	else
		snprintf(text, size, "%s Interface %u", audio->name,
			 alt->interface);
	return true;
}

static bool other_text(const struct sim_usb_audio *audio, unsigned int index,
		       char *text, size_t size)
{
	unsigned int i;

	for (i = 0; i < audio->config_count; i++)
		if (audio->blob[audio->configs[i].offset + 6] == index) {
			snprintf(text, size, "Configuration %u",
				 audio->configs[i].value);
			return true;
		}
	for (i = 0; i < audio->alt_count; i++)
		if (audio->blob[audio->alts[i].offset + 8] == index)
			return alt_text(audio, &audio->alts[i], text, size);
	for (i = 0; i < audio->entity_count; i++)
		if (entity_string(audio, &audio->entities[i]) == index) {
			snprintf(text, size, "Unit %u", audio->entities[i].id);
			return true;
		}
	return false;
}

/* iChannelNames and the like: a run of consecutive indices. */
static bool channel_text(const struct sim_usb_audio *audio, unsigned int index,
			 char *text, size_t size)
{
	unsigned int i, first, channels;

	for (i = 0; i < audio->entity_count; i++) {
		const struct sim_device_entity *entity = &audio->entities[i];
		const uint8_t *descriptor = sim_entity_descriptor(audio,
								  entity);

		if (entity->kind != SIM_ENTITY_INPUT || entity->version == 3)
			continue;
		first = sim_desc_byte(descriptor,
				      entity->version == 1 ? 10 : 13);
		channels = sim_desc_byte(descriptor,
					 entity->version == 1 ? 7 : 8);
		if (!first || index < first || index >= first + channels)
			continue;
		snprintf(text, size, "Channel %u", index - first + 1);
		return true;
	}
	return false;
}

enum sim_usb_answer sim_string_request(struct sim_usb_audio *audio,
				       unsigned int index,
				       struct sim_device_reply *reply)
{
	static const uint8_t languages[4] = { 4, SIM_DT_STRING, 0x09, 0x04 };
	char text[127];

	if (!index) {
		sim_reply_bytes(reply, languages, sizeof(languages));
		return SIM_USB_ACK;
	}
	if (!device_text(audio, index, text, sizeof(text)) &&
	    !other_text(audio, index, text, sizeof(text)) &&
	    !channel_text(audio, index, text, sizeof(text)))
		return SIM_USB_STALL;
	reply_text(reply, text);
	return SIM_USB_ACK;
}
