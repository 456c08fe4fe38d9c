// SPDX-License-Identifier: GPL-2.0-only
/*
 * ports.c: root hub port registers and Port Status Change Events (xHCI 4.19,
 * 5.4.8 to 5.4.11).
 *
 * USB 2 ports come first, USB 3 ports behind them. There are no connectors
 * shared by two ports, no LPM of USB 2 ports (PORTHLPMC) and no test modes yet.
 */
#include "controller.h"

bool sim_xhci_port_active(const struct sim_xhci_port *port)
{
	return (port->portsc & XHC_PORT_PED) && port->state <= XHC_LINK_U2;
}

/* Every enabled endpoint of the devices behind the port. */
void sim_xhci_port_endpoints(struct sim_xhci_port *port,
			     void (*fn)(struct sim_xhci_endpoint *ep))
{
	for (unsigned int s = 1; s <= SIM_XHCI_MAX_SLOTS; s++) {
		struct sim_xhci_slot *slot = &port->xhci->slot[s];

		if (!slot->enabled || slot->port != port->number)
			continue;
		for (unsigned int d = 1; d < SIM_XHCI_ENDPOINTS; d++)
			if (slot->endpoint[d])
				fn(slot->endpoint[d]);
	}
}

static void event_flush(struct sim_xhci_port *port)
{
	struct sim_xhci_trb event = {
		.parameter = (uint64_t)port->number << 24,
		.status = (uint32_t)XHC_SUCCESS << 24,
		.control = XHC_TRB_OF_TYPE(XHC_EVENT_PORT),
	};

	if (!port->event_due || !sim_xhci_running(port->xhci) ||
	    sim_xhci_event_blocked(port->xhci, 0))
		return;
	port->event_due = false;
	sim_xhci_event_post(port->xhci, 0, &event, false);
}

/* Events that waited for the controller to run or for an event ring. */
void sim_xhci_ports_flush(struct sim_xhci *xhci)
{
	for (unsigned int i = 1; i <= xhci->ports; i++)
		event_flush(&xhci->port[i]);
}

void sim_xhci_ports_started(struct sim_xhci *xhci)
{
	sim_xhci_ports_flush(xhci);
}

static void wake_check(struct sim_xhci_port *port, uint32_t changes)
{
	bool connected = port->portsc & XHC_PORT_CCS;

	if (!(changes & XHC_PORT_CSC))
		return;
	if (connected && (port->portsc & XHC_PORT_WCE))
		sim_xhci_wake_assert(port->xhci, "connect");
	if (!connected && (port->portsc & XHC_PORT_WDE))
		sim_xhci_wake_assert(port->xhci, "disconnect");
}

/**
 * sim_xhci_port_change() - set change bits of a port
 * @port: the port
 * @changes: XHC_PORT_CSC and its kin
 *
 * One event is made as the OR of all change bits rises (PSCEG, 4.19.2); while
 * the controller is halted the event waits for the start.
 */
void sim_xhci_port_change(struct sim_xhci_port *port, uint32_t changes)
{
	bool had = port->portsc & XHC_PORT_CHANGES;
	char text[128];

	if (changes & ~port->portsc)
		port->xhci->usbsts |= XHC_STS_PCD;
	port->portsc |= changes;
	sim_trace_at(1, "xhci", "xhci%d port %u: %s", port->xhci->config.bus,
		     port->number, sim_xhci_port_text(port, text,
						      sizeof(text)));
	wake_check(port, changes);
	if (had)
		return;
	port->event_due = true;
	event_flush(port);
}

uint32_t sim_xhci_port_read(struct sim_xhci_port *port, uint32_t reg)
{
	switch (reg) {
	case 0x0:
		return port->portsc | port->state << XHC_PORT_PLS_SHIFT;
	case 0x4:
		return port->portpmsc;
	default:	/* PORTLI: one lane; PORTHLPMC: not supported */
		return 0;
	}
}

static void changes_clear(struct sim_xhci_port *port, uint32_t value)
{
	port->portsc &= ~(value & XHC_PORT_CHANGES);
	if (!(port->portsc & XHC_PORT_CHANGES))
		port->event_due = false;
}

static void status_write(struct sim_xhci_port *port, uint32_t value)
{
	const uint32_t plain = XHC_PORT_PIC | XHC_PORT_WAKE;

	changes_clear(port, value);
	port->portsc = (port->portsc & ~plain) | (value & plain);
	if (!!(value & XHC_PORT_PP) != !!(port->portsc & XHC_PORT_PP)) {
		sim_xhci_link_power(port, value & XHC_PORT_PP);
		return;
	}
	if (!(value & XHC_PORT_PP))
		return;
	if ((value & XHC_PORT_PED) && (port->portsc & XHC_PORT_PED))
		sim_xhci_link_disable(port);
	else if (port->usb3 && (value & XHC_PORT_WPR))
		sim_xhci_link_reset(port, true);
	else if (value & XHC_PORT_PR)
		sim_xhci_link_reset(port, false);
	else if (value & XHC_PORT_LWS)
		sim_xhci_link_write(port, (value & XHC_PORT_PLS) >>
					  XHC_PORT_PLS_SHIFT);
}

void sim_xhci_port_write(struct sim_xhci_port *port, uint32_t reg,
			 uint32_t value)
{
	if (port->xhci->usbsts & XHC_STS_CNR)
		sim_report_protocol("xHCI 5.4.2: a register of port %u written while Controller Not Ready is 1",
				    port->number);
	else if (reg == 0x0)
		status_write(port, value);
	else if (reg == 0x4)
		port->portpmsc = port->usb3 ? value & 0x1ffff : value & 0xfff8;
}

/* The devices lost their power with the controller. */
void sim_xhci_ports_unpowered(struct sim_xhci *xhci)
{
	for (unsigned int i = 1; i <= xhci->ports; i++)
		sim_xhci_link_device_reset(&xhci->port[i]);
}

/* Host controller reset (5.4.1): links start anew, devices stay plugged in. */
void sim_xhci_ports_reset(struct sim_xhci *xhci)
{
	for (unsigned int i = 1; i <= xhci->ports; i++) {
		struct sim_xhci_port *port = &xhci->port[i];

		sim_event_disarm(&port->link);
		port->portsc &= XHC_PORT_OCA;
		if (!port->portsc)
			port->portsc = XHC_PORT_PP;
		port->portpmsc = 0;
		port->event_due = false;
		port->warm = false;
		sim_xhci_link_attach(port);
	}
}

void sim_xhci_ports_init(struct sim_xhci *xhci)
{
	for (unsigned int i = 1; i <= xhci->ports; i++) {
		struct sim_xhci_port *port = &xhci->port[i];

		port->xhci = xhci;
		port->number = i;
		port->usb3 = i > (unsigned int)xhci->config.usb2_ports;
		port->portsc = XHC_PORT_PP;
		port->state = XHC_LINK_RX_DETECT;
		sim_xhci_link_init(port);
	}
}
