// SPDX-License-Identifier: GPL-2.0-only
/*
 * hang.c: runs that do not go on: deadlock, hung tasks, stalls, livelock.
 *
 * Three ways to notice: a circle of lock holders when somebody starts to
 * wait, nothing left that could ever happen, and limits. The 120 s and 20 s
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
/* Points without time moving: no real code path is that long. */
#define LIVELOCK_POINTS	200000000ULL
#define CIRCLE_MOST	8

#define for_each_task(task)						\
	for (task = sim_entry(M->tasks.next, struct sim_task, all);	\
	     &task->all != &M->tasks;					\
	     task = sim_entry(task->all.next, struct sim_task, all))

static const struct sim_held *held_find(const struct sim_task *task,
					const void *object)
{
	for (int i = 0; i < task->held_count; i++)
		if (task->held[i].object == object)
			return &task->held[i];
	return NULL;
}

/* The next task after @after (NULL: the first) that holds @object. */
struct sim_task *sim_holder_of(const void *object, const struct sim_task *after,
			       const struct sim_held **held)
{
	struct sim_task *task;
	bool passed = !after;

	for_each_task(task) {
		if (passed && (*held = held_find(task, object)))
			return task;
		passed = passed || task == after;
	}
	return NULL;
}

static bool is_waiting(const struct sim_task *task)
{
	return task->pause && !task->pause->done;
}

/* ---- circles ---- */

struct circle {
	struct sim_task *task[CIRCLE_MOST];
	const struct sim_held *held[CIRCLE_MOST];	/* what task[i] holds */
	int length;
};

static bool circle_find(struct circle *circle, const void *object)
{
	const struct sim_held *held;
	struct sim_task *holder = NULL;

	if (circle->length == CIRCLE_MOST)
		return false;
	while ((holder = sim_holder_of(object, holder, &held))) {
		int at = circle->length++;

		circle->task[at] = holder;
		circle->held[at] = held;
		if (holder == M->current)
			return true;
		if (is_waiting(holder) && holder->pause->object &&
		    circle_find(circle, holder->pause->object))
			return true;
		circle->length = at;
	}
	return false;
}

static void circle_title(const struct circle *circle, enum sim_wait what,
			 char *title, size_t size)
{
	int used = snprintf(title, size, "circular wait: %s waits for %s %s",
			    M->current->name, sim_wait_text(what),
			    circle->held[0]->name ? circle->held[0]->name : "");

	for (int i = 0; i < circle->length && used < (int)size; i++) {
		const struct sim_task *task = circle->task[i];

		used += snprintf(title + used, size - used, " held by %s",
				 task == M->current ? "itself" : task->name);
		if (i + 1 < circle->length && used < (int)size)
			used += snprintf(title + used, size - used,
					 ", which waits for %s %s",
					 sim_wait_text(task->pause->what),
					 circle->held[i + 1]->name ?
					 circle->held[i + 1]->name : "");
	}
}

static void circle_report(const struct circle *circle, enum sim_wait what)
{
	struct sim_task_state states[CIRCLE_MOST];
	struct sim_finding finding;
	char title[256];

	circle_title(circle, what, title, sizeof(title));
	sim_finding_base(&finding, SIM_KIND_DEADLOCK, title);
	finding.frames = sim_unwind(M->current, M->current->entry_fp, 0,
				    finding.stack, SIM_MAX_FRAMES);
	for (int i = 0; i + 1 < circle->length; i++)
		sim_finding_task(&states[finding.tasks++], circle->task[i]);
	finding.task_states = states;
	sim_finding_emit(&finding, true);
}

/* The current task is about to wait for @object: does that close a circle? */
void sim_cycle_check(enum sim_wait what, const void *object)
{
	struct circle circle = { .length = 0 };

	if (circle_find(&circle, object))
		circle_report(&circle, what);
}

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
		for_each_task(task)
			if (task->kind != SIM_TASK_IDLE && task->started &&
			    task_rank(task) == rank &&
			    (!waiting || is_waiting(task)))
				sim_finding_task(&finding->task_states[
						 finding->tasks++], task);
}

