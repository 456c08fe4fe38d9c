// SPDX-License-Identifier: GPL-2.0-only
/*
 * strategy_dfs.c: one run of an exhaustive depth-first search.
 *
 * It goes the way that struct sim_search holds, and from its end on takes the
 * first option everywhere and lengthens the way by each decision.
 *
 * - Who waits to take a lock that is held exclusively is no option; when all
 *   do, it is a deadlock, which the first to go on will notice.
 * - The way of a new task to its first point is nobody else's business and is
 *   gone at once.
 * - Going on with another while the current could go on is a preemption
 *   (Musuvathi, Qadeer, "Iterative Context Bounding", PLDI 2007), unless the
 *   other is hardware or the current gave way.
 * - With sleep sets (Godefroid 1996) an option that was tried at an earlier
 *   decision sleeps until a step conflicts with its own; what is asleep need
 *   not be tried, and a run of which only sleepers are left is redundant.
 *
 * Does not model: numbers that a strategy chooses; they are always the same.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "strategy.h"

struct dfs {
	struct sim_turn turn;		/* before the mark */
	bool marked;
	uint32_t depth;
	unsigned int sleepers;
	struct sim_search_step sleeper[SIM_SEARCH_OPTIONS];
};

static void dfs_start(void *state, uint64_t seed)
{
	struct sim_search *search = sim_strategy_search();
	struct dfs *dfs = state;

	(void)seed;
	dfs->marked = !search || !search->from_mark;
	if (search)
		search->preemptions = 0;
}

void sim_search_mark(void)
{
	struct dfs *dfs = sim_host.strategy_state;

	if (dfs && sim_host.strategy == &sim_strategy_dfs)
		dfs->marked = true;
}

/* Would an attempt only wait? */
static bool is_blocked(const struct sim_candidate *c)
{
	const struct sim_held *held;

	if (c->op != SIM_OP_LOCK || !c->object)
		return false;
	if (!sim_holder_of(c->object, NULL, &held))
		return false;
	return held->what != SIM_WAIT_RWSEM_READ &&
	       held->what != SIM_WAIT_RWLOCK_READ;
}

/* Who reached the point comes first, or last when it gave way. */
static unsigned int option_rank(const struct sim_candidate *c)
{
	return !c->current ? 1 : sim_candidate_yields(c) ? 2 : 0;
}

/* Places of those able to go on, by rank; their number. */
static unsigned int options_find(const struct sim_candidate *c, unsigned int n,
				 unsigned int *place, bool *cut)
{
	unsigned int options = 0;

	for (unsigned int rank = 0; rank < 3; rank++)
		for (unsigned int i = 0; i < n; i++) {
			if (option_rank(&c[i]) != rank || is_blocked(&c[i]))
				continue;
			if (options == SIM_SEARCH_OPTIONS)
				*cut = true;
			else
				place[options++] = i;
		}
	return options;
}

static struct sim_search_step step_of(const struct sim_candidate *c)
{
	return (struct sim_search_step){ c->entity, c->op, c->object };
}

static bool is_asleep(const struct dfs *dfs, uint32_t entity)
{
	for (unsigned int i = 0; i < dfs->sleepers; i++)
		if (dfs->sleeper[i].entity == entity)
			return true;
	return false;
}

static void wake_conflicting(struct dfs *dfs, const struct sim_candidate *done)
{
	unsigned int left = 0;

	for (unsigned int i = 0; i < dfs->sleepers; i++)
		if (!sim_steps_conflict(dfs->sleeper[i].op,
					dfs->sleeper[i].object, done->op,
					done->object))
			dfs->sleeper[left++] = dfs->sleeper[i];
	dfs->sleepers = left;
}

static void put_to_sleep(struct dfs *dfs, const struct sim_search_node *node)
{
	for (unsigned int i = 0; i < node->at; i++)
		if (!(node->asleep & 1u << i) &&
		    dfs->sleepers < SIM_SEARCH_OPTIONS)
			dfs->sleeper[dfs->sleepers++] = node->option[i];
}

static void __attribute__((noreturn)) end_redundant(struct sim_search *search)
{
	search->redundant = true;
	sim_run_end(SIM_PASSED, "equivalent to an earlier run");
}

