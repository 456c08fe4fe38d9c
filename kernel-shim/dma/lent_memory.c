// SPDX-License-Identifier: GPL-2.0-only
/*
 * lent_memory.c: whose memory the DSP was lent when it was mapped; check images
 * only.
 *
 * A mapping of the IOMMU that nobody takes away leads, some time later, to what
 * others have at that place. Who frees that is chance, and so is what it is: a
 * reach of the DSP's for it is told as one through a mapping that outlived its
 * memory, with who mapped it. As long as it is the first owner's, the place is
 * where that one freed it.
 *
 * Not modelled: pages beyond SIM_LENT_PAGES; memory that the same place in the
 * code took again looks like the first owner's.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include "sim-dma.h"
#include "sim-memory.h"

#ifdef CONFIG_DEBUG_KERNEL

#define SIM_LENT_PAGES	512U

/**
 * struct lent_page - a page that is mapped for the DSP
 * @domain: its address space
 * @iova: where the DSP sees it
 * @page: the memory; NULL: no entry
 * @owner: who had taken the object or block there, when it was mapped
 * @taken: who had taken the page
 * @mapped: who mapped it
 */
struct lent_page {
	u32 domain;
	unsigned long iova;
	const void *page;
	sim_track_t owner, taken, mapped;
};

static struct lent_page lent[SIM_LENT_PAGES] __sim_unscanned;
static unsigned int used;	/* entries that were ever in use */

static void page_enter(const struct lent_page *entry)
{
	unsigned int i;

	for (i = 0; i < used && lent[i].page; i++)
		;
	if (i == SIM_LENT_PAGES)
		return;
	used = max(used, i + 1);
	lent[i] = *entry;
}

/**
 * sim_lent_enter() - the IOMMU maps memory for the DSP
 * @domain: number of the address space
 * @iova: where
 * @phys: what, maybe no memory
 * @size: bytes, a multiple of the page's
 * @site: return address of the mapping
 * Context: any.
 */
void sim_lent_enter(u32 domain, unsigned long iova, phys_addr_t phys,
		    size_t size, unsigned long site)
{
	sim_track_t mapped = sim_track_memory(site);
	struct sim_memory_view view;
	const struct sim_frame *frame;
	size_t at;

	for (at = 0; mapped && at < size; at += PAGE_SIZE) {
		const void *page = __va(phys + at);

		frame = sim_frame_of(page);
		if (!frame)
			return;
		sim_memory_view(page, &view);
		page_enter(&(struct lent_page) {
			.domain = domain, .iova = iova + at, .page = page,
			.owner = view.allocated, .taken = frame->allocated,
			.mapped = mapped,
		});
	}
}

/**
 * sim_lent_leave() - the IOMMU maps that no more
 * @domain: number of the address space
 * @iova: where
 * @size: bytes
 * Context: any.
 */
void sim_lent_leave(u32 domain, unsigned long iova, size_t size)
{
	unsigned int i;

	for (i = 0; i < used; i++)
		if (lent[i].domain == domain && lent[i].iova >= iova &&
		    lent[i].iova < iova + size)
			lent[i].page = NULL;
}

/**
 * sim_lent_outlived() - whether the DSP's way there is of an earlier owner's
 * @at: in the arena
 * @view: what lies there now
 * Return: who mapped it, or 0 when it is the first owner's or not mapped.
 * Context: any.
 */
sim_track_t sim_lent_outlived(const void *at, const struct sim_memory_view *view)
{
	const void *page = PTR_ALIGN_DOWN(at, PAGE_SIZE);
	sim_track_t mapped = 0;
	unsigned int i;

	for (i = 0; i < used; i++) {
		if (lent[i].page != page)
			continue;
		if (lent[i].owner == view->allocated ||
		    lent[i].taken == view->allocated)
			return 0;
		mapped = lent[i].mapped;
	}
	return mapped;
}
#endif
