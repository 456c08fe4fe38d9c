// SPDX-License-Identifier: GPL-2.0-only
/*
 * autosuspend: an idle headset is suspended after its delay; one that the DSP
 * uses is not, and it may sleep again afterwards.
 */
#include <stdio.h>

#include "sim/scenario.h"

static bool is_state(struct sim_headset *headset, const char *state)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/power/runtime_status",
		 sim_headset_path(headset));
	return sim_file_is(path, state);
}

static void set_power(struct sim_headset *headset, const char *file,
		      const char *value)
{
	char path[128];
	int error;

	snprintf(path, sizeof(path), "%s/power/%s", sim_headset_path(headset),
		 file);
	error = sim_file_write(path, value);
	sim_expect(!error, "writing \"%s\" to %s failed with %d", value, path,
		   error);
}

SIM_SCENARIO(autosuspend, "autosuspend",
	     "idle headset suspends; a stream of the DSP keeps it awake")
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_config config;
	struct sim_dsp_stream *stream;
	int card, status;

	card = sim_headset_arrive(headset);
	if (card < 0)
		return;
	set_power(headset, "autosuspend_delay_ms", "500");
	set_power(headset, "control", "auto");
	sim_expect(sim_sleep_wait(sim_headset_path(headset), 5000),
		   "the idle headset did not suspend within 5 s");
	sim_say("the idle headset sleeps");

	config = sim_offload_config(headset, card);
	stream = sim_offload_start(&config, &status);
	if (!sim_expect(stream, "ENABLE failed with internal status %d", status))
		return;
	sim_sleep_ms(3000);
	sim_expect(is_state(headset, "active"),
		   "the headset is not active while the DSP streams");
	sim_say("it stays awake while the DSP streams");
	sim_expect(!sim_offload_stop(stream), "DISABLE was not answered");
	sim_expect(sim_sleep_wait(sim_headset_path(headset), 5000),
		   "the headset did not suspend within 5 s after the stream");
	sim_say("and sleeps again afterwards");
}
