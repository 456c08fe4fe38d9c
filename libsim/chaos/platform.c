// SPDX-License-Identifier: GPL-2.0-only
/*
 * platform.c: system sleep, drivers unbound and bound, programs killed.
 *
 * One process does all of it, so no two of these run at once.
 * Known faults: a deep sleep that loses the controller's state leaves the
 * sideband with freed memory (docs/findings/sideband-after-power-loss.md); a
 * sound card that is bound again registers q6usb's auxiliary device twice
 * (docs/findings/card-bound-again.md).
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "chaos.h"

static const struct {
	const char *folder, *device;
} sim_drivers[SIM_CHAOS_DRIVERS] = {
	{ "/sys/bus/platform/drivers/xhci-hcd", "a000000.usb" },
	{ "/sys/bus/platform/drivers/q6usb-dai", "usb-audio-backend" },
	{ "/sys/bus/platform/drivers/sim-sound-card", "sound" },
	{ "/sys/bus/auxiliary/drivers/qc_audio_offload.qc-usb-audio-offload",
	  "q6usb.qc-usb-audio-offload.0" },
};

static int sim_driver_write(const char *folder, const char *file,
			    const char *device)
{
	char path[160];
	int error;

	snprintf(path, sizeof(path), "%s/%s", folder, file);
	error = sim_file_write(path, device);
	sim_say("%s %s: %d", file, device, error);
	return error;
}

/* known: the vendor driver's probe without memory, see
 * docs/findings/probe-without-handle.md */
static void sim_driver_bind(unsigned int i)
{
	if (sim_chaos->avoid_known)
		sim_chaos_environment_heal();
	sim_driver_write(sim_drivers[i].folder, "bind", sim_drivers[i].device);
}

/*
 * known: what removes the vendor driver waits without locks for the DSP, while
 * an unplug frees the card (docs/findings/remove-while-unplugged.md); device
 * links complain when memory fails as they go.
 */
static void sim_driver_spare(unsigned int i)
{
	sim_chaos_environment_heal();
	if (!i)
		return;
	if (sim_headset_plugged(sim_chaos->headset))
		sim_headset_unplug(sim_chaos->headset);
	sim_headset_wait_gone(sim_chaos->headset, 20000);
}

static void sim_driver_cycle(unsigned int i)
{
	if (sim_chaos->avoid_known)
		sim_driver_spare(i);
	sim_driver_write(sim_drivers[i].folder, "unbind",
			 sim_drivers[i].device);
	sim_sleep_us(sim_choose(50000, "time without driver"));
	sim_driver_bind(i);
}

static void sim_platform_controller(void)
{
	sim_driver_cycle(0);
}

static void sim_platform_back_end(void)
{
	sim_driver_cycle(1);
}

static void sim_platform_card(void)
{
	sim_driver_cycle(2);
}

static void sim_platform_vendor(void)
{
	sim_driver_cycle(3);
}

static void sim_platform_interface(void)
{
	const char *path = sim_headset_path(sim_chaos->headset);
	const char *slash = strrchr(path, '/');
	char interface[64];

	if (!slash)
		return;
	snprintf(interface, sizeof(interface), "%s:1.%u", slash + 1,
		 sim_choose(3, "interface"));
	sim_driver_write("/sys/bus/usb/drivers/snd-usb-audio", "unbind",
			 interface);
	sim_sleep_us(sim_choose(20000, "time without driver"));
	sim_driver_write("/sys/bus/usb/drivers/snd-usb-audio", "bind",
			 interface);
}

static void sim_platform_sleep_in(const char *state)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", 1 + sim_choose(300, "alarm"));
	sim_file_write("/sys/devices/platform/alarm/wakealarm_ms", text);
	sim_say("the machine goes to sleep (%s): %d", state,
		sim_file_write("/sys/power/state", state));
}

static void sim_platform_freeze(void)
{
	sim_platform_sleep_in("freeze");
}

static void sim_platform_mem(void)
{
	sim_platform_sleep_in("mem");
}

static void sim_platform_kill(void)
{
	sim_say("the program is killed");
	sim_chaos_actor_kill(&sim_chaos->actor[SIM_CHAOS_PROGRAM], SIGKILL);
}

const struct sim_chaos_action sim_chaos_platform[] = {
	{ "freeze", sim_platform_freeze, false },
	{ "mem", sim_platform_mem, true },
	{ "unbind-xhci", sim_platform_controller, false },
	{ "unbind-q6usb", sim_platform_back_end, false },
	{ "unbind-card", sim_platform_card, true },
	{ "unbind-vendor", sim_platform_vendor, false },
	{ "unbind-audio", sim_platform_interface, false },
	{ "kill", sim_platform_kill, false },
	{ NULL, NULL, false },
};

static bool sim_driver_bound(unsigned int i)
{
	char path[256], text[64];

	snprintf(path, sizeof(path), "%s/%s/uevent", sim_drivers[i].folder,
		 sim_drivers[i].device);
	return sim_file_read(path, text, sizeof(text)) >= 0;
}

static bool sim_hubs_bound(void)
{
	char text[64];

	return sim_file_read("/sys/bus/usb/drivers/hub/1-0:1.0/uevent", text,
			     sizeof(text)) >= 0 &&
	       sim_file_read("/sys/bus/usb/drivers/hub/2-0:1.0/uevent", text,
			     sizeof(text)) >= 0;
}

/* The sound card and its back end, from scratch. */
static void sim_sound_rebind(void)
{
	for (unsigned int i = 1; i <= 2; i++)
		sim_driver_write(sim_drivers[i].folder, "unbind",
				 sim_drivers[i].device);
	sim_driver_bind(2);
	sim_driver_bind(1);
}

/*
 * Binds what is not bound, whoever is to blame: a probe may have failed for
 * lack of memory, and nobody tries again. The vendor driver's device comes
 * from the sound card.
 */
void sim_chaos_platform_heal(void)
{
	for (unsigned int i = 0; i < SIM_CHAOS_DRIVERS; i++)
		if (!sim_driver_bound(i))
			sim_driver_bind(i);
	if (!sim_hubs_bound())
		sim_driver_cycle(0);
	if (!sim_driver_bound(3))
		sim_sound_rebind();
	if (!sim_driver_bound(3))
		sim_driver_bind(3);
}
