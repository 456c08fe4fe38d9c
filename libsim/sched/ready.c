// SPDX-License-Identifier: GPL-2.0-only
/*
 * ready.c: who is able to go on and on no CPU, kept as candidates so that a
 * decision need not look at each of them.
 */
#include <string.h>
#include "machine.h"

static void *grow(const void *old, size_t used, size_t bytes)
{
	void *bigger = sim_state_alloc(bytes);

	if (old)
		memcpy(bigger, old, used);
	return bigger;
}

static void ready_grow(void)
{
	struct sim_ready *ready = &M->ready;
	uint32_t room = ready->room ? ready->room * 2 : 32;
	struct sim_candidate *old = ready->candidate;
	struct sim_task **task = ready->task;

	if (old)
		old -= SIM_HEAD_ROOM;
	ready->candidate = grow(old, (SIM_HEAD_ROOM + ready->room) *
				sizeof(*old), (SIM_HEAD_ROOM + room) *
				sizeof(*old));
	ready->candidate += SIM_HEAD_ROOM;
	ready->task = grow(task, ready->room * sizeof(*task),
			   room * sizeof(*task));
	ready->room = room;
	sim_state_free(old);
	sim_state_free(task);
}

static bool is_bound(const struct sim_task *task)
{
	return task->kind == SIM_TASK_PLAIN &&
	       (task->ctx.no_migrate > 0 || task->ctx.allowed_cpu >= 0);
}

/* Its affinity may have changed. */
void sim_ready_rebind(struct sim_task *task)
{
	bool bound = is_bound(task);

	M->ready.bound += bound - task->bound;
	task->bound = bound;
}

void sim_ready_add(struct sim_task *task)
{
	struct sim_ready *ready = &M->ready;
	uint32_t at = M->ready_count;

	if (sim_unlikely(at == ready->room))
		ready_grow();
	M->ready_count++;
	task->ready = true;
	task->bound = false;
	sim_ready_rebind(task);
	ready->task[at] = task;
	ready->candidate[at] = (struct sim_candidate){
		.entity = task->entity, .op = task->op,
		.object = task->object, .site = task->site,
	};
}

void sim_ready_remove(struct sim_task *task)
{
	struct sim_ready *ready = &M->ready;
	uint32_t at = ready->hint, after;

	if (at >= M->ready_count || ready->task[at] != task)
		for (at = 0; ready->task[at] != task; )
			at++;
	M->ready.bound -= task->bound;
	task->ready = false;
	after = --M->ready_count - at;
	memmove(&ready->task[at], &ready->task[at + 1],
		after * sizeof(*ready->task));
	memmove(&ready->candidate[at], &ready->candidate[at + 1],
		after * sizeof(*ready->candidate));
}
