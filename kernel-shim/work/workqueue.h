/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * workqueue.h: what the files of work/ share.
 *
 * A work queue has a lane per pool of workers that serves it: one per CPU, or
 * one for all. An item that is queued lies in its lane's list of inactive
 * items while the lane has as many active ones as it may have, and in its
 * pool's list otherwise, until a worker takes it.
 *
 * work->data: the pending bit, the disable depth where the kernel has it, and
 * above it the lane's number and the flush colour of the item as it was
 * queued last. The kernel's own encoding is its private affair.
 */
#ifndef SIM_WORKQUEUE_H
#define SIM_WORKQUEUE_H

#include <linux/list.h>
#include <linux/sched.h>
#include <linux/workqueue.h>
#include "sim/border.h"

#define SIM_WORK_LANE_SHIFT	WORK_OFFQ_POOL_SHIFT
#define SIM_WORK_LANE_BITS	16
#define SIM_WORK_LANE_NONE	((1UL << SIM_WORK_LANE_BITS) - 1)
#define SIM_WORK_COLOUR_SHIFT	(SIM_WORK_LANE_SHIFT + SIM_WORK_LANE_BITS)
#define SIM_WORK_KEEP_MASK	(WORK_OFFQ_DISABLE_MASK)
#define SIM_LANE_MAX		1024

/**
 * struct sim_pool - workers that are alike
 * @cpu: that they are bound to, -1: none
 * @bh: its items run in softirqs and it has no workers
 * @highpri: of the two softirqs, the first
 * @passed_over: an item of @items still ran elsewhere when it was looked at
 * @items: active items that wait for a worker
 * @idle: workers that sleep
 * @workers: how many there are
 */
struct sim_pool {
	int cpu;
	bool bh;
	bool highpri;
	bool passed_over;
	struct list_head items;
	struct list_head idle;
	int workers;
};

/* The items of one work queue in one pool. */
struct sim_lane {
	struct workqueue_struct *wq;
	struct sim_pool *pool;
	struct list_head inactive;
	int active;
	int number;
};

struct workqueue_struct {
	char name[32];
	unsigned int flags;
	int max_active;
	bool frozen;
	int drainers;			/* in drain_workqueue() */
	struct list_head entry;		/* of all work queues */
	struct sim_lane *lane[SIM_MAX_CPUS];	/* unbound: [0] only */
	int in_flight;			/* queued and running */
	u32 colour;			/* of items queued now */
	struct list_head flushers;
#ifdef CONFIG_LOCKDEP
	struct lock_class_key key;
	struct lockdep_map own_map;
	struct lockdep_map *lockdep_map;
	char *lock_name;
#endif
};

/* One item in execution, on the worker's stack or the softirq's. */
struct sim_worker {
	struct sim_pool *pool;
	struct task_struct *task;
	struct list_head entry;		/* in pool->idle */
	struct list_head busy;		/* in sim_workers_busy */
	struct work_struct *work;
	work_func_t func;
	struct sim_lane *lane;
	u32 colour;
	int number;
};

/* Somebody waits for one item. */
struct sim_flush {
	struct list_head entry;
	struct work_struct *work;
	struct sim_worker *worker;	/* NULL: not taken yet */
	bool done;
};

extern struct list_head sim_workqueues;
extern struct list_head sim_workers_busy;

void sim_lane_number(struct sim_lane *lane);
void sim_lane_forget(struct sim_lane *lane);

/* workers.c */
void sim_pool_early(void);
struct sim_pool *sim_pool_of(unsigned int flags, int cpu);
void sim_pool_start(void);
void sim_pool_insert(struct sim_pool *pool, struct work_struct *work);
struct sim_worker *sim_worker_running(const struct work_struct *work);
struct sim_worker *sim_worker_current(void);

/* queueing.c */
struct sim_lane *sim_work_lane(const struct work_struct *work);
u32 sim_work_colour(const struct work_struct *work);
void sim_work_unpend(struct work_struct *work);
bool sim_work_queued(const struct work_struct *work);
bool sim_work_disabled(const struct work_struct *work);
void sim_work_insert(int cpu, struct workqueue_struct *wq,
		     struct work_struct *work);
void sim_lane_finish(struct sim_lane *lane, u32 colour, bool was_active);
void sim_lane_activate(struct sim_lane *lane);
void sim_work_remove(struct work_struct *work);

/* flush.c */
void sim_flush_taken(struct work_struct *work, struct sim_worker *worker);
void sim_flush_done(struct work_struct *work, struct sim_worker *worker);
void sim_flush_colour(struct workqueue_struct *wq, u32 colour);
bool sim_work_wait(struct work_struct *work, bool from_cancel);

static inline int sim_lane_limit(const struct sim_lane *lane)
{
	return lane->wq->frozen ? 0 : lane->wq->max_active;
}

#endif /* SIM_WORKQUEUE_H */
