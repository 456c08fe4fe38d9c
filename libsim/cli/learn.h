/* SPDX-License-Identifier: GPL-2.0-only */
/* learn.h: the runs that strategies' counts come from; see learn.c. */
#ifndef SIM_CLI_LEARN_H
#define SIM_CLI_LEARN_H

#include "cli/cli.h"
#include "sim/search.h"

#define SIM_LEARN_MOST	1000000

/**
 * struct sim_learn - runs to count
 * @seed: of the first
 * @runs: how many
 * @step: from one's seed to the next one's
 * @strategy: of them all
 */
struct sim_learn {
	uint64_t seed, step;
	unsigned int runs;
	const char *strategy;
};

/* "SEED,RUNS[,STEP[,STRATEGY]]"; @learn keeps a part of @text. */
bool sim_learn_parse(const char *text, struct sim_learn *learn);
void sim_learn_print(FILE *out, const struct sim_learn *learn);
/*
 * Makes them and gives the session their counts; 0, or an exit code after a
 * sentence. Before the session's own run.
 */
int sim_learn_run(struct sim_session *session, const struct sim_learn *learn);

#endif /* SIM_CLI_LEARN_H */
