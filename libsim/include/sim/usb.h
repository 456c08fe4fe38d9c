/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * usb.h: the cable between a simulated host controller and a simulated device.
 *
 * The controller calls down, one transaction (or, for control transfers, one
 * whole transfer) at a time; the device answers at once. What a device does by
 * itself (remote wake-up, pulling its own plug) it says through the callbacks
 * that the port gave it. Host world; no kernel header.
 */
#ifndef SIM_USB_H
#define SIM_USB_H

#include "sim/hw.h"
#include "sim/trouble.h"

enum sim_usb_speed {	/* values of the xHCI default speed IDs, xHCI 7.2.1 */
	SIM_USB_FULL = 1, SIM_USB_LOW = 2, SIM_USB_HIGH = 3, SIM_USB_SUPER = 4,
};

enum sim_usb_answer {
	SIM_USB_ACK,		/* data moved, handshake fine */
	SIM_USB_NAK,		/* nothing now: ask again (not for isochronous) */
	SIM_USB_STALL,
	SIM_USB_SILENT,		/* no answer: a transaction error at the host */
	SIM_USB_BABBLE,		/* more data than the packet may hold */
};

struct sim_usb_device;

/* What the port offers to the device that is plugged in. */
struct sim_usb_port_ops {
	/* Device wants attention from suspend (remote wake-up). */
	void (*wakeup)(void *port);
	/* Data is ready on an interrupt/bulk IN endpoint that NAKed. */
	void (*ready)(void *port, unsigned int endpoint_address);
};

struct sim_usb_device_ops {
	const char *name;
	/* Port reset done: default state, address 0, configuration 0. */
	void (*reset)(struct sim_usb_device *dev);
	/* Set address is done by the controller model's Address Device. */
	void (*set_address)(struct sim_usb_device *dev, unsigned int address);
	void (*suspend)(struct sim_usb_device *dev);
	void (*resume)(struct sim_usb_device *dev);
	/* Pulled out; the device may not call the port any more. */
	void (*unplug)(struct sim_usb_device *dev);
	/*
	 * One control transfer. For IN, up to @length bytes go to @data and
	 * *@actual says how many; for OUT, @data has @length bytes.
	 */
	enum sim_usb_answer (*control)(struct sim_usb_device *dev,
				       const uint8_t setup[8], void *data,
				       size_t length, size_t *actual);
	/* One transaction of a bulk, interrupt or isochronous endpoint. */
	enum sim_usb_answer (*in)(struct sim_usb_device *dev,
				  unsigned int endpoint_address, void *data,
				  size_t length, size_t *actual);
	enum sim_usb_answer (*out)(struct sim_usb_device *dev,
				   unsigned int endpoint_address,
				   const void *data, size_t length);
};

struct sim_usb_device {
	const struct sim_usb_device_ops *ops;
	enum sim_usb_speed speed;
	const struct sim_usb_port_ops *port_ops;	/* NULL while unplugged */
	void *port;
};

/* ---- controller side, called by scenarios ---- */
struct sim_xhci;

struct sim_xhci_config {
	int bus;			/* DMA bus number, names "xhci0" */
	uint64_t mmio_phys;		/* register window, SIM_XHCI_MMIO_SIZE */
	int irq_line;
	int interrupters;		/* 4..16, default 8 when 0 */
	int usb2_ports, usb3_ports;	/* default 2 and 2 when 0 */
	int context_bytes;		/* 32 or 64, default 32 when 0 */
};
#define SIM_XHCI_MMIO_SIZE	0x10000UL

