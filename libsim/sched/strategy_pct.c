// SPDX-License-Identifier: GPL-2.0-only
/*
 * strategy_pct.c: probabilistic concurrency testing.
 *
 * Source: Burckhardt, Kothari, Musuvathi, Nagarakatte, "A Randomized Scheduler
 * with Probabilistic Guarantees of Finding Bugs" (ASPLOS 2010). Everyone gets
 * a random priority, the highest able to goes on, and at d - 1 random steps
 * of k who runs falls below all others. A bug that d ordering constraints
 * bring about, in a program of n threads, is met with a probability of at
 * least 1/(n k^(d-1)).
 *
 * k is what was given, or the longest of earlier runs, or drawn: then the
 * guarantee holds for runs that are about as long. Who yields falls too, or a
 * busy loop would starve what it waits for.
 */
#include <stdlib.h>
#include <string.h>
#include "strategy.h"

#define DEPTH_DEFAULT	3
#define DEPTH_MOST	16
/* New ones are above, those lowered at change points here, yielded below. */
#define PRIORITY_NEW	(1LL << 33)
#define PRIORITY_LOW	(1LL << 32)

struct pct {
	struct sim_random random;
	uint32_t depth, changes;
	uint64_t length, step;
	int64_t floor;
	uint64_t change[DEPTH_MOST];
	int64_t priority[SIM_MAX_NAMES];	/* 0: none yet */
};

static void change_points_draw(struct pct *pct)
{
	for (uint32_t i = 0; i + 1 < pct->depth; i++)
		pct->change[i] = 1 + sim_random_next(&pct->random) %
				 pct->length;
	pct->changes = pct->depth - 1;
}

static void pct_start(void *state, uint64_t seed)
{
	struct sim_profile *profile = sim_strategy_profile();
	struct pct *pct = state;

	sim_random_seed(&pct->random, seed, 3);
	pct->depth = DEPTH_DEFAULT;
	pct->floor = PRIORITY_LOW;
	pct->length = 16ULL << sim_random_below(&pct->random, 14);
	if (profile && profile->steps)
		pct->length = profile->steps;
	change_points_draw(pct);
}

/* "D" or "D,K"; without @state it is only checked. */
static bool pct_parameter(void *state, const char *text)
{
	struct pct *pct = state;
	unsigned long long length = 0;
	char *end;
	unsigned long depth = strtoul(text, &end, 10);

	if (*text < '1' || *text > '9' || depth > DEPTH_MOST)
		return false;
	if (*end == ',') {
		text = end + 1;
		length = strtoull(text, &end, 10);
		if (*text < '1' || *text > '9' || length > 1ULL << 40)
			return false;
	}
	if (*end)
		return false;
	if (!pct)
		return true;
	pct->depth = depth;
	if (length)
		pct->length = length;
	change_points_draw(pct);
	return true;
}

static int64_t *priority_of(struct pct *pct, const struct sim_candidate *c)
{
	int64_t *priority = &pct->priority[c->entity];

	if (!*priority)
		*priority = PRIORITY_NEW +
			    (int64_t)(sim_random_next(&pct->random) >> 32);
	return priority;
}

static unsigned int highest(struct pct *pct, const struct sim_candidate *c,
			    unsigned int n)
{
	unsigned int best = 0;

	for (unsigned int i = 1; i < n; i++)
		if (*priority_of(pct, &c[i]) > *priority_of(pct, &c[best]))
			best = i;
	return best;
}

static unsigned int pct_pick(void *state, const struct sim_candidate *c,
			     unsigned int n)
{
	struct pct *pct = state;
	unsigned int best;

	for (unsigned int i = 0; i < n; i++)
		if (c[i].current && sim_candidate_yields(&c[i]))
			pct->priority[c[i].entity] = --pct->floor;
	best = highest(pct, c, n);
	pct->step++;
	for (uint32_t i = 0; i < pct->changes; i++) {
		if (pct->change[i] != pct->step)
			continue;
		pct->priority[c[best].entity] = PRIORITY_LOW + 1 + i;
		best = highest(pct, c, n);
	}
	return best;
}

static unsigned int pct_choose(void *state, unsigned int n)
{
	struct pct *pct = state;

	return sim_random_below(&pct->random, n);
}

const struct sim_strategy sim_strategy_pct = {
	.name = "pct", .wants_profile = true,
	.help = "priorities with D-1 changes in K steps: pct, pct:D or pct:D,K (default D 3)",
	.start = pct_start, .pick = pct_pick, .choose = pct_choose,
	.parameter = pct_parameter,
	.state_bytes = sizeof(struct pct), .preempts = true,
};
