// SPDX-License-Identifier: GPL-2.0-only
/*
 * repeats.c: findings of one run that are one by their signature, as each of
 * many requests that an unplug left behind: the first is shown, the others are
 * counted.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/report.h"

#define SIGNATURE_BYTES	256

int *sim_findings_times(const struct sim_findings *list,
			struct sim_symbols *symbols)
{
	char (*signature)[SIGNATURE_BYTES] = calloc(list->count + 1,
						    sizeof(*signature));
	int *times = calloc(list->count + 1, sizeof(*times));

	for (int i = 0; signature && times && i < list->count; i++) {
		int first = 0;

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

void sim_splats_print(FILE *out, const struct sim_report *report)
{
	int *times = sim_findings_times(report->findings, report->symbols);

	for (int i = 0; i < report->findings->count; i++) {
		if (times && !times[i])
			continue;
		sim_splat_print(out, report, &report->findings->items[i]);
		if (times && times[i] > 1)
			fprintf(out, "%d findings of this run have that signature; this is the first.\n",
				times[i]);
	}
	free(times);
}
