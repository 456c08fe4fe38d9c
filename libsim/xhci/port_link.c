// SPDX-License-Identifier: GPL-2.0-only
/*
 * port_link.c: what happens on the wire of a root hub port: attach, reset,
 * suspend, resume, remote wake-up, detach (xHCI 4.15, 4.19.1).
 *
 * Steps that take time are one event per port. Link training always
 * succeeds; U1 and U2 are not entered.
 */
#include "controller.h"

static void step_arm(struct sim_xhci_port *port, enum sim_xhci_link_step step,
		     uint64_t delay_ns)
{
	port->step = step;
	sim_event_arm(&port->link, sim_time_now_ns() + delay_ns);
}

static void speed_set(struct sim_xhci_port *port)
{
	port->portsc &= ~(0xfu << XHC_PORT_SPEED_SHIFT);
	if (port->device)
		port->portsc |= (uint32_t)port->device->speed
				<< XHC_PORT_SPEED_SHIFT;
}

void sim_xhci_link_device_reset(struct sim_xhci_port *port)
{
	port->device_address = 0;
	if (port->device && port->device->ops->reset)
		port->device->ops->reset(port->device);
}

static void step_attached(struct sim_xhci_port *port)
{
	port->portsc |= XHC_PORT_CCS;
	if (port->usb3) {	/* trained: enabled without a reset */
		sim_xhci_link_device_reset(port);
		port->portsc |= XHC_PORT_PED;
		port->state = XHC_LINK_U0;
		speed_set(port);
	} else {
		port->state = XHC_LINK_POLLING;
	}
	sim_xhci_port_change(port, XHC_PORT_CSC);
}

static void step_reset_done(struct sim_xhci_port *port)
{
	uint32_t changes = XHC_PORT_PRC;

	if (port->warm)
		changes |= XHC_PORT_WRC;
	port->warm = false;
	port->portsc &= ~XHC_PORT_PR;
	if (port->device) {
		if (!(port->portsc & XHC_PORT_CCS))
			changes |= XHC_PORT_CSC;
		sim_xhci_link_device_reset(port);
		port->portsc |= XHC_PORT_PED | XHC_PORT_CCS;
		port->state = XHC_LINK_U0;
		speed_set(port);
	} else {
		port->state = XHC_LINK_RX_DETECT;
	}
	sim_xhci_port_change(port, changes);
	sim_xhci_port_endpoints(port, sim_xhci_endpoint_kick);
}

/* Those who watch hear of each slot behind the port. */
static void tell_asleep(const struct sim_xhci_port *port)
{
	struct sim_xhci *xhci = port->xhci;

	for (unsigned int slot = 1; xhci->asleep && slot <= SIM_XHCI_MAX_SLOTS;
	     slot++)
		if (xhci->slot[slot].enabled &&
		    xhci->slot[slot].port == port->number)
			xhci->asleep(xhci->asleep_arg, slot);
}

static void step_suspended(struct sim_xhci_port *port)
{
	port->state = XHC_LINK_U3;
	sim_trace_at(1, "xhci", "xhci%d port %u suspended",
		     port->xhci->config.bus, port->number);
	if (port->device->ops->suspend)
		port->device->ops->suspend(port->device);
	tell_asleep(port);
	if (port->xhci->configure & XHC_CONFIG_U3E)
		sim_xhci_port_change(port, XHC_PORT_PLC);
}

static void step_active(struct sim_xhci_port *port)
{
	port->state = XHC_LINK_U0;
	if (port->device->ops->resume)
		port->device->ops->resume(port->device);
	sim_xhci_port_change(port, XHC_PORT_PLC);
	sim_xhci_port_endpoints(port, sim_xhci_endpoint_kick);
}

static void link_run(struct sim_event *event)
{
	struct sim_xhci_port *port = (struct sim_xhci_port *)
		((char *)event - offsetof(struct sim_xhci_port, link));

	switch (port->step) {
	case SIM_XHCI_STEP_ATTACHED:
		step_attached(port);
		break;
	case SIM_XHCI_STEP_RESET_DONE:
		step_reset_done(port);
		break;
	case SIM_XHCI_STEP_SUSPENDED:
		step_suspended(port);
		break;
	case SIM_XHCI_STEP_ACTIVE:
		step_active(port);
		break;
	}
}

