// SPDX-License-Identifier: GPL-2.0-only
/*
 * mapped_memory.c: memory that is freed while a device has it mapped; check
 * images only.
 *
 * Stands in for what CONFIG_DMA_API_DEBUG once looked for on every free, and
 * looks for at unmapping: between dma_map_*() and dma_unmap_*() the memory is
 * the device's (Documentation/core-api/dma-api.rst), so whoever frees it lets
 * the device write into what somebody else gets next. It is told at the free,
 * whether or not the device then reaches for it.
 *
 * A count for each page says how many mappings touch it, so that a free looks
 * at one number. Not modelled: memory that is not a page's or an object's.
 */
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include "sim-dma.h"
#include "sim-shadow.h"

#ifdef CONFIG_DEBUG_KERNEL

static u16 mapped[SIM_ARENA_SIZE >> PAGE_SHIFT] __sim_unscanned;

static void mapped_count(phys_addr_t phys, size_t size, int by)
{
	unsigned long page = (phys - SIM_ARENA_PHYS) >> PAGE_SHIFT;
	unsigned long last = (phys + size - 1 - SIM_ARENA_PHYS) >> PAGE_SHIFT;

	if (phys < SIM_ARENA_PHYS || !size)
		return;
	for (; page <= last && page < ARRAY_SIZE(mapped); page++)
		mapped[page] += by;
}

void sim_mapped_enter(phys_addr_t phys, size_t size)
{
	mapped_count(phys, size, 1);
}

void sim_mapped_leave(phys_addr_t phys, size_t size)
{
	mapped_count(phys, size, -1);
}

/**
 * sim_mapped_free() - an object or pages are given back
 * @start: of them
 * @size: bytes
 * Context: any.
 */
void sim_mapped_free(const void *start, size_t size)
{
	unsigned long at = (unsigned long)start - SIM_ARENA_BASE;
	unsigned long page = at >> PAGE_SHIFT;

	for (; size && page <= (at + size - 1) >> PAGE_SHIFT; page++)
		if (unlikely(page < ARRAY_SIZE(mapped) && mapped[page])) {
			sim_ledger_freed(at + SIM_ARENA_PHYS, size);
			return;
		}
}
#endif
