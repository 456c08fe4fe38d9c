// SPDX-License-Identifier: GPL-2.0-only
/*
 * offload-late-goodbye: the DSP's client ends its stream and closes its port,
 * its successor asks for the stream at once. The name service's word that the
 * port is gone comes a little later, from its own work queue (net/qrtr/ns.c).
 *
 * 7.2 and 7.3 end the new stream: docs/findings/late-goodbye.md.
 */
#include "sim/scenario.h"

#define SIM_WORD_US	100

SIM_SCENARIO(offload_late_goodbye, "offload-late-goodbye",
	     "the DSP hears of its old client's end after the new one's ENABLE")
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_stream_counters before, after;
	struct sim_dsp_config config;
	struct sim_dsp_stream *stream;
	int status;

	stream = sim_offload_arrive(headset, &config);
	if (!stream)
		return;
	sim_sleep_ms(50);
	sim_expect(!sim_offload_stop(stream), "DISABLE was not answered");
	sim_dsp_reopen(SIM_WORD_US);
	stream = sim_offload_start(&config, &status);
	if (!sim_expect(stream, "the new client's ENABLE failed with %d",
			status))
		return;
	sim_sleep_ms(100);
	sim_dsp_counters(stream, &before);
	sim_sleep_ms(100);
	sim_dsp_counters(stream, &after);
	sim_expect(after.events > before.events,
		   "the new client's stream does not move: %llu packets, %llu events",
		   (unsigned long long)after.packets,
		   (unsigned long long)after.events);
	sim_expect(!sim_offload_stop(stream), "DISABLE was not answered");
}
