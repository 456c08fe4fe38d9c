// SPDX-License-Identifier: GPL-2.0-only
/*
 * held.c: which task holds which lock, for reports and the wait-for graph.
 *
 * A short array per task; taking and dropping a lock touch only its end.
 * Locks beyond SIM_HELD_MAX are not remembered, nor is any while no checker
 * asks who holds it; reports then lack the holders.
 */
#include "machine.h"

bool sim_holders_kept(void)
{
	return sim_check_is_on(SIM_CHECK_DEADLOCK) ||
	       sim_check_is_on(SIM_CHECK_PROGRESS);
}

static void held_add(struct sim_task *task, struct sim_held held)
{
	if (!task || task->held_count == SIM_HELD_MAX || !sim_holders_kept())
		return;
	if (!task->held_count)
		sim_link_append(&M->holders, &task->holds);
	task->held[task->held_count++] = held;
}

void sim_lock_acquired(enum sim_wait what, const void *object,
		       const char *name, unsigned int flags)
{
	held_add(M->current, (struct sim_held){ object, name, what, flags });
}

static bool held_drop(struct sim_task *task, const void *object)
{
	for (int i = task->held_count; i--; ) {
		if (task->held[i].object != object)
			continue;
		if (!--task->held_count)
			sim_link_remove(&task->holds);
		for (; i < task->held_count; i++)
			task->held[i] = task->held[i + 1];
		return true;
	}
	return false;
}

/* Some locks are dropped by another task than took them (rwsems, semaphores). */
void sim_lock_released(enum sim_wait what, const void *object)
{
	struct sim_link *link;

	(void)what;
	if (!M->current || held_drop(M->current, object))
		return;
	for (link = M->holders.next; link != &M->holders; link = link->next)
		if (held_drop(sim_entry(link, struct sim_task, holds), object))
			return;
}

void sim_hold_begin(struct sim_context *ctx, enum sim_wait what,
		    const void *object, const char *name)
{
	if (ctx)
		held_add(ctx->host, (struct sim_held){ object, name, what, 0 });
}

void sim_hold_end(struct sim_context *ctx, const void *object)
{
	if (ctx && ctx->host)
		held_drop(ctx->host, object);
}
