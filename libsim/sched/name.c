// SPDX-License-Identifier: GPL-2.0-only
/*
 * name.c: the table of entity names that decisions refer to.
 *
 * Indices are given in the order of first use, which a run determines. Index
 * 0 is "none". Names are never forgotten, but a task gets the index of an
 * ended task of its name, so that short-lived ones do not fill the table.
 */
#include <stdio.h>
#include <string.h>
#include "machine.h"

static uint32_t name_hash(const char *name)
{
	uint32_t hash = 2166136261u;

	while (*name)
		hash = (hash ^ (unsigned char)*name++) * 16777619u;
	return hash % SIM_NAME_BUCKETS;
}

static uint32_t name_find(const char *name, uint32_t bucket)
{
	uint32_t i = M->name_bucket[bucket];

	while (i && strcmp(M->name[i - 1], name))
		i = M->name_next[i - 1];
	return i;
}

static uint32_t name_add(const char *name, uint32_t bucket)
{
	uint32_t index = M->names;
	char *copy = sim_state_alloc(strlen(name) + 1);

	/* Past the table's end names share the last entry. */
	if (index == SIM_MAX_NAMES)
		return SIM_MAX_NAMES - 1;
	M->names++;
	M->name[index] = strcpy(copy, name);
	M->name_next[index] = M->name_bucket[bucket];
	M->name_bucket[bucket] = index + 1;
	return index;
}

/* Index of @name, new or known; all who ask for it share it. */
uint32_t sim_name_index(const char *name)
{
	uint32_t bucket = name_hash(name);
	uint32_t found = name_find(name, bucket);
	uint32_t index = found ? found - 1 : name_add(name, bucket);

	M->name_used[index] = true;
	return index;
}

/* Index for one user at a time; a name that is in use gets "#2", "#3", ... */
uint32_t sim_name_take(const char *name)
{
	char numbered[64];
	uint32_t index, found, bucket;

	snprintf(numbered, sizeof(numbered), "%.48s", name);
	for (unsigned int i = 2; ; i++) {
		bucket = name_hash(numbered);
		found = name_find(numbered, bucket);
		index = found ? found - 1 : name_add(numbered, bucket);
		if (!found || !M->name_used[index])
			break;
		snprintf(numbered, sizeof(numbered), "%.48s#%u", name, i);
	}
	M->name_used[index] = true;
	return index;
}

void sim_name_release(uint32_t index)
{
	M->name_used[index] = false;
}

const char *sim_name_at(uint32_t index)
{
	return index < M->names ? M->name[index] : "?";
}
