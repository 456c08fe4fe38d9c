// SPDX-License-Identifier: GPL-2.0-only
/*
 * compare.c: figures against earlier ones, with their noise.
 *
 * A figure has changed when a rank test (Mann and Whitney 1947, normal
 * approximation, ties not corrected for) holds the two sets of runs for
 * different at 1 %, and the medians differ by more than either spread. The
 * first alone would call a drift of the machine a change, the second alone a
 * lucky median.
 */
#include <math.h>
#include <string.h>

#include "bench.h"

#define Z_MOST	2.576	/* two-sided, 1 % */

static double rank_z(const struct sim_bench_result *a,
		     const struct sim_bench_result *b)
{
	double n = a->summary.runs, m = b->summary.runs, u = 0;

	for (int i = 0; i < a->summary.runs; i++)
		for (int j = 0; j < b->summary.runs; j++)
			u += a->values[i] < b->values[j] ? 1 :
			     a->values[i] == b->values[j] ? 0.5 : 0;
	return (u - n * m / 2) / sqrt(n * m * (n + m + 1) / 12);
}

enum sim_bench_change sim_bench_change(const struct sim_bench_result *before,
				       const struct sim_bench_result *now)
{
	double moved = now->summary.median - before->summary.median;

	if (fabs(rank_z(before, now)) <= Z_MOST ||
	    fabs(moved) <= fmax(before->summary.spread, now->summary.spread))
		return SIM_BENCH_SAME;
	return (moved > 0) == now->more_is_better ? SIM_BENCH_BETTER :
						    SIM_BENCH_WORSE;
}

static void compare_one(const struct sim_bench_result *before,
			const struct sim_bench_result *now)
{
	static const char *const words[] = {
		[SIM_BENCH_SAME] = "within noise", [SIM_BENCH_BETTER] = "better",
		[SIM_BENCH_WORSE] = "WORSE",
	};
	double was = before->summary.median, is = now->summary.median;
	char from[32], to[32];

	printf("  %-8s %s", now->bench, now->name);
	if (now->x_name[0])
		printf(", %g %s", now->x, now->x_name);
	printf(": %s -> %s %s, %+.1f %%, %s\n",
	       sim_bench_number(was, from, sizeof(from)),
	       sim_bench_number(is, to, sizeof(to)), now->unit,
	       was ? (is / was - 1) * 100 : 0,
	       words[sim_bench_change(before, now)]);
}

static void compare_machines(const struct sim_bench_results *before,
			     const struct sim_bench_results *now)
{
	const struct sim_bench_machine *was = &before->machine;
	const struct sim_bench_machine *is = &now->machine;

	printf("Compared with %s (load %s then, %s now):\n", was->when,
	       was->load, is->load);
	if (strcmp(was->cpu, is->cpu) || was->cores != is->cores)
		printf("  another machine: %s, %d cores then\n", was->cpu,
		       was->cores);
	if (strcmp(was->compiler, is->compiler))
		printf("  another compiler: %s then\n", was->compiler);
}

void sim_bench_compare(const struct sim_bench_results *before,
		       const struct sim_bench_results *now)
{
	compare_machines(before, now);
	for (int i = 0; i < now->count; i++) {
		const struct sim_bench_result *result = &now->result[i];
		const struct sim_bench_result *old =
			sim_bench_result_find(before, result);

		if (result->values && old && old->values)
			compare_one(old, result);
		else if (result->values)
			printf("  %-8s %s: new\n", result->bench, result->name);
	}
}
