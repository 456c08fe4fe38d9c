// SPDX-License-Identifier: GPL-2.0-only
/*
 * sparse.c: runs that follow a sparse schedule, or find out their own; see
 * sim/sparse.h. sparse_step.c says which step is which.
 */
#include <stdlib.h>
#include <string.h>
#include "sparse.h"
#include "sim/sparse_list.h"

static struct {
	struct sim_sparse_run *run;
	/* skip counts of the run that is replayed; ours is 1 at every point */
	uint32_t skip;
	uint32_t entity_name[SIM_MAX_NAMES];	/* in @found, + 1 */
	size_t last;
} sparse;

bool sim_sparse_active;

/* The next one at that step, if it is of that kind. */
static uint32_t find_at_step(const struct sim_step *step,
			     enum sim_deviation_kind kind)
{
	uint32_t found = sim_sparse_find(sim_step_mix(step->key, step->nth));

	return found && sparse.run->follow->deviation[found - 1].kind == kind ?
	       found : 0;
}

/* ---- deviations that take place ---- */

static void add_made(size_t index, uint64_t decision)
{
	struct sim_sparse_run *run = sparse.run;

	if (run->list)
		run->list[run->made] =
			(struct sim_sparse_made){ decision, index };
	run->made++;
}

static uint32_t found_name(const char *name)
{
	int index = sim_sparse_name(&sparse.run->found, name);

	if (index < 0)
		sim_fault("the host is out of memory for the schedule");
	return index;
}

/* As found_name(), without looking through all names each time. */
static uint32_t found_entity(uint32_t entity)
{
	if (!sparse.entity_name[entity])
		sparse.entity_name[entity] =
			found_name(sim_name_at(entity)) + 1;
	return sparse.entity_name[entity] - 1;
}

static void found_add(const struct sim_deviation *deviation, uint64_t decision)
{
	add_made(sparse.run->found.count, decision);
	if (sim_sparse_add(&sparse.run->found, deviation))
		sim_fault("the host is out of memory for the schedule");
}

static void step_view(struct sim_step_view *view, unsigned int i)
{
	const struct sim_candidate *c = &sim_host.candidate[i];
	const struct sim_task *task = sim_pick_subject(i);
	struct sim_frame frame[SIM_VIEW_FRAMES];

	snprintf(view->name, sizeof(view->name), "%s", sim_name_at(c->entity));
	view->op = c->op;
	view->object = c->object;
	if (sim_step_is_taken(c))
		return;
	view->frames = sim_unwind(task, task->entry_fp, 0, frame,
				  SIM_VIEW_FRAMES);
	for (int f = 0; f < view->frames; f++)
		view->frame[f] = frame[f].address;
}

static bool preempts(unsigned int plain, unsigned int i)
{
	const struct sim_candidate *c = &sim_host.candidate[plain];

	return c->current && !sim_candidate_yields(c) &&
	       !sim_candidate_is_hardware(&sim_host.candidate[i]);
}

static void pick_made(size_t index, unsigned int plain, unsigned int i)
{
	struct sim_sparse_run *run = sparse.run;
	bool preempting = preempts(plain, i);

	run->preemptions += preempting;
	if (!run->show)
		return;
	struct sim_deviation_view view = {
		.index = index, .preempts = preempting, .now_ns = M->now_ns,
	};
	step_view(&view.who, plain);
	step_view(&view.chosen, i);
	run->show(run->arg, &view);
}

/* For deviations that only concern who decides. */
static void show_current(size_t index)
{
	struct sim_sparse_run *run = sparse.run;
	struct sim_deviation_view view = {
		.index = index, .now_ns = M->now_ns,
	};
	const struct sim_task *task = M->current;
	struct sim_frame frame[SIM_VIEW_FRAMES];

	if (!run->show)
		return;
	snprintf(view.who.name, sizeof(view.who.name), "%s",
		 sim_name_at(sim_decider()));
	view.who.op = task->op;
	view.who.frames = M->event ? 0 :
			  sim_unwind(task, __builtin_frame_address(0), 0, frame,
				     SIM_VIEW_FRAMES);
	for (int f = 0; f < view.who.frames; f++)
		view.who.frame[f] = frame[f].address;
	run->show(run->arg, &view);
}

static void strict_check(uint32_t index)
{
	const struct sim_sparse *follow = sparse.run->follow;

	if (sparse.run->strict && index != sparse.last)
		sim_sparse_diverged(follow, sparse.last,
				    "does not come before the next one");
	sparse.last = index + 1;
}

static void use(uint32_t index, uint64_t decision)
{
	sim_sparse_take(index);
	strict_check(index);
	add_made(index, decision);
}

/* ---- the plain policy and where it is left ---- */

/* The task after who decides, in the order of their making. */
static unsigned int plain_next(unsigned int n)
{
	const struct sim_candidate *c = sim_host.candidate;
	uint32_t last = M->current->entity;
	unsigned int best = 0;

	for (unsigned int i = 1; i < n; i++)
		if (c[i].entity - last - 1 < c[best].entity - last - 1)
			best = i;
	return best;
}

