// SPDX-License-Identifier: GPL-2.0-only
/*
 * bus.c: what goes wrong between a port and a device, at any time: a link that
 * fails (the hub then finds the device anew), a reset by the hub, over-current,
 * bursts of lost or late answers, and a plug that slips out by itself. The
 * errors of single packets are in wire.c.
 */
#include <stdlib.h>

#include "sim/board.h"
#include "chaos.h"

static struct sim_xhci *sim_bus_of(const struct sim_headset *headset)
{
	return sim_board_xhci(sim_headset_controller(headset));
}

static void sim_bus_fail(void)
{
	struct sim_headset *headset = sim_chaos_any_headset();

	if (sim_headset_plugged(headset))
		sim_xhci_port_error(sim_bus_of(headset),
				    sim_headset_port(headset));
}

/*
 * known: a hub that is idle in over-current tries to sleep without end, see
 * docs/findings/over-current-busy-loop.md. It is idle from 100 ms on, after its
 * "cool down"; so these are shorter, unless the option says otherwise.
 */
static unsigned int sim_bus_longest_us(void)
{
	const char *option = sim_option("over_current_ms");

	return option ? atoi(option) * 1000 : 50000;
}

static void sim_bus_overcurrent(void)
{
	struct sim_headset *headset = sim_chaos_any_headset();
	struct sim_xhci *xhci = sim_bus_of(headset);
	int port = sim_headset_port(headset);

	if (sim_xhci_overcurrent(xhci, port, true))
		return;
	sim_sleep_us(1 + sim_choose(sim_bus_longest_us(),
				    "time of over-current"));
	sim_xhci_overcurrent(xhci, port, false);
}

static void sim_bus_noise(void)
{
	sim_chaos_wire_burst(false);
}

static void sim_bus_slow(void)
{
	sim_chaos_wire_burst(true);
}

static void sim_bus_loose(void)
{
	struct sim_headset *headset = sim_chaos_any_headset();

	if (!sim_headset_plugged(headset))
		return;
	sim_headset_unplug(headset);
	sim_sleep_us(1 + sim_choose(3000, "time of a loose contact"));
	sim_chaos_plug_somewhere(headset);
}

const struct sim_chaos_action sim_chaos_bus[] = {
	{ "fail", sim_bus_fail, false, true },
	{ "over-current", sim_bus_overcurrent, true, true },
	{ "noise", sim_bus_noise, false, false },
	{ "slow", sim_bus_slow, false, false },
	{ "loose", sim_bus_loose, false, true },
	{ "reset", sim_chaos_reset_device, false, true },
	{ 0 },
};
