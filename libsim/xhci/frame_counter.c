// SPDX-License-Identifier: GPL-2.0-only
/*
 * frame_counter.c: MFINDEX, the microframe counter (xHCI 4.14.2, 5.5.1).
 *
 * It is a function of virtual time while the controller runs, and stands
 * still while it is halted. Microframes are numbered in 64 bits inside the
 * model; the register shows the lowest 14.
 */
#include "controller.h"

uint64_t sim_xhci_uframe_now(const struct sim_xhci *xhci)
{
	if (!sim_xhci_running(xhci))
		return xhci->mfindex_halted;
	return (sim_time_now_ns() - xhci->run_base_ns) / XHC_UFRAME_NS;
}

uint64_t sim_xhci_uframe_time(const struct sim_xhci *xhci, uint64_t uframe)
{
	return xhci->run_base_ns + uframe * XHC_UFRAME_NS;
}

uint32_t sim_xhci_mfindex(const struct sim_xhci *xhci)
{
	return sim_xhci_uframe_now(xhci) % XHC_MFINDEX_UFRAMES;
}

/* MFINDEX Wrap Event (6.4.2.8), only when USBCMD.EWE asks for it. */
static void wrap_run(struct sim_event *event)
{
	struct sim_xhci *xhci = (struct sim_xhci *)
		((char *)event - offsetof(struct sim_xhci, wrap));
	struct sim_xhci_trb trb = {
		.status = (uint32_t)XHC_SUCCESS << 24,
		.control = XHC_TRB_OF_TYPE(XHC_EVENT_WRAP),
	};

	sim_xhci_event_post(xhci, 0, &trb, false);
	sim_xhci_frame_wrap_update(xhci);
}

void sim_xhci_frame_wrap_update(struct sim_xhci *xhci)
{
	uint64_t now = sim_xhci_uframe_now(xhci);
	uint64_t next = (now / XHC_MFINDEX_UFRAMES + 1) * XHC_MFINDEX_UFRAMES;

	if (sim_xhci_running(xhci) && (xhci->usbcmd & XHC_CMD_EWE))
		sim_event_arm(&xhci->wrap, sim_xhci_uframe_time(xhci, next));
	else
		sim_event_disarm(&xhci->wrap);
}

/* Called as HCHalted falls. */
void sim_xhci_frame_start(struct sim_xhci *xhci)
{
	xhci->run_base_ns = sim_time_now_ns() -
			    xhci->mfindex_halted * XHC_UFRAME_NS;
	sim_xhci_frame_wrap_update(xhci);
}

/* Called just before HCHalted rises. */
void sim_xhci_frame_stop(struct sim_xhci *xhci)
{
	xhci->mfindex_halted = sim_xhci_mfindex(xhci);
	sim_event_disarm(&xhci->wrap);
}

void sim_xhci_frame_init(struct sim_xhci *xhci)
{
	xhci->wrap.run = wrap_run;
	xhci->wrap.name = "xhci mfindex wrap";
}
