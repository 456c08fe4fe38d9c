/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * explore.h: many runs of scenarios, in workers under one supervisor.
 *
 * The supervisor loads the image and never runs it. A worker is forked for
 * each job; it boots once and makes one run after the other from a snapshot of
 * that. It leaves results in slots of shared memory and saves what nobody
 * found before. A worker that a run breaks is gone, with the loss of that run,
 * and followed by another.
 */
#ifndef SIM_EXPLORE_H
#define SIM_EXPLORE_H

#include "cli/cli.h"
#include "sim/search.h"

#define SIM_EXPLORE_SCENARIOS	16
#define SIM_EXPLORE_BASELINES	16	/* files */
#define SIM_EXPLORE_JOBS	256
#define SIM_EXPLORE_FINDINGS	16	/* distinct, of one run, that are told */
#define SIM_EXPLORE_KNOWN	1024	/* distinct ones that are told */
/* To save what was found, after failures. */
#define SIM_EXPLORE_ATTEMPTS	8
/* Runs per scenario that the others learn from, one after the other. */
#define SIM_EXPLORE_LEARN	4

struct sim_explore_finding {
	char kind[32], title[256], signature[256];
	bool observed;
	bool known;			/* the baseline has it */
};

/* Most runs that a worker gets at once. */
#define SIM_EXPLORE_BATCH	16
#define SIM_EXPLORE_BROKEN	8	/* runs without a verdict that are named */

/* A run, and what it leaves behind. */
struct sim_explore_slot {
	bool began;
	bool found;			/* what it found is there */
	bool done;			/* all of this is filled */
	enum sim_outcome outcome;
	uint64_t hash;			/* of the run */
	uint64_t interleaving;		/* digest of its decisions */
	uint64_t decisions;
	char message[512], schedule[4200], about[1024];
	int findings;
	struct sim_explore_finding finding[SIM_EXPLORE_FINDINGS];
	/* the supervisor's */
	uint64_t number, seed;
	int scenario;			/* its session */
	bool learns;			/* later runs learn from it */
	const char *strategy;
	bool killed;			/* it took too long */
	bool ours;			/* of our shard; else only learnt from */
};

/* What a worker has to do, one after the other. */
struct sim_explore_batch {
	int count;
	uint64_t run_began_ns;		/* CLOCK_MONOTONIC */
	double cpu_s;			/* of the worker */
	struct sim_explore_slot slot[SIM_EXPLORE_BATCH];
};

/* Shared by all workers; entries of @saved are added and never change. */
struct sim_explore_shared {
	uint64_t saved[SIM_EXPLORE_KNOWN];	/* digests of signatures */
	uint32_t unsaved;	/* attempts to save that failed */
	bool stop;		/* no worker begins another run */
	struct sim_explore_batch batch[SIM_EXPLORE_JOBS];
	/* what the first runs left, and after them: nobody writes to it */
	struct sim_profile learnt[SIM_EXPLORE_SCENARIOS];
	struct sim_search search;	/* strategy "dfs" */
};

/* What a run is made again by. */
struct sim_explore_origin {
	const char *scenario, *strategy;
	uint64_t seed;
};

/* A run that came to no end of its own: it leaves no schedule. */
struct sim_explore_broken {
	struct sim_explore_origin run;
	char what[512];
};

/* A distinct finding and how often it was met. */
struct sim_explore_known {
	struct sim_explore_finding finding;
	uint64_t count, seed;		/* seed: of the first */
	uint64_t after_runs;		/* runs until then, that one included */
	double after_s, after_cpu_s;	/* time and CPU time until then */
	const char *scenario, *strategy;
	char schedule[4200], about[1024];
	bool baseline;			/* it was known before */
	char small[4300];		/* its minimised schedule, or "" */
	size_t small_decisions;
};

/* A line of the baseline file, and the lines of comment right above it. */
struct sim_explore_baseline {
	char *signature, *comment;
};

/**
 * struct sim_explore - an exploration
 * @session: one for each scenario, prepared, its image open
 * @strategy: of every run, or NULL: they take turns
 * @runs: most runs, 0: any number
 * @seconds: of host time, 0: no limit
 * @run_seconds: a run that takes longer is ended
 * @cpu_seconds: of CPU time of all runs together, 0: no limit
 * @fresh: each run in a process of its own, booted anew
 * @baseline: what is no news
 * @shard: from 1, which part of the runs is ours; @shards: of how many, 0: all
 * @until: kinds after whose first new finding it stops: bits, by their number
 * @searches: all runs there are, one after the other: strategy "dfs"
 * @minimize_seconds: for each new finding, to minimise its schedule; 0: not
 * @until_text: what the signature of that finding holds, or NULL: anything
 * @write_baseline: where to write what is known afterwards, or NULL
 */
