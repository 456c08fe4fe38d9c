// SPDX-License-Identifier: GPL-2.0-only
/*
 * order-names.c: locks that mean something by their name.
 *
 * Stands in for nothing. Names are literals of the image, which the linker
 * merges, so what a name means is looked up by its address and compared once.
 */
#include "sim-lock-order.h"
#include "sim-shadow.h"

#ifdef CONFIG_LOCKDEP

#define SIM_NAMES	256

static struct sim_known_name {
	const char *name;
	enum sim_order_meaning meaning;
} known[SIM_NAMES] __sim_unscanned;

static enum sim_order_meaning name_read(const char *name)
{
	if (sim_order_same(name, "&dev->mutex"))
		return SIM_LOCK_DEVICE;
	if (sim_order_same(name, "&dev->power.lock"))
		return SIM_LOCK_PM;
	if (sim_order_same(name, "&dev->power.wait_queue"))
		return SIM_LOCK_PM_WAIT;
	if (sim_order_same(name, "(work_completion)(&dev->power.work)"))
		return SIM_LOCK_PM_WORK;
	return SIM_LOCK_ORDINARY;
}

/**
 * sim_order_meaning() - what a lock is, by its name
 * @name: the map's; may lead nowhere, then the lock is ordinary
 * Return: its meaning.
 * Context: any.
 */
enum sim_order_meaning sim_order_meaning(const char *name)
{
	unsigned long offset = (unsigned long)name - SIM_IMAGE_BASE;
	struct sim_known_name *entry = &known[offset % SIM_NAMES];

	if (likely(entry->name == name && name))
		return entry->meaning;
	/* What lies in the arena may be written anew. */
	if (offset >= SIM_ARENA_BASE - SIM_IMAGE_BASE)
		return name_read(name);
	entry->name = name;
	entry->meaning = name_read(name);
	return entry->meaning;
}

#endif /* CONFIG_LOCKDEP */
