// SPDX-License-Identifier: GPL-2.0-only
/*
 * search.c: from one run of an exhaustive search to the next: back to the
 * deepest decision with an option that was not tried.
 */
#include <string.h>
#include "sim/search.h"

void sim_search_begin(struct sim_search *search, int preemption_bound,
		      bool reduce)
{
	memset(search, 0, sizeof(*search));
	search->preemption_bound = preemption_bound;
	/* A run left out as equivalent may be the one within the bound. */
	search->reduce = reduce && preemption_bound < 0;
}

static bool option_allowed(const struct sim_search *search,
			   const struct sim_search_node *node, unsigned int at)
{
	uint32_t preemptions = node->preemptions + (node->current && at);

	if (node->asleep & 1u << at)
		return false;
	return search->preemption_bound < 0 ||
	       preemptions <= (uint32_t)search->preemption_bound;
}

bool sim_search_next(struct sim_search *search)
{
	search->executions += !search->redundant;
	search->redundant = false;
	while (search->length) {
		struct sim_search_node *node = &search->node[search->length - 1];

		while (++node->at < node->options)
			if (option_allowed(search, node, node->at))
				return true;
		search->length--;
	}
	return false;
}
