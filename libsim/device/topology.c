// SPDX-License-Identifier: GPL-2.0-only
/*
 * topology.c: terminals, units and clocks of an audio function.
 *
 * Reads the source IDs that connect them (UAC1 4.3.2, UAC2 4.7.2, UAC3 4.5.2),
 * finds the clock behind a terminal, and refuses graphs with loops: no signal
 * can come from itself, and a host that follows sources would never end.
 */
#include "device_private.h"

unsigned int sim_device_version(unsigned int protocol)
{
	return protocol == 0x20 ? 2 : protocol == 0x30 ? 3 : 1;
}

enum sim_entity_kind sim_entity_kind_of(unsigned int version,
					unsigned int subtype)
{
	static const uint8_t kinds[3][16] = {
		{ [2] = SIM_ENTITY_INPUT, [3] = SIM_ENTITY_OUTPUT,
		  [4] = SIM_ENTITY_MIXER, [5] = SIM_ENTITY_SELECTOR,
		  [6] = SIM_ENTITY_FEATURE, [7] = SIM_ENTITY_PROCESSING,
		  [8] = SIM_ENTITY_EXTENSION },
		{ [2] = SIM_ENTITY_INPUT, [3] = SIM_ENTITY_OUTPUT,
		  [4] = SIM_ENTITY_MIXER, [5] = SIM_ENTITY_SELECTOR,
		  [6] = SIM_ENTITY_FEATURE, [7] = SIM_ENTITY_EFFECT,
		  [8] = SIM_ENTITY_PROCESSING, [9] = SIM_ENTITY_EXTENSION,
		  [10] = SIM_ENTITY_CLOCK, [11] = SIM_ENTITY_CLOCK_SELECTOR,
		  [12] = SIM_ENTITY_CLOCK_MULTIPLIER,
		  [13] = SIM_ENTITY_RATE_CONVERTER },
		{ [2] = SIM_ENTITY_INPUT, [3] = SIM_ENTITY_OUTPUT,
		  [5] = SIM_ENTITY_MIXER, [6] = SIM_ENTITY_SELECTOR,
		  [7] = SIM_ENTITY_FEATURE, [8] = SIM_ENTITY_EFFECT,
		  [9] = SIM_ENTITY_PROCESSING, [10] = SIM_ENTITY_EXTENSION,
		  [11] = SIM_ENTITY_CLOCK, [12] = SIM_ENTITY_CLOCK_SELECTOR,
		  [13] = SIM_ENTITY_CLOCK_MULTIPLIER,
		  [14] = SIM_ENTITY_RATE_CONVERTER },
	};

	return subtype < 16 ? kinds[version - 1][subtype] : SIM_ENTITY_OTHER;
}

static unsigned int source_list(const uint8_t *descriptor, unsigned int at,
				unsigned int count, const uint8_t **sources)
{
	if (at >= descriptor[0])
		return 0;
	*sources = descriptor + at;
	return count < descriptor[0] - at ? count : descriptor[0] - at;
}

/* IDs that feed an entity, its clock included; how many there are. */
unsigned int sim_entity_sources(const uint8_t *descriptor,
				enum sim_entity_kind kind,
				unsigned int version, const uint8_t **sources)
{
	switch (kind) {
	case SIM_ENTITY_INPUT:
		return version == 1 ? 0 : source_list(descriptor, 7, 1, sources);
	case SIM_ENTITY_OUTPUT:
		return source_list(descriptor, 7, version == 1 ? 1 : 2, sources);
	case SIM_ENTITY_FEATURE:
	case SIM_ENTITY_CLOCK_MULTIPLIER:
	case SIM_ENTITY_RATE_CONVERTER:
		return source_list(descriptor, 4, 1, sources);
	case SIM_ENTITY_EFFECT:
		return source_list(descriptor, 6, 1, sources);
	case SIM_ENTITY_MIXER:
	case SIM_ENTITY_SELECTOR:
	case SIM_ENTITY_CLOCK_SELECTOR:
		return source_list(descriptor, 5,
				   sim_desc_byte(descriptor, 4), sources);
	case SIM_ENTITY_PROCESSING:
	case SIM_ENTITY_EXTENSION:
		return source_list(descriptor, 7,
				   sim_desc_byte(descriptor, 6), sources);
	default:
		return 0;
	}
}

/* ---- loops ---- */

struct graph {
	const uint8_t *blob;
	unsigned int version, interface;
	uint32_t offset[256];		/* by ID; 0 none */
	uint8_t mark[256];		/* 1 on the way, 2 done */
	unsigned int loop_id;
};

