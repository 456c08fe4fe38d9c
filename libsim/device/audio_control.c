// SPDX-License-Identifier: GPL-2.0-only
/*
 * audio_control.c: class requests to an audio function's interfaces.
 *
 * Audio class 1 (5.2: CUR, MIN, MAX, RES as separate requests) and 2 and 3
 * (5.2: CUR and RANGE). A control that the descriptor does not declare stalls,
 * and so does setting MIN, MAX or RES. Not modelled: memory requests, GET_STAT,
 * high capability descriptors of class 3.
 */
#include "device_private.h"

enum { SET_CUR = 0x01, GET_CUR = 0x81, GET_MIN, GET_MAX, GET_RES };
enum { CUR = 1, RANGE = 2 };

struct control {
	struct sim_device_entity *entity;
	unsigned int selector, channel, input, access;
};

static bool is_read(const struct sim_device_setup *setup)
{
	return setup->type & 0x80;
}

static uint32_t payload(const struct sim_device_setup *setup,
			const uint8_t *data, unsigned int bytes)
{
	uint32_t value = 0;
	unsigned int i;

	for (i = 0; i < bytes && i < setup->length; i++)
		value |= (uint32_t)data[i] << 8 * i;
	return value;
}

static enum sim_usb_answer write_value(struct sim_usb_audio *audio,
				       const struct control *control,
				       struct sim_device_value *value,
				       const struct sim_device_setup *setup,
				       const uint8_t *data)
{
	int32_t wanted;

	if (!(control->access & 2) || setup->length < value->bytes)
		return SIM_USB_STALL;
	wanted = sim_value_extend(payload(setup, data, value->bytes),
				  value->bytes, value->is_signed);
	if (control->entity->kind == SIM_ENTITY_SELECTOR &&
	    (wanted < value->minimum || wanted > value->maximum))
		return SIM_USB_STALL;
	sim_value_set(value, wanted);
	sim_trace_at(2, "device", "%s: unit %u control %u channel %u = %d",
		     audio->name, value->entity, value->selector,
		     value->channel, value->current);
	return SIM_USB_ACK;
}

static enum sim_usb_answer
value_request_1(struct sim_usb_audio *audio, const struct control *control,
		struct sim_device_value *value,
		const struct sim_device_setup *setup, const uint8_t *data,
		struct sim_device_reply *reply)
{
	int32_t number;

	if (!is_read(setup))
		return setup->request == SET_CUR ?
			write_value(audio, control, value, setup, data) :
			SIM_USB_STALL;
	switch (setup->request) {
	case GET_CUR:
		number = value->current;
		break;
	case GET_MIN:
		number = value->minimum;
		break;
	case GET_MAX:
		number = value->maximum;
		break;
	case GET_RES:
		number = value->step;
		break;
	default:
		return SIM_USB_STALL;
	}
	sim_reply_number(reply, number, value->bytes);
	return SIM_USB_ACK;
}

static enum sim_usb_answer
value_request_2(struct sim_usb_audio *audio, const struct control *control,
		struct sim_device_value *value,
		const struct sim_device_setup *setup, const uint8_t *data,
		struct sim_device_reply *reply)
{
	if (!is_read(setup))
		return setup->request == CUR ?
			write_value(audio, control, value, setup, data) :
			SIM_USB_STALL;
	if (setup->request == CUR) {
		sim_reply_number(reply, value->current, value->bytes);
		return SIM_USB_ACK;
	}
	if (setup->request != RANGE)
		return SIM_USB_STALL;
	sim_reply_number(reply, 1, 2);
	sim_reply_number(reply, value->minimum, value->bytes);
	sim_reply_number(reply, value->maximum, value->bytes);
	sim_reply_number(reply, value->step, value->bytes);
	return SIM_USB_ACK;
}

/* Size of an undescribed control, from what the host wants. */
static unsigned int guess_bytes(const struct control *control,
				const struct sim_device_setup *setup)
{
	unsigned int bytes = setup->length;

	if (control->entity->version != 1 && setup->request == RANGE)
		bytes = bytes > 2 ? (bytes - 2) / 3 : 1;
	return bytes < 1 ? 1 : bytes > 4 ? 4 : bytes == 3 ? 2 : bytes;
}

/* UAC2 5.2.5.4.2 and UAC3 5.2.1.4: is there a plug in the socket? */
static enum sim_usb_answer connector_request(struct sim_usb_audio *audio,
					     const struct control *control,
					     struct sim_device_reply *reply)
{
	const struct sim_device_entity *entity = control->entity;
	bool pulled = audio->jacks[entity->id / 8] >> entity->id % 8 & 1;

	if (entity->version == 3) {
		sim_reply_number(reply, 1, 1);
		sim_reply_number(reply, !pulled, 1);
		return SIM_USB_ACK;
	}
	sim_reply_number(reply, pulled ? 0 : 2, 1);	/* channels */
	sim_reply_number(reply, pulled ? 0 : 3, 4);	/* left and right */
	sim_reply_number(reply, 0, 1);
	return SIM_USB_ACK;
}

