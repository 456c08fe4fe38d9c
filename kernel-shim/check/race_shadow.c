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
#include "race.h"

#ifdef CONFIG_KCSAN

extern char sim_roots_start[];	/* .data */

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

static bool *touched_at(unsigned long at)
{
	unsigned long offset = at - SIM_ARENA_BASE;

	if (offset < SIM_RACE_ARENA_SPAN)
		return &RT->arena_touched[offset / RACE_PAGE];
	return &RT->image_touched[(at - SIM_IMAGE_BASE) / RACE_PAGE];
}

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

/* By their kinds alone. */
static bool is_conflict(u64 one, u64 two)
{
	u64 any = one | two;

	if (!(any & RACE_WRITE))
		return false;
	/* An assertion that nobody writes lets others read: no write above. */
	return any & RACE_ASSERT || !(one & two & RACE_MARKED);
}

/* Conflicting accesses of others that nothing orders, nor keeps apart. */
static bool is_race(const struct race_flow *flow, u64 now, u64 then)
{
	if (!(now & then & RACE_MASK) || RACE_SID_OF(then) == flow->sid ||
	    !is_conflict(now, then) || is_ordered(flow, then))
		return false;
	return !(then & RACE_SILENT) && !is_excluded(now, then);
}

bool race_is_one(const struct race_flow *flow, u64 now, u64 then)
{
	return is_race(flow, now, then);
}

#define RACE_SID	((RACE_FLOWS - 1ULL) << RACE_SID_SHIFT)
#define RACE_MORE	(RACE_MASK | RACE_ASSERT | RACE_WRITE)

/*
 * Where @now is noted; @races: the first record that it races with; NULL where
 * it is noted already. Records fill up in order: behind an empty one there are
 * none. Most memory is touched by one flow, whose own records ask nothing of
 * its clock.
 *
 * A record goes where all that would race with it races with @now as well: it
 * touches nothing more, writes nothing more, and is not plain where @now is
 * marked, as a marked access conflicts with less.
 */
static __always_inline struct race_cell *
cell_pick(const struct race_flow *flow, struct race_cell *cells, u64 now,
	  const struct race_cell **races)
{
	struct race_cell *cell, *old = NULL;
	u64 less = ~now & RACE_MORE, marked = now & RACE_MARKED;

	/* kept in registers, not made anew for each record */
	__asm__("" : "+r"(less), "+r"(marked));
	for (cell = cells; cell < cells + SIM_RACE_CELLS; cell++) {
		u64 then = cell->who, differs = then ^ now;

		if (!then)
			return old ?: cell;
		if (!differs)
			return NULL;
		if (likely(!(differs & RACE_SID))) {
			if (!old && !(then & less) && !(~then & marked))
				old = cell;
			continue;
		}
		if (unlikely(now & then & RACE_MASK && is_conflict(now, then)) &&
		    !*races && is_race(flow, now, then))
			*races = cell;
		if (!old && !(then & less) && !(~then & marked) &&
		    is_ordered(flow, then))
			old = cell;
	}
	return old ?: &cells[RT->victim++ % SIM_RACE_CELLS];
}

static u64 value_at(const volatile void *at, u32 bytes)
{
	switch (bytes) {
	case 1:
		return *(const volatile u8 *)at;
	case 2:
		return *(const volatile u16 *)at;
	case 4:
		return *(const volatile u32 *)at;
	default:
		return *(const volatile u64 *)at;
	}
}

static bool has_value(u32 bytes)
{
	return bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8;
}

