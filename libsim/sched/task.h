/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * task.h: what the scheduler keeps of one task: where it is, what it is about
 * to do, waits for and holds; and the links that all its lists are made of.
 *
 * Context: part of machine.h, which says where these lie.
 */
#ifndef SIM_SCHED_TASK_H
#define SIM_SCHED_TASK_H

#include "sim/run.h"
#include "sim/border_wait.h"
#include "fiber.h"

#define SIM_HELD_MAX	24

struct sim_link {
	struct sim_link *next, *prev;
};

static inline void sim_link_init(struct sim_link *head)
{
	head->next = head->prev = head;
}

static inline bool sim_link_used(const struct sim_link *link)
{
	return link->next && link->next != link;
}

static inline void sim_link_append(struct sim_link *head, struct sim_link *link)
{
	link->prev = head->prev;
	link->next = head;
	head->prev->next = link;
	head->prev = link;
}

static inline void sim_link_remove(struct sim_link *link)
{
	link->prev->next = link->next;
	link->next->prev = link->prev;
	link->next = link->prev = NULL;
}

#define sim_entry(pointer, type, member) \
	((type *)((char *)(pointer) - offsetof(type, member)))

struct sim_task;

/* One wait of one task; lies on the waiting fiber's stack. */
struct sim_pause {
	struct sim_link link;		/* in the bucket of @object */
	struct sim_task *task;
	enum sim_wait what;
	const void *object;
	uint64_t since_ns;
	bool done;
	bool off_cpu;			/* sleeps, else it spins */
	bool reported;			/* as hung, once */
	unsigned int flags;		/* SIM_SLEEP_* */
	const char *name;		/* of @object, may be NULL */
	uint64_t until_ns;		/* the sleeper's own timer, 0: none */
	const void *site;		/* of a sleep, see wakers.c */
	struct sim_event timer;		/* delays and sleeps */
};

/* A task's step by name, kept for sparse schedules only; see sparse.c. */
struct sim_step {
	uint64_t key;
	uint32_t nth;			/* of that key */
	uint32_t named;			/* since that time: its name */
	uint64_t since_ns;
	bool own;			/* of its own turn, which began then */
};

/* What an interrupt put aside; lies on the interrupted fiber's stack. */
struct sim_nest {
	struct sim_nest *outer;
	void *entry_fp;
	struct sim_pause *pause;
	const void *object;
	uint32_t site;
	enum sim_op op;
	struct sim_step step;
};

/* What sim_task_sleeps() said of the sleep that comes next. */
struct sim_sleep {
	const char *name;
	unsigned int flags;
	uint64_t until_ns, since_ns;
	const void *site;
};

struct sim_held {
	const void *object;
	const char *name;
	enum sim_wait what;
	unsigned int flags;
};

enum sim_task_kind { SIM_TASK_PLAIN, SIM_TASK_IDLE, SIM_TASK_ACTOR };

struct sim_task {
	struct sim_context ctx;		/* first: the image sees only this */
	struct sim_fiber fiber;
	char name[48];
	uint32_t entity;
	enum sim_task_kind kind;
	bool started, on_cpu, dead, user;
	int inject;			/* line to take when resumed */
	int irq_depth;
	int relaxed;			/* turns of a busy loop, see wait.c */
	struct sim_pause *pause;
	struct sim_nest *nest;
	void *entry_fp;			/* frame of the sim_* call it is in */
	/* what it is about to do */
	enum sim_op op;
	const void *object;
	uint32_t site;
	struct sim_step step;
	void (*fn)(void *arg);
	void *arg;
	int stack;			/* slot number, -1: none */
	struct sim_link all;
	bool ready;			/* off its CPU and able to go on */
	bool bound;			/* counted in sim_ready.bound */
	struct sim_link holds;		/* used while held_count is not 0 */
	struct sim_task *same_bucket;	/* in sim_machine.by_kernel_task */
	struct sim_sleep sleep;
	int awaited_cpu;		/* + 1: what it waits for comes there */
	uint64_t turn_ns;		/* since when it is able to go on and does not */
	struct sim_sleep lost;		/* the sleep that a probe ended */
	int held_count;
	struct sim_held held[SIM_HELD_MAX];
};

#endif /* SIM_SCHED_TASK_H */
