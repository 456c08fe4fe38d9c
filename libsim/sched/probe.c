// SPDX-License-Identifier: GPL-2.0-only
/*
 * probe.c: lost wake-ups.
 *
 * A task that sleeps on a wait queue while its condition is true was
 * forgotten. Whether it is true only its own code can tell, so the sleeper is
 * woken for nothing, which every wait loop must allow, while nothing else
 * runs: it looks and sleeps again. That is no decision and leaves no trace in
 * the run: points are ignored meanwhile. If it leaves its loop instead, the
 * image keeps it for a second (kernel-shim/sched/wait-places.c), and if no
 * wake-up comes in that time, none was on its way.
 *
 * Sleepers are asked when nobody can run: after two seconds of sleep, once a
 * second, and all of them when nothing will ever happen again.
 *
 * Does not see: sleeps that are no wait queue's, loops that look at their
 * condition under a lock that somebody holds (they then wait for it).
 */
#include <stdio.h>
#include "machine.h"

#define SECOND_NS	1000000000ULL
#define SLEPT_NS	(2 * SECOND_NS)
/* A look at a condition is not longer. */
#define POINTS_MOST	100000

/* In loops on a wait queue, also of those whose end is somebody's to bring. */
static bool sleeps_on_queue(const struct sim_pause *pause)
{
	return pause->off_cpu && (pause->what == SIM_WAIT_QUEUE ||
				  pause->what == SIM_WAIT_RUNTIME_PM ||
				  pause->what == SIM_WAIT_IRQ_SYNC);
}

static bool may_be_asked(const struct sim_task *task, bool all)
{
	const struct sim_pause *pause = task->pause;
	const struct sim_task *idle;

	if (!sim_task_waits(task) || task->kind != SIM_TASK_PLAIN ||
	    !sleeps_on_queue(pause))
		return false;
	/* It goes where it was last, so that it notices no change of CPU. */
	idle = M->cpu[task->ctx.cpu].idle;
	return M->cpu[task->ctx.cpu].current == idle && !idle->irq_depth &&
	       !idle->inject &&
	       (all || M->now_ns - pause->since_ns >= SLEPT_NS);
}

/* Lets @task look; this fiber is continued after that, or when it is chosen. */
static void probe_start(struct sim_task *task)
{
	int cpu = task->ctx.cpu;

	M->probed = task;
	M->prober = M->current;
	M->probe_pause = *task->pause;
	M->probe_points = 0;
	M->probe_back = false;
	M->quiet++;
	sim_pause_finish(task->pause);
	sim_task_exchange(M->cpu[cpu].idle, task, cpu);
	sim_task_switch(task);
}

/* A fiber that is dead cannot be come back to: an idle one goes on for it. */
static bool probe_leave_dead(void)
{
	sim_task_switch(M->cpu[0].idle);
	return true;
}

static bool probe_others(bool all)
{
	struct sim_task *task;

	sim_for_each_task(task) {
		if (task == M->current || !may_be_asked(task, all))
			continue;
		if (M->current->dead)
			return probe_leave_dead();
		probe_start(task);
		if (!M->probe_back)
			return true;
	}
	return false;
}

/**
 * sim_probe_sleepers - look for forgotten sleepers, while nobody can run
 * @all: of any age, once until something happens
 *
 * Return: true when this fiber was left and has been continued, or its own
 * sleep ended.
 * Context: within sim_schedule().
 */
bool sim_probe_sleepers(bool all)
{
	struct sim_task *self = M->current;

	if (M->quiet || (all && M->probe_exhausted))
		return false;
	if (probe_others(all))
		return true;
	M->probe_ns = M->now_ns + SECOND_NS;
	M->probe_exhausted = all;
	if (self->dead || !may_be_asked(self, all))
		return false;
	/* It is this very fiber that sleeps: last, as it looks by itself. */
	probe_start(self);
	return true;
}

/* From here on it is a run like any other. */
void sim_probe_end(void)
{
	if (!M->probed)
		return;
	M->probed = NULL;
	M->quiet--;
}

/* The probed task is about to sleep: again for the same? */
bool sim_probe_sleeps(enum sim_wait what, const void *object,
		      struct sim_pause *pause)
{
	if (what != M->probe_pause.what || object != M->probe_pause.object) {
		sim_probe_end();
		return false;
	}
	*pause = M->probe_pause;
	pause->done = false;
	pause->until_ns = M->current->sleep.until_ns;
	return true;
}

/* Its condition was false and it sleeps: back to who asked. */
void sim_probe_return(void)
{
	struct sim_task *self = M->current;

	sim_probe_end();
	M->probe_back = true;
	sim_task_switch(M->prober);
	if (self->inject)
		sim_irq_take(self);
}

void sim_probe_count(void)
{
	if (M->probed && M->probed == M->current &&
	    ++M->probe_points == POINTS_MOST)
		sim_probe_end();
}

bool sim_sleep_over(void)
{
	struct sim_task *self = M->current;

	if (!M->probed || M->probed != self)
		return false;
	self->lost = (struct sim_sleep){
		.name = M->probe_pause.name,
		.since_ns = M->probe_pause.since_ns,
	};
	sim_probe_end();
	return true;
}

/* The current task's wake-up did not come: a finding. Context: a task. */
void sim_sleep_lost(void)
{
	struct sim_task *task = M->current;
	const struct sim_sleep *lost = &task->lost;
	struct sim_finding finding;
	char title[256];

	snprintf(title, sizeof(title),
		 "lost wake-up: %s slept for %llu seconds on wait queue %s, though what it waited for had come",
		 task->name, (unsigned long long)
		 ((M->now_ns - lost->since_ns) / SECOND_NS),
		 lost->name ? lost->name : "?");
	sim_finding_base(&finding, SIM_KIND_HUNG_TASK, title);
	sim_cause_object(finding.waited.what, sizeof(finding.waited.what),
			 SIM_WAIT_QUEUE, lost->name);
	finding.waited.lost = true;
	finding.frames = sim_unwind(task, __builtin_frame_address(0), 0,
				    finding.stack, SIM_MAX_FRAMES);
	sim_finding_emit(&finding, false);
}
