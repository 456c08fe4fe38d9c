// SPDX-License-Identifier: GPL-2.0-only
/*
 * hang.c: runs that do not go on: deadlock, hung tasks, stalls, livelock.
 *
 * Two ways to notice: nothing left that could ever happen, and limits; for
 * circles of tasks see circle.c. The 120 s and 20 s
 * are the defaults of khungtaskd and of the soft lockup detector
 * (Documentation/admin-guide/sysctl/kernel.rst).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "machine.h"

#define SECOND_NS	1000000000ULL
#define HUNG_NS		(120 * SECOND_NS)
#define STALL_NS	(20 * SECOND_NS)
#define CHECK_EVERY_NS	(10 * SECOND_NS)
/*
 * Points and decisions without time moving: no real code path is that long. The
 * longest of 791 lives of chaos were 179,000 points and 64,000 decisions.
 */
#define LIVELOCK_POINTS		200000000ULL
#define LIVELOCK_DECISIONS	2000000ULL
#define WHO_SIZE		208	/* a chain, with words around it in a title */

/* ---- all tasks, for reports ---- */

static int task_rank(const struct sim_task *task)
{
	if (task->held_count)
		return 0;
	if (task->user || task == M->story || task == M->init)
		return 1;
	return 2;
}

/* Stacks of all tasks that are @waiting or not; holders of locks first. */
static void finding_add_tasks(struct sim_finding *finding, bool waiting)
{
	static struct sim_task_state *kept;	/* emitting may not return */
	struct sim_task *task;

	free(kept);
	kept = finding->task_states = calloc(M->task_count, sizeof(*kept));
	if (!finding->task_states)
		return;
	for (int rank = 0; rank < 3; rank++)
		sim_for_each_task(task)
			if (task->kind != SIM_TASK_IDLE && task->started &&
			    task_rank(task) == rank &&
			    (!waiting || sim_task_waits(task)))
				sim_finding_task(&finding->task_states[
						 finding->tasks++], task);
}

static void wait_text(struct sim_task *task, char *text, size_t size)
{
	if (task && sim_task_waits(task))
		sim_wait_chain(task, text, size);
	else
		snprintf(text, size, "%s is able to run",
			 task ? task->name : "nobody");
}

/* A plain schedule(), as of a frozen process: nothing says what it is for. */
static bool waits_for_something(const struct sim_task *task)
{
	return sim_task_waits(task) &&
	       task->pause->what != SIM_WAIT_SCHEDULE;
}

/* Who to name: the story, else whoever holds a lock, else init. */
static struct sim_task *task_concerned(void)
{
	bool story = M->story && !M->story->dead && sim_task_waits(M->story);
	struct sim_task *task;

	if (story && waits_for_something(M->story))
		return M->story;
	sim_for_each_task(task)
		if (task->held_count && waits_for_something(task))
			return task;
	return story ? M->story : M->init;
}

/* Whose stack stands for it: of a livelock, where it is noticed. */
static const struct sim_task *task_to_show(bool waiting)
{
	struct sim_task *task = waiting ? task_concerned() : M->current;

	return waiting && sim_task_waits(task) ? sim_chain_end(task) : task;
}

/* Of a livelock in a unit test it returns. */
static void report_all(enum sim_kind kind, const char *title, bool waiting)
{
	const struct sim_task *shown = task_to_show(waiting);
	struct sim_finding finding;

	/* One cause is told once: of a hung task this is what follows. */
	if (waiting && M->findings && sim_task_waits(shown) &&
	    shown->pause->reported)
		sim_run_end(SIM_FOUND, "%s", title);
	if (waiting)	/* no test of a checker goes on after this */
		M->trial_on = false;
	sim_finding_base(&finding, kind, title);
	finding.limited = M->now_ns >= SIM_BOOT_TIME_NS + M->limit_ns;
	if (waiting && sim_task_waits(shown))
		sim_cause_wait(&finding, shown, shown->pause);
	if (!waiting)
		sim_cause_loop(&finding);
	finding_add_tasks(&finding, waiting);
	if (shown->started)
		finding.frames = sim_unwind(shown, shown->entry_fp, 0,
					    finding.stack, SIM_MAX_FRAMES);
	sim_finding_emit(&finding, true);
}

/* Nothing can run and no event will come. */
void sim_deadlock_report(void)
{
	char who[WHO_SIZE], title[256];

	wait_text(task_concerned(), who, sizeof(who));
	snprintf(title, sizeof(title),
		 "nothing can run and nothing will happen: %s", who);
	report_all(SIM_KIND_DEADLOCK, title, true);
	__builtin_unreachable();
}

/* ---- limits ---- */

/*
 * As khungtaskd: sleeps that no signal can end, and not of the frozen. A user
 * process or the story is looked at in any other sleep. A new kernel thread that nobody has woken yet
 * sleeps in schedule() alone, and is left in peace.
 */
