// SPDX-License-Identifier: GPL-2.0-only
/* registry.c: all benchmarks, a line each, in the order of `bench all`. */
#include "bench.h"

extern const struct sim_bench sim_bench_boot;
extern const struct sim_bench sim_bench_checkers;
extern const struct sim_bench sim_bench_explore;
extern const struct sim_bench sim_bench_jobs;
extern const struct sim_bench sim_bench_lives;
extern const struct sim_bench sim_bench_memory;
extern const struct sim_bench sim_bench_snapshot;
extern const struct sim_bench sim_bench_schedule;
extern const struct sim_bench sim_bench_streams;
extern const struct sim_bench sim_bench_ring, sim_bench_ring_cores,
	sim_bench_ring_sweeps, sim_bench_ring_free;

const struct sim_bench *const sim_benches[] = {
	&sim_bench_boot,
	&sim_bench_explore,
	&sim_bench_jobs,
	&sim_bench_lives,
	&sim_bench_snapshot,
	&sim_bench_memory,
	&sim_bench_streams,
	&sim_bench_checkers,
	&sim_bench_schedule,
	&sim_bench_ring,
	&sim_bench_ring_cores,
	&sim_bench_ring_free,
	&sim_bench_ring_sweeps,
	NULL
};
