// SPDX-License-Identifier: GPL-2.0-only
/*
 * meet.c: when something is taken away: not before it was there for a while,
 * and often in the middle of what somebody else does with it.
 *
 * A device that was pulled needs 200 ms until it has a card again; actors pause
 * for less. Without a respite most of a life is spent on what is not there, so
 * most lives have one. Who waits for the same moment by timers alone seldom
 * meets another, so in some lives who takes something away calls one who
 * rests: two of them act at the same time, a drawn moment apart.
 *
 * One who takes something away may also keep the others from that until it is
 * done: avoid=known needs it (docs/findings/remove-while-unplugged.md).
 */
#include <signal.h>

#include "chaos.h"

/* A device that does not come back is not waited for longer. */
#define SIM_SETTLE_MS	700
/* Of what was taken away before; a driver may wait ten seconds for the DSP. */
#define SIM_KEEP_MS	20000

/* Draws how long what is there lasts in this life, and who calls whom. */
void sim_chaos_meet_draw(void)
{
	static const unsigned int respites_us[] = { 100000, 50000, 20000, 0 };
	static const unsigned int odds[] = { 0, 4, 2, 1 };

	sim_chaos->respite_us = respites_us[sim_choose(4, "respite")];
	sim_chaos->company = odds[sim_choose(4, "odds of company")];
	sim_say("odds: respites of up to %u us, company one in (0: never) %u",
		sim_chaos->respite_us, sim_chaos->company);
	sim_describe("; respite %u us, company one in %u",
		     sim_chaos->respite_us, sim_chaos->company);
}

static bool sim_settled(void *unused)
{
	(void)unused;
	for (unsigned int i = 0; i < sim_chaos->headsets; i++)
		if (sim_headset_plugged(sim_chaos->headset[i]) &&
		    sim_headset_wait_configured(sim_chaos->headset[i], 0))
			return false;
	return true;
}

static void sim_meet_respite(void)
{
	if (!sim_chaos->respite_us)
		return;
	sim_wait_until(sim_settled, NULL, SIM_SETTLE_MS);
	sim_sleep_us(1 + sim_choose(sim_chaos->respite_us, "respite"));
}

/* Ends the rest of one of the others. */
static void sim_meet_call(const struct sim_chaos_actor *caller)
{
	struct sim_chaos_actor *resting[SIM_CHAOS_ACTORS];
	unsigned int count = 0;

	for (int i = 0; i < SIM_CHAOS_ACTORS; i++)
		if (&sim_chaos->actor[i] != caller &&
		    sim_chaos->actor[i].resting)
			resting[count++] = &sim_chaos->actor[i];
	if (!count)
		return;
	count = sim_choose(count, "who is called");
	sim_trace_at(2, "story", "%s calls %s", caller->name,
		     resting[count]->name);
	resting[count]->called = true;
	sim_chaos_actor_signal(resting[count], SIGUSR1);
}

/* One who was called comes at once or a moment later. */
void sim_chaos_meet_answer(struct sim_chaos_actor *actor)
{
	static const unsigned int delays_us[] = { 0, 10, 100, 1000, 10000 };
	unsigned int us;

	if (!actor->called)
		return;
	actor->called = false;
	us = delays_us[sim_choose(5, "how soon it comes")];
	if (us)
		sim_sleep_us(us);
}

static bool sim_not_kept(void *unused)
{
	(void)unused;
	return !sim_chaos->kept;
}

/* Before @actor takes something away; may wait. */
void sim_chaos_meet_begin(struct sim_chaos_actor *actor)
{
	sim_meet_respite();
	sim_wait_until(sim_not_kept, NULL, SIM_KEEP_MS);
	actor->removing = true;
	if (sim_chaos->company && sim_chaos_once_in(sim_chaos->company))
		sim_meet_call(actor);
}

void sim_chaos_meet_end(struct sim_chaos_actor *actor)
{
	actor->removing = false;
}

static bool sim_nobody_removes(void *arg)
{
	for (int i = 0; i < SIM_CHAOS_ACTORS; i++)
		if (&sim_chaos->actor[i] != arg && sim_chaos->actor[i].removing)
			return false;
	return true;
}

/**
 * sim_chaos_keep() - keep what is plugged until sim_chaos_let_go()
 *
 * Nobody pulls, resets or takes from its driver what is plugged now; what was
 * taken away before has come to its end.
 *
 * Return: false when that takes too long; nothing is kept then.
 * Context: the platform's process.
 */
bool sim_chaos_keep(void)
{
	struct sim_chaos_actor *platform =
		&sim_chaos->actor[SIM_CHAOS_PLATFORM];

	sim_chaos->kept = true;
	if (sim_wait_until(sim_nobody_removes, platform, SIM_KEEP_MS)) {
		sim_sleep_ms(20);
		if (sim_wait_until(sim_settled, NULL, SIM_SETTLE_MS))
			return true;
	}
	sim_chaos->kept = false;
	return false;
}

void sim_chaos_let_go(void)
{
	sim_chaos->kept = false;
}
