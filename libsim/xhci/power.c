// SPDX-License-Identifier: GPL-2.0-only
/*
 * power.c: save and restore of the controller's state over a loss of power to
 * its core (xHCI 4.23.2), and its wake-up signal (4.15.2, PME on PCI).
 *
 * What must survive and is not in a register is the place of each event
 * ring's producer. Slots and endpoints stay in the model, as in a controller
 * whose memory stays powered; sim_xhci_power_lost() takes all of it away.
 */
#include "controller.h"

void sim_xhci_state_save(struct sim_xhci *xhci)
{
	for (unsigned int i = 0; i < xhci->interrupters; i++) {
		xhci->saved.ring[i] = xhci->interrupter[i].ring;
		xhci->saved.erstba[i] = xhci->interrupter[i].erstba;
	}
	xhci->saved.valid = true;
	xhci->usbsts &= ~XHC_STS_SRE;
	xhci->usbsts |= XHC_STS_SSS;
	sim_event_arm(&xhci->save, sim_time_now_ns() + SIM_XHCI_SAVE_NS);
	sim_trace_at(1, "xhci", "xhci%d saves its state", xhci->config.bus);
}

void sim_xhci_state_restore(struct sim_xhci *xhci)
{
	xhci->usbsts &= ~XHC_STS_SRE;
	xhci->usbsts |= XHC_STS_RSS;
	sim_event_arm(&xhci->save, sim_time_now_ns() + SIM_XHCI_SAVE_NS);
	sim_trace_at(1, "xhci", "xhci%d restores its state", xhci->config.bus);
}

/* The producer goes on where it was, though ERSTBA was written since; not in
 * a ring that is another one now. */
static void restore_done(struct sim_xhci *xhci)
{
	if (!xhci->saved.valid) {
		xhci->usbsts |= XHC_STS_SRE;
		sim_trace_at(1, "xhci", "xhci%d restore error: state was lost",
			     xhci->config.bus);
		return;
	}
	for (unsigned int i = 0; i < xhci->interrupters; i++)
		if (xhci->interrupter[i].erstba == xhci->saved.erstba[i])
			xhci->interrupter[i].ring = xhci->saved.ring[i];
}

static void save_run(struct sim_event *event)
{
	struct sim_xhci *xhci = (struct sim_xhci *)
		((char *)event - offsetof(struct sim_xhci, save));

	if (xhci->usbsts & XHC_STS_RSS)
		restore_done(xhci);
	xhci->usbsts &= ~(XHC_STS_SSS | XHC_STS_RSS);
}

void sim_xhci_wake_assert(struct sim_xhci *xhci, const char *why)
{
	if (sim_xhci_running(xhci))
		return;
	sim_trace_at(1, "xhci", "xhci%d wake-up: %s", xhci->config.bus, why);
	if (xhci->wake)
		xhci->wake(xhci->wake_arg);
}

void sim_xhci_power_init(struct sim_xhci *xhci)
{
	xhci->save.run = save_run;
	xhci->save.name = "xhci save";
}
