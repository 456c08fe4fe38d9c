// SPDX-License-Identifier: GPL-2.0-only
/*
 * device-tree.c: from the blob in the boot parameters to of_root.
 *
 * Stands in for the architecture's call of unflatten_device_tree(). Reading
 * the blob, the aliases and all that asks later is genuine drivers/of.
 * Not modelled: memory nodes, reservations and the command line of /chosen
 * (the boot parameters have their own), overlays, changes at run time.
 */
#include <linux/init.h>
#include <linux/libfdt.h>
#include <linux/of.h>
#include <linux/of_fdt.h>
#include <linux/slab.h>

#include "sim-shim.h"

/* Set by drivers/of when /chosen names a console; nobody asks. */
int console_set_on_cmdline;

void of_alias_scan(void *(*dt_alloc)(u64 size, u64 align));

static void *sim_tree_alloc(u64 size, u64 align)
{
	return kzalloc(size, GFP_KERNEL);
}

static const void *sim_tree_blob(void)
{
	const void *blob = sim_boot_params.device_tree;
	size_t size = sim_boot_params.device_tree_size;

	if (!blob || size < sizeof(struct fdt_header) ||
	    fdt_check_header(blob) || fdt_totalsize(blob) > size)
		sim_fault("the boot parameters have no valid device tree");
	/* Properties point into it for ever: it belongs into the arena. */
	return kmemdup(blob, fdt_totalsize(blob), GFP_KERNEL);
}

/**
 * sim_boot_device_tree() - make of_root from the boot parameters' blob
 *
 * Context: the boot task, once, before driver_init().
 * Source: Documentation/devicetree/usage-model.rst.
 */
void sim_boot_device_tree(void)
{
	const void *blob = sim_tree_blob();

	if (!blob || !of_fdt_unflatten_tree(blob, NULL, &of_root))
		sim_fault("the device tree cannot be unflattened");
	of_alias_scan(sim_tree_alloc);
}

/* shim: stub - numbers are assigned to CPUs by the host, not by the tree */
struct device_node *of_get_cpu_node(int cpu, unsigned int *thread)
{
	return NULL;
}
