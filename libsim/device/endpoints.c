// SPDX-License-Identifier: GPL-2.0-only
/*
 * endpoints.c: what each endpoint of a device is for.
 *
 * Stands in for the endpoint configuration of a device's firmware. Feedback
 * endpoints are told by their usage bits (USB 2.0 table 9-13) or, as audio
 * class 1 devices do it, by the data endpoint's bSynchAddress.
 */
#include "device_private.h"

static uint32_t service_bytes(const struct sim_usb_audio *audio,
			      const uint8_t *descriptor, uint32_t room)
{
	unsigned int size = sim_le16(descriptor + 4);
	const uint8_t *next = descriptor + descriptor[0];
	uint32_t bytes = size & 0x7ff;

	if (audio->usb.speed == SIM_USB_HIGH && (descriptor[3] & 1))
		bytes *= 1 + ((size >> 11) & 3);
	/* wBytesPerInterval of the SuperSpeed companion, USB 3.2 9.6.7 */
	if (audio->usb.speed == SIM_USB_SUPER && room > descriptor[0] &&
	    next[1] == SIM_DT_SS_COMPANION && next[0] >= 6 &&
	    (descriptor[3] & 3) == 1)
		bytes = sim_le16(next + 4);
	return bytes;
}

static void parse_class_endpoint(struct sim_device_endpoint *endpoint,
				 const uint8_t *descriptor, uint32_t room)
{
	uint32_t at;

	for (at = descriptor[0]; at < room; at += descriptor[at]) {
		const uint8_t *next = descriptor + at;

		if (next[1] == SIM_DT_INTERFACE || next[1] == SIM_DT_ENDPOINT ||
		    next[1] == SIM_DT_ASSOCIATION)
			return;
		if (next[1] != SIM_DT_CS_ENDPOINT)
			continue;
		endpoint->has_class = true;
		endpoint->class_attributes = sim_desc_byte(next, 3);
		return;
	}
}

/* @room: bytes to the end of the configuration. */
void sim_device_parse_endpoint(struct sim_usb_audio *audio,
			       struct sim_device_alt *alt,
			       const uint8_t *descriptor, uint32_t room)
{
	struct sim_device_endpoint *endpoint =
		&audio->endpoints[audio->endpoint_count];
	unsigned int interval = descriptor[6];

	endpoint->alt = alt - audio->alts;
	endpoint->address = descriptor[2];
	endpoint->attributes = descriptor[3];
	endpoint->sync_address = sim_desc_byte(descriptor, 8);
	if (interval < 1)
		interval = 1;
	if (interval > 16)
		interval = 16;
	endpoint->interval = 1u << (interval - 1);
	endpoint->packet_bytes = sim_le16(descriptor + 4) & 0x7ff;
	endpoint->max_bytes = service_bytes(audio, descriptor, room);
	if (endpoint->max_bytes < endpoint->packet_bytes)
		endpoint->packet_bytes = endpoint->max_bytes;
	endpoint->frame_bytes = 1;	/* until a format says more */
	parse_class_endpoint(endpoint, descriptor, room);
}

static bool is_sync_of_another(const struct sim_usb_audio *audio,
			       const struct sim_device_alt *alt,
			       const struct sim_device_endpoint *endpoint)
{
	unsigned int i;

	for (i = 0; i < alt->endpoints; i++) {
		const struct sim_device_endpoint *other =
			&audio->endpoints[alt->first_endpoint + i];

		if (other != endpoint && other->sync_address &&
		    sim_ep_is_in(other) != sim_ep_is_in(endpoint) &&
		    (other->sync_address & 15) == (endpoint->address & 15))
			return true;
	}
	return false;
}

static enum sim_endpoint_kind
streaming_kind(const struct sim_usb_audio *audio,
	       const struct sim_device_alt *alt,
	       const struct sim_device_endpoint *endpoint)
{
	if (!sim_ep_is_iso(endpoint))
		return SIM_EP_OTHER;
	if ((endpoint->attributes >> 4 & 3) == 1 ||
	    is_sync_of_another(audio, alt, endpoint))
		return SIM_EP_FEEDBACK;
	/* a second endpoint of a few bytes without class part: old devices */
	if (endpoint != &audio->endpoints[alt->first_endpoint] &&
	    !endpoint->has_class && endpoint->max_bytes <= 4)
		return SIM_EP_FEEDBACK;
	return SIM_EP_AUDIO;
}

static enum sim_endpoint_kind
endpoint_kind(const struct sim_usb_audio *audio,
	      const struct sim_device_alt *alt,
	      const struct sim_device_endpoint *endpoint)
{
	bool interrupt = (endpoint->attributes & 3) == 3;

	if (alt->class == SIM_CLASS_HID)
		return interrupt ? SIM_EP_HID : SIM_EP_OTHER;
	if (alt->class != SIM_CLASS_AUDIO)
		return SIM_EP_OTHER;
	if (alt->subclass == SIM_SUB_STREAMING)
		return streaming_kind(audio, alt, endpoint);
	if (alt->subclass == SIM_SUB_MIDI && !sim_ep_is_iso(endpoint))
		return SIM_EP_MIDI;
	if (alt->subclass == SIM_SUB_CONTROL && interrupt)
		return SIM_EP_STATUS;
	return SIM_EP_OTHER;
}

void sim_device_classify_endpoints(struct sim_usb_audio *audio,
				   struct sim_device_alt *alt)
{
	unsigned int i;

	for (i = 0; i < alt->endpoints; i++) {
		struct sim_device_endpoint *endpoint =
			&audio->endpoints[alt->first_endpoint + i];

		endpoint->kind = endpoint_kind(audio, alt, endpoint);
	}
}
