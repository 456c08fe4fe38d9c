// SPDX-License-Identifier: GPL-2.0-only
/*
 * finding.c: what was found in the code under study, and faults of ours.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "machine.h"

static const char *const kind_names[SIM_KIND_COUNT] = {
	"deadlock", "lock-order", "sleep-in-atomic", "stall", "hung-task",
	"livelock", "data-race", "use-after-free", "out-of-bounds",
	"double-free", "null-deref", "uninitialised", "leak", "refcount",
	"warn", "bug", "rcu", "dma-api", "iommu-fault", "xhci-protocol",
	"pm-state", "invariant",
};

static const char *const wait_names[SIM_WAIT_COUNT] = {
	"nothing", "an event", "mutex", "rwsem for reading",
	"rwsem for writing", "rtmutex", "spinlock", "rwlock for reading",
	"rwlock for writing", "a work item to finish", "a timer to finish",
	"an RCU grace period", "an interrupt handler to finish", "a delay",
	"an event", "wait queue", "completion", "the end of thread",
	"runtime PM",
};

/* Not sim_kind_name(): that is the report's, which links without us. */
static const char *kind_text(enum sim_kind kind)
{
	return kind < SIM_KIND_COUNT ? kind_names[kind] : "?";
}

const char *sim_wait_text(enum sim_wait what)
{
	return what < SIM_WAIT_COUNT ? wait_names[what] : "?";
}

const char *sim_context_name(void)
{
	const struct sim_task *task = M->current;

	if (M->event || !task)
		return "hardware";
	if (task->kind == SIM_TASK_ACTOR)
		return "actor";
	if (task->ctx.preempt_count & (SIM_HARDIRQ_MASK | SIM_NMI_MASK))
		return "hardirq";
	return task->ctx.preempt_count & SIM_SOFTIRQ_SERVED ? "softirq" :
							      "task";
}

/* Innermost wait that has not ended, or NULL. */
static const struct sim_pause *task_wait(const struct sim_task *task)
{
	return task->pause && !task->pause->done ? task->pause : NULL;
}

static void text_copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%.*s", (int)size - 1, from ? from : "");
}

static void state_wait(struct sim_task_state *state,
		       const struct sim_pause *pause)
{
	const struct sim_held *held = NULL;
	struct sim_task *holder = sim_holder_of(pause->object, NULL, &held);

	state->waits_for = pause->what;
	state->wait_object = (uintptr_t)pause->object;
	state->waiting_since_ns = pause->since_ns;
	text_copy(state->wait_name, sizeof(state->wait_name),
		  held ? held->name : pause->name);
	text_copy(state->holder, sizeof(state->holder),
		  holder ? holder->name : NULL);
	if (!holder && !pause->until_ns)
		sim_waker_last(pause, &state->waker);
}

static void state_locks(struct sim_task_state *state,
			const struct sim_task *task)
{
	for (int i = 0; i < task->held_count && i < SIM_STATE_LOCKS; i++) {
		const struct sim_held *held = &task->held[i];
		struct sim_held_state *lock = &state->lock[state->locks++];

		lock->what = held->what;
		lock->object = (uintptr_t)held->object;
		text_copy(lock->name, sizeof(lock->name), held->name);
	}
}

void sim_finding_task(struct sim_task_state *state, const struct sim_task *task)
{
	const struct sim_pause *pause = task_wait(task);

	memset(state, 0, sizeof(*state));
	snprintf(state->name, sizeof(state->name), "%s", task->name);
	state->cpu = task->on_cpu ? task->ctx.cpu : -1;
	if (pause)
		state_wait(state, pause);
	state_locks(state, task);
	if (task->started)
		state->frames = sim_unwind(task, task->entry_fp, 0,
					   state->stack, SIM_MAX_FRAMES);
}

/* All but the stack. */
void sim_finding_base(struct sim_finding *finding, enum sim_kind kind,
		      const char *title)
{
	const struct sim_task *task = M->event ? NULL : M->current;

	memset(finding, 0, sizeof(*finding));
	finding->kind = kind;
	/* Nobody is stuck when an order of locks is found that could do it. */
	finding->observed = kind != SIM_KIND_LOCK_ORDER;
	snprintf(finding->title, sizeof(finding->title), "%s", title);
	finding->when_ns = M->now_ns;
	finding->decision = M->decisions;
	finding->cpu = -1;
	if (task) {
		snprintf(finding->task, sizeof(finding->task), "%s",
			 task->name);
		if (task->kind != SIM_TASK_ACTOR)
			finding->cpu = task->ctx.cpu;
	}
	snprintf(finding->context, sizeof(finding->context), "%s",
		 sim_context_name());
}

/*
 * Hands a finding to the observer; a fatal one ends the run. It is what
 * checkers say of the run and no part of it, so it is not in the hash: a
 * schedule replays with other checkers than it was made with.
 */