/* Looks for a device on a powered port that has no link. */
void sim_xhci_link_attach(struct sim_xhci_port *port)
{
	port->state = XHC_LINK_RX_DETECT;
	if (!port->device || !(port->portsc & XHC_PORT_PP))
		return;
	if (port->usb3)
		port->state = XHC_LINK_POLLING;
	step_arm(port, SIM_XHCI_STEP_ATTACHED,
		 port->usb3 ? SIM_XHCI_TRAINING_NS : SIM_XHCI_ATTACH_NS);
}

static void link_down(struct sim_xhci_port *port, enum sim_xhci_link state)
{
	sim_event_disarm(&port->link);
	port->portsc &= ~(XHC_PORT_CCS | XHC_PORT_PED | XHC_PORT_PR |
			  0xfu << XHC_PORT_SPEED_SHIFT);
	port->warm = false;
	port->state = state;
	sim_xhci_port_endpoints(port, sim_xhci_endpoint_kick);
}

/* What software hears of a link that goes: a reset under way ends (4.19.1). */
static uint32_t link_changes(const struct sim_xhci_port *port)
{
	return (port->portsc & XHC_PORT_CCS ? XHC_PORT_CSC : 0) |
	       (port->portsc & XHC_PORT_PR ? XHC_PORT_PRC : 0);
}

/* The device is gone. */
void sim_xhci_link_detach(struct sim_xhci_port *port)
{
	uint32_t changes = link_changes(port);

	port->pulled++;
	link_down(port, port->portsc & XHC_PORT_PP ? XHC_LINK_RX_DETECT :
						     XHC_LINK_DISABLED);
	if (changes)
		sim_xhci_port_change(port, changes);
}

/* PED written as 1 (5.4.8); no PEC, software knows. */
void sim_xhci_link_disable(struct sim_xhci_port *port)
{
	sim_event_disarm(&port->link);
	if (port->usb3) {
		link_down(port, XHC_LINK_DISABLED);
		return;
	}
	port->portsc &= ~XHC_PORT_PED;
	port->state = XHC_LINK_POLLING;
	sim_xhci_port_endpoints(port, sim_xhci_endpoint_kick);
}

/* A port error of a USB 2 port (5.4.8, PEC): disabled, and software hears. */
void sim_xhci_link_error(struct sim_xhci_port *port)
{
	sim_xhci_link_disable(port);
	sim_xhci_port_change(port, XHC_PORT_PEC);
}

/* Too much current takes the port's power (5.4.8, OCA and PP); software gives
 * it back when the condition has gone. The device's going is a change: only
 * where software takes the power there is none (5.4.8, CSC). */
void sim_xhci_link_overcurrent(struct sim_xhci_port *port, bool on)
{
	uint32_t changes = XHC_PORT_OCC | (on ? link_changes(port) : 0);

	port->portsc &= ~XHC_PORT_OCA;
	if (on) {
		port->portsc |= XHC_PORT_OCA;
		port->overcurrent_ns = sim_time_now_ns();
		if (port->portsc & XHC_PORT_PP)
			sim_xhci_link_power(port, false);
	}
	sim_xhci_port_change(port, changes);
}

void sim_xhci_link_power(struct sim_xhci_port *port, bool on)
{
	if (on) {
		if (port->portsc & XHC_PORT_OCA)
			return;
		port->portsc |= XHC_PORT_PP;
		sim_xhci_link_device_reset(port);
		sim_xhci_link_attach(port);
	} else {
		link_down(port, XHC_LINK_DISABLED);
		port->portsc &= ~XHC_PORT_PP;
	}
}

