// SPDX-License-Identifier: GPL-2.0-only
/*
 * speed.c: at which speed did these descriptors come over the wire?
 *
 * The bytes do not say, but speeds differ in what they allow (USB 2.0 5.5.3,
 * 5.6.3, 5.7.3, 5.8.3, 9.6.1) and in what makes sense for audio:
 *
 *  - SuperSpeed companions or bcdUSB 3.x: super;
 *  - bcdUSB below 2.00 or an endpoint 0 of less than 64 bytes: full;
 *  - bulk packets of 512 bytes: high, smaller ones: full;
 *  - interrupt packets above 64 bytes or isochronous ones above 1023: high;
 *  - isochronous data with bInterval 4 or more, 1 ms in microframes: high;
 *  - class 2 feedback endpoints of four bytes: high;
 *  - packets that would not carry the format's lowest rate (class 2: 44100 Hz)
 *    at one a millisecond: high;
 *  - else full.
 */
#include "device_private.h"

struct clues {
	unsigned int class, subclass, version;
	unsigned int frame_bytes, channels;	/* of the altsetting */
	uint32_t rate_hz;			/* lowest, 0 not known */
	bool super, high, full;
	bool data_high;				/* weaker */
};

static void read_format(struct clues *clues, const uint8_t *descriptor)
{
	unsigned int i;

	if (descriptor[0] < 3)
		return;
	if (descriptor[2] == 1 && clues->version == 2)
		clues->channels = sim_desc_byte(descriptor, 10);
	if (descriptor[2] != 2)
		return;
	if (clues->version == 2) {
		clues->frame_bytes = clues->channels *
				     sim_desc_byte(descriptor, 4);
		return;
	}
	clues->frame_bytes = sim_desc_byte(descriptor, 4) *
			     sim_desc_byte(descriptor, 5);
	for (i = 8; i + 3 <= descriptor[0]; i += 3)
		if (!clues->rate_hz ||
		    sim_le24(descriptor + i) < clues->rate_hz)
			clues->rate_hz = sim_le24(descriptor + i);
}

static void judge_stream(struct clues *clues, const uint8_t *descriptor)
{
	unsigned int size = sim_le16(descriptor + 4);
	uint64_t frames_per_second;

	if (descriptor[6] >= 4 && (descriptor[3] >> 4 & 3) != 1 && size > 4) {
		clues->high = true;
		return;
	}
	if ((descriptor[3] >> 4 & 3) == 1) {
		if (clues->version == 2 && size >= 4)
			clues->data_high = true;
		return;
	}
	if (!clues->frame_bytes || size <= 4)
		return;
	frames_per_second = 1000ull * (size & 0x7ff) / clues->frame_bytes;
	if (frames_per_second < clues->rate_hz)
		clues->data_high = true;
}

static void read_endpoint(struct clues *clues, const uint8_t *descriptor)
{
	unsigned int size = sim_le16(descriptor + 4);

	switch (descriptor[3] & 3) {
	case 1:
		if (size > 1023)
			clues->high = true;
		if (clues->class == SIM_CLASS_AUDIO &&
		    clues->subclass == SIM_SUB_STREAMING)
			judge_stream(clues, descriptor);
		break;
	case 2:
		if (size == 512)
			clues->high = true;
		else if (size <= 64)
			clues->full = true;
		break;
	case 3:
		if (size > 64)
			clues->high = true;
		break;
	}
}

static void read_descriptor(struct clues *clues, const uint8_t *descriptor)
{
	switch (descriptor[1]) {
	case SIM_DT_INTERFACE:
		clues->class = descriptor[5];
		clues->subclass = descriptor[6];
		clues->version = sim_device_version(descriptor[7]);
		clues->frame_bytes = 0;
		clues->channels = 0;
		clues->rate_hz = clues->version == 2 ? 44100 : 0;
		break;
	case SIM_DT_ENDPOINT:
		read_endpoint(clues, descriptor);
		break;
	case SIM_DT_SS_COMPANION:
		clues->super = true;
		break;
	case SIM_DT_CS_INTERFACE:
		if (clues->class == SIM_CLASS_AUDIO &&
		    clues->subclass == SIM_SUB_STREAMING)
			read_format(clues, descriptor);
		break;
	}
}

/**
 * sim_usb_audio_guess_speed() - most likely speed of a device
 * @blob: descriptors, as for sim_usb_audio_create()
 * @bytes: their length
 *
 * Return: a speed in any case; SIM_USB_FULL for bytes that cannot be walked.
 */
enum sim_usb_speed sim_usb_audio_guess_speed(const void *blob, size_t bytes)
{
	const uint8_t *device = blob;
	struct clues clues = { 0 };
	size_t at;

	if (!sim_device_check(device, bytes, NULL, 0))
		return SIM_USB_FULL;
	for (at = 18; at < bytes; at += device[at])
		read_descriptor(&clues, device + at);
	if (clues.super || sim_le16(device + 2) >= 0x0300)
		return SIM_USB_SUPER;
	if (sim_le16(device + 2) < 0x0200 || device[7] < 64)
		return SIM_USB_FULL;
	if (clues.high)
		return SIM_USB_HIGH;
	return clues.data_high && !clues.full ? SIM_USB_HIGH : SIM_USB_FULL;
}
