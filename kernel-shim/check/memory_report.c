// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory_report.c: what is wrong with an access, in words.
 *
 * Stands in for mm/kasan/report.c and report_generic.c. A place in the code and
 * a pair of allocation and free are told once in a run.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include "sim-dma.h"
#include "sim-memory.h"
#include "sim-pools.h"
#include "sim-shadow.h"

#ifdef CONFIG_DEBUG_KERNEL

#define SIM_TOLD_MAX	64

struct sim_shadow_trial *sim_shadow_trial;

static u64 told[SIM_TOLD_MAX];
static unsigned int told_count;
static bool reporting;

/* Whether this was asked before; 0 never was. */
bool sim_memory_told(u64 key)
{
	unsigned int i;

	if (!key)
		return false;
	for (i = 0; i < told_count; i++)
		if (told[i] == key)
			return true;
	if (told_count < SIM_TOLD_MAX)
		told[told_count++] = key;
	return false;
}

/* Of one that lives, who freed what was there before does not matter. */
static u64 object_key(const struct sim_memory_view *view)
{
	return (u64)(view->allocated & 0xffff) << 32 |
	       (view->live ? 0 : view->freed & 0xffff);
}

static const char *access_words(int how)
{
	if (how & SIM_TOUCH_DMA)
		return how & SIM_TOUCH_WRITE ? "Device write" : "Device read";
	return how & SIM_TOUCH_WRITE ? "Write" : "Read";
}

/* As KASAN: where the bad byte lies, seen from the object. */
static int place_words(char *text, size_t room, const void *bad,
		       const struct sim_memory_view *view)
{
	long offset = bad - view->start;
	const char *state = view->live ? "allocated" : "freed";

	if (!view->start)
		return scnprintf(text, room, "in memory never allocated");
	if (offset < 0)
		return scnprintf(text, room, "%ld bytes to the left of %s %lu-byte region",
				 -offset, state, view->size);
	if (offset < view->size)
		return scnprintf(text, room, "%ld bytes inside of %s %lu-byte region",
				 offset, state, view->size);
	return scnprintf(text, room, "%ld bytes to the right of %s %lu-byte region",
			 offset - (long)view->size, state, view->size);
}

static void title_write(char *title, size_t room, const void *bad,
			const void *start, size_t bytes, int how,
			const struct sim_memory_view *view)
{
	int used = scnprintf(title, room, "%s of size %zu, ",
			     access_words(how), bytes);

	used += place_words(title + used, room - used, bad, view);
	scnprintf(title + used, room - used, " of %s at %#lx", view->name,
		  (unsigned long)start);
}

static void trial_note(enum sim_kind kind, const char *title, bool fatal,
		       const struct sim_memory_view *view)
{
	sim_shadow_trial->fatal |= fatal;
	sim_shadow_trial->count++;
	sim_shadow_trial->kind = kind;
	sim_shadow_trial->stacks = !!view->allocated +
				   (!view->live && view->freed);
	strscpy(sim_shadow_trial->title, title, sizeof(sim_shadow_trial->title));
}

static void view_page(const void *address, const struct sim_frame *frame,
		      struct sim_memory_view *view)
{
	view->name = "pages";
	view->allocated = frame->allocated;
	view->freed = frame->freed;
	if (!frame->allocated && !frame->freed)
		return;
	view->start = PTR_ALIGN_DOWN(address, PAGE_SIZE);
	view->size = PAGE_SIZE;
	view->live = frame->kind != SIM_FRAME_FREE;
}

static void view_percpu(const void *address, struct sim_memory_view *view)
{
	unsigned long offset = (unsigned long)address - SIM_ARENA_BASE;

	view->name = "per-CPU memory";
	if (sim_shadow[offset / SIM_SHADOW_GRAIN] == SIM_SHADOW_UNTOUCHED)
		return;
	view->start = PTR_ALIGN_DOWN(address, SIM_SHADOW_GRAIN);
	view->size = max_t(int, sim_shadow[offset / SIM_SHADOW_GRAIN], 0);
	view->live = view->size;
	view->size = view->size ?: SIM_SHADOW_GRAIN;
}

