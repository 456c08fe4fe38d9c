// SPDX-License-Identifier: GPL-2.0-only
/*
 * offload-front-end: what an application of the sound card sees of offload.
 * It routes the DSP's front end to the USB back end, finds that route in the
 * headset's mixer, and plays; the parameters travel through the genuine q6usb
 * to the DSP, which is told the headset's PCM.
 */
#include "sim/scenario.h"

#define DSP_CARD	0
#define MIXER_SWITCH	"USB Mixer MultiMedia1"
#define CARD_ROUTE	"USB Offload Playback Card Route PCM#0"
#define PCM_ROUTE	"USB Offload Playback PCM Route PCM#0"

static void expect_route(int headset_card, const char *control, long route)
{
	long value = -2;
	int error = sim_card_control_get(headset_card, control, &value);

	sim_expect(!error, "reading '%s' failed with %d", control, error);
	sim_expect(error || value == route, "'%s' is %ld, not %ld", control,
		   value, route);
}

static void play_front_end(unsigned int ms)
{
	struct sim_pcm pcm = { .card = DSP_CARD, .format = -1 };
	int error = sim_pcm_open(&pcm);

	if (!sim_expect(!error, "opening the front end failed with %d", error))
		return;
	sim_expect(sim_pcm_run(&pcm, (uint64_t)pcm.rate * ms / 1000, NULL) > 0,
		   "the front end takes no samples");
	sim_pcm_drain(&pcm);
	sim_pcm_close(&pcm);
}

SIM_SCENARIO(offload_front_end, "offload-front-end",
	     "route the DSP's front end to the headset and play on it")
{
	struct sim_headset *headset = sim_headset();
	int card, error;

	card = sim_headset_arrive(headset);
	if (card < 0)
		return;
	expect_route(card, CARD_ROUTE, DSP_CARD);
	expect_route(card, PCM_ROUTE, -1);
	error = sim_card_control_set(DSP_CARD, MIXER_SWITCH, 1);
	sim_expect(error >= 0, "switching the USB mixer failed with %d", error);
	expect_route(card, PCM_ROUTE, 0);
	play_front_end(100);
	error = sim_card_control_set(DSP_CARD, MIXER_SWITCH, 0);
	sim_expect(error >= 0, "switching it off failed with %d", error);
	sim_headset_unplug(headset);
	sim_expect(!sim_headset_wait_gone(headset, 20000),
		   "the headset's card is still there");
}
