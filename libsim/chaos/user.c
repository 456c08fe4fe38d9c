// SPDX-License-Identifier: GPL-2.0-only
/*
 * user.c: the person with the headset, and the programs that the person runs.
 *
 * The hands plug, unplug, press keys and write to sysfs; the program uses the
 * sound card. They are two processes, so that one can get in the way of the
 * other. No error of a call is judged here: only the end of a life is.
 */
#include <stdio.h>

#include "chaos.h"

/* ---- hands ---- */

static void sim_user_plug(void)
{
	if (!sim_headset_plugged(sim_chaos->headset))
		sim_headset_plug_at(sim_chaos->headset,
				    1 + sim_choose(2, "port"));
}

static void sim_user_unplug(void)
{
	if (sim_headset_plugged(sim_chaos->headset))
		sim_headset_unplug(sim_chaos->headset);
}

static void sim_user_replug(void)
{
	sim_user_unplug();
	sim_sleep_us(1 + sim_choose(200000, "time without the plug"));
	sim_user_plug();
}

static void sim_user_write(const char *file, const char *text)
{
	char path[128];
	int error;

	snprintf(path, sizeof(path), "%s/%s",
		 sim_headset_path(sim_chaos->headset), file);
	error = sim_file_write(path, text);
	sim_say("the user writes \"%s\" to %s: %d", text, file, error);
}

static void sim_user_control(void)
{
	sim_user_write("power/control", sim_choose(3, "power/control") ?
		       "auto" : "on");
}

static void sim_user_delay(void)
{
	static const char *const delays[] = { "0", "1", "30", "2000", "-1" };

	sim_user_write("power/autosuspend_delay_ms",
		       delays[sim_choose(5, "autosuspend delay")]);
}

static void sim_user_authorize(void)
{
	sim_user_write("authorized", "0");
	sim_sleep_us(sim_choose(30000, "time without authorisation"));
	sim_user_write("authorized", "1");
}

static void sim_user_configure(void)
{
	sim_user_write("bConfigurationValue",
		       sim_choose(2, "configuration") ? "1" : "-1");
}

static void sim_user_press(void)
{
	struct sim_usb_audio *audio = sim_headset_audio(sim_chaos->headset);

	sim_usb_audio_press_keys(audio, sim_choose(8, "keys"));
}

static void sim_user_look(void)
{
	static const char *const files[] = {
		"power/runtime_status", "descriptors", "product", "urbnum",
	};
	char path[128], text[4096];

	snprintf(path, sizeof(path), "%s/%s",
		 sim_headset_path(sim_chaos->headset),
		 files[sim_choose(4, "file to read")]);
	sim_file_read(path, text, sizeof(text));
}

const struct sim_chaos_action sim_chaos_user[] = {
	{ "plug", sim_user_plug, false },
	{ "unplug", sim_user_unplug, false },
	{ "replug", sim_user_replug, false },
	{ "control", sim_user_control, false },
	{ "delay", sim_user_delay, false },
	{ "authorize", sim_user_authorize, false },
	{ "configure", sim_user_configure, false },
	{ "press", sim_user_press, false },
	{ "look", sim_user_look, false },
	{ NULL, NULL, false },
};

/* ---- the program ---- */

static void sim_program_use(bool capture, bool start)
{
	struct sim_pcm pcm = { .capture = capture, .format = -1 };
	int card = sim_chaos_card();

	if (card < 0)
		return;
	pcm.card = card;
	pcm.nonblock = sim_choose(4, "O_NONBLOCK") == 0;
	if (sim_card_pcms(card, capture, &pcm.device, 1) < 1 ||
	    sim_pcm_open(&pcm))
		return;
	if (start)
		sim_pcm_run(&pcm, (uint64_t)pcm.rate *
				  (1 + sim_choose(150, "ms of sound")) / 1000,
			    NULL);
	else
		sim_sleep_us(sim_choose(50000, "time held open"));
	switch (sim_choose(3, "how it ends")) {
	case 0:
		sim_pcm_drop(&pcm);
		break;
	case 1:
		if (!capture && !pcm.nonblock)
			sim_pcm_drain(&pcm);
		break;
	}
	sim_pcm_close(&pcm);
}

static void sim_program_play(void)
{
	sim_program_use(false, true);
}

static void sim_program_record(void)
{
	sim_program_use(true, true);
}

static void sim_program_hold(void)
{
	sim_program_use(sim_choose(2, "direction"), false);
}

static void sim_program_mix(void)
{
	int card = sim_chaos_card();

	if (card >= 0)
		sim_card_move_controls(card);
}

const struct sim_chaos_action sim_chaos_program[] = {
	{ "play", sim_program_play, false },
	{ "record", sim_program_record, false },
	{ "hold", sim_program_hold, false },
	{ "mix", sim_program_mix, false },
	{ NULL, NULL, false },
};