/**
 * sim_memory_view() - what lies, or lay, at an address
 * @address: in the arena
 * @view: is filled
 * Context: any.
 */
void sim_memory_view(const void *address, struct sim_memory_view *view)
{
	struct sim_frame *frame = sim_frame_of(address);

	*view = (struct sim_memory_view) { .name = "the arena" };
	if (!frame || sim_pool_view(address, view) ||
	    sim_object_view(address, view))
		return;
	if (frame->kind == SIM_FRAME_RESERVED)
		view_percpu(address, view);
	else if (frame->kind != SIM_FRAME_UNTOUCHED)
		view_page(address, frame, view);
}

/**
 * sim_memory_asks() - whether anybody wants to know of bad accesses
 *
 * Return: false while one is being told: formatting is instrumented, too.
 * Context: any.
 */
bool sim_memory_asks(void)
{
	return !reporting && sim_check_on(SIM_CHECK_MEMORY);
}

/* What lies there now is of no matter: the device should not get there. */
static void outlived_report(size_t bytes, int how, sim_track_t mapped)
{
	char title[120];

	scnprintf(title, sizeof(title),
		  "%s of size %zu through a mapping that outlived its memory",
		  access_words(how), bytes);
	if (sim_shadow_trial || !sim_memory_told(mapped))
		sim_report_track(SIM_KIND_USE_AFTER_FREE, title, "Mapped",
				 mapped);
}

static const struct sim_memory_view no_object = { .live = true };

/**
 * sim_memory_tell() - a bad access to memory that no allocator gave out
 * @kind: of the finding
 * @title: its title
 * @place: an address that stands for the place in the code, which is told once
 * Context: any, when sim_memory_asks().
 */
void sim_memory_tell(enum sim_kind kind, const char *title, unsigned long place)
{
	reporting = true;
	if (sim_shadow_trial)
		trial_note(kind, title, false, &no_object);
	else if (!sim_memory_told(place))
		sim_report(kind, title, false);
	reporting = false;
}

/**
 * sim_memory_end() - a bad access after which the task cannot go on
 * @kind: of the finding
 * @title: its title
 * Context: any. Returns only in a trial.
 */
void sim_memory_end(enum sim_kind kind, const char *title)
{
	if (sim_shadow_trial)
		trial_note(kind, title, true, &no_object);
	else
		sim_report(kind, title, true);
}

/**
 * sim_memory_report() - an access to memory that must not be touched
 * @bad: first byte that must not be
 * @start: first byte of the access
 * @bytes: its size
 * @how: enum sim_toucher bits
 * @site: return address of the access
 *
 * Who takes a lock in freed memory is kept out by nobody, or waits for nobody:
 * what the run would find after that is none of the code's. There it ends.
 * Context: any. Any other access goes on.
 */
void sim_memory_report(const void *bad, const void *start, size_t bytes,
		       int how, unsigned long site)
{
	struct sim_memory_view view;
	enum sim_kind kind;
	sim_track_t outlived;
	char title[200];
	bool freed, fatal;

	if (!sim_memory_asks())
		return;
	reporting = true;
	sim_memory_view(bad, &view);
	outlived = how & SIM_TOUCH_DMA ? sim_lent_outlived(bad, &view) : 0;
	if (outlived) {
		outlived_report(bytes, how, outlived);
		reporting = false;
		return;
	}
	freed = view.start && !view.live && bad >= view.start &&
		bad < view.start + view.size;
	fatal = freed && (how & SIM_TOUCH_LOCK);
	kind = freed ? SIM_KIND_USE_AFTER_FREE : SIM_KIND_OUT_OF_BOUNDS;
	title_write(title, sizeof(title), bad, start, bytes, how, &view);
	if (sim_shadow_trial)
		trial_note(kind, title, fatal, &view);
	else if (fatal || (!sim_memory_told(site) &&
			   !sim_memory_told(object_key(&view))))
		sim_report_tracks(kind, title, fatal, view.allocated,
				  view.live ? 0 : view.freed);
	if (view.told)
		*view.told = true;
	reporting = false;
}
#endif
