/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sim-race.h: what orders accesses to memory, told to the detector of data
 * races; see check/race_*.c. Does nothing outside of check images.
 *
 * An order is an edge from a release to the acquires of the same object that
 * come after it. What an object is released for is its side.
 */
#ifndef SIM_RACE_H
#define SIM_RACE_H

#include <linux/compiler.h>
#include <linux/types.h>
#include "sim/border.h"
#include "sim-access.h"

enum sim_race_side {
	SIM_RACE_ATOMIC,	/* the eight bytes at an address */
	SIM_RACE_LOCK,		/* held exclusively */
	SIM_RACE_READERS,	/* held by readers */
	SIM_RACE_QUEUE,		/* handed over: who queues, who runs it */
	SIM_RACE_DONE,		/* ended: who ran it, who waited */
	SIM_RACE_WAKE,		/* a task: who wakes it, itself */
};

#ifdef CONFIG_KCSAN
void sim_race_look(unsigned int wanted);

/**
 * struct sim_race_trial - races that a test expects
 * @start: where they are expected; others are left out
 * @bytes: how far
 * @count: how many came
 * @asserts: the last one was with an assertion
 */
struct sim_race_trial {
	const void *start;
	size_t bytes;
	unsigned int count;
	bool asserts;
};
/* While set, races are counted there and not reported. */
extern struct sim_race_trial *sim_race_trial;
/* Looks for races from here on, with SIM_RACE_* bits @more; ends that. */
bool sim_race_trial_begin(struct sim_race_trial *trial, unsigned int more);
void sim_race_trial_end(void);

void __sim_race_acquire(const volatile void *object, enum sim_race_side side);
void __sim_race_release(const volatile void *object, enum sim_race_side side);
void __sim_race_lock(enum sim_wait what, const void *object);
void __sim_race_unlock(enum sim_wait what, const void *object);
void __sim_race_task_new(struct sim_context *child);
void __sim_race_task_gone(struct sim_context *context);
void __sim_race_task_off(struct sim_context *other);
void __sim_race_refresh(void);
void __sim_race_renew(void);
void __sim_race_irq_enter(int line);
void __sim_race_irq_leave(void);
void __sim_race_softirq_stack(unsigned long end);
void __sim_race_reader_end(void);
void __sim_race_grace_period(void);
void __sim_race_after_grace(void);
void __sim_race_range(const volatile void *start, size_t bytes,
		      unsigned int what, unsigned long site);
void __sim_race_free(const void *start, size_t bytes, unsigned long site);
void __sim_race_fresh(const void *start, size_t bytes);

#define SIM_RACE_IF(call)						\
do {									\
	if (unlikely(sim_access.race))					\
		call;							\
} while (0)
#else
#define SIM_RACE_IF(call)	do { } while (0)
#endif

/* Everything before this comes before what follows an acquire of @object. */
#define sim_race_release(object, side)	\
	SIM_RACE_IF(__sim_race_release(object, side))
#define sim_race_acquire(object, side)	\
	SIM_RACE_IF(__sim_race_acquire(object, side))
/* A lock was taken or is about to be dropped. */
#define sim_race_lock(what, object)	\
	SIM_RACE_IF(__sim_race_lock(what, object))
#define sim_race_unlock(what, object)	\
	SIM_RACE_IF(__sim_race_unlock(what, object))
/* A task is made by this one; its CPU has left it for good. */
#define sim_race_task_new(child)	SIM_RACE_IF(__sim_race_task_new(child))
#define sim_race_task_gone(context)	SIM_RACE_IF(__sim_race_task_gone(context))
/* What a task did that is on no CPU now comes before what follows. */
#define sim_race_task_off(other)	SIM_RACE_IF(__sim_race_task_off(other))
/* Interrupts or preemption were just enabled. */
#define sim_race_refresh()		SIM_RACE_IF(__sim_race_refresh())
/* This task begins something that has to do with nothing that it did before. */
#define sim_race_renew()		SIM_RACE_IF(__sim_race_renew())
/* Around the handlers of an interrupt. */
#define sim_race_irq_enter(line)	SIM_RACE_IF(__sim_race_irq_enter(line))
#define sim_race_irq_leave()		SIM_RACE_IF(__sim_race_irq_leave())
/* The softirqs that this CPU is about to handle use the stack below @end. */
#define sim_race_softirq_stack(end)					\
	SIM_RACE_IF(__sim_race_softirq_stack((unsigned long)(end)))
/* The outermost rcu_read_unlock(); a grace period has ended; after it. */
#define sim_race_reader_end()		SIM_RACE_IF(__sim_race_reader_end())
#define sim_race_grace_period()		SIM_RACE_IF(__sim_race_grace_period())
#define sim_race_after_grace()		SIM_RACE_IF(__sim_race_after_grace())
/* @start is read or written, as SIM_RACE_* of border_race.h say. */
#define sim_race_range(start, bytes, what, site)	\
	SIM_RACE_IF(__sim_race_range(start, bytes, what, site))
/* Memory is given back; it is handed out, and nobody has touched it. */
#define sim_race_free(start, bytes, site)	\
	SIM_RACE_IF(__sim_race_free(start, bytes, site))
#define sim_race_fresh(start, bytes)	\
	SIM_RACE_IF(__sim_race_fresh(start, bytes))

#endif /* SIM_RACE_H */
