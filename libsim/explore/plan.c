// SPDX-License-Identifier: GPL-2.0-only
/*
 * plan.c: which run gets which scenario, seed and strategy.
 *
 * A run is determined by the first seed and its number: the first runs of
 * each scenario come one after the other and are what the strategies' counts
 * are taken from; later ones only read those. A shard makes the learning runs
 * of the others as well, so that its own are those of the whole.
 */
#include <string.h>
#include <xxhash.h>

#include "explore/explore.h"

static const char *const portfolio[] = { "random", "pos", "surw", "pct:3" };
#define PORTFOLIO	(sizeof(portfolio) / sizeof(portfolio[0]))

uint64_t sim_explore_learning_runs(const struct sim_explore *explore)
{
	if (explore->searches)
		return 0;
	return (uint64_t)explore->sessions * SIM_EXPLORE_LEARN;
}

/*
 * Of as many runs in a row as there are shards each gets one, which one differs
 * from row to row: else a shard would get the same strategies ever again.
 */
static bool is_ours(const struct sim_explore *explore, uint64_t number)
{
	uint64_t row;

	if (!explore->shards)
		return true;
	row = number / explore->shards;
	return (number + XXH64(&row, sizeof(row), 0)) % explore->shards ==
	       explore->shard - 1;
}

static bool is_left(const struct sim_explore *explore)
{
	return !explore->runs || explore->next < explore->runs;
}

bool sim_explore_wants_more(struct sim_explore *explore, int running)
{
	uint64_t learning = sim_explore_learning_runs(explore);

	if (explore->until_met || explore->exhausted)
		return false;
	/* Each run of a search turns off where the last one tells it to. */
	if (explore->searches && running)
		return false;
	if (explore->cpu_seconds > 0 && explore->cpu_s >= explore->cpu_seconds)
		return false;
	/* The first ones are learnt from, in their order. */
	if (explore->learnt < learning && running)
		return false;
	while (is_left(explore) && explore->next >= learning &&
	       !is_ours(explore, explore->next))
		explore->next++;
	return is_left(explore);
}

void sim_explore_plan(struct sim_explore *explore,
		      struct sim_explore_slot *slot)
{
	uint64_t number = explore->next++;
	uint64_t round = number / explore->sessions;

	memset(slot, 0, sizeof(*slot));
	slot->number = number;
	slot->seed = explore->searches ? explore->first_seed :
		     (explore->first_seed + number) & INT64_MAX;
	slot->scenario = number % explore->sessions;
	slot->ours = is_ours(explore, number);
	slot->learns = number < sim_explore_learning_runs(explore);
	slot->strategy = explore->strategy ? explore->strategy :
			 slot->learns ? "random" : portfolio[round % PORTFOLIO];
}
