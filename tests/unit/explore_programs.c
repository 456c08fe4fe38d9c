// SPDX-License-Identifier: GPL-2.0-only
/* explore_programs.c: see explore_programs.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "explore_programs.h"

#define READ(x)		(explore_access(SIM_OP_READ, &(x)), (x))
#define WRITE(x, v)	(explore_access(SIM_OP_WRITE, &(x)), (x) = (v))

static struct fake_lock m = { .name = "m" }, n = { .name = "n" };

static void no_start(void)
{
}

/* ---- account: a check that relies on being early ---- */

static int balance, deposited, withdrawn;

static void account_start(void)
{
	balance = 10;
	deposited = withdrawn = 0;
}

FAKE_TEXT static void account_deposit(void)
{
	explore_lock(&m);
	balance += 5;
	deposited = 1;
	explore_unlock(&m);
}

FAKE_TEXT static void account_withdraw(void)
{
	explore_lock(&m);
	balance -= 7;
	withdrawn = 1;
	explore_unlock(&m);
}

FAKE_TEXT static void account_check(void)
{
	explore_lock(&m);
	if (deposited && withdrawn && balance != 10)
		explore_wrong("the balance changed");
	explore_unlock(&m);
}

/* ---- token ring: three stations copy on, a fourth looks ---- */

static int token[3], token_lost;

static void ring_start(void)
{
	token[0] = token_lost = 0;
	token[1] = 2;
	token[2] = 1;
}

FAKE_TEXT static void ring_first(void)
{
	explore_lock(&m);
	token[0] = (token[2] + 1) % 4;
	explore_unlock(&m);
}

FAKE_TEXT static void ring_second(void)
{
	explore_lock(&m);
	token[1] = token[0];
	explore_unlock(&m);
}

FAKE_TEXT static void ring_third(void)
{
	explore_lock(&m);
	token[2] = token[1];
	explore_unlock(&m);
}

FAKE_TEXT static void ring_check(void)
{
	explore_lock(&m);
	token_lost = token[0] == token[1] && token[1] == token[2];
	explore_unlock(&m);
}

static bool ring_wrong(void)
{
	return token_lost;
}

/* ---- ABBA deadlock ---- */

FAKE_TEXT static void take_two(struct fake_lock *first,
			       struct fake_lock *second)
{
	explore_lock(first);
	explore_lock(second);
	explore_unlock(second);
	explore_unlock(first);
}

FAKE_TEXT static void deadlock_ab(void)
{
	take_two(&m, &n);
}

FAKE_TEXT static void deadlock_ba(void)
{
	take_two(&n, &m);
}

/* ---- two-stage: two values that belong together, a lock for each ---- */

static int stage_one, stage_two;

static void stage_start(void)
{
	stage_one = stage_two = 0;
}

FAKE_TEXT static void stage_write(void)
{
	explore_lock(&m);
	stage_one = 1;
	explore_unlock(&m);
	explore_lock(&n);
	stage_two = stage_one + 1;
	explore_unlock(&n);
}

FAKE_TEXT static void stage_read(void)
{
	int one, two;

	explore_lock(&m);
	one = stage_one;
	explore_unlock(&m);
	if (!one)
		return;
	explore_lock(&n);
	two = stage_two;
	if (two != one + 1)
		explore_wrong("the second stage is missing");
	explore_unlock(&n);
}

/* ---- bluetooth driver: work may start while the device is stopped ---- */

static int pending, stopping, stopping_event, stopped;

static void bluetooth_start(void)
{
	pending = 1;
	stopping = stopping_event = stopped = 0;
}

FAKE_TEXT static void bluetooth_put(void)
{
	explore_access(SIM_OP_ATOMIC, &pending);
	if (!--pending)
		WRITE(stopping_event, 1);
}

FAKE_TEXT static void bluetooth_work(void)
{
	if (!READ(stopping)) {
		explore_access(SIM_OP_ATOMIC, &pending);
		pending++;
		if (READ(stopped))
			explore_wrong("work on a stopped device");
	}
	bluetooth_put();
}

FAKE_TEXT static void bluetooth_stop(void)
{
	WRITE(stopping, 1);
	bluetooth_put();
	if (READ(stopping_event))
		WRITE(stopped, 1);
}

/* ---- reorder: two values written one after the other, read together ---- */

static int value_a, value_b;

static void reorder_start(void)
{
	value_a = value_b = 0;
}

FAKE_TEXT static void reorder_write(void)
{
	WRITE(value_a, 1);
	WRITE(value_b, -1);
}

FAKE_TEXT static void reorder_read(void)
{
	if (READ(value_a) == 0 && READ(value_b) == 0)
		return;
	if (READ(value_a) == 1 && READ(value_b) == -1)
		return;
	explore_wrong("one value without the other");
}

const struct explore_program explore_programs[EXPLORE_PROGRAMS] = {
	{ "account", 3, { account_deposit, account_withdraw, account_check },
	  account_start, NULL, 6, 2, 1.0 / 3, 0, 2 },
	{ "token ring", 4, { ring_first, ring_second, ring_third, ring_check },
	  ring_start, ring_wrong, 24, 4, 1.0 / 6, 0, 3 },
	{ "ABBA deadlock", 2, { deadlock_ab, deadlock_ba },
	  no_start, NULL, 6, 2, 0.5, 1, 2 },
	{ "two-stage", 2, { stage_write, stage_read },
	  stage_start, NULL, 8, 1, 0.0625, 1, 2 },
	{ "bluetooth driver", 2, { bluetooth_work, bluetooth_stop },
	  bluetooth_start, NULL, 73, 4, 0.0390625, 1, 2 },
	{ "reorder, 3 threads", 3,
	  { reorder_write, reorder_write, reorder_read },
	  reorder_start, NULL, 162, 8, 4.0 / 81, 1, 3 },
	{ "reorder, 4 threads", 4,
	  { reorder_write, reorder_write, reorder_write, reorder_read },
	  reorder_start, NULL, 6573, 57, 39.0 / 1024, 1, 4 },
};

