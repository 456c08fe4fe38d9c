// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory_shadow.c: which bytes of the arena may be touched, and who asks.
 *
 * Stands in for mm/kasan/generic.c and shadow.c. Covers objects, pages,
 * vmalloc areas, DMA memory and allocated per-CPU variables.
 *
 * Globals are global_shadow.c's.
 *
 * Not modelled: red zones of arrays on the stack (the compiler's thread
 * instrumentation makes none); accesses of the shim's own code, but for its
 * copies and the locks that it is handed.
 */
#include <linux/align.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include "sim-leak.h"
#include "sim-shadow.h"

#ifdef CONFIG_DEBUG_KERNEL

/* Pages of it that belong to untouched memory are never touched either. */
s8 sim_shadow[SIM_ARENA_SIZE / SIM_SHADOW_GRAIN] __sim_unscanned;

static s8 *shadow_of(const volatile void *at)
{
	return &sim_shadow[((unsigned long)at - SIM_ARENA_BASE) /
			   SIM_SHADOW_GRAIN];
}

bool sim_shadow_allows(const void *at)
{
	unsigned long offset = (unsigned long)at - SIM_ARENA_BASE;

	return offset >= SIM_ARENA_SIZE ||
	       *shadow_of(at) > (int)(offset % SIM_SHADOW_GRAIN);
}

/**
 * sim_shadow_allow() - memory that may be touched from now on
 * @start: in the arena, a multiple of eight
 * @bytes: how many; the rest of the last eight may not be touched
 * Context: any.
 */
void sim_shadow_allow(const void *start, size_t bytes)
{
	s8 *shadow = shadow_of(start);

	memset(shadow, SIM_SHADOW_ALL, bytes / SIM_SHADOW_GRAIN);
	if (bytes % SIM_SHADOW_GRAIN)
		shadow[bytes / SIM_SHADOW_GRAIN] = bytes % SIM_SHADOW_GRAIN;
}

/**
 * sim_shadow_forbid() - memory that may not be touched from now on
 * @start: in the arena; begins at the next multiple of eight
 * @bytes: how many, counted from @start and rounded up
 * @why: SIM_SHADOW_FREED or SIM_SHADOW_REDZONE
 * Context: any.
 */
void sim_shadow_forbid(const void *start, size_t bytes,
		       enum sim_shadow_state why)
{
	const void *first = PTR_ALIGN(start, SIM_SHADOW_GRAIN);
	const void *end = PTR_ALIGN(start + bytes, SIM_SHADOW_GRAIN);

	if (first < end)
		memset(shadow_of(first), why, (end - first) / SIM_SHADOW_GRAIN);
}

/* Bytes of the eight around @at that may be touched, from the first on. */
static int grain_allows(const volatile void *at)
{
	return *shadow_of(at);
}

#define SIM_SHADOW_ALL_WORD	(SIM_SHADOW_ALL * 0x0101010101010101ULL)

/* Quick: whether nothing is wrong. */
static bool all_good(unsigned long at, size_t bytes)
{
	const s8 *shadow = shadow_of((void *)at);
	const s8 *last = shadow_of((void *)(at + bytes - 1));

	for (; last - shadow >= 8; shadow += 8)
		if (get_unaligned((const u64 *)shadow) != SIM_SHADOW_ALL_WORD)
			return false;
	for (; shadow < last; shadow++)
		if (*shadow != SIM_SHADOW_ALL)
			return false;
	return *last > (int)((at + bytes - 1) % SIM_SHADOW_GRAIN);
}

static const void *first_bad(const volatile void *start, size_t bytes)
{
	unsigned long at = (unsigned long)start, end = at + bytes;
	unsigned long in_grain;

	while (at < end) {
		in_grain = at % SIM_SHADOW_GRAIN;
		at -= in_grain;
		if (grain_allows((void *)at) <
		    (int)min_t(unsigned long, end - at, SIM_SHADOW_GRAIN))
			return (void *)at + max_t(long, in_grain,
						  grain_allows((void *)at));
		at += SIM_SHADOW_GRAIN;
	}
	return NULL;
}

/**
 * sim_shadow_range() - somebody touches memory
 * @start: where; nothing is known but of the arena and the image's variables
 * @bytes: how many
 * @how: enum sim_toucher bits
 * @site: return address of the access, for telling a place once
 * Context: any. Does not block. A bad access is reported and goes on.
 */
void sim_shadow_range(const volatile void *start, size_t bytes, int how,
		      unsigned long site)
{
	unsigned long offset = (unsigned long)start - SIM_ARENA_BASE;
	const void *bad;

	if (!bytes || !sim_access.memory)
		return;
	if (offset >= SIM_ARENA_SIZE) {
		if (sim_global_may_be(start))
			sim_global_range(start, bytes, how, site);
		return;
	}
	bytes = min_t(size_t, bytes, SIM_ARENA_SIZE - offset);
	if (how & SIM_TOUCH_WRITE)
		sim_unwritten_clear(start, bytes);
	if (likely(all_good((unsigned long)start, bytes)))
		return;
	bad = first_bad(start, bytes);
	if (unlikely(bad))
		sim_memory_report(bad, (const void *)start, bytes, how, site);
}

/**
 * sim_shadow_device() - a bus master is about to touch memory
 * @start: in the arena
 * @bytes: how many
 * @dir: SIM_DMA_READ and SIM_DMA_WRITE bits, what it may do
 * Context: models of the host; any stack.
 */
void sim_shadow_device(const void *start, size_t bytes, unsigned int dir)
{
	int how = SIM_TOUCH_DMA;

	if (dir & SIM_DMA_WRITE)
		how |= SIM_TOUCH_WRITE;
	else
		sim_unwritten_ask(start, bytes, "read by a device", 0);
	sim_shadow_range(start, bytes, how, 0);
}

/**
 * sim_shadow_boot() - be asked by bus masters
 * Context: once, before anything allocates. The shadow is zero: forbidden.
 */
void sim_shadow_boot(void)
{
	sim_global_boot();
	sim_device_watch(sim_shadow_device);
	sim_leak_offer();
}
#endif
