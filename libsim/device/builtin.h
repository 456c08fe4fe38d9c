/* SPDX-License-Identifier: GPL-2.0-only */
/* builtin.h: the tables behind builtin.c. */
#ifndef SIM_DEVICE_BUILTIN_H
#define SIM_DEVICE_BUILTIN_H

#include <string.h>

#include "sim/device.h"

#define SIM_16(value)	(uint8_t)((value) & 0xff), (uint8_t)((value) >> 8)
#define SIM_24(value)	SIM_16((value) & 0xffff), (uint8_t)((value) >> 16)
#define SIM_32(value)	SIM_16((value) & 0xffff), SIM_16((value) >> 16 & 0xffff)

/* Vendor 0x1209 is pid.codes', for free projects; 0x0001 is its test PID. */
#define SIM_BUILTIN_VENDOR	0x1209

extern const uint8_t sim_builtin_headset[];
extern const size_t sim_builtin_headset_bytes;
extern const uint8_t sim_builtin_dac[];
extern const size_t sim_builtin_dac_bytes;
extern const uint8_t sim_builtin_microphone[];
extern const size_t sim_builtin_microphone_bytes;

#endif /* SIM_DEVICE_BUILTIN_H */
