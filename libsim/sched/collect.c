// SPDX-License-Identifier: GPL-2.0-only
/*
 * collect.c: who could go on at a decision point.
 *
 * In this order, which is part of a run's definition: due hardware events,
 * interrupt lines, IPIs, clock events, tasks on CPUs, tasks and actors off
 * CPUs. What shares an owner or a name only offers its first.
 */
#include <stdlib.h>
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

static void candidates_grow(void)
{
	unsigned int room = sim_host.room ? sim_host.room * 2 : 64;

	sim_host.candidate = realloc(sim_host.candidate,
				     room * sizeof(*sim_host.candidate));
	sim_host.pick = realloc(sim_host.pick, room * sizeof(*sim_host.pick));
	if (!sim_host.candidate || !sim_host.pick)
		sim_fault("the host is out of memory");
	sim_host.room = room;
}

static unsigned int add(unsigned int n, struct sim_candidate candidate,
			struct sim_pick pick)
{
	if (sim_unlikely(n == sim_host.room))
		candidates_grow();
	sim_host.candidate[n] = candidate;
	sim_host.pick[n] = pick;
	return n + 1;
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
		n = add(n, (struct sim_candidate){ .entity = event->id,
						   .op = SIM_OP_DEVICE },
			(struct sim_pick){ .kind = SIM_PICK_EVENT,
					   .subject = event });
	}
	return n;
}

static unsigned int add_lines(unsigned int n, uint32_t cpus)
{
	uint64_t lines = M->irq_active;

	for (; lines; lines &= lines - 1) {
		int line = __builtin_ctzll(lines);
		uint32_t may = M->irq_cpus[line] & cpus;

		if (!may)
			continue;
		n = add(n, (struct sim_candidate){
				.entity = M->irq_entity[line], .op = SIM_OP_IRQ },
			(struct sim_pick){ .kind = SIM_PICK_LINE,
					   .index = line, .cpus = may });
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

		n = add(n, (struct sim_candidate){ .entity = entity[cpu],
						   .op = op },
			(struct sim_pick){ .kind = SIM_PICK_LINE,
					   .index = line,
					   .cpus = 1u << cpu });
	}
	return n;
}

static unsigned int add_task(unsigned int n, struct sim_task *task,
			     enum sim_pick_kind kind, uint32_t cpus)
{
	return add(n, (struct sim_candidate){
			.entity = task->entity, .op = task->op,
			.object = task->object, .site = task->site,
			.current = task == M->current },
		   (struct sim_pick){ .kind = kind, .cpus = cpus,
				      .subject = task });
}

static uint32_t task_cpus(const struct sim_task *task)
{
	if (task->ctx.no_migrate > 0)
		return 1u << task->ctx.cpu;
	if (task->ctx.allowed_cpu >= 0)
		return 1u << task->ctx.allowed_cpu;
	return ~0u;
}

static unsigned int add_ready(unsigned int n, const struct cpu_masks *masks)
{
	struct sim_link *link = M->ready.next;

	for (; link != &M->ready; link = link->next) {
		struct sim_task *task = sim_entry(link, struct sim_task, ready);
		uint32_t may = task_cpus(task);
		uint32_t idle = may & masks->idle;

		may &= masks->preemptible;
		if (task->kind == SIM_TASK_ACTOR)
			n = add_task(n, task, SIM_PICK_READY, 0);
		else if (idle)		/* the first idle CPU */
			n = add_task(n, task, SIM_PICK_READY, idle & -idle);
		else if (may)
			n = add_task(n, task, SIM_PICK_READY, may);
	}
	return n;
}

/* Fills the candidate table; returns how many there are. */
unsigned int sim_collect(void)
{
	struct cpu_masks masks = cpu_masks();
	unsigned int n = 0;

	if (M->due_count)
		n = add_events(n);
	if (M->irq_active)
		n = add_lines(n, masks.interruptible);
	if (M->ipi_mask | M->clock_mask) {
		n = add_per_cpu(n, M->ipi_mask & masks.interruptible,
				SIM_IRQ_IPI, M->ipi_entity);
		n = add_per_cpu(n, M->clock_mask & masks.interruptible,
				SIM_IRQ_CLOCK, M->clock_entity);
	}
	for (uint32_t mask = M->run_mask; mask; mask &= mask - 1) {
		int cpu = __builtin_ctz(mask);

		n = add_task(n, M->cpu[cpu].current, SIM_PICK_ON_CPU, 0);
	}
	return M->ready_count ? add_ready(n, &masks) : n;
}
