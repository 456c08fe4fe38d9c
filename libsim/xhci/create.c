// SPDX-License-Identifier: GPL-2.0-only
/*
 * create.c: the public face of the xHCI model: making one, plugging devices,
 * and what a second bus master (an audio DSP) does to it.
 */
#include <errno.h>

#include "controller.h"

static void config_default(struct sim_xhci *xhci)
{
	struct sim_xhci_config *config = &xhci->config;

	if (!config->interrupters)
		config->interrupters = 8;
	if (!config->usb2_ports)
		config->usb2_ports = 2;
	if (!config->usb3_ports)
		config->usb3_ports = 2;
	if (!config->context_bytes)
		config->context_bytes = 32;
	sim_assert(config->interrupters >= 4 &&
		   config->interrupters <= SIM_XHCI_MAX_INTERRUPTERS);
	sim_assert(config->usb2_ports >= 1 && config->usb2_ports <= 15);
	sim_assert(config->usb3_ports >= 1 && config->usb3_ports <= 15);
	sim_assert(config->context_bytes == 32 || config->context_bytes == 64);
	xhci->interrupters = config->interrupters;
	xhci->ports = config->usb2_ports + config->usb3_ports;
	xhci->context_bytes = config->context_bytes;
}

/**
 * sim_xhci_create() - make a controller and map its registers
 * @config: where and how large; zero fields take their defaults
 *
 * The controller is halted, as after power-on, its ports are powered.
 * Return: the controller, which lives as long as the state arena.
 * Context: before the image boots. Source: xHCI 1.2, chapters 4 and 5.
 */
struct sim_xhci *sim_xhci_create(const struct sim_xhci_config *config)
{
	struct sim_xhci *xhci = sim_state_alloc(sizeof(*xhci));

	xhci->config = *config;
	config_default(xhci);
	sim_xhci_operational_init(xhci);
	sim_xhci_power_init(xhci);
	sim_xhci_frame_init(xhci);
	sim_xhci_command_init(xhci);
	sim_xhci_interrupters_init(xhci);
	sim_xhci_ports_init(xhci);
	sim_xhci_slots_reset(xhci);
	sim_irq_power(config->irq_line, config->mmio_phys);
	sim_mmio_add(config->mmio_phys, SIM_XHCI_MMIO_SIZE, &sim_xhci_mmio_ops,
		     xhci, "xhci");
	return xhci;
}

static struct sim_xhci_port *port_get(struct sim_xhci *xhci, int port)
{
	if (port < 1 || port > (int)xhci->ports)
		return NULL;
	return &xhci->port[port];
}

/**
 * sim_xhci_plug() - plug a device into a root hub port
 * @xhci: the controller
 * @port: from 1, USB 2 ports first
 * @dev: the device, at rest
 *
 * Return: 0, -EBUSY when the port is taken, -EINVAL when there is no such port
 * or it has not the device's speed. Context: model.
 */
int sim_xhci_plug(struct sim_xhci *xhci, int port, struct sim_usb_device *dev)
{
	struct sim_xhci_port *at = port_get(xhci, port);

	if (!at || at->usb3 != (dev->speed == SIM_USB_SUPER))
		return -EINVAL;
	if (at->device)
		return -EBUSY;
	at->device = dev;
	at->device_address = 0;
	dev->port_ops = &sim_xhci_port_ops;
	dev->port = at;
	sim_trace_at(1, "usb", "%s plugged into port %d", dev->ops->name, port);
	if (at->portsc & XHC_PORT_PP)
		sim_xhci_link_attach(at);
	return 0;
}

/**
 * sim_xhci_unplug() - pull a device out
 * @xhci: the controller
 * @port: where it is
 *
 * Return: 0, -EINVAL when nothing is plugged in there. Context: model.
 */
int sim_xhci_unplug(struct sim_xhci *xhci, int port)
{
	struct sim_xhci_port *at = port_get(xhci, port);
	struct sim_usb_device *dev;

	if (!at || !at->device)
		return -EINVAL;
	dev = at->device;
	at->device = NULL;
	at->device_address = 0;
	dev->port_ops = NULL;
	dev->port = NULL;
	sim_trace_at(1, "usb", "%s unplugged from port %d", dev->ops->name,
		     port);
	if (dev->ops->unplug)
		dev->ops->unplug(dev);
	sim_xhci_link_detach(at);
	return 0;
}

/**
 * sim_xhci_port_error() - the link of an enabled port fails, as by a babble
 * @xhci: the controller
 * @port: a USB 2 port that is enabled
 *
 * The port is disabled and PEC set; the device stays plugged in, a hub driver
 * resets it. Return: 0, -EINVAL for another port. Context: model.
 * Source: xHCI 5.4.8, USB 2.0 11.8.1.
 */
int sim_xhci_port_error(struct sim_xhci *xhci, int port)
{
	struct sim_xhci_port *at = port_get(xhci, port);

	if (!at || at->usb3 || !(at->portsc & XHC_PORT_PED) ||
	    (at->portsc & XHC_PORT_PR))
		return -EINVAL;
	sim_trace_at(1, "usb", "port %d fails", port);
	sim_xhci_link_error(at);
	return 0;
}

/**
 * sim_xhci_port_enabled() - can the device at a port be reached?
 * @xhci: the controller
 * @port: counts from 1
 *
 * Return: PORTSC's PED; also of a suspended port. Context: any.
 */
bool sim_xhci_port_enabled(struct sim_xhci *xhci, int port)
{
	const struct sim_xhci_port *at = port_get(xhci, port);

	return at && at->portsc & XHC_PORT_PED;
}

