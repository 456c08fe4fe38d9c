// SPDX-License-Identifier: GPL-2.0-only
/*
 * race_shadow.c: the last accesses to each eight bytes, and whether the next
 * one races with them.
 *
 * Stands in for check_access() and the watchpoints of kernel/kcsan/core.c. Two
 * accesses race when they overlap, one writes, not both are marked, and no
 * chain of releases and acquires orders them; they need not come close to each
 * other. What counts as marked is as in KCSAN, with the options that are its
 * defaults (lib/Kconfig.kcsan): an aligned plain write of up to eight bytes
 * does, a write that leaves the value as it was does not count, and an
 * interrupt does not race with what it interrupts on its own CPU.
 *
 * Not modelled: more than four accesses to the same eight bytes are not
 * remembered at a time; effects of weak memory.
 */
#include <linux/minmax.h>
#include <linux/string.h>
#include "race_cells.h"

#ifdef CONFIG_KCSAN

/* Both on one CPU, where one kept the other out while it was at it. */
static bool is_excluded(u64 one, u64 two)
{
	u32 first = RACE_KIND_OF(one), second = RACE_KIND_OF(two);
	u64 both = one & two;

	if (RACE_CPU_OF(one) != RACE_CPU_OF(two))
		return false;
	if (first == SIM_RACE_TASK && second == SIM_RACE_TASK)
		return both & RACE_NO_PREEMPT;
	/* A CPU's interrupts nest on its tasks: KCSAN_INTERRUPT_WATCHER=n. */
	if (!(sim_access.race & SIM_RACE_STRICT))
		return true;
	if (first == SIM_RACE_HARDIRQ || second == SIM_RACE_HARDIRQ)
		return both & RACE_NO_IRQ;
	return both & RACE_NO_SOFTIRQ;
}

static bool is_ordered(const struct race_flow *flow, u64 who)
{
	return race_known(flow, RACE_SID_OF(who)) >= RACE_EPOCH_OF(who);
}

/* Unordered accesses of two flows: do they conflict, and nothing kept them apart? */
static __always_inline bool is_met(u64 now, u64 then)
{
	return now & then & RACE_MASK && is_conflict(now, then) &&
	       !(then & RACE_SILENT) && !is_excluded(now, then);
}

/* Conflicting accesses of others that nothing orders, nor keeps apart. */
static bool is_race(const struct race_flow *flow, u64 now, u64 then)
{
	return RACE_SID_OF(then) != flow->sid && !is_ordered(flow, then) &&
	       is_met(now, then);
}

bool race_is_one(const struct race_flow *flow, u64 now, u64 then)
{
	return is_race(flow, now, then);
}

/* What cell_pick() found. */
struct race_met {
	const struct race_cell *races;	/* the first record that it races with */
	bool unordered;			/* not all of others come before it */
};

/*
 * Where @now is noted; NULL where it is noted already. Records fill up in
 * order: behind an empty one there are none. Most memory is touched by one
 * flow, whose own records ask nothing of its clock.
 */
static __always_inline struct race_cell *
cell_pick(const struct race_flow *flow, struct race_cell *cells, u64 now,
	  struct race_met *met)
{
	struct race_cell *cell, *old = NULL;

	if (is_alone(flow, cells))
		return alone_pick(cells, now, now);
	for (cell = cells; cell < cells + SIM_RACE_CELLS; cell++) {
		u64 then = cell->who, differs = then ^ now;

		if (!then)
			return old ?: cell;
		if (!differs)
			return NULL;
		if (differs & RACE_SID && !is_ordered(flow, then)) {
			met->unordered = true;
			if (!met->races && is_met(now, then))
				met->races = cell;
		} else if (!old && race_fits(then, now)) {
			old = cell;
		}
	}
	return old ?: &cells[RT->victim++ % SIM_RACE_CELLS];
}

static noinline void write_tell(struct race_write *done, u64 after)
{
	unsigned int shift = __builtin_ctzll(done->mask);

	done->at = (void *)done->word + shift / 8;
	done->bytes = (64 - __builtin_clzll(done->mask) - shift) / 8;
	done->before = (done->before & done->mask) >> shift;
	after = (after & done->mask) >> shift;
	if (after == done->before)
		return;
	if (done->races)
		race_tell(done, true, after);
	if (done->bits)
		race_bits_written(done, after);
}

