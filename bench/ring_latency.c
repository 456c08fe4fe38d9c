// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_latency.c: latencies by the processor's counter, and their percentiles
 * (nearest rank: the least value that p of all do not exceed).
 */
#include <math.h>
#include <stdlib.h>

#include "bench.h"
#include "ring.h"

#define SAMPLES_MAX	65536

static uint64_t sample[SAMPLES_MAX];
static unsigned int samples;

/* The time-stamp counter against the clock, once, over 5 ms. */
double sim_ring_tick_ns(void)
{
	static double tick_ns;
	uint64_t ns, ticks;

	if (tick_ns > 0)
		return tick_ns;
	ns = sim_bench_now_ns();
	ticks = sim_ring_ticks();
	while (sim_bench_now_ns() - ns < 5000000)
		;
	ns = sim_bench_now_ns() - ns;
	ticks = sim_ring_ticks() - ticks;
	return tick_ns = (double)ns / ticks;
}

/* What comes after the first 65,536 is not kept. */
void sim_ring_latency_note(uint64_t ticks)
{
	if (samples < SAMPLES_MAX)
		sample[samples++] = ticks;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double rank(const double *sorted, int count, double part)
{
	int at = (int)ceil(part * count) - 1;

	return sorted[at < 0 ? 0 : at];
}

/**
 * sim_ring_percentiles() - median and tail of measurements
 * @values: any order; sorted on return
 * @count: how many; 0 gives all zeros
 */
struct sim_ring_latency sim_ring_percentiles(double *values, int count)
{
	if (!count)
		return (struct sim_ring_latency){ 0 };
	qsort(values, count, sizeof(*values), compare);
	return (struct sim_ring_latency){
		.p50 = rank(values, count, .5),
		.p99 = rank(values, count, .99),
		.p999 = rank(values, count, .999),
	};
}

/* Percentiles in ns of all that was noted; forgets it. */
struct sim_ring_latency sim_ring_latency_take(void)
{
	static double ns[SAMPLES_MAX];
	int count = samples;

	for (int i = 0; i < count; i++)
		ns[i] = sample[i] * sim_ring_tick_ns();
	samples = 0;
	return sim_ring_percentiles(ns, count);
}

/**
 * sim_ring_trimmed() - mean without what the machine did meanwhile
 * @values: measurements of the same thing
 * @count: how many
 *
 * Return: the mean of those that are at most three times the median: a thread
 * that lost its CPU for a while is no measurement. 0 of none.
 */
double sim_ring_trimmed(const double *values, int count)
{
	struct sim_bench_summary summary;
	double sum = 0;
	int kept = 0;

	if (!count)
		return 0;
	sim_bench_summarise(values, count, &summary);
	for (int i = 0; i < count; i++) {
		if (values[i] > 3 * summary.median)
			continue;
		sum += values[i];
		kept++;
	}
	return sum / kept;
}
