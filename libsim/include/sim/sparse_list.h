/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sparse_list.h: making and freeing sparse schedules. In a header because the
 * scheduler and the reports, which link without each other, both do.
 */
#ifndef SIM_SPARSE_LIST_H
#define SIM_SPARSE_LIST_H

#include <stdlib.h>
#include <string.h>
#include "sim/sparse.h"

/* Index of @name in @list, added when it is new; -1 without memory. */
static inline int sim_sparse_name(struct sim_sparse *list, const char *name)
{
	char **more;

	for (size_t i = list->names; i--; )
		if (!strcmp(list->name[i], name))
			return i;
	more = realloc(list->name, (list->names + 1) * sizeof(*more));
	if (!more)
		return -1;
	list->name = more;
	list->name[list->names] = strdup(name);
	return list->name[list->names] ? (int)list->names++ : -1;
}

/* 0, or -1 without memory. */
static inline int sim_sparse_add(struct sim_sparse *list,
		   const struct sim_deviation *deviation)
{
	struct sim_deviation *more = list->deviation;

	/* room is the next power of two */
	if (!(list->count & (list->count - 1)))
		more = realloc(more, (list->count * 2 + !list->count) *
				     sizeof(*more));
	if (!more)
		return -1;
	list->deviation = more;
	list->deviation[list->count++] = *deviation;
	return 0;
}

static inline void sim_sparse_free(struct sim_sparse *list)
{
	for (size_t i = 0; i < list->names; i++)
		free(list->name[i]);
	free(list->name);
	free(list->deviation);
	memset(list, 0, sizeof(*list));
}

#endif /* SIM_SPARSE_LIST_H */
