// SPDX-License-Identifier: GPL-2.0-only
/*
 * sleep_check.c: sleeping where nothing may sleep is a finding.
 *
 * Stands in for __might_sleep() and its relatives in kernel/sched/core.c.
 *
 * Not modelled: the rate limit (the host tells duplicates once) and the place
 * where preemption was disabled.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include "sim-checks.h"
#include "sim-report.h"

#ifdef CONFIG_DEBUG_ATOMIC_SLEEP

static bool may_sleep(unsigned int offsets)
{
	unsigned int nested = preempt_count();

	nested += rcu_preempt_depth() << MIGHT_RESCHED_RCU_SHIFT;
	if (nested == offsets && !irqs_disabled() && !is_idle_task(current))
		return true;
	return system_state == SYSTEM_BOOTING ||
	       system_state > SYSTEM_RUNNING || oops_in_progress;
}

static void sleep_report(const char *file, int line)
{
	sim_report_format(SIM_KIND_SLEEP_IN_ATOMIC, false,
			  "sleeping function called from invalid context at %s:%d: in_atomic %d, irqs_disabled %d, RCU nesting %d, task %s",
			  file, line, in_atomic(), irqs_disabled(),
			  rcu_preempt_depth(), current->comm);
}

/* shim: modelled - a finding, the kernel goes on */
void __might_resched(const char *file, int line, unsigned int offsets)
{
	if (!sim_check_on(SIM_CHECK_CONTEXT) || !sim_self ||
	    !sim_self->kernel_task || may_sleep(offsets))
		return;
	sleep_report(file, line);
}
EXPORT_SYMBOL(__might_resched);

/* shim: modelled - blocking with a state other than running is reported */
void __might_sleep(const char *file, int line)
{
	unsigned int state;

	if (!sim_check_on(SIM_CHECK_CONTEXT) || !sim_self ||
	    !sim_self->kernel_task)
		return;
	state = get_current_state();
	if (state != TASK_RUNNING && current->task_state_change)
		sim_report_format(SIM_KIND_SLEEP_IN_ATOMIC, false,
				  "blocking operation while the task's state is %u, at %s:%d, task %s",
				  state, file, line, current->comm);
	__might_resched(file, line, 0);
}
EXPORT_SYMBOL(__might_sleep);

/* Some kernels pass an offset, always 0: named without its prototype. */
void sim_cant_sleep(const char *file, int line) __asm__("__cant_sleep");

/* shim: modelled - a finding when preemption is possible */
void sim_cant_sleep(const char *file, int line)
{
	if (irqs_disabled() || preempt_count() > 0)
		return;
	sim_report_format(SIM_KIND_SLEEP_IN_ATOMIC, false,
			  "assuming atomic context at %s:%d, task %s", file,
			  line, current->comm);
}

#ifdef CONFIG_SMP
/* shim: modelled - a finding when the task may change its CPU */
void __cant_migrate(const char *file, int line)
{
	if (irqs_disabled() || current->migration_disabled ||
	    preempt_count() > 0)
		return;
	sim_report_format(SIM_KIND_SLEEP_IN_ATOMIC, false,
			  "assuming a non-migratable context at %s:%d, task %s",
			  file, line, current->comm);
}
EXPORT_SYMBOL_GPL(__cant_migrate);
#endif

#endif /* CONFIG_DEBUG_ATOMIC_SLEEP */
