// SPDX-License-Identifier: GPL-2.0-only
/*
 * offload-rival: another offload driver is there first. The vendor driver's
 * probe must fail and leave nothing behind; when the rival has gone it binds
 * and the DSP streams.
 */
#include <errno.h>

#include "sim/scenario.h"

#define DRIVER "/sys/bus/auxiliary/drivers/qc_audio_offload.qc-usb-audio-offload/"
#define DEVICE "q6usb.qc-usb-audio-offload.0"
#define RIVAL "/sys/module/sim/parameters/rival_offload"

static void stream_once(void)
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_stream *stream;
	struct sim_dsp_config config;
	int card = sim_headset_arrive(headset), status;

	if (!sim_expect(card >= 0, "no sound card appeared within 5 s"))
		return;
	config = sim_offload_config(headset, card);
	stream = sim_offload_start(&config, &status);
	if (!sim_expect(stream, "ENABLE failed with internal status %d", status))
		return;
	sim_sleep_ms(20);
	sim_expect(!sim_offload_stop(stream), "DISABLE was not answered");
}

SIM_SCENARIO(offload_rival, "offload-rival",
	     "the vendor driver's probe fails, as another driver is there first")
{
	int error = sim_file_write(DRIVER "unbind", DEVICE);

	sim_expect(!error, "unbinding the vendor driver failed with %d", error);
	error = sim_file_write(RIVAL, "1");
	sim_expect(!error, "the rival was refused with %d", error);
	sim_say("the rival is there; the vendor driver is bound");
	error = sim_file_write(DRIVER "bind", DEVICE);
	sim_expect(error == -EEXIST,
		   "binding beside a rival gave %d, not -EEXIST", error);
	error = sim_file_write(RIVAL, "0");
	sim_expect(!error, "the rival does not go: %d", error);
	error = sim_file_write(DRIVER "bind", DEVICE);
	sim_expect(!error, "binding without a rival failed with %d", error);
	stream_once();
}
