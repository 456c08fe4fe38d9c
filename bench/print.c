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

/* Results of one benchmark from @at on that were skipped, points of the same
 * sweep or of none. */
static int skipped_run(const struct sim_bench_results *results, int at)
{
	const struct sim_bench_result *first = &results->result[at];
	int n;

	for (n = 0; at + n < results->count; n++)
		if (first[n].values || strcmp(first[n].bench, first->bench) ||
		    strcmp(first[n].x_name, first->x_name) ||
		    (first->x_name[0] && strcmp(first[n].name, first->name)))
			break;
	return n;
}

void sim_bench_print(const struct sim_bench_results *results, int from)
{
	for (int i = from, n; i < results->count; i += n) {
		const struct sim_bench_result *result = &results->result[i];

		if (i == from || strcmp(result->bench, result[-1].bench))
			printf("%s\n", result->bench);
		n = skipped_run(results, i);
		if (n > 1) {
			print_name(result);
			printf(" and %d more: skipped. %s\n", n - 1,
			       result->skipped);
			continue;
		}
		print_result(result);
		n = 1;
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

static int sweep_length(const struct sim_bench_results *results, int at)
{
	const struct sim_bench_result *first = &results->result[at];
	int n = 1;

	while (at + n < results->count &&
	       !strcmp(first[n].bench, first->bench) &&
	       !strcmp(first[n].name, first->name) &&
	       !strcmp(first[n].x_name, first->x_name))
		n++;
	return n;
}

/* Points of a sweep that have an aim and miss it, or meet it. */
static int print_points(const struct sim_bench_result *point, int count,
			bool met)
{
	int n = 0;

	for (int i = 0; i < count; i++) {
		if (!point[i].values || point[i].aim <= 0 ||
		    aim_met(&point[i]) != met)
			continue;
		printf("%s %g", n++ ? "," : met ? "met at" : "**missed** at",
		       point[i].x);
	}
	return n;
}

/* "0.900, met at 1, 2 **missed** at 4", of those that have an aim. */
static void sweep_aim(const struct sim_bench_result *point, int count)
{
	double aim = 0;
	char number[32];

	for (int i = 0; i < count; i++)
		if (point[i].values && point[i].aim > 0)
			aim = point[i].aim;
	if (!aim)
		return;
	printf("%s, ", sim_bench_number(aim, number, sizeof(number)));
	if (print_points(point, count, true))
		printf(" ");
	print_points(point, count, false);
}

/* A name may say by itself what the sweep is by. */
static void sweep_name(const struct sim_bench_result *point)
{
	size_t name = strlen(point->name), x = strlen(point->x_name);

	if (!strstr(point->name, ", by "))
		printf("| %s, by %s |", point->name, point->x_name);
	else if (name >= x && !strcmp(point->name + name - x, point->x_name))
		printf("| %s |", point->name);
	else
		printf("| %s, in %s |", point->name, point->x_name);
}

/* A line of a sweep's points, those that were measured. */
static void sweep(const struct sim_bench_result *point, int count)
{
	const char *comma = "", *skipped = "nothing";
	char number[32];

	sweep_name(point);
	for (int i = 0; i < count; i++) {
		if (!point[i].values) {
			skipped = point[i].skipped;
			continue;
		}
		printf("%s %g: %s", comma, point[i].x,
		       sim_bench_number(point[i].summary.median, number,
					sizeof(number)));
		comma = ",";
	}
	if (*comma)
		printf(" %s | ", point->unit);
	else
		printf(" skipped: %s | ", skipped);
	sweep_aim(point, count);
	printf(" | |\n");
}

/* The figure at @at, its sweep, or all that were skipped in a row: how many. */
static int rows(const struct sim_bench_results *results, int at)
{
	const struct sim_bench_result *result = &results->result[at];
	int n;

	if (result->x_name[0]) {
		n = sweep_length(results, at);
		sweep(result, n);
		return n;
	}
	n = skipped_run(results, at);
	if (n > 1) {
		printf("| %s and %d more | skipped: %s | | |\n", result->name,
		       n - 1, result->skipped);
		return n;
	}
	row(result);
	return 1;
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
		i += rows(results, i);
	}
}
