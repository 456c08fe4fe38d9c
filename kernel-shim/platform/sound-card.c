// SPDX-License-Identifier: GPL-2.0-only
/*
 * sound-card.c: the ASoC machine driver, one dynamic front-end link and the
 * USB back-end link with its jack.
 *
 * Stands in for sound/soc/qcom/sc8280xp.c and its kin. The jack goes through
 * the genuine qcom_snd_usb_offload_jack_setup().
 */
#include <linux/mod_devicetable.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <sound/jack.h>
#include <sound/pcm_params.h>
#include <sound/soc.h>

#include <../sound/soc/qcom/usb_offload_utils.h>

struct sim_card {
	struct snd_soc_card card;
	struct snd_soc_dai_link links[2];
	struct snd_soc_dai_link_component front_cpu, front_platform;
	struct snd_soc_dai_link_component back_cpu, back_codec;
	struct snd_soc_jack jack;
	bool jack_setup;
};

static int sim_back_init(struct snd_soc_pcm_runtime *rtd)
{
	struct sim_card *sim = snd_soc_card_get_drvdata(rtd->card);

	return qcom_snd_usb_offload_jack_setup(rtd, &sim->jack,
					       &sim->jack_setup);
}

static void sim_back_exit(struct snd_soc_pcm_runtime *rtd)
{
	struct sim_card *sim = snd_soc_card_get_drvdata(rtd->card);

	qcom_snd_usb_offload_jack_remove(rtd, &sim->jack_setup);
}

/* The AFE mixes to one format, as qcom boards have it for back ends. */
static int sim_back_fixup(struct snd_soc_pcm_runtime *rtd,
			  struct snd_pcm_hw_params *params)
{
	struct snd_interval *rate;
	struct snd_interval *channels;

	rate = hw_param_interval(params, SNDRV_PCM_HW_PARAM_RATE);
	channels = hw_param_interval(params, SNDRV_PCM_HW_PARAM_CHANNELS);
	rate->min = rate->max = 48000;
	channels->min = channels->max = 2;
	return 0;
}

static void sim_card_front(struct sim_card *sim, struct device_node *front)
{
	struct snd_soc_dai_link *link = &sim->links[0];

	sim->front_cpu.of_node = front;
	sim->front_cpu.dai_name = "MultiMedia1";
	sim->front_platform.of_node = front;
	link->name = "MultiMedia1 Playback";
	link->stream_name = "MultiMedia1";
	link->cpus = &sim->front_cpu;
	link->num_cpus = 1;
	link->codecs = &snd_soc_dummy_dlc;
	link->num_codecs = 1;
	link->platforms = &sim->front_platform;
	link->num_platforms = 1;
	link->dynamic = 1;
	link->playback_only = 1;
}

static void sim_card_back(struct sim_card *sim, struct device_node *front,
			  struct device_node *back)
{
	struct snd_soc_dai_link *link = &sim->links[1];

	sim->back_cpu.of_node = front;
	sim->back_cpu.dai_name = "USB_RX";
	sim->back_codec.of_node = back;
	sim->back_codec.dai_name = "USB_RX_BE";
	link->name = "USB Audio Playback";
	link->stream_name = "USB Audio Playback";
	link->cpus = &sim->back_cpu;
	link->num_cpus = 1;
	link->codecs = &sim->back_codec;
	link->num_codecs = 1;
	link->no_pcm = 1;
	link->playback_only = 1;
	link->init = sim_back_init;
	link->exit = sim_back_exit;
	link->be_hw_params_fixup = sim_back_fixup;
}

static int sim_card_probe(struct platform_device *pdev)
{
	struct device_node *node = pdev->dev.of_node;
	struct device_node *front = of_parse_phandle(node, "front-end", 0);
	struct device_node *back = of_parse_phandle(node, "usb-back-end", 0);
	struct sim_card *sim;

	if (!front || !back)
		return -EINVAL;
	sim = devm_kzalloc(&pdev->dev, sizeof(*sim), GFP_KERNEL);
	if (!sim)
		return -ENOMEM;
	sim_card_front(sim, front);
	sim_card_back(sim, front, back);
	sim->card.name = "libsim";
	sim->card.owner = THIS_MODULE;
	sim->card.dev = &pdev->dev;
	sim->card.dai_link = sim->links;
	sim->card.num_links = ARRAY_SIZE(sim->links);
	snd_soc_card_set_drvdata(&sim->card, sim);
	return devm_snd_soc_register_card(&pdev->dev, &sim->card);
}

static const struct of_device_id sim_card_match[] = {
	{ .compatible = "libsim,sound-card" },
	{ }
};

static struct platform_driver sim_card_driver = {
	.driver = {
		.name = "sim-sound-card",
		.of_match_table = sim_card_match,
		.pm = &snd_soc_pm_ops,
	},
	.probe = sim_card_probe,
};
builtin_platform_driver(sim_card_driver);
