// SPDX-License-Identifier: GPL-2.0-only
/*
 * mapping_ledger.c: which device has what mapped, and how; check images only.
 *
 * Stands in for the entries of kernel/dma/debug.c
 * (Documentation/core-api/dma-api.rst, "Debug drivers use of the DMA API"): an
 * unmapping must be of a mapping, of its size and direction, by the function
 * that belongs to it, and of one that dma_mapping_error() was asked about;
 * dma_sync_*() must stay inside a mapping and fit its direction; when a driver
 * leaves its device nothing may be mapped. Memory that is freed under a mapping
 * comes by mapped_memory.c.
 *
 * Not modelled: with more than 4095 mappings at a time the ledger stops.
 */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/hash.h>
#include <linux/init.h>
#include <linux/platform_device.h>
#include <linux/string.h>
#include "sim-checks.h"
#include "sim-dma.h"
#include "sim-shadow.h"

#ifdef CONFIG_DEBUG_KERNEL

#define SIM_LEDGER_ENTRIES	4096
#define SIM_LEDGER_BITS		10

struct ledger_entry {
	struct device *dev;
	dma_addr_t dma;
	size_t size;
	u16 next;			/* in the bucket or the free list */
	u8 direction, type;
	bool asked;			/* dma_mapping_error() */
	sim_track_t mapped;
};

/* Entry 0 ends lists. */
static struct ledger_entry entries[SIM_LEDGER_ENTRIES] __sim_unscanned;
static u16 buckets[1 << SIM_LEDGER_BITS];
static u16 free_entry;
static unsigned int used_entries = 1;
static bool ledger_off;

static const char *const type_names[] = {
	[SIM_DMA_SINGLE] = "a single mapping",
	[SIM_DMA_LIST] = "a scatter-gather mapping",
	[SIM_DMA_SHARED] = "coherent memory",
	[SIM_DMA_REGISTERS] = "a resource",
};

static const char *const direction_names[] = {
	"both directions", "to the device", "from the device", "none",
};

/* Switched off, or full. */
static bool ledger_is_off(void)
{
	return ledger_off || !sim_check_on(SIM_CHECK_DMA);
}

static u16 *bucket_of(dma_addr_t dma)
{
	return &buckets[hash_64(dma, SIM_LEDGER_BITS)];
}

/* Coherent memory is freed by its own function, registers are no memory. */
static bool is_streaming(const struct ledger_entry *entry)
{
	return entry->type == SIM_DMA_SINGLE || entry->type == SIM_DMA_LIST;
}

static u16 entry_take(void)
{
	u16 i = free_entry;

	if (i)
		free_entry = entries[i].next;
	else if (used_entries < SIM_LEDGER_ENTRIES)
		i = used_entries++;
	return i;
}

/**
 * sim_ledger_enter() - a device got something mapped
 * @dev: the device
 * @dma: address for it
 * @size: bytes
 * @direction: of the mapping
 * @type: which functions it belongs to
 * Context: any.
 */
void sim_ledger_enter(struct device *dev, dma_addr_t dma, size_t size,
		      enum dma_data_direction direction, enum sim_dma_type type)
{
	u16 *bucket = bucket_of(dma), i;

	if (ledger_is_off())
		return;
	i = entry_take();
	if (!i) {
		ledger_off = true;
		return;
	}
	entries[i] = (struct ledger_entry) {
		.dev = dev, .dma = dma, .size = size, .next = *bucket,
		.direction = direction, .type = type,
		/* Of the others no caller gets to see the address. */
		.asked = type != SIM_DMA_SINGLE && type != SIM_DMA_REGISTERS,
		.mapped = sim_track_here(_RET_IP_),
	};
	*bucket = i;
	if (is_streaming(&entries[i]))
		sim_mapped_enter(dma, size);
}

static int likeness(const struct ledger_entry *entry, size_t size,
		    enum dma_data_direction direction, enum sim_dma_type type)
{
	return 1 + (entry->size == size) + (entry->direction == direction) +
	       (entry->type == type);
}

/* Where the best entry is linked: a page may be mapped more than once. */
static u16 *entry_find(struct device *dev, dma_addr_t dma, size_t size,
		       enum dma_data_direction direction,
		       enum sim_dma_type type)
{
	u16 *at = bucket_of(dma), *best = NULL;
	int score = 0, here;

	for (; *at; at = &entries[*at].next) {
		if (entries[*at].dev != dev || entries[*at].dma != dma)
			continue;
		here = likeness(&entries[*at], size, direction, type);
		if (here > score) {
			score = here;
			best = at;
		}
	}
	return best;
}

static void entry_compare(const struct ledger_entry *entry, size_t size,
			  enum dma_data_direction direction,
			  enum sim_dma_type type)
{
	char what[120];

	if (entry->type != type) {
		snprintf(what, sizeof(what), "unmaps %s as %s",
			 type_names[entry->type], type_names[type]);
		sim_dma_misuse(entry->dev, what, entry->dma, size);
	}
	if (entry->size != size) {
		snprintf(what, sizeof(what), "unmaps with the wrong size, mapped were %zu bytes",
			 entry->size);
		sim_dma_misuse(entry->dev, what, entry->dma, size);
	}
	if (entry->direction != direction) {
		snprintf(what, sizeof(what), "unmaps with direction \"%s\", mapped was \"%s\"",
			 direction_names[direction],
			 direction_names[entry->direction]);
		sim_dma_misuse(entry->dev, what, entry->dma, size);
	}
	if (!entry->asked)
		sim_dma_misuse(entry->dev,
			       "unmaps what dma_mapping_error() was not asked about",
			       entry->dma, size);
}

