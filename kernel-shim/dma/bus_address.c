// SPDX-License-Identifier: GPL-2.0-only
/*
 * bus_address.c: the DMA API.
 *
 * Stands in for kernel/dma/mapping.c and kernel/dma/direct.c on a coherent
 * machine without an IOMMU in front of its controllers: a DMA address is the
 * physical address. Every mapping is told to the host, whose device models can
 * touch nothing else (Documentation/core-api/dma-api.rst).
 *
 * Which bus a device masters is the property `sim,dma-bus` of the nearest
 * device-tree node above it; a device without one masters no bus.
 *
 * Not modelled: bounce buffers, cache maintenance, DMA offsets, mapping to
 * user space (dma_can_mmap() says so).
 */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/of.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include "sim-checks.h"
#include "sim-dma.h"
#include "sim-memory.h"
#include "sim-power.h"
#include "sim-report.h"

int sim_dma_fail_nth;

static int bus_look_up(struct device *dev)
{
	u32 bus;

	for (; dev; dev = dev->parent)
		if (dev->of_node &&
		    !of_property_read_u32(dev->of_node, "sim,dma-bus", &bus)) {
			sim_power_add(bus, dev);
			return bus + 1;
		}
	return -1;
}

/* The bus that a device masters, or -1. */
static int bus_of(struct device *dev)
{
	if (!dev)
		return -1;
	if (!dev->archdata.dma_bus)
		dev->archdata.dma_bus = bus_look_up(dev);
	return dev->archdata.dma_bus > 0 ? dev->archdata.dma_bus - 1 : -1;
}

static unsigned int device_may(enum dma_data_direction direction)
{
	switch (direction) {
	case DMA_TO_DEVICE:
		return SIM_DMA_READ;
	case DMA_FROM_DEVICE:
		return SIM_DMA_WRITE;
	case DMA_BIDIRECTIONAL:
		return SIM_DMA_READ | SIM_DMA_WRITE;
	default:
		return 0;
	}
}

bool sim_dma_fails(int *nth, const char *what)
{
	if (!*nth || --*nth)
		return false;
	sim_memory_refused();
	sim_trace_here("memory", what,
		       (unsigned long)__builtin_return_address(0));
	return true;
}

static void bus_map(struct device *dev, dma_addr_t address, size_t size,
		    enum dma_data_direction direction, const char *what)
{
	int bus = bus_of(dev);

	if (bus >= 0)
		sim_dma_map(bus, address, size, device_may(direction), what);
}

static void bus_unmap(struct device *dev, dma_addr_t address, size_t size,
		      const char *what)
{
	int bus = bus_of(dev);

	if (bus >= 0)
		sim_dma_unmap(bus, address, size, what);
}

void sim_dma_misuse(struct device *dev, const char *what, u64 address,
		    size_t size)
{
	if (!sim_check_on(SIM_CHECK_DMA))
		return;
#ifdef CONFIG_DEBUG_KERNEL
	if (sim_shadow_trial) {
		sim_shadow_trial->count++;
		sim_shadow_trial->kind = SIM_KIND_DMA_API;
		strscpy(sim_shadow_trial->title, what,
			sizeof(sim_shadow_trial->title));
		return;
	}
#endif
	sim_report_format(SIM_KIND_DMA_API, false, "DMA-API: %s: %s (%#llx, %zu bytes)",
			  dev ? dev_name(dev) : "no device", what,
			  address, size);
}

/* What the API forbids; the mapping is then made all the same. */
static void mapping_check(struct device *dev, phys_addr_t phys, size_t size,
			  enum dma_data_direction direction)
{
	struct sim_frame *frame = sim_frame_of(__va(phys));

	if (!sim_check_on(SIM_CHECK_DMA))
		return;
	if (!size)
		sim_dma_misuse(dev, "maps nothing", phys, size);
	if (!device_may(direction))
		sim_dma_misuse(dev, "maps without a direction", phys, size);
	if (!frame)
		sim_dma_misuse(dev, "maps what is not memory", phys, size);
	else if (frame->kind == SIM_FRAME_FREE ||
		 frame->kind == SIM_FRAME_UNTOUCHED)
		sim_dma_misuse(dev, "maps freed memory", phys, size);
	if (dev && !dev->dma_mask)
		sim_dma_misuse(dev, "maps without a DMA mask", phys, size);
}

dma_addr_t sim_dma_enter(struct device *dev, phys_addr_t phys, size_t size,
			 enum dma_data_direction direction,
			 enum sim_dma_type type)
{
	if (sim_dma_fails(&sim_dma_fail_nth,
			  "a DMA mapping fails, as asked for"))
		return DMA_MAPPING_ERROR;
	if (type != SIM_DMA_REGISTERS)
		mapping_check(dev, phys, size, direction);
	bus_map(dev, phys, size, direction, "streaming");
	sim_ledger_enter(dev, phys, size, direction, type);
	return phys;
}

void sim_dma_leave(struct device *dev, dma_addr_t address, size_t size,
		   enum dma_data_direction direction, enum sim_dma_type type)
{
	if (address == DMA_MAPPING_ERROR)
		sim_dma_misuse(dev, "unmaps a mapping that failed", address,
			       size);
	else if (sim_ledger_leave(dev, address, &size, direction, type))
		bus_unmap(dev, address, size, "streaming");
}

static enum sim_dma_type type_of(unsigned long attrs)
{
	return attrs & DMA_ATTR_MMIO ? SIM_DMA_REGISTERS : SIM_DMA_SINGLE;
}

/* shim: modelled - DMA addresses are physical addresses */
dma_addr_t dma_map_phys(struct device *dev, phys_addr_t phys, size_t size,
			enum dma_data_direction direction, unsigned long attrs)
{
	return sim_dma_enter(dev, phys, size, direction, type_of(attrs));
}
EXPORT_SYMBOL_GPL(dma_map_phys);

