// SPDX-License-Identifier: GPL-2.0-only
/*
 * stall.c: seconds of waiting in vain with a lock held that others want.
 *
 * Nothing hangs for good, so neither the kernel nor the wait-for graph sees
 * it: the wait ends by its own time-out. It is told when the task waited for
 * an event (no mere delay) of a second or more that did not come, held a
 * sleeping lock meanwhile, and another task has been waiting for that lock
 * for a second as well. A model that keeps silent because it was told to
 * excuses it: sim_stall_excuse().
 */
#include <stdio.h>
#include "machine.h"

#define SECOND_NS	1000000000ULL

/**
 * sim_stall_excuse - a model does not answer, as a fault that was asked for
 *
 * Waits under way and those that begin within a second are no stalls.
 * Context: models.
 */
void sim_stall_excuse(void)
{
	M->excused_ns = M->now_ns;
}

static bool excused(const struct sim_pause *pause)
{
	return M->excused_ns && M->excused_ns + SECOND_NS >= pause->since_ns;
}

static bool is_event(const struct sim_pause *pause)
{
	return pause->what == SIM_WAIT_QUEUE ||
	       pause->what == SIM_WAIT_COMPLETION;
}

static void stall_report(const struct sim_pause *pause,
			 const struct sim_held *held, struct sim_task *other)
{
	struct sim_task_state states[2];
	struct sim_finding finding;
	char title[256];

	snprintf(title, sizeof(title),
		 "%s waited in vain for %s%s%s for %llu seconds and kept %s %s, which %s waits for",
		 pause->task->name, sim_wait_text(pause->what),
		 pause->name ? " " : "", pause->name ? pause->name : "",
		 (unsigned long long)((M->now_ns - pause->since_ns) / SECOND_NS),
		 sim_wait_text(held->what), held->name ? held->name : "",
		 other->name);
	sim_finding_base(&finding, SIM_KIND_STALL, title);
	sim_cause_wait(&finding, pause->task, pause);
	finding.frames = sim_unwind(pause->task, pause->task->entry_fp, 0,
				    finding.stack, SIM_MAX_FRAMES);
	sim_finding_task(&states[0], pause->task);
	states[0].frames = 0;
	sim_finding_task(&states[1], other);
	finding.tasks = 2;
	finding.task_states = states;
	sim_finding_emit(&finding, false);
}

/* The current task's sleep ended, and its timer is due. */
void sim_stall_check(const struct sim_pause *pause)
{
	const struct sim_held *held;
	struct sim_task *other;

	if (!sim_check_is_on(SIM_CHECK_PROGRESS) ||
	    !is_event(pause) || excused(pause) ||
	    M->now_ns - pause->since_ns < SECOND_NS)
		return;
	held = sim_cause_kept(pause->task, &other);
	if (held)
		stall_report(pause, held, other);
}
