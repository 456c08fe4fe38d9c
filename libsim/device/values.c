// SPDX-License-Identifier: GPL-2.0-only
/*
 * values.c: the controls of units and terminals, their ranges and access.
 *
 * Descriptors say which controls exist but not their ranges. Made up here:
 * playback volume -60..0 dB, capture volume -16..+30 dB, both in steps of
 * 1 dB and at 0 dB; tone controls +-12 dB in steps of 1 dB; nothing muted;
 * processing and extension units 0..1 for their first control (enable) and
 * 0..100 for others. A value comes to be when it is first asked for.
 */
#include "device_private.h"

enum { FU_MUTE = 1, FU_VOLUME, FU_BASS, FU_MID, FU_TREBLE, FU_EQUALIZER,
       FU_GAIN_CONTROL, FU_DELAY, FU_BASS_BOOST, FU_LOUDNESS, FU_INPUT_GAIN,
       FU_INPUT_PAD, FU_PHASE, FU_UNDERFLOW, FU_OVERFLOW, FU_LATENCY };

/* ---- what the descriptors declare ---- */

static unsigned int feature_access(const uint8_t *descriptor,
				   unsigned int version, unsigned int selector,
				   unsigned int channel)
{
	unsigned int size, at;

	if (version == 1) {
		size = sim_desc_byte(descriptor, 5);
		at = 6 + channel * size + (selector - 1) / 8;
		if (!size || selector > 8 * size ||
		    6 + (channel + 1) * size + 1 > descriptor[0])
			return 0;
		return sim_desc_byte(descriptor, at) >> (selector - 1) % 8 & 1 ?
			3 : 0;
	}
	if (selector > 16 || 5 + 4 * (channel + 1) + 1 > descriptor[0])
		return 0;
	return sim_desc_le32(descriptor, 5 + 4 * channel) >>
		2 * (selector - 1) & 3;
}

/* Two bits a control from byte @at on, audio class 2 and 3. */
static unsigned int pair_access(const uint8_t *descriptor, unsigned int at,
				unsigned int selector)
{
	if (selector > 16)
		return 0;
	return sim_desc_le32(descriptor, at) >> 2 * (selector - 1) & 3;
}

static unsigned int process_access(const uint8_t *descriptor,
				   unsigned int version, unsigned int selector)
{
	unsigned int pins = sim_desc_byte(descriptor, 6), size;

	if (version != 1)
		return selector > 4 ? 0 :
		       pair_access(descriptor, 7 + pins + 6, selector);
	size = sim_desc_byte(descriptor, 7 + pins + 4);
	if (selector > 8 * size)
		return 0;
	return sim_desc_byte(descriptor, 7 + pins + 5 + (selector - 1) / 8) >>
		(selector - 1) % 8 & 1 ? 3 : 0;
}

static unsigned int terminal_at(const struct sim_device_entity *entity)
{
	if (entity->kind == SIM_ENTITY_INPUT)
		return entity->version == 2 ? 14 : 8;
	return 9;
}

/* Access that the descriptor declares: 0 none, 1 read, 3 read and write. */
unsigned int sim_entity_access(const struct sim_usb_audio *audio,
			       const struct sim_device_entity *entity,
			       unsigned int selector, unsigned int channel)
{
	const uint8_t *descriptor = sim_entity_descriptor(audio, entity);
	unsigned int version = entity->version;

	if (!selector)
		return 0;
	switch (entity->kind) {
	case SIM_ENTITY_FEATURE:
		return feature_access(descriptor, version, selector, channel);
	case SIM_ENTITY_CLOCK:
	case SIM_ENTITY_CLOCK_MULTIPLIER:
		return pair_access(descriptor, 5, selector);
	case SIM_ENTITY_CLOCK_SELECTOR:
	case SIM_ENTITY_SELECTOR:
		if (selector != 1)
			return 0;
		return version == 1 ? 3 :
		       pair_access(descriptor,
				   5 + sim_desc_byte(descriptor, 4), 1);
	case SIM_ENTITY_INPUT:
	case SIM_ENTITY_OUTPUT:
		return version == 1 ? 0 :
		       pair_access(descriptor, terminal_at(entity), selector);
	case SIM_ENTITY_MIXER:
		return selector == 1 ? 3 : 0;
	case SIM_ENTITY_PROCESSING:
	case SIM_ENTITY_EXTENSION:
		return process_access(descriptor, version, selector);
	case SIM_ENTITY_EFFECT:
		return pair_access(descriptor, 7 + 4 * channel, selector);
	default:	/* power domains and connectors of class 3 */
		return version == 3 ? 3 : 0;
	}
}

/* ---- ranges ---- */

static bool is_playback(struct sim_usb_audio *audio,
			const struct sim_device_entity *entity)
{
	const uint8_t *sources = NULL, *descriptor;
	unsigned int steps;

	for (steps = 0; entity && steps < 256; steps++) {
		descriptor = sim_entity_descriptor(audio, entity);
		if (entity->kind == SIM_ENTITY_INPUT)
			return sim_desc_le16(descriptor, 4) == 0x0101;
		if (!sim_entity_sources(descriptor, entity->kind,
					entity->version, &sources))
			return false;
		entity = sim_entity_find(audio, entity->config,
					 entity->interface, sources[0]);
	}
	return false;
}

