// SPDX-License-Identifier: GPL-2.0-only
/*
 * offload-large-buffer: the DSP asks for a transfer buffer as large as the
 * driver lends one, 96 KiB, and streams for longer than it takes to go once
 * through it. No TRB may cross a boundary of 64 KiB.
 */
#include "sim/scenario.h"

SIM_SCENARIO(offload_large_buffer, "offload-large-buffer",
	     "the DSP streams from the largest transfer buffer there is")
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_config config;
	struct sim_dsp_stream_counters counters;
	struct sim_dsp_stream *stream;
	int card, status;

	card = sim_headset_arrive(headset);
	if (card < 0)
		return;
	config = sim_offload_config(headset, card);
	config.buffer_bytes = 96 << 10;
	stream = sim_offload_start(&config, &status);
	if (!sim_expect(stream, "ENABLE failed with internal status %d", status))
		return;
	sim_sleep_ms(1000);
	sim_dsp_counters(stream, &counters);
	sim_expect(counters.packets > 500, "after 1 s only %llu packets were sent",
		   (unsigned long long)counters.packets);
	sim_expect(!sim_offload_stop(stream), "DISABLE was not answered");
}
