// SPDX-License-Identifier: GPL-2.0-only
/*
 * offload_words.c: orders to the DSP, for stories.
 */
#include <errno.h>

#include "sim/scenario.h"

/* The DSP answers within a second; the driver's own waits are up to ten. */
#define SIM_OFFLOAD_TIMEOUT_MS	15000

/*
 * enum usb_qmi_audio_format of the vendor driver, by sample size. ALSA's name
 * for four bytes is S32_LE whatever the resolution (sound/usb/format.c).
 */
static uint32_t sim_qmi_format(unsigned int bytes)
{
	if (bytes == 2)
		return 2;	/* S16_LE */
	return bytes == 3 ? 10 : 14;	/* S24_3LE, S32_LE */
}

static uint32_t sim_nearest_rate(const struct sim_usb_audio_format *format)
{
	for (unsigned int i = 0; i < format->rate_count; i++)
		if (format->rates[i] == 48000)
			return 48000;
	if (format->continuous && format->rate_min <= 48000 &&
	    format->rate_max >= 48000)
		return 48000;
	return format->rate_count ? format->rates[0] : format->rate_min;
}

static bool sim_can_offload(const struct sim_usb_audio_format *format)
{
	return !format->capture && format->format_type == 1 &&
	       format->subslot_bytes >= 2;
}

static void sim_config_fill(struct sim_dsp_config *config,
			    const struct sim_usb_audio_format *format)
{
	config->channels = format->channels;
	config->sample_bytes = format->subslot_bytes;
	config->format = sim_qmi_format(format->subslot_bytes);
	config->rate = sim_nearest_rate(format);
}

struct sim_dsp_config sim_offload_config(struct sim_headset *headset,
					 unsigned int card)
{
	struct sim_dsp_config config = { .card = card, .buffer_bytes = 32768 };
	struct sim_usb_audio_format *formats;
	int i, count;

	formats = sim_headset_formats(headset, &count);
	for (i = 0; i < count && !config.channels; i++)
		if (sim_can_offload(&formats[i]))
			sim_config_fill(&config, &formats[i]);
	sim_state_free(formats);
	return config;
}

static bool sim_connected(void *unused)
{
	(void)unused;
	return sim_dsp_connected();
}

static bool sim_answered(void *stream)
{
	return sim_dsp_state(stream) != SIM_DSP_ENABLING;
}

static bool sim_ended(void *stream)
{
	enum sim_dsp_stream_state state = sim_dsp_state(stream);

	return state == SIM_DSP_FREE || state == SIM_DSP_FAILED;
}

struct sim_dsp_stream *sim_offload_start(const struct sim_dsp_config *config,
					 int *status)
{
	struct sim_dsp_stream *stream;

	*status = -ENOTCONN;
	if (!sim_wait_until(sim_connected, NULL, SIM_OFFLOAD_TIMEOUT_MS))
		return NULL;
	*status = -ENOSPC;
	stream = sim_dsp_enable(config);
	if (!stream)
		return NULL;
	*status = -ETIMEDOUT;
	if (!sim_wait_until(sim_answered, stream, SIM_OFFLOAD_TIMEOUT_MS))
		return NULL;
	*status = (int)sim_dsp_response(stream)->internal_status;
	if (sim_dsp_state(stream) == SIM_DSP_STREAMING)
		return stream;
	if (!*status)
		*status = -EPROTO;
	sim_dsp_forget(stream);
	return NULL;
}

/**
 * sim_offload_arrive() - plug the device in and have the DSP stream to it
 * @headset: the device
 * @config: receives what was asked for
 *
 * Return: the stream, or NULL after the finding that there is no card, or that
 * ENABLE failed.
 * Context: a story; blocks until the answer is there.
 */
struct sim_dsp_stream *sim_offload_arrive(struct sim_headset *headset,
					  struct sim_dsp_config *config)
{
	struct sim_dsp_stream *stream;
	int card = sim_headset_arrive(headset), status;

	if (card < 0)
		return NULL;
	*config = sim_offload_config(headset, card);
	stream = sim_offload_start(config, &status);
	sim_expect(stream, "ENABLE failed with internal status %d", status);
	return stream;
}

int sim_offload_stop(struct sim_dsp_stream *stream)
{
	sim_dsp_disable(stream);
	return sim_wait_until(sim_ended, stream, SIM_OFFLOAD_TIMEOUT_MS) ?
	       0 : -ETIMEDOUT;
}
