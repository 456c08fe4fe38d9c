// SPDX-License-Identifier: GPL-2.0-only
/*
 * hid.c: keys of a headset, HID 1.11.
 *
 * The blob names the length of a report descriptor but not its bytes. Made up:
 * a consumer control with volume up, volume down and mute in the first byte of
 * the input report, filled with empty items to the promised length. Not
 * modelled: the device's real report, output and feature reports.
 */
#include "device_private.h"

#define REPORT_CORE	23u

static const uint8_t report_head[] = {
	0x05, 0x0c,		/* usage page: consumer */
	0x09, 0x01,		/* usage: consumer control */
	0xa1, 0x01,		/* collection: application */
	0x15, 0x00,		/*   logical minimum 0 */
	0x25, 0x01,		/*   logical maximum 1 */
};

/* here empty items: 0x14, "logical minimum" without data, which is 0 */

static const uint8_t report_tail[] = {
	0x09, 0xe9,		/*   usage: volume up */
	0x09, 0xea,		/*   usage: volume down */
	0x09, 0xe2,		/*   usage: mute */
	0x75, 0x01,		/*   report size 1 bit */
	0x95, 0x08,		/*   report count 8 */
	0x81, 0x02,		/*   input: data, variable, absolute */
	0xc0,			/* end of collection */
};

static const uint8_t *hid_part(const struct sim_usb_audio *audio,
			       const struct sim_device_alt *alt)
{
	uint32_t at;

	for (at = alt->offset; at < alt->offset + alt->bytes;
	     at += audio->blob[at])
		if (audio->blob[at + 1] == SIM_DT_HID && audio->blob[at] >= 9)
			return audio->blob + at;
	return NULL;
}

static unsigned int report_length(const uint8_t *hid)
{
	unsigned int i, count = hid[5];

	for (i = 0; i < count && 6 + 3 * i + 3 <= hid[0]; i++)
		if (hid[6 + 3 * i] == SIM_DT_HID_REPORT)
			return sim_le16(hid + 7 + 3 * i);
	return 0;
}

static void reply_report(unsigned int length, struct sim_device_reply *reply)
{
	unsigned int i;

	if (length < REPORT_CORE) {	/* no room for keys: empty items */
		for (i = 0; i < length; i++)
			sim_reply_number(reply, 0x14, 1);
		return;
	}
	sim_reply_bytes(reply, report_head, sizeof(report_head));
	for (i = REPORT_CORE; i < length; i++)
		sim_reply_number(reply, 0x14, 1);
	sim_reply_bytes(reply, report_tail, sizeof(report_tail));
}

enum sim_usb_answer sim_hid_descriptor(struct sim_usb_audio *audio,
				       const struct sim_device_setup *setup,
				       struct sim_device_reply *reply)
{
	unsigned int index = audio->current_alt[setup->index & 0xff];
	const uint8_t *hid;

	if (index == SIM_DEVICE_NONE ||
	    audio->alts[index].class != SIM_CLASS_HID)
		return SIM_USB_STALL;
	hid = hid_part(audio, &audio->alts[index]);
	if (!hid)
		return SIM_USB_STALL;
	switch (setup->value >> 8) {
	case SIM_DT_HID:
		sim_reply_bytes(reply, hid, hid[0]);
		return SIM_USB_ACK;
	case SIM_DT_HID_REPORT:
		reply_report(report_length(hid), reply);
		return SIM_USB_ACK;
	default:
		return SIM_USB_STALL;
	}
}

enum sim_usb_answer sim_hid_request(struct sim_usb_audio *audio,
				    const struct sim_device_alt *alt,
				    const struct sim_device_setup *setup,
				    struct sim_device_reply *reply)
{
	bool boot = alt->subclass == 1;

	switch ((setup->type & 0x80) << 1 | setup->request) {
	case 0x101:	/* get report */
		sim_reply_number(reply, audio->keys, 1);
		return SIM_USB_ACK;
	case 0x102:	/* get idle */
		sim_reply_number(reply, audio->hid_idle, 1);
		return SIM_USB_ACK;
	case 0x103:	/* get protocol */
		sim_reply_number(reply, audio->hid_protocol, 1);
		return boot ? SIM_USB_ACK : SIM_USB_STALL;
	case 0x009:	/* set report */
		return SIM_USB_ACK;
	case 0x00a:	/* set idle */
		audio->hid_idle = setup->value >> 8;
		return SIM_USB_ACK;
	case 0x00b:	/* set protocol */
		audio->hid_protocol = setup->value & 1;
		return boot ? SIM_USB_ACK : SIM_USB_STALL;
	default:
		return SIM_USB_STALL;
	}
}

int sim_usb_audio_press_keys(struct sim_usb_audio *audio, unsigned int keys)
{
	uint8_t report = keys;
	unsigned int slot;

	audio->keys = report;
	for (slot = 17; slot < 32; slot++) {
		unsigned int index = audio->active[slot];

		if (index != SIM_DEVICE_NONE &&
		    audio->endpoints[index].kind == SIM_EP_HID)
			return sim_usb_audio_push(audio,
				audio->endpoints[index].address, &report, 1);
	}
	return -ENODEV;
}
