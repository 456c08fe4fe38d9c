// SPDX-License-Identifier: GPL-2.0-only
/*
 * fault_parameters.c: kernel parameters that make requests fail or check more.
 *
 * sim.alloc_fail_nth=N, sim.dma_fail_nth=N and sim.iommu_fail_nth=N fail the
 * Nth request after the command line was read; sim.check_plain=1 makes plain
 * accesses decision points in check images; sim.quarantine=N keeps N freed
 * objects of each kind from being used again. In check images
 * sim.memory_check=0 and sim.lock_check=0 switch a checker off (sim.leak_check:
 * see check/leak_report.c); no decision depends on it.
 */
#include <linux/moduleparam.h>
#include "sim-check.h"
#include "sim-dma.h"
#include "sim-lock-order.h"
#include "sim-memory.h"
#include "sim-shadow.h"

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "sim."

module_param_named(alloc_fail_nth, sim_alloc_fail_nth, int, 0644);
module_param_named(dma_fail_nth, sim_dma_fail_nth, int, 0644);
module_param_named(iommu_fail_nth, sim_iommu_fail_nth, int, 0644);
module_param_named(check_plain, sim_access.plain, bool, 0);
module_param_named(quarantine, sim_slab_quarantine, int, 0);
#ifdef CONFIG_DEBUG_KERNEL
module_param_named(memory_check, sim_access.memory, bool, 0);
#endif
#ifdef CONFIG_LOCKDEP
module_param_named(lock_check, sim_lock_check, bool, 0);
#endif
