// SPDX-License-Identifier: GPL-2.0-only
/*
 * name.c: the table of entity names that decisions refer to.
 *
 * Indices are given in the order of first use, which a run determines. Index
 * 0 is "none". Names are never forgotten.
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

/* Index of @name, new or known. */
uint32_t sim_name_index(const char *name)
{
	uint32_t bucket = name_hash(name);
	uint32_t found = name_find(name, bucket);

	return found ? found - 1 : name_add(name, bucket);
}

/* A new index; a name that is taken gets "#2", "#3", ... */
uint32_t sim_name_unique(const char *name)
{
	char numbered[64];
	uint32_t bucket = name_hash(name);

	if (!name_find(name, bucket))
		return name_add(name, bucket);
	for (unsigned int i = 2; ; i++) {
		snprintf(numbered, sizeof(numbered), "%.48s#%u", name, i);
		bucket = name_hash(numbered);
		if (!name_find(numbered, bucket))
			return name_add(numbered, bucket);
	}
}

const char *sim_name_at(uint32_t index)
{
	return index < M->names ? M->name[index] : "?";
}
