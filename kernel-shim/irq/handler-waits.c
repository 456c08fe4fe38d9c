// SPDX-License-Identifier: GPL-2.0-only
/*
 * handler-waits.c: what waits for interrupt handlers wait for.
 *
 * Stands beside the genuine kernel/irq/manage.c (see sim-handlers.h): whoever
 * runs a line's handlers holds its descriptor in the host's wait-for graph,
 * and a loop that waits for IRQD_IRQ_INPROGRESS to go (Documentation/core-api/
 * genericirq.rst) is a wait for that. A sleep until threaded handlers are
 * done is one for the line's thread.
 *
 * Not modelled: edges to handlers of lines behind another controller's, and
 * to the threads of a line that has several.
 */
#include <linux/irq.h>
#include <linux/kthread.h>
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

/* The line's thread by its name, as it may have left the line's list. */
static struct task_struct *sim_handler_thread(const struct irq_desc *desc)
{
	struct task_struct *thread = NULL;
	struct sim_task *record;
	char prefix[16];

	snprintf(prefix, sizeof(prefix), "irq/%u-", desc->irq_data.irq);
	list_for_each_entry(record, &sim_task_list, entry) {
		struct task_struct *task = record->task;

		if (!(task->flags & PF_KTHREAD) ||
		    strncmp(task->comm, prefix, strlen(prefix)))
			continue;
		if (thread)
			return NULL;
		thread = task;
	}
	return thread;
}

void sim_handler_sleep(struct irq_desc *desc)
{
	struct task_struct *thread = NULL;

	if (desc && atomic_read(&desc->threads_active))
		thread = sim_handler_thread(desc);
	sim_sleep_ender(SIM_WAIT_IRQ_SYNC, thread);
}
