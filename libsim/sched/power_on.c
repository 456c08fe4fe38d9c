// SPDX-License-Identifier: GPL-2.0-only
/*
 * power_on.c: from nothing to a machine that has booted.
 *
 * The first task boots the image and parks itself; what goes on from there,
 * once or many times, is the story.
 */
#include <stdio.h>
#include "machine.h"
#include "sim/machine.h"

static void story_main(void *arg)
{
	(void)arg;
	sim_host.config->scenario->story();
}

/*
 * Here a snapshot is taken: by the main fiber, while this one holds nothing
 * of the run's configuration.
 */
static void init_park(void)
{
	M->parked = true;
	M->running = false;
	sim_fiber_switch(&M->init->fiber, &sim_host.main, 0);
}

static void init_boot(void)
{
	const struct sim_board *board = sim_host.config->board;
	int err = sim_host.image->boot();

	if (err)
		sim_run_end(SIM_FAULT, "the image does not boot: error %d",
			    err);
	if (board && board->power_on)
		board->power_on();
}

/* The first task: boots, then has the story run as the first user process. */
static void init_main(void *arg)
{
	const struct sim_image_ops *image = sim_host.image;
	struct sim_context *story;

	(void)arg;
	init_boot();
	init_park();
	sim_race_begin(sim_host.config);
	story = image->spawn("story", story_main, NULL);
	if (!story)
		sim_fault("the image could not start the story's process");
	M->story = story->host;
	sim_machine_mark_user(story);
	image->wait_exit(story);
	sim_story_end();
}

static void idle_main(void *arg)
{
	(void)arg;
	for (;;)
		sim_schedule();
}

static struct sim_task *task_adopt(const char *name, enum sim_task_kind kind,
				   int cpu)
{
	struct sim_task *task;

	if (kind == SIM_TASK_PLAIN)
		return sim_task_make(name, kind, init_main, NULL);
	task = sim_task_make(name, kind, idle_main, NULL);
	task->ctx.cpu = cpu;
	task->ctx.allowed_cpu = cpu;
	task->started = true;
	task->on_cpu = true;
	M->cpu[cpu].idle = M->cpu[cpu].current = task;
	return task;
}

static void run_idle_tasks(void)
{
	char name[32];

	for (int cpu = 0; cpu < M->cpus; cpu++) {
		snprintf(name, sizeof(name), "swapper/%d", cpu);
		sim_host.image->adopt(&task_adopt(name, SIM_TASK_IDLE,
						  cpu)->ctx, name, cpu);
	}
}

static void run_early(const struct sim_run_config *config)
{
	struct sim_boot_params params = {
		.cpus = M->cpus,
		.arena = (void *)SIM_ARENA_BASE, .arena_size = SIM_ARENA_SIZE,
		.command_line = config->command_line ?
				config->command_line : "",
		.loglevel = 7,
	};
	int err;

	if (config->board && config->board->create) {
		err = config->board->create(config, &params);
		if (err)
			sim_run_end(SIM_FAULT,
				    "the board cannot be made: error %d", err);
	}
	err = sim_host.image->early(&params);
	if (err)
		sim_run_end(SIM_FAULT,
			    "the image's early start failed: error %d", err);
}

static void power_on_continue(void)
{
	M->running = true;
	sim_fiber_switch(&sim_host.main, &M->init->fiber, 0);
}

bool sim_power_on(const struct sim_run_config *config)
{
	struct sim_task *init = task_adopt("init", SIM_TASK_PLAIN, 0);

	M->init = M->current = init;
	*sim_host.image->self = &init->ctx;
	run_early(config);
	run_idle_tasks();
	sim_host.image->adopt(&init->ctx, init->name, -1);
	init->started = true;
	M->running = true;
	sim_task_place(init, 0);
	power_on_continue();
	return M->parked;
}

void sim_power_on_resume(void)
{
	M->parked = false;
	power_on_continue();
}
