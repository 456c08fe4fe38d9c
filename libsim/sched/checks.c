// SPDX-License-Identifier: GPL-2.0-only
/*
 * checks.c: which checkers are on, and whose each kind of finding is.
 *
 * Checkers look at this before they work, so that one that is off costs
 * nothing, and what it would tell by the way is kept back here. What ends a
 * run is always told: it cannot go on. So are kinds that belong to no checker:
 * crashes, and what a story expects.
 */
#include "machine.h"

#define OF(check)	(SIM_CHECK_BIT(SIM_CHECK_##check))

static const unsigned int checks_of[SIM_KIND_COUNT] = {
	[SIM_KIND_DEADLOCK] = OF(DEADLOCK),
	[SIM_KIND_LOCK_ORDER] = OF(LOCK_ORDER),
	[SIM_KIND_DATA_RACE] = OF(RACE),
	[SIM_KIND_USE_AFTER_FREE] = OF(MEMORY),
	[SIM_KIND_OUT_OF_BOUNDS] = OF(MEMORY),
	[SIM_KIND_DOUBLE_FREE] = OF(MEMORY),
	[SIM_KIND_UNINITIALISED] = OF(UNINIT),
	[SIM_KIND_LEAK] = OF(LEAK),
	[SIM_KIND_SLEEP_IN_ATOMIC] = OF(CONTEXT),
	[SIM_KIND_REFCOUNT] = OF(CONTEXT),
	[SIM_KIND_WARN] = OF(CONTEXT),
	[SIM_KIND_BUG] = OF(CONTEXT),
	[SIM_KIND_RCU] = OF(CONTEXT),
	[SIM_KIND_DMA_API] = OF(DMA),
	[SIM_KIND_IOMMU_FAULT] = OF(DMA),
	[SIM_KIND_PM_STATE] = OF(POWER),
	[SIM_KIND_XHCI_PROTOCOL] = OF(XHCI),
	[SIM_KIND_STALL] = OF(PROGRESS),
	[SIM_KIND_HUNG_TASK] = OF(PROGRESS),
	[SIM_KIND_LIVELOCK] = OF(PROGRESS),
};

/* Whether findings of that kind are told; those of no checker always are. */
bool sim_checks_want(enum sim_kind kind)
{
	return !checks_of[kind] || checks_of[kind] & sim_host.checks;
}

unsigned int sim_checks_wanted(void)
{
	return sim_host.checks;
}

/**
 * sim_checking - is a checker on
 * @check: the checker
 *
 * Context: models; they answer alike with it and without.
 */
bool sim_checking(enum sim_check check)
{
	return sim_check_is_on(check);
}
