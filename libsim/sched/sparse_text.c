// SPDX-License-Identifier: GPL-2.0-only
/*
 * sparse_text.c: a deviation in words, and the end of a run that does not
 * come to one.
 */
#include "sparse.h"

static void text_of(const struct sim_sparse *list, size_t index, char *text,
		    size_t size)
{
	const struct sim_deviation *d = &list->deviation[index];
	const char *who = list->name[d->who], *what = list->name[d->what];

	if (d->kind == SIM_DEVIATE_NUMBER)
		snprintf(text, size, "%s gets %u for \"%s\", no. %u", who,
			 d->number, what, d->nth);
	else if (d->kind == SIM_DEVIATE_TURN)
		snprintf(text, size, "%s does \"%s\" at %llu ns", who, what,
			 (unsigned long long)d->since_ns);
	else if (d->kind == SIM_DEVIATE_TIME)
		snprintf(text, size,
			 "time moves at %s before %s at image+0x%x, no. %u",
			 who, sim_op_name(d->op), d->site[0], d->nth);
	else if (d->site[0])
		snprintf(text, size,
			 "%s before %s before %s at image+0x%x, no. %u", what,
			 who, sim_op_name(d->op), d->site[0], d->nth);
	else
		snprintf(text, size, "%s before %s, no. %u", what, who,
			 d->nth);
}

void sim_sparse_diverged(const struct sim_sparse *follow, size_t index,
			 const char *why)
{
	char text[256];

	text_of(follow, index, text, sizeof(text));
	sim_run_end(SIM_DIVERGED,
		    "replay diverged at decision %zu of %zu: \"%s\" %s",
		    index + 1, follow->count, text, why);
}
