// SPDX-License-Identifier: GPL-2.0-only
/*
 * pcm_offer.c: asks a substream whether it takes some parameters, as an
 * application that wants them exactly and no others.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sound/asound.h>

#include "sim/machine.h"
#include "sim/scenario.h"

static void sim_offer_interval(struct snd_pcm_hw_params *params, int what,
			       unsigned int value)
{
	struct snd_interval *i =
		&params->intervals[what - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL];

	i->min = i->max = value;
	i->integer = 1;
}

static void sim_offer_mask(struct snd_pcm_hw_params *params, int what,
			   unsigned int value)
{
	struct snd_mask *mask =
		&params->masks[what - SNDRV_PCM_HW_PARAM_FIRST_MASK];

	memset(mask, 0, sizeof(*mask));
	mask->bits[value / 32] = 1u << (value % 32);
}

static void sim_offer_fill(const struct sim_pcm *pcm,
			   struct snd_pcm_hw_params *params)
{
	unsigned int i;

	memset(params, 0, sizeof(*params));
	memset(params->masks, 0xff, sizeof(params->masks));
	for (i = 0; i < sizeof(params->intervals) /
			sizeof(params->intervals[0]); i++)
		params->intervals[i].max = ~0u;
	params->rmask = params->info = ~0u;
	sim_offer_mask(params, SNDRV_PCM_HW_PARAM_ACCESS,
		       SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	sim_offer_mask(params, SNDRV_PCM_HW_PARAM_FORMAT, pcm->format);
	sim_offer_interval(params, SNDRV_PCM_HW_PARAM_CHANNELS, pcm->channels);
	sim_offer_interval(params, SNDRV_PCM_HW_PARAM_RATE, pcm->rate);
}

/**
 * sim_pcm_offers() - does a substream take these parameters?
 * @pcm: card, device, direction; format, channels and rate, none left open
 *
 * Return: whether it does; false, too, when it cannot be opened.
 * Context: a user process; the substream must be free.
 */
bool sim_pcm_offers(const struct sim_pcm *pcm)
{
	const struct sim_image_ops *image = sim_machine_image();
	struct snd_pcm_hw_params params;
	char path[40];
	long error;
	int fd;

	snprintf(path, sizeof(path), "/dev/snd/pcmC%uD%u%c", pcm->card,
		 pcm->device, pcm->capture ? 'c' : 'p');
	fd = image->sys_open(path, pcm->capture ? O_RDONLY : O_WRONLY);
	if (fd < 0)
		return false;
	sim_offer_fill(pcm, &params);
	error = image->sys_ioctl(fd, SNDRV_PCM_IOCTL_HW_REFINE, &params);
	image->sys_close(fd);
	return !error;
}
