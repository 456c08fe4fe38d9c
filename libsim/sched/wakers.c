// SPDX-License-Identifier: GPL-2.0-only
/*
 * wakers.c: who ended a sleep the last time.
 *
 * Completions, wait queues and semaphores have no owner: anybody may signal
 * them. So they are no edges of the wait-for graph (circle.c), but a report
 * says who ended the last sleep that began at the same place. Places are the
 * callers of the functions that wait, as in /proc/PID/wchan; those whose
 * numbers fall together displace each other.
 *
 * For reports only: nothing of this enters a decision or the hash.
 */
#include <string.h>
#include "machine.h"

static struct sim_waker *waker_slot(const void *site)
{
	uint64_t hash = (uintptr_t)site * 0x9e3779b97f4a7c15ULL;

	return &M->waker[hash >> 32 & (SIM_WAKERS - 1)];
}

/**
 * sim_waker_note - somebody ends a sleep
 * @pause: the sleep, has a site
 * @fp: frame of the function that was called for that
 *
 * Context: any; an event of the hardware's has no stack of a task's.
 */
void sim_waker_note(const struct sim_pause *pause, void *fp)
{
	struct sim_waker *waker = waker_slot(pause->site);
	const struct sim_task *task = M->event ? NULL : M->current;

	waker->site = pause->site;
	/* Often: no formatted printing. */
	strcpy(waker->who.name, task ? task->name : "hardware");
	strcpy(waker->who.context, sim_context_name());
	waker->who.when_ns = M->now_ns;
	waker->who.frames = task ? sim_unwind(task, fp, 0, waker->who.stack,
					      SIM_WAKER_FRAMES) : 0;
}

/**
 * sim_waker_last - who ended the last sleep at the place of this one
 * @pause: the sleep
 * @who: receives it; its name is "" when there was none
 */
void sim_waker_last(const struct sim_pause *pause, struct sim_task_waker *who)
{
	const struct sim_waker *waker = waker_slot(pause->site);

	memset(who, 0, sizeof(*who));
	if (pause->site && waker->site == pause->site)
		*who = waker->who;
}
