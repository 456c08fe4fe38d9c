// SPDX-License-Identifier: GPL-2.0-only
/*
 * page_frame.c: the pages of the arena.
 *
 * Stands in for mm/memblock.c, mm/mm_init.c and the buddy part of
 * mm/page_alloc.c (FLATMEM, one node, one zone): blocks of 2^order pages,
 * split and merged. Pages beyond the frontier were never touched, so that
 * booting costs nothing for memory that a run does not need. Freed blocks are
 * reused as late as possible.
 *
 * Not modelled: zones, watermarks, reclaim, migration, NUMA, hotplug. When
 * the arena is used up that is a fault of the simulator, not an ENOMEM.
 */
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/string.h>
#include "sim-dma.h"
#include "sim-memory.h"
#include "sim-race.h"

struct page *mem_map;
unsigned long max_mapnr;
unsigned long max_pfn;
unsigned long max_low_pfn;
unsigned long min_low_pfn;
void *high_memory;
atomic_long_t _totalram_pages;
struct page *__zero_page;
unsigned long zero_page_pfn;
u64 sim_memory_pattern;

static struct sim_frame *frames;
static struct list_head free_blocks[SIM_PAGE_ORDERS];
static unsigned long frontier;
static unsigned long frame_count;

struct sim_frame *sim_frame_at(unsigned long page)
{
	return &frames[page];
}

/* NULL for an address outside of the arena. */
struct sim_frame *sim_frame_of(const void *address)
{
	unsigned long offset = (unsigned long)address - SIM_ARENA_BASE;

	if (offset >= frame_count << PAGE_SHIFT)
		return NULL;
	return &frames[offset >> PAGE_SHIFT];
}

void *sim_frame_address(const struct sim_frame *frame)
{
	return (void *)SIM_ARENA_BASE + ((frame - frames) << PAGE_SHIFT);
}

/* Number behind the last page that was ever handed out. */
unsigned long sim_frame_end(void)
{
	return frontier;
}

/* True for addresses that kernel code may own; see asm/uaccess.h. */
bool sim_page_managed(const void *address)
{
	struct sim_frame *frame = sim_frame_of(address);

	return frame && frame - frames < frontier;
}

/* Who took or gave pages: check images only. */
static void frames_note(unsigned long first, unsigned long count, bool taken)
{
#ifdef CONFIG_DEBUG_KERNEL
	sim_track_t track = sim_track_memory(_RET_IP_);
	unsigned long page;

	for (page = first; page < first + count; page++) {
		if (taken)
			frames[page].allocated = track;
		else
			frames[page].freed = track;
		frames[page].run = first;
	}
#endif
}

static void pages_allow(void *address, unsigned long pages,
			enum sim_frame_kind kind)
{
	/* Of blocks and large objects, only the objects' own bytes. */
	if (kind == SIM_FRAME_BLOCK || kind == SIM_FRAME_LARGE)
		sim_shadow_forbid(address, pages << PAGE_SHIFT,
				  SIM_SHADOW_REDZONE);
	else if (kind == SIM_FRAME_PAGES)
		sim_shadow_allow(address, pages << PAGE_SHIFT);
	sim_race_fresh(address, pages << PAGE_SHIFT);
}

static void block_insert(unsigned long page, unsigned int order)
{
	frames[page].kind = SIM_FRAME_FREE;
	frames[page].order = order;
	frames[page].head = page;
	list_add_tail(&mem_map[page].lru, &free_blocks[order]);
}

static void block_remove(unsigned long page)
{
	list_del(&mem_map[page].lru);
	frames[page].order = SIM_PAGE_ORDERS;
}

static bool block_is_free(unsigned long page, unsigned int order)
{
	return page + (1UL << order) <= frontier &&
	       frames[page].kind == SIM_FRAME_FREE &&
	       frames[page].order == order;
}

static void block_give(unsigned long page, unsigned int order)
{
	unsigned long i;

	for (i = page; i < page + (1UL << order); i++) {
		frames[i].kind = SIM_FRAME_FREE;
		frames[i].order = SIM_PAGE_ORDERS;
		frames[i].object = NULL;
	}
	while (order + 1 < SIM_PAGE_ORDERS &&
	       block_is_free(page ^ (1UL << order), order)) {
		block_remove(page ^ (1UL << order));
		page &= ~(1UL << order);
		order++;
	}
	block_insert(page, order);
}

static void range_give(unsigned long page, unsigned long count)
{
	unsigned int order;

	while (count) {
		order = min_t(unsigned int, ilog2(count), SIM_PAGE_ORDERS - 1);
		if (page)
			order = min_t(unsigned int, order, __ffs(page));
		block_give(page, order);
		page += 1UL << order;
		count -= 1UL << order;
	}
}

/* Untouched pages: what alignment skips becomes free. */
static long block_from_frontier(unsigned int order)
{
	unsigned long start = ALIGN(frontier, 1UL << order);
	unsigned long skipped = frontier;

	if (start + (1UL << order) > frame_count)
		return -1;
	frontier = start + (1UL << order);
	range_give(skipped, start - skipped);
	return start;
}

