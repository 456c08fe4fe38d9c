// SPDX-License-Identifier: GPL-2.0-only
/*
 * leak_scan.c: which living memory nothing points to.
 *
 * Stands in for mm/kmemleak.c and keeps its method
 * (Documentation/dev-tools/kmemleak.rst): a word that holds the address of any
 * byte of an allocation is a pointer to it, or to its struct page. Roots are
 * the image's data, per-CPU variables, what is in use of the tasks' stacks,
 * and what the scheduler keeps for each task. What no chain of pointers from
 * there reaches is leaked. The shim's book-keeping is no root
 * (__sim_unscanned), nor are freed objects.
 *
 * The kernel scans twice, as it runs meanwhile; here everything stands still.
 *
 * Not modelled: kmemleak_not_leak() and its like, which no compiled file
 * calls. Not seen: a leak that a stale word on a stack still points to;
 * objects inside a dma_pool; memory known by its DMA address only counts as
 * leaked.
 */
#include <linux/align.h>
#include <linux/mm.h>
#include "sim-leak.h"

#ifdef CONFIG_DEBUG_KERNEL

#define SIM_GREY_MAX	16384

extern char sim_roots_start[], sim_unscanned_start[];

/* What was reached and not read yet; more of it is found by its mark. */
static struct { const void *start, *end; } grey[SIM_GREY_MAX] __sim_unscanned;
static unsigned int grey_count;
static bool grey_lost;

static void grey_add(const struct sim_live *live)
{
	*live->mark = SIM_MARK_GREY;
	if (grey_count == SIM_GREY_MAX) {
		grey_lost = true;
		return;
	}
	*live->mark = SIM_MARK_BLACK;
	grey[grey_count].start = live->start;
	grey[grey_count++].end = live->start + live->size;
}

static const void *page_of_struct(unsigned long address)
{
	unsigned long offset = address - (unsigned long)mem_map;

	if (offset >= max_mapnr * sizeof(struct page))
		return (void *)address;
	return sim_frame_address(sim_frame_at(offset / sizeof(struct page)));
}

/* Calls @reach for each allocation that a word of the range points to. */
static __always_inline void range_read(const void *start, const void *end,
				       void (*reach)(const struct sim_live *))
{
	const unsigned long *word = PTR_ALIGN(start, sizeof(*word));
	struct sim_live live;

	for (; (void *)(word + 1) <= end; word++)
		if (unlikely(*word - SIM_ARENA_BASE < SIM_ARENA_SIZE) &&
		    sim_live_find(page_of_struct(*word), &live))
			reach(&live);
}

static void mark_reached(const struct sim_live *live)
{
	if (*live->mark == SIM_MARK_WHITE || *live->mark == SIM_MARK_INNER)
		grey_add(live);
}

static void root_read(const void *start, const void *end)
{
	range_read(start, end, mark_reached);
}

/* Pages may be chained by their struct page. */
static void page_structs_read(const void *start, const void *end)
{
	struct sim_frame *frame = sim_frame_of(start);

	if (frame->kind == SIM_FRAME_PAGES)
		root_read(virt_to_page(start),
			  virt_to_page(start) + PFN_UP(end - start));
}

static void grey_again(const struct sim_live *live, void *unused)
{
	if (*live->mark == SIM_MARK_GREY)
		grey_add(live);
}

static void grey_read_all(void)
{
	const void *start, *end;

	for (;;) {
		while (grey_count) {
			start = grey[--grey_count].start;
			end = grey[grey_count].end;
			root_read(start, end);
			page_structs_read(start, end);
		}
		if (!grey_lost)
			return;
		grey_lost = false;
		sim_live_each(grey_again, NULL);
	}
}

static void mark_white(const struct sim_live *live, void *unused)
{
	*live->mark = SIM_MARK_WHITE;
}

static const u8 *reader_mark;

static void mark_inner(const struct sim_live *live)
{
	if (*live->mark == SIM_MARK_WHITE && live->mark != reader_mark)
		*live->mark = SIM_MARK_INNER;
}

/* What a leaked object points to is not told by itself. */
static void leaked_read(const struct sim_live *live, void *unused)
{
	if (*live->mark == SIM_MARK_BLACK)
		return;
	reader_mark = live->mark;
	range_read(live->start, live->start + live->size, mark_inner);
}

struct leak_teller {
	void (*found)(const struct sim_leak *leak, void *arg);
	void *arg;
	struct sim_leak leak;
	u8 wanted;
};

static struct sim_leak *counted;

static void count_reached(const struct sim_live *live)
{
	if (*live->mark == SIM_MARK_BLACK || *live->mark == SIM_MARK_GREY)
		return;
	counted->objects++;
	counted->bytes += live->size;
	grey_add(live);
}

/* Reads the leaked object and what it alone reaches. */
static void leaked_tell(const struct sim_live *live, void *arg)
{
	struct leak_teller *teller = arg;
	const void *start, *end;

	if (*live->mark != teller->wanted)
		return;
	counted = &teller->leak;
	*counted = (struct sim_leak) { .head = *live };
	count_reached(live);
	while (grey_count) {
		start = grey[--grey_count].start;
		end = grey[grey_count].end;
		range_read(start, end, count_reached);
	}
	teller->found(&teller->leak, teller->arg);
}

/**
 * sim_leak_search() - tell what is leaked
 * @found: is told of each leaked allocation that no other leaked one points
 *	to, and of one of each ring of them
 * @arg: handed on
 * Context: any task; all others stand still, nothing may be allocated.
 */
void sim_leak_search(void (*found)(const struct sim_leak *leak, void *arg),
		     void *arg)
{
	struct leak_teller teller = { .found = found, .arg = arg };

	sim_live_each(mark_white, NULL);
	root_read(sim_roots_start, sim_unscanned_start);
	sim_percpu_each(root_read);
	sim_task_roots(root_read);
	grey_read_all();
	sim_live_each(leaked_read, NULL);
	teller.wanted = SIM_MARK_WHITE;
	sim_live_each(leaked_tell, &teller);
	teller.wanted = SIM_MARK_INNER;
	sim_live_each(leaked_tell, &teller);
}
#endif
