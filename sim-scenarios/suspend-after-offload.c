// SPDX-License-Identifier: GPL-2.0-only
/*
 * suspend-after-offload: the machine sleeps while the DSP streams, which ends
 * the stream; the next sleep finds an idle headset and must suspend it.
 *
 * 7.2 and 7.3 leave it at work: docs/findings/offload-usage-after-suspend.md.
 */
#include "sim/scenario.h"

static uint64_t suspends(struct sim_headset *headset)
{
	struct sim_usb_audio_state state;

	sim_usb_audio_state(sim_headset_audio(headset), &state);
	return state.suspends;
}

static void sleep_and_wake(const char *how)
{
	int error;

	sim_say("the machine goes to sleep %s", how);
	error = sim_file_write("/sys/power/state", "freeze");
	sim_expect(!error, "suspending %s failed with %d", how, error);
	sim_say("the machine is awake");
}

SIM_SCENARIO(suspend_after_offload, "suspend-after-offload",
	     "sleep while the DSP streams, then idle: the second must suspend")
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_config config;
	struct sim_dsp_stream *stream;
	uint64_t before;
	int card, status;

	card = sim_headset_arrive(headset);
	if (card < 0)
		return;
	before = suspends(headset);
	sleep_and_wake("idle");
	sim_expect(suspends(headset) > before,
		   "an idle headset was not suspended");
	config = sim_offload_config(headset, card);
	stream = sim_offload_start(&config, &status);
	if (!sim_expect(stream, "ENABLE failed with internal status %d", status))
		return;
	sim_sleep_ms(50);
	sleep_and_wake("while the DSP streams");
	if (sim_dsp_state(stream) == SIM_DSP_STREAMING)
		sim_expect(!sim_offload_stop(stream),
			   "DISABLE was not answered");
	before = suspends(headset);
	sleep_and_wake("idle again");
	sim_expect(suspends(headset) > before,
		   "nothing streams, yet the headset was left at work in system sleep");
}
