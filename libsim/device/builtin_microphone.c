// SPDX-License-Identifier: GPL-2.0-only
/*
 * builtin_microphone.c: "uac1-microphone", a full speed audio class 1 device
 * that only records: nothing for the DSP to play to.
 *
 * Terminal 1 (microphone) -> feature unit 2 -> terminal 3 (USB).
 * From USB 2.0 9.6, Audio 1.0 4 and A, Audio Formats 1.0 2.2.
 */
#include "builtin.h"

#define CONTROL_BYTES	(9 + 12 + 9 + 9)
#define STREAM_BYTES	(9 + 9 + 7 + 11 + 9 + 7)
#define CONFIG_BYTES	(9 + 9 + CONTROL_BYTES + STREAM_BYTES)

const uint8_t sim_builtin_microphone[] = {
	/* device */
	18, 0x01, SIM_16(0x0200),
	0, 0, 0, 64,
	SIM_16(SIM_BUILTIN_VENDOR), SIM_16(0x0003), SIM_16(0x0100),
	1, 2, 3, 1,

	/* configuration 1: two interfaces, bus powered */
	9, 0x02, SIM_16(CONFIG_BYTES), 2, 1, 0, 0x80, 50,

	/* interface 0: audio control */
	9, 0x04, 0, 0, 0, 0x01, 0x01, 0x00, 0,
	/* header: class 1.00, a stream on interface 1 */
	9, 0x24, 0x01, SIM_16(0x0100), SIM_16(CONTROL_BYTES), 1, 1,
	/* input terminal 1: microphone, mono */
	12, 0x24, 0x02, 1, SIM_16(0x0201), 0, 1, SIM_16(0x0000), 0, 0,
	/* feature unit 2: mute and volume for all, one channel without any */
	9, 0x24, 0x06, 2, 1, 1, 0x03, 0x00, 0,
	/* output terminal 3: USB streaming */
	9, 0x24, 0x03, 3, SIM_16(0x0101), 0, 2, 0,

	/* interface 1: capture; altsetting 0 has no bandwidth */
	9, 0x04, 1, 0, 0, 0x01, 0x02, 0x00, 0,
	9, 0x04, 1, 1, 1, 0x01, 0x02, 0x00, 0,
	/* terminal 3, delay 1 frame, PCM */
	7, 0x24, 0x01, 3, 1, SIM_16(0x0001),
	/* type I: one channel of 2 bytes, 16 bits; one rate */
	11, 0x24, 0x02, 0x01, 1, 2, 16, 1, SIM_24(48000),
	/* endpoint 1 IN: isochronous, asynchronous, 49 frames of 2 bytes */
	9, 0x05, 0x81, 0x05, SIM_16(98), 1, 0, 0,
	/* sampling frequency control */
	7, 0x25, 0x01, 0x01, 0, SIM_16(0),
};

const size_t sim_builtin_microphone_bytes = sizeof(sim_builtin_microphone);

_Static_assert(sizeof(sim_builtin_microphone) == 18 + CONFIG_BYTES,
	       "wTotalLength of the microphone");
