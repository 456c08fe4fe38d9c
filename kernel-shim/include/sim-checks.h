/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sim-checks.h: which checkers are on, from power-on to the end of a run.
 *
 * One that is off does no work. What it models stays: contents of fresh and
 * freed memory, what the devices may reach, answers to the driver. Races have
 * bits of their own in sim_access, as their checker begins with the story.
 */
#ifndef SIM_CHECKS_H
#define SIM_CHECKS_H

#include <linux/compiler.h>
#include "sim/border_checks.h"

/* Bits of enum sim_check; see boot/early.c. */
extern unsigned int sim_checks;

static __always_inline bool sim_check_on(enum sim_check check)
{
	return likely(sim_checks & SIM_CHECK_BIT(check));
}

#endif /* SIM_CHECKS_H */
