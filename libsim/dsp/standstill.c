// SPDX-License-Identifier: GPL-2.0-only
/*
 * standstill.c: a stream that was granted, that nobody ends, and that does not
 * go on, though its device is there and awake: a finding, in the middle of a
 * life, not only when all is tried in the end.
 *
 * The driver must not take an endpoint from the DSP without telling it: the DSP
 * rings a doorbell when it has queued packets, and has none to queue before the
 * controller says that some are done. A millisecond of audio brings an event,
 * so SIM_STILL_NS without any, while all of the following holds whenever it is
 * looked at, is more than a hiccup:
 *
 * - the DSP has the stream and no other request got it since (notes.c), no
 *   DISABLE is on its way, and nobody told it to stop; it missed no word of the
 *   driver's and has read what there is;
 * - the driver's service is there; the event ring is the one that the answer
 *   named, and no event waits in it;
 * - the controller runs, the device that was addressed is behind a port in U0
 *   (sim_xhci_endpoint_does()), and the endpoint's state does not change.
 *
 * Does not judge: streams with less than SIM_STILL_LEAST packets a second; a
 * stream that stands still for less than that time; data that is lost.
 */
#include "dsp_private.h"

#define SIM_STILL_NS		250000000ull
#define SIM_STILL_LOOK_NS	25000000ull
#define SIM_STILL_LEAST		100u

struct sim_still {
	const char *endpoint;		/* what it does; NULL: all is well */
	uint16_t transaction;
	uint64_t events, since_ns;
	bool told;
};

/* Beside the DSP's own records: no address of those hangs on a checker. */
static SIM_STATE struct sim_still sim_stills[SIM_DSP_STREAMS];

static bool sim_events_heard(const struct sim_dsp_stream *stream)
{
	const struct sim_dsp_events *events =
		&sim_dsp->events[stream->controller];

	return events->mapped && !events->pending &&
	       events->iova == stream->response.event_ring.iova &&
	       events->dma == stream->response.event_ring.dma &&
	       events->interrupter == stream->interrupter;
}

/* It should go on, as far as the DSP can know. */
static bool sim_stream_should_go(const struct sim_dsp_stream *stream)
{
	return stream->state == SIM_DSP_STREAMING && sim_dsp->alive &&
	       sim_dsp->connected && !sim_dsp->careless && !sim_dsp->first &&
	       !stream->disable_wanted && !stream->disconnected &&
	       stream->intervals_per_second >= SIM_STILL_LEAST &&
	       sim_dsp_note_keeps(stream->token, stream->transaction) &&
	       sim_events_heard(stream);
}

static const char *sim_stream_endpoint(const struct sim_dsp_stream *stream)
{
	if (!sim_stream_should_go(stream))
		return NULL;
	return sim_xhci_endpoint_does(sim_dsp->xhci[stream->controller],
				      stream->slot, stream->data.dci);
}

static void sim_still_tell(struct sim_still *still)
{
	still->told = true;
	sim_reportf(SIM_KIND_INVARIANT, false,
		    "the DSP's stream stands still, nobody asked for that: its endpoint %s, and there was no event for %llu ms",
		    still->endpoint,
		    (unsigned long long)(SIM_STILL_NS / 1000000));
}

static void sim_stream_look(struct sim_still *still,
			    const struct sim_dsp_stream *stream)
{
	const char *endpoint = sim_stream_endpoint(stream);

	if (!endpoint || endpoint != still->endpoint ||
	    still->transaction != stream->transaction ||
	    still->events != stream->counters.events) {
		*still = (struct sim_still){
			.endpoint = endpoint, .events = stream->counters.events,
			.transaction = stream->transaction,
			.since_ns = sim_time_now_ns(),
		};
		return;
	}
	if (!still->told && sim_time_now_ns() - still->since_ns >= SIM_STILL_NS)
		sim_still_tell(still);
}

/**
 * sim_dsp_standstill_look() - look whether the streams go on
 *
 * Context: time has moved as nobody could go on; nothing is changed that a run
 * depends on.
 */
void sim_dsp_standstill_look(void)
{
	if (!sim_checking(SIM_CHECK_PROGRESS))
		return;
	for (unsigned int i = 0; i < SIM_DSP_STREAMS; i++)
		sim_stream_look(&sim_stills[i], &sim_dsp->stream[i]);
}

/* Looks at the streams from now on. */
void sim_dsp_standstill_start(void)
{
	sim_time_look(sim_dsp_standstill_look, SIM_STILL_LOOK_NS);
}