static long block_take(unsigned int order)
{
	unsigned int from;
	unsigned long page;

	for (from = order; from < SIM_PAGE_ORDERS; from++)
		if (!list_empty(&free_blocks[from]))
			break;
	if (from == SIM_PAGE_ORDERS)
		return block_from_frontier(order);
	page = list_first_entry(&free_blocks[from], struct page, lru) - mem_map;
	block_remove(page);
	while (from-- > order)
		block_insert(page + (1UL << from), from);
	return page;
}

/* struct page as a fresh allocation leaves it: unused, unmapped. */
static void page_reset(struct page *page)
{
	memset(page, 0, sizeof(*page));
	atomic_set(&page->_mapcount, -1);
}

/**
 * sim_page_take() - take consecutive pages
 * @pages: how many
 * @align_order: the first page's number is a multiple of 2^align_order
 * @kind: what they are for
 *
 * The contents are undefined: zero when never used, poison when freed. The
 * last pages of a block that are not asked for go back at once.
 *
 * Return: address, or NULL when no block is that large.
 * Context: any.
 */
void *sim_page_take(unsigned long pages, unsigned int align_order,
		    enum sim_frame_kind kind)
{
	unsigned int order = max_t(unsigned int, order_base_2(pages),
				   align_order);
	unsigned long i;
	long page;

	if (order >= SIM_PAGE_ORDERS)
		return NULL;
	page = block_take(order);
	if (page < 0)
		sim_fault("the kernel arena is used up");
	for (i = 0; i < pages; i++) {
		frames[page + i].kind = kind;
		frames[page + i].head = page;
		frames[page + i].object = NULL;
		page_reset(&mem_map[page + i]);
	}
	set_page_count(&mem_map[page], 1);
	frames_note(page, pages, true);
	pages_allow(sim_frame_address(&frames[page]), pages, kind);
	range_give(page + pages, (1UL << order) - pages);
	return sim_frame_address(&frames[page]);
}

/**
 * sim_page_give() - give pages back and poison them
 * @address: of the first page
 * @pages: how many
 * Context: any.
 */
void sim_page_give(void *address, unsigned long pages)
{
	struct sim_frame *frame = sim_frame_of(address);

	sim_mapped_free(address, pages << PAGE_SHIFT);
	sim_race_free(address, pages << PAGE_SHIFT, _RET_IP_);
	sim_memory_fill(address, SIM_POISON_FREED, pages << PAGE_SHIFT);
	sim_shadow_forbid(address, pages << PAGE_SHIFT, SIM_SHADOW_FREED);
	frames_note(frame - frames, pages, false);
	range_give(frame - frames, pages);
}

/* At any address, eight bytes at a time. */
typedef u64 __aligned(1) word_any;

void sim_memory_fill(void *start, u64 pattern, size_t bytes)
{
	word_any *word = start;
	size_t words = bytes / sizeof(*word);

	asm volatile("" : : : "memory");
	while (words--)
		*word++ = pattern;
	for (bytes %= sizeof(*word); bytes--; pattern >>= 8)
		((u8 *)word)[0] = pattern, word = (void *)((u8 *)word + 1);
}

bool sim_memory_filled(const void *start, u64 pattern, size_t bytes)
{
	const word_any *word = start;
	const u8 *byte;
	size_t words = bytes / sizeof(*word);

	while (words--)
		if (*word++ != pattern)
			return false;
	for (byte = (const u8 *)word, bytes %= 8; bytes--; pattern >>= 8)
		if (*byte++ != (u8)pattern)
			return false;
	return true;
}

static void boot_reserve(unsigned long first, unsigned long count)
{
	unsigned long i;

	for (i = first; i < first + count; i++)
		frames[i].kind = SIM_FRAME_RESERVED;
}

/**
 * sim_memory_boot() - lay out the arena
 * @params: where it is and how large
 *
 * Page 0 stays unused, so that physical addresses near the start of memory
 * are wrong addresses. Then come the page structures and the frames.
 * Context: once, before anything allocates.
 */
void sim_memory_boot(const struct sim_boot_params *params)
{
	unsigned int order;
	size_t map_bytes, frame_bytes;

	frame_count = params->arena_size >> PAGE_SHIFT;
	map_bytes = PAGE_ALIGN(frame_count * sizeof(struct page));
	frame_bytes = PAGE_ALIGN(frame_count * sizeof(*frames));
	mem_map = params->arena + PAGE_SIZE;
	frames = params->arena + PAGE_SIZE + map_bytes;
	frontier = 1 + ((map_bytes + frame_bytes) >> PAGE_SHIFT);
	for (order = 0; order < SIM_PAGE_ORDERS; order++)
		INIT_LIST_HEAD(&free_blocks[order]);
	boot_reserve(0, frontier);
	sim_shadow_boot();
	sim_shadow_allow(mem_map, map_bytes);
	max_mapnr = frame_count;
	min_low_pfn = ARCH_PFN_OFFSET;
	max_pfn = max_low_pfn = ARCH_PFN_OFFSET + frame_count;
	high_memory = params->arena + params->arena_size;
	atomic_long_set(&_totalram_pages, frame_count);
	/*
	 * Not canonical: as a pointer it faults. Odd: as a length it shows. No
	 * byte is zero: what was cleared is told from what was not written.
	 */
	sim_memory_pattern = sim_random() | 0x8101010101010101ULL;
	__zero_page = virt_to_page(sim_page_take(1, 0, SIM_FRAME_PAGES));
	zero_page_pfn = page_to_pfn(__zero_page);
	clear_page(page_address(__zero_page));
}
