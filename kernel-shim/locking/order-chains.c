// SPDX-License-Identifier: GPL-2.0-only
/*
 * order-chains.c: chains of held locks that were found to be in order.
 *
 * Stands in for the chain cache of kernel/locking/lockdep.c
 * (Documentation/locking/lockdep-design.rst, "Performance"). A chain is all
 * that the checks of order look at when a lock is taken: the locks held, how,
 * in which context, and the one asked for. What is known of order only grows,
 * so a chain that was asked once and complained of by nobody need not be asked
 * again, as long as its nodes are the same: they have a stamp that is never
 * used twice. A chain is known by 64 bits of hash, as lockdep's.
 */
#include <linux/hardirq.h>
#include <linux/hash.h>
#include <linux/stddef.h>
#include "sim-lock-order.h"
#include "sim-shadow.h"

#ifdef CONFIG_LOCKDEP

#define SIM_CHAINS_BITS	11

static u64 known[1 << SIM_CHAINS_BITS] __sim_unscanned;

/* The fields of bits of a held lock, which fill one word. */
static u64 held_bits(const struct held_lock *held)
{
	BUILD_BUG_ON(sizeof(*held) != offsetofend(struct held_lock, nest_lock) +
				      sizeof(u64));
	return *(const u64 *)(&held->nest_lock + 1);
}

/* No check looks at it: a reader of RCU. */
static bool held_aside(const struct held_lock *held)
{
	return !held->check && held->references == SIM_HELD_READER;
}

static u64 chain_mix(u64 key, u64 value)
{
	key = (key ^ value) * GOLDEN_RATIO_64;
	return key ^ key >> 32;
}

/**
 * sim_order_chain() - the locks that current holds up to one
 * @held: the last, which it asks for
 * Return: the chain's key; 0 for one that is always to be asked.
 * Context: any.
 */
u64 sim_order_chain(const struct held_lock *held)
{
	const struct task_struct *task = current;
	u64 key = !!in_interrupt() | task->softirqs_enabled << 1;
	const struct held_lock *h;

	if (held->nest_lock || sim_order_nodes[held->class_idx].cmp ||
	    sim_order_selftest || sim_order_in_transition())
		return 0;
	for (h = task->held_locks; h <= held; h++) {
		if (held_aside(h))
			continue;
		key = chain_mix(key, held_bits(h));
		key = chain_mix(key, sim_order_nodes[h->class_idx].stamp |
				(u64)sim_order_nodes[h->pin_count].stamp << 32);
	}
	return key | 1;
}

static u64 *chain_place(u64 key)
{
	return &known[key >> (64 - SIM_CHAINS_BITS)];
}

/* Context: any. */
bool sim_order_chain_known(u64 key)
{
	return key && *chain_place(key) == key;
}

/* It was asked, and nobody complained. Context: any. */
void sim_order_chain_learn(u64 key)
{
	if (key)
		*chain_place(key) = key;
}

#endif /* CONFIG_LOCKDEP */
