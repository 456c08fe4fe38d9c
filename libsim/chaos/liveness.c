// SPDX-License-Identifier: GPL-2.0-only
/*
 * liveness.c: does it all work? Freshly plugged devices must play by host and
 * by DSP and sleep; a device that was there all the time must sleep once
 * nobody uses it; without devices the controllers must sleep.
 */
#include <errno.h>
#include <stdio.h>

#include "sim/board.h"
#include "chaos.h"

static bool sim_live_pcm(struct sim_headset *headset, int card, bool capture)
{
	struct sim_pcm pcm = { .card = card, .format = -1, .capture = capture };
	int error;

	if (sim_card_pcms(card, capture, &pcm.device, 1) < 1)
		return true;	/* it cannot do that */
	error = sim_headset_perform(headset, &pcm, 30);
	return sim_expect(!error, "%s by the host fails with error %d",
			  capture ? "recording" : "playing", error);
}

static bool sim_live_host(struct sim_headset *headset, int card)
{
	return sim_live_pcm(headset, card, false) &&
	       sim_live_pcm(headset, card, true);
}

static bool sim_live_offload(struct sim_headset *headset, int card)
{
	struct sim_dsp_config config;
	struct sim_dsp_stream_counters counters;
	struct sim_dsp_stream *stream;
	int status;

	config = sim_offload_config(headset, card);
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

/* ---- sleep ---- */

static bool sim_live_power(const char *folder, const char *file,
			   const char *value)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/power/%s", folder, file);
	return !sim_file_write(path, value) && sim_file_is(path, value);
}

static bool sim_live_may_sleep(const char *folder)
{
	char path[128];

	if (!sim_live_power(folder, "autosuspend_delay_ms", "100") ||
	    !sim_live_power(folder, "control", "auto"))
		return false;
	/* What has been found to be gone is gone by then. */
	sim_sleep_ms(100);
	snprintf(path, sizeof(path), "%s/power/control", folder);
	return sim_file_is(path, "auto");
}

/*
 * What is written may go to a device that the kernel is about to give up, as
 * its port failed: the one that comes instead is asked anew.
 */
static bool sim_live_sleeps(struct sim_headset *headset, const char *title)
{
	char folder[64];

	snprintf(folder, sizeof(folder), "%s", sim_headset_path(headset));
	for (int tries = 0; tries < 600 && !sim_live_may_sleep(folder); tries++)
		sim_sleep_ms(100);
	return sim_sleep_expect(folder, 10000, title);
}

/* Root hubs first, by themselves; then the controller, which is told to. */
static bool sim_live_controller_sleeps(unsigned int i, const char *when)
{
	char folder[64], title[96];
	bool ok;

	snprintf(folder, sizeof(folder), "/sys/bus/platform/devices/%s",
		 sim_board_xhci_name(i));
	sim_live_power(folder, "control", "auto");
	snprintf(title, sizeof(title),
		 "%s, a controller without devices does not suspend within 20 s",
		 when);
	ok = sim_sleep_expect(folder, 20000, title);
	sim_live_power(folder, "control", "on");
	return ok;
}

/* ---- the whole ---- */

static bool sim_live_one(struct sim_headset *headset, const char *when)
{
	int card;

	sim_headset_plug(headset);
	card = sim_headset_wait_card(headset, 30000);
	return sim_expect(card >= 0, "%s, no sound card appears within 30 s of plugging",
			  when) &&
	       sim_live_host(headset, card) &&
	       sim_live_offload(headset, card) &&
	       sim_chaos_machine_sleeps(headset) &&
	       (sim_card_midi(card) >= 0 ||
		sim_live_sleeps(headset, "the idle headset does not suspend within 10 s"));
}

static bool sim_live_gone(struct sim_headset *headset, const char *when)
{
	sim_headset_unplug(headset);
	return sim_expect(!sim_headset_wait_gone(headset, 30000),
			  "%s, the sound card is still there 30 s after the unplug",
			  when);
}

/**
 * sim_chaos_liveness() - do freshly plugged devices work?
 * @when: words for the ledger's findings
 *
 * One device after the other; none is pulled before all have worked.
 *
 * Return: false after a finding.
 * Context: the story; nothing else runs, all devices are unplugged before and
 * after.
 */
bool sim_chaos_liveness(const char *when)
{
	bool ok = true;
	unsigned int i;

	for (i = 0; i < sim_chaos->headsets; i++)
		ok = sim_live_one(sim_chaos->headset[i], when) && ok;
	for (i = 0; i < sim_chaos->headsets; i++)
		ok = sim_live_gone(sim_chaos->headset[i], when) && ok;
	/* one that brings no device up does not sleep either: told once */
	for (i = 0; ok && i < sim_chaos->controllers; i++)
		ok = sim_live_controller_sleeps(i, when);
	return ok;
}

static bool sim_is_one(struct sim_headset *headset, const char *file)
{
	char path[96];

	snprintf(path, sizeof(path), "%s/%s", sim_headset_path(headset), file);
	return sim_file_is(path, "1");
}

/* known: an ENABLE that fails, docs/findings/failed-enable-keeps-awake.md */
static bool sim_survivors_excused(void)
{
	return sim_chaos->avoid_known &&
	       (sim_chaos->memory_failed || sim_chaos->mappings_failed);
}

/*
 * Nothing streams, so nothing is busy. known: a DSP that left is refused for
 * ever, docs/findings/opened-after-bye.md
 */
static bool sim_live_not_busy(struct sim_headset *headset, int card)
{
	struct sim_dsp_config config = sim_offload_config(headset, card);
	struct sim_dsp_stream *stream;
	char since[96];
	struct sim_xhci *xhci = sim_board_xhci(sim_headset_controller(headset));
	bool left;
	int status;

	left = sim_dsp_busy_since(&config, sim_headset_plugged_ns(headset),
				  sim_xhci_secondary_interrupters(xhci),
				  since, sizeof(since));
	if (!config.channels || !sim_dsp_connected() ||
	    (sim_chaos->avoid_known &&
	     (left || headset != sim_chaos->offloaded)))
		return true;
	stream = sim_offload_start(&config, &status);
	if (stream)
		sim_offload_stop(stream);
	return sim_expect(stream || status != -EBUSY,
			  "after the heal, a stream of a headset that nobody uses is refused as busy, since %s",
			  since);
}

/**
 * sim_chaos_survivors() - can what is still plugged stream and sleep again?
 *
 * A device that lost its card (nobody probes again) or that is not authorised
 * is left alone, and one with MIDI, which snd-usb-audio keeps awake. So is one
 * that the kernel has not come to, as it is busy with what was there before
 * (docs/findings/unplug-in-probe.md).
 *
 * Context: the story, in the heal phase, when all streams have ended.
 */
void sim_chaos_survivors(void)
{
	if (sim_survivors_excused())
		return;
	for (unsigned int i = 0; i < sim_chaos->headsets; i++) {
		struct sim_headset *headset = sim_chaos->headset[i];
		int card;

		if (!sim_headset_plugged(headset) ||
		    sim_headset_wait_configured(headset, 60000))
			continue;
		card = sim_headset_wait_card(headset, 15000);
		/* what fails keeps it awake (failed-enable-keeps-awake.md) */
		if (card < 0 || !sim_live_not_busy(headset, card))
			continue;
		if (sim_card_midi(card) >= 0 ||
		    !sim_is_one(headset, "authorized"))
			continue;
		sim_live_sleeps(headset,
				"after the heal, a headset that nobody uses any more does not suspend within 10 s");
	}
}
