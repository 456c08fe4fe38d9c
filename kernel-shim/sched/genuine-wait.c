// SPDX-License-Identifier: GPL-2.0-only
/*
 * genuine-wait.c: compiles the tree's own wait queues and completions.
 *
 * They are unmodified; only the scheduler's private header that they include
 * first is left out by its guard, as it describes run queues that do not
 * exist here. What they need of it stands below. The functions that go to sleep
 * and end a sleep get other names: see wait-places.c.
 */
#define _KERNEL_SCHED_SCHED_H

#include <linux/completion.h>
#include <linux/export.h>
#include <linux/hash.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/kthread.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/swait.h>
#include <linux/wait.h>
#include <linux/wait_bit.h>

/* Hints to a scheduler that has no use for hints. */
#define WF_SYNC		0x10
#define WF_CURRENT_CPU	0x40

/* Shared between the files below by that header. */
void swake_up_all_locked(struct swait_queue_head *queue);
void __prepare_to_swait(struct swait_queue_head *queue,
			struct swait_queue *wait);
int try_to_wake_up(struct task_struct *task, unsigned int state, int flags);

#define prepare_to_wait			sim_genuine_prepare_to_wait
#define prepare_to_wait_exclusive	sim_genuine_prepare_to_wait_exclusive
#define prepare_to_wait_event		sim_genuine_prepare_to_wait_event
#define finish_wait			sim_genuine_finish_wait
#include <../kernel/sched/wait.c>
#undef prepare_to_wait
#undef prepare_to_wait_exclusive
#undef prepare_to_wait_event
#undef finish_wait
#include <../kernel/sched/wait_bit.c>
#define __prepare_to_swait		sim_genuine___prepare_to_swait
#define __finish_swait			sim_genuine___finish_swait
#include <../kernel/sched/swait.c>
#undef __prepare_to_swait
#undef __finish_swait
#include <../kernel/sched/completion.c>
