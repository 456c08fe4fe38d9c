// SPDX-License-Identifier: GPL-2.0-only
/*
 * race_access.c: the ways by which accesses reach the detector of data races.
 *
 * Stands in for the entry points of kernel/kcsan/core.c: the compiler's hooks
 * come by access_hooks.c, copies and frees by the shim, and the kernel's
 * annotations (linux/kcsan-checks.h) land here: data_race(), ASSERT_EXCLUSIVE_*(),
 * the regions of seqcounts.
 * What ASSERT_EXCLUSIVE_BITS() asserts is kept by race_bits.c.
 */
#include <linux/kcsan-checks.h>
#include "race_cells.h"

#ifdef CONFIG_KCSAN

static bool is_watching(const struct race_flow *flow)
{
	return !flow->quiet && !RT->busy;
}

/* As is_atomic() of KCSAN: plain accesses that its rules count as marked. */
static unsigned int what_it_is(struct race_flow *flow, const volatile void *at,
			       size_t bytes, unsigned int what)
{
	if (what & (SIM_RACE_MARKED | SIM_RACE_ASSERT))
		return what;
	if (what & SIM_RACE_WRITE && bytes <= sizeof(long) &&
	    !(sim_access.race & SIM_RACE_STRICT) &&
	    !((unsigned long)at & (bytes - 1)))
		return what | SIM_RACE_MARKED | SIM_RACE_ASSUMED;
	if (unlikely(flow->atomic_next > 0)) {
		flow->atomic_next--;
		return what | SIM_RACE_MARKED;
	}
	if (unlikely(flow->atomic_nest > 0 || flow->atomic_flat))
		return what | SIM_RACE_MARKED;
	return what;
}

/* Plain accesses that are not as most are: see __sim_race_plain(). */
void race_plain_rare(struct race_flow *flow, const volatile void *at,
		     unsigned int bytes, unsigned int what, unsigned long site)
{
	race_access(flow, at, bytes, what_it_is(flow, at, bytes, what), site);
}

static __always_inline void marked_note(struct race_flow *flow,
					unsigned long at, unsigned int bytes,
					unsigned int what, unsigned long site)
{
	struct race_cell *cells = cells_of(at);

	if (likely(cells && at % RACE_GRAIN + bytes <= RACE_GRAIN &&
		   !may_be_own(flow, at)))
		race_note(flow, cells, at, bytes, what, site);
	else
		race_access(flow, (void *)at, bytes, what, site);
}

static __always_inline bool marked_access(const volatile void *at, unsigned int bytes,
			  unsigned int what, unsigned long site)
{
	struct race_flow *flow = race_now();

	race_write_settle();
	if (unlikely(flow == &RT->actor || RT->busy))
		return false;
	if (likely(!flow->quiet))
		marked_note(flow, (unsigned long)at, bytes,
			    what | SIM_RACE_MARKED, site);
	return true;
}

void __sim_race_marked_read(const volatile void *at, unsigned int bytes,
			    unsigned long site)
{
	if (marked_access(at, bytes, 0, site))
		race_marked_read(race_now(), at);
}

void __sim_race_marked_write(const volatile void *at, unsigned int bytes,
			     unsigned long site)
{
	if (marked_access(at, bytes, SIM_RACE_WRITE, site))
		race_marked_write(race_now(), at);
}

void __sim_race_marked_both(const volatile void *at, unsigned int bytes,
			    int order, unsigned long site)
{
	if (marked_access(at, bytes, SIM_RACE_WRITE, site))
		race_marked_both(race_now(), at, order);
}

void __sim_race_range(const volatile void *start, size_t bytes,
		      unsigned int what, unsigned long site)
{
	if (bytes)
		__sim_race_plain(start, bytes, what, site);
}

/* As slab_free_hook(): nobody else may be at it. */
void __sim_race_free(const void *start, size_t bytes, unsigned long site)
{
	struct race_flow *flow = race_now();

	race_write_settle();
	if (!bytes)
		return;
	if (is_watching(flow))
		race_check_free(flow, start, bytes, site);
	race_sync_forget(start, bytes);
}