struct sim_explore {
	const struct sim_cli_flags *flags;
	struct sim_session *session[SIM_EXPLORE_SCENARIOS];
	int sessions, jobs;
	const char *strategy;
	uint64_t runs, first_seed;
	double seconds, run_seconds, cpu_seconds, minimize_seconds;
	bool fresh, searches;
	struct sim_explore_baseline *baseline;
	size_t baseline_count;
	uint64_t shard, shards;
	uint32_t until;
	const char *until_text;
	const char *write_baseline;

	struct sim_explore_shared *shared;
	uint64_t next;			/* number of the run to start */
	uint64_t learnt;		/* learning runs that have ended */
	uint64_t ended, distinct, lost, timeouts, faults, decisions;
	uint64_t hash;			/* of all runs, in any order */
	double began, last_found, took, cpu_s;
	bool interrupted, until_met, exhausted;
	struct sim_explore_broken broken[SIM_EXPLORE_BROKEN];
	int broken_count;		/* the first ones */
	char refusal[512];		/* why no run can be made, or "" */
	uint64_t *seen;			/* digests of interleavings */
	size_t seen_room;
	struct sim_explore_known *known;
	int known_count, known_room;
};

/* supervisor.c: all runs; 0, or an exit code after a sentence. */
int sim_explore_run(struct sim_explore *explore);
/* search.c: a run of the search has ended. */
void sim_explore_search_begin(struct sim_explore *explore);
void sim_explore_search_next(struct sim_explore *explore);
void sim_explore_search_tell(const struct sim_explore *explore);
/* small.c: minimises the schedules of what is new, one after the other. */
void sim_explore_minimize(struct sim_explore *explore);
/* plan.c: which runs there are, in which order. */
uint64_t sim_explore_learning_runs(const struct sim_explore *explore);
/* Whether there is a run to begin, while @running have not ended. */
bool sim_explore_wants_more(struct sim_explore *explore, int running);
/* The next one. */
void sim_explore_plan(struct sim_explore *explore,
		      struct sim_explore_slot *slot);
/* worker.c: what a worker does; a byte from @fd begins a batch, one to it ends
 * the batch. */
void sim_explore_worker(struct sim_explore *explore,
			struct sim_explore_batch *batch, int fd)
	__attribute__((noreturn));
uint64_t sim_explore_now_ns(void);
/* one_run.c: makes the run of a slot and fills the slot. */
void sim_explore_one_run(struct sim_explore *explore,
			 struct sim_explore_slot *slot);
/* What this run was the first to find may be saved by another one. */
void sim_explore_forget(struct sim_explore_shared *shared,
			const struct sim_explore_slot *slot);
/* tally.c: a run has ended, or its worker has: @status is that of waitpid(). */
void sim_explore_tally(struct sim_explore *explore,
		       struct sim_explore_slot *slot, int status, double now);
int sim_explore_new_count(const struct sim_explore *explore);
int sim_explore_exit_code(const struct sim_explore *explore);
/* baseline.c: adds to what is known; 0, or an exit code after a sentence. */
int sim_explore_baseline_read(struct sim_explore *explore, const char *path);
/* What was known and what was found, sorted. */
int sim_explore_baseline_write(const struct sim_explore *explore);
/* keep.c: false when it is left out. */
bool sim_explore_keep(struct sim_explore_slot *slot,
		      const struct sim_explore_finding *finding);
bool sim_explore_baseline_has(const struct sim_explore *explore,
			      const char *signature);
void sim_explore_baseline_free(struct sim_explore *explore);
/* again.c: prints the command that makes a run; false: there is none. */
bool sim_explore_again(FILE *out, const struct sim_explore *explore,
		       const struct sim_explore_origin *run);
/* tell.c */
void sim_explore_progress(const struct sim_explore *explore, double now);
void sim_explore_summary(const struct sim_explore *explore);
/* To standard output or --json=FILE; 0 or -1 after a sentence. */
int sim_explore_json(const struct sim_explore *explore);

#endif /* SIM_EXPLORE_H */
