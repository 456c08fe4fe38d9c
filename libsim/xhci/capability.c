// SPDX-License-Identifier: GPL-2.0-only
/*
 * capability.c: what the controller says about itself: capability registers
 * (xHCI 5.3) and the Supported Protocol extended capabilities (7.2).
 *
 * Not offered: streams (MaxPSASize 0), hardware LPM of USB 2 ports, bandwidth
 * negotiation, light reset, extended burst counts, legacy support (7.1: there
 * is no firmware to hand over from) and the debug capability.
 */
#include "controller.h"

#define VERSION		0x0120u

static uint32_t structural_2(void)
{
	uint32_t isochronous_threshold_uframes = 1;

	return isochronous_threshold_uframes | SIM_XHCI_ERST_MAX_LOG2 << 4;
}

static uint32_t capability_1(const struct sim_xhci *xhci)
{
	uint32_t address_64 = 1u << 0, context_64 = 1u << 2;
	uint32_t port_power = 1u << 3, no_secondary_stream = 1u << 7;
	uint32_t parse_all_event_data = 1u << 8, short_packet = 1u << 9;
	uint32_t contiguous_frame_id = 1u << 11;

	return address_64 | (xhci->context_bytes == 64 ? context_64 : 0) |
	       port_power | no_secondary_stream | parse_all_event_data |
	       short_packet | contiguous_frame_id |
	       XHC_EXTENDED_BASE / 4 << 16;
}

uint32_t sim_xhci_capability_read(const struct sim_xhci *xhci, uint32_t offset)
{
	switch (offset) {
	case 0x00:
		return XHC_CAP_LENGTH | VERSION << 16;
	case 0x04:	/* HCSPARAMS1 */
		return SIM_XHCI_MAX_SLOTS | xhci->interrupters << 8 |
		       xhci->ports << 24;
	case 0x08:
		return structural_2();
	case 0x0c:	/* HCSPARAMS3: U1 and U2 exit latency, microseconds */
		return 10 | 512u << 16;
	case 0x10:
		return capability_1(xhci);
	case 0x14:
		return XHC_DOORBELL_BASE;
	case 0x18:
		return XHC_RUNTIME_BASE;
	case 0x1c:	/* HCCPARAMS2: U3 Entry Capability */
		return 1;
	default:
		return 0;
	}
}

/* A Protocol Speed ID Dword (7.2.2.1.2): mantissa * 1000^exponent bit/s. */
static uint32_t speed_id(unsigned int id, unsigned int exponent,
			 unsigned int mantissa, bool full_duplex)
{
	return id | exponent << 4 | (full_duplex ? 1u << 8 : 0) |
	       mantissa << 16;
}

static uint32_t protocol_read(unsigned int major, unsigned int next,
			      unsigned int first, unsigned int count,
			      const uint32_t *speeds, unsigned int n,
			      uint32_t index)
{
	switch (index) {
	case 0:
		return 2 | next << 8 | major << 24;
	case 1:
		return 0x20425355;	/* "USB " */
	case 2:
		return first | count << 8 | n << 28;
	case 3:
		return 0;		/* Protocol Slot Type */
	default:
		return index - 4 < n ? speeds[index - 4] : 0;
	}
}

/*
 * Two capabilities, 32 bytes each: USB 2.0 ports first, USB 3.0 ports behind
 * them. The speed IDs are the default ones (7.2.1), spelled out.
 */
uint32_t sim_xhci_extended_read(const struct sim_xhci *xhci, uint32_t offset)
{
	const uint32_t usb2[] = { speed_id(SIM_USB_FULL, 2, 12, false),
				  speed_id(SIM_USB_LOW, 1, 1500, false),
				  speed_id(SIM_USB_HIGH, 2, 480, false) };
	const uint32_t usb3[] = { speed_id(SIM_USB_SUPER, 3, 5, true) };
	unsigned int usb2_ports = xhci->config.usb2_ports;
	unsigned int usb3_ports = xhci->config.usb3_ports;

	if (offset < 32)
		return protocol_read(2, usb3_ports ? 8 : 0, 1, usb2_ports,
				     usb2, 3, offset / 4);
	if (offset < 64 && usb3_ports)
		return protocol_read(3, 0, usb2_ports + 1, usb3_ports, usb3, 1,
				     offset / 4 - 8);
	return 0;
}