/* ---- the kernel's annotations ---- */

/* Set by the host at the story's start, so never in the middle of a pair. */
static struct race_flow *annotated(void)
{
	struct race_flow *flow;

	if (likely(!sim_access.race))
		return NULL;
	flow = race_now();
	race_write_settle();
	return flow == &RT->actor ? NULL : flow;
}

/* shim: modelled - accesses are not looked at until it is undone */
void kcsan_disable_current(void)
{
	struct race_flow *flow = annotated();

	if (flow)
		flow->quiet++;
}

/* shim: modelled */
void kcsan_enable_current(void)
{
	struct race_flow *flow = annotated();

	/* One that was disabled before anybody looked has nothing to undo. */
	if (flow && flow->quiet)
		flow->quiet--;
}

/* shim: modelled */
void kcsan_enable_current_nowarn(void)
{
	kcsan_enable_current();
}

/* shim: modelled - plain accesses count as marked */
void kcsan_nestable_atomic_begin(void)
{
	struct race_flow *flow = annotated();

	if (flow)
		flow->atomic_nest++;
}

/* shim: modelled */
void kcsan_nestable_atomic_end(void)
{
	struct race_flow *flow = annotated();

	if (flow && flow->atomic_nest)
		flow->atomic_nest--;
}

/* shim: modelled - plain accesses count as marked */
void kcsan_flat_atomic_begin(void)
{
	struct race_flow *flow = annotated();

	if (flow)
		flow->atomic_flat = true;
}

/* shim: modelled */
void kcsan_flat_atomic_end(void)
{
	struct race_flow *flow = annotated();

	if (flow)
		flow->atomic_flat = false;
}

/* shim: modelled - the next @n accesses count as marked */
void kcsan_atomic_next(int n)
{
	struct race_flow *flow = annotated();

	if (flow)
		flow->atomic_next = n;
}

/* shim: modelled - for ASSERT_EXCLUSIVE_BITS() */
void kcsan_set_access_mask(unsigned long mask)
{
	struct race_flow *flow = annotated();

	if (flow)
		flow->mask = mask;
}

static unsigned int what_of(int type)
{
	unsigned int what = 0;

	if (type & KCSAN_ACCESS_WRITE)
		what |= SIM_RACE_WRITE;
	if (type & KCSAN_ACCESS_ASSERT)
		what |= SIM_RACE_ASSERT;
	return what;
}

static void check_access(const volatile void *at, size_t bytes, int type,
			 unsigned long site)
{
	struct race_flow *flow = annotated();

	/* Atomics come by the compiler's hooks, which know their order. */
	if (!flow || !bytes || type & KCSAN_ACCESS_ATOMIC)
		return;
	if (type & KCSAN_ACCESS_ASSERT && flow->mask)
		race_bits_assert(flow, at, bytes, flow->mask, site);
	else
		__sim_race_plain(at, bytes, what_of(type), site);
}

/* shim: modelled - an access that the compiler does not announce */
void __kcsan_check_access(const volatile void *ptr, size_t size, int type)
{
	check_access(ptr, size, type, _RET_IP_);
}

/* shim: modelled - checked at both ends of the scope */
struct kcsan_scoped_access *
kcsan_begin_scoped_access(const volatile void *ptr, size_t size, int type,
			  struct kcsan_scoped_access *sa)
{
	sa->ptr = ptr;
	sa->size = size;
	sa->type = type;
	sa->ip = _RET_IP_;
	check_access(ptr, size, type, _RET_IP_);
	return sa;
}

/* shim: modelled */
void kcsan_end_scoped_access(struct kcsan_scoped_access *sa)
{
	check_access(sa->ptr, sa->size, sa->type, sa->ip);
}

#define SIM_KCSAN_BARRIER(name)						\
/* shim: stub - CONFIG_KCSAN_WEAK_MEMORY is off */			\
void __kcsan_##name(void)						\
{									\
}

SIM_KCSAN_BARRIER(mb)
SIM_KCSAN_BARRIER(wmb)
SIM_KCSAN_BARRIER(rmb)
SIM_KCSAN_BARRIER(release)
#endif
