// SPDX-License-Identifier: GPL-2.0-only
/*
 * pcm.c: an application that plays or records through ALSA's ioctls, as
 * alsa-lib's hw plugin would: refine, choose, set, prepare, transfer.
 *
 * samples.c has what it plays and how it checks what it records. Not modelled:
 * mmap transfers, the software parameters beyond start and stop thresholds.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sound/asound.h>

#include "sim/machine.h"
#include "sim/scenario.h"
#include "samples.h"

#define SIM_PCM_CHUNK_BYTES	8192

static long sim_pcm_ioctl(struct sim_pcm *pcm, unsigned int cmd, void *arg)
{
	return sim_machine_image()->sys_ioctl(pcm->fd, cmd, arg);
}

/* ---- hardware parameters ---- */

static struct snd_interval *sim_interval(struct snd_pcm_hw_params *params,
					 int what)
{
	return &params->intervals[what - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL];
}

static struct snd_mask *sim_mask(struct snd_pcm_hw_params *params, int what)
{
	return &params->masks[what - SNDRV_PCM_HW_PARAM_FIRST_MASK];
}

static void sim_params_any(struct snd_pcm_hw_params *params)
{
	int i;

	memset(params, 0, sizeof(*params));
	for (i = SNDRV_PCM_HW_PARAM_FIRST_MASK;
	     i <= SNDRV_PCM_HW_PARAM_LAST_MASK; i++)
		memset(sim_mask(params, i)->bits, 0xff,
		       sizeof(sim_mask(params, i)->bits));
	for (i = SNDRV_PCM_HW_PARAM_FIRST_INTERVAL;
	     i <= SNDRV_PCM_HW_PARAM_LAST_INTERVAL; i++)
		sim_interval(params, i)->max = ~0u;
	params->rmask = ~0u;
	params->info = ~0u;
}

static void sim_mask_set(struct snd_pcm_hw_params *params, int what,
			 unsigned int value)
{
	struct snd_mask *mask = sim_mask(params, what);

	memset(mask, 0, sizeof(*mask));
	mask->bits[value / 32] = 1u << (value % 32);
}

static int sim_refine(struct sim_pcm *pcm, struct snd_pcm_hw_params *params)
{
	params->rmask = ~0u;
	return sim_pcm_ioctl(pcm, SNDRV_PCM_IOCTL_HW_REFINE, params);
}

/* The value nearest to @wish that the substream still allows. */
static int sim_choose_near(struct sim_pcm *pcm,
			   struct snd_pcm_hw_params *params, int what,
			   unsigned int wish)
{
	struct snd_pcm_hw_params trial = *params;
	struct snd_interval *i = sim_interval(&trial, what);
	int error;

	if (i->min < wish)
		i->min = wish;
	if (i->min <= i->max && !sim_refine(pcm, &trial))
		wish = sim_interval(&trial, what)->min;
	else
		wish = sim_interval(params, what)->max;
	i = sim_interval(params, what);
	i->min = i->max = wish;
	i->openmin = i->openmax = 0;
	i->integer = 1;
	error = sim_refine(pcm, params);
	return error ? error : (int)wish;
}

/* From the formats left, by the order of their numbers: S16_LE before S8. */
static int sim_choose_format(struct sim_pcm *pcm,
			     struct snd_pcm_hw_params *params)
{
	const struct snd_mask *mask =
		sim_mask(params, SNDRV_PCM_HW_PARAM_FORMAT);
	int format;

	if (pcm->format >= 0) {
		format = pcm->format;
	} else {
		for (format = SNDRV_PCM_FORMAT_S16_LE; format < 64; format++)
			if (mask->bits[format / 32] & 1u << (format % 32))
				break;
		if (format == 64)
			format = mask->bits[0] & 1 ? SNDRV_PCM_FORMAT_S8 :
						     SNDRV_PCM_FORMAT_U8;
	}
	sim_mask_set(params, SNDRV_PCM_HW_PARAM_FORMAT, format);
	pcm->format = format;
	return sim_refine(pcm, params);
}

