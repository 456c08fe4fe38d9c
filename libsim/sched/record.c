// SPDX-License-Identifier: GPL-2.0-only
/*
 * record.c: asks the strategy, or the schedule being replayed, and keeps what
 * was decided.
 *
 * Replay is strict: each decision must be reached by the same entity, for the
 * same operation, from the same site, with as many candidates, and the chosen
 * entity must be among them. The first difference ends the run.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sparse.h"

static const char *const op_names[SIM_OP_COUNT] = {
	"none", "lock", "trylock", "unlock", "atomic", "read", "write", "wake",
	"sleep", "mmio-read", "mmio-write", "irq-enable", "preempt-enable",
	"rcu", "yield", "exit", "syscall", "relax", "irq", "clock", "device",
	"choice",
};

const char *sim_op_name(unsigned int op)
{
	return op < SIM_OP_COUNT ? op_names[op] : "?";
}

static void record_add(const struct sim_decision *decision)
{
	if (sim_host.decision_count == sim_host.decision_room) {
		size_t room = sim_host.decision_room ?
			      sim_host.decision_room * 2 : 4096;
		void *more = realloc(sim_host.decision,
				     room * sizeof(*decision));

		if (!more)
			sim_fault("the host is out of memory for the schedule");
		sim_host.decision = more;
		sim_host.decision_room = room;
	}
	sim_host.decision[sim_host.decision_count++] = *decision;
}

static void decided(const struct sim_decision *decision)
{
	M->decisions++;
	sim_hash_mix((uint64_t)decision->chosen << 32 | decision->by);
	sim_hash_mix((uint64_t)decision->site << 32 |
		     (uint32_t)decision->op << 16 | decision->candidates);
	/* boot's are kept in any case: runs that go on from it want them */
	if (sim_host.config && (sim_host.config->record || !M->seeded))
		record_add(decision);
	if (sim_unlikely(M->decisions >= M->stop_decisions))
		sim_limit_check();
}

static const char *replay_name(uint32_t entity)
{
	const struct sim_schedule *schedule = sim_host.config->replay;

	return entity < schedule->names ? schedule->name[entity] : "?";
}

static void decision_text(char *text, size_t size, const char *who,
			  const struct sim_decision *decision)
{
	snprintf(text, size, "%s before %s at image+0x%x with %u choices", who,
		 sim_op_name(decision->op), decision->site,
		 decision->candidates);
}

static void __attribute__((noreturn))
diverged(const struct sim_decision *expected, const struct sim_decision *found)
{
	char want[160], have[160];

	decision_text(want, sizeof(want), replay_name(expected->by), expected);
	decision_text(have, sizeof(have), sim_name_at(found->by), found);
	sim_run_end(SIM_DIVERGED,
		    "replay diverged at decision %zu: the schedule has %s, the run has %s",
		    sim_host.replay_next, want, have);
}

/* The recorded decision for this point, checked against what was found. */
static const struct sim_decision *replay_take(const struct sim_decision *found)
{
	const struct sim_schedule *schedule = sim_host.config->replay;
	const struct sim_decision *expected;
	char have[160];

	if (sim_host.replay_next == schedule->count) {
		decision_text(have, sizeof(have), sim_name_at(found->by),
			      found);
		sim_run_end(SIM_DIVERGED,
			    "replay diverged: the schedule ends after %zu decisions, the run goes on with %s%s",
			    schedule->count, have,
			    SIM_CHECKS_DEFAULT & ~sim_host.checks ?
			    "; did a checker end it that is off now?" : "");
	}
	expected = &schedule->decisions[sim_host.replay_next];
	if (expected->by != found->by || expected->op != found->op ||
	    expected->site != found->site ||
	    expected->candidates != found->candidates ||
	    strcmp(replay_name(expected->by), sim_name_at(found->by)))
		diverged(expected, found);
	sim_host.replay_next++;
	return expected;
}

static unsigned int replay_pick(const struct sim_decision *found,
				unsigned int n)
{
	uint32_t chosen = replay_take(found)->chosen;

	for (unsigned int i = 0; i < n; i++)
		if (sim_host.candidate[i].entity == chosen)
			return i;
	sim_run_end(SIM_DIVERGED,
		    "replay diverged at decision %zu: the schedule continues %s, which cannot go on here",
		    sim_host.replay_next - 1, replay_name(chosen));
}

