/* SPDX-License-Identifier: GPL-2.0-only */
/* sim-dma.h: what the files of dma/ share, and the faults that they inject. */
#ifndef SIM_DMA_H
#define SIM_DMA_H

#include <linux/dma-direction.h>
#include <linux/types.h>

struct device;
struct sim_memory_view;

/* Fails the Nth request (1 is the next); 0: never. */
extern int sim_dma_fail_nth;
extern int sim_iommu_fail_nth;

/* Whether this request is the one that fails, which the timeline then says. */
bool sim_dma_fails(int *nth, const char *what);

/* Which functions a mapping belongs to. */
enum sim_dma_type {
	SIM_DMA_SINGLE, SIM_DMA_LIST, SIM_DMA_SHARED, SIM_DMA_REGISTERS,
};

dma_addr_t sim_dma_enter(struct device *dev, phys_addr_t phys, size_t size,
			 enum dma_data_direction direction,
			 enum sim_dma_type type);
void sim_dma_leave(struct device *dev, dma_addr_t address, size_t size,
		   enum dma_data_direction direction, enum sim_dma_type type);
/* A finding about a use of the DMA API. */
void sim_dma_misuse(struct device *dev, const char *what, u64 address,
		    size_t size);

#ifdef CONFIG_DEBUG_KERNEL
void sim_ledger_enter(struct device *dev, dma_addr_t dma, size_t size,
		      enum dma_data_direction direction,
		      enum sim_dma_type type);
bool sim_ledger_leave(struct device *dev, dma_addr_t dma, size_t *size,
		      enum dma_data_direction direction,
		      enum sim_dma_type type);
void sim_ledger_sync(struct device *dev, dma_addr_t dma, size_t size,
		     enum dma_data_direction direction);
void sim_ledger_released(struct device *dev);
void sim_ledger_freed(dma_addr_t start, size_t size);
void sim_mapped_enter(phys_addr_t phys, size_t size);
void sim_mapped_leave(phys_addr_t phys, size_t size);
void sim_mapped_free(const void *start, size_t size);
void sim_lent_enter(u32 domain, unsigned long iova, phys_addr_t phys,
		    size_t size, unsigned long site);
void sim_lent_leave(u32 domain, unsigned long iova, size_t size);
u32 sim_lent_outlived(const void *at, const struct sim_memory_view *view);
#else
static inline void sim_lent_enter(u32 domain, unsigned long iova,
				  phys_addr_t phys, size_t size,
				  unsigned long site) { }
static inline void sim_lent_leave(u32 domain, unsigned long iova,
				  size_t size) { }
static inline void sim_mapped_free(const void *start, size_t size) { }
static inline void sim_ledger_enter(struct device *dev, dma_addr_t dma,
				    size_t size,
				    enum dma_data_direction direction,
				    enum sim_dma_type type) { }
static inline bool sim_ledger_leave(struct device *dev, dma_addr_t dma,
				    size_t *size,
				    enum dma_data_direction direction,
				    enum sim_dma_type type)
{
	return true;
}
#endif

#endif /* SIM_DMA_H */