void race_write_end(void)
{
	struct race_write *write = &RT->write, done;

	if (likely(!RT->pending)) {
		write_judge(write);
		return;
	}
	done = *write;
	write_judge(write);
	RT->pending = false;
	write->races = false;
	write->bits = NULL;
	write_tell(&done, *done.word);
}

/* One race of an access is told; the oldest record's. */
static const struct race_cell *race_among(const struct race_flow *flow,
					  const struct race_cell *cells, u64 now)
{
	int i;

	for (i = 0; i < SIM_RACE_CELLS; i++)
		if (cells[i].who && is_race(flow, now, cells[i].who))
			return &cells[i];
	return NULL;
}

static void write_announce(struct race_flow *flow, const struct race_cell *now,
			   const struct race_cell *then)
{
	struct race_write *write = &RT->write;

	RT->pending = true;
	write->races = true;
	write->flow = flow;
	write->now = *now;
	write->then = *then;
}

static void tell_now(struct race_flow *flow, const volatile void *at,
		     u32 bytes, const struct race_cell *now,
		     const struct race_cell *then)
{
	const struct race_write race = {
		.at = at, .bytes = bytes, .flow = flow,
		.now = *now, .then = *then,
	};

	race_tell(&race, false, 0);
}

static __always_inline void cell_note(struct race_cell *cells,
				      struct race_cell *cell, unsigned long at,
				      const struct race_cell *now, bool clean)
{
	if (!cell->who)
		*touched_at(at) = true;
	*cell = *now;
	cell_is_last(cells, cell, clean);
}

/* @whole: all of the access lies in these eight bytes. */
static noinline void access_note(struct race_flow *flow,
				 struct race_cell *cells, unsigned long at,
				 u32 bytes, unsigned int what,
				 unsigned long site, bool whole)
{
	struct race_met met = {};
	struct race_cell now, then, *cell;
	bool expect = what & SIM_RACE_WRITE && !(what & SIM_RACE_ASSERT) &&
		      whole && has_value(bytes);

	now.who = race_who(flow, at, bytes, what);
	cell = cell_pick(flow, cells, now.who, &met);
	if (!cell)
		return;
	now.site = site - SIM_IMAGE_BASE;
	now.node = race_node(flow);
	if (unlikely(met.races))
		then = *met.races;
	cell_note(cells, cell, at, &now, !met.unordered);
	if (expect)
		write_expect(at, bytes, cell, now.who);
	if (unlikely(met.races)) {
		if (expect)
			write_announce(flow, &now, &then);
		else
			tell_now(flow, (void *)at, bytes, &now, &then);
	}
	if (unlikely(RT->bits_used) && RT->write.mask)
		race_bits_announce(flow, at, cell);
}

/**
 * race_note() - an access of a flow within eight bytes
 * @flow: whose
 * @cells: the records of these
 * @at: where
 * @bytes: how many
 * @what: SIM_RACE_*, no assertion
 * @site: return address of the access
 */
void race_note(struct race_flow *flow, struct race_cell *cells,
	       unsigned long at, u32 bytes, unsigned int what,
	       unsigned long site)
{
	u64 who = race_who(flow, at, bytes, what);
	struct race_met met = {};
	struct race_cell *cell = cell_pick(flow, cells, who, &met);

	if (!cell)
		return;
	if (unlikely(met.races || !has_value(bytes)))
		return access_note(flow, cells, at, bytes, what, site, true);
	/* Field by field: put together it would be read back in other pieces. */
	if (!cell->who)
		*touched_at(at) = true;
	cell->who = who;
	cell->site = site - SIM_IMAGE_BASE;
	cell->node = race_node(flow);
	cell_is_last(cells, cell, !met.unordered);
	if (what & SIM_RACE_WRITE)
		write_expect(at, bytes, cell, who);
	if (unlikely(RT->bits_used) && RT->write.mask)
		race_bits_announce(flow, at, cell);
}

/* Eight bytes, or less, of a larger access; most are fresh or this flow's. */
static __always_inline void part_note(struct race_flow *flow, unsigned long at,
				      u32 bytes, unsigned int what,
				      unsigned long site)
{
	struct race_cell *cells = cells_of(at), *cell = cells;
	u64 who = race_who(flow, at, bytes, what);

	if (!cells)
		return;
	if (what & SIM_RACE_ASSERT || (cells->who && !is_alone(flow, cells)))
		return access_note(flow, cells, at, bytes, what, site, false);
	if (cells->who)
		cell = alone_pick(cells, who, who);
	else
		*touched_at(at) = true;
	if (!cell)
		return;
	cell->who = who;
	cell->site = site - SIM_IMAGE_BASE;
	cell->node = race_node(flow);
	cell_is_last(cells, cell, true);
}

