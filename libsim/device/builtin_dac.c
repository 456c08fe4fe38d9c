// SPDX-License-Identifier: GPL-2.0-only
/*
 * builtin_dac.c: "uac2-dac", a high speed audio class 2 converter.
 *
 * Terminal 1 (USB) -> feature unit 2 -> terminal 3 (line out);
 * terminal 4 (line in) -> feature unit 5 -> terminal 6 (USB); clock 16 for
 * all. 25 frames a microframe: 192 kHz needs 24, one more to run ahead.
 * From USB 2.0 9.6, Audio 2.0 4 and A, Audio Formats 2.0 2.3.
 */
#include "builtin.h"

#define CONTROL_BYTES	(9 + 8 + 2 * (17 + 18 + 12))
#define ALT_BYTES	(9 + 16 + 6 + 7 + 8)
#define CONFIG_BYTES	(9 + 8 + 9 + CONTROL_BYTES + 7 + \
			 9 + 2 * (ALT_BYTES + 7) + 9 + 2 * ALT_BYTES)

/* An altsetting up to its data endpoint; @bytes a sample, @bits of them used. */
#define ALT(interface, alt, endpoints, terminal, bytes, bits)		\
	9, 0x04, interface, alt, endpoints, 0x01, 0x02, 0x20, 0,	\
	/* terminal, no controls, type I, PCM, left and right */	\
	16, 0x24, 0x01, terminal, 0, 0x01, SIM_32(1), 2, SIM_32(3), 0,	\
	6, 0x24, 0x02, 0x01, bytes, bits

#define DATA(address, attributes, bytes)				\
	7, 0x05, address, attributes, SIM_16(25 * 2 * (bytes)), 1,	\
	8, 0x25, 0x01, 0, 0, 0, SIM_16(0)

/* endpoint 1 IN: isochronous, feedback, 4 bytes, every 8 microframes */
#define FEEDBACK	7, 0x05, 0x81, 0x11, SIM_16(4), 4

const uint8_t sim_builtin_dac[] = {
	/* device: class by interface association */
	18, 0x01, SIM_16(0x0200), 0xef, 0x02, 0x01, 64,
	SIM_16(SIM_BUILTIN_VENDOR), SIM_16(0x0002), SIM_16(0x0100),
	1, 2, 3, 1,

	/* configuration 1: three interfaces, self powered, wakes the host */
	9, 0x02, SIM_16(CONFIG_BYTES), 3, 1, 0, 0xe0, 0,
	/* interfaces 0 to 2 are one audio function, class 2.0 */
	8, 0x0b, 0, 3, 0x01, 0x00, 0x20, 0,

	/* interface 0: audio control, with interrupts */
	9, 0x04, 0, 0, 1, 0x01, 0x01, 0x20, 0,
	/* header: class 2.00, I/O box */
	9, 0x24, 0x01, SIM_16(0x0200), 0x08, SIM_16(CONTROL_BYTES), 0,
	/* clock 16: internal programmable; rate can be set, validity read */
	8, 0x24, 0x0a, 16, 0x03, 0x07, 0, 0,
	/* input terminal 1: USB streaming, clock 16, left and right */
	17, 0x24, 0x02, 1, SIM_16(0x0101), 0, 16, 2, SIM_32(3), 0, SIM_16(0), 0,
	/* feature unit 2: mute for all, volume for each channel */
	18, 0x24, 0x06, 2, 1, SIM_32(0x03), SIM_32(0x0c), SIM_32(0x0c), 0,
	/* output terminal 3: line connector */
	12, 0x24, 0x03, 3, SIM_16(0x0603), 0, 2, 16, SIM_16(0x0004), 0,
	/* input terminal 4: line connector */
	17, 0x24, 0x02, 4, SIM_16(0x0603), 0, 16, 2, SIM_32(3), 0,
	SIM_16(0x0004), 0,
	/* feature unit 5: mute for all, volume for each channel */
	18, 0x24, 0x06, 5, 4, SIM_32(0x03), SIM_32(0x0c), SIM_32(0x0c), 0,
	/* output terminal 6: USB streaming */
	12, 0x24, 0x03, 6, SIM_16(0x0101), 0, 5, 16, SIM_16(0), 0,
	/* endpoint 3 IN: interrupt, 6 bytes, every millisecond */
	7, 0x05, 0x83, 0x03, SIM_16(6), 4,

	/* interface 1: playback; no bandwidth, 16 bits, 32 bits */
	9, 0x04, 1, 0, 0, 0x01, 0x02, 0x20, 0,
	ALT(1, 1, 2, 1, 2, 16), DATA(0x01, 0x05, 2), FEEDBACK,
	ALT(1, 2, 2, 1, 4, 32), DATA(0x01, 0x05, 4), FEEDBACK,

	/* interface 2: capture; no bandwidth, 16 bits, 32 bits */
	9, 0x04, 2, 0, 0, 0x01, 0x02, 0x20, 0,
	ALT(2, 1, 1, 6, 2, 16), DATA(0x82, 0x05, 2),
	ALT(2, 2, 1, 6, 4, 32), DATA(0x82, 0x05, 4),
};

const size_t sim_builtin_dac_bytes = sizeof(sim_builtin_dac);

_Static_assert(sizeof(sim_builtin_dac) == 18 + CONFIG_BYTES,
	       "wTotalLength of the DAC");
