// SPDX-License-Identifier: GPL-2.0-only
/*
 * sound-front-end.c: the audio DSP as ASoC sees it, one front end and the AFE
 * port of the USB back end.
 *
 * Stands in for q6asm-dai.c, q6routing.c, q6afe-dai.c and q6afe.c of
 * sound/soc/qcom/qdsp6, with their names, as q6usb looks for some of them:
 *   MultiMedia1 -> MM_DL1 -> USB Mixer -> USB_RX -> USB Playback
 * A front-end stream consumes its buffer in virtual time.
 * Not modelled: what the DSP does with the samples (the simulated DSP of the
 * host world plays its own), other ports, capture, compressed streams.
 */
#include <dt-bindings/sound/qcom,q6afe.h>
#include <linux/hrtimer.h>
#include <linux/math64.h>
#include <linux/mod_devicetable.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <sound/pcm.h>
#include <sound/pcm_params.h>
#include <sound/soc.h>

#include "sim/border.h"

#define SIM_FRONT_END_BUFFER	(64 * 1024)

struct q6afe_port { int id; };

struct sim_front_stream {
	struct snd_pcm_substream *substream;
	struct hrtimer timer;
	ktime_t started;
	bool running;
};

/* ---- the AFE port ---- */

/* shim: modelled - the port of the USB back end, freed with its device */
struct q6afe_port *q6afe_port_get_from_id(struct device *dev, int id)
{
	struct q6afe_port *port;

	if (id != USB_RX)
		return ERR_PTR(-EINVAL);
	port = devm_kzalloc(dev, sizeof(*port), GFP_KERNEL);
	if (!port)
		return ERR_PTR(-ENOMEM);
	port->id = id;
	return port;
}

/* shim: modelled - tells the simulated DSP which PCM it will play */
int afe_port_send_usb_dev_param(struct q6afe_port *port, int cardidx,
				int pcmidx)
{
	if (!port)
		return -EINVAL;
	return sim_afe_usb_device(cardidx, pcmidx);
}

/* ---- the front end's PCM ---- */

static const struct snd_pcm_hardware sim_front_hardware = {
	.info = SNDRV_PCM_INFO_INTERLEAVED | SNDRV_PCM_INFO_BLOCK_TRANSFER |
		SNDRV_PCM_INFO_PAUSE,
	.formats = SNDRV_PCM_FMTBIT_S16_LE | SNDRV_PCM_FMTBIT_S24_LE,
	.rates = SNDRV_PCM_RATE_8000_192000,
	.rate_min = 8000,
	.rate_max = 192000,
	.channels_min = 1,
	.channels_max = 2,
	.buffer_bytes_max = SIM_FRONT_END_BUFFER,
	.period_bytes_min = 256,
	.period_bytes_max = SIM_FRONT_END_BUFFER / 2,
	.periods_min = 2,
	.periods_max = 64,
};

static ktime_t sim_front_period(struct snd_pcm_runtime *runtime)
{
	return ns_to_ktime(div_u64((u64)runtime->period_size * NSEC_PER_SEC,
				   runtime->rate));
}

static enum hrtimer_restart sim_front_elapsed(struct hrtimer *timer)
{
	struct sim_front_stream *stream =
		container_of(timer, struct sim_front_stream, timer);

	if (!READ_ONCE(stream->running))
		return HRTIMER_NORESTART;
	snd_pcm_period_elapsed(stream->substream);
	if (!READ_ONCE(stream->running))
		return HRTIMER_NORESTART;
	hrtimer_forward_now(timer,
			    sim_front_period(stream->substream->runtime));
	return HRTIMER_RESTART;
}

static int sim_front_open(struct snd_soc_component *component,
			  struct snd_pcm_substream *substream)
{
	struct snd_soc_pcm_runtime *rtd = snd_soc_substream_to_rtd(substream);
	struct sim_front_stream *stream;

	if (rtd->dai_link->no_pcm)
		return 0;
	stream = kzalloc(sizeof(*stream), GFP_KERNEL);
	if (!stream)
		return -ENOMEM;
	stream->substream = substream;
	hrtimer_setup(&stream->timer, sim_front_elapsed, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL_SOFT);
	substream->runtime->private_data = stream;
	snd_soc_set_runtime_hwparams(substream, &sim_front_hardware);
	return 0;
}

static int sim_front_close(struct snd_soc_component *component,
			   struct snd_pcm_substream *substream)
{
	struct sim_front_stream *stream = substream->runtime->private_data;

	if (!stream)
		return 0;
	hrtimer_cancel(&stream->timer);
	substream->runtime->private_data = NULL;
	kfree(stream);
	return 0;
}

static void sim_front_start(struct sim_front_stream *stream)
{
	stream->started = ktime_get();
	WRITE_ONCE(stream->running, true);
	hrtimer_start(&stream->timer,
		      sim_front_period(stream->substream->runtime),
		      HRTIMER_MODE_REL_SOFT);
}

static int sim_front_trigger(struct snd_soc_component *component,
			     struct snd_pcm_substream *substream, int cmd)
{
	struct sim_front_stream *stream = substream->runtime->private_data;

