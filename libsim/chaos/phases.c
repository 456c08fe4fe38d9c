// SPDX-License-Identifier: GPL-2.0-only
/*
 * phases.c: one random life: now and then a plain one for comparison; faults,
 * heal, liveness.
 *
 * The faults last for some virtual time; every actor is a process of its own.
 * Then all that disturbs is switched off, everything that was asked for ends,
 * and what is left is compared with the time before.
 */
#include <stdlib.h>

#include "chaos.h"

SIM_STATE struct sim_chaos *sim_chaos;

bool sim_chaos_once_in(unsigned int n)
{
	return sim_choose(n, "one in n") == n / 2;
}

struct sim_headset *sim_chaos_any_headset(void)
{
	return sim_chaos->headset[sim_choose(sim_chaos->headsets, "headset")];
}

int sim_chaos_card(struct sim_headset *headset)
{
	return sim_headset_wait_card(headset, 0);
}

static uint64_t sim_chaos_length_ms(void)
{
	static const unsigned int lengths_ms[] = { 600, 1500, 3000 };
	const char *option = sim_option("length_ms");

	return option ? strtoul(option, NULL, 10) :
	       lengths_ms[sim_choose(3, "length of a life")];
}

/*
 * Most lives begin in the middle of a use: what is disturbed must be there.
 * The others are disturbed from the plug on.
 */
static void sim_chaos_plug_all(void)
{
	bool wait = sim_choose(4, "whether the cards are there first");
	unsigned int i;

	for (i = 0; i < sim_chaos->headsets; i++)
		sim_chaos_plug_somewhere(sim_chaos->headset[i]);
	for (i = 0; wait && i < sim_chaos->headsets; i++)
		sim_headset_wait_card(sim_chaos->headset[i], 5000);
	if (wait && sim_chaos_wanted("firmware") &&
	    sim_choose(2, "whether the DSP streams first"))
		sim_chaos_dsp_begin();
}

static void sim_chaos_faults(void)
{
	uint64_t length_ms = sim_chaos_length_ms();
	int i;

	sim_describe(", faults for %llu ms", (unsigned long long)length_ms);
	for (i = 0; i < SIM_CHAOS_ACTORS; i++)
		if (sim_chaos_wanted(sim_chaos->actor[i].name))
			sim_chaos_actor_draw(&sim_chaos->actor[i]);
	sim_chaos_meet_draw();
	sim_chaos_plug_all();
	if (sim_chaos_wanted("wire"))
		sim_chaos_wire_start();
	sim_say("faults begin, for %llu ms", (unsigned long long)length_ms);
	sim_chaos->faults = true;
	sim_chaos_linger(true);
	sim_dsp_set_clinging(sim_option("clinging"));
	sim_chaos->end_ns = sim_time_now_ns() + length_ms * 1000000;
	for (i = 0; i < SIM_CHAOS_ACTORS; i++)
		if (sim_chaos_wanted(sim_chaos->actor[i].name))
			sim_chaos_actor_start(&sim_chaos->actor[i]);
	sim_sleep_ms(length_ms);
}

/* All first: a port where one was may be where another one is. */
static void sim_chaos_unplug_all(void)
{
	unsigned int i;

	for (i = 0; i < sim_chaos->headsets; i++)
		if (sim_headset_plugged(sim_chaos->headset[i]))
			sim_headset_unplug(sim_chaos->headset[i]);
	for (i = 0; i < sim_chaos->headsets; i++)
		sim_expect(!sim_headset_wait_gone(sim_chaos->headset[i], 60000),
			   "after the heal, the sound card is still there 60 s after the unplug");
}

/* The platform's process first: it may start the programs' anew. */
static void sim_chaos_heal(void)
{
	sim_say("heal: all faults end");
	sim_chaos->faults = false;
	sim_chaos_linger(false);
	sim_chaos_wire_heal();
	sim_chaos_environment_heal();
	sim_chaos_actor_end(&sim_chaos->actor[SIM_CHAOS_PLATFORM]);
	for (int i = SIM_CHAOS_ACTORS; i--; )
		sim_chaos_actor_end(&sim_chaos->actor[i]);
	sim_chaos_environment_heal();
	sim_chaos_platform_heal();
	sim_chaos_drivers_heal();
	sim_chaos_dsp_heal();
	sim_chaos_survivors();
	sim_chaos_unplug_all();
}

/* Each only if all before was well: what is left behind, or does not work, has
 * consequences, and a cause is told once. */
static void sim_chaos_judge(void)
{
	if (!sim_chaos_ledger_expect("after the heal"))
		return;
	sim_say("liveness: a fresh headset must work");
	if (sim_chaos_liveness("after the heal") &&
	    sim_chaos_ledger_expect("at the end"))
		sim_chaos_ledger_close();
}

/* It costs as much as some faults: one in four tells what is wrong anyway. */
static bool sim_chaos_begin(void)
{
	if (sim_choose(4, "whether a plain life comes first"))
		return true;
	sim_say("a plain life, for comparison");
	if (!sim_chaos_liveness("before the faults"))
		return false;
	sim_sleep_ms(1000);
	return true;
}

void sim_chaos_run(void)
{
	sim_chaos_compose();
	if (!sim_chaos_begin())
		return;
	sim_chaos_ledger_take(&sim_chaos->ledger);
	sim_chaos_faults();
	sim_chaos_heal();
	sim_chaos_judge();
}
