// SPDX-License-Identifier: GPL-2.0-only
/*
 * actor.c: somebody who does things at random: the odds of a life, and the
 * process that follows them.
 *
 * Odds are drawn anew for each life (swarm testing): an action is left out,
 * rare or frequent, so that lives differ more than one set of odds allows.
 * Choice 0 is the calm one everywhere: no action. A minimised schedule names
 * what is done and when, whatever the odds; what it leaves out is time in which
 * nothing happens.
 */
#include <stdio.h>
#include <string.h>

#include "chaos.h"

#define SIM_BURST_ACTIONS	16
#define SIM_BURST_REST_US	50000

static unsigned int sim_draw_weight(const struct sim_chaos_action *action)
{
	static const unsigned int weights[] = { 0, 0, 1, 4 };
	unsigned int weight;
	char what[64];

	/* A schedule names the choice by this, so it says which action. */
	snprintf(what, sizeof(what), "odds of %s", action->name);
	weight = weights[sim_choose(4, what)];
	return action->known && sim_chaos->avoid_known ? 0 : weight;
}

static void sim_actor_tell(const struct sim_chaos_actor *actor)
{
	char text[256];
	int used = 0;

	for (int i = 0; actor->actions[i].name; i++)
		if (actor->weight[i] && used < (int)sizeof(text))
			used += snprintf(text + used, sizeof(text) - used,
					 " %s %u", actor->actions[i].name,
					 actor->weight[i]);
	sim_say("odds: %s, pauses up to %u us:%s", actor->name,
		actor->pause_us, used ? text : " nothing");
	sim_describe("; %s:%s", actor->name, used ? text : " nothing");
}

/* Draws how often @actor does what in this life. */
void sim_chaos_actor_draw(struct sim_chaos_actor *actor)
{
	static const unsigned int pauses_us[] = { 300000, 50000, 5000, 200 };

	actor->pause_us = pauses_us[sim_choose(4, "pause of an actor")];
	for (int i = 0; actor->actions[i].name; i++) {
		sim_assert(i < SIM_CHAOS_ACTIONS);
		actor->weight[i] = sim_draw_weight(&actor->actions[i]);
	}
	sim_actor_tell(actor);
}

static bool sim_actor_goes_on(const struct sim_chaos_actor *actor)
{
	return sim_chaos->faults && !actor->leave &&
	       actor->done < SIM_CHAOS_MOST_ACTIONS &&
	       sim_time_now_ns() < sim_chaos->end_ns;
}

/*
 * A quick one acts in bursts and rests between them: else it would be through
 * with what it may do in a life before the first device is back.
 */
static unsigned int sim_actor_longest_us(struct sim_chaos_actor *actor)
{
	if (actor->pause_us >= SIM_BURST_REST_US)
		return actor->pause_us;
	if (actor->burst) {
		actor->burst--;
		return actor->pause_us;
	}
	actor->burst = sim_choose(SIM_BURST_ACTIONS, "length of a burst");
	return SIM_BURST_REST_US;
}

/* A minimised schedule may ask for a rest until the end of the faults. */
static void sim_actor_pause(struct sim_chaos_actor *actor)
{
	unsigned int longest_us = sim_actor_longest_us(actor);
	uint64_t us = sim_turn_wait_us(longest_us);
	uint64_t left_us = (sim_chaos->end_ns - sim_time_now_ns()) / 1000 + 1;

	actor->resting = true;
	if (us)
		sim_sleep_us(us > longest_us && us > left_us ? left_us : us);
	actor->resting = false;
	sim_chaos_meet_answer(actor);
}

static void sim_actor_act(struct sim_chaos_actor *actor,
			  const struct sim_turn_options *options)
{
	const struct sim_chaos_action *action;
	unsigned int i = sim_turn_choose(options);

	actor->done++;
	if (i == options->count)
		return;
	action = &actor->actions[i];
	if (action->removes)
		sim_chaos_meet_begin(actor);
	sim_trace_at(2, "story", "%s: %s", actor->name, action->name);
	if (sim_actor_goes_on(actor))
		action->run();
	sim_chaos_meet_end(actor);
}

static void sim_actor_live(void *arg)
{
	struct sim_chaos_actor *actor = arg;
	const char *name[SIM_CHAOS_ACTIONS];
	struct sim_turn_options options = {
		.name = name, .weight = actor->weight,
	};
	int i;

	for (i = 0; actor->actions[i].name; i++)
		name[i] = actor->actions[i].name;
	options.count = i;
	if (!sim_turn_any(&options))
		return;
	while (sim_actor_goes_on(actor)) {
		sim_actor_pause(actor);
		if (!sim_actor_goes_on(actor))
			break;
		sim_actor_act(actor, &options);
	}
}

/* Memory for a process of ours must not be what fails. */
void sim_chaos_actor_start(struct sim_chaos_actor *actor)
{
	actor->leave = actor->resting = actor->called = actor->removing = false;
	sim_chaos_environment_heal();
	actor->process = sim_process_start(actor->name, sim_actor_live, actor);
}

void sim_chaos_actor_end(struct sim_chaos_actor *actor)
{
	actor->leave = true;
	if (actor->process)
		sim_process_wait(actor->process);
	actor->process = NULL;
}

void sim_chaos_actor_signal(struct sim_chaos_actor *actor, int signal)
{
	if (actor->process)
		sim_process_kill(actor->process, signal);
}

void sim_chaos_actor_kill(struct sim_chaos_actor *actor, int signal)
{
	if (!actor->process)
		return;
	actor->leave = true;
	sim_process_kill(actor->process, signal);
	sim_chaos_actor_end(actor);
	if (sim_chaos->faults)
		sim_chaos_actor_start(actor);
}
