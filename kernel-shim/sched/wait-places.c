// SPDX-License-Identifier: GPL-2.0-only
/*
 * wait-places.c: remembers what a task goes to sleep for.
 *
 * Stands in front of the genuine wait queues and completions, which
 * genuine-wait.c compiles under other names. schedule() alone does not know
 * why it is called; here the task's record gets the wait queue, completion or
 * thread, for the host's wait-for graph (Documentation/locking has no word
 * for these waits, lockdep does not see them).
 *
 * It is also where a wait loop is left, so where a lost wake-up shows: the
 * host wakes long sleepers for nothing, which wait loops must allow
 * (Documentation/memory-barriers.txt, "sleep and wake-up functions"). Who
 * leaves its loop then had a true condition. It is kept here for a second; a
 * wake-up that was on its way arrives by then.
 *
 * Not modelled: loops around add_wait_queue() or around schedule() alone.
 */
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/hrtimer.h>
#include <linux/sched.h>
#include <linux/swait.h>
#include <linux/wait.h>
#include "sim/border_wait.h"
#include "sim-lock-order.h"
#include "sim-sched.h"

void sim_genuine_prepare_to_wait(struct wait_queue_head *queue,
				 struct wait_queue_entry *entry, int state);
bool sim_genuine_prepare_to_wait_exclusive(struct wait_queue_head *queue,
					   struct wait_queue_entry *entry,
					   int state);
long sim_genuine_prepare_to_wait_event(struct wait_queue_head *queue,
				       struct wait_queue_entry *entry,
				       int state);
void sim_genuine_finish_wait(struct wait_queue_head *queue,
			     struct wait_queue_entry *entry);
void sim_genuine___prepare_to_swait(struct swait_queue_head *queue,
				    struct swait_queue *entry);
void sim_genuine___finish_swait(struct swait_queue_head *queue,
				struct swait_queue *entry);
void __prepare_to_swait(struct swait_queue_head *queue,
			struct swait_queue *entry);
void __finish_swait(struct swait_queue_head *queue, struct swait_queue *entry);

void sim_sleep_ender(enum sim_wait kind, const void *object)
{
	struct sim_task *record = sim_task_of(current);

	record->ender = object;
	record->ender_kind = kind;
}

static void sim_place_set(const void *place, enum sim_wait kind)
{
	struct sim_task *record = sim_task_of(current);

	record->place = place;
	record->place_kind = kind;
}

static void sim_place_queue(const struct wait_queue_head *queue)
{
	enum sim_wait kind = SIM_WAIT_QUEUE;

#ifdef CONFIG_LOCKDEP
	if (sim_order_meaning(queue->lock.dep_map.name) == SIM_LOCK_PM_WAIT)
		kind = SIM_WAIT_RUNTIME_PM;
#endif
	sim_place_set(queue, kind);
}

/* shim: modelled - remembers the queue, then as the tree's own */
void prepare_to_wait(struct wait_queue_head *queue,
		     struct wait_queue_entry *entry, int state)
{
	sim_place_queue(queue);
	sim_genuine_prepare_to_wait(queue, entry, state);
}

/* shim: modelled - see prepare_to_wait() */
bool prepare_to_wait_exclusive(struct wait_queue_head *queue,
			       struct wait_queue_entry *entry, int state)
{
	sim_place_queue(queue);
	return sim_genuine_prepare_to_wait_exclusive(queue, entry, state);
}

/* shim: modelled - see prepare_to_wait() */
long prepare_to_wait_event(struct wait_queue_head *queue,
			   struct wait_queue_entry *entry, int state)
{
	sim_place_queue(queue);
	return sim_genuine_prepare_to_wait_event(queue, entry, state);
}

/* The condition is true. Does the wake-up that goes with it come? */
static void sim_place_linger(void)
{
	ktime_t second = NSEC_PER_SEC;

	if (!preemptible() || current->rcu_read_lock_nesting > 0)
		return;
	if (schedule_hrtimeout(&second, HRTIMER_MODE_REL) == 0)
		sim_sleep_lost();
}

/* shim: modelled - a loop that was left without a wake-up: see above */
void finish_wait(struct wait_queue_head *queue, struct wait_queue_entry *entry)
{
	struct sim_task *record = sim_task_of(current);
	bool left = record->place == queue;

	/* What it waits for from here on is that wake-up, not the queue's. */
	record->place = NULL;
	if (left && sim_sleep_over())
		sim_place_linger();
	sim_genuine_finish_wait(queue, entry);
}

/* The thread whose end completes it (kthread_stop(), vfork()), or NULL. */
static const struct task_struct *sim_place_thread(const struct completion *done)
{
	struct sim_task *record;

	list_for_each_entry(record, &sim_task_list, entry)
		if (record->task->vfork_done == done)
			return record->task;
	return NULL;
}

/* shim: modelled - remembers the completion, then as the tree's own */
void __prepare_to_swait(struct swait_queue_head *queue,
			struct swait_queue *entry)
{
	const struct completion *done =
		container_of(queue, struct completion, wait);
	const struct task_struct *thread = NULL;

	if (IS_ENABLED(CONFIG_LOCKDEP))
		thread = sim_place_thread(done);
	if (thread)
		sim_place_set(thread, SIM_WAIT_THREAD);
	else
		sim_place_set(done, SIM_WAIT_COMPLETION);
	sim_genuine___prepare_to_swait(queue, entry);
}

/* shim: modelled - see __prepare_to_swait() */
void __finish_swait(struct swait_queue_head *queue, struct swait_queue *entry)
{
	sim_task_of(current)->place = NULL;
	sim_genuine___finish_swait(queue, entry);
}
