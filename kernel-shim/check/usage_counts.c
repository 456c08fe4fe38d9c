// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage_counts.c: who keeps a device awake.
 *
 * Stands in for nothing: the kernel counts uses of runtime PM
 * (Documentation/power/runtime_pm.rst, section 2) and does not know the users.
 * The count's changes pass the instrumentation, so where each was taken is
 * kept. A put gives back what the same task took last, else what was taken
 * first; who put back in another's place is mistaken for him.
 *
 * Writing a device's name to /sys/module/sim/parameters/usage_report says in
 * the timeline which devices at and below it are awake and why, and tells as a
 * finding where the lowest one's counts were taken.
 *
 * Not modelled: counts that are set instead of taken; more than SIM_USAGE_GETS
 * at a time. Check images only.
 */
#include <linux/device.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/string.h>
#include "sim-lock-order.h"
#include "sim-report.h"
#include "sim-shadow.h"
#include "sim-usage.h"

#ifdef CONFIG_LOCKDEP

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "sim."

#define SIM_USAGE_DEVICES	1024
#define SIM_USAGE_GETS		2048

u8 sim_usage_filter[SIM_USAGE_FILTER];

/* 0 ends a list. */
struct sim_usage_get {
	sim_track_t track;
	u16 next;
};

static struct sim_usage {
	struct device *device;
	u16 first;			/* taken last */
} usages[SIM_USAGE_DEVICES] __sim_unscanned;

static struct sim_usage_get gets[SIM_USAGE_GETS];
static u16 gets_free, gets_used = 1;

/* Of the lock that all devices have. */
static const char *usage_lock_name;

/* The slot of a device, or a free one for it; NULL: no room. */
static struct sim_usage *usage_of(const struct device *device)
{
	unsigned long at = (unsigned long)device * GOLDEN_RATIO_64 >> 48;
	unsigned int i;

	for (i = 0; i < SIM_USAGE_DEVICES; i++) {
		struct sim_usage *usage =
			&usages[(at + i) % SIM_USAGE_DEVICES];

		if (!usage->device || usage->device == device)
			return usage;
	}
	return NULL;
}

static u16 get_alloc(void)
{
	u16 number = gets_free;

	if (number)
		gets_free = gets[number].next;
	else if (gets_used < SIM_USAGE_GETS)
		number = gets_used++;
	return number;
}

static void get_free(u16 number)
{
	gets[number].next = gets_free;
	gets_free = number;
}

/* power.lock is made: so is the device, whatever was at its place before. */
void sim_usage_device(const struct lockdep_map *map)
{
	struct device *device = container_of(map, struct device,
					     power.lock.dep_map);
	struct sim_usage *usage = usage_of(device);
	u16 number, next;

	if (!usage)
		return;
	for (number = usage->device ? usage->first : 0; number; number = next) {
		next = gets[number].next;
		get_free(number);
	}
	usage->device = device;
	usage->first = 0;
	usage_lock_name = map->name;
	sim_usage_filter[sim_usage_hash(&device->power.usage_count)] = 1;
}

static void usage_get(struct sim_usage *usage, unsigned long site)
{
	u16 number = get_alloc();

	if (!number)
		return;
	gets[number].track = sim_track_here(site);
	gets[number].next = usage->first;
	usage->first = number;
}

static void usage_put(struct sim_usage *usage)
{
	u32 task = sim_track_here(0) >> 16;
	u16 *place, *last = NULL, number;

	for (place = &usage->first; *place; place = &gets[*place].next) {
		last = place;
		if (gets[*place].track >> 16 == task)
			break;
	}
	if (!last)
		return;
	number = *last;
	*last = gets[number].next;
	get_free(number);
}

void sim_usage_change(const volatile void *at, int by, unsigned long site)
{
	struct device *device = container_of((atomic_t *)at, struct device,
					     power.usage_count);
	struct sim_usage *usage = usage_of(device);

	if (!usage || usage->device != device)
		return;
	if (by == 1)
		usage_get(usage, site);
	else if (by == -1)
		usage_put(usage);
}

/* ---- reports ---- */

