// SPDX-License-Identifier: GPL-2.0-only
/*
 * measure.c: the rounds of a benchmark. See bench.h for their order.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"

static void progress(const char *bench, const char *what, int run, int runs)
{
	if (!isatty(STDERR_FILENO))
		return;
	fputs("\r\033[K", stderr);
	if (run < runs)
		fprintf(stderr, "%s %d/%d: %s", bench, run < 0 ? 0 : run, runs,
			what);
}

static void result_begin(struct sim_bench_result *result,
			 const struct sim_bench *which,
			 const struct sim_bench_metric *metric, int runs)
{
	snprintf(result->bench, sizeof(result->bench), "%s", which->name);
	snprintf(result->name, sizeof(result->name), "%s", metric->name);
	snprintf(result->unit, sizeof(result->unit), "%s", metric->unit);
	snprintf(result->beside, sizeof(result->beside), "%s",
		 metric->beside ?: "");
	snprintf(result->x_name, sizeof(result->x_name), "%s",
		 metric->x_name ?: "");
	result->more_is_better = metric->more_is_better;
	result->aim = metric->aim;
	result->x = metric->x;
	result->values = calloc(runs, sizeof(*result->values));
	if (!result->values)
		abort();
}

/* No more rounds for it. */
static void result_drop(struct sim_bench_result *result, const char *note)
{
	snprintf(result->skipped, sizeof(result->skipped), "%s",
		 *note ? note : "It did not say why.");
	free(result->values);
	result->values = NULL;
}

/* -1 when it failed. */
static int measure_once(struct sim_bench_context *bench,
			const struct sim_bench_metric *metric,
			struct sim_bench_result *result, int run)
{
	double value = 0;
	int ret;

	if (!result->values)
		return 0;
	bench->note[0] = '\0';
	ret = metric->measure(bench, metric, &value);
	if (ret)
		result_drop(result, bench->note);
	else if (run >= 0)
		result->values[run] = value;
	if (ret >= 0)
		return 0;
	sim_cli_complain("'%s' was not measured: %s", metric->name,
			 result->skipped);
	return -1;
}

/* The one that @result is compared with: same sweep point, or no point. */
static const struct sim_bench_result *
find_beside(const struct sim_bench_result *first, int count,
	    const struct sim_bench_result *result)
{
	const struct sim_bench_result *found = NULL;

	for (int i = 0; i < count; i++) {
		if (strcmp(first[i].name, result->beside))
			continue;
		if (!found || first[i].x == result->x)
			found = &first[i];
	}
	return found && found->values ? found : NULL;
}

static void result_ratio(struct sim_bench_result *result,
			 const struct sim_bench_result *beside, int runs)
{
	double *ratio = calloc(runs, sizeof(*ratio));
	struct sim_bench_summary summary;

	if (!ratio)
		abort();
	for (int i = 0; i < runs; i++)
		ratio[i] = beside->values[i] ?
			   result->values[i] / beside->values[i] : 0;
	sim_bench_summarise(ratio, runs, &summary);
	result->ratio = summary.median;
	free(ratio);
}

static void results_end(struct sim_bench_result *first, int count, int runs)
{
	for (int i = 0; i < count; i++) {
		const struct sim_bench_result *beside;

		if (!first[i].values)
			continue;
		sim_bench_summarise(first[i].values, runs, &first[i].summary);
		beside = find_beside(first, count, &first[i]);
		if (beside)
			result_ratio(&first[i], beside, runs);
	}
}

int sim_bench_measure(struct sim_bench_context *bench,
		      const struct sim_bench *which, int runs,
		      struct sim_bench_results *results)
{
	const struct sim_bench_metric *metric;
	int from = results->count, ret = 0;

	for (metric = which->metrics; metric->name; metric++)
		if (!metric->thorough || !bench->quick)
			result_begin(sim_bench_result_add(results), which,
				     metric, runs);
	for (int run = -SIM_BENCH_WARM_UP; run < runs; run++) {
		int at = from;

		for (metric = which->metrics; metric->name; metric++) {
			if (metric->thorough && bench->quick)
				continue;
			progress(which->name, metric->name, run, runs);
			ret |= measure_once(bench, metric,
					    &results->result[at++], run);
		}
	}
	progress(which->name, "", runs, runs);
	results_end(&results->result[from], results->count - from, runs);
	return ret;
}
