// SPDX-License-Identifier: GPL-2.0-only
/*
 * jobs.c: the benchmark `jobs`: how `simctl explore --jobs` scales over cores.
 * Schedules a second by the clock with 1 job, 2, 4, ... as far as the machine
 * has cores, the same number for each job; and what each job then does of what
 * one alone does, within the same round.
 */
#include <inttypes.h>
#include <unistd.h>

#include "bench.h"
#include "explore.h"

#define RUNS_A_JOB	60
#define SEED_STEP	1000000

static double rate_alone, last_rate[8];
static uint64_t next_seed = SEED_STEP;

static int too_few_cores(struct sim_bench_context *bench, double jobs)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (jobs <= cores)
		return 0;
	snprintf(bench->note, sizeof(bench->note), "This machine has %ld cores.",
		 cores);
	return SIM_BENCH_SKIPPED;
}

static int measure_rate(struct sim_bench_context *bench,
			const struct sim_bench_metric *metric, double *value)
{
	char seed[24], runs[24], jobs[24];
	const char *words[] = {
		"simctl", "explore", "offload-lifecycle", "--image",
		bench->check, "--seed", seed, "--runs", runs, "--jobs", jobs,
		"--json", "--out", sim_bench_scratch(), NULL,
	};
	json_t *json;

	last_rate[metric->number] = 0;
	if (!bench->check[0])
		return sim_bench_note(bench, SIM_BENCH_NO_CHECK,
				      SIM_BENCH_SKIPPED);
	if (too_few_cores(bench, metric->x))
		return SIM_BENCH_SKIPPED;
	snprintf(seed, sizeof(seed), "%" PRIu64, next_seed);
	snprintf(jobs, sizeof(jobs), "%.0f", metric->x);
	snprintf(runs, sizeof(runs), "%.0f", metric->x *
		 (bench->quick ? RUNS_A_JOB / 6 : RUNS_A_JOB));
	json = sim_bench_explore_json(bench, words);
	sim_bench_scratch_remove();
	next_seed += SEED_STEP;
	if (!json)
		return -1;
	*value = sim_bench_member(json, "runs_per_second");
	last_rate[metric->number] = *value;
	if (metric->x == 1)
		rate_alone = *value;
	json_decref(json);
	return 0;
}

static int measure_share(struct sim_bench_context *bench,
			 const struct sim_bench_metric *metric, double *value)
{
	if (too_few_cores(bench, metric->x))
		return SIM_BENCH_SKIPPED;
	if (!rate_alone || !last_rate[metric->number])
		return sim_bench_note(bench, "Nothing ran before.",
				      SIM_BENCH_SKIPPED);
	*value = last_rate[metric->number] / metric->x / rate_alone;
	return 0;
}

#define RATE(n, i)							\
	{ .name = "schedules, check image", .unit = "schedules/s",	\
	  .more_is_better = true, .measure = measure_rate,		\
	  .x_name = "jobs", .x = n, .number = i, .thorough = n > 2 }
#define SHARE(n, i)							\
	{ .name = "a job's share of one alone", .unit = "x",		\
	  .more_is_better = true, .aim = 0.9, .measure = measure_share,	\
	  .x_name = "jobs", .x = n, .number = i, .thorough = n > 2 }

static const struct sim_bench_metric metrics[] = {
	RATE(1, 0), RATE(2, 1), RATE(4, 2), RATE(8, 3), RATE(16, 4),
	RATE(32, 5), RATE(64, 6),
	SHARE(2, 1), SHARE(4, 2), SHARE(8, 3), SHARE(16, 4), SHARE(32, 5),
	SHARE(64, 6),
	{ 0 }
};

const struct sim_bench sim_bench_jobs = {
	.name = "jobs",
	.help = "how exploring scales over cores",
	.metrics = metrics,
};
