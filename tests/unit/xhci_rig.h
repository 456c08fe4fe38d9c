/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xhci_rig.h: a driver of a few lines and a device of a few answers, to try
 * the xHCI model with. Everything is polled.
 */
#ifndef XHCI_RIG_H
#define XHCI_RIG_H

#include <check.h>

#include "hw_double.h"
#include "sim/usb.h"
#include "xhci/layout.h"

#define RIG_MS		1000000ull
#define RIG_RING_TRBS	32	/* per segment, the last one links */

struct rig_trb {
	uint64_t parameter;
	uint32_t status, control;
};

/* A ring that the rig produces; @segments of RIG_RING_TRBS. */
struct rig_ring {
	uint64_t segment[4];
	unsigned int segments, at_segment, at;
	bool cycle;
};

/* An event ring that it consumes. */
struct rig_events {
	uint64_t table, segment[4];
	unsigned int segments, size, at_segment, at;
	bool cycle;
};

/* The device behind the port: scripted answers, counted packets. */
struct rig_device {
	struct sim_usb_device usb;
	unsigned int address, resets, suspends, resumes, unplugs;
	unsigned int controls;
	uint8_t setup[8], control_data[256];
	size_t control_bytes;
	enum sim_usb_answer control_answer, in_answer, out_answer;
	size_t in_bytes;		/* what the device has per packet */
	uint8_t in_next;		/* running pattern */
	unsigned int ins, outs;
	uint8_t out[65536];
	size_t out_bytes;
	uint64_t first_ns, last_ns;	/* times of packets */
};

extern struct sim_xhci *rig_xhci;
extern struct rig_ring rig_commands;
extern struct rig_events rig_events[4];
extern uint64_t rig_dcbaa;
extern unsigned int rig_context_bytes;

/* Makes a controller, sets it up as a driver does and starts it. */
void rig_start(const struct sim_xhci_config *config);
void rig_setup(unsigned int event_segments, unsigned int event_size);
void rig_interrupter_setup(unsigned int i, unsigned int segments,
			   unsigned int size);
uint32_t rig_op(uint32_t offset);
void rig_op_write(uint32_t offset, uint32_t value);
uint32_t rig_port(unsigned int port);
void rig_port_write(unsigned int port, uint32_t set);
uint32_t rig_ir(unsigned int i, uint32_t reg);
void rig_ir_write(unsigned int i, uint32_t reg, uint32_t value);
void rig_write64(uint32_t offset, uint64_t value);

struct rig_ring rig_ring_make(unsigned int segments);
/* Gives the TRB's address. */
uint64_t rig_put(struct rig_ring *ring, uint64_t parameter, uint32_t status,
		 uint32_t control);
uint64_t rig_ring_position(const struct rig_ring *ring);

/* Takes an event if there is one; ERDP moves only with rig_ack(). */
bool rig_event(unsigned int i, struct rig_trb *event);
void rig_ack(unsigned int i);
uint64_t rig_events_position(unsigned int i);
/* The next event of @type within @ns; others are thrown away. */
struct rig_trb rig_expect(unsigned int i, unsigned int type, uint64_t ns);
/* Nothing of that type within @ns. */
void rig_expect_none(unsigned int i, unsigned int type, uint64_t ns);
unsigned int rig_code(const struct rig_trb *event);
unsigned int rig_left(const struct rig_trb *event);

/* A command, and its completion. */
struct rig_trb rig_command(uint64_t parameter, uint32_t status,
			   uint32_t control);
unsigned int rig_slot_command(unsigned int type, unsigned int slot,
			      unsigned int dci);
void rig_doorbell(unsigned int slot, unsigned int dci);

void rig_device_init(struct rig_device *dev, enum sim_usb_speed speed);
/* Plugs, resets the port, enables a slot, addresses: gives the slot. */
unsigned int rig_attach(struct rig_device *dev, int port, struct rig_ring *ep0);
uint64_t rig_input(unsigned int port, enum sim_usb_speed speed,
		   const struct rig_ring *ep0);
/* One endpoint by Configure Endpoint: its completion code. */
unsigned int rig_endpoint(unsigned int slot, unsigned int dci,
			  unsigned int type, unsigned int max_packet,
			  unsigned int interval, unsigned int burst,
			  const struct rig_ring *ring);
uint32_t *rig_context(unsigned int slot, unsigned int index);
unsigned int rig_endpoint_state(unsigned int slot, unsigned int dci);
uint64_t rig_endpoint_dequeue(unsigned int slot, unsigned int dci);

#endif /* XHCI_RIG_H */
