/* SPDX-License-Identifier: GPL-2.0-only */
/* sim-dma.h: faults that the DMA and IOMMU parts inject; see dma/. */
#ifndef SIM_DMA_H
#define SIM_DMA_H

#include <linux/types.h>

/* Fails the Nth request (1 is the next); 0: never. */
extern int sim_dma_fail_nth;
extern int sim_iommu_fail_nth;

static inline bool sim_fail_counts_down(int *nth)
{
	return *nth && --*nth == 0;
}

#endif /* SIM_DMA_H */
