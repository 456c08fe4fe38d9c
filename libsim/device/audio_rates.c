// SPDX-License-Identifier: GPL-2.0-only
/*
 * audio_rates.c: the requests that set and tell sample rates.
 *
 * Audio class 1: the sampling frequency control of an endpoint (5.2.3.2.3.1),
 * and pitch, which changes nothing. Class 2 and 3: clock sources and selectors
 * (5.2.5.1, 5.2.5.2). Clocks are always valid.
 */
#include "device_private.h"

enum { SET_CUR = 0x01, GET_CUR = 0x81, GET_MIN, GET_MAX, GET_RES };
enum { CUR = 1, RANGE = 2 };

/* ---- clocks ---- */

static void clock_range(const struct sim_device_entity *clock,
			struct sim_device_reply *reply)
{
	unsigned int i;

	sim_reply_number(reply, clock->rate_count, 2);
	for (i = 0; i < clock->rate_count; i++) {
		sim_reply_number(reply, clock->rates[i], 4);
		sim_reply_number(reply, clock->rates[i], 4);
		sim_reply_number(reply, 0, 4);
	}
}

static enum sim_usb_answer clock_write(struct sim_usb_audio *audio,
				       struct sim_device_entity *clock,
				       const struct sim_device_setup *setup,
				       const uint8_t *data)
{
	if (setup->request != CUR || setup->value >> 8 != 1 ||
	    setup->length < 4 ||
	    !(sim_entity_access(audio, clock, 1, 0) & 2))
		return SIM_USB_STALL;
	sim_clock_set_rate(clock, sim_le32(data));
	sim_trace_at(1, "device", "%s: clock %u runs at %u Hz", audio->name,
		     clock->id, clock->rate_hz);
	sim_device_update_rates(audio);
	return SIM_USB_ACK;
}

static enum sim_usb_answer selector_request(struct sim_usb_audio *audio,
					    struct sim_device_entity *clock,
					    const struct sim_device_setup *setup,
					    const uint8_t *data,
					    struct sim_device_reply *reply)
{
	const uint8_t *sources = NULL;
	unsigned int pins = sim_entity_sources(
		sim_entity_descriptor(audio, clock), clock->kind,
		clock->version, &sources);

	if (setup->request != CUR)
		return SIM_USB_STALL;
	if (setup->type & 0x80) {
		sim_reply_number(reply, clock->selected, 1);
		return SIM_USB_ACK;
	}
	if (!(sim_entity_access(audio, clock, 1, 0) & 2) ||
	    setup->length < 1 || !data[0] || data[0] > pins)
		return SIM_USB_STALL;
	clock->selected = data[0];
	sim_device_update_rates(audio);
	return SIM_USB_ACK;
}

/* The control exists: audio_control.c has looked. */
enum sim_usb_answer sim_clock_request(struct sim_usb_audio *audio,
				      struct sim_device_entity *clock,
				      const struct sim_device_setup *setup,
				      const uint8_t *data,
				      struct sim_device_reply *reply)
{
	if (clock->kind == SIM_ENTITY_CLOCK_SELECTOR)
		return selector_request(audio, clock, setup, data, reply);
	if (!(setup->type & 0x80))
		return clock_write(audio, clock, setup, data);
	switch (setup->value >> 8) {
	case 1:
		if (setup->request == CUR)
			sim_reply_number(reply, clock->rate_hz, 4);
		else if (setup->request == RANGE)
			clock_range(clock, reply);
		else
			return SIM_USB_STALL;
		return SIM_USB_ACK;
	case 2:		/* valid */
		if (setup->request != CUR)
			return SIM_USB_STALL;
		sim_reply_number(reply, 1, 1);
		return SIM_USB_ACK;
	default:
		return SIM_USB_STALL;
	}
}

/* ---- endpoints ---- */

