// SPDX-License-Identifier: GPL-2.0-only
/*
 * urb-waits.c: what usb_kill_urb() and usb_poison_urb() wait for.
 *
 * Stands beside the genuine drivers/usb/core (see sim-urbs.h). Both sleep until
 * an URB's use count is zero, which it is when its completion function has
 * returned (Documentation/driver-api/usb/URB.rst, "How to cancel an already
 * running URB?"): whoever calls that function holds the URB in the host's
 * wait-for graph.
 *
 * Not modelled: edges to who will give the URB back before that function is
 * called, as that is up to the controller.
 */
#include <linux/sched.h>
#include "sim/border_wait.h"
#include "sim-sched.h"
#include "sim-urbs.h"

void sim_urb_completes(const struct urb *urb)
{
	sim_hold_begin(sim_self, SIM_WAIT_QUEUE, urb, "of an URB's completion");
}

void sim_urb_completed(const struct urb *urb)
{
	sim_hold_end(sim_self, urb);
}

void sim_urb_sleep(const struct urb *urb)
{
	sim_sleep_ender(SIM_WAIT_QUEUE, urb);
}
