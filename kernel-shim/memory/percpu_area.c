// SPDX-License-Identifier: GPL-2.0-only
/*
 * percpu_area.c: per-CPU variables, static and allocated.
 *
 * Stands in for mm/percpu.c. Each CPU slot (SIM_CPU_SLOTS: the simulated CPUs
 * and one for actors) has a copy of the .data..percpu section followed by room
 * for alloc_percpu(). __per_cpu_offset[] leads from the section's address to
 * the copy; addresses of allocated variables lie behind the section's end and
 * are never used without the offset.
 *
 * Not modelled: growing; running out is a fault of the simulator.
 */
#include <linux/bitops.h>
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/sched/mm.h>
#include <linux/string.h>
#include <asm/sections.h>
#include "sim-check.h"
#include "sim-memory.h"
#include "sim-race.h"

#define SIM_PERCPU_DYNAMIC	(256UL << 10)
#define SIM_PERCPU_GRAIN	16UL
#define SIM_PERCPU_GRAINS	(SIM_PERCPU_DYNAMIC / SIM_PERCPU_GRAIN)

unsigned long __per_cpu_offset[NR_CPUS];
EXPORT_SYMBOL(__per_cpu_offset);

static DECLARE_BITMAP(grains_used, SIM_PERCPU_GRAINS);
static u16 grains_of[SIM_PERCPU_GRAINS];	/* length, at the first */
static unsigned long static_bytes;
static unsigned long grain_hint;

/**
 * sim_percpu_boot() - copy the static variables for each CPU slot
 * @params: unused
 * Context: once, after sim_memory_boot() and before any other CPU variable.
 */
void sim_percpu_boot(const struct sim_boot_params *params)
{
	unsigned long used = __per_cpu_end - __per_cpu_start;
	unsigned long bytes;
	void *area;
	int slot;

	static_bytes = ALIGN(used, SIM_PERCPU_GRAIN);
	bytes = PAGE_ALIGN(static_bytes + SIM_PERCPU_DYNAMIC);
	for (slot = 0; slot < SIM_CPU_SLOTS; slot++) {
		area = sim_page_take(bytes >> PAGE_SHIFT, 0, SIM_FRAME_RESERVED);
		sim_shadow_allow(area, static_bytes);
		memcpy(area, __per_cpu_start, used);
		__per_cpu_offset[slot] = area - (void *)__per_cpu_start;
	}
}

#ifdef CONFIG_DEBUG_KERNEL
/* Every copy of what is static or allocated. */
void sim_percpu_each(void (*each)(const void *start, const void *end))
{
	unsigned long at;
	void *area;
	int slot;

	for (slot = 0; slot < SIM_CPU_SLOTS; slot++) {
		area = __per_cpu_start + __per_cpu_offset[slot];
		each(area, area + static_bytes);
		area += static_bytes;
		for (at = 0; at < SIM_PERCPU_GRAINS; at++)
			if (grains_of[at])
				each(area + at * SIM_PERCPU_GRAIN, area +
				     (at + grains_of[at]) * SIM_PERCPU_GRAIN);
	}
}
#endif

static unsigned long grains_find(unsigned long count, unsigned long align)
{
	unsigned long mask = align / SIM_PERCPU_GRAIN;
	unsigned long at;

	mask = mask ? mask - 1 : 0;
	at = bitmap_find_next_zero_area_off(grains_used, SIM_PERCPU_GRAINS,
					    grain_hint, count, mask,
					    static_bytes / SIM_PERCPU_GRAIN);
	if (at >= SIM_PERCPU_GRAINS)
		at = bitmap_find_next_zero_area_off(grains_used,
						    SIM_PERCPU_GRAINS, 0, count,
						    mask, static_bytes /
						    SIM_PERCPU_GRAIN);
	if (at >= SIM_PERCPU_GRAINS)
		sim_fault("the per-CPU areas are used up");
	return at;
}

/*
 * lib/bitmap.c is instrumented: with plain accesses as decision points, two
 * CPUs would find the same place.
 */
static unsigned long grains_take(unsigned long count, unsigned long align)
{
	bool plain = sim_access.plain;
	unsigned long at;

	sim_access.plain = false;
	at = grains_find(count, align);
	bitmap_set(grains_used, at, count);
	sim_access.plain = plain;
	return at;
}

/* shim: modelled - zeroed memory at the same place for each CPU */
void __percpu *pcpu_alloc_noprof(size_t size, size_t align, bool reserved,
				 gfp_t gfp)
{
	unsigned long count = DIV_ROUND_UP(size, SIM_PERCPU_GRAIN);
	void *address;
	unsigned long at;
	int slot;

	sim_alloc_enter(gfp);
	if (!size || sim_alloc_may_fail(gfp))
		return NULL;
	at = grains_take(count, align);
	grains_of[at] = count;
	grain_hint = at + count;
	address = __per_cpu_start + static_bytes + at * SIM_PERCPU_GRAIN;
	for (slot = 0; slot < SIM_CPU_SLOTS; slot++) {
		sim_shadow_allow(address + __per_cpu_offset[slot], size);
		memset(address + __per_cpu_offset[slot], 0, size);
		sim_race_fresh(address + __per_cpu_offset[slot], size);
	}
	return (void __percpu __force *)address;
}
EXPORT_SYMBOL_GPL(pcpu_alloc_noprof);

static void copy_free(void *copy, unsigned long bytes)
{
	sim_memory_fill(copy, SIM_POISON_FREED, bytes);
	sim_shadow_forbid(copy, bytes, SIM_SHADOW_FREED);
}

/* shim: modelled - a wrong address is a finding */
void free_percpu(void __percpu *variable)
{
	unsigned long offset = (void __force *)variable -
			       (void *)__per_cpu_start - static_bytes;
	unsigned long at = offset / SIM_PERCPU_GRAIN;
	int slot;

	if (!variable)
		return;
	if (offset >= SIM_PERCPU_DYNAMIC || !grains_of[at]) {
		sim_report(SIM_KIND_DOUBLE_FREE,
			   "freed per-CPU address was not allocated",
			   sim_check_on(SIM_CHECK_MEMORY));
		return;
	}
	for (slot = 0; slot < SIM_CPU_SLOTS; slot++)
		copy_free((void __force *)variable + __per_cpu_offset[slot],
			  grains_of[at] * SIM_PERCPU_GRAIN);
	bitmap_clear(grains_used, at, grains_of[at]);
	grains_of[at] = 0;
}
EXPORT_SYMBOL_GPL(free_percpu);

/* shim: modelled - whether a static variable's copy lies there */
bool __is_kernel_percpu_address(unsigned long address, unsigned long *canonical)
{
	unsigned long start;
	int slot;

	for (slot = 0; slot < SIM_CPU_SLOTS; slot++) {
		start = (unsigned long)__per_cpu_start + __per_cpu_offset[slot];
		if (address - start >= static_bytes)
			continue;
		if (canonical)
			*canonical = address - __per_cpu_offset[slot];
		return true;
	}
	return false;
}

/* shim: modelled - used by lockdep to tell static objects */
bool is_kernel_percpu_address(unsigned long address)
{
	return __is_kernel_percpu_address(address, NULL);
}

/* shim: modelled - the arena is mapped in one piece */
phys_addr_t per_cpu_ptr_to_phys(void *address)
{
	return __pa(address);
}
