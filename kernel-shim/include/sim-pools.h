/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sim-pools.h: the genuine pools of DMA memory, and what stands in front of
 * them in check images (memory/pool_blocks.c).
 */
#ifndef SIM_POOLS_H
#define SIM_POOLS_H

#include <linux/types.h>

struct device;
struct dma_pool;
struct sim_memory_view;

#ifdef CONFIG_DEBUG_KERNEL
void *sim_genuine_dma_pool_alloc(struct dma_pool *pool, gfp_t gfp,
				 dma_addr_t *handle);
void sim_genuine_dma_pool_free(struct dma_pool *pool, void *start,
			       dma_addr_t handle);
void sim_genuine_dma_pool_destroy(struct dma_pool *pool);
struct dma_pool *sim_genuine_dmam_pool_create(const char *name,
					      struct device *dev,
					      size_t size, size_t align,
					      size_t allocation);
void sim_genuine_dmam_pool_destroy(struct dma_pool *pool);

/* Private to the genuine file: bytes of each block, who has it, its name. */
size_t sim_pool_block_bytes(const struct dma_pool *pool);
struct device *sim_pool_device(const struct dma_pool *pool);
const char *sim_pool_name(const struct dma_pool *pool);

bool sim_pool_view(const void *inside, struct sim_memory_view *view);
#endif

#endif /* SIM_POOLS_H */
