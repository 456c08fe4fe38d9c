// SPDX-License-Identifier: GPL-2.0-only
/*
 * handler-waits.c: what waits for interrupt handlers wait for.
 *
 * Stands beside the genuine kernel/irq/manage.c (see sim-handlers.h): whoever
 * runs a line's handlers holds its descriptor in the host's wait-for graph,
 * and a loop that waits for IRQD_IRQ_INPROGRESS to go (Documentation/core-api/
 * genericirq.rst) is a wait for that. A sleep until threaded handlers are
 * done is one for those of the line's threads whose handler runs.
 *
 * Not modelled: edges to handlers of lines behind another controller's.
 */
#include <linux/irq.h>
#include <linux/processor.h>
#include <linux/sched.h>
#include "sim/border_wait.h"
#include "sim-handlers.h"
#include "sim-sched.h"

/* Lines whose handlers run. */
static u64 sim_handlers;

static bool sim_handler_runs(const struct irq_desc *desc)
{
	unsigned int line = desc->irq_data.irq;

	return line < SIM_IRQ_LINES && sim_handlers & BIT_ULL(line);
}

notrace void sim_handler_begin(struct irq_desc *desc)
{
	const struct irqaction *action = desc ? desc->action : NULL;

	if (!action)
		return;
	sim_handlers |= BIT_ULL(desc->irq_data.irq);
	sim_hold_begin(sim_self, SIM_WAIT_IRQ_SYNC, desc, action->name);
}

notrace void sim_handler_end(struct irq_desc *desc)
{
	if (!desc || !sim_handler_runs(desc))
		return;
	sim_handlers &= ~BIT_ULL(desc->irq_data.irq);
	sim_hold_end(sim_self, desc);
	sim_spin_wake(desc);
}

void sim_handler_relax(struct irq_desc *desc)
{
	/* What an interrupt waits for must not be mixed up with its task's. */
	if (!in_interrupt() && sim_handler_runs(desc) &&
	    irqd_irq_inprogress(&desc->irq_data))
		sim_task_spin(SIM_WAIT_IRQ_SYNC, desc);
	else
		cpu_relax();
}

void sim_handler_thread_begin(struct irq_desc *desc, const char *name)
{
	sim_hold_begin(sim_self, SIM_WAIT_IRQ_SYNC, &desc->wait_for_threads,
		       name);
}

void sim_handler_thread_end(struct irq_desc *desc)
{
	sim_hold_end(sim_self, &desc->wait_for_threads);
}

void sim_handler_sleep(struct irq_desc *desc)
{
	sim_sleep_ender(SIM_WAIT_IRQ_SYNC,
			desc ? &desc->wait_for_threads : NULL);
}
