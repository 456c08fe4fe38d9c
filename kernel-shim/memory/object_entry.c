// SPDX-License-Identifier: GPL-2.0-only
/*
 * object_entry.c: kmalloc(), kfree() and their relatives.
 *
 * Stands in for the entry points of mm/slub.c, mm/slab_common.c and mm/util.c
 * that linux/slab.h declares. Every size goes to the class that fits it with
 * its red zone, so the caches in kmalloc_caches[] stay empty.
 *
 * kfree_rcu() stands in rcu/. Not modelled: kmem_buckets, memory policies, kmalloc_nolock() failing
 * because a lock is taken.
 */
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "object_store.h"

static void *object_request(size_t size, gfp_t gfp, unsigned long site)
{
	if (!size)
		return ZERO_SIZE_PTR;
	sim_alloc_enter(gfp);
	if (size > KMALLOC_MAX_SIZE || sim_alloc_may_fail(gfp))
		return NULL;
	return sim_object_alloc(size, gfp, site);
}

/* shim: modelled - see object_store.c */
void *__kmalloc_noprof(DECL_TOKEN_PARAMS(size, token), gfp_t gfp)
{
	return object_request(size, gfp, _RET_IP_);
}
EXPORT_SYMBOL(__kmalloc_noprof);

/* shim: modelled - one node only */
void *__kmalloc_node_noprof(DECL_KMALLOC_PARAMS(size, b, token), gfp_t gfp,
			    int node)
{
	return object_request(size, gfp, _RET_IP_);
}
EXPORT_SYMBOL(__kmalloc_node_noprof);

/* shim: modelled - the caller's caller is the site */
void *__kmalloc_node_track_caller_noprof(DECL_KMALLOC_PARAMS(size, b, token),
					 gfp_t gfp, int node,
					 unsigned long caller)
{
	return object_request(size, gfp, caller);
}
EXPORT_SYMBOL(__kmalloc_node_track_caller_noprof);

/* shim: modelled - the size decides, not the cache */
void *__kmalloc_cache_noprof(struct kmem_cache *s, gfp_t gfp, size_t size)
{
	return object_request(size, gfp, _RET_IP_);
}
EXPORT_SYMBOL(__kmalloc_cache_noprof);

/* shim: modelled - the size decides, not the cache */
void *__kmalloc_cache_node_noprof(struct kmem_cache *s, gfp_t gfp, int node,
				  size_t size)
{
	return object_request(size, gfp, _RET_IP_);
}
EXPORT_SYMBOL(__kmalloc_cache_node_noprof);

/* shim: modelled - whole pages */
void *__kmalloc_large_noprof(size_t size, gfp_t gfp)
{
	return object_request(size, gfp, _RET_IP_);
}
EXPORT_SYMBOL(__kmalloc_large_noprof);

/* shim: modelled - whole pages */
void *__kmalloc_large_node_noprof(size_t size, gfp_t gfp, int node)
{
	return object_request(size, gfp, _RET_IP_);
}
EXPORT_SYMBOL(__kmalloc_large_node_noprof);

/* shim: modelled - never sleeps */
void *_kmalloc_nolock_noprof(DECL_TOKEN_PARAMS(size, token), gfp_t gfp,
			     int node)
{
	return object_request(size, gfp & ~__GFP_DIRECT_RECLAIM, _RET_IP_);
}
EXPORT_SYMBOL_GPL(_kmalloc_nolock_noprof);

static void object_release(const void *object, unsigned long site)
{
	if (!ZERO_OR_NULL_PTR(object))
		sim_object_free(object, site);
}

/* shim: modelled - double and wrong frees are findings */
void kfree(const void *object)
{
	object_release(object, _RET_IP_);
}
EXPORT_SYMBOL(kfree);

/* shim: modelled - no lock to avoid */
void kfree_nolock(const void *object)
{
	object_release(object, _RET_IP_);
}
EXPORT_SYMBOL_GPL(kfree_nolock);

/* shim: modelled - zeroed, then poisoned */
void kfree_sensitive(const void *object)
{
	size_t size = ksize(object);

	if (size)
		memzero_explicit((void *)object, size);
	object_release(object, _RET_IP_);
}
EXPORT_SYMBOL(kfree_sensitive);

/* shim: modelled - exactly what was asked for: nothing more is promised */
size_t ksize(const void *object)
{
	size_t size = 0;

	if (!ZERO_OR_NULL_PTR(object))
		sim_object_start(object, &size);
	return size;
}

/* shim: modelled - nothing is rounded, as the contract allows */
size_t kmalloc_size_roundup(size_t size)
{
	return size;
}
EXPORT_SYMBOL(kmalloc_size_roundup);

/* Always moves: whoever keeps the old pointer is found. */
static void *object_resize(const void *old, size_t size, size_t align,
			   gfp_t gfp, unsigned long site)
{
	size_t old_size = ksize(old);
	void *new;

	if (!size) {
		object_release(old, site);
		return ZERO_SIZE_PTR;
	}
	new = object_request(size, gfp, site);
	if (!new)
		return NULL;
	memcpy(new, old, min(old_size, size));
	object_release(old, site);
	return new;
}

/* shim: modelled - always moves */
void *krealloc_node_align_noprof(const void *old,
				 DECL_TOKEN_PARAMS(size, token),
				 unsigned long align, gfp_t gfp, int nid)
{
	return object_resize(old, size, align, gfp, _RET_IP_);
}
EXPORT_SYMBOL(krealloc_node_align_noprof);

/* shim: modelled - whole pages when it is large */
void *__kvmalloc_node_noprof(DECL_KMALLOC_PARAMS(size, b, token),
			     unsigned long align, gfp_t gfp, int node)
{
	if (size <= KMALLOC_MAX_CACHE_SIZE)
		return object_request(size, gfp, _RET_IP_);
	sim_alloc_enter(gfp);
	if (size > INT_MAX || sim_alloc_may_fail(gfp))
		return NULL;
	return sim_object_alloc_large(size, PAGE_SIZE, gfp, _RET_IP_);
}
EXPORT_SYMBOL(__kvmalloc_node_noprof);

/* shim: modelled - always moves */
void *kvrealloc_node_align_noprof(const void *old,
				  DECL_TOKEN_PARAMS(size, token),
				  unsigned long align, gfp_t gfp, int nid)
{
	return object_resize(old, size, align, gfp, _RET_IP_);
}
EXPORT_SYMBOL(kvrealloc_node_align_noprof);

/*
 * What is too large for a slab may have come from vmalloc(), and vfree() sleeps
 * where it is not in an interrupt.
 */
/* shim: modelled - any address of kmalloc() or vmalloc() */
void kvfree(const void *object)
{
	if (ksize(object) > KMALLOC_MAX_CACHE_SIZE)
		might_sleep_if(!in_interrupt());
	object_release(object, _RET_IP_);
}
EXPORT_SYMBOL(kvfree);

/* shim: modelled - as kvfree(), which does not sleep here */
void kvfree_atomic(const void *object)
{
	object_release(object, _RET_IP_);
}
EXPORT_SYMBOL(kvfree_atomic);

/* shim: modelled - zeroed, then poisoned */
void kvfree_sensitive(const void *object, size_t len)
{
	if (!ZERO_OR_NULL_PTR(object))
		memzero_explicit((void *)object, len);
	object_release(object, _RET_IP_);
}
EXPORT_SYMBOL(kvfree_sensitive);

/* shim: modelled - kmalloc works from the first line on */
bool slab_is_available(void)
{
	return true;
}

/* shim: stub - nothing is known beyond what a finding tells */
bool kmem_dump_obj(void *object)
{
	return false;
}
