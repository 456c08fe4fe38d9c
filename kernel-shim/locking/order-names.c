// SPDX-License-Identifier: GPL-2.0-only
/*
 * order-names.c: locks that mean something by their name.
 *
 * Stands in for nothing. Names are literals of the image, which the linker
 * merges, so what a name means is looked up by its address and compared once.
 */
#include "sim-lock-order.h"
#include "sim-locks.h"
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

#define SIM_NAME_MOST	96

/* Text that ends, in memory that may be read. */
static bool is_text(const char *name)
{
	unsigned int i;

	if ((unsigned long)name - SIM_ARENA_BASE >= SIM_ARENA_SIZE - SIM_NAME_MOST)
		return false;
	for (i = 0; i < SIM_NAME_MOST && sim_shadow_allows(name + i); i++)
		if (name[i] < ' ' || name[i] > '~')
			return i && !name[i];
	return false;
}

/**
 * sim_order_name() - a lock's name, if it is one
 * @name: the map's; may lead nowhere, as the lock may be freed memory
 *
 * Return: @name, or words for a lock without one.
 * Context: any; @name of dynamic memory is good as long as that lives.
 */
const char *sim_order_name(const char *name)
{
	return sim_is_literal(name) || is_text(name) ? name : SIM_LOCK_UNNAMED;
}

#endif /* CONFIG_LOCKDEP */
