// SPDX-License-Identifier: GPL-2.0-only
/*
 * coherent_memory.c: memory that a driver shares with its device.
 *
 * Stands in for the allocating half of kernel/dma/mapping.c: zeroed, aligned to
 * its order of pages (Documentation/core-api/dma-api-howto.rst), with a red
 * zone behind. Freed with the wrong size or in the wrong context, it is a
 * finding.
 *
 * Not modelled: mapping to user space.
 */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include "sim-dma.h"
#include "sim-memory.h"
#include "sim-report.h"

static void *shared_alloc(struct device *dev, size_t size, dma_addr_t *handle,
			  enum dma_data_direction direction, gfp_t gfp,
			  unsigned long site)
{
	void *address;

	might_alloc(gfp);
	if (!size || sim_alloc_may_fail(gfp) ||
	    sim_dma_fails(&sim_dma_fail_nth,
			  "DMA memory is refused, as asked for"))
		return NULL;
	address = sim_object_alloc_large(size, PAGE_SIZE << get_order(size),
					 gfp | __GFP_ZERO, site);
	if (!address)
		return NULL;
	*handle = sim_dma_enter(dev, __pa(address), size, direction,
				SIM_DMA_SHARED);
	if (*handle != DMA_MAPPING_ERROR)
		return address;
	sim_object_free(address, site);
	return NULL;
}

static void shared_free(struct device *dev, size_t size, void *address,
			dma_addr_t handle, enum dma_data_direction direction,
			unsigned long site)
{
	size_t allocated = 0;

	if (!address)
		return;
	if (handle != __pa(address))
		sim_dma_misuse(dev, "frees coherent memory with another's DMA address",
			       handle, size);
	if (sim_object_start(address, &allocated) == address &&
	    allocated != size)
		sim_dma_misuse(dev, "frees coherent memory with the wrong size",
			       handle, size);
	sim_dma_leave(dev, __pa(address), allocated ?: size, direction,
		      SIM_DMA_SHARED);
	sim_object_free(address, site);
}

/* shim: modelled - zeroed, naturally aligned, both directions */
void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *handle,
		      gfp_t gfp, unsigned long attrs)
{
	WARN_ON_ONCE(!dev->coherent_dma_mask);
	return shared_alloc(dev, size, handle, DMA_BIDIRECTIONAL, gfp, _RET_IP_);
}
EXPORT_SYMBOL(dma_alloc_attrs);

/* shim: modelled - must not be called with interrupts off, as in the kernel */
void dma_free_attrs(struct device *dev, size_t size, void *address,
		    dma_addr_t handle, unsigned long attrs)
{
	WARN_ON(irqs_disabled());
	shared_free(dev, size, address, handle, DMA_BIDIRECTIONAL, _RET_IP_);
}
EXPORT_SYMBOL(dma_free_attrs);

/* shim: modelled - the machine is coherent, so as above */
struct page *dma_alloc_pages(struct device *dev, size_t size,
			     dma_addr_t *handle,
			     enum dma_data_direction direction, gfp_t gfp)
{
	void *address = shared_alloc(dev, size, handle, direction, gfp,
				     _RET_IP_);

	return address ? virt_to_page(address) : NULL;
}
EXPORT_SYMBOL_GPL(dma_alloc_pages);

/* shim: modelled */
void dma_free_pages(struct device *dev, size_t size, struct page *page,
		    dma_addr_t handle, enum dma_data_direction direction)
{
	shared_free(dev, size, page_address(page), handle, direction, _RET_IP_);
}
EXPORT_SYMBOL_GPL(dma_free_pages);

/* shim: modelled - always one part, as without an IOMMU in the kernel */
struct sg_table *dma_alloc_noncontiguous(struct device *dev, size_t size,
					 enum dma_data_direction direction,
					 gfp_t gfp, unsigned long attrs)
{
	struct sg_table *table = kzalloc(sizeof(*table), gfp);
	dma_addr_t handle;
	void *address;

	if (!table)
		return NULL;
	if (sg_alloc_table(table, 1, gfp))
		goto no_list;
	address = shared_alloc(dev, PAGE_ALIGN(size), &handle, direction, gfp,
			       _RET_IP_);
	if (!address)
		goto no_memory;
	sg_set_page(table->sgl, virt_to_page(address), PAGE_ALIGN(size), 0);
	sg_dma_address(table->sgl) = handle;
	sg_dma_len(table->sgl) = PAGE_ALIGN(size);
	table->nents = 1;
	return table;
no_memory:
	sg_free_table(table);
no_list:
	kfree(table);
	return NULL;
}
EXPORT_SYMBOL_GPL(dma_alloc_noncontiguous);

