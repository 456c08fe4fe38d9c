// SPDX-License-Identifier: GPL-2.0-only
/*
 * bind_words.c: what a user does for a device that Linux does not make a sound
 * card of by itself.
 */
#include <errno.h>
#include <stdio.h>

#include "sim/scenario.h"

#define SIM_BIND_WAIT_MS	3000

static bool sim_parts_any(const struct sim_usb_audio_parts *parts)
{
	return parts->formats || parts->midi_in || parts->midi_out;
}

/* The first configuration that has streams or MIDI, or 0. */
static unsigned int sim_bind_configuration(struct sim_usb_audio *audio)
{
	struct sim_usb_audio_parts parts;
	unsigned int i, value;

	for (i = 0; (value = sim_usb_audio_configuration(audio, i)); i++) {
		sim_usb_audio_parts(audio, value, &parts);
		if (sim_parts_any(&parts))
			return value;
	}
	return 0;
}

static void sim_bind_choose(struct sim_headset *headset, unsigned int value)
{
	char path[96], text[16];
	int error;

	sim_say("no sound card: the user chooses configuration %u", value);
	snprintf(path, sizeof(path), "%s/bConfigurationValue",
		 sim_headset_path(headset));
	snprintf(text, sizeof(text), "%u", value);
	error = sim_file_write(path, text);
	sim_expect(!error, "choosing configuration %u failed with error %d",
		   value, error);
}

static void sim_bind_new_id(struct sim_headset *headset)
{
	unsigned int vendor, product;
	char text[16];
	int error;

	sim_usb_audio_id(sim_headset_audio(headset), &vendor, &product);
	snprintf(text, sizeof(text), "%04x %04x", vendor, product);
	sim_say("no sound card: the user tells snd-usb-audio of %s", text);
	error = sim_file_write("/sys/bus/usb/drivers/snd-usb-audio/new_id",
			       text);
	sim_expect(!error, "writing new_id failed with error %d", error);
}

/**
 * sim_headset_bind() - see that a plugged device has its sound card
 * @headset: plugged
 *
 * Return: card number, -ENODEV for a device without audio and MIDI, or
 * -ETIMEDOUT.
 * Context: the story.
 */
int sim_headset_bind(struct sim_headset *headset)
{
	struct sim_usb_audio *audio = sim_headset_audio(headset);
	struct sim_usb_audio_state state;
	unsigned int wanted = sim_bind_configuration(audio);
	int card = sim_headset_wait_card(headset, SIM_BIND_WAIT_MS);

	if (card >= 0)
		return card;
	if (!wanted)
		return -ENODEV;
	sim_usb_audio_state(audio, &state);
	if (state.configuration != wanted) {
		sim_bind_choose(headset, wanted);
		card = sim_headset_wait_card(headset, SIM_BIND_WAIT_MS);
	}
	if (card < 0) {
		sim_bind_new_id(headset);
		card = sim_headset_wait_card(headset, SIM_BIND_WAIT_MS);
	}
	return card;
}

/**
 * sim_headset_arrive() - plug the device in and get its sound card
 * @headset: the device
 *
 * Return: the card's number, or a negative errno after the finding that there
 * is none.
 * Context: a story; blocks until the card is there.
 */
int sim_headset_arrive(struct sim_headset *headset)
{
	int card = sim_headset_plug(headset);

	if (!card)
		card = sim_headset_bind(headset);
	sim_expect(card >= 0, "no sound card appeared, error %d", card);
	return card;
}
