// SPDX-License-Identifier: GPL-2.0-only
/*
 * print.c: results as text for people, and as the tables of README.md.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "bench.h"

const char *sim_bench_number(double value, char *text, size_t size)
{
	double size_of = fabs(value);

	if (size_of >= 1e9)
		snprintf(text, size, "%.3g G", value / 1e9);
	else if (size_of >= 1e6)
		snprintf(text, size, "%.3g M", value / 1e6);
	else if (size_of >= 1e4)
		snprintf(text, size, "%.3g k", value / 1e3);
	else
		snprintf(text, size, "%.*f", size_of >= 100 ? 0 :
			 size_of >= 10 ? 1 : size_of >= 1 ? 2 : 3, value);
	return text;
}

static bool aim_met(const struct sim_bench_result *result)
{
	return result->more_is_better ? result->summary.median >= result->aim :
					result->summary.median <= result->aim;
}

void sim_bench_print_machine(const struct sim_bench_results *results)
{
	const struct sim_bench_machine *m = &results->machine;

	printf("%s, %d cores, governor %s, load %s, %s, Linux %s, %s\nfast image %s, check image %s, seed %" PRIu64 "\n",
	       m->cpu, m->cores, m->governor, m->load, m->compiler, m->kernel,
	       m->when, results->fast[0] ? results->fast : "none",
	       results->check[0] ? results->check : "none", results->seed);
}

static void print_outliers(const struct sim_bench_summary *s)
{
	if (!s->outliers)
		return;
	printf("      outliers: run");
	for (int i = 0; i < s->outliers && i < 32; i++)
		printf("%s %d", i ? "," : "", s->outlier_run[i]);
	printf("\n");
}

static void print_name(const struct sim_bench_result *result)
{
	printf("  %s", result->name);
	if (result->x_name[0])
		printf(", %g %s", result->x, result->x_name);
}

static void print_result(const struct sim_bench_result *result)
{
	const struct sim_bench_summary *s = &result->summary;
	char median[32], least[32], most[32], spread[32];

	print_name(result);
	if (!result->values) {
		printf(": skipped. %s\n", result->skipped);
		return;
	}
	printf("\n      %s %s ± %s (%s to %s, %d runs)",
	       sim_bench_number(s->median, median, sizeof(median)),
	       result->unit, sim_bench_number(s->spread, spread, sizeof(spread)),
	       sim_bench_number(s->min, least, sizeof(least)),
	       sim_bench_number(s->max, most, sizeof(most)), s->runs);
	if (result->aim > 0)
		printf(", aim %s%s", sim_bench_number(result->aim, median,
						      sizeof(median)),
		       aim_met(result) ? "" : " MISSED");
	if (result->ratio)
		printf(", %.3g x %s", result->ratio, result->beside);
	printf("\n");
	print_outliers(s);
}

void sim_bench_print(const struct sim_bench_results *results, int from)
{
	for (int i = from; i < results->count; i++) {
		if (i == from || strcmp(results->result[i].bench,
					results->result[i - 1].bench))
			printf("%s\n", results->result[i].bench);
		print_result(&results->result[i]);
	}
}

/* ---- Markdown ---- */

static void row(const struct sim_bench_result *result)
{
	const struct sim_bench_summary *s = &result->summary;
	char median[32], spread[32], aim[32];

	printf("| %s", result->name);
	if (!result->values) {
		printf(" | skipped: %s | | |\n", result->skipped);
		return;
	}
	printf(" | %s %s ± %s | ",
	       sim_bench_number(s->median, median, sizeof(median)),
	       result->unit, sim_bench_number(s->spread, spread, sizeof(spread)));
	if (result->aim > 0)
		printf("%s, %s", sim_bench_number(result->aim, aim, sizeof(aim)),
		       aim_met(result) ? "met" : "**missed**");
	printf(" | ");
	if (result->ratio)
		printf("%.3g × %s", result->ratio, result->beside);
	printf(" |\n");
}

/* The points of a sweep from @at on; returns how many. */
static int sweep(const struct sim_bench_results *results, int at)
{
	const struct sim_bench_result *first = &results->result[at];
	char number[32];
	int n = 0;

	printf("| %s, by %s |", first->name, first->x_name);
	for (; at + n < results->count; n++) {
		const struct sim_bench_result *result = first + n;

		if (strcmp(result->bench, first->bench) ||
		    strcmp(result->name, first->name) ||
		    strcmp(result->x_name, first->x_name))
			break;
		printf("%s %g: %s", n ? "," : "", result->x, !result->values ?
		       "skipped" : sim_bench_number(result->summary.median,
						    number, sizeof(number)));
	}
	printf(" %s | | |\n", first->unit);
	return n;
}

void sim_bench_print_markdown(const struct sim_bench_results *results)
{
	const struct sim_bench_machine *m = &results->machine;

	printf("Recorded %s: %s, %d cores, governor %s, load %s, %s, Linux %s; fast image %s, check image %s; at least 10 runs each: median ± median distance from it. \"Beside\" is the median of the ratios within each round.\n",
	       m->when, m->cpu, m->cores, m->governor, m->load, m->compiler,
	       m->kernel, results->fast[0] ? results->fast : "none",
	       results->check[0] ? results->check : "none");
	for (int i = 0; i < results->count; ) {
		const struct sim_bench_result *result = &results->result[i];

		if (!i || strcmp(result->bench, result[-1].bench))
			printf("\n### %s\n\n| figure | measured | aim | beside |\n|---|---|---|---|\n",
			       result->bench);
		if (result->x_name[0]) {
			i += sweep(results, i);
		} else {
			row(result);
			i++;
		}
	}
}
