// SPDX-License-Identifier: GPL-2.0-only
/*
 * strategy_surw.c: uniform random walks.
 *
 * Source: Zhao, Wolff, Mathur, Roychoudhury, "Selectively Uniform Concurrency
 * Testing" (ASPLOS 2025). A random walk weighted by how many steps each has
 * left makes all interleavings equally likely (urw). With many steps only
 * those on one object are worth it (surw): who does the next of those is
 * drawn by weight and the others are held before theirs, while the rest of
 * the steps walk at random. The object differs by the seed.
 *
 * Counts come from earlier runs (struct sim_profile); without any all weigh
 * the same. Who turns in a busy loop is not drawn, and drops what was drawn:
 * it may wait for somebody who is held. Does not model: the weight of who is
 * yet to be started.
 */
#include <string.h>
#include "strategy.h"

struct surw {
	struct sim_random random;
	const void *object;		/* NULL: every step counts */
	uint32_t intended;		/* entity, 0: to be drawn */
	uint32_t picks;
	uint32_t left[SIM_PROFILE_ENTITIES];
	uint32_t seen[SIM_MAX_NAMES];	/* number of the pick, 0: never */
};

static const struct sim_profile_object *
object_draw(struct sim_random *random, const struct sim_profile *profile)
{
	const struct sim_profile_object *found[SIM_PROFILE_OBJECTS];
	unsigned int n = 0;

	for (uint32_t i = 0; i < profile->objects; i++)
		if (profile->object[i].users > 1)
			found[n++] = &profile->object[i];
	return n ? found[sim_random_below(random, n)] : NULL;
}

static void urw_start(void *state, uint64_t seed)
{
	const struct sim_profile *profile = sim_strategy_profile();
	struct surw *surw = state;

	sim_random_seed(&surw->random, seed, 3);
	for (uint32_t i = 0; profile && i < profile->entities; i++)
		surw->left[i] = profile->entity[i].events;
}

static void surw_start(void *state, uint64_t seed)
{
	const struct sim_profile *profile = sim_strategy_profile();
	const struct sim_profile_object *object = NULL;
	struct surw *surw = state;

	urw_start(state, seed);
	if (profile)
		object = object_draw(&surw->random, profile);
	if (!object)
		return;
	surw->object = object->object;
	memcpy(surw->left, object->events, sizeof(surw->left));
}

static bool counts(const struct surw *surw, const struct sim_candidate *c)
{
	return !surw->object || c->object == surw->object;
}

static uint32_t *left_of(struct surw *surw, const struct sim_candidate *c)
{
	struct sim_profile *profile = sim_strategy_profile();
	int i = profile ? sim_profile_find(profile, c->entity) : -1;

	return i < 0 ? NULL : &surw->left[i];
}

/* At least 1, as estimates may be too low, but for who gives way. */
static uint32_t weight_of(struct surw *surw, const struct sim_candidate *c)
{
	uint32_t *left = left_of(surw, c);

	if (sim_candidate_yields(c))
		return 0;
	return left && *left ? *left : 1;
}

static unsigned int draw_by_weight(struct surw *surw,
				   const struct sim_candidate *c,
				   unsigned int n)
{
	uint32_t total = 0, at;
	unsigned int i;

	for (i = 0; i < n; i++)
		total += weight_of(surw, &c[i]);
	if (!total)
		return sim_random_below(&surw->random, n);
	at = sim_random_below(&surw->random, total);
	for (i = 0; at >= weight_of(surw, &c[i]); i++)
		at -= weight_of(surw, &c[i]);
	return i;
}

/* A random one of those that need not be held; n: there is none. */
static unsigned int draw_free(struct surw *surw, const struct sim_candidate *c,
			      unsigned int n)
{
	unsigned int free = 0, at;

	for (unsigned int i = 0; i < n; i++)
		free += !counts(surw, &c[i]) || c[i].entity == surw->intended;
	if (!free)
		return n;
	at = sim_random_below(&surw->random, free);
	for (unsigned int i = 0; i < n; i++)
		if (!counts(surw, &c[i]) || c[i].entity == surw->intended)
			if (!at--)
				return i;
	return n;
}

static void step_done(struct surw *surw, const struct sim_candidate *c)
{
	uint32_t *left = left_of(surw, c);

	if (!counts(surw, c))
		return;
	surw->intended = 0;
	if (left && *left)
		--*left;
}

/*
 * Who was drawn was drawn among fewer when somebody is able to go on who was
 * not before; who gives way may wait for somebody who is held.
 */
static void intention_check(struct surw *surw, const struct sim_candidate *c,
			    unsigned int n)
{
	uint32_t last = surw->picks++;

	for (unsigned int i = 0; i < n; i++) {
		if (surw->seen[c[i].entity] != last ||
		    (c[i].current && sim_candidate_yields(&c[i])))
			surw->intended = 0;
		surw->seen[c[i].entity] = surw->picks;
	}
}

static unsigned int surw_pick(void *state, const struct sim_candidate *c,
			      unsigned int n)
{
	struct surw *surw = state;
	unsigned int i = n;

	intention_check(surw, c, n);
	if (surw->intended)
		i = draw_free(surw, c, n);
	if (i == n) {
		surw->intended = c[draw_by_weight(surw, c, n)].entity;
		i = draw_free(surw, c, n);
	}
	step_done(surw, &c[i]);
	return i;
}

static unsigned int surw_choose(void *state, unsigned int n)
{
	struct surw *surw = state;

	return sim_random_below(&surw->random, n);
}

const struct sim_strategy sim_strategy_surw = {
	.name = "surw", .wants_profile = true,
	.help = "selectively uniform random walk: even over orders on one object",
	.start = surw_start, .pick = surw_pick, .choose = surw_choose,
	.state_bytes = sizeof(struct surw), .preempts = true,
};

const struct sim_strategy sim_strategy_urw = {
	.name = "urw", .wants_profile = true,
	.help = "uniform random walk: even over all interleavings",
	.start = urw_start, .pick = surw_pick, .choose = surw_choose,
	.state_bytes = sizeof(struct surw), .preempts = true,
};