	if (!stream)
		return 0;
	switch (cmd) {
	case SNDRV_PCM_TRIGGER_START:
	case SNDRV_PCM_TRIGGER_RESUME:
	case SNDRV_PCM_TRIGGER_PAUSE_RELEASE:
		sim_front_start(stream);
		return 0;
	case SNDRV_PCM_TRIGGER_STOP:
	case SNDRV_PCM_TRIGGER_SUSPEND:
	case SNDRV_PCM_TRIGGER_PAUSE_PUSH:
		/* The timer's function takes the stream lock that we hold. */
		WRITE_ONCE(stream->running, false);
		hrtimer_try_to_cancel(&stream->timer);
		return 0;
	}
	return -EINVAL;
}

static int sim_front_sync_stop(struct snd_soc_component *component,
			       struct snd_pcm_substream *substream)
{
	struct sim_front_stream *stream = substream->runtime->private_data;

	if (stream)
		hrtimer_cancel(&stream->timer);
	return 0;
}

static snd_pcm_uframes_t sim_front_pointer(struct snd_soc_component *component,
					   struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	struct sim_front_stream *stream = runtime->private_data;
	u64 ns, frames;
	u32 position;

	if (!stream || !stream->running)
		return 0;
	ns = ktime_to_ns(ktime_sub(ktime_get(), stream->started));
	frames = div_u64(ns * runtime->rate, NSEC_PER_SEC);
	div_u64_rem(frames, runtime->buffer_size, &position);
	return position;
}

static int sim_front_pcm_new(struct snd_soc_component *component,
			     struct snd_soc_pcm_runtime *rtd)
{
	if (rtd->dai_link->no_pcm)
		return 0;
	return snd_pcm_set_managed_buffer_all(rtd->pcm,
					      SNDRV_DMA_TYPE_CONTINUOUS, NULL,
					      SIM_FRONT_END_BUFFER,
					      SIM_FRONT_END_BUFFER);
}

/* ---- routing ---- */

static const struct snd_kcontrol_new sim_usb_mixer_controls[] = {
	SOC_DAPM_SINGLE_VIRT("MultiMedia1", 1),
};

static const struct snd_soc_dapm_widget sim_front_widgets[] = {
	SND_SOC_DAPM_AIF_IN("MM_DL1", NULL, 0, SND_SOC_NOPM, 0, 0),
	SND_SOC_DAPM_MIXER("USB Mixer", SND_SOC_NOPM, 0, 0,
			   sim_usb_mixer_controls,
			   ARRAY_SIZE(sim_usb_mixer_controls)),
	SND_SOC_DAPM_AIF_IN("USB_RX", NULL, 0, SND_SOC_NOPM, 0, 0),
};

static const struct snd_soc_dapm_route sim_front_routes[] = {
	{ "MM_DL1", NULL, "MultiMedia1 Playback" },
	{ "USB Mixer", "MultiMedia1", "MM_DL1" },
	{ "USB_RX", NULL, "USB Mixer" },
	{ "USB Playback", NULL, "USB_RX" },
};

static const struct snd_soc_component_driver sim_front_component = {
	.name = "sim-audio-front-end",
	.open = sim_front_open,
	.close = sim_front_close,
	.trigger = sim_front_trigger,
	.sync_stop = sim_front_sync_stop,
	.pointer = sim_front_pointer,
	.pcm_new = sim_front_pcm_new,
	.dapm_widgets = sim_front_widgets,
	.num_dapm_widgets = ARRAY_SIZE(sim_front_widgets),
	.dapm_routes = sim_front_routes,
	.num_dapm_routes = ARRAY_SIZE(sim_front_routes),
};

#define SIM_PLAYBACK(name_)						\
	{								\
		.stream_name = name_,					\
		.rates = SNDRV_PCM_RATE_8000_192000,			\
		.rate_min = 8000, .rate_max = 192000,			\
		.formats = SNDRV_PCM_FMTBIT_S16_LE |			\
			   SNDRV_PCM_FMTBIT_S24_LE,			\
		.channels_min = 1, .channels_max = 2,			\
	}

static struct snd_soc_dai_driver sim_front_dais[] = {
	{
		.name = "MultiMedia1",
		.id = 0,
		.playback = SIM_PLAYBACK("MultiMedia1 Playback"),
	},
	{
		.name = "USB_RX",
		.id = USB_RX,
		.playback = SIM_PLAYBACK("USB Playback"),
	},
};

static int sim_front_probe(struct platform_device *pdev)
{
	return devm_snd_soc_register_component(&pdev->dev, &sim_front_component,
					       sim_front_dais,
					       ARRAY_SIZE(sim_front_dais));
}

static const struct of_device_id sim_front_match[] = {
	{ .compatible = "libsim,audio-front-end" },
	{ }
};

static struct platform_driver sim_front_driver = {
	.driver = {
		.name = "sim-audio-front-end",
		.of_match_table = sim_front_match,
	},
	.probe = sim_front_probe,
};
builtin_platform_driver(sim_front_driver);
