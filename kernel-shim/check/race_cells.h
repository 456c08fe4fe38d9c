/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * race_cells.h: the records of eight bytes, and the write that is about to be
 * done; for the files that note accesses (race_shadow.c, race_plain.c).
 */
#ifndef SIM_CHECK_RACE_CELLS_H
#define SIM_CHECK_RACE_CELLS_H

#include "race.h"

#ifdef CONFIG_KCSAN

extern char sim_roots_start[];	/* .data */

#define RACE_SID	((RACE_FLOWS - 1ULL) << RACE_SID_SHIFT)
#define RACE_MORE	(RACE_MASK | RACE_ASSERT | RACE_WRITE)

/*
 * All that would race with @then races with @now as well: @then touches nothing
 * more, writes nothing more, and is not plain where @now is marked, as a marked
 * access conflicts with less. @now needs but what the access is: constants, often.
 */
static __always_inline bool race_fits(u64 then, u64 now)
{
	u64 marked = now & RACE_MARKED;
	u64 asked = (~now & RACE_MORE) | marked;

	return !((then ^ marked) & asked);
}

/* The records of the eight bytes around @at; NULL: they are not watched. */
static __always_inline struct race_cell *cells_of(unsigned long at)
{
	unsigned long offset = at - SIM_ARENA_BASE;

	if (likely(offset < SIM_RACE_ARENA_SPAN))
		return (void *)(SIM_RACE_ARENA_SHADOW +
				(offset & ~(RACE_GRAIN - 1)) * SIM_RACE_SCALE);
	/* Constants are before the data; nobody writes them. */
	offset = at - SIM_IMAGE_BASE;
	if (likely(at >= (unsigned long)sim_roots_start &&
		   offset < SIM_RACE_IMAGE_SPAN))
		return (void *)(SIM_RACE_IMAGE_SHADOW +
				(offset & ~(RACE_GRAIN - 1)) * SIM_RACE_SCALE);
	return NULL;
}

static __always_inline bool *touched_at(unsigned long at)
{
	unsigned long offset = at - SIM_ARENA_BASE;

	if (offset < SIM_RACE_ARENA_SPAN)
		return &RT->arena_touched[offset / RACE_PAGE];
	return &RT->image_touched[(at - SIM_IMAGE_BASE) / RACE_PAGE];
}

static __always_inline bool has_value(u32 bytes)
{
	return bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8;
}

/* The write that was announced has been done: did it change anything? */
static __always_inline void write_judge(struct race_write *write)
{
	bool silent = !((*write->word ^ write->before) & write->mask);

	/* no jump that would have to wait for what was read */
	silent &= write->cell->who == write->as;
	write->cell->who |= (u64)silent * RACE_SILENT;
	write->mask = 0;
}

static __always_inline void write_expect(unsigned long at, u32 bytes,
					 struct race_cell *cell, u64 who)
{
	struct race_write *write = &RT->write;

	write->word = (const u64 *)(at & ~(RACE_GRAIN - 1));
	write->mask = (~0ULL >> (64 - bytes * 8)) << at % RACE_GRAIN * 8;
	write->before = *write->word;
	write->cell = cell;
	write->as = who;
}

/* @cell was noted; @clean: records of others, if any, come before it. */
static __always_inline void cell_is_last(struct race_cell *cells,
					 const struct race_cell *cell,
					 bool clean)
{
	cells->node = (cells->node & RACE_NODES) |
		      (u32)(cell - cells) << RACE_LAST_SHIFT |
		      (clean ? RACE_CLEAN : 0);
}

/* By their kinds alone. */
static __always_inline bool is_conflict(u64 one, u64 two)
{
	u64 any = one | two;

	if (!(any & RACE_WRITE))
		return false;
	/* An assertion that nobody writes lets others read: no write above. */
	return any & RACE_ASSERT || !(one & two & RACE_MARKED);
}

/* What is_own() has to look at. */
static __always_inline bool may_be_own(const struct race_flow *flow,
				       unsigned long at)
{
	return flow->under && (at - SIM_ARENA_BASE >= SIM_ARENA_SIZE ||
			       at - (unsigned long)current <
			       sizeof(struct task_struct));
}

/*
 * An interrupt's own part of the stack that it found is nobody else's, though
 * the task uses the same bytes before and after.
 */
static __always_inline bool is_own_stack(const struct race_flow *flow,
					 unsigned long at)
{
	return at < flow->stack_end &&
	       at > (unsigned long)__builtin_frame_address(0);
}

/* So are an interrupt's marks in the task that it interrupts. */
static __always_inline bool is_own(const struct race_flow *flow,
				   unsigned long at)
{
	return flow->under && (is_own_stack(flow, at) ||
			       at - (unsigned long)current <
			       sizeof(struct task_struct));
}

/*
 * The last access was this flow's, and then all of others came before it. They
 * still do, as a flow's clock goes back only when it starts anew.
 */
static __always_inline bool is_alone(const struct race_flow *flow,
				     const struct race_cell *cells)
{
	u32 first = cells->node;
	u64 last = cells[first >> RACE_LAST_SHIFT & 3].who;

	return first & RACE_CLEAN && !((last ^ flow->stamp) & RACE_SID) &&
	       RACE_EPOCH_OF(last) >= flow->since;
}

/*
 * As cell_pick(), which finds the same where nobody else's records matter;
 * @what: @now without whose and when.
 */
static __always_inline struct race_cell *alone_pick(struct race_cell *cells,
						    u64 now, u64 what)
{
	struct race_cell *cell, *old = NULL;

	for (cell = cells; cell < cells + SIM_RACE_CELLS; cell++) {
		if (!cell->who)
			return old ?: cell;
		if (cell->who == now)
			return NULL;
		if (!old && race_fits(cell->who, what))
			old = cell;
	}
	return old ?: &cells[RT->victim++ % SIM_RACE_CELLS];
}

#endif /* CONFIG_KCSAN */
#endif /* SIM_CHECK_RACE_CELLS_H */
