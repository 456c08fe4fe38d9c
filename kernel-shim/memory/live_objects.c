// SPDX-License-Identifier: GPL-2.0-only
/*
 * live_objects.c: everything that is allocated right now, and which of it an
 * address belongs to; for the search for leaks.
 *
 * Stands in for the object tree of mm/kmemleak.c. An allocation is an object
 * of a block, a large object (kmalloc(), vmalloc(), coherent DMA memory) or a
 * run of pages. The shim's own records are none.
 */
#include <linux/list.h>
#include <linux/mm.h>
#include "object_store.h"

#ifdef CONFIG_DEBUG_KERNEL

static bool block_live(struct sim_block *block, unsigned int index,
		       struct sim_live *live)
{
	struct kmem_cache *cache = block->cache;
	struct sim_object *record = &block->records[index];

	if (record->state != SIM_OBJECT_LIVE || sim_cache_is_own(cache))
		return false;
	*live = (struct sim_live) {
		.start = (void *)block + cache->first + index * cache->stride,
		.size = record->size, .name = cache->name,
		.mark = &record->mark, .allocated = record->allocated,
	};
	return true;
}

static bool block_find(const void *inside, struct sim_live *live)
{
	struct sim_block *block = sim_block_of(inside);
	unsigned long offset = inside - (void *)block;
	unsigned int index;

	if (offset < block->cache->first)
		return false;
	index = (offset - block->cache->first) / block->cache->stride;
	return index < block->used && block_live(block, index, live) &&
	       inside < live->start + live->size;
}

static bool large_live(struct sim_frame *head, struct sim_live *live)
{
	struct sim_object *record = head->object;

	if (!record)
		return false;
	*live = (struct sim_live) {
		.start = sim_frame_address(head), .size = record->size,
		.name = "a large object", .mark = &record->mark,
		.allocated = record->allocated,
	};
	return true;
}

static bool pages_together(const struct sim_frame *one,
			   const struct sim_frame *two)
{
	return one->kind == SIM_FRAME_PAGES && two->kind == SIM_FRAME_PAGES &&
	       one->run == two->run;
}

/* alloc_pages_exact() splits its run: who has the first page has them all. */
static bool pages_live(struct sim_frame *head, struct sim_live *live)
{
	struct sim_frame *end = head + 1;

	while (pages_together(head, end))
		end++;
	while (pages_together(head, head - 1))
		head--;
	*live = (struct sim_live) {
		.start = sim_frame_address(head), .name = "pages",
		.size = (end - head) << PAGE_SHIFT, .mark = &head->mark,
		.allocated = head->allocated,
	};
	return true;
}

/**
 * sim_live_find() - the allocation that an address lies in
 * @inside: in the arena
 * @live: is filled
 * Return: whether it lies in one.
 * Context: any.
 */
bool sim_live_find(const void *inside, struct sim_live *live)
{
	struct sim_frame *frame = sim_frame_of(inside);

	switch (frame ? frame->kind : SIM_FRAME_FREE) {
	case SIM_FRAME_BLOCK:
		return block_find(inside, live);
	case SIM_FRAME_LARGE:
		return large_live(sim_frame_at(frame->head), live) &&
		       inside < live->start + live->size;
	case SIM_FRAME_PAGES:
		return pages_live(frame, live);
	default:
		return false;
	}
}

static void blocks_each(void (*each)(const struct sim_live *live, void *arg),
			void *arg)
{
	struct kmem_cache *cache;
	struct sim_block *block;
	struct sim_live live;
	unsigned int i;

	list_for_each_entry(cache, &sim_cache_list, link)
		list_for_each_entry(block, &cache->blocks, link)
			for (i = 0; i < block->used; i++)
				if (block_live(block, i, &live))
					each(&live, arg);
}

/**
 * sim_live_each() - one allocation after the other
 * @each: is told of each; it may change the mark and nothing else
 * @arg: handed on
 *
 * Their order depends on nothing but what the run did.
 * Context: any; nothing may be allocated meanwhile.
 */
void sim_live_each(void (*each)(const struct sim_live *live, void *arg),
		   void *arg)
{
	unsigned long page, end = sim_frame_end();
	struct sim_frame *frame;
	struct sim_live live;

	blocks_each(each, arg);
	for (page = 0; page < end; page++) {
		frame = sim_frame_at(page);
		if ((frame->kind == SIM_FRAME_LARGE && frame->head == page &&
		     large_live(frame, &live)) ||
		    (frame->kind == SIM_FRAME_PAGES &&
		     !pages_together(frame, frame - 1) &&
		     pages_live(frame, &live)))
			each(&live, arg);
	}
}
#endif
