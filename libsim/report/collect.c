// SPDX-License-Identifier: GPL-2.0-only
/*
 * collect.c: keeps what a run finds until it is over. Findings arrive on a
 * fiber's stack, so this only copies.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/report.h"

static bool make_room(struct sim_findings *list)
{
	int capacity = list->capacity ? 2 * list->capacity : 8;
	struct sim_finding *items;

	if (list->count < list->capacity)
		return true;
	items = realloc(list->items, capacity * sizeof(*items));
	if (!items)
		return false;
	list->items = items;
	list->capacity = capacity;
	return true;
}

void sim_findings_add(struct sim_findings *list,
		      const struct sim_finding *finding)
{
	size_t bytes = sizeof(*finding->task_states) * finding->tasks;
	struct sim_finding *item;

	if (list->count >= SIM_MAX_FINDINGS || !make_room(list)) {
		list->dropped++;
		return;
	}
	item = &list->items[list->count++];
	*item = *finding;
	item->task_states = NULL;
	if (bytes && finding->task_states)
		item->task_states = malloc(bytes);
	if (item->task_states)
		memcpy(item->task_states, finding->task_states, bytes);
	else
		item->tasks = 0;
}

void sim_findings_free(struct sim_findings *list)
{
	for (int i = 0; i < list->count; i++)
		free(list->items[i].task_states);
	free(list->items);
	memset(list, 0, sizeof(*list));
}
