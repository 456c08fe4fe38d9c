// SPDX-License-Identifier: GPL-2.0-only
/*
 * lives.c: the benchmark `lives`: whole lives of a headset per second, one
 * after the other in one process that boots once, as `explore` runs them; in
 * the check image and the fast one, beside a fresh process for each.
 */
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "life.h"

static int life_prepare(const struct sim_bench_life *life,
			struct sim_session *session,
			struct sim_cli_flags *flags)
{
	static char length[32];

	*flags = *life->bench->flags;
	flags->image = life->image;
	flags->strategy = life->strategy;
	flags->cpus = 2;
	flags->checks_changed = life->checks_changed;
	flags->option_count = 0;
	snprintf(length, sizeof(length), "length_ms=%u",
		 life->length_ms ?: 100);
	if (!strcmp(life->scenario, "offload-lifecycle"))
		flags->options[flags->option_count++] = length;
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
	struct sim_bench_life *life = arg;
	uint64_t began;
	double before = 0;

	if (life_prepare(life, &session, &flags))
		return -1;
	session.config.keep_boot = true;
	session.config.observer.finding = ignore_finding;
	for (int i = 0; i < (life->grows ? 20 : 1); i++)
		if (life_once(&session, 1000 + i))
			return -1;
	if (life->resident)
		before = life->resident();
	began = sim_bench_cpu_ns();
	for (int i = 0; i < life->lives; i++)
		if (life_once(&session, i + 1))
			return -1;
	*values = life->lives * 1e9 / (sim_bench_cpu_ns() - began);
	if (life->at_end)
		*values = life->at_end(life, before);
	return 0;
}

int sim_bench_lives_measure(struct sim_bench_life *life, double *value)
{
	struct sim_bench_context *bench = life->bench;

	life->skipped = !life->image[0];
	if (!life->skipped)
		return sim_bench_in_child(bench, live, life, value, 1);
	snprintf(bench->note, sizeof(bench->note), "%s",
		 life->image == bench->check ? SIM_BENCH_NO_CHECK :
					       SIM_BENCH_NO_FAST);
	return -1;
}

static int measure_lives(struct sim_bench_context *bench,
			 const struct sim_bench_metric *metric, double *value)
{
	struct sim_bench_life life = {
		.bench = bench, .scenario = metric->arg,
		.image = metric->number ? bench->check : bench->fast,
		.strategy = "random", .lives = bench->quick ? 20 : 100,
	};
	int ret = sim_bench_lives_measure(&life, value);

	return life.skipped ? SIM_BENCH_SKIPPED : ret;
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
