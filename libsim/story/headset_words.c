// SPDX-License-Identifier: GPL-2.0-only
/*
 * headset_words.c: the USB audio device of the run, for stories: plug, wait
 * for the sound card, listen at the device.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sound/asound.h>

#include "sim/board.h"
#include "sim/machine.h"
#include "sim/scenario.h"
#include "app/samples.h"

#define SIM_USB2_PORTS	2
#define SIM_LISTEN_BYTES	(1u << 20)

struct sim_headset {
	struct sim_usb_audio *audio;
	unsigned int controller;
	int port;			/* 0: not plugged */
	uint64_t plugged_ns;		/* since then */
	int card;
	bool listening;
	struct sim_stream_compare compare;
	char name[16], path[64];	/* "1-1" and its folder in sysfs */
};

struct sim_headset *sim_headset(void)
{
	void **slot = sim_board_story();
	struct sim_headset *headset = *slot;

	if (headset)
		return headset;
	headset = sim_state_alloc(sizeof(*headset));
	headset->audio = sim_board_audio();
	*slot = headset;
	return headset;
}

/**
 * sim_headset_another() - a further device beside that of the run
 * @builtin: name of a built-in device
 *
 * Return: it, unplugged; a new one on each call.
 * Context: a story.
 */
struct sim_headset *sim_headset_another(const char *builtin)
{
	struct sim_headset *headset = sim_state_alloc(sizeof(*headset));
	char error[256];
	size_t bytes;
	const void *blob = sim_device_builtin(builtin, &bytes);

	sim_assert(blob);
	headset->audio = sim_usb_audio_create(blob, bytes,
				sim_usb_audio_guess_speed(blob, bytes),
				builtin, error, sizeof(error));
	sim_assert(headset->audio);
	return headset;
}

/**
 * sim_headset_second() - the second device that --device names
 * @builtin: stands for it when none is named; NULL: none does
 *
 * Return: it, unplugged, a new record on each call; NULL: there is none.
 * Context: a story of a scenario whose @pair is true, once.
 */
struct sim_headset *sim_headset_second(const char *builtin)
{
	struct sim_usb_audio *audio = sim_board_second_audio();
	struct sim_headset *headset;

	if (!audio)
		return builtin ? sim_headset_another(builtin) : NULL;
	headset = sim_state_alloc(sizeof(*headset));
	headset->audio = audio;
	return headset;
}

struct sim_usb_audio *sim_headset_audio(struct sim_headset *headset)
{
	return headset->audio;
}

int sim_headset_plug(struct sim_headset *headset)
{
	struct sim_usb_device *dev = sim_usb_audio_device(headset->audio);
	int port = sim_xhci_free_port(sim_board_xhci(headset->controller),
				      dev->speed);

	return port < 0 ? port : sim_headset_plug_at(headset, port);
}

int sim_headset_plug_at(struct sim_headset *headset, int port)
{
	struct sim_usb_device *dev = sim_usb_audio_device(headset->audio);
	int error;

	/* Without the bus's power it forgot all. */
	dev->ops->reset(dev);
	error = sim_xhci_plug(sim_board_xhci(headset->controller), port, dev);

	if (error)
		return error;
	headset->port = port;
	headset->plugged_ns = sim_time_now_ns();
	sim_headset_path(headset);
	sim_say("the headset is plugged into port %d%s", port,
		headset->controller ? " of the second controller" : "");
	return 0;
}

void sim_headset_use_controller(struct sim_headset *headset,
				unsigned int controller)
{
	sim_assert(!headset->port && sim_board_xhci(controller));
	headset->controller = controller;
}

unsigned int sim_headset_controller(const struct sim_headset *headset)
{
	return headset->controller;
}

int sim_headset_port(const struct sim_headset *headset)
{
	return headset->port;
}

void sim_headset_unplug(struct sim_headset *headset)
{
	sim_say("the headset is pulled out");
	sim_xhci_unplug(sim_board_xhci(headset->controller), headset->port);
	headset->port = 0;
}

uint64_t sim_headset_plugged_ns(const struct sim_headset *headset)
{
	return headset->plugged_ns;
}

bool sim_headset_plugged(const struct sim_headset *headset)
{
	return headset->port != 0;
}

/* ---- where it is in sysfs ---- */

/**
 * sim_controller_buses() - numbers of a controller's buses in the kernel
 * @controller: number on the board
 * @first: receives the least, 0 while there is none
 * @last: receives the greatest
 *
 * Return: how many there are.
 * Context: a user process; reads sysfs.
 */
