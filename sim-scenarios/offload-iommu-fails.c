// SPDX-License-Identifier: GPL-2.0-only
/*
 * offload-iommu-fails: one of the mappings that a stream needs cannot be made.
 * The ENABLE must fail, whichever mapping it is, and the next one must run.
 */
#include <stdio.h>

#include "sim/scenario.h"

/* Transfer ring, event ring, transfer buffer of a stream without feedback. */
#define MAPPINGS 3

static void fail_nth(unsigned int nth)
{
	char text[16];
	int error;

	snprintf(text, sizeof(text), "%u", nth);
	error = sim_file_write("/sys/module/sim/parameters/iommu_fail_nth",
			       text);
	sim_expect(!error, "setting iommu_fail_nth failed with %d", error);
}

SIM_SCENARIO(offload_iommu_fails, "offload-iommu-fails",
	     "a mapping of the stream fails: ENABLE fails, the next one runs")
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_config config;
	struct sim_dsp_stream *stream;
	unsigned int nth;
	int card, status;

	sim_headset_plug(headset);
	card = sim_headset_wait_card(headset, 5000);
	if (!sim_expect(card >= 0, "no sound card appeared within 5 s"))
		return;
	config = sim_offload_config(headset, card);
	for (nth = 1; nth <= MAPPINGS; nth++) {
		sim_say("mapping %u fails", nth);
		fail_nth(nth);
		stream = sim_offload_start(&config, &status);
		if (!sim_expect(!stream, "ENABLE succeeded without mapping %u",
				nth))
			return;
		sim_say("refused with %d", status);
	}
	fail_nth(0);
	stream = sim_offload_start(&config, &status);
	if (!sim_expect(stream, "ENABLE failed with %d afterwards", status))
		return;
	sim_sleep_ms(20);
	sim_expect(!sim_offload_stop(stream), "DISABLE was not answered");
}
