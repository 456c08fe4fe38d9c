// SPDX-License-Identifier: GPL-2.0-only
/*
 * strategy.c: who goes next: random walk and round robin.
 */
#include <string.h>
#include "machine.h"

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

struct turn {
	uint32_t last;
};

static void turn_start(void *state, uint64_t seed)
{
	(void)seed;
	memset(state, 0, sizeof(struct turn));
}

static bool is_hardware(const struct sim_candidate *c)
{
	return c->op == SIM_OP_DEVICE || c->op == SIM_OP_IRQ ||
	       c->op == SIM_OP_CLOCK;
}

static bool keeps_turn(const struct sim_candidate *c)
{
	return c->current && c->op != SIM_OP_YIELD && c->op != SIM_OP_RELAX;
}

/* The entity after the last one, in the order of their making. */
static unsigned int turn_next(struct turn *turn, const struct sim_candidate *c,
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

static unsigned int turn_pick(void *state, const struct sim_candidate *c,
			      unsigned int n)
{
	struct turn *turn = state;

	for (unsigned int i = 0; i < n; i++)
		if (is_hardware(&c[i]))
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

static const struct sim_strategy strategies[] = {
	{
		.name = "random",
		.help = "random walk: at each point all are equally likely",
		.start = walk_start, .pick = walk_pick, .choose = walk_choose,
		.state_bytes = sizeof(struct sim_random), .preempts = true,
	}, {
		.name = "round-robin",
		.help = "each runs until it waits; the plainest schedule",
		.start = turn_start, .pick = turn_pick, .choose = turn_choose,
		.state_bytes = sizeof(struct turn), .preempts = false,
	},
};

const struct sim_strategy *sim_strategy_at(unsigned int index)
{
	if (index >= sizeof(strategies) / sizeof(strategies[0]))
		return NULL;
	return &strategies[index];
}

const struct sim_strategy *sim_strategy_find(const char *name)
{
	const struct sim_strategy *strategy;

	for (unsigned int i = 0; (strategy = sim_strategy_at(i)); i++)
		if (!strcmp(strategy->name, name))
			return strategy;
	return NULL;
}