int sim_controller_buses(unsigned int controller, int *first, int *last)
{
	char path[96], names[1024], *name, *rest = names;
	int bus, count = 0;
	long bytes;

	*first = *last = 0;
	snprintf(path, sizeof(path), "/sys/bus/platform/devices/%s",
		 sim_board_xhci_name(controller));
	bytes = sim_machine_image()->sys_readdir(path, names,
						 sizeof(names) - 1);
	if (bytes <= 0)
		return 0;
	names[bytes] = '\0';
	while ((name = strsep(&rest, "\n"))) {
		if (sscanf(name, "usb%d", &bus) != 1)
			continue;
		*first = *first && *first < bus ? *first : bus;
		*last = *last > bus ? *last : bus;
		count++;
	}
	return count;
}

/**
 * sim_controller_bus() - number of a controller's bus in the kernel
 * @controller: number on the board
 * @usb3: the SuperSpeed bus
 *
 * The first of the two root hubs is the one for USB 2. Drivers may be bound
 * anew in any order, so numbers move.
 *
 * Return: 1 and more, or 0 while the controller has no driver.
 */
int sim_controller_bus(unsigned int controller, bool usb3)
{
	int first, last;

	sim_controller_buses(controller, &first, &last);
	return usb3 ? last : first;
}

const char *sim_headset_path(struct sim_headset *headset)
{
	int port = headset->port, bus;
	bool usb3 = port > SIM_USB2_PORTS;

	if (!port)
		return headset->path;
	bus = sim_board_xhci(1) ? sim_controller_bus(headset->controller, usb3) :
	      usb3 ? 2 : 1;
	if (!bus)
		return headset->path;
	snprintf(headset->name, sizeof(headset->name), "%d-%d", bus,
		 usb3 ? port - SIM_USB2_PORTS : port);
	snprintf(headset->path, sizeof(headset->path),
		 "/sys/bus/usb/devices/%s", headset->name);
	return headset->path;
}

/* ---- its sound card ---- */

static bool sim_card_is_usb(unsigned int card)
{
	const struct sim_image_ops *image = sim_machine_image();
	struct snd_ctl_card_info info;
	char path[32];
	int fd, error;

	snprintf(path, sizeof(path), "/dev/snd/controlC%u", card);
	fd = image->sys_open(path, O_RDONLY);
	if (fd < 0)
		return false;
	memset(&info, 0, sizeof(info));
	error = image->sys_ioctl(fd, SNDRV_CTL_IOCTL_CARD_INFO, &info);
	image->sys_close(fd);
	return !error && !strcmp((const char *)info.driver, "USB-Audio");
}

/* Whether a card is a child of this device, by the link in its class. */
static bool sim_card_is_of(unsigned int card, const struct sim_headset *headset)
{
	char path[40], link[256], part[24];
	long bytes;

	snprintf(path, sizeof(path), "/sys/class/sound/card%u", card);
	bytes = sim_machine_image()->sys_readlink(path, link,
						  sizeof(link) - 1);
	if (bytes <= 0)
		return false;
	link[bytes] = '\0';
	snprintf(part, sizeof(part), "/%s/", headset->name);
	return strstr(link, part) != NULL;
}

/* Looks at the cards that /dev/snd has, as `ls` would. */
static bool sim_card_there(void *arg)
{
	struct sim_headset *headset = arg;
	char names[4096], *name, *rest = names;
	long bytes = sim_machine_image()->sys_readdir("/dev/snd", names,
						      sizeof(names) - 1);
	unsigned int card;

	if (bytes <= 0)
		return false;
	names[bytes] = '\0';
	while ((name = strsep(&rest, "\n")))
		if (sscanf(name, "controlC%u", &card) == 1 &&
		    sim_card_is_usb(card) && sim_card_is_of(card, headset)) {
			headset->card = card;
			return true;
		}
	return false;
}

static bool sim_card_gone(void *arg)
{
	return !sim_card_there(arg);
}

int sim_headset_wait_card(struct sim_headset *headset, uint64_t timeout_ms)
{
	if (!sim_wait_until(sim_card_there, headset, timeout_ms))
		return -ETIMEDOUT;
	return headset->card;
}

static bool sim_is_configured(void *arg)
{
	struct sim_headset *headset = arg;
	struct sim_usb_audio_state state;

	sim_usb_audio_state(headset->audio, &state);
	return state.configuration &&
	       sim_xhci_port_enabled(sim_board_xhci(sim_headset_controller(headset)),
				     sim_headset_port(headset));
}

int sim_headset_wait_configured(struct sim_headset *headset,
				uint64_t timeout_ms)
{
	return sim_wait_until(sim_is_configured, headset, timeout_ms) ?
	       0 : -ETIMEDOUT;
}

