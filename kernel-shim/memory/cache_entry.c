// SPDX-License-Identifier: GPL-2.0-only
/*
 * cache_entry.c: kmem_cache_create() and the objects of such caches.
 *
 * Stands in for the cache interface of mm/slub.c and mm/slab_common.c.
 * Constructors run once per object; SLAB_TYPESAFE_BY_RCU keeps the bytes of
 * freed objects and reuses them at once, as the kernel may
 * (Documentation/core-api/memory-allocation.rst, linux/slab.h).
 *
 * Not modelled: merging of caches, sheaves, user copy windows, sysfs.
 */
#include <linux/export.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "object_store.h"

static unsigned int cache_align(const struct kmem_cache_args *args,
				unsigned int size, slab_flags_t flags)
{
	unsigned int align = max(args->align, 8U);

	if (flags & SLAB_HWCACHE_ALIGN)
		align = max_t(unsigned int, align,
			      min_t(unsigned int, L1_CACHE_BYTES,
				    roundup_pow_of_two(size)));
	return roundup_pow_of_two(align);
}

/* shim: modelled - one kind of objects, never merged with another */
struct kmem_cache *__kmem_cache_create_args(const char *name,
					    unsigned int object_size,
					    struct kmem_cache_args *args,
					    slab_flags_t flags)
{
	unsigned int align = cache_align(args, object_size, flags);
	struct kmem_cache *cache;

	might_sleep();
	if (sim_alloc_may_fail(GFP_KERNEL))
		return NULL;
	cache = sim_object_alloc(sizeof(*cache), __GFP_ZERO, _RET_IP_);
	cache->flags = flags;
	cache->ctor = args->ctor;
	sim_cache_setup(cache, kstrdup_const(name, GFP_KERNEL | __GFP_NOFAIL),
			object_size,
			ALIGN(object_size + SIM_REDZONE_BYTES, align), align);
	return cache;
}
EXPORT_SYMBOL(__kmem_cache_create_args);

static void cache_leak_report(const struct kmem_cache *cache)
{
	char text[120];

	snprintf(text, sizeof(text), "cache %s is destroyed with %u objects in use",
		 cache->name, cache->live);
	sim_report(SIM_KIND_LEAK, text, false);
}

/* shim: modelled - objects left are a finding; the cache then stays */
void kmem_cache_destroy(struct kmem_cache *cache)
{
	struct sim_block *block, *next;

	if (!cache)
		return;
	might_sleep();
	/* Objects on their way through kfree_rcu() come back first. */
	rcu_barrier();
	if (cache->live) {
		cache_leak_report(cache);
		return;
	}
	list_for_each_entry_safe(block, next, &cache->blocks, link)
		sim_page_give(block, 1UL << cache->order);
	list_del(&cache->link);
	kfree_const(cache->name);
	kfree(cache);
}
EXPORT_SYMBOL(kmem_cache_destroy);

static void *cache_request(struct kmem_cache *cache, gfp_t gfp,
			   unsigned long site)
{
	sim_alloc_enter(gfp);
	if (sim_alloc_may_fail(gfp))
		return NULL;
	return sim_cache_take(cache, cache->object_size, gfp, site);
}

/* shim: modelled - see object_store.c */
void *kmem_cache_alloc_noprof(struct kmem_cache *cache, gfp_t gfp)
{
	return cache_request(cache, gfp, _RET_IP_);
}
EXPORT_SYMBOL(kmem_cache_alloc_noprof);

/* shim: modelled - there is one node */
void *kmem_cache_alloc_node_noprof(struct kmem_cache *cache, gfp_t gfp,
				   int node)
{
	return cache_request(cache, gfp, _RET_IP_);
}
EXPORT_SYMBOL(kmem_cache_alloc_node_noprof);

/* shim: modelled - the list is memory control's business */
void *kmem_cache_alloc_lru_noprof(struct kmem_cache *cache,
				  struct list_lru *lru, gfp_t gfp)
{
	return cache_request(cache, gfp, _RET_IP_);
}
EXPORT_SYMBOL(kmem_cache_alloc_lru_noprof);

/* shim: modelled - the wrong cache is a finding */
void kmem_cache_free(struct kmem_cache *cache, void *object)
{
	struct sim_block *block = sim_block_of(object);

	if (!block)
		return sim_object_free(object, _RET_IP_);
	sim_cache_give(cache, block, object, _RET_IP_);
}
EXPORT_SYMBOL(kmem_cache_free);

/* shim: modelled - one object after another */
void kmem_cache_free_bulk(struct kmem_cache *cache, size_t count, void **array)
{
	while (count--) {
		if (cache)
			kmem_cache_free(cache, array[count]);
		else
			kfree(array[count]);
	}
}
EXPORT_SYMBOL(kmem_cache_free_bulk);

/* shim: modelled - all or nothing */
bool kmem_cache_alloc_bulk_noprof(struct kmem_cache *cache, gfp_t gfp,
				  size_t count, void **array)
{
	size_t done;

	for (done = 0; done < count; done++) {
		array[done] = cache_request(cache, gfp, _RET_IP_);
		if (array[done])
			continue;
		kmem_cache_free_bulk(cache, done, array);
		return false;
	}
	return true;
}
EXPORT_SYMBOL(kmem_cache_alloc_bulk_noprof);

/* shim: stub - unused blocks may stay, and do */
int kmem_cache_shrink(struct kmem_cache *cache)
{
	return 0;
}
EXPORT_SYMBOL(kmem_cache_shrink);

/* shim: modelled - what was asked for at creation */
unsigned int kmem_cache_size(struct kmem_cache *cache)
{
	return cache->object_size;
}
EXPORT_SYMBOL(kmem_cache_size);

/* As in object_entry.c: inline in some kernels. */
void sim_cache_rcu_barrier(struct kmem_cache *cache)
	__asm__("kvfree_rcu_barrier_on_cache");

/* shim: modelled - kfree_rcu() is call_rcu() here */
void sim_cache_rcu_barrier(struct kmem_cache *cache)
{
	rcu_barrier();
}
