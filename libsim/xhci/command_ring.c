// SPDX-License-Identifier: GPL-2.0-only
/*
 * command_ring.c: fetching commands, completing them, stopping and aborting
 * the ring (xHCI 4.6.1, 4.9.3, 5.4.5).
 *
 * One command at a time: it is fetched, takes its virtual time, and takes
 * effect at the moment its completion event is written.
 */
#include "controller.h"

static void completion_post(struct sim_xhci *xhci, uint64_t trb_dma,
			    enum sim_xhci_code code, unsigned int slot)
{
	struct sim_xhci_trb event = {
		.parameter = trb_dma,
		.status = (uint32_t)code << 24,
		.control = XHC_TRB_OF_TYPE(XHC_EVENT_COMMAND) | slot << 24,
	};

	sim_xhci_event_post(xhci, 0, &event, false);
}

/* Commands that name a slot need it enabled (4.6.2: Slot Not Enabled). */
static enum sim_xhci_code slot_command(struct sim_xhci *xhci,
				       const struct sim_xhci_trb *trb)
{
	unsigned int number = XHC_TRB_SLOT(trb->control);
	struct sim_xhci_slot *slot;

	if (!number || number > SIM_XHCI_MAX_SLOTS ||
	    !xhci->slot[number].enabled)
		return XHC_SLOT_NOT_ENABLED;
	slot = &xhci->slot[number];
	switch (XHC_TRB_TYPE(trb->control)) {
	case XHC_CMD_DISABLE_SLOT:
		return sim_xhci_disable_slot(slot);
	case XHC_CMD_ADDRESS_DEVICE:
		return sim_xhci_address_device(slot, trb);
	case XHC_CMD_CONFIGURE_ENDPOINT:
		return sim_xhci_configure_endpoint(slot, trb);
	case XHC_CMD_EVALUATE_CONTEXT:
		return sim_xhci_evaluate_context(slot, trb);
	case XHC_CMD_RESET_ENDPOINT:
		return sim_xhci_reset_endpoint(slot, trb);
	case XHC_CMD_STOP_ENDPOINT:
		return sim_xhci_stop_endpoint(slot, trb);
	case XHC_CMD_SET_DEQUEUE:
		return sim_xhci_set_dequeue(slot, trb);
	default:
		return sim_xhci_reset_device(slot);
	}
}

/*
 * Optional commands that are not supported complete with TRB Error (4.6.2):
 * Force Event, Negotiate Bandwidth, Set LTV, Force Header, properties.
 */
static enum sim_xhci_code command_execute(struct sim_xhci *xhci,
					  const struct sim_xhci_trb *trb,
					  unsigned int *slot)
{
	unsigned int type = XHC_TRB_TYPE(trb->control);

	*slot = XHC_TRB_SLOT(trb->control);
	switch (type) {
	case XHC_CMD_NOOP:
		*slot = 0;
		return XHC_SUCCESS;
	case XHC_CMD_ENABLE_SLOT:
		return sim_xhci_enable_slot(xhci, slot);
	case XHC_CMD_PORT_BANDWIDTH:
		*slot = 0;
		return sim_xhci_port_bandwidth(xhci, trb);
	case XHC_CMD_DISABLE_SLOT ... XHC_CMD_RESET_DEVICE:
		return slot_command(xhci, trb);
	case XHC_CMD_FORCE_EVENT ... XHC_CMD_SET_LTV:
	case XHC_CMD_FORCE_HEADER:
	case XHC_CMD_GET_PROPERTY ... XHC_CMD_SET_PROPERTY:
		return XHC_TRB_ERROR;
	default:
		if (type < 48)	/* 48 and up are the vendor's */
			sim_report_protocol("xHCI 6.4.6: TRB type %u on the command ring",
					    type);
		return XHC_TRB_ERROR;
	}
}

static void ring_stopped(struct sim_xhci *xhci)
{
	struct sim_xhci_command_ring *ring = &xhci->command;

	ring->running = false;
	ring->stop = false;
	ring->abort = false;
	completion_post(xhci, ring->dequeue.trb, XHC_COMMAND_RING_STOPPED, 0);
	sim_trace_at(1, "xhci", "xhci%d command ring stopped",
		     xhci->config.bus);
}

static void command_trace(const struct sim_xhci *xhci, unsigned int slot,
			  enum sim_xhci_code code)
{
	uint32_t control = xhci->command.trb.control;
	unsigned int type = XHC_TRB_TYPE(control);
	/* each stalled control transfer costs two of these */
	int level = code == XHC_SUCCESS && type != XHC_CMD_STOP_ENDPOINT ? 2 : 1;

	if (type >= XHC_CMD_RESET_ENDPOINT && type <= XHC_CMD_SET_DEQUEUE)
		sim_trace_at(level, "xhci", "xhci%d %s, slot %u endpoint 0x%02x: %s",
			     xhci->config.bus, sim_xhci_command_name(type),
			     slot, sim_xhci_dci_address(
					XHC_TRB_ENDPOINT(control)),
			     sim_xhci_code_name(code));
	else
		sim_trace_at(1, "xhci", "xhci%d %s, slot %u: %s",
			     xhci->config.bus, sim_xhci_command_name(type),
			     slot, sim_xhci_code_name(code));
}

