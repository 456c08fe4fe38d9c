// SPDX-License-Identifier: GPL-2.0-only
/*
 * object_store.c: objects smaller and larger than a page.
 *
 * Stands in for the core of mm/slub.c. Objects of one kind lie in blocks; each
 * has a record apart from its bytes that says who allocated and freed it, how
 * large it was asked for, and whether it lives. Behind each object is a red
 * zone; freed bytes are poison; fresh bytes are the seed's pattern. So a
 * double free, a wrong free and a write behind the end are findings.
 *
 * What the kernel promises is kept and no more: kmalloc() of a power of two is
 * aligned to it, other sizes to their largest power of two
 * (Documentation/core-api/memory-allocation.rst); ksize() is what was asked
 * for. When a freed object is used again: freed_objects.c.
 *
 * Not modelled: per-CPU sheaves, NUMA, memory cgroups, shrinking, debugfs.
 */
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include "object_store.h"
#include "sim-checks.h"
#include "sim-dma.h"
#include "sim-race.h"

#define SIM_CLASS_FIRST		5	/* 32 bytes */
#define SIM_CLASS_LAST		13	/* 8192 bytes */

int sim_alloc_fail_nth;
bool sim_memory_verify = IS_ENABLED(CONFIG_DEBUG_KERNEL);
kmem_buckets kmalloc_caches[NR_KMALLOC_TYPES];
LIST_HEAD(sim_cache_list);

static struct kmem_cache classes[SIM_CLASS_LAST + 1];
static struct kmem_cache large_records;

/* Counts allocations that may fail and picks the Nth. */
bool sim_alloc_may_fail(gfp_t gfp)
{
	if (!sim_alloc_fail_nth || (gfp & __GFP_NOFAIL) || --sim_alloc_fail_nth)
		return false;
	sim_memory_refused();
	sim_trace_here("memory", "an allocation fails, as asked for",
		       (unsigned long)__builtin_return_address(0));
	return true;
}

void sim_cache_setup(struct kmem_cache *cache, const char *name,
		     unsigned int object_size, unsigned int stride,
		     unsigned int align)
{
	unsigned int order = 0;

	cache->name = name;
	cache->object_size = object_size;
	cache->stride = stride;
	cache->align = align;
	while (order < 4 && (PAGE_SIZE << order) < 12UL * stride)
		order++;
	if ((PAGE_SIZE << order) < 2UL * stride)
		order = get_order(2 * stride);
	cache->order = order;
	/* The records come first, then the objects. */
	cache->capacity = (PAGE_SIZE << order) - sizeof(struct sim_block);
	cache->capacity /= stride + sizeof(struct sim_object);
	for (;; cache->capacity--) {
		cache->first = ALIGN(sizeof(struct sim_block) +
				     cache->capacity * sizeof(struct sim_object),
				     align);
		if (cache->first + cache->capacity * stride <=
		    PAGE_SIZE << order)
			break;
	}
	INIT_LIST_HEAD(&cache->blocks);
	list_add_tail(&cache->link, &sim_cache_list);
}

static void classes_setup(void)
{
	static const char * const names[] = {
		"kmalloc-16", "kmalloc-48", "kmalloc-112", "kmalloc-240",
		"kmalloc-496", "kmalloc-1k", "kmalloc-2k", "kmalloc-4k",
		"kmalloc-8k",
	};
	unsigned int i;

	for (i = SIM_CLASS_FIRST; i <= SIM_CLASS_LAST; i++) {
		sim_cache_setup(&classes[i], names[i - SIM_CLASS_FIRST],
				(1U << i) - SIM_REDZONE_BYTES, 1U << i,
				1U << (i - 1));
		classes[i].by_size = true;
	}
	sim_cache_setup(&large_records, "sim_object", sizeof(struct sim_object),
			64, 64);
}

/* The shim's own records are nobody's memory. */
bool sim_cache_is_own(const struct kmem_cache *cache)
{
	return cache == &large_records;
}

