/* SPDX-License-Identifier: GPL-2.0-only */
/* sparse.h: what the scheduler asks sparse.c; see sim/sparse.h. */
#ifndef SIM_SCHED_SPARSE_H
#define SIM_SCHED_SPARSE_H

#include <stdio.h>
#include "strategy.h"
#include "sim/sparse.h"

struct sim_step_count {
	uint64_t key;			/* 0: free */
	uint64_t since_ns;
	uint32_t count, before;		/* before: until since_ns */
};

extern bool sim_sparse_active;

/* ---- sparse_step.c ---- */
void sim_steps_begin(void);
void sim_steps_end(void);
uint64_t sim_step_mix(uint64_t hash, uint64_t value);
uint64_t sim_step_text_hash(const char *text);
uint64_t sim_step_entity_hash(uint32_t entity);
uint64_t sim_step_key(uint64_t who, unsigned int op, const uint32_t *site);
uint64_t sim_step_number_key(uint64_t who, const char *what);
/* How often it was come to; @who was not in a turn. */
uint32_t sim_step_counted(uint64_t key);
/* @who comes to it, or (!@now) it is about to. */
struct sim_step sim_step_next(uint64_t key, uint32_t who, bool now);
/* Fills SIM_STEP_FRAMES offsets in the image; returns how many. */
int sim_step_sites(const struct sim_task *task, void *fp, uint32_t *site);
/* The current task has come to its next step. */
void sim_step_arrive(enum sim_op op, void *fp);
/* Only steps of such a beginning get names: those that are asked for. */
void sim_step_want(uint64_t who, unsigned int op, uint32_t site);
void sim_step_want_all(void);
/* Its step has no place in the code. */
bool sim_step_is_taken(const struct sim_candidate *c);
/* The step that candidate @i would take. */
struct sim_step sim_step_of(unsigned int i);

/* ---- sparse.c ---- */

/* A run's start and end; NULL: it has no sparse schedule. */
void sim_sparse_start(struct sim_sparse_run *run);
void sim_sparse_end(void);
void sim_sparse_stop(void);

void sim_sparse_attend(enum sim_op op, const void *object, void *fp);
/* The current task decides; entered: at a point that was attended. */
void sim_sparse_enter(void);
void sim_sparse_entered(void);
unsigned int sim_sparse_pick(unsigned int n, unsigned int recorded);
void sim_sparse_took(unsigned int i);
struct sim_step sim_sparse_asked(const char *what);
unsigned int sim_sparse_number(unsigned int n, const char *what,
			       const struct sim_step *step,
			       unsigned int recorded);
/* A deviation that is found, or one that takes place. */
uint32_t sim_sparse_found(struct sim_deviation *deviation, const char *what);
void sim_sparse_found_is(uint32_t index, const char *what);
void sim_sparse_use(uint32_t index);
const struct sim_sparse *sim_sparse_follows(void);

/* ---- sparse_question.c ---- */
void sim_sparse_tell(const struct sim_step *step, const char *what,
		     unsigned int n, unsigned int number);

/* ---- sparse_index.c ---- */
void sim_sparse_index_begin(void);
void sim_sparse_index_make(const struct sim_sparse *follow);
void sim_sparse_index_end(void);
/* Index + 1 of the first that is about that step and was not taken, or 0. */
uint32_t sim_sparse_find(uint64_t key);
void sim_sparse_take(size_t i);
/* The name of who goes on, hashed. */
uint64_t sim_sparse_chosen(size_t i);
/* When more of them begin to count, and that they do. */
extern uint64_t sim_sparse_next_ns;
void sim_sparse_begin_counts(void);

/* ---- sparse_turn.c ---- */
void sim_turns_begin(const struct sim_sparse *follow);
void sim_turns_end(void);
/* When the turn began that @entity is in; 0: it has none. */
uint64_t sim_turn_of(uint32_t entity);
/* When the last turn began that anybody is in. */
uint64_t sim_turn_last_ns(void);

/* ---- sparse_place.c ---- */
void sim_places_begin(const struct sim_sparse *list);
bool sim_place_is(enum sim_op op, void *fp);

/* sparse_text.c: ends the run. */
void sim_sparse_diverged(const struct sim_sparse *follow, size_t index,
			 const char *why) __attribute__((noreturn));

#endif /* SIM_SCHED_SPARSE_H */
