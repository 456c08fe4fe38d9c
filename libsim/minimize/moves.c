// SPDX-License-Identifier: GPL-2.0-only
/*
 * moves.c: the orderings that matter, with fewer preemptions.
 *
 * What a preemption brings about - another task goes on before this one's next
 * step - may also come of a switch that costs nothing: the other one goes on
 * already where this one was switched to, or when it next has to wait.
 */
#include <stdlib.h>
#include <string.h>

#include "minimize/minimize.h"
#include "sim/sparse_list.h"

/* How many places to wait in are looked at. */
#define LATER_MOST	3
/* How many others are tried where one cannot be. */
#define LOST_MOST	8
/* With more preemptions than this not all pairs of them are tried. */
#define OTHERS_MOST	4

static bool same_step(const struct sim_sparse *a, const struct sim_deviation *d,
		      const struct sim_sparse *b, const struct sim_deviation *e)
{
	return d->kind == e->kind && d->op == e->op && d->nth == e->nth &&
	       d->since_ns == e->since_ns && d->own == e->own &&
	       !memcmp(d->site, e->site, sizeof(d->site)) &&
	       !strcmp(a->name[d->who], b->name[e->who]);
}

/* Place of a traced decision among the deviations, or their number. */
static size_t place_of(const struct sim_sparse *list,
		       const struct sim_sparse *names,
		       const struct sim_deviation *d)
{
	size_t i = 0;

	while (i < list->count &&
	       !same_step(list, &list->deviation[i], names, d))
		i++;
	return i;
}

static bool has_option(const struct sim_trial *trace,
		       const struct sim_sparse_choice *choice, const char *name)
{
	for (int i = 0; i < choice->options; i++)
		if (!strcmp(trace->names.name[choice->option[i]], name))
			return true;
	return false;
}

/* At the traced decision @choice the task @name goes on instead. */
static bool redirect(struct sim_minimize *m, struct sim_sparse *candidate,
		     const struct sim_trial *trace,
		     const struct sim_sparse_choice *choice, const char *name)
{
	struct sim_deviation d = choice->deviation;
	size_t at = place_of(candidate, &trace->names, &d);
	int who, what;

	who = sim_sparse_name(&m->best, trace->names.name[d.who]);
	what = sim_sparse_name(&m->best, name);
	if (who < 0 || what < 0)
		return false;
	candidate->name = m->best.name;
	candidate->names = m->best.names;
	if (at < candidate->count) {
		candidate->deviation[at].what = what;
		return true;
	}
	d.who = who;
	d.what = what;
	candidate->deviation[candidate->count++] = d;
	return true;
}

static bool try_redirected(struct sim_minimize *m, size_t without,
			   const struct sim_trial *trace,
			   const struct sim_sparse_choice *choice,
			   const char *name)
{
	struct sim_sparse candidate = sim_minimize_without(m, without, 1);

	if (candidate.deviation &&
	    redirect(m, &candidate, trace, choice, name))
		return sim_minimize_try(m, &candidate, NULL);
	free(candidate.deviation);
	return false;
}

/* The decision after which the task ran that @at preempts. */
static const struct sim_sparse_choice *
switched_to(const struct sim_trial *trace, size_t at)
{
	const char *who =
		trace->names.name[trace->choice[at].deviation.who];

	while (at--)
		if (!strcmp(trace->names.name[trace->choice[at].deviation.what],
			    who))
			return &trace->choice[at];
	return NULL;
}

/* The other one goes on already where this one was switched to. */
static bool try_earlier(struct sim_minimize *m, size_t preemption,
			const struct sim_trial *trace, size_t at)
{
	const struct sim_sparse_choice *choice = switched_to(trace, at);
	const struct sim_deviation *d = &m->best.deviation[preemption];
	const char *other = m->best.name[d->what];

	return choice && has_option(trace, choice, other) &&
	       try_redirected(m, preemption, trace, choice, other);
}

/*
 * Without the one preemption another could not be made, as who should go on
 * could not: let somebody else.
 */
static bool try_lost(struct sim_minimize *m, size_t preemption,
		     const struct sim_trial *trace)
{
	int tries = 0;

	for (size_t at = 0; at < trace->choices; at++) {
		const struct sim_sparse_choice *choice = &trace->choice[at];

		if (!choice->continues || choice->made ||
		    place_of(&m->best, &trace->names, &choice->deviation) ==
		    m->best.count)
			continue;
		for (int i = 0; i < choice->options; i++) {
			uint32_t option = choice->option[i];

			if (option == choice->deviation.who)
				continue;
			if (m->stopped || tries++ == LOST_MOST)
				return false;
			if (try_redirected(m, preemption, trace, choice,
					   trace->names.name[option]))
				return true;
		}
	}
	return false;
}