struct sim_xhci *sim_xhci_create(const struct sim_xhci_config *config);
/* Ports count from 1 over USB 2 then USB 3 ports; -EBUSY, -EINVAL. */
int sim_xhci_plug(struct sim_xhci *xhci, int port, struct sim_usb_device *dev);
int sim_xhci_unplug(struct sim_xhci *xhci, int port);
/* The link of an enabled USB 2 port fails: disabled, PEC. 0 or -EINVAL. */
int sim_xhci_port_error(struct sim_xhci *xhci, int port);
/* Does the port carry traffic, or did its link fail? */
bool sim_xhci_port_enabled(struct sim_xhci *xhci, int port);
/* Over-current of a port begins or ends: no power, OCA, OCC. 0 or -EINVAL. */
int sim_xhci_overcurrent(struct sim_xhci *xhci, int port, bool on);
/* A free port fit for the speed, or -ENOSPC. */
int sim_xhci_free_port(const struct sim_xhci *xhci, enum sim_usb_speed speed);
/* A second bus master (the DSP) rings a doorbell, as from a register write. */
void sim_xhci_doorbell(struct sim_xhci *xhci, unsigned int slot,
		       unsigned int dci);
/*
 * The DSP's view of a secondary interrupter: it polls the ring in memory and
 * moves the dequeue pointer by these instead of through the host's mapping.
 */
void sim_xhci_set_erdp(struct sim_xhci *xhci, unsigned int interrupter,
		       uint64_t erdp);
/* Called when an event was written for @interrupter (its IP would be set). */
void sim_xhci_on_event(struct sim_xhci *xhci, unsigned int interrupter,
		       void (*notify)(void *arg), void *arg);

/* Called when a halted controller sees an enabled wake-up event (PME). */
void sim_xhci_on_wake(struct sim_xhci *xhci, void (*wake)(void *arg),
		      void *arg);
/* Called for each slot behind a root port that enters U3. */
void sim_xhci_on_sleep(struct sim_xhci *xhci,
		       void (*asleep)(void *arg, unsigned int slot), void *arg);
/* Whether HCHalted is 0: the driver left it at work. */
bool sim_xhci_is_running(const struct sim_xhci *xhci);
/* Slots in use; secondary interrupters that have an event ring. */
unsigned int sim_xhci_slots(const struct sim_xhci *xhci);
/* Why its driver may wait for it in vain; returns how many. */
int sim_xhci_troubles(const struct sim_xhci *xhci, struct sim_trouble *list,
		      int room);
/* What an endpoint does whose device could answer, or NULL: troubles.c. */
const char *sim_xhci_endpoint_does(const struct sim_xhci *xhci,
				   unsigned int slot, unsigned int dci);
unsigned int sim_xhci_secondary_interrupters(const struct sim_xhci *xhci);
/* Power was cut: all state is gone, the next restore says SRE. */
void sim_xhci_power_lost(struct sim_xhci *xhci);

/* ---- USB audio devices from descriptor bytes ---- */
struct sim_usb_audio;

/*
 * @blob: as /sys/bus/usb/devices/.../descriptors shows. On error returns NULL
 * and one sentence in @error: what is wrong, at which offset, what to do.
 */
struct sim_usb_audio *sim_usb_audio_create(const void *blob, size_t bytes,
					   enum sim_usb_speed speed,
					   const char *name,
					   char *error, size_t error_size);
struct sim_usb_device *sim_usb_audio_device(struct sim_usb_audio *audio);
/* Most likely speed for a blob: see sim_usb_guess_speed() in its file. */
enum sim_usb_speed sim_usb_audio_guess_speed(const void *blob, size_t bytes);
void sim_usb_audio_free(struct sim_usb_audio *audio);

/* Every payload that arrived at / left the device, for comparisons. */
struct sim_usb_audio_sink {
	/* isochronous OUT data of a streaming endpoint, in order */
	void (*played)(void *arg, unsigned int interface, unsigned int altsetting,
		       unsigned int endpoint, const void *data, size_t bytes);
	/* fill isochronous IN data: NULL means the device's own test signal */
	void (*record)(void *arg, unsigned int interface, unsigned int altsetting,
		       unsigned int endpoint, void *data, size_t bytes);
	void *arg;
};
void sim_usb_audio_set_sink(struct sim_usb_audio *audio,
			    const struct sim_usb_audio_sink *sink);

#endif /* SIM_USB_H */
