/* SPDX-License-Identifier: GPL-2.0-only */
/* device_double_audio.h: class requests as sound/usb makes them (UAC1 5.2,
 * UAC2 5.2). */
#ifndef DEVICE_DOUBLE_AUDIO_H
#define DEVICE_DOUBLE_AUDIO_H

#include "device_double.h"

enum { SET_CUR = 1, GET_CUR = 0x81, GET_MIN, GET_MAX, GET_RES };
enum { SET_MIN = 2, SET_MAX, SET_RES };
enum { CUR = 1, RANGE = 2 };
enum { TO_INTERFACE = 0x21, TO_ENDPOINT = 0x22 };
enum { MUTE = 0x100, VOLUME = 0x200, FREQUENCY = 0x100 };

static inline struct sim_usb_audio *open_configured(const char *name)
{
	struct sim_usb_audio *audio = device_open(name);

	host_configure(audio, 1);
	return audio;
}

static inline unsigned int unit(unsigned int id, unsigned int interface)
{
	return id << 8 | interface;
}

#endif /* DEVICE_DOUBLE_AUDIO_H */
