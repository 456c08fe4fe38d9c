/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sim-memory.h: what the memory parts of the shim offer each other.
 *
 * Every page of the arena has a frame record; pages, objects and large
 * allocations are told apart by it, so that any address can be classified.
 */
#ifndef SIM_MEMORY_H
#define SIM_MEMORY_H

#include <linux/gfp.h>
#include <linux/mm_types.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include "sim-shadow.h"
#include "sim/border.h"

/* Contents: memory never written, memory freed, memory behind an object. */
#define SIM_POISON_FREED	0x6b6b6b6b6b6b6b6bULL
#define SIM_POISON_REDZONE	0xbbU
#define SIM_REDZONE_BYTES	16U

/* Blocks larger than any order of the kernel's serve vmalloc(). */
#define SIM_PAGE_ORDERS		15U

enum sim_frame_kind {
	SIM_FRAME_UNTOUCHED,	/* never handed out: zero from the host */
	SIM_FRAME_FREE,		/* in a free block; order valid at its head */
	SIM_FRAME_PAGES,	/* alloc_pages() */
	SIM_FRAME_BLOCK,	/* a block of small objects */
	SIM_FRAME_LARGE,	/* one large object: kmalloc(), vmalloc(), DMA */
	SIM_FRAME_RESERVED,	/* book-keeping of the shim */
};

/**
 * struct sim_frame - what one page of the arena is used for
 * @kind: enum sim_frame_kind
 * @order: of the free block that starts here
 * @head: number of the first page of the allocation it belongs to
 * @object: record of the large object, NULL otherwise
 * @allocated: who took the page last
 * @freed: who gave it back last
 * @run: number of the first page that was taken with it; stays when they are
 *	split to be freed one by one
 * @mark: of pages, at the first that lives: see enum sim_mark
 */
struct sim_frame {
	u8 kind;
	u8 order;
	u32 head;
	struct sim_object *object;
#ifdef CONFIG_DEBUG_KERNEL
	sim_track_t allocated, freed;
	u32 run;
	u8 mark;
#endif
};

enum sim_object_state {
	SIM_OBJECT_FRESH, SIM_OBJECT_LIVE, SIM_OBJECT_FREED,
};

/**
 * struct sim_object - record of one object, kept apart from its bytes
 * @next: next in the queue of freed objects
 * @alloc_site: return address of the allocation
 * @free_site: return address of the last free
 * @size: bytes that were asked for
 * @state: enum sim_object_state
 * @told: what is wrong with its bytes was reported
 * @mark: see enum sim_mark
 * @pages: of a large object
 * @allocated: who asked for it; 0 outside of check images
 * @freed: who freed it
 */
struct sim_object {
	struct sim_object *next;
	unsigned long alloc_site;
	unsigned long free_site;
	u64 size;
	u8 state;
	bool told;
	u8 mark;
	u32 pages;
	sim_track_t allocated, freed;
};

/**
 * struct sim_memory_view - what lies at an address, for findings
 * @start: first byte, NULL when nothing was ever there
 * @size: bytes that may be touched while it lives
 * @name: what it is
 * @live: allocated, not freed
 * @allocated: who asked for it
 * @freed: who freed it last
 * @told: record's mark that it was reported, or NULL
 */
struct sim_memory_view {
	const void *start;
	size_t size;
	const char *name;
	bool live;
	sim_track_t allocated, freed;
	bool *told;
};

/* What a search for leaks knows of an allocation. */
enum sim_mark {
	SIM_MARK_WHITE,		/* nothing was found that points to it */
	SIM_MARK_GREY,		/* reached; its contents are still to be read */
	SIM_MARK_BLACK,		/* reached and read */
	SIM_MARK_INNER,		/* white, and something white points to it */
};

/**
 * struct sim_live - a living allocation: object, large object or pages
 * @start: first byte
 * @size: bytes
 * @name: what it is
 * @mark: enum sim_mark, in its record
 * @allocated: who asked for it
 */
struct sim_live {
	void *start;
	size_t size;
	const char *name;
	u8 *mark;
	sim_track_t allocated;
};

/* Fails the Nth allocation that may fail (1 is the next); 0: never. */
extern int sim_alloc_fail_nth;
/* Freed objects of one kind that wait before the first is used again. */
extern int sim_slab_quarantine;
/* Reuse checks that freed memory was not written. */
extern bool sim_memory_verify;
/* Byte pattern of memory that was allocated and never written. */
extern u64 sim_memory_pattern;

/* Boot order: memory, then per-CPU areas; on the host's stack. */
void sim_memory_boot(const struct sim_boot_params *params);
void sim_percpu_boot(const struct sim_boot_params *params);

/* pages */
struct sim_frame *sim_frame_of(const void *address);
struct sim_frame *sim_frame_at(unsigned long page);
void *sim_frame_address(const struct sim_frame *frame);
void *sim_page_take(unsigned long pages, unsigned int align_order,
		    enum sim_frame_kind kind);
void sim_page_give(void *address, unsigned long pages);
bool sim_page_managed(const void *address);

/* contents */
void sim_memory_fill(void *start, u64 pattern, size_t bytes);
static inline void sim_memory_unwritten(void *start, size_t bytes)
{
	sim_memory_fill(start, sim_memory_pattern, bytes);
	sim_unwritten_set(start, bytes);
}
bool sim_memory_filled(const void *start, u64 pattern, size_t bytes);

#ifdef CONFIG_DEBUG_KERNEL
bool sim_live_find(const void *inside, struct sim_live *live);
void sim_live_each(void (*each)(const struct sim_live *live, void *arg),
		   void *arg);
unsigned long sim_frame_end(void);
void sim_percpu_each(void (*each)(const void *start, const void *end));
#endif

/* objects */
void *sim_object_alloc(size_t size, gfp_t gfp, unsigned long site);
void *sim_object_alloc_large(size_t size, size_t align, gfp_t gfp,
			     unsigned long site);
void sim_object_free(const void *object, unsigned long site);
void *sim_object_start(const void *inside, size_t *size);
void sim_active_check(const void *object, size_t size);
bool sim_object_view(const void *inside, struct sim_memory_view *view);
void sim_memory_view(const void *address, struct sim_memory_view *view);
bool sim_alloc_may_fail(gfp_t gfp);

/* An allocation that may sleep for memory lets others go first. */
static inline void sim_alloc_enter(gfp_t gfp)
{
	might_alloc(gfp);
	if (gfpflags_allow_blocking(gfp))
		sim_point(SIM_OP_YIELD, NULL);
}

#endif /* SIM_MEMORY_H */
