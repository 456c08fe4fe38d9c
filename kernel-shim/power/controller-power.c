// SPDX-License-Identifier: GPL-2.0-only
/*
 * controller-power.c: which controllers are under power.
 *
 * Stands in for the clock gates and power domains of a SoC around its USB
 * controllers. A controller's clock is off while its device is
 * runtime-suspended, as the glue drivers of real SoCs (say dwc3-qcom) leave it:
 * registers cannot be reached then. While the device suspends or resumes the
 * clock is on, as it is while runtime PM is disabled, when the status says
 * nothing (Documentation/power/runtime_pm.rst, section 3).
 *
 * A controller is a platform device that masters a bus, see dma/.
 */
#include <linux/device.h>
#include <linux/ioport.h>
#include <linux/platform_device.h>
#include <linux/pm_runtime.h>
#include "sim-power.h"

static struct device *sim_power_devices[SIM_POWER_DEVICES];

void sim_power_add(unsigned int bus, struct device *dev)
{
	if (bus < SIM_POWER_DEVICES)
		sim_power_devices[bus] = dev;
}

static bool sim_power_owns(struct device *dev, u64 phys)
{
	struct platform_device *pdev = to_platform_device(dev);
	u32 i;

	for (i = 0; i < pdev->num_resources; i++)
		if (resource_type(&pdev->resource[i]) == IORESOURCE_MEM &&
		    phys >= pdev->resource[i].start &&
		    phys <= pdev->resource[i].end)
			return true;
	return false;
}

int sim_power_powered(u64 phys)
{
	struct device *dev;
	int i;

	for (i = 0; i < SIM_POWER_DEVICES; i++) {
		dev = sim_power_devices[i];
		if (dev && sim_power_owns(dev, phys))
			return dev->power.disable_depth ||
			       dev->power.runtime_status != RPM_SUSPENDED;
	}
	return 1;
}
