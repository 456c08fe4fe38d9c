// SPDX-License-Identifier: GPL-2.0-only
/* xhci_rig.c: see xhci_rig.h. The driver's half. */
#include <string.h>

#include "xhci_rig.h"

struct sim_xhci *rig_xhci;
struct rig_ring rig_commands;
struct rig_events rig_events[4];
uint64_t rig_dcbaa;
unsigned int rig_context_bytes;

uint32_t rig_op(uint32_t offset)
{
	return double_read(XHC_CAP_LENGTH + offset);
}

void rig_op_write(uint32_t offset, uint32_t value)
{
	double_write(XHC_CAP_LENGTH + offset, value);
}

uint32_t rig_port(unsigned int port)
{
	return double_read(XHC_PORT_BASE + (port - 1) * XHC_PORT_STRIDE);
}

/* Keeps power and wake bits, sets or clears (RW1C) what @set has. */
void rig_port_write(unsigned int port, uint32_t set)
{
	uint32_t keep = XHC_PORT_PP | XHC_PORT_WAKE;

	double_write(XHC_PORT_BASE + (port - 1) * XHC_PORT_STRIDE,
		     (rig_port(port) & keep) | set);
}

uint32_t rig_ir(unsigned int i, uint32_t reg)
{
	return double_read(XHC_INTERRUPTER_BASE + i * 32 + reg);
}

void rig_ir_write(unsigned int i, uint32_t reg, uint32_t value)
{
	double_write(XHC_INTERRUPTER_BASE + i * 32 + reg, value);
}

void rig_write64(uint32_t offset, uint64_t value)
{
	double_write(offset, (uint32_t)value);
	double_write(offset + 4, value >> 32);
}

static struct rig_trb *trb_at(uint64_t dma)
{
	return double_memory(dma);
}

struct rig_ring rig_ring_make(unsigned int segments)
{
	struct rig_ring ring = { .segments = segments, .cycle = true };

	for (unsigned int i = 0; i < segments; i++)
		ring.segment[i] = double_dma_alloc(RIG_RING_TRBS * 16, 64);
	for (unsigned int i = 0; i < segments; i++) {
		struct rig_trb *link = trb_at(ring.segment[i]) +
				       RIG_RING_TRBS - 1;

		link->parameter = ring.segment[(i + 1) % segments];
		link->control = XHC_TRB_OF_TYPE(XHC_TRB_LINK) |
				(i == segments - 1 ? XHC_TRB_TOGGLE : 0);
	}
	return ring;
}

uint64_t rig_ring_position(const struct rig_ring *ring)
{
	return ring->segment[ring->at_segment] + ring->at * 16;
}

static void ring_follow_link(struct rig_ring *ring, uint32_t chain)
{
	struct rig_trb *link = trb_at(rig_ring_position(ring));

	link->control = (link->control & ~(XHC_TRB_CYCLE | XHC_TRB_CHAIN)) |
			ring->cycle | chain;
	ring->at = 0;
	if (++ring->at_segment < ring->segments)
		return;
	ring->at_segment = 0;
	ring->cycle = !ring->cycle;
}

uint64_t rig_put(struct rig_ring *ring, uint64_t parameter, uint32_t status,
		 uint32_t control)
{
	uint64_t at = rig_ring_position(ring);
	struct rig_trb *trb = trb_at(at);

	trb->parameter = parameter;
	trb->status = status;
	trb->control = (control & ~XHC_TRB_CYCLE) | ring->cycle;
	if (++ring->at == RIG_RING_TRBS - 1)
		ring_follow_link(ring, control & XHC_TRB_CHAIN);
	return at;
}

void rig_interrupter_setup(unsigned int i, unsigned int segments,
			   unsigned int size)
{
	struct rig_events *events = &rig_events[i];
	uint32_t set = XHC_INTERRUPTER_BASE + i * 32;
	uint32_t *table;

	memset(events, 0, sizeof(*events));
	events->segments = segments;
	events->size = size;
	events->cycle = true;
	events->table = double_dma_alloc(segments * 16, 64);
	table = double_memory(events->table);
	for (unsigned int s = 0; s < segments; s++) {
		events->segment[s] = double_dma_alloc(size * 16, 64);
		table[s * 4] = (uint32_t)events->segment[s];
		table[s * 4 + 1] = events->segment[s] >> 32;
		table[s * 4 + 2] = size;
	}
	double_write(set + XHC_ERSTSZ, segments);
	rig_write64(set + XHC_ERDP, events->segment[0]);
	rig_write64(set + XHC_ERSTBA, events->table);
}

