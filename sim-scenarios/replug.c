// SPDX-License-Identifier: GPL-2.0-only
/*
 * replug: an idle device is pulled out and plugged in again; its sound card
 * goes and comes back.
 */
#include "sim/scenario.h"

SIM_SCENARIO(replug, "replug", "pull the idle device out, plug it in again")
{
	struct sim_headset *headset = sim_headset();
	int card;

	for (int i = 0; i < 2; i++) {
		sim_headset_plug(headset);
		card = sim_headset_bind(headset);
		sim_expect(card >= 0, "no sound card appeared, error %d", card);
		sim_headset_unplug(headset);
		sim_expect(!sim_headset_wait_gone(headset, 5000),
			   "the sound card is still there");
	}
}
