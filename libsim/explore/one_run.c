// SPDX-License-Identifier: GPL-2.0-only
/*
 * one_run.c: a child of the supervisor: runs once, saves what nobody saved
 * before, leaves the result in its slot.
 */
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <xxhash.h>

#include "explore/explore.h"

/* Order and place of all decisions; the run's hash knows the seed as well. */
static uint64_t interleaving_of(const struct sim_schedule *schedule)
{
	XXH64_hash_t digest = 0;

	for (size_t i = 0; i < schedule->count; i++) {
		const struct sim_decision *d = &schedule->decisions[i];
		const uint32_t words[] = { d->chosen, d->by, d->site, d->op };

		digest = XXH3_64bits_withSeed(words, sizeof(words), digest);
	}
	return digest | 1;
}

/* True for the first child that asks. When the table is full nobody is. */
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

/*
 * What could not be saved may be saved by a later run that finds it, on a disk
 * with room; one that stays full is tried in vain a few times only.
 */
static void forget_first(struct sim_explore_shared *shared,
			 const struct sim_explore_slot *slot)
{
	if (__atomic_fetch_add(&shared->unsaved, 1, __ATOMIC_RELAXED) >=
	    SIM_EXPLORE_ATTEMPTS)
		return;
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
	struct sim_symbols *symbols;
	char error[1024];
	bool first = false;

	if (!session->findings.count)
		return false;
	symbols = sim_symbols_open(session->image_path, SIM_IMAGE_BASE, error,
				   sizeof(error));
	for (int i = 0; i < session->findings.count; i++) {
		struct sim_explore_finding *finding;

		if (slot->findings == SIM_EXPLORE_FINDINGS)
			break;
		finding = &slot->finding[slot->findings++];
		finding_copy(finding, &session->findings.items[i], symbols);
		if (is_first(explore->shared, finding->signature))
			first = true;
	}
	sim_symbols_close(symbols);
	return first;
}

/* The terminal's Ctrl-C is the supervisor's; its death is ours. */
static void signals_leave(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_DFL);
	signal(SIGCHLD, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == 1)
		_exit(0);
}

void sim_explore_child(struct sim_explore *explore,
		       struct sim_explore_slot *slot)
{
	struct sim_session *session = (struct sim_session *)slot->session;
	struct sim_cli_flags flags = *explore->flags;

	signals_leave();
	flags.verbosity = -1;
	flags.json = flags.schedule = NULL;
	session->flags = &flags;
	session->quiet_result = true;
	session->config.seed = slot->seed;
	session->config.strategy = slot->strategy;
	sim_session_run(session);
	slot->outcome = session->result.outcome;
	slot->decisions = session->result.decisions;
	slot->interleaving = interleaving_of(&session->result.schedule);
	snprintf(slot->message, sizeof(slot->message), "%s",
		 session->result.message);
	if (slot->ours &&
	    (findings_copy(explore, slot, session) ||
	     (slot->outcome >= SIM_FAULT &&
	      is_first(explore->shared, slot->message)))) {
		sim_session_finish(session);
		if (!session->report.schedule_path[0])
			forget_first(explore->shared, slot);
	}
	snprintf(slot->schedule, sizeof(slot->schedule), "%s",
		 session->report.schedule_path);
	__atomic_store_n(&slot->done, true, __ATOMIC_RELEASE);
	_exit(0);
}
