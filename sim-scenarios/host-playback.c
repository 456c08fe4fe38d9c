// SPDX-License-Identifier: GPL-2.0-only
/*
 * host-playback: an application plays on the headset through the host's own
 * driver; the device hears exactly what was written.
 */
#include "sim/scenario.h"

SIM_SCENARIO(host_playback, "host-playback",
	     "ALSA application plays one second, compared at the device")
{
	struct sim_headset *headset = sim_headset();
	struct sim_pcm pcm = { .format = -1 };
	int card, error;

	card = sim_headset_arrive(headset);
	if (card < 0)
		return;
	pcm.card = card;
	if (sim_card_pcms(card, false, &pcm.device, 1) < 1) {
		sim_say("the device has no playback: nothing to do");
		return;
	}
	error = sim_headset_perform(headset, &pcm, 1000);
	sim_expect(!error, "playing failed with error %d", error);
}