/* shim: modelled */
void dma_free_noncontiguous(struct device *dev, size_t size,
			    struct sg_table *table,
			    enum dma_data_direction direction)
{
	shared_free(dev, PAGE_ALIGN(size), sg_virt(table->sgl),
		    sg_dma_address(table->sgl), direction, _RET_IP_);
	sg_free_table(table);
	kfree(table);
}
EXPORT_SYMBOL_GPL(dma_free_noncontiguous);

/* shim: modelled - one part needs no mapping */
void *dma_vmap_noncontiguous(struct device *dev, size_t size,
			     struct sg_table *table)
{
	return sg_virt(table->sgl);
}
EXPORT_SYMBOL_GPL(dma_vmap_noncontiguous);

/* shim: stub - nothing was mapped */
void dma_vunmap_noncontiguous(struct device *dev, void *address)
{
}
EXPORT_SYMBOL_GPL(dma_vunmap_noncontiguous);

/* shim: modelled - coherent memory is one run of pages */
int dma_get_sgtable_attrs(struct device *dev, struct sg_table *table,
			  void *address, dma_addr_t handle, size_t size,
			  unsigned long attrs)
{
	int error = sg_alloc_table(table, 1, GFP_KERNEL);

	if (!error)
		sg_set_page(table->sgl, virt_to_page(address),
			    PAGE_ALIGN(size), 0);
	return error;
}
EXPORT_SYMBOL(dma_get_sgtable_attrs);

/* shim: modelled - no user address spaces */
bool dma_can_mmap(struct device *dev)
{
	return false;
}
EXPORT_SYMBOL_GPL(dma_can_mmap);

struct managed_memory {
	size_t size;
	void *address;
	dma_addr_t handle;
	unsigned long attrs;
};

static void managed_release(struct device *dev, void *resource)
{
	struct managed_memory *memory = resource;

	dma_free_attrs(dev, memory->size, memory->address, memory->handle,
		       memory->attrs);
}

static int managed_match(struct device *dev, void *resource, void *address)
{
	return ((struct managed_memory *)resource)->address == address;
}

/* shim: modelled - freed when the driver leaves the device */
void *dmam_alloc_attrs(struct device *dev, size_t size, dma_addr_t *handle,
		       gfp_t gfp, unsigned long attrs)
{
	struct managed_memory *memory;

	memory = devres_alloc(managed_release, sizeof(*memory), gfp);
	if (!memory)
		return NULL;
	memory->address = dma_alloc_attrs(dev, size, handle, gfp, attrs);
	if (!memory->address) {
		devres_free(memory);
		return NULL;
	}
	memory->size = size;
	memory->handle = *handle;
	memory->attrs = attrs;
	devres_add(dev, memory);
	return memory->address;
}
EXPORT_SYMBOL(dmam_alloc_attrs);

/* shim: modelled */
void dmam_free_coherent(struct device *dev, size_t size, void *address,
			dma_addr_t handle)
{
	WARN_ON(devres_release(dev, managed_release, managed_match, address));
}
EXPORT_SYMBOL(dmam_free_coherent);

/* shim: modelled - no user address spaces, as dma_can_mmap() says */
int dma_mmap_attrs(struct device *dev, struct vm_area_struct *area,
		   void *address, dma_addr_t handle, size_t size,
		   unsigned long attrs)
{
	return -ENXIO;
}
EXPORT_SYMBOL(dma_mmap_attrs);

/* shim: modelled - no user address spaces */
int dma_mmap_pages(struct device *dev, struct vm_area_struct *area, size_t size,
		   struct page *page)
{
	return -ENXIO;
}
EXPORT_SYMBOL_GPL(dma_mmap_pages);

/* shim: modelled - no user address spaces */
int dma_mmap_noncontiguous(struct device *dev, struct vm_area_struct *area,
			   size_t size, struct sg_table *table)
{
	return -ENXIO;
}
EXPORT_SYMBOL_GPL(dma_mmap_noncontiguous);
