// SPDX-License-Identifier: GPL-2.0-only
/*
 * object_view.c: which object lives, or lived, at an address; for findings.
 *
 * Stands in for the parts of mm/slub.c that mm/kasan/report.c asks.
 */
#include <linux/list.h>
#include <linux/mm.h>
#include "object_store.h"

/* An address behind an object is the next one's when that is nearer. */
static unsigned int nearest(const struct sim_block *block, unsigned long offset)
{
	const struct kmem_cache *cache = block->cache;
	unsigned int index = offset / cache->stride;
	unsigned long inside = offset % cache->stride;

	if (index + 1 < block->used && inside >= block->records[index].size &&
	    cache->stride - inside <= inside - block->records[index].size)
		index++;
	return index;
}

static void view_fill(struct sim_memory_view *view, struct sim_object *record,
		      const void *start, const char *name)
{
	view->start = start;
	view->size = record->size;
	view->name = name;
	view->live = record->state == SIM_OBJECT_LIVE;
	view->allocated = record->allocated;
	view->freed = record->freed;
	view->told = &record->told;
}

static bool block_view(const void *inside, struct sim_memory_view *view)
{
	struct sim_block *block = sim_block_of(inside);
	struct kmem_cache *cache = block->cache;
	unsigned long offset = inside - (void *)block;
	unsigned int index;

	view->name = cache->name;
	/* Just before the first object: it is the first one's. */
	if (offset < cache->first && cache->first - offset <= SIM_REDZONE_BYTES)
		offset = cache->first;
	if (offset < cache->first)
		return true;
	offset -= cache->first;
	if (offset / cache->stride >= block->used)
		return true;
	index = nearest(block, offset);
	view_fill(view, &block->records[index], (void *)block + cache->first +
		  index * cache->stride, cache->name);
	return true;
}

/**
 * sim_object_view() - the object at or before an address
 * @inside: any address
 * @view: is filled when there was one
 * Return: whether the address belongs to blocks of objects or a large object.
 * Context: any.
 */
bool sim_object_view(const void *inside, struct sim_memory_view *view)
{
	struct sim_frame *frame = sim_frame_of(inside);

	if (!frame)
		return false;
	if (frame->kind == SIM_FRAME_BLOCK)
		return block_view(inside, view);
	if (frame->kind != SIM_FRAME_LARGE)
		return false;
	frame = sim_frame_at(frame->head);
	if (frame->object)
		view_fill(view, frame->object, sim_frame_address(frame),
			  "a large object");
	return frame->object;
}
