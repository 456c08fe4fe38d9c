/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * minimize.h: makes a sparse schedule small while it gives the same finding.
 *
 * The caller replays; nothing here knows of images, processes or findings.
 */
#ifndef SIM_MINIMIZE_H
#define SIM_MINIMIZE_H

#include "sim/sparse.h"

/**
 * struct sim_trial - one replay of a candidate
 * @schedule: what is to be followed, leaving out what cannot be
 * @trace: decisions are wanted as well
 * @places: with @trace, or NULL: of struct sim_sparse_run
 * @list: the caller's, with room for @schedule->count
 * @made: deviations that took place before the finding, or at all
 * @preemptions: among all that took place
 * @names, @choice, @choices: of struct sim_sparse_run, when @trace; the
 *	minimiser frees them
 */
struct sim_trial {
	const struct sim_sparse *schedule;
	bool trace;
	const struct sim_sparse *places;
	struct sim_sparse_made *list;
	size_t made;
	uint32_t preemptions;
	struct sim_sparse names;
	struct sim_sparse_choice *choice;
	size_t choices;
};

/**
 * struct sim_minimize - a minimisation
 * @replay: replays a trial: 1 the finding shows, 0 it does not, -1 stop now
 * @progress: called after each replay, or NULL
 * @arg: for both
 * @replays_most: no more replays than this
 * @best: in: a schedule that gives the finding; out: the smallest one found
 * @preemptions: of @best
 * @replays: so many were made
 * @stopped: @replay said so, or replays ran out
 */
struct sim_minimize {
	int (*replay)(void *arg, struct sim_trial *trial);
	void (*progress)(void *arg, const struct sim_minimize *minimize);
	void *arg;
	unsigned int replays_most;
	struct sim_sparse best;
	uint32_t preemptions;
	unsigned int replays;
	bool stopped;
	struct sim_sparse_made *list;
};

/**
 * sim_minimize_run - reduce @best
 * @minimize: what, and by which replays
 *
 * First the earliest point of no return, then whatever the finding does not
 * need, in large pieces and then one by one, the last switches by other tasks of
 * the kin, then switches in place of preemptions.
 *
 * Return: 1, or 0 when @best does not give the finding at all, -1 when it was
 * stopped before that was known or there is no memory.
 */
int sim_minimize_run(struct sim_minimize *minimize);

/* moves.c: fewer preemptions by other switches; true when it got better. */
bool sim_minimize_switches(struct sim_minimize *minimize);

/*
 * groups.c: without all answers to a question or switches to a task; plain:
 * there are no switches.
 */
void sim_minimize_groups(struct sim_minimize *minimize, bool plain);

/* plain.c: no switches and few turns; true when that shows the finding. */
bool sim_minimize_plain(struct sim_minimize *minimize);

/* kin.c: the last switches alone, by others; true when it got better. */
bool sim_minimize_kin(struct sim_minimize *minimize);

/* reduce.c, for the others */

/* 1, 0 or -1, as the caller's. */
int sim_minimize_replay(struct sim_minimize *minimize, struct sim_trial *trial);

/* Replays @candidate and keeps it when the finding shows and it is better. */
bool sim_minimize_try(struct sim_minimize *minimize,
		      struct sim_sparse *candidate, struct sim_trial *trace);
/* A copy of @best without the @n deviations from @from on. */
struct sim_sparse sim_minimize_without(const struct sim_minimize *minimize,
				       size_t from, size_t n);
void sim_trial_free(struct sim_trial *trial);

#endif /* SIM_MINIMIZE_H */