static void wait_text(const struct sim_task *task, char *text, size_t size)
{
	const struct sim_held *held;
	struct sim_task *holder;

	if (!task || !is_waiting(task)) {
		snprintf(text, size, "%s is able to run",
			 task ? task->name : "nobody");
		return;
	}
	holder = task->pause->object ?
		 sim_holder_of(task->pause->object, NULL, &held) : NULL;
	if (holder)
		snprintf(text, size, "%s waits for %s %s held by %s",
			 task->name, sim_wait_text(task->pause->what),
			 held->name ? held->name : "", holder->name);
	else
		snprintf(text, size, "%s waits for %s", task->name,
			 sim_wait_text(task->pause->what));
}

/* Who to name: the story, else whoever holds a lock, else init. */
static const struct sim_task *task_concerned(void)
{
	struct sim_task *task;

	if (M->story && !M->story->dead && is_waiting(M->story))
		return M->story;
	for_each_task(task)
		if (task->held_count && is_waiting(task))
			return task;
	return M->init;
}

static void __attribute__((noreturn))
report_all(enum sim_kind kind, const char *title, bool waiting)
{
	struct sim_finding finding;

	sim_finding_base(&finding, kind, title);
	finding_add_tasks(&finding, waiting);
	if (finding.tasks) {
		finding.frames = finding.task_states[0].frames;
		memcpy(finding.stack, finding.task_states[0].stack,
		       sizeof(finding.stack));
	}
	sim_finding_emit(&finding, true);
	__builtin_unreachable();
}

/* Nothing can run and no event will come. */
void sim_deadlock_report(void)
{
	char who[160], title[256];

	wait_text(task_concerned(), who, sizeof(who));
	snprintf(title, sizeof(title),
		 "nothing can run and nothing will happen: %s", who);
	report_all(SIM_KIND_DEADLOCK, title, true);
}

/* ---- limits ---- */

static bool is_lock_wait(const struct sim_task *task)
{
	switch (task->pause->what) {
	case SIM_WAIT_MUTEX: case SIM_WAIT_RWSEM_READ:
	case SIM_WAIT_RWSEM_WRITE: case SIM_WAIT_RTMUTEX:
	case SIM_WAIT_FLUSH_WORK: case SIM_WAIT_RCU:
		return true;
	default:
		return task->user || task == M->story;
	}
}

static void hung_report(struct sim_task *task, enum sim_kind kind,
			uint64_t waited_ns)
{
	struct sim_task_state state;
	struct sim_finding finding;
	char who[160], title[256];

	task->pause->reported = true;
	wait_text(task, who, sizeof(who));
	snprintf(title, sizeof(title), "%s for more than %llu seconds%s", who,
		 (unsigned long long)(waited_ns / SECOND_NS),
		 kind == SIM_KIND_STALL ? ", keeping its CPU busy" : "");
	sim_finding_base(&finding, kind, title);
	sim_finding_task(&state, task);
	finding.frames = state.frames;
	memcpy(finding.stack, state.stack, sizeof(state.stack));
	snprintf(finding.task, sizeof(finding.task), "%s", task->name);
	finding.cpu = state.cpu;
	finding.tasks = 1;
	finding.task_states = &state;
	sim_finding_emit(&finding, false);
}

static void task_check(struct sim_task *task)
{
	uint64_t waited_ns;

	if (!is_waiting(task) || task->pause->reported ||
	    task->kind != SIM_TASK_PLAIN || task == M->init)
		return;
	waited_ns = M->now_ns - task->pause->since_ns;
	if (task->pause->off_cpu && waited_ns >= HUNG_NS && is_lock_wait(task))
		hung_report(task, SIM_KIND_HUNG_TASK, HUNG_NS);
	else if (!task->pause->off_cpu && waited_ns >= STALL_NS &&
		 task->pause->what != SIM_WAIT_DELAY)
		hung_report(task, SIM_KIND_STALL, STALL_NS);
}

static void limit_ns_report(void)
{
	char who[160], title[256];

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
	for_each_task(task)
		task_check(task);
}

/* Called now and then at points. */
void sim_limit_check(void)
{
	char title[256];

	if (M->decisions < M->limit_decisions &&
	    M->points - M->moved_points < LIVELOCK_POINTS)
		return;
	snprintf(title, sizeof(title), "%s does not come to an end: %llu %s",
		 M->current->name, (unsigned long long)
		 (M->decisions < M->limit_decisions ?
		  M->points - M->moved_points : M->decisions),
		 M->decisions < M->limit_decisions ?
		 "points passed while no time did" : "decisions were made");
	M->current->entry_fp = __builtin_frame_address(0);
	report_all(SIM_KIND_LIVELOCK, title, false);
}