static void command_complete(struct sim_xhci *xhci)
{
	struct sim_xhci_command_ring *ring = &xhci->command;
	unsigned int slot = XHC_TRB_SLOT(ring->trb.control);
	enum sim_xhci_code code = XHC_COMMAND_ABORTED;

	if (!ring->abort)
		code = command_execute(xhci, &ring->trb, &slot);
	command_trace(xhci, slot, code);
	ring->fetched = false;
	if (sim_xhci_running(xhci))
		completion_post(xhci, ring->trb_dma, code, slot);
}

static uint64_t command_time(const struct sim_xhci_trb *trb)
{
	if (XHC_TRB_TYPE(trb->control) == XHC_CMD_ADDRESS_DEVICE)
		return SIM_XHCI_ADDRESS_NS;
	return SIM_XHCI_COMMAND_NS;
}

static bool command_fetch(struct sim_xhci *xhci)
{
	struct sim_xhci_command_ring *ring = &xhci->command;

	if (sim_xhci_ring_peek(xhci, &ring->dequeue, &ring->trb) !=
	    SIM_XHCI_FETCH_OK)
		return false;
	ring->trb_dma = ring->dequeue.trb;
	ring->dequeue.trb += XHC_TRB_BYTES;
	ring->fetched = true;
	return true;
}

static void command_run(struct sim_event *event)
{
	struct sim_xhci *xhci = (struct sim_xhci *)
		((char *)event - offsetof(struct sim_xhci, command.event));
	struct sim_xhci_command_ring *ring = &xhci->command;

	if (ring->fetched)
		command_complete(xhci);
	if (!sim_xhci_running(xhci))
		return;
	if (ring->stop || ring->abort)
		ring_stopped(xhci);
	else if (!sim_xhci_event_blocked(xhci, 0) && command_fetch(xhci))
		sim_event_arm(event, sim_time_now_ns() +
				     command_time(&ring->trb));
}

/* Doorbell 0 (4.9.3): the ring runs until it is stopped, even when empty. */
void sim_xhci_command_doorbell(struct sim_xhci *xhci)
{
	struct sim_xhci_command_ring *ring = &xhci->command;

	ring->running = true;
	if (!ring->fetched && !sim_event_armed(&ring->event))
		sim_event_arm(&ring->event,
			      sim_time_now_ns() + SIM_XHCI_DOORBELL_NS);
}

uint32_t sim_xhci_crcr_read(const struct sim_xhci *xhci, bool high)
{
	/* All but CRR reads as 0 (5.4.5). */
	return !high && xhci->command.running ? XHC_CRCR_CRR : 0;
}

static void crcr_stop(struct sim_xhci *xhci, uint32_t value)
{
	struct sim_xhci_command_ring *ring = &xhci->command;

	ring->abort |= value & XHC_CRCR_CA;
	ring->stop |= value & XHC_CRCR_CS;
	if (ring->abort || !ring->fetched)
		sim_event_arm(&ring->event,
			      sim_time_now_ns() + SIM_XHCI_ABORT_NS);
}

/* While the ring runs only CS and CA count; else they are ignored (5.4.5). */
void sim_xhci_crcr_write(struct sim_xhci *xhci, bool high, uint32_t value)
{
	struct sim_xhci_command_ring *ring = &xhci->command;
	uint64_t at = ring->dequeue.trb;

	if (ring->running) {
		if (!high && (value & (XHC_CRCR_CS | XHC_CRCR_CA)))
			crcr_stop(xhci, value);
		return;
	}
	if (high) {
		ring->dequeue.trb = (uint32_t)at | (uint64_t)value << 32;
		return;
	}
	if (value & (XHC_CRCR_CS | XHC_CRCR_CA))
		return;	/* stopped meanwhile: not a new ring */
	ring->dequeue.trb = (at & ~0xffffffffull) | (value & ~0x3fu);
	ring->dequeue.cycle = value & XHC_CRCR_RCS;
}

/* Run/Stop fell: CRR is 0 and the ring is where it is (5.4.5). */
void sim_xhci_command_halt(struct sim_xhci *xhci)
{
	sim_event_disarm(&xhci->command.event);
	xhci->command.running = false;
	xhci->command.stop = false;
	xhci->command.abort = false;
	if (xhci->command.fetched)
		xhci->command.dequeue.trb = xhci->command.trb_dma;
	xhci->command.fetched = false;
}

void sim_xhci_command_reset(struct sim_xhci *xhci)
{
	sim_xhci_command_halt(xhci);
	xhci->command.dequeue.trb = 0;
	xhci->command.dequeue.cycle = false;
}

void sim_xhci_command_init(struct sim_xhci *xhci)
{
	xhci->command.event.run = command_run;
	xhci->command.event.name = "xhci command";
}
