// SPDX-License-Identifier: GPL-2.0-only
/*
 * order-graph.c: nodes and edges of lock order, and searches in them.
 *
 * Stands in for the dependency graph of kernel/locking/lockdep.c. An edge has
 * the modes of Documentation/locking/lockdep-design.rst ("Recursive read
 * locks"): a cycle can block only if no recursive read is followed by a shared
 * hold, so a search carries that one bit along.
 */
#include "sim-lock-order.h"
#include "sim-shadow.h"

#ifdef CONFIG_LOCKDEP

#define SIM_ORDER_BUCKETS	4096

struct sim_order_node sim_order_nodes[SIM_ORDER_NODES] __sim_unscanned;
struct sim_order_edge sim_order_edges[SIM_ORDER_EDGES] __sim_unscanned;
unsigned long sim_order_site;

static u16 node_buckets[SIM_ORDER_BUCKETS] __sim_unscanned;
static u16 edge_buckets[SIM_ORDER_BUCKETS] __sim_unscanned;
static u16 node_free, edge_free;
static unsigned int node_count = 1, edge_count = 1;
static u32 node_stamp;

static unsigned int bucket_of(u64 value)
{
	return value * 0x9e3779b97f4a7c15ull >> 52;
}

static u16 *node_bucket(const void *key, unsigned int subclass, bool instance)
{
	return &node_buckets[bucket_of((u64)key + 31 * subclass + instance)];
}

unsigned int sim_order_node_find(const void *key, unsigned int subclass,
				 bool instance)
{
	unsigned int i = *node_bucket(key, subclass, instance);

	for (; i; i = sim_order_nodes[i].next)
		if (sim_order_nodes[i].key == key &&
		    sim_order_nodes[i].subclass == subclass &&
		    sim_order_nodes[i].instance == instance)
			return i;
	return 0;
}

static unsigned int node_take(void)
{
	unsigned int node = node_free;

	if (node)
		node_free = sim_order_nodes[node].next;
	else if (node_count < SIM_ORDER_NODES)
		node = node_count++;
	else
		sim_order_overflow("locks");
	return node;
}

unsigned int sim_order_node_get(const void *key, unsigned int subclass,
				bool instance, const char *name)
{
	unsigned int node = sim_order_node_find(key, subclass, instance);
	u16 *bucket = node_bucket(key, subclass, instance);

	if (node)
		return node;
	node = node_take();
	if (!node)
		return 0;
	sim_order_nodes[node] = (struct sim_order_node) {
		.key = key, .subclass = subclass, .instance = instance,
		.name = name, .used = true, .stamp = ++node_stamp,
		.next = *bucket,
	};
	*bucket = node;
	return node;
}

static u16 *edge_bucket(unsigned int from, unsigned int to)
{
	return &edge_buckets[bucket_of((u64)from << 16 | to)];
}

unsigned int sim_order_edge_find(unsigned int from, unsigned int to)
{
	unsigned int i = *edge_bucket(from, to);

	while (i && (sim_order_edges[i].from != from ||
		     sim_order_edges[i].to != to))
		i = sim_order_edges[i].next;
	return i;
}

/* Innermost first; empty in images and contexts without such a stack. */
static void edge_stack(struct sim_order_edge *edge)
{
	void **top = sim_self->call_top, **base = sim_self->call_stack;

	edge->stack[edge->frames++] = sim_order_site;
	if (!base || top - base > SIM_CALL_DEPTH)
		return;
	while (top > base && edge->frames < SIM_ORDER_FRAMES)
		edge->stack[edge->frames++] = (unsigned long)*--top;
}

static unsigned int edge_take(void)
{
	unsigned int edge = edge_free;

	if (edge)
		edge_free = sim_order_edges[edge].next;
	else if (edge_count < SIM_ORDER_EDGES)
		edge = edge_count++;
	else
		sim_order_overflow("dependencies");
	return edge;
}

unsigned int sim_order_edge_add(unsigned int from, unsigned int to)
{
	unsigned int number = sim_order_edge_find(from, to);
	struct sim_order_edge *edge;

	if (number)
		return number;
	number = edge_take();
	if (!number)
		return 0;
	edge = &sim_order_edges[number];
	*edge = (struct sim_order_edge) {
		.from = from, .to = to, .next = *edge_bucket(from, to),
		.out_next = sim_order_nodes[from].out,
		.in_next = sim_order_nodes[to].in,
	};
	*edge_bucket(from, to) = number;
	sim_order_nodes[from].out = number;
	sim_order_nodes[to].in = number;
	edge_stack(edge);
	return number;
}

