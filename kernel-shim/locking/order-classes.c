// SPDX-License-Identifier: GPL-2.0-only
/*
 * order-classes.c: lock order by class, as lockdep checks it.
 *
 * Stands in for the checks of kernel/locking/lockdep.c, written from
 * Documentation/locking/lockdep-design.rst: recursion within a class, circular
 * order, irq-safe against irq-unsafe, wait contexts. Unlike lockdep it goes on
 * after the first report, and tells each pair of locks once.
 *
 * Not modelled: statistics, locks without a key in dynamic
 * memory (they are not followed).
 */
#include <linux/debug_locks.h>
#include <linux/hardirq.h>
#include <linux/percpu.h>
#include "sim-lock-order.h"
#include "sim-locks.h"

#ifdef CONFIG_LOCKDEP

/* A static lock is its own key; per-CPU copies share the first's. */
static bool class_key_assign(struct lockdep_map *map)
{
	unsigned long address = (unsigned long)map;

	if (__is_kernel_percpu_address(address, &address) ||
	    address < SIM_ARENA_BASE) {
		map->key = (void *)address;
		return true;
	}
	return false;
}

static bool class_cached(struct sim_order_node *node, struct lockdep_map *map,
			 unsigned int subclass)
{
	return node > sim_order_nodes &&
	       node < sim_order_nodes + SIM_ORDER_NODES &&
	       node->key == map->key && node->subclass == subclass &&
	       !node->instance && node->used;
}

unsigned int sim_order_class(struct lockdep_map *map, unsigned int subclass)
{
	struct sim_order_node *node = (void *)map->class_cache[0];
	unsigned int number;

	if (class_cached(node, map, subclass))
		return node - sim_order_nodes;
	if (!map->key && !class_key_assign(map))
		return 0;
	number = sim_order_node_get(map->key, subclass, false,
				    sim_order_name(map->name));
	if (!number)
		return 0;
	sim_order_nodes[number].lock_type = map->lock_type;
	map->class_cache[0] = (void *)&sim_order_nodes[number];
	return number;
}

static bool nest_lock_held(const struct held_lock *held)
{
	const struct held_lock *h;

	for (h = current->held_locks; h < held; h++)
		if (h->instance == held->nest_lock)
			return true;
	return false;
}

/* Earlier hold of the same class that this one cannot be nested in. */
static const struct held_lock *class_recursion(const struct held_lock *held,
					       bool *nested)
{
	lock_cmp_fn cmp = sim_order_nodes[held->class_idx].cmp;
	const struct held_lock *h, *nest = NULL;

	*nested = false;
	for (h = current->held_locks; h < held; h++) {
		if (h->instance == held->nest_lock)
			nest = h;
		if (h->class_idx != held->class_idx)
			continue;
		if (held->read == 2 && h->read) {
			*nested = true;
			continue;
		}
		if (cmp && cmp(h->instance, held->instance) < 0)
			continue;
		if (held->sync && held->read && h->read)
			continue;
		if (!nest)
			return h;
		*nested = true;
		return NULL;
	}
	return NULL;
}

static enum sim_order_step match_node(unsigned int node, bool weak, void *arg)
{
	const unsigned int *wanted = arg;	/* node, held shared */

	return node == wanted[0] && !(weak && wanted[1]) ? SIM_ORDER_FOUND :
							   SIM_ORDER_ON;
}

/* True when @prev was held, in mode, while @next is asked for: in order. */
static bool class_edge(const struct held_lock *prev,
		       const struct held_lock *next, unsigned int mode)
{
	unsigned int wanted[2] = { prev->class_idx, prev->read != 0 };
	bool weak;

	if (sim_order_search(next->class_idx, next->read == 2, false,
			     match_node, wanted, &weak)) {
		sim_order_cycle(prev->class_idx, next->class_idx, weak);
		return false;
	}
	return sim_order_irq_edge(prev->class_idx, prev->read != 0,
				  next->class_idx, next->read == 2);
}

static unsigned int edge_mode(const struct held_lock *prev,
			      const struct held_lock *next)
{
	unsigned int mode = next->read == 2 ? SIM_EDGE_ER : SIM_EDGE_EN;

	return prev->read ? mode << 2 : mode;
}

