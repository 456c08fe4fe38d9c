// SPDX-License-Identifier: GPL-2.0-only
/*
 * offload-lifecycle: the main job. The headset is enumerated, the DSP asks for
 * its stream, plays one second by itself, gives it back; the plug is pulled.
 */
#include <stdlib.h>

#include "sim/scenario.h"

static void check_what_was_heard(struct sim_dsp_stream *stream,
				 struct sim_stream_compare *heard)
{
	struct sim_dsp_stream_counters counters;

	sim_dsp_counters(stream, &counters);
	sim_say("the DSP queued %llu packets, %llu bytes, and saw %llu events",
		(unsigned long long)counters.packets,
		(unsigned long long)counters.bytes,
		(unsigned long long)counters.events);
	sim_say("the device heard %llu bytes, %llu wrong",
		(unsigned long long)heard->matched,
		(unsigned long long)heard->wrong);
	sim_expect(!heard->wrong, "the device heard something else than the DSP played");
	sim_expect(!counters.errors, "%llu transfers failed",
		   (unsigned long long)counters.errors);
	sim_expect(heard->matched > counters.bytes / 2,
		   "only %llu of %llu bytes reached the device",
		   (unsigned long long)heard->matched,
		   (unsigned long long)counters.bytes);
}

static unsigned long length_ms(void)
{
	const char *option = sim_option("length_ms");

	return option ? strtoul(option, NULL, 10) : 1000;
}

static bool fits_length(const char *value)
{
	char *end;
	unsigned long length = strtoul(value, &end, 10);

	return *value >= '0' && *value <= '9' && !*end && length &&
	       length <= 600000;
}

static const struct sim_scenario_option options[] = {
	{ "length_ms", "virtual milliseconds from 1 to 600000", fits_length },
	{ 0 }
};

SIM_SCENARIO(offload_lifecycle, "offload-lifecycle",
	     "enumerate, ENABLE, stream one second by DSP, DISABLE, unplug",
	     .options = options)
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_config config;
	struct sim_dsp_stream *stream;
	int card, status;

	card = sim_headset_arrive(headset);
	if (card < 0)
		return;
	config = sim_offload_config(headset, card);
	if (!config.channels) {
		sim_say("the device has no playback: nothing to offload");
		return;
	}
	config.compare = sim_headset_listen(headset, config.channels *
					    config.sample_bytes);
	stream = sim_offload_start(&config, &status);
	if (!sim_expect(stream, "ENABLE failed with internal status %d", status))
		return;
	sim_sleep_ms(length_ms());
	check_what_was_heard(stream, config.compare);
	sim_expect(!sim_offload_stop(stream), "DISABLE was not answered");
	sim_headset_unplug(headset);
	sim_expect(!sim_headset_wait_gone(headset, 5000),
		   "the sound card is still there 5 s after the unplug");
}
