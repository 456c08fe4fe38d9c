// SPDX-License-Identifier: GPL-2.0-only
/*
 * pauses.c: fewer and longer pauses.
 *
 * Who pauses and then does something, again and again, goes in turns: a pause
 * and what comes of it. A turn cannot be left out by leaving out its
 * decisions: the turn would take place even so, another way, and later ones
 * are counted with it. Here turns go as a whole. The pause of the turn after
 * them becomes as long as all that was before it, so that it ends when it did,
 * and what is asked from then on is counted anew. The last turns go by a pause
 * that does not end.
 *
 * Does not cover: switches in later turns, whose steps then have other counts;
 * they are lost if they no longer fit.
 */
#include <stdlib.h>
#include <string.h>

#include "minimize/minimize.h"
#include "sim/sparse_list.h"

/* Longer than any life. */
#define REST_US	1000000000u

/* The turns of one actor, as a traced replay came to them. */
struct turns {
	const char *name;
	struct sim_trial trace;
	uint32_t who, pause;		/* names in the trace */
	size_t *at;			/* each turn's pause, in trace.asked */
	bool *used;			/* the schedule decides something there */
	size_t count;
};

static bool is_asked(const struct sim_minimize *m, const struct turns *turns,
		     const struct sim_sparse_asked *asked,
		     const struct sim_deviation *d)
{
	return asked->nth == d->nth && asked->who == turns->who &&
	       !strcmp(turns->trace.names.name[asked->what],
		       m->best.name[d->what]);
}

/* In which turn an answer was given, from 1; 0: before the first. */
static size_t turn_of(const struct sim_minimize *m, const struct turns *turns,
		      const struct sim_deviation *d)
{
	size_t turn = 0;

	for (size_t i = 0; i < turns->trace.askeds; i++) {
		if (turn < turns->count && turns->at[turn] == i)
			turn++;
		if (is_asked(m, turns, &turns->trace.asked[i], d))
			return turn;
	}
	return turn;
}

static bool is_own(const struct sim_minimize *m, const struct turns *turns,
		   const struct sim_deviation *d)
{
	return sim_minimize_is_answer(d) && !strcmp(m->best.name[d->who], turns->name);
}

/* How often a question was asked in turns @from to @to. */
static uint32_t asked_between(const struct turns *turns, const char *what,
			      size_t from, size_t to)
{
	uint32_t n = 0;

	for (size_t i = turns->at[from]; i < turns->at[to]; i++) {
		const struct sim_sparse_asked *asked = &turns->trace.asked[i];

		n += asked->who == turns->who &&
		     !strcmp(turns->trace.names.name[asked->what], what);
	}
	return n;
}

/* From the beginning of turn @from to the end of the pause of turn @to. */
static uint32_t pause_until(const struct turns *turns, size_t from, size_t to)
{
	const struct sim_sparse_asked *asked = turns->trace.asked;
	uint64_t us;

	if (to == turns->count)
		return REST_US;
	us = (asked[turns->at[to]].now_ns - asked[turns->at[from]].now_ns) /
	     1000 + asked[turns->at[to]].us;
	return us < REST_US ? us : REST_US;
}

/* The pause that turn @from has now, in place of the one it had. */
static bool pause_add(struct sim_minimize *m, struct sim_sparse *candidate,
		      const struct turns *turns, size_t from, size_t to)
{
	const char *what = turns->trace.names.name[turns->pause];
	int who = sim_sparse_name(&m->best, turns->name);
	int name = sim_sparse_name(&m->best, what);

	candidate->name = m->best.name;
	candidate->names = m->best.names;
	if (who < 0 || name < 0)
		return false;
	candidate->deviation[candidate->count++] = (struct sim_deviation){
		.kind = SIM_DEVIATE_PAUSE, .op = SIM_OP_CHOICE, .who = who,
		.what = name, .nth = turns->trace.asked[turns->at[from]].nth,
		.number = pause_until(turns, from, to),
	};
	return true;
}

/* @best without turns @from to @to; one pause stands for them. */
static struct sim_sparse without_turns(struct sim_minimize *m,
				       const struct turns *turns, size_t from,
				       size_t to)
{
	struct sim_sparse candidate = sim_minimize_without(m, 0, 0);
	const char *pause = turns->trace.names.name[turns->pause];
	size_t kept = 0;

	for (size_t i = 0; candidate.deviation && i < candidate.count; i++) {
		struct sim_deviation d = candidate.deviation[i];
		size_t turn = is_own(m, turns, &d) ? turn_of(m, turns, &d) : 0;

		if (turn > from) {
			if (turn <= to || (turn == to + 1 &&
					   !strcmp(m->best.name[d.what],
						   pause)))
				continue;
			d.nth -= asked_between(turns, m->best.name[d.what],
					       from, to);
		}
		candidate.deviation[kept++] = d;
	}
	candidate.count = kept;
	if (candidate.deviation && pause_add(m, &candidate, turns, from, to))
		return candidate;
	free(candidate.deviation);
	candidate.deviation = NULL;
	return candidate;
}

/* ---- the turns ---- */

static void turns_free(struct turns *turns)
{
	sim_trial_free(&turns->trace);
	free(turns->at);
	free(turns->used);
	turns->at = NULL;
	turns->used = NULL;
}

