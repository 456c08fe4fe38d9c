// SPDX-License-Identifier: GPL-2.0-only
/*
 * race_bits.c: ASSERT_EXCLUSIVE_BITS(): nobody else writes some bits of a word.
 *
 * Stands in for the access mask of kernel/kcsan/core.c (linux/kcsan-checks.h,
 * Documentation/dev-tools/kcsan.rst, "Race Detection Beyond Data Races"). As
 * there, a write counts when it changes one of the bits. Which ones a write
 * changes is known of words only on which such an assertion was made before.
 *
 * Not modelled: writes before a word's first assertion; more than four
 * assertions and four writes of a word, and more than RACE_BITS_WORDS words, of
 * which the oldest go; words that cross eight bytes.
 */
#include "race.h"

#ifdef CONFIG_KCSAN

/* The word's record; NULL: nobody asserted anything of it. */
static struct race_bits *bits_find(unsigned long at)
{
	u32 i;

	for (i = 0; i < RT->bits_used; i++)
		if (RT->bits[i].at == (at & ~(RACE_GRAIN - 1)))
			return &RT->bits[i];
	return NULL;
}

static struct race_bits *bits_get(unsigned long at)
{
	struct race_bits *bits = bits_find(at);

	if (bits)
		return bits;
	if (RT->bits_used < RACE_BITS_WORDS)
		bits = &RT->bits[RT->bits_used++];
	else
		bits = &RT->bits[RT->bits_victim++ % RACE_BITS_WORDS];
	RT->asserted = true;
	*bits = (struct race_bits) { .at = at & ~(RACE_GRAIN - 1) };
	return bits;
}

/* One note for each flow, as long as there is room. */
static void note_keep(struct race_bits_note *notes, u32 *next,
		      const struct race_bits_note *note)
{
	u64 who = note->cell.who;
	int i;

	for (i = 0; i < RACE_BITS_NOTES; i++)
		if (notes[i].mask == note->mask &&
		    !((notes[i].cell.who ^ who) >> RACE_SID_SHIFT &
		      (RACE_FLOWS - 1))) {
			notes[i] = *note;
			return;
		}
	notes[(*next)++ % RACE_BITS_NOTES] = *note;
}

static u64 shifted(u64 value, unsigned long at)
{
	return value << at % RACE_GRAIN * 8;
}

/**
 * race_bits_assert() - from here on, and before, nobody else writes the bits
 * @flow: who says so
 * @at: the word
 * @bytes: of it
 * @mask: which bits
 * @site: return address of the assertion
 */
void race_bits_assert(struct race_flow *flow, const volatile void *at,
		      u32 bytes, u64 mask, unsigned long site)
{
	unsigned long start = (unsigned long)at;
	struct race_bits_note note = {
		.cell = {
			.who = race_who(flow, start, bytes, SIM_RACE_ASSERT),
			.site = site - SIM_IMAGE_BASE, .node = race_node(flow),
		},
		.mask = shifted(mask, start),
	};
	struct race_write race = {
		.at = at, .bytes = bytes, .flow = flow, .now = note.cell,
	};
	struct race_bits *bits;
	int i;

	if (start % RACE_GRAIN + bytes > RACE_GRAIN || RT->busy || flow->quiet)
		return;
	bits = bits_get(start);
	note_keep(bits->assertion, &bits->assertions, &note);
	for (i = 0; i < RACE_BITS_NOTES; i++) {
		race.then = bits->write[i].cell;
		if (bits->write[i].mask & note.mask &&
		    race_is_one(flow, note.cell.who, race.then.who)) {
			race_tell(&race, false, 0);
			return;
		}
	}
}

/* A write was noted as @cell and is about to be done: is it looked at? */
void race_bits_announce(struct race_flow *flow, unsigned long at,
			struct race_cell *cell)
{
	struct race_write *write = &RT->write;

	write->bits = bits_find(at);
	if (!write->bits)
		return;
	RT->pending = true;
	write->flow = flow;
	write->now = *cell;
	/* The same again is not the same: it may change something else. */
	cell->who |= RACE_BITS;
	write->as = cell->who;
}

/* The write has been done. */
void race_bits_written(const struct race_write *write, u64 after)
{
	struct race_bits_note note = {
		.cell = write->now,
		.mask = shifted(write->before ^ after,
				(unsigned long)write->at),
	};
	struct race_bits *bits = write->bits;
	struct race_write race = *write;
	int i;

	note_keep(bits->write, &bits->writes, &note);
	for (i = 0; i < RACE_BITS_NOTES; i++) {
		race.then = bits->assertion[i].cell;
		if (bits->assertion[i].mask & note.mask &&
		    race_is_one(write->flow, note.cell.who, race.then.who)) {
			race_tell(&race, true, after);
			return;
		}
	}
}

/* The memory is another object's now. */
void race_bits_forget(unsigned long start, size_t bytes)
{
	u32 i = 0;

	while (i < RT->bits_used)
		if (RT->bits[i].at + RACE_GRAIN > start &&
		    RT->bits[i].at < start + bytes)
			RT->bits[i] = RT->bits[--RT->bits_used];
		else
			i++;
}
#endif
