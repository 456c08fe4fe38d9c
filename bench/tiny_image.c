// SPDX-License-Identifier: GPL-2.0-only
/*
 * tiny_image.c: see tiny_image.h. Stands in for a kernel; models no
 * interrupts, no time, no names.
 */
#include <string.h>

#include "tiny_image.h"

SIM_STATE static struct sim_context *self;
SIM_STATE static struct sim_context *joiner, *init;
SIM_STATE static int threads;		/* besides the story */
SIM_STATE static bool story_over;

void sim_tiny_lock(struct sim_tiny_lock *lock)
{
	sim_point(SIM_OP_LOCK, lock);
	while (lock->owner)
		sim_lock_wait(SIM_WAIT_MUTEX, lock);
	lock->owner = self;
}

void sim_tiny_unlock(struct sim_tiny_lock *lock)
{
	sim_point(SIM_OP_UNLOCK, lock);
	lock->owner = NULL;
	sim_lock_wake(lock);
}

void sim_tiny_atomic(int *value)
{
	sim_point(SIM_OP_ATOMIC, value);
	++*value;
}

struct thread {
	void (*fn)(void *arg);
	void *arg;
};

static void thread_main(void *arg)
{
	struct thread *thread = arg;

	thread->fn(thread->arg);
	if (!--threads && joiner)
		sim_task_ready(joiner);
}

static void story_main(void *arg)
{
	struct thread *thread = arg;

	thread->fn(thread->arg);
	story_over = true;
	if (init)
		sim_task_ready(init);
}

static struct sim_context *start(const char *name, void (*entry)(void *),
				 void (*fn)(void *), void *arg)
{
	struct thread *thread = sim_state_alloc(sizeof(*thread));
	struct sim_context *context;

	*thread = (struct thread){ fn, arg };
	context = sim_task_create(name, entry, thread, thread);
	sim_task_start(context);
	return context;
}

static struct sim_context *spawn(const char *name, void (*fn)(void *),
				 void *arg)
{
	return start(name, story_main, fn, arg);
}

void sim_tiny_thread(void (*fn)(void *arg), void *arg)
{
	threads++;
	start("thread", thread_main, fn, arg);
}

void sim_tiny_join(void)
{
	joiner = self;
	while (threads)
		sim_task_block(SIM_WAIT_SCHEDULE, NULL);
	joiner = NULL;
}

static int early(const struct sim_boot_params *params)
{
	(void)params;
	self = joiner = init = NULL;
	threads = 0;
	story_over = false;
	return 0;
}

static void adopt(struct sim_context *context, const char *name, int idle_cpu)
{
	(void)name;
	(void)idle_cpu;
	context->kernel_task = context;
}

static int boot(void)
{
	return 0;
}

static int wait_exit(struct sim_context *context)
{
	(void)context;
	init = self;
	while (!story_over)
		sim_task_block(SIM_WAIT_SCHEDULE, NULL);
	return 0;
}

static void interrupt(int line)
{
	(void)line;
}

const struct sim_image_ops sim_tiny_image = {
	.version = SIM_BORDER_VERSION, .release = "0", .flavour = "tiny",
	.self = &self, .early = early, .adopt = adopt, .boot = boot,
	.interrupt = interrupt, .spawn = spawn, .wait_exit = wait_exit,
};
