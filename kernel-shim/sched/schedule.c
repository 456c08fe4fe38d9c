// SPDX-License-Identifier: GPL-2.0-only
/*
 * schedule.c: leaving the CPU and coming back.
 *
 * Stands in for the middle of kernel/sched/core.c. The host picks who runs;
 * here is only what a task's state means: schedule() leaves the CPU unless
 * the state is TASK_RUNNING or a signal lets the task go on, and a wake-up
 * counts only if the state is one that the waker names. Between setting its
 * state and schedule() a task may be preempted and stays runnable.
 *
 * Not modelled: run queues, classes, priorities, load; any runnable task may
 * be picked at any time. Spurious wake-ups come by sim_spurious_wakeups.
 */
#include <linux/export.h>
#include <linux/moduleparam.h>
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/sched/signal.h>
#include <linux/sched/wake_q.h>
#include <linux/wait.h>
#include "sim/border_wait.h"
#include "sim-locks.h"
#include "sim-sched.h"

/*
 * sim.spurious_wakeups=N: one interruptible sleep in N ends for nothing, as
 * wait loops must allow (Documentation/memory-barriers.txt, "sleep and wake-up
 * functions"); 0: none does. Not uninterruptible ones: kthread() counts on
 * its first sleep.
 */
static unsigned int sim_spurious_wakeups;
#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "sim."
module_param_named(spurious_wakeups, sim_spurious_wakeups, uint, 0444);

void sim_task_wait(enum sim_wait what, const void *object)
{
	struct sim_task *record = sim_task_of(current);

	record->blocked = true;
	record->task->on_rq = 0;
	sim_task_block(what, object);
	record->blocked = false;
	record->task->on_rq = 1;
}

void sim_task_wait_lock(enum sim_wait what, const void *object)
{
	struct sim_task *record = sim_task_of(current);

	record->blocked = true;
	record->task->on_rq = 0;
	sim_lock_wait(what, object);
	record->blocked = false;
	record->task->on_rq = 1;
}

static void sim_schedule_check(void)
{
	struct task_struct *task = current;

	if (preempt_count() || irqs_disabled())
		sim_report_format(SIM_KIND_SLEEP_IN_ATOMIC, true,
				  "BUG: scheduling while atomic: %s/%d/0x%08x",
				  task->comm, task->pid, preempt_count());
	if (task->rcu_read_lock_nesting > 0)
		sim_report_format(SIM_KIND_RCU, false,
				  "WARNING: Voluntary context switch within RCU read-side critical section! (%s/%d)",
				  task->comm, task->pid);
}

void sim_sleep_limit(const void *timer, u64 until_ns)
{
	unsigned long here = (unsigned long)__builtin_frame_address(0);

	/* Stacks grow down: what the callers have on it lies above. */
	if ((unsigned long)timer - here < SIM_STACK_SIZE && sim_self->host)
		sim_task_of(current)->sleep_until_ns = until_ns;
}

static unsigned int sim_sleep_flags(const struct sim_task *record,
				    unsigned int state)
{
	return (state & (TASK_INTERRUPTIBLE | TASK_WAKEKILL) ?
			SIM_SLEEP_SIGNALS : 0) |
	       (state & TASK_NOLOAD ? SIM_SLEEP_IDLE : 0) |
	       (record->rests ? SIM_SLEEP_USER : 0);
}

static const char *sim_sleep_name(const struct sim_task *record)
{
#ifdef CONFIG_DEBUG_LOCK_ALLOC
	const struct wait_queue_head *queue = record->place;

	if (record->place_kind == SIM_WAIT_QUEUE ||
	    record->place_kind == SIM_WAIT_RUNTIME_PM)
		return sim_lock_name(&queue->lock);
#endif
	return NULL;
}

extern const char sim_sched_start[], sim_sched_end[];

/*
 * Where the sleeper called the functions that wait, as get_wchan() finds it:
 * the first caller that is not marked __sched.
 */
static const void *sim_sleep_site(void)
{
	const void *const *frame = __builtin_frame_address(0);

	for (int i = 0; i < 12 && frame; i++, frame = frame[0])
		if ((const char *)frame[1] < sim_sched_start ||
		    (const char *)frame[1] >= sim_sched_end)
			return frame[1];
	return NULL;
}

/* Off the CPU, for what the task said that it waits for. */
static void __sched sim_schedule_sleep(unsigned int state, const void *caller)
{
	struct sim_task *record = sim_task_of(current);

	sim_task_sleeps(record->place ? sim_sleep_name(record) : NULL,
			sim_sleep_flags(record, state),
			record->sleep_until_ns, sim_sleep_site());
	if (record->place && record->ender)
		sim_task_wait(record->ender_kind, record->ender);
	else if (record->place)
		sim_task_wait(record->place_kind, record->place);
	else
		sim_task_wait(SIM_WAIT_SCHEDULE, caller);
}

static bool sim_schedule_spurious(unsigned int state)
{
	if (!sim_spurious_wakeups || !(state & TASK_INTERRUPTIBLE))
		return false;
	return sim_choose(sim_spurious_wakeups, "spurious wake-up") == 0;
}

/* shim: modelled - leaves the CPU as the task's state says */
asmlinkage void __sched schedule(void)
{
	struct task_struct *task = current;
	unsigned int state;

	sim_schedule_check();
	sim_rcu_quiescent();
	state = READ_ONCE(task->__state);
	if (signal_pending_state(state, task) || sim_schedule_spurious(state))
		__set_current_state(TASK_RUNNING);
	/* Read last: ending a grace period or a choice may let a waker in. */
	if (READ_ONCE(task->__state) == TASK_RUNNING)
		sim_task_yield();
	else
		sim_schedule_sleep(state, __builtin_return_address(0));
	/* Of the sleep that ended, or did not take place: none of the next. */
	sim_task_of(task)->sleep_until_ns = 0;
	sim_race_acquire(task, SIM_RACE_WAKE);
}

