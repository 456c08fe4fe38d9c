// SPDX-License-Identifier: GPL-2.0-only
/*
 * unplug-unheard: the headset is pulled out while the DSP streams, and the
 * indication cannot be sent. The driver waits its ten seconds and takes back
 * what it lent. Plugged again, the idle headset must sleep; that the DSP still
 * believes in its stream is nobody's fault but the lost message's.
 *
 * 7.2 and 7.3 take the event ring before the endpoint:
 * docs/findings/silent-dsp.md.
 */
#include <stdio.h>

#include "sim/scenario.h"

static void allow_sleep(struct sim_headset *headset)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/power/autosuspend_delay_ms",
		 sim_headset_path(headset));
	sim_file_write(path, "100");
	snprintf(path, sizeof(path), "%s/power/control",
		 sim_headset_path(headset));
	sim_file_write(path, "auto");
}

SIM_SCENARIO(unplug_unheard, "unplug-unheard",
	     "unplug while the DSP streams and cannot be told, plug, sleep")
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_config config;

	if (!sim_offload_arrive(headset, &config))
		return;
	sim_sleep_ms(50);
	sim_dsp_refuse_nth(1);
	sim_headset_unplug(headset);
	sim_expect(!sim_headset_wait_gone(headset, 60000),
		   "the sound card is still there 60 s after the unplug");
	if (sim_headset_arrive(headset) < 0)
		return;
	allow_sleep(headset);
	sim_sleep_expect(sim_headset_path(headset), 10000,
			 "the idle headset does not suspend within 10 s");
}
