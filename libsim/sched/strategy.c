// SPDX-License-Identifier: GPL-2.0-only
/*
 * strategy.c: who goes next: the table of strategies, random walk and round
 * robin.
 */
#include <string.h>
#include "strategy.h"

/* ---- random walk: every candidate is as likely as any other ---- */

static void walk_start(void *state, uint64_t seed)
{
	sim_random_seed(state, seed, 3);
}

static unsigned int walk_pick(void *state, const struct sim_candidate *c,
			      unsigned int n)
{
	(void)c;
	return sim_random_below(state, n);
}

static unsigned int walk_choose(void *state, unsigned int n)
{
	return sim_random_below(state, n);
}

/* ---- round robin: hardware first, then who runs until it has to wait ---- */

static void turn_start(void *state, uint64_t seed)
{
	(void)seed;
	memset(state, 0, sizeof(struct sim_turn));
}

static bool keeps_turn(const struct sim_candidate *c)
{
	return c->current && !sim_candidate_yields(c);
}

/* The entity after the last one, in the order of their making. */
static unsigned int turn_next(struct sim_turn *turn, const struct sim_candidate *c,
			      unsigned int n)
{
	unsigned int best = 0;

	for (unsigned int i = 1; i < n; i++)
		if (c[i].entity - turn->last - 1 <
		    c[best].entity - turn->last - 1)
			best = i;
	turn->last = c[best].entity;
	return best;
}

unsigned int sim_turn_pick(void *state, const struct sim_candidate *c,
			   unsigned int n)
{
	struct sim_turn *turn = state;

	for (unsigned int i = 0; i < n; i++)
		if (sim_candidate_is_hardware(&c[i]))
			return i;
	for (unsigned int i = 0; i < n; i++)
		if (keeps_turn(&c[i])) {
			turn->last = c[i].entity;
			return i;
		}
	return turn_next(turn, c, n);
}

static unsigned int turn_choose(void *state, unsigned int n)
{
	(void)state;
	(void)n;
	return 0;
}

static const struct sim_strategy walk = {
	.name = "random",
	.help = "random walk: at each point all are equally likely",
	.start = walk_start, .pick = walk_pick, .choose = walk_choose,
	.state_bytes = sizeof(struct sim_random), .preempts = true,
};

static const struct sim_strategy turn = {
	.name = "round-robin",
	.help = "each runs until it waits; the plainest schedule",
	.start = turn_start, .pick = sim_turn_pick, .choose = turn_choose,
	.state_bytes = sizeof(struct sim_turn), .preempts = false,
};

/* The order is that of `simctl list`. */
static const struct sim_strategy *const strategies[] = {
	&walk, &turn, &sim_strategy_pct, &sim_strategy_pos, &sim_strategy_surw,
	&sim_strategy_urw, &sim_strategy_dfs,
};

const struct sim_strategy *sim_strategy_at(unsigned int index)
{
	if (index >= sizeof(strategies) / sizeof(strategies[0]))
		return NULL;
	return strategies[index];
}

static bool name_fits(const struct sim_strategy *strategy, const char *name)
{
	size_t length = strcspn(name, ":");

	if (strlen(strategy->name) != length ||
	    strncmp(strategy->name, name, length))
		return false;
	return !name[length] ||
	       (strategy->parameter &&
		strategy->parameter(NULL, name + length + 1));
}

const struct sim_strategy *sim_strategy_find(const char *name)
{
	const struct sim_strategy *strategy;

	for (unsigned int i = 0; (strategy = sim_strategy_at(i)); i++)
		if (name_fits(strategy, name))
			return strategy;
	return NULL;
}
