// SPDX-License-Identifier: GPL-2.0-only
/*
 * offload-dsp-restart: the DSP's firmware dies while it streams and starts
 * again; the headset stays plugged, and the DSP asks for its stream anew.
 *
 * 7.2 and 7.3 refuse it: docs/findings/opened-after-bye.md.
 */
#include "sim/scenario.h"

SIM_SCENARIO(offload_dsp_restart, "offload-dsp-restart",
	     "the DSP dies while it streams, restarts, asks for its stream")
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_config config;
	struct sim_dsp_stream *stream;
	int status;

	stream = sim_offload_arrive(headset, &config);
	if (!stream)
		return;
	sim_sleep_ms(100);
	sim_dsp_crash();
	sim_sleep_ms(500);
	sim_dsp_restart();
	stream = sim_offload_start(&config, &status);
	if (!sim_expect(stream, "the restarted DSP's ENABLE failed with %d",
			status))
		return;
	sim_sleep_ms(50);
	sim_expect(!sim_offload_stop(stream), "DISABLE was not answered");
}