static bool is_hung_sleep(const struct sim_task *task)
{
	switch (task->pause->what) {
	case SIM_WAIT_MUTEX: case SIM_WAIT_RWSEM_READ:
	case SIM_WAIT_RWSEM_WRITE: case SIM_WAIT_RTMUTEX:
	case SIM_WAIT_FLUSH_WORK: case SIM_WAIT_RCU:
		return true;
	case SIM_WAIT_QUEUE: case SIM_WAIT_COMPLETION:
	case SIM_WAIT_THREAD: case SIM_WAIT_RUNTIME_PM:
	case SIM_WAIT_IRQ_SYNC:
		if (!(task->pause->flags & (SIM_SLEEP_SIGNALS |
					    SIM_SLEEP_IDLE)))
			return true;
		break;
	default:
		break;
	}
	return (task->user || task == M->story) && waits_for_something(task);
}

/*
 * @shown is who all of them wait for in the end: its stack stands for it, and
 * whoever else waits for its sake is not told.
 */
static void hung_report(struct sim_task *task, const struct sim_task *shown,
			enum sim_kind kind, uint64_t waited_ns)
{
	struct sim_task_state states[2];
	struct sim_finding finding;
	char who[WHO_SIZE], title[256];

	wait_text(task, who, sizeof(who));
	snprintf(title, sizeof(title), "%s for more than %llu seconds%s", who,
		 (unsigned long long)(waited_ns / SECOND_NS),
		 kind == SIM_KIND_STALL ? ", keeping its CPU busy" : "");
	sim_finding_base(&finding, kind, title);
	sim_cause_wait(&finding, shown, shown->pause);
	sim_finding_task(&states[finding.tasks++], shown);
	if (task != shown)
		sim_finding_task(&states[finding.tasks++], task);
	finding.frames = states[0].frames;
	memcpy(finding.stack, states[0].stack, sizeof(finding.stack));
	snprintf(finding.task, sizeof(finding.task), "%s", shown->name);
	finding.cpu = states[0].cpu;
	finding.task_states = states;
	sim_finding_emit(&finding, false);
}

/* Somebody waits too long: tells the cause, unless it has been told. */
static void hung_task(struct sim_task *task, enum sim_kind kind,
		      uint64_t waited_ns)
{
	struct sim_task *shown = sim_chain_end(task);
	bool told = shown->pause->reported;

	task->pause->reported = true;
	shown->pause->reported = true;
	if (!told)
		hung_report(task, shown, kind, waited_ns);
}

static void task_check(struct sim_task *task)
{
	uint64_t waited_ns;

	if (!sim_task_waits(task) || task->pause->reported ||
	    task->kind != SIM_TASK_PLAIN || task == M->init)
		return;
	waited_ns = M->now_ns - task->pause->since_ns;
	if (task->pause->off_cpu && waited_ns >= HUNG_NS && is_hung_sleep(task))
		hung_task(task, SIM_KIND_HUNG_TASK, HUNG_NS);
	else if (!task->pause->off_cpu && waited_ns >= STALL_NS &&
		 task->pause->what != SIM_WAIT_DELAY)
		hung_task(task, SIM_KIND_STALL, STALL_NS);
}

static void limit_ns_report(void)
{
	char who[176], title[256];

	wait_text(task_concerned(), who, sizeof(who));
	snprintf(title, sizeof(title),
		 "the run is not done after its limit of %llu ms of virtual time: %s",
		 (unsigned long long)(M->limit_ns / 1000000), who);
	report_all(SIM_KIND_HUNG_TASK, title, true);
}

/* Called when time passed M->check_ns. */
void sim_hang_check(void)
{
	uint64_t end_ns = SIM_BOOT_TIME_NS + M->limit_ns;
	struct sim_task *task;

	if (M->now_ns >= end_ns)
		limit_ns_report();
	M->check_ns = M->now_ns + CHECK_EVERY_NS;
	if (M->check_ns > end_ns)
		M->check_ns = end_ns;
	if (!sim_check_is_on(SIM_CHECK_PROGRESS))
		return;
	sim_for_each_task(task)
		task_check(task);
}

/* Called when time moved and when limits change. */
void sim_limit_renew(void)
{
	M->stop_decisions = M->moved_decisions + LIVELOCK_DECISIONS;
	if (M->stop_decisions > M->limit_decisions)
		M->stop_decisions = M->limit_decisions;
}

/* After one that a unit test wanted it is looked for anew. */
static void livelock_again(void)
{
	M->moved_decisions = M->decisions;
	M->moved_points = M->points;
	sim_limit_renew();
}

static void livelock_report(uint64_t count, const char *what)
{
	char title[256];

	snprintf(title, sizeof(title), "%s does not come to an end: %llu %s",
		 M->current->name, (unsigned long long)count, what);
	M->current->entry_fp = __builtin_frame_address(0);
	report_all(SIM_KIND_LIVELOCK, title, false);
	livelock_again();
}

/* Called now and then at points, and when M->stop_decisions are made. */
void sim_limit_check(void)
{
	if (M->decisions >= M->limit_decisions) {
		M->trial_on = false;
		livelock_report(M->decisions, "decisions were made");
	}
	if (M->decisions >= M->stop_decisions)
		livelock_report(M->decisions - M->moved_decisions,
				"decisions were made while no time passed");
	if (M->points - M->moved_points >= LIVELOCK_POINTS)
		livelock_report(M->points - M->moved_points,
				"points passed while no time did");
}
