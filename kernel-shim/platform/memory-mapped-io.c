// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory-mapped-io.c: register windows and the drivers of nodes that have
 * nothing to do.
 *
 * ioremap() adds a constant to the physical address; asm/io.h takes it away
 * again and calls sim_mmio_read() and sim_mmio_write(). Access to a window
 * that was unmapped is therefore not noticed here, but resources are claimed
 * through the genuine kernel/resource.c.
 */
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/mod_devicetable.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include "sim/border.h"

/* shim: modelled - only the SoC's register space can be mapped */
void __iomem *ioremap(phys_addr_t address, size_t size)
{
	if (address < SIM_MMIO_PHYS || size > SIM_MMIO_SIZE ||
	    address - SIM_MMIO_PHYS > SIM_MMIO_SIZE - size)
		return NULL;
	return (void __iomem *)(address + SIM_IO_VIRT);
}

/* shim: stub - mappings cost nothing */
void iounmap(volatile void __iomem *address)
{
}

/*
 * The IOMMU's model is in dma/; fw_devlink wants a bound device for the node
 * before it lets its users probe.
 */
static int sim_iommu_node_probe(struct platform_device *pdev)
{
	return 0;
}

static const struct of_device_id sim_iommu_node_match[] = {
	{ .compatible = "libsim,iommu" },
	{ }
};

static struct platform_driver sim_iommu_node_driver = {
	.driver = {
		.name = "sim-iommu",
		.of_match_table = sim_iommu_node_match,
		.suppress_bind_attrs = true,
	},
	.probe = sim_iommu_node_probe,
};
builtin_platform_driver(sim_iommu_node_driver);
