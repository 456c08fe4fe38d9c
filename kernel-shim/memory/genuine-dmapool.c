// SPDX-License-Identifier: GPL-2.0-only
/*
 * genuine-dmapool.c: compiles the tree's own pools of DMA memory.
 *
 * They are unmodified. In check images the functions that give blocks out and
 * take them back get other names: see pool_blocks.c, which stands in front. So do
 * the managed ones, as they call those by name.
 */
#include <linux/dmapool.h>
#include "sim-pools.h"

#ifdef CONFIG_DEBUG_KERNEL
#define dma_pool_alloc		sim_genuine_dma_pool_alloc
#define dma_pool_free		sim_genuine_dma_pool_free
#define dma_pool_destroy	sim_genuine_dma_pool_destroy
#define dmam_pool_create	sim_genuine_dmam_pool_create
#define dmam_pool_destroy	sim_genuine_dmam_pool_destroy
#endif
#include <../mm/dmapool.c>

#ifdef CONFIG_DEBUG_KERNEL
size_t sim_pool_block_bytes(const struct dma_pool *pool)
{
	return pool->size;
}

struct device *sim_pool_device(const struct dma_pool *pool)
{
	return pool->dev;
}

const char *sim_pool_name(const struct dma_pool *pool)
{
	return pool->name;
}
#endif