static int sim_pcm_set_hardware(struct sim_pcm *pcm)
{
	struct snd_pcm_hw_params params;
	int value, error;

	sim_params_any(&params);
	sim_mask_set(&params, SNDRV_PCM_HW_PARAM_ACCESS,
		     SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	error = sim_refine(pcm, &params);
	if (!error)
		error = sim_choose_format(pcm, &params);
	if (error)
		return error;
	value = sim_choose_near(pcm, &params, SNDRV_PCM_HW_PARAM_CHANNELS,
				pcm->channels ? pcm->channels : 2);
	if (value < 0)
		return value;
	pcm->channels = value;
	value = sim_choose_near(pcm, &params, SNDRV_PCM_HW_PARAM_RATE,
				pcm->rate ? pcm->rate : 48000);
	if (value < 0)
		return value;
	pcm->rate = value;
	value = sim_choose_near(pcm, &params, SNDRV_PCM_HW_PARAM_PERIOD_SIZE,
				pcm->period_frames ? pcm->period_frames :
				pcm->rate / 100);
	if (value < 0)
		return value;
	pcm->period_frames = value;
	value = sim_choose_near(pcm, &params, SNDRV_PCM_HW_PARAM_BUFFER_SIZE,
				pcm->period_frames * 4);
	if (value < 0)
		return value;
	pcm->buffer_frames = value;
	error = sim_pcm_ioctl(pcm, SNDRV_PCM_IOCTL_HW_PARAMS, &params);
	pcm->frame_bytes =
		sim_interval(&params, SNDRV_PCM_HW_PARAM_FRAME_BITS)->min / 8;
	return error;
}

static int sim_pcm_set_software(struct sim_pcm *pcm)
{
	struct snd_pcm_sw_params params = {
		.period_step = 1,
		.avail_min = pcm->period_frames,
		.start_threshold = pcm->capture ? 1 : pcm->buffer_frames,
		.stop_threshold = pcm->buffer_frames,
		.boundary = pcm->buffer_frames,
	};

	while (params.boundary * 2 <= 0x7fffffff - pcm->buffer_frames)
		params.boundary *= 2;
	return sim_pcm_ioctl(pcm, SNDRV_PCM_IOCTL_SW_PARAMS, &params);
}

/**
 * sim_pcm_open() - open a substream and set it up
 * @pcm: card, device, direction and wishes; filled in with what was chosen
 *
 * Return: 0 or a negative errno; on error nothing is left open.
 * Context: a user process.
 */
int sim_pcm_open(struct sim_pcm *pcm)
{
	const struct sim_image_ops *image = sim_machine_image();
	char path[40];
	int error;

	snprintf(path, sizeof(path), "/dev/snd/pcmC%uD%u%c", pcm->card,
		 pcm->device, pcm->capture ? 'c' : 'p');
	pcm->fd = image->sys_open(path, (pcm->capture ? O_RDONLY : O_WRONLY) |
				  (pcm->nonblock ? O_NONBLOCK : 0));
	if (pcm->fd < 0)
		return pcm->fd;
	pcm->frame = pcm->wrong_frames = pcm->frames_checked = 0;
	pcm->phase_known = false;
	error = sim_pcm_set_hardware(pcm);
	if (!error)
		error = sim_pcm_set_software(pcm);
	if (!error)
		error = sim_pcm_ioctl(pcm, SNDRV_PCM_IOCTL_PREPARE, NULL);
	if (error) {
		image->sys_close(pcm->fd);
		return error;
	}
	sim_trace_at(1, "app", "%s: format %d, %u channels, %u Hz, period %u, buffer %u",
		     path, pcm->format, pcm->channels, pcm->rate,
		     pcm->period_frames, pcm->buffer_frames);
	return 0;
}

/* ---- transfer ---- */

static long sim_transfer(struct sim_pcm *pcm, void *buffer,
			 unsigned int frames)
{
	struct snd_xferi transfer = { .buf = buffer, .frames = frames };
	long error = sim_pcm_ioctl(pcm, pcm->capture ?
				   SNDRV_PCM_IOCTL_READI_FRAMES :
				   SNDRV_PCM_IOCTL_WRITEI_FRAMES, &transfer);

	return error ? error : transfer.result;
}

/* All of @frames, however many calls the kernel takes for them. */
static long sim_transfer_all(struct sim_pcm *pcm, uint8_t *buffer,
			     unsigned int frames)
{
	unsigned int done = 0;
	long part;

	while (done < frames) {
		part = sim_transfer(pcm, buffer + done * pcm->frame_bytes,
				    frames - done);
		if (part <= 0)
			return part ? part : -EIO;
		done += part;
	}
	return done;
}

/**
 * sim_pcm_run() - play or record
 * @pcm: open substream
 * @frames: how many
 * @compare: told what is played; NULL for capture
 *
 * Return: frames transferred, or the negative errno that ended it.
 * Context: a user process; blocks for as long as the frames take.
 */
long sim_pcm_run(struct sim_pcm *pcm, uint64_t frames,
		 struct sim_stream_compare *compare)
{
	uint8_t buffer[SIM_PCM_CHUNK_BYTES];
	unsigned int most = sizeof(buffer) / pcm->frame_bytes, chunk;
	uint64_t done = 0;
	long result;

	while (done < frames) {
		chunk = frames - done < most ? frames - done : most;
		if (!pcm->capture) {
			sim_samples_make(pcm, buffer, chunk);
			if (compare)
				sim_stream_compare_sent(compare, buffer,
						chunk * pcm->frame_bytes);
		}
		result = sim_transfer_all(pcm, buffer, chunk);
		if (result < 0)
			return result;
		if (pcm->capture)
			sim_samples_check(pcm, buffer, chunk);
		done += chunk;
	}
	return done;
}

/*
 * Silence behind the music, as players do: the driver gives up the packets
 * that are on their way when the last period has been handed to the bus, so
 * DRAIN alone cuts the end off (snd-usb-audio: stop while draining).
 */
static long sim_pcm_silence(struct sim_pcm *pcm, uint64_t frames)
{
	uint8_t buffer[SIM_PCM_CHUNK_BYTES];
	unsigned int most = sizeof(buffer) / pcm->frame_bytes, chunk;
	long result;

	memset(buffer, sim_samples_silence(pcm->format), sizeof(buffer));
	for (; frames; frames -= chunk) {
		chunk = frames < most ? frames : most;
		result = sim_transfer_all(pcm, buffer, chunk);
		if (result < 0)
			return result;
	}
	return 0;
}

/**
 * sim_pcm_drain() - let what was written reach the device
 * @pcm: open playback substream
 *
 * Return: 0 or a negative errno.
 * Context: a user process; blocks while the rest plays.
 */
int sim_pcm_drain(struct sim_pcm *pcm)
{
	long error = sim_pcm_silence(pcm, 2 * pcm->buffer_frames);

	if (!error)
		error = sim_pcm_ioctl(pcm, SNDRV_PCM_IOCTL_DRAIN, NULL);
	/* waits for the packets on the bus */
	if (!error)
		error = sim_pcm_ioctl(pcm, SNDRV_PCM_IOCTL_HW_FREE, NULL);
	return error;
}

int sim_pcm_drop(struct sim_pcm *pcm)
{
	return sim_pcm_ioctl(pcm, SNDRV_PCM_IOCTL_DROP, NULL);
}

int sim_pcm_pause(struct sim_pcm *pcm, bool on)
{
	return sim_pcm_ioctl(pcm, SNDRV_PCM_IOCTL_PAUSE, (void *)(long)on);
}

void sim_pcm_close(struct sim_pcm *pcm)
{
	sim_machine_image()->sys_close(pcm->fd);
}
