// SPDX-License-Identifier: GPL-2.0-only
/*
 * controller-sleeps: an idle headset is suspended, then its root hub, then the
 * controller, whose registers are out of reach from then on. A stream of the
 * DSP and a program wake all of them, and they sleep again afterwards.
 */
#include <stdio.h>

#include "sim/board.h"
#include "sim/scenario.h"

/* A file of the first controller; "" is its folder. */
static void controller_file(const char *file, char *path, size_t size)
{
	snprintf(path, size, "/sys/bus/platform/devices/%s%s",
		 sim_board_xhci_name(0), file);
}

static bool is_asleep(void)
{
	char path[128];

	controller_file("/power/runtime_status", path, sizeof(path));
	return sim_file_is(path, "suspended");
}

static void expect_asleep(struct sim_headset *headset, const char *when)
{
	char path[128];

	controller_file("", path, sizeof(path));
	if (sim_expect(sim_sleep_wait(sim_headset_path(headset), 10000),
		       "the headset did not suspend within 10 s %s", when) &&
	    sim_expect(sim_sleep_wait(path, 10000),
		       "the controller did not suspend within 10 s %s", when))
		sim_say("%s, the controller sleeps", when);
}

static void set_power(struct sim_headset *headset)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/power/autosuspend_delay_ms",
		 sim_headset_path(headset));
	sim_file_write(path, "200");
	snprintf(path, sizeof(path), "%s/power/control",
		 sim_headset_path(headset));
	sim_expect(!sim_file_write(path, "auto"),
		   "the headset's autosuspend cannot be allowed");
	controller_file("/power/control", path, sizeof(path));
	sim_expect(!sim_file_write(path, "auto"),
		   "the controller's autosuspend cannot be allowed");
}

static void stream_by_dsp(struct sim_headset *headset, int card)
{
	struct sim_dsp_config config = sim_offload_config(headset, card);
	struct sim_dsp_stream *stream;
	struct sim_dsp_stream_counters counters;
	int status;

	stream = sim_offload_start(&config, &status);
	if (!sim_expect(stream, "ENABLE failed with internal status %d", status))
		return;
	sim_sleep_ms(1000);
	sim_expect(!is_asleep(),
		   "the controller sleeps while the DSP streams");
	sim_dsp_counters(stream, &counters);
	sim_expect(counters.events, "the DSP's stream does not move");
	sim_expect(!sim_offload_stop(stream), "DISABLE was not answered");
}

SIM_SCENARIO(controller_sleeps, "controller-sleeps",
	     "idle controller suspends; the DSP and a program wake it")
{
	struct sim_headset *headset = sim_headset();
	struct sim_pcm pcm = { .format = -1 };
	int card = sim_headset_arrive(headset);

	if (card < 0)
		return;
	set_power(headset);
	expect_asleep(headset, "with an idle headset");
	stream_by_dsp(headset, card);
	expect_asleep(headset, "after a stream of the DSP");
	pcm.card = card;
	sim_expect(!sim_headset_perform(headset, &pcm, 300),
		   "playing by the host failed");
	expect_asleep(headset, "after a program played");
}
