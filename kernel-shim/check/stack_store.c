// SPDX-License-Identifier: GPL-2.0-only
/*
 * stack_store.c: stacks of allocations and frees, each kept once.
 *
 * Stands in for lib/stackdepot.c. A stack is the site and the innermost
 * functions of the shadow call stack (call_stack.c). The table is bounded: when
 * it is full, later stacks are unknown.
 */
#include <linux/hash.h>
#include <linux/log2.h>
#include <linux/sched.h>
#include <linux/string.h>
#include "sim-check.h"
#include "sim-shadow.h"
#include "sim-shim.h"

#ifdef CONFIG_DEBUG_KERNEL

#define SIM_STACK_COUNT		SIM_MEMORY_STACKS
#define SIM_STACK_BITS		ilog2(SIM_STACK_COUNT)
#define SIM_STACK_DEPTH		12

/* Slot 0 stays free. */
struct sim_stack {
	unsigned int count;
	unsigned long frames[SIM_STACK_DEPTH];
};

static struct sim_stack stacks[SIM_STACK_COUNT] __sim_unscanned;
/* The hash of each, by which it is known; apart, as a life asks often. */
static u64 keys[SIM_STACK_COUNT] __sim_unscanned;
static unsigned int stacks_used;

/* The innermost calls lie below @top, @count of them. */
static void *const *calls_below_top(unsigned int *count)
{
	const struct sim_context *context = sim_self;
	void **base = context->call_stack, **top = context->call_top;

	/* Deeper calls are counted and not kept. */
	top = base ? min(top, base + SIM_CALL_DEPTH) : base;
	*count = min_t(unsigned int, top - base, SIM_STACK_DEPTH - 1);
	return top;
}

static u64 stack_key(unsigned long site, void *const *top, unsigned int count)
{
	u64 key = site * GOLDEN_RATIO_64;

	while (count--)
		key = (key ^ (unsigned long)*--top) * GOLDEN_RATIO_64;
	return key ?: 1;
}

static void stack_keep(struct sim_stack *stack, unsigned long site,
		       void *const *top, unsigned int count)
{
	stack->frames[0] = site;
	stack->count = 1;
	while (count--)
		stack->frames[stack->count++] = (unsigned long)*--top;
}

static unsigned int stack_find(unsigned long site)
{
	unsigned int count, at;
	void *const *top = calls_below_top(&count);
	u64 key = stack_key(site, top, count);

	for (at = key >> (64 - SIM_STACK_BITS);; at++) {
		at %= SIM_STACK_COUNT;
		if (!at)
			continue;
		if (likely(keys[at] == key))
			return at;
		if (!keys[at])
			break;
	}
	/* Always some are free, so that the search ends. */
	if (stacks_used >= SIM_STACK_COUNT * 3 / 4)
		return 0;
	stacks_used++;
	keys[at] = key;
	stack_keep(&stacks[at], site, top, count);
	return at;
}

/**
 * sim_track_here() - who calls, to be remembered with an object
 * @site: return address of the allocation or free
 * Return: for sim_report_tracks().
 * Context: any.
 */
sim_track_t sim_track_here(unsigned long site)
{
	struct task_struct *task = sim_self->kernel_task;

	return (u32)(task ? task->pid & 0xffff : 0) << 16 | stack_find(site);
}

/**
 * sim_track_caller() - from where the function was called that has the site
 * @track: from sim_track_here()
 * Return: an address in the image; 0: unknown.
 * Context: any.
 */
unsigned long sim_track_caller(sim_track_t track)
{
	const struct sim_stack *stack = &stacks[sim_track_stack(track)];

	return stack->count > 1 ? stack->frames[1] : 0;
}

/**
 * sim_trace_here() - a line of the timeline with the places of who calls
 * @topic: of the line
 * @what: what happens there
 * @site: return address
 *
 * The places are addresses in the image, innermost first, as it knows no names:
 * `addr2line -fie image.so ADDRESS...` does.
 * Context: any.
 */
void sim_trace_here(const char *topic, const char *what, unsigned long site)
{
	struct sim_stack stack;
	unsigned int count, i;
	void *const *top = calls_below_top(&count);
	char line[256];
	int used;

	stack_keep(&stack, site, top, count);
	used = scnprintf(line, sizeof(line), "%s, at", what);
	for (i = 0; i < stack.count; i++)
		used += scnprintf(line + used, sizeof(line) - used, " 0x%lx",
				  stack.frames[i]);
	sim_trace(topic, line);
}

static void track_show(struct sim_report_stack *out, const char *what,
		       sim_track_t track)
{
	const struct sim_stack *stack = &stacks[sim_track_stack(track)];

	snprintf(out->title, sizeof(out->title), "%s by task %u", what,
		 track >> 16);
	out->frames = stack->frames;
	out->count = stack->count;
}

/**
 * sim_report_at_tracks() - a finding about places of the past
 * @kind: what it is
 * @title: one line
 * @what: what was done there, one word
 * @tracks: from sim_track_here(); the first is the finding's own place
 * @count: of them; at least one, those after 1 + SIM_REPORT_STACKS are left out
 * Context: any.
 */
void sim_report_at_tracks(enum sim_kind kind, const char *title,
			  const char *what, const sim_track_t *tracks,
			  int count)
{
	struct sim_report_stack where[1 + SIM_REPORT_STACKS];
	int i;

	if (sim_shadow_trial) {
		sim_shadow_trial->count++;
		sim_shadow_trial->kind = kind;
		strscpy(sim_shadow_trial->title, title,
			sizeof(sim_shadow_trial->title));
		return;
	}
	count = min_t(int, count, ARRAY_SIZE(where));
	for (i = 0; i < count; i++)
		track_show(&where[i], what, tracks[i]);
	sim_report_at(kind, title, where, where + 1, count - 1);
}

/**
 * sim_report_at_track() - a finding about a place of the past
 * @kind: what it is
 * @title: one line
 * @track: from sim_track_here()
 * Context: any.
 */
void sim_report_at_track(enum sim_kind kind, const char *title,
			 sim_track_t track)
{
	sim_report_at_tracks(kind, title, "Allocated", &track, 1);
}

/**
 * sim_report_track() - a finding here and now that a place of the past led to
 * @kind: what it is
 * @title: one line
 * @what: what was done there, one word
 * @track: from sim_track_here(), or 0
 * Context: any.
 */
void sim_report_track(enum sim_kind kind, const char *title, const char *what,
		      sim_track_t track)
{
	struct sim_report_stack shown;

	if (sim_shadow_trial) {
		sim_shadow_trial->count++;
		sim_shadow_trial->kind = kind;
		sim_shadow_trial->stacks = !!track;
		strscpy(sim_shadow_trial->title, title,
			sizeof(sim_shadow_trial->title));
		return;
	}
	if (track)
		track_show(&shown, what, track);
	sim_report_stacks(kind, title, false, &shown, !!track);
}

/**
 * sim_report_tracks() - a finding with the stacks of allocation and free
 * @kind: what it is
 * @title: one line
 * @fatal: the run ends here
 * @allocated: from sim_track_here(), or 0
 * @freed: from sim_track_here(), or 0
 * Context: any.
 */
void sim_report_tracks(enum sim_kind kind, const char *title, bool fatal,
		       sim_track_t allocated, sim_track_t freed)
{
	struct sim_report_stack shown[2];
	int count = 0;

	if (allocated)
		track_show(&shown[count++], "Allocated", allocated);
	if (freed)
		track_show(&shown[count++], "Freed", freed);
	sim_report_stacks(kind, title, fatal, shown, count);
}
#endif
