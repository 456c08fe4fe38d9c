// SPDX-License-Identifier: GPL-2.0-only
/*
 * module-unbind: drivers are taken off a headset that the DSP streams to, and
 * put back: first snd-usb-audio, then the vendor driver.
 */
#include <stdio.h>
#include <string.h>

#include "sim/scenario.h"

#define USB_AUDIO "/sys/bus/usb/drivers/snd-usb-audio/"
#define OFFLOAD "/sys/bus/auxiliary/drivers/qc_audio_offload.qc-usb-audio-offload/"

static struct sim_dsp_stream *start(struct sim_headset *headset)
{
	struct sim_dsp_stream *stream;
	struct sim_dsp_config config;
	int card, status;

	card = sim_headset_wait_card(headset, 5000);
	if (!sim_expect(card >= 0, "no sound card appeared within 5 s"))
		return NULL;
	config = sim_offload_config(headset, card);
	stream = sim_offload_start(&config, &status);
	sim_expect(stream, "ENABLE failed with internal status %d", status);
	sim_sleep_ms(50);
	return stream;
}

static void take_off(const char *driver, const char *device)
{
	char path[160];
	int error;

	snprintf(path, sizeof(path), "%sunbind", driver);
	sim_say("unbind %s", device);
	error = sim_file_write(path, device);
	sim_expect(!error, "unbinding %s failed with %d", device, error);
}

static void put_back(const char *driver, const char *device)
{
	char path[160];
	int error;

	snprintf(path, sizeof(path), "%sbind", driver);
	sim_say("bind %s", device);
	error = sim_file_write(path, device);
	sim_expect(!error, "binding %s failed with %d", device, error);
}

/*
 * All interfaces that the driver holds. The control interface's driver claims
 * the streaming interfaces and does not let go of them when it is unbound, so
 * taking off the first alone leaves no stream for whoever binds again.
 */
static void take_off_interfaces(const char *device)
{
	char interface[64], path[160], text[16];
	int number;

	for (number = 0; number < 16; number++) {
		snprintf(interface, sizeof(interface), "%s:1.%d", device,
			 number);
		snprintf(path, sizeof(path), "%s%s/bInterfaceNumber",
			 USB_AUDIO, interface);
		if (sim_file_read(path, text, sizeof(text)) >= 0)
			take_off(USB_AUDIO, interface);
	}
}

SIM_SCENARIO(module_unbind, "module-unbind",
	     "unbind and bind snd-usb-audio and the vendor driver in a stream")
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_stream *stream;
	const char *device;
	char interface[64];

	sim_headset_plug(headset);
	stream = start(headset);
	if (!stream)
		return;
	device = strrchr(sim_headset_path(headset), '/') + 1;
	take_off_interfaces(device);
	sim_expect(!sim_headset_wait_gone(headset, 20000),
		   "the sound card outlives its driver");
	snprintf(interface, sizeof(interface), "%s:1.0", device);
	put_back(USB_AUDIO, interface);

	if (!start(headset))
		return;
	take_off(OFFLOAD, "q6usb.qc-usb-audio-offload.0");
	put_back(OFFLOAD, "q6usb.qc-usb-audio-offload.0");
	stream = start(headset);
	if (stream)
		sim_expect(!sim_offload_stop(stream),
			   "DISABLE was not answered");
}
