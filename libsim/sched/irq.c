// SPDX-License-Identifier: GPL-2.0-only
/*
 * irq.c: interrupt lines, the per-CPU clock events, and IPIs.
 *
 * Stands in for an interrupt controller with one priority. A line is active
 * while it is unmasked, not in service, and asserted (level) or latched
 * (edge); pulses that meet a latched line merge. Does not model: priorities,
 * spurious interrupts, latencies other than the strategy's.
 */
#include <stdio.h>
#include "machine.h"

static void irq_update(void)
{
	M->irq_active = (M->irq_level | M->irq_edge) & M->irq_unmasked &
			~M->irq_service;
}

static void clock_run(struct sim_event *event)
{
	struct sim_cpu *cpu = sim_entry(event, struct sim_cpu, clock);

	M->clock_mask |= 1u << (cpu - M->cpu);
}

void sim_irq_init(void)
{
	char name[32];

	for (int i = 0; i < SIM_IRQ_LINES; i++) {
		snprintf(name, sizeof(name), "irq %d", i);
		M->irq_entity[i] = sim_name_index(name);
		M->irq_cpus[i] = ~0u;
	}
	for (int i = 0; i < SIM_MAX_CPUS; i++) {
		snprintf(name, sizeof(name), "clock cpu%d", i);
		M->clock_entity[i] = sim_name_index(name);
		snprintf(name, sizeof(name), "ipi cpu%d", i);
		M->ipi_entity[i] = sim_name_index(name);
		M->cpu[i].clock.run = clock_run;
		M->cpu[i].clock.id = SIM_EVENT_INTERNAL;
	}
}

static bool line_valid(int line)
{
	if (line > SIM_IRQ_NONE && line < SIM_IRQ_LINES)
		return true;
	sim_reportf(SIM_KIND_INVARIANT, true,
		    "interrupt line %d does not exist (1 to %d do)", line,
		    SIM_IRQ_LINES - 1);
	return false;
}

void sim_irq_level(int line, bool asserted)
{
	sim_assert(line > 0 && line < SIM_IRQ_LINES);
	if (asserted)
		M->irq_level |= 1ULL << line;
	else
		M->irq_level &= ~(1ULL << line);
	irq_update();
}

void sim_irq_pulse(int line)
{
	sim_assert(line > 0 && line < SIM_IRQ_LINES);
	M->irq_edge |= 1ULL << line;
	irq_update();
}

void sim_irq_unmask(int line, bool unmasked)
{
	if (!line_valid(line))
		return;
	if (unmasked)
		M->irq_unmasked |= 1ULL << line;
	else
		M->irq_unmasked &= ~(1ULL << line);
	irq_update();
}

/**
 * sim_irq_power - which device drives a line
 * @line: the line
 * @phys: address of one of the device's registers
 *
 * While the device is off (see sim_power_expect()) it asserts nothing.
 * Context: once, as the machine is made.
 */
void sim_irq_power(int line, uint64_t phys)
{
	sim_assert(line > 0 && line < SIM_IRQ_LINES);
	M->irq_phys[line] = phys;
}

static bool line_powered(int line)
{
	const struct sim_image_ops *image = sim_host.image;

	return !M->irq_phys[line] || !image->powered ||
	       image->powered(M->irq_phys[line]);
}

/* The lines that want service and may have it, without those that are off. */
uint64_t sim_irq_wanted(void)
{
	uint64_t wanted = M->irq_active;

	for (uint64_t left = wanted; left; left &= left - 1) {
		int line = __builtin_ctzll(left);

		if (!line_powered(line))
			wanted &= ~(1ULL << line);
	}
	return wanted;
}

void sim_irq_affinity(int line, unsigned int cpus)
{
	if (line_valid(line))
		M->irq_cpus[line] = cpus;
}

void sim_clock_arm(int cpu, uint64_t when_ns)
{
	sim_assert(cpu >= 0 && cpu < SIM_MAX_CPUS);
	M->clock_mask &= ~(1u << cpu);
	if (when_ns == SIM_NEVER)
		sim_event_disarm(&M->cpu[cpu].clock);
	else
		sim_event_arm(&M->cpu[cpu].clock, when_ns);
}

void sim_ipi_send(int cpu)
{
	sim_assert(cpu >= 0 && cpu < M->cpus);
	M->ipi_mask |= 1u << cpu;
}

static void line_acknowledge(int line, int cpu)
{
	if (line == SIM_IRQ_CLOCK) {
		M->clock_mask &= ~(1u << cpu);
	} else if (line == SIM_IRQ_IPI) {
		M->ipi_mask &= ~(1u << cpu);
	} else {
		M->irq_edge &= ~(1ULL << line);
		M->irq_service |= 1ULL << line;
		irq_update();
	}
}

static void line_finish(int line)
{
	M->irq_service &= ~(1ULL << line);
	irq_update();
}

/*
 * Runs the handler of task->inject on the stack of @task, which is current.
 * What the task was about to do, or waits for, is put aside meanwhile.
 */
void sim_irq_take(struct sim_task *task)
{
	struct sim_nest nest = {
		.outer = task->nest, .entry_fp = task->entry_fp,
		.pause = task->pause, .object = task->object,
		.site = task->site, .op = task->op, .step = task->step,
	};
	int line = task->inject;

	task->inject = 0;
	task->nest = &nest;
	task->pause = NULL;
	task->irq_depth++;
	sim_task_update(task);
	line_acknowledge(line, task->ctx.cpu);
	M->interrupts++;
	task->ctx.irqs_off = 1;
	sim_host.image->interrupt(line);
	task->ctx.irqs_off = 0;
	line_finish(line);
	task->irq_depth--;
	task->pause = nest.pause;
	task->nest = nest.outer;
	task->entry_fp = nest.entry_fp;
	task->object = nest.object;
	task->site = nest.site;
	task->op = nest.op;
	task->step = nest.step;
	sim_task_update(task);
}
