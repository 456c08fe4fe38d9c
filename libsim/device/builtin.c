// SPDX-License-Identifier: GPL-2.0-only
/*
 * builtin.c: the devices that come with the simulator.
 */
#include "builtin.h"

struct builtin {
	const char *name, *about;
	const void *blob;
	const size_t *bytes;
};

static const struct builtin builtins[] = {
	{ "uac1-headset",
	  "full speed, audio class 1: adaptive stereo playback, mono capture, HID keys",
	  sim_builtin_headset, &sim_builtin_headset_bytes },
	{ "uac2-dac",
	  "high speed, audio class 2: asynchronous stereo playback with feedback, stereo capture, 44.1 to 192 kHz",
	  sim_builtin_dac, &sim_builtin_dac_bytes },
	{ "uac1-microphone",
	  "full speed, audio class 1: mono capture and nothing else",
	  sim_builtin_microphone, &sim_builtin_microphone_bytes },
};

#define BUILTINS	(sizeof(builtins) / sizeof(builtins[0]))

const void *sim_device_builtin(const char *name, size_t *bytes)
{
	unsigned int i;

	for (i = 0; name && i < BUILTINS; i++) {
		if (strcmp(builtins[i].name, name))
			continue;
		*bytes = *builtins[i].bytes;
		return builtins[i].blob;
	}
	return NULL;
}

const char *sim_device_builtin_name(unsigned int index)
{
	return index < BUILTINS ? builtins[index].name : NULL;
}

const char *sim_device_builtin_about(unsigned int index)
{
	return index < BUILTINS ? builtins[index].about : NULL;
}
