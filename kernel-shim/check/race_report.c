// SPDX-License-Identifier: GPL-2.0-only
/*
 * race_report.c: what is told of a race.
 *
 * Stands in for kernel/kcsan/report.c. The host writes the words: the kernel's
 * own formatting has decision points, and looking for races must not change
 * what happens. A pair of places is told once in a run.
 */
#include "race.h"

#ifdef CONFIG_KCSAN

struct sim_race_trial *sim_race_trial;

static unsigned int wanted_before;

bool sim_race_trial_begin(struct sim_race_trial *trial, unsigned int more)
{
	*trial = (struct sim_race_trial) {};
	wanted_before = sim_access.race;
	if (!wanted_before) {
		if (!sim_race_prepare())
			return false;
		sim_race_look(SIM_RACE_ON);
	}
	sim_race_trial = trial;
	sim_access.race |= more;
	return true;
}

void sim_race_trial_end(void)
{
	sim_race_trial = NULL;
	sim_access.race = wanted_before;
}

static bool told_before(u32 one, u32 two)
{
	u64 key = one < two ? (u64)one << 32 | two : (u64)two << 32 | one;
	u32 i;

	for (i = 0; i < RT->told_count; i++)
		if (RT->told[i] == key)
			return true;
	if (RT->told_count == RACE_TOLD)
		return true;
	RT->told[RT->told_count++] = key;
	return false;
}

static const struct race_owner *owner_at(const struct race_flow *flow,
					 u32 epoch)
{
	int i;

	for (i = 0; i < (int)ARRAY_SIZE(flow->owner) - 1; i++)
		if (flow->owner[i].since <= epoch)
			break;
	return &flow->owner[i];
}

static void owner_show(struct sim_race_access *to, u64 who)
{
	u32 sid = who >> RACE_SID_SHIFT & (RACE_FLOWS - 1);
	u32 epoch = who >> RACE_EPOCH_SHIFT & (RACE_EPOCHS - 1);
	const struct race_owner *owner = owner_at(&RT->flow[sid], epoch);
	unsigned int i;

	to->pid = owner->pid;
	for (i = 0; i < sizeof(to->name); i++)
		to->name[i] = owner->name[i];
}

static void access_show(struct sim_race_access *to,
			const struct race_cell *cell, const volatile void *at)
{
	u64 mask = cell->who & RACE_MASK;

	to->address = ((unsigned long)at & ~7UL) + __builtin_ctzll(mask);
	to->bytes = 64 - __builtin_clzll(mask) - __builtin_ctzll(mask);
	to->what = cell->who >> RACE_WHAT_SHIFT & 0xf;
	to->cpu = cell->who >> RACE_CPU_SHIFT & 0xf;
	to->context = cell->who >> RACE_KIND_SHIFT & 3;
	to->count = race_frames(cell, to->frames);
	owner_show(to, cell->who);
}

static void trial_note(struct sim_race_trial *trial,
		       const struct race_write *write)
{
	if ((const void *)write->at - trial->start >= trial->bytes)
		return;
	trial->count++;
	trial->asserts = (write->now.who | write->then.who) & RACE_ASSERT;
}

/* @after: the value now, if @values_known. */
void race_tell(const struct race_write *write, bool values_known, u64 after)
{
	/* Not on the stack of a fiber that may be deep in calls. */
	static struct sim_race_finding race;

	if (sim_race_trial) {
		trial_note(sim_race_trial, write);
		return;
	}
	if (RT->busy || told_before(write->now.site, write->then.site))
		return;
	RT->busy = true;
	access_show(&race.now, &write->now, write->at);
	access_show(&race.then, &write->then, write->at);
	race.values_known = values_known;
	race.before = write->before;
	race.after = after;
	race.bytes = write->bytes;
	sim_race_report(&race);
	RT->busy = false;
}
#endif
