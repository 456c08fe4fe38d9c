// SPDX-License-Identifier: GPL-2.0-only
/*
 * host-capture: an application records; what it reads is what the device's
 * microphone sent, without a gap.
 */
#include "sim/scenario.h"

SIM_SCENARIO(host_capture, "host-capture",
	     "ALSA application records one second, compared with the device")
{
	struct sim_headset *headset = sim_headset();
	struct sim_pcm pcm = { .format = -1, .capture = true };
	int card, error;

	card = sim_headset_arrive(headset);
	if (card < 0)
		return;
	pcm.card = card;
	if (sim_card_pcms(card, true, &pcm.device, 1) < 1) {
		sim_say("the device has no capture: nothing to do");
		return;
	}
	error = sim_headset_perform(headset, &pcm, 1000);
	sim_expect(!error, "recording failed with error %d", error);
}
