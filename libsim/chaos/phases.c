// SPDX-License-Identifier: GPL-2.0-only
/*
 * phases.c: one random life: a plain one for comparison, faults, heal,
 * liveness.
 *
 * The faults last for some virtual time; every actor is a process of its own.
 * Then all that disturbs is switched off, everything that was asked for ends,
 * and what is left is compared with the time before. One headset on one
 * controller.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/chaos.h"
#include "sim/machine.h"
#include "chaos.h"

SIM_STATE struct sim_chaos *sim_chaos;

bool sim_chaos_once_in(unsigned int n)
{
	return sim_choose(n, "one in n") == n / 2;
}

int sim_chaos_card(void)
{
	return sim_headset_wait_card(sim_chaos->headset, 0);
}

static void sim_chaos_prepare(void)
{
	static const struct {
		const char *name;
		const struct sim_chaos_action *actions;
	} actors[SIM_CHAOS_ACTORS] = {
		[SIM_CHAOS_USER] = { "user", sim_chaos_user },
		[SIM_CHAOS_PROGRAM] = { "program", sim_chaos_program },
		[SIM_CHAOS_DSP] = { "firmware", sim_chaos_dsp },
		[SIM_CHAOS_PLATFORM] = { "platform", sim_chaos_platform },
		[SIM_CHAOS_ENVIRONMENT] = { "environment",
					    sim_chaos_environment },
	};
	const char *avoid = sim_option("avoid");

	sim_chaos = sim_state_alloc(sizeof(*sim_chaos));
	sim_chaos->headset = sim_headset();
	sim_chaos->avoid_known = avoid && !strcmp(avoid, "known");
	for (int i = 0; i < SIM_CHAOS_ACTORS; i++) {
		sim_chaos->actor[i].name = actors[i].name;
		sim_chaos->actor[i].actions = actors[i].actions;
	}
}

/* Whether the option only= names the actor, or is not given. */
static bool sim_chaos_wanted(const char *name)
{
	const char *only = sim_option("only");

	return !only || strstr(only, name);
}

static uint64_t sim_chaos_length_ms(void)
{
	static const unsigned int lengths_ms[] = { 300, 1000, 3000 };
	const char *option = sim_option("length_ms");

	return option ? strtoul(option, NULL, 10) :
	       lengths_ms[sim_choose(3, "length of a life")];
}

static void sim_chaos_faults(void)
{
	uint64_t length_ms = sim_chaos_length_ms();
	int i;

	for (i = 0; i < SIM_CHAOS_ACTORS; i++)
		if (sim_chaos_wanted(sim_chaos->actor[i].name))
			sim_chaos_actor_draw(&sim_chaos->actor[i]);
	if (sim_chaos_wanted("wire"))
		sim_chaos_wire_start();
	sim_say("faults begin, for %llu ms", (unsigned long long)length_ms);
	sim_headset_plug(sim_chaos->headset);
	sim_chaos->faults = true;
	sim_chaos->end_ns = sim_time_now_ns() + length_ms * 1000000;
	for (i = 0; i < SIM_CHAOS_ACTORS; i++)
		if (sim_chaos_wanted(sim_chaos->actor[i].name))
			sim_chaos_actor_start(&sim_chaos->actor[i]);
	sim_sleep_ms(length_ms);
}

/* The platform's process first: it may start the program's anew. */
static void sim_chaos_heal(void)
{
	sim_say("heal: all faults end");
	sim_chaos->faults = false;
	if (sim_chaos_wanted("wire"))
		sim_chaos_wire_heal();
	sim_chaos_environment_heal();
	for (int i = SIM_CHAOS_ACTORS; i--; )
		sim_chaos_actor_end(&sim_chaos->actor[i]);
	sim_chaos_environment_heal();
	sim_chaos_platform_heal();
	sim_chaos_dsp_heal();
	if (sim_headset_plugged(sim_chaos->headset))
		sim_headset_unplug(sim_chaos->headset);
	sim_expect(!sim_headset_wait_gone(sim_chaos->headset, 60000),
		   "after the heal, the sound card is still there 60 s after the unplug");
}

void sim_chaos_run(void)
{
	sim_chaos_prepare();
	sim_say("a plain life, for comparison");
	if (!sim_chaos_liveness("before the faults"))
		return;
	sim_sleep_ms(1000);
	sim_chaos_ledger_take(&sim_chaos->ledger);
	sim_chaos_faults();
	sim_chaos_heal();
	sim_chaos_ledger_expect("after the heal");
	sim_say("liveness: a fresh headset must work");
	sim_chaos_liveness("after the heal");
	sim_chaos_ledger_expect("at the end");
}
