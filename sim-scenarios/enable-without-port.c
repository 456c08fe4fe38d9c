// SPDX-License-Identifier: GPL-2.0-only
/*
 * enable-without-port: the platform's sound card is taken away, and with it
 * the SoC-USB port and then the vendor driver, while the DSP keeps asking for
 * a stream. An ENABLE that comes in between must fail, not succeed with
 * nothing in its answer.
 */
#include "sim/scenario.h"

#define CARD_DRIVER "/sys/bus/platform/drivers/sim-sound-card/"

static void take_card(void *arg)
{
	int error = sim_file_write(CARD_DRIVER "unbind", "sound");

	(void)arg;
	sim_expect(!error, "unbinding the sound card failed with %d", error);
}

static bool is_connected(void *arg)
{
	(void)arg;
	return sim_dsp_connected();
}

static bool is_answered(void *stream)
{
	return sim_dsp_state(stream) != SIM_DSP_ENABLING;
}

/* The stream may end by itself: the driver's removal tells the DSP to stop. */
static void ask_and_return(struct sim_dsp_config *config)
{
	const struct sim_qmi_stream_response *response;
	struct sim_dsp_stream *stream = sim_dsp_enable(config);

	if (!stream)
		return;
	if (!sim_wait_until(is_answered, stream, 2000))
		return;
	response = sim_dsp_response(stream);
	sim_expect(sim_dsp_state(stream) != SIM_DSP_FAILED ||
		   !response->internal_status_valid ||
		   response->internal_status,
		   "ENABLE succeeds without a port: there is nothing in the answer");
	if (sim_dsp_state(stream) == SIM_DSP_STREAMING)
		sim_offload_stop(stream);
}

SIM_SCENARIO(enable_without_port, "enable-without-port",
	     "ENABLE while the SoC-USB port goes must fail or be served")
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_config config;
	struct sim_process *taker;
	int card, times;

	sim_headset_plug(headset);
	card = sim_headset_wait_card(headset, 5000);
	if (!sim_expect(card >= 0, "no sound card appeared within 5 s"))
		return;
	config = sim_offload_config(headset, card);
	sim_expect(sim_wait_until(is_connected, NULL, 5000),
		   "the DSP does not find the vendor driver's service");
	ask_and_return(&config);
	sim_say("the platform's sound card is unbound");
	taker = sim_process_start("taker", take_card, NULL);
	for (times = 0; times < 20 && sim_dsp_connected(); times++)
		ask_and_return(&config);
	sim_process_wait(taker);
}
