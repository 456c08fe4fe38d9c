// SPDX-License-Identifier: GPL-2.0-only
/*
 * builtin_headset.c: "uac1-headset", a full speed audio class 1 headset.
 *
 * Terminal 1 (USB) -> feature unit 2 -> terminal 3 (headphones);
 * terminal 4 (microphone) -> feature unit 5 -> terminal 6 (USB).
 * From USB 2.0 9.6, Audio 1.0 4 and A, Audio Formats 1.0 2.2.
 */
#include "builtin.h"

#define CONTROL_BYTES	(10 + 12 + 10 + 9 + 12 + 9 + 9)
#define STREAM_BYTES	(9 + 9 + 7 + 14 + 9 + 7)
#define CONFIG_BYTES	(9 + 9 + CONTROL_BYTES + 2 * STREAM_BYTES + 9 + 9 + 7)

const uint8_t sim_builtin_headset[] = {
	/* device */
	18, 0x01, SIM_16(0x0200),
	0, 0, 0, 64,			/* class in the interfaces, 64 bytes */
	SIM_16(SIM_BUILTIN_VENDOR), SIM_16(0x0001), SIM_16(0x0100),
	1, 2, 3, 1,			/* strings, one configuration */

	/* configuration 1: four interfaces, bus powered, wakes the host */
	9, 0x02, SIM_16(CONFIG_BYTES), 4, 1, 0, 0xa0, 50,

	/* interface 0: audio control */
	9, 0x04, 0, 0, 0, 0x01, 0x01, 0x00, 0,
	/* header: class 1.00, streams on interfaces 1 and 2 */
	10, 0x24, 0x01, SIM_16(0x0100), SIM_16(CONTROL_BYTES), 2, 1, 2,
	/* input terminal 1: USB streaming, left and right */
	12, 0x24, 0x02, 1, SIM_16(0x0101), 0, 2, SIM_16(0x0003), 0, 0,
	/* feature unit 2: mute for all, volume for each channel */
	10, 0x24, 0x06, 2, 1, 1, 0x01, 0x02, 0x02, 0,
	/* output terminal 3: headphones */
	9, 0x24, 0x03, 3, SIM_16(0x0302), 0, 2, 0,
	/* input terminal 4: microphone, mono */
	12, 0x24, 0x02, 4, SIM_16(0x0201), 0, 1, SIM_16(0x0000), 0, 0,
	/* feature unit 5: mute and volume for all, one channel without any */
	9, 0x24, 0x06, 5, 4, 1, 0x03, 0x00, 0,
	/* output terminal 6: USB streaming */
	9, 0x24, 0x03, 6, SIM_16(0x0101), 0, 5, 0,

	/* interface 1: playback; altsetting 0 has no bandwidth */
	9, 0x04, 1, 0, 0, 0x01, 0x02, 0x00, 0,
	9, 0x04, 1, 1, 1, 0x01, 0x02, 0x00, 0,
	/* terminal 1, delay 1 frame, PCM */
	7, 0x24, 0x01, 1, 1, SIM_16(0x0001),
	/* type I: two channels of 2 bytes, 16 bits; two rates */
	14, 0x24, 0x02, 0x01, 2, 2, 16, 2, SIM_24(44100), SIM_24(48000),
	/* endpoint 1 OUT: isochronous, adaptive, 48 frames of 4 bytes */
	9, 0x05, 0x01, 0x09, SIM_16(192), 1, 0, 0,
	/* sampling frequency control */
	7, 0x25, 0x01, 0x01, 0, SIM_16(0),

	/* interface 2: capture */
	9, 0x04, 2, 0, 0, 0x01, 0x02, 0x00, 0,
	9, 0x04, 2, 1, 1, 0x01, 0x02, 0x00, 0,
	7, 0x24, 0x01, 6, 1, SIM_16(0x0001),
	14, 0x24, 0x02, 0x01, 1, 2, 16, 2, SIM_24(44100), SIM_24(48000),
	/* endpoint 2 IN: isochronous, asynchronous, 49 frames of 2 bytes */
	9, 0x05, 0x82, 0x05, SIM_16(98), 1, 0, 0,
	7, 0x25, 0x01, 0x01, 0, SIM_16(0),

	/* interface 3: HID, keys; report descriptor of 48 bytes */
	9, 0x04, 3, 0, 1, 0x03, 0x00, 0x00, 0,
	9, 0x21, SIM_16(0x0111), 0, 1, 0x22, SIM_16(48),
	/* endpoint 3 IN: interrupt, 8 bytes, every 8 ms */
	7, 0x05, 0x83, 0x03, SIM_16(8), 8,
};

const size_t sim_builtin_headset_bytes = sizeof(sim_builtin_headset);

_Static_assert(sizeof(sim_builtin_headset) == 18 + CONFIG_BYTES,
	       "wTotalLength of the headset");