static unsigned int plain_pick(unsigned int n)
{
	const struct sim_candidate *c = sim_host.candidate;

	for (unsigned int i = 0; i < n; i++)
		if (c[i].current && !sim_candidate_yields(&c[i]))
			return i;
	for (unsigned int i = 0; i < n; i++)
		if (sim_candidate_is_hardware(&c[i]))
			return i;
	return plain_next(n);
}

static struct sim_deviation deviation_of(unsigned int plain, unsigned int i)
{
	const struct sim_candidate *c = &sim_host.candidate[plain];
	const struct sim_task *task = sim_pick_subject(plain);
	struct sim_step step = sim_step_of(plain);
	struct sim_deviation d = {
		.kind = SIM_DEVIATE_PICK, .op = c->op,
		.who = found_entity(c->entity), .nth = step.named,
		.since_ns = step.since_ns, .own = step.own,
		.what = found_entity(sim_host.candidate[i].entity),
	};

	if (!sim_step_is_taken(c))
		sim_step_sites(task, task->entry_fp, d.site);
	return d;
}

static void note_pick(unsigned int plain, unsigned int i)
{
	struct sim_deviation d = deviation_of(plain, i);

	pick_made(sparse.run->found.count, plain, i);
	found_add(&d, M->decisions);
}

/* What is counted since when may differ from the run that it was found in. */
static void name_copy(struct sim_deviation *to, const struct sim_deviation *from)
{
	to->nth = from->nth;
	to->since_ns = from->since_ns;
	to->own = from->own;
}

/* Room is the next power of two. @index: of the deviation made, + 1. */
static void trace_pick(unsigned int n, unsigned int plain, unsigned int i,
		       uint32_t index)
{
	const struct sim_candidate *c = sim_host.candidate;
	struct sim_sparse_run *run = sparse.run;
	struct sim_sparse_choice *choice = run->choice;

	if (!(run->choices & (run->choices - 1)))
		choice = realloc(choice, (run->choices * 2 + !run->choices) *
					 sizeof(*choice));
	if (!choice)
		sim_fault("the host is out of memory for the decisions");
	run->choice = choice;
	choice += run->choices++;
	*choice = (struct sim_sparse_choice){
		.deviation = deviation_of(plain, i), .made = index,
		.continues = c[plain].current &&
			     !sim_candidate_yields(&c[plain]),
	};
	if (index)
		name_copy(&choice->deviation,
			  &run->follow->deviation[index - 1]);
	for (unsigned int k = 0; k < n; k++)
		if (!sim_candidate_is_hardware(&c[k]) &&
		    choice->options < SIM_TRACE_OPTIONS)
			choice->option[choice->options++] =
				found_entity(c[k].entity);
}

/* @made: the deviation that it is, + 1. */
static unsigned int follow_pick(unsigned int plain, unsigned int n,
				uint32_t *made)
{
	struct sim_step step = sim_step_of(plain);
	uint32_t found = find_at_step(&step, SIM_DEVIATE_PICK), index;

	*made = 0;
	if (!found)
		return plain;
	index = found - 1;
	for (unsigned int i = 0; i < n; i++) {
		if (sim_step_entity_hash(sim_host.candidate[i].entity) !=
		    sim_sparse_chosen(index))
			continue;
		use(index, M->decisions);
		pick_made(index, plain, i);
		*made = found;
		return i;
	}
	if (sparse.run->strict)
		sim_sparse_diverged(sparse.run->follow, index,
				    "cannot be made: that one cannot go on here");
	sim_sparse_take(index);
	return plain;
}

/* Which candidate goes on. @recorded: the one of the run replayed, or n. */
unsigned int sim_sparse_pick(unsigned int n, unsigned int recorded)
{
	unsigned int plain = plain_pick(n), i;
	uint32_t made;

	if (sparse.run->follow) {
		i = follow_pick(plain, n, &made);
		if (sparse.run->trace)
			trace_pick(n, plain, i, made);
		return i;
	}
	if (plain != recorded)
		note_pick(plain, recorded);
	return recorded;
}

static void note_number(const struct sim_step *step, const char *what,
			uint32_t number)
{
	struct sim_deviation d = {
		.kind = SIM_DEVIATE_NUMBER, .op = SIM_OP_CHOICE,
		.who = found_entity(sim_decider()), .what = found_name(what),
		.number = number, .nth = step->named,
		.since_ns = step->since_ns, .own = step->own,
	};

	show_current(sparse.run->found.count);
	found_add(&d, M->decisions);
}

/* Counts a question, also one that has a single answer. */
struct sim_step sim_sparse_asked(const char *what)
{
	uint32_t who = sim_decider();

	return sim_step_next(sim_step_number_key(sim_step_entity_hash(who),
						 what), who, true);
}

