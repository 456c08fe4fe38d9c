// SPDX-License-Identifier: GPL-2.0-only
/*
 * platform_sleep.c: what the board does in the system sleep state "deep": the
 * controllers that their driver halted lose their power. One that it left at
 * work keeps it, as a USB controller's power domain stays on while the DSP
 * streams (xhci_plat_suspend() skips it then). The DSP has a supply of its own.
 */
#include "sim/board.h"
#include "sim/border.h"
#include "sim/usb.h"

/**
 * sim_platform_sleep() - the platform's power switch
 * @asleep: true: devices go without power; false: they have it again
 *
 * Context: the kernel world, interrupts off, all devices suspended; must not
 * block. Source: Documentation/driver-api/pm/devices.rst, "System Power
 * Management Phases"; Documentation/admin-guide/pm/sleep-states.rst.
 */
void sim_platform_sleep(bool asleep)
{
	struct sim_xhci *xhci;

	if (asleep)
		return;
	for (unsigned int i = 0; (xhci = sim_board_xhci(i)); i++)
		if (!sim_xhci_is_running(xhci))
			sim_xhci_power_lost(xhci);
}