static bool is_connector(const struct control *control)
{
	const struct sim_device_entity *entity = control->entity;

	return (entity->kind == SIM_ENTITY_INPUT ||
		entity->kind == SIM_ENTITY_OUTPUT) &&
	       control->selector == (entity->version == 3 ? 1 : 2);
}

/* wValue says control selector and channel, for a mixer the crossing. */
static void control_decode(struct sim_usb_audio *audio,
			   struct sim_device_entity *entity,
			   const struct sim_device_setup *setup,
			   struct control *control)
{
	control->entity = entity;
	control->selector = setup->value >> 8;
	control->channel = setup->value & 0xff;
	control->input = 0;
	if (entity->version == 1 && entity->kind == SIM_ENTITY_MIXER) {
		control->input = control->selector;
		control->selector = control->input && control->channel;
	} else if (entity->version == 1 &&
		   entity->kind == SIM_ENTITY_SELECTOR) {
		control->selector = 1;
		control->channel = 0;
	}
	control->access = sim_entity_access(audio, entity, control->selector,
					    control->channel);
}

static enum sim_usb_answer entity_request(struct sim_usb_audio *audio,
					  struct sim_device_entity *entity,
					  const struct sim_device_setup *setup,
					  const uint8_t *data,
					  struct sim_device_reply *reply)
{
	struct sim_device_value *value;
	struct control control;

	control_decode(audio, entity, setup, &control);
	if (!control.access)
		return SIM_USB_STALL;
	if (entity->kind == SIM_ENTITY_CLOCK ||
	    entity->kind == SIM_ENTITY_CLOCK_SELECTOR)
		return sim_clock_request(audio, entity, setup, data, reply);
	if (is_connector(&control))
		return is_read(setup) && setup->request == CUR ?
			connector_request(audio, &control, reply) :
			SIM_USB_STALL;
	value = sim_value_find(audio, entity, control.selector,
			       control.channel, control.input,
			       guess_bytes(&control, setup));
	if (!value)
		return SIM_USB_STALL;
	return entity->version == 1 ?
		value_request_1(audio, &control, value, setup, data, reply) :
		value_request_2(audio, &control, value, setup, data, reply);
}

/* UAC2 5.2.5.10.1: every altsetting is valid at every offered rate. */
static void valid_alts(struct sim_usb_audio *audio, unsigned int interface,
		       struct sim_device_reply *reply)
{
	const struct sim_device_config *config = &audio->configs[audio->config];
	uint8_t bits[32] = { 0 };
	unsigned int i, last = 0;

	for (i = 0; i < config->alts; i++) {
		const struct sim_device_alt *alt =
			&audio->alts[config->first_alt + i];

		if (alt->interface != interface)
			continue;
		bits[alt->alt / 8] |= 1 << alt->alt % 8;
		if (alt->alt > last)
			last = alt->alt;
	}
	sim_reply_number(reply, last / 8 + 1, 1);
	sim_reply_bytes(reply, bits, last / 8 + 1);
}

static enum sim_usb_answer
streaming_request(struct sim_usb_audio *audio, const struct sim_device_alt *alt,
		  const struct sim_device_setup *setup,
		  struct sim_device_reply *reply)
{
	if (sim_device_version(alt->protocol) == 1 || !is_read(setup) ||
	    setup->request != CUR)
		return SIM_USB_STALL;
	switch (setup->value >> 8) {
	case 1:		/* active altsetting */
		sim_reply_number(reply, alt->alt, 1);
		return SIM_USB_ACK;
	case 2:
		valid_alts(audio, alt->interface, reply);
		return SIM_USB_ACK;
	case 3:		/* audio data format */
		sim_reply_number(reply, alt->format == SIM_DEVICE_NONE ? 0 :
				 audio->formats[alt->format].format_tag, 4);
		return SIM_USB_ACK;
	default:
		return SIM_USB_STALL;
	}
}

/* The interface exists and is of the audio class. */
enum sim_usb_answer sim_audio_request(struct sim_usb_audio *audio,
				      const struct sim_device_setup *setup,
				      const uint8_t *data,
				      struct sim_device_reply *reply)
{
	unsigned int interface = setup->index & 0xff, id = setup->index >> 8;
	const struct sim_device_alt *alt =
		&audio->alts[audio->current_alt[interface]];
	struct sim_device_entity *entity;

	if (alt->subclass == SIM_SUB_STREAMING && !id)
		return streaming_request(audio, alt, setup, reply);
	entity = sim_entity_find(audio, audio->config, interface, id);
	if (!entity)
		return SIM_USB_STALL;
	return entity_request(audio, entity, setup, data, reply);
}
