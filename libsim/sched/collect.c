// SPDX-License-Identifier: GPL-2.0-only
/*
 * collect.c: who could go on at a decision point.
 *
 * In this order, which is part of a run's definition: due hardware events,
 * interrupt lines, IPIs, clock events, tasks on CPUs, tasks and actors off
 * CPUs. What shares an owner or a name only offers its first.
 */
#include <stdlib.h>
#include <string.h>
#include "machine.h"

/* What the CPUs allow at this point, as masks. */
struct cpu_masks {
	uint32_t interruptible, idle, preemptible;
};

static struct cpu_masks cpu_masks(void)
{
	struct cpu_masks masks = { 0 };

	for (int cpu = 0; cpu < M->cpus; cpu++) {
		const struct sim_task *task = M->cpu[cpu].current;
		const struct sim_context *ctx = &task->ctx;
		uint32_t bit = 1u << cpu;

		if (ctx->irqs_off)
			continue;
		if (!(ctx->preempt_count & (SIM_HARDIRQ_MASK | SIM_NMI_MASK)))
			masks.interruptible |= bit;
		if (ctx->preempt_count || task->irq_depth)
			continue;
		if (task->kind == SIM_TASK_IDLE)
			masks.idle |= bit;
		else
			masks.preemptible |= bit;
	}
	return masks;
}

/* ---- candidates on a CPU, and those of hardware: made anew each time ---- */

static void candidates_grow(void)
{
	unsigned int room = sim_host.room ? sim_host.room * 2 : 256;

	sim_host.own_candidate = realloc(sim_host.own_candidate, room *
					 sizeof(*sim_host.own_candidate));
	sim_host.own_pick = realloc(sim_host.own_pick,
				    room * sizeof(*sim_host.own_pick));
	if (!sim_host.own_candidate || !sim_host.own_pick)
		sim_fault("the host is out of memory");
	sim_host.room = room;
}

/*
 * Field by field: a structure that is put together elsewhere would be read back
 * in larger pieces than it was written in, for which the processor waits.
 */
static inline struct sim_candidate *add(unsigned int n, enum sim_pick_kind kind,
					void *subject, int index, uint32_t cpus)
{
	struct sim_pick *pick;

	if (sim_unlikely(n == sim_host.room))
		candidates_grow();
	pick = &sim_host.own_pick[n];
	pick->kind = kind;
	pick->index = index;
	pick->cpus = cpus;
	pick->subject = subject;
	return &sim_host.own_candidate[n];
}

static inline void describe(struct sim_candidate *candidate, uint32_t entity,
			    enum sim_op op)
{
	candidate->entity = entity;
	candidate->op = op;
	candidate->object = NULL;
	candidate->site = 0;
	candidate->current = false;
}

static bool event_behind(const struct sim_event *event, uint32_t index)
{
	for (uint32_t i = 0; i < index; i++) {
		const struct sim_event *earlier = sim_event_due(i);

		if (earlier->id == event->id ||
		    (event->owner && earlier->owner == event->owner))
			return true;
	}
	return false;
}

static unsigned int add_events(unsigned int n)
{
	for (uint32_t i = 0; i < M->due_count; i++) {
		struct sim_event *event = sim_event_due(i);

		if (event_behind(event, i))
			continue;
		describe(add(n++, SIM_PICK_EVENT, event, 0, 0), event->id,
			 SIM_OP_DEVICE);
	}
	return n;
}

static unsigned int add_lines(unsigned int n, uint32_t cpus)
{
	uint64_t lines = sim_irq_wanted();

	for (; lines; lines &= lines - 1) {
		int line = __builtin_ctzll(lines);
		uint32_t may = M->irq_cpus[line] & cpus;

		if (!may)
			continue;
		describe(add(n++, SIM_PICK_LINE, NULL, line, may),
			 M->irq_entity[line], SIM_OP_IRQ);
	}
	return n;
}

static unsigned int add_per_cpu(unsigned int n, uint32_t cpus, int line,
				const uint32_t *entity)
{
	for (; cpus; cpus &= cpus - 1) {
		int cpu = __builtin_ctz(cpus);
		enum sim_op op = line == SIM_IRQ_IPI ? SIM_OP_IRQ :
						       SIM_OP_CLOCK;

		describe(add(n++, SIM_PICK_LINE, NULL, line, 1u << cpu),
			 entity[cpu], op);
	}
	return n;
}

static unsigned int add_task(unsigned int n, struct sim_task *task,
			     enum sim_pick_kind kind, uint32_t cpus)
{
	struct sim_candidate *candidate = add(n, kind, task, 0, cpus);

	candidate->entity = task->entity;
	candidate->op = task->op;
	candidate->object = task->object;
	candidate->site = task->site;
	candidate->current = task == M->current;
	return n + 1;
}

