// SPDX-License-Identifier: GPL-2.0-only
/*
 * checkers.c: the benchmark `checkers`: what each checker of a check image
 * costs: the same life from a snapshot with all of them, without one, with
 * none, and in the fast image, where nothing is instrumented.
 *
 * Races are looked for by a switch of their own (--races), so "all" is with
 * and without. What nothing switches off stays in "no checker": the
 * instrumentation's calls, call stacks, decision points at marked accesses,
 * held locks, and the checkers that only look where something ends or waits
 * (deadlock, context, DMA, power, controller, progress).
 */
#include <string.h>

#include "bench.h"
#include "life.h"

struct checked {
	bool fast, races;
	const char *parameters[4];	/* of the kernel */
	double ms;			/* a life, as measured last */
};

static int measure(struct sim_bench_context *bench,
		   const struct sim_bench_metric *metric, double *value)
{
	struct checked *checked = (struct checked *)metric->arg;
	struct sim_bench_life life = {
		.bench = bench, .scenario = "offload-lifecycle",
		.image = checked->fast ? bench->fast : bench->check,
		.strategy = "round-robin", .parameters = checked->parameters,
		.races = checked->races,
		.lives = bench->quick ? 10 : 40,
	};

	if (sim_bench_lives_measure(&life, value))
		return life.skipped ? SIM_BENCH_SKIPPED : -1;
	*value = checked->ms = 1000 / *value;
	return 0;
}

#define MEMORY	"sim.memory_check=0"
#define LOCKS	"sim.lock_check=0"
#define LEAKS	"sim.leak_check=0"

#define ALL	"check image, all checkers"
#define NONE	"check image, no checker"

static struct checked
	with_all = { .parameters = { NULL } },
	without_memory = { .parameters = { MEMORY } },
	without_locks = { .parameters = { LOCKS } },
	without_leaks = { .parameters = { LEAKS } },
	memory_alone = { .parameters = { LOCKS, LEAKS } },
	locks_alone = { .parameters = { MEMORY, LEAKS } },
	leaks_alone = { .parameters = { MEMORY, LOCKS } },
	races_alone = { .races = true, .parameters = { MEMORY, LOCKS, LEAKS } },
	with_races = { .races = true, .parameters = { NULL } },
	without_any = { .parameters = { MEMORY, LOCKS, LEAKS } },
	fast = { .fast = true, .parameters = { NULL } };

/* Of this round. */
static int measure_races(struct sim_bench_context *bench,
			 const struct sim_bench_metric *metric, double *value)
{
	(void)metric;
	if (!races_alone.ms || !without_any.ms) {
		snprintf(bench->note, sizeof(bench->note),
			 "There is nothing to compare.");
		return SIM_BENCH_SKIPPED;
	}
	*value = races_alone.ms / without_any.ms;
	return 0;
}

#define LIFE(text, how, against)					\
	{ .name = text, .unit = "ms", .measure = measure,		\
	  .arg = &(how), .beside = against }

static const struct sim_bench_metric metrics[] = {
	LIFE(ALL, with_all, NONE),
	LIFE("without memory", without_memory, ALL),
	LIFE("without lock order", without_locks, ALL),
	LIFE("without leaks", without_leaks, ALL),
	LIFE("memory alone", memory_alone, NONE),
	LIFE("lock order alone", locks_alone, NONE),
	LIFE("leaks alone", leaks_alone, NONE),
	LIFE("races alone", races_alone, NONE),
	LIFE("all checkers and races", with_races, ALL),
	LIFE(NONE, without_any, "fast image"),
	{ .name = "races alone over no checker", .unit = "times", .aim = 3,
	  .measure = measure_races },
	LIFE("fast image", fast, NULL),
	{ 0 }
};

const struct sim_bench sim_bench_checkers = {
	.name = "checkers",
	.help = "a life with each checker on and off",
	.metrics = metrics,
};
