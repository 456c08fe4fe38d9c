// SPDX-License-Identifier: GPL-2.0-only
/*
 * cpus.c: which thread has which CPU.
 *
 * Stands in for the picking in libsim/sched: first come, first served. A CPU
 * always has an owner, its idle thread when nobody else wants it; that one
 * takes interrupts, and gives the CPU up at once when a task is ready.
 */
#include "free.h"

struct sim_thread *sim_cpu_owner[SIM_MAX_CPUS];
struct sim_thread *sim_cpu_idle[SIM_MAX_CPUS];
/* Tasks that wait for a CPU. */
static struct sim_link ready = { &ready, &ready };
unsigned int sim_ready_count;
/* Tasks that wait for something of the host's, which takes real time. */
unsigned int sim_away_count;
/* Idle threads that wait for something to do. */
static bool asleep[SIM_MAX_CPUS];

static bool may_run(const struct sim_thread *thread, int cpu)
{
	if (thread->ctx.no_migrate > 0)
		return thread->ctx.cpu == cpu;
	return thread->ctx.allowed_cpu < 0 || thread->ctx.allowed_cpu == cpu;
}

static struct sim_thread *ready_for(int cpu)
{
	struct sim_link *link = ready.next;

	for (; link != &ready; link = link->next) {
		struct sim_thread *thread = sim_entry(link, struct sim_thread,
						      ready);

		if (may_run(thread, cpu))
			return thread;
	}
	return NULL;
}

/* Who waits for a CPU is found by asking each: nothing to move. */
void sim_task_bind(struct sim_context *ctx, int cpu)
{
	ctx->allowed_cpu = cpu;
}

static void cpu_hand_over(int cpu, struct sim_thread *to)
{
	struct sim_thread *from = sim_cpu_owner[cpu];

	if (sim_link_used(&to->ready)) {
		sim_link_remove(&to->ready);
		sim_ready_count--;
	}
	sim_cpu_owner[cpu] = to;
	to->ctx.cpu = cpu;
	to->state = SIM_THREAD_RUNNING;
	M->switches++;
	sim_point_off = true;
	sim_host.image->switched(&from->ctx, &to->ctx);
	sim_point_off = false;
	sim_attention_update();
	pthread_cond_signal(&to->go);
}

/* Its CPU goes to who waits longest. */
void sim_cpu_leave(struct sim_thread *thread)
{
	int cpu = thread->ctx.cpu;
	struct sim_thread *next = ready_for(cpu);

	cpu_hand_over(cpu, next ? next : sim_cpu_idle[cpu]);
}

void sim_cpu_ready(struct sim_thread *thread)
{
	thread->state = SIM_THREAD_READY;
	for (int cpu = 0; cpu < M->cpus; cpu++) {
		struct sim_thread *idle = sim_cpu_idle[cpu];

		if (sim_cpu_owner[cpu] != idle || idle->irq_depth ||
		    !may_run(thread, cpu))
			continue;
		cpu_hand_over(cpu, thread);
		return;
	}
	sim_link_append(&ready, &thread->ready);
	sim_ready_count++;
	sim_attention_update();
}

/* Behind all that are ready. */
void sim_cpu_yield(struct sim_thread *thread)
{
	struct sim_thread *next = ready_for(thread->ctx.cpu);

	if (!next)
		return;
	thread->state = SIM_THREAD_READY;
	sim_link_append(&ready, &thread->ready);
	sim_ready_count++;
	cpu_hand_over(thread->ctx.cpu, next);
	while (thread->state != SIM_THREAD_RUNNING)
		sim_machine_wait(&thread->go);
}

/* Everybody sleeps, and there is no interrupt to take. */
bool sim_cpus_idle(void)
{
	for (int cpu = 0; cpu < M->cpus; cpu++)
		if (!asleep[cpu] || sim_cpu_owner[cpu] != sim_cpu_idle[cpu])
			return false;
	return !sim_ready_count && !sim_away_count && !M->irq_active &&
	       !M->ipi_mask && !M->clock_mask;
}

static void idle_wait(struct sim_thread *idle)
{
	int cpu = idle->ctx.cpu;

	asleep[cpu] = sim_cpu_owner[cpu] == idle;
	if (asleep[cpu])
		sim_hardware_kick();
	sim_machine_wait(&idle->go);
	asleep[cpu] = false;
}

/* An idle thread holds the machine lock but where it waits or interrupts. */
void sim_cpu_idle_main(void *arg)
{
	struct sim_thread *idle = arg;
	int cpu = idle->ctx.cpu, line;

	for (;;) {
		struct sim_thread *next = ready_for(cpu);

		if (sim_cpu_owner[cpu] != idle)
			idle_wait(idle);
		else if ((line = sim_line_for(idle)))
			sim_line_take(idle, line);
		else if (next)
			cpu_hand_over(cpu, next);
		else
			idle_wait(idle);
	}
}
