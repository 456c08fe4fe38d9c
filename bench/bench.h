/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bench.h: measuring by host time. Nothing measured here decides a test.
 *
 * A benchmark is a table of metrics in a file of its own; registry.c names
 * them all. The harness measures in rounds: each round measures every metric
 * once, in their order, so that what else the machine does hits a metric and
 * what stands beside it alike. Warm-up rounds are thrown away.
 */
#ifndef SIM_BENCH_H
#define SIM_BENCH_H

#include "cli/cli.h"

#define SIM_BENCH_MAX_RUNS	1000
#define SIM_BENCH_WARM_UP	2

/* Why a figure is skipped, and what to do. */
#define SIM_BENCH_NO_FAST \
	"There is no fast image: `simctl image build --flavour fast` builds one."
#define SIM_BENCH_NO_CHECK \
	"There is no check image: `simctl image build` builds one."

/**
 * struct sim_bench_context - what a measurement may know
 * @flags: seed, strategy, command
 * @fast: path of the fast image, "" when there is none
 * @check: of the check image, likewise
 * @quick: a tenth of the work will do
 * @note: why a measurement was skipped or failed, in a sentence
 */
struct sim_bench_context {
	const struct sim_cli_flags *flags;
	char fast[4096], check[4096];
	bool quick;
	char note[512];
};

/* A measurement returns 0, -1 with a note, or this with a note. */
#define SIM_BENCH_SKIPPED	1

/**
 * struct sim_bench_metric - one number that a benchmark measures
 * @name: in words; of a sweep's point without its @x
 * @unit: "ms", "events/s"
 * @more_is_better: a rate, not a time
 * @aim: what was asked for, 0 when nothing was
 * @beside: name of the metric of this benchmark that it is compared with, or
 *	NULL; the ratio is taken within each round
 * @measure: does it once; metrics of a round are measured in their order, so
 *	one may leave values (percentiles) for those after it
 * @arg, @number: for @measure
 * @x_name: what is swept ("devices"), or NULL; points of one sweep share
 *	@name and @x_name and follow each other
 * @x: the point
 * @thorough: not with --quick
 */
struct sim_bench_metric {
	const char *name, *unit;
	bool more_is_better;
	double aim;
	const char *beside;
	int (*measure)(struct sim_bench_context *bench,
		       const struct sim_bench_metric *metric, double *value);
	const void *arg;
	long number;
	const char *x_name;
	double x;
	bool thorough;
};

/**
 * struct sim_bench - a benchmark
 * @name: a word for the command line
 * @help: one line for `simctl bench list`
 * @metrics: ends with one that has no name
 * @with: another that is measured after it when it is named, or NULL
 */
struct sim_bench {
	const char *name, *help;
	const struct sim_bench_metric *metrics;
	const struct sim_bench *with;
};

extern const struct sim_bench *const sim_benches[];	/* ends with NULL */

/* ---- for measurements ---- */

uint64_t sim_bench_now_ns(void);
/* Processor time of this thread: what the load of others hardly changes. */
uint64_t sim_bench_cpu_ns(void);

/*
 * Runs fn(arg, values) in a forked child, which may run the machine, and
 * hands back the @count values that it left; 0, or -1 with a note when fn did
 * not return 0. The time of the fork is not measured.
 */
int sim_bench_in_child(struct sim_bench_context *bench,
		       int (*fn)(void *arg, double *values), void *arg,
		       double *values, int count);
/* For children: why fn is about to fail; becomes the note. */
void sim_bench_child_note(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

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

/*
 * Runs a scenario in a fresh process, with the seed and the strategy of
 * the context's flags; 0 or -1 with a note.
 */
int sim_bench_spawn(struct sim_bench_context *bench, const char *scenario,
		    const char *image, struct sim_bench_sample *sample);
/* The other end of sim_bench_spawn(): `simctl bench child`. */
int sim_bench_child(const char *scenario, const struct sim_cli_flags *flags);

/* ---- results ---- */

/* Median and friends of measurements. */
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
	char when[32];
	int cores;
};
void sim_bench_machine_read(struct sim_bench_machine *machine);

/* A measured metric; @values is NULL and @skipped says why, or not. */
struct sim_bench_result {
	char bench[32], name[96], unit[24], beside[96], x_name[32];
	bool more_is_better;
	double aim, x;
	double ratio;			/* to @beside, 0 when there is none */
	char skipped[512];
	double *values;
	struct sim_bench_summary summary;
};

struct sim_bench_results {
	struct sim_bench_machine machine;
	char fast[64], check[64], strategy[32];
	uint64_t seed;
	int count, room;
	struct sim_bench_result *result;
};

/* measure.c: 0, or -1 when one failed (it is complained about). */
int sim_bench_measure(struct sim_bench_context *bench, const struct sim_bench *which,
		      int runs, struct sim_bench_results *results);

/* results.c */
struct sim_bench_result *sim_bench_result_add(struct sim_bench_results *results);
const struct sim_bench_result *
sim_bench_result_find(const struct sim_bench_results *results,
		      const struct sim_bench_result *like);
void sim_bench_results_free(struct sim_bench_results *results);

/* print.c */
void sim_bench_print_machine(const struct sim_bench_results *results);
/* Those from @from on. */
void sim_bench_print(const struct sim_bench_results *results, int from);
void sim_bench_print_markdown(const struct sim_bench_results *results);
/* The points of all sweeps, a line each, after a line of names. */
void sim_bench_print_csv(const struct sim_bench_results *results);
/* "12.3 M", in at least @size bytes. */
const char *sim_bench_number(double value, char *text, size_t size);

/* results_json.c: 0 or -1 after a sentence. */
int sim_bench_json_write(const struct sim_bench_results *results,
			 const char *path);
int sim_bench_json_read(struct sim_bench_results *results, const char *path);

/* compare.c */
enum sim_bench_change { SIM_BENCH_SAME, SIM_BENCH_BETTER, SIM_BENCH_WORSE };
enum sim_bench_change sim_bench_change(const struct sim_bench_result *before,
				       const struct sim_bench_result *now);
void sim_bench_compare(const struct sim_bench_results *before,
		       const struct sim_bench_results *now);

#endif /* SIM_BENCH_H */
