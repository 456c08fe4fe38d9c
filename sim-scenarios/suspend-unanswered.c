// SPDX-License-Identifier: GPL-2.0-only
/*
 * suspend-unanswered: the machine sleeps while the DSP streams, and the DSP
 * answers the indication after the driver stopped waiting. Then it ends its
 * stream and wants another one.
 *
 * 7.2 and 7.3 refuse it for ever: docs/findings/suspend-unanswered.md.
 */
#include "sim/scenario.h"

static void sleep_without_answer(void)
{
	int error;

	sim_dsp_set_obedient(false);
	sim_say("the machine goes to sleep");
	error = sim_file_write("/sys/power/state", "freeze");
	sim_say("the machine is awake: %d", error);
	sim_dsp_set_obedient(true);
}

SIM_SCENARIO(suspend_unanswered, "suspend-unanswered",
	     "sleep while a DSP streams that answers too late, then a new stream")
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_config config;
	struct sim_dsp_stream *stream;
	int status;

	stream = sim_offload_arrive(headset, &config);
	if (!stream)
		return;
	sim_sleep_ms(50);
	sleep_without_answer();
	if (sim_dsp_state(stream) == SIM_DSP_STREAMING)
		sim_expect(!sim_offload_stop(stream),
			   "DISABLE was not answered");
	stream = sim_offload_start(&config, &status);
	if (sim_expect(stream, "no stream runs, yet ENABLE is refused with internal status %d",
		       status))
		sim_offload_stop(stream);
}
