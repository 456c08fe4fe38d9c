/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * explore_programs.h: seven small programs with known bugs, on the fake
 * kernel of sched_fake.h, to measure exploration with.
 *
 * Their shapes are well known from the literature on concurrency testing; the
 * code is written anew. Only worker threads count, all startable at once, and
 * a step is a lock, an unlock or an access that races. A program that is
 * wrong says so with a finding, which ends the run.
 */
#ifndef EXPLORE_PROGRAMS_H
#define EXPLORE_PROGRAMS_H

#include "minimize/minimize.h"
#include "sched_fake.h"
#include "sim/search.h"

#define EXPLORE_MOST_THREADS	8

struct explore_program {
	const char *name;
	int threads;
	void (*thread[EXPLORE_MOST_THREADS])(void);
	void (*start)(void);		/* sets its variables */
	bool (*wrong)(void);		/* at the end, may be NULL */
	/* What ANCHORS.md says of it. */
	uint64_t executions, buggy;
	double walk_rate;		/* P(random walk finds it) */
	int preemptions;		/* least number for the bug */
	int depth;			/* orderings that bring the bug about */
};

extern const struct explore_program explore_programs[];
#define EXPLORE_PROGRAMS	7

/* All variables of the programs after a run, as a number. */
uint64_t explore_outcome(void);

/* Steps that programs are made of. */
void explore_lock(struct fake_lock *lock);
void explore_unlock(struct fake_lock *lock);
void explore_access(enum sim_op op, const void *object);
void explore_wrong(const char *what);

/* One run in this process; true when a bug was found. */
bool explore_run(const struct explore_program *program,
		 const struct sim_run_config *config);
/* The same with its result, of which a recorded schedule is the caller's. */
bool explore_run_result(const struct explore_program *program,
			const struct sim_run_config *config,
			struct sim_run_result *result);
void explore_schedule_free(struct sim_schedule *schedule);

/* Where the first finding of a run is; observer.finding is explore_note(). */
struct explore_finding {
	bool found;
	uint64_t decision;
};
void explore_note(void *first, const struct sim_finding *finding);

/* A replay for sim_minimize_run(), whose arg is the program. */
int explore_replay(void *program, struct sim_trial *trial);

#endif /* EXPLORE_PROGRAMS_H */
