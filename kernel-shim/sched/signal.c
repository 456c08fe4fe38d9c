// SPDX-License-Identifier: GPL-2.0-only
/*
 * signal.c: signals, as far as they end waits and processes.
 *
 * Stands in for kernel/signal.c. A signal to a user process interrupts its
 * interruptible waits; it is consumed on the way back to host code, where a
 * fatal one ends the process. SIGUSR1, SIGUSR2 and SIGALRM count as handled
 * by the process and only interrupt; SIGCHLD, SIGCONT, SIGURG and SIGWINCH
 * are ignored, as by default.
 *
 * Not modelled: handlers, stops, queues (one of each kind is pending at
 * most), siginfo, permissions.
 */
#include <linux/export.h>
#include <linux/freezer.h>
#include <linux/hrtimer.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/signal.h>
#include <linux/task_work.h>
#include "sim-report.h"
#include "sim-sched.h"
#include "sim-tasks.h"

void sim_signals_default(struct task_struct *task)
{
	int i;

	for (i = 0; i < _NSIG; i++)
		task->sighand->action[i].sa.sa_handler = SIG_DFL;
}

static bool sim_signal_ignored(struct task_struct *task, int sig)
{
	__sighandler_t handler = task->sighand->action[sig - 1].sa.sa_handler;

	if (sig == SIGKILL && !(task->flags & PF_KTHREAD))
		return false;
	return handler == SIG_IGN ||
	       (handler == SIG_DFL && sig_kernel_ignore(sig));
}

static bool sim_signal_fatal(struct task_struct *task, int sig)
{
	return !(task->flags & PF_KTHREAD) && sig != SIGUSR1 &&
	       sig != SIGUSR2 && sig != SIGALRM;
}

/* shim: modelled - sets the flag and ends waits that a signal ends */
void signal_wake_up_state(struct task_struct *task, unsigned int state)
{
	set_tsk_thread_flag(task, TIF_SIGPENDING);
	wake_up_state(task, state | TASK_INTERRUPTIBLE);
}

static int sim_signal_send(struct task_struct *task, int sig)
{
	bool fatal;

	if (!valid_signal(sig))
		return -EINVAL;
	if (!sig || (task->flags & PF_EXITING) || sim_signal_ignored(task, sig))
		return 0;
	fatal = sim_signal_fatal(task, sig);
	sigaddset(&task->pending.signal, fatal ? SIGKILL : sig);
	if (!sigismember(&task->blocked, sig))
		signal_wake_up(task, fatal);
	return 0;
}

/* shim: modelled - see the head of this file */
int send_sig(int sig, struct task_struct *task, int priv)
{
	return sim_signal_send(task, sig);
}

/* shim: modelled - siginfo is dropped */
int send_sig_info(int sig, struct kernel_siginfo *info,
		  struct task_struct *task)
{
	return sim_signal_send(task, sig);
}

/* shim: modelled */
void force_sig(int sig)
{
	sim_signal_send(current, sig);
}

/* shim: modelled - to the process of that pid */
int kill_pid(struct pid *pid, int sig, int priv)
{
	struct task_struct *task = get_pid_task(pid, PIDTYPE_PID);
	int err;

	if (!task)
		return -ESRCH;
	err = sim_signal_send(task, sig);
	put_task_struct(task);
	return err;
}

/* shim: modelled - siginfo is dropped */
int kill_pid_usb_asyncio(int sig, int errno, sigval_t addr, struct pid *pid,
			 const struct cred *cred)
{
	return kill_pid(pid, sig, 0);
}

/* shim: modelled - a group is one process here */
int kill_pgrp(struct pid *pid, int sig, int priv)
{
	return kill_pid(pid, sig, priv);
}

/* shim: modelled - freezing counts as pending, as in the kernel */
void recalc_sigpending(void)
{
	sigset_t left;

	sigandnsets(&left, &current->pending.signal, &current->blocked);
	if (!sigisemptyset(&left))
		set_thread_flag(TIF_SIGPENDING);
	else if (!freezing(current))
		clear_thread_flag(TIF_SIGPENDING);
}

/* shim: modelled */
void flush_signals(struct task_struct *task)
{
	sigemptyset(&task->pending.signal);
	clear_tsk_thread_flag(task, TIF_SIGPENDING);
}

/* shim: modelled - for kernel threads */
void ignore_signals(struct task_struct *task)
{
	int i;

	for (i = 0; i < _NSIG; i++)
		task->sighand->action[i].sa.sa_handler = SIG_IGN;
	flush_signals(task);
}

/* shim: modelled - for kernel threads */
void kernel_sigaction(int sig, __sighandler_t action)
{
	current->sighand->action[sig - 1].sa.sa_handler = action;
	if (action == SIG_IGN)
		sigdelset(&current->pending.signal, sig);
	recalc_sigpending();
}

/* shim: modelled */
struct sighand_struct *lock_task_sighand(struct task_struct *task,
					 unsigned long *flags)
{
	struct sighand_struct *sighand = task->sighand;

	if (sighand)
		spin_lock_irqsave(&sighand->siglock, *flags);
	return sighand;
}

/* shim: modelled */
void __set_current_blocked(const sigset_t *set)
{
	current->blocked = *set;
	recalc_sigpending();
}

/* shim: modelled */
int sigprocmask(int how, sigset_t *set, sigset_t *old)
{
	sigset_t next = current->blocked;

	if (old)
		*old = current->blocked;
	if (how == SIG_BLOCK)
		sigorsets(&next, &current->blocked, set);
	else if (how == SIG_UNBLOCK)
		sigandnsets(&next, &current->blocked, set);
	else if (how == SIG_SETMASK)
		next = *set;
	else
		return -EINVAL;
	__set_current_blocked(&next);
	return 0;
}

/**
 * sim_task_return_user - what the kernel does on the way back to user code
 *
 * Runs deferred work, freezes when asked, consumes signals; a fatal one ends
 * the process, and this does not return.
 * Context: process, at the end of a system call.
 */
void sim_task_return_user(void)
{
	struct task_struct *task = current;

	clear_notify_signal();
	if (task_work_pending(task))
		task_work_run();
	try_to_freeze();
	sim_context_user();
	if (!test_thread_flag(TIF_SIGPENDING))
		return;
	if (__fatal_signal_pending(task) && sim_task_of(task)->user)
		do_exit(SIGKILL);
	sigandsets(&task->pending.signal, &task->pending.signal,
		   &task->blocked);
	recalc_sigpending();
}

/**
 * sim_task_kill - sends a signal to a user process
 * @context: from sim_task_spawn()
 * @signal: its number
 *
 * Return: 0 or -EINVAL.
 */
int sim_task_kill(struct sim_context *context, int signal)
{
	return sim_signal_send(context->kernel_task, signal);
}

/**
 * sim_task_sleep_ns - nanosleep()
 * @ns: virtual time to sleep
 *
 * Return: 0, or -EINTR when a signal came first.
 * Context: process; sleeps.
 */
int sim_task_sleep_ns(u64 ns)
{
	ktime_t expires = ns;
	int err = 0;

	sim_task_of(current)->rests = true;
	do {
		set_current_state(TASK_INTERRUPTIBLE | TASK_FREEZABLE);
		if (schedule_hrtimeout_range(&expires, 0, HRTIMER_MODE_REL)
		    && signal_pending(current))
			err = -EINTR;
	} while (0);
	sim_task_of(current)->rests = false;
	sim_task_return_user();
	return err;
}