/* shim: modelled - the device loses access */
void dma_unmap_phys(struct device *dev, dma_addr_t address, size_t size,
		    enum dma_data_direction direction, unsigned long attrs)
{
	sim_dma_leave(dev, address, size, direction, type_of(attrs));
}
EXPORT_SYMBOL_GPL(dma_unmap_phys);

/* shim: modelled - as dma_map_phys() */
dma_addr_t dma_map_page_attrs(struct device *dev, struct page *page,
			      size_t offset, size_t size,
			      enum dma_data_direction direction,
			      unsigned long attrs)
{
	return dma_map_phys(dev, page_to_phys(page) + offset, size, direction,
			    attrs);
}
EXPORT_SYMBOL(dma_map_page_attrs);

/* shim: modelled - as dma_unmap_phys() */
void dma_unmap_page_attrs(struct device *dev, dma_addr_t address, size_t size,
			  enum dma_data_direction direction,
			  unsigned long attrs)
{
	dma_unmap_phys(dev, address, size, direction, attrs);
}
EXPORT_SYMBOL(dma_unmap_page_attrs);

/* shim: modelled - registers of another device */
dma_addr_t dma_map_resource(struct device *dev, phys_addr_t phys, size_t size,
			    enum dma_data_direction direction,
			    unsigned long attrs)
{
	return dma_map_phys(dev, phys, size, direction, attrs | DMA_ATTR_MMIO);
}
EXPORT_SYMBOL(dma_map_resource);

/* shim: modelled - registers of another device */
void dma_unmap_resource(struct device *dev, dma_addr_t address, size_t size,
			enum dma_data_direction direction, unsigned long attrs)
{
	dma_unmap_phys(dev, address, size, direction, attrs | DMA_ATTR_MMIO);
}
EXPORT_SYMBOL(dma_unmap_resource);

static void list_unmap(struct device *dev, struct scatterlist *list, int count,
		       enum dma_data_direction direction, unsigned long attrs)
{
	struct scatterlist *part;
	int i;

	for_each_sg(list, part, count, i)
		sim_dma_leave(dev, sg_dma_address(part), sg_dma_len(part),
			      direction, SIM_DMA_LIST);
}

/* shim: modelled - parts are never joined; all or nothing is mapped */
unsigned int dma_map_sg_attrs(struct device *dev, struct scatterlist *list,
			      int count, enum dma_data_direction direction,
			      unsigned long attrs)
{
	struct scatterlist *part;
	int i;

	for_each_sg(list, part, count, i) {
		part->dma_address = sim_dma_enter(dev, sg_phys(part),
						  part->length, direction,
						  SIM_DMA_LIST);
		if (part->dma_address == DMA_MAPPING_ERROR) {
			list_unmap(dev, list, i, direction, attrs);
			return 0;
		}
		sg_dma_len(part) = part->length;
	}
	return count;
}
EXPORT_SYMBOL(dma_map_sg_attrs);

/* shim: modelled - takes the number of parts that was mapped */
void dma_unmap_sg_attrs(struct device *dev, struct scatterlist *list, int count,
			enum dma_data_direction direction, unsigned long attrs)
{
	list_unmap(dev, list, count, direction, attrs);
}
EXPORT_SYMBOL(dma_unmap_sg_attrs);

/* shim: modelled - a table instead of a list */
int dma_map_sgtable(struct device *dev, struct sg_table *table,
		    enum dma_data_direction direction, unsigned long attrs)
{
	unsigned int count = dma_map_sg_attrs(dev, table->sgl,
					      table->orig_nents, direction,
					      attrs);

	if (!count)
		return -EIO;
	table->nents = count;
	return 0;
}
EXPORT_SYMBOL_GPL(dma_map_sgtable);

static bool mask_reaches_memory(u64 mask)
{
	return mask >= SIM_ARENA_PHYS + SIM_ARENA_SIZE - 1;
}

/* shim: modelled - all memory lies below 4 GiB */
int dma_set_mask(struct device *dev, u64 mask)
{
	if (!dev->dma_mask || !mask_reaches_memory(mask))
		return -EIO;
	*dev->dma_mask = mask;
	return 0;
}
EXPORT_SYMBOL(dma_set_mask);

/* shim: modelled - all memory lies below 4 GiB */
int dma_set_coherent_mask(struct device *dev, u64 mask)
{
	if (!mask_reaches_memory(mask))
		return -EIO;
	dev->coherent_dma_mask = mask;
	return 0;
}
EXPORT_SYMBOL(dma_set_coherent_mask);

/* shim: modelled - all memory lies below 4 GiB */
u64 dma_get_required_mask(struct device *dev)
{
	return DMA_BIT_MASK(32);
}
EXPORT_SYMBOL_GPL(dma_get_required_mask);

/* shim: modelled - every mask that was accepted reaches all memory */
bool dma_addressing_limited(struct device *dev)
{
	return false;
}
EXPORT_SYMBOL_GPL(dma_addressing_limited);

/* shim: modelled - no bounce buffers, no limit */
size_t dma_max_mapping_size(struct device *dev)
{
	return SIZE_MAX;
}
EXPORT_SYMBOL_GPL(dma_max_mapping_size);

/* shim: modelled - no bounce buffers, no limit */
size_t dma_opt_mapping_size(struct device *dev)
{
	return SIZE_MAX;
}
EXPORT_SYMBOL_GPL(dma_opt_mapping_size);

/* shim: modelled - parts are never joined */
unsigned long dma_get_merge_boundary(struct device *dev)
{
	return 0;
}
EXPORT_SYMBOL_GPL(dma_get_merge_boundary);