static void class_edge_add(const struct held_lock *prev,
			   const struct held_lock *next)
{
	unsigned int mode = edge_mode(prev, next), edge;
	bool good;

	if (prev->class_idx == next->class_idx || !prev->class_idx)
		return;
	edge = sim_order_edge_find(prev->class_idx, next->class_idx);
	if (edge && (sim_order_edges[edge].modes | sim_order_edges[edge].bad) &
	    mode)
		return;
	good = (edge && sim_order_edges[edge].bad) ||
	       class_edge(prev, next, mode);
	edge = sim_order_edge_add(prev->class_idx, next->class_idx);
	if (!edge)
		return;
	if (good && !sim_order_edges[edge].bad)
		sim_order_edges[edge].modes |= mode;
	else
		sim_order_edges[edge].bad |= mode;
}

/* Up to the nearest lock that was waited for: what is before it is known. */
static void class_edges_add(const struct held_lock *held)
{
	const struct held_lock *h;

	for (h = held - 1; h >= current->held_locks; h--) {
		if (h->irq_context != held->irq_context)
			return;
		if (!h->check)
			continue;
		class_edge_add(h, held);
		if (!h->trylock)
			return;
	}
}

static void complain(enum sim_kind kind, const char *words, unsigned int node)
{
	struct sim_order_text title = {};

	sim_order_add(&title, words);
	sim_order_add_label(&title, node);
	sim_order_tell(kind, &title, NULL, 0);
}

static u8 wait_inner_of_context(void)
{
	if (lockdep_hardirq_context())
		return LD_WAIT_SPIN;
	return current->softirq_context ? LD_WAIT_CONFIG : LD_WAIT_MAX;
}

/* A lock that sleeps, asked for under one that may not. */
static void wait_context_check(const struct held_lock *held)
{
	struct lockdep_map *map = held->instance;
	u8 outer = map->wait_type_outer ?: map->wait_type_inner;
	u8 inner = wait_inner_of_context(), one;
	const struct held_lock *h;

	if (!map->wait_type_inner || held->trylock)
		return;
	for (h = current->held_locks; h < held; h++) {
		if (h->irq_context != held->irq_context)
			continue;
		one = h->instance->wait_type_inner;
		if (h->instance->lock_type == LD_LOCK_WAIT_OVERRIDE)
			inner = one;
		else if (one && one < inner)
			inner = one;
	}
	if (outer > inner)
		complain(SIM_KIND_SLEEP_IN_ATOMIC,
			 "BUG: Invalid wait context: trying to lock ",
			 held->class_idx);
}

static unsigned int usage_of(const struct held_lock *held)
{
	unsigned int usage = 0;

	if (!held->trylock) {
		if (lockdep_hardirq_context())
			usage |= SIM_USED_HARD;
		if (current->softirq_context)
			usage |= SIM_USED_SOFT;
	}
	if (!held->hardirqs_off && !held->sync) {
		usage |= SIM_OPEN_HARD;
		if (current->softirqs_enabled)
			usage |= SIM_OPEN_SOFT;
	}
	return held->read ? SIM_USAGE_READ(usage) : usage;
}

/* A pair of locks is told once; the edge to itself remembers that. */
static bool recursion_told(unsigned int node)
{
	unsigned int edge = sim_order_edge_add(node, node);
	bool told = !edge || sim_order_edges[edge].bad;

	if (edge)
		sim_order_edges[edge].bad = SIM_EDGE_EN;
	return told;
}

static void recursion_tell(const struct held_lock *held)
{
	if (sim_order_silent() || recursion_told(held->class_idx))
		return;
	complain(SIM_KIND_LOCK_ORDER,
		 "WARNING: possible recursive locking detected: already holding one of the class of ",
		 held->class_idx);
}

/* All that is asked when a lock is taken or waited for. */
void sim_order_check(struct held_lock *held)
{
	bool nested;

	wait_context_check(held);
	if (!held->check || !held->class_idx)
		return;
	sim_order_mark(held, usage_of(held));
	if (held->nest_lock && !nest_lock_held(held))
		complain(SIM_KIND_BUG,
			 "WARNING: Nested lock was not taken: ",
			 held->class_idx);
	if (held->trylock)
		return;
	if (class_recursion(held, &nested))
		recursion_tell(held);
	else if (!nested)
		class_edges_add(held);
}

/* Interrupts come on: what is held now is held with them on. */
void sim_order_mark_held(unsigned int usage)
{
	struct task_struct *task = current;
	int i;

	for (i = 0; i < task->lockdep_depth; i++) {
		struct held_lock *held = &task->held_locks[i];

		if (held->check && held->class_idx)
			sim_order_mark(held, held->read ?
				       SIM_USAGE_READ(usage) : usage);
	}
}

#endif /* CONFIG_LOCKDEP */
