/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run.h: one run, from an image and a seed to a hash and its findings.
 * Host world; between the scheduler (libsim/sched), the reports
 * (libsim/report), the scenarios (sim-scenarios) and the command (libsim/cli).
 */
#ifndef SIM_RUN_H
#define SIM_RUN_H

#include "sim/border_memory.h"
#include "sim/hw.h"
#include "sim/trouble.h"

#define SIM_MAX_FRAMES	32
#define SIM_STATE_LOCKS	8

struct sim_frame { uint64_t address; };

#define SIM_WAKER_FRAMES	12

/* Who ended a sleep, as it was done last; not who will end the next. */
struct sim_task_waker {
	char name[48];			/* "": not known */
	char context[16];		/* as sim_finding.context */
	uint64_t when_ns;
	int frames;
	struct sim_frame stack[SIM_WAKER_FRAMES];
};

/* One line per task in a report: what it runs, waits for, and its stack. */
struct sim_task_state {
	char name[48];
	int cpu;			/* -1: on none */
	enum sim_wait waits_for;	/* SIM_WAIT_NONE: it runs or is ready */
	uint64_t wait_object;
	uint64_t waiting_since_ns;
	char wait_name[48];		/* of the object, "" when unknown */
	char holder[48];		/* who must end the wait, "" likewise */
	struct sim_task_waker waker;	/* where no holder is known */
	int locks;			/* that it holds, as far as there is room */
	struct sim_held_state {
		enum sim_wait what;
		uint64_t object;
		char name[48];
	} lock[SIM_STATE_LOCKS];
	int frames;
	struct sim_frame stack[SIM_MAX_FRAMES];
};

/*
 * What a wait is for, in words that are the same in all runs: the part of a
 * signature that the scheduler knows. See docs/signatures.md.
 */
struct sim_waited {
	char what[192];			/* "completion", "mutex &x", a circle's
					 * locks; "": the finding is no wait */
	char keeps[64];			/* the sleeping lock taken last, or "" */
	int circle;			/* how many locks it has, 0: it is none */
	bool ends;			/* by its own time-out */
	bool busy;			/* keeps its CPU */
	bool lost;			/* what it is for has come */
};

#define SIM_OTHER_FRAMES	16
#define SIM_TROUBLES		4
struct sim_finding {
	enum sim_kind kind;
	int number;			/* from 1, within the run */
	int follows;			/* the one that it comes of, or 0 */
	struct sim_waited waited;
	int troubles;			/* of the hardware, as it was told */
	struct sim_trouble trouble[SIM_TROUBLES];
	bool observed;			/* false: possible */
	bool crashed;			/* stack[0] is no return address */
	bool limited;			/* by the run's limit of time alone */
	char title[256];
	uint64_t when_ns;
	uint64_t decision;		/* number of the decision it came at */
	char task[48];			/* task that ran, "" when none */
	int cpu;
	char context[16];		/* "task", "softirq", "hardirq", "actor" */
	int frames;
	struct sim_frame stack[SIM_MAX_FRAMES];
	int tasks;			/* other tasks concerned (deadlocks) */
	struct sim_task_state *task_states;
	bool asserts;			/* a race with an assertion */
	char note[96];			/* last line of a report, "" when none */
	int others;			/* other stacks concerned (memory) */
	struct sim_other_stack {
		char title[112];
		int frames;
		struct sim_frame stack[SIM_OTHER_FRAMES];
	} other[SIM_REPORT_STACKS];
};

/* A recorded decision; the schedule file is an array of these. */
struct sim_decision {
	uint32_t chosen;		/* entity name index; CHOICE: the number */
	uint16_t op;			/* enum sim_op of the deciding context */
	uint16_t candidates;		/* how many could have been chosen */
	uint32_t by;			/* entity that reached the point */
	uint32_t site;			/* image offset of the caller, 0: none */
};

struct sim_schedule {
	char image_id[65];		/* hex digest of the image file */
	char image_name[64];
	char scenario[64];
	char options[1024];		/* canonical "key=value\n" lines */
	char strategy[32];
	uint64_t seed;
	uint64_t hash;			/* of the whole run */
	size_t count;
	struct sim_decision *decisions;
	size_t names;			/* entity names: tasks, events, lines */
	char **name;
};

enum sim_outcome {
	SIM_PASSED, SIM_FOUND, SIM_FAULT, SIM_DIVERGED, SIM_TIMED_OUT,
	SIM_REFUSED,		/* asked for wrongly, as the image says */
};

struct sim_scenario;

/*
 * Receives what happens while it happens. Calls come on the stack of a fiber
 * (at least 48 KiB free); they must not call back into the scheduler.
 */
struct sim_observer {
	/* task is NULL outside tasks; context: "task", "softirq", ... */
	void (*trace)(void *arg, uint64_t now_ns, int cpu, const char *task,
		      const char *context, int level, const char *topic,
		      const char *text);
	void (*finding)(void *arg, const struct sim_finding *finding);
	void *arg;
};

struct sim_run_config;

/*
 * The machine around the kernel: libsim/board, or a test's own. Members may
 * be NULL.
 */
struct sim_board {
	/* Before the image's early(): models, the device tree. */
	int (*create)(const struct sim_run_config *config,
		      struct sim_boot_params *params);
	/* After boot, before the story: actors start. */
	void (*power_on)(void);
	/* A datagram that the kernel's node sent: 0 or a negative errno. */
	int (*packet)(const struct sim_qrtr_packet *packet);
	/* sim_afe_usb_device() */
	int (*afe_usb_device)(unsigned int card, unsigned int pcm);
	/* Why drivers may wait for hardware in vain: how many of @room. */
	int (*troubles)(struct sim_trouble *list, int room);
};

