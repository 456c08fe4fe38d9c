// SPDX-License-Identifier: GPL-2.0-only
/*
 * control_words.c: mixer elements by name, for stories, as amixer does it.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sound/asound.h>

#include "sim/machine.h"
#include "sim/scenario.h"

/* One element by name, of the mixer or else of the card interface. */
static long sim_element_call(unsigned int card, unsigned long call,
			     struct snd_ctl_elem_value *value)
{
	const struct sim_image_ops *image = sim_machine_image();
	char path[32];
	long error;
	int fd;

	snprintf(path, sizeof(path), "/dev/snd/controlC%u", card);
	fd = image->sys_open(path, O_RDWR);
	if (fd < 0)
		return fd;
	value->id.iface = SNDRV_CTL_ELEM_IFACE_MIXER;
	error = image->sys_ioctl(fd, call, value);
	if (error) {
		value->id.iface = SNDRV_CTL_ELEM_IFACE_CARD;
		error = image->sys_ioctl(fd, call, value);
	}
	image->sys_close(fd);
	return error;
}

/**
 * sim_card_control_set() - set the first value of a card's element
 * @card: card number
 * @name: as amixer shows it
 * @value: for each channel
 *
 * Return: 0 or 1 (it changed), or a negative errno. Context: a user process.
 */
int sim_card_control_set(unsigned int card, const char *name, long value)
{
	struct snd_ctl_elem_value element = { 0 };

	snprintf((char *)element.id.name, sizeof(element.id.name), "%s", name);
	for (int i = 0; i < 128; i++)
		element.value.integer.value[i] = value;
	return sim_element_call(card, SNDRV_CTL_IOCTL_ELEM_WRITE, &element);
}

/**
 * sim_card_control_get() - read the first value of a card's element
 * @card: card number
 * @name: as amixer shows it
 * @value: takes it
 *
 * Return: 0 or a negative errno. Context: a user process.
 */
int sim_card_control_get(unsigned int card, const char *name, long *value)
{
	struct snd_ctl_elem_value element = { 0 };
	long error;

	snprintf((char *)element.id.name, sizeof(element.id.name), "%s", name);
	error = sim_element_call(card, SNDRV_CTL_IOCTL_ELEM_READ, &element);
	*value = element.value.integer.value[0];
	return error;
}
