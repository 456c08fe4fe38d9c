// SPDX-License-Identifier: GPL-2.0-only
/*
 * ownership.c: dma_sync_*(), which hand mapped memory from the device to the
 * processor and back; check images only.
 *
 * Stands in for the parts of kernel/dma/mapping.c behind CONFIG_DMA_NEED_SYNC.
 * On a coherent machine nothing is to be done; what is said is compared with
 * what is mapped (Documentation/core-api/dma-api.rst).
 *
 * Not modelled: who owns the memory meanwhile. A processor that reads what it
 * has not taken back is not found.
 */
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/scatterlist.h>
#include "sim-dma.h"

#ifdef CONFIG_DMA_NEED_SYNC

/* shim: modelled - compared with the mapping */
void __dma_sync_single_for_cpu(struct device *dev, dma_addr_t dma, size_t size,
			       enum dma_data_direction direction)
{
	sim_ledger_sync(dev, dma, size, direction);
}
EXPORT_SYMBOL(__dma_sync_single_for_cpu);

/* shim: modelled - compared with the mapping */
void __dma_sync_single_for_device(struct device *dev, dma_addr_t dma,
				  size_t size,
				  enum dma_data_direction direction)
{
	sim_ledger_sync(dev, dma, size, direction);
}
EXPORT_SYMBOL(__dma_sync_single_for_device);

static void list_sync(struct device *dev, struct scatterlist *list, int count,
		      enum dma_data_direction direction)
{
	struct scatterlist *part;
	int i;

	for_each_sg(list, part, count, i)
		sim_ledger_sync(dev, sg_dma_address(part), part->length,
				direction);
}

/* shim: modelled - each part is compared with its mapping */
void __dma_sync_sg_for_cpu(struct device *dev, struct scatterlist *list,
			   int count, enum dma_data_direction direction)
{
	list_sync(dev, list, count, direction);
}
EXPORT_SYMBOL(__dma_sync_sg_for_cpu);

/* shim: modelled - each part is compared with its mapping */
void __dma_sync_sg_for_device(struct device *dev, struct scatterlist *list,
			      int count, enum dma_data_direction direction)
{
	list_sync(dev, list, count, direction);
}
EXPORT_SYMBOL(__dma_sync_sg_for_device);

/* shim: modelled - as with CONFIG_DMA_API_DEBUG: drivers always sync */
bool __dma_need_sync(struct device *dev, dma_addr_t dma)
{
	return true;
}
EXPORT_SYMBOL_GPL(__dma_need_sync);

/* shim: modelled - as with CONFIG_DMA_API_DEBUG: drivers keep addresses */
bool dma_need_unmap(struct device *dev)
{
	return true;
}
EXPORT_SYMBOL_GPL(dma_need_unmap);
#endif