static struct sim_block *block_of_record(const struct kmem_cache *cache,
					 const struct sim_object *record)
{
	unsigned long mask = (PAGE_SIZE << cache->order) - 1;

	return (void *)((unsigned long)record & ~mask);
}

static void *object_of_record(const struct kmem_cache *cache,
			      const struct sim_object *record)
{
	struct sim_block *block = block_of_record(cache, record);

	return (void *)block + cache->first +
	       (record - block->records) * cache->stride;
}

/*
 * Checked code links blocks into lists; the records are nobody's business.
 * kernel/resource.c frees only what lies in a page of slabs.
 */
static void block_add(struct kmem_cache *cache)
{
	struct sim_block *block;
	unsigned long page;

	block = sim_page_take(1UL << cache->order, cache->order,
			      SIM_FRAME_BLOCK);
	for (page = 0; page < 1UL << cache->order; page++)
		__SetPageSlab(virt_to_page(block) + page);
	sim_memory_fill(block, 0, cache->first);
	sim_shadow_allow(block, sizeof(*block));
	block->cache = cache;
	list_add_tail(&block->link, &cache->blocks);
	cache->carving = block;
}

/* An object that was never used: the constructor runs here. */
static struct sim_object *record_carve(struct kmem_cache *cache)
{
	struct sim_object *record;

	if (!cache->carving || cache->carving->used == cache->capacity)
		block_add(cache);
	record = &cache->carving->records[cache->carving->used++];
	if (cache->ctor) {
		sim_shadow_allow(object_of_record(cache, record),
				 cache->object_size);
		cache->ctor(object_of_record(cache, record));
	}
	return record;
}

/* Freed bytes of these keep their contents: their users rely on it. */
static bool contents_stay(const struct kmem_cache *cache)
{
	return cache->ctor || (cache->flags & SLAB_TYPESAFE_BY_RCU);
}

/* Unchecked, a bad free is none, and the run goes on. */
static void object_complain(enum sim_kind kind, const char *what,
			    const struct kmem_cache *cache, const void *object,
			    const struct sim_object *record)
{
	char text[200];

	snprintf(text, sizeof(text),
		 "%s: %llu bytes of %s at %#lx, allocated at %#lx, freed at %#lx",
		 what, record->size, cache ? cache->name : "a large object",
		 (unsigned long)object, record->alloc_site, record->free_site);
	sim_report_tracks(kind, text, sim_check_on(SIM_CHECK_MEMORY),
			  record->allocated, record->freed);
}

static u32 redzone_bytes(const struct kmem_cache *cache, u64 size)
{
	return min_t(u64, cache->stride - size, 64);
}

#define REDZONE_WORD	(SIM_POISON_REDZONE * 0x0101010101010101ULL)

/* Not by memset(), which may not touch it. */
static void redzone_fill(void *start, size_t bytes)
{
	sim_memory_fill(start, REDZONE_WORD, bytes);
}

static void contents_prepare(struct kmem_cache *cache, void *object,
			     struct sim_object *record, size_t size,
			     gfp_t gfp)
{
	bool stay = contents_stay(cache);

	if (sim_memory_verify && sim_check_on(SIM_CHECK_MEMORY) &&
	    record->state == SIM_OBJECT_FREED && !stay && !record->told &&
	    !sim_memory_filled(object, SIM_POISON_FREED, record->size))
		object_complain(SIM_KIND_USE_AFTER_FREE, "written after free",
				cache, object, record);
	record->size = size;
	sim_shadow_allow(object, size);
	if (gfp & __GFP_ZERO)
		memset(object, 0, record->size);
	else if (!stay)
		sim_memory_unwritten(object, record->size);
	redzone_fill(object + size, redzone_bytes(cache, size));
	sim_shadow_forbid(object + size, cache->stride - size,
			  SIM_SHADOW_REDZONE);
	sim_race_fresh(object, size);
}

/**
 * sim_cache_take() - an object of one kind
 * @cache: the kind
 * @size: bytes that count, at most the kind's
 * @gfp: __GFP_ZERO is heeded
 * @site: return address of the allocation
 * Return: the object; the arena running out is a fault of the simulator.
 * Context: any.
 */