/**
 * sim_xhci_overcurrent() - a port draws too much, or does so no longer
 * @xhci: the controller
 * @port: from 1
 * @on: the condition is there
 *
 * The port loses its power. Return: 0, -EINVAL without such a port or when
 * nothing changes. Context: model. Source: xHCI 5.4.8 (OCA, OCC, PP).
 */
int sim_xhci_overcurrent(struct sim_xhci *xhci, int port, bool on)
{
	struct sim_xhci_port *at = port_get(xhci, port);

	if (!at || on == !!(at->portsc & XHC_PORT_OCA))
		return -EINVAL;
	sim_trace_at(1, "usb", "port %d: over-current%s", port,
		     on ? "" : " is over");
	sim_xhci_link_overcurrent(at, on);
	return 0;
}

/**
 * sim_xhci_free_port() - where a device could be plugged in
 * @xhci: the controller
 * @speed: of the device: SuperSpeed takes a USB 3 port, all else a USB 2 port
 *
 * Return: the lowest free port's number, or -ENOSPC. Context: any.
 */
int sim_xhci_free_port(const struct sim_xhci *xhci, enum sim_usb_speed speed)
{
	for (unsigned int i = 1; i <= xhci->ports; i++)
		if (!xhci->port[i].device &&
		    xhci->port[i].usb3 == (speed == SIM_USB_SUPER))
			return i;
	return -ENOSPC;
}

/**
 * sim_xhci_doorbell() - a second bus master rings a doorbell
 * @xhci: the controller
 * @slot: device slot
 * @dci: Device Context Index of the endpoint
 *
 * As a write of the doorbell register. Context: model. xHCI 4.7, 5.6.
 */
void sim_xhci_doorbell(struct sim_xhci *xhci, unsigned int slot,
		       unsigned int dci)
{
	sim_power_expect(xhci->config.mmio_phys, "a doorbell of the DSP");
	sim_xhci_doorbell_write(xhci, slot, dci);
}

/**
 * sim_xhci_set_erdp() - move an event ring's dequeue pointer
 * @xhci: the controller
 * @interrupter: whose ring
 * @erdp: as written to ERDP, EHB included
 *
 * As one 64-bit register write of a second bus master. Context: model.
 */
void sim_xhci_set_erdp(struct sim_xhci *xhci, unsigned int interrupter,
		       uint64_t erdp)
{
	sim_assert(interrupter < xhci->interrupters);
	sim_power_expect(xhci->config.mmio_phys, "an ERDP of the DSP");
	sim_xhci_interrupter_erdp(&xhci->interrupter[interrupter], erdp,
				  erdp & XHC_ERDP_EHB);
}

/**
 * sim_xhci_on_event() - who hears of events of an interrupter
 * @xhci: the controller
 * @interrupter: its number
 * @notify: called after each event that is in memory, blocked ones too; may
 *	call sim_xhci_set_erdp(). NULL for nobody
 * @arg: passed on
 *
 * Context: any; @notify runs in the model's context.
 */
void sim_xhci_on_event(struct sim_xhci *xhci, unsigned int interrupter,
		       void (*notify)(void *arg), void *arg)
{
	sim_assert(interrupter < xhci->interrupters);
	xhci->interrupter[interrupter].notify = notify;
	xhci->interrupter[interrupter].notify_arg = arg;
}

/**
 * sim_xhci_on_wake() - who hears the controller's wake-up signal
 * @xhci: the controller
 * @wake: called as a halted controller sees a wake-up event that is enabled
 * @arg: passed on
 *
 * On PCI this is PME#; a platform wires it to an interrupt of its own.
 * xHCI 4.15.2.3, 5.4.8 (WCE, WDE).
 */
void sim_xhci_on_wake(struct sim_xhci *xhci, void (*wake)(void *arg),
		      void *arg)
{
	xhci->wake = wake;
	xhci->wake_arg = arg;
}

/**
 * sim_xhci_on_sleep() - who hears of ports that are suspended
 * @xhci: the controller
 * @asleep: called for each slot whose device is behind a port that enters U3
 * @arg: passed on
 *
 * Real hardware has no such signal: it is for checkers. Context: any.
 */
void sim_xhci_on_sleep(struct sim_xhci *xhci,
		       void (*asleep)(void *arg, unsigned int slot), void *arg)
{
	xhci->asleep = asleep;
	xhci->asleep_arg = arg;
}

/**
 * sim_xhci_is_running() - whether HCHalted is 0
 * @xhci: the controller
 *
 * Context: any. Source: xHCI 5.4.2.
 */
bool sim_xhci_is_running(const struct sim_xhci *xhci)
{
	return sim_xhci_running(xhci);
}

/**
 * sim_xhci_power_lost() - the controller's power was cut and is back
 * @xhci: the controller
 *
 * All state is gone, what CSS saved too: the next restore ends with SRE
 * (4.23.2). So is the bus power: the devices come back unconfigured. Context: model, while no driver touches the registers.
 */
void sim_xhci_power_lost(struct sim_xhci *xhci)
{
	sim_trace_at(1, "xhci", "xhci%d lost power", xhci->config.bus);
	sim_xhci_ports_unpowered(xhci);
	sim_xhci_reset_cold(xhci);
}

unsigned int sim_xhci_slots(const struct sim_xhci *xhci)
{
	unsigned int count = 0;

	for (unsigned int i = 1; i <= SIM_XHCI_MAX_SLOTS; i++)
		count += xhci->slot[i].enabled;
	return count;
}

unsigned int sim_xhci_secondary_interrupters(const struct sim_xhci *xhci)
{
	unsigned int count = 0;

	for (unsigned int i = 1; i < xhci->interrupters; i++)
		count += xhci->interrupter[i].erstsz != 0;
	return count;
}
