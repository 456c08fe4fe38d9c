// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring.c: the benchmark `ring`: what an event costs, from the event ring to its
 * handler, next to what a bare ring and known queues take; and `ring-cores`,
 * the same between two cores.
 *
 * Metrics of a round are measured in order: one runs a job and leaves its
 * result for those that follow.
 */
#include <string.h>

#include "bench.h"
#include "ring.h"

static double bare_ns;

static int queue_missing(struct sim_bench_context *bench, const char *package)
{
	snprintf(bench->note, sizeof(bench->note),
		 "%s was not there when simctl was built.", package);
	memset(&sim_ring_last, 0, sizeof(sim_ring_last));
	return SIM_BENCH_SKIPPED;
}

static int queue_run(struct sim_bench_context *bench,
		     const struct sim_ring_queue *queue,
		     int (*run)(const struct sim_ring_queue *queue,
				struct sim_ring_result *result))
{
	if (!queue)
		return queue_missing(bench, "libdpdk-dev");
	if (!queue->create)
		return queue_missing(bench, "libck-dev");
	if (!run(queue, &sim_ring_last))
		return 0;
	snprintf(bench->note, sizeof(bench->note),
		 "It needs memory and, for two threads, two cores.");
	return SIM_BENCH_SKIPPED;
}

/* @arg is the queue; NULL stands for DPDK's. */
static int measure_queue(struct sim_bench_context *bench,
			 const struct sim_bench_metric *metric, double *value)
{
	int ret = queue_run(bench, metric->arg ?: sim_ring_dpdk_load(),
			    sim_ring_same_core);

	*value = sim_ring_shown(metric->number);
	if (metric->arg == &sim_ring_bare)
		bare_ns = sim_ring_last.ns;
	return ret;
}

static int measure_cores(struct sim_bench_context *bench,
			 const struct sim_bench_metric *metric, double *value)
{
	int ret = queue_run(bench, metric->arg ?: sim_ring_dpdk_load(),
			    sim_ring_two_cores);

	*value = sim_ring_shown(metric->number);
	return ret;
}

static int measure_over_bare(struct sim_bench_context *bench,
			     const struct sim_bench_metric *metric,
			     double *value)
{
	int ret = sim_ring_show(bench, metric, value);

	*value = bare_ns ? *value / bare_ns : 0;
	return ret;
}

#define BATCH SIM_RING_BATCH
static const struct sim_ring_job
	vendor = { SIM_RING_HOST, SIM_RING_VENDOR, .batch = BATCH },
	transfer = { SIM_RING_HOST, SIM_RING_TRANSFER, .batch = BATCH },
	single = { SIM_RING_HOST, SIM_RING_TRANSFER, .batch = 1 },
	sideband = { SIM_RING_SIDEBAND, SIM_RING_TRANSFER, .batch = BATCH },
	mixed = { SIM_RING_SIDEBAND, SIM_RING_TRANSFER, .batch = BATCH,
		  .endpoints = 2 },
	both = { SIM_RING_BOTH, SIM_RING_TRANSFER, .batch = BATCH },
	one = { SIM_RING_HOST, SIM_RING_TRANSFER, .batch = BATCH, .devices = 1 },
	many = { SIM_RING_HOST, SIM_RING_TRANSFER, .batch = BATCH,
		 .devices = 64 },
	playback = { .path = SIM_RING_PLAYBACK };

/* For `simctl bench child`. */
const struct sim_ring_job *sim_ring_job_find(const char *name)
{
	static const struct { const char *name; const struct sim_ring_job *job; }
	jobs[] = {
		{ "ring-vendor", &vendor }, { "ring-transfer", &transfer },
		{ "ring-sideband", &sideband }, { "ring-mixed", &mixed },
		{ "ring-playback", &playback }, { "ring-1-device", &one },
		{ "ring-64-devices", &many },
	};

	for (size_t i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++)
		if (!strcmp(name, jobs[i].name))
			return jobs[i].job;
	return NULL;
}

#define TAKE	"bare ring: take an event"
#define ALONE	"bare ring: latency, median"

/* Percentiles of what was measured last. */
#define LATENCIES(what, beside_it)					\
	{ .name = what ": latency, median", .unit = "ns",		\
	  .beside = beside_it, .measure = sim_ring_show, .number = SIM_RING_P50 },	\
	{ .name = what ": latency, 99 %", .unit = "ns",			\
	  .measure = sim_ring_show, .number = SIM_RING_P99 },			\
	{ .name = what ": latency, 99.9 %", .unit = "ns",		\
	  .measure = sim_ring_show, .number = SIM_RING_P999 }

