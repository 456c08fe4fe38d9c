/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scenario.h: the words that a story is told in. Host world.
 *
 * A story is a user process of the simulated machine: it plugs a headset,
 * plays through ALSA, gives the DSP orders, reads and writes sysfs, waits.
 * Everything that may take time blocks the story alone. A wrong expectation
 * is a finding of kind invariant, with the words given; the story goes on, so
 * that one run tells all.
 *
 * Context of every function, unless said: a story or a process it started.
 */
#ifndef SIM_SCENARIO_H
#define SIM_SCENARIO_H

#include "sim/device.h"
#include "sim/dsp.h"
#include "sim/run.h"

/*
 * Defines a scenario and enters it into the list: a new file in sim-scenarios/
 * is all that it takes. The story's body follows the macro. Further members of
 * struct sim_scenario may be given after the words for the list.
 */
#define SIM_SCENARIO(ident, title, about, ...)				\
	static void ident(void);					\
	static const struct sim_scenario ident##_scenario = {		\
		.name = (title), .help = (about), .story = (ident),	\
		__VA_ARGS__						\
	};								\
	static const struct sim_scenario *const ident##_entry		\
	__attribute__((section("sim_scenarios"), used)) =		\
		&ident##_scenario;					\
	static void ident(void)

/* ---- telling ---- */

