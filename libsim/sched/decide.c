// SPDX-License-Identifier: GPL-2.0-only
/*
 * decide.c: decision points: let the strategy pick, then do what was picked.
 *
 * Whoever reaches a point decides on its own stack and switches straight to
 * the chosen fiber. Interrupts are taken here too, when a fiber is continued
 * with a line to take.
 */
#include "sparse.h"

/* Points between checks of the limits where time is not skipped. */
#define CHECK_EVERY	65536

static int choose_cpu(uint32_t cpus)
{
	unsigned int n = __builtin_popcount(cpus);

	if (n > 1)
		n = sim_choose_number(n, SIM_OP_CHOICE, 0, "cpu");
	else
		n = 0;
	while (n--)
		cpus &= cpus - 1;
	return __builtin_ctz(cpus);
}

/* True when this fiber was left and has been continued. */
static bool pick_apply(const struct sim_pick *pick)
{
	struct sim_task *task = pick->subject;
	int cpu;

	switch (pick->kind) {
	case SIM_PICK_EVENT:
		sim_event_run(pick->subject);
		return false;
	case SIM_PICK_LINE:
		cpu = choose_cpu(pick->cpus);
		task = M->cpu[cpu].current;
		task->inject = pick->index;
		break;
	case SIM_PICK_READY:
		if (task->kind == SIM_TASK_PLAIN)
			sim_task_place(task, choose_cpu(pick->cpus));
		break;
	case SIM_PICK_ON_CPU:
		break;
	}
	sim_task_switch(task);
	return true;
}

/*
 * Nobody can go on: who sleeps in error is woken, or time moves. True when this
 * fiber was left and has been continued.
 */
static bool at_rest(void)
{
	if (M->now_ns >= M->probe_ns && sim_probe_sleepers(false))
		return true;
	if (sim_time_advance())
		return false;
	if (sim_probe_sleepers(true))
		return true;
	if (!sim_collect() && !M->heap_count)
		sim_deadlock_report();
	return false;
}

/* Returns when the current task was chosen to go on. */
void sim_schedule(void)
{
	struct sim_task *self = M->current;

	if (sim_unlikely(sim_sparse_active))
		sim_sparse_enter();
	for (;;) {
		unsigned int n = sim_collect(), i = 0;
		struct sim_pick pick;

		if (n) {
			M->probe_exhausted = false;
			if (n > 1)
				i = sim_record_pick(n);
			if (sim_unlikely(sim_sparse_active))
				sim_sparse_took(i);
			sim_pick_at(i, &pick);
			if (!pick_apply(&pick))
				continue;
		} else if (!at_rest()) {
			continue;
		}
		if (!self->inject)
			return;
		sim_irq_take(self);
	}
}

static void point_attend(enum sim_op op, const void *object, void *fp)
{
	sim_limit_check();
	if (sim_sparse_active)
		sim_sparse_attend(op, object, fp);
	else if (M->preempts)
		sim_time_skip();
	else
		M->skip = CHECK_EVERY;
}

static inline bool others_may_go(const struct sim_machine *m)
{
	const struct sim_task *self = m->current;
	uint32_t others = m->run_mask;

	if (m->due_count | m->irq_active | m->ipi_mask | m->clock_mask |
	    m->linger_spin)
		return true;
	if (!m->preempts)
		return false;
	if (self->on_cpu)
		others &= ~(1u << self->ctx.cpu);
	/* an actor that runs is in the ready list itself */
	return others | (m->ready_count - !self->on_cpu);
}

/* Time is to be looked at, or somebody else could go on. */
static void __attribute__((noinline))
point_decide(enum sim_op op, const void *object, uint32_t site, void *fp)
{
	if (sim_unlikely(M->skip == 0))
		point_attend(op, object, fp);
	if (sim_likely(!others_may_go(M)))
		return;
	sim_enter(op, object, site, fp);
	if (sim_unlikely(sim_sparse_active))
		sim_sparse_entered();
	sim_schedule();
	if (sim_unlikely(M->linger_spin) && op == SIM_OP_LOCK)
		sim_spin_linger(object);
}

/*
 * Most points decide nothing, so this is what a run does most often: one
 * register has the machine, and all else is a jump away.
 */
static inline __attribute__((always_inline))
void point(enum sim_op op, const void *object, const void *caller, void *fp)
{
	struct sim_machine *m = M;
	uint32_t site;

	__asm__("" : "+r"(m));
	if (sim_unlikely(m->quiet || !m->running)) {
		sim_probe_count();
		return;
	}
	m->points++;
	site = sim_site_of(caller);
	m->hash = sim_hash_of(m->hash, (uint64_t)op << 32 | site);
	if (sim_unlikely(--m->skip == 0) || others_may_go(m))
		point_decide(op, object, site, fp);
}

/**
 * sim_point - a place where another flow of control may get in between
 * @op: what the caller is about to do
 * @object: what it will do it to
 *
 * With interrupts on it is also where they arrive. Ignored before the run,
 * inside events and models, and inside the image's switched().
 */
void sim_point(enum sim_op op, const void *object)
{
	point(op, object, __builtin_return_address(0),
	      __builtin_frame_address(0));
}

/* For exported functions that contain a point: @caller is theirs. */
void sim_point_from(enum sim_op op, const void *object, const void *caller,
		    void *fp)
{
	point(op, object, caller, fp);
}

/* A task whose affinity changed leaves its CPU, to come back on another. */
static void leave_forbidden_cpu(struct sim_task *task)
{
	const struct sim_context *ctx = &task->ctx;

	if (!task->on_cpu || ctx->no_migrate > 0 || ctx->allowed_cpu < 0 ||
	    ctx->allowed_cpu == ctx->cpu || ctx->allowed_cpu >= M->cpus)
		return;
	if (!ctx->preempt_count && !ctx->irqs_off && !task->irq_depth)
		sim_task_off_cpu(task);
}

/* Lets others go first where the strategy likes to. */
void sim_task_yield(void)
{
	if (sim_unlikely(M->quiet || !M->running))
		return;
	M->points++;
	leave_forbidden_cpu(M->current);
	SIM_ENTER(SIM_OP_YIELD, NULL);
	sim_hash_mix((uint64_t)SIM_OP_YIELD << 32 | M->current->site);
	if (sim_unlikely(--M->skip == 0))
		point_attend(SIM_OP_YIELD, NULL, M->current->entry_fp);
	if (sim_unlikely(sim_sparse_active))
		sim_sparse_entered();
	sim_schedule();
}

/**
 * sim_choose - a number that the strategy picks
 * @n: how many there are
 * @what: what it decides, for readers of the code
 *
 * Return: 0 to n - 1; 0 without a run.
 */
unsigned int sim_choose(unsigned int n, const char *what)
{
	if (!M->running)
		return 0;
	return sim_choose_number(n, SIM_OP_CHOICE,
				 sim_site_of(__builtin_return_address(0)),
				 what);
}
