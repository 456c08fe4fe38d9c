/* SPDX-License-Identifier: GPL-2.0-only */
/* sparse.h: what the scheduler asks sparse.c; see sim/sparse.h. */
#ifndef SIM_SCHED_SPARSE_H
#define SIM_SCHED_SPARSE_H

#include <stdio.h>
#include "strategy.h"
#include "sim/sparse.h"

struct sim_step_count {
	uint64_t key;			/* 0: free */
	uint32_t count;
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
uint32_t *sim_step_count(uint64_t key);
/* Fills SIM_STEP_FRAMES offsets in the image; returns how many. */
int sim_step_sites(const struct sim_task *task, void *fp, uint32_t *site);
/* The current task has come to its next step. */
void sim_step_arrive(enum sim_op op, void *fp);
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
uint32_t sim_sparse_asked(const char *what);
unsigned int sim_sparse_number(unsigned int n, const char *what, uint32_t nth,
			       unsigned int recorded);
uint32_t sim_sparse_pause(unsigned int longest_us, unsigned int number,
			  const char *what);

/* sparse_text.c: ends the run. */
void sim_sparse_diverged(const struct sim_sparse *follow, size_t index,
			 const char *why) __attribute__((noreturn));

#endif /* SIM_SCHED_SPARSE_H */
