// SPDX-License-Identifier: GPL-2.0-only
/*
 * ledger.c: what must be the same before and after a life, with all devices
 * unplugged both times: nothing is left behind.
 *
 * Hardware is counted in the models, where the kernel cannot hide it: DMA and
 * IOMMU mappings, device slots, interrupters. Devices are counted by the names
 * that the kernel gave them. Usage counts show by what can sleep
 * (liveness.c). URBs are counted by the image (kernel-shim/usb/urb-ledger.c);
 * root hubs have theirs all the time. Coherent DMA memory, of which pools keep
 * some, is counted at the very end, when the controllers' drivers have left. Not
 * counted: memory of the kernel's heap, which the leak checker looks at.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/board.h"
#include "sim/machine.h"
#include "sim/memory.h"
#include "chaos.h"

/* The DSP's address space, libsim/dsp. */
#define SIM_LEDGER_DOMAIN	1
/* An unplug in the middle of the probe costs 5 s for each request that is left
 * (docs/findings/unplug-in-probe.md). */
#define SIM_LEDGER_WAIT_MS	100000
#define SIM_LEDGER_URBS_FILE	"/sys/module/sim/parameters/urbs"

static const char *const sim_ledger_words[SIM_LEDGER_LINES] = {
	[SIM_LEDGER_DMA] = "DMA mappings of the controllers",
	[SIM_LEDGER_IOMMU] = "IOMMU mappings of the DSP",
	[SIM_LEDGER_SLOTS] = "device slots",
	[SIM_LEDGER_INTERRUPTERS] = "secondary interrupters",
	[SIM_LEDGER_SOUND] = "device nodes in /dev/snd",
	[SIM_LEDGER_USB] = "devices on the USB buses",
	[SIM_LEDGER_URBS] = "URBs",
};

static size_t sim_names_in(const char *path)
{
	char names[8192];
	long bytes = sim_machine_image()->sys_readdir(path, names,
						      sizeof(names));
	size_t count = 0;

	for (long i = 0; i < bytes; i++)
		count += names[i] == '\n';
	return count;
}

static size_t sim_urbs(void)
{
	char text[16] = "";

	sim_file_read(SIM_LEDGER_URBS_FILE, text, sizeof(text));
	return strtoul(text, NULL, 10);
}

static void sim_ledger_count(struct sim_chaos_ledger *ledger)
{
	size_t *line = ledger->line;
	struct sim_xhci *xhci;

	memset(ledger, 0, sizeof(*ledger));
	for (unsigned int i = 0; (xhci = sim_board_xhci(i)); i++) {
		line[SIM_LEDGER_DMA] += sim_dma_streaming(i);
		line[SIM_LEDGER_SLOTS] += sim_xhci_slots(xhci);
		line[SIM_LEDGER_INTERRUPTERS] +=
			sim_xhci_secondary_interrupters(xhci);
	}
	line[SIM_LEDGER_IOMMU] = sim_iommu_ranges(SIM_LEDGER_DOMAIN);
	line[SIM_LEDGER_SOUND] = sim_names_in("/dev/snd");
	line[SIM_LEDGER_USB] = sim_names_in("/sys/bus/usb/devices");
	line[SIM_LEDGER_URBS] = sim_urbs();
}

/**
 * sim_chaos_ledger_take() - what there is before the life
 * @ledger: is filled
 *
 * Context: the story; nothing is plugged.
 */
void sim_chaos_ledger_take(struct sim_chaos_ledger *ledger)
{
	sim_ledger_count(ledger);
	sim_file_write(SIM_LEDGER_URBS_FILE, "remember");
}

/* known: without memory a slot stays enabled, docs/findings/slot-left-enabled.md */
static bool sim_ledger_line_holds(const struct sim_chaos_ledger *now, int i)
{
	if (i == SIM_LEDGER_SLOTS && sim_chaos->avoid_known &&
	    (sim_chaos->memory_failed || sim_chaos->mappings_failed))
		return true;
	return now->line[i] <= sim_chaos->ledger.line[i];
}

static bool sim_ledger_balanced(void *arg)
{
	struct sim_chaos_ledger *now = arg;

	sim_ledger_count(now);
	for (int i = 0; i < SIM_LEDGER_LINES; i++)
		if (!sim_ledger_line_holds(now, i))
			return false;
	return true;
}

/*
 * A device that is still there keeps what it has: that is told, and the rest is
 * in the timeline.
 */
static void sim_ledger_line_tell(const struct sim_chaos_ledger *now, int i,
				 const char *when)
{
	size_t then = sim_chaos->ledger.line[i];

	if (sim_ledger_line_holds(now, i))
		return;
	sim_say("%s: %zu, were %zu", sim_ledger_words[i], now->line[i], then);
	/* Check images tell where each was allocated. */
	if (i == SIM_LEDGER_URBS &&
	    sim_ledger_line_holds(now, SIM_LEDGER_USB) &&
	    !sim_file_write(SIM_LEDGER_URBS_FILE, "tell"))
		return;
	sim_expect(i != SIM_LEDGER_USB &&
		   !sim_ledger_line_holds(now, SIM_LEDGER_USB),
		   "%s, %s are left behind", when, sim_ledger_words[i]);
}

/**
 * sim_chaos_ledger_expect() - compare with the time before the life
 * @when: words for the findings
 *
 * What is left may still be on its way out: it gets some time.
 * Return: false after a finding.
 * Context: the story; all devices are unplugged, as they were before.
 */
bool sim_chaos_ledger_expect(const char *when)
{
	struct sim_chaos_ledger now;

	if (sim_wait_until(sim_ledger_balanced, &now, SIM_LEDGER_WAIT_MS))
		return true;
	for (int i = 0; i < SIM_LEDGER_LINES; i++)
		sim_ledger_line_tell(&now, i, when);
	return false;
}

/**
 * sim_chaos_ledger_close() - do the controllers' drivers leave nothing mapped?
 *
 * Context: the story, at its end; nothing is plugged, and nothing was found
 * that could keep a driver from leaving.
 */
void sim_chaos_ledger_close(void)
{
	size_t left;

	sim_say("the controllers' drivers leave");
	sim_chaos_drivers_leave();
	for (unsigned int i = 0; sim_board_xhci(i); i++) {
		left = sim_dma_mapped(i);
		if (left)
			sim_say("DMA mappings of %s: %zu",
				sim_board_xhci_name(i), left);
		/* check images told it when the driver left, with the place */
		sim_expect(!left || sim_memory_checked(),
			   "without its driver, DMA mappings of a controller are left behind");
	}
}
