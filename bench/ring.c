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

/* What a metric shows of a result. */
enum show {
	SHOW_NS, SHOW_PUT_NS, SHOW_FIXED_NS, SHOW_SLOPE_NS, SHOW_RATE,
	SHOW_SLOPE_RATE, SHOW_P50, SHOW_P99, SHOW_P999, SHOW_OVER_BARE,
	SHOW_EVENTS_PER_INTERRUPT,
};

static struct sim_ring_result last;
static double bare_ns;

/* What an event costs in an interrupt that is paid for already. */
static double slope_ns(const struct sim_ring_result *r)
{
	double batch = r->interrupts ? r->events / r->interrupts : 0;

	return batch > 1 ? (r->ns * batch - r->fixed_ns) / (batch - 1) : 0;
}

static double shown(enum show show)
{
	switch (show) {
	case SHOW_NS:
		return last.ns;
	case SHOW_PUT_NS:
		return last.put_ns;
	case SHOW_FIXED_NS:
		return last.fixed_ns;
	case SHOW_SLOPE_NS:
		return slope_ns(&last);
	case SHOW_RATE:
		return last.ns ? 1e9 / last.ns : 0;
	case SHOW_SLOPE_RATE:
		return slope_ns(&last) ? 1e9 / slope_ns(&last) : 0;
	case SHOW_P50:
		return last.latency.p50;
	case SHOW_P99:
		return last.latency.p99;
	case SHOW_P999:
		return last.latency.p999;
	case SHOW_OVER_BARE:
		return bare_ns ? last.ns / bare_ns : 0;
	case SHOW_EVENTS_PER_INTERRUPT:
		return last.interrupts ? last.events / last.interrupts : 0;
	}
	return 0;
}

static int show(struct sim_bench_context *bench,
		const struct sim_bench_metric *metric, double *value)
{
	(void)bench;
	*value = shown(metric->number);
	return 0;
}

static int measure_job(struct sim_bench_context *bench,
		       const struct sim_bench_metric *metric, double *value)
{
	int ret = sim_ring_job_run(bench, metric->arg, &last);

	*value = shown(metric->number);
	return ret;
}

static int queue_missing(struct sim_bench_context *bench, const char *package)
{
	snprintf(bench->note, sizeof(bench->note),
		 "%s was not there when simctl was built.", package);
	memset(&last, 0, sizeof(last));
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
	if (!run(queue, &last))
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

	*value = shown(metric->number);
	if (metric->arg == &sim_ring_bare)
		bare_ns = last.ns;
	return ret;
}

static int measure_cores(struct sim_bench_context *bench,
			 const struct sim_bench_metric *metric, double *value)
{
	int ret = queue_run(bench, metric->arg ?: sim_ring_dpdk_load(),
			    sim_ring_two_cores);

	*value = shown(metric->number);
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
	playback = { SIM_RING_PLAYBACK, .devices = 1 };

#define TAKE	"bare ring: take an event"
#define ALONE	"bare ring: latency, median"

/* Percentiles of what was measured last. */
#define LATENCIES(what, beside_it)					\
	{ .name = what ": latency, median", .unit = "ns",		\
	  .beside = beside_it, .measure = show, .number = SHOW_P50 },	\
	{ .name = what ": latency, 99 %", .unit = "ns",			\
	  .measure = show, .number = SHOW_P99 },			\
	{ .name = what ": latency, 99.9 %", .unit = "ns",		\
	  .measure = show, .number = SHOW_P999 }

#define QUEUE(what, queue, beside_it)					\
	{ .name = what ": take an event", .unit = "ns",			\
	  .beside = beside_it, .measure = measure_queue, .arg = queue,	\
	  .number = SHOW_NS }

static const struct sim_bench_metric metrics[] = {
	QUEUE("bare ring", &sim_ring_bare, NULL),
	{ .name = "bare ring: write an event", .unit = "ns", .measure = show,
	  .number = SHOW_PUT_NS },
	{ .name = "bare ring: events taken", .unit = "events/s",
	  .more_is_better = true, .measure = show, .number = SHOW_RATE },
	LATENCIES("bare ring", NULL),
	QUEUE("liburcu wfcqueue", &sim_ring_wfcqueue, TAKE),
	QUEUE("ck_ring", &sim_ring_ck, TAKE),
	QUEUE("rte_ring", NULL, TAKE),
	{ .name = "sideband: the DSP takes an event of its stream", .unit = "ns",
	  .beside = TAKE, .measure = measure_job, .arg = &sideband,
	  .number = SHOW_NS },
	{ .name = "sideband over bare ring", .unit = "times", .aim = 1.5,
	  .measure = show, .number = SHOW_OVER_BARE },
	{ .name = "sideband: events", .unit = "events/s",
	  .more_is_better = true, .measure = show, .number = SHOW_RATE },
	{ .name = "controller model: write an event", .unit = "ns",
	  .beside = "bare ring: write an event", .measure = show,
	  .number = SHOW_PUT_NS },
	LATENCIES("sideband", ALONE),
	{ .name = "sideband: two endpoints by turns", .unit = "ns",
	  .beside = TAKE, .measure = measure_job, .arg = &mixed,
	  .number = SHOW_NS },
	{ .name = "host: ring handling of xhci_irq()", .unit = "ns",
	  .beside = TAKE, .measure = measure_job, .arg = &vendor,
	  .number = SHOW_SLOPE_NS },
	{ .name = "host: ring handling", .unit = "events/s",
	  .more_is_better = true, .aim = 10e6, .measure = show,
	  .number = SHOW_SLOPE_RATE },
	{ .name = "host: the same with its interrupt, 240 events each",
	  .unit = "ns", .beside = TAKE, .measure = show, .number = SHOW_NS },
	{ .name = "host: an interrupt with one event", .unit = "ns",
	  .measure = show, .number = SHOW_FIXED_NS },
	{ .name = "host: transfer event, nothing queued", .unit = "ns",
	  .beside = TAKE, .measure = measure_job, .arg = &transfer,
	  .number = SHOW_SLOPE_NS },
	{ .name = "host: one event an interrupt", .unit = "ns",
	  .measure = measure_job, .arg = &single, .number = SHOW_NS },
	LATENCIES("host", ALONE),
	{ .name = "host: event of playback, given back to snd-usb-audio",
	  .unit = "ns", .beside = TAKE, .measure = measure_job,
	  .arg = &playback, .number = SHOW_NS },
	{ .name = "host: events of an interrupt in playback",
	  .unit = "events", .more_is_better = true, .measure = show,
	  .number = SHOW_EVENTS_PER_INTERRUPT },
	LATENCIES("host: playback", ALONE),
	{ .name = "both paths by turns", .unit = "ns", .beside = TAKE,
	  .measure = measure_job, .arg = &both, .number = SHOW_NS },
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
	  .number = SHOW_NS },						\
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