/* From a trace to turns; false when there are none, or no memory. */
static bool turns_find(struct sim_minimize *m, struct turns *turns)
{
	const struct sim_trial *trace = &turns->trace;

	turns->count = 0;
	turns->at = calloc(trace->askeds + 1, sizeof(*turns->at));
	turns->used = calloc(trace->askeds + 1, sizeof(*turns->used));
	if (!turns->at || !turns->used)
		return false;
	for (size_t i = 0; i < trace->askeds; i++)
		if (trace->asked[i].pause &&
		    !strcmp(trace->names.name[trace->asked[i].who],
			    turns->name)) {
			turns->who = trace->asked[i].who;
			turns->pause = trace->asked[i].what;
			turns->at[turns->count++] = i;
		}
	for (size_t i = 0; turns->count && i < m->best.count; i++) {
		const struct sim_deviation *d = &m->best.deviation[i];
		size_t turn = is_own(m, turns, d) ? turn_of(m, turns, d) : 0;

		if (turn)
			turns->used[turn - 1] = true;
	}
	return turns->count;
}

static bool turns_trace(struct sim_minimize *m, struct turns *turns)
{
	struct sim_sparse same = sim_minimize_without(m, 0, 0);

	sim_minimize_try(m, &same, &turns->trace);
	return turns_find(m, turns);
}

/* True when it got better; the turns are those of @best then. */
static bool try_without_turns(struct sim_minimize *m, struct turns *turns,
			      size_t from, size_t to)
{
	struct sim_sparse candidate = without_turns(m, turns, from, to);
	struct sim_trial trace = { 0 };
	bool better = candidate.deviation &&
		      sim_minimize_try(m, &candidate, &trace);

	if (!better) {
		sim_trial_free(&trace);
		return false;
	}
	turns_free(turns);
	turns->trace = trace;
	if (!turns_find(m, turns))
		turns->count = 0;
	return true;
}

/* So many turns of @from to @to have decisions. */
static size_t used_between(const struct turns *turns, size_t from, size_t to)
{
	size_t n = 0;

	for (; from < to && from < turns->count; from++)
		n += turns->used[from];
	return n;
}

/* The turn before which @n turns that are used come after @from. */
static size_t turn_after(const struct turns *turns, size_t from, size_t n)
{
	for (; from < turns->count && n; from++)
		n -= turns->used[from];
	return from;
}

/* Nothing more after as few turns as can be. */
static bool rest(struct sim_minimize *m, struct turns *turns)
{
	size_t low = 0;
	bool any = false;

	while (!m->stopped) {
		size_t left = used_between(turns, low, turns->count), from;

		if (left < 2)
			return any;
		from = turn_after(turns, low, left / 2);
		if (try_without_turns(m, turns, from, turns->count))
			any = true;
		else
			low = from;
	}
	return any;
}

/* Pieces of @size turns that have decisions, from the first on. */
static bool join(struct sim_minimize *m, struct turns *turns, size_t size)
{
	size_t from = turn_after(turns, 0, 0);
	bool any = false;

	while (from < turns->count && !m->stopped) {
		size_t to = turn_after(turns, from, size);

		if (to >= turns->count)
			to = turns->count - 1;
		if (used_between(turns, from, to + 1) < 2)
			break;
		if (try_without_turns(m, turns, from, to))
			any = true;
		else
			from = to;
	}
	return any;
}

static bool actor_improve(struct sim_minimize *m, const char *name)
{
	struct turns turns = { .name = name };
	bool any = false;

	if (turns_trace(m, &turns)) {
		size_t size = used_between(&turns, 0, turns.count);

		any |= rest(m, &turns);
		for (; size > 1 && !m->stopped; size = (size + 1) / 2) {
			any |= join(m, &turns, size - 1);
			if (size == 2)
				break;
		}
	}
	turns_free(&turns);
	return any;
}

/* Do at least two answers belong to @who, who pauses now and then? */
static bool has_turns(const struct sim_minimize *m, size_t who,
		      const struct sim_trial *trace)
{
	size_t n = 0;
	bool pauses = false;

	for (size_t i = 0; i < m->best.count; i++)
		n += sim_minimize_is_answer(&m->best.deviation[i]) &&
		     m->best.deviation[i].who == who;
	for (size_t i = 0; n > 1 && !pauses && i < trace->askeds; i++)
		pauses = trace->asked[i].pause &&
			 !strcmp(trace->names.name[trace->asked[i].who],
				 m->best.name[who]);
	return pauses;
}

bool sim_minimize_pauses(struct sim_minimize *m)
{
	struct sim_trial trace = { 0 };
	struct sim_sparse same;
	bool any = false;
	size_t answers = 0;

	for (size_t i = 0; i < m->best.count; i++)
		answers += sim_minimize_is_answer(&m->best.deviation[i]);
	if (answers < 2)
		return false;
	same = sim_minimize_without(m, 0, 0);
	sim_minimize_try(m, &same, &trace);
	for (size_t who = 0; who < m->best.names && !m->stopped; who++)
		if (has_turns(m, who, &trace))
			any |= actor_improve(m, m->best.name[who]);
	sim_trial_free(&trace);
	return any;
}