static void set_range(struct sim_device_value *value, unsigned int bytes,
		      int32_t minimum, int32_t maximum, int32_t step)
{
	value->bytes = bytes;
	value->is_signed = minimum < 0;
	value->minimum = minimum;
	value->maximum = maximum;
	value->step = step;
	value->current = minimum < 0 ? 0 : minimum;
}

static void volume_range(struct sim_usb_audio *audio,
			 const struct sim_device_entity *entity,
			 struct sim_device_value *value)
{
	if (is_playback(audio, entity))
		set_range(value, 2, -60 * 256, 0, 256);
	else
		set_range(value, 2, -16 * 256, 30 * 256, 256);
}

static void feature_range(struct sim_usb_audio *audio,
			  const struct sim_device_entity *entity,
			  struct sim_device_value *value)
{
	switch (value->selector) {
	case FU_VOLUME:
	case FU_INPUT_GAIN:
	case FU_INPUT_PAD:
		volume_range(audio, entity, value);
		break;
	case FU_BASS:
	case FU_MID:
	case FU_TREBLE:		/* steps of 1/4 dB */
		set_range(value, 1, -48, 48, 4);
		break;
	case FU_EQUALIZER:
		set_range(value, 4, 0, 0, 1);
		break;
	case FU_DELAY:
		set_range(value, entity->version == 1 ? 2 : 4, 0, 0x4000, 1);
		break;
	case FU_LATENCY:
		set_range(value, 4, 0, 0, 1);
		break;
	default:	/* mute, automatic gain, boost, loudness, phase, ... */
		set_range(value, 1, 0, 1, 1);
	}
}

static void selector_range(struct sim_usb_audio *audio,
			   const struct sim_device_entity *entity,
			   struct sim_device_value *value)
{
	const uint8_t *sources = NULL;
	unsigned int pins = sim_entity_sources(
		sim_entity_descriptor(audio, entity), entity->kind,
		entity->version, &sources);

	set_range(value, 1, 1, pins ? pins : 1, 1);
}

static void make_range(struct sim_usb_audio *audio,
		       const struct sim_device_entity *entity,
		       struct sim_device_value *value, unsigned int bytes)
{
	switch (entity->kind) {
	case SIM_ENTITY_FEATURE:
		feature_range(audio, entity, value);
		break;
	case SIM_ENTITY_SELECTOR:
		selector_range(audio, entity, value);
		break;
	case SIM_ENTITY_MIXER:
		volume_range(audio, entity, value);
		break;
	case SIM_ENTITY_CLOCK_MULTIPLIER:
		set_range(value, 2, 1, 1, 1);
		break;
	case SIM_ENTITY_INPUT:
	case SIM_ENTITY_OUTPUT:
		set_range(value, 1, 0, 1, 1);
		break;
	default:
		set_range(value, value->selector == 1 ? 1 : bytes, 0,
			  value->selector == 1 ? 1 : 100, 1);
	}
}

static bool same_control(const struct sim_device_value *value,
			 const struct sim_device_entity *entity,
			 unsigned int selector, unsigned int channel,
			 unsigned int input)
{
	return value->interface == entity->interface &&
	       value->entity == entity->id && value->selector == selector &&
	       value->channel == channel && value->input == input;
}

/*
 * The control's value, made on first use; NULL when the table is full.
 * @bytes: size where neither specification nor descriptor gives one.
 */
struct sim_device_value *sim_value_find(struct sim_usb_audio *audio,
					const struct sim_device_entity *entity,
					unsigned int selector,
					unsigned int channel,
					unsigned int input,
					unsigned int bytes)
{
	struct sim_device_value *value;
	unsigned int i;

	for (i = 0; i < audio->value_count; i++)
		if (same_control(&audio->values[i], entity, selector, channel,
				 input))
			return &audio->values[i];
	if (audio->value_count == SIM_DEVICE_VALUES)
		return NULL;
	value = &audio->values[audio->value_count++];
	memset(value, 0, sizeof(*value));
	value->interface = entity->interface;
	value->entity = entity->id;
	value->selector = selector;
	value->channel = channel;
	value->input = input;
	make_range(audio, entity, value, bytes);
	return value;
}

/* Into the range and onto a step, as devices do; false: no such value. */
bool sim_value_set(struct sim_device_value *value, int32_t wanted)
{
	if (wanted < value->minimum)
		wanted = value->minimum;
	if (wanted > value->maximum)
		wanted = value->maximum;
	if (value->step > 1)
		wanted -= (wanted - value->minimum) % value->step;
	value->current = wanted;
	return true;
}

int32_t sim_value_extend(uint32_t raw, unsigned int bytes, bool is_signed)
{
	uint32_t sign;

	if (bytes >= 4 || !is_signed)
		return (int32_t)raw;
	sign = 1u << (8 * bytes - 1);
	return (int32_t)((raw ^ sign) - sign);
}
