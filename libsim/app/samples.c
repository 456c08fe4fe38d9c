// SPDX-License-Identifier: GPL-2.0-only
/*
 * samples.c: what an application plays, and whether what it records is the
 * device's test signal.
 *
 * Played bytes are never all zero within a frame, so that silence stands out.
 * The test signal counts frames (sim_usb_audio_signal()): the first frame
 * recorded tells where in it the stream begins, from there every bit of every
 * channel is known. Samples of 8 bits show the upper half of the count alone;
 * there the lower half is known when the upper one first moves.
 */
#include <sound/asound.h>

#include "samples.h"

void sim_samples_make(struct sim_pcm *pcm, uint8_t *to, unsigned int frames)
{
	for (unsigned int i = 0; i < frames; i++, pcm->frame++)
		for (unsigned int byte = 0; byte < pcm->frame_bytes; byte++)
			*to++ = (uint8_t)((pcm->frame * 37 + byte * 11) | 1);
}

uint8_t sim_samples_silence(int format)
{
	switch (format) {
	case SNDRV_PCM_FORMAT_U8:
		return 0x80;
	case SNDRV_PCM_FORMAT_A_LAW:
		return 0x55;
	case SNDRV_PCM_FORMAT_MU_LAW:
		return 0x7f;
	case SNDRV_PCM_FORMAT_DSD_U8:
	case SNDRV_PCM_FORMAT_DSD_U16_LE:
	case SNDRV_PCM_FORMAT_DSD_U16_BE:
	case SNDRV_PCM_FORMAT_DSD_U32_LE:
	case SNDRV_PCM_FORMAT_DSD_U32_BE:
		return 0x69;
	default:
		return 0;
	}
}

/* A sample as the device sends it: little endian, left-justified. */
static uint32_t sim_sample_value(const uint8_t *data, unsigned int bytes)
{
	uint32_t value = 0;

	for (unsigned int i = 0; i < bytes; i++)
		value |= (uint32_t)data[i] << (8 * (4 - bytes + i));
	return value;
}

static bool sim_frame_is(const struct sim_pcm *pcm, const uint8_t *data,
			 uint16_t count)
{
	unsigned int bytes = pcm->frame_bytes / pcm->channels;
	uint32_t seen = bytes < 4 ? ~0u << (8 * (4 - bytes)) : ~0u;

	for (unsigned int i = 0; i < pcm->channels; i++, data += bytes)
		if (sim_sample_value(data, bytes) !=
		    (sim_usb_audio_signal(count, i) & seen))
			return false;
	return true;
}

/* Where the stream begins: a count that the first frame fits, the least. */
static void sim_phase_find(struct sim_pcm *pcm, const uint8_t *data)
{
	unsigned int bytes = pcm->frame_bytes / pcm->channels;

	pcm->phase = sim_sample_value(data, bytes) >> 16;
	pcm->phase_known = bytes > 1;
	pcm->phase_steps = 0;
}

/*
 * 8 bits: the count's low half is a guess, 0, until the upper half moves; it
 * moves within 256 frames, and from then on the phase is exact.
 */
static void sim_phase_learn(struct sim_pcm *pcm, const uint8_t *data)
{
	uint16_t next = (pcm->phase & 0xff00) + 0x100;

	if (sim_frame_is(pcm, data, pcm->phase)) {
		pcm->phase_steps++;
		if (pcm->phase_steps > 256)
			pcm->wrong_frames++;
		return;
	}
	if (!sim_frame_is(pcm, data, next))
		pcm->wrong_frames++;
	pcm->phase = next;
	pcm->phase_known = true;
}

static void sim_frame_check(struct sim_pcm *pcm, const uint8_t *data)
{
	if (!pcm->frames_checked++)
		sim_phase_find(pcm, data);
	else if (pcm->phase_known)
		pcm->phase++;
	if (!pcm->phase_known)
		sim_phase_learn(pcm, data);
	else if (!sim_frame_is(pcm, data, pcm->phase))
		pcm->wrong_frames++;
}

void sim_samples_check(struct sim_pcm *pcm, const uint8_t *data,
		       unsigned int frames)
{
	for (; frames; frames--, data += pcm->frame_bytes)
		sim_frame_check(pcm, data);
}
