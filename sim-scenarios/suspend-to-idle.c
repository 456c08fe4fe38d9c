// SPDX-License-Identifier: GPL-2.0-only
/*
 * suspend-to-idle: the machine sleeps with its devices suspended but powered,
 * and the alarm wakes it; then the headset plays as before.
 */
#include "sim/scenario.h"

#define MEM_SLEEP	"/sys/power/mem_sleep"
#define WAKE_ALARM	"/sys/devices/platform/alarm/wakealarm_ms"

static void play_a_little(struct sim_headset *headset, int card)
{
	struct sim_pcm pcm = { .card = card, .format = -1 };
	int error;

	if (sim_card_pcms(card, false, &pcm.device, 1) < 1)
		return;
	error = sim_headset_perform(headset, &pcm, 100);
	sim_expect(!error, "playing after the resume failed with %d", error);
}

SIM_SCENARIO(suspend_to_idle, "suspend-to-idle",
	     "suspend to idle with an alarm after half a second, then play")
{
	struct sim_headset *headset = sim_headset();
	int card, error;

	card = sim_headset_arrive(headset);
	if (card < 0)
		return;
	sim_expect(!sim_file_write(WAKE_ALARM, "500"), "there is no alarm");
	sim_expect(!sim_file_write(MEM_SLEEP, "s2idle"),
		   "suspend-to-idle is not offered");
	sim_say("the machine goes to sleep, devices keep their power");
	error = sim_file_write("/sys/power/state", "mem");
	sim_expect(!error, "suspending failed with %d", error);
	sim_say("the machine is awake");
	play_a_little(headset, card);
}