#define QUEUE(what, queue, beside_it)					\
	{ .name = what ": take an event", .unit = "ns",			\
	  .beside = beside_it, .measure = measure_queue, .arg = queue,	\
	  .number = SIM_RING_NS }

static const struct sim_bench_metric metrics[] = {
	QUEUE("bare ring", &sim_ring_bare, NULL),
	{ .name = "bare ring: write an event", .unit = "ns", .measure = sim_ring_show,
	  .number = SIM_RING_PUT_NS },
	{ .name = "bare ring: events taken", .unit = "events/s",
	  .more_is_better = true, .measure = sim_ring_show, .number = SIM_RING_RATE },
	LATENCIES("bare ring", NULL),
	QUEUE("liburcu wfcqueue", &sim_ring_wfcqueue, TAKE),
	QUEUE("ck_ring", &sim_ring_ck, TAKE),
	QUEUE("rte_ring", NULL, TAKE),
	{ .name = "sideband: the DSP takes an event of its stream", .unit = "ns",
	  .beside = TAKE, .measure = sim_ring_measure, .arg = &sideband,
	  .number = SIM_RING_NS },
	{ .name = "sideband over bare ring", .unit = "times", .aim = 1.5,
	  .measure = measure_over_bare, .number = SIM_RING_NS },
	{ .name = "sideband: events", .unit = "events/s",
	  .more_is_better = true, .measure = sim_ring_show, .number = SIM_RING_RATE },
	{ .name = "controller model: write an event", .unit = "ns",
	  .beside = "bare ring: write an event", .measure = sim_ring_show,
	  .number = SIM_RING_PUT_NS },
	LATENCIES("sideband", ALONE),
	{ .name = "sideband: two endpoints by turns", .unit = "ns",
	  .beside = TAKE, .measure = sim_ring_measure, .arg = &mixed,
	  .number = SIM_RING_NS },
	{ .name = "host: ring handling of xhci_irq()", .unit = "ns",
	  .beside = TAKE, .measure = sim_ring_measure, .arg = &vendor,
	  .number = SIM_RING_EXTRA_NS },
	{ .name = "host: ring handling", .unit = "events/s",
	  .more_is_better = true, .aim = 10e6, .measure = sim_ring_show,
	  .number = SIM_RING_EXTRA_RATE },
	{ .name = "host: the same with its interrupt, 240 events each",
	  .unit = "ns", .beside = TAKE, .measure = sim_ring_show, .number = SIM_RING_NS },
	{ .name = "host: an interrupt with one event", .unit = "ns",
	  .measure = sim_ring_show, .number = SIM_RING_FIXED_NS },
	{ .name = "host: transfer event, nothing queued", .unit = "ns",
	  .beside = TAKE, .measure = sim_ring_measure, .arg = &transfer,
	  .number = SIM_RING_EXTRA_NS },
	{ .name = "host: one event an interrupt", .unit = "ns",
	  .measure = sim_ring_measure, .arg = &single, .number = SIM_RING_NS },
	LATENCIES("host", ALONE),
	{ .name = "host: event of playback, given back to snd-usb-audio",
	  .unit = "ns", .beside = TAKE, .measure = sim_ring_measure,
	  .arg = &playback, .number = SIM_RING_NS },
	{ .name = "host: events of an interrupt in playback",
	  .unit = "events", .more_is_better = true, .measure = sim_ring_show,
	  .number = SIM_RING_EVENTS_PER_INTERRUPT },
	LATENCIES("host: playback", ALONE),
	{ .name = "both paths by turns", .unit = "ns", .beside = TAKE,
	  .measure = sim_ring_measure, .arg = &both, .number = SIM_RING_NS },
	{ 0 }
};

const struct sim_bench sim_bench_ring = {
	.name = "ring",
	.help = "what an event costs, host and sideband, beside bare queues",
	.metrics = metrics,
};

#define STREAM	"bare ring: an event between cores"
#define CORES(what, queue, beside_it)					\
	{ .name = what ": an event between cores", .unit = "ns",	\
	  .beside = beside_it, .measure = measure_cores, .arg = queue,	\
	  .number = SIM_RING_NS },						\
	LATENCIES(what, NULL)

static const struct sim_bench_metric core_metrics[] = {
	CORES("bare ring", &sim_ring_bare, NULL),
	CORES("liburcu wfcqueue", &sim_ring_wfcqueue, STREAM),
	CORES("ck_ring", &sim_ring_ck, STREAM),
	CORES("rte_ring", NULL, STREAM),
	{ 0 }
};

const struct sim_bench sim_bench_ring_cores = {
	.name = "ring-cores",
	.help = "events between two threads on two cores",
	.metrics = core_metrics,
};
