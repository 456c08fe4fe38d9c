/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * controller.h: the private state of the xHCI model, shared by the files of
 * this folder. The public face is sim/usb.h, the numbers are in layout.h.
 *
 * All of it lies in the state arena; pointers in it stay valid over a
 * snapshot. Section numbers are those of the xHCI specification, revision 1.2.
 */
#ifndef SIM_XHCI_CONTROLLER_H
#define SIM_XHCI_CONTROLLER_H

#include <string.h>

#include "layout.h"
#include "sim/usb.h"

#define SIM_XHCI_MAX_INTERRUPTERS	16
#define SIM_XHCI_MAX_PORTS		30	/* 15 of each protocol */
#define SIM_XHCI_MAX_SLOTS		32
#define SIM_XHCI_ENDPOINTS		32	/* by DCI; 0 is unused */
#define SIM_XHCI_ERST_MAX_LOG2		4	/* 16 event ring segments */
#define SIM_XHCI_HELD_EVENTS		64
#define SIM_XHCI_MAX_PACKET		1024

/* Virtual time that things take. Plausible silicon, nothing normative, but
 * for the bus resets (USB 2.0 7.1.7.5, USB 3.2 7.5). */
#define SIM_XHCI_RESET_NS		50000ull
#define SIM_XHCI_READY_NS		20000ull
#define SIM_XHCI_HALT_NS		20000ull
#define SIM_XHCI_SAVE_NS		100000ull
#define SIM_XHCI_COMMAND_NS		2000ull
#define SIM_XHCI_ADDRESS_NS		100000ull
#define SIM_XHCI_ABORT_NS		10000ull
#define SIM_XHCI_DOORBELL_NS		1000ull
#define SIM_XHCI_ATTACH_NS		1000000ull
#define SIM_XHCI_TRAINING_NS		12000000ull
#define SIM_XHCI_USB2_RESET_NS		50000000ull
#define SIM_XHCI_HOT_RESET_NS		2000000ull
#define SIM_XHCI_WARM_RESET_NS		100000000ull
#define SIM_XHCI_USB2_SUSPEND_NS	3000000ull
#define SIM_XHCI_USB3_SUSPEND_NS	200000ull
#define SIM_XHCI_LINK_EXIT_NS		500000ull

struct sim_xhci_trb {
	uint64_t parameter;
	uint32_t status;
	uint32_t control;
};

/* A place on a ring that the xHC consumes. */
struct sim_xhci_cursor {
	uint64_t trb;
	bool cycle;
};

enum sim_xhci_fetch {
	SIM_XHCI_FETCH_OK,
	SIM_XHCI_FETCH_EMPTY,	/* the next TRB is still software's */
	SIM_XHCI_FETCH_FAULT,	/* host system error, or a ring of links only */
};

/* Event ring: the xHC is the producer (4.9.4). */
struct sim_xhci_event_ring {
	bool loaded;		/* the ERST was read since ERSTBA was written */
	bool full;		/* the Event Ring Full Error event is out */
	bool cycle;		/* PCS */
	uint16_t segment;
	uint32_t index, size;	/* entry and entries of this segment */
	uint64_t base;
};

struct sim_xhci_interrupter {
	struct sim_event moderation;
	struct sim_xhci *xhci;
	unsigned int number;
	uint32_t iman, imod_interval, erstsz;
	uint64_t erstba;
	uint64_t erdp;		/* the address only */
	uint8_t segment_hint;	/* ERDP.DESI */
	bool busy;		/* ERDP.EHB */
	bool pending_enable;	/* IPE, 4.17.2 */
	uint64_t earliest_ns;	/* when IMODC is down to 0 */
	struct sim_xhci_event_ring ring;
	struct sim_xhci_trb held[SIM_XHCI_HELD_EVENTS];
	uint64_t held_block;	/* BEI of held events, one bit each */
	unsigned int held_first, held_count;
	void (*notify)(void *arg);
	void *notify_arg;
};