uint64_t explore_outcome(void)
{
	const int values[] = {
		balance, deposited, withdrawn, token[0], token[1], token[2],
		stage_one, stage_two, pending, stopping, stopping_event,
		stopped, value_a, value_b,
	};
	uint64_t outcome = 0;

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		outcome = outcome * 1000003 + (uint32_t)values[i];
	return outcome;
}

/* ---- steps ---- */

/*
 * Each worker stops at its first step and goes on when all have come there,
 * so that starting them is no part of what is explored. The wait looks like
 * the step: an attempt to take the lock, or an access.
 */
static struct {
	const struct explore_program *program;
	struct sim_context *story, *worker[EXPLORE_MOST_THREADS];
	const void *object[EXPLORE_MOST_THREADS];
	int started, done;
} gate;

FAKE_TEXT static bool is_first_step(void)
{
	for (int i = 0; i < gate.started; i++)
		if (gate.worker[i] == fake_self)
			return false;
	return true;
}

FAKE_TEXT static void reach(enum sim_op op, const void *object)
{
	if (!is_first_step()) {
		sim_point(op, object);
		return;
	}
	gate.worker[gate.started] = fake_self;
	gate.object[gate.started++] = object;
	sim_lock_wait(SIM_WAIT_MUTEX, object);
}

FAKE_TEXT void explore_lock(struct fake_lock *lock)
{
	reach(SIM_OP_LOCK, lock);
	while (lock->owner)
		sim_lock_wait(SIM_WAIT_MUTEX, lock);
	lock->owner = fake_self;
	sim_lock_acquired(SIM_WAIT_MUTEX, lock, lock->name, 0);
}

FAKE_TEXT void explore_unlock(struct fake_lock *lock)
{
	reach(SIM_OP_UNLOCK, lock);
	lock->owner = NULL;
	sim_lock_released(SIM_WAIT_MUTEX, lock);
	sim_lock_wake(lock);
}

FAKE_TEXT void explore_access(enum sim_op op, const void *object)
{
	reach(op, object);
}

FAKE_TEXT void explore_wrong(const char *what)
{
	sim_report(SIM_KIND_BUG, what, true);
}

FAKE_TEXT static void worker_main(void *arg)
{
	void (*thread)(void) = gate.program->thread[(uintptr_t)arg];

	thread();
	if (++gate.done == gate.program->threads)
		sim_task_ready(gate.story);
}

static void story(void)
{
	gate.story = fake_self;
	for (int i = 0; i < gate.program->threads; i++)
		fake_spawn("worker", worker_main, (void *)(uintptr_t)i);
	while (gate.started < gate.program->threads)
		sim_task_yield();
	sim_search_mark();
	for (int i = 0; i < gate.started; i++)
		sim_lock_wake(gate.object[i]);
	sim_task_block(SIM_WAIT_SCHEDULE, NULL);
	if (gate.program->wrong && gate.program->wrong())
		explore_wrong("the outcome is wrong");
}

static void ignore_finding(void *arg, const struct sim_finding *finding)
{
	(void)arg;
	(void)finding;
}

bool explore_run_result(const struct explore_program *program,
			const struct sim_run_config *given,
			struct sim_run_result *result)
{
	static const struct sim_scenario scenario = {
		.name = "program", .story = story,
	};
	struct sim_run_config config = *given;

	memset(&gate, 0, sizeof(gate));
	gate.program = program;
	m.owner = n.owner = NULL;
	program->start();
	config.scenario = &scenario;
	config.image = &fake_image;
	config.cpus = 8;
	if (!config.observer.finding)
		config.observer.finding = ignore_finding;
	sim_run_reset();
	if (!sim_run(&config, result))
		return result->outcome == SIM_FOUND;
	fprintf(stderr, "%s: %s\n", program->name, result->message);
	abort();
}

bool explore_run(const struct explore_program *program,
		 const struct sim_run_config *given)
{
	struct sim_run_result result;

	return explore_run_result(program, given, &result);
}

void explore_schedule_free(struct sim_schedule *schedule)
{
	for (size_t i = 0; i < schedule->names; i++)
		free(schedule->name[i]);
	free(schedule->name);
	free(schedule->decisions);
}

void explore_note(void *arg, const struct sim_finding *finding)
{
	struct explore_finding *first = arg;

	if (!first->found)
		*first = (struct explore_finding){ true, finding->decision };
}

/* What happened before the finding. */
static size_t made_before(const struct sim_sparse_run *run,
			  const struct explore_finding *finding)
{
	size_t n = 0;

	while (n < run->made &&
	       (!finding->found || run->list[n].decision < finding->decision))
		n++;
	return n;
}

int explore_replay(void *program, struct sim_trial *trial)
{
	struct explore_finding finding = { 0 };
	struct sim_sparse_run run = {
		.follow = trial->schedule, .list = trial->list,
		.trace = trial->trace, .places = trial->places,
	};
	struct sim_run_config config = {
		.sparse = &run, .observer = { .finding = explore_note,
					      .arg = &finding },
	};

	explore_run(program, &config);
	trial->made = made_before(&run, &finding);
	trial->preemptions = run.preemptions;
	trial->names = run.found;
	trial->choice = run.choice;
	trial->choices = run.choices;
	return finding.found;
}
