// SPDX-License-Identifier: GPL-2.0-only
/*
 * search.c: the exhaustive search as an exploration: every run of one scenario
 * and one seed, one after the other. The way of the search lies in shared
 * memory; workers that die do not take it along.
 */
#include <inttypes.h>
#include <string.h>

#include "explore/explore.h"

void sim_explore_search_begin(struct sim_explore *explore)
{
	const char *colon = strchr(explore->strategy, ':');
	bool reduce = false;
	int bound = -1;

	if (colon)
		sim_search_parse(colon + 1, &bound, &reduce);
	sim_search_begin(&explore->shared->search, bound, reduce);
}

void sim_explore_search_next(struct sim_explore *explore)
{
	if (!sim_search_next(&explore->shared->search))
		explore->exhausted = true;
}

void sim_explore_search_tell(const struct sim_explore *explore)
{
	const struct sim_search *search = &explore->shared->search;

	printf("search: %" PRIu64 " executions, %" PRIu64 " runs that were equivalent to one of them; ",
	       search->executions, explore->ended - search->executions);
	if (!explore->exhausted)
		printf("not finished, %u decisions deep\n", search->length);
	else if (search->cut)
		printf("no more below %d decisions of %d tasks, where it was cut\n",
		       SIM_SEARCH_DEPTH, SIM_SEARCH_OPTIONS);
	else if (search->preemption_bound >= 0)
		printf("there are no others with at most %d preemptions\n",
		       search->preemption_bound);
	else
		puts("there are no others");
}
