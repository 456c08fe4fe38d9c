// SPDX-License-Identifier: GPL-2.0-only
/*
 * boot: the machine starts, finds its controller and enumerates a headset.
 */
#include "sim/scenario.h"

SIM_SCENARIO(boot, "boot", "start, plug the device, find its sound card")
{
	struct sim_headset *headset = sim_headset();
	unsigned int playback[8], capture[8];
	int card, outputs, inputs;

	card = sim_headset_arrive(headset);
	if (card < 0)
		return;
	outputs = sim_card_pcms(card, false, playback, 8);
	inputs = sim_card_pcms(card, true, capture, 8);
	sim_say("sound card %d: %d playback and %d capture devices", card,
		outputs, inputs);
}
