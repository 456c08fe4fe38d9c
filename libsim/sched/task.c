// SPDX-License-Identifier: GPL-2.0-only
/*
 * task.c: tasks, where they are, and the switch from one to another.
 *
 * Stands in for the kernel's scheduler core below schedule(): the image keeps
 * task_struct and states, this file keeps fibers, CPUs and who is able to go
 * on. Does not model: priorities, time slices, CPU hotplug.
 */
#include <stdio.h>
#include <string.h>
#include "machine.h"

static void task_release_zombie(void)
{
	struct sim_task *zombie = M->zombie;

	if (!zombie || zombie == M->current)
		return;
	M->zombie = NULL;
	sim_stack_give(zombie);
}

static void task_main(void *arg)
{
	struct sim_task *task = arg;

	task_release_zombie();
	while (task->inject)
		sim_irq_take(task);
	task->fn(task->arg);
	sim_task_exit();
}

/* A task that has not started: nothing may choose it yet. */
struct sim_task *sim_task_make(const char *name, enum sim_task_kind kind,
			       void (*fn)(void *), void *arg)
{
	struct sim_task *task = sim_state_alloc(sizeof(*task));
	void *stack = sim_stack_take(task);

	snprintf(task->name, sizeof(task->name), "%s", name);
	task->kind = kind;
	task->fn = fn;
	task->arg = arg;
	task->entity = sim_name_take(task->name);
	task->ctx.allowed_cpu = -1;
	task->ctx.host = task;
	task->ctx.cpu = kind == SIM_TASK_ACTOR ? SIM_ACTOR_CPU : 0;
	sim_link_append(&M->tasks, &task->all);
	M->task_count++;
	sim_fiber_make(&task->fiber, stack, SIM_FIBER_STACK, task_main, task);
	return task;
}

static bool task_able(const struct sim_task *task)
{
	if (!task->started || task->dead)
		return false;
	if (task->kind == SIM_TASK_IDLE && !task->irq_depth)
		return false;
	return !task->pause || task->pause->done;
}

static bool on_cpu_and_able(const struct sim_task *task)
{
	return task->on_cpu && M->run_mask & 1u << task->ctx.cpu;
}

/* Brings the masks and lists in line with what the task can do now. */
void sim_task_update(struct sim_task *task)
{
	bool able = task_able(task);

	if (able && !task->ready && !on_cpu_and_able(task))
		task->turn_ns = M->now_ns;
	if (task->on_cpu && able)
		M->run_mask |= 1u << task->ctx.cpu;
	else if (task->on_cpu)
		M->run_mask &= ~(1u << task->ctx.cpu);
	if (able && !task->on_cpu && !task->ready)
		sim_ready_add(task);
	else if (task->ready && (!able || task->on_cpu))
		sim_ready_remove(task);
}

/* @to takes @from's place on @cpu. */
void sim_task_exchange(struct sim_task *from, struct sim_task *to, int cpu)
{
	M->cpu[cpu].current = to;
	from->on_cpu = false;
	M->run_mask &= ~(1u << cpu);
	to->ctx.cpu = cpu;
	to->on_cpu = true;
	sim_task_update(from);
	sim_task_update(to);
	M->quiet++;
	*sim_host.image->self = &to->ctx;
	if (sim_host.image->switched)
		sim_host.image->switched(&from->ctx, &to->ctx);
	M->quiet--;
	/* where it may come back is settled only now */
	if (from->ready)
		sim_ready_rebind(from);
}

/* Its CPU goes idle. */
void sim_task_off_cpu(struct sim_task *task)
{
	if (task->on_cpu)
		sim_task_exchange(task, M->cpu[task->ctx.cpu].idle, task->ctx.cpu);
}

/* @task goes on @cpu in place of what is there. */
void sim_task_place(struct sim_task *task, int cpu)
{
	struct sim_task *from = M->cpu[cpu].current;

	sim_assert(!task->on_cpu && task->kind == SIM_TASK_PLAIN);
	if (from->kind != SIM_TASK_IDLE)
		M->preemptions++;
	M->switches++;
	sim_task_exchange(from, task, cpu);
}

