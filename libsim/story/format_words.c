// SPDX-License-Identifier: GPL-2.0-only
/*
 * format_words.c: a device's formats and what snd-usb-audio makes of them, for
 * stories. The rules are those of sound/usb/format.c (which ALSA format an
 * altsetting has), stream.c (which PCM device it goes to) and pcm.c (which of
 * several altsettings of one format is taken).
 */
#include <sound/asound.h>

#include "sim/scenario.h"

struct sim_usb_audio_format *sim_headset_formats(struct sim_headset *headset,
						 int *count)
{
	struct sim_usb_audio *audio = sim_headset_audio(headset);
	struct sim_usb_audio_format *formats;

	*count = sim_usb_audio_formats(audio, NULL, 0);
	formats = sim_state_alloc((*count + 1) * sizeof(*formats));
	sim_usb_audio_formats(audio, formats, *count);
	return formats;
}

/* ---- ALSA's name for the samples ---- */

enum { SIM_TAG_PCM = 1, SIM_TAG_PCM8, SIM_TAG_FLOAT, SIM_TAG_A_LAW,
       SIM_TAG_MU_LAW, SIM_TAG_RAW };

/* Class 1 has numbers, class 2 and 3 bits (formats 2.0 A.2.1). */
static unsigned int sim_format_tag(const struct sim_usb_audio_format *format)
{
	if (format->version == 1)
		return format->format_tag ? format->format_tag : SIM_TAG_PCM;
	if (format->format_tag & 1u << 31)
		return SIM_TAG_RAW;
	for (unsigned int tag = SIM_TAG_PCM; tag < SIM_TAG_RAW; tag++)
		if (format->format_tag & 1u << (tag - 1))
			return tag;
	return SIM_TAG_PCM;
}

static int sim_format_pcm(const struct sim_usb_audio_format *format)
{
	static const int formats[] = {
		-1, SNDRV_PCM_FORMAT_S8, SNDRV_PCM_FORMAT_S16_LE,
		SNDRV_PCM_FORMAT_S24_3LE, SNDRV_PCM_FORMAT_S32_LE,
	};

	return format->subslot_bytes <= 4 ? formats[format->subslot_bytes] : -1;
}

int sim_format_alsa(const struct sim_usb_audio_format *format,
		    const char **reason)
{
	int alsa;

	*reason = "its format has no name in ALSA";
	if (format->format_type == 3)
		return SNDRV_PCM_FORMAT_S16_LE;
	if (format->format_type != 1) {
		*reason = "encoded (type II): ALSA hands it over as bytes, without a rate of samples";
		return -1;
	}
	switch (sim_format_tag(format)) {
	case SIM_TAG_PCM:
		alsa = sim_format_pcm(format);
		*reason = "samples of this size are not supported";
		return alsa;
	case SIM_TAG_PCM8:
		return SNDRV_PCM_FORMAT_U8;
	case SIM_TAG_FLOAT:
		return SNDRV_PCM_FORMAT_FLOAT_LE;
	case SIM_TAG_A_LAW:
		return SNDRV_PCM_FORMAT_A_LAW;
	case SIM_TAG_MU_LAW:
		return SNDRV_PCM_FORMAT_MU_LAW;
	case SIM_TAG_RAW:
		return SNDRV_PCM_FORMAT_DSD_U32_BE;
	}
	return -1;
}

/* ---- rates ---- */

/* Of a range both ends and the usual rates between them. */
static uint32_t sim_format_range_rate(const struct sim_usb_audio_format *format,
				      unsigned int index)
{
	static const uint32_t usual[] = { 44100, 48000 };
	unsigned int i;

	if (!index--)
		return format->rate_min;
	for (i = 0; i < 2; i++)
		if (usual[i] > format->rate_min &&
		    usual[i] < format->rate_max && !index--)
			return usual[i];
	return index || format->rate_max == format->rate_min ?
	       0 : format->rate_max;
}

uint32_t sim_format_try_rate(const struct sim_usb_audio_format *format,
			     unsigned int index)
{
	if (format->continuous)
		return sim_format_range_rate(format, index);
	return index < format->rate_count ? format->rates[index] : 0;
}

static bool sim_format_has_rate(const struct sim_usb_audio_format *format,
				uint32_t rate_hz)
{
	if (format->continuous)
		return rate_hz >= format->rate_min &&
		       rate_hz <= format->rate_max;
	for (unsigned int i = 0; i < format->rate_count; i++)
		if (format->rates[i] == rate_hz)
			return true;
	return false;
}

/* ---- one of several ---- */

/* Same substream of the same PCM device: stream.c joins them by endpoint. */
static bool sim_format_together(const struct sim_usb_audio_format *a,
				const struct sim_usb_audio_format *b)
{
	return a->endpoint == b->endpoint && a->format_type == b->format_type &&
	       a->configuration == b->configuration;
}

static bool sim_format_alike(const struct sim_usb_audio_format *a,
			     const struct sim_usb_audio_format *b,
			     uint32_t rate_hz)
{
	const char *reason;

	return sim_format_together(a, b) && a->channels == b->channels &&
	       sim_format_has_rate(b, rate_hz) &&
	       sim_format_alsa(a, &reason) == sim_format_alsa(b, &reason);
}

/* What playback avoids is asynchronous, what capture avoids adaptive. */
static bool sim_format_shunned(const struct sim_usb_audio_format *format)
{
	return format->sync == (format->capture ? SIM_USB_AUDIO_ADAPTIVE :
						  SIM_USB_AUDIO_ASYNC);
}

/* Whether @b, later in the list, wins over @a (pcm.c: find_format()). */
static bool sim_format_wins(const struct sim_usb_audio_format *a,
			    const struct sim_usb_audio_format *b)
{
	if (a->sync != b->sync && sim_format_shunned(b))
		return false;
	if (a->sync != b->sync && sim_format_shunned(a))
		return true;
	return b->max_packet_bytes > a->max_packet_bytes;
}

const struct sim_usb_audio_format *
sim_format_rival(const struct sim_usb_audio_format *formats, int count,
		 const struct sim_usb_audio_format *format, uint32_t rate_hz)
{
	const struct sim_usb_audio_format *found = NULL;

	for (int i = 0; i < count; i++)
		if (sim_format_alike(format, &formats[i], rate_hz) &&
		    (!found || sim_format_wins(found, &formats[i])))
			found = &formats[i];
	return found == format ? NULL : found;
}

int sim_formats_pcms(const struct sim_usb_audio_format *formats, int count,
		     bool capture)
{
	int i, j, pcms = 0;

	for (i = 0; i < count; i++) {
		if (formats[i].capture != capture)
			continue;
		for (j = 0; j < i; j++)
			if (sim_format_together(&formats[i], &formats[j]))
				break;
		pcms += j == i;
	}
	return pcms;
}
