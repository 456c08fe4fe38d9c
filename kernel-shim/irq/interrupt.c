// SPDX-License-Identifier: GPL-2.0-only
/*
 * interrupt.c: the way of an interrupt from the host to its handlers.
 *
 * Stands in for the architecture's entry code. The host calls
 * sim_interrupt() on the stack of whatever its CPU runs; interrupts stay off
 * until the handlers are done, then softirqs run if they may. The genuine
 * kernel/softirq.c and kernel/irq do the rest.
 *
 * Not modelled: NMIs; nesting of hard interrupts, as handlers run with
 * interrupts off.
 */
#include <linux/delay.h>
#include <linux/hardirq.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/irqflags.h>
#include "sim-handlers.h"
#include "sim-locks.h"
#include "sim-race.h"
#include "sim-sched.h"

/*
 * A level that nobody takes away comes again at once, and note_interrupt() gives
 * up after 100,000 times: each costs time, so that who could end it may.
 */
static notrace void sim_interrupt_device(int line)
{
	struct irq_desc *desc = irq_to_desc(line);
	unsigned int unhandled = desc ? desc->irqs_unhandled : 0;
	int err;

	sim_handler_begin(desc);
	err = generic_handle_irq(line);
	sim_handler_end(desc);
	if (err)
		sim_irq_unmask(line, false);
	else if (desc->irqs_unhandled > unhandled)
		udelay(1);
}

static notrace void sim_interrupt_handle(int line)
{
	switch (line) {
	case SIM_IRQ_CLOCK:
		sim_clock_interrupt();
		break;
	case SIM_IRQ_IPI:
		sim_ipi_interrupt();
		break;
	default:
		sim_interrupt_device(line);
	}
}

/*
 * The stack of whatever they interrupt, whose user they share it with; what is
 * below here is theirs.
 */
/* shim: modelled - on the stack of what is interrupted */
notrace void do_softirq_own_stack(void)
{
	sim_race_softirq_stack(__builtin_frame_address(0));
	__do_softirq();
}

/**
 * sim_interrupt - runs the handlers of one interrupt
 * @line: SIM_IRQ_CLOCK, SIM_IRQ_IPI or a device's
 *
 * Context: on top of the context that runs on its CPU; interrupts were on and
 * are on again on return. Other CPUs may run meanwhile.
 */
notrace void sim_interrupt(int line)
{
	struct sim_context *self = sim_self;
	int count;

	self->irqs_off = 1;
	lockdep_hardirqs_off(_THIS_IP_);
	sim_clock_update();
	irq_enter();
	count = preempt_count();
	sim_race_irq_enter(line);
	sim_interrupt_handle(line);
	sim_race_irq_leave();
	sim_context_interrupt(line, count);
	irq_exit();
	lockdep_hardirqs_on(_THIS_IP_);
	self->irqs_off = 0;
	sim_rcu_quiescent();
}
