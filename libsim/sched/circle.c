// SPDX-License-Identifier: GPL-2.0-only
/*
 * circle.c: the wait-for graph, and circles in it.
 *
 * A task that waits leads to those who hold what it waits for. Held are locks,
 * and all that somebody is sure to end himself: the work item that a worker
 * runs, a timer's function, an interrupt's handler, an URB's completion, the
 * grace period of a reader, a thread's life, a transition of runtime PM. A call
 * to another CPU waits for whoever keeps interrupts off there. Whoever starts to
 * wait looks for itself down the way, so a circle is told as it closes, however
 * many others still run.
 *
 * A sleep that a timer ends leads nowhere. Not edges: completions and wait
 * queues that anybody might signal; of those see wakers.c.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "machine.h"

#define CIRCLE_MOST	8
#define CHAIN_SHOWN	2

static const struct sim_held *held_find(const struct sim_task *task,
					const void *object)
{
	for (int i = 0; i < task->held_count; i++)
		if (task->held[i].object == object)
			return &task->held[i];
	return NULL;
}

static struct sim_task **kernel_task_bucket(const void *kernel_task)
{
	uint64_t hash = (uintptr_t)kernel_task * 0x9e3779b97f4a7c15ULL;

	return &M->by_kernel_task[hash >> 32 & (SIM_WAIT_BUCKETS - 1)];
}

void sim_kernel_task_add(struct sim_task *task)
{
	struct sim_task **bucket = kernel_task_bucket(task->ctx.kernel_task);

	task->same_bucket = *bucket;
	*bucket = task;
}

void sim_kernel_task_remove(struct sim_task *task)
{
	struct sim_task **at = kernel_task_bucket(task->ctx.kernel_task);

	for (; *at; at = &(*at)->same_bucket)
		if (*at == task) {
			*at = task->same_bucket;
			return;
		}
}

static struct sim_task *kernel_task_find(const void *kernel_task)
{
	struct sim_task *task = *kernel_task_bucket(kernel_task);

	while (task && task->ctx.kernel_task != kernel_task)
		task = task->same_bucket;
	return task;
}

/*
 * The next task after @after (NULL: the first) that holds @object; NULL in
 * @held when the object is the task itself, whose end is waited for. Whoever
 * holds nothing is not looked at: they may be many.
 */
struct sim_task *sim_holder_of(const void *object, const struct sim_task *after,
			       const struct sim_held **held)
{
	struct sim_link *link = after ? after->holds.next : M->holders.next;
	struct sim_task *task = object ? kernel_task_find(object) : NULL;

	*held = NULL;
	if (!object || task)
		return after ? NULL : task;
	for (; link && link != &M->holders; link = link->next) {
		task = sim_entry(link, struct sim_task, holds);
		*held = held_find(task, object);
		if (*held)
			return task;
	}
	return NULL;
}

/*
 * Who keeps the CPU from the interrupt that @task waits for, or NULL. With
 * interrupts off it goes on only when its own wait is over. An interrupt that
 * came meanwhile waits for something else.
 */
static struct sim_task *deaf_find(const struct sim_task *task,
				  enum sim_wait what)
{
	struct sim_task *deaf;

	if (what != SIM_WAIT_IRQ_SYNC || !task->awaited_cpu)
		return NULL;
	deaf = M->cpu[task->awaited_cpu - 1].current;
	if (!deaf->ctx.irqs_off &&
	    !(deaf->ctx.preempt_count & (SIM_HARDIRQ_MASK | SIM_NMI_MASK)))
		return NULL;
	return deaf;
}

struct circle {
	struct sim_task *task[CIRCLE_MOST];
	const char *name[CIRCLE_MOST];		/* of what task[i] holds */
	bool deaf[CIRCLE_MOST];			/* it has interrupts off */
	int length;
};

static bool leads_on(const struct sim_task *task)
{
	return sim_task_waits(task) && task->pause->object &&
	       !task->pause->until_ns;
}

static bool circle_find(struct circle *circle, const struct sim_task *waiter,
			enum sim_wait what, const void *object);

/* Does the way over @holder close the circle? */
static bool circle_over(struct circle *circle, struct sim_task *holder,
			const char *name, bool deaf)
{
	int at = circle->length++;

	circle->task[at] = holder;
	circle->name[at] = name ? name : "";
	circle->deaf[at] = deaf;
	if (holder == M->current ||
	    (leads_on(holder) &&
	     circle_find(circle, holder, holder->pause->what,
			 holder->pause->object)))
		return true;
	circle->length = at;
	return false;
}

static bool circle_find(struct circle *circle, const struct sim_task *waiter,
			enum sim_wait what, const void *object)
{
	struct sim_task *holder = NULL, *deaf = deaf_find(waiter, what);
	const struct sim_held *held;

	if (circle->length == CIRCLE_MOST)
		return false;
	if (deaf)
		return circle_over(circle, deaf, NULL, true);
	while ((holder = sim_holder_of(object, holder, &held)))
		if (circle_over(circle, holder, held ? held->name : NULL,
				false))
			return true;
	return false;
}

static void __attribute__((format(printf, 3, 4)))
title_add(char *title, size_t size, const char *format, ...)
{
	size_t used = strlen(title);
	va_list args;

	va_start(args, format);
	vsnprintf(title + used, size - used, format, args);
	va_end(args);
}

/* "mutex &lock held by B", "the end of thread B"; @who keeps a CPU @deaf */
static void title_add_wait(char *title, size_t size, enum sim_wait what,
			   const char *name, const char *who, bool deaf)
{
	if (what == SIM_WAIT_THREAD)
		title_add(title, size, "%s %s", sim_wait_text(what), who);
	else if (deaf)
		title_add(title, size, "%s on the CPU of %s, which has them off",
			  sim_wait_text(what), who);
	else if (what == SIM_WAIT_IRQ_SYNC)
		title_add(title, size, "%s%s%s in %s", sim_wait_text(what),
			  *name ? " of " : "", name, who);
	else
		title_add(title, size, "%s %s held by %s", sim_wait_text(what),
			  name, who);
}