/* Nobody says when a device goes: its lock must still be there. */
static bool usage_lives(const struct device *device)
{
	const char *const *name = &device->power.lock.dep_map.name;

	return sim_shadow_allows(name) && *name == usage_lock_name;
}

static struct sim_usage *usage_known(const struct device *device)
{
	struct sim_usage *usage = usage_of(device);

	return usage && usage->device == device && usage_lives(device) ?
	       usage : NULL;
}

/*
 * How far below the device of that name it is, 0 for itself; -1: elsewhere, or
 * below one that sleeps whatever its children do (pm_suspend_ignore_children()).
 * What is not in the table may be gone.
 */
static int usage_depth(const struct sim_usage *usage, const char *name)
{
	int depth;

	for (depth = 0; usage; depth++) {
		const struct device *device = usage->device;

		if (sim_order_same(dev_name(device), name))
			return depth;
		usage = device->parent ? usage_known(device->parent) : NULL;
		if (usage && usage->device->power.ignore_children)
			return -1;
	}
	return -1;
}

/* What sleeps keeps nobody above it awake, used or not. */
static bool usage_awake(const struct device *device)
{
	return device->power.runtime_status != RPM_SUSPENDED;
}

/* For the timeline: all that pm_runtime_suspend() would ask. */
static void usage_trace(const struct device *device)
{
	char line[160];

	snprintf(line, sizeof(line),
		 "%s is awake: usage count %d, %d children awake, runtime PM disabled %u times, error %d",
		 dev_name(device), atomic_read(&device->power.usage_count),
		 atomic_read(&device->power.child_count),
		 device->power.disable_depth, device->power.runtime_error);
	sim_trace("power", line);
}

/* The gets of one device: the first one taken first, as it tells the most. */
static int usage_tracks(const struct sim_usage *usage, sim_track_t *tracks,
			int room)
{
	int count = 0;
	u16 number;

	for (number = usage->first; number; number = gets[number].next) {
		count = min(count + 1, room);
		memmove(tracks + 1, tracks, (count - 1) * sizeof(*tracks));
		tracks[0] = gets[number].track;
	}
	return count;
}

static void usage_tell(const struct sim_usage *usage, const char *name)
{
	int count = atomic_read(&usage->device->power.usage_count);
	sim_track_t tracks[1 + SIM_REPORT_STACKS];
	char title[160];

	snprintf(title, sizeof(title),
		 "%s cannot be suspended, as %s is in use (usage count %d)",
		 name, dev_name(usage->device), count);
	sim_report_at_tracks(SIM_KIND_PM_STATE, title, "Taken", tracks,
			     usage_tracks(usage, tracks, ARRAY_SIZE(tracks)));
}

/*
 * One cause keeps many awake, each with counts of its own: the one at the very
 * bottom is told, and the timeline has the others. With the checker off the
 * timeline has all of it, and nobody else need tell it.
 */
bool sim_usage_tell(const char *name)
{
	const struct sim_usage *usage, *lowest = NULL;
	int depth, most = -1;

	for (usage = usages; usage < usages + SIM_USAGE_DEVICES; usage++) {
		depth = usage->device && usage_lives(usage->device) ?
			usage_depth(usage, name) : -1;
		if (depth < 0 || (depth && !usage_awake(usage->device)))
			continue;
		usage_trace(usage->device);
		if (depth > most && usage->first &&
		    atomic_read(&usage->device->power.usage_count) > 0) {
			lowest = usage;
			most = depth;
		}
	}
	if (!sim_check_on(SIM_CHECK_POWER))
		return true;
	if (lowest)
		usage_tell(lowest, name);
	return lowest;
}

static int usage_report_set(const char *value, const struct kernel_param *kp)
{
	char name[64];

	strscpy(name, value, sizeof(name));
	return sim_usage_tell(strim(name)) ? 0 : -ENODATA;
}

static const struct kernel_param_ops usage_report_ops = {
	.set = usage_report_set,
};
module_param_cb(usage_report, &usage_report_ops, NULL, 0200);

#endif /* CONFIG_LOCKDEP */
