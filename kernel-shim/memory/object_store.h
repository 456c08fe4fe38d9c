/* SPDX-License-Identifier: GPL-2.0-only */
/* object_store.h: kinds of objects and their blocks; private to memory/. */
#ifndef SIM_OBJECT_STORE_H
#define SIM_OBJECT_STORE_H

#include "sim-memory.h"

/**
 * struct sim_block - pages full of objects of one kind
 * @cache: the kind
 * @link: in the kind's list
 * @used: objects that were ever handed out
 * @records: one per object; the objects follow
 */
struct sim_block {
	struct kmem_cache *cache;
	struct list_head link;
	u32 used;
	struct sim_object records[];
};

/**
 * struct sim_freed - freed objects that have something in common
 * @ready: those to be used next
 * @first: queue of those that must not be used yet, oldest first
 * @last: its last
 * @count: its length
 */
struct sim_freed {
	struct sim_object *ready, *first, *last;
	unsigned int count;
};

/**
 * struct kmem_cache - a kind of objects
 * @name: as given
 * @object_size: bytes that its user sees
 * @stride: bytes from one object to the next
 * @align: of each object
 * @order: pages of a block, as a power of two
 * @capacity: objects in a block
 * @first: offset of the first object in a block
 * @live: objects in use
 * @flags: SLAB_*
 * @ctor: run once over each object's bytes, or NULL
 * @carving: block whose objects were not all handed out yet
 * @freed: those that are not kept apart by who allocated them
 * @by_size: all that they have in common is their size: kmalloc()
 * @blocks: all blocks
 * @link: in sim_cache_list
 */
struct kmem_cache {
	const char *name;
	unsigned int object_size, stride, align;
	unsigned int order, capacity, first;
	unsigned int live;
	slab_flags_t flags;
	void (*ctor)(void *object);
	struct sim_block *carving;
	struct sim_freed freed;
	bool by_size;
	struct list_head blocks;
	struct list_head link;
};

extern struct list_head sim_cache_list;

void sim_cache_setup(struct kmem_cache *cache, const char *name,
		     unsigned int object_size, unsigned int stride,
		     unsigned int align);
void *sim_cache_take(struct kmem_cache *cache, size_t size, gfp_t gfp,
		     unsigned long site);
void sim_cache_give(struct kmem_cache *expected, struct sim_block *block,
		    const void *object, unsigned long site);
struct sim_block *sim_block_of(const void *address);
struct sim_object *sim_freed_take(struct kmem_cache *cache,
				  unsigned long site);
void sim_freed_give(struct kmem_cache *cache, struct sim_object *record);
bool sim_cache_is_own(const struct kmem_cache *cache);

#endif /* SIM_OBJECT_STORE_H */
