// SPDX-License-Identifier: GPL-2.0-only
/*
 * reclaim.c: what allocations promise about locks, and other small data of mm/.
 *
 * Stands in for parts of mm/page_alloc.c, mm/debug.c and mm/util.c. No memory
 * is ever reclaimed, but the lock map that says "an allocation may enter file
 * systems here" exists, so that lock checking sees what it would see.
 */
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/tracepoint-defs.h>
#include <linux/ucopysize.h>
#include <linux/trace_events.h>
#include <trace/events/mmflags.h>

s32 vm_committed_as_batch = 32;

#ifdef CONFIG_LOCKDEP
static struct lockdep_map reclaim_map =
	STATIC_LOCKDEP_MAP_INIT("fs_reclaim", &reclaim_map);

static bool may_enter_file_systems(gfp_t gfp)
{
	gfp = current_gfp_context(gfp);
	return (gfp & __GFP_DIRECT_RECLAIM) && (gfp & __GFP_FS) &&
	       !(current->flags & PF_MEMALLOC) && !(gfp & __GFP_NOLOCKDEP);
}

/* shim: modelled - only the lock map */
void __fs_reclaim_acquire(unsigned long site)
{
	lock_acquire_exclusive(&reclaim_map, 0, 0, NULL, site);
}

/* shim: modelled - only the lock map */
void __fs_reclaim_release(unsigned long site)
{
	lock_release(&reclaim_map, site);
}

/* shim: modelled - only the lock map */
void fs_reclaim_acquire(gfp_t gfp)
{
	if (may_enter_file_systems(gfp))
		__fs_reclaim_acquire(_RET_IP_);
}
EXPORT_SYMBOL_GPL(fs_reclaim_acquire);

/* shim: modelled - only the lock map */
void fs_reclaim_release(gfp_t gfp)
{
	if (may_enter_file_systems(gfp))
		__fs_reclaim_release(_RET_IP_);
}
EXPORT_SYMBOL_GPL(fs_reclaim_release);
#endif

DEFINE_STATIC_KEY_MAYBE(CONFIG_INIT_ON_ALLOC_DEFAULT_ON, init_on_alloc);
DEFINE_STATIC_KEY_MAYBE(CONFIG_INIT_ON_FREE_DEFAULT_ON, init_on_free);

/* Names for %pGp, %pGv and %pGg, with the tree's own tables. */
extern const struct trace_print_flags pageflag_names[];
extern const struct trace_print_flags vmaflag_names[];
extern const struct trace_print_flags gfpflag_names[];
const struct trace_print_flags pageflag_names[] = {
	__def_pageflag_names, { 0, NULL }
};
const struct trace_print_flags vmaflag_names[] = {
	__def_vmaflag_names, { 0, NULL }
};
const struct trace_print_flags gfpflag_names[] = {
	__def_gfpflag_names, { 0, NULL }
};

/* shim: modelled - the kernel's own check of copies found an overflow */
void __copy_overflow(int size, unsigned long count)
{
	WARN(1, "Buffer overflow detected (%d < %lu)!\n", size, count);
}
EXPORT_SYMBOL(__copy_overflow);

/* shim: modelled - as kernels without CONFIG_SLAB_BUCKETS: plain kmalloc() */
kmem_buckets *kmem_buckets_create(const char *name, slab_flags_t flags,
				  unsigned int useroffset,
				  unsigned int usersize, void (*ctor)(void *))
{
	return ZERO_SIZE_PTR;
}
EXPORT_SYMBOL(kmem_buckets_create);

/* shim: modelled - used by dumps of pages only */
bool is_free_buddy_page(const struct page *page)
{
	return !page_ref_count((struct page *)page);
}
EXPORT_SYMBOL(is_free_buddy_page);

/* The linker script says where it is; see image.lds. */
char __start_rodata[1] __weak;
char __end_rodata[1] __weak;
