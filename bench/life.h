/* SPDX-License-Identifier: GPL-2.0-only */
/* life.h: lives one after the other in a child that boots once (lives.c). */
#ifndef SIM_BENCH_LIFE_H
#define SIM_BENCH_LIFE_H

#include "bench.h"

/**
 * struct sim_bench_life - which lives
 * @checks_changed: checkers that are not as by default, bits of enum sim_check
 * @lives: how many are measured
 * @skipped: the image is not there, and the note says so
 */
struct sim_bench_life {
	struct sim_bench_context *bench;
	const char *scenario, *image, *strategy;
	unsigned int checks_changed;
	int lives;
	unsigned int length_ms;		/* of a stream, 0: 100 */
	bool skipped;
	/* Instead of a rate: what at_end() says, with resident() after the
	 * first lives. */
	bool grows;
	double (*resident)(void);
	double (*at_end)(const struct sim_bench_life *life, double before);
};

/* Lives per second of processor time; 0 or -1 with a note. */
int sim_bench_lives_measure(struct sim_bench_life *life, double *value);

#endif /* SIM_BENCH_LIFE_H */
