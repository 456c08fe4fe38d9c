// SPDX-License-Identifier: GPL-2.0-only
/*
 * care.c: streams that the driver may have ended, though the firmware goes on
 * with them: it ignored an indication, could not be told, sent a DISABLE that it
 * does not know of itself, or its client before said good-bye late. What it
 * touches then is its own fault, or follows from that, and is no finding until
 * the streams of that time have ended.
 */
#include "dsp_private.h"

static bool sim_stream_lives(const struct sim_dsp_stream *stream)
{
	return stream->state != SIM_DSP_FREE && stream->state != SIM_DSP_FAILED;
}

static void sim_stream_doubt(struct sim_dsp_stream *stream)
{
	if (!sim_stream_lives(stream))
		return;
	stream->doubtful = true;
	sim_dsp->careless = true;
}

/**
 * sim_dsp_care_opened() - a stream was granted
 * @fresh: that one
 *
 * What may have been taken from it unheard was of streams that have ended by
 * now: from here on its accesses are as the driver allows them. Unless this one
 * was asked for before.
 * Context: the DSP's actor.
 */
void sim_dsp_care_opened(const struct sim_dsp_stream *fresh)
{
	for (unsigned int i = 0; i < SIM_DSP_STREAMS; i++) {
		const struct sim_dsp_stream *stream = &sim_dsp->stream[i];

		if (stream != fresh && sim_stream_lives(stream))
			return;
	}
	sim_dsp->careless = fresh->doubtful;
}

/**
 * sim_dsp_care_left() - the client before this one is gone, says the name service
 *
 * What this one has asked for until then is ended with what that one had
 * (docs/findings/late-goodbye.md).
 * Context: any.
 */
void sim_dsp_care_left(void)
{
	for (unsigned int i = 0; i < SIM_DSP_STREAMS; i++)
		sim_stream_doubt(&sim_dsp->stream[i]);
}

/**
 * sim_dsp_care_disabled() - a DISABLE goes out that no stream sends for itself
 * @token: whom it names
 *
 * Context: any.
 */
void sim_dsp_care_disabled(uint32_t token)
{
	for (unsigned int i = 0; i < SIM_DSP_STREAMS; i++)
		if (sim_dsp->stream[i].token == token)
			sim_stream_doubt(&sim_dsp->stream[i]);
}
