// SPDX-License-Identifier: GPL-2.0-only
/*
 * repeats.c: findings of one run that are one by their signature, as each of
 * many requests that an unplug left behind: the first is shown, the others are
 * counted. What follows from another finding is shown under that.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/report.h"

#define SIGNATURE_BYTES	256

/* The finding of @list that @finding comes of, or NULL. */
const struct sim_finding *sim_finding_cause(const struct sim_findings *list,
					    const struct sim_finding *finding)
{
	for (int i = 0; finding->follows && i < list->count; i++)
		if (list->items[i].number == finding->follows)
			return &list->items[i];
	return NULL;
}

int *sim_findings_times(const struct sim_findings *list,
			struct sim_symbols *symbols)
{
	char (*signature)[SIGNATURE_BYTES] = calloc(list->count + 1,
						    sizeof(*signature));
	int *times = calloc(list->count + 1, sizeof(*times));

	for (int i = 0; signature && times && i < list->count; i++) {
		int first = 0;

		if (sim_finding_cause(list, &list->items[i]))
			continue;
		sim_finding_signature(&list->items[i], symbols, signature[i],
				      sizeof(signature[i]));
		while (strcmp(signature[first], signature[i]))
			first++;
		times[first]++;
	}
	if (!signature) {
		free(times);
		times = NULL;
	}
	free(signature);
	return times;
}

/* How many findings of the run come of @cause. */
int sim_findings_following(const struct sim_findings *list,
			   const struct sim_finding *cause)
{
	int count = 0;

	for (int i = 0; i < list->count; i++)
		count += sim_finding_cause(list, &list->items[i]) == cause;
	return count;
}

static void print_following(FILE *out, const struct sim_report *report,
			    const struct sim_finding *cause)
{
	const struct sim_findings *list = report->findings;
	int count = sim_findings_following(list, cause);
	char places[256];

	if (count)
		fprintf(out, "%s of it, as nothing else is known that should end the wait:\n",
			count == 1 ? "This comes" : "These come");
	for (int i = 0; i < list->count; i++) {
		const struct sim_finding *item = &list->items[i];

		if (sim_finding_cause(list, item) != cause)
			continue;
		sim_finding_places(item, report->symbols, places,
				   sizeof(places));
		fprintf(out, "  %s: %s%s\n", sim_kind_name(item->kind),
			item->title, places);
	}
}

void sim_splats_print(FILE *out, const struct sim_report *report)
{
	const int *times = report->times;

	for (int i = 0; i < report->findings->count; i++) {
		if (times && !times[i])
			continue;
		sim_splat_print(out, report, &report->findings->items[i]);
		if (times && times[i] > 1)
			fprintf(out, "%d findings of this run have that signature; this is the first.\n",
				times[i]);
		print_following(out, report, &report->findings->items[i]);
	}
}