/* What CSS saves and CRS brings back (4.23.2). */
struct sim_xhci_saved {
	bool valid;
	struct sim_xhci_event_ring ring[SIM_XHCI_MAX_INTERRUPTERS];
	uint64_t erstba[SIM_XHCI_MAX_INTERRUPTERS];
};

enum sim_xhci_link_step {		/* what a link is about to do */
	SIM_XHCI_STEP_ATTACHED, SIM_XHCI_STEP_RESET_DONE,
	SIM_XHCI_STEP_SUSPENDED, SIM_XHCI_STEP_ACTIVE,
};

struct sim_xhci_port {
	struct sim_event link;		/* brings @step */
	struct sim_xhci *xhci;
	unsigned int number;		/* from 1 */
	bool usb3;
	struct sim_usb_device *device;
	unsigned int device_address;	/* what the device answers to */
	uint32_t portsc;		/* without PLS, that is @state */
	uint32_t portpmsc;
	enum sim_xhci_link state;
	enum sim_xhci_link_step step;
	bool warm;			/* the running reset is a warm one */
	bool event_due;			/* PSCEG rose, no event yet (4.19.2) */
	unsigned int pulled;		/* how often a device was */
	uint64_t overcurrent_ns;	/* when it began */
};

struct sim_xhci_control {		/* a control transfer in progress */
	uint8_t setup[8];
	bool have_setup, data_done;
	uint8_t *out;			/* OUT data until the status stage */
	uint32_t out_bytes;
};

struct sim_xhci_slot;

struct sim_xhci_endpoint {
	struct sim_event service;
	struct sim_xhci *xhci;
	struct sim_xhci_slot *slot;
	uint8_t dci;
	uint8_t address;		/* bEndpointAddress */
	enum sim_xhci_endpoint_type type;
	enum sim_xhci_endpoint_state state;
	uint64_t halted_ns;		/* when it was halted last */
	unsigned int mult, burst, error_limit, errors;
	uint32_t max_packet;
	uint32_t interval;		/* microframes */
	struct sim_xhci_cursor dequeue;
	uint32_t offset;		/* bytes of the current TRB that moved */
	uint32_t edtla;			/* 4.11.5.2 */
	bool judged;			/* rules.c saw the TRB at dequeue */
	bool in_td;			/* part of a TD is done */
	bool retiring;			/* a short packet ended the TD, its
					 * last TRBs are not there yet */
	bool waiting;			/* NAKed or parked: ready, link or
					 * event ring restarts it */
	bool streaming;			/* isochronous: a TD ran */
	uint64_t uframe;		/* of the next service */
	struct sim_xhci_control control;
};

struct sim_xhci_slot {
	struct sim_xhci *xhci;
	unsigned int number;
	bool enabled;
	enum sim_xhci_slot_state state;
	uint64_t context;		/* DMA address of the output context */
	unsigned int port;		/* root hub port number */
	unsigned int address;		/* USB device address, 0 in Default */
	unsigned int target;		/* Interrupter Target of the slot */
	unsigned int pulled;		/* that of @port when addressed */
	unsigned int entries;
	enum sim_usb_speed speed;
	struct sim_xhci_endpoint *endpoint[SIM_XHCI_ENDPOINTS];
};

struct sim_xhci_command_ring {
	struct sim_event event;
	struct sim_xhci_cursor dequeue;
	bool running;			/* CRR */
	bool stop, abort;
	bool fetched;			/* @trb is being executed */
	struct sim_xhci_trb trb;
	uint64_t trb_dma;
};

