/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * chaos.h: what the actors of a random life share. One instance in the state
 * arena. Only processes of the story touch it, never two at once between two
 * decision points.
 */
#ifndef SIM_CHAOS_PRIVATE_H
#define SIM_CHAOS_PRIVATE_H

#include "sim/scenario.h"

#define SIM_CHAOS_ACTIONS	16
#define SIM_CHAOS_ACTORS	5
#define SIM_CHAOS_DRIVERS	4

/* One thing that an actor may do. */
struct sim_chaos_action {
	const char *name;
	void (*run)(void);
	bool known;		/* left out by avoid=known */
};

/**
 * struct sim_chaos_actor - somebody who does things at random
 * @name: for the timeline and the option only=
 * @actions: what it may do; ends with an empty entry
 * @weight: odds of each action in this life
 * @pause_us: longest pause between two actions in this life; 0: it rests
 * @process: while the faults last
 * @leave: it was told to end
 */
struct sim_chaos_actor {
	const char *name;
	const struct sim_chaos_action *actions;
	unsigned int weight[SIM_CHAOS_ACTIONS];
	unsigned int pause_us;
	struct sim_process *process;
	bool leave;
};

/* What must be the same before and after: counted in the hardware. */
struct sim_chaos_ledger {
	size_t dma_mappings, iommu_ranges;
	unsigned int slots, interrupters;
};

struct sim_chaos {
	bool avoid_known, faults;
	uint64_t end_ns;
	struct sim_headset *headset;
	struct sim_chaos_actor actor[SIM_CHAOS_ACTORS];
	struct sim_chaos_ledger ledger;
};
extern struct sim_chaos *sim_chaos;

/* Odds of one in @n. */
bool sim_chaos_once_in(unsigned int n);
/* The USB sound card's number now, or -1. Does not wait. */
int sim_chaos_card(void);

/* actor.c */
void sim_chaos_actor_draw(struct sim_chaos_actor *actor);
void sim_chaos_actor_start(struct sim_chaos_actor *actor);
void sim_chaos_actor_end(struct sim_chaos_actor *actor);
/* Ends it by a signal and starts it anew, as a user does with a program. */
void sim_chaos_actor_kill(struct sim_chaos_actor *actor, int signal);

extern const struct sim_chaos_action sim_chaos_user[], sim_chaos_program[],
	sim_chaos_dsp[], sim_chaos_platform[], sim_chaos_environment[];
/* Their indices in sim_chaos.actor. */
enum { SIM_CHAOS_USER, SIM_CHAOS_PROGRAM, SIM_CHAOS_DSP, SIM_CHAOS_PLATFORM,
       SIM_CHAOS_ENVIRONMENT };

/* Each undoes what it did in the faults. */
void sim_chaos_dsp_heal(void);
void sim_chaos_platform_heal(void);
void sim_chaos_environment_heal(void);

/* device.c: the wire between headset and controller */
void sim_chaos_wire_start(void);
void sim_chaos_wire_heal(void);

/* ledger.c */
void sim_chaos_ledger_take(struct sim_chaos_ledger *ledger);
void sim_chaos_ledger_expect(const char *when);
/* Plug, stream by host and DSP, sleep, unplug; false: something was wrong. */
bool sim_chaos_liveness(const char *when);

#endif /* SIM_CHAOS_PRIVATE_H */
