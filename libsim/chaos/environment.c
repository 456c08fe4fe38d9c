// SPDX-License-Identifier: GPL-2.0-only
/*
 * environment.c: requests of the kernel that fail: memory, DMA and IOMMU
 * mappings (parameters of the shim, kernel-shim/memory/fault_parameters.c),
 * messages to the DSP.
 *
 * What was asked to fail does so before the next is asked for: the count would
 * begin anew each time, and come to its end only while it is at one.
 */
#include <stdio.h>

#include "chaos.h"

#define SIM_PARAMETERS "/sys/module/sim/parameters/"

static void sim_environment_set(const char *name, unsigned int nth)
{
	char path[96], text[16];

	if (nth && sim_chaos->calm)
		return;
	snprintf(path, sizeof(path), SIM_PARAMETERS "%s", name);
	if (nth && !sim_file_is(path, "0"))
		return;
	snprintf(text, sizeof(text), "%u", nth);
	sim_file_write(path, text);
	if (nth)
		sim_say("%s is set to %u", name, nth);
}

static void sim_environment_memory(void)
{
	static const unsigned int spans[] = { 3, 30, 300, 2000 };
	unsigned int span = spans[sim_choose(4, "how soon memory fails")];

	sim_chaos->memory_failed = true;
	sim_environment_set("alloc_fail_nth", 1 + sim_choose(span, "nth"));
}

static void sim_environment_dma(void)
{
	sim_chaos->mappings_failed = true;
	sim_environment_set("dma_fail_nth", 1 + sim_choose(50, "nth"));
}

static void sim_environment_iommu(void)
{
	sim_chaos->mappings_failed = true;
	sim_environment_set("iommu_fail_nth", 1 + sim_choose(8, "nth"));
}

static void sim_environment_message(void)
{
	sim_dsp_refuse_nth(1 + sim_choose(6, "nth message"));
}

const struct sim_chaos_action sim_chaos_environment[] = {
	{ "memory", sim_environment_memory, false, false },
	{ "dma", sim_environment_dma, false, false },
	{ "iommu", sim_environment_iommu, false, false },
	{ "message", sim_environment_message, false, false },
	{ 0 },
};

void sim_chaos_environment_heal(void)
{
	sim_environment_set("alloc_fail_nth", 0);
	sim_environment_set("dma_fail_nth", 0);
	sim_environment_set("iommu_fail_nth", 0);
	sim_dsp_refuse_nth(0);
}