struct sim_xhci {
	struct sim_xhci_config config;
	unsigned int interrupters, ports, context_bytes;
	uint32_t usbcmd, usbsts, dnctrl, configure;
	uint64_t dcbaap;
	struct sim_event reset, halt, save, wrap;
	bool resetting;
	uint64_t failed_ns;		/* of the last host system error */
	int failed_finding;		/* what was told with it, or 0 */
	uint64_t run_base_ns;		/* start of microframe 0 */
	uint32_t mfindex_halted;	/* MFINDEX while it does not count */
	bool irq_asserted;
	struct sim_xhci_command_ring command;
	struct sim_xhci_interrupter interrupter[SIM_XHCI_MAX_INTERRUPTERS];
	struct sim_xhci_port port[SIM_XHCI_MAX_PORTS + 1];
	struct sim_xhci_slot slot[SIM_XHCI_MAX_SLOTS + 1];
	struct sim_xhci_saved saved;
	void (*wake)(void *arg);
	void *wake_arg;
	void (*asleep)(void *arg, unsigned int slot);
	void *asleep_arg;
	uint8_t packet[SIM_XHCI_MAX_PACKET];
};

/* names.c: for the timeline */
const char *sim_xhci_code_name(enum sim_xhci_code code);
const char *sim_xhci_command_name(unsigned int type);
const char *sim_xhci_port_text(const struct sim_xhci_port *port, char *text,
			       size_t size);

/* registers.c */
extern const struct sim_mmio_ops sim_xhci_mmio_ops;

/* capability.c */
uint32_t sim_xhci_capability_read(const struct sim_xhci *xhci,
				  uint32_t offset);
uint32_t sim_xhci_extended_read(const struct sim_xhci *xhci, uint32_t offset);

/* operational.c */
uint32_t sim_xhci_operational_read(struct sim_xhci *xhci, uint32_t offset);
void sim_xhci_operational_write(struct sim_xhci *xhci, uint32_t offset,
				uint32_t value);
void sim_xhci_operational_init(struct sim_xhci *xhci);
void sim_xhci_reset_cold(struct sim_xhci *xhci);
void sim_xhci_fail(struct sim_xhci *xhci, const char *why);
void *sim_xhci_dma(struct sim_xhci *xhci, uint64_t dma, size_t bytes,
		   unsigned int dir);
static inline bool sim_xhci_running(const struct sim_xhci *xhci)
{
	return !(xhci->usbsts & XHC_STS_HCH);
}

/* power.c */
void sim_xhci_state_save(struct sim_xhci *xhci);
void sim_xhci_state_restore(struct sim_xhci *xhci);
void sim_xhci_power_init(struct sim_xhci *xhci);
void sim_xhci_wake_assert(struct sim_xhci *xhci, const char *why);

/* frame_counter.c */
void sim_xhci_frame_init(struct sim_xhci *xhci);
void sim_xhci_frame_start(struct sim_xhci *xhci);
void sim_xhci_frame_stop(struct sim_xhci *xhci);
uint32_t sim_xhci_mfindex(const struct sim_xhci *xhci);
uint64_t sim_xhci_uframe_now(const struct sim_xhci *xhci);
uint64_t sim_xhci_uframe_time(const struct sim_xhci *xhci, uint64_t uframe);
void sim_xhci_frame_wrap_update(struct sim_xhci *xhci);

/* ports.c, port_link.c */
void sim_xhci_ports_init(struct sim_xhci *xhci);
void sim_xhci_ports_reset(struct sim_xhci *xhci);
void sim_xhci_ports_unpowered(struct sim_xhci *xhci);
void sim_xhci_ports_started(struct sim_xhci *xhci);
void sim_xhci_ports_flush(struct sim_xhci *xhci);
uint32_t sim_xhci_port_read(struct sim_xhci_port *port, uint32_t reg);
void sim_xhci_port_write(struct sim_xhci_port *port, uint32_t reg,
			 uint32_t value);
void sim_xhci_port_change(struct sim_xhci_port *port, uint32_t changes);
bool sim_xhci_port_active(const struct sim_xhci_port *port);
void sim_xhci_port_endpoints(struct sim_xhci_port *port,
			     void (*fn)(struct sim_xhci_endpoint *ep));
