// SPDX-License-Identifier: GPL-2.0-only
/*
 * one_run.c: a worker's run: saves what nobody saved before, leaves the result
 * in its slot, and nothing behind that a later run would see.
 */
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "explore/explore.h"

/* All decisions; the run's hash knows the seed as well. */
static uint64_t interleaving_of(const struct sim_schedule *schedule)
{
	return 1 | XXH3_64bits(schedule->decisions, schedule->count *
			       sizeof(*schedule->decisions));
}

/* True for the first run that asks. When the table is full nobody is. */
static bool is_first(struct sim_explore_shared *shared, const char *signature)
{
	uint64_t digest = 1 | XXH3_64bits(signature, strlen(signature));

	for (int i = 0; i < SIM_EXPLORE_KNOWN; i++) {
		uint64_t old = 0;

		if (__atomic_compare_exchange_n(&shared->saved[i], &old, digest,
						false, __ATOMIC_RELAXED,
						__ATOMIC_RELAXED))
			return true;
		if (old == digest)
			return false;
	}
	return false;
}

void sim_explore_forget(struct sim_explore_shared *shared,
			const struct sim_explore_slot *slot)
{
	for (int i = 0; i < slot->findings; i++) {
		const char *signature = slot->finding[i].signature;
		uint64_t digest = 1 | XXH3_64bits(signature, strlen(signature));

		for (int k = 0; k < SIM_EXPLORE_KNOWN; k++) {
			uint64_t old = digest;

			__atomic_compare_exchange_n(&shared->saved[k], &old, 0,
						    false, __ATOMIC_RELAXED,
						    __ATOMIC_RELAXED);
		}
	}
}

/*
 * What could not be saved may be saved by a later run that finds it, on a disk
 * with room; one that stays full is tried in vain a few times only.
 */
static void forget_first(struct sim_explore_shared *shared,
			 const struct sim_explore_slot *slot)
{
	if (__atomic_fetch_add(&shared->unsaved, 1, __ATOMIC_RELAXED) <
	    SIM_EXPLORE_ATTEMPTS)
		sim_explore_forget(shared, slot);
}

static void finding_copy(struct sim_explore_finding *to,
			 const struct sim_finding *from,
			 struct sim_symbols *symbols)
{
	snprintf(to->kind, sizeof(to->kind), "%s", sim_kind_name(from->kind));
	snprintf(to->title, sizeof(to->title), "%s", from->title);
	to->observed = from->observed;
	sim_finding_signature(from, symbols, to->signature,
			      sizeof(to->signature));
}

/* Fills the slot's findings; true when one of them is the first of its kind. */
static bool findings_copy(const struct sim_explore *explore,
			  struct sim_explore_slot *slot,
			  struct sim_session *session)
{
	struct sim_symbols **symbols = &session->report.symbols;
	char error[1024];
	bool first = false;

	/* Reading them takes longer than a run: they stay open. */
	if (session->findings.count && !*symbols)
		*symbols = sim_symbols_open(session->image_path, SIM_IMAGE_BASE,
					    error, sizeof(error));
	sim_findings_name_races(&session->findings, *symbols);
	for (int i = 0; i < session->findings.count; i++) {
		const struct sim_finding *item = &session->findings.items[i];
		struct sim_explore_finding finding;

		if (sim_finding_cause(&session->findings, item))
			continue;
		finding_copy(&finding, item, *symbols);
		finding.known = sim_explore_baseline_has(explore,
							 finding.signature);
		if (sim_explore_keep(slot, &finding) &&
		    is_first(explore->shared, finding.signature))
			first = true;
	}
	return first;
}

static bool wants_profile(const struct sim_explore_slot *slot)
{
	const struct sim_strategy *strategy = sim_strategy_find(slot->strategy);

	return slot->learns || strategy->wants_profile;
}

/* What earlier runs counted; @own is this run's copy, unless it counts too. */
static struct sim_profile *profile_for(struct sim_explore *explore,
				       const struct sim_explore_slot *slot)
{
	static struct sim_profile own;
	struct sim_profile *learnt = &explore->shared->learnt[slot->scenario];

	if (!wants_profile(slot))
		return NULL;
	if (slot->learns)
		return learnt;
	own = *learnt;
	return &own;
}

static void session_forget(struct sim_session *session)
{
	struct sim_schedule *schedule = &session->result.schedule;

	for (size_t i = 0; i < schedule->names; i++)
		free(schedule->name[i]);
	free(schedule->name);
	free(schedule->decisions);
	sim_findings_free(&session->findings);
	memset(&session->result, 0, sizeof(session->result));
	session->report.schedule_path[0] = '\0';
}

static void save(struct sim_explore *explore, struct sim_explore_slot *slot,
		 struct sim_session *session)
{
	sim_session_finish(session);
	if (!session->report.schedule_path[0])
		forget_first(explore->shared, slot);
	snprintf(slot->schedule, sizeof(slot->schedule), "%s",
		 session->report.schedule_path);
}

void sim_explore_one_run(struct sim_explore *explore,
			 struct sim_explore_slot *slot)
{
	struct sim_session *session = explore->session[slot->scenario];
	bool first;

	session->quiet_result = true;
	session->config.seed = slot->seed;
	session->config.strategy = slot->strategy;
	session->config.profile = profile_for(explore, slot);
	session->config.keep_boot = !explore->fresh;
	session->config.search = explore->searches ?
				 &explore->shared->search : NULL;
	sim_session_run(session);
	slot->outcome = session->result.outcome;
	slot->hash = session->result.hash;
	slot->decisions = session->result.decisions;
	slot->interleaving = interleaving_of(&session->result.schedule);
	strcpy(slot->about, session->result.about);
	snprintf(slot->message, sizeof(slot->message), "%s",
		 session->result.message);
	first = slot->ours && findings_copy(explore, slot, session);
	__atomic_store_n(&slot->found, true, __ATOMIC_RELEASE);
	if (slot->ours &&
	    (first ||
	     (slot->outcome >= SIM_FAULT && slot->outcome != SIM_REFUSED &&
	      is_first(explore->shared, slot->message))))
		save(explore, slot, session);
	session_forget(session);
	__atomic_store_n(&slot->done, true, __ATOMIC_RELEASE);
}
