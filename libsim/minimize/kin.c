// SPDX-License-Identifier: GPL-2.0-only
/*
 * kin.c: the last switches alone, by tasks that are as good.
 *
 * The first switches of a life often only see to it that a step is done on this
 * CPU or by that worker, which the last ones then name. Without the first ones
 * the step is another's of the same kin: a task whose name differs in numbers
 * only. A replay without the first ones tells who comes to these places then,
 * and the last ones are tried with each of those in place of who is named. To
 * that nothing leads that leaves out one thing after the other.
 */
#include <stdlib.h>
#include <string.h>

#include "minimize/minimize.h"
#include "sim/sparse_list.h"

/* So many of the last switches are looked at alone. */
#define LAST_MOST	8

/*
 * "kworker/0:1" and "kworker/12:3"; "app" and "app#2", as a second one of a
 * name is called; a name is no kin of its own.
 */
static bool is_kin(const char *a, const char *b)
{
	static const char digits[] = "0123456789";

	if (!strcmp(a, b))
		return false;
	while (*a && *a != '#' && *b && *b != '#') {
		size_t n = strspn(a, digits), k = strspn(b, digits);

		if (!n != !k || (!n && *a != *b))
			return false;
		a += n + !n;
		b += k + !k;
	}
	return (!*a || *a == '#') && (!*b || *b == '#');
}

static bool is_switch(const struct sim_deviation *d)
{
	return d->kind == SIM_DEVIATE_PICK;
}

static size_t switches_of(const struct sim_sparse *list)
{
	size_t n = 0;

	for (size_t i = 0; i < list->count; i++)
		n += is_switch(&list->deviation[i]);
	return n;
}

/* @best with the last @last switches only; its deviations are the caller's. */
static struct sim_sparse with_last(const struct sim_minimize *m, size_t last)
{
	struct sim_sparse copy = sim_minimize_without(m, 0, 0);
	size_t left = switches_of(&m->best), kept = 0;

	for (size_t i = 0; copy.deviation && i < copy.count; i++)
		if (!is_switch(&copy.deviation[i]) || left-- <= last)
			copy.deviation[kept++] = copy.deviation[i];
	if (copy.deviation)
		copy.count = kept;
	return copy;
}

static bool same_place(const struct sim_deviation *a,
		       const struct sim_deviation *b)
{
	return a->op == b->op && !memcmp(a->site, b->site, sizeof(a->site));
}

/* @name came to where one of @list's decisions about @from is made. */
static bool came(const struct sim_trial *trace, const struct sim_sparse *list,
		 uint32_t from, const char *name)
{
	for (size_t i = 0; i < trace->choices; i++) {
		const struct sim_deviation *at = &trace->choice[i].deviation;

		if (strcmp(trace->names.name[at->who], name))
			continue;
		for (size_t k = 0; k < list->count; k++)
			if (list->deviation[k].who == from &&
			    (is_switch(&list->deviation[k]) ||
			     list->deviation[k].kind == SIM_DEVIATE_TIME) &&
			    same_place(at, &list->deviation[k]))
				return true;
	}
	return false;
}

static void rename_all(struct sim_sparse *list, uint32_t from, uint32_t to)
{
	for (size_t i = 0; i < list->count; i++) {
		struct sim_deviation *d = &list->deviation[i];

		if (!is_switch(d) && d->kind != SIM_DEVIATE_TIME)
			continue;
		if (d->who == from)
			d->who = to;
		if (is_switch(d) && d->what == from)
			d->what = to;
	}
}

static struct sim_sparse copy_of(const struct sim_sparse *list)
{
	struct sim_sparse copy = *list;

	copy.deviation = malloc((copy.count + 2) * sizeof(*copy.deviation));
	if (copy.deviation && copy.count)
		memcpy(copy.deviation, list->deviation,
		       copy.count * sizeof(*copy.deviation));
	return copy;
}

/* Who comes there when @kept is followed; true when that is enough. */
static bool look(struct sim_minimize *m, const struct sim_sparse *kept,
		 struct sim_trial *trial)
{
	struct sim_sparse candidate = copy_of(kept);

	*trial = (struct sim_trial){
		.schedule = &candidate, .list = m->list, .trace = true,
		.places = &m->best,
	};
	if (candidate.deviation && sim_minimize_replay(m, trial) > 0)
		return sim_minimize_try(m, &candidate, NULL);
	free(candidate.deviation);
	for (size_t i = 0; i < trial->names.names; i++)
		sim_sparse_name(&m->best, trial->names.name[i]);
	return false;
}

static bool try_renamed(struct sim_minimize *m, const struct sim_sparse *kept,
			uint32_t from, uint32_t to)
{
	struct sim_sparse candidate = copy_of(kept);

	candidate.name = m->best.name;
	candidate.names = m->best.names;
	if (candidate.deviation)
		rename_all(&candidate, from, to);
	return sim_minimize_try(m, &candidate, NULL);
}

/* @kept, with each of the kin who comes there as well in its place. */
static bool try_kin(struct sim_minimize *m, struct sim_sparse kept)
{
	struct sim_trial trace = { 0 };
	bool better = kept.deviation && look(m, &kept, &trace);

	for (uint32_t i = 0; kept.deviation && i < kept.names; i++)
		for (uint32_t k = 0; k < m->best.names && !better; k++)
			if (!m->stopped &&
			    is_kin(m->best.name[i], m->best.name[k]) &&
			    came(&trace, &kept, i, m->best.name[k]))
				better = try_renamed(m, &kept, i, k);
	sim_trial_free(&trace);
	free(kept.deviation);
	return better;
}

bool sim_minimize_kin(struct sim_minimize *m)
{
	size_t switches = switches_of(&m->best);
	bool better = false;

	for (size_t last = 0; last <= LAST_MOST && last <= switches; last++)
		if (!better && !m->stopped)
			better = try_kin(m, with_last(m, last));
	for (size_t i = 0; switches <= LAST_MOST && i < m->best.count; i++)
		if (!better && !m->stopped && is_switch(&m->best.deviation[i]))
			better = try_kin(m, sim_minimize_without(m, i, 1));
	return better;
}