static bool replaying(void)
{
	return sim_host.config && sim_host.config->replay;
}

/* Entity that decides: the event that runs, or the task. */
uint32_t sim_decider(void)
{
	if (M->event)
		return M->event->id;
	return M->current ? M->current->entity : 0;
}

/* Index of the candidate that goes on; @n > 1 are in the table. */
unsigned int sim_record_pick(unsigned int n)
{
	struct sim_decision decision = {
		.op = M->current->op, .site = M->current->site,
		.by = sim_decider(), .candidates = n,
	};
	unsigned int i = n;

	if (replaying())
		i = replay_pick(&decision, n);
	else if (sim_likely(!sim_sparse_active))
		i = sim_host.strategy->pick(sim_host.strategy_state,
					    sim_host.candidate, n);
	if (sim_unlikely(sim_sparse_active))
		i = sim_sparse_pick(n, i);
	sim_assert(i < n);
	decision.chosen = sim_host.candidate[i].entity;
	if (sim_unlikely(sim_strategy_profile()))
		sim_profile_note(sim_strategy_profile(),
				 &sim_host.candidate[i]);
	decided(&decision);
	return i;
}

/*
 * A recorded number below @n. @what it decides, for sparse schedules; NULL: a
 * part of something that they know as a whole, for which the answer is 0.
 */
unsigned int sim_choose_number(unsigned int n, enum sim_op op, uint32_t site,
			       const char *what)
{
	struct sim_decision decision = {
		.op = op, .site = site, .by = sim_decider(), .candidates = n,
	};

	bool known = sim_unlikely(sim_sparse_active) && what &&
		     op == SIM_OP_CHOICE;
	struct sim_step step;

	if (known)
		step = sim_sparse_asked(what);
	if (n < 2)
		return 0;
	if (replaying())
		decision.chosen = replay_take(&decision)->chosen;
	else if (sim_likely(!sim_sparse_active))
		decision.chosen = sim_host.strategy->choose(
					sim_host.strategy_state, n);
	if (decision.chosen >= n)
		sim_run_end(SIM_DIVERGED,
			    "replay diverged at decision %zu: choice %u of %u",
			    sim_host.replay_next - 1, decision.chosen, n);
	if (known)
		decision.chosen = sim_sparse_number(n, what, &step,
						    decision.chosen);
	decided(&decision);
	return decision.chosen;
}

/* At the end of a run that was not ended by a difference. */
void sim_record_end(void)
{
	const struct sim_schedule *schedule;

	sim_sparse_end();
	if (!replaying())
		return;
	schedule = sim_host.config->replay;
	if (sim_host.replay_next < schedule->count)
		sim_run_end(SIM_DIVERGED,
			    "replay diverged: the run ended after %zu of the schedule's %zu decisions",
			    sim_host.replay_next, schedule->count);
	if (schedule->hash && schedule->hash != M->hash)
		sim_run_end(SIM_DIVERGED,
			    "replay diverged: all %zu decisions agree, but the hash is %016llx instead of %016llx",
			    schedule->count, (unsigned long long)M->hash,
			    (unsigned long long)schedule->hash);
}

void sim_record_resume(const struct sim_decision *decision, size_t count)
{
	sim_host.decision_count = 0;
	for (size_t i = 0; i < count; i++)
		record_add(&decision[i]);
	sim_host.replay_next = count;
}

/* Hands the recorded decisions and names over; the caller frees them. */
void sim_record_take(struct sim_schedule *schedule)
{
	schedule->decisions = sim_host.decision;
	schedule->count = sim_host.decision_count;
	sim_host.decision = NULL;
	sim_host.decision_count = sim_host.decision_room = 0;
	schedule->hash = M->hash;
	schedule->seed = M->seed;
	schedule->name = calloc(M->names, sizeof(*schedule->name));
	for (uint32_t i = 0; schedule->name && i < M->names; i++)
		schedule->name[i] = strdup(M->name[i]);
	schedule->names = schedule->name ? M->names : 0;
}
