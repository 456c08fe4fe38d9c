// SPDX-License-Identifier: GPL-2.0-only
/*
 * exit.c: the end of a task, and waiting for it.
 *
 * Stands in for kernel/exit.c. kthread_stop() waits on vfork_done, which the
 * genuine kernel/kthread.c sets up; the task's memory goes a grace period
 * after its last reference.
 */
#include <linux/export.h>
#include <linux/kthread.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/task_work.h>
#include "sim-files.h"
#include "sim-locks.h"
#include "sim-check.h"
#include "sim-sched.h"
#include "sim-tasks.h"

static void sim_task_unlink(struct task_struct *task)
{
	struct pid *pid = task->thread_pid;

	write_lock_irq(&tasklist_lock);
	list_del_rcu(&task->tasks);
	list_del_rcu(&task->thread_node);
	hlist_del_rcu(&task->pid_links[PIDTYPE_PID]);
	hlist_del_rcu(&task->pid_links[PIDTYPE_TGID]);
	write_unlock_irq(&tasklist_lock);
	task->thread_pid = NULL;
	put_pid(pid);
}

void sim_task_drop(struct task_struct *task)
{
	sim_task_unlink(task);
	list_del(&sim_task_of(task)->entry);
	kfree(container_of(task, struct sim_task_memory, task));
}

/* shim: modelled - frees what kthread.c and sched/task.c allocated */
void __put_task_struct(struct task_struct *task)
{
	if (task->flags & PF_KTHREAD)
		free_kthread_struct(task);
	kfree(container_of(task, struct sim_task_memory, task));
}

/* shim: modelled */
void __put_task_struct_rcu_cb(struct rcu_head *head)
{
	__put_task_struct(container_of(head, struct task_struct, rcu));
}

static void sim_exit_notify(struct task_struct *task)
{
	struct completion *done = task->vfork_done;

	task->vfork_done = NULL;
	if (done)
		complete(done);
}

/*
 * With preemption off this context is an RCU reader, so the memory stays
 * until sim_exit_gone() has taken it out of the list of readers.
 */
static void __noreturn sim_exit_leave(struct task_struct *task)
{
	struct sim_task *record = sim_task_of(task);

	preempt_disable();
	put_task_struct(task);
	WRITE_ONCE(task->__state, TASK_DEAD);
	task->on_rq = 0;
	record->exited = true;
	sim_race_release(task, SIM_RACE_DONE);
	sim_task_exit();
}

/* Its CPU has switched away from it for good. */
void sim_exit_gone(struct sim_task *record)
{
	list_del(&record->entry);
	sim_race_task_gone(record->context);
	if (record->waiter)
		wake_up_process(record->waiter);
	if (record->rcu_holds)
		sim_rcu_release(record);
}

/* shim: modelled - closes files, tells who waits, leaves for good */
void __noreturn do_exit(long code)
{
	struct task_struct *task = current;
	struct kthread *kthread = tsk_is_kthread(task);

	if (preempt_count() || irqs_disabled())
		sim_report_format(SIM_KIND_BUG, true,
				  "note: %s[%d] exited with preempt_count %d",
				  task->comm, task->pid, preempt_count());
	if (task->rcu_read_lock_nesting > 0)
		sim_report_format(SIM_KIND_RCU, false,
				  "WARNING: %s/%d exited in an RCU read-side critical section",
				  task->comm, task->pid);
	sim_point(SIM_OP_EXIT, NULL);
	if (kthread)
		kthread_do_exit(kthread, code);
	task->flags |= PF_EXITING;
	task->exit_code = code;
	if (sim_task_of(task)->user)
		sim_files_exit(task);
	exit_task_work(task);
	sim_exit_notify(task);
	sim_task_unlink(task);
#ifdef CONFIG_LOCKDEP
	debug_check_no_locks_held();
#endif
	sim_exit_leave(task);
}

/*
 * As make_task_dead() in a context that may sleep. Reached in unit tests of
 * checkers only (sim/border_trial.h): else the run has ended.
 */
void __noreturn sim_task_die(void)
{
	do_exit(SIGSEGV);
}

/**
 * sim_task_wait_exit - waits until a user process has ended
 * @context: from sim_task_spawn(); invalid afterwards
 *
 * Return: its exit code, -EINTR when a signal came first.
 * Context: process; sleeps.
 */
int sim_task_wait_exit(struct sim_context *context)
{
	struct task_struct *task = context->kernel_task;
	struct sim_task *record = sim_task_of(task);
	struct sim_task *self = sim_task_of(current);
	int code;

	record->waiter = current;
	self->place = task;
	self->place_kind = SIM_WAIT_THREAD;
	self->rests = true;
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE | TASK_FREEZABLE);
		if (record->exited || signal_pending(current))
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	self->place = NULL;
	self->rests = false;
	record->waiter = NULL;
	if (!record->exited)
		return -EINTR;
	sim_race_acquire(task, SIM_RACE_DONE);
	code = task->exit_code;
	put_task_struct(task);
	return code;
}
