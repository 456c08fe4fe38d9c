/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * chaos.h: the random life of a headset, for the scenario `chaos`. Host world.
 */
#ifndef SIM_CHAOS_H
#define SIM_CHAOS_H

#include "sim/run.h"

/*
 * avoid=known leaves out what is written up in docs/findings already,
 * length_ms=N sets how long the faults last, over_current_ms=N how long a port
 * is in over-current at most, only=ACTOR[,ACTOR] silences the
 * other actors, devices=N, controllers=N and second=NAME fix what the seed
 * would choose.
 */
extern const struct sim_scenario_option sim_chaos_options[];

/**
 * sim_chaos_run() - live one random life: faults, heal, liveness
 *
 * Devices, actors and their odds are drawn by sim_choose(), so the strategy and
 * the seed decide all of it and a schedule replays it.
 *
 * What is not right at the end is reported as findings of kind invariant.
 * Context: the story of a scenario on a board with two controllers, once.
 */
void sim_chaos_run(void);

#endif /* SIM_CHAOS_H */
