// SPDX-License-Identifier: GPL-2.0-only
/*
 * context_check.c: what a flow of control must not leave behind.
 *
 * Stands in for lockdep_sys_exit() and the checks of kernel/entry: on the way
 * back to user space a task holds no lock, is in no RCU section, and has
 * preemption and interrupts enabled. Interrupt handlers leave the preemption
 * count as they found it. Work items are checked by work/workers.c, timers by
 * time/timer.c, softirqs by the genuine kernel/softirq.c.
 */
#include <linux/debug_locks.h>
#include <linux/lockdep.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include "sim-checks.h"
#include "sim-report.h"

#ifdef CONFIG_DEBUG_KERNEL

static void sim_context_locks(void)
{
#ifdef CONFIG_LOCKDEP
	struct task_struct *task = current;

	if (task->lockdep_depth && debug_locks_off())
		sim_report_format(SIM_KIND_BUG, false,
				  "WARNING: lock held when returning to user space! %s/%d is leaving the kernel with locks still held: %s",
				  task->comm, task->pid,
				  task->held_locks[0].instance->name);
#endif
}

void sim_context_user(void)
{
	struct task_struct *task = current;

	if (!sim_check_on(SIM_CHECK_CONTEXT))
		return;
	if (preempt_count() || irqs_disabled())
		sim_report_format(SIM_KIND_BUG, true,
				  "BUG: system call of %s/%d left preempt_count %08x, interrupts %s",
				  task->comm, task->pid, preempt_count(),
				  irqs_disabled() ? "off" : "on");
	if (task->rcu_read_lock_nesting > 0)
		sim_report_format(SIM_KIND_RCU, false,
				  "WARNING: system call of %s/%d left an RCU read-side critical section open",
				  task->comm, task->pid);
	else	/* lockdep has the section among the locks */
		sim_context_locks();
}

void sim_context_interrupt(int line, int count)
{
	if (preempt_count() == count)
		return;
	sim_report_format(SIM_KIND_BUG, false,
			  "BUG: handlers of interrupt %d entered with preempt_count %08x, left with %08x",
			  line, count, preempt_count());
	preempt_count_set(count);
}

#endif /* CONFIG_DEBUG_KERNEL */
