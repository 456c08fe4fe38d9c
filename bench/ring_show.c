// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_show.c: numbers of a ring benchmark's result, one metric each: the first
 * metric of a group measures, the others show more of what it left.
 */
#include "bench.h"
#include "ring.h"

struct sim_ring_result sim_ring_last;

/**
 * sim_ring_extra_ns() - what an event costs in an interrupt that comes anyway
 * @r: result of a host job
 *
 * Return: slope between interrupts of one event and of many; 0 where all had
 * one.
 */
double sim_ring_extra_ns(const struct sim_ring_result *r)
{
	double batch = r->interrupts ? r->events / r->interrupts : 0;

	return batch > 1 ? (r->ns * batch - r->fixed_ns) / (batch - 1) : 0;
}

static double rate(double ns)
{
	return ns ? 1e9 / ns : 0;
}

double sim_ring_shown(enum sim_ring_show show)
{
	const struct sim_ring_result *r = &sim_ring_last;

	switch (show) {
	case SIM_RING_NS:
		return r->ns;
	case SIM_RING_PUT_NS:
		return r->put_ns;
	case SIM_RING_FIXED_NS:
		return r->fixed_ns;
	case SIM_RING_EXTRA_NS:
		return sim_ring_extra_ns(r);
	case SIM_RING_RATE:
		return rate(r->ns);
	case SIM_RING_EXTRA_RATE:
		return rate(sim_ring_extra_ns(r));
	case SIM_RING_P50:
		return r->latency.p50;
	case SIM_RING_P99:
		return r->latency.p99;
	case SIM_RING_P999:
		return r->latency.p999;
	case SIM_RING_EVENTS_PER_INTERRUPT:
		return r->interrupts ? r->events / r->interrupts : 0;
	case SIM_RING_SPEED:
		return r->speed;
	}
	return 0;
}

int sim_ring_show(struct sim_bench_context *bench,
		  const struct sim_bench_metric *metric, double *value)
{
	(void)bench;
	*value = sim_ring_shown(metric->number);
	return 0;
}

int sim_ring_measure(struct sim_bench_context *bench,
		     const struct sim_bench_metric *metric, double *value)
{
	int ret = sim_ring_job_run(bench, metric->arg, &sim_ring_last);

	*value = sim_ring_shown(metric->number);
	return ret;
}
