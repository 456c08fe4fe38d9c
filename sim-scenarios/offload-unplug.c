// SPDX-License-Identifier: GPL-2.0-only
/*
 * offload-unplug: the plug is pulled while the DSP streams. The driver tells
 * the DSP, the DSP answers by DISABLE, and everything is given back.
 */
#include "sim/scenario.h"

SIM_SCENARIO(offload_unplug, "offload-unplug",
	     "unplug while the DSP streams: indication, answer, clean-up")
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_config config;
	struct sim_dsp_stream *stream;
	uint64_t pulled_ns;
	int card, status;

	stream = sim_offload_arrive(headset, &config);
	if (!stream)
		return;
	sim_sleep_ms(100);
	pulled_ns = sim_time_now_ns();
	sim_headset_unplug(headset);
	sim_expect(!sim_headset_wait_gone(headset, 20000),
		   "the sound card is still there 20 s after the unplug");
	sim_expect(sim_dsp_disconnects() > 0,
		   "the DSP was never told of the disconnect");
	sim_say("cleaned up %llu ms after the unplug",
		(unsigned long long)(sim_time_now_ns() - pulled_ns) / 1000000);

	sim_expect(sim_time_now_ns() - pulled_ns < 5000000000ull,
		   "cleaning up took longer than 5 s although the DSP answers");

	sim_say("once more, to see that nothing was left behind");
	card = sim_headset_arrive(headset);
	if (card < 0)
		return;
	config = sim_offload_config(headset, card);
	stream = sim_offload_start(&config, &status);
	if (!sim_expect(stream, "ENABLE after a replug failed with %d", status))
		return;
	sim_sleep_ms(20);
	sim_expect(!sim_offload_stop(stream), "DISABLE was not answered");
}
