// SPDX-License-Identifier: GPL-2.0-only
/*
 * strategy_pos.c: partial order sampling.
 *
 * Source: Yuan, Yang, Gu, "Partial Order Aware Concurrency Sampling" (CAV
 * 2018). Each pending step has a random priority, the highest goes first, and
 * steps that conflict with it then draw anew. So every partial order has a
 * chance, and orders of steps that do not conflict cost nothing.
 *
 * Conflicts are known for what a step announces; what it touches besides is
 * not seen.
 */
#include "strategy.h"

struct pos {
	struct sim_random random;
	uint64_t priority[SIM_MAX_NAMES];	/* 0: none yet */
};

static void pos_start(void *state, uint64_t seed)
{
	struct pos *pos = state;

	sim_random_seed(&pos->random, seed, 3);
}

static uint64_t priority_of(struct pos *pos, const struct sim_candidate *c)
{
	if (!pos->priority[c->entity])
		pos->priority[c->entity] = 1 | sim_random_next(&pos->random);
	return pos->priority[c->entity];
}

static unsigned int highest(struct pos *pos, const struct sim_candidate *c,
			    unsigned int n)
{
	uint64_t most = priority_of(pos, &c[0]);
	unsigned int best = 0;

	for (unsigned int i = 1; i < n; i++) {
		uint64_t priority = priority_of(pos, &c[i]);

		if (priority <= most)
			continue;
		most = priority;
		best = i;
	}
	return best;
}

static unsigned int pos_pick(void *state, const struct sim_candidate *c,
			     unsigned int n)
{
	struct pos *pos = state;
	unsigned int best = highest(pos, c, n);

	for (unsigned int i = 0; i < n; i++)
		if (i == best || sim_steps_conflict(c[i].op, c[i].object,
						    c[best].op,
						    c[best].object))
			pos->priority[c[i].entity] = 0;
	return best;
}

static unsigned int pos_choose(void *state, unsigned int n)
{
	struct pos *pos = state;

	return sim_random_below(&pos->random, n);
}

const struct sim_strategy sim_strategy_pos = {
	.name = "pos",
	.help = "partial order sampling: random priorities, drawn anew on conflict",
	.start = pos_start, .pick = pos_pick, .choose = pos_choose,
	.state_bytes = sizeof(struct pos), .preempts = true,
};
