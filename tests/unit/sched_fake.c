// SPDX-License-Identifier: GPL-2.0-only
/* sched_fake.c: see sched_fake.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "sched_fake.h"

struct sim_context *fake_self;
int fake_interrupts[SIM_IRQ_LINES];
void (*fake_irq_handler)(int line);
int (*fake_powered)(uint64_t phys);
int fake_cpu_switches;
struct fake_outcome *fake_outcome;

FAKE_TEXT void fake_lock(struct fake_lock *lock)
{
	sim_point(SIM_OP_LOCK, lock);
	while (lock->owner)
		sim_lock_wait(SIM_WAIT_MUTEX, lock);
	lock->owner = fake_self;
	sim_lock_acquired(SIM_WAIT_MUTEX, lock, lock->name, 0);
}

FAKE_TEXT void fake_unlock(struct fake_lock *lock)
{
	sim_point(SIM_OP_UNLOCK, lock);
	sim_assert(lock->owner == fake_self);
	lock->owner = NULL;
	sim_lock_released(SIM_WAIT_MUTEX, lock);
	sim_lock_wake(lock);
}

FAKE_TEXT void fake_spin_lock(struct fake_lock *lock)
{
	fake_self->preempt_count++;
	sim_point(SIM_OP_LOCK, lock);
	while (lock->owner)
		sim_task_spin(SIM_WAIT_SPINLOCK, lock);
	lock->owner = fake_self;
	sim_lock_acquired(SIM_WAIT_SPINLOCK, lock, lock->name, 0);
}

FAKE_TEXT void fake_spin_unlock(struct fake_lock *lock)
{
	sim_point(SIM_OP_UNLOCK, lock);
	lock->owner = NULL;
	sim_lock_released(SIM_WAIT_SPINLOCK, lock);
	sim_spin_wake(lock);
	fake_self->preempt_count--;
	sim_point(SIM_OP_PREEMPT_ENABLE, NULL);
}

FAKE_TEXT void fake_irq_disable(void)
{
	fake_self->irqs_off = 1;
}

FAKE_TEXT void fake_irq_enable(void)
{
	fake_self->irqs_off = 0;
	sim_point(SIM_OP_IRQ_ENABLE, NULL);
}

/* ---- sleeping by the clock of the sleeper's CPU ---- */

#define SLEEPERS 64
static struct { struct sim_context *ctx; uint64_t when_ns; int cpu; }
	sleeper[SLEEPERS];

FAKE_TEXT static void clock_program(int cpu)
{
	uint64_t next = ~0ULL;

	for (int i = 0; i < SLEEPERS; i++)
		if (sleeper[i].ctx && sleeper[i].cpu == cpu &&
		    sleeper[i].when_ns < next)
			next = sleeper[i].when_ns;
	sim_clock_arm(cpu, next);
}

FAKE_TEXT static void clock_interrupt(void)
{
	int cpu = fake_self->cpu;

	for (int i = 0; i < SLEEPERS; i++) {
		if (!sleeper[i].ctx || sleeper[i].cpu != cpu ||
		    sleeper[i].when_ns > sim_time_now_ns())
			continue;
		sim_task_ready(sleeper[i].ctx);
		sleeper[i].ctx = NULL;
	}
	clock_program(cpu);
}

FAKE_TEXT void fake_sleep(uint64_t ns)
{
	int i = 0;

	while (sleeper[i].ctx)
		i++;
	sleeper[i].ctx = fake_self;
	sleeper[i].when_ns = sim_time_now_ns() + ns;
	sleeper[i].cpu = fake_self->cpu;
	clock_program(fake_self->cpu);
	sim_task_block(SIM_WAIT_SCHEDULE, NULL);
}

/* ---- the image's table ---- */

struct process {
	void (*fn)(void *arg);
	void *arg;
	bool done;
	struct sim_context *ctx, *waiter;
};

FAKE_TEXT static void process_main(void *arg)
{
	struct process *p = arg;

	p->fn(p->arg);
	p->done = true;
	if (p->waiter)
		sim_task_ready(p->waiter);
}

FAKE_TEXT struct sim_context *fake_spawn(const char *name, void (*fn)(void *),
					 void *arg)
{
	struct process *p = sim_state_alloc(sizeof(*p));

	p->fn = fn;
	p->arg = arg;
	p->ctx = sim_task_create(name, process_main, p, p);
	sim_task_start(p->ctx);
	sim_point(SIM_OP_WAKE, p->ctx);
	return p->ctx;
}

