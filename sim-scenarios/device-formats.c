// SPDX-License-Identifier: GPL-2.0-only
/*
 * device-formats: all that a device advertises. Its sound card has the PCM,
 * mixer and MIDI parts that the descriptors promise, and every altsetting
 * plays or records at every rate, each sample compared.
 */
#include <string.h>

#include "sim/scenario.h"

#define MOST_PCMS	16
#define SHORT_MS	40

struct tally {
	unsigned int played, recorded, same, skipped;
};

struct device {
	struct sim_headset *headset;
	struct sim_usb_audio_format *formats;
	int count, card;
	struct tally tally;
};

/* ---- its parts ---- */

static void check_pcms(const struct device *device, bool capture)
{
	unsigned int pcms[MOST_PCMS];
	int found = sim_card_pcms(device->card, capture, pcms, MOST_PCMS);
	int wanted = sim_formats_pcms(device->formats, device->count, capture);

	sim_expect(found == wanted, "%d %s devices instead of %d", found,
		   capture ? "capture" : "playback", wanted);
}

static void check_parts(const struct device *device,
			const struct sim_usb_audio_parts *parts)
{
	int controls = sim_card_controls(device->card);

	check_pcms(device, false);
	check_pcms(device, true);
	sim_expect(controls >= (int)parts->feature_units,
		   "%d mixer elements for %u feature units", controls,
		   parts->feature_units);
	sim_say("card %d: %u altsettings with audio, %d mixer elements of %u feature units",
		device->card, parts->formats, controls, parts->feature_units);
}

/* Requests that a mixer makes must not be refused. */
static void move_mixer(const struct device *device)
{
	struct sim_usb_audio *audio = sim_headset_audio(device->headset);
	struct sim_usb_audio_state before, after;
	int moved;

	sim_usb_audio_state(audio, &before);
	moved = sim_card_move_controls(device->card);
	sim_usb_audio_state(audio, &after);
	sim_expect(moved >= 0, "moving the mixer failed with error %d", moved);
	sim_expect(before.stalls == after.stalls,
		   "the device refused %llu requests of the mixer",
		   (unsigned long long)(after.stalls - before.stalls));
	sim_expect(moved <= 0 || after.controls > before.controls,
		   "the mixer moved and the device was not told");
	sim_say("%d mixer elements moved and put back", moved);
}

static void play_note(const struct device *device,
		      const struct sim_usb_audio_parts *parts)
{
	static const uint8_t note[] = { 0x90, 0x3c, 0x40 };
	uint8_t back[sizeof(note)], event[4] = { 0 };
	size_t echo = parts->midi_in ? sizeof(note) : 0;
	int midi = sim_card_midi(device->card);
	long result;

	if (!sim_expect(midi >= 0, "no MIDI device, error %d", midi) ||
	    !parts->midi_out)
		return;
	result = sim_midi_send(device->card, midi, note, sizeof(note), back,
			       echo, 200);
	sim_expect(result == (long)echo,
		   "MIDI gave back %ld of %zu bytes", result, echo);
	sim_expect(!echo || !memcmp(back, note, echo),
		   "MIDI gave back another note");
	sim_usb_audio_midi_heard(sim_headset_audio(device->headset), event, 4);
	sim_expect(event[0] == 0x09 && !memcmp(event + 1, note, sizeof(note)),
		   "the device heard the event %02x %02x %02x %02x",
		   event[0], event[1], event[2], event[3]);
	sim_say("MIDI device %d: a note went out%s", midi,
		echo ? " and came back" : "");
}

/* ---- one altsetting at one rate ---- */

/* Opens the PCM device that leads to the altsetting; false without one. */
static bool open_altsetting(const struct device *device,
			    const struct sim_usb_audio_format *format,
			    struct sim_pcm *pcm)
{
	unsigned int pcms[MOST_PCMS];
	int i, count = sim_card_pcms(device->card, format->capture, pcms,
				     MOST_PCMS);

	for (i = 0; i < count; i++) {
		struct sim_pcm trial = *pcm;

		trial.device = pcms[i];
		if (!sim_pcm_offers(&trial) || sim_pcm_open(&trial))
			continue;
		*pcm = trial;
		if (sim_usb_audio_altsetting(
				sim_headset_audio(device->headset),
				format->interface) == format->altsetting)
			return true;
		sim_pcm_close(&trial);
	}
	return false;
}

