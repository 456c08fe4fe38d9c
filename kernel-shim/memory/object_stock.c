// SPDX-License-Identifier: GPL-2.0-only
/*
 * object_stock.c: objects set aside so that taking them cannot fail.
 *
 * Stands in for the sheaves of mm/slub.c that a caller fills beforehand
 * (kmem_cache_prefill_sheaf() in linux/slab.h; maple trees use them).
 *
 * Not modelled: reuse of sheaves per CPU; allocations beyond what was asked
 * for beforehand fail here, as the interface warns.
 */
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include "object_store.h"

/**
 * struct slab_sheaf - a stock of objects
 * @capacity: how many fit
 * @count: how many are there
 * @objects: they
 */
struct slab_sheaf {
	unsigned int capacity;
	unsigned int count;
	void *objects[];
};

static bool stock_fill(struct kmem_cache *cache, gfp_t gfp,
		       struct slab_sheaf *stock, unsigned int size)
{
	unsigned int missing = size > stock->count ? size - stock->count : 0;

	if (!kmem_cache_alloc_bulk_noprof(cache, gfp, missing,
					  stock->objects + stock->count))
		return false;
	stock->count += missing;
	return true;
}

/* shim: modelled - all or nothing */
struct slab_sheaf *kmem_cache_prefill_sheaf(struct kmem_cache *cache, gfp_t gfp,
					    unsigned int size)
{
	struct slab_sheaf *stock;

	stock = kmalloc(struct_size(stock, objects, size), gfp & ~__GFP_ZERO);
	if (!stock)
		return NULL;
	stock->capacity = size;
	stock->count = 0;
	if (stock_fill(cache, gfp, stock, size))
		return stock;
	kfree(stock);
	return NULL;
}

/* shim: modelled - a larger stock takes the place of one that is too small */
int kmem_cache_refill_sheaf(struct kmem_cache *cache, gfp_t gfp,
			    struct slab_sheaf **where, unsigned int size)
{
	struct slab_sheaf *stock = *where, *larger;

	if (size <= stock->capacity)
		return stock_fill(cache, gfp, stock, size) ? 0 : -ENOMEM;
	larger = kmem_cache_prefill_sheaf(cache, gfp, size);
	if (!larger)
		return -ENOMEM;
	kmem_cache_return_sheaf(cache, gfp, stock);
	*where = larger;
	return 0;
}

/* shim: modelled - what is left is freed */
void kmem_cache_return_sheaf(struct kmem_cache *cache, gfp_t gfp,
			     struct slab_sheaf *stock)
{
	kmem_cache_free_bulk(cache, stock->count, stock->objects);
	kfree(stock);
}

/* shim: modelled - fails only when the stock is empty */
void *kmem_cache_alloc_from_sheaf_noprof(struct kmem_cache *cache, gfp_t gfp,
					 struct slab_sheaf *stock)
{
	void *object;

	if (WARN_ON_ONCE(!stock->count))
		return NULL;
	object = stock->objects[--stock->count];
	if ((gfp & __GFP_ZERO) && !cache->ctor)
		memset(object, 0, cache->object_size);
	return object;
}

/* shim: modelled */
unsigned int kmem_cache_sheaf_size(struct slab_sheaf *stock)
{
	return stock->count;
}
