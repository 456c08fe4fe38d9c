// SPDX-License-Identifier: GPL-2.0-only
/*
 * interrupt-mapping.c: interrupt specifiers of the device tree are lines.
 *
 * Stands in for kernel/irq/irqdomain.c. The machine has one interrupt
 * controller, `interrupts = <N>` means line N of the border, and the Linux
 * interrupt number is the line. Nothing is allocated, so nothing is disposed.
 * Not modelled: hierarchies, MSI domains, trigger types in the specifier.
 */
#include <linux/fwnode.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/of.h>
#include <linux/of_irq.h>

#include "sim/border.h"

static struct irq_domain sim_irq_domain = { .name = "sim-intc" };

static const struct of_device_id sim_irq_controllers[] = {
	{ .compatible = "libsim,interrupt-controller" },
	{ }
};

/*
 * Announces the controller, as irqchip drivers do: no platform device is made
 * for its node and nobody waits for one.
 */
static int __init sim_irq_controller_init(void)
{
	struct device_node *node;

	node = of_find_matching_node(NULL, sim_irq_controllers);
	if (!node)
		return -ENODEV;
	of_node_set_flag(node, OF_POPULATED);
	sim_irq_domain.fwnode = of_fwnode_handle(node);
	fwnode_dev_initialized(sim_irq_domain.fwnode, true);
	return 0;
}
core_initcall(sim_irq_controller_init);

/* shim: modelled - the one controller's domain, for its own node only */
struct irq_domain *irq_find_matching_fwspec(struct irq_fwspec *fwspec,
					    enum irq_domain_bus_token bus_token)
{
	if (fwspec->fwnode != sim_irq_domain.fwnode)
		return NULL;
	return &sim_irq_domain;
}

/* shim: modelled - the specifier in the form without device tree types */
void of_phandle_args_to_fwspec(struct device_node *np, const u32 *args,
			       unsigned int count, struct irq_fwspec *fwspec)
{
	unsigned int i;

	fwspec->fwnode = of_fwnode_handle(np);
	fwspec->param_count = count;
	for (i = 0; i < count; i++)
		fwspec->param[i] = args[i];
}

/* shim: modelled - the first cell is the line, the line is the number */
unsigned int irq_create_of_mapping(struct of_phandle_args *irq_data)
{
	u32 line = irq_data->args_count ? irq_data->args[0] : 0;

	if (line < SIM_IRQ_DEVICE || line >= SIM_IRQ_LINES)
		return 0;
	return line;
}

/* shim: stub - mappings are not allocated */
void irq_dispose_mapping(unsigned int virq)
{
}
