// SPDX-License-Identifier: GPL-2.0-only
/*
 * freed_objects.c: when a freed object is used again, and by whom.
 *
 * Stands in for mm/kasan/quarantine.c. Freed objects wait in queues; the oldest
 * of a queue is given out again when sim_slab_quarantine others wait behind it.
 * In check images they are SIM_QUARANTINE_BYTES at least, and memory of
 * kmalloc() goes back to the place in the code that had it, as the files of
 * sysfs alone would drive any other 4 KiB through the queue. What a stale
 * pointer meets is then what was freed, and not another owner's bytes: the
 * fault is told where it is, by one name, and breaks nothing that is not its
 * own.
 *
 * Not modelled: a share of all memory as the limit.
 */
#include <linux/hash.h>
#include <linux/kernel.h>
#include "object_store.h"

#define SIM_QUARANTINE_BYTES	(16U << 10)
#define SIM_PLACE_BITS		11
#define SIM_PLACE_TRIES		16

/* Who allocates from a class of sizes, and what he freed. */
struct freed_place {
	const struct kmem_cache *cache;
	unsigned long site;
	struct sim_freed freed;
};

int sim_slab_quarantine = IS_ENABLED(CONFIG_DEBUG_KERNEL) ? 32 : 8;

static struct freed_place places[1 << SIM_PLACE_BITS];

/* Those of a place; where no room is left for it, all of that size. */
static struct sim_freed *freed_of(struct kmem_cache *cache, unsigned long site)
{
	u32 at = hash_long(site + cache->stride, SIM_PLACE_BITS), tries;

	if (!IS_ENABLED(CONFIG_DEBUG_KERNEL) || !cache->by_size)
		return &cache->freed;
	for (tries = 0; tries < SIM_PLACE_TRIES; tries++) {
		struct freed_place *place =
			&places[(at + tries) % ARRAY_SIZE(places)];

		if (!place->cache) {
			place->cache = cache;
			place->site = site;
		}
		if (place->cache == cache && place->site == site)
			return &place->freed;
	}
	return &cache->freed;
}

/**
 * sim_freed_take() - a freed object that may be used again
 * @cache: its kind
 * @site: return address of the allocation
 * Return: its record, or NULL when a fresh one is to be taken.
 * Context: any.
 */
struct sim_object *sim_freed_take(struct kmem_cache *cache, unsigned long site)
{
	struct sim_freed *freed = freed_of(cache, site);
	struct sim_object *record = freed->ready;

	if (record)
		freed->ready = record->next;
	return record;
}

static unsigned int waiting_most(const struct kmem_cache *cache)
{
	unsigned int most = max(sim_slab_quarantine, 0);

	if (!IS_ENABLED(CONFIG_DEBUG_KERNEL) || !cache->by_size)
		return most;
	return max(most, SIM_QUARANTINE_BYTES / cache->stride);
}

/**
 * sim_freed_give() - a freed object waits until it may be used again
 * @cache: its kind
 * @record: its record; who allocated it is the place that gets it back
 * Context: any.
 */
void sim_freed_give(struct kmem_cache *cache, struct sim_object *record)
{
	struct sim_freed *freed = freed_of(cache, record->alloc_site);
	struct sim_object *oldest;

	record->next = NULL;
	if (freed->first)
		freed->last->next = record;
	else
		freed->first = record;
	freed->last = record;
	if (++freed->count <= waiting_most(cache))
		return;
	oldest = freed->first;
	freed->first = oldest->next;
	freed->count--;
	oldest->next = freed->ready;
	freed->ready = oldest;
}
