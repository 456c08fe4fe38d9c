// SPDX-License-Identifier: GPL-2.0-only
/*
 * machine.c: from power-on to the end of a story. Nothing is taken down: the
 * process ends with its threads where they are.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <urcu/urcu-memb.h>
#include "free.h"
#include "sim/machine.h"

struct sim_host sim_host;
static struct sim_free_config *config;
static pthread_cond_t over = PTHREAD_COND_INITIALIZER;
static int result = -1;

int sim_free_findings(void);

const struct sim_image_ops *sim_machine_image(void)
{
	return sim_host.image;
}

const struct sim_run_config *sim_machine_config(void)
{
	return sim_host.config;
}

void sim_machine_mark_user(struct sim_context *process)
{
	(void)process;
}

/* What a run was made of is for schedules. */
void sim_machine_describe(const char *text)
{
	if (sim_free_verbose)
		sim_trace("story", text);
}

int sim_snapshot_protection(void)
{
	return PROT_READ | PROT_WRITE;
}

void sim_free_end(int findings)
{
	fflush(stdout);
	_exit(findings ? 1 : 0);
}

static void story_main(void *arg)
{
	(void)arg;
	config->scenario->story();
}

/* The first task. */
static void init_main(void *arg)
{
	const struct sim_image_ops *image = sim_host.image;
	struct sim_context *story;

	(void)arg;
	if (image->boot())
		sim_fault("the image does not boot");
	sim_machine_enter();
	if (config->board->power_on)
		config->board->power_on();
	sim_machine_leave();
	story = image->spawn("story", story_main, NULL);
	if (!story)
		sim_fault("the story's process could not be started");
	image->wait_exit(story);
	sim_machine_enter();
	result = sim_free_findings();
	pthread_cond_signal(&over);
	for (;;)
		sim_thread_sleep(sim_thread_self(), NULL, SIM_NEVER);
}

static void make_idle(int cpu)
{
	char name[32];
	struct sim_thread *idle;

	snprintf(name, sizeof(name), "swapper/%d", cpu);
	idle = sim_thread_make(name, SIM_TASK_IDLE, sim_cpu_idle_main, NULL);
	idle->arg = idle;
	idle->ctx.cpu = cpu;
	idle->ctx.allowed_cpu = cpu;
	idle->state = SIM_THREAD_RUNNING;
	sim_cpu_idle[cpu] = sim_cpu_owner[cpu] = idle;
	sim_host.image->adopt(&idle->ctx, name, cpu);
}

static void power_on(struct sim_thread *init)
{
	struct sim_boot_params params = {
		.cpus = M->cpus,
		.arena = (void *)SIM_ARENA_BASE, .arena_size = SIM_ARENA_SIZE,
		.command_line = "", .loglevel = 7,
	};

	sim_self = &init->ctx;
	if (config->board->create(&config->run, &params) ||
	    sim_host.image->early(&params))
		sim_fault("the machine cannot be made");
	for (int cpu = 0; cpu < M->cpus; cpu++)
		make_idle(cpu);
	sim_host.image->adopt(&init->ctx, init->name, -1);
	sim_self = NULL;
}

int sim_free_run(struct sim_free_config *what)
{
	struct sim_thread *init;

	config = what;
	config->run.board = what->board;
	config->run.scenario = what->scenario;
	sim_host.image = what->image;
	sim_host.config = &config->run;
	M->cpus = config->run.cpus ? config->run.cpus : 2;
	sim_random_seed(&M->entropy, config->run.seed, 1);
	sim_random_seed(&M->lateness, config->run.seed, 2);
	sim_crash_install();
	urcu_memb_register_thread();
	sim_machine_enter();
	init = sim_thread_make("init", SIM_TASK_PLAIN, init_main, NULL);
	power_on(init);
	for (int cpu = 0; cpu < M->cpus; cpu++)
		sim_thread_start(sim_cpu_idle[cpu]);
	sim_task_start(&init->ctx);
	sim_hardware_start();
	while (result < 0)
		sim_machine_wait(&over);
	sim_machine_leave();
	return result;
}
