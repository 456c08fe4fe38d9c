// SPDX-License-Identifier: GPL-2.0-only
/*
 * standard_requests.c: USB 2.0 chapter 9 as the device sees it.
 *
 * Answers what a device must answer and stalls the rest. A device that runs
 * at high speed claims the same configurations at full speed. Not modelled:
 * test modes, LPM (the extension descriptor says "no"), changing descriptors.
 */
#include "device_private.h"

enum {
	GET_STATUS = 0, CLEAR_FEATURE = 1, SET_FEATURE = 3, SET_ADDRESS = 5,
	GET_DESCRIPTOR = 6, GET_CONFIGURATION = 8, SET_CONFIGURATION = 9,
	GET_INTERFACE = 10, SET_INTERFACE = 11, SYNCH_FRAME = 12,
	SET_SEL = 48, SET_ISOCH_DELAY = 49,
};
enum { FEATURE_HALT = 0, FEATURE_REMOTE_WAKEUP = 1 };
enum { TO_DEVICE = 0, TO_INTERFACE = 1, TO_ENDPOINT = 2 };

static unsigned int recipient(const struct sim_device_setup *setup)
{
	return setup->type & 0x1f;
}

static unsigned int config_attributes(const struct sim_usb_audio *audio)
{
	unsigned int index = audio->config;

	return audio->configs[index == SIM_DEVICE_NONE ? 0 : index].attributes;
}

/* ---- descriptors ---- */

static enum sim_usb_answer get_config(struct sim_usb_audio *audio,
				      unsigned int index, unsigned int type,
				      struct sim_device_reply *reply)
{
	const struct sim_device_config *config;
	size_t start = reply->bytes;

	if (index >= audio->config_count)
		return SIM_USB_STALL;
	config = &audio->configs[index];
	sim_reply_bytes(reply, audio->blob + config->offset, config->bytes);
	if (reply->bytes > start + 1)
		reply->data[start + 1] = type;
	return SIM_USB_ACK;
}

static enum sim_usb_answer get_qualifier(struct sim_usb_audio *audio,
					 struct sim_device_reply *reply)
{
	const uint8_t *device = audio->blob;
	uint8_t qualifier[10] = { 10, SIM_DT_QUALIFIER };

	if (audio->usb.speed != SIM_USB_HIGH)
		return SIM_USB_STALL;
	memcpy(qualifier + 2, device + 2, 6);
	qualifier[8] = device[17];
	sim_reply_bytes(reply, qualifier, sizeof(qualifier));
	return SIM_USB_ACK;
}

static enum sim_usb_answer get_bos(struct sim_usb_audio *audio,
				   struct sim_device_reply *reply)
{
	static const uint8_t extension[7] = { 7, 0x10, 2, 0, 0, 0, 0 };
	static const uint8_t super_speed[10] = {
		10, 0x10, 3, 0, 0x0e, 0, 1, 10, 0xff, 7,
	};
	bool super = audio->usb.speed == SIM_USB_SUPER;
	uint8_t header[5] = { 5, SIM_DT_BOS, super ? 22 : 12, 0, 1 + super };

	if (sim_le16(audio->blob + 2) < 0x0201)
		return SIM_USB_STALL;
	sim_reply_bytes(reply, header, sizeof(header));
	sim_reply_bytes(reply, extension, sizeof(extension));
	if (super)
		sim_reply_bytes(reply, super_speed, sizeof(super_speed));
	return SIM_USB_ACK;
}

static enum sim_usb_answer get_descriptor(struct sim_usb_audio *audio,
					  const struct sim_device_setup *setup,
					  struct sim_device_reply *reply)
{
	unsigned int type = setup->value >> 8, index = setup->value & 0xff;

	if (recipient(setup) == TO_INTERFACE)
		return sim_hid_descriptor(audio, setup, reply);
	if (recipient(setup) != TO_DEVICE)
		return SIM_USB_STALL;
	switch (type) {
	case SIM_DT_DEVICE:
		sim_reply_bytes(reply, audio->blob, 18);
		return SIM_USB_ACK;
	case SIM_DT_CONFIG:
		return get_config(audio, index, type, reply);
	case SIM_DT_STRING:
		return sim_string_request(audio, index, reply);
	case SIM_DT_QUALIFIER:
		return get_qualifier(audio, reply);
	case SIM_DT_OTHER_SPEED:
		if (audio->usb.speed != SIM_USB_HIGH)
			return SIM_USB_STALL;
		return get_config(audio, index, type, reply);
	case SIM_DT_BOS:
		return get_bos(audio, reply);
	default:
		return SIM_USB_STALL;
	}
}

/* ---- status and features ---- */

static struct sim_device_endpoint *
addressed_endpoint(struct sim_usb_audio *audio,
		   const struct sim_device_setup *setup)
{
	return sim_device_active(audio, setup->index & 0xff);
}

static bool is_endpoint_zero(const struct sim_device_setup *setup)
{
	return !(setup->index & 0x7f);
}

static enum sim_usb_answer get_status(struct sim_usb_audio *audio,
				      const struct sim_device_setup *setup,
				      struct sim_device_reply *reply)
{
	struct sim_device_endpoint *endpoint;
	unsigned int status = 0;