void sim_xhci_link_init(struct sim_xhci_port *port);
void sim_xhci_link_device_reset(struct sim_xhci_port *port);
void sim_xhci_link_disable(struct sim_xhci_port *port);
void sim_xhci_link_power(struct sim_xhci_port *port, bool on);
void sim_xhci_link_error(struct sim_xhci_port *port);
void sim_xhci_link_overcurrent(struct sim_xhci_port *port, bool on);
void sim_xhci_link_attach(struct sim_xhci_port *port);
void sim_xhci_link_detach(struct sim_xhci_port *port);
void sim_xhci_link_reset(struct sim_xhci_port *port, bool warm);
void sim_xhci_link_write(struct sim_xhci_port *port, enum sim_xhci_link to);
void sim_xhci_link_wakeup(struct sim_xhci_port *port);
extern const struct sim_usb_port_ops sim_xhci_port_ops;

/* interrupter.c */
void sim_xhci_interrupters_init(struct sim_xhci *xhci);
void sim_xhci_interrupters_reset(struct sim_xhci *xhci);
uint32_t sim_xhci_interrupter_read(struct sim_xhci_interrupter *ir,
				   uint32_t reg);
void sim_xhci_interrupter_write(struct sim_xhci_interrupter *ir, uint32_t reg,
				uint32_t value);
void sim_xhci_interrupter_erdp(struct sim_xhci_interrupter *ir, uint64_t erdp,
			       bool clear_busy);
void sim_xhci_interrupter_poke(struct sim_xhci_interrupter *ir);
void sim_xhci_irq_update(struct sim_xhci *xhci);

/* event_ring.c */
void sim_xhci_event_post(struct sim_xhci *xhci, unsigned int interrupter,
			 const struct sim_xhci_trb *event, bool block);
bool sim_xhci_event_blocked(const struct sim_xhci *xhci,
			    unsigned int interrupter);
void sim_xhci_event_ring_drain(struct sim_xhci_interrupter *ir);
bool sim_xhci_event_ring_holds(struct sim_xhci_interrupter *ir, uint64_t dma);
bool sim_xhci_event_ring_empty(const struct sim_xhci_interrupter *ir);

/* command_ring.c */
void sim_xhci_command_init(struct sim_xhci *xhci);
void sim_xhci_command_reset(struct sim_xhci *xhci);
void sim_xhci_command_doorbell(struct sim_xhci *xhci);
void sim_xhci_command_halt(struct sim_xhci *xhci);
uint32_t sim_xhci_crcr_read(const struct sim_xhci *xhci, bool high);
void sim_xhci_crcr_write(struct sim_xhci *xhci, bool high, uint32_t value);

/* slot_commands.c, configure_commands.c, endpoint_commands.c; each gives a
 * completion code. */
enum sim_xhci_code sim_xhci_enable_slot(struct sim_xhci *xhci,
					unsigned int *slot);
enum sim_xhci_code sim_xhci_disable_slot(struct sim_xhci_slot *slot);
enum sim_xhci_code sim_xhci_address_device(struct sim_xhci_slot *slot,
					   const struct sim_xhci_trb *trb);
enum sim_xhci_code sim_xhci_reset_device(struct sim_xhci_slot *slot);
enum sim_xhci_code sim_xhci_configure_endpoint(struct sim_xhci_slot *slot,
					const struct sim_xhci_trb *trb);
enum sim_xhci_code sim_xhci_evaluate_context(struct sim_xhci_slot *slot,
					const struct sim_xhci_trb *trb);
enum sim_xhci_code sim_xhci_reset_endpoint(struct sim_xhci_slot *slot,
					const struct sim_xhci_trb *trb);
enum sim_xhci_code sim_xhci_stop_endpoint(struct sim_xhci_slot *slot,
					const struct sim_xhci_trb *trb);
enum sim_xhci_code sim_xhci_set_dequeue(struct sim_xhci_slot *slot,
					const struct sim_xhci_trb *trb);