/* The schedule's answer, below @n; 0 where it has none. */
static unsigned int follow_number(unsigned int n, const struct sim_step *step)
{
	uint32_t found = sim_sparse_find(sim_step_mix(step->key, step->nth));
	uint32_t number;

	if (!found)
		return 0;
	number = sparse.run->follow->deviation[found - 1].number;
	if (number >= n && sparse.run->strict)
		sim_sparse_diverged(sparse.run->follow, found - 1,
				    "cannot be made: there are fewer choices");
	if (number >= n)
		return 0;
	use(found - 1, M->decisions);
	show_current(found - 1);
	return number;
}

/* The answer, below @n. @recorded: that of the run replayed. */
unsigned int sim_sparse_number(unsigned int n, const char *what,
			       const struct sim_step *step,
			       unsigned int recorded)
{
	unsigned int number;

	if (!sparse.run->follow) {
		if (recorded)
			note_number(step, what, recorded);
		return recorded;
	}
	number = follow_number(n, step);
	sim_sparse_tell(step, what, n, number);
	return number;
}

/* ---- turns ---- */

const struct sim_sparse *sim_sparse_follows(void)
{
	return sparse.run->follow;
}

/* The decision before is the one that it stands for. */
uint32_t sim_sparse_found(struct sim_deviation *deviation, const char *what)
{
	uint32_t index = sparse.run->found.count;

	deviation->who = found_entity(sim_decider());
	deviation->what = found_name(what);
	found_add(deviation, M->decisions - !!M->decisions);
	show_current(index);
	return index;
}

void sim_sparse_found_is(uint32_t index, const char *what)
{
	sparse.run->found.deviation[index].what = found_name(what);
}

void sim_sparse_use(uint32_t index)
{
	use(index, M->decisions - !!M->decisions);
	show_current(index);
}

/* ---- points ---- */

static void note_time(void)
{
	struct sim_deviation d = {
		.kind = SIM_DEVIATE_TIME, .op = M->current->op,
		.who = found_entity(M->current->entity),
		.nth = M->current->step.named,
		.since_ns = M->current->step.since_ns,
		.own = M->current->step.own,
	};

	sim_step_sites(M->current, M->current->entry_fp, d.site);
	show_current(sparse.run->found.count);
	found_add(&d, M->decisions);
}

/* A run that is replayed to find out its deviations skips as it did. */
static void attend_replayed(void)
{
	uint64_t before_ns = M->now_ns;

	if (--sparse.skip)
		return;
	if (!M->preempts) {
		sparse.skip = ~0u;
		return;
	}
	sim_time_skip();
	sparse.skip = M->skip;
	if (M->now_ns != before_ns)
		note_time();
}

static void attend_followed(enum sim_op op, void *fp)
{
	bool yields = op == SIM_OP_YIELD || op == SIM_OP_RELAX;
	const struct sim_step *step = &M->current->step;
	uint32_t found = find_at_step(step, SIM_DEVIATE_TIME);

	if (found && sim_time_slip()) {
		use(found - 1, M->decisions - !!M->decisions);
		show_current(found - 1);
	}
	/* A point that gives way is asked whoever would go on then. */
	M->preempts = yields || find_at_step(step, SIM_DEVIATE_PICK) ||
		      sim_place_is(op, fp);
}

/* At every point of the current task, before it is known who could go. */
void sim_sparse_attend(enum sim_op op, const void *object, void *fp)
{
	M->current->op = op;
	M->current->object = object;
	M->current->entry_fp = fp;
	sim_step_arrive(op, fp);
	if (sparse.run->follow)
		attend_followed(op, fp);
	else
		attend_replayed();
	M->skip = 1;
}

/* ---- a run ---- */

void sim_sparse_start(struct sim_sparse_run *run)
{
	sim_sparse_active = run;
	if (!run)
		return;
	memset(&sparse, 0, sizeof(sparse));
	sparse.run = run;
	run->made = run->preemptions = 0;
	memset(&run->found, 0, sizeof(run->found));
	run->choice = NULL;
	run->choices = 0;
	sparse.skip = 1;
	sim_sparse_index_begin();
	sim_turns_begin(run->follow);
	sim_places_begin(run->places);
	sim_steps_begin();
	if (!run->follow || run->trace)
		sim_step_want_all();
	if (!run->follow)
		return;
	sim_sparse_index_make(run->follow);
	M->preempts = false;
}

/* At the end of a run that was not ended by a difference. */
void sim_sparse_end(void)
{
	struct sim_sparse_run *run = sparse.run;

	if (sim_sparse_active && run->follow && run->strict &&
	    sparse.last < run->follow->count)
		sim_sparse_diverged(run->follow, sparse.last, "never came");
}

/* Whoever there was, also where nobody had a choice. */
static void trace_names(void)
{
	for (uint32_t entity = 1; entity < M->names; entity++)
		found_entity(entity);
}

void sim_sparse_stop(void)
{
	if (!sim_sparse_active)
		return;
	if (sparse.run->trace)
		trace_names();
	sim_sparse_active = false;
	sim_steps_end();
	sim_turns_end();
	sim_sparse_index_end();
	memset(&sparse, 0, sizeof(sparse));
}
