// SPDX-License-Identifier: GPL-2.0-only
/*
 * equal-lives: the headset is plugged, plays by the host and twice by the DSP,
 * and is pulled out, time and again. Each life must leave as much memory in
 * use as the one before, by place of allocation. The first lives fill caches.
 * Those of each CPU, as the nodes of idr_preload(), may fill up one after
 * another, so there are more steps between lives than CPUs (8 at most).
 */
#include "sim/memory.h"
#include "sim/scenario.h"

#define WARM	2	/* lives that are not compared */
#define LIVES	10

static void stream_once(struct sim_headset *headset, int card)
{
	struct sim_dsp_config config = sim_offload_config(headset, card);
	struct sim_dsp_stream *stream;
	int status;

	if (!config.channels)
		return;
	stream = sim_offload_start(&config, &status);
	if (!sim_expect(stream, "ENABLE failed with internal status %d", status))
		return;
	sim_sleep_ms(20);
	sim_expect(!sim_offload_stop(stream), "DISABLE was not answered");
}

static void live(struct sim_headset *headset)
{
	int card = sim_headset_arrive(headset);
	struct sim_pcm pcm = { .card = card, .format = -1 };

	if (!sim_expect(card >= 0, "no sound card appeared within 5 s"))
		return;
	if (sim_card_pcms(card, false, &pcm.device, 1) == 1)
		sim_expect(!sim_headset_perform(headset, &pcm, 20),
			   "playing by the host fails");
	stream_once(headset, card);
	stream_once(headset, card);
	sim_headset_unplug(headset);
	sim_expect(!sim_headset_wait_gone(headset, 10000),
		   "the sound card is still there");
	/* Work, timers and grace periods of the unplug come to their end. */
	sim_sleep_ms(2000);
}

SIM_SCENARIO(equal_lives, "equal-lives",
	     "equal lives of a headset leave equal memory behind")
{
	struct sim_headset *headset = sim_headset();
	struct sim_memory_census *census[LIVES];
	int i;

	for (i = 0; i < WARM + LIVES; i++) {
		live(headset);
		if (i < WARM)
			continue;
		census[i - WARM] = sim_memory_census_take();
		if (!census[i - WARM])
			return;	/* an image that keeps no records */
	}
	sim_memory_census_expect(census, LIVES, "after equal lives");
	for (i = 0; i < LIVES; i++)
		sim_memory_census_free(census[i]);
}
