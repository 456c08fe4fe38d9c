// SPDX-License-Identifier: GPL-2.0-only
/* results.c: a growing list of results. */
#include <stdlib.h>
#include <string.h>

#include "bench.h"

struct sim_bench_result *sim_bench_result_add(struct sim_bench_results *results)
{
	struct sim_bench_result *result;

	if (results->count == results->room) {
		results->room = results->room ? results->room * 2 : 64;
		results->result = realloc(results->result, results->room *
					  sizeof(*results->result));
		if (!results->result)
			abort();
	}
	result = &results->result[results->count++];
	memset(result, 0, sizeof(*result));
	return result;
}

const struct sim_bench_result *
sim_bench_result_find(const struct sim_bench_results *results,
		      const struct sim_bench_result *like)
{
	for (int i = 0; i < results->count; i++) {
		const struct sim_bench_result *result = &results->result[i];

		if (!strcmp(result->bench, like->bench) &&
		    !strcmp(result->name, like->name) &&
		    !strcmp(result->x_name, like->x_name) &&
		    result->x == like->x)
			return result;
	}
	return NULL;
}

void sim_bench_results_free(struct sim_bench_results *results)
{
	for (int i = 0; i < results->count; i++)
		free(results->result[i].values);
	free(results->result);
	memset(results, 0, sizeof(*results));
}
