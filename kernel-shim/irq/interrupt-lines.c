// SPDX-License-Identifier: GPL-2.0-only
/*
 * interrupt-lines.c: the interrupt controller's driver.
 *
 * Stands in for a driver in drivers/irqchip. Line numbers are Linux's
 * interrupt numbers. Lines start masked and are unmasked by request_irq();
 * level-triggered ones are masked while their handlers run.
 */
#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include "sim-sched.h"
#include "sim-shim.h"

static void sim_line_mask(struct irq_data *data)
{
	sim_irq_unmask(data->irq, false);
}

static void sim_line_unmask(struct irq_data *data)
{
	sim_irq_unmask(data->irq, true);
}

static int sim_line_affinity(struct irq_data *data, const struct cpumask *mask,
			     bool force)
{
	sim_irq_affinity(data->irq, cpumask_bits(mask)[0]);
	irq_data_update_effective_affinity(data, mask);
	return IRQ_SET_MASK_OK;
}

/* shim: stub - any line may wake the system: it never powers down */
static int sim_line_wake(struct irq_data *data, unsigned int on)
{
	return 0;
}

static int sim_line_type(struct irq_data *data, unsigned int type)
{
	if (type & IRQ_TYPE_LEVEL_MASK)
		irq_set_handler_locked(data, handle_level_irq);
	else
		irq_set_handler_locked(data, handle_edge_irq);
	return IRQ_SET_MASK_OK;
}

/* An edge is taken when it is handed over; nothing is left to acknowledge. */
static void sim_line_ack(struct irq_data *data)
{
}

static struct irq_chip sim_line_chip = {
	.name = "sim-intc",
	.irq_ack = sim_line_ack,
	.irq_mask = sim_line_mask,
	.irq_unmask = sim_line_unmask,
	.irq_set_affinity = sim_line_affinity,
	.irq_set_type = sim_line_type,
	.irq_set_wake = sim_line_wake,
	.flags = IRQCHIP_SKIP_SET_WAKE,
};

/* Interrupts per CPU that the kernel's interrupt core has no part in. */
static void sim_line_setup(int line)
{
	irq_set_chip_and_handler(line, &sim_line_chip, handle_level_irq);
	irq_set_probe(line);
	sim_irq_unmask(line, false);
}

void sim_boot_interrupts(void)
{
	int line;

	early_irq_init();
	for (line = SIM_IRQ_QRTR; line < SIM_IRQ_LINES; line++)
		sim_line_setup(line);
	sim_irq_unmask(SIM_IRQ_CLOCK, true);
	sim_irq_unmask(SIM_IRQ_IPI, true);
}

void sim_boot_softirqs(void)
{
	softirq_init();
}

/* shim: modelled - no line but those above */
int __init arch_early_irq_init(void)
{
	return 0;
}