/* A line of the timeline. */
void sim_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Returns @ok; when false, reports an invariant finding with these words. */
bool sim_expect(bool ok, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Adds to the line that tells what kind of run this is, shown with its result:
 * a scenario that the seed composes says so what came out. */
void sim_describe(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* Value of the run's --option KEY=VALUE, or NULL. */
const char *sim_option(const char *key);

/* ---- time ---- */

void sim_sleep_us(uint64_t us);
void sim_sleep_ms(uint64_t ms);
/* Looks at @condition until it holds; false when @timeout_ms is over. */
bool sim_wait_until(bool (*condition)(void *arg), void *arg,
		    uint64_t timeout_ms);

/* ---- turns: to wait and then do something, again and again ---- */

#define SIM_TURN_NEVER	UINT64_MAX

/**
 * struct sim_turn_options - what may be done
 * @name: of each, for schedules
 * @weight: how often, beside the others; 0: never, unless a schedule says so
 * @count: how many there are
 */
struct sim_turn_options {
	const char *const *name;
	const unsigned int *weight;
	unsigned int count;
};

/* sched/sparse_turn.c */
bool sim_turn_any(const struct sim_turn_options *options);
uint64_t sim_turn_wait_us(unsigned int longest_us);
unsigned int sim_turn_choose(const struct sim_turn_options *options);

/* ---- processes ---- */

struct sim_process;
struct sim_process *sim_process_start(const char *name, void (*fn)(void *arg),
				      void *arg);
void sim_process_wait(struct sim_process *process);
void sim_process_kill(struct sim_process *process, int signal);

/* ---- sysfs and other files ---- */

/* Whole file as text without the last newline; a negative errno on error. */
long sim_file_read(const char *path, char *text, size_t room);
int sim_file_write(const char *path, const char *text);
bool sim_file_is(const char *path, const char *text);
/* Whether the device in that folder of sysfs sleeps in time; if not, findings
 * say who keeps it awake. */
bool sim_sleep_wait(const char *device, unsigned int within_ms);
/* The same, or else a finding of that title: either, not both. */
bool sim_sleep_expect(const char *device, unsigned int within_ms,
		      const char *title);

/* ---- the headset: the USB audio device of this run ---- */

struct sim_headset;

/* The device that --device names, unplugged. The same one on each call. */
struct sim_headset *sim_headset(void);
/* A further device by its built-in name, unplugged; a new one on each call. */
struct sim_headset *sim_headset_another(const char *builtin);
/* The device that a second --device names, else @builtin, or NULL for NULL. */
struct sim_headset *sim_headset_second(const char *builtin);
/* Pushes the plug in; 0 or -ENOSPC. Does not wait. */
int sim_headset_plug(struct sim_headset *headset);
/* The same at a port of its controller, from 1; -EBUSY, -EINVAL. */
int sim_headset_plug_at(struct sim_headset *headset, int port);
/* Whose ports it goes into from now on: 0, the default, or 1 where the
 * scenario asked for two controllers. It must be unplugged. */
void sim_headset_use_controller(struct sim_headset *headset,
				unsigned int controller);
unsigned int sim_headset_controller(const struct sim_headset *headset);
/* Its port, 0: unplugged. */
int sim_headset_port(const struct sim_headset *headset);
void sim_headset_unplug(struct sim_headset *headset);
bool sim_headset_plugged(const struct sim_headset *headset);
/* When it was last plugged in, in virtual time. */
uint64_t sim_headset_plugged_ns(const struct sim_headset *headset);
/* The device model, for its formats, counters, keys. */
struct sim_usb_audio *sim_headset_audio(struct sim_headset *headset);
/*
 * Waits until the host configured it since it was plugged, or since its port
 * failed: 0 or -ETIMEDOUT. A card that is there before may be of the one that
 * was pulled.
 */
int sim_headset_wait_configured(struct sim_headset *headset,
				uint64_t timeout_ms);
/* Waits for its sound card: its number or -ETIMEDOUT. */
int sim_headset_wait_card(struct sim_headset *headset, uint64_t timeout_ms);
/* Waits until its sound card is gone: 0 or -ETIMEDOUT. */
int sim_headset_wait_gone(struct sim_headset *headset, uint64_t timeout_ms);
/* Its folder in sysfs, "/sys/bus/usb/devices/1-1"; where it was last, when it
 * is unplugged. */
const char *sim_headset_path(struct sim_headset *headset);
/* How many buses a controller has, and the least and the greatest number. */
int sim_controller_buses(unsigned int controller, int *first, int *last);
/* Number of a controller's USB 2 or SuperSpeed bus, 0 while it has no driver. */
int sim_controller_bus(unsigned int controller, bool usb3);
/* What the device is to hear from now on is told to this comparer. */
struct sim_stream_compare *
sim_headset_listen(struct sim_headset *headset, unsigned int frame_bytes);

/* ---- an application that plays or records through ALSA ---- */

/**
 * struct sim_pcm - one substream, as aplay or arecord would use it
 * @card: card number
 * @device: PCM device number
 * @capture: record
 * @format: SNDRV_PCM_FORMAT_*, or -1 for the first that it offers
 * @channels: channels, 0 for the least it offers above one
 * @rate: frames a second, 0 for 48000 or the nearest
 * @period_frames: period, 0 for 10 ms
 * @nonblock: open with O_NONBLOCK
 *
 * Members left 0 are filled in by sim_pcm_open().
 */
struct sim_pcm {
	unsigned int card, device;
	bool capture, nonblock;
	int format;
	unsigned int channels, rate, period_frames, buffer_frames;
	unsigned int frame_bytes;
	/* private */
	int fd;
	uint64_t frame;
	uint64_t wrong_frames, frames_checked;
	bool phase_known;
	uint16_t phase, phase_steps;
};

/* Opens and sets parameters: 0 or a negative errno. */
int sim_pcm_open(struct sim_pcm *pcm);
/* Plays or records @frames; frames done or a negative errno. */
long sim_pcm_run(struct sim_pcm *pcm, uint64_t frames,
		 struct sim_stream_compare *compare);
int sim_pcm_drain(struct sim_pcm *pcm);
int sim_pcm_drop(struct sim_pcm *pcm);
/* Pauses (true) or goes on; -ENOSYS, -EBADFD where that cannot be. */
int sim_pcm_pause(struct sim_pcm *pcm, bool on);
void sim_pcm_close(struct sim_pcm *pcm);

/*
 * One whole performance: open, play (or record) @ms milliseconds, drain,
 * close, and compare what arrived at the device with what was written.
 * Returns 0 or the errno of the step that failed. *config is not changed.
 */
int sim_headset_perform(struct sim_headset *headset,
			const struct sim_pcm *config, unsigned int ms);

/* Whether the substream takes exactly these format, channels and rate. */
bool sim_pcm_offers(const struct sim_pcm *pcm);
/* Plays or records on an open substream and compares, as _perform() does. */
int sim_headset_run(struct sim_headset *headset, struct sim_pcm *pcm,
		    unsigned int ms);

/* PCM devices of a card in the given direction, at most @max. */
int sim_card_pcms(unsigned int card, bool capture, unsigned int *device,
		  int max);

/* ---- what a card is made of ---- */

/* Elements of the card's mixer (numids), or a negative errno. */
int sim_card_controls(unsigned int card);
/* An element by name: sets all its values, reads its first one. */
int sim_card_control_set(unsigned int card, const char *name, long value);
int sim_card_control_get(unsigned int card, const char *name, long *value);
/* Turns every mixer element that can be written to another value and back:
 * how many, or the negative errno of the first that failed. */
int sim_card_move_controls(unsigned int card);
/* Number of the card's first rawmidi device, or -ENODEV. */
int sim_card_midi(unsigned int card);
/*
 * Writes @bytes to the rawmidi device and reads @echo bytes back into @heard
 * within @timeout_ms: bytes read or a negative errno.
 */
long sim_midi_send(unsigned int card, unsigned int device, const void *data,
		   size_t bytes, void *heard, size_t echo,
		   uint64_t timeout_ms);

/* ---- a device's formats and what Linux makes of them ---- */

/* All formats that the device lists now; to be freed by sim_state_free(). */
struct sim_usb_audio_format *sim_headset_formats(struct sim_headset *headset,
						 int *count);
/*
 * Waits for the sound card; where Linux does not make one by itself, does what
 * a user would do: chooses the configuration that has audio, and tells the
 * driver of a device that it does not know. Card number or -ETIMEDOUT.
 */
int sim_headset_bind(struct sim_headset *headset);
/* Plugs it in, binds it and expects a card: its number, or a negative errno
 * when there is none, which is a finding. */
int sim_headset_arrive(struct sim_headset *headset);
/* The ALSA format of an altsetting's samples, or -1 with the reason. */
int sim_format_alsa(const struct sim_usb_audio_format *format,
		    const char **reason);
/* A rate to try, by index from 0: each discrete one, a choice of a range. */
uint32_t sim_format_try_rate(const struct sim_usb_audio_format *format,
			     unsigned int index);
/* The altsetting that Linux takes instead of this one at a rate, or NULL. */
const struct sim_usb_audio_format *
sim_format_rival(const struct sim_usb_audio_format *formats, int count,
		 const struct sim_usb_audio_format *format, uint32_t rate_hz);
/* PCM devices that Linux makes of the formats, in one direction. */
int sim_formats_pcms(const struct sim_usb_audio_format *formats, int count,
		     bool capture);

/* ---- offload ---- */

/* A stream that fits the headset's first playback format. */
struct sim_dsp_config sim_offload_config(struct sim_headset *headset,
					 unsigned int card);
/* Waits for the vendor driver's service, orders ENABLE, waits for the answer.
 * The stream, or NULL with *status the driver's internal status or an errno. */
struct sim_dsp_stream *sim_offload_start(const struct sim_dsp_config *config,
					 int *status);
/* Plugs the device in and has the DSP stream to it: the stream and what it asked
 * for, or NULL, which is a finding. */
struct sim_dsp_stream *sim_offload_arrive(struct sim_headset *headset,
					  struct sim_dsp_config *config);
/* Orders DISABLE and waits: 0 or -ETIMEDOUT. */
int sim_offload_stop(struct sim_dsp_stream *stream);

#endif /* SIM_SCENARIO_H */
