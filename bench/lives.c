// SPDX-License-Identifier: GPL-2.0-only
/*
 * lives.c: the benchmark `lives`: whole lives of a headset per second, one
 * after the other in one process that boots once, as `explore` runs them; in
 * the check image and the fast one, beside a fresh process for each.
 */
#include <stdlib.h>
#include <string.h>

#include "bench.h"

struct life {
	struct sim_bench_context *bench;
	const char *scenario, *image, *strategy;
	bool keep;
	int lives;
};

static int life_prepare(const struct life *life, struct sim_session *session,
			struct sim_cli_flags *flags)
{
	*flags = *life->bench->flags;
	flags->image = life->image;
	flags->strategy = life->strategy;
	flags->cpus = 2;
	flags->options[0] = "length_ms=100";
	flags->option_count = 1;
	session->flags = flags;
	return sim_session_prepare(session, life->scenario) ?:
	       sim_session_open_image(session);
}

static int life_once(struct sim_session *session, uint64_t seed)
{
	session->config.seed = seed;
	session->config.record = false;
	sim_run(&session->config, &session->result);
	if (session->result.outcome <= SIM_FOUND)
		return 0;
	sim_bench_child_note("Seed %lu: %s", (unsigned long)seed,
			     session->result.message);
	return -1;
}

static void ignore_finding(void *arg, const struct sim_finding *finding)
{
	(void)arg;
	(void)finding;
}

/* The first life boots and is not counted. */
static int live(void *arg, double *values)
{
	static struct sim_session session;
	struct sim_cli_flags flags;
	struct life *life = arg;
	uint64_t began;

	if (life_prepare(life, &session, &flags))
		return -1;
	session.config.keep_boot = true;
	session.config.observer.finding = ignore_finding;
	if (life_once(&session, 1000))
		return -1;
	began = sim_bench_cpu_ns();
	for (int i = 0; i < life->lives; i++)
		if (life_once(&session, i + 1))
			return -1;
	*values = life->lives * 1e9 / (sim_bench_cpu_ns() - began);
	return 0;
}

static int measure_lives(struct sim_bench_context *bench,
			 const struct sim_bench_metric *metric, double *value)
{
	struct life life = {
		.bench = bench, .scenario = metric->arg,
		.image = metric->number ? bench->check : bench->fast,
		.strategy = "random", .lives = bench->quick ? 20 : 100,
	};

	if (!life.image[0]) {
		snprintf(bench->note, sizeof(bench->note),
			 "There is no %s image.",
			 metric->number ? "check" : "fast");
		return SIM_BENCH_SKIPPED;
	}
	return sim_bench_in_child(bench, live, &life, value, 1);
}

static const struct sim_bench_metric metrics[] = {
	{ .name = "lives, fast image", .unit = "lives/s",
	  .more_is_better = true, .aim = 2000, .measure = measure_lives,
	  .arg = "offload-lifecycle" },
	{ .name = "lives, check image", .unit = "lives/s",
	  .more_is_better = true, .aim = 500, .measure = measure_lives,
	  .arg = "offload-lifecycle", .number = 1 },
	{ .name = "boot stories, fast image", .unit = "lives/s",
	  .more_is_better = true, .measure = measure_lives,
	  .arg = "boot" },
	{ 0 }
};

const struct sim_bench sim_bench_lives = {
	.name = "lives",
	.help = "whole lives of a headset from a snapshot",
	.metrics = metrics,
};
