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

#define SIM_MOST_ELEMENTS	128

/* The mixer's elements: how many, or a negative errno. */
static int sim_mixer_list(int fd, struct snd_ctl_elem_id *ids)
{
	struct snd_ctl_elem_list list = {
		.space = SIM_MOST_ELEMENTS, .pids = ids,
	};
	unsigned int i;
	int count = 0;
	long error = sim_machine_image()->sys_ioctl(fd,
					SNDRV_CTL_IOCTL_ELEM_LIST, &list);

	if (error)
		return error;
	for (i = 0; i < list.used; i++)
		if (ids[i].iface == SNDRV_CTL_ELEM_IFACE_MIXER)
			ids[count++] = ids[i];
	return count;
}

/**
 * sim_card_controls() - count the elements of a card's mixer
 * @card: card number
 *
 * Return: elements of the mixer interface, or a negative errno.
 * Context: a user process.
 */
int sim_card_controls(unsigned int card)
{
	struct snd_ctl_elem_id ids[SIM_MOST_ELEMENTS];
	int fd = sim_control_open(card), count;

	if (fd < 0)
		return fd;
	count = sim_mixer_list(fd, ids);
	sim_machine_image()->sys_close(fd);
	return count;
}

/* ---- moving the mixer ---- */

#define SIM_RW (SNDRV_CTL_ELEM_ACCESS_READ | SNDRV_CTL_ELEM_ACCESS_WRITE)

static bool sim_element_can_move(const struct snd_ctl_elem_info *info)
{
	return (info->access & SIM_RW) == SIM_RW &&
	       (info->type == SNDRV_CTL_ELEM_TYPE_BOOLEAN ||
		info->type == SNDRV_CTL_ELEM_TYPE_INTEGER);
}

/* Each channel goes to the end of the range that it is not at. */
static void sim_element_turn(const struct snd_ctl_elem_info *info,
			     struct snd_ctl_elem_value *value)
{
	bool is_switch = info->type == SNDRV_CTL_ELEM_TYPE_BOOLEAN;
	long low = is_switch ? 0 : info->value.integer.min;
	long high = is_switch ? 1 : info->value.integer.max;
	long *at = value->value.integer.value;

	for (unsigned int i = 0; i < info->count; i++)
		at[i] = at[i] == low ? high : low;
}

static long sim_element_write(int fd, struct snd_ctl_elem_value *value)
{
	long result = sim_machine_image()->sys_ioctl(fd,
					SNDRV_CTL_IOCTL_ELEM_WRITE, value);

	return result < 0 ? result : 0;	/* 1: it changed */
}

/* Another value, and the old one again: 1, 0 if it cannot move, or an errno. */
static long sim_element_move(int fd, const struct snd_ctl_elem_id *id)
{
	const struct sim_image_ops *image = sim_machine_image();
	struct snd_ctl_elem_info info = { .id = *id };
	struct snd_ctl_elem_value old = { .id = *id }, new;
	long error = image->sys_ioctl(fd, SNDRV_CTL_IOCTL_ELEM_INFO, &info);

	if (error)
		return error;
	if (!sim_element_can_move(&info))
		return 0;
	error = image->sys_ioctl(fd, SNDRV_CTL_IOCTL_ELEM_READ, &old);
	if (error)
		return error;
	new = old;
	sim_element_turn(&info, &new);
	error = sim_element_write(fd, &new);
	if (!error)
		error = sim_element_write(fd, &old);
	return error ? error : 1;
}

int sim_card_move_controls(unsigned int card)
{
	struct snd_ctl_elem_id ids[SIM_MOST_ELEMENTS];
	int fd = sim_control_open(card), count, i, moved = 0;
	long result = 0;

	if (fd < 0)
		return fd;
	count = sim_mixer_list(fd, ids);
	for (i = 0; i < count && result >= 0; i++) {
		result = sim_element_move(fd, &ids[i]);
		moved += result == 1;
		if (result < 0)
			sim_say("mixer element '%s' failed with error %ld",
				ids[i].name, result);
	}
	sim_machine_image()->sys_close(fd);
	return result < 0 ? result : count < 0 ? count : moved;
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