static uint32_t task_cpus(const struct sim_task *task)
{
	if (task->ctx.no_migrate > 0)
		return 1u << task->ctx.cpu;
	if (task->ctx.allowed_cpu >= 0)
		return 1u << task->ctx.allowed_cpu;
	return ~0u;
}

/* ---- those of the ready list ---- */

/* CPUs on which a ready task may go on now; actors need none. */
static uint32_t cpus_for(uint32_t may, const struct cpu_masks *masks)
{
	uint32_t idle = may & masks->idle;

	return idle ? idle & -idle : may & masks->preemptible;
}

/* Some of them cannot go on here and now, so each is looked at. */
static unsigned int add_some_ready(unsigned int n, const struct cpu_masks *masks)
{
	for (uint32_t i = 0; i < M->ready_count; i++) {
		struct sim_task *task = M->ready.task[i];
		bool actor = task->kind == SIM_TASK_ACTOR;
		uint32_t cpus = actor ? 0 : cpus_for(task_cpus(task), masks);

		if (actor || cpus)
			n = add_task(n, task, SIM_PICK_READY, cpus);
	}
	return n;
}

/* What an actor that runs is about to do is in the list too. */
static void mark_current(struct sim_task *self)
{
	for (uint32_t i = 0; i < M->ready_count; i++) {
		struct sim_candidate *c = &M->ready.candidate[i];

		if (M->ready.task[i] == self) {
			c->op = self->op;
			c->object = self->object;
			c->site = self->site;
			c->current = true;
		} else {
			c->current = false;
		}
	}
	M->ready.marked = self->ready;
}

/*
 * All of them can: the others are put before them, and that is the table.
 */
static unsigned int add_all_ready(unsigned int head, uint32_t cpus)
{
	struct sim_candidate *ready = M->ready.candidate;
	struct sim_task *self = M->current;

	/* The tables do not exist before the first of the others. */
	if (head) {
		memcpy(ready - head, sim_host.own_candidate,
		       head * sizeof(*ready));
		memcpy(sim_host.head_pick, sim_host.own_pick,
		       head * sizeof(*sim_host.own_pick));
	}
	sim_host.candidate = ready - head;
	sim_host.head = head;
	sim_host.ready_cpus = cpus;
	if (sim_unlikely(self->ready || M->ready.marked))
		mark_current(self);
	return head + M->ready_count;
}

/* Field by field, as add() does. */
static inline void pick_copy(struct sim_pick *to, const struct sim_pick *from)
{
	to->kind = from->kind;
	to->index = from->index;
	to->cpus = from->cpus;
	to->subject = from->subject;
}

/* What index @i of the table stands for. */
void sim_pick_at(unsigned int i, struct sim_pick *pick)
{
	struct sim_task *task;

	if (sim_host.candidate == sim_host.own_candidate) {
		pick_copy(pick, &sim_host.own_pick[i]);
		return;
	}
	if (i < sim_host.head) {
		pick_copy(pick, &sim_host.head_pick[i]);
		return;
	}
	i -= sim_host.head;
	M->ready.hint = i;
	task = M->ready.task[i];
	pick->kind = SIM_PICK_READY;
	pick->index = 0;
	pick->cpus = task->kind == SIM_TASK_ACTOR ? 0 : sim_host.ready_cpus;
	pick->subject = task;
}

static unsigned int collect_head(const struct cpu_masks *masks)
{
	unsigned int n = 0;

	if (M->due_count)
		n = add_events(n);
	if (M->irq_active)
		n = add_lines(n, masks->interruptible);
	if (M->ipi_mask | M->clock_mask) {
		n = add_per_cpu(n, M->ipi_mask & masks->interruptible,
				SIM_IRQ_IPI, M->ipi_entity);
		n = add_per_cpu(n, M->clock_mask & masks->interruptible,
				SIM_IRQ_CLOCK, M->clock_entity);
	}
	for (uint32_t mask = M->run_mask; mask; mask &= mask - 1) {
		int cpu = __builtin_ctz(mask);

		n = add_task(n, M->cpu[cpu].current, SIM_PICK_ON_CPU, 0);
	}
	return n;
}

/* Fills the candidate table; returns how many there are. */
unsigned int sim_collect(void)
{
	struct cpu_masks masks = cpu_masks();
	unsigned int n = collect_head(&masks);
	uint32_t cpus;

	if (M->ready_count) {
		cpus = cpus_for(~0u, &masks);
		if (cpus && !M->ready.bound && n <= SIM_HEAD_ROOM)
			return add_all_ready(n, cpus);
		n = add_some_ready(n, &masks);
	}
	sim_host.candidate = sim_host.own_candidate;
	return n;
}
