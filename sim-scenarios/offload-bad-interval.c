// SPDX-License-Identifier: GPL-2.0-only
/*
 * offload-bad-interval: the DSP asks for a service interval that no endpoint
 * can have and is refused; the same stream, asked for properly, must run.
 */
#include "sim/scenario.h"

SIM_SCENARIO(offload_bad_interval, "offload-bad-interval",
	     "ENABLE with an impossible interval is refused, the next one runs")
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_config config, bad;
	struct sim_dsp_stream *stream;
	int card, status, refusal;

	sim_headset_plug(headset);
	card = sim_headset_wait_card(headset, 5000);
	if (!sim_expect(card >= 0, "no sound card appeared within 5 s"))
		return;
	config = sim_offload_config(headset, card);
	bad = config;
	bad.service_interval_us = 333;
	stream = sim_offload_start(&bad, &status);
	if (!sim_expect(!stream, "an interval of 333 us was granted"))
		return;
	refusal = status;
	sim_say("refused with %d", refusal);
	stream = sim_offload_start(&config, &status);
	if (!sim_expect(stream, "after an ENABLE that was refused with error %d the proper one fails with %d",
			refusal, status))
		return;
	sim_sleep_ms(20);
	sim_expect(!sim_offload_stop(stream), "DISABLE was not answered");
}
