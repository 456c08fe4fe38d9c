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
#include "sparse.h"
#include "sim/machine.h"

#define LIMIT_NS_DEFAULT	(600ULL * 1000000000)
#define LIMIT_DECISIONS_DEFAULT	50000000ULL
#define CHECK_FIRST_NS		10000000000ULL

struct sim_host sim_host = { .checks = SIM_CHECKS_DEFAULT };

const struct sim_image_ops *sim_machine_image(void)
{
	return sim_host.image;
}

const struct sim_run_config *sim_machine_config(void)
{
	return sim_host.config;
}

void sim_machine_describe(const char *text)
{
	char *about = sim_host.result->about;
	size_t used = strlen(about);

	snprintf(about + used, sizeof(sim_host.result->about) - used, "%s",
		 text);
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
	sim_memory_end();
	sim_record_end();
	if (M->findings)
		sim_run_end(SIM_FOUND, "%d findings", M->findings);
	sim_run_end(SIM_PASSED, "passed");
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

static uint64_t run_seed(const struct sim_run_config *config)
{
	return config->replay ? config->replay->seed : config->seed;
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

static int run_cpus(const struct sim_run_config *config)
{
	static const int cpus_by_seed[] = { 2, 2, 2, 3, 4, 4, 6, 8 };
	struct sim_random random;

	if (config->cpus)
		return config->cpus;
	sim_random_seed(&random, run_seed(config), 2);
	return cpus_by_seed[sim_random_below(&random, 8)];
}

static void run_limits(const struct sim_run_config *config)
{
	M->limit_ns = config->limit_ns ? config->limit_ns : LIMIT_NS_DEFAULT;
	M->limit_decisions = config->limit_decisions ?
			     config->limit_decisions : LIMIT_DECISIONS_DEFAULT;
	sim_limit_renew();
	M->check_ns = SIM_BOOT_TIME_NS + (M->limit_ns < CHECK_FIRST_NS ?
					  M->limit_ns : CHECK_FIRST_NS);
}

static void run_strategy(const char *name)
{
	sim_host.strategy = sim_strategy_find(name);
	if (!sim_host.strategy)
		sim_run_end(SIM_FAULT, "there is no strategy \"%s\"", name);
	sim_host.strategy_state = sim_state_alloc(
					sim_host.strategy->state_bytes);
	sim_host.strategy->start(sim_host.strategy_state, M->seed);
	if (strchr(name, ':'))
		sim_host.strategy->parameter(sim_host.strategy_state,
					     strchr(name, ':') + 1);
	M->preempts = sim_host.strategy->preempts;
	M->skip = 1;
}

/*
 * From here on the seed and the strategy have their say: from power-on with
 * @config->seed_boot, else from the story's start.
 */
static void run_seeded(const struct sim_run_config *config)
{
	const char *name = config->strategy ? config->strategy : "random";

	M->seeded = true;
	M->seed = run_seed(config);
	sim_random_seed(&M->entropy, M->seed, 1);
	sim_hash_fold(M->seed, M->cpus);
	run_limits(config);
	if (config->replay && config->replay->strategy[0])
		name = config->replay->strategy;
	run_strategy(name);
	if (config->profile)
		sim_profile_start(config->profile);
	sim_sparse_start(config->sparse);
}

/* Boot goes the plainest way, whatever the seed. */
static void run_unseeded(const struct sim_run_config *config)
{
	run_limits(config);
	run_strategy("round-robin");
}

/* A machine that waits for its story; false: the run has ended already. */
static bool run_boot(const struct sim_run_config *config, bool first)
{
	int cpus = run_cpus(config);

	if (sim_boot_resume(config, cpus))
		return true;
	if (!sim_boot_pristine(config, first))
		sim_fault("this process has run already");
	sim_host.decision_count = 0;
	sim_host.replay_next = 0;
	M->cpus = cpus;
	if (config->seed_boot)
		run_seeded(config);
	else
		run_unseeded(config);
	if (!sim_power_on(config))
		return false;
	sim_boot_keep(config);
	return true;
}

static void run_machine(const struct sim_run_config *config, bool first)
{
	run_check(config);
	run_image(config->image);
	if (!run_boot(config, first))
		return;
	if (!M->seeded)
		run_seeded(config);
	sim_power_on_resume();
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
 * Context: once per process, or after sim_run_reset(), or with keep_boot in
 * each run.
 */
int sim_run(const struct sim_run_config *config, struct sim_run_result *result)
{
	bool first = !sim_host.used;

	memset(result, 0, sizeof(*result));
	result->outcome = SIM_FAULT;
	sim_host.used = true;
	sim_host.config = config;
	sim_host.checks = SIM_CHECKS_DEFAULT ^ config->checks_changed;
	sim_host.result = result;
	sim_crash_install();
	if (!setjmp(sim_host.main_end))
		run_machine(config, first);
	/* a process that runs again and again saves the system calls */
	if (!sim_boot_kept())
		sim_crash_remove();
	sim_sparse_stop();
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
	if (!sim_host.arena_error && !sim_boot_kept())
		sim_arena_reset();
}
