// SPDX-License-Identifier: GPL-2.0-only
/*
 * plain.c: without any switch, where all the rest as well shows nothing: one
 * of the things that actors do may keep the others from it, until a switch has
 * it come too late. So with few of them: the last ones, those of one actor,
 * or without those of one.
 */
#include <stdlib.h>

#include "minimize/minimize.h"

/* Halvings of the turns that are looked at. */
#define HALVINGS	8

/* What of the turns stays. */
struct part {
	size_t last;		/* so many of the last */
	uint32_t who;		/* and of these only */
	bool only;
};

static size_t turns_of(const struct sim_minimize *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->best.count; i++)
		n += m->best.deviation[i].kind == SIM_DEVIATE_TURN;
	return n;
}

static bool try_part(struct sim_minimize *m, const struct part *part)
{
	struct sim_sparse candidate = sim_minimize_without(m, 0, 0);
	size_t left = turns_of(m), kept = 0;

	for (size_t i = 0; candidate.deviation && i < candidate.count; i++) {
		const struct sim_deviation *d = &candidate.deviation[i];

		if (d->kind == SIM_DEVIATE_PICK)
			continue;
		if (d->kind == SIM_DEVIATE_TURN && (left-- > part->last ||
		    (d->who == part->who) != part->only))
			continue;
		candidate.deviation[kept++] = *d;
	}
	if (candidate.deviation)
		candidate.count = kept;
	return sim_minimize_try(m, &candidate, NULL);
}

static bool has_turns(const struct sim_minimize *m, uint32_t who)
{
	for (size_t i = 0; i < m->best.count; i++)
		if (m->best.deviation[i].kind == SIM_DEVIATE_TURN &&
		    m->best.deviation[i].who == who)
			return true;
	return false;
}

/* Those of one actor, or all but those. */
static bool try_actors(struct sim_minimize *m, bool only)
{
	for (uint32_t who = 0; who < m->best.names && !m->stopped; who++) {
		struct part part = { SIZE_MAX, who, only };

		if (has_turns(m, who) && try_part(m, &part))
			return true;
	}
	return false;
}

bool sim_minimize_plain(struct sim_minimize *m)
{
	size_t last = turns_of(m);

	for (int i = 0; i < HALVINGS && last > 1 && !m->stopped; i++) {
		struct part part = { last /= 2, UINT32_MAX, false };

		if (try_part(m, &part))
			return true;
	}
	return try_actors(m, true) || try_actors(m, false);
}