	switch (recipient(setup)) {
	case TO_DEVICE:
		status = (config_attributes(audio) >> 6 & 1) |
			 audio->state.remote_wakeup << 1;
		break;
	case TO_INTERFACE:
		if (audio->current_alt[setup->index & 0xff] == SIM_DEVICE_NONE)
			return SIM_USB_STALL;
		break;
	case TO_ENDPOINT:
		endpoint = addressed_endpoint(audio, setup);
		if (!endpoint && !is_endpoint_zero(setup))
			return SIM_USB_STALL;
		status = endpoint && endpoint->run.halted;
		break;
	default:
		return SIM_USB_STALL;
	}
	sim_reply_number(reply, status, 2);
	return SIM_USB_ACK;
}

static enum sim_usb_answer device_feature(struct sim_usb_audio *audio,
					  const struct sim_device_setup *setup,
					  bool on)
{
	if (setup->value != FEATURE_REMOTE_WAKEUP ||
	    !(config_attributes(audio) & 0x20))
		return SIM_USB_STALL;
	audio->state.remote_wakeup = on;
	sim_trace_at(2, "device", "%s: remote wake-up %s", audio->name,
		     on ? "on" : "off");
	return SIM_USB_ACK;
}

/* USB 2.0 9.4.5: isochronous endpoints need not have a halt feature. */
static enum sim_usb_answer halt_feature(struct sim_usb_audio *audio,
					const struct sim_device_setup *setup,
					bool on)
{
	struct sim_device_endpoint *endpoint = addressed_endpoint(audio, setup);

	if (setup->value != FEATURE_HALT)
		return SIM_USB_STALL;
	if (!endpoint)
		return is_endpoint_zero(setup) ? SIM_USB_ACK : SIM_USB_STALL;
	if (sim_ep_is_iso(endpoint))
		return on ? SIM_USB_STALL : SIM_USB_ACK;
	endpoint->run.halted = on;
	return SIM_USB_ACK;
}

static enum sim_usb_answer feature(struct sim_usb_audio *audio,
				   const struct sim_device_setup *setup,
				   bool on)
{
	switch (recipient(setup)) {
	case TO_DEVICE:
		return device_feature(audio, setup, on);
	case TO_INTERFACE:	/* function suspend, SuperSpeed only */
		return audio->usb.speed == SIM_USB_SUPER && !setup->value ?
			SIM_USB_ACK : SIM_USB_STALL;
	case TO_ENDPOINT:
		return halt_feature(audio, setup, on);
	default:
		return SIM_USB_STALL;
	}
}

/* ---- configuration and altsettings ---- */

static enum sim_usb_answer
set_configuration(struct sim_usb_audio *audio,
		  const struct sim_device_setup *setup)
{
	unsigned int i, value = setup->value & 0xff;

	if (!value) {
		sim_device_configure(audio, SIM_DEVICE_NONE);
		return SIM_USB_ACK;
	}
	for (i = 0; i < audio->config_count; i++)
		if (audio->configs[i].value == value) {
			sim_device_configure(audio, i);
			return SIM_USB_ACK;
		}
	return SIM_USB_STALL;
}

static enum sim_usb_answer get_interface(struct sim_usb_audio *audio,
					 const struct sim_device_setup *setup,
					 struct sim_device_reply *reply)
{
	unsigned int index = audio->current_alt[setup->index & 0xff];

	if (index == SIM_DEVICE_NONE)
		return SIM_USB_STALL;
	sim_reply_number(reply, audio->alts[index].alt, 1);
	return SIM_USB_ACK;
}

/* Audio devices have no pattern; the frame counted since the altsetting. */
static enum sim_usb_answer synch_frame(struct sim_usb_audio *audio,
				       const struct sim_device_setup *setup,
				       struct sim_device_reply *reply)
{
	struct sim_device_endpoint *endpoint = addressed_endpoint(audio, setup);

	if (!endpoint || !sim_ep_is_iso(endpoint))
		return SIM_USB_STALL;
	sim_reply_number(reply, endpoint->run.counters.packets & 0x7ff, 2);
	return SIM_USB_ACK;
}

static enum sim_usb_answer standard_in(struct sim_usb_audio *audio,
				       const struct sim_device_setup *setup,
				       struct sim_device_reply *reply)
{
	switch (setup->request) {
	case GET_STATUS:
		return get_status(audio, setup, reply);
	case GET_DESCRIPTOR:
		return get_descriptor(audio, setup, reply);
	case GET_CONFIGURATION:
		sim_reply_number(reply, audio->state.configuration, 1);
		return SIM_USB_ACK;
	case GET_INTERFACE:
		return get_interface(audio, setup, reply);
	case SYNCH_FRAME:
		return synch_frame(audio, setup, reply);
	default:
		return SIM_USB_STALL;
	}
}

enum sim_usb_answer sim_standard_request(struct sim_usb_audio *audio,
					 const struct sim_device_setup *setup,
					 struct sim_device_reply *reply)
{
	if (setup->type & 0x80)
		return standard_in(audio, setup, reply);
	switch (setup->request) {
	case CLEAR_FEATURE:
		return feature(audio, setup, false);
	case SET_FEATURE:
		return feature(audio, setup, true);
	case SET_ADDRESS:
		audio->state.address = setup->value & 0x7f;
		return SIM_USB_ACK;
	case SET_CONFIGURATION:
		return set_configuration(audio, setup);
	case SET_INTERFACE:
		if (setup->value > 255 || setup->index > 255 ||
		    !sim_device_choose_alt(audio, setup->index, setup->value))
			return SIM_USB_STALL;
		return SIM_USB_ACK;
	case SET_SEL:
	case SET_ISOCH_DELAY:
		return audio->usb.speed == SIM_USB_SUPER ? SIM_USB_ACK :
							   SIM_USB_STALL;
	default:
		return SIM_USB_STALL;
	}
}
