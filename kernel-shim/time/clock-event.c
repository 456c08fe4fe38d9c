// SPDX-License-Identifier: GPL-2.0-only
/*
 * clock-event.c: each CPU's clock interrupt.
 *
 * Stands in for kernel/time/{clockevents,tick-*}.c: one event per CPU, armed
 * for whichever timer is due first, and no tick between events.
 */
#include <linux/hardirq.h>
#include <linux/interrupt.h>
#include <linux/ktime.h>
#include <linux/tick.h>
#include "sim-sched.h"

/* Arms the CPU's event for its first timer that no softirq is about to run. */
void sim_clock_program(int cpu)
{
	unsigned int raised = per_cpu(irq_stat, cpu).__softirq_pending;
	u64 when_ns = sim_hrtimer_next_ns(cpu, raised & BIT(HRTIMER_SOFTIRQ));

	if (!(raised & BIT(TIMER_SOFTIRQ)))
		when_ns = min(when_ns, sim_timer_next_ns(cpu));
	sim_clock_arm(cpu, when_ns);
}

/* SIM_IRQ_CLOCK: in hard interrupt context, on the CPU whose event it is. */
void sim_clock_interrupt(void)
{
	sim_hrtimer_tick();
	sim_timer_tick();
	sim_clock_program(raw_smp_processor_id());
}

/* shim: stub - there is no tick that idling could have stopped */
void tick_irq_enter(void)
{
}
