// SPDX-License-Identifier: GPL-2.0-only
/*
 * race_names.c: names data races by their two functions, as KCSAN does, once
 * symbols can be read; two races between the same functions are told once.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/report.h"

static void name_function(const struct sim_other_stack *stack,
			  struct sim_symbols *symbols, char *name, size_t size)
{
	struct sim_location at[SIM_SYMBOLS_INLINED];
	int n = 0;

	if (stack->frames)
		n = sim_symbols_locate(symbols, stack->stack[0].address, true,
				       at, SIM_SYMBOLS_INLINED);
	snprintf(name, size, "%s", n ? at[n - 1].function : "?");
	/* What the compiler made of it may change. */
	name[1 + strcspn(name + 1, ".")] = '\0';
}

void sim_finding_name_race(struct sim_finding *race,
			   struct sim_symbols *symbols)
{
	char one[96], two[96];
	bool swap;

	name_function(&race->other[0], symbols, one, sizeof(one));
	name_function(&race->other[1], symbols, two, sizeof(two));
	swap = strcmp(one, two) > 0;
	snprintf(race->title, sizeof(race->title),
		 "BUG: KCSAN: %s in %s / %s",
		 race->asserts ? "assert: race" : "data-race",
		 swap ? two : one, swap ? one : two);
}

static bool is_told(const struct sim_findings *list, int count,
		    const struct sim_finding *race)
{
	for (int i = 0; i < count; i++)
		if (list->items[i].kind == SIM_KIND_DATA_RACE &&
		    !strcmp(list->items[i].title, race->title))
			return true;
	return false;
}

int sim_findings_name_races(struct sim_findings *list,
			    struct sim_symbols *symbols)
{
	int kept = 0, before = list->count;

	for (int i = 0; i < list->count; i++) {
		struct sim_finding *finding = &list->items[i];
		bool race = finding->kind == SIM_KIND_DATA_RACE;

		if (race)
			sim_finding_name_race(finding, symbols);
		if (race && is_told(list, kept, finding))
			free(finding->task_states);
		else
			list->items[kept++] = *finding;
	}
	list->count = kept;
	return before - kept;
}
