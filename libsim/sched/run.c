// SPDX-License-Identifier: GPL-2.0-only
/*
 * run.c: one run from power-on to its result.
 *
 * The caller's stack becomes the main fiber: it prepares the machine, starts
 * the first task and is continued when the run ends, from wherever that is.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "strategy.h"
#include "sim/machine.h"

#define LIMIT_NS_DEFAULT	(600ULL * 1000000000)
#define LIMIT_DECISIONS_DEFAULT	50000000ULL
#define CHECK_FIRST_NS		10000000000ULL

struct sim_host sim_host;

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
	struct sim_task *task = process->host;

	task->user = true;
}

static void result_message(enum sim_outcome outcome, const char *format,
			   va_list args)
{
	struct sim_run_result *result = sim_host.result;

	if (!result) {
		fputs("simulator fault: ", stderr);
		vfprintf(stderr, format, args);
		fputc('\n', stderr);
		exit(3);
	}
	result->outcome = outcome;
	vsnprintf(result->message, sizeof(result->message), format, args);
}

/* Ends the run from any stack. Without a run the process exits with 3. */
void sim_run_end(enum sim_outcome outcome, const char *format, ...)
{
	struct sim_task *task = M->current;
	va_list args;

	va_start(args, format);
	result_message(outcome, format, args);
	va_end(args);
	if (!M->running)
		longjmp(sim_host.main_end, 1);
	M->running = false;
	M->quiet++;
	sim_fiber_switch(&task->fiber, &sim_host.main, 1);
	abort();
}

void sim_story_end(void)
{
	sim_record_end();
	if (M->findings)
		sim_run_end(SIM_FOUND, "%d findings", M->findings);
	sim_run_end(SIM_PASSED, "passed");
}

static void story_main(void *arg)
{
	(void)arg;
	sim_host.config->scenario->story();
}

