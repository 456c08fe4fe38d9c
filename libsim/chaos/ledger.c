// SPDX-License-Identifier: GPL-2.0-only
/*
 * ledger.c: what must hold at the end of a life: nothing is left behind, and
 * a freshly plugged headset works.
 *
 * What is left is counted in the hardware models, where the kernel cannot
 * hide it: DMA and IOMMU mappings, device slots, interrupters. Usage counts
 * show by the headset's and the controller's sleep. Not counted: memory of
 * the kernel's heap.
 */
#include <stdio.h>

#include "sim/board.h"
#include "chaos.h"

/* The DSP's address space, libsim/dsp. */
#define SIM_LEDGER_DOMAIN	1
/* An unplug in the middle of the probe costs 5 s for each request that is left
 * (docs/findings/unplug-in-probe.md). */
#define SIM_LEDGER_WAIT_MS	100000

void sim_chaos_ledger_take(struct sim_chaos_ledger *ledger)
{
	struct sim_xhci *xhci = sim_board_xhci(0);

	ledger->dma_mappings = sim_dma_streaming(0);
	ledger->iommu_ranges = sim_iommu_ranges(SIM_LEDGER_DOMAIN);
	ledger->slots = sim_xhci_slots(xhci);
	ledger->interrupters = sim_xhci_secondary_interrupters(xhci);
}

static bool sim_ledger_balanced(void *arg)
{
	struct sim_chaos_ledger *now = arg;
	const struct sim_chaos_ledger *then = &sim_chaos->ledger;

	sim_chaos_ledger_take(now);
	return now->dma_mappings <= then->dma_mappings &&
	       now->iommu_ranges <= then->iommu_ranges &&
	       now->slots <= then->slots &&
	       now->interrupters <= then->interrupters;
}

static void sim_ledger_line(const char *when, const char *what, size_t now,
			    size_t then)
{
	sim_expect(now <= then, "%s, %s are left behind", when, what);
	if (now > then)
		sim_say("%s: %zu, were %zu", what, now, then);
}

/* Compares with the time before the life, unplugged both times. */
void sim_chaos_ledger_expect(const char *when)
{
	struct sim_chaos_ledger now, *then = &sim_chaos->ledger;

	if (sim_wait_until(sim_ledger_balanced, &now, SIM_LEDGER_WAIT_MS))
		return;
	sim_ledger_line(when, "DMA mappings of the controller",
			now.dma_mappings, then->dma_mappings);
	sim_ledger_line(when, "IOMMU mappings of the DSP", now.iommu_ranges,
			then->iommu_ranges);
	sim_ledger_line(when, "device slots", now.slots, then->slots);
	sim_ledger_line(when, "secondary interrupters", now.interrupters,
			then->interrupters);
}

/* ---- a fresh headset ---- */

static bool sim_live_host(int card)
{
	struct sim_pcm pcm = { .card = card, .format = -1 };
	int error;

	if (sim_card_pcms(card, false, &pcm.device, 1) < 1)
		return true;	/* nothing to play with */
	error = sim_headset_perform(sim_chaos->headset, &pcm, 30);
	return sim_expect(!error, "playing by the host fails with error %d",
			  error);
}

static bool sim_live_offload(int card)
{
	struct sim_dsp_config config;
	struct sim_dsp_stream_counters counters;
	struct sim_dsp_stream *stream;
	int status;

	config = sim_offload_config(sim_chaos->headset, card);
	if (!config.channels)
		return true;
	stream = sim_offload_start(&config, &status);
	if (!sim_expect(stream, "ENABLE fails with internal status %d", status))
		return false;
	sim_sleep_ms(30);
	sim_dsp_counters(stream, &counters);
	sim_expect(counters.events, "the DSP's stream does not move");
	return sim_expect(!sim_offload_stop(stream),
			  "DISABLE is not answered");
}

static bool sim_live_asleep(void *unused)
{
	char path[128];

	(void)unused;
	snprintf(path, sizeof(path), "%s/power/runtime_status",
		 sim_headset_path(sim_chaos->headset));
	return sim_file_is(path, "suspended");
}

static bool sim_live_sleep(void)
{
	const char *headset = sim_headset_path(sim_chaos->headset);
	char path[128];

	snprintf(path, sizeof(path), "%s/power/autosuspend_delay_ms", headset);
	sim_file_write(path, "100");
	snprintf(path, sizeof(path), "%s/power/control", headset);
	sim_file_write(path, "auto");
	return sim_expect(sim_wait_until(sim_live_asleep, NULL, 10000),
			  "the idle headset does not suspend within 10 s");
}

/**
 * sim_chaos_liveness() - does a freshly plugged headset work?
 * @when: words for the ledger's findings
 *
 * Return: false after a finding.
 * Context: the story; nothing else runs, the headset is unplugged before and
 * after.
 */
bool sim_chaos_liveness(const char *when)
{
	struct sim_headset *headset = sim_chaos->headset;
	int card;
	bool ok;

	sim_headset_plug(headset);
	card = sim_headset_wait_card(headset, 30000);
	ok = sim_expect(card >= 0, "%s, no sound card appears within 30 s of plugging",
			when) &&
	     sim_live_host(card) && sim_live_offload(card) &&
	     (sim_card_midi(card) >= 0 || sim_live_sleep());
	sim_headset_unplug(headset);
	return sim_expect(!sim_headset_wait_gone(headset, 30000),
			  "%s, the sound card is still there 30 s after the unplug",
			  when) && ok;
}
