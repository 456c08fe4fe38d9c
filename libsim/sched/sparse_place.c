// SPDX-License-Identifier: GPL-2.0-only
/*
 * sparse_place.c: who comes to the places in the code that another schedule's
 * switches and moves of time are about; see @places in sim/sparse.h.
 */
#include <string.h>
#include "sparse.h"

#define FILTER_WORDS	64

static struct {
	const struct sim_sparse *list;
	uint64_t filter[FILTER_WORDS];	/* innermost places, as far as bits go */
} places;

static uint64_t *filter_word(uint32_t site, uint64_t *bit)
{
	uint64_t hash = sim_step_mix(site, 0);

	*bit = 1ULL << (hash & 63);
	return &places.filter[hash >> 6 & (FILTER_WORDS - 1)];
}

static bool has_place(const struct sim_deviation *d)
{
	return (d->kind == SIM_DEVIATE_PICK || d->kind == SIM_DEVIATE_TIME) &&
	       d->site[0];
}

void sim_places_begin(const struct sim_sparse *list)
{
	memset(&places, 0, sizeof(places));
	places.list = list;
	for (size_t i = 0; list && i < list->count; i++) {
		uint64_t bit, *word = filter_word(list->deviation[i].site[0],
						  &bit);

		if (has_place(&list->deviation[i]))
			*word |= bit;
	}
}

/* The current task is at one of them; most are told apart by one frame. */
bool sim_place_is(enum sim_op op, void *fp)
{
	struct sim_frame frame = { .address = sim_host.site_base };
	uint32_t site[SIM_STEP_FRAMES];
	uint64_t bit, *word;

	if (sim_likely(!places.list))
		return false;
	sim_unwind(M->current, fp, 0, &frame, 1);
	word = filter_word(frame.address - sim_host.site_base, &bit);
	if (!(*word & bit))
		return false;
	sim_step_sites(M->current, fp, site);
	for (size_t i = 0; i < places.list->count; i++) {
		const struct sim_deviation *d = &places.list->deviation[i];

		if (has_place(d) && d->op == op &&
		    !memcmp(d->site, site, sizeof(site)))
			return true;
	}
	return false;
}
