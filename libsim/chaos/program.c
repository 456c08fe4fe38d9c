// SPDX-License-Identifier: GPL-2.0-only
/*
 * program.c: what programs do with sound cards: play, record, pause, hold,
 * mix. Two of them run beside each other. No error of a call is judged here.
 */
#include "chaos.h"

#define SIM_CARD_OF_THE_DSP	0

static uint64_t sim_frames_of(const struct sim_pcm *pcm, unsigned int ms)
{
	return (uint64_t)pcm->rate * ms / 1000;
}

/* Some more sound, after a pause where the card can pause. */
static void sim_program_run(struct sim_pcm *pcm)
{
	sim_pcm_run(pcm, sim_frames_of(pcm, 1 + sim_choose(150, "ms of sound")),
		    NULL);
	if (sim_choose(3, "pause") || sim_pcm_pause(pcm, true))
		return;
	sim_sleep_us(sim_choose(100000, "time of the pause"));
	sim_pcm_pause(pcm, false);
	sim_pcm_run(pcm, sim_frames_of(pcm, 1 + sim_choose(50, "ms of sound")),
		    NULL);
}

static void sim_program_end(struct sim_pcm *pcm)
{
	switch (sim_choose(3, "how it ends")) {
	case 0:
		sim_pcm_drop(pcm);
		break;
	case 1:
		if (!pcm->capture && !pcm->nonblock)
			sim_pcm_drain(pcm);
		break;
	}
	sim_pcm_close(pcm);
}

static bool sim_program_open(struct sim_pcm *pcm)
{
	int card = sim_chaos_card(sim_chaos_any_headset());
	unsigned int devices[4];
	int count;

	if (card < 0)
		return false;
	pcm->card = card;
	pcm->nonblock = sim_choose(4, "O_NONBLOCK") == 0;
	count = sim_card_pcms(card, pcm->capture, devices, 4);
	if (count < 1)
		return false;
	pcm->device = devices[sim_choose(count, "PCM device")];
	return !sim_pcm_open(pcm);
}

static void sim_program_play(void)
{
	struct sim_pcm pcm = { .format = -1 };

	if (!sim_program_open(&pcm))
		return;
	sim_program_run(&pcm);
	sim_program_end(&pcm);
}

static void sim_program_record(void)
{
	struct sim_pcm pcm = { .capture = true, .format = -1 };

	if (!sim_program_open(&pcm))
		return;
	sim_program_run(&pcm);
	sim_program_end(&pcm);
}

static void sim_program_hold(void)
{
	struct sim_pcm pcm = {
		.capture = sim_choose(2, "direction"), .format = -1,
	};

	if (!sim_program_open(&pcm))
		return;
	sim_sleep_us(sim_choose(50000, "time held open"));
	sim_program_end(&pcm);
}

static void sim_program_mix(void)
{
	int card = sim_chaos_card(sim_chaos_any_headset());

	if (card >= 0)
		sim_card_move_controls(card);
}

/* known: docs/findings/front-end-against-unplug.md */
static void sim_program_front_end(void)
{
	struct sim_pcm pcm = { .card = SIM_CARD_OF_THE_DSP, .format = -1 };

	sim_card_control_set(SIM_CARD_OF_THE_DSP, "USB Mixer MultiMedia1",
			     sim_choose(4, "mixer switch") != 0);
	if (sim_pcm_open(&pcm))
		return;
	sim_pcm_run(&pcm, sim_frames_of(&pcm, 1 + sim_choose(50, "ms of sound")),
		    NULL);
	sim_program_end(&pcm);
}

const struct sim_chaos_action sim_chaos_program[] = {
	{ "play", sim_program_play, false, false },
	{ "record", sim_program_record, false, false },
	{ "hold", sim_program_hold, false, false },
	{ "mix", sim_program_mix, false, false },
	{ "front-end", sim_program_front_end, true, false },
	{ 0 },
};
