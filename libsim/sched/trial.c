// SPDX-License-Identifier: GPL-2.0-only
/*
 * trial.c: for unit tests of checkers in the image: findings of one kind are
 * counted, neither told nor fatal, while a trial lasts; see sim/border_trial.h.
 */
#include <stdio.h>
#include "machine.h"

void sim_trial_begin(enum sim_kind kind, enum sim_kind besides)
{
	M->trial_kind = kind;
	M->trial_besides = besides;
	M->trial_count = 0;
	M->trial_title[0] = '\0';
	M->trial_on = true;
}

int sim_trial_count(void)
{
	return M->trial_count;
}

int sim_trial_end(char *title, size_t size)
{
	if (size)
		snprintf(title, size, "%s", M->trial_title);
	M->trial_on = false;
	return M->trial_count;
}

/* Whether a finding of that kind is the trial's, and ends nothing. */
bool sim_trial_wants(enum sim_kind kind)
{
	return M->trial_on && (kind == M->trial_kind ||
			       kind == M->trial_besides);
}

/* Whether a trial keeps the finding to itself. */
bool sim_trial_takes(const struct sim_finding *finding)
{
	if (!sim_trial_wants(finding->kind))
		return false;
	if (finding->kind != M->trial_kind)
		return true;
	M->trial_count++;
	snprintf(M->trial_title, sizeof(M->trial_title), "%s", finding->title);
	return true;
}

bool sim_trial_bus(int bus, uint64_t dma, size_t bytes, unsigned int dir)
{
	return sim_dma_access(bus, dma, bytes, dir);
}

bool sim_trial_iommu(uint32_t domain, uint64_t iova, size_t bytes,
		     unsigned int dir)
{
	return sim_iommu_access(domain, iova, bytes, dir);
}
