// SPDX-License-Identifier: GPL-2.0-only
/*
 * early.c: what must be there before the first task runs: memory, per-CPU
 * areas, the boot parameters, the checkers' switches. Stands in for setup_arch() and mm_core_init().
 */
#include <linux/init.h>
#include <linux/string.h>

#include "sim-access.h"
#include "sim-checks.h"
#include "sim-memory.h"
#include "sim-shim.h"

struct sim_boot_params sim_boot_params;
unsigned int sim_checks = SIM_CHECKS_DEFAULT;

static void sim_checks_boot(unsigned int checks)
{
	sim_checks = checks;
	sim_access.memory = sim_check_on(SIM_CHECK_MEMORY) ||
			    sim_check_on(SIM_CHECK_UNINIT);
}

/**
 * sim_early_boot() - prepare memory and per-CPU areas
 * @params: CPUs, arena, device tree and command line
 *
 * Return: 0, or -EINVAL when the parameters make no machine.
 * Context: the host's stack, before any task; must not block.
 */
int sim_early_boot(const struct sim_boot_params *params)
{
	if (params->cpus < 1 || params->cpus > SIM_MAX_CPUS || !params->arena)
		return -EINVAL;
	sim_boot_params = *params;
	sim_checks_boot(sim_checks_wanted());
	sim_memory_boot(params);
	sim_percpu_boot(params);
	return 0;
}