/* The first task: boots, then has the story run as the first user process. */
static void init_main(void *arg)
{
	const struct sim_image_ops *image = sim_host.image;
	const struct sim_board *board = sim_host.config->board;
	struct sim_context *story;
	int err = image->boot();

	(void)arg;
	if (err)
		sim_run_end(SIM_FAULT, "the image does not boot: error %d",
			    err);
	if (board && board->power_on)
		board->power_on();
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

/* ---- before the run ---- */

static void run_check(const struct sim_run_config *config)
{
	const struct sim_image_ops *image = config->image;

	if (sim_host.arena_error)
		sim_fault(sim_host.arena_error);
	if (!image)
		sim_fault("no image was given to run");
	if (image->version != SIM_BORDER_VERSION)
		sim_run_end(SIM_FAULT,
			    "the image has border version %u, this simulator %u: build the image again",
			    image->version, SIM_BORDER_VERSION);
	if (config->cpus < 0 || config->cpus > SIM_MAX_CPUS)
		sim_run_end(SIM_FAULT, "%d CPUs are out of range (2 to %d)",
			    config->cpus, SIM_MAX_CPUS);
}

static void run_strategy(const struct sim_run_config *config)
{
	const char *name = config->strategy ? config->strategy : "random";

	if (config->replay && config->replay->strategy[0])
		name = config->replay->strategy;
	sim_host.strategy = sim_strategy_find(name);
	if (!sim_host.strategy)
		sim_run_end(SIM_FAULT, "there is no strategy \"%s\"", name);
	sim_host.strategy_state = sim_state_alloc(
					sim_host.strategy->state_bytes);
	sim_host.strategy->start(sim_host.strategy_state, M->seed);
	if (strchr(name, ':'))
		sim_host.strategy->parameter(sim_host.strategy_state,
					     strchr(name, ':') + 1);
	if (config->profile)
		sim_profile_start(config->profile);
	M->preempts = sim_host.strategy->preempts;
	M->skip = 1;
}

/* A run that did not start has no strategy. */
static void strategy_end(const struct sim_run_config *config,
			 enum sim_outcome outcome)
{
	if (!sim_host.strategy_state)
		return;
	if (sim_host.strategy->end)
		sim_host.strategy->end(sim_host.strategy_state, outcome);
	if (config->profile)
		sim_profile_end(config->profile);
	sim_host.strategy_state = NULL;
}

static void run_figures(const struct sim_run_config *config)
{
	static const int cpus_by_seed[] = { 2, 2, 2, 3, 4, 4, 6, 8 };

	M->seed = config->replay ? config->replay->seed : config->seed;
	sim_random_seed(&M->entropy, M->seed, 1);
	sim_random_seed(&M->lateness, M->seed, 2);
	M->limit_ns = config->limit_ns ? config->limit_ns : LIMIT_NS_DEFAULT;
	M->limit_decisions = config->limit_decisions ?
			     config->limit_decisions : LIMIT_DECISIONS_DEFAULT;
	M->check_ns = SIM_BOOT_TIME_NS + (M->limit_ns < CHECK_FIRST_NS ?
					  M->limit_ns : CHECK_FIRST_NS);
	M->cpus = cpus_by_seed[sim_random_below(&M->lateness, 8)];
	if (config->cpus)
		M->cpus = config->cpus;
	sim_hash_fold(M->seed, M->cpus);
}

static void run_image(const struct sim_image_ops *image)
{
	uint64_t text = (uintptr_t)image->symbols.text_start;

	sim_host.image = image;
	sim_host.text_start = text;
	sim_host.text_bytes = (uintptr_t)image->symbols.text_end - text;
	sim_host.site_base = text - SIM_IMAGE_BASE < 1UL << 32 ?
			     SIM_IMAGE_BASE : text;
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

static void run_machine(const struct sim_run_config *config)
{
	struct sim_task *init;

	run_check(config);
	run_figures(config);
	run_strategy(config);
	run_image(config->image);
	init = task_adopt("init", SIM_TASK_PLAIN, 0);
	M->init = M->current = init;
	*sim_host.image->self = &init->ctx;
	run_early(config);
	run_idle_tasks();
	sim_host.image->adopt(&init->ctx, init->name, -1);
	init->started = true;
	M->running = true;
	sim_task_place(init, 0);
	sim_fiber_switch(&sim_host.main, &init->fiber, 0);
}

/* ---- after it ---- */

static void run_result(const struct sim_run_config *config,
		       struct sim_run_result *result)
{
	result->hash = M->hash;
	result->decisions = M->decisions;
	result->switches = M->switches;
	result->preemptions = M->preemptions;
	result->interrupts = M->interrupts;
	result->virtual_ns = M->now_ns - SIM_BOOT_TIME_NS;
	result->findings = M->findings;
	if (!config->record)
		return;
	sim_record_take(&result->schedule);
	if (sim_host.strategy)
		snprintf(result->schedule.strategy,
			 sizeof(result->schedule.strategy), "%s",
			 sim_host.strategy->name);
	if (config->scenario && config->scenario->name)
		snprintf(result->schedule.scenario,
			 sizeof(result->schedule.scenario), "%s",
			 config->scenario->name);
}

/**
 * sim_run - one run
 * @config: what to run
 * @result: filled in any case; the caller frees the schedule
 *
 * Return: 0, also when something was found; -1 when the simulator failed
 * (outcome SIM_FAULT and a sentence in @result->message).
 * Context: once per process, or after sim_run_reset().
 */
int sim_run(const struct sim_run_config *config, struct sim_run_result *result)
{
	memset(result, 0, sizeof(*result));
	result->outcome = SIM_FAULT;
	if (sim_host.used) {
		snprintf(result->message, sizeof(result->message),
			 "this process has run already");
		return -1;
	}
	sim_host.used = true;
	sim_host.config = config;
	sim_host.result = result;
	sim_crash_install();
	if (!setjmp(sim_host.main_end))
		run_machine(config);
	sim_crash_remove();
	strategy_end(config, result->outcome);
	if (!sim_host.arena_error)
		run_result(config, result);
	sim_host.result = NULL;
	sim_host.config = NULL;
	return result->outcome == SIM_FAULT ? -1 : 0;
}

void sim_run_reset(void)
{
	sim_host.decision_count = 0;
	sim_host.replay_next = 0;
	sim_host.strategy = NULL;
	sim_host.used = false;
	if (!sim_host.arena_error)
		sim_arena_reset();
}