enum sim_xhci_code sim_xhci_port_bandwidth(struct sim_xhci *xhci,
					const struct sim_xhci_trb *trb);
void sim_xhci_slots_reset(struct sim_xhci *xhci);

/* contexts.c */
uint32_t *sim_xhci_context(struct sim_xhci *xhci, uint64_t context,
			   unsigned int index, unsigned int dir);
void sim_xhci_slot_publish(struct sim_xhci_slot *slot);
void sim_xhci_endpoint_publish(struct sim_xhci_endpoint *ep);
enum sim_xhci_code sim_xhci_endpoint_load(struct sim_xhci_slot *slot,
					  unsigned int dci,
					  const uint32_t *input);
enum sim_xhci_code sim_xhci_endpoint_check(const struct sim_xhci_slot *slot,
					   unsigned int dci,
					   const uint32_t *input);
bool sim_xhci_context_copy(struct sim_xhci *xhci, uint64_t to,
			   unsigned int to_index, uint64_t from,
			   unsigned int from_index);

/* bandwidth.c */
bool sim_xhci_bandwidth_fits(const struct sim_xhci_slot *slot, uint32_t drop,
			     const uint32_t *const *added);
unsigned int sim_xhci_bandwidth_left(const struct sim_xhci *xhci,
				     unsigned int port);

/* endpoint.c */
void sim_xhci_doorbell_write(struct sim_xhci *xhci, unsigned int slot,
			     uint32_t value);
struct sim_xhci_endpoint *sim_xhci_endpoint_get(struct sim_xhci_slot *slot,
						unsigned int dci);
void sim_xhci_endpoint_disable(struct sim_xhci_endpoint *ep);
void sim_xhci_endpoint_forget(struct sim_xhci_endpoint *ep);
void sim_xhci_endpoint_set_state(struct sim_xhci_endpoint *ep,
				 enum sim_xhci_endpoint_state state);
void sim_xhci_endpoint_kick(struct sim_xhci_endpoint *ep);
void sim_xhci_endpoint_arm(struct sim_xhci_endpoint *ep, uint64_t when_ns);
struct sim_usb_device *
sim_xhci_endpoint_device(const struct sim_xhci_endpoint *ep);
bool sim_xhci_endpoint_may_run(struct sim_xhci_endpoint *ep);
void sim_xhci_endpoints_restart(struct sim_xhci *xhci);
void sim_xhci_endpoints_halt(struct sim_xhci *xhci);

/* bEndpointAddress of a Device Context Index (4.5.1) */
static inline unsigned int sim_xhci_dci_address(unsigned int dci)
{
	return dci / 2 | (dci > 1 && dci % 2 ? 0x80 : 0);
}
static inline bool sim_xhci_is_in(const struct sim_xhci_endpoint *ep)
{
	return ep->type >= XHC_TYPE_ISOCH_IN;
}
static inline bool sim_xhci_is_isoch(const struct sim_xhci_endpoint *ep)
{
	return ep->type == XHC_TYPE_ISOCH_OUT || ep->type == XHC_TYPE_ISOCH_IN;
}
static inline bool sim_xhci_is_interrupt(const struct sim_xhci_endpoint *ep)
{
	return ep->type == XHC_TYPE_INTERRUPT_OUT ||
	       ep->type == XHC_TYPE_INTERRUPT_IN;
}

/* transfer_ring.c */
enum sim_xhci_fetch sim_xhci_ring_peek(struct sim_xhci *xhci,
				       struct sim_xhci_cursor *at,
				       struct sim_xhci_trb *trb);
enum sim_xhci_fetch sim_xhci_endpoint_fetch(struct sim_xhci_endpoint *ep,
					    struct sim_xhci_trb *trb);
uint32_t sim_xhci_trb_bytes(const struct sim_xhci_trb *trb);
enum sim_xhci_fetch sim_xhci_td_measure(struct sim_xhci_endpoint *ep,
					uint32_t limit, uint32_t *bytes);