void rig_setup(unsigned int event_segments, unsigned int event_size)
{
	rig_op_write(XHC_CONFIG, 32);
	rig_dcbaa = double_dma_alloc(33 * 8, 64);
	rig_write64(XHC_CAP_LENGTH + XHC_DCBAAP, rig_dcbaa);
	rig_commands = rig_ring_make(1);
	rig_write64(XHC_CAP_LENGTH + XHC_CRCR,
		    rig_commands.segment[0] | XHC_CRCR_RCS);
	rig_interrupter_setup(0, event_segments, event_size);
	rig_ir_write(0, XHC_IMOD, 0);
	rig_ir_write(0, XHC_IMAN, XHC_IMAN_IE);
	rig_op_write(XHC_USBCMD, XHC_CMD_RS | XHC_CMD_INTE);
}

void rig_start(const struct sim_xhci_config *config)
{
	struct sim_xhci_config plain = { .mmio_phys = SIM_MMIO_PHYS,
					 .irq_line = SIM_IRQ_DEVICE };

	double_reset();
	rig_context_bytes = config && config->context_bytes ?
			    config->context_bytes : 32;
	rig_xhci = sim_xhci_create(config ? config : &plain);
	rig_setup(2, 64);
}

uint64_t rig_events_position(unsigned int i)
{
	struct rig_events *events = &rig_events[i];

	return events->segment[events->at_segment] + events->at * 16;
}

bool rig_event(unsigned int i, struct rig_trb *event)
{
	struct rig_events *events = &rig_events[i];
	struct rig_trb *trb = trb_at(rig_events_position(i));

	if ((trb->control & XHC_TRB_CYCLE) != events->cycle)
		return false;
	*event = *trb;
	if (++events->at < events->size)
		return true;
	events->at = 0;
	if (++events->at_segment < events->segments)
		return true;
	events->at_segment = 0;
	events->cycle = !events->cycle;
	return true;
}

void rig_ack(unsigned int i)
{
	uint32_t erdp = XHC_INTERRUPTER_BASE + i * 32 + XHC_ERDP;

	rig_write64(erdp, rig_events_position(i) | XHC_ERDP_EHB |
			  rig_events[i].at_segment);
	rig_ir_write(i, XHC_IMAN, rig_ir(i, XHC_IMAN));
}

unsigned int rig_code(const struct rig_trb *event)
{
	return event->status >> 24;
}

unsigned int rig_left(const struct rig_trb *event)
{
	return event->status & 0xffffff;
}

static bool event_wait(unsigned int i, unsigned int type, uint64_t ns,
		       struct rig_trb *event)
{
	uint64_t end = double_now_ns + ns;

	for (;;) {
		while (rig_event(i, event)) {
			rig_ack(i);
			if (XHC_TRB_TYPE(event->control) == type)
				return true;
		}
		if (double_now_ns >= end)
			return false;
		double_run_for(end - double_now_ns < 5000 ?
			       end - double_now_ns : 5000);
	}
}

struct rig_trb rig_expect(unsigned int i, unsigned int type, uint64_t ns)
{
	struct rig_trb event;
	bool got = event_wait(i, type, ns, &event);

	ck_assert_msg(got, "no event of type %u on interrupter %u", type, i);
	return event;
}

void rig_expect_none(unsigned int i, unsigned int type, uint64_t ns)
{
	struct rig_trb event;

	ck_assert_msg(!event_wait(i, type, ns, &event),
		      "event of type %u, code %u", type, rig_code(&event));
}

void rig_doorbell(unsigned int slot, unsigned int dci)
{
	double_write(XHC_DOORBELL_BASE + slot * 4, dci);
}

struct rig_trb rig_command(uint64_t parameter, uint32_t status,
			   uint32_t control)
{
	uint64_t at = rig_put(&rig_commands, parameter, status, control);
	struct rig_trb event;

	rig_doorbell(0, 0);
	event = rig_expect(0, XHC_EVENT_COMMAND, RIG_MS);
	ck_assert_uint_eq(event.parameter, at);
	return event;
}

unsigned int rig_slot_command(unsigned int type, unsigned int slot,
			      unsigned int dci)
{
	struct rig_trb event = rig_command(0, 0, XHC_TRB_OF_TYPE(type) |
					   slot << 24 | dci << 16);

	return rig_code(&event);
}

