// SPDX-License-Identifier: GPL-2.0-only
/*
 * explore.c: the benchmark `explore`: schedules and decisions a second of CPU
 * time as `simctl explore` makes them with one job, in the check image and in
 * the fast one, and schedules until a design or a mutant is found.
 *
 * Each measurement is a process of its own, its start included, and searches
 * from another seed. Designs and mutants (drivers/designs, drivers/mutants)
 * are those that have an image, as `scripts/designs --keep` leaves it; figures
 * for each strategy are that script's.
 */
#include <inttypes.h>
#include <unistd.h>

#include "bench.h"
#include "explore.h"
#include "sim/image.h"

#define SEED_STEP	1000000
#define WORDS		24

struct search {
	const char *scenario;
	bool check;
	unsigned int runs;
	const char *option;
};

/* Of the last search of each, for the metrics after it; nanoseconds. */
static double decisions_per_second;
static double check_ns, fast_ns;
static uint64_t round_seed = SEED_STEP;

static int measure_schedules(struct sim_bench_context *bench,
			     const struct sim_bench_metric *metric,
			     double *value)
{
	const struct search *search = metric->arg;
	const char *image = search->check ? bench->check : bench->fast;
	unsigned int count = bench->quick ? search->runs / 10 : search->runs;
	char seed[24], runs[24];
	const char *words[WORDS] = {
		"simctl", "explore", search->scenario, "--image", image,
		"--seed", seed, "--runs", runs, "--jobs", "1", "--json",
		"--out", sim_bench_scratch(), search->option ? "--option" : NULL,
		search->option, NULL,
	};
	json_t *json;

	if (!*image)
		return sim_bench_note(bench, search->check ? SIM_BENCH_NO_CHECK :
			    SIM_BENCH_NO_FAST, SIM_BENCH_SKIPPED);
	snprintf(seed, sizeof(seed), "%" PRIu64, round_seed);
	snprintf(runs, sizeof(runs), "%u", count);
	json = sim_bench_explore_json(bench, words);
	sim_bench_scratch_remove();
	if (!json)
		return -1;
	*value = sim_bench_member(json, "runs") / sim_bench_member(json, "cpu_seconds");
	decisions_per_second = sim_bench_member(json, "decisions") /
			       sim_bench_member(json, "cpu_seconds");
	*(search->check ? &check_ns : &fast_ns) = 1e9 / *value;
	json_decref(json);
	return 0;
}

/* Of the search before it. */
static int measure_decisions(struct sim_bench_context *bench,
			     const struct sim_bench_metric *metric,
			     double *value)
{
	(void)metric;
	if (!decisions_per_second)
		return sim_bench_note(bench, "Nothing ran before.", SIM_BENCH_SKIPPED);
	*value = decisions_per_second;
	decisions_per_second = 0;
	return 0;
}

static int measure_slowdown(struct sim_bench_context *bench,
			    const struct sim_bench_metric *metric,
			    double *value)
{
	(void)metric;
	if (!check_ns || !fast_ns)
		return sim_bench_note(bench, "It takes a check image and a fast one.",
			    SIM_BENCH_SKIPPED);
	*value = check_ns / fast_ns;
	check_ns = fast_ns = 0;
	round_seed += SEED_STEP;
	return 0;
}

/* ---- designs and mutants ---- */

struct worse {
	const char *name, *scenario, *kinds;
	bool known;	/* findings of the unpatched tree count too */
};

/* Runs until the first new finding of @json, 0 when there is none. */
static double first_new(const json_t *json)
{
	const json_t *list = json_object_get(json, "findings"), *one;
	double first = 0;
	size_t i;

	json_array_foreach(list, i, one) {
		double after = sim_bench_member(one, "after_runs");

		if (!json_is_true(json_object_get(one, "known")) &&
		    (!first || after < first))
			first = after;
	}
	return first;
}

static int measure_until(struct sim_bench_context *bench,
			 const struct sim_bench_metric *metric, double *value)
{
	const struct worse *worse = metric->arg;
	char image[4096], name[64], seed[24];
	const char *words[WORDS] = {
		"simctl", "explore", worse->scenario, "--image", image,
		"--seed", seed, "--cpu-time", "60", "--jobs", "1", "--json",
		"--out", sim_bench_scratch(), "--until", worse->kinds,
		worse->known ? NULL : "--baseline", SIM_BENCH_BASELINE, NULL,
	};
	json_t *json;

	snprintf(name, sizeof(name), "worse-%s", worse->name);
	if (sim_image_resolve(name, image, sizeof(image), bench->note,
			      sizeof(bench->note)))
		return SIM_BENCH_SKIPPED;
	if (!worse->known && access(SIM_BENCH_BASELINE, R_OK))
		return sim_bench_note(bench, "There is no baseline.", SIM_BENCH_SKIPPED);
	snprintf(seed, sizeof(seed), "%" PRIu64, round_seed);
	round_seed += SEED_STEP;
	json = sim_bench_explore_json(bench, words);
	sim_bench_scratch_remove();
	if (!json)
		return -1;
	*value = first_new(json);
	json_decref(json);
	return *value ? 0 : sim_bench_note(bench, "It was not found in 60 CPU seconds.",
				 SIM_BENCH_SKIPPED);
}

/* ---- the table ---- */

static const struct search lifecycle_check = { "offload-lifecycle", true, 60, NULL },
	lifecycle_fast = { "offload-lifecycle", false, 100, NULL },
	chaos_check = { "chaos", true, 20, "avoid=known" },
	chaos_fast = { "chaos", false, 40, "avoid=known" };

#define SCHEDULES(title, what, than)					\
	{ .name = title, .unit = "schedules/s", .more_is_better = true,	\
	  .measure = measure_schedules, .arg = &what, .beside = than },	\
	{ .name = title ", decisions", .unit = "decisions/s",		\
	  .more_is_better = true, .measure = measure_decisions }
#define SLOWDOWN(title)							\
	{ .name = title, .unit = "x", .aim = 6, .measure = measure_slowdown }
#define WORSE(title, story, what, also)				\
	{ .name = "until " title " is found", .unit = "schedules",	\
	  .measure = measure_until, .thorough = true,			\
	  .arg = &(const struct worse){ title, story, what, also } },

static const struct sim_bench_metric metrics[] = {
	SCHEDULES("lifecycle, fast image", lifecycle_fast, NULL),
	SCHEDULES("lifecycle, check image", lifecycle_check,
		  "lifecycle, fast image"),
	SLOWDOWN("check against fast, lifecycle"),
	SCHEDULES("chaos, fast image", chaos_fast, NULL),
	SCHEDULES("chaos, check image", chaos_check, "chaos, fast image"),
	SLOWDOWN("check against fast, chaos"),
#include "bench_worse.inc"
	{ 0 }
};

extern const struct sim_bench sim_bench_schedule;

const struct sim_bench sim_bench_explore = {
	.name = "explore",
	.help = "schedules and decisions a second, schedules until found",
	.metrics = metrics,
	/* tiny cases */
	.with = &sim_bench_schedule,
};
