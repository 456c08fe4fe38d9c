/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sparse.h: a schedule as what differs from the plainest one.
 *
 * The plain policy: who runs goes on until it has to wait or gives way; then
 * hardware comes first, then the task after it in the order of their making;
 * a number that is asked for is 0; time moves only when nobody can go on. A
 * sparse schedule lists where a run leaves that: its deviations. Each is named
 * by what it is about - whose step, which operation, from which place, for
 * the how manieth time - and by no count of decisions, so that taking one out
 * leaves the names of the others alone.
 *
 * Who waits and then does something, again and again (sim_turn_wait_us()), has
 * turns: what it does, and at which time. Without any it rests. So a turn that
 * is taken out moves no other one. What is decided in a turn is counted since
 * it began, and what others decide meanwhile since that time: earlier turns
 * that are taken out do not change those names either.
 *
 * Does not cover: kernels whose tasks have other names; a build with other
 * functions gives other places (docs/schedule-file.md says what is compared).
 */
#ifndef SIM_SPARSE_H
#define SIM_SPARSE_H

#include "sim/border.h"

#define SIM_STEP_FRAMES	4

enum sim_deviation_kind {
	SIM_DEVIATE_PICK,	/* another one goes on */
	SIM_DEVIATE_NUMBER,	/* a number other than 0 */
	SIM_DEVIATE_TIME,	/* time moves although somebody could go on */
	SIM_DEVIATE_TURN,	/* somebody does something at a time */
	SIM_DEVIATE_KINDS
};

/**
 * struct sim_deviation - one decision that is not the plain one
 * @kind: enum sim_deviation_kind
 * @op: what @who is about to do, enum sim_op
 * @who: name of whose step it is, an index into the schedule's names
 * @what: PICK: name of who goes on instead; NUMBER: name of the question;
 *	TURN: what @who does
 * @number: NUMBER: the answer
 * @nth: how often @who had come to this step by then, from 1
 * @since_ns: when that count begins, 0: with the story; TURN: its time
 * @own: it begins with @who's own turn of that time
 * @site: PICK, TIME: return addresses as offsets in the image, innermost
 *	first; 0 ends them
 */
struct sim_deviation {
	uint8_t kind;
	bool own;
	uint16_t op;
	uint32_t who, what, number, nth;
	uint64_t since_ns;
	uint32_t site[SIM_STEP_FRAMES];
};

struct sim_sparse {
	size_t count, names;
	struct sim_deviation *deviation;
	char **name;
};

/* Where a task or a piece of hardware stood; see struct sim_deviation_view. */
#define SIM_VIEW_FRAMES	12
struct sim_step_view {
	char name[64];
	enum sim_op op;
	const void *object;
	int frames;
	uint64_t frame[SIM_VIEW_FRAMES];	/* return addresses */
};

/**
 * struct sim_deviation_view - a deviation as it takes place, to be shown
 * @index: in the schedule that is followed
 * @preempts: @who could have gone on
 * @who: the step that the plain policy would have taken
 * @chosen: PICK: the step that is taken instead
 */
struct sim_deviation_view {
	size_t index;
	bool preempts;
	uint64_t now_ns;
	struct sim_step_view who, chosen;
};

/* A deviation that took place: which, and how many decisions were before it. */
struct sim_sparse_made {
	uint64_t decision;
	uint32_t index;
};

#define SIM_TRACE_OPTIONS	8

/**
 * struct sim_sparse_choice - a decision who goes on, as a run came to it
 * @deviation: the plain step, and in @what who did go on
 * @continues: going on with another one preempts who runs
 * @made: it is one of the deviations followed, and has its name
 * @options, @option: tasks that could go on, the first of them
 */
struct sim_sparse_choice {
	struct sim_deviation deviation;
	bool continues, made;
	uint8_t options;
	uint32_t option[SIM_TRACE_OPTIONS];
};

/**
 * struct sim_sparse_run - how a run deals with a sparse schedule
 * @follow: deviations to make; NULL when a recorded schedule is replayed, to
 *	find out its own
 * @strict: each must take place, in their order; else what cannot be is left
 *	out
 * @show: called at each deviation, on the stack of a fiber; or NULL
 * @arg: for @show
 * @found: receives the deviations of the run, see sim/sparse_list.h;
 *	without @follow only
 * @list: receives those that took place, in their order, with indices into
 *	@follow or @found; the caller's, with room for all of @follow or of the
 *	recorded decisions; or NULL
 * @made: how many took place
 * @preemptions: of tasks by tasks among them
 * @trace: with @follow: keep all decisions who goes on in @choice, malloc()ed,
 *	and the names of all that there was in @found
 * @places: with @trace, or NULL: whoever comes to where one of its switches or
 *	moves of time is made is among the decisions, as if asked to go on
 */
struct sim_sparse_run {
	const struct sim_sparse *follow;
	bool strict;
	void (*show)(void *arg, const struct sim_deviation_view *view);
	void *arg;
	struct sim_sparse found;
	struct sim_sparse_made *list;
	size_t made;
	uint32_t preemptions;
	bool trace;
	const struct sim_sparse *places;
	struct sim_sparse_choice *choice;
	size_t choices;
};

#endif /* SIM_SPARSE_H */
