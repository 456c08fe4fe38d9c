// SPDX-License-Identifier: GPL-2.0-only
/*
 * interrupts.c: interrupt lines and decision points.
 *
 * Stands in for libsim/sched/{irq,decide}.c. A point is where a thread looks
 * whether an interrupt waits for its CPU, or another task for the CPU itself.
 * Any CPU may take any line.
 */
#include <sched.h>
#include "free.h"

uint32_t sim_attention;
__thread bool sim_point_off;

static void attention_set(uint32_t what)
{
	__atomic_store_n(&sim_attention, what, __ATOMIC_RELAXED);
}

void sim_attention_update(void)
{
	attention_set(M->irq_active != 0 || M->ipi_mask || M->clock_mask ||
		      sim_ready_count);
}

uint64_t sim_interrupts_taken(void)
{
	return M->interrupts;
}

/* ---- lines ---- */

static void kick(uint32_t cpus)
{
	for (int cpu = 0; cpu < M->cpus; cpu++)
		if (cpus >> cpu & 1)
			pthread_cond_signal(&sim_cpu_idle[cpu]->go);
}

static void lines_update(void)
{
	M->irq_active = (M->irq_level | M->irq_edge) & M->irq_unmasked &
			~M->irq_service;
	sim_attention_update();
	if (M->irq_active && sim_cpu_idle[0])
		kick(~0u);
}

void sim_irq_init(void)
{
}

void sim_irq_level(int line, bool asserted)
{
	if (asserted)
		M->irq_level |= 1ULL << line;
	else
		M->irq_level &= ~(1ULL << line);
	lines_update();
}

void sim_irq_pulse(int line)
{
	M->irq_edge |= 1ULL << line;
	lines_update();
}

void sim_irq_unmask(int line, bool unmasked)
{
	sim_machine_enter();
	if (unmasked)
		M->irq_unmasked |= 1ULL << line;
	else
		M->irq_unmasked &= ~(1ULL << line);
	lines_update();
	sim_machine_leave();
}

void sim_irq_affinity(int line, unsigned int cpus)
{
	(void)line;
	(void)cpus;
}

void sim_ipi_send(int cpu)
{
	sim_machine_enter();
	M->ipi_mask |= 1u << cpu;
	sim_attention_update();
	kick(1u << cpu);
	sim_machine_leave();
}

static void clock_run(struct sim_event *event)
{
	struct sim_cpu *cpu = sim_entry(event, struct sim_cpu, clock);

	M->clock_mask |= 1u << (cpu - M->cpu);
	sim_attention_update();
	kick(1u << (cpu - M->cpu));
}

void sim_clock_arm(int cpu, uint64_t when_ns)
{
	struct sim_event *clock = &M->cpu[cpu].clock;

	sim_machine_enter();
	M->clock_mask &= ~(1u << cpu);
	clock->run = clock_run;
	clock->name = "clock";
	if (when_ns == SIM_NEVER)
		sim_event_disarm(clock);
	else
		sim_event_arm(clock, when_ns);
	sim_hardware_kick();
	sim_machine_leave();
}

/* A line that this thread's CPU may take now, or 0. */
int sim_line_for(const struct sim_thread *thread)
{
	const struct sim_context *ctx = &thread->ctx;
	uint32_t mine = 1u << ctx->cpu;

	if (thread->kind == SIM_TASK_ACTOR || ctx->irqs_off ||
	    (ctx->preempt_count & (SIM_HARDIRQ_MASK | SIM_NMI_MASK)))
		return 0;
	if (M->irq_active)
		return __builtin_ctzll(M->irq_active);
	if (M->ipi_mask & mine)
		return SIM_IRQ_IPI;
	return M->clock_mask & mine ? SIM_IRQ_CLOCK : 0;
}

static void line_acknowledge(int line, uint32_t mine)
{
	if (line == SIM_IRQ_CLOCK)
		M->clock_mask &= ~mine;
	else if (line == SIM_IRQ_IPI)
		M->ipi_mask &= ~mine;
	else {
		M->irq_edge &= ~(1ULL << line);
		M->irq_service |= 1ULL << line;
	}
	lines_update();
}

/* Runs the handler on this thread, without the machine lock. */
void sim_line_take(struct sim_thread *thread, int line)
{
	unsigned int depth;

	thread->irq_depth++;
	line_acknowledge(line, 1u << thread->ctx.cpu);
	M->interrupts++;
	depth = sim_machine_drop();
	thread->ctx.irqs_off = 1;
	sim_host.image->interrupt(line);
	thread->ctx.irqs_off = 0;
	sim_machine_return(depth);
	if (line >= SIM_IRQ_QRTR) {
		M->irq_service &= ~(1ULL << line);
		lines_update();
	}
	thread->irq_depth--;
}

/* ---- points ---- */

static bool preemptible(const struct sim_thread *thread)
{
	const struct sim_context *ctx = &thread->ctx;

	return thread->kind == SIM_TASK_PLAIN && !thread->irq_depth &&
	       !ctx->irqs_off && !ctx->preempt_count;
}

static void attend(struct sim_thread *thread)
{
	unsigned int depth = sim_machine_drop();
	int line;

	sim_machine_return(1);
	while ((line = sim_line_for(thread)))
		sim_line_take(thread, line);
	if (preemptible(thread))
		sim_cpu_yield(thread);
	sim_machine_drop();
	sim_machine_return(depth);
}

void sim_point(enum sim_op op, const void *object)
{
	struct sim_thread *thread = sim_thread_self();

	(void)op;
	(void)object;
	if (__atomic_load_n(&sim_attention, __ATOMIC_RELAXED) && thread &&
	    !sim_point_off && thread->kind != SIM_TASK_ACTOR && thread->state ==
	    SIM_THREAD_RUNNING)
		attend(thread);
}

void sim_point_from(enum sim_op op, const void *object, const void *caller,
		    void *fp)
{
	(void)caller;
	(void)fp;
	sim_point(op, object);
}

void sim_task_yield(void)
{
	struct sim_thread *thread = sim_thread_self();
	unsigned int depth = sim_machine_drop();

	sched_yield();
	sim_machine_return(depth);
	if (!sim_self->irqs_off && !sim_self->preempt_count &&
	    thread->ctx.allowed_cpu >= 0 &&
	    thread->ctx.allowed_cpu != thread->ctx.cpu &&
	    thread->kind == SIM_TASK_PLAIN)
		sim_thread_sleep(thread, NULL, 0);
	sim_point(SIM_OP_YIELD, NULL);
}

void sim_task_spin(enum sim_wait what, const void *object)
{
	unsigned int depth = sim_machine_drop();

	(void)what;
	(void)object;
	sched_yield();
	sim_machine_return(depth);
	sim_point(SIM_OP_LOCK, object);
}

void sim_cpu_relax(void)
{
	unsigned int depth = sim_machine_drop();

	sched_yield();
	sim_machine_return(depth);
	sim_point(SIM_OP_RELAX, NULL);
}

/* A busy wait: interrupts come in, the CPU is nobody else's. */
void sim_cpu_delay(uint64_t ns)
{
	uint64_t end = sim_time_now_ns() + ns;

	while (sim_time_now_ns() < end)
		sim_cpu_relax();
}

void sim_lock_acquired(enum sim_wait what, const void *object,
		       const char *name, unsigned int flags)
{
	(void)what;
	(void)object;
	(void)name;
	(void)flags;
}

void sim_lock_released(enum sim_wait what, const void *object)
{
	(void)what;
	(void)object;
}