/* The other one goes on when this one has to wait. */
static bool try_later(struct sim_minimize *m, size_t preemption, size_t at)
{
	struct sim_sparse without = sim_minimize_without(m, preemption, 1);
	const char *other = m->best.name[m->best.deviation[preemption].what];
	struct sim_trial trace = { 0 };
	bool better = sim_minimize_try(m, &without, &trace);

	for (int tries = 0; !better && !m->stopped && tries < LATER_MOST &&
	     at < trace.choices; at++) {
		const struct sim_sparse_choice *choice = &trace.choice[at];

		if (choice->continues || !has_option(&trace, choice, other))
			continue;
		better = try_redirected(m, preemption, &trace, choice, other);
		tries++;
	}
	better = better || try_lost(m, preemption, &trace);
	sim_trial_free(&trace);
	return better;
}

static bool is_preemption(const struct sim_sparse_choice *choice)
{
	return choice->made && choice->continues;
}

/* One preemption less, and another one lets somebody else go on. */
static bool try_others(struct sim_minimize *m, size_t preemption,
		       const struct sim_trial *trace)
{
	for (size_t at = 0; at < trace->choices; at++) {
		const struct sim_sparse_choice *choice = &trace->choice[at];
		const struct sim_deviation *d = &choice->deviation;

		if (!is_preemption(choice) ||
		    place_of(&m->best, &trace->names, d) == preemption)
			continue;
		for (int i = 0; i < choice->options && !m->stopped; i++) {
			uint32_t option = choice->option[i];

			if (option != d->who && option != d->what &&
			    try_redirected(m, preemption, trace, choice,
					   trace->names.name[option]))
				return true;
		}
	}
	return false;
}

/* @best without any preemption but the traced one. */
static struct sim_sparse with_one(const struct sim_minimize *m,
				  const struct sim_trial *trace, size_t one)
{
	struct sim_sparse copy = sim_minimize_without(m, 0, 0);

	for (size_t at = 0; copy.deviation && at < trace->choices; at++) {
		size_t place;

		if (at == one || !is_preemption(&trace->choice[at]))
			continue;
		place = place_of(&copy, &trace->names,
				 &trace->choice[at].deviation);
		if (place < copy.count)
			memmove(&copy.deviation[place],
				&copy.deviation[place + 1],
				(--copy.count - place) *
				sizeof(*copy.deviation));
	}
	return copy;
}

/* The traced decision, as @alone came to it. */
static const struct sim_sparse_choice *
same_choice(const struct sim_trial *alone, const struct sim_trial *trace,
	    size_t at)
{
	for (size_t i = 0; i < alone->choices; i++)
		if (same_step(&alone->names, &alone->choice[i].deviation,
			      &trace->names, &trace->choice[at].deviation))
			return &alone->choice[i];
	return NULL;
}

/* One preemption instead of all of them, for whomever it may be. */
static bool try_alone(struct sim_minimize *m, const struct sim_trial *trace,
		      size_t at)
{
	struct sim_sparse only = with_one(m, trace, at);
	const struct sim_sparse_choice *choice;
	struct sim_trial alone = { 0 };
	bool better = only.deviation && sim_minimize_try(m, &only, &alone);

	choice = better ? NULL : same_choice(&alone, trace, at);
	for (int i = 0; choice && i < choice->options && !better; i++) {
		if (m->stopped || choice->option[i] == choice->deviation.who)
			continue;
		only = with_one(m, trace, at);
		if (only.deviation &&
		    redirect(m, &only, &alone, choice,
			     alone.names.name[choice->option[i]]))
			better = sim_minimize_try(m, &only, NULL);
	}
	sim_trial_free(&alone);
	return better;
}

static bool try_preemption(struct sim_minimize *m,
			   const struct sim_trial *trace, size_t at)
{
	size_t preemption = place_of(&m->best, &trace->names,
				     &trace->choice[at].deviation);

	return preemption < m->best.count &&
	       (try_earlier(m, preemption, trace, at) ||
		try_later(m, preemption, at) ||
		(m->preemptions <= OTHERS_MOST &&
		 (try_others(m, preemption, trace) ||
		  try_alone(m, trace, at))));
}

bool sim_minimize_switches(struct sim_minimize *m)
{
	struct sim_sparse same = sim_minimize_without(m, 0, 0);
	struct sim_trial trace = { 0 };
	bool better = sim_minimize_try(m, &same, &trace);

	for (size_t at = 0; !better && !m->stopped && at < trace.choices; at++)
		if (is_preemption(&trace.choice[at]))
			better = try_preemption(m, &trace, at);
	sim_trial_free(&trace);
	return better;
}
