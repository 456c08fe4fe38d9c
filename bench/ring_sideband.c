// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_sideband.c: the sideband path: the DSP (libsim/dsp) as consumer of a
 * secondary event ring, behind its IOMMU.
 *
 * An offloaded stream is enabled by the vendor driver as ever; then the
 * benchmark writes transfer events of its endpoints through the controller
 * model and calls the firmware's consumer, as its actor does when it is woken.
 * No virtual time passes meanwhile, so nothing else moves.
 *
 * The vendor driver makes one event ring of one segment. Where the job asks for
 * other rings, they are the benchmark's: the controller is programmed by the
 * registers' model, the DSP is told of each ring in turn.
 */
#include <string.h>

#include "bench.h"
#include "ring.h"
#include "ring_machine.h"
#include "dsp/dsp_private.h"

#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#else
#define CALLGRIND_TOGGLE_COLLECT
#endif

#define OWN_IOVA	0x60000000ull
#define RINGS_MAX	15

static struct sim_dsp_stream *stream;
static struct sim_dsp_events ring[RINGS_MAX], drivers;
static unsigned int rings, next_ring, endpoints, next_endpoint, next_trb;

/* ---- rings of the benchmark's ---- */

/* All segments in a row, so that the DSP sees one range. */
static void ring_make(unsigned int i, struct sim_xhci *xhci,
		      unsigned int interrupter)
{
	unsigned int segments = sim_ring_job->segments;
	unsigned int trbs = sim_ring_job->trbs;
	size_t bytes = (size_t)segments * trbs * 16;
	uint64_t iova = OWN_IOVA + i * 0x200000ull;
	uint64_t table = sim_ring_memory(segments * 16);
	uint64_t dma = sim_ring_memory(bytes), *entry;
	struct sim_xhci_interrupter *ir = &xhci->interrupter[interrupter];

	bytes = (bytes + 4095) & ~4095ul;
	sim_dma_map(xhci->config.bus, table, 4096,
		    SIM_DMA_READ | SIM_DMA_WRITE, "benchmark");
	sim_dma_map(xhci->config.bus, dma, bytes,
		    SIM_DMA_READ | SIM_DMA_WRITE, "benchmark");
	sim_assert(!sim_iommu_map(SIM_DSP_DOMAIN, iova, dma, bytes,
				  SIM_DMA_READ));
	entry = sim_ring_memory_at(table);
	for (unsigned int s = 0; s < segments; s++) {
		entry[s * 2] = dma + s * trbs * 16ull;
		entry[s * 2 + 1] = trbs;
	}
	sim_xhci_interrupter_write(ir, XHC_ERSTSZ, segments);
	sim_xhci_interrupter_write(ir, XHC_ERDP, dma);
	sim_xhci_interrupter_write(ir, XHC_ERDP + 4, dma >> 32);
	sim_xhci_interrupter_write(ir, XHC_ERSTBA, table);
	sim_xhci_interrupter_write(ir, XHC_ERSTBA + 4, table >> 32);
	ring[i] = (struct sim_dsp_events){
		.mapped = true, .iova = iova, .dma = dma,
		.trbs = segments * trbs, .cycle = 1,
		.controller = sim_dsp->controllers - 1,
		.interrupter = interrupter,
	};
}

/* The one that the driver made, or as many as the job wants. */
static void rings_make(void)
{
	struct sim_xhci *xhci = sim_ring_xhci(0);

	rings = sim_ring_job->interrupters ?: 1;
	if (!sim_ring_job->segments) {
		ring[0] = sim_dsp->events[0];
		return;
	}
	if (rings > 1)
		xhci = sim_ring_xhci(1);
	sim_dsp->xhci[sim_dsp->controllers++] = xhci;
	for (unsigned int i = 0; i < rings; i++)
		ring_make(i, xhci, (rings > 1 ? 1 : 3) + i);
}

/* More streams of the same make, in slots of their own. */
static void endpoints_make(void)
{
	endpoints = sim_ring_job->endpoints ?: 1;
	for (unsigned int i = 1; i < endpoints; i++) {
		struct sim_dsp_stream *more = &sim_dsp->stream[i];

		*more = *stream;
		more->slot = stream->slot + i;
	}
}

void sim_ring_sideband_open(void)
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_config config;
	int card, status;

	sim_ring_plug(0);
	card = sim_headset_wait_card(headset, 5000);
	config = sim_offload_config(headset, card);
	stream = sim_offload_start(&config, &status);
	if (!sim_expect(stream, "ENABLE failed with %d", status))
		return;
	sim_sleep_ms(20);
	sim_dsp_events_consume();
	drivers = sim_dsp->events[0];
	rings_make();
	endpoints_make();
}

/* What was changed is put back: the stream ends as it began. */
void sim_ring_sideband_close(void)
{
	if (!stream)
		return;
	for (unsigned int i = 1; i < endpoints; i++)
		sim_dsp_forget(&sim_dsp->stream[i]);
	if (sim_ring_job->segments)
		sim_dsp->events[0] = drivers;
	sim_expect(!sim_offload_stop(stream), "DISABLE was not answered");
}

