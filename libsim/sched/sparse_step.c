// SPDX-License-Identifier: GPL-2.0-only
/*
 * sparse_step.c: the names of steps, for sparse schedules.
 *
 * A step is named when a task comes to it: by the task, its operation and the
 * places it was called from, counted. Steps of hardware and a task's first
 * one are counted when they are taken. Counting goes on at every point,
 * whether others could go there or not, so that it depends on what a task
 * does and not on who is beside it.
 */
#include <stdlib.h>
#include <string.h>
#include "sparse.h"

/* Decisions that an entity may be asked for apart from its steps. */
#define KEY_NUMBER	0x6e756d6265720000ULL

static struct {
	bool fresh;			/* the current step is counted already */
	/* of entities of this run, 0: not yet known */
	uint64_t entity_hash[SIM_MAX_NAMES];
	struct sim_step_count *count;
	size_t counts, count_room;
} steps;

/* ---- names as numbers ---- */

uint64_t sim_step_mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * 0x9fb21c651e98df25ULL;
	return hash ^ hash >> 29;
}

uint64_t sim_step_text_hash(const char *text)
{
	uint64_t hash = 14695981039346656037ULL;

	while (*text)
		hash = (hash ^ (unsigned char)*text++) * 1099511628211ULL;
	return hash | 1;
}

uint64_t sim_step_entity_hash(uint32_t entity)
{
	if (!steps.entity_hash[entity])
		steps.entity_hash[entity] = sim_step_text_hash(sim_name_at(entity));
	return steps.entity_hash[entity];
}

uint64_t sim_step_key(uint64_t who, unsigned int op, const uint32_t *site)
{
	uint64_t key = sim_step_mix(who, op);

	for (int i = 0; i < SIM_STEP_FRAMES && site[i]; i++)
		key = sim_step_mix(key, site[i]);
	return key;
}

uint64_t sim_step_number_key(uint64_t who, const char *what)
{
	return sim_step_mix(who, sim_step_text_hash(what) ^ KEY_NUMBER);
}

/* ---- counting ---- */

static void counts_grow(void)
{
	size_t room = steps.count_room ? steps.count_room * 2 : 4096;
	struct sim_step_count *old = steps.count, *more;
	size_t old_room = steps.count_room;

	more = calloc(room, sizeof(*more));
	if (!more)
		sim_fault("the host is out of memory to count steps");
	for (size_t i = 0; i < old_room; i++) {
		size_t at = old[i].key & (room - 1);

		while (old[i].key && more[at].key)
			at = (at + 1) & (room - 1);
		if (old[i].key)
			more[at] = old[i];
	}
	free(old);
	steps.count = more;
	steps.count_room = room;
}

uint32_t *sim_step_count(uint64_t key)
{
	size_t at;

	key += !key;
	if (steps.counts * 2 >= steps.count_room)
		counts_grow();
	at = key & (steps.count_room - 1);
	while (steps.count[at].key && steps.count[at].key != key)
		at = (at + 1) & (steps.count_room - 1);
	if (!steps.count[at].key) {
		steps.count[at].key = key;
		steps.counts++;
	}
	return &steps.count[at].count;
}

int sim_step_sites(const struct sim_task *task, void *fp, uint32_t *site)
{
	struct sim_frame frame[SIM_STEP_FRAMES];
	int n = sim_unwind(task, fp, 0, frame, SIM_STEP_FRAMES);

	memset(site, 0, SIM_STEP_FRAMES * sizeof(*site));
	for (int i = 0; i < n; i++)
		site[i] = frame[i].address - sim_host.site_base;
	return n;
}

/* The current task has come to its next step. */
void sim_step_arrive(enum sim_op op, void *fp)
{
	struct sim_task *task = M->current;
	uint32_t site[SIM_STEP_FRAMES];

	sim_step_sites(task, fp, site);
	task->step.key = sim_step_key(sim_step_entity_hash(task->entity), op, site);
	task->step.nth = ++*sim_step_count(task->step.key);
}

void sim_sparse_enter(void)
{
	if (!steps.fresh)
		sim_step_arrive(M->current->op, M->current->entry_fp);
	steps.fresh = false;
}

void sim_sparse_entered(void)
{
	steps.fresh = true;
}

/* Steps that have no place in the code. */
bool sim_step_is_taken(const struct sim_candidate *c)
{
	struct sim_pick pick;

	sim_pick_at(c - sim_host.candidate, &pick);
	/* An actor may be about to work on the device: it is a task even so. */
	return pick.kind == SIM_PICK_EVENT || pick.kind == SIM_PICK_LINE ||
	       c->op == SIM_OP_NONE;
}

struct sim_step sim_step_of(unsigned int i)
{
	const struct sim_candidate *c = &sim_host.candidate[i];
	static const uint32_t nowhere[SIM_STEP_FRAMES];
	const struct sim_task *task = sim_pick_subject(i);
	struct sim_step step;

	if (!sim_step_is_taken(c))
		return task->step;
	step.key = sim_step_key(sim_step_entity_hash(c->entity), c->op, nowhere);
	step.nth = *sim_step_count(step.key) + 1;
	return step;
}

void sim_sparse_took(unsigned int i)
{
	if (sim_step_is_taken(&sim_host.candidate[i]))
		++*sim_step_count(sim_step_of(i).key);
}

/* Tasks that wait since before it: that is their first step. */
void sim_steps_begin(void)
{
	struct sim_link *link = M->tasks.next;

	memset(&steps, 0, sizeof(steps));
	for (; link != &M->tasks; link = link->next) {
		struct sim_task *task = sim_entry(link, struct sim_task, all);
		uint32_t site[SIM_STEP_FRAMES];

		if (!task->started || !task->entry_fp)
			continue;
		sim_step_sites(task, task->entry_fp, site);
		task->step.key = sim_step_key(sim_step_entity_hash(task->entity), task->op,
					  site);
		task->step.nth = ++*sim_step_count(task->step.key);
	}
}

void sim_steps_end(void)
{
	free(steps.count);
	memset(&steps, 0, sizeof(steps));
}
