// SPDX-License-Identifier: GPL-2.0-only
/*
 * unbind-silent-dsp: snd-usb-audio is taken off a headset that the DSP streams
 * to. The DSP hears the indication and never answers, so the driver waits its
 * ten seconds and cleans up by itself. The endpoint is stopped by then, but
 * the DSP's firmware may still write to what was taken from it.
 */
#include <stdio.h>
#include <string.h>

#include "sim/scenario.h"

SIM_SCENARIO(unbind_silent_dsp, "unbind-silent-dsp",
	     "unbind snd-usb-audio while a DSP streams that never answers")
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_config config;
	char interface[64];
	int card, status, error;

	sim_headset_plug(headset);
	card = sim_headset_wait_card(headset, 5000);
	if (!sim_expect(card >= 0, "no sound card appeared within 5 s"))
		return;
	config = sim_offload_config(headset, card);
	if (!sim_expect(sim_offload_start(&config, &status),
			"ENABLE failed with internal status %d", status))
		return;
	sim_sleep_ms(50);
	sim_dsp_set_obedient(false);
	snprintf(interface, sizeof(interface), "%s:1.0",
		 strrchr(sim_headset_path(headset), '/') + 1);
	sim_say("unbind %s", interface);
	error = sim_file_write("/sys/bus/usb/drivers/snd-usb-audio/unbind",
			       interface);
	sim_expect(!error, "unbinding failed with %d", error);
}
