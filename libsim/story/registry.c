// SPDX-License-Identifier: GPL-2.0-only
/*
 * registry.c: the scenarios of this program, by name. Each file of
 * sim-scenarios/ enters its own through SIM_SCENARIO().
 */
#include <string.h>

#include "sim/run.h"

/* Bounds that the linker gives to the section; none without scenarios. */
extern const struct sim_scenario *const __start_sim_scenarios[]
	__attribute__((weak));
extern const struct sim_scenario *const __stop_sim_scenarios[]
	__attribute__((weak));

static unsigned int sim_scenario_count(void)
{
	return __stop_sim_scenarios - __start_sim_scenarios;
}

/* How many names come before this one: the link order must not show. */
static unsigned int sim_scenario_rank(const struct sim_scenario *scenario)
{
	unsigned int i, rank = 0;

	for (i = 0; i < sim_scenario_count(); i++)
		rank += strcmp(__start_sim_scenarios[i]->name,
			       scenario->name) < 0;
	return rank;
}

const struct sim_scenario *sim_scenario_at(unsigned int index)
{
	for (unsigned int i = 0; i < sim_scenario_count(); i++)
		if (sim_scenario_rank(__start_sim_scenarios[i]) == index)
			return __start_sim_scenarios[i];
	return NULL;
}

const struct sim_scenario *sim_scenario_find(const char *name)
{
	for (unsigned int i = 0; i < sim_scenario_count(); i++)
		if (!strcmp(__start_sim_scenarios[i]->name, name))
			return __start_sim_scenarios[i];
	return NULL;
}
