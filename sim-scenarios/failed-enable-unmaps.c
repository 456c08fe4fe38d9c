// SPDX-License-Identifier: GPL-2.0-only
/*
 * failed-enable-unmaps: one after the other, each of the mappings that a stream
 * needs cannot be made. After each ENABLE that failed, nothing may be left in
 * the DSP's address space.
 *
 * 7.2 and 7.3 leave the event ring mapped when the transfer buffer fails:
 * docs/findings/event-ring-left-mapped.md.
 */
#include <stdio.h>

#include "sim/hw.h"
#include "sim/scenario.h"

#define IOMMU_FAILS	"/sys/module/sim/parameters/iommu_fail_nth"
/* Transfer ring, event ring, transfer buffer of a stream without feedback. */
#define MAPPINGS	3
/* The DSP's address space, libsim/dsp. */
#define DOMAIN		1

static void enable_without(const struct sim_dsp_config *config,
			   unsigned int mapping)
{
	char text[16];
	int status;

	snprintf(text, sizeof(text), "%u", mapping);
	sim_file_write(IOMMU_FAILS, text);
	if (!sim_expect(!sim_offload_start(config, &status),
			"ENABLE succeeded without mapping %u", mapping))
		return;
	sim_say("mapping %u fails: refused with %d, %zu mappings are left",
		mapping, status, sim_iommu_ranges(DOMAIN));
	sim_expect(!sim_iommu_ranges(DOMAIN),
		   "an ENABLE that failed left memory mapped for the DSP");
}

SIM_SCENARIO(failed_enable_unmaps, "failed-enable-unmaps",
	     "ENABLE without room in the IOMMU must leave nothing mapped")
{
	struct sim_headset *headset = sim_headset();
	struct sim_dsp_config config;
	int card = sim_headset_arrive(headset);

	if (card < 0)
		return;
	config = sim_offload_config(headset, card);
	for (unsigned int i = 1; i <= MAPPINGS; i++)
		enable_without(&config, i);
	sim_file_write(IOMMU_FAILS, "0");
}
