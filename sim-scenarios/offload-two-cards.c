// SPDX-License-Identifier: GPL-2.0-only
/*
 * offload-two-cards: two headsets on two controllers, and the DSP streams to
 * both at once. Each stream must move, and nothing of either may be left when
 * both have ended.
 *
 * 7.2 and 7.3 share one event ring mapping among all cards:
 * docs/findings/second-card-event-ring.md.
 */
#include "sim/board.h"
#include "sim/scenario.h"

static struct sim_dsp_stream *start(struct sim_headset *headset,
				    const char *which)
{
	struct sim_dsp_stream *stream;
	struct sim_dsp_config config;
	int card, status;

	card = sim_headset_arrive(headset);
	if (card < 0)
		return NULL;
	config = sim_offload_config(headset, card);
	stream = sim_offload_start(&config, &status);
	sim_expect(stream, "ENABLE for the %s headset failed with internal status %d",
		   which, status);
	return stream;
}

static void expect_moves(struct sim_dsp_stream *stream, const char *which)
{
	struct sim_dsp_stream_counters counters;

	sim_dsp_counters(stream, &counters);
	sim_expect(counters.packets > 1000 && counters.events > 100,
		   "the stream to the %s headset does not move while the other one plays: %llu packets, %llu events",
		   which, (unsigned long long)counters.packets,
		   (unsigned long long)counters.events);
	sim_expect(!sim_offload_stop(stream),
		   "DISABLE for the %s headset was not answered", which);
}

static void expect_nothing_left(unsigned int controller)
{
	sim_expect(!sim_xhci_secondary_interrupters(sim_board_xhci(controller)),
		   "no stream is left, but controller %u still has a secondary interrupter",
		   controller);
}

SIM_SCENARIO(offload_two_cards, "offload-two-cards",
	     "stream to two headsets on two controllers at once",
	     .controllers = 2, .pair = true)
{
	struct sim_headset *first = sim_headset();
	struct sim_headset *second = sim_headset_second("uac1-headset");
	struct sim_dsp_stream *one, *two;

	sim_headset_use_controller(second, 1);
	one = start(first, "first");
	two = one ? start(second, "second") : NULL;
	if (!two)
		return;
	sim_sleep_ms(2000);
	expect_moves(one, "first");
	expect_moves(two, "second");
	for (unsigned int i = 0; i < 2; i++)
		expect_nothing_left(i);
	sim_headset_unplug(first);
	sim_headset_unplug(second);
	sim_expect(!sim_headset_wait_gone(first, 20000) &&
		   !sim_headset_wait_gone(second, 20000),
		   "a sound card is still there 20 s after the unplug");
}
