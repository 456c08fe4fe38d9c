/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * chaos.h: what the actors of a random life share. One instance in the state
 * arena. Only processes of the story touch it, never two at once between two
 * decision points.
 */
#ifndef SIM_CHAOS_PRIVATE_H
#define SIM_CHAOS_PRIVATE_H

#include "sim/chaos.h"
#include "sim/scenario.h"

#define SIM_CHAOS_ACTIONS	20
#define SIM_CHAOS_HEADSETS	2
/* Of one actor in a life: one that never pauses must not keep it going. */
#define SIM_CHAOS_MOST_ACTIONS	400
#define SIM_CHAOS_CONTROLLERS	2

/* One thing that an actor may do. */
struct sim_chaos_action {
	const char *name;
	void (*run)(void);
	bool known;		/* left out by avoid=known */
	bool removes;		/* takes away what others use: meet.c */
};

/**
 * struct sim_chaos_actor - somebody who does things at random
 * @name: for the timeline and the option only=
 * @actions: what it may do; ends with an empty entry
 * @weight: odds of each action in this life
 * @pause_us: longest pause between two actions in this life; 0: it rests
 * @done: actions so far, of SIM_CHAOS_MOST_ACTIONS
 * @burst: actions until the next long pause
 * @process: while the faults last
 * @leave: it was told to end
 * @resting: in its pause
 * @called: its pause was ended by another one, meet.c
 * @removing: in an action that takes something away
 */
struct sim_chaos_actor {
	const char *name;
	const struct sim_chaos_action *actions;
	unsigned int weight[SIM_CHAOS_ACTIONS];
	unsigned int pause_us, done, burst;
	struct sim_process *process;
	bool leave, resting, called, removing;
};

/* The actors that are processes. */
enum {
	SIM_CHAOS_USER, SIM_CHAOS_PROGRAM, SIM_CHAOS_VOICE, SIM_CHAOS_DSP,
	SIM_CHAOS_PLATFORM, SIM_CHAOS_BUS, SIM_CHAOS_ENVIRONMENT,
	SIM_CHAOS_ACTORS,
};

/* What must be the same before and after; ledger.c has the words. */
enum {
	SIM_LEDGER_DMA, SIM_LEDGER_IOMMU, SIM_LEDGER_SLOTS,
	SIM_LEDGER_INTERRUPTERS, SIM_LEDGER_SOUND, SIM_LEDGER_USB,
	SIM_LEDGER_URBS,
	SIM_LEDGER_LINES,
};

struct sim_chaos_ledger {
	size_t line[SIM_LEDGER_LINES];
};

struct sim_chaos {
	bool avoid_known, faults;
	/* at least, they may have */
	bool memory_failed, mappings_failed;
	/* avoid=known: for now no request is made to fail, nothing is plugged */
	bool calm;
	/* nobody takes away what is plugged, meet.c */
	bool kept;
	/* 0: none; one in so many, 0: never */
	unsigned int respite_us, company;
	uint64_t end_ns;
	unsigned int controllers, headsets;
	struct sim_headset *headset[SIM_CHAOS_HEADSETS];
	/* avoid=known: the DSP keeps to this one */
	struct sim_headset *offloaded;
	bool slept;		/* so has the machine */
	struct sim_chaos_actor actor[SIM_CHAOS_ACTORS];
	struct sim_chaos_ledger ledger;
};
extern struct sim_chaos *sim_chaos;

/* Odds of one in @n. */
bool sim_chaos_once_in(unsigned int n);
/* One of the devices of this life. */
struct sim_headset *sim_chaos_any_headset(void);
/* The number of a device's sound card now, or -1. Does not wait. */
int sim_chaos_card(struct sim_headset *headset);

/* options.c */
bool sim_chaos_wanted(const char *actor);

/* compose.c: who and what is in this life */
void sim_chaos_compose(void);

/* actor.c */
void sim_chaos_actor_draw(struct sim_chaos_actor *actor);
void sim_chaos_actor_start(struct sim_chaos_actor *actor);
void sim_chaos_actor_end(struct sim_chaos_actor *actor);
/* Ends it by a signal and starts it anew, as a user does with a program. */
void sim_chaos_actor_kill(struct sim_chaos_actor *actor, int signal);
/* Interrupts what it waits for. */
void sim_chaos_actor_signal(struct sim_chaos_actor *actor, int signal);

/* meet.c: around each action that takes something away */
void sim_chaos_meet_draw(void);
void sim_chaos_linger(bool on);
void sim_chaos_meet_begin(struct sim_chaos_actor *actor);
void sim_chaos_meet_end(struct sim_chaos_actor *actor);
void sim_chaos_meet_answer(struct sim_chaos_actor *actor);
bool sim_chaos_keep(void);
void sim_chaos_let_go(void);

extern const struct sim_chaos_action sim_chaos_user[], sim_chaos_program[],
	sim_chaos_dsp[], sim_chaos_platform[], sim_chaos_bus[],
	sim_chaos_environment[];

/* user.c: pushes the plug into a port that is chosen; nothing if it is in one */
void sim_chaos_plug_somewhere(struct sim_headset *headset);

/* drivers.c: unbound and bound */
void sim_chaos_unbind_controller(void);
void sim_chaos_unbind_back_end(void);
void sim_chaos_unbind_card(void);
void sim_chaos_unbind_vendor(void);
void sim_chaos_rival(void);
void sim_chaos_unbind_interface(void);
void sim_chaos_unbind_device(void);
void sim_chaos_unbind_hub(void);
/* Unbinds the vendor driver, does @act, binds it. */
void sim_chaos_without_vendor(void (*act)(void));
/* What a program may ask of usbfs. */
void sim_chaos_reset_device(void);
/* The second controller's driver for the whole life. */
void sim_chaos_without_second_controller(void);

/* Those of the controllers, for good. */
void sim_chaos_drivers_leave(void);

/* dsp.c: a stream before the faults */
void sim_chaos_dsp_begin(void);

/* Each undoes what it did in the faults. */
void sim_chaos_dsp_heal(void);
void sim_chaos_drivers_heal(void);
void sim_chaos_platform_heal(void);
void sim_chaos_environment_heal(void);

/* wire.c: the wire between a device and its controller */
void sim_chaos_wire_start(void);
void sim_chaos_wire_heal(void);
/* For a while most of what the device says is lost (or NAKed). */
void sim_chaos_wire_burst(bool slow);

/* ledger.c */
void sim_chaos_ledger_take(struct sim_chaos_ledger *ledger);
bool sim_chaos_ledger_expect(const char *when);
/* The very end: without drivers, no controller has memory mapped. */
void sim_chaos_ledger_close(void);

/* machine_sleep.c: an idle device sleeps when the machine does */
bool sim_chaos_machine_sleeps(struct sim_headset *headset);

/* liveness.c */
/* Plug, stream by host and DSP, sleep, unplug; false: something was wrong. */
bool sim_chaos_liveness(const char *when);
/* What was plugged all the time must stream again and be able to sleep. */
void sim_chaos_survivors(void);

#endif /* SIM_CHAOS_PRIVATE_H */
