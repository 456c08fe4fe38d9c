/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sim-handlers.h: who waits for interrupt handlers. Kernel world.
 *
 * drivers/primitives.list puts it before kernel/irq/manage.c, where a wait for
 * handlers (synchronize_irq(), disable_irq(), free_irq()) is a busy loop and a
 * sleep on desc->wait_for_threads; there, `desc` is what is waited for. Its
 * irq_thread() calls a thread's handler.
 */
#ifndef SIM_HANDLERS_H
#define SIM_HANDLERS_H

#ifdef SIM_HANDLERS_AWAITED
#define pr_fmt(fmt) "genirq: " fmt	/* as that file says first */
#endif

#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/sched.h>
#include <linux/wait.h>

/* Around the handlers of a device's interrupt, in hard interrupt context. */
void sim_handler_begin(struct irq_desc *desc);
void sim_handler_end(struct irq_desc *desc);

/* One turn of a loop that waits for these to end. */
void sim_handler_relax(struct irq_desc *desc);

/* Around the handler of one of the line's threads, which runs that thread. */
void sim_handler_thread_begin(struct irq_desc *desc, const char *name);
void sim_handler_thread_end(struct irq_desc *desc);

/* Sleeps of current from now on are for these to end; NULL: no more. */
void sim_handler_sleep(struct irq_desc *desc);

#ifdef SIM_HANDLERS_AWAITED

#undef cpu_relax
#define cpu_relax()	sim_handler_relax(desc)

/* The call of a pointer in irq_thread(); its other uses are no calls. */
#define handler_fn(desc, action)					\
({									\
	irqreturn_t _ret;						\
									\
	sim_handler_thread_begin(desc, (action)->name);			\
	_ret = handler_fn(desc, action);				\
	sim_handler_thread_end(desc);					\
	_ret;								\
})

#undef wait_event
#define wait_event(queue, condition)					\
do {									\
	might_sleep();							\
	if (condition)							\
		break;							\
	sim_handler_sleep(desc);					\
	__wait_event(queue, condition);					\
	sim_handler_sleep(NULL);					\
} while (0)

#endif /* SIM_HANDLERS_AWAITED */

#endif /* SIM_HANDLERS_H */
