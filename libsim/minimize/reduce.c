// SPDX-License-Identifier: GPL-2.0-only
/*
 * reduce.c: takes deviations out of a schedule while the finding shows; after
 * Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input"
 * (IEEE TSE 2002), with complements only.
 *
 * What is left out goes the plain way, so every candidate is a whole schedule.
 * A replay also tells which deviations never took place: those go as well.
 */
#include <stdlib.h>
#include <string.h>

#include "minimize/minimize.h"
#include "sim/sparse_list.h"

/* With fewer deviations than this halving them all is as quick. */
#define GROUPS_LEAST	64
/* Into so many pieces those of one kind are divided before all are. */
#define PIECES		16

void sim_trial_free(struct sim_trial *trial)
{
	sim_sparse_free(&trial->names);
	free(trial->choice);
	trial->choice = NULL;
	trial->choices = 0;
}

/* Names are shared with @best, so a copy is freed by its deviations alone. */
struct sim_sparse sim_minimize_without(const struct sim_minimize *m,
				       size_t from, size_t n)
{
	struct sim_sparse copy = m->best;
	size_t after = copy.count - from - n;

	copy.deviation = malloc((copy.count + 2) * sizeof(*copy.deviation));
	if (!copy.deviation)
		return copy;
	copy.count -= n;
	if (!m->best.count)
		return copy;
	memcpy(copy.deviation, m->best.deviation,
	       from * sizeof(*copy.deviation));
	memcpy(copy.deviation + from, m->best.deviation + from + n,
	       after * sizeof(*copy.deviation));
	return copy;
}

static bool is_better(const struct sim_minimize *m,
		      const struct sim_trial *trial)
{
	if (trial->preemptions != m->preemptions)
		return trial->preemptions < m->preemptions;
	return trial->made < m->best.count;
}

/* Only what took place, in the order in which it did. */
static void keep(struct sim_minimize *m, const struct sim_sparse *candidate,
		 const struct sim_trial *trial)
{
	struct sim_deviation *made;

	made = malloc((trial->made + 1) * sizeof(*made));
	if (!made)
		return;
	for (size_t i = 0; i < trial->made; i++)
		made[i] = candidate->deviation[trial->list[i].index];
	free(m->best.deviation);
	m->best.deviation = made;
	m->best.count = trial->made;
	m->preemptions = trial->preemptions;
}

int sim_minimize_replay(struct sim_minimize *m, struct sim_trial *trial)
{
	int ret;

	if (m->stopped || m->replays >= m->replays_most) {
		m->stopped = true;
		return -1;
	}
	m->replays++;
	ret = m->replay(m->arg, trial);
	if (ret < 0)
		m->stopped = true;
	if (m->progress)
		m->progress(m->arg, m);
	return ret;
}

bool sim_minimize_try(struct sim_minimize *m, struct sim_sparse *candidate,
		      struct sim_trial *trace)
{
	struct sim_trial trial = {
		.schedule = candidate, .list = m->list, .trace = trace,
	};
	bool better = candidate->deviation &&
		      sim_minimize_replay(m, &trial) > 0 &&
		      is_better(m, &trial);

	if (better)
		keep(m, candidate, &trial);
	free(candidate->deviation);
	candidate->deviation = NULL;
	if (trace)
		*trace = trial;
	else
		sim_trial_free(&trial);
	return better;
}

static bool try_without(struct sim_minimize *m, size_t from, size_t n)
{
	struct sim_sparse candidate = sim_minimize_without(m, from, n);

	return sim_minimize_try(m, &candidate, NULL);
}

/* The shortest beginning after which the finding comes by itself. */
static void cut_end(struct sim_minimize *m)
{
	size_t low = 0;

	while (m->best.count - low > 1 && !m->stopped) {
		size_t length = low + (m->best.count - low) / 2;

		if (!try_without(m, length, m->best.count - length))
			low = length;
	}
}

/* Those that @drop says, all at once: often none of them is needed. */
static bool drop_if(struct sim_minimize *m,
		    bool (*drop)(const struct sim_deviation *d))
{
	struct sim_sparse candidate = sim_minimize_without(m, 0, 0);
	size_t kept = 0;

	for (size_t i = 0; candidate.deviation && i < candidate.count; i++)
		if (!drop(&candidate.deviation[i]))
			candidate.deviation[kept++] = candidate.deviation[i];
	if (kept == candidate.count) {
		free(candidate.deviation);
		return false;
	}
	candidate.count = kept;
	return sim_minimize_try(m, &candidate, NULL);
}

static bool is_pick(const struct sim_deviation *d)
{
	return d->kind == SIM_DEVIATE_PICK;
}

static bool is_time(const struct sim_deviation *d)
{
	return d->kind == SIM_DEVIATE_TIME;
}

static bool is_turn(const struct sim_deviation *d)
{
	return d->kind == SIM_DEVIATE_TURN;
}

static bool is_number(const struct sim_deviation *d)
{
	return d->kind == SIM_DEVIATE_NUMBER;
}

typedef bool of_kind(const struct sim_deviation *d);

static size_t count_of(const struct sim_minimize *m, of_kind *kind)
{
	size_t n = 0;

	for (size_t i = 0; i < m->best.count; i++)
		n += kind(&m->best.deviation[i]);
	return n;
}