/* The device must have seen whole frames in packets of a legal size. */
static void check_packets(const struct device *device,
			  const struct sim_usb_audio_format *format)
{
	struct sim_usb_audio_counters counters = { 0 };

	sim_usb_audio_counters(sim_headset_audio(device->headset),
			       format->endpoint, &counters);
	sim_expect(counters.frames, "endpoint 0x%02x: not a frame passed",
		   format->endpoint);
	sim_expect(!counters.ragged && !counters.oversize && !counters.full,
		   "endpoint 0x%02x: %llu packets without whole frames, %llu too large, %llu bytes dropped",
		   format->endpoint, (unsigned long long)counters.ragged,
		   (unsigned long long)counters.oversize,
		   (unsigned long long)counters.full);
}

/* A sink that the host cannot set to a rate follows what it gets. */
static void check_rate(const struct device *device,
		       const struct sim_usb_audio_format *format,
		       uint32_t wanted)
{
	uint32_t rate = sim_usb_audio_rate(sim_headset_audio(device->headset),
					   format->endpoint);

	if (format->rate_control || format->capture)
		sim_expect(rate == wanted,
			   "the device runs at %u instead of %u Hz", rate,
			   wanted);
}

static void perform(struct device *device,
		    const struct sim_usb_audio_format *format,
		    const struct sim_pcm *wish)
{
	struct sim_pcm pcm = *wish;
	int error;

	if (!sim_expect(open_altsetting(device, format, &pcm),
			"altsetting %u.%u: no PCM device %s format %d, %u channels, %u Hz on it",
			format->interface, format->altsetting,
			format->capture ? "records" : "plays", pcm.format,
			pcm.channels, pcm.rate))
		return;
	sim_say("altsetting %u.%u: %s format %d, %u channels, %u Hz on device %u",
		format->interface, format->altsetting,
		pcm.capture ? "record" : "play", pcm.format, pcm.channels,
		pcm.rate, pcm.device);
	check_rate(device, format, pcm.rate);
	error = sim_headset_run(device->headset, &pcm, SHORT_MS);
	check_packets(device, format);
	sim_pcm_close(&pcm);
	sim_expect(!error, "%s failed with error %d",
		   pcm.capture ? "recording" : "playing", error);
	if (pcm.capture)
		device->tally.recorded++;
	else
		device->tally.played++;
}

static const char *why_rival(const struct sim_usb_audio_format *format,
			     const struct sim_usb_audio_format *rival)
{
	if (rival->max_packet_bytes > format->max_packet_bytes)
		return "has larger packets";
	return rival->sync == format->sync ? "comes first" :
					     "is synchronised better";
}

static void try_rate(struct device *device,
		     const struct sim_usb_audio_format *format, int alsa,
		     uint32_t rate)
{
	const struct sim_usb_audio_format *rival;
	const struct sim_pcm wish = {
		.card = device->card, .capture = format->capture,
		.format = alsa, .channels = format->channels, .rate = rate,
		.period_frames = rate / 200,
	};

	rival = sim_format_rival(device->formats, device->count, format, rate);
	if (!rival) {
		perform(device, format, &wish);
		return;
	}
	sim_say("altsetting %u.%u at %u Hz: the driver takes %u.%u, which carries the same and %s",
		format->interface, format->altsetting, rate, rival->interface,
		rival->altsetting, why_rival(format, rival));
	device->tally.same++;
}

static void try_format(struct device *device,
		       const struct sim_usb_audio_format *format)
{
	const char *reason;
	int alsa = sim_format_alsa(format, &reason);
	uint32_t rate;

	if (alsa < 0) {
		sim_say("altsetting %u.%u skipped: %s", format->interface,
			format->altsetting, reason);
		device->tally.skipped++;
		return;
	}
	for (unsigned int i = 0; (rate = sim_format_try_rate(format, i)); i++)
		try_rate(device, format, alsa, rate);
}

SIM_SCENARIO(device_formats, "device-formats",
	     "every format of the device plays and records, its parts are there")
{
	struct device device = { .headset = sim_headset() };
	struct sim_usb_audio *audio = sim_headset_audio(device.headset);
	struct sim_usb_audio_state state;
	struct sim_usb_audio_parts parts;

	sim_headset_plug(device.headset);
	device.card = sim_headset_bind(device.headset);
	if (!sim_expect(device.card >= 0, "no sound card, error %d",
			device.card))
		return;
	sim_usb_audio_state(audio, &state);
	sim_usb_audio_parts(audio, state.configuration, &parts);
	device.formats = sim_headset_formats(device.headset, &device.count);
	check_parts(&device, &parts);
	move_mixer(&device);
	if (parts.midi_in || parts.midi_out)
		play_note(&device, &parts);
	for (int i = 0; i < device.count; i++)
		try_format(&device, &device.formats[i]);
	sim_state_free(device.formats);
	sim_say("formats: %u played, %u recorded, %u the same as another, %u skipped",
		device.tally.played, device.tally.recorded, device.tally.same,
		device.tally.skipped);
}
