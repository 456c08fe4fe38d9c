// SPDX-License-Identifier: GPL-2.0-only
/*
 * global_shadow.c: accesses beyond the end of a global variable.
 *
 * Stands in for what mm/kasan does with red zones of globals. The image's
 * builder leaves gaps between variables and lists them (sim-globals.h); here
 * one byte for each eight says how many of them lie in a gap, from the last
 * backwards. Zero is good, so nothing but gaps is written.
 *
 * Not modelled: an access that lands in another variable; variables whose
 * section the source names, and those of the shim, which have no gaps.
 */
#include <linux/align.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include "sim-globals.h"
#include "sim-shadow.h"
#include "sim-shim.h"

#ifdef CONFIG_DEBUG_KERNEL

u8 sim_global_shadow[SIM_GLOBALS_BYTES / SIM_SHADOW_GRAIN] __sim_unscanned;

/* Behind the last region; tables of the shim's follow. */
static unsigned long globals_end;

static u8 *shadow_of(unsigned long address)
{
	return &sim_global_shadow[(address - SIM_IMAGE_BASE) / SIM_SHADOW_GRAIN];
}

/* From @start to @end, which is a multiple of eight. */
static void gap_mark(unsigned long start, unsigned long end)
{
	unsigned long whole = ALIGN(start, SIM_SHADOW_GRAIN);

	if (start < whole)
		*shadow_of(start) = whole - start;
	memset(shadow_of(whole), SIM_SHADOW_GRAIN,
	       (end - whole) / SIM_SHADOW_GRAIN);
}

static void region_mark(const struct sim_global_region *region)
{
	unsigned long start = (unsigned long)region->start;
	unsigned long i, at = start;

	for (i = 0; i < region->count; i++) {
		gap_mark(at, start + region->globals[i].offset);
		at = start + region->globals[i].offset +
		     region->globals[i].bytes;
	}
	gap_mark(at, start + region->bytes);
}

/* Context: once, before anything runs. */
void sim_global_boot(void)
{
	unsigned int i;

	for (i = 0; i < sim_global_region_count; i++) {
		const struct sim_global_region *region = &sim_global_regions[i];

		unsigned long end = (unsigned long)region->start + region->bytes;

		if (end - SIM_IMAGE_BASE > SIM_GLOBALS_BYTES)
			sim_fault("the image's variables reach beyond SIM_GLOBALS_BYTES");
		region_mark(region);
		globals_end = max(globals_end, end);
	}
}

/*
 * The last variable that begins at or before @offset, or the region's first. As
 * with KASAN a gap belongs to what lies before it.
 */
static const struct sim_global *gap_owner(const struct sim_global_region *region,
					  unsigned long offset)
{
	unsigned long low = 0, high = region->count;

	while (high - low > 1) {
		unsigned long middle = (low + high) / 2;

		if (region->globals[middle].offset <= offset)
			low = middle;
		else
			high = middle;
	}
	return &region->globals[low];
}

static void gap_report(const struct sim_global_region *region,
		       unsigned long bad, size_t bytes, int how,
		       unsigned long site)
{
	unsigned long offset = bad - (unsigned long)region->start;
	const struct sim_global *global = gap_owner(region, offset);
	bool left = offset < global->offset;
	char title[160];

	if (!sim_memory_asks())
		return;
	scnprintf(title, sizeof(title),
		  "%s of size %zu, %lu bytes to the %s of the variable %s of %u bytes",
		  how & SIM_TOUCH_WRITE ? "Write" : "Read", bytes,
		  left ? global->offset - offset :
			 offset - global->offset - global->bytes,
		  left ? "left" : "right", global->name, global->bytes);
	sim_memory_tell(SIM_KIND_OUT_OF_BOUNDS, title, site);
}

static const struct sim_global_region *region_of(unsigned long address)
{
	unsigned int i;

	for (i = 0; i < sim_global_region_count; i++)
		if (address - (unsigned long)sim_global_regions[i].start <
		    sim_global_regions[i].bytes)
			return &sim_global_regions[i];
	return NULL;
}

/* The first byte of the range that lies in a gap, or 0. */
static unsigned long first_bad(unsigned long at, unsigned long end)
{
	unsigned long next, good_end;

	for (; at < end; at = next) {
		next = ALIGN_DOWN(at, SIM_SHADOW_GRAIN) + SIM_SHADOW_GRAIN;
		good_end = next - *shadow_of(at);
		if (good_end < min(next, end))
			return max(at, good_end);
	}
	return 0;
}

/**
 * sim_global_range() - somebody touches the image's memory
 * @start: where; nothing is known of what lies behind the image's variables
 * @bytes: how many
 * @how: enum sim_toucher bits
 * @site: return address of the access, for telling a place once
 * Context: any. Does not block. A bad access is reported and goes on.
 */
void sim_global_range(const volatile void *start, size_t bytes, int how,
		      unsigned long site)
{
	unsigned long at = (unsigned long)start, bad;
	const struct sim_global_region *region;

	region = at < globals_end ? region_of(at) : NULL;
	if (!region)
		return;
	bad = first_bad(at, min(at + bytes, (unsigned long)region->start +
					    region->bytes));
	if (bad)
		gap_report(region, bad, bytes, how, site);
}
#endif
