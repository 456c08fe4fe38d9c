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

/* Whether the image told who keeps it awake; others but check images cannot. */
static bool tells_who(const char *device)
{
	const char *name = strrchr(device, '/');

	return !sim_file_write("/sys/module/sim/parameters/usage_report",
			       name ? name + 1 : device);
}

static bool falls_asleep(const char *device, unsigned int within_ms)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/power/runtime_status", device);
	return sim_wait_until(is_asleep, path, within_ms);
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
	if (falls_asleep(device, within_ms))
		return true;
	tells_who(device);
	return false;
}

/**
 * sim_sleep_expect() - as sim_sleep_wait(), with one finding
 * @device: its folder in sysfs
 * @within_ms: virtual milliseconds
 * @title: of the finding where nobody is known to keep it awake
 *
 * Return: false after a finding.
 * Context: as sim_sleep_wait().
 */
bool sim_sleep_expect(const char *device, unsigned int within_ms,
		      const char *title)
{
	if (falls_asleep(device, within_ms))
		return true;
	if (!tells_who(device))
		sim_expect(false, "%s", title);
	return false;
}
