// SPDX-License-Identifier: GPL-2.0-only
/*
 * power_words.c: a device that nobody uses must fall asleep. When it does not,
 * check images say who keeps it awake: kernel-shim/check/usage_counts.c.
 */
#include <stdio.h>
#include <string.h>

#include "sim/scenario.h"

static bool is_asleep(void *path)
{
	return sim_file_is(path, "suspended");
}

/**
 * sim_sleep_wait() - wait for a device to be runtime-suspended
 * @device: its folder in sysfs
 * @within_ms: virtual milliseconds
 *
 * Return: false when it is not; who keeps it awake has been told then, as
 * findings of kind pm-state, where the image knows.
 * Context: user process, may sleep; nobody uses the device, its power/control
 * is "auto".
 */
bool sim_sleep_wait(const char *device, unsigned int within_ms)
{
	const char *name = strrchr(device, '/');
	char path[160];

	snprintf(path, sizeof(path), "%s/power/runtime_status", device);
	if (sim_wait_until(is_asleep, path, within_ms))
		return true;
	sim_file_write("/sys/module/sim/parameters/usage_report",
		       name ? name + 1 : device);
	return false;
}
