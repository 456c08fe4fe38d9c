// SPDX-License-Identifier: GPL-2.0-only
/*
 * groups.c: leaves out decisions that belong together, before single ones are
 * looked at.
 *
 * A run of many actors has thousands of decisions, of which those of most
 * actors are not needed. One that is left out alone hardly ever leaves the
 * finding as it was, as the others of the same actor then mean something else;
 * all of them do. What belongs together is told by names alone: the answers to
 * one question of one asker, and the switches to one task. Groups that come
 * first after each other go together too: the odds of an actor's actions are
 * drawn in a row, and an actor without odds asks for nothing any more.
 *
 * Where switches matter nearly every group holds others in their place. Then
 * each goes alone, with all askers of a question in one.
 */
#include <stdlib.h>

#include "minimize/minimize.h"

/* Who asked what; or what is switched to. */
struct group {
	uint32_t who, what;
};

#define ANYBODY	UINT32_MAX

struct groups {
	bool plain;
	size_t *of;		/* each decision's; SIZE_MAX where time moves */
	size_t count;
};

static struct group group_of(const struct sim_deviation *d, bool plain)
{
	bool alone = d->kind == SIM_DEVIATE_TURN ||
		     (plain && d->kind == SIM_DEVIATE_NUMBER);

	return (struct group){ alone ? d->who : ANYBODY, d->what };
}

/* A group's place in @group, which holds @count; @count when it is new. */
static size_t group_find(const struct group *group, size_t count,
			 struct group wanted)
{
	size_t i = 0;

	while (i < count && (group[i].who != wanted.who ||
			     group[i].what != wanted.what))
		i++;
	return i;
}

/* In the order in which they first come; none without memory. */
static void groups_make(struct groups *groups, const struct sim_sparse *list)
{
	struct group *group = calloc(list->count + 1, sizeof(*group));
	size_t count = 0;

	for (size_t i = 0; group && i < list->count; i++) {
		const struct sim_deviation *d = &list->deviation[i];
		struct group wanted = group_of(d, groups->plain);

		groups->of[i] = SIZE_MAX;
		if (d->kind == SIM_DEVIATE_TIME)
			continue;
		groups->of[i] = group_find(group, count, wanted);
		if (groups->of[i] == count)
			group[count++] = wanted;
	}
	free(group);
	groups->count = count;
}

/* All but the groups from @from on, @n of them. */
static bool try_without(struct sim_minimize *m, const struct groups *groups,
			size_t from, size_t n)
{
	struct sim_sparse candidate = sim_minimize_without(m, 0, 0);
	size_t kept = 0;

	for (size_t i = 0; candidate.deviation && i < candidate.count; i++)
		if (groups->of[i] == SIZE_MAX || groups->of[i] - from >= n)
			candidate.deviation[kept++] = candidate.deviation[i];
	if (candidate.deviation)
		candidate.count = kept;
	return sim_minimize_try(m, &candidate, NULL);
}

/* Pieces of @size groups, from the last on. */
static void drop_groups(struct sim_minimize *m, struct groups *groups,
			size_t size)
{
	size_t end = groups->count;

	while (end && !m->stopped) {
		size_t from = end > size ? end - size : 0;

		if (try_without(m, groups, from, end - from))
			groups_make(groups, &m->best);
		end = from < groups->count ? from : groups->count;
	}
}

/* One by one, from the first on. */
static void drop_each(struct sim_minimize *m, struct groups *groups)
{
	size_t at = 0;

	while (at < groups->count && !m->stopped) {
		size_t before = groups->count;

		if (try_without(m, groups, at, 1))
			groups_make(groups, &m->best);
		/* What it took with it may have been before it. */
		at += groups->count == before;
	}
}

void sim_minimize_groups(struct sim_minimize *m, bool plain)
{
	struct groups groups = { .plain = plain };
	size_t size;

	groups.of = malloc((m->best.count + 1) * sizeof(*groups.of));
	if (groups.of)
		groups_make(&groups, &m->best);
	if (!plain)
		drop_each(m, &groups);
	size = plain ? groups.count : 0;
	while (size > 1 && !m->stopped) {
		size = (size + 1) / 2;
		drop_groups(m, &groups, size);
		if (size > groups.count)
			size = groups.count;
	}
	free(groups.of);
}
