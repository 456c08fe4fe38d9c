// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory_unwritten.c: memory that was allocated and never written, where it is
 * certainly used.
 *
 * Stands in for the parts of mm/kmsan/ that report leaks of the kernel's memory
 * (Documentation/dev-tools/kmsan.rst): bytes copied to user space, read by a
 * bus master or sent to the DSP. A lock, timer or work item of which no byte
 * was ever written is reported when it is used.
 *
 * A byte counts when its bit says that nobody wrote it and it still has the
 * pattern's value, four in a row; so writes that are not instrumented do no
 * harm. Eight bytes in a row that are the pattern count wherever they were
 * copied to.
 *
 * Not modelled: the way of a value through registers and branches; memory of
 * stacks. Not seen: holes of less than four bytes.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include "sim-checks.h"
#include "sim-memory.h"
#include "sim-shadow.h"

#ifdef CONFIG_DEBUG_KERNEL

#define SIM_UNWRITTEN_RUN	4

u8 sim_unwritten[SIM_ARENA_SIZE / SIM_SHADOW_GRAIN] __sim_unscanned;

static void bits_set(unsigned long offset, size_t bytes, bool value)
{
	unsigned long end = offset + bytes;

	for (; offset < end && offset % 8; offset++)
		if (value)
			sim_unwritten[offset / 8] |= 1U << offset % 8;
		else
			sim_unwritten[offset / 8] &= ~(1U << offset % 8);
	if (end - offset >= 8)
		memset(&sim_unwritten[offset / 8], value ? 0xff : 0,
		       (end - offset) / 8);
	for (offset += (end - offset) & ~7UL; offset < end; offset++)
		if (value)
			sim_unwritten[offset / 8] |= 1U << offset % 8;
		else
			sim_unwritten[offset / 8] &= ~(1U << offset % 8);
}

/**
 * sim_unwritten_set() - memory was given out and holds the pattern
 * @start: in the arena
 * @bytes: how many
 * Context: allocators.
 */
void sim_unwritten_set(const void *start, size_t bytes)
{
	if (sim_check_on(SIM_CHECK_UNINIT))
		bits_set((unsigned long)start - SIM_ARENA_BASE, bytes, true);
}

/**
 * sim_unwritten_clear() - memory is written
 * @start: in the arena
 * @bytes: how many, all of them in the arena
 * Context: any.
 */
void sim_unwritten_clear(const volatile void *start, size_t bytes)
{
	bits_set((unsigned long)start - SIM_ARENA_BASE, bytes, false);
}

static bool byte_unwritten(unsigned long at)
{
	unsigned long offset = at - SIM_ARENA_BASE;

	return offset < SIM_ARENA_SIZE &&
	       sim_unwritten[offset / 8] & 1U << offset % 8 &&
	       *(const u8 *)at == (u8)(sim_memory_pattern >> 8 * (at % 8));
}

/* The pattern itself, as it was laid or copied as a whole. */
static bool word_unwritten(unsigned long at, unsigned long end)
{
	return end - at >= 8 && *(const u64 *)at == sim_memory_pattern;
}

static unsigned int run_length(unsigned long at, unsigned long end)
{
	unsigned long from = at;

	while (at < end) {
		if (byte_unwritten(at))
			at++;
		else if (IS_ALIGNED(at, 8) && word_unwritten(at, end))
			at += 8;
		else
			break;
	}
	return at - from;
}

/* Eight bytes all of which were written, and are not the pattern. */
static bool grain_written(unsigned long at, unsigned long end)
{
	unsigned long offset = at - SIM_ARENA_BASE;

	return IS_ALIGNED(at, 8) && end - at >= 8 && offset < SIM_ARENA_SIZE &&
	       !sim_unwritten[offset / 8] && !word_unwritten(at, end);
}

/* How many bytes are unwritten; @first: the first of them. */
static size_t count_unwritten(const void *start, size_t bytes,
			      const void **first)
{
	unsigned long at = (unsigned long)start, end = at + bytes;
	unsigned int run;
	size_t count = 0;

	for (; at < end; at += run ?: 1) {
		while (grain_written(at, end))
			at += 8;
		run = run_length(at, end);
		if (run < SIM_UNWRITTEN_RUN)
			continue;
		if (!count)
			*first = (void *)at;
		count += run;
	}
	return count;
}

static void unwritten_report(const char *title, bool fatal,
			     const struct sim_memory_view *view)
{
	if (sim_shadow_trial) {
		sim_shadow_trial->count++;
		sim_shadow_trial->kind = SIM_KIND_UNINITIALISED;
		sim_shadow_trial->stacks = !!view->allocated;
		strscpy(sim_shadow_trial->title, title,
			sizeof(sim_shadow_trial->title));
		return;
	}
	sim_report_tracks(SIM_KIND_UNINITIALISED, title, fatal, view->allocated,
			  0);
}

/* The log that a report writes goes to user space itself some day. */
static bool asking;

/**
 * sim_unwritten_ask() - memory leaves the kernel
 * @start: anywhere
 * @bytes: how many
 * @where: words for what happens to it
 * @site: return address, to tell a place once; 0: each allocation stack once
 * Context: any. A bad one is reported and goes on.
 */
void sim_unwritten_ask(const void *start, size_t bytes, const char *where,
		       unsigned long site)
{
	struct sim_memory_view view;
	const void *first;
	char title[200];
	size_t count;

	if (asking || !sim_check_on(SIM_CHECK_UNINIT))
		return;
	count = count_unwritten(start, bytes, &first);
	if (likely(!count))
		return;
	asking = true;
	sim_memory_view(first, &view);
	snprintf(title, sizeof(title),
		 "%zu of %zu bytes %s are uninitialised, the first one %ld bytes inside of a %zu-byte region of %s",
		 count, bytes, where, view.start ? (long)(first - view.start) :
		 0, view.size, view.name);
	if (sim_shadow_trial ||
	    !sim_memory_told(site ?: (u64)view.allocated | 1ULL << 40))
		unwritten_report(title, false, &view);
	asking = false;
}

/**
 * sim_unwritten_object() - something is used that must have been initialised
 * @object: a lock, timer, work item
 * @bytes: its size
 * @what: words for it
 * Context: any. Does not return when no byte of it was ever written.
 */
void sim_unwritten_object(const void *object, size_t bytes, const char *what)
{
	unsigned long at = (unsigned long)object, offset = at - SIM_ARENA_BASE;
	struct sim_memory_view view;
	char title[120];

	if (offset >= SIM_ARENA_SIZE || likely(!sim_unwritten[offset / 8]) ||
	    !sim_check_on(SIM_CHECK_UNINIT) ||
	    run_length(at, at + bytes) < bytes)
		return;
	sim_memory_view(object, &view);
	snprintf(title, sizeof(title),
		 "%s is used that was never initialised, %ld bytes inside of a %zu-byte region of %s",
		 what, (long)(object - view.start), view.size, view.name);
	unwritten_report(title, true, &view);
}
#endif
