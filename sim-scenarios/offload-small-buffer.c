// SPDX-License-Identifier: GPL-2.0-only
/*
 * offload-small-buffer: the DSP asks for a transfer buffer of one page, for a
 * device whose feedback packets take a page: nothing is left to stream from. The
 * ENABLE is granted, the firmware gives back what it cannot use, so the same
 * stream, asked for properly, must run. The device is uac2-dac, whatever
 * --device names, as the other one built in has no feedback.
 */
#include <errno.h>

#include "sim/scenario.h"

static bool sim_ask_for_page(struct sim_dsp_config config)
{
	struct sim_dsp_stream *stream;
	int status;

	config.buffer_bytes = 4096;
	stream = sim_offload_start(&config, &status);
	return sim_expect(!stream, "the DSP streams from a buffer of one page") &&
	       sim_expect(status == -EPROTO,
			  "ENABLE with a buffer of one page failed with internal status %d",
			  status);
}

SIM_SCENARIO(offload_small_buffer, "offload-small-buffer",
	     "what the DSP cannot use of a grant it gives back; the next stream runs")
{
	struct sim_headset *headset = sim_headset_another("uac2-dac");
	struct sim_dsp_stream_counters counters;
	struct sim_dsp_config config;
	struct sim_dsp_stream *stream;
	int card, status;

	card = sim_headset_arrive(headset);
	if (card < 0)
		return;
	config = sim_offload_config(headset, card);
	if (!sim_ask_for_page(config))
		return;
	stream = sim_offload_start(&config, &status);
	if (!sim_expect(stream, "after a buffer of one page the proper ENABLE failed with internal status %d",
			status))
		return;
	sim_sleep_ms(30);
	sim_dsp_counters(stream, &counters);
	sim_expect(counters.events, "the stream does not move");
	sim_expect(!sim_offload_stop(stream), "DISABLE was not answered");
}
