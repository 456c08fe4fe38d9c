// SPDX-License-Identifier: GPL-2.0-only
/*
 * keep.c: which findings of a run are told, when there are more than a run may
 * leave behind: each signature once, news before what is known.
 */
#include <string.h>

#include "explore/explore.h"

static bool is_kept(const struct sim_explore_slot *slot, const char *signature)
{
	for (int i = 0; i < slot->findings; i++)
		if (!strcmp(slot->finding[i].signature, signature))
			return true;
	return false;
}

/* The place of one that is no news, or NULL. */
static struct sim_explore_finding *known_place(struct sim_explore_slot *slot)
{
	for (int i = 0; i < slot->findings; i++)
		if (slot->finding[i].known)
			return &slot->finding[i];
	return NULL;
}

/**
 * sim_explore_keep() - one more finding of a run
 * @slot: of the run
 * @finding: with its signature, and whether the baseline has it
 *
 * Return: false when it is left out: the run had it before, or too many others.
 * Context: a worker.
 */
bool sim_explore_keep(struct sim_explore_slot *slot,
		      const struct sim_explore_finding *finding)
{
	struct sim_explore_finding *to = NULL;

	if (is_kept(slot, finding->signature))
		return false;
	if (slot->findings < SIM_EXPLORE_FINDINGS)
		to = &slot->finding[slot->findings++];
	else if (!finding->known)
		to = known_place(slot);
	if (!to)
		return false;
	*to = *finding;
	return true;
}
