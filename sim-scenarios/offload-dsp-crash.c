// SPDX-License-Identifier: GPL-2.0-only
/*
 * offload-dsp-crash: the DSP's firmware dies while it streams. The router says
 * bye for it, the driver cleans up; the restarted DSP streams again.
 *
 * In 7.2 and 7.3 it may not: see docs/findings/opened-after-bye.md. Then a new
 * plug must make it.
 */
#include <errno.h>

#include "sim/scenario.h"

/* The stream on a card that has never been used. */
static struct sim_dsp_stream *start_replugged(struct sim_headset *headset,
					      int *status)
{
	struct sim_dsp_config config;
	int card;

	sim_say("the driver believes that the stream is open; plug again");
	sim_headset_unplug(headset);
	sim_expect(!sim_headset_wait_gone(headset, 20000),
		   "the sound card outlives its device");
	sim_headset_plug(headset);
	card = sim_headset_wait_card(headset, 5000);
	if (!sim_expect(card >= 0, "no sound card appeared within 5 s"))
		return NULL;
	config = sim_offload_config(headset, card);
	return sim_offload_start(&config, status);
}

SIM_SCENARIO(offload_dsp_crash, "offload-dsp-crash",
	     "the DSP says bye while it streams, restarts, streams again")
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_config config;
	struct sim_dsp_stream *stream;
	int card, status;

	sim_headset_plug(headset);
	card = sim_headset_wait_card(headset, 5000);
	if (!sim_expect(card >= 0, "no sound card appeared within 5 s"))
		return;
	config = sim_offload_config(headset, card);
	stream = sim_offload_start(&config, &status);
	if (!sim_expect(stream, "ENABLE failed with internal status %d", status))
		return;
	sim_sleep_ms(100);
	sim_dsp_crash();
	sim_sleep_ms(500);
	sim_dsp_restart();
	stream = sim_offload_start(&config, &status);
	if (!stream && status == -EBUSY)
		stream = start_replugged(headset, &status);
	if (!sim_expect(stream, "ENABLE after the restart failed with %d",
			status))
		return;
	sim_sleep_ms(50);
	sim_expect(!sim_offload_stop(stream), "DISABLE was not answered");
}
