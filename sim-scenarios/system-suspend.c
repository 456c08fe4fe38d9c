// SPDX-License-Identifier: GPL-2.0-only
/*
 * system-suspend: the whole machine goes to sleep and wakes, once with an idle
 * headset and once while the DSP streams. In suspend-to-idle the controller
 * keeps its power; in the deep state an idle one loses it.
 *
 * After a deep sleep 7.2 and 7.3 refuse the DSP:
 * docs/findings/sideband-after-power-loss.md.
 */
#include "sim/scenario.h"

static void sleep_and_wake(const char *state, const char *how)
{
	int error;

	sim_say("the machine goes to sleep %s", how);
	error = sim_file_write("/sys/power/state", state);
	sim_expect(!error, "suspending %s failed with %d", how, error);
	sim_say("the machine is awake");
}

static void play_a_little(struct sim_headset *headset, int card)
{
	struct sim_pcm pcm = { .card = card, .format = -1 };
	int error;

	if (sim_card_pcms(card, false, &pcm.device, 1) < 1)
		return;
	error = sim_headset_perform(headset, &pcm, 100);
	sim_expect(!error, "playing after the resume failed with %d", error);
}

static void sleep_twice(const char *state)
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_config config;
	struct sim_dsp_stream *stream;
	int card, status;

	card = sim_headset_arrive(headset);
	if (card < 0)
		return;
	sleep_and_wake(state, "idle");
	play_a_little(headset, card);

	config = sim_offload_config(headset, card);
	stream = sim_offload_start(&config, &status);
	if (!sim_expect(stream, "ENABLE failed with internal status %d", status))
		return;
	sim_sleep_ms(50);
	sleep_and_wake(state, "while the DSP streams");
	if (sim_dsp_state(stream) == SIM_DSP_STREAMING)
		sim_expect(!sim_offload_stop(stream),
			   "DISABLE was not answered");
	play_a_little(headset, card);
}

SIM_SCENARIO(system_suspend, "system-suspend",
	     "suspend to idle and resume, idle and while the DSP streams")
{
	sleep_twice("freeze");
}

SIM_SCENARIO(system_suspend_deep, "system-suspend-deep",
	     "suspend to RAM: an idle controller loses its power")
{
	sleep_twice("mem");
}
