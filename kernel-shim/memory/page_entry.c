// SPDX-License-Identifier: GPL-2.0-only
/*
 * page_entry.c: the page allocator as drivers call it.
 *
 * Stands in for the entry points of mm/page_alloc.c and mm/swap.c:
 * alloc_pages(), __get_free_pages(), alloc_pages_exact() and the release of
 * pages by reference count. Contents are the seed's pattern, or zero when
 * asked for (Documentation/core-api/memory-allocation.rst).
 *
 * Not modelled: folios of the page cache, memory policies, page owners.
 */
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/string.h>
#include "sim-memory.h"

gfp_t gfp_allowed_mask = __GFP_BITS_MASK;

static void page_contents_set(void *address, size_t bytes, gfp_t gfp)
{
	if (gfp & __GFP_ZERO)
		memset(address, 0, bytes);
	else
		sim_memory_unwritten(address, bytes);
}

/* One head, all other pages point to it: see linux/page-flags.h. */
static void compound_prepare(struct page *head, unsigned int order)
{
	struct folio *folio = (struct folio *)head;
	unsigned int i;

	__SetPageHead(head);
	folio->_flags_1 = (folio->_flags_1 & ~0xffUL) | order;
#ifdef NR_PAGES_IN_LARGE_FOLIO
	folio->_nr_pages = 1U << order;
#endif
	for (i = 1; i < 1U << order; i++)
		set_compound_head(head + i, head, order);
	atomic_set(&folio->_large_mapcount, -1);
}

static void *pages_alloc(unsigned long pages, unsigned int order, gfp_t gfp)
{
	void *address;

	sim_alloc_enter(gfp);
	if (order > MAX_PAGE_ORDER || sim_alloc_may_fail(gfp))
		return NULL;
	address = sim_page_take(pages, order, SIM_FRAME_PAGES);
	if (address)
		page_contents_set(address, pages << PAGE_SHIFT, gfp);
	return address;
}

/*
 * Kernels differ in which of these is a function and which is inline, so the
 * symbols are named without their prototypes.
 */
struct page *sim_page_alloc(gfp_t gfp, unsigned int order, int nid,
			    nodemask_t *nodemask) __asm__("__alloc_pages_noprof");
struct page *sim_page_alloc_node(int nid, gfp_t gfp, unsigned int order)
	__asm__("alloc_pages_node_noprof");

/* shim: modelled - pages of the arena, filled by the seed */
struct page *sim_page_alloc(gfp_t gfp, unsigned int order, int nid,
			    nodemask_t *nodemask)
{
	void *address = pages_alloc(1UL << order, order, gfp);

	if (!address)
		return NULL;
	if ((gfp & __GFP_COMP) && order)
		compound_prepare(virt_to_page(address), order);
	return virt_to_page(address);
}

/* shim: modelled - there is one node */
struct page *sim_page_alloc_node(int nid, gfp_t gfp, unsigned int order)
{
	return sim_page_alloc(gfp, order, nid, NULL);
}

/* shim: modelled - compound pages */
struct folio *__folio_alloc_noprof(gfp_t gfp, unsigned int order, int nid,
				   nodemask_t *nodemask)
{
	return (struct folio *)sim_page_alloc(gfp | __GFP_COMP, order, nid,
					      nodemask);
}
EXPORT_SYMBOL(__folio_alloc_noprof);

static void pages_misfreed(const struct page *page)
{
	char text[96];

	snprintf(text, sizeof(text), "page %#lx is freed and was not allocated",
		 (unsigned long)page_to_phys((struct page *)page));
	sim_report(SIM_KIND_DOUBLE_FREE, text, sim_check_on(SIM_CHECK_MEMORY));
}

static void pages_free(struct page *page, unsigned int order)
{
	void *address = page_address(page);
	struct sim_frame *frame = sim_frame_of(address);

	if (!frame || frame->kind != SIM_FRAME_PAGES ||
	    sim_frame_at(frame->head) != frame) {
		pages_misfreed(page);
		return;
	}
	sim_page_give(address, 1UL << order);
}

/* shim: modelled - the last reference frees and poisons */
void __free_pages(struct page *page, unsigned int order)
{
	if (page_ref_count(page) <= 0) {
		pages_misfreed(page);
		return;
	}
	if (put_page_testzero(page))
		pages_free(page, order);
}
EXPORT_SYMBOL(__free_pages);

/* shim: modelled - by address instead of page */
void free_pages(unsigned long address, unsigned int order)
{
	if (address)
		__free_pages(virt_to_page((void *)address), order);
}
EXPORT_SYMBOL(free_pages);

/* shim: modelled - what put_page() calls at zero */
void __folio_put(struct folio *folio)
{
	pages_free(&folio->page, compound_order(&folio->page));
}
EXPORT_SYMBOL(__folio_put);

/* shim: modelled - address instead of page; no high memory exists */
unsigned long get_free_pages_noprof(gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages_noprof(gfp & ~__GFP_HIGHMEM, order);

	return page ? (unsigned long)page_address(page) : 0;
}
EXPORT_SYMBOL(get_free_pages_noprof);

/* shim: modelled - one page of zeroes */
unsigned long get_zeroed_page_noprof(gfp_t gfp)
{
	return get_free_pages_noprof(gfp | __GFP_ZERO, 0);
}
EXPORT_SYMBOL(get_zeroed_page_noprof);

/* shim: modelled - no more pages than the size needs */
void *alloc_pages_exact_noprof(size_t size, gfp_t gfp)
{
	unsigned long pages = PFN_UP(size), i;
	void *address = pages_alloc(pages, 0, gfp);

	for (i = 0; address && i < pages; i++) {
		set_page_count(virt_to_page(address) + i, 1);
		sim_frame_of(address)[i].head += i;
	}
	return address;
}
EXPORT_SYMBOL(alloc_pages_exact_noprof);

/* shim: modelled - counterpart of alloc_pages_exact() */
void free_pages_exact(void *address, size_t size)
{
	void *end = address + PAGE_ALIGN(size);

	for (; address < end; address += PAGE_SIZE)
		free_pages((unsigned long)address, 0);
}
EXPORT_SYMBOL(free_pages_exact);

/* shim: modelled - every page becomes one of its own */
void split_page(struct page *page, unsigned int order)
{
	struct sim_frame *frame = sim_frame_of(page_address(page));
	unsigned int i;

	for (i = 1; i < 1U << order; i++) {
		set_page_count(page + i, 1);
		frame[i].head += i;
	}
}
EXPORT_SYMBOL_GPL(split_page);

/* shim: modelled - one page after another */
unsigned long alloc_pages_bulk_noprof(gfp_t gfp, int nid, nodemask_t *nodemask,
				      int count, struct page **array)
{
	int done = 0;

	while (done < count) {
		if (!array[done])
			array[done] = alloc_pages_noprof(gfp, 0);
		if (!array[done])
			break;
		done++;
	}
	return done;
}
EXPORT_SYMBOL_GPL(alloc_pages_bulk_noprof);
