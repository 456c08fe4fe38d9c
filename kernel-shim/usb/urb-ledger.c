// SPDX-License-Identifier: GPL-2.0-only
/*
 * urb-ledger.c: which URBs are left, for whoever compares before and after.
 *
 * Stands in for nothing: usbcore counts references of each URB
 * (Documentation/driver-api/usb/URB.rst) and keeps no list of them. The genuine
 * drivers/usb/core/urb.c tells of each (sim-urb-lives.h). Root hubs have an URB
 * each for as long as they are there, so it is the difference that counts, for
 * each place that allocates.
 *
 * Reading /sys/module/sim/parameters/urbs says how many there are; writing
 * "remember" there keeps that, and "tell" makes a finding for each place of
 * which there are more now. Those are check images', as other images do not know
 * the places.
 *
 * Not modelled: URBs in memory that is not usb_alloc_urb()'s, which no compiled
 * file makes; more than SIM_URBS at a time. That a pointer lies here is no use
 * of an URB: the search for leaks does not look.
 */
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/string.h>
#include "sim-memory.h"
#include "sim-report.h"
#include "sim-shadow.h"
#include "sim-shim.h"
#include "sim-urb-lives.h"

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "sim."

#define SIM_URBS	1024

struct sim_urb_life {
	struct urb *urb;
	sim_track_t allocated;
};

static struct sim_urb_life lives[SIM_URBS] __sim_unscanned;
/* Places of those that were there, by remembrance. */
static unsigned long known[SIM_URBS];
static unsigned int known_count, lives_count;

/* usb_init_urb() is on the shadow call stack, and its site is @site. */
static sim_track_t life_track(unsigned long site)
{
	struct sim_context *context = sim_self;
	sim_track_t track;

	if (!context->call_stack || context->call_top == context->call_stack)
		return 0;
	context->call_top--;
	track = sim_track_memory(site);
	context->call_top++;
	return track;
}

void sim_urb_begins(struct urb *urb, unsigned long site)
{
	size_t size;

	if (lives_count == SIM_URBS || sim_object_start(urb, &size) != urb)
		return;
	lives[lives_count++] = (struct sim_urb_life) {
		.urb = urb, .allocated = life_track(site),
	};
}

void sim_urb_ends(const void *object)
{
	unsigned int i;

	for (i = 0; i < lives_count; i++)
		if (lives[i].urb == object) {
			lives[i] = lives[--lives_count];
			return;
		}
}

unsigned int sim_urbs_count(void)
{
	return lives_count;
}

/* Who called usb_alloc_urb(), whoever called him. */
static unsigned long life_place(const struct sim_urb_life *life)
{
#ifdef CONFIG_DEBUG_KERNEL
	return sim_track_caller(life->allocated);
#else
	return 0;
#endif
}

void sim_urbs_remember(void)
{
	unsigned int i;

	for (i = 0; i < lives_count; i++)
		known[i] = life_place(&lives[i]);
	known_count = lives_count;
}

/* ---- reports ---- */

#ifdef CONFIG_DEBUG_KERNEL

static const char *urb_type(const struct urb *urb)
{
	static const char *const types[] = {
		[PIPE_ISOCHRONOUS] = "isochronous",
		[PIPE_INTERRUPT] = "interrupt",
		[PIPE_CONTROL] = "control", [PIPE_BULK] = "bulk",
	};

	return types[usb_pipetype(urb->pipe)];
}

/* Who still has it: the device may be gone, so nothing of it is looked at. */
static const char *urb_state(const struct urb *urb)
{
	if (atomic_read(&urb->use_count))
		return urb->anchor ? "submitted, anchored and not given back" :
				     "submitted and not given back";
	return urb->anchor ? "anchored and not freed" : "not freed";
}

static void place_tell(const struct sim_urb_life *life, int more)
{
	const struct urb *urb = life->urb;
	char title[160];

	snprintf(title, sizeof(title),
		 "%d more URBs than before are left behind: %s %s, endpoint %u, %s",
		 more, urb_type(urb), usb_pipein(urb->pipe) ? "in" : "out",
		 usb_pipeendpoint(urb->pipe), urb_state(urb));
	sim_report_at_track(SIM_KIND_INVARIANT, title, life->allocated);
}

/* How many more of its place there are; 0 unless it is the first of them. */
static int place_more(const struct sim_urb_life *life)
{
	unsigned long place = life_place(life);
	unsigned int i;
	int more = 0;

	for (i = 0; i < lives_count; i++) {
		if (life_place(&lives[i]) != place)
			continue;
		if (!more && &lives[i] != life)
			return 0;
		more++;
	}
	for (i = 0; i < known_count; i++)
		more -= known[i] == place;
	return max(more, 0);
}

int sim_urbs_tell(void)
{
	unsigned int i;
	int more, told = 0;

	for (i = 0; i < lives_count; i++) {
		more = place_more(&lives[i]);
		if (!more)
			continue;
		place_tell(&lives[i], more);
		told++;
	}
	return told;
}

#else
int sim_urbs_tell(void)
{
	return 0;
}
#endif

static int urbs_get(char *buffer, const struct kernel_param *kp)
{
	return sysfs_emit(buffer, "%u\n", lives_count);
}

static int urbs_set(const char *value, const struct kernel_param *kp)
{
	if (sysfs_streq(value, "remember"))
		sim_urbs_remember();
	else if (!sysfs_streq(value, "tell"))
		return -EINVAL;
	else if (!sim_urbs_tell())
		return -ENODATA;
	return 0;
}

static const struct kernel_param_ops urbs_ops = {
	.get = urbs_get,
	.set = urbs_set,
};
module_param_cb(urbs, &urbs_ops, NULL, 0600);