static void edge_unlink(u16 *at, unsigned int edge, size_t next)
{
	while (*at != edge)
		at = (void *)&sim_order_edges[*at] + next;
	*at = *(u16 *)((void *)&sim_order_edges[edge] + next);
}

static void edge_zap(unsigned int number)
{
	struct sim_order_edge *edge = &sim_order_edges[number];

	edge_unlink(&sim_order_nodes[edge->from].out, number,
		    offsetof(struct sim_order_edge, out_next));
	edge_unlink(&sim_order_nodes[edge->to].in, number,
		    offsetof(struct sim_order_edge, in_next));
	edge_unlink(edge_bucket(edge->from, edge->to), number,
		    offsetof(struct sim_order_edge, next));
	edge->next = edge_free;
	edge_free = number;
}

/* Forgets a node and all that is known of its order. */
void sim_order_node_zap(unsigned int number)
{
	struct sim_order_node *node = &sim_order_nodes[number];
	u16 *at = node_bucket(node->key, node->subclass, node->instance);

	while (node->out)
		edge_zap(node->out);
	while (node->in)
		edge_zap(node->in);
	while (*at != number)
		at = &sim_order_nodes[*at].next;
	*at = node->next;
	*node = (struct sim_order_node) { .next = node_free };
	node_free = number;
}

void sim_order_zap_key(const void *key)
{
	unsigned int subclass, node;

	for (subclass = 0; subclass < MAX_LOCKDEP_SUBCLASSES; subclass++) {
		node = sim_order_node_find(key, subclass, false);
		if (node)
			sim_order_node_zap(node);
	}
}

/* The modes that may follow, and whether all of them are weak in turn. */
static unsigned int modes_after(unsigned int modes, bool weak, bool backwards,
				bool *next_weak)
{
	unsigned int strong = backwards ? SIM_EDGE_EN | SIM_EDGE_ER :
					  SIM_EDGE_EN | SIM_EDGE_SN;

	if (weak)
		modes &= backwards ? SIM_EDGE_EN | SIM_EDGE_SN :
				     SIM_EDGE_EN | SIM_EDGE_ER;
	*next_weak = !(modes & strong);
	return modes;
}

static u32 search_number;
static u16 queue[2 * SIM_ORDER_NODES] __sim_unscanned;	/* node << 1 | weak */

/* A node that was reached strongly need not be reached weakly. */
static bool search_reach(unsigned int node, bool weak, unsigned int edge,
			 bool from_weak)
{
	struct sim_order_node *n = &sim_order_nodes[node];

	if (n->seen[0] == search_number || n->seen[weak] == search_number)
		return false;
	n->seen[weak] = search_number;
	n->from[weak] = edge;
	n->from_state[weak] = from_weak;
	return true;
}

unsigned int sim_order_search(unsigned int start, bool weak, bool backwards,
			      sim_order_match match, void *arg, bool *end_weak)
{
	unsigned int head = 0, tail = 0, edge, node;
	enum sim_order_step step;
	bool next;

	search_number++;
	search_reach(start, weak, 0, false);
	queue[tail++] = start << 1 | weak;
	while (head < tail) {
		node = queue[head] >> 1;
		weak = queue[head++] & 1;
		step = match(node, weak, arg);
		*end_weak = weak;
		if (step == SIM_ORDER_FOUND)
			return node;
		if (step == SIM_ORDER_NOT_BEYOND)
			continue;
		edge = backwards ? sim_order_nodes[node].in :
				   sim_order_nodes[node].out;
		while (edge) {
			struct sim_order_edge *e = &sim_order_edges[edge];
			unsigned int other = backwards ? e->from : e->to;

			if (modes_after(e->modes, weak, backwards, &next) &&
			    search_reach(other, next, edge, weak))
				queue[tail++] = other << 1 | next;
			edge = backwards ? e->in_next : e->out_next;
		}
	}
	return 0;
}

unsigned int sim_order_way(unsigned int node, bool weak, bool backwards,
			   u16 *edges, unsigned int max)
{
	unsigned int count = 0, edge;

	while ((edge = sim_order_nodes[node].from[weak]) && count < max) {
		edges[count++] = edge;
		weak = sim_order_nodes[node].from_state[weak];
		node = backwards ? sim_order_edges[edge].to :
				   sim_order_edges[edge].from;
	}
	return count;
}

#endif /* CONFIG_LOCKDEP */
