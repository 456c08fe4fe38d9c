// SPDX-License-Identifier: GPL-2.0-only
/*
 * address_space.c: the IOMMU in front of the DSP.
 *
 * Stands in for drivers/iommu/iommu.c and a driver of an SMMU. A device whose
 * node has `iommus` gets the domain whose number is its stream ID's low four
 * bits, which is also what q6usb tells the DSP. The tables are the host's, and
 * the DSP sees memory through them only.
 *
 * Not modelled: groups, attaching and detaching, faults reported to the
 * kernel, page sizes other than 4 KiB.
 */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/iommu.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/sizes.h>
#include "sim-dma.h"

#define SIM_DOMAINS	16

/* No iommu_domain is ever made by a driver: only these exist. */
static struct iommu_domain domains[SIM_DOMAINS];

int sim_iommu_fail_nth;

static u32 domain_number(const struct iommu_domain *domain)
{
	return domain - domains;
}

/* shim: modelled - by the stream ID in the device tree */
struct iommu_domain *iommu_get_domain_for_dev(struct device *dev)
{
	struct iommu_domain *domain;
	struct of_phandle_args args;

	if (!dev->of_node ||
	    of_parse_phandle_with_args(dev->of_node, "iommus", "#iommu-cells",
				       0, &args))
		return NULL;
	of_node_put(args.np);
	domain = &domains[args.args[0] % SIM_DOMAINS];
	domain->type = IOMMU_DOMAIN_UNMANAGED;
	domain->pgsize_bitmap = SZ_4K;
	domain->geometry.aperture_end = DMA_BIT_MASK(36);
	return domain;
}
EXPORT_SYMBOL_GPL(iommu_get_domain_for_dev);

static unsigned int device_may(int protection)
{
	return (protection & IOMMU_READ ? SIM_DMA_READ : 0) |
	       (protection & IOMMU_WRITE ? SIM_DMA_WRITE : 0);
}

/* shim: modelled - whole pages only; fails where something is mapped, and tells */
int iommu_map(struct iommu_domain *domain, unsigned long iova,
	      phys_addr_t phys, size_t size, int protection, gfp_t gfp)
{
	int error;

	might_sleep_if(gfpflags_allow_blocking(gfp));
	if (!IS_ALIGNED(iova | phys | size, SZ_4K)) {
		pr_err("unaligned: iova 0x%lx pa %pa size 0x%zx\n", iova, &phys,
		       size);
		return -EINVAL;
	}
	if (sim_dma_fails(&sim_iommu_fail_nth,
			  "an IOMMU mapping fails, as asked for"))
		return -ENOMEM;
	error = sim_iommu_map(domain_number(domain), iova, phys, size,
			      device_may(protection));
	if (error == -EEXIST)
		sim_dma_misuse(NULL, "iommu_map() over what is mapped", iova,
			       size);
	if (!error)
		sim_lent_enter(domain_number(domain), iova, phys, size,
			       _RET_IP_);
	return error;
}
EXPORT_SYMBOL_GPL(iommu_map);

/* shim: modelled - gives what was unmapped; less is told, as by io-pgtable */
size_t iommu_unmap(struct iommu_domain *domain, unsigned long iova, size_t size)
{
	size_t done;

	if (!IS_ALIGNED(iova | size, SZ_4K)) {
		pr_err("unaligned: iova 0x%lx size 0x%zx\n", iova, size);
		return 0;
	}
	done = sim_iommu_unmap(domain_number(domain), iova, size);
	sim_lent_leave(domain_number(domain), iova, done);
	if (done != size)
		sim_dma_misuse(NULL, "iommu_unmap() of what is not mapped",
			       iova + done, size - done);
	return done;
}
EXPORT_SYMBOL_GPL(iommu_unmap);

/* shim: stub - one owner per device, so no default domain to claim */
int iommu_device_use_default_domain(struct device *dev)
{
	return 0;
}

/* shim: stub - one owner per device, so no default domain to give back */
void iommu_device_unuse_default_domain(struct device *dev)
{
}
