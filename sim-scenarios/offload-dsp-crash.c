// SPDX-License-Identifier: GPL-2.0-only
/*
 * offload-dsp-crash: the DSP's firmware dies while it streams. The router says
 * bye for it and the driver cleans up; the headset is plugged again and the
 * restarted DSP streams. (offload-dsp-restart does without the new plug.)
 */
#include "sim/scenario.h"

static struct sim_dsp_stream *stream_somewhat(struct sim_headset *headset)
{
	struct sim_dsp_config config;
	struct sim_dsp_stream *stream = sim_offload_arrive(headset, &config);

	if (stream)
		sim_sleep_ms(100);
	return stream;
}

SIM_SCENARIO(offload_dsp_crash, "offload-dsp-crash",
	     "the DSP says bye while it streams; replug, restart, stream again")
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_stream *stream;

	if (!stream_somewhat(headset))
		return;
	sim_dsp_crash();
	sim_sleep_ms(500);
	sim_headset_unplug(headset);
	sim_expect(!sim_headset_wait_gone(headset, 20000),
		   "the sound card outlives its device");
	sim_dsp_restart();
	stream = stream_somewhat(headset);
	if (stream)
		sim_expect(!sim_offload_stop(stream),
			   "DISABLE was not answered");
}
