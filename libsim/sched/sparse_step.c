// SPDX-License-Identifier: GPL-2.0-only
/*
 * sparse_step.c: the names of steps, for sparse schedules.
 *
 * A step is named when a task comes to it: by the task, its operation and the
 * places it was called from, counted. Steps of hardware and a task's first
 * one are counted when they are taken. Counting goes on at every point,
 * whether others could go there or not, so that it depends on what a task
 * does and not on who is beside it.
 *
 * Who is in a turn has its steps counted in it, all others since the last turn
 * of anybody began: so neither depends on what happened long before.
 */
#include <stdlib.h>
#include <string.h>
#include "sparse.h"

/* Decisions that an entity may be asked for apart from its steps. */
#define KEY_NUMBER	0x6e756d6265720000ULL

#define WANTED_WORDS	2048

static struct {
	bool fresh;			/* the current step is counted already */
	/* of entities of this run, 0: not yet known */
	uint64_t entity_hash[SIM_MAX_NAMES];
	struct sim_step_count *count;
	size_t counts, count_room;
	/* by who, operation and innermost place, as far as bits go */
	uint32_t wanted[WANTED_WORDS];
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

static struct sim_step_count *count_of(uint64_t key)
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
	return &steps.count[at];
}

uint32_t sim_step_counted(uint64_t key)
{
	return count_of(key)->count;
}

struct sim_step sim_step_next(uint64_t key, uint32_t who, bool now)
{
	struct sim_step step = { .since_ns = sim_turn_of(who) };
	struct sim_step_count *count;

	if (sim_unlikely(M->now_ns >= sim_sparse_next_ns))
		sim_sparse_begin_counts();
	step.own = step.since_ns;
	if (!step.own)
		step.since_ns = sim_turn_last_ns();
	step.key = step.own ? sim_step_mix(key, step.since_ns) : key;
	count = count_of(step.key);
	if (count->since_ns != step.since_ns) {
		count->since_ns = step.since_ns;
		count->before = step.own ? 0 : count->count;
	}
	step.nth = count->count + 1;
	count->count += now;
	step.named = step.nth - count->before;
	return step;
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

/* ---- most steps of a run that follows a schedule are in none of its names ---- */

static uint32_t *wanted_bit(uint64_t who, unsigned int op, uint32_t site,
			    uint32_t *bit)
{
	uint64_t hash = sim_step_mix(sim_step_mix(who, op), site);

	*bit = 1U << (hash & 31);
	return &steps.wanted[hash >> 5 & (WANTED_WORDS - 1)];
}

void sim_step_want(uint64_t who, unsigned int op, uint32_t site)
{
	uint32_t bit, *word = wanted_bit(who, op, site, &bit);

	*word |= bit;
}

void sim_step_want_all(void)
{
	memset(steps.wanted, 0xff, sizeof(steps.wanted));
}

static bool is_wanted(const struct sim_task *task, enum sim_op op, void *fp)
{
	struct sim_frame frame = { .address = sim_host.site_base };
	uint32_t bit, *word;

	sim_unwind(task, fp, 0, &frame, 1);
	word = wanted_bit(sim_step_entity_hash(task->entity), op,
			  frame.address - sim_host.site_base, &bit);
	return *word & bit;
}

/* The current task has come to its next step. */
void sim_step_arrive(enum sim_op op, void *fp)
{
	struct sim_task *task = M->current;
	uint32_t site[SIM_STEP_FRAMES];

	if (!is_wanted(task, op, fp)) {
		memset(&task->step, 0, sizeof(task->step));
		return;
	}
	sim_step_sites(task, fp, site);
	task->step = sim_step_next(sim_step_key(sim_step_entity_hash(task->entity),
						op, site), task->entity, true);
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

	if (!sim_step_is_taken(c))
		return task->step;
	return sim_step_next(sim_step_key(sim_step_entity_hash(c->entity),
					  c->op, nowhere), c->entity, false);
}

void sim_sparse_took(unsigned int i)
{
	const struct sim_candidate *c = &sim_host.candidate[i];
	static const uint32_t nowhere[SIM_STEP_FRAMES];

	if (sim_step_is_taken(c))
		sim_step_next(sim_step_key(sim_step_entity_hash(c->entity),
					   c->op, nowhere), c->entity, true);
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
		task->step = sim_step_next(
			sim_step_key(sim_step_entity_hash(task->entity),
				     task->op, site), task->entity, true);
	}
}

void sim_steps_end(void)
{
	free(steps.count);
	memset(&steps, 0, sizeof(steps));
}
