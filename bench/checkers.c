// SPDX-License-Identifier: GPL-2.0-only
/*
 * checkers.c: the benchmark `checkers`: what each checker of a check image
 * costs (--checks): the same life from a snapshot with none, with each alone,
 * with all of the default, with races as well, and in the fast image, where
 * nothing is instrumented.
 *
 * What nothing switches off stays in "no checker": the instrumentation's
 * calls, call stacks, decision points at marked accesses, lockdep's list of held
 * locks, fresh and freed memory's contents and which memory is whose, what
 * devices may reach.
 */
#include <string.h>

#include "bench.h"
#include "life.h"

struct checked {
	bool fast;
	unsigned int on;		/* bits of enum sim_check */
	double ms;			/* a life, as measured last */
};

static int measure(struct sim_bench_context *bench,
		   const struct sim_bench_metric *metric, double *value)
{
	struct checked *checked = (struct checked *)metric->arg;
	struct sim_bench_life life = {
		.bench = bench, .scenario = "offload-lifecycle",
		.image = checked->fast ? bench->fast : bench->check,
		.strategy = "round-robin",
		.checks_changed = SIM_CHECKS_DEFAULT ^ checked->on,
		.lives = bench->quick ? 10 : 40,
	};

	if (sim_bench_lives_measure(&life, value))
		return life.skipped ? SIM_BENCH_SKIPPED : -1;
	*value = checked->ms = 1000 / *value;
	return 0;
}

#define ALL	"check image, all checkers"
#define NONE	"check image, no checker"

static struct checked
	none, with_all = { .on = SIM_CHECKS_DEFAULT },
	with_races = { .on = SIM_CHECKS_ALL },
	fast = { .fast = true, .on = SIM_CHECKS_DEFAULT };

static struct checked alone[SIM_CHECK_COUNT] = {
#define ONE(check)	[check] = { .on = SIM_CHECK_BIT(check) }
	ONE(SIM_CHECK_DEADLOCK), ONE(SIM_CHECK_LOCK_ORDER),
	ONE(SIM_CHECK_RACE), ONE(SIM_CHECK_MEMORY), ONE(SIM_CHECK_UNINIT),
	ONE(SIM_CHECK_LEAK), ONE(SIM_CHECK_CONTEXT), ONE(SIM_CHECK_DMA),
	ONE(SIM_CHECK_POWER), ONE(SIM_CHECK_XHCI), ONE(SIM_CHECK_PROGRESS),
};

/* Of this round. */
static int measure_races(struct sim_bench_context *bench,
			 const struct sim_bench_metric *metric, double *value)
{
	(void)metric;
	if (!alone[SIM_CHECK_RACE].ms || !none.ms) {
		snprintf(bench->note, sizeof(bench->note),
			 "There is nothing to compare.");
		return SIM_BENCH_SKIPPED;
	}
	*value = alone[SIM_CHECK_RACE].ms / none.ms;
	return 0;
}

#define LIFE(text, how, against)					\
	{ .name = text, .unit = "ms", .measure = measure,		\
	  .arg = &(how), .beside = against }
#define ALONE(text, check)	LIFE(text " alone", alone[check], NONE)

static const struct sim_bench_metric metrics[] = {
	LIFE(ALL, with_all, NONE),
	ALONE("deadlock", SIM_CHECK_DEADLOCK),
	ALONE("lock order", SIM_CHECK_LOCK_ORDER),
	ALONE("memory", SIM_CHECK_MEMORY),
	ALONE("uninitialised", SIM_CHECK_UNINIT),
	ALONE("leaks", SIM_CHECK_LEAK),
	ALONE("context", SIM_CHECK_CONTEXT),
	ALONE("DMA and IOMMU", SIM_CHECK_DMA),
	ALONE("power", SIM_CHECK_POWER),
	ALONE("xHCI protocol", SIM_CHECK_XHCI),
	ALONE("progress", SIM_CHECK_PROGRESS),
	ALONE("races", SIM_CHECK_RACE),
	LIFE("all checkers and races", with_races, ALL),
	LIFE(NONE, none, "fast image"),
	{ .name = "races alone over no checker", .unit = "times", .aim = 3,
	  .measure = measure_races },
	LIFE("fast image", fast, NULL),
	{ 0 }
};

const struct sim_bench sim_bench_checkers = {
	.name = "checkers",
	.help = "a life with each checker alone, with all and with none",
	.metrics = metrics,
};
