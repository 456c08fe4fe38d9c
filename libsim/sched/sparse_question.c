// SPDX-License-Identifier: GPL-2.0-only
/*
 * sparse_question.c: tells of each question that is asked while a schedule is
 * followed, by the words that a line of the schedule answers it with: whoever
 * writes such lines by hand has to know which there are (docs/minimisation.md).
 *
 * Not in the hash: a run that is not followed counts no questions. Does not
 * tell of questions with a single answer, which no line can change.
 */
#include <inttypes.h>
#include <stdio.h>
#include "sparse.h"

#define PLACES	8

/* " at 0x... 0x...": addresses in the image, innermost first. */
static void places_add(char *text, size_t size)
{
	struct sim_frame frame[PLACES];
	int n = M->event ? 0 : sim_unwind(M->current,
					  __builtin_frame_address(0), 0, frame,
					  PLACES);
	size_t used = 0;

	text[0] = '\0';
	for (int i = 0; i < n && used < size; i++)
		used += snprintf(text + used, size - used, "%s 0x%lx",
				 i ? "" : ", at", frame[i].address);
}

/**
 * sim_sparse_tell - a question was asked
 * @step: which one it is
 * @what: its words
 * @n: how many answers there are
 * @number: the one that it has
 *
 * A line of `simctl replay -v`; costs nothing where nobody reads it.
 * Context: whoever decides.
 */
void sim_sparse_tell(const struct sim_step *step, const char *what,
		     unsigned int n, unsigned int number)
{
	char since[32] = "", places[PLACES * 20];

	if (n < 2 || !sim_trace_is_read())
		return;
	if (step->since_ns)
		snprintf(since, sizeof(since), "%c%" PRIu64,
			 step->own ? '/' : '@', step->since_ns);
	places_add(places, sizeof(places));
	sim_trace_aside("question", "number %s \"%s\" %u%s: %u of 0 to %u%s",
			sim_name_at(sim_decider()), what, step->named, since,
			number, n - 1, places);
}