/* Depth is at most 255: each ID is entered once. */
static bool graph_loops(struct graph *graph, unsigned int id)
{
	const uint8_t *descriptor = graph->blob + graph->offset[id];
	const uint8_t *sources = NULL;
	unsigned int i, count;

	graph->mark[id] = 1;
	count = sim_entity_sources(descriptor,
				   sim_entity_kind_of(graph->version,
						      descriptor[2]),
				   graph->version, &sources);
	for (i = 0; i < count; i++) {
		unsigned int source = sources[i];

		if (!graph->offset[source] || graph->mark[source] == 2)
			continue;
		if (graph->mark[source] == 1) {
			graph->loop_id = id;
			return true;
		}
		if (graph_loops(graph, source))
			return true;
	}
	graph->mark[id] = 2;
	return false;
}

static bool graph_check(struct graph *graph, char *error, size_t error_size)
{
	unsigned int id;

	for (id = 1; id < 256; id++) {
		if (!graph->offset[id] || graph->mark[id] ||
		    !graph_loops(graph, id))
			continue;
		if (error && error_size)
			snprintf(error, error_size,
				 "unit %u of audio control interface %u at offset 0x%x gets its signal from itself: correct the source IDs that form the loop",
				 graph->loop_id, graph->interface,
				 graph->offset[graph->loop_id]);
		return false;
	}
	return true;
}

static void graph_begin(struct graph *graph, const uint8_t *blob,
			const uint8_t *interface)
{
	memset(graph, 0, sizeof(*graph));
	graph->blob = blob;
	graph->interface = interface[2];
	graph->version = sim_device_version(interface[7]);
}

/* @blob can be walked. */
bool sim_topology_check(const uint8_t *blob, size_t bytes, char *error,
			size_t error_size)
{
	struct graph graph;
	bool control = false;
	size_t at;

	for (at = 18; at < bytes; at += blob[at]) {
		const uint8_t *descriptor = blob + at;

		if (descriptor[1] == SIM_DT_INTERFACE ||
		    descriptor[1] == SIM_DT_CONFIG) {
			if (control && !graph_check(&graph, error, error_size))
				return false;
			control = descriptor[1] == SIM_DT_INTERFACE &&
				  descriptor[5] == SIM_CLASS_AUDIO &&
				  descriptor[6] == SIM_SUB_CONTROL;
			if (control)
				graph_begin(&graph, blob, descriptor);
		} else if (control && descriptor[1] == SIM_DT_CS_INTERFACE &&
			   descriptor[0] >= 4 && descriptor[2] >= 2 &&
			   !graph.offset[descriptor[3]]) {
			graph.offset[descriptor[3]] = at;
		}
	}
	return !control || graph_check(&graph, error, error_size);
}

/* ---- lookups ---- */

struct sim_device_entity *sim_entity_find(struct sim_usb_audio *audio,
					  unsigned int config,
					  unsigned int interface,
					  unsigned int id)
{
	unsigned int i;

	for (i = 0; i < audio->entity_count; i++) {
		struct sim_device_entity *entity = &audio->entities[i];

		if (entity->config == config && entity->id == id &&
		    entity->interface == interface)
			return entity;
	}
	return NULL;
}

/* The clock source behind terminal or clock @id as selectors stand now. */
struct sim_device_entity *sim_entity_clock(struct sim_usb_audio *audio,
					   unsigned int config,
					   unsigned int interface,
					   unsigned int id)
{
	const uint8_t *sources = NULL;
	unsigned int steps, count;

	for (steps = 0; steps < 256; steps++) {
		struct sim_device_entity *entity =
			sim_entity_find(audio, config, interface, id);

		if (!entity || entity->kind == SIM_ENTITY_CLOCK)
			return entity;
		count = sim_entity_sources(sim_entity_descriptor(audio, entity),
					   entity->kind, entity->version,
					   &sources);
		if (entity->kind == SIM_ENTITY_CLOCK_SELECTOR &&
		    entity->selected <= count)
			id = sources[entity->selected - 1];
		else if (entity->kind == SIM_ENTITY_OUTPUT && count == 2)
			id = sources[1];
		else if (count && (entity->kind == SIM_ENTITY_INPUT ||
				   entity->kind == SIM_ENTITY_CLOCK_MULTIPLIER))
			id = sources[0];
		else
			return NULL;
	}
	return NULL;
}
