// SPDX-License-Identifier: GPL-2.0-only
/*
 * race_calls.c: the tree of calls, so that each access knows its stack.
 *
 * A node is a place that calls and its callers' node; an access notes the node
 * and thereby the stack, which is still there when another access meets it.
 * Nodes are looked for when an access is noted, not at each call: many calls
 * note nothing that is not known. When the tree is full, further calls are left
 * out; so are those deeper than RACE_DEPTH.
 */
#include "race.h"

#ifdef CONFIG_KCSAN

static u32 *node_head(u32 parent, u32 site)
{
	u64 hash = ((u64)parent << 32 | site) * 0x9e3779b97f4a7c15ULL;

	return &RT->node_head[hash >> 40 & (RACE_NODE_HEADS - 1)];
}

/* 0: no more room. */
static u32 node_make(u32 *head, u32 parent, u32 site)
{
	u32 number = RT->nodes + 1;

	if (number == 1U << RACE_NODE_BITS)
		return 0;
	RT->nodes = number;
	RT->node[number] = (struct race_node) {
		.site = site, .parent = parent, .next = *head,
	};
	*head = number;
	return number;
}

static bool node_is(u32 number, u32 parent, u32 site)
{
	return RT->node[number].site == site &&
	       RT->node[number].parent == parent;
}

static u32 node_search(u32 parent, u32 site)
{
	u32 *head = node_head(parent, site), number;

	for (number = *head; number; number = RT->node[number].next)
		if (node_is(number, parent, site))
			return number;
	return node_make(head, parent, site);
}

/* Mostly code does as it did before, so this follows the same node. */
static u32 node_child(u32 parent, u32 site)
{
	u32 *after = &RT->node[RT->node_last].after;

	if (unlikely(!node_is(*after, parent, site)))
		*after = node_search(parent, site);
	RT->node_last = *after;
	return *after;
}

/* A frame is often the one that was there before, as in a loop. */
static u32 frame_node(struct race_frame *frame, u32 parent)
{
	u32 node;

	if (frame->node_site == frame->site && frame->node_parent == parent)
		return frame->node;
	node = node_child(parent, frame->site);
	frame->node = node ?: parent;
	frame->node_site = node ? frame->site : 0;
	frame->node_parent = parent;
	return frame->node;
}

/* The slow half of race_node(). */
u32 race_node_find(struct race_flow *flow)
{
	while (flow->known < flow->depth)
		flow->node = frame_node(&RT->frame[flow->sid][++flow->known],
					flow->node);
	return flow->node;
}

/* The stack of an access, innermost first; how many frames. */
unsigned int race_frames(const struct race_cell *cell, unsigned long *frames)
{
	unsigned int count = 0;
	u32 node = cell->node & RACE_NODES;

	frames[count++] = SIM_IMAGE_BASE + cell->site;
	for (; node && count < SIM_RACE_FRAMES; node = RT->node[node].parent)
		frames[count++] = SIM_IMAGE_BASE + RT->node[node].site;
	return count;
}
#endif
