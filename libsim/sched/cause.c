// SPDX-License-Identifier: GPL-2.0-only
/*
 * cause.c: what a wait is for and why it does not end, in words that are the
 * same in every run in which it is for the same reason. Signatures are made of
 * it (libsim/report/signature_wait.c), and here a hang finds the finding that
 * it comes of.
 *
 * The wait-for graph ends at a task that waits for what no task has to do.
 * Whether hardware should have ended that wait, it says itself: a board names
 * what is the matter with its devices, and since when.
 */
#include <stdio.h>
#include <string.h>
#include "machine.h"

#define SECOND_NS	1000000000ULL

/* "mutex &x"; a name that only repeats the kind is left out. */
void sim_cause_object(char *text, size_t size, enum sim_wait what,
		      const char *name)
{
	const char *kind = sim_wait_text(what);
	bool named = name && *name && strcmp(name, kind);

	snprintf(text, size, "%s%s%s", kind, named ? " " : "",
		 named ? name : "");
}

static bool is_sleeping_lock(enum sim_wait what)
{
	return what == SIM_WAIT_MUTEX || what == SIM_WAIT_RWSEM_READ ||
	       what == SIM_WAIT_RWSEM_WRITE;
}

/* Somebody who has been kept waiting for @object for a second. */
static struct sim_task *kept_waiting(const void *object)
{
	struct sim_task *task;

	sim_for_each_task(task)
		if (sim_task_waits(task) && task->pause->object == object &&
		    M->now_ns - task->pause->since_ns >= SECOND_NS)
			return task;
	return NULL;
}

/**
 * sim_cause_kept - a sleeping lock that somebody else has wanted for a second
 * @task: who holds it
 * @other: receives who wants it
 *
 * Return: the lock, or NULL. Context: any.
 */
const struct sim_held *sim_cause_kept(const struct sim_task *task,
				      struct sim_task **other)
{
	for (int i = 0; i < task->held_count; i++) {
		const struct sim_held *held = &task->held[i];

		*other = is_sleeping_lock(held->what) ?
			 kept_waiting(held->object) : NULL;
		if (*other)
			return held;
	}
	return NULL;
}

/* The lock that was taken last is nearest to who waits: it is no caller's. */
static void keeps_name(struct sim_waited *waited, const struct sim_task *task)
{
	for (int i = task->held_count; i--; ) {
		if (!is_sleeping_lock(task->held[i].what))
			continue;
		sim_cause_object(waited->keeps, sizeof(waited->keeps),
				 task->held[i].what, task->held[i].name);
		return;
	}
}

/* Of the hardware, those that explain a wait, or those that explain a loop. */
static void troubles_take(struct sim_finding *finding, bool busy)
{
	const struct sim_board *board = sim_host.config ?
					sim_host.config->board : NULL;
	struct sim_trouble *trouble = finding->trouble;
	int all = 0;

	if (board && board->troubles)
		all = board->troubles(trouble, SIM_TROUBLES);
	for (int i = 0; i < all; i++)
		if (trouble[i].busy == busy)
			trouble[finding->troubles++] = trouble[i];
}

/**
 * sim_cause_loop - what hardware has to do with a loop that makes no time pass
 * @finding: gets it
 *
 * Context: any.
 */
void sim_cause_loop(struct sim_finding *finding)
{
	troubles_take(finding, true);
}

/*
 * A wait that no task is known to end follows from a finding after which the
 * hardware does nothing any more, unless it had begun before.
 */
static int finding_before(const struct sim_finding *finding,
			  const struct sim_pause *pause)
{
	for (int i = 0; i < finding->troubles; i++) {
		const struct sim_trouble *trouble = &finding->trouble[i];

		if (trouble->finding &&
		    pause->since_ns + SECOND_NS >= trouble->since_ns)
			return trouble->finding;
	}
	return 0;
}

static bool anybody_may_end(enum sim_wait what)
{
	return what == SIM_WAIT_QUEUE || what == SIM_WAIT_COMPLETION ||
	       what == SIM_WAIT_SCHEDULE;
}

static bool nobody_holds(const struct sim_pause *pause)
{
	return pause->what >= SIM_WAIT_MUTEX &&
	       pause->what <= SIM_WAIT_RWLOCK_WRITE && sim_holders_kept();
}

/**
 * sim_cause_wait - what a wait is for, which is the finding
 * @finding: gets it
 * @task: the last one of those who wait for each other's sake
 * @pause: its wait
 *
 * Context: any.
 */
void sim_cause_wait(struct sim_finding *finding, const struct sim_task *task,
		    const struct sim_pause *pause)
{
	struct sim_waited *waited = &finding->waited;
	const struct sim_held *held;
	struct sim_task *holder;

	holder = sim_holder_of(pause->object, NULL, &held);
	sim_cause_object(waited->what, sizeof(waited->what), pause->what,
			 held && held->name ? held->name : pause->name);
	if (!holder && nobody_holds(pause))
		strncat(waited->what, " held by nobody",
			sizeof(waited->what) - strlen(waited->what) - 1);
	keeps_name(waited, task);
	waited->ends = pause->until_ns;
	waited->busy = !pause->off_cpu;
	if (holder || !anybody_may_end(pause->what))
		return;
	troubles_take(finding, false);
	finding->follows = finding_before(finding, pause);
}
