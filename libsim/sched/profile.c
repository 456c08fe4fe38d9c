// SPDX-License-Identifier: GPL-2.0-only
/*
 * profile.c: counts who decides how often about what, over several runs.
 *
 * Only decisions count: steps of who is alone need no choice. Estimates are
 * the most of any run, which approaches the true number of steps.
 */
#include <stdio.h>
#include <string.h>
#include "strategy.h"

_Static_assert(SIM_MAX_NAMES <= sizeof(((struct sim_profile *)0)->slot) / 2,
	       "every entity needs a slot");

void sim_profile_start(struct sim_profile *profile)
{
	profile->steps_now = 0;
	memset(profile->slot, 0, sizeof(profile->slot));
	for (uint32_t i = 0; i < profile->entities; i++)
		profile->entity[i].now = 0;
	for (uint32_t i = 0; i < profile->objects; i++)
		memset(profile->object[i].now, 0,
		       sizeof(profile->object[i].now));
}

static int entity_by_name(const struct sim_profile *profile, const char *name)
{
	for (uint32_t i = 0; i < profile->entities; i++)
		if (!strncmp(profile->entity[i].name, name,
			     sizeof(profile->entity[i].name) - 1))
			return i;
	return -1;
}

int sim_profile_find(struct sim_profile *profile, uint32_t entity)
{
	if (!profile->slot[entity])
		profile->slot[entity] = 1 + entity_by_name(profile,
							   sim_name_at(entity));
	return profile->slot[entity] - 1;
}

static int entity_make(struct sim_profile *profile, uint32_t entity)
{
	struct sim_profile_entity *made;

	if (profile->entities == SIM_PROFILE_ENTITIES)
		return -1;
	made = &profile->entity[profile->entities++];
	snprintf(made->name, sizeof(made->name), "%s", sim_name_at(entity));
	profile->slot[entity] = profile->entities;
	return profile->entities - 1;
}

/* A free place, or that of one with a single user; NULL: all are shared. */
static struct sim_profile_object *object_place(struct sim_profile *profile)
{
	if (profile->objects < SIM_PROFILE_OBJECTS)
		return &profile->object[profile->objects++];
	for (int i = 0; i < SIM_PROFILE_OBJECTS; i++) {
		struct sim_profile_object *place =
			&profile->object[profile->oldest++ %
					 SIM_PROFILE_OBJECTS];

		if (place->users < 2)
			return place;
	}
	return NULL;
}

static struct sim_profile_object *object_of(struct sim_profile *profile,
					    const void *object)
{
	struct sim_profile_object *made;

	for (uint32_t i = 0; i < profile->objects; i++)
		if (profile->object[i].object == object)
			return &profile->object[i];
	made = object_place(profile);
	if (!made)
		return NULL;
	memset(made, 0, sizeof(*made));
	made->object = object;
	return made;
}

/* Boot would fill the table with what no story is about. */
static void object_note(struct sim_profile *profile, const void *what,
			int entity)
{
	struct sim_profile_object *object;

	if (!what || !M->story)
		return;
	object = object_of(profile, what);
	if (!object)
		return;
	if (!object->now[entity]++ && !object->events[entity])
		object->users++;
}

void sim_profile_note(struct sim_profile *profile,
		      const struct sim_candidate *chosen)
{
	int entity = sim_profile_find(profile, chosen->entity);

	profile->steps_now++;
	if (entity < 0)
		entity = entity_make(profile, chosen->entity);
	if (entity < 0)
		return;
	profile->entity[entity].now++;
	object_note(profile, chosen->object, entity);
}

static void keep_most(uint32_t *most, uint32_t now)
{
	if (*most < now)
		*most = now;
}

void sim_profile_end(struct sim_profile *profile)
{
	profile->runs++;
	if (profile->steps < profile->steps_now)
		profile->steps = profile->steps_now;
	for (uint32_t i = 0; i < profile->entities; i++)
		keep_most(&profile->entity[i].events, profile->entity[i].now);
	for (uint32_t i = 0; i < profile->objects; i++)
		for (uint32_t j = 0; j < profile->entities; j++)
			keep_most(&profile->object[i].events[j],
				  profile->object[i].now[j]);
}
