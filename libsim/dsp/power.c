// SPDX-License-Identifier: GPL-2.0-only
/*
 * power.c: a device falls asleep under a stream of the DSP.
 *
 * The driver must have ended the stream, or kept the device awake, before its
 * port is suspended: nobody tells the DSP, whose packets go nowhere. A DSP that
 * ignored an indication, or could not be told, has itself to blame for what it
 * had then.
 */
#include "dsp_private.h"

static bool sim_stream_runs(const struct sim_dsp_stream *stream,
			    unsigned int controller, unsigned int slot)
{
	return stream->state == SIM_DSP_STREAMING && stream->slot == slot &&
	       stream->controller == controller && !stream->disable_wanted;
}

static void sim_dsp_asleep(void *arg, unsigned int slot)
{
	unsigned int controller = (struct sim_xhci **)arg - sim_dsp->xhci;

	for (unsigned int i = 0; i < SIM_DSP_STREAMS; i++) {
		const struct sim_dsp_stream *stream = &sim_dsp->stream[i];

		if (sim_dsp->careless || !sim_dsp->alive ||
		    !sim_stream_runs(stream, controller, slot))
			continue;
		sim_reportf(SIM_KIND_PM_STATE, false,
			    "the port of a device that the DSP streams %s is suspended",
			    stream->data.in ? "from" : "to");
		return;
	}
}

/* Hears of ports that fall asleep. */
void sim_dsp_power_start(void)
{
	for (unsigned int i = 0; i < sim_dsp->controllers; i++)
		sim_xhci_on_sleep(sim_dsp->xhci[i], sim_dsp_asleep,
				  &sim_dsp->xhci[i]);
}