void sim_xhci_link_reset(struct sim_xhci_port *port, bool warm)
{
	uint64_t time_ns = SIM_XHCI_USB2_RESET_NS;

	if ((port->portsc & XHC_PORT_PR) ||
	    (!warm && !(port->portsc & XHC_PORT_CCS)))
		return;
	if (port->usb3)
		time_ns = warm ? SIM_XHCI_WARM_RESET_NS :
				 SIM_XHCI_HOT_RESET_NS;
	port->portsc |= XHC_PORT_PR;
	port->portsc &= ~XHC_PORT_PED;
	port->warm = warm;
	port->device_address = 0;
	if (port->usb3)
		port->state = warm ? XHC_LINK_RX_DETECT : XHC_LINK_HOT_RESET;
	else
		port->state = XHC_LINK_POLLING;
	step_arm(port, SIM_XHCI_STEP_RESET_DONE, time_ns);
	sim_trace_at(1, "xhci", "xhci%d port %u %sreset",
		     port->xhci->config.bus, port->number, warm ? "warm " : "");
}

static void resume_write(struct sim_xhci_port *port)
{
	switch (port->state) {
	case XHC_LINK_U1:
	case XHC_LINK_U2:
		port->state = XHC_LINK_U0;
		break;
	case XHC_LINK_U3:
	case XHC_LINK_RESUME:
		if (port->usb3)
			port->state = XHC_LINK_RECOVERY;
		step_arm(port, SIM_XHCI_STEP_ACTIVE, SIM_XHCI_LINK_EXIT_NS);
		break;
	default:
		break;
	}
}

/* Software is to stop endpoints before (4.15.1); one that was started again
 * will wait for the resume. */
static void running_mention(struct sim_xhci_endpoint *ep)
{
	if (ep->state == XHC_EP_RUNNING)
		sim_trace_at(1, "xhci", "xhci%d slot %u endpoint 0x%02x is running as its port suspends",
			     ep->xhci->config.bus, ep->slot->number,
			     ep->address);
}

static void suspend_write(struct sim_xhci_port *port)
{
	sim_xhci_port_endpoints(port, running_mention);
	step_arm(port, SIM_XHCI_STEP_SUSPENDED,
		 port->usb3 ? SIM_XHCI_USB3_SUSPEND_NS :
			      SIM_XHCI_USB2_SUSPEND_NS);
}

/* PLS written with the strobe set (Table 5-27, 4.15.1, 4.15.2). */
void sim_xhci_link_write(struct sim_xhci_port *port, enum sim_xhci_link to)
{
	if (port->portsc & XHC_PORT_PR)
		return;
	if (to == XHC_LINK_U3 && sim_xhci_port_active(port))
		suspend_write(port);
	else if (to == XHC_LINK_U0 && (port->portsc & XHC_PORT_PED))
		resume_write(port);
	else if (to == XHC_LINK_RESUME && !port->usb3 &&
		 port->state == XHC_LINK_U3)
		port->state = XHC_LINK_RESUME;	/* ours: no PLC */
	else if (to == XHC_LINK_DISABLED && port->usb3)
		link_down(port, XHC_LINK_DISABLED);
	else if (to == XHC_LINK_RX_DETECT && port->usb3 &&
		 port->state == XHC_LINK_DISABLED)
		sim_xhci_link_attach(port);
}

/* Resume signalling from the device (4.15.2.1, 4.15.2.2). */
void sim_xhci_link_wakeup(struct sim_xhci_port *port)
{
	if (port->state != XHC_LINK_U3)
		return;
	port->state = XHC_LINK_RESUME;
	sim_xhci_wake_assert(port->xhci, "remote wake-up");
	sim_xhci_port_change(port, XHC_PORT_PLC);
}

static void port_wakeup(void *port)
{
	sim_xhci_link_wakeup(port);
}

/* Data came for an endpoint that NAKed. */
static void port_ready(void *arg, unsigned int endpoint_address)
{
	struct sim_xhci_port *port = arg;
	unsigned int dci = (endpoint_address & 0xf) * 2 +
			   !!(endpoint_address & 0x80);

	for (unsigned int s = 1; s <= SIM_XHCI_MAX_SLOTS; s++) {
		struct sim_xhci_slot *slot = &port->xhci->slot[s];

		if (slot->enabled && slot->port == port->number &&
		    slot->endpoint[dci])
			sim_xhci_endpoint_kick(slot->endpoint[dci]);
	}
}

const struct sim_usb_port_ops sim_xhci_port_ops = {
	.wakeup = port_wakeup,
	.ready = port_ready,
};

void sim_xhci_link_init(struct sim_xhci_port *port)
{
	port->link.run = link_run;
	port->link.name = "xhci port";
}
