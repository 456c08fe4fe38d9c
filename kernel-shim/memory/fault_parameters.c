// SPDX-License-Identifier: GPL-2.0-only
/*
 * fault_parameters.c: kernel parameters that make requests fail or decide more.
 *
 * sim.alloc_fail_nth=N, sim.dma_fail_nth=N and sim.iommu_fail_nth=N fail the
 * Nth request after the command line was read; sim.check_plain=1 makes plain
 * accesses decision points in check images; sim.quarantine=N keeps N freed
 * objects of each kind from being used again. Checkers have switches of
 * another kind, as no decision depends on them: sim-checks.h.
 */
#include <linux/moduleparam.h>
#include "sim-check.h"
#include "sim-dma.h"
#include "sim-memory.h"

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "sim."

module_param_named(alloc_fail_nth, sim_alloc_fail_nth, int, 0644);
module_param_named(dma_fail_nth, sim_dma_fail_nth, int, 0644);
module_param_named(iommu_fail_nth, sim_iommu_fail_nth, int, 0644);
module_param_named(check_plain, sim_access.plain, bool, 0);
module_param_named(quarantine, sim_slab_quarantine, int, 0);