FAKE_TEXT static int fake_wait_exit(struct sim_context *ctx)
{
	struct process *p = ctx->kernel_task;

	while (!p->done) {
		p->waiter = fake_self;
		sim_task_block(SIM_WAIT_SCHEDULE, NULL);
	}
	return 0;
}

void fake_wait(struct sim_context *ctx)
{
	fake_wait_exit(ctx);
}

FAKE_TEXT static void fake_interrupt(int line)
{
	fake_self->preempt_count += 1 << 16;
	fake_interrupts[line]++;
	if (line == SIM_IRQ_CLOCK)
		clock_interrupt();
	else if (fake_irq_handler)
		fake_irq_handler(line);
	fake_self->preempt_count -= 1 << 16;
}

FAKE_TEXT static void fake_switched(struct sim_context *from,
				    struct sim_context *to)
{
	sim_assert(fake_self == to && from != to);
	fake_cpu_switches++;
	sim_point(SIM_OP_ATOMIC, NULL);		/* must be ignored */
}

static int fake_early(const struct sim_boot_params *params)
{
	return params->arena != (void *)SIM_ARENA_BASE;
}

static void fake_adopt(struct sim_context *ctx, const char *name, int idle_cpu)
{
	(void)name;
	(void)idle_cpu;
	ctx->kernel_task = ctx;
}

FAKE_TEXT static int fake_boot(void)
{
	return 0;
}

FAKE_TEXT static int fake_image_powered(uint64_t phys)
{
	return !fake_powered || fake_powered(phys);
}

extern const char __start_fake_text[], __stop_fake_text[];

const struct sim_image_ops fake_image = {
	.version = SIM_BORDER_VERSION, .release = "0", .flavour = "fake",
	.self = &fake_self,
	.symbols = { .text_start = __start_fake_text,
		     .text_end = __stop_fake_text },
	.early = fake_early, .adopt = fake_adopt, .boot = fake_boot,
	.interrupt = fake_interrupt, .switched = fake_switched,
	.spawn = fake_spawn, .wait_exit = fake_wait_exit,
	.powered = fake_image_powered,
};

/* ---- runs in children ---- */

static void keep_finding(void *arg, const struct sim_finding *finding)
{
	struct fake_outcome *o = arg;

	o->last = *finding;
	if (o->findings++)
		return;
	o->first = *finding;
	for (int i = 0; i < finding->tasks && i < 8; i++)
		o->tasks[i] = finding->task_states[i];
}

static void keep_schedule(struct fake_outcome *o, struct sim_schedule *s)
{
	/* too long to keep: the outcome is all that the test gets */
	if (s->count > FAKE_DECISIONS || s->names > 512) {
		s->count = 0;
		s->names = 0;
	}
	if (s->count)
		memcpy(o->decision, s->decisions,
		       s->count * sizeof(*s->decisions));
	for (size_t i = 0; i < s->names; i++)
		snprintf(o->name[i], 64, "%s", s->name[i]);
}

static void child(struct fake_outcome *o, void (*story)(void),
		  const struct sim_run_config *given)
{
	struct sim_scenario scenario = { .name = "test", .story = story };
	struct sim_run_config config = given ? *given :
				       (struct sim_run_config){ 0 };

	config.scenario = &scenario;
	if (!config.image)
		config.image = &fake_image;
	config.record = true;
	config.observer.finding = keep_finding;
	config.observer.arg = o;
	fake_outcome = o;
	sim_run(&config, &o->result);
	keep_schedule(o, &o->result.schedule);
	_exit(0);
}

struct fake_outcome *fake_run(void (*story)(void),
			      const struct sim_run_config *config)
{
	struct fake_outcome *o = mmap(NULL, sizeof(*o), PROT_READ | PROT_WRITE,
				      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct sim_schedule *s = &o->result.schedule;
	int status = 0;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (!pid)
		child(o, story, config);
	waitpid(pid, &status, 0);
	o->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	s->decisions = o->decision;
	s->name = o->name_pointer;
	for (size_t i = 0; i < s->names; i++)
		o->name_pointer[i] = o->name[i];
	return o;
}

struct fake_outcome *fake_run_seed(void (*story)(void), uint64_t seed,
				   const char *strategy)
{
	struct sim_run_config config = { .seed = seed, .strategy = strategy,
					 .cpus = 2 };

	return fake_run(story, &config);
}

void fake_free(struct fake_outcome *outcome)
{
	munmap(outcome, sizeof(*outcome));
}
