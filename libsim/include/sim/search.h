/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * search.h: what strategies keep from one run to the next.
 *
 * A strategy forgets everything at the end of its run; these two records are
 * the caller's, who hands them to each run by struct sim_run_config. Both are
 * plain memory without pointers into the host's heap, so that they may lie in
 * memory shared with a child that does the run.
 */
#ifndef SIM_SEARCH_H
#define SIM_SEARCH_H

#include "sim/border.h"

/* ---- exhaustive search: strategy "dfs" ---- */

#define SIM_SEARCH_OPTIONS	16	/* per decision; more are cut */
#define SIM_SEARCH_DEPTH	2048	/* branching decisions; more are cut */

struct sim_search_step {
	uint32_t entity;
	enum sim_op op;
	const void *object;
};

struct sim_search_node {
	uint16_t options, at;		/* @at: the one that this run takes */
	uint16_t asleep;		/* mask of options that need no try */
	bool current;			/* option 0 is who reached the point */
	uint32_t preemptions;		/* before this decision */
	struct sim_search_step option[SIM_SEARCH_OPTIONS];
};

/**
 * struct sim_search - the way of a depth-first search through all schedules
 * @preemption_bound: runs with more preemptions are left out; -1: none are
 * @reduce: leave out runs that only swap independent neighbours (sleep sets);
 *	needs every access that conflicts to be a decision point
 * @from_mark: decisions before sim_search_mark() are no part of it
 * @redundant: the last run was one of those, and was ended early
 * @cut: something was larger than the tables, so not all was searched
 * @preemptions: of the last run
 * @executions: runs so far that were not redundant
 * @length: nodes on the way
 * @node: the way
 */
struct sim_search {
	int preemption_bound;
	bool reduce, from_mark;
	bool redundant, cut;
	uint32_t preemptions;
	uint64_t executions;
	uint32_t length;
	struct sim_search_node node[SIM_SEARCH_DEPTH];
};

/**
 * sim_search_begin - prepare for the first run
 * @search: to be filled
 * @preemption_bound: most preemptions, -1 for any number
 * @reduce: leave out equivalent runs; only without a bound
 */
void sim_search_begin(struct sim_search *search, int preemption_bound,
		      bool reduce);

/* What follows "dfs:": a preemption bound, or "por"; false: neither. */
bool sim_search_parse(const char *text, int *preemption_bound, bool *reduce);

/**
 * sim_search_next - after a run: turn to the next one
 * @search: as the run left it
 *
 * Return: false when there is none.
 */
bool sim_search_next(struct sim_search *search);

/**
 * sim_search_mark - the part of a run that is worth a search starts here
 *
 * What comes before, such as boot, goes the plainest way when the search asks
 * for that (@from_mark). Other strategies do not care.
 * Context: the story's process.
 */
void sim_search_mark(void);

/* ---- what a program does, counted: strategies "pct", "surw", "urw" ---- */

#define SIM_PROFILE_ENTITIES	128
#define SIM_PROFILE_OBJECTS	64

struct sim_profile_entity {
	char name[48];
	uint32_t events, now;		/* the most of any run; of this one */
};

struct sim_profile_object {
	const void *object;
	uint32_t users;			/* entities that ever touched it */
	uint32_t events[SIM_PROFILE_ENTITIES], now[SIM_PROFILE_ENTITIES];
};

/**
 * struct sim_profile - decisions of earlier runs, counted
 * @runs: how many were counted
 * @steps: decisions of the longest
 * @entities, @entity: who did them; entities beyond the table are not counted
 * @objects, @object: to what, since the story began; when the table is full
 *	one that nobody shares makes room
 * @oldest: where to look for that
 * @slot: scratch of a run: entity to index + 1
 *
 * Zeroed memory is an empty one.
 */
struct sim_profile {
	uint64_t runs, steps, steps_now;
	uint32_t entities, objects, oldest;
	struct sim_profile_entity entity[SIM_PROFILE_ENTITIES];
	struct sim_profile_object object[SIM_PROFILE_OBJECTS];
	uint16_t slot[4096];
};

#endif /* SIM_SEARCH_H */
