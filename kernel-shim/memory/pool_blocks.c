// SPDX-License-Identifier: GPL-2.0-only
/*
 * pool_blocks.c: the blocks of DMA pools, each with who took it and who gave it
 * back; check images only.
 *
 * Stands in front of the genuine mm/dmapool.c (genuine-dmapool.c) and does for
 * its blocks what object_store.c does for objects: a page of a pool stays
 * mapped and allocated when its blocks are freed, so that without this a ring
 * or a device context that is used after its end would go unseen. A freed block
 * is filled with the kernel's own poison (POOL_POISON_FREED, as the pools do
 * with CONFIG_SLUB_DEBUG_ON), forbidden in the shadow, and waits until
 * sim_slab_quarantine others were freed. Then the genuine pool has it, which
 * keeps two words in a free block: the rest stays forbidden until somebody gets
 * it. A free of what is no block, of another pool's, or with another's DMA
 * address is a finding, and the block stays where it is.
 *
 * Not modelled: red zones between blocks; blocks of a fresh page that nobody
 * took yet are not forbidden. With more than SIM_POOL_BLOCKS blocks the rest are
 * the genuine pool's alone.
 */
#include <linux/device.h>
#include <linux/dmapool.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/poison.h>
#include <linux/string.h>
#include "sim-memory.h"
#include "sim-pools.h"
#include "sim-race.h"
#include "sim-report.h"

#ifdef CONFIG_DEBUG_KERNEL

#define SIM_POOL_BLOCKS		4096U
/* Of a free block: its successor and its address (struct dma_block). */
#define SIM_POOL_WORDS		16U

/* The runtime of instrumented code: check/call_stack.c. */
void __tsan_func_entry(void *pc);
void __tsan_func_exit(void);

/**
 * struct pool_block - a block that was given out at least once
 * @next: in the queue of those that wait
 * @pool: whose it is; NULL: no block
 * @start: first byte
 * @handle: for the device
 * @bytes: of each of the pool's blocks
 * @live: somebody has it
 * @told: what is wrong with its bytes was reported
 * @allocated: who took it last
 * @freed: who gave it back last
 */
struct pool_block {
	struct pool_block *next;
	struct dma_pool *pool;
	void *start;
	dma_addr_t handle;
	size_t bytes;
	bool live, told;
	sim_track_t allocated, freed;
};

static struct pool_block blocks[SIM_POOL_BLOCKS] __sim_unscanned;
static unsigned int used;		/* entries that were ever in use */
static bool crowded;			/* some block has no entry */
static struct pool_block *first, *last;	/* freed, oldest first */
static int waiting;

static struct pool_block *block_at(const void *start)
{
	unsigned int i;

	for (i = 0; i < used; i++)
		if (blocks[i].pool && blocks[i].start == start)
			return &blocks[i];
	return NULL;
}

static struct pool_block *block_fresh(void)
{
	unsigned int i;

	for (i = 0; i < used; i++)
		if (!blocks[i].pool)
			return &blocks[i];
	if (used < SIM_POOL_BLOCKS)
		return &blocks[used++];
	crowded = true;
	return NULL;
}

/* The pool's own again, but for the two words that it keeps there. */
static void block_return(struct pool_block *block)
{
	sim_shadow_allow(block->start, SIM_POOL_WORDS);
	sim_race_fresh(block->start, SIM_POOL_WORDS);
	sim_genuine_dma_pool_free(block->pool, block->start, block->handle);
}

static void block_wait(struct pool_block *block)
{
	block->next = NULL;
	if (first)
		last->next = block;
	else
		first = block;
	last = block;
	if (++waiting <= max(sim_slab_quarantine, 0))
		return;
	block = first;
	first = block->next;
	waiting--;
	block_return(block);
}

static void block_complain(enum sim_kind kind, const char *what,
			   const struct pool_block *block, const void *start,
			   const struct dma_pool *pool)
{
	char text[160];

	snprintf(text, sizeof(text), "%s: a block of dma_pool %s at %#lx", what,
		 sim_pool_name(pool), (unsigned long)start);
	sim_report_tracks(kind, text, false, block ? block->allocated : 0,
			  block && !block->live ? block->freed : 0);
}

/* The kernel finds these with CONFIG_SLUB_DEBUG_ON only, and keeps the block. */
static bool free_is_wrong(const struct pool_block *block,
			  const struct dma_pool *pool, const void *start,
			  dma_addr_t handle)
{
	if (!block && crowded)
		return false;
	if (!block)
		block_complain(SIM_KIND_DOUBLE_FREE, "freed address is none",
			       block, start, pool);
	else if (!block->live)
		block_complain(SIM_KIND_DOUBLE_FREE, "freed twice", block,
			       start, pool);
	else if (block->pool != pool)
		block_complain(SIM_KIND_DOUBLE_FREE, "freed to the wrong pool",
			       block, start, block->pool);
	else if (block->handle != handle)
		block_complain(SIM_KIND_DMA_API,
			       "freed with another's DMA address", block, start,
			       pool);
	else
		return false;
	return true;
}

