// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory.c: the benchmark `memory`: what a run needs, what a worker that makes
 * many grows by, and how much virtual time a stream gets for real time.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "life.h"

static double resident_mib(void)
{
	long pages = 0;
	FILE *in = fopen("/proc/self/statm", "re");

	if (in) {
		if (fscanf(in, "%*d %ld", &pages) != 1)
			pages = 0;
		fclose(in);
	}
	return pages * sysconf(_SC_PAGESIZE) / 1048576.0;
}

/* In the child of lives.c, after its lives. */
static double at_end(const struct sim_bench_life *life, double before)
{
	return life->grows ? resident_mib() - before : resident_mib();
}

static int measure(struct sim_bench_context *bench,
		   const struct sim_bench_metric *metric, double *value)
{
	struct sim_bench_life life = {
		.bench = bench, .scenario = metric->arg,
		.image = bench->check, .strategy = "random",
		.lives = metric->number, .grows = metric->number > 1,
		.resident = resident_mib, .at_end = at_end,
	};
	int ret;

	if (bench->quick && life.lives > 50)
		life.lives = 50;
	ret = sim_bench_lives_measure(&life, value);
	return life.skipped ? SIM_BENCH_SKIPPED : ret;
}

static int measure_ratio(struct sim_bench_context *bench,
			 const struct sim_bench_metric *metric, double *value)
{
	struct sim_bench_life life = {
		.bench = bench, .scenario = "offload-lifecycle",
		.image = bench->fast, .strategy = "round-robin",
		.lives = 10, .length_ms = 100,
	};
	double short_lives, long_lives;
	int ret = sim_bench_lives_measure(&life, &short_lives);

	(void)metric;
	life.length_ms = 5100;
	ret = ret ?: sim_bench_lives_measure(&life, &long_lives);
	if (!ret)
		*value = 5 / (1 / long_lives - 1 / short_lives);
	return life.skipped ? SIM_BENCH_SKIPPED : ret;
}

static const struct sim_bench_metric metrics[] = {
	{ .name = "resident after a life, check image", .unit = "MiB",
	  .aim = 64, .measure = measure, .arg = "offload-lifecycle",
	  .number = 1 },
	{ .name = "growth over 200 lives, check image", .unit = "MiB",
	  .measure = measure, .arg = "offload-lifecycle", .number = 200,
	  .thorough = true },
	{ .name = "virtual per real second, one stereo stream by DSP, fast image",
	  .unit = "x", .more_is_better = true, .aim = 1000,
	  .measure = measure_ratio },
	{ 0 }
};

const struct sim_bench sim_bench_memory = {
	.name = "memory",
	.help = "memory of runs, virtual time of a stream",
	.metrics = metrics,
};
