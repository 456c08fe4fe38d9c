// SPDX-License-Identifier: GPL-2.0-only
/*
 * schedule_places.c: the places of a sparse schedule by their functions, so
 * that another image of the same sources may follow it.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sim/report.h"

static char *place_name(struct sim_symbols *symbols, uint32_t site)
{
	struct sim_location at[SIM_SYMBOLS_INLINED];
	int n = sim_symbols_locate(symbols, SIM_IMAGE_BASE + site, true, at,
				   SIM_SYMBOLS_INLINED);
	char *text = NULL;

	if (!n || !at[n - 1].function[0])
		return NULL;
	if (asprintf(&text, "%s+0x%" PRIx64 "/0x%" PRIx64, at[n - 1].function,
		     at[n - 1].offset, at[n - 1].size) < 0)
		return NULL;
	return text;
}

/* Equal places are named once: a lookup takes longer than many copies. */
struct named {
	uint32_t site;
	size_t at;		/* in file->place */
};

static int by_site(const void *a, const void *b)
{
	const struct named *one = a, *two = b;

	if (one->site != two->site)
		return one->site < two->site ? -1 : 1;
	return (one->at > two->at) - (one->at < two->at);
}

static void places_name(struct sim_schedule_file *file,
			struct sim_symbols *symbols, const struct named *named,
			size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *same = i && named[i - 1].site == named[i].site ?
				   file->place[named[i - 1].at] : NULL;

		file->place[named[i].at] = same ? strdup(same) :
			place_name(symbols, named[i].site);
	}
}

int sim_schedule_places_name(struct sim_schedule_file *file,
			     struct sim_symbols *symbols)
{
	const struct sim_sparse *list = &file->sparse;
	size_t places = list->count * SIM_STEP_FRAMES, count = 0;
	struct named *named = malloc((places + 1) * sizeof(*named));

	file->place = calloc(places + 1, sizeof(char *));
	if (!file->place || !named) {
		free(named);
		return -1;
	}
	for (size_t i = 0; i < places; i++) {
		uint32_t site = list->deviation[i / SIM_STEP_FRAMES]
					.site[i % SIM_STEP_FRAMES];

		if (site)
			named[count++] = (struct named){ site, i };
	}
	qsort(named, count, sizeof(*named), by_site);
	places_name(file, symbols, named, count);
	free(named);
	return 0;
}

/* "function+0xoffset/0xsize" */
static uint32_t place_find(struct sim_symbols *symbols, const char *place)
{
	const char *plus = strrchr(place, '+');
	uint64_t offset, size = 0, start;
	char name[128], *end;

	if (!plus || plus - place >= (int)sizeof(name))
		return 0;
	snprintf(name, sizeof(name), "%.*s", (int)(plus - place), place);
	offset = strtoull(plus + 1, &end, 16);
	if (*end == '/')
		size = strtoull(end + 1, NULL, 16);
	start = sim_symbols_function(symbols, name, size);
	return start ? start + offset - SIM_IMAGE_BASE : 0;
}

int sim_schedule_places_find(struct sim_schedule_file *file,
			     struct sim_symbols *symbols, char *error,
			     size_t error_size)
{
	struct sim_sparse *list = &file->sparse;

	for (size_t i = 0; i < list->count * SIM_STEP_FRAMES; i++) {
		uint32_t *site = &list->deviation[i / SIM_STEP_FRAMES]
					.site[i % SIM_STEP_FRAMES];

		if (!*site)
			continue;
		*site = file->place[i] ? place_find(symbols, file->place[i]) :
					 0;
		if (*site)
			continue;
		snprintf(error, error_size,
			 "The image has no place '%s', which decision %zu of the schedule names.",
			 file->place[i] ?: "?", i / SIM_STEP_FRAMES + 1);
		return -1;
	}
	return 0;
}
