// SPDX-License-Identifier: GPL-2.0-only
/*
 * reply.c: one control transfer from setup packet to answer.
 *
 * Stands in for the firmware's endpoint 0. Not modelled: data stages cut into
 * packets (the controller hands over whole transfers) and the status stage.
 */
#include "device_private.h"

void sim_reply_bytes(struct sim_device_reply *reply, const void *data,
		     size_t bytes)
{
	size_t room = reply->max - reply->bytes;

	if (bytes > room)
		bytes = room;
	if (bytes)
		memcpy(reply->data + reply->bytes, data, bytes);
	reply->bytes += bytes;
}

void sim_reply_number(struct sim_device_reply *reply, uint32_t value,
		      unsigned int bytes)
{
	uint8_t raw[4] = { value, value >> 8, value >> 16, value >> 24 };

	sim_assert(bytes <= sizeof(raw));
	sim_reply_bytes(reply, raw, bytes);
}

/* DFU 1.1, 6.1.2 and 6.1.5: an application that never does the upgrade. */
static enum sim_usb_answer upgrade_request(const struct sim_device_setup *setup,
					   struct sim_device_reply *reply)
{
	static const uint8_t status[6] = { 0 };	/* OK, no delay, appIDLE */

	if (!(setup->type & 0x80))
		return SIM_USB_STALL;
	if (setup->request == 3) {
		sim_reply_bytes(reply, status, sizeof(status));
		return SIM_USB_ACK;
	}
	if (setup->request == 5) {
		sim_reply_number(reply, 0, 1);
		return SIM_USB_ACK;
	}
	return SIM_USB_STALL;
}

static enum sim_usb_answer class_request(struct sim_usb_audio *audio,
					 const struct sim_device_setup *setup,
					 const uint8_t *data,
					 struct sim_device_reply *reply)
{
	unsigned int recipient = setup->type & 0x1f;
	const struct sim_device_alt *alt;
	unsigned int index;

	if (audio->config == SIM_DEVICE_NONE)
		return SIM_USB_STALL;
	if (recipient == 2)
		return sim_endpoint_request(audio, setup, data, reply);
	index = audio->current_alt[setup->index & 0xff];
	if (recipient != 1 || index == SIM_DEVICE_NONE)
		return SIM_USB_STALL;
	alt = &audio->alts[index];
	if (alt->class == SIM_CLASS_AUDIO)
		return sim_audio_request(audio, setup, data, reply);
	if (alt->class == SIM_CLASS_HID)
		return sim_hid_request(audio, alt, setup, reply);
	if (alt->class == SIM_CLASS_APP)
		return upgrade_request(setup, reply);
	return SIM_USB_STALL;
}

static enum sim_usb_answer answer(struct sim_usb_audio *audio,
				  const struct sim_device_setup *setup,
				  const uint8_t *data,
				  struct sim_device_reply *reply)
{
	switch (setup->type >> 5 & 3) {
	case 0:
		return sim_standard_request(audio, setup, reply);
	case 1:
		return class_request(audio, setup, data, reply);
	default:	/* vendor requests are nowhere described */
		return SIM_USB_STALL;
	}
}

enum sim_usb_answer sim_device_control(struct sim_usb_device *dev,
				       const uint8_t packet[8], void *data,
				       size_t length, size_t *actual)
{
	struct sim_usb_audio *audio = sim_audio_of(dev);
	struct sim_device_setup setup = {
		.type = packet[0], .request = packet[1],
		.value = sim_le16(packet + 2), .index = sim_le16(packet + 4),
		.length = sim_le16(packet + 6),
	};
	struct sim_device_reply reply = { .data = data };
	enum sim_usb_answer result;

	if (length < setup.length)
		setup.length = length;
	if (setup.type & 0x80)
		reply.max = setup.length;
	audio->state.controls++;
	if (audio->state.suspended)
		audio->state.while_suspended++;
	result = answer(audio, &setup, data, &reply);
	if (result == SIM_USB_STALL)
		audio->state.stalls++;
	if (actual)
		*actual = setup.type & 0x80 ? reply.bytes :
			  result == SIM_USB_ACK ? setup.length : 0;
	return result;
}