static void whole_note(struct race_flow *flow, unsigned long at, u32 bytes,
		       unsigned int what, unsigned long site)
{
	struct race_cell *cells = cells_of(at);

	if (!cells)
		return;
	if (unlikely(what & SIM_RACE_ASSERT))
		access_note(flow, cells, at, bytes, what, site, true);
	else
		race_note(flow, cells, at, bytes, what, site);
}

/**
 * race_access() - one access of a flow
 * @flow: whose
 * @at: where
 * @bytes: how many
 * @what: SIM_RACE_*
 * @site: return address of the access
 */
void race_access(struct race_flow *flow, const volatile void *at,
		 unsigned int bytes, unsigned int what, unsigned long site)
{
	unsigned long start = (unsigned long)at, end = start + bytes;
	u32 part;

	if (unlikely(is_own(flow, start)))
		return;
	if (likely(start % RACE_GRAIN + bytes <= RACE_GRAIN)) {
		whole_note(flow, start, bytes, what, site);
		return;
	}
	for (; start < end; start += part) {
		part = min(end - start, RACE_GRAIN - start % RACE_GRAIN);
		part_note(flow, start, part, what, site);
	}
}

static void free_grain(struct race_flow *flow, unsigned long at,
		       unsigned long site)
{
	const struct race_cell *cells = cells_of(at), *then;
	const struct race_cell now = {
		.who = flow->stamp | RACE_WRITE | RACE_ASSERT | RACE_MASK,
		.site = site - SIM_IMAGE_BASE, .node = race_node(flow),
	};

	then = race_among(flow, cells, now.who);
	if (then)
		tell_now(flow, (void *)at, RACE_GRAIN, &now, then);
}

/* Memory that is given back: is all that others did to it over? */
void race_check_free(struct race_flow *flow, const void *start, size_t bytes,
		     unsigned long site)
{
	unsigned long at = (unsigned long)start & ~(RACE_GRAIN - 1);
	unsigned long end = (unsigned long)start + bytes;

	if (!cells_of(at) || !cells_of(end - 1))
		return;
	for (; at < end; at += RACE_GRAIN) {
		if (!*touched_at(at))
			at |= RACE_PAGE - RACE_GRAIN;
		else if (cells_of(at)->who)
			free_grain(flow, at, site);
	}
}

static void pages_reset(bool *touched, size_t count, unsigned long shadow)
{
	u64 *word = (u64 *)touched, *end = (u64 *)(touched + count);
	size_t page;

	for (; word < end; word++) {
		if (likely(!*word))
			continue;
		for (page = (bool *)word - touched;
		     page < (size_t)((bool *)(word + 1) - touched); page++)
			if (touched[page])
				memset((void *)shadow + page * RACE_PAGE *
				       SIM_RACE_SCALE, 0,
				       RACE_PAGE * SIM_RACE_SCALE);
		*word = 0;
	}
}

/* No access was noted yet. */
void race_shadow_reset(void)
{
	pages_reset(RT->arena_touched, ARRAY_SIZE(RT->arena_touched),
		    SIM_RACE_ARENA_SHADOW);
	pages_reset(RT->image_touched, ARRAY_SIZE(RT->image_touched),
		    SIM_RACE_IMAGE_SHADOW);
}

/* Pages that were never touched stay so. */
static void cells_clear(unsigned long start, unsigned long end)
{
	unsigned long next;
	u64 *word, *last;

	for (; start < end; start = next) {
		next = min((start | (RACE_PAGE - 1)) + 1, end);
		if (!*touched_at(start))
			continue;
		word = (u64 *)cells_of(start);
		last = (u64 *)cells_of(next - 1) + SIM_RACE_CELLS * 2;
		for (; word < last; word++)
			*word = 0;
	}
}

void __sim_race_fresh(const void *start, size_t bytes)
{
	unsigned long at = (unsigned long)start;

	race_write_settle();
	if (unlikely(RT->bits_used))
		race_bits_forget(at, bytes);
	if (bytes && cells_of(at) && cells_of(at + bytes - 1))
		cells_clear(at, at + bytes);
}
#endif
