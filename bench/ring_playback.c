// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_playback.c: genuine events: applications play, and each packet's event
 * ends in snd-usb-audio. What their interrupts take, and how much virtual time
 * many streams get for real time.
 *
 * One stream may be the DSP's: 7.2 and 7.3 serve one card at a time (see
 * docs/findings/second-card-event-ring.md). Linux has 32 sound cards, of which
 * the first is the DSP's own, so the 32nd stream records.
 */
#include "bench.h"
#include "ring.h"
#include "ring_machine.h"

#define PLAY_MS		1000
#define LONGER_MS	32000	/* shared by the streams of a curve */
#define PLAYERS		32
#define CARDS		32

static unsigned int play_ms = PLAY_MS;
static uint64_t events_written;
static struct sim_pcm pcm[PLAYERS];

static void count_event(void *arg)
{
	(void)arg;
	events_written++;
	if (!sim_ring_written)
		sim_ring_written = sim_ring_ticks();
}

static void play(void *arg)
{
	struct sim_pcm *pcm = arg;

	sim_expect(sim_pcm_run(pcm, (uint64_t)pcm->rate * play_ms / 1000,
			       NULL) > 0, "card %u moves no samples", pcm->card);
}

static bool open_one(struct sim_pcm *pcm, unsigned int card, bool capture)
{
	*pcm = (struct sim_pcm){
		.card = card, .format = -1, .capture = capture,
		.period_frames = sim_ring_job->period_us * 48ull / 1000,
	};
	return !sim_pcm_open(pcm);
}

/* From card @first on, each plays; when there are no more the last records. */
static void open_all(unsigned int first, unsigned int wanted)
{
	unsigned int count = 0, card;

	for (card = first; count < wanted && card < CARDS; card++)
		count += open_one(&pcm[count], card, false);
	if (count + 1 == wanted)
		count += open_one(&pcm[count], CARDS - 1, true);
	sim_expect(count == wanted, "%u of %u streams are open", count, wanted);
}

static void play_all(unsigned int count)
{
	struct sim_process *process[PLAYERS];

	for (unsigned int i = 0; i < count; i++)
		process[i] = sim_process_start("player", play, &pcm[i]);
	for (unsigned int i = 0; i < count; i++)
		sim_process_wait(process[i]);
}

void sim_ring_playback_story(void)
{
	unsigned int streams = sim_ring_job->devices;
	struct sim_ring_result *result = sim_ring_result;
	struct sim_ring_time time;

	sim_ring_plug(streams);
	/* card 0 is the DSP's, 1 the board's headset */
	open_all(streams ? 2 : 1, streams ?: 1);
	for (unsigned int i = 0; i < SIM_RING_CONTROLLERS; i++)
		if (sim_ring_xhci(i))
			sim_xhci_on_event(sim_ring_xhci(i), 0, count_event,
					  NULL);
	sim_ring_time_take();
	sim_ring_latency_take();
	play_all(streams ?: 1);
	time = sim_ring_time_take();
	result->latency = sim_ring_latency_take();
	result->events = events_written;
	result->interrupts = time.interrupts;
	sim_expect(time.typical, "there were %llu interrupts",
		   (unsigned long long)time.interrupts);
	result->ns = time.typical * sim_ring_tick_ns() * time.interrupts /
		     events_written;
}

/* ---- how fast time goes by ---- */

static bool dsp_plays(void)
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_config config;
	int status;

	config = sim_offload_config(headset,
				    sim_headset_wait_card(headset, 5000));
	return sim_expect(sim_offload_start(&config, &status),
			  "ENABLE failed with %d", status);
}

/* @devices streams, of which @endpoints (0 or 1) are the DSP's. */
void sim_ring_streams_story(void)
{
	unsigned int streams = sim_ring_job->devices;
	unsigned int by_dsp = sim_ring_job->endpoints;
	uint64_t virtual_ns, cpu_ns;

	sim_ring_plug(streams - 1);
	if (by_dsp && !dsp_plays())
		return;
	open_all(1 + by_dsp, streams - by_dsp);
	virtual_ns = sim_time_now_ns();
	cpu_ns = sim_bench_cpu_ns();
	play_ms = PLAY_MS + LONGER_MS / streams;
	play_all(streams - by_dsp);
	if (streams == by_dsp)
		sim_sleep_ms(play_ms);
	sim_ring_result->speed = (double)(sim_time_now_ns() - virtual_ns) /
				 (sim_bench_cpu_ns() - cpu_ns);
}