static void circle_title(const struct circle *circle, enum sim_wait what,
			 char *title, size_t size)
{
	snprintf(title, size, "circular wait: %s waits for ", M->current->name);
	for (int i = 0; i < circle->length; i++) {
		const struct sim_task *task = circle->task[i];

		title_add_wait(title, size, what, circle->name[i],
			       circle->length == 1 ? "itself" : task->name,
			       circle->deaf[i]);
		if (i + 1 == circle->length)
			break;
		title_add(title, size, ", which waits for ");
		what = task->pause->what;
	}
}

/*
 * A circle has no beginning: from which of its locks it is told depends on
 * which step comes last. Named from the first by the alphabet.
 */
static void circle_name(const struct circle *circle, enum sim_wait what,
			struct sim_waited *waited)
{
	char step[CIRCLE_MOST][96];
	int n = circle->length, first = 0;

	for (int i = 0; i < n; i++) {
		sim_cause_object(step[i], sizeof(step[i]), what,
				 circle->name[i]);
		what = circle->task[i]->pause ? circle->task[i]->pause->what :
						what;
		if (strcmp(step[i], step[first]) < 0)
			first = i;
	}
	waited->circle = n;
	for (int i = 0; i <= n; i++)
		title_add(waited->what, sizeof(waited->what), "%s%s",
			  i ? " --> " : "", step[(first + i) % n]);
}

/* Who is about to wait has its stack in the finding itself. */
static void circle_self(struct sim_task_state *state, enum sim_wait what,
			const void *object, const struct circle *circle)
{
	sim_finding_task(state, M->current);
	state->frames = 0;
	state->waits_for = what;
	state->wait_object = (uintptr_t)object;
	state->waiting_since_ns = M->now_ns;
	snprintf(state->wait_name, sizeof(state->wait_name), "%s",
		 circle->name[0]);
	snprintf(state->holder, sizeof(state->holder), "%s",
		 circle->task[0]->name);
}

static void circle_report(const struct circle *circle, enum sim_wait what,
			  const void *object)
{
	struct sim_task_state states[CIRCLE_MOST + 1];
	struct sim_finding finding;
	char title[256];

	circle_title(circle, what, title, sizeof(title));
	sim_finding_base(&finding, SIM_KIND_DEADLOCK, title);
	circle_name(circle, what, &finding.waited);
	finding.frames = sim_unwind(M->current, M->current->entry_fp, 0,
				    finding.stack, SIM_MAX_FRAMES);
	circle_self(&states[finding.tasks++], what, object, circle);
	for (int i = 0; i + 1 < circle->length; i++)
		sim_finding_task(&states[finding.tasks++], circle->task[i]);
	finding.task_states = states;
	sim_finding_emit(&finding, true);
}

/* The current task is about to wait for @object: does that close a circle? */
void sim_cycle_check(enum sim_wait what, const void *object)
{
	struct circle circle = { .length = 0 };

	if (sim_check_is_on(SIM_CHECK_DEADLOCK) &&
	    circle_find(&circle, M->current, what, object))
		circle_report(&circle, what, object);
}

static bool is_lock(enum sim_wait what)
{
	return what >= SIM_WAIT_MUTEX && what <= SIM_WAIT_RWLOCK_WRITE;
}

static struct sim_task *waits_behind(const struct sim_task *task,
				     const struct sim_held **held)
{
	*held = NULL;
	return deaf_find(task, task->pause->what) ?:
	       sim_holder_of(task->pause->object, NULL, held);
}

/**
 * sim_chain_end - the last of those who wait for a task's sake
 * @task: the first, waits
 *
 * Return: who waits for what nobody known holds, or somebody who is able to go
 * on: that is the cause of all the waits before.
 */
struct sim_task *sim_chain_end(struct sim_task *task)
{
	const struct sim_held *held;

	for (int i = 0; i < CIRCLE_MOST; i++) {
		struct sim_task *holder = waits_behind(task, &held);

		if (!holder || !sim_task_waits(holder))
			break;
		task = holder;
	}
	return task;
}

/**
 * sim_wait_chain - who waits for whom, as far as it is known
 * @task: the first, waits
 * @text: receives "A waits for mutex &x held by B, which waits for ..."
 * @size: of @text
 *
 * Of a long chain the first ones and the last: that is the cause.
 */
void sim_wait_chain(struct sim_task *task, char *text, size_t size)
{
	snprintf(text, size, "%s waits for ", task->name);
	for (int i = 0; i < CIRCLE_MOST; i++) {
		const struct sim_pause *pause = task->pause;
		bool deaf = deaf_find(task, pause->what);
		const struct sim_held *held;
		char what[96];

		task = waits_behind(task, &held);
		if (!task) {
			sim_cause_object(what, sizeof(what), pause->what,
					 pause->name);
			title_add(text, size, "%s%s", what,
				  is_lock(pause->what) && sim_holders_kept() ?
				  " held by nobody" : "");
			return;
		}
		title_add_wait(text, size, pause->what, held && held->name ?
			       held->name : "", task->name, deaf);
		if (!sim_task_waits(task))
			return;
		if (i + 1 == CHAIN_SHOWN && sim_chain_end(task) != task) {
			task = sim_chain_end(task);
			title_add(text, size, ", and so on to %s", task->name);
		}
		title_add(text, size, ", which waits for ");
	}
}
