// SPDX-License-Identifier: GPL-2.0-only
/*
 * dma.c: what each bus may reach in memory right now.
 *
 * Stands in for the checks of the kernel's DMA API debugging
 * (Documentation/core-api/dma-api.rst, "part III") and for the bus itself: a
 * DMA address is a physical address. Mappings may overlap, as a page may be
 * mapped twice. Does not model: cache maintenance, bounce buffers.
 */
#include <stdio.h>
#include <string.h>
#include "machine.h"

#define BUSES	8

struct mapping {
	uint64_t dma, bytes;
	unsigned int dir;
};

struct sim_bus {
	struct mapping *map;		/* sorted by dma, then by age */
	uint32_t count, room, last;
	uint64_t longest;		/* no mapping was ever longer */
	struct sim_gone *gone;
};


static struct sim_bus *bus_of(int bus)
{
	sim_assert(bus >= 0 && bus < BUSES);
	if (!M->buses)
		M->buses = sim_state_alloc(BUSES * sizeof(*M->buses));
	return &M->buses[bus];
}

/* First index whose mapping starts after @dma. */
static uint32_t bus_upper(const struct sim_bus *b, uint64_t dma)
{
	uint32_t low = 0, high = b->count;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (b->map[middle].dma <= dma)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void bus_grow(struct sim_bus *b)
{
	uint32_t room = b->room ? b->room * 2 : 128;
	struct mapping *map = sim_state_alloc(room * sizeof(*map));

	if (b->count)
		memcpy(map, b->map, b->count * sizeof(*map));
	sim_state_free(b->map);
	b->map = map;
	b->room = room;
}

static bool in_memory(uint64_t phys, uint64_t bytes)
{
	uint64_t offset = phys - SIM_ARENA_PHYS;

	return offset < SIM_ARENA_SIZE && bytes <= SIM_ARENA_SIZE - offset;
}

/**
 * sim_dma_map - the kernel made memory reachable for a bus
 * @bus: bus number
 * @dma: bus address
 * @bytes: length
 * @dir: SIM_DMA_READ and SIM_DMA_WRITE bits, what the device may do
 * @what: which function mapped it, for findings
 */
void sim_dma_map(int bus, uint64_t dma, size_t bytes, unsigned int dir,
		 const char *what)
{
	struct sim_bus *b = bus_of(bus);
	uint32_t at;

	if (!bytes || !in_memory(dma, bytes)) {
		sim_reportf(SIM_KIND_DMA_API, true,
			    "%s maps %zu bytes at 0x%llx, which is not memory",
			    what, bytes, (unsigned long long)dma);
		return;
	}
	if (b->count == b->room)
		bus_grow(b);
	at = bus_upper(b, dma);
	memmove(&b->map[at + 1], &b->map[at],
		(b->count++ - at) * sizeof(*b->map));
	b->map[at] = (struct mapping){ dma, bytes, dir };
	b->last = at;
	if (bytes > b->longest)
		b->longest = bytes;
}

/* The mapping that starts at @dma, best the one of that length. */
static int bus_find_start(const struct sim_bus *b, uint64_t dma, uint64_t bytes)
{
	int found = -1;

	for (uint32_t i = bus_upper(b, dma); i-- && b->map[i].dma == dma; ) {
		found = i;
		if (b->map[i].bytes == bytes)
			break;
	}
	return found;
}

void sim_dma_unmap(int bus, uint64_t dma, size_t bytes, const char *what)
{
	struct sim_bus *b = bus_of(bus);
	int at = bus_find_start(b, dma, bytes);

	if (at < 0) {
		sim_reportf(SIM_KIND_DMA_API, false,
			    "%s frees DMA memory that is not mapped: 0x%llx, %zu bytes",
			    what, (unsigned long long)dma, bytes);
		return;
	}
	if (b->map[at].bytes != bytes)
		sim_reportf(SIM_KIND_DMA_API, false,
			    "%s frees %zu bytes at 0x%llx, but %llu were mapped",
			    what, bytes, (unsigned long long)dma,
			    (unsigned long long)b->map[at].bytes);
	if (sim_device_watched())
		sim_gone_note(&b->gone, dma, b->map[at].bytes,
			      __builtin_frame_address(0));
	memmove(&b->map[at], &b->map[at + 1],
		(--b->count - at) * sizeof(*b->map));
}

static bool covers(const struct mapping *m, uint64_t dma, uint64_t bytes)
{
	return m->dma <= dma && bytes <= m->bytes &&
	       dma - m->dma <= m->bytes - bytes;
}

/* A mapping around the range that allows @dir, or one that does not, or -1. */
static int bus_find(const struct sim_bus *b, uint64_t dma, uint64_t bytes,
		    unsigned int dir)
{
	int weaker = -1;

	for (uint32_t i = bus_upper(b, dma); i--; ) {
		if (dma - b->map[i].dma >= b->longest)
			break;
		if (!covers(&b->map[i], dma, bytes))
			continue;
		if ((b->map[i].dir & dir) == dir)
			return i;
		weaker = i;
	}
	return weaker;
}

static const char *direction(unsigned int dir)
{
	return dir == SIM_DMA_READ ? "reads" :
	       dir == SIM_DMA_WRITE ? "writes" : "reads and writes";
}

void sim_device_watch(void (*ask)(const void *address, size_t bytes,
				  unsigned int dir))
{
	M->device_ask = ask;
}

bool sim_device_watched(void)
{
	return M->device_ask;
}

/* What is mapped may have been freed: the image knows. */
void *sim_device_memory(uint64_t phys, size_t bytes, unsigned int dir)
{
	void *address = (void *)(SIM_ARENA_BASE + (phys - SIM_ARENA_PHYS));

	if (M->device_ask)
		M->device_ask(address, bytes, dir);
	return address;
}

/* @at: what bus_find() said; told with who took the mapping away. */
static void access_refused(int bus, uint64_t dma, size_t bytes,
			   unsigned int dir, int at)
{
	char title[128];

	snprintf(title, sizeof(title),
		 "device on bus %d %s %zu bytes at 0x%llx, which %s", bus,
		 direction(dir), bytes, (unsigned long long)dma, at < 0 ?
		 "is not mapped" : "is mapped for the other direction");
	sim_gone_report(at < 0 ? bus_of(bus)->gone : NULL, SIM_KIND_DMA_API,
			dma, title);
}

/**
 * sim_dma_access - memory as a bus master sees it
 * @bus: bus number
 * @dma: bus address
 * @bytes: length
 * @dir: what the device is about to do
 *
 * Return: where it is, or NULL after a finding.
 * Context: models.
 */
void *sim_dma_access(int bus, uint64_t dma, size_t bytes, unsigned int dir)
{
	struct sim_bus *b = bus_of(bus);
	int at;

	if (b->last < b->count && covers(&b->map[b->last], dma, bytes) &&
	    (b->map[b->last].dir & dir) == dir)
		return sim_device_memory(dma, bytes, dir);
	at = bus_find(b, dma, bytes, dir);
	if (at >= 0 && (b->map[at].dir & dir) == dir) {
		b->last = at;
		return sim_device_memory(dma, bytes, dir);
	}
	access_refused(bus, dma, bytes, dir, at);
	return NULL;
}

const void *sim_dma_shared(int bus, uint64_t dma, size_t bytes)
{
	const unsigned int both = SIM_DMA_READ | SIM_DMA_WRITE;
	const struct sim_bus *b = bus_of(bus);
	int at = bus_find(b, dma, bytes, both);

	if (at < 0 || (b->map[at].dir & both) != both)
		return NULL;
	return (const void *)(SIM_ARENA_BASE + (dma - SIM_ARENA_PHYS));
}

/* Pools and rings may keep coherent memory, which is mapped both ways. */
size_t sim_dma_streaming(int bus)
{
	const struct sim_bus *b = bus_of(bus);
	size_t count = 0;

	for (uint32_t i = 0; i < b->count; i++)
		count += b->map[i].dir != (SIM_DMA_READ | SIM_DMA_WRITE);
	return count;
}

/* Coherent memory too: for when the driver has left its controller. */
size_t sim_dma_mapped(int bus)
{
	return bus_of(bus)->count;
}