/* Without those of a kind that are @from the first on, @n of them. */
static bool try_without_some(struct sim_minimize *m, of_kind *kind,
			     size_t from, size_t n)
{
	struct sim_sparse candidate = sim_minimize_without(m, 0, 0);
	size_t kept = 0, at = 0;

	for (size_t i = 0; candidate.deviation && i < candidate.count; i++)
		if (!kind(&candidate.deviation[i]) || at++ - from >= n)
			candidate.deviation[kept++] = candidate.deviation[i];
	if (candidate.deviation)
		candidate.count = kept;
	return sim_minimize_try(m, &candidate, NULL);
}

/* As few of the last ones of a kind as will do. */
static void drop_first(struct sim_minimize *m, of_kind *kind)
{
	size_t least = 0;	/* so many at least are needed */

	while (!m->stopped) {
		size_t count = count_of(m, kind), n = (count - least + 1) / 2;

		if (count <= least + 1)
			return;
		if (!try_without_some(m, kind, 0, n))
			least = count - n + 1 > least ? count - n + 1 : least;
	}
}

/* Pieces of those of a kind, from the last on, down to pieces of @size. */
static void drop_some(struct sim_minimize *m, of_kind *kind, size_t size)
{
	size_t piece = (count_of(m, kind) + 1) / 2;

	while (piece >= size && piece && !m->stopped) {
		size_t end = count_of(m, kind);

		while (end && !m->stopped) {
			size_t from = end > piece ? end - piece : 0, left;

			try_without_some(m, kind, from, end - from);
			left = count_of(m, kind);
			end = from < left ? from : left;
		}
		if (piece == 1)
			return;
		piece = (piece + 1) / 2;
	}
}

/* Pieces of @size, from the end; true when one of them was not needed. */
static bool drop_pieces(struct sim_minimize *m, size_t size)
{
	bool any = false;
	size_t end = m->best.count;

	while (end && !m->stopped) {
		size_t from = end > size ? end - size : 0;
		bool dropped = try_without(m, from, end - from);

		any |= dropped;
		end = from < m->best.count ? from : m->best.count;
	}
	return any;
}

static void drop_all(struct sim_minimize *m)
{
	size_t size = m->best.count;

	while (size > 1 && !m->stopped) {
		size = (size + 1) / 2;
		if (size > m->best.count)
			size = m->best.count;
		drop_pieces(m, size);
	}
	while (m->best.count && !m->stopped && drop_pieces(m, 1))
		;
}

/* Turns stand alone, so they go before what was decided in them. */
static void drop_turns(struct sim_minimize *m)
{
	drop_first(m, is_turn);
	drop_some(m, is_turn, 1);
}

/* Large pieces of a kind: of the last ones only a few are needed. */
static void drop_coarse(struct sim_minimize *m, of_kind *kind)
{
	drop_first(m, kind);
	drop_some(m, kind, count_of(m, kind) / PIECES + 1);
}

static void drop_groups(struct sim_minimize *m, bool plain)
{
	if (m->best.count > GROUPS_LEAST)
		sim_minimize_groups(m, plain);
}

/*
 * Switches count since a turn began, so those before the ones that matter can
 * go; then what happens meanwhile, which takes the switches in it along. What
 * they were needed for may be gone with it.
 */
static void drop_switches(struct sim_minimize *m)
{
	drop_first(m, is_pick);
	drop_coarse(m, is_turn);
	if (drop_if(m, is_pick) || !count_of(m, is_pick) ||
	    sim_minimize_plain(m))
		return;
	drop_groups(m, false);
	drop_coarse(m, is_pick);
	drop_some(m, is_turn, 1);
	drop_if(m, is_pick);
}

/*
 * Without any switch, any move of time; then without what belongs together.
 */
static void drop_kinds(struct sim_minimize *m)
{
	bool plain = drop_if(m, is_pick) ||
		     (count_of(m, is_pick) && sim_minimize_plain(m));

	drop_if(m, is_time);
	if (!drop_if(m, is_number))
		drop_some(m, is_number, count_of(m, is_number) / PIECES + 1);
	if (plain)
		drop_turns(m);
	else
		drop_switches(m);
	if (!count_of(m, is_pick))
		drop_groups(m, true);
}

static int first_replay(struct sim_minimize *m)
{
	struct sim_sparse all = sim_minimize_without(m, 0, 0);
	struct sim_trial trial = { .schedule = &all, .list = m->list };
	int ret = all.deviation ? sim_minimize_replay(m, &trial) : -1;

	if (ret > 0)
		keep(m, &all, &trial);
	sim_trial_free(&trial);
	free(all.deviation);
	return ret;
}

int sim_minimize_run(struct sim_minimize *m)
{
	int ret;

	m->list = malloc((m->best.count + 2) * sizeof(*m->list));
	if (!m->list)
		return -1;
	ret = first_replay(m);
	if (ret > 0) {
		if (m->best.count && !try_without(m, 0, m->best.count))
			drop_kinds(m);
		while (m->preemptions && !m->stopped && sim_minimize_kin(m))
			;
		cut_end(m);
		drop_all(m);
		while (m->preemptions && !m->stopped &&
		       (sim_minimize_kin(m) || sim_minimize_switches(m)))
			drop_all(m);
	}
	free(m->list);
	m->list = NULL;
	return ret;
}