/* ---- events ---- */

static void post(const struct sim_dsp_events *to)
{
	const struct sim_dsp_ring *data = &stream->data;
	struct sim_xhci_trb event = {
		.parameter = data->dma + next_trb * SIM_TRB_BYTES,
		.status = (uint32_t)XHC_SUCCESS << 24,
		.control = XHC_TRB_OF_TYPE(XHC_EVENT_TRANSFER) |
			   data->dci << 16 |
			   (stream->slot + next_endpoint) << 24,
	};

	next_endpoint = (next_endpoint + 1) % endpoints;
	next_trb = (next_trb + 1) % (SIM_DSP_RING_TRBS - 1);
	sim_xhci_event_post(sim_dsp->xhci[to->controller], to->interrupter,
			    &event, false);
}

/* Ticks that writing @n events took, shared among the rings. */
uint64_t sim_ring_sideband_write(unsigned int n)
{
	uint64_t from = sim_ring_ticks();

	for (unsigned int i = 0; i < n; i++) {
		post(&ring[next_ring]);
		next_ring = (next_ring + 1) % rings;
	}
	return sim_ring_ticks() - from;
}

static void own_consume(void)
{
	for (unsigned int i = 0; i < rings; i++) {
		sim_dsp->events[0] = ring[i];
		sim_dsp->events[0].pending = true;
		sim_dsp_events_consume();
		ring[i] = sim_dsp->events[0];
	}
}

/* Ticks until the DSP has handled what waits in all rings. */
uint64_t sim_ring_sideband_consume(void)
{
	struct sim_dsp_ring data = stream->data;
	uint64_t from, ticks;

	CALLGRIND_TOGGLE_COLLECT;
	from = sim_ring_ticks();
	if (!sim_ring_job->segments)
		sim_dsp_events_consume();
	else
		own_consume();
	ticks = sim_ring_ticks() - from;
	CALLGRIND_TOGGLE_COLLECT;
	stream->data = data;
	return ticks;
}

/* One batch: false when not every event was heard of. */
static bool batch_once(unsigned int n, double *put_ns, double *get_ns)
{
	uint64_t before = 0, after = 0;

	for (unsigned int i = 0; i < endpoints; i++)
		before += sim_dsp->stream[i].counters.events;
	*put_ns = sim_ring_sideband_write(n) * sim_ring_tick_ns();
	*get_ns = sim_ring_sideband_consume() * sim_ring_tick_ns();
	for (unsigned int i = 0; i < endpoints; i++)
		after += sim_dsp->stream[i].counters.events;
	return sim_expect(after - before == n, "the DSP took %llu of %u events",
			  (unsigned long long)(after - before), n);
}

static void measure(unsigned int batch)
{
	static double put[SIM_RING_ROUNDS], get[SIM_RING_ROUNDS];
	struct sim_ring_result *result = sim_ring_result;
	double written, handled;

	for (int i = -20; i < SIM_RING_ROUNDS; i++) {
		if (!batch_once(batch, &written, &handled))
			return;
		if (i < 0)
			continue;
		put[i] = written;
		get[i] = handled;
	}
	result->events = (double)SIM_RING_ROUNDS * batch;
	result->put_ns = sim_ring_trimmed(put, SIM_RING_ROUNDS) / batch;
	result->ns = sim_ring_trimmed(get, SIM_RING_ROUNDS) / batch;
	for (int i = 0; i < 10 * SIM_RING_ROUNDS; i++) {
		uint64_t one = sim_ring_sideband_write(1);

		sim_ring_latency_note(one + sim_ring_sideband_consume());
	}
	result->latency = sim_ring_latency_take();
}

void sim_ring_sideband_story(void)
{
	sim_ring_sideband_open();
	if (stream)
		measure(sim_ring_job->batch);
	sim_ring_sideband_close();
}

/* Host and sideband by turns, half of the events each. */
void sim_ring_both_story(void)
{
	static double get[SIM_RING_ROUNDS];
	unsigned int half = sim_ring_job->batch / 2;

	sim_ring_sideband_open();
	if (!stream)
		return;
	sim_ring_host_turns();
	for (int i = 0; i < SIM_RING_ROUNDS; i++) {
		sim_ring_sideband_write(half);
		get[i] = sim_ring_sideband_consume();
		sim_ring_host_batch(sim_ring_job->kind, half);
		get[i] += sim_ring_time_take().ticks;
	}
	sim_ring_written = 0;
	sim_ring_result->events = 2.0 * SIM_RING_ROUNDS * half;
	sim_ring_result->ns = sim_ring_trimmed(get, SIM_RING_ROUNDS) *
			      sim_ring_tick_ns() / (2 * half);
	sim_ring_sideband_close();
}
