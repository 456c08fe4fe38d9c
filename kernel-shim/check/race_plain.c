// SPDX-License-Identifier: GPL-2.0-only
/*
 * race_plain.c: the plain accesses of instrumented code, as most of them are:
 * aligned, by a flow that is not annotated, where the last access was its own.
 *
 * Stands in for the fast path of kernel/kcsan/core.c. Everything else goes on
 * to race_shadow.c, which would note the same for these, in more steps.
 */
#include "race_cells.h"

#ifdef CONFIG_KCSAN

/* An aligned plain write counts as marked, as in what_it_is(). */
static __always_inline unsigned int usual_write(unsigned long at, u32 bytes,
						unsigned int what)
{
	if (what && !(at & (bytes - 1)) && !(sim_access.race & SIM_RACE_STRICT))
		what |= SIM_RACE_MARKED | SIM_RACE_ASSUMED;
	return what;
}

static noinline void plain_watched(struct race_cell *cells,
				   const volatile void *at, unsigned int bytes,
				   unsigned int what, unsigned long site)
{
	unsigned long start = (unsigned long)at;
	struct race_flow *flow = race_now();

	race_write_settle();
	if (unlikely(flow->quiet || RT->busy))
		return;
	if (is_own(flow, start) && likely(!flow->annotated))
		return;
	if (unlikely(flow->annotated || what & ~SIM_RACE_WRITE || !cells ||
		     start % RACE_GRAIN + bytes > RACE_GRAIN))
		return race_plain_rare(flow, at, bytes, what, site);
	race_note(flow, cells, start, bytes, usual_write(start, bytes, what),
		  site);
}

/**
 * __sim_race_plain() - a plain access of instrumented code
 * @at: where
 * @bytes: how many
 * @what: SIM_RACE_*
 * @site: return address of the access
 */
void __sim_frameless __sim_race_plain(const volatile void *at,
				      unsigned int bytes, unsigned int what,
				      unsigned long site)
{
	struct race_cell *cells = cells_of((unsigned long)at);
	const struct race_flow *flow = sim_self->race;

	/* Mostly constants, or a task's own stack, which is not watched. */
	if (!cells && flow && likely(!flow->annotated))
		return;
	plain_watched(cells, at, bytes, what, site);
}

/* Nothing but its records decides what is done with the access. */
static __always_inline bool is_usual(const struct race_flow *flow,
				     const struct sim_context *context,
				     unsigned long at, u32 bytes, bool write)
{
	return flow->state == race_state(context) &&
	       flow->cpu == context->cpu && !flow->annotated &&
	       !RT->unusual && at % bytes == 0 && !may_be_own(flow, at) &&
	       !(write && sim_access.race & SIM_RACE_STRICT);
}

static __always_inline void cell_put(const struct race_flow *flow,
				     struct race_cell *cells,
				     struct race_cell *cell, u64 who,
				     unsigned long site)
{
	cell->who = who;
	cell->site = site - SIM_IMAGE_BASE;
	cell->node = flow->node;
	cell_is_last(cells, cell, true);
}

/* The rest of usual_plain() where it is not known yet who called. */
static noinline void called_put(struct race_flow *flow, struct race_cell *cell,
				u64 who, unsigned long at, u32 bytes,
				unsigned long site)
{
	race_node_find(flow);
	cell_put(flow, cells_of(at), cell, who, site);
	if (who & RACE_WRITE)
		write_expect(at, bytes, cell, who);
}

/* @bytes and @write are known where it is used. */
static __always_inline void usual_plain(const volatile void *at, u32 bytes,
					bool write, unsigned long site)
{
	const unsigned int what = !write ? 0 : SIM_RACE_WRITE |
				  SIM_RACE_MARKED | SIM_RACE_ASSUMED;
	unsigned long start = (unsigned long)at;
	const struct sim_context *context = sim_self;
	struct race_cell *cells = cells_of(start), *cell;
	struct race_flow *flow = context->race;
	u64 now, who;

	if (!cells && likely(flow && !flow->annotated))
		return;
	if (unlikely(!cells || !flow ||
		     !is_usual(flow, context, start, bytes, write)))
		return plain_watched(cells, at, bytes, write, site);
	if (RT->write.mask)
		write_judge(&RT->write);
	if (!is_alone(flow, cells))
		return race_note(flow, cells, start, bytes, what, site);
	now = (u64)what << RACE_WHAT_SHIFT |
	      ((1ULL << bytes) - 1) << (bytes == RACE_GRAIN ? 0 : start % 8);
	who = flow->stamp | now;
	cell = alone_pick(cells, who, now);
	if (!cell)
		return;
	if (flow->known != flow->depth)
		return called_put(flow, cell, who, start, bytes, site);
	cell_put(flow, cells, cell, who, site);
	if (write)
		write_expect(start, bytes, cell, who);
}

#define RACE_PLAIN(name, bytes, write)					\
void __sim_frameless name(const volatile void *at, unsigned long site)	\
{									\
	usual_plain(at, bytes, write, site);				\
}

RACE_PLAIN(__sim_race_read1, 1, false)
RACE_PLAIN(__sim_race_read2, 2, false)
RACE_PLAIN(__sim_race_read4, 4, false)
RACE_PLAIN(__sim_race_read8, 8, false)
RACE_PLAIN(__sim_race_write1, 1, true)
RACE_PLAIN(__sim_race_write2, 2, true)
RACE_PLAIN(__sim_race_write4, 4, true)
RACE_PLAIN(__sim_race_write8, 8, true)
#endif
