/* SPDX-License-Identifier: GPL-2.0-only */
/* strategy.h: what the files of the strategies share. */
#ifndef SIM_SCHED_STRATEGY_H
#define SIM_SCHED_STRATEGY_H

#include "machine.h"
#include "sim/search.h"

extern const struct sim_strategy sim_strategy_pct, sim_strategy_pos,
	sim_strategy_surw, sim_strategy_urw, sim_strategy_dfs;

/* The caller's records, or NULL. */
static inline struct sim_search *sim_strategy_search(void)
{
	return sim_host.config ? sim_host.config->search : NULL;
}

static inline struct sim_profile *sim_strategy_profile(void)
{
	return sim_host.config && M->seeded ? sim_host.config->profile : NULL;
}

static inline bool sim_candidate_is_hardware(const struct sim_candidate *c)
{
	return c->op == SIM_OP_DEVICE || c->op == SIM_OP_IRQ ||
	       c->op == SIM_OP_CLOCK;
}

/* It gave way by itself: going on with others is no preemption. */
static inline bool sim_candidate_yields(const struct sim_candidate *c)
{
	return c->op == SIM_OP_YIELD || c->op == SIM_OP_RELAX;
}

/* May the order of the two steps matter? NULL is an unknown object. */
static inline bool sim_steps_conflict(enum sim_op op_a, const void *a,
				      enum sim_op op_b, const void *b)
{
	if (!a || !b)
		return true;
	return a == b && !(op_a == SIM_OP_READ && op_b == SIM_OP_READ);
}

/* strategy.c: round robin, for parts of a run that are not worth more. */
struct sim_turn {
	uint32_t last;
};
unsigned int sim_turn_pick(void *state, const struct sim_candidate *c,
			   unsigned int n);

/* profile.c */
void sim_profile_start(struct sim_profile *profile);
void sim_profile_note(struct sim_profile *profile,
		      const struct sim_candidate *chosen);
void sim_profile_end(struct sim_profile *profile);
/* Index of @entity in @profile, or -1. */
int sim_profile_find(struct sim_profile *profile, uint32_t entity);

#endif /* SIM_SCHED_STRATEGY_H */
