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
 * Writing a device's name to /sys/module/sim/parameters/usage_report tells as
 * findings where the counts that it and all below it have now were taken.
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
#define SIM_USAGE_TOLD		4

u8 sim_usage_filter[SIM_USAGE_FILTER];

/* 0 ends a list. */
struct sim_usage_get {
	sim_track_t track;
	u16 next;
};

static struct sim_usage {
	struct device *device;
	u16 first;			/* taken last */
} usages[SIM_USAGE_DEVICES];

static struct sim_usage_get gets[SIM_USAGE_GETS];
static u16 gets_free, gets_used = 1;

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

/* The device of that name, or one below it: a child that is in use keeps all
 * above it awake. What is not in the table may be gone. */
static bool usage_concerns(const struct sim_usage *usage, const char *name)
{
	const struct device *device = usage->device;

	while (usage && device && usage->device == device) {
		if (sim_order_same(dev_name(device), name))
			return true;
		device = device->parent;
		usage = usage_of(device);
	}
	return false;
}

static void usage_tell(const struct sim_usage *usage, const char *name)
{
	int count = atomic_read(&usage->device->power.usage_count);
	unsigned int told = 0;
	char title[160];
	u16 number;

	snprintf(title, sizeof(title),
		 "%s cannot be suspended: the runtime-PM usage count of %s is %d, and this was not put back",
		 name, dev_name(usage->device), count);
	for (number = usage->first; number && count > 0 &&
	     told < SIM_USAGE_TOLD; number = gets[number].next, told++)
		sim_report_at_track(SIM_KIND_PM_STATE, title,
				    gets[number].track);
}

void sim_usage_tell(const char *name)
{
	const struct sim_usage *usage;

	for (usage = usages; usage < usages + SIM_USAGE_DEVICES; usage++)
		if (usage->device && usage->first &&
		    usage_concerns(usage, name))
			usage_tell(usage, name);
}

static int usage_report_set(const char *value, const struct kernel_param *kp)
{
	char name[64];

	strscpy(name, value, sizeof(name));
	sim_usage_tell(strim(name));
	return 0;
}

static const struct kernel_param_ops usage_report_ops = {
	.set = usage_report_set,
};
module_param_cb(usage_report, &usage_report_ops, NULL, 0200);

#endif /* CONFIG_LOCKDEP */
