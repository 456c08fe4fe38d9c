// SPDX-License-Identifier: GPL-2.0-only
/*
 * offload-then-sleep, offload-second-stream: whatever the DSP asked for and
 * gave back, an idle headset is suspended when the machine sleeps. In the
 * second story one more stream is asked for; the driver has one event ring for
 * a card and refuses it.
 */
#include <string.h>

#include "sim/scenario.h"

static uint64_t suspends(struct sim_headset *headset)
{
	struct sim_usb_audio_state state;

	sim_usb_audio_state(sim_headset_audio(headset), &state);
	return state.suspends;
}

static void expect_suspend(struct sim_headset *headset)
{
	uint64_t before = suspends(headset);
	int error;

	sim_say("the machine goes to sleep");
	error = sim_file_write("/sys/power/state", "freeze");
	sim_expect(!error, "suspending failed with %d", error);
	sim_expect(suspends(headset) > before,
		   "nothing streams any more, yet the headset was left at work in system sleep");
	sim_say("the machine is awake");
}

static struct sim_dsp_stream *start(struct sim_headset *headset,
				    struct sim_dsp_config *config)
{
	struct sim_dsp_stream *stream;
	int card, status;

	sim_headset_plug(headset);
	card = sim_headset_wait_card(headset, 5000);
	if (!sim_expect(card >= 0, "no sound card appeared within 5 s"))
		return NULL;
	*config = sim_offload_config(headset, card);
	stream = sim_offload_start(config, &status);
	sim_expect(stream, "ENABLE failed with internal status %d", status);
	if (stream)
		sim_sleep_ms(50);
	return stream;
}

SIM_SCENARIO(offload_then_sleep, "offload-then-sleep",
	     "the DSP streams and stops; the idle headset must sleep")
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_config config;
	struct sim_dsp_stream *stream = start(headset, &config);

	if (!stream)
		return;
	sim_expect(!sim_offload_stop(stream), "DISABLE was not answered");
	expect_suspend(headset);
}

SIM_SCENARIO(offload_second_stream, "offload-second-stream",
	     "a second stream is refused; the idle headset must sleep afterwards")
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_config config;
	struct sim_dsp_stream *stream = start(headset, &config), *second;
	int status;

	if (!stream)
		return;
	config.capture = true;
	config.channels = 1;
	config.compare = NULL;
	second = sim_offload_start(&config, &status);
	if (second) {
		sim_say("the second stream is granted");
		sim_expect(!sim_offload_stop(second),
			   "DISABLE of the second stream was not answered");
	} else {
		sim_say("the second stream is refused with %d", status);
	}
	sim_expect(!sim_offload_stop(stream), "DISABLE was not answered");
	expect_suspend(headset);
}