/* shim: modelled - the genuine one's, noted; fresh bytes are the pattern's */
void *dma_pool_alloc(struct dma_pool *pool, gfp_t gfp, dma_addr_t *handle)
{
	size_t bytes = sim_pool_block_bytes(pool);
	struct pool_block *block;
	void *start;

	/* Stacks of a fresh page name our caller, too. */
	__tsan_func_entry(__builtin_return_address(0));
	start = sim_genuine_dma_pool_alloc(pool, gfp & ~__GFP_ZERO, handle);
	__tsan_func_exit();
	if (!start)
		return NULL;
	sim_shadow_allow(start, bytes);
	if (gfp & __GFP_ZERO)
		memset(start, 0, bytes);
	else
		sim_memory_unwritten(start, bytes);
	sim_race_fresh(start, bytes);
	block = block_at(start) ?: block_fresh();
	if (block)
		*block = (struct pool_block) {
			.pool = pool, .start = start, .handle = *handle,
			.bytes = bytes, .live = true,
			.allocated = sim_track_memory(_RET_IP_),
		};
	return start;
}
EXPORT_SYMBOL(dma_pool_alloc);

/* shim: modelled - the genuine one has it after some others */
void dma_pool_free(struct dma_pool *pool, void *start, dma_addr_t handle)
{
	struct pool_block *block = block_at(start);

	if (free_is_wrong(block, pool, start, handle))
		return;
	if (!block) {
		sim_genuine_dma_pool_free(pool, start, handle);
		return;
	}
	block->live = false;
	block->freed = sim_track_memory(_RET_IP_);
	sim_race_free(start, block->bytes, _RET_IP_);
	sim_memory_fill(start, POOL_POISON_FREED * 0x0101010101010101ULL,
			block->bytes);
	sim_shadow_forbid(start, block->bytes, SIM_SHADOW_FREED);
	block_wait(block);
}
EXPORT_SYMBOL(dma_pool_free);

/* Those of @pool that wait are its own again. */
static void pool_wait_no_more(const struct dma_pool *pool)
{
	struct pool_block *block = first, *next;

	first = NULL;
	waiting = 0;
	for (; block; block = next) {
		next = block->next;
		if (block->pool == pool) {
			block_return(block);
			continue;
		}
		block->next = NULL;
		if (first)
			last->next = block;
		else
			first = block;
		last = block;
		waiting++;
	}
}

/* shim: modelled - the genuine one's; blocks in use stay, as it says itself */
void dma_pool_destroy(struct dma_pool *pool)
{
	unsigned int i;

	if (!pool)
		return;
	pool_wait_no_more(pool);
	for (i = 0; i < used; i++)
		if (blocks[i].pool == pool)
			blocks[i].pool = NULL;
	sim_genuine_dma_pool_destroy(pool);
}
EXPORT_SYMBOL(dma_pool_destroy);

static void managed_release(struct device *dev, void *resource)
{
	dma_pool_destroy(*(struct dma_pool **)resource);
}

static int managed_match(struct device *dev, void *resource, void *pool)
{
	return *(struct dma_pool **)resource == pool;
}

/* shim: modelled - destroyed when the driver leaves the device */
struct dma_pool *dmam_pool_create(const char *name, struct device *dev,
				  size_t size, size_t align, size_t boundary)
{
	struct dma_pool **resource;

	resource = devres_alloc(managed_release, sizeof(*resource), GFP_KERNEL);
	if (!resource)
		return NULL;
	*resource = dma_pool_create(name, dev, size, align, boundary);
	if (!*resource) {
		devres_free(resource);
		return NULL;
	}
	devres_add(dev, resource);
	return *resource;
}
EXPORT_SYMBOL(dmam_pool_create);

/* shim: modelled */
void dmam_pool_destroy(struct dma_pool *pool)
{
	WARN_ON(devres_release(sim_pool_device(pool), managed_release,
			       managed_match, pool));
}
EXPORT_SYMBOL(dmam_pool_destroy);

/**
 * sim_pool_view() - the block of a pool at an address
 * @inside: any address
 * @view: is filled when there is, or was, one
 * Return: whether a block lies there that was given out.
 * Context: any.
 */
bool sim_pool_view(const void *inside, struct sim_memory_view *view)
{
	static char name[48];
	struct pool_block *block = NULL;
	unsigned int i;

	for (i = 0; i < used && !block; i++)
		if (blocks[i].pool && inside >= blocks[i].start &&
		    inside < blocks[i].start + blocks[i].bytes)
			block = &blocks[i];
	if (!block)
		return false;
	snprintf(name, sizeof(name), "dma_pool %s", sim_pool_name(block->pool));
	*view = (struct sim_memory_view) {
		.start = block->start, .size = block->bytes, .name = name,
		.live = block->live, .allocated = block->allocated,
		.freed = block->freed, .told = &block->told,
	};
	return true;
}
#endif