static void node_add(struct sim_search *search, const struct dfs *dfs,
		     const struct sim_candidate *c, const unsigned int *place,
		     unsigned int options)
{
	struct sim_search_node *node = &search->node[search->length];
	const struct sim_candidate *first = &c[place[0]];

	*node = (struct sim_search_node){
		.options = options, .preemptions = search->preemptions,
		.current = first->current && !sim_candidate_yields(first),
	};
	for (unsigned int i = 0; i < options; i++) {
		node->option[i] = step_of(&c[place[i]]);
		if (is_asleep(dfs, c[place[i]].entity))
			node->asleep |= 1u << i;
	}
	while (node->at < options && node->asleep & 1u << node->at)
		node->at++;
	if (node->at == options)
		end_redundant(search);
	search->length++;
}

static unsigned int node_follow(const struct sim_search_node *node,
				const struct sim_candidate *c,
				const unsigned int *place, unsigned int options)
{
	uint32_t entity = node->option[node->at].entity;

	for (unsigned int i = 0; i < options; i++)
		if (c[place[i]].entity == entity)
			return i;
	sim_run_end(SIM_FAULT,
		    "the search met other choices than in its last run: %s cannot go on",
		    sim_name_at(entity));
}

/* Which of more than one option; its index in @place. */
static unsigned int branch(struct sim_search *search, struct dfs *dfs,
			   const struct sim_candidate *c,
			   const unsigned int *place, unsigned int options)
{
	struct sim_search_node *node = &search->node[dfs->depth];
	unsigned int i;

	if (dfs->depth == SIM_SEARCH_DEPTH) {
		search->cut = true;
		return 0;
	}
	if (dfs->depth++ == search->length)
		node_add(search, dfs, c, place, options);
	i = node_follow(node, c, place, options);
	if (node->current && i && !sim_candidate_is_hardware(&c[place[i]]))
		search->preemptions++;
	if (search->reduce)
		put_to_sleep(dfs, node);
	return i;
}

static unsigned int dfs_pick(void *state, const struct sim_candidate *c,
			     unsigned int n)
{
	struct sim_search *search = sim_strategy_search();
	unsigned int place[SIM_SEARCH_OPTIONS], options, i;
	struct dfs *dfs = state;
	bool cut = false;

	if (!dfs->marked)
		return sim_turn_pick(&dfs->turn, c, n);
	for (i = 0; i < n; i++)
		if (c[i].op == SIM_OP_NONE)
			return i;
	options = options_find(c, n, place, &cut);
	if (!options)
		return 0;
	i = 0;
	if (search && options > 1)
		i = branch(search, dfs, c, place, options);
	else if (search && is_asleep(dfs, c[place[0]].entity))
		end_redundant(search);
	if (search && cut)
		search->cut = true;
	wake_conflicting(dfs, &c[place[i]]);
	return place[i];
}

/* Large numbers are how late something is: as late as can be. */
static unsigned int dfs_choose(void *state, unsigned int n)
{
	(void)state;
	return n > 64 ? n - 1 : 0;
}

/* Steps of who is alone are not seen: a sleeper may have gone on then. */
static void dfs_end(void *state, enum sim_outcome outcome)
{
	struct sim_search *search = sim_strategy_search();
	const struct dfs *dfs = state;

	if (search && outcome == SIM_PASSED && dfs->sleepers)
		search->redundant = true;
}

/*
 * What a search is to leave out; it is the caller's to do, a single run is the
 * same in any case.
 */
bool sim_search_parse(const char *text, int *bound, bool *reduce)
{
	char *end;
	long number;

	*bound = -1;
	*reduce = !strcmp(text, "por");
	if (*reduce)
		return true;
	number = strtol(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || number > 1000000)
		return false;
	*bound = number;
	return true;
}

static bool dfs_parameter(void *state, const char *text)
{
	bool reduce;
	int bound;

	(void)state;
	return sim_search_parse(text, &bound, &reduce);
}

const struct sim_strategy sim_strategy_dfs = {
	.name = "dfs",
	.help = "all runs, depth first; dfs:B with at most B preemptions, dfs:por one of equivalent ones",
	.start = dfs_start, .pick = dfs_pick, .choose = dfs_choose,
	.end = dfs_end, .parameter = dfs_parameter,
	.state_bytes = sizeof(struct dfs), .preempts = true,
};