int sim_headset_wait_gone(struct sim_headset *headset, uint64_t timeout_ms)
{
	return sim_wait_until(sim_card_gone, headset, timeout_ms) ?
	       0 : -ETIMEDOUT;
}

/**
 * sim_card_pcms() - PCM devices of a card
 * @card: card number
 * @capture: direction
 * @device: filled with device numbers
 * @max: room there
 *
 * Return: how many, or a negative errno.
 * Context: a user process.
 */
int sim_card_pcms(unsigned int card, bool capture, unsigned int *device,
		  int max)
{
	const struct sim_image_ops *image = sim_machine_image();
	struct snd_pcm_info info;
	int fd, next = -1, count = 0;
	char path[32];

	snprintf(path, sizeof(path), "/dev/snd/controlC%u", card);
	fd = image->sys_open(path, O_RDONLY);
	if (fd < 0)
		return fd;
	while (count < max &&
	       !image->sys_ioctl(fd, SNDRV_CTL_IOCTL_PCM_NEXT_DEVICE, &next) &&
	       next >= 0) {
		memset(&info, 0, sizeof(info));
		info.device = next;
		info.stream = capture ? SNDRV_PCM_STREAM_CAPTURE :
					SNDRV_PCM_STREAM_PLAYBACK;
		if (!image->sys_ioctl(fd, SNDRV_CTL_IOCTL_PCM_INFO, &info))
			device[count++] = next;
	}
	image->sys_close(fd);
	return count;
}

/* ---- what the device hears ---- */

static void sim_headset_heard(void *arg, unsigned int interface,
			      unsigned int altsetting, unsigned int endpoint,
			      const void *data, size_t bytes)
{
	struct sim_headset *headset = arg;

	(void)interface;
	(void)altsetting;
	(void)endpoint;
	if (headset->listening)
		sim_stream_compare_arrived(&headset->compare, data, bytes);
}

struct sim_stream_compare *
sim_headset_listen(struct sim_headset *headset, unsigned int frame_bytes)
{
	const struct sim_usb_audio_sink sink = {
		.played = sim_headset_heard, .arg = headset,
	};

	if (headset->listening)
		sim_stream_compare_end(&headset->compare);
	sim_stream_compare_begin(&headset->compare, frame_bytes,
				 SIM_LISTEN_BYTES);
	headset->listening = true;
	sim_usb_audio_set_sink(headset->audio, &sink);
	return &headset->compare;
}

static int sim_headset_play(struct sim_headset *headset, struct sim_pcm *pcm,
			    uint64_t frames)
{
	struct sim_stream_compare *compare;
	long done;

	compare = sim_headset_listen(headset, pcm->frame_bytes);
	compare->silence_byte = sim_samples_silence(pcm->format);
	done = sim_pcm_run(pcm, frames, compare);
	if (done < 0)
		return done;
	done = sim_pcm_drain(pcm);
	if (done < 0)
		return done;
	sim_say("played %llu frames: %llu bytes arrived, %llu wrong",
		(unsigned long long)frames,
		(unsigned long long)compare->matched,
		(unsigned long long)compare->wrong);
	sim_expect(!compare->wrong,
		   "the device heard byte 0x%02x instead of 0x%02x at offset %llu of the stream",
		   compare->first_arrived, compare->first_expected,
		   (unsigned long long)compare->first_wrong);
	sim_expect(!sim_stream_compare_pending(compare),
		   "%zu bytes that were written never reached the device",
		   sim_stream_compare_pending(compare));
	return 0;
}

static int sim_headset_record(struct sim_pcm *pcm, uint64_t frames)
{
	long done = sim_pcm_run(pcm, frames, NULL);

	sim_pcm_drop(pcm);
	if (done < 0)
		return done;
	sim_say("recorded %ld frames, %llu of them not what the device sent",
		done, (unsigned long long)pcm->wrong_frames);
	sim_expect(!pcm->wrong_frames,
		   "%llu of %llu recorded frames are not what the device sent",
		   (unsigned long long)pcm->wrong_frames,
		   (unsigned long long)pcm->frames_checked);
	return 0;
}

int sim_headset_run(struct sim_headset *headset, struct sim_pcm *pcm,
		    unsigned int ms)
{
	uint64_t frames = (uint64_t)pcm->rate * ms / 1000;

	return pcm->capture ? sim_headset_record(pcm, frames) :
			      sim_headset_play(headset, pcm, frames);
}

int sim_headset_perform(struct sim_headset *headset,
			const struct sim_pcm *config, unsigned int ms)
{
	struct sim_pcm pcm = *config;
	int error = sim_pcm_open(&pcm);

	if (error)
		return error;
	error = sim_headset_run(headset, &pcm, ms);
	sim_pcm_close(&pcm);
	return error;
}
