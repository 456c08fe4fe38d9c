/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bench.h: measuring by host time. Nothing measured here decides a test.
 */
#ifndef SIM_BENCH_H
#define SIM_BENCH_H

#include "cli/cli.h"

/* Moments of a run that a figure may begin or end at. */
enum sim_bench_moment {
	SIM_BENCH_SPAWN,	/* just before the process is started */
	SIM_BENCH_MAIN,		/* the child's command begins */
	SIM_BENCH_LOADED,	/* its image is loaded */
	SIM_BENCH_PLUG,		/* the headset is plugged in */
	SIM_BENCH_CARD,		/* its sound card is registered */
	SIM_BENCH_OPEN,		/* an application has its PCM ready */
	SIM_BENCH_PLAYED,	/* all that it wrote was drained */
	SIM_BENCH_DONE,		/* the run is over */
	SIM_BENCH_MOMENTS,
};

struct sim_bench_sample {
	uint64_t at_ns[SIM_BENCH_MOMENTS];	/* CLOCK_MONOTONIC, 0: never */
};

/**
 * struct sim_bench_figure - one number that a benchmark prints
 * @name: in words
 * @scenario: what runs
 * @from: begin
 * @to: end
 * @aim_ms: what it should not be above, 0 when nothing was said
 */
struct sim_bench_figure {
	const char *name, *scenario;
	enum sim_bench_moment from, to;
	double aim_ms;
};

/* Median and friends of measurements in milliseconds. */
struct sim_bench_summary {
	int runs, outliers;
	double median, min, max;
	double spread;		/* median of the distances from the median */
	int outlier_run[32];	/* which runs, from 1 */
};
void sim_bench_summarise(const double *values, int count,
			 struct sim_bench_summary *summary);

struct sim_bench_machine {
	char cpu[128], governor[32], load[16], compiler[96], kernel[128];
	int cores;
};
void sim_bench_machine_read(struct sim_bench_machine *machine);

uint64_t sim_bench_now_ns(void);
/*
 * Runs a scenario in a fresh process, with the seed and the strategy of
 * @flags; 0 or -1 with @error filled.
 */
int sim_bench_spawn(const char *scenario, const char *image,
		    const struct sim_cli_flags *flags,
		    struct sim_bench_sample *sample, char *error,
		    size_t error_size);
/* The other end of sim_bench_spawn(): `simctl bench child`. */
int sim_bench_child(const char *scenario, const struct sim_cli_flags *flags);

extern const struct sim_bench_figure sim_bench_boot_figures[];

#endif /* SIM_BENCH_H */
