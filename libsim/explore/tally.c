// SPDX-License-Identifier: GPL-2.0-only
/*
 * tally.c: adds a run's result to what is known: findings are told apart by
 * their signature, interleavings by the digest of their decisions.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <xxhash.h>

#include "explore/explore.h"

static bool seen_insert(uint64_t *table, size_t room, uint64_t digest)
{
	size_t at = digest >> 1 & (room - 1);

	while (table[at] && table[at] != digest)
		at = (at + 1) & (room - 1);
	if (table[at] == digest)
		return false;
	table[at] = digest;
	return true;
}

/* Half of the table stays free. Without memory nothing more is counted. */
static bool seen_grow(struct sim_explore *explore)
{
	size_t room = explore->seen_room ? explore->seen_room * 2 : 4096;
	uint64_t *table;

	if (explore->distinct * 2 < explore->seen_room)
		return true;
	table = calloc(room, sizeof(*table));
	if (!table)
		return false;
	for (size_t i = 0; i < explore->seen_room; i++)
		if (explore->seen[i])
			seen_insert(table, room, explore->seen[i]);
	free(explore->seen);
	explore->seen = table;
	explore->seen_room = room;
	return true;
}

static struct sim_explore_known *known_find(struct sim_explore *explore,
					    const char *signature)
{
	for (int i = 0; i < explore->known_count; i++)
		if (!strcmp(explore->known[i].finding.signature, signature))
			return &explore->known[i];
	return NULL;
}

static struct sim_explore_known *known_add(struct sim_explore *explore)
{
	int room = explore->known_room ? explore->known_room * 2 : 16;
	struct sim_explore_known *more = explore->known;

	if (explore->known_count == explore->known_room) {
		more = realloc(more, room * sizeof(*more));
		if (!more)
			return NULL;
		explore->known = more;
		explore->known_room = room;
	}
	return memset(&more[explore->known_count++], 0, sizeof(*more));
}

static uint32_t kind_bit(const char *kind)
{
	for (int i = 0; i < SIM_KIND_COUNT; i++)
		if (!strcmp(sim_kind_name(i), kind))
			return 1U << i;
	return 0;
}

static const char *scenario_of(const struct sim_explore *explore,
			       const struct sim_explore_slot *slot)
{
	return explore->session[slot->scenario]->config.scenario->name;
}

/* The one that --until waits for. */
static bool is_wanted(const struct sim_explore *explore,
		      const struct sim_explore_finding *finding)
{
	return explore->until & kind_bit(finding->kind) &&
	       (!explore->until_text ||
		strstr(finding->signature, explore->until_text));
}

static void tally_finding(struct sim_explore *explore,
			  const struct sim_explore_slot *slot,
			  const struct sim_explore_finding *finding, double now)
{
	struct sim_explore_known *known = known_find(explore,
						     finding->signature);

	if (!known) {
		known = known_add(explore);
		if (!known)
			return;
		known->finding = *finding;
		known->seed = slot->seed;
		known->scenario = scenario_of(explore, slot);
		known->strategy = slot->strategy;
		strcpy(known->about, slot->about);
		known->baseline = finding->known;
		known->after_runs = explore->ended;
		known->after_s = now - explore->began;
		known->after_cpu_s = explore->cpu_s;
		explore->last_found = now;
	}
	known->count++;
	if (!known->baseline && is_wanted(explore, &known->finding))
		explore->until_met = true;
	/* With jobs beside each other another one may be who saved it. */
	if (!known->schedule[0] && slot->schedule[0]) {
		strcpy(known->schedule, slot->schedule);
		known->seed = slot->seed;
		known->strategy = slot->strategy;
		strcpy(known->about, slot->about);
	}
}

static void tally_fault(struct sim_explore *explore,
			const struct sim_explore_slot *slot, const char *what)
{
	struct sim_explore_broken *broken;

	if (explore->broken_count == SIM_EXPLORE_BROKEN)
		return;
	broken = &explore->broken[explore->broken_count++];
	broken->run = (struct sim_explore_origin){
		.scenario = scenario_of(explore, slot),
		.strategy = slot->strategy,
		.seed = slot->seed,
	};
	snprintf(broken->what, sizeof(broken->what), "%s", what);
}

static void tally_findings(struct sim_explore *explore,
			   const struct sim_explore_slot *slot, double now)
{
	for (int i = 0; i < slot->findings; i++)
		tally_finding(explore, slot, &slot->finding[i], now);
}

static void tally_lost(struct sim_explore *explore,
		       const struct sim_explore_slot *slot, int status,
		       double now)
{
	char what[80];

	/* It died while it saved what it found: another run is to save that. */
	sim_explore_forget(explore->shared, slot);
	if (__atomic_load_n(&slot->found, __ATOMIC_ACQUIRE))
		tally_findings(explore, slot, now);
	if (slot->killed) {
		explore->timeouts++;
		snprintf(what, sizeof(what),
			 "the run took more than %g s and was ended",
			 explore->run_seconds);
	} else {
		explore->lost++;
		snprintf(what, sizeof(what), "the run's process %s %d",
			 WIFSIGNALED(status) ? "was killed by signal" :
			 "ended with exit code",
			 WIFSIGNALED(status) ? WTERMSIG(status) :
			 WEXITSTATUS(status));
	}
	tally_fault(explore, slot, what);
}

void sim_explore_tally(struct sim_explore *explore,
		       struct sim_explore_slot *slot, int status, double now)
{
	explore->ended++;
	if (!__atomic_load_n(&slot->done, __ATOMIC_ACQUIRE)) {
		tally_lost(explore, slot, status, now);
		return;
	}
	explore->hash += XXH3_64bits_withSeed(&slot->hash, sizeof(slot->hash),
					      slot->number);
	explore->decisions += slot->decisions;
	if (seen_grow(explore))
		explore->distinct += seen_insert(explore->seen,
						 explore->seen_room,
						 slot->interleaving);
	tally_findings(explore, slot, now);
	if (slot->outcome == SIM_REFUSED)
		snprintf(explore->refusal, sizeof(explore->refusal), "%s",
			 slot->message);
	if (slot->outcome == SIM_FAULT || slot->outcome == SIM_DIVERGED) {
		explore->faults++;
		tally_fault(explore, slot, slot->message);
	}
}

int sim_explore_new_count(const struct sim_explore *explore)
{
	int count = 0;

	for (int i = 0; i < explore->known_count; i++)
		count += !explore->known[i].baseline;
	return count;
}

int sim_explore_exit_code(const struct sim_explore *explore)
{
	if (explore->refusal[0])
		return SIM_EXIT_USAGE;
	if (sim_explore_new_count(explore))
		return SIM_EXIT_FOUND;
	if (explore->lost + explore->timeouts + explore->faults)
		return SIM_EXIT_FAULT;
	return explore->ended ? SIM_EXIT_PASSED : SIM_EXIT_NOTHING;
}
