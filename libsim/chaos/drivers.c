// SPDX-License-Identifier: GPL-2.0-only
/*
 * drivers.c: drivers unbound and bound again, each of the stack: the host
 * controllers', usbcore's for devices and hubs, snd-usb-audio, the vendor
 * driver, q6usb, the sound card.
 *
 * Known faults: a sound card that is bound again registers q6usb's auxiliary
 * device twice (docs/findings/card-bound-again.md).
 */
#include <stdio.h>
#include <string.h>

#include "sim/board.h"
#include "sim/machine.h"
#include "chaos.h"

enum { SIM_XHCI, SIM_XHCI_SECOND, SIM_BACK_END, SIM_CARD, SIM_VENDOR,
       SIM_DRIVERS };

static const struct {
	const char *folder, *device;
} sim_drivers[SIM_DRIVERS] = {
	{ "/sys/bus/platform/drivers/xhci-hcd", "a000000.usb" },
	{ "/sys/bus/platform/drivers/xhci-hcd", "a010000.usb" },
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

/*
 * known: probes and removals of the sound card's drivers without memory, see
 * docs/findings/probe-without-handle.md, control-freed-without-data.md and
 * device-link-symlinks.md. Of the controllers' only the first step is spared.
 */
static void sim_driver_spare_memory(unsigned int i)
{
	if (!sim_chaos->avoid_known)
		return;
	sim_chaos->calm = i >= SIM_BACK_END;
	sim_chaos_environment_heal();
}

static void sim_driver_bind(unsigned int i)
{
	sim_driver_spare_memory(i);
	sim_driver_write(sim_drivers[i].folder, "bind", sim_drivers[i].device);
	sim_chaos->calm = false;
}

/* Returns a bit for each that was plugged. */
static unsigned int sim_driver_pull_all(void)
{
	unsigned int pulled = 0;

	for (unsigned int i = 0; i < sim_chaos->headsets; i++) {
		if (!sim_headset_plugged(sim_chaos->headset[i]))
			continue;
		sim_headset_unplug(sim_chaos->headset[i]);
		pulled |= 1U << i;
	}
	for (unsigned int i = 0; i < sim_chaos->headsets; i++)
		sim_headset_wait_gone(sim_chaos->headset[i], 20000);
	return pulled;
}

/* A life without its devices would be a quiet one. */
static void sim_driver_push_back(unsigned int pulled)
{
	for (unsigned int i = 0; i < sim_chaos->headsets; i++)
		if (sim_chaos->faults && pulled & 1U << i)
			sim_chaos_plug_somewhere(sim_chaos->headset[i]);
}

/*
 * known: what removes the vendor driver waits without locks for the DSP, while
 * an unplug frees the card (docs/findings/remove-while-unplugged.md): nothing is
 * plugged then, or nobody unplugs it. Returns what was pulled for it.
 */
static unsigned int sim_driver_unbind(unsigned int i)
{
	unsigned int pulled = 0;

	sim_driver_spare_memory(i);
	if (sim_chaos->calm &&
	    (!sim_choose(2, "whether it stays plugged") || !sim_chaos_keep()))
		pulled = sim_driver_pull_all();
	sim_driver_write(sim_drivers[i].folder, "unbind",
			 sim_drivers[i].device);
	sim_chaos->calm = false;
	sim_chaos_let_go();
	return pulled;
}

static void sim_driver_cycle(unsigned int i)
{
	unsigned int pulled = sim_driver_unbind(i);

	sim_sleep_us(sim_choose(50000, "time without driver"));
	sim_driver_bind(i);
	sim_driver_push_back(pulled);
}

void sim_chaos_unbind_controller(void)
{
	sim_driver_cycle(SIM_XHCI + sim_choose(sim_chaos->controllers,
					       "controller"));
}

void sim_chaos_unbind_back_end(void)
{
	sim_driver_cycle(SIM_BACK_END);
}

/*
 * known: a card that is bound again while q6usb stays bound, see above. Without
 * q6usb there is nothing that could be registered twice: it leaves first and
 * comes back last, with memory for all of it.
 */
void sim_chaos_unbind_card(void)
{
	unsigned int pulled;

	if (!sim_chaos->avoid_known) {
		sim_driver_cycle(SIM_CARD);
		return;
	}
	pulled = sim_driver_unbind(SIM_BACK_END);
	sim_driver_cycle(SIM_CARD);
	sim_driver_bind(SIM_BACK_END);
	sim_driver_push_back(pulled);
}

void sim_chaos_unbind_vendor(void)
{
	sim_driver_cycle(SIM_VENDOR);
}

/*
 * known: a controller that loses its state under a headset that the vendor
 * driver has (docs/findings/sideband-after-power-loss.md). Without that driver
 * nobody has a sideband; headsets of the host go through it all the same.
 */
void sim_chaos_without_vendor(void (*act)(void))
{
	unsigned int pulled = sim_driver_unbind(SIM_VENDOR);

	act();
	sim_driver_bind(SIM_VENDOR);
	sim_driver_push_back(pulled);
}

#define SIM_RIVAL "/sys/module/sim/parameters/rival_offload"

/*
 * Another offload driver is there first (kernel-shim/platform/offload-rival.c):
 * the vendor driver's probe fails and must give back what it had.
 */
void sim_chaos_rival(void)
{
	unsigned int pulled = sim_driver_unbind(SIM_VENDOR);

	sim_say("a rival comes: %d", sim_file_write(SIM_RIVAL, "1"));
	sim_driver_bind(SIM_VENDOR);
	sim_sleep_us(sim_choose(50000, "time with the rival"));
	sim_file_write(SIM_RIVAL, "0");
	sim_driver_bind(SIM_VENDOR);
	sim_driver_push_back(pulled);
}

void sim_chaos_without_second_controller(void)
{
	sim_driver_write(sim_drivers[SIM_XHCI_SECOND].folder, "unbind",
			 sim_drivers[SIM_XHCI_SECOND].device);
}

void sim_chaos_drivers_leave(void)
{
	for (unsigned int i = 0; i < sim_chaos->controllers; i++)
		sim_driver_write(sim_drivers[SIM_XHCI + i].folder, "unbind",
				 sim_drivers[SIM_XHCI + i].device);
}

/* ---- on the USB bus ---- */

static void sim_usb_cycle(const char *driver, const char *device)
{
	char folder[64];

	snprintf(folder, sizeof(folder), "/sys/bus/usb/drivers/%s", driver);
	sim_driver_write(folder, "unbind", device);
	sim_sleep_us(sim_choose(20000, "time without driver"));
	sim_driver_write(folder, "bind", device);
}

/* "1-1" of "/sys/bus/usb/devices/1-1", NULL before it was ever plugged. */
static const char *sim_usb_name(struct sim_headset *headset)
{
	const char *slash = strrchr(sim_headset_path(headset), '/');

	return slash ? slash + 1 : NULL;
}

void sim_chaos_unbind_interface(void)
{
	const char *name = sim_usb_name(sim_chaos_any_headset());
	char interface[64];

	if (!name)
		return;
	snprintf(interface, sizeof(interface), "%s:1.%u", name,
		 sim_choose(3, "interface"));
	sim_usb_cycle("snd-usb-audio", interface);
}

void sim_chaos_unbind_device(void)
{
	const char *name = sim_usb_name(sim_chaos_any_headset());

	if (name)
		sim_usb_cycle("usb", name);
}

/* By the hub above it: drivers without reset methods are unbound and bound. */
void sim_chaos_reset_device(void)
{
	const char *name = sim_usb_name(sim_chaos_any_headset());

	if (name)
		sim_say("%s is reset: %d", name,
			sim_file_write("/sys/usbfs/reset_device", name));
}

/* The hub above a device. */
void sim_chaos_unbind_hub(void)
{
	const char *name = sim_usb_name(sim_chaos_any_headset());
	char hub[32];

	if (!name)
		return;
	snprintf(hub, sizeof(hub), "%.*s-0:1.0", (int)strcspn(name, "-"), name);
	sim_usb_cycle("hub", hub);
}

/* ---- heal ---- */

static bool sim_driver_bound(unsigned int i)
{
	char path[256], text[64];

	snprintf(path, sizeof(path), "%s/%s/uevent", sim_drivers[i].folder,
		 sim_drivers[i].device);
	return sim_file_read(path, text, sizeof(text)) >= 0;
}

static bool sim_hub_bound(int bus)
{
	char path[96], text[64];

	snprintf(path, sizeof(path), "/sys/bus/usb/drivers/hub/%d-0:1.0/uevent",
		 bus);
	return sim_file_read(path, text, sizeof(text)) >= 0;
}

/* Both root hubs of a controller have their driver. */
static bool sim_hubs_bound(unsigned int controller)
{
	int first, last;

	return sim_controller_buses(controller, &first, &last) == 2 &&
	       sim_hub_bound(first) && sim_hub_bound(last);
}

/* The sound card and its back end, from scratch. */
static void sim_sound_rebind(void)
{
	for (unsigned int i = SIM_BACK_END; i <= SIM_CARD; i++)
		sim_driver_write(sim_drivers[i].folder, "unbind",
				 sim_drivers[i].device);
	sim_driver_bind(SIM_CARD);
	sim_driver_bind(SIM_BACK_END);
}

/*
 * Binds what is not bound, whoever is to blame: a probe may have failed for
 * lack of memory, and nobody tries again. The vendor driver's device comes
 * from the sound card.
 */
void sim_chaos_drivers_heal(void)
{
	sim_file_write(SIM_RIVAL, "0");
	for (unsigned int i = 0; i < SIM_DRIVERS; i++)
		if (!sim_driver_bound(i) &&
		    (i != SIM_XHCI_SECOND || sim_chaos->controllers == 2))
			sim_driver_bind(i);
	for (unsigned int i = 0; i < sim_chaos->controllers; i++)
		if (!sim_hubs_bound(i))
			sim_driver_cycle(SIM_XHCI + i);
	if (!sim_driver_bound(SIM_VENDOR))
		sim_sound_rebind();
	if (!sim_driver_bound(SIM_VENDOR))
		sim_driver_bind(SIM_VENDOR);
}
