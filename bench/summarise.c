// SPDX-License-Identifier: GPL-2.0-only
/*
 * summarise.c: median, least, most, spread, and outliers by name. Medians
 * everywhere: a shared machine gives a few wild values, never a few too good.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median_of(const double *values, int count)
{
	double *sorted = malloc(count * sizeof(*sorted)), median;

	if (!sorted)
		return NAN;
	memcpy(sorted, values, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), compare);
	median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
	free(sorted);
	return median;
}

static double spread_of(const double *values, int count, double median)
{
	double *distance = malloc(count * sizeof(*distance)), spread;

	if (!distance)
		return NAN;
	for (int i = 0; i < count; i++)
		distance[i] = fabs(values[i] - median);
	spread = median_of(distance, count);
	free(distance);
	return spread;
}

/* 1.4826 makes the spread of normal noise its standard deviation. */
static bool is_outlier(double value, const struct sim_bench_summary *s)
{
	return fabs(value - s->median) > 3.5 * 1.4826 * s->spread;
}

void sim_bench_summarise(const double *values, int count,
			 struct sim_bench_summary *s)
{
	int known = sizeof(s->outlier_run) / sizeof(s->outlier_run[0]);

	memset(s, 0, sizeof(*s));
	s->runs = count;
	if (!count)
		return;
	s->median = median_of(values, count);
	s->spread = spread_of(values, count, s->median);
	s->min = s->max = values[0];
	for (int i = 0; i < count; i++) {
		s->min = fmin(s->min, values[i]);
		s->max = fmax(s->max, values[i]);
		if (!is_outlier(values[i], s))
			continue;
		if (s->outliers < known)
			s->outlier_run[s->outliers] = i + 1;
		s->outliers++;
	}
}
