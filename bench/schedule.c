// SPDX-License-Identifier: GPL-2.0-only
/*
 * schedule.c: the benchmark `schedule`: decisions per second of processor
 * time, without a kernel, and whole executions of tiny programs: the cases that
 * schedulers of this kind are measured by.
 */
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "tiny_image.h"

struct program {
	void (*story)(void);
	const char *strategy;
	bool executions;	/* whole runs are counted, else decisions */
	bool rest;		/* less what a run without rounds costs */
};

static struct sim_run_result result;
static int rounds;

/* ---- N threads take one lock in turns ---- */

SIM_STATE static struct sim_tiny_lock lock[3];
SIM_STATE static int value;

static void one_lock(void *arg)
{
	(void)arg;
	for (int i = 0; i < rounds; i++) {
		sim_tiny_lock(&lock[0]);
		sim_tiny_unlock(&lock[0]);
	}
}

static void start(int threads, void (*fn)(void *arg))
{
	for (int i = 0; i < threads; i++)
		sim_tiny_thread(fn, (void *)(intptr_t)i);
	sim_tiny_join();
}

static void five_on_a_lock(void)
{
	start(5, one_lock);
}

static void hundred_on_a_lock(void)
{
	start(100, one_lock);
}

/* ---- as five_on_a_lock(), while others sleep ---- */

#define SLEEPERS	1000

SIM_STATE static struct sim_tiny_lock held[SLEEPERS];

static void sleeper(void *arg)
{
	sim_tiny_lock(&held[(intptr_t)arg]);
	sim_tiny_unlock(&held[(intptr_t)arg]);
}

/* A lock for each: who waits for the same one is woken with all others. */
static void five_beside_blocked(void)
{
	for (int i = 0; i < SLEEPERS; i++)
		sim_tiny_lock(&held[i]);
	for (int i = 0; i < SLEEPERS; i++)
		sim_tiny_thread(sleeper, (void *)(intptr_t)i);
	for (int i = 0; i < 20000; i++)
		sim_task_yield();
	for (int i = 0; i < 5; i++)
		sim_tiny_thread(one_lock, NULL);
	for (int i = 0; i < rounds; i++)
		sim_task_yield();
	for (int i = 0; i < SLEEPERS; i++)
		sim_tiny_unlock(&held[i]);
	sim_tiny_join();
}

/* ---- atomics ---- */

static void many_atomics(void *arg)
{
	(void)arg;
	for (int i = 0; i < rounds; i++)
		sim_tiny_atomic(&value);
}

static void five_atomics(void)
{
	start(5, many_atomics);
}

static void few_atomics(void *arg)
{
	(void)arg;
	for (int i = 0; i < 5; i++)
		sim_tiny_atomic(&value);
}

static void tiny_atomics(void)
{
	start(2, few_atomics);
}

static void lock_pairs(void *arg)
{
	int first = (intptr_t)arg;

	sim_tiny_lock(&lock[first]);
	sim_tiny_unlock(&lock[first]);
}

static void tiny_locks(void)
{
	start(3, lock_pairs);
}

/* ---- measuring ---- */

static int run_once(const struct program *program, uint64_t seed)
{
	static struct sim_scenario scenario = { .name = "program" };
	struct sim_run_config config = {
		.scenario = &scenario, .image = &sim_tiny_image,
		.seed = seed, .strategy = program->strategy, .cpus = 8,
		.keep_boot = true, .limit_decisions = ~0ULL,
	};

	scenario.story = program->story;
	if (!sim_run(&config, &result) && result.outcome == SIM_PASSED)
		return 0;
	sim_bench_child_note("%s", result.message);
	return -1;
}

/* @done and @ns: what was done, and how long it took. */
static int run_all(const struct program *program, int64_t *done, int64_t *ns)
{
	uint64_t began = sim_bench_cpu_ns();
	int runs = program->executions ? rounds : 1;

	*done = 0;
	for (int i = 0; i < runs; i++) {
		if (run_once(program, i + 1))
			return -1;
		*done += program->executions ? 1 : result.decisions;
	}
	*ns = sim_bench_cpu_ns() - began;
	return 0;
}

static int measure_child(void *arg, double *values)
{
	const struct program *program = arg;
	int64_t done, ns, rest = 0, rest_ns = 0;
	int all = rounds;

	if (program->executions && run_once(program, 1))
		return -1;
	rounds = 0;
	if (program->rest && (run_all(program, &rest, &rest_ns) ||
			      run_all(program, &rest, &rest_ns)))
		return -1;
	rounds = all;
	if (run_all(program, &done, &ns))
		return -1;
	*values = (done - rest) * 1e9 / (ns - rest_ns);
	return 0;
}

static int measure(struct sim_bench_context *bench,
		   const struct sim_bench_metric *metric, double *value)
{
	rounds = metric->number;
	if (bench->quick)
		rounds /= 10;
	return sim_bench_in_child(bench, measure_child, (void *)metric->arg,
				  value, 1);
}

static const struct program
	five_random = { five_on_a_lock, "random", false, false },
	five_pct = { five_on_a_lock, "pct:3", false, false },
	hundred_random = { hundred_on_a_lock, "random", false, false },
	blocked = { five_beside_blocked, "random", false, true },
	atomics = { five_atomics, "random", false, false },
	tiny_two = { tiny_atomics, "random", true, false },
	tiny_three = { tiny_locks, "random", true, false };

/* Of decisions without time passing, 2 million are a livelock (hang.c). */
#define RATE(text, target, program, work)				\
	{ .name = text, .unit = "/s", .more_is_better = true,		\
	  .aim = target, .measure = measure, .arg = &program,		\
	  .number = work }

static const struct sim_bench_metric metrics[] = {
	RATE("decisions, 5 threads on one lock, random", 12e6, five_random,
	     100000),
	RATE("decisions, 5 threads on one lock, pct", 12e6, five_pct, 100000),
	RATE("decisions, 100 threads on one lock, random", 5e6, hundred_random,
	     200),
	{ .name = "decisions, 5 threads on a lock beside 1000 blocked",
	  .unit = "/s", .more_is_better = true, .aim = 12e6,
	  .measure = measure, .arg = &blocked, .number = 50000,
	  .beside = "decisions, 5 threads on one lock, random" },
	RATE("decisions, 5 threads at atomics, random", 12e6, atomics, 200000),
	RATE("executions, 2 threads of 5 atomics", 350e3, tiny_two, 20000),
	RATE("executions, 3 threads of a lock pair", 350e3, tiny_three, 20000),
	{ 0 }
};

const struct sim_bench sim_bench_schedule = {
	.name = "schedule",
	.help = "decisions and tiny executions per second, without a kernel",
	.metrics = metrics,
};
