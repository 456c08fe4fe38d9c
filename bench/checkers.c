// SPDX-License-Identifier: GPL-2.0-only
/*
 * checkers.c: the benchmark `checkers`: what each checker of a check image
 * costs: the same life from a snapshot with all of them, without one, with
 * none, and in the fast image, where nothing is instrumented.
 *
 * What no parameter switches off stays in "no checker": the instrumentation's
 * calls, call stacks, decision points at marked accesses, held locks.
 */
#include <string.h>

#include "bench.h"
#include "life.h"

static int measure(struct sim_bench_context *bench,
		   const struct sim_bench_metric *metric, double *value)
{
	struct sim_bench_life life = {
		.bench = bench, .scenario = "offload-lifecycle",
		.image = metric->number ? bench->fast : bench->check,
		.strategy = "round-robin", .parameters = metric->arg,
		.lives = bench->quick ? 10 : 40,
	};

	if (sim_bench_lives_measure(&life, value))
		return life.skipped ? SIM_BENCH_SKIPPED : -1;
	*value = 1000 / *value;
	return 0;
}

#define MEMORY	"sim.memory_check=0"
#define LOCKS	"sim.lock_check=0"
#define LEAKS	"sim.leak_check=0"

#define ALL	"check image, all checkers"
#define NONE	"check image, no checker"

static const char *const without_memory[] = { MEMORY, NULL },
	*const without_locks[] = { LOCKS, NULL },
	*const without_leaks[] = { LEAKS, NULL },
	*const memory_alone[] = { LOCKS, LEAKS, NULL },
	*const locks_alone[] = { MEMORY, LEAKS, NULL },
	*const without_any[] = { MEMORY, LOCKS, LEAKS, NULL },
	*const with_all[] = { NULL };

#define LIFE(text, parameters, against)					\
	{ .name = text, .unit = "ms", .measure = measure,		\
	  .arg = parameters, .beside = against }

static const struct sim_bench_metric metrics[] = {
	LIFE(ALL, with_all, NONE),
	LIFE("without memory", without_memory, ALL),
	LIFE("without lock order", without_locks, ALL),
	LIFE("without leaks", without_leaks, ALL),
	LIFE("memory alone", memory_alone, NONE),
	LIFE("lock order alone", locks_alone, NONE),
	LIFE(NONE, without_any, "fast image"),
	{ .name = "fast image", .unit = "ms", .measure = measure,
	  .arg = with_all, .number = 1 },
	{ 0 }
};

const struct sim_bench sim_bench_checkers = {
	.name = "checkers",
	.help = "a life with each checker on and off",
	.metrics = metrics,
};
