// SPDX-License-Identifier: GPL-2.0-only
/*
 * card_words.c: what a sound card is made of, for stories: mixer elements,
 * MIDI ports, and an application that plays a note.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sound/asound.h>

#include "sim/machine.h"
#include "sim/scenario.h"

static int sim_control_open(unsigned int card)
{
	char path[32];

	snprintf(path, sizeof(path), "/dev/snd/controlC%u", card);
	return sim_machine_image()->sys_open(path, O_RDONLY);
}

/**
 * sim_card_controls() - count the elements of a card that are its mixer's
 * @card: card number
 *
 * Return: elements of the mixer interface, or a negative errno.
 * Context: a user process.
 */
int sim_card_controls(unsigned int card)
{
	const struct sim_image_ops *image = sim_machine_image();
	struct snd_ctl_elem_id ids[128];
	struct snd_ctl_elem_list list = { .space = 128, .pids = ids };
	unsigned int i;
	int fd = sim_control_open(card), count = 0;
	long error;

	if (fd < 0)
		return fd;
	error = image->sys_ioctl(fd, SNDRV_CTL_IOCTL_ELEM_LIST, &list);
	image->sys_close(fd);
	if (error)
		return error;
	for (i = 0; i < list.used; i++)
		count += ids[i].iface == SNDRV_CTL_ELEM_IFACE_MIXER;
	return count;
}

int sim_card_midi(unsigned int card)
{
	const struct sim_image_ops *image = sim_machine_image();
	int fd = sim_control_open(card), device = -1;
	long error;

	if (fd < 0)
		return fd;
	error = image->sys_ioctl(fd, SNDRV_CTL_IOCTL_RAWMIDI_NEXT_DEVICE,
				 &device);
	image->sys_close(fd);
	if (error)
		return error;
	return device < 0 ? -ENODEV : device;
}

/* ---- a note ---- */

struct sim_midi_reader {
	int fd;
	uint8_t *to;
	size_t want, have;
};

static bool sim_midi_has_all(void *arg)
{
	struct sim_midi_reader *reader = arg;
	long bytes = sim_machine_image()->sys_read(reader->fd,
						   reader->to + reader->have,
						   reader->want - reader->have);

	if (bytes > 0)
		reader->have += bytes;
	return reader->have == reader->want;
}

long sim_midi_send(unsigned int card, unsigned int device, const void *data,
		   size_t bytes, void *heard, size_t echo,
		   uint64_t timeout_ms)
{
	const struct sim_image_ops *image = sim_machine_image();
	struct sim_midi_reader reader = { .to = heard, .want = echo };
	char path[32];
	long result;

	snprintf(path, sizeof(path), "/dev/snd/midiC%uD%u", card, device);
	reader.fd = image->sys_open(path, (echo ? O_RDWR : O_WRONLY) |
					  O_NONBLOCK);
	if (reader.fd < 0)
		return reader.fd;
	/* starts the input: what comes before the first read is not kept */
	if (echo)
		sim_midi_has_all(&reader);
	result = image->sys_write(reader.fd, data, bytes);
	if (result >= 0 && echo)
		sim_wait_until(sim_midi_has_all, &reader, timeout_ms);
	if (result >= 0 && !echo)
		sim_sleep_ms(timeout_ms);
	image->sys_close(reader.fd);
	return result < 0 ? result : (long)reader.have;
}
