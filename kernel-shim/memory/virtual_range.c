// SPDX-License-Identifier: GPL-2.0-only
/*
 * virtual_range.c: vmalloc() and vmap() without page tables.
 *
 * Stands in for mm/nommu.c and mm/vmalloc.c. An area is a run of whole pages
 * of the arena with a red zone behind; virt_to_page() works on it, as on every
 * machine without an MMU.
 *
 * Not modelled: guard pages that fault, mapping to user space.
 * vmap() needs pages that are consecutive, because nothing can be remapped.
 */
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/vmalloc.h>
#include "sim-memory.h"

static void *area_alloc(unsigned long size, gfp_t gfp, unsigned long site)
{
	sim_alloc_enter(gfp);
	if (!size || sim_alloc_may_fail(gfp))
		return NULL;
	return sim_object_alloc_large(size, PAGE_SIZE, gfp, site);
}

/* shim: modelled - whole pages, filled by the seed */
void *vmalloc_noprof(unsigned long size)
{
	return area_alloc(size, GFP_KERNEL, _RET_IP_);
}
EXPORT_SYMBOL(vmalloc_noprof);

/* shim: modelled - zeroed */
void *vzalloc_noprof(unsigned long size)
{
	return area_alloc(size, GFP_KERNEL | __GFP_ZERO, _RET_IP_);
}
EXPORT_SYMBOL(vzalloc_noprof);

/* shim: modelled - zeroed, as user space may see it */
void *vmalloc_user_noprof(unsigned long size)
{
	return area_alloc(size, GFP_KERNEL | __GFP_ZERO, _RET_IP_);
}
EXPORT_SYMBOL(vmalloc_user_noprof);

/* shim: modelled - one node */
void *vmalloc_node_noprof(unsigned long size, int node)
{
	return area_alloc(size, GFP_KERNEL, _RET_IP_);
}
EXPORT_SYMBOL(vmalloc_node_noprof);

/* shim: modelled - one node, zeroed */
void *vzalloc_node_noprof(unsigned long size, int node)
{
	return area_alloc(size, GFP_KERNEL | __GFP_ZERO, _RET_IP_);
}
EXPORT_SYMBOL(vzalloc_node_noprof);

/* shim: modelled - all memory is below 4 GiB */
void *vmalloc_32_noprof(unsigned long size)
{
	return area_alloc(size, GFP_KERNEL, _RET_IP_);
}
EXPORT_SYMBOL(vmalloc_32_noprof);

/* shim: modelled - flags heeded as by kmalloc() */
void *__vmalloc_noprof(unsigned long size, gfp_t gfp)
{
	return area_alloc(size, gfp, _RET_IP_);
}
EXPORT_SYMBOL(__vmalloc_noprof);

/* shim: modelled - alignment up to a page */
void *__vmalloc_node_noprof(unsigned long size, unsigned long align, gfp_t gfp,
			    int node, const void *caller)
{
	return area_alloc(size, gfp, (unsigned long)caller);
}
EXPORT_SYMBOL(__vmalloc_node_noprof);

/* shim: modelled - must not be called in interrupts, as documented */
void vfree(const void *address)
{
	might_sleep();
	if (address)
		sim_object_free(address, _RET_IP_);
}
EXPORT_SYMBOL(vfree);

/* shim: modelled - nothing is deferred */
void vfree_atomic(const void *address)
{
	if (address)
		sim_object_free(address, _RET_IP_);
}
EXPORT_SYMBOL(vfree_atomic);

/* shim: modelled - only what lies in one piece can be mapped */
void *vmap(struct page **pages, unsigned int count, unsigned long flags,
	   pgprot_t prot)
{
	unsigned int i;

	might_sleep();
	for (i = 1; i < count; i++)
		if (pages[i] != pages[0] + i)
			return NULL;
	return count ? page_address(pages[0]) : NULL;
}
EXPORT_SYMBOL(vmap);

/* shim: stub - nothing was mapped */
void vunmap(const void *address)
{
}
EXPORT_SYMBOL(vunmap);

/* shim: modelled - the memory map covers the whole arena */
struct page *vmalloc_to_page(const void *address)
{
	return virt_to_page(address);
}
EXPORT_SYMBOL(vmalloc_to_page);

/* shim: modelled - the memory map covers the whole arena */
unsigned long vmalloc_to_pfn(const void *address)
{
	return page_to_pfn(virt_to_page(address));
}
EXPORT_SYMBOL(vmalloc_to_pfn);

/* shim: stub - there are no lazy mappings */
void vm_unmap_aliases(void)
{
}
EXPORT_SYMBOL_GPL(vm_unmap_aliases);