/* Continues @to's fiber; returns when something continues this one. */
void sim_task_switch(struct sim_task *to)
{
	struct sim_task *from = M->current;

	*sim_host.image->self = &to->ctx;
	if (from == to)
		return;
	from->turn_ns = M->now_ns;
	M->current = to;
	sim_fiber_switch(&from->fiber, &to->fiber, from->dead);
	task_release_zombie();
}

/**
 * sim_task_create - a kernel task that runs once sim_task_start() is called
 * @name: for reports and schedules
 * @fn: what it runs; returning from it is sim_task_exit()
 * @arg: handed to @fn
 * @kernel_task: its struct task_struct
 *
 * Return: its context, never NULL, valid until the run ends.
 * Context: any of the image's.
 */
struct sim_context *sim_task_create(const char *name, void (*fn)(void *),
				    void *arg, void *kernel_task)
{
	struct sim_task *task = sim_task_make(name, SIM_TASK_PLAIN, fn, arg);
	struct sim_task *maker = M->current;

	task->ctx.kernel_task = kernel_task;
	sim_kernel_task_add(task);
	if (maker && maker->ctx.cpu < M->cpus)
		task->ctx.cpu = maker->ctx.cpu;
	return &task->ctx;
}

void sim_task_start(struct sim_context *ctx)
{
	struct sim_task *task = ctx->host;

	sim_assert(!task->started);
	task->started = true;
	sim_task_update(task);
}

void sim_task_rename(struct sim_context *ctx, const char *name)
{
	struct sim_task *task = ctx->host;

	snprintf(task->name, sizeof(task->name), "%s", name);
	if (!task->started) {
		sim_name_release(task->entity);
		task->entity = sim_name_take(task->name);
	}
}

void sim_task_exit(void)
{
	struct sim_task *task = M->current;

	sim_probe_end();
	SIM_ENTER(SIM_OP_EXIT, NULL);
	/* init's end is the run's end: there is nothing to go back to. */
	if (task == M->init)
		sim_story_end();
	task->dead = true;
	sim_task_off_cpu(task);
	sim_task_update(task);
	sim_link_remove(&task->all);
	sim_kernel_task_remove(task);
	if (task->held_count)
		sim_link_remove(&task->holds);
	M->task_count--;
	sim_assert(!M->zombie);
	M->zombie = task;
	sim_name_release(task->entity);
	for (;;)
		sim_schedule();
}

/**
 * sim_task_block - give up the CPU until sim_task_ready()
 * @what: what the wait is for, for reports
 * @object: the thing waited for, may be NULL
 */
void sim_task_block(enum sim_wait what, const void *object)
{
	struct sim_pause pause;

	SIM_ENTER(SIM_OP_SLEEP, object);
	if (!M->current->sleep.until_ns)
		sim_cycle_check(what, object);
	/* the object is for reports; only sim_task_ready() ends this */
	sim_pause_wait(&pause, what, object, SIM_PAUSE_OFF_CPU, SIM_NEVER);
}

void sim_task_sleeps(const char *name, unsigned int flags, uint64_t until_ns,
		     const void *site)
{
	M->current->sleep = (struct sim_sleep){
		.name = name, .flags = flags, .until_ns = until_ns,
		.site = site,
	};
}

void sim_task_awaits(int cpu)
{
	M->current->awaited_cpu = cpu + 1;
}

/* Where it may run from now on: on one CPU, or anywhere (-1). */
void sim_task_bind(struct sim_context *ctx, int cpu)
{
	struct sim_task *task = ctx->host;

	ctx->allowed_cpu = cpu;
	if (task && task->ready)
		sim_ready_rebind(task);
}

/* Wakes from sim_task_block() and sim_lock_wait(); others do not notice. */
void sim_task_ready(struct sim_context *ctx)
{
	struct sim_task *task = ctx->host;

	if (!task->pause || !task->pause->off_cpu)
		return;
	if (task->pause->site && !task->pause->done)
		sim_waker_note(task->pause, __builtin_frame_address(0));
	sim_pause_finish(task->pause);
}