/* shim: modelled - schedule() with preemption enabled meanwhile */
void __sched schedule_preempt_disabled(void)
{
	preempt_enable_no_resched();
	schedule();
	preempt_disable();
}

/* shim: modelled - gives way; stays runnable */
void yield(void)
{
	__set_current_state(TASK_RUNNING);
	sim_task_yield();
}

/* shim: modelled - the last preempt_enable(): a decision point */
asmlinkage void preempt_schedule(void)
{
	sim_race_refresh();
	sim_point(SIM_OP_PREEMPT_ENABLE, NULL);
	sim_rcu_quiescent();
}

/* shim: modelled - see preempt_schedule() */
asmlinkage void preempt_schedule_notrace(void)
{
	preempt_schedule();
}

/* shim: modelled - see preempt_schedule() */
asmlinkage void preempt_schedule_irq(void)
{
	preempt_schedule();
}

/* shim: modelled - schedule() that counts as waiting for a device */
void __sched io_schedule(void)
{
	int token = io_schedule_prepare();

	schedule();
	io_schedule_finish(token);
}

/* shim: modelled */
int io_schedule_prepare(void)
{
	int was = current->in_iowait;

	current->in_iowait = 1;
	return was;
}

/* shim: modelled */
void io_schedule_finish(int token)
{
	current->in_iowait = token;
}

/* shim: modelled */
long __sched io_schedule_timeout(long timeout)
{
	int token = io_schedule_prepare();
	long left = schedule_timeout(timeout);

	io_schedule_finish(token);
	return left;
}

/* Drops @lock for a decision point, as if somebody waited for the CPU. */
/* shim: modelled */
int __cond_resched_lock(spinlock_t *lock)
{
	spin_unlock(lock);
	spin_lock(lock);
	return 1;
}

/*
 * A frozen task keeps the state that it was frozen in; a wake-up for that
 * state is not lost (kernel/freezer.c restores it) and counts for the waker,
 * who must not wake the next exclusive waiter instead.
 */
static int sim_state_saved(struct task_struct *task, unsigned int state)
{
	if (!(task->saved_state & state))
		return 0;
	task->saved_state = TASK_RUNNING;
	return 1;
}

/*
 * As in the kernel pi_lock keeps wake-ups out while task_call_func() looks; one
 * that nobody keeps out need not take it, as it is a step of its own.
 */
static void sim_wake_wait(struct task_struct *task)
{
	unsigned long flags;

	while (raw_spin_is_locked(&task->pi_lock)) {
		raw_spin_lock_irqsave(&task->pi_lock, flags);
		raw_spin_unlock_irqrestore(&task->pi_lock, flags);
	}
}

/* shim: modelled - 1 when the task waits, or was frozen, in one of @state */
int try_to_wake_up(struct task_struct *task, unsigned int state, int wake_flags)
{
	struct sim_task *record = sim_task_of(task);

	if (task != current) {
		sim_point(SIM_OP_WAKE, task);
		sim_wake_wait(task);
	}
	/* Also when it is awake already: it may not have looked yet. */
	sim_race_release(task, SIM_RACE_WAKE);
	if (!(READ_ONCE(task->__state) & state))
		return sim_state_saved(task, state);
	WRITE_ONCE(task->__state, TASK_RUNNING);
	if (record->blocked) {
		record->blocked = false;
		task->on_rq = 1;
		sim_task_ready(record->context);
	}
	return 1;
}

/* shim: modelled */
int wake_up_process(struct task_struct *task)
{
	return try_to_wake_up(task, TASK_NORMAL, 0);
}

/* shim: modelled */
int wake_up_state(struct task_struct *task, unsigned int state)
{
	return try_to_wake_up(task, state, 0);
}

/* shim: modelled - what a wait queue's entry calls */
int default_wake_function(wait_queue_entry_t *entry, unsigned int mode,
			  int wake_flags, void *key)
{
	return try_to_wake_up(entry->private, mode, wake_flags);
}

static bool sim_wake_queue(struct wake_q_head *head, struct task_struct *task)
{
	struct wake_q_node *node = &task->wake_q;

	if (node->next)
		return false;
	node->next = WAKE_Q_TAIL;
	*head->lastp = node;
	head->lastp = &node->next;
	return true;
}

/* shim: modelled - takes a reference to a task that was not queued yet */
void wake_q_add(struct wake_q_head *head, struct task_struct *task)
{
	if (sim_wake_queue(head, task))
		get_task_struct(task);
}

/* shim: modelled - gives the caller's reference to the queue */
void wake_q_add_safe(struct wake_q_head *head, struct task_struct *task)
{
	if (!sim_wake_queue(head, task))
		put_task_struct(task);
}

/* shim: modelled */
void wake_up_q(struct wake_q_head *head)
{
	struct wake_q_node *node = head->first;

	while (node != WAKE_Q_TAIL) {
		struct task_struct *task =
			container_of(node, struct task_struct, wake_q);

		node = node->next;
		task->wake_q.next = NULL;
		wake_up_process(task);
		put_task_struct(task);
	}
}

/*
 * As there: the lock of the run queue that @task left orders what it did before
 * what @func does.
 */
/* shim: modelled - calls @func while @task cannot change its state */
int task_call_func(struct task_struct *task, task_call_f func, void *arg)
{
	unsigned long flags;
	int result;

	raw_spin_lock_irqsave(&task->pi_lock, flags);
	if (!task_curr(task))
		sim_race_task_off(sim_task_of(task)->context);
	result = func(task, arg);
	raw_spin_unlock_irqrestore(&task->pi_lock, flags);
	return result;
}