/**
 * sim_ledger_leave() - a device's mapping ends
 * @dev: the device
 * @dma: address for it
 * @size: bytes; on return what was mapped
 * @direction: as the driver says
 * @type: which function was called
 * Return: false after a finding: nothing like that is mapped.
 * Context: any.
 */
bool sim_ledger_leave(struct device *dev, dma_addr_t dma, size_t *size,
		      enum dma_data_direction direction, enum sim_dma_type type)
{
	u16 *link, i;

	if (ledger_is_off())
		return true;
	link = entry_find(dev, dma, *size, direction, type);
	if (!link) {
		sim_dma_misuse(dev, "unmaps what is not mapped", dma, *size);
		return false;
	}
	i = *link;
	entry_compare(&entries[i], *size, direction, type);
	*size = entries[i].size;
	if (is_streaming(&entries[i]))
		sim_mapped_leave(dma, entries[i].size);
	*link = entries[i].next;
	entries[i].next = free_entry;
	entries[i].dev = NULL;
	free_entry = i;
	return true;
}

/* shim: modelled - the mapping was looked at; the first that was not */
void debug_dma_mapping_error(struct device *dev, dma_addr_t dma)
{
	u16 i;

	for (i = *bucket_of(dma); i; i = entries[i].next)
		if (entries[i].dev == dev && entries[i].dma == dma &&
		    !entries[i].asked) {
			entries[i].asked = true;
			return;
		}
}
EXPORT_SYMBOL(debug_dma_mapping_error);

/* shim: stub - memory that is no memory is found by mapping_check() */
void debug_dma_map_single(struct device *dev, const void *address,
			  unsigned long size)
{
}
EXPORT_SYMBOL(debug_dma_map_single);

/* A mapping that holds all of a range, or else its beginning. */
static const struct ledger_entry *entry_around(struct device *dev,
					       dma_addr_t dma, size_t size)
{
	const struct ledger_entry *best = NULL;
	unsigned int i;

	for (i = 1; i < used_entries; i++) {
		const struct ledger_entry *entry = &entries[i];

		if (entry->dev != dev || dma - entry->dma >= entry->size)
			continue;
		if (dma - entry->dma + size <= entry->size)
			return entry;
		best = entry;
	}
	return best;
}

/**
 * sim_ledger_sync() - a driver hands a mapping over, without unmapping it
 * @dev: the device
 * @dma: where in it
 * @size: bytes
 * @direction: as the driver says; any does for a mapping of both directions
 * Context: any.
 */
void sim_ledger_sync(struct device *dev, dma_addr_t dma, size_t size,
		     enum dma_data_direction direction)
{
	const struct ledger_entry *entry;
	char what[120];

	if (ledger_is_off())
		return;
	entry = entry_around(dev, dma, size);
	if (!entry) {
		sim_dma_misuse(dev, "syncs what is not mapped", dma, size);
		return;
	}
	if (dma - entry->dma + size > entry->size) {
		snprintf(what, sizeof(what), "syncs beyond the end of a mapping of %zu bytes",
			 entry->size);
		sim_dma_misuse(dev, what, dma, size);
	}
	if (entry->direction != DMA_BIDIRECTIONAL &&
	    entry->direction != direction) {
		snprintf(what, sizeof(what), "syncs with direction \"%s\", mapped was \"%s\"",
			 direction_names[direction],
			 direction_names[entry->direction]);
		sim_dma_misuse(dev, what, dma, size);
	}
}

/**
 * sim_ledger_released() - a driver left its device
 * @dev: the device
 * Context: any; after what is managed was released.
 */
void sim_ledger_released(struct device *dev)
{
	const struct ledger_entry *first = NULL;
	unsigned int i, count = 0;
	char title[160];

	for (i = 1; i < used_entries; i++) {
		if (entries[i].dev != dev)
			continue;
		first = first ?: &entries[i];
		count++;
	}
	if (!count || ledger_is_off())
		return;
	snprintf(title, sizeof(title),
		 "DMA-API: %s: the driver left and has %u mappings, one of them %s of %zu bytes",
		 dev_name(dev), count, type_names[first->type], first->size);
	sim_report_at_track(SIM_KIND_DMA_API, title, first->mapped);
}

/**
 * sim_ledger_freed() - memory is given back; a finding if it is mapped
 * @start: its address for devices
 * @size: bytes
 * Context: any.
 */
void sim_ledger_freed(dma_addr_t start, size_t size)
{
	char title[160];
	unsigned int i;

	for (i = 1; i < used_entries && !ledger_off; i++) {
		const struct ledger_entry *entry = &entries[i];

		if (!entry->dev || !is_streaming(entry) ||
		    entry->dma >= start + size ||
		    entry->dma + entry->size <= start)
			continue;
		snprintf(title, sizeof(title),
			 "DMA-API: %s: frees memory of %zu bytes under %s of %zu bytes, %s",
			 dev_name(entry->dev), size, type_names[entry->type],
			 entry->size, direction_names[entry->direction]);
		sim_report_track(SIM_KIND_DMA_API, title, "Mapped",
				 entry->mapped);
		return;
	}
}

static int ledger_notify(struct notifier_block *block, unsigned long action,
			 void *dev)
{
	if (action == BUS_NOTIFY_UNBOUND_DRIVER)
		sim_ledger_released(dev);
	return NOTIFY_DONE;
}

static struct notifier_block ledger_notifier = { .notifier_call = ledger_notify };

static int __init ledger_init(void)
{
	return bus_register_notifier(&platform_bus_type, &ledger_notifier);
}
core_initcall(ledger_init);
#endif