void sim_finding_emit(struct sim_finding *finding, bool fatal)
{
	const struct sim_observer *observer = sim_host.config ?
					&sim_host.config->observer : NULL;

	if ((!fatal && !sim_checks_want(finding->kind)) ||
	    sim_trial_takes(finding))
		return;
	finding->number = ++M->findings;
	if (finding->kind == SIM_KIND_USE_AFTER_FREE)
		M->freed_used = true;
	if (observer && observer->finding)
		observer->finding(observer->arg, finding);
	else
		fprintf(stderr, "finding: %s: %s\n", kind_text(finding->kind),
			finding->title);
	if (fatal && M->running)
		sim_run_end(SIM_FOUND, "%s", finding->title);
}

/**
 * sim_findings_told - how many findings the run has told
 *
 * Return: the number of the last one, 0 before the first. Context: any.
 */
int sim_findings_told(void)
{
	return M->findings;
}

static void report(enum sim_kind kind, const char *title, bool fatal, void *fp)
{
	struct sim_finding finding;

	sim_finding_base(&finding, kind, title);
	if (!M->event)
		finding.frames = sim_unwind(M->current, fp, 0, finding.stack,
					    SIM_MAX_FRAMES);
	sim_finding_emit(&finding, fatal);
}

void sim_report(enum sim_kind kind, const char *title, bool fatal)
{
	report(kind, title, fatal, __builtin_frame_address(0));
}

static void other_copy(struct sim_other_stack *to,
		       const struct sim_report_stack *from)
{
	snprintf(to->title, sizeof(to->title), "%s", from->title);
	for (; to->frames < SIM_OTHER_FRAMES &&
	       to->frames < (int)from->count; to->frames++)
		to->stack[to->frames].address = from->frames[to->frames];
}

static void others_copy(struct sim_finding *finding,
			const struct sim_report_stack *stacks, int count)
{
	for (; finding->others < count && finding->others < SIM_REPORT_STACKS;
	     finding->others++)
		other_copy(&finding->other[finding->others],
			   &stacks[finding->others]);
}

void sim_report_stacks(enum sim_kind kind, const char *title, bool fatal,
		       const struct sim_report_stack *stacks, int count)
{
	struct sim_finding finding;

	sim_finding_base(&finding, kind, title);
	if (!M->event)
		finding.frames = sim_unwind(M->current,
					    __builtin_frame_address(0), 0,
					    finding.stack, SIM_MAX_FRAMES);
	others_copy(&finding, stacks, count);
	sim_finding_emit(&finding, fatal);
}

void sim_report_at(enum sim_kind kind, const char *title,
		   const struct sim_report_stack *where,
		   const struct sim_report_stack *others, int count)
{
	struct sim_finding finding;

	sim_finding_base(&finding, kind, title);
	for (; finding.frames < SIM_MAX_FRAMES &&
	       finding.frames < (int)where->count; finding.frames++)
		finding.stack[finding.frames].address =
			where->frames[finding.frames];
	others_copy(&finding, others, count);
	sim_finding_emit(&finding, false);
}

/**
 * sim_reportf - a finding with a formatted title
 * @kind: what sort
 * @fatal: the run ends here; this does not return
 * @format: as printf(); no host addresses
 *
 * Context: any; outside a run it prints the title to stderr.
 */
void sim_reportf(enum sim_kind kind, bool fatal, const char *format, ...)
{
	char title[256];
	va_list args;

	va_start(args, format);
	vsnprintf(title, sizeof(title), format, args);
	va_end(args);
	report(kind, title, fatal, __builtin_frame_address(0));
}

void sim_report_protocol(const char *format, ...)
{
	char title[256];
	va_list args;

	va_start(args, format);
	vsnprintf(title, sizeof(title), format, args);
	va_end(args);
	report(SIM_KIND_XHCI_PROTOCOL, title, false,
	       __builtin_frame_address(0));
}

void sim_trap(const char *function)
{
	uint32_t site = sim_site_of(__builtin_return_address(0));
	struct sim_frame frame[4];
	int frames = sim_unwind(M->current, __builtin_frame_address(0), 0,
				frame, 4);

	/* frame 0 is the trap's own function, 1 who called it */
	sim_run_end(SIM_FAULT,
		    "%s() is not modelled; it was called from image+0x%llx",
		    function, frames > 1 ? (unsigned long long)
		    (frame[1].address - sim_host.site_base) : site);
}

void sim_fault(const char *text)
{
	sim_run_end(SIM_FAULT, "%s", text);
}

void sim_refuse(const char *text)
{
	sim_run_end(SIM_REFUSED, "%s", text);
}

void sim_assert_failed(const char *condition, const char *file, int line)
{
	const char *base = strrchr(file, '/');

	sim_run_end(SIM_FAULT, "the simulator broke its own rule \"%s\" (%s:%d)",
		    condition, base ? base + 1 : file, line);
}
