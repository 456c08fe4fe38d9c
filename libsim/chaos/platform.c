// SPDX-License-Identifier: GPL-2.0-only
/*
 * platform.c: system sleep, drivers unbound and bound (drivers.c), signals.
 *
 * One process does all of it, so no two of these run at once.
 * Known faults: a deep sleep that loses the controller's state leaves the
 * sideband with freed memory (docs/findings/sideband-after-power-loss.md): with
 * avoid=known the vendor driver is not there then.
 */
#include <signal.h>
#include <stdio.h>

#include "sim/board.h"
#include "chaos.h"

static void sim_platform_sleep_in(const char *state)
{
	char text[16];

	sim_chaos->slept = true;
	snprintf(text, sizeof(text), "%u", 1 + sim_choose(300, "alarm"));
	sim_file_write("/sys/devices/platform/alarm/wakealarm_ms", text);
	sim_say("the machine goes to sleep (%s): %d", state,
		sim_file_write("/sys/power/state", state));
}

static void sim_platform_freeze(void)
{
	sim_platform_sleep_in("freeze");
}

static void sim_platform_sleep_deep(void)
{
	sim_platform_sleep_in("mem");
}

static void sim_platform_mem(void)
{
	if (sim_chaos->avoid_known)
		sim_chaos_without_vendor(sim_platform_sleep_deep);
	else
		sim_platform_sleep_deep();
}

static struct sim_chaos_actor *sim_platform_victim(unsigned int count)
{
	static const int victims[] = {
		SIM_CHAOS_PROGRAM, SIM_CHAOS_VOICE, SIM_CHAOS_USER,
	};

	return &sim_chaos->actor[victims[sim_choose(count, "who")]];
}

/* What a program has open is closed for it. */
static void sim_platform_kill(void)
{
	struct sim_chaos_actor *actor = sim_platform_victim(2);

	sim_say("%s is killed", actor->name);
	sim_chaos_actor_kill(actor, SIGKILL);
}

/* A signal that the process handles: its system call ends early. */
static void sim_platform_signal(void)
{
	struct sim_chaos_actor *actor = sim_platform_victim(3);

	sim_say("%s gets a signal", actor->name);
	sim_chaos_actor_signal(actor, SIGUSR1);
}

const struct sim_chaos_action sim_chaos_platform[] = {
	{ "freeze", sim_platform_freeze, false, true },
	{ "mem", sim_platform_mem, false, true },
	{ "unbind-xhci", sim_chaos_unbind_controller, false, true },
	{ "unbind-q6usb", sim_chaos_unbind_back_end, false, true },
	{ "unbind-card", sim_chaos_unbind_card, false, true },
	{ "unbind-vendor", sim_chaos_unbind_vendor, false, true },
	{ "rival", sim_chaos_rival, false, true },
	{ "unbind-audio", sim_chaos_unbind_interface, false, true },
	{ "unbind-usb", sim_chaos_unbind_device, false, true },
	{ "unbind-hub", sim_chaos_unbind_hub, false, true },
	{ "kill", sim_platform_kill, false, false },
	{ "signal", sim_platform_signal, false, false },
	{ 0 },
};

/* Controllers stay awake from now on, as before the life. */
void sim_chaos_platform_heal(void)
{
	char path[96];

	for (unsigned int i = 0; i < sim_chaos->controllers; i++) {
		snprintf(path, sizeof(path),
			 "/sys/bus/platform/devices/%s/power/control",
			 sim_board_xhci_name(i));
		sim_file_write(path, "on");
	}
}