struct sim_search;
struct sim_profile;
struct sim_sparse_run;

struct sim_run_config {
	const struct sim_scenario *scenario;
	const struct sim_board *board;
	const struct sim_image_ops *image;	/* loaded, see sim_image_load() */
	uint64_t seed;
	const char *strategy;		/* "random", "pct:3"...; NULL: random */
	int cpus;			/* 0: scenario's or seed's choice, 2..8 */
	const char *device_name;	/* builtin name or file, NULL: default */
	const void *device_blob;	/* NULL: builtin of that name */
	size_t device_bytes;
	const char *second_name;	/* the same of the second, NULL: none */
	const void *second_blob;
	size_t second_bytes;
	const char *command_line;	/* kernel parameters */
	uint64_t limit_ns;		/* virtual time, 0: 10 minutes */
	uint64_t limit_decisions;	/* 0: 50 million */
	bool record;			/* fill result.schedule */
	/*
	 * The seed and the strategy decide from power-on. Without it boot goes
	 * the plainest way, the same for all seeds, and they decide from the
	 * story's start.
	 */
	bool seed_boot;
	/*
	 * More runs will follow in this process: keep the booted machine for
	 * them, or start from one that was kept. The result is the same.
	 */
	bool keep_boot;
	const struct sim_schedule *replay;	/* strict replay of this */
	const char *const *options;	/* "key=value", NULL-terminated */
	/* Bits of enum sim_check that are not as in SIM_CHECKS_DEFAULT. */
	unsigned int checks_changed;
	bool races_strict;		/* races: without KCSAN's leniencies */
	struct sim_observer observer;
	/* What strategies know of earlier runs, see sim/search.h; or NULL. */
	struct sim_search *search;
	struct sim_profile *profile;
	/* A sparse schedule to follow, or to find out: sim/sparse.h; or NULL. */
	struct sim_sparse_run *sparse;
};

struct sim_run_result {
	enum sim_outcome outcome;
	uint64_t hash;
	uint64_t decisions, switches, preemptions, interrupts;
	uint64_t virtual_ns;
	int findings;
	char message[512];		/* fault or divergence in one sentence */
	char about[1024];		/* what the story says of itself, or "" */
	struct sim_schedule schedule;	/* when recorded */
};

/* Once per process, unless @config->keep_boot is set in each run of it. */
int sim_run(const struct sim_run_config *config, struct sim_run_result *result);

/**
 * sim_run_reset - make this process able to run again
 *
 * Forgets the whole machine: tasks, events, models' state. The image's own
 * data and the arena's contents are the caller's to put back.
 * Context: outside a run.
 */
void sim_run_reset(void);

/*
 * dlopen()s an image at SIM_IMAGE_BASE and checks its border version. On
 * error returns NULL and a sentence in @error.
 */
const struct sim_image_ops *sim_image_load(const char *path, char *error,
					   size_t error_size);

/* ---- strategies: who goes next ---- */
struct sim_candidate {
	uint32_t entity;		/* name index, stable within a run */
	enum sim_op op;			/* what it is about to do */
	const void *object;
	uint64_t site;
	bool current;			/* it is who reached the point */
};

struct sim_strategy {
	const char *name, *help;
	void (*start)(void *state, uint64_t seed);
	/* index into c[0..n), n > 1 */
	unsigned int (*pick)(void *state, const struct sim_candidate *c,
			     unsigned int n);
	/* value in [0, n), n > 1 */
	unsigned int (*choose)(void *state, unsigned int n);
	/*
	 * Optional: what follows a colon in its name, after start(). Returns
	 * false when that means nothing. Without state it is only checked.
	 */
	bool (*parameter)(void *state, const char *text);
	/* Optional: the run is over. */
	void (*end)(void *state, enum sim_outcome outcome);
	size_t state_bytes;
	bool wants_profile;		/* counts of earlier runs help it */
	/* false: only blocking points are asked (fast path) */
	bool preempts;
};
/* "name" or "name:parameter"; NULL when there is none or it is wrong. */
const struct sim_strategy *sim_strategy_find(const char *name);
const struct sim_strategy *sim_strategy_at(unsigned int index);	/* or NULL */

/* ---- scenarios ---- */
/**
 * struct sim_scenario_option - an option KEY=VALUE that a scenario understands
 * @key: its name; NULL ends a list
 * @values: what it takes, in words that fit behind "KEY takes"
 * @fits: whether the scenario can do something with a value
 */
struct sim_scenario_option {
	const char *key, *values;
	bool (*fits)(const char *value);
};

/*
 * @story runs as the first user process after boot, in the simulated machine;
 * see sim/scenario.h for the words it may use.
 */
struct sim_scenario {
	const char *name;
	const char *help;		/* one line for `simctl list` */
	void (*story)(void);
	const struct sim_scenario_option *options;	/* NULL: it has none */
	bool bare;			/* boot only, no default device plugged */
	unsigned int controllers;	/* of the board, 1 or 2; 0: one */
	bool pair;			/* --device may name a second device */
};
const struct sim_scenario *sim_scenario_find(const char *name);
const struct sim_scenario *sim_scenario_at(unsigned int index);	/* or NULL */

#endif /* SIM_RUN_H */
