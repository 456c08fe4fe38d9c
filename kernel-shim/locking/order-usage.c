// SPDX-License-Identifier: GPL-2.0-only
/*
 * order-usage.c: locks taken in interrupts against locks held with interrupts
 * on.
 *
 * Stands in for the usage states of kernel/locking/lockdep.c. Who holds B with
 * interrupts on may be interrupted by who takes A; if A is also held while B
 * is waited for, by way of any locks, both wait for ever. Readers block only
 * writers, as on the other edges of the graph.
 */
#include <linux/debug_locks.h>
#include "sim-lock-order.h"

#ifdef CONFIG_LOCKDEP

/* Usage bits that @weak leaves: a reader there blocks nobody. */
static unsigned int usage_left(unsigned int usage, bool weak)
{
	return weak ? usage & SIM_USAGE_WRITES : usage;
}

/* Hard and soft, of either mode, as the bits for writers. */
static unsigned int usage_fold(unsigned int usage)
{
	return (usage | usage >> 1) & SIM_USAGE_WRITES;
}

/* A local lock is no lock, but the disabling of what could interrupt. */
static bool usage_skipped(unsigned int node)
{
	return sim_order_nodes[node].lock_type != LD_LOCK_NORMAL;
}

struct usage_search {
	unsigned int wanted;	/* bits; any mode unless weak */
	unsigned int gathered;	/* bits seen so far, of SIM_USED_ALL */
	unsigned int start;
};

static enum sim_order_step match_usage(unsigned int node, bool weak, void *arg)
{
	struct usage_search *search = arg;

	if (node == search->start)
		return SIM_ORDER_ON;
	if (usage_skipped(node))
		return SIM_ORDER_NOT_BEYOND;
	return usage_left(sim_order_nodes[node].usage, weak) & search->wanted ?
	       SIM_ORDER_FOUND : SIM_ORDER_ON;
}

static enum sim_order_step gather_usage(unsigned int node, bool weak, void *arg)
{
	struct usage_search *search = arg;

	if (usage_skipped(node))
		return SIM_ORDER_NOT_BEYOND;
	search->gathered |= usage_left(sim_order_nodes[node].usage, weak) &
			    SIM_USED_ALL;
	return SIM_ORDER_ON;
}

static const char *usage_words(unsigned int used)
{
	return usage_fold(used) & SIM_USED_HARD ? "HARDIRQ" : "SOFTIRQ";
}

static void order_tell(unsigned int safe, unsigned int unsafe,
		       unsigned int used, const u16 *way, unsigned int count)
{
	struct sim_order_text title = {};

	sim_order_add(&title, "WARNING: ");
	sim_order_add(&title, usage_words(used));
	sim_order_add(&title, "-safe -> ");
	sim_order_add(&title, usage_words(used));
	sim_order_add(&title, "-unsafe lock order detected: ");
	sim_order_add_label(&title, safe);
	sim_order_add(&title, ", taken in interrupts, before ");
	sim_order_add_label(&title, unsafe);
	sim_order_add(&title, ", held with them on");
	sim_order_tell(SIM_KIND_LOCK_ORDER, &title, way, count);
}

/* Backwards from @node: who is taken in the interrupts of @used? */
static unsigned int safe_before(unsigned int node, bool weak,
				unsigned int used)
{
	struct usage_search search = { .wanted = used };
	bool end;

	return sim_order_search(node, weak, true, match_usage, &search, &end);
}

/* False when the new order is one of irq-safe before irq-unsafe. */
bool sim_order_irq_edge(unsigned int from, bool from_read, unsigned int to,
			bool to_recursive)
{
	struct usage_search back = {}, ahead = {};
	unsigned int safe, unsafe, both;
	u16 way[4];
	bool weak;

	sim_order_search(from, from_read, true, gather_usage, &back, &weak);
	if (!back.gathered)
		return true;
	both = usage_fold(back.gathered);
	ahead.wanted = (both | SIM_USAGE_READ(both)) << 4;
	unsafe = sim_order_search(to, to_recursive, false, match_usage, &ahead,
				  &weak);
	if (!unsafe)
		return true;
	both &= usage_fold(usage_left(sim_order_nodes[unsafe].usage, weak) >> 4);
	both |= SIM_USAGE_READ(both);
	weak = sim_order_way(unsafe, weak, false, way, ARRAY_SIZE(way));
	safe = safe_before(from, from_read, both);
	order_tell(safe ?: from, unsafe, both, way, weak);
	return false;
}

static void usage_tell_one(const struct held_lock *held, unsigned int used)
{
	struct sim_order_text title = {};

	sim_order_add(&title, "WARNING: inconsistent lock state: ");
	sim_order_add_label(&title, held->class_idx);
	sim_order_add(&title, " is taken in a ");
	sim_order_add(&title, usage_words(used));
	sim_order_add(&title, " and held with those on");
	sim_order_tell(SIM_KIND_LOCK_ORDER, &title, NULL, 0);
}

/* The same lock in both ways, at least one of them for writing. */
static bool usage_conflicts(unsigned int usage, unsigned int bit)
{
	unsigned int writes = bit & SIM_USAGE_WRITES;
	unsigned int other = usage_fold(bit);

	other = bit & SIM_USED_ALL ? other << 4 : other >> 4;
	return usage & (writes ? other | SIM_USAGE_READ(other) : other);
}

/* Others that the new usage of @node is at odds with. */
static void usage_others(unsigned int node, unsigned int bit)
{
	bool used = bit & SIM_USED_ALL, weak = !(bit & SIM_USAGE_WRITES);
	unsigned int other, fold = usage_fold(bit);
	struct usage_search search = { .start = node };
	u16 way[4];
	bool end;

	if (usage_skipped(node))
		return;
	fold = used ? fold << 4 : fold >> 4;
	search.wanted = fold | SIM_USAGE_READ(fold);
	other = sim_order_search(node, weak, !used, match_usage, &search, &end);
	if (!other)
		return;
	fold = sim_order_way(other, end, !used, way, ARRAY_SIZE(way));
	order_tell(used ? node : other, used ? other : node,
		   used ? bit : bit >> 4, way, fold);
}

static void usage_add(const struct held_lock *held, unsigned int bit)
{
	struct sim_order_node *node = &sim_order_nodes[held->class_idx];
	bool conflict = usage_conflicts(node->usage, bit);

	node->usage |= bit;
	if (conflict)
		usage_tell_one(held, bit & SIM_USED_ALL ? bit : bit >> 4);
	else
		usage_others(held->class_idx, bit);
}

/* What is new in @usage is checked and remembered. */
void sim_order_mark(struct held_lock *held, unsigned int usage)
{
	unsigned int bit;

	usage &= ~sim_order_nodes[held->class_idx].usage;
	for (bit = 1; usage; usage &= ~bit, bit <<= 1)
		if (usage & bit)
			usage_add(held, bit);
}

#endif /* CONFIG_LOCKDEP */
