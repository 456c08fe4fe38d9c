// SPDX-License-Identifier: GPL-2.0-only
/*
 * boot.c: the benchmark `boot`: how long until there is a sound card, how long
 * an offload lifecycle takes, and what a second of playback costs, each in a
 * fresh process of the fast image.
 */
#include <stdio.h>

#include "bench.h"

/* A figure lies between two moments of a scenario. */
struct span {
	const char *scenario;
	enum sim_bench_moment from, to;
};

static int measure_span(struct sim_bench_context *bench,
			const struct sim_bench_metric *metric, double *value)
{
	const struct span *span = metric->arg;
	struct sim_bench_sample sample;

	if (!bench->fast[0]) {
		snprintf(bench->note, sizeof(bench->note),
			 SIM_BENCH_NO_FAST);
		return SIM_BENCH_SKIPPED;
	}
	if (sim_bench_spawn(bench, span->scenario, bench->fast, &sample))
		return -1;
	if (!sample.at_ns[span->from] || !sample.at_ns[span->to]) {
		snprintf(bench->note, sizeof(bench->note),
			 "Scenario '%s' lacks the moment that '%s' is measured by.",
			 span->scenario, metric->name);
		return -1;
	}
	*value = (sample.at_ns[span->to] - sample.at_ns[span->from]) / 1e6;
	return 0;
}

static const struct span card = { "boot", SIM_BENCH_SPAWN, SIM_BENCH_CARD },
	cycle = { "offload-lifecycle", SIM_BENCH_PLUG, SIM_BENCH_DONE },
	second = { "host-playback", SIM_BENCH_OPEN, SIM_BENCH_PLAYED };

static const struct sim_bench_metric metrics[] = {
	{ .name = "process start to registered sound card", .unit = "ms",
	  .aim = 10, .measure = measure_span, .arg = &card },
	{ .name = "one offload lifecycle", .unit = "ms",
	  .aim = 20, .measure = measure_span, .arg = &cycle },
	{ .name = "one virtual second of stereo playback", .unit = "ms",
	  .aim = 5, .measure = measure_span, .arg = &second },
	{ 0 }
};

const struct sim_bench sim_bench_boot = {
	.name = "boot",
	.help = "from nothing to a sound card, in fresh processes",
	.metrics = metrics,
};
