// SPDX-License-Identifier: GPL-2.0-only
/*
 * race_calls.c: the tree of calls, so that each access knows its stack.
 *
 * A node is a place that calls and its callers' node; an access notes the node
 * and thereby the stack, which is still there when another access meets it.
 * When the tree is full, further calls are counted and left out.
 */
#include "race.h"

#ifdef CONFIG_KCSAN

static u32 node_make(u32 parent, u32 site)
{
	struct race_node *above = &RT->node[parent], *node;
	u32 number = RT->nodes + 1;

	if (number == 1U << RACE_NODE_BITS)
		return 0;
	RT->nodes = number;
	node = &RT->node[number];
	node->site = site;
	node->parent = parent;
	node->next = above->child;
	above->child = number;
	return number;
}

/* 0: no more room. */
static u32 node_child(u32 parent, u32 site)
{
	struct race_node *above = &RT->node[parent];
	u32 *link = &above->child, number;

	if (likely(*link && RT->node[*link].site == site))
		return *link;
	for (; *link; link = &RT->node[*link].next) {
		number = *link;
		if (RT->node[number].site != site)
			continue;
		*link = RT->node[number].next;
		RT->node[number].next = above->child;
		above->child = number;
		return number;
	}
	return node_make(parent, site);
}

/* @caller: where the function that begins returns to. */
void __sim_race_call(unsigned long caller)
{
	struct race_flow *flow = race_now();
	u32 child = 0;

	if (unlikely(flow == &RT->actor))
		return;
	if (likely(!flow->lost))
		child = node_child(flow->node, caller - SIM_IMAGE_BASE);
	if (likely(child))
		flow->node = child;
	else
		flow->lost++;
}

/* Returns from calls made before anybody looked stay at the root. */
void __sim_race_return(void)
{
	struct race_flow *flow = race_now();

	if (unlikely(flow == &RT->actor))
		return;
	if (unlikely(flow->lost))
		flow->lost--;
	else
		flow->node = RT->node[flow->node].parent;
}

/* The stack of an access, innermost first; how many frames. */
unsigned int race_frames(const struct race_cell *cell, unsigned long *frames)
{
	unsigned int count = 0;
	u32 node = cell->node;

	frames[count++] = SIM_IMAGE_BASE + cell->site;
	for (; node && count < SIM_RACE_FRAMES; node = RT->node[node].parent)
		frames[count++] = SIM_IMAGE_BASE + RT->node[node].site;
	return count;
}
#endif
