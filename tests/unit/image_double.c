// SPDX-License-Identifier: GPL-2.0-only
/*
 * image_double.c: an image without a kernel, to test simctl end to end where
 * no kernel tree is at hand. It has tasks that sleep, no device ever appears,
 * and its unit tests do on purpose what their names say:
 * `simctl kunit pass|fail|crash|deadlock|trap|leap --image image_double.so`.
 *
 * A shared object of its own, linked at SIM_IMAGE_BASE, not part of any test.
 */
#include "sim/border.h"

#define TEXT	__attribute__((section("double_text"), noinline))
#define HIDDEN	__attribute__((visibility("hidden")))
#define ENOENT	2

static struct sim_context *self;

/* ---- sleeping by the clock of the sleeper's CPU ---- */

#define SLEEPERS 16
static struct { struct sim_context *ctx; uint64_t when_ns; int cpu; }
	sleeper[SLEEPERS];

TEXT static void clock_program(int cpu)
{
	uint64_t next = ~0ULL;

	for (int i = 0; i < SLEEPERS; i++)
		if (sleeper[i].ctx && sleeper[i].cpu == cpu &&
		    sleeper[i].when_ns < next)
			next = sleeper[i].when_ns;
	sim_clock_arm(cpu, next);
}

TEXT static void double_interrupt(int line)
{
	int cpu = self->cpu;

	if (line != SIM_IRQ_CLOCK)
		return;
	self->preempt_count += 1 << 16;
	for (int i = 0; i < SLEEPERS; i++) {
		if (!sleeper[i].ctx || sleeper[i].cpu != cpu ||
		    sleeper[i].when_ns > sim_time_now_ns())
			continue;
		sim_task_ready(sleeper[i].ctx);
		sleeper[i].ctx = NULL;
	}
	clock_program(cpu);
	self->preempt_count -= 1 << 16;
}

TEXT static int double_sleep(uint64_t ns)
{
	int i = 0;

	while (i < SLEEPERS && sleeper[i].ctx)
		i++;
	if (i == SLEEPERS)
		sim_fault("the double has no room for another sleeper");
	sleeper[i].ctx = self;
	sleeper[i].when_ns = sim_time_now_ns() + ns;
	sleeper[i].cpu = self->cpu;
	clock_program(self->cpu);
	sim_task_block(SIM_WAIT_SCHEDULE, NULL);
	return 0;
}

/* ---- processes ---- */

static struct process {
	void (*fn)(void *arg);
	void *arg;
	struct sim_context *ctx, *waiter;
	bool done;
} process[8];
static int processes;

TEXT static void process_main(void *arg)
{
	struct process *p = arg;

	p->fn(p->arg);
	p->done = true;
	if (p->waiter)
		sim_task_ready(p->waiter);
}

TEXT static struct sim_context *double_spawn(const char *name,
					     void (*fn)(void *), void *arg)
{
	struct process *p;

	if (processes == sizeof(process) / sizeof(process[0]))
		return NULL;
	p = &process[processes++];
	p->fn = fn;
	p->arg = arg;
	p->ctx = sim_task_create(name, process_main, p, p);
	sim_task_start(p->ctx);
	sim_point(SIM_OP_WAKE, p->ctx);
	return p->ctx;
}

TEXT static int double_wait_exit(struct sim_context *ctx)
{
	struct process *p = ctx->kernel_task;

	while (!p->done) {
		p->waiter = self;
		sim_task_block(SIM_WAIT_SCHEDULE, NULL);
	}
	return 0;
}

/* ---- unit tests that do as their names say ---- */

TEXT static void do_crash(void)
{
	*(volatile int *)(uintptr_t)0x10 = 1;
}

TEXT static void do_trap(void)
{
	sim_trap("unheard_of_function");
}

TEXT static void do_deadlock(void)
{
	static int lock;

	sim_lock_acquired(SIM_WAIT_MUTEX, &lock, "lock", 0);
	sim_lock_wait(SIM_WAIT_MUTEX, &lock);
}

/* What is beyond any limit of virtual time. */
TEXT static void do_leap(void)
{
	for (;;)
		double_sleep(1000000000ULL);
}

/* What no limit of the simulator's ends. */
TEXT static void do_spin(void)
{
	static volatile int turning = 1;

	while (turning)
		;
}

/* One update of two gets lost if a task is preempted between its halves. */
static int total;

TEXT static void add_one(void *arg)
{
	int old;

	(void)arg;
	sim_point(SIM_OP_READ, &total);
	old = total;
	sim_point(SIM_OP_WRITE, &total);
	total = old + 1;
}

TEXT static void do_race(void)
{
	struct sim_context *one, *other;

	total = 0;
	one = double_spawn("one", add_one, NULL);
	other = double_spawn("other", add_one, NULL);
	double_wait_exit(one);
	double_wait_exit(other);
	if (total != 2)
		sim_report(SIM_KIND_BUG, "an update was lost", true);
}

static bool is(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

TEXT static int double_kunit(const char *glob,
			     void (*done)(const struct sim_kunit_result *,
					  void *), void *arg)
{
	struct sim_kunit_result result = { .suite = "double", .name = "pass" };

	if (!glob || is(glob, "pass"))
		done(&result, arg);
	result.name = "fail";
	result.status = 1;
	result.message = "EXPECTATION FAILED at double.c:1";
	if (!glob || is(glob, "fail"))
		done(&result, arg);
	if (glob && is(glob, "crash"))
		do_crash();
	if (glob && is(glob, "trap"))
		do_trap();
	if (glob && is(glob, "deadlock"))
		do_deadlock();
	if (glob && is(glob, "leap"))
		do_leap();
	if (glob && is(glob, "spin"))
		do_spin();
	if (glob && is(glob, "race"))
		do_race();
	return 0;
}

/* ---- the rest ---- */

static int double_early(const struct sim_boot_params *params)
{
	return params->arena != (void *)SIM_ARENA_BASE;
}

static void double_adopt(struct sim_context *ctx, const char *name, int cpu)
{
	(void)name;
	(void)cpu;
	ctx->kernel_task = ctx;
}

TEXT static int double_boot(void)
{
	static const char text[] = "a kernel's double starts";

	sim_log(6, text, sizeof(text) - 1);
	return 0;
}

TEXT static void double_switched(struct sim_context *from,
				 struct sim_context *to)
{
	(void)from;
	(void)to;
}

TEXT static int no_file(const char *path, int flags)
{
	(void)path;
	(void)flags;
	return -ENOENT;
}

TEXT static long no_folder(const char *path, char *buf, size_t len)
{
	(void)path;
	(void)buf;
	(void)len;
	return -ENOENT;
}

extern const char __start_double_text[] HIDDEN, __stop_double_text[] HIDDEN;

__attribute__((visibility("default")))
const struct sim_image_ops sim_image = {
	.version = SIM_BORDER_VERSION, .release = "0.0", .flavour = "double",
	.self = &self,
	.symbols = { .text_start = __start_double_text,
		     .text_end = __stop_double_text },
	.early = double_early, .adopt = double_adopt, .boot = double_boot,
	.interrupt = double_interrupt, .switched = double_switched,
	.spawn = double_spawn, .wait_exit = double_wait_exit,
	.sleep_ns = double_sleep, .sys_open = no_file,
	.sys_readdir = no_folder, .sys_readlink = no_folder,
	.kunit_run = double_kunit,
};