/* Moves @bytes of the TD between its buffers and @data, no side effects. */
bool sim_xhci_td_copy(struct sim_xhci_endpoint *ep, uint8_t *data,
		      uint32_t bytes, bool to_memory);
void *sim_xhci_td_direct(struct sim_xhci_endpoint *ep,
			 const struct sim_xhci_trb *trb, uint32_t bytes,
			 unsigned int dir);
/* true: the TD is finished */
bool sim_xhci_td_advance(struct sim_xhci_endpoint *ep,
			 struct sim_xhci_trb *trb, uint32_t bytes,
			 bool is_short);
bool sim_xhci_td_retire(struct sim_xhci_endpoint *ep, enum sim_xhci_code code);
void sim_xhci_td_skip(struct sim_xhci_endpoint *ep, enum sim_xhci_code code);

/* transfer_event.c */
void sim_xhci_transfer_event(struct sim_xhci_endpoint *ep,
			     const struct sim_xhci_trb *trb, uint64_t trb_dma,
			     enum sim_xhci_code code, uint32_t length);
void sim_xhci_event_data(struct sim_xhci_endpoint *ep,
			 const struct sim_xhci_trb *trb,
			 enum sim_xhci_code code);
void sim_xhci_slot_event(struct sim_xhci_endpoint *ep,
			 enum sim_xhci_code code);
void sim_xhci_transfer_fail(struct sim_xhci_endpoint *ep,
			    enum sim_xhci_code code);
void sim_xhci_stopped_event(struct sim_xhci_endpoint *ep);

/* packet.c: one USB transaction at the dequeue pointer. NAK of an isochronous
 * device comes back as no data. */
enum sim_usb_answer sim_xhci_packet(struct sim_xhci_endpoint *ep,
				    const struct sim_xhci_trb *trb,
				    uint32_t bytes, uint32_t *actual);

/* control.c, bulk.c (interrupt endpoints too), isochronous.c */
void sim_xhci_control_service(struct sim_xhci_endpoint *ep);
void sim_xhci_control_forget(struct sim_xhci_endpoint *ep);
void sim_xhci_bulk_service(struct sim_xhci_endpoint *ep);
void sim_xhci_isochronous_service(struct sim_xhci_endpoint *ep);
void sim_xhci_isochronous_start(struct sim_xhci_endpoint *ep);

/* rules.c */
void sim_xhci_rule_doorbell(struct sim_xhci *xhci, unsigned int slot,
			    uint32_t value);
void sim_xhci_rule_trb(const struct sim_xhci_endpoint *ep,
		       const struct sim_xhci_trb *trb);
void sim_xhci_rule_link(const struct sim_xhci_endpoint *ep,
			const struct sim_xhci_trb *trb);
void sim_xhci_rule_erstsz(const struct sim_xhci_interrupter *ir,
			  uint32_t value);
void sim_xhci_rule_erstba(const struct sim_xhci_interrupter *ir,
			  uint64_t erstba);
void sim_xhci_rule_erdp(struct sim_xhci_interrupter *ir);
enum sim_xhci_code sim_xhci_rule_address(const struct sim_xhci_slot *slot);
enum sim_xhci_code sim_xhci_rule_configure(const struct sim_xhci_slot *slot);
enum sim_xhci_code sim_xhci_rule_evaluate(const struct sim_xhci_slot *slot);
enum sim_xhci_code
sim_xhci_rule_set_dequeue(const struct sim_xhci_endpoint *ep);
void sim_xhci_rule_pointer(const struct sim_xhci_endpoint *ep, uint64_t dma,
			   const char *what);
void sim_xhci_rule_dequeue(const struct sim_xhci_endpoint *ep, uint64_t dma);
void sim_xhci_rule_dcbaap(const struct sim_xhci *xhci, uint64_t value);

#endif /* SIM_XHCI_CONTROLLER_H */