/* Hosts may set the rate before the altsetting: any endpoint of that address. */
static struct sim_device_endpoint *find_endpoint(struct sim_usb_audio *audio,
						 unsigned int address)
{
	struct sim_device_endpoint *endpoint = sim_device_active(audio, address);
	unsigned int i;

	if (endpoint)
		return endpoint;
	for (i = 0; i < audio->endpoint_count; i++) {
		endpoint = &audio->endpoints[i];
		if (endpoint->address == address &&
		    audio->alts[endpoint->alt].config == audio->config)
			return endpoint;
	}
	return NULL;
}

static enum sim_usb_answer rate_read(struct sim_usb_audio *audio,
				     const struct sim_usb_audio_format *format,
				     const struct sim_device_setup *setup,
				     struct sim_device_reply *reply)
{
	uint32_t wanted = audio->wanted_rate[sim_ep_slot(format->endpoint)];
	uint32_t number;

	switch (setup->request) {
	case GET_CUR:
		number = sim_format_rate(format, wanted);
		break;
	case GET_MIN:
		number = format->rate_min;
		break;
	case GET_MAX:
		number = format->rate_max;
		break;
	case GET_RES:
		number = 1;
		break;
	default:
		return SIM_USB_STALL;
	}
	sim_reply_number(reply, number, 3);
	return SIM_USB_ACK;
}

static enum sim_usb_answer rate_request(struct sim_usb_audio *audio,
					const struct sim_device_endpoint *endpoint,
					const struct sim_device_setup *setup,
					const uint8_t *data,
					struct sim_device_reply *reply)
{
	const struct sim_device_alt *alt = &audio->alts[endpoint->alt];
	const struct sim_usb_audio_format *format;
	unsigned int slot = sim_ep_slot(endpoint->address);

	if (!(endpoint->class_attributes & 1) ||
	    alt->format == SIM_DEVICE_NONE)
		return SIM_USB_STALL;
	format = &audio->formats[alt->format];
	if (setup->type & 0x80)
		return rate_read(audio, format, setup, reply);
	if (setup->request != SET_CUR || setup->length < 3 || !sim_le24(data))
		return SIM_USB_STALL;
	audio->wanted_rate[slot] = sim_le24(data);
	sim_trace_at(1, "device", "%s: endpoint 0x%02x runs at %u Hz",
		     audio->name, endpoint->address,
		     sim_format_rate(format, audio->wanted_rate[slot]));
	sim_device_update_rates(audio);
	return SIM_USB_ACK;
}

static enum sim_usb_answer pitch_request(struct sim_usb_audio *audio,
					 const struct sim_device_endpoint *endpoint,
					 const struct sim_device_setup *setup,
					 const uint8_t *data,
					 struct sim_device_reply *reply)
{
	unsigned int slot = sim_ep_slot(endpoint->address);

	if (setup->type & 0x80) {
		if ((setup->request & 0x7f) != CUR)
			return SIM_USB_STALL;
		sim_reply_number(reply, audio->pitch >> slot & 1, 1);
		return SIM_USB_ACK;
	}
	if (setup->request != CUR || setup->length < 1)
		return SIM_USB_STALL;
	audio->pitch &= ~(1u << slot);
	audio->pitch |= (uint32_t)(data[0] & 1) << slot;
	return SIM_USB_ACK;
}

enum sim_usb_answer sim_endpoint_request(struct sim_usb_audio *audio,
					 const struct sim_device_setup *setup,
					 const uint8_t *data,
					 struct sim_device_reply *reply)
{
	struct sim_device_endpoint *endpoint =
		find_endpoint(audio, setup->index & 0xff);
	unsigned int selector = setup->value >> 8, version;

	if (!endpoint || endpoint->kind != SIM_EP_AUDIO)
		return SIM_USB_STALL;
	version = sim_device_version(audio->alts[endpoint->alt].protocol);
	if (version == 1 && selector == 1)
		return rate_request(audio, endpoint, setup, data, reply);
	if (version == 1 ? selector == 2 && (endpoint->class_attributes & 2) :
	    selector == 1)
		return pitch_request(audio, endpoint, setup, data, reply);
	return SIM_USB_STALL;
}
