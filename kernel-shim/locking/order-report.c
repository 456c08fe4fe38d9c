// SPDX-License-Identifier: GPL-2.0-only
/*
 * order-report.c: what lock order has to tell, in lockdep's words.
 *
 * A finding is possible, not observed: no task was stuck in this run. It has
 * the stack that closed the circle and, of the other edges, those where each
 * was first seen.
 */
#include <linux/debug_locks.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include "sim/border_memory.h"
#include "sim-lock-order.h"
#include "sim-report.h"

#ifdef CONFIG_LOCKDEP

bool sim_order_off;
struct task_struct *sim_order_selftest;
unsigned int sim_order_complaints;

void sim_order_add(struct sim_order_text *text, const char *word)
{
	while (*word && text->used < sizeof(text->text) - 1)
		text->text[text->used++] = *word++;
	text->text[text->used] = '\0';
}

static bool leads_somewhere(const void *pointer)
{
	unsigned long address = (unsigned long)pointer;

	return address - SIM_IMAGE_BASE < SIM_ARENA_BASE - SIM_IMAGE_BASE ||
	       address - SIM_ARENA_BASE < SIM_ARENA_SIZE;
}

bool sim_order_same(const char *name, const char *wanted)
{
	if (!leads_somewhere(name))
		return false;
	while (*name && *name == *wanted)
		name++, wanted++;
	return *name == *wanted;
}

bool sim_order_plausible(const struct lockdep_map *map)
{
	return leads_somewhere(map->name) &&
	       (!map->key || leads_somewhere(map->key));
}

/* "name", "name/1" for a subclass, "&dev->mutex of 1-1" for one device. */
void sim_order_add_label(struct sim_order_text *text, unsigned int number)
{
	const struct sim_order_node *node = &sim_order_nodes[number];
	char subclass[] = { '/', '0' + node->subclass, '\0' };

	sim_order_add(text, node->name ?: "?");
	if (node->subclass)
		sim_order_add(text, subclass);
	if (!node->label[0])
		return;
	sim_order_add(text, " of ");
	sim_order_add(text, node->label);
}

/*
 * As lockdep does after its first report: the self-test looks at debug_locks.
 * True when that is all.
 */
bool sim_order_silent(void)
{
	sim_order_complaints++;
	if (!debug_locks_silent || current != sim_order_selftest)
		return false;
	debug_locks = 0;
	return true;
}

static void stack_fill(struct sim_report_stack *stack, unsigned int number)
{
	const struct sim_order_edge *edge = &sim_order_edges[number];
	struct sim_order_text text = {};
	unsigned int i;

	sim_order_add_label(&text, edge->from);
	sim_order_add(&text, " -> ");
	sim_order_add_label(&text, edge->to);
	for (i = 0; i < sizeof(stack->title) - 1 && text.text[i]; i++)
		stack->title[i] = text.text[i];
	stack->title[i] = '\0';
	stack->frames = edge->stack;
	stack->count = edge->frames;
}

void sim_order_tell(enum sim_kind kind, const struct sim_order_text *title,
		    const u16 *edges, unsigned int count)
{
	struct sim_report_stack stacks[SIM_REPORT_STACKS];
	unsigned int i;

	if (sim_order_silent() || sim_order_off)
		return;
	count = min(count, SIM_REPORT_STACKS);
	for (i = 0; i < count; i++)
		stack_fill(&stacks[i], edges[i]);
	sim_report_stacks(kind, title->text, false, stacks, count);
}

/* After a search from @next that ended at @prev. */
void sim_order_cycle(unsigned int prev, unsigned int next, bool weak)
{
	struct sim_order_text title = {};
	u16 way[8];
	unsigned int count = sim_order_way(prev, weak, false, way,
					   ARRAY_SIZE(way));
	unsigned int i = count;

	sim_order_add(&title, "WARNING: possible circular locking dependency detected: ");
	sim_order_add_label(&title, prev);
	sim_order_add(&title, " --> ");
	sim_order_add_label(&title, next);
	while (i--) {
		sim_order_add(&title, " --> ");
		sim_order_add_label(&title, sim_order_edges[way[i]].to);
	}
	sim_order_tell(SIM_KIND_LOCK_ORDER, &title, way, count);
}

void sim_order_overflow(const char *what)
{
	if (sim_order_off)
		return;
	sim_order_off = true;
	pr_warn("lock order: more %s than there is room for, checking stops\n",
		what);
}

#endif /* CONFIG_LOCKDEP */
