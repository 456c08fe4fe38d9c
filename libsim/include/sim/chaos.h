/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * chaos.h: the random life of a headset, for the scenario `chaos`. Host world.
 */
#ifndef SIM_CHAOS_H
#define SIM_CHAOS_H

/**
 * sim_chaos_run() - live one random life: faults, heal, liveness
 *
 * Actors and their odds are drawn by sim_choose(), so the strategy and the
 * seed decide all of it and a schedule replays it. Options of the run:
 * avoid=known leaves out what is written up in docs/findings already,
 * length_ms=N sets how long the faults last, only=ACTOR[,ACTOR] silences the
 * other actors.
 *
 * What is not right at the end is reported as findings of kind invariant.
 * Context: the story of a scenario, once.
 */
void sim_chaos_run(void);

#endif /* SIM_CHAOS_H */