/* The write that was announced has been done: did it change anything? */
void race_write_end(void)
{
	struct race_write *write = &RT->write, done;
	u64 after = value_at(write->at, write->bytes);

	if (after == write->before && write->cell->who == write->as)
		write->cell->who |= RACE_SILENT;
	if (likely(!write->races && !write->bits)) {
		write->bytes = 0;
		return;
	}
	done = *write;
	write->bytes = 0;
	write->races = false;
	write->bits = NULL;
	if (after == done.before)
		return;
	if (done.races)
		race_tell(&done, true, after);
	if (done.bits)
		race_bits_written(&done, after);
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

static void write_expect(const volatile void *at, u32 bytes,
			 struct race_cell *cell, u64 who)
{
	struct race_write *write = &RT->write;

	write->at = at;
	write->bytes = bytes;
	write->before = value_at(at, bytes);
	write->cell = cell;
	write->as = who;
	write->races = false;
}

static void write_announce(struct race_flow *flow, const volatile void *at,
			   u32 bytes, struct race_cell *cell,
			   const struct race_cell *now,
			   const struct race_cell *then)
{
	struct race_write *write = &RT->write;

	write_expect(at, bytes, cell, now->who);
	if (!then)
		return;
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

/* @whole: all of the access lies in these eight bytes. */
static noinline void access_note(struct race_flow *flow,
					struct race_cell *cells,
					unsigned long at, u32 bytes,
					unsigned int what, unsigned long site,
					bool whole)
{
	const struct race_cell *races = NULL;
	struct race_cell now, then, *cell;

	now.who = race_who(flow, at, bytes, what);
	now.site = site - SIM_IMAGE_BASE;
	now.node = flow->node;
	cell = cell_pick(flow, cells, now.who, &races);
	if (!cell)
		return;
	if (unlikely(races))
		then = *races;
	if (!(what & SIM_RACE_WRITE) || what & SIM_RACE_ASSERT || !whole ||
	    !has_value(bytes)) {
		if (unlikely(races))
			tell_now(flow, (void *)at, bytes, &now, &then);
	} else {
		write_announce(flow, (void *)at, bytes, cell, &now,
			       races ? &then : NULL);
	}
	if (!cell->who)
		*touched_at(at) = true;
	*cell = now;
	if (unlikely(RT->bits_used) && RT->write.bytes)
		race_bits_announce(flow, at, cell);
}

/* Field by field: a cell put together is read back in other pieces. */
static __always_inline void usual_note(struct race_flow *flow,
				       struct race_cell *cells,
				       unsigned long at, u32 bytes,
				       unsigned int what, unsigned long site)
{
	u64 who = race_who(flow, at, bytes, what);
	const struct race_cell *races = NULL;
	struct race_cell *cell = cell_pick(flow, cells, who, &races);

	if (!cell)
		return;
	if (unlikely(races || !has_value(bytes)))
		return access_note(flow, cells, at, bytes, what, site, true);
	if (!cell->who)
		*touched_at(at) = true;
	cell->who = who;
	cell->site = site - SIM_IMAGE_BASE;
	cell->node = flow->node;
	if (what & SIM_RACE_WRITE)
		write_expect((void *)at, bytes, cell, who);
	if (unlikely(RT->bits_used) && RT->write.bytes)
		race_bits_announce(flow, at, cell);
}

/* Within eight bytes. */
static void access_grain(struct race_flow *flow, unsigned long at, u32 bytes,
			 unsigned int what, unsigned long site, bool whole)
{
	struct race_cell *cells = cells_of(at);

	if (!cells)
		return;
	if (whole && !(what & SIM_RACE_ASSERT))
		usual_note(flow, cells, at, bytes, what, site);
	else
		access_note(flow, cells, at, bytes, what, site, whole);
}

/*
 * An interrupt's own part of the stack that it found is nobody else's, though
 * the task uses the same bytes before and after.
 */
static bool is_own_stack(const struct race_flow *flow, unsigned long at)
{
	return at < flow->stack_end &&
	       at > (unsigned long)__builtin_frame_address(0);
}

/* So are an interrupt's marks in the task that it interrupts. */
static bool is_own(const struct race_flow *flow, unsigned long at)
{
	return flow->under && (is_own_stack(flow, at) ||
			       at - (unsigned long)current <
			       sizeof(struct task_struct));
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
	u32 part = min_t(unsigned long, bytes, RACE_GRAIN - start % RACE_GRAIN);

	if (unlikely(is_own(flow, start)))
		return;
	if (likely(part == bytes)) {
		access_grain(flow, start, bytes, what, site, true);
		return;
	}
	for (; start < end; start += part) {
		part = min(end - start, RACE_GRAIN - start % RACE_GRAIN);
		access_grain(flow, start, part, what, site, false);
	}
}

/* An aligned plain write counts as marked, as in what_it_is(). */
static __always_inline unsigned int usual_write(unsigned long at, u32 bytes,
						unsigned int what)
{
	if (what && !(at & (bytes - 1)) && !(sim_access.race & SIM_RACE_STRICT))
		what |= SIM_RACE_MARKED | SIM_RACE_ASSUMED;
	return what;
}

/* What is_own() has to look at. */
static __always_inline bool may_be_own(const struct race_flow *flow,
				       unsigned long at)
{
	return flow->under && (at - SIM_ARENA_BASE >= SIM_ARENA_SIZE ||
			       at - (unsigned long)current <
			       sizeof(struct task_struct));
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
	if (unlikely(flow->annotated || what & ~SIM_RACE_WRITE || !cells ||
		     start % RACE_GRAIN + bytes > RACE_GRAIN ||
		     may_be_own(flow, start)))
		return race_plain_rare(flow, at, bytes, what, site);
	usual_note(flow, cells, start, bytes, usual_write(start, bytes, what),
		   site);
}

/**
 * __sim_race_plain() - a plain access of instrumented code
 * @at: where
 * @bytes: how many
 * @what: SIM_RACE_*
 * @site: return address of the access
 *
 * What most of them are is done here: within eight bytes, by a flow that is not
 * annotated, and as often as not noted there already.
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

static void free_grain(struct race_flow *flow, unsigned long at,
		       unsigned long site)
{
	const struct race_cell *cells = cells_of(at), *then;
	const struct race_cell now = {
		.who = flow->stamp | RACE_WRITE | RACE_ASSERT | RACE_MASK,
		.site = site - SIM_IMAGE_BASE, .node = flow->node,
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
