// SPDX-License-Identifier: GPL-2.0-only
/*
 * machine_sleep.c: does the machine's sleep suspend what nobody streams to?
 *
 * usbcore keeps a device at work in system sleep while a DSP is counted as its
 * user (drivers/usb/core/offload.c). A count that was not given back shows
 * here and nowhere else: runtime suspend does not look at it.
 */
#include <stdio.h>

#include "sim/device.h"
#include "chaos.h"

static uint64_t sim_suspends_of(struct sim_headset *headset)
{
	struct sim_usb_audio_state state;

	sim_usb_audio_state(sim_headset_audio(headset), &state);
	return state.suspends;
}

/* One that sleeps already is left alone by system sleep. */
static void sim_headset_keep_awake(struct sim_headset *headset)
{
	char path[96];

	snprintf(path, sizeof(path), "%s/power/control",
		 sim_headset_path(headset));
	sim_file_write(path, "on");
}

/*
 * known: any sleep and any unplug of a life together show
 * docs/findings/pcm-suspend-against-disconnect.md.
 */
static bool sim_machine_may_sleep(void)
{
	return !sim_chaos->avoid_known || sim_chaos->slept;
}

/**
 * sim_chaos_machine_sleeps() - let the machine sleep while nothing streams
 * @headset: it is plugged and idle; it stays awake by power/control
 *
 * Return: false after a finding; true also in a life in which the machine does
 * not sleep.
 * Context: the story; nothing else runs.
 * Source: Documentation/admin-guide/pm/suspend-flows.rst.
 */
bool sim_chaos_machine_sleeps(struct sim_headset *headset)
{
	uint64_t before;
	int error;

	if (!sim_machine_may_sleep())
		return true;
	sim_headset_keep_awake(headset);
	sim_file_write("/sys/devices/platform/alarm/wakealarm_ms", "100");
	before = sim_suspends_of(headset);
	error = sim_file_write("/sys/power/state", "freeze");
	return sim_expect(!error, "the machine cannot sleep: error %d", error) &&
	       sim_expect(sim_suspends_of(headset) > before,
			  "nothing streams, yet the headset was left at work in system sleep");
}
