// SPDX-License-Identifier: GPL-2.0-only
/*
 * active_objects.c: freeing what the kernel still has a hand on is a finding.
 *
 * Stands in for lib/debugobjects.c and for lockdep's look at memory that is
 * freed: a held lock, a pending timer or a queued work item inside an object
 * that goes away. In images without checks nothing looks.
 *
 * Not modelled: objects that were never initialised, and those on stacks.
 */
#include <linux/debug_locks.h>
#include <linux/hrtimer.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include "object_store.h"
#include "sim-report.h"
#include "sim-sched.h"

static void active_report(const char *what, const void *function)
{
	sim_report_format(SIM_KIND_USE_AFTER_FREE, true,
			  "freed memory holds a %s (function %ps)", what,
			  function);
}

/**
 * sim_active_check() - is anything inside an object still in use?
 * @object: its first byte
 * @size: bytes
 * Context: any; before it is freed. Does not return after a finding.
 * Source: Documentation/core-api/debug-objects.rst.
 */
void sim_active_check(const void *object, size_t size)
{
	const struct timer_list *timer = NULL;
	const struct hrtimer *hrtimer = NULL;
	const struct work_struct *work = NULL;

	/* Most objects are names and the like, too small for any of them. */
	if (size >= sizeof(*timer))
		timer = sim_timer_within(object, size);
	if (size >= sizeof(*hrtimer))
		hrtimer = sim_hrtimer_within(object, size);
	if (size >= sizeof(*work))
		work = sim_work_within(object, size);
	debug_check_no_locks_freed(object, size);
	if (timer)
		active_report("pending timer", timer->function);
	if (hrtimer)
		active_report("pending hrtimer",
			      ACCESS_PRIVATE(hrtimer, function));
	if (work)
		active_report("queued work item", work->func);
}
