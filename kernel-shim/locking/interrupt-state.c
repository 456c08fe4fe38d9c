// SPDX-License-Identifier: GPL-2.0-only
/*
 * interrupt-state.c: what lockdep knows of interrupts, per CPU.
 *
 * Stands in for the irq-flags tracing of kernel/locking/lockdep.c and
 * kernel/trace/trace_preemptirq.c. Only the state that lockdep's assertions
 * read is kept; no trace of where it changed.
 */
#include <linux/export.h>
#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include "sim-lock-order.h"
#include "sim-locks.h"
#include "sim-sched.h"

/* Interrupts of this CPU were just enabled: the next can come in here. */
void sim_irq_flags_open(void)
{
	sim_race_refresh();
	sim_point(SIM_OP_IRQ_ENABLE, NULL);
	sim_rcu_quiescent();
}

#ifdef CONFIG_TRACE_IRQFLAGS


/* shim: modelled */
void lockdep_hardirqs_on(unsigned long ip)
{
	this_cpu_write(hardirqs_enabled, 1);
	sim_lockdep_open(current->softirqs_enabled ?
			 SIM_OPEN_HARD | SIM_OPEN_SOFT : SIM_OPEN_HARD, ip);
}

/* shim: modelled */
void lockdep_hardirqs_off(unsigned long ip)
{
	this_cpu_write(hardirqs_enabled, 0);
}

/* shim: stub - prepares usage checks, of which there are none */
void lockdep_hardirqs_on_prepare(void)
{
}

/* shim: modelled */
void trace_hardirqs_on(void)
{
	lockdep_hardirqs_on(_RET_IP_);
}

/* shim: modelled */
void trace_hardirqs_off(void)
{
	lockdep_hardirqs_off(_RET_IP_);
}

/* shim: stub - see lockdep_hardirqs_on_prepare() */
void trace_hardirqs_on_prepare(void)
{
}

/* shim: modelled */
void trace_hardirqs_off_finish(void)
{
	lockdep_hardirqs_off(_RET_IP_);
}

/* shim: modelled */
void lockdep_softirqs_on(unsigned long ip)
{
	current->softirqs_enabled = 1;
	if (lockdep_hardirqs_enabled())
		sim_lockdep_open(SIM_OPEN_SOFT, ip);
}

/* shim: modelled */
void lockdep_softirqs_off(unsigned long ip)
{
	current->softirqs_enabled = 0;
}

/* shim: modelled - softirqs must be served or disabled here */
void lockdep_assert_in_softirq_func(void)
{
	lockdep_assert_in_softirq();
}

#endif /* CONFIG_TRACE_IRQFLAGS */