void *sim_cache_take(struct kmem_cache *cache, size_t size, gfp_t gfp,
		     unsigned long site)
{
	struct sim_object *record;
	void *object;

	record = sim_freed_take(cache, site);
	if (!record)
		record = record_carve(cache);
	object = object_of_record(cache, record);
	contents_prepare(cache, object, record, size, gfp);
	record->state = SIM_OBJECT_LIVE;
	record->told = false;
	record->alloc_site = site;
	record->allocated = sim_track_memory(site);
	cache->live++;
	return object;
}

/* Whether an address inside a block is the start of an object. */
static struct sim_object *record_of_object(struct sim_block *block,
					   const void *address, bool exact)
{
	struct kmem_cache *cache = block->cache;
	unsigned long offset = address - (void *)block;

	if (offset < cache->first)
		return NULL;
	offset -= cache->first;
	if (offset / cache->stride >= block->used ||
	    (exact && offset % cache->stride))
		return NULL;
	return &block->records[offset / cache->stride];
}

static void address_complain(const char *what, const void *address)
{
	char text[96];

	snprintf(text, sizeof(text), "%s: %#lx", what, (unsigned long)address);
	sim_report(SIM_KIND_DOUBLE_FREE, text, sim_check_on(SIM_CHECK_MEMORY));
}

static bool redzone_intact(const struct kmem_cache *cache, const void *object,
			   const struct sim_object *record)
{
	return sim_memory_filled(object + record->size, REDZONE_WORD,
				 redzone_bytes(cache, record->size));
}

/**
 * sim_cache_give() - free an object of a block
 * @expected: the kind that the caller names, or NULL for kfree()
 * @block: where it lies
 * @object: its first byte
 * @site: return address of the free
 * Context: any.
 */
void sim_cache_give(struct kmem_cache *expected, struct sim_block *block,
		    const void *object, unsigned long site)
{
	struct sim_object *record = record_of_object(block, object, true);
	struct kmem_cache *cache = block->cache;

	if (!record)
		return address_complain("freed address is no object", object);
	if (record->state != SIM_OBJECT_LIVE)
		return object_complain(SIM_KIND_DOUBLE_FREE, "freed twice",
				       cache, object, record);
	if (expected && expected != cache)
		return object_complain(SIM_KIND_DOUBLE_FREE,
				       "freed to the wrong cache", cache,
				       object, record);
	if (sim_check_on(SIM_CHECK_MEMORY) && !record->told &&
	    !redzone_intact(cache, object, record))
		object_complain(SIM_KIND_OUT_OF_BOUNDS, "written behind the end",
				cache, object, record);
	record->state = SIM_OBJECT_FREED;
	record->free_site = site;
	record->freed = sim_track_memory(site);
	cache->live--;
	sim_mapped_free(object, record->size);
	if (!(cache->flags & SLAB_TYPESAFE_BY_RCU))
		sim_race_free(object, record->size, site);
	if (!contents_stay(cache))
		sim_memory_fill((void *)object, SIM_POISON_FREED, record->size);
	if (!(cache->flags & SLAB_TYPESAFE_BY_RCU))
		sim_shadow_forbid(object, record->size, SIM_SHADOW_FREED);
	sim_freed_give(cache, record);
}

/**
 * sim_object_alloc_large() - whole pages for one object
 * @size: bytes
 * @align: bytes, a power of two
 * @gfp: allocation flags
 * @site: return address of the allocation
 *
 * At least one byte more than asked for is taken: a red zone.
 * Return: the object, or NULL when it is larger than a block can be.
 * Context: any.
 */
