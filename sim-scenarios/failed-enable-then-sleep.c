// SPDX-License-Identifier: GPL-2.0-only
/*
 * failed-enable-then-sleep: an ENABLE fails because the IOMMU has no room; the
 * idle headset must be able to suspend as before.
 *
 * 7.2 and 7.3 keep it awake: docs/findings/failed-enable-keeps-awake.md.
 */
#include <stdio.h>

#include "sim/scenario.h"

#define IOMMU_FAILS	"/sys/module/sim/parameters/iommu_fail_nth"

static void set_power(struct sim_headset *headset, const char *file,
		      const char *value)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/power/%s", sim_headset_path(headset),
		 file);
	sim_expect(!sim_file_write(path, value), "writing %s failed", path);
}

static bool is_suspended(void *headset)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/power/runtime_status",
		 sim_headset_path(headset));
	return sim_file_is(path, "suspended");
}

SIM_SCENARIO(failed_enable_then_sleep, "failed-enable-then-sleep",
	     "ENABLE without room in the IOMMU, then the idle headset must sleep")
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_config config;
	int card, status;

	card = sim_headset_arrive(headset);
	if (card < 0)
		return;
	set_power(headset, "autosuspend_delay_ms", "100");
	set_power(headset, "control", "auto");
	sim_expect(sim_wait_until(is_suspended, headset, 5000),
		   "the idle headset did not suspend within 5 s");
	config = sim_offload_config(headset, card);
	sim_file_write(IOMMU_FAILS, "1");
	sim_expect(!sim_offload_start(&config, &status),
		   "ENABLE succeeded without a mapping");
	sim_say("ENABLE failed with internal status %d", status);
	sim_file_write(IOMMU_FAILS, "0");
	sim_expect(sim_wait_until(is_suspended, headset, 10000),
		   "after an ENABLE that failed, the idle headset does not suspend any more");
}
