/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sim-sched.h: tasks, waiting, interrupts and time, as the shim's own files
 * share them. Kernel world.
 */
#ifndef SIM_SCHED_H
#define SIM_SCHED_H

#include <linux/sched.h>
#include <linux/list.h>
#include "sim/border.h"

/**
 * struct sim_task - the shim's record of a task
 * @task: the kernel's
 * @context: the host's; NULL until the fiber exists
 * @entry: in the list of all contexts, idle tasks included
 * @blocked: off the CPU, waits for sim_task_ready()
 * @rcu_holds: the grace period under way waits for it
 * @user: runs host code that makes system calls
 * @exited: waits for sim_task_wait_exit() or is gone
 * @idle: the idle task of a CPU
 * @waiter: who waits for its end
 * @place: the wait queue, completion or task that its sleep is for, or NULL
 * @place_kind: which of these @place is
 * @ender: what in the wait-for graph ends its sleep on @place, or NULL
 * @ender_kind: what kind of wait that makes it
 * @sleep_until_ns: when a timer on its stack ends its next sleep, 0: never
 * @rests: it sleeps of its own accord, in a system call for that
 * @kernel_fn: what a kernel thread runs
 * @user_fn: what a user process runs
 * @arg: for either
 */
struct sim_task {
	struct task_struct *task;
	struct sim_context *context;
	struct list_head entry;
	bool blocked;
	bool rcu_holds;
	bool user;
	bool exited;
	bool idle;
	struct task_struct *waiter;
	const void *place;
	enum sim_wait place_kind;
	const void *ender;
	enum sim_wait ender_kind;
	u64 sleep_until_ns;
	bool rests;
	int (*kernel_fn)(void *);
	void (*user_fn)(void *);
	void *arg;
};

static inline struct sim_task *sim_task_of(const struct task_struct *task)
{
	return task->thread.record;
}

extern struct list_head sim_task_list;

/* Waiting: the state of current is set and tested, then one of these. */
void sim_task_wait(enum sim_wait what, const void *object);
void sim_task_wait_lock(enum sim_wait what, const void *object);

/*
 * The sleeps of current on a wait queue end when @object is let go of, or when
 * the task @object has done its part; NULL: again that is not known.
 */
void sim_sleep_ender(enum sim_wait kind, const void *object);

/* A timer is armed: one on the stack of current ends its next sleep. */
void sim_sleep_limit(const void *timer, u64 until_ns);

/* Tasks. */
/* current leaves as after an oops: where a unit test lets a run go on. */
void __noreturn sim_task_die(void);
void sim_task_early(void);
void sim_task_adopt(struct sim_context *context, const char *name,
		    int idle_cpu);
struct sim_context *sim_task_spawn(const char *name, void (*fn)(void *),
				   void *arg);
int sim_task_wait_exit(struct sim_context *context);
int sim_task_kill(struct sim_context *context, int signal);
int sim_task_sleep_ns(u64 ns);
/* On the way back to host code: signals, freezing, work of the task. */
void sim_task_return_user(void);

/* RCU. */
void sim_rcu_release(struct sim_task *record);

static inline void sim_rcu_quiescent(void)
{
	struct sim_task *record = sim_task_of(current);

	if (unlikely(record->rcu_holds))
		sim_rcu_release(record);
}

/* Starts kthreadd; once, on the boot task, before anything wants a kthread. */
void sim_kthreads_start(void);

/* Time and interrupts. */
void sim_clock_update(void);		/* jiffies follows virtual time */
void sim_clock_program(int cpu);	/* the CPU's next clock event */
void sim_clock_interrupt(void);
u64 sim_timer_next_ns(int cpu);
void sim_timer_tick(void);
u64 sim_hrtimer_next_ns(int cpu, bool hard_only);
void sim_hrtimer_tick(void);
void sim_hrtimer_softirq(void);
void sim_clock_relax(void);
/* The first that is pending or queued and lies in there; NULL: none. */
struct timer_list *sim_timer_within(const void *start, size_t bytes);
struct hrtimer *sim_hrtimer_within(const void *start, size_t bytes);
struct work_struct *sim_work_within(const void *start, size_t bytes);
void sim_interrupt(int line);
void sim_ipi_interrupt(void);

#endif /* SIM_SCHED_H */