void *sim_object_alloc_large(size_t size, size_t align, gfp_t gfp,
			     unsigned long site)
{
	unsigned long pages = PFN_UP(size + SIM_REDZONE_BYTES);
	struct sim_object *record;
	void *object;

	if (size > SIM_ARENA_SIZE)
		return NULL;
	object = sim_page_take(pages, get_order(align), SIM_FRAME_LARGE);
	if (!object)
		return NULL;
	record = sim_cache_take(&large_records, sizeof(*record), __GFP_ZERO,
				site);
	record->alloc_site = site;
	record->allocated = sim_track_memory(site);
	record->size = size;
	record->pages = pages;
	record->state = SIM_OBJECT_LIVE;
	sim_frame_of(object)->object = record;
	sim_shadow_allow(object, size);
	if (gfp & __GFP_ZERO)
		memset(object, 0, size);
	else
		sim_memory_unwritten(object, size);
	redzone_fill(object + size, SIM_REDZONE_BYTES);
	sim_race_fresh(object, size);
	return object;
}

static void large_free(struct sim_frame *frame, const void *object,
		       unsigned long site)
{
	struct sim_object *record = frame->object;
	const u8 *redzone;
	u32 i;

	if (!record || offset_in_page(object))
		return address_complain("freed address is no object", object);
	record->free_site = site;
	redzone = object + record->size;
	for (i = 0; sim_check_on(SIM_CHECK_MEMORY) && i < SIM_REDZONE_BYTES; i++)
		if (redzone[i] != SIM_POISON_REDZONE && !record->told)
			object_complain(SIM_KIND_OUT_OF_BOUNDS,
					"written behind the end", NULL, object,
					record);
	sim_page_give((void *)object, record->pages);
	sim_cache_give(&large_records, sim_block_of(record), record, site);
}

/**
 * sim_object_alloc() - kmalloc() without the checks
 * @size: bytes, not 0
 * @gfp: allocation flags
 * @site: return address of the allocation
 * Return: the object or NULL.
 * Context: any.
 */
void *sim_object_alloc(size_t size, gfp_t gfp, unsigned long site)
{
	unsigned int class;

	if (size > (1U << SIM_CLASS_LAST) - SIM_REDZONE_BYTES)
		return sim_object_alloc_large(size, roundup_pow_of_two(size) ==
					      size ? size : PAGE_SIZE, gfp, site);
	class = max(ilog2(size + SIM_REDZONE_BYTES - 1) + 1, SIM_CLASS_FIRST);
	if (!classes[class].stride)
		classes_setup();
	return sim_cache_take(&classes[class], size, gfp, site);
}

struct sim_block *sim_block_of(const void *address)
{
	struct sim_frame *frame = sim_frame_of(address);

	if (!frame || frame->kind != SIM_FRAME_BLOCK)
		return NULL;
	return sim_frame_address(sim_frame_at(frame->head));
}

/**
 * sim_object_free() - kfree() without the checks
 * @object: not NULL
 * @site: return address of the free
 * Context: any.
 */
void sim_object_free(const void *object, unsigned long site)
{
	struct sim_frame *frame = sim_frame_of(object);
	size_t size;

	if (sim_memory_verify && sim_check_on(SIM_CHECK_MEMORY) &&
	    sim_object_start(object, &size) == object)
		sim_active_check(object, size);
	if (frame && frame->kind == SIM_FRAME_BLOCK)
		sim_cache_give(NULL, sim_block_of(object), object, site);
	else if (frame && frame->kind == SIM_FRAME_LARGE)
		large_free(frame, object, site);
	else
		address_complain("freed address is no object", object);
}

/**
 * sim_object_start() - the living object that an address lies in
 * @inside: any address
 * @size: where its size goes, or NULL
 * Return: its first byte, or NULL when no object lives there.
 * Context: any.
 */
void *sim_object_start(const void *inside, size_t *size)
{
	struct sim_frame *frame = sim_frame_of(inside);
	struct sim_object *record = NULL;
	struct sim_block *block;
	void *start = NULL;

	if (frame && frame->kind == SIM_FRAME_BLOCK) {
		block = sim_block_of(inside);
		record = record_of_object(block, inside, false);
		if (record)
			start = object_of_record(block->cache, record);
	} else if (frame && frame->kind == SIM_FRAME_LARGE) {
		frame = sim_frame_at(frame->head);
		record = frame->object;
		start = sim_frame_address(frame);
	}
	if (!record || record->state != SIM_OBJECT_LIVE)
		return NULL;
	if (size)
		*size = record->size;
	return start;
}
