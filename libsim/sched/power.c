// SPDX-License-Identifier: GPL-2.0-only
/*
 * power.c: registers of a device whose clock is off.
 *
 * Stands in for the bus error, or the hang, that a SoC answers with. Which
 * device is off only the kernel world knows
 * (kernel-shim/power/controller-power.c); the access then takes place all the
 * same, so that the run goes on.
 */
#include <stdio.h>
#include "machine.h"

/**
 * sim_power_expect - somebody is about to access registers
 * @phys: physical address of one of them
 * @who: what it is, for the finding
 *
 * Return: false after a finding of kind pm-state.
 * Context: any.
 */
bool sim_power_expect(uint64_t phys, const char *who)
{
	const struct sim_image_ops *image = sim_host.image;

	if (!sim_check_is_on(SIM_CHECK_POWER) || !image || !image->powered ||
	    image->powered(phys))
		return true;
	sim_reportf(SIM_KIND_PM_STATE, false,
		    "%s reaches a controller that is runtime-suspended", who);
	return false;
}
