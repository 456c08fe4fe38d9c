/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * minimize.h: minimising the schedule of a session; each replay in a child of
 * its own, as the process that asks must not have run.
 */
#ifndef SIM_CLI_MINIMIZE_H
#define SIM_CLI_MINIMIZE_H

#include "cli/cli.h"
#include "minimize/minimize.h"

/**
 * struct sim_job - one minimisation
 * @session: loaded, its image open
 * @finding: part of the signature of the one that is wanted, or NULL
 * @out: file to write
 * @replays: the most
 * @run_seconds: a replay that takes longer shows nothing
 * @seconds: no more replays after that time, 0: no limit
 * @signature: of the finding
 * @before, @preemptions_before: decisions of the schedule at first
 */
struct sim_job {
	struct sim_session *session;
	const char *finding, *out;
	unsigned int replays;
	double run_seconds, seconds;
	/* inside */
	char signature[256];
	struct sim_finding like;	/* the finding as it first came */
	struct sim_symbols *symbols;
	struct sim_minimize minimize;
	uint64_t limit_ns;		/* of virtual time */
	size_t decisions_before, before;
	uint32_t preemptions_before;
	double began, saved, until;	/* 0: no limit */
	bool progress, interrupted, lost;
	size_t saved_count;
};

/* minimize_job.c: seconds of the host. */
double sim_job_now(void);

/* What a replay told. */
struct sim_replayed {
	enum sim_outcome outcome;
	char message[512];
	uint64_t hash;
	uint32_t preemptions;
	struct sim_findings findings;	/* with the tasks concerned */
	struct sim_sparse sparse;	/* found out, or names of @choice */
	struct sim_sparse_choice *choice;
	size_t choices;
	size_t made;
};

/* minimize_child.c: 0, or -1 when the child was lost. */
int sim_job_replay(struct sim_job *job, struct sim_sparse_run *run,
		   const struct sim_schedule *full, struct sim_replayed *told);
void sim_replayed_free(struct sim_replayed *told);

/* minimize_json.c: malloc()ed, or NULL without memory. */
char *sim_job_json(const struct sim_job *job, double seconds);

/* minimize_job.c: all of it; an exit code. */
int sim_job_run(struct sim_job *job);

#endif /* SIM_CLI_MINIMIZE_H */