static uint32_t *input_context(uint64_t input, unsigned int index)
{
	return double_memory(input + index * rig_context_bytes);
}

uint32_t *rig_context(unsigned int slot, unsigned int index)
{
	uint64_t *entry = double_memory(rig_dcbaa + slot * 8);

	return double_memory(*entry + index * rig_context_bytes);
}

unsigned int rig_endpoint_state(unsigned int slot, unsigned int dci)
{
	return rig_context(slot, dci)[0] & 7;
}

uint64_t rig_endpoint_dequeue(unsigned int slot, unsigned int dci)
{
	uint32_t *context = rig_context(slot, dci);

	return context[2] | (uint64_t)context[3] << 32;
}

uint64_t rig_input(unsigned int port, enum sim_usb_speed speed,
		   const struct rig_ring *ep0)
{
	uint64_t input = double_dma_alloc(33 * rig_context_bytes, 64);
	uint32_t *slot = input_context(input, 1), *ep = input_context(input, 2);

	input_context(input, 0)[1] = 3;
	slot[0] = (uint32_t)speed << 20 | 1u << 27;
	slot[1] = port << 16;
	ep[1] = 3u << 1 | XHC_TYPE_CONTROL << 3 | 64u << 16;
	ep[2] = (uint32_t)rig_ring_position(ep0) | ep0->cycle;
	ep[3] = rig_ring_position(ep0) >> 32;
	ep[4] = 8;
	return input;
}

unsigned int rig_endpoint(unsigned int slot, unsigned int dci,
			  unsigned int type, unsigned int max_packet,
			  unsigned int interval, unsigned int burst,
			  const struct rig_ring *ring)
{
	uint64_t input = double_dma_alloc(33 * rig_context_bytes, 64);
	uint32_t *ep = input_context(input, dci + 1);
	bool isochronous = type == XHC_TYPE_ISOCH_IN ||
			   type == XHC_TYPE_ISOCH_OUT;
	struct rig_trb event;

	input_context(input, 0)[1] = 1 | 1u << dci;
	memcpy(input_context(input, 1), rig_context(slot, 0), 16);
	input_context(input, 1)[0] &= 0x07ffffff;
	input_context(input, 1)[0] |= dci << 27;
	ep[0] = interval << 16;
	ep[1] = (isochronous ? 0 : 3u << 1) | type << 3 | burst << 8 |
		max_packet << 16;
	ep[2] = (uint32_t)rig_ring_position(ring) | ring->cycle;
	ep[3] = rig_ring_position(ring) >> 32;
	ep[4] = max_packet * (burst + 1) << 16;
	event = rig_command(input, 0,
			    XHC_TRB_OF_TYPE(XHC_CMD_CONFIGURE_ENDPOINT) |
			    slot << 24);
	return rig_code(&event);
}

static void port_bring_up(int port)
{
	for (int ms = 0; ms < 200 && !(rig_port(port) & XHC_PORT_CCS); ms++)
		double_run_for(RIG_MS);
	ck_assert(rig_port(port) & XHC_PORT_CCS);
	rig_port_write(port, XHC_PORT_PR);
	for (int ms = 0; ms < 200 && !(rig_port(port) & XHC_PORT_PRC); ms++)
		double_run_for(RIG_MS);
	ck_assert(rig_port(port) & XHC_PORT_PED);
	rig_port_write(port, XHC_PORT_CHANGES);
}

unsigned int rig_attach(struct rig_device *dev, int port, struct rig_ring *ep0)
{
	uint64_t *dcbaa = double_memory(rig_dcbaa);
	struct rig_trb event;
	unsigned int slot;

	ck_assert_int_eq(sim_xhci_plug(rig_xhci, port, &dev->usb), 0);
	port_bring_up(port);
	event = rig_command(0, 0, XHC_TRB_OF_TYPE(XHC_CMD_ENABLE_SLOT));
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	slot = event.control >> 24;
	dcbaa[slot] = double_dma_alloc(32 * rig_context_bytes, 64);
	*ep0 = rig_ring_make(1);
	event = rig_command(rig_input(port, dev->usb.speed, ep0), 0,
			    XHC_TRB_OF_TYPE(XHC_CMD_ADDRESS_DEVICE) |
			    slot << 24);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	return slot;
}
