/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * layout.h: the numbers of the xHCI 1.2 specification: registers (chapter 5),
 * data structures (chapter 6), extended capabilities (chapter 7).
 *
 * Only numbers live here; behaviour is in the .c files of this folder.
 */
#ifndef SIM_XHCI_LAYOUT_H
#define SIM_XHCI_LAYOUT_H

/* Where the register spaces lie in the window. */
#define XHC_CAP_LENGTH		0x20u
#define XHC_PORT_BASE		(XHC_CAP_LENGTH + 0x400u)
#define XHC_PORT_STRIDE		0x10u
#define XHC_EXTENDED_BASE	0x1000u
#define XHC_RUNTIME_BASE	0x2000u
#define XHC_INTERRUPTER_BASE	(XHC_RUNTIME_BASE + 0x20u)
#define XHC_DOORBELL_BASE	0x3000u

/* Operational registers, offsets from XHC_CAP_LENGTH (5.4). */
enum {
	XHC_USBCMD = 0x00, XHC_USBSTS = 0x04, XHC_PAGESIZE = 0x08,
	XHC_DNCTRL = 0x14, XHC_CRCR = 0x18, XHC_DCBAAP = 0x30,
	XHC_CONFIG = 0x38,
};

/* USBCMD (5.4.1). */
#define XHC_CMD_RS		(1u << 0)
#define XHC_CMD_HCRST		(1u << 1)
#define XHC_CMD_INTE		(1u << 2)
#define XHC_CMD_HSEE		(1u << 3)
#define XHC_CMD_LHCRST		(1u << 7)
#define XHC_CMD_CSS		(1u << 8)
#define XHC_CMD_CRS		(1u << 9)
#define XHC_CMD_EWE		(1u << 10)
#define XHC_CMD_EU3S		(1u << 11)
#define XHC_CMD_KEPT \
	(XHC_CMD_RS | XHC_CMD_INTE | XHC_CMD_HSEE | XHC_CMD_EWE | XHC_CMD_EU3S)

/* USBSTS (5.4.2). */
#define XHC_STS_HCH		(1u << 0)
#define XHC_STS_HSE		(1u << 2)
#define XHC_STS_EINT		(1u << 3)
#define XHC_STS_PCD		(1u << 4)
#define XHC_STS_SSS		(1u << 8)
#define XHC_STS_RSS		(1u << 9)
#define XHC_STS_SRE		(1u << 10)
#define XHC_STS_CNR		(1u << 11)
#define XHC_STS_HCE		(1u << 12)
#define XHC_STS_RW1C \
	(XHC_STS_HSE | XHC_STS_EINT | XHC_STS_PCD | XHC_STS_SRE)

/* CRCR (5.4.5). */
#define XHC_CRCR_RCS		(1u << 0)
#define XHC_CRCR_CS		(1u << 1)
#define XHC_CRCR_CA		(1u << 2)
#define XHC_CRCR_CRR		(1u << 3)

/* CONFIG (5.4.7). */
#define XHC_CONFIG_SLOTS	0xffu
#define XHC_CONFIG_U3E		(1u << 8)
#define XHC_CONFIG_CIE		(1u << 9)

/* PORTSC (5.4.8). */
#define XHC_PORT_CCS		(1u << 0)
#define XHC_PORT_PED		(1u << 1)
#define XHC_PORT_OCA		(1u << 3)
#define XHC_PORT_PR		(1u << 4)
#define XHC_PORT_PLS_SHIFT	5
#define XHC_PORT_PLS		(0xfu << XHC_PORT_PLS_SHIFT)
#define XHC_PORT_PP		(1u << 9)
#define XHC_PORT_SPEED_SHIFT	10
#define XHC_PORT_PIC		(3u << 14)
#define XHC_PORT_LWS		(1u << 16)
#define XHC_PORT_CSC		(1u << 17)
#define XHC_PORT_PEC		(1u << 18)
#define XHC_PORT_WRC		(1u << 19)
#define XHC_PORT_OCC		(1u << 20)
#define XHC_PORT_PRC		(1u << 21)
#define XHC_PORT_PLC		(1u << 22)
#define XHC_PORT_CEC		(1u << 23)
#define XHC_PORT_CHANGES	(0x7fu << 17)
#define XHC_PORT_CAS		(1u << 24)
#define XHC_PORT_WCE		(1u << 25)
#define XHC_PORT_WDE		(1u << 26)
#define XHC_PORT_WOE		(1u << 27)
#define XHC_PORT_WAKE		(XHC_PORT_WCE | XHC_PORT_WDE | XHC_PORT_WOE)
#define XHC_PORT_WPR		(1u << 31)

enum sim_xhci_link {	/* Port Link State, Table 5-27 */
	XHC_LINK_U0 = 0, XHC_LINK_U1 = 1, XHC_LINK_U2 = 2, XHC_LINK_U3 = 3,
	XHC_LINK_DISABLED = 4, XHC_LINK_RX_DETECT = 5, XHC_LINK_INACTIVE = 6,
	XHC_LINK_POLLING = 7, XHC_LINK_RECOVERY = 8, XHC_LINK_HOT_RESET = 9,
	XHC_LINK_COMPLIANCE = 10, XHC_LINK_TEST = 11, XHC_LINK_RESUME = 15,
};

/* Interrupter register set, offsets within one set of 32 bytes (5.5.2). */
enum {
	XHC_IMAN = 0x00, XHC_IMOD = 0x04, XHC_ERSTSZ = 0x08,
	XHC_ERSTBA = 0x10, XHC_ERDP = 0x18,
};
#define XHC_IMAN_IP		(1u << 0)
#define XHC_IMAN_IE		(1u << 1)
#define XHC_ERDP_DESI		7u
#define XHC_ERDP_EHB		(1u << 3)

/* TRB types (Table 6-91). */
enum sim_xhci_trb_type {
	XHC_TRB_NORMAL = 1, XHC_TRB_SETUP = 2, XHC_TRB_DATA = 3,
	XHC_TRB_STATUS = 4, XHC_TRB_ISOCH = 5, XHC_TRB_LINK = 6,
	XHC_TRB_EVENT_DATA = 7, XHC_TRB_NOOP = 8,
	XHC_CMD_ENABLE_SLOT = 9, XHC_CMD_DISABLE_SLOT = 10,
	XHC_CMD_ADDRESS_DEVICE = 11, XHC_CMD_CONFIGURE_ENDPOINT = 12,
	XHC_CMD_EVALUATE_CONTEXT = 13, XHC_CMD_RESET_ENDPOINT = 14,
	XHC_CMD_STOP_ENDPOINT = 15, XHC_CMD_SET_DEQUEUE = 16,
	XHC_CMD_RESET_DEVICE = 17, XHC_CMD_FORCE_EVENT = 18,
	XHC_CMD_NEGOTIATE_BANDWIDTH = 19, XHC_CMD_SET_LTV = 20,
	XHC_CMD_PORT_BANDWIDTH = 21, XHC_CMD_FORCE_HEADER = 22,
	XHC_CMD_NOOP = 23, XHC_CMD_GET_PROPERTY = 24,
	XHC_CMD_SET_PROPERTY = 25,
	XHC_EVENT_TRANSFER = 32, XHC_EVENT_COMMAND = 33,
	XHC_EVENT_PORT = 34, XHC_EVENT_BANDWIDTH = 35,
	XHC_EVENT_DOORBELL = 36, XHC_EVENT_HOST = 37,
	XHC_EVENT_NOTIFICATION = 38, XHC_EVENT_WRAP = 39,
};

/* TRB control word (6.4.1). */
#define XHC_TRB_CYCLE		(1u << 0)
#define XHC_TRB_TOGGLE		(1u << 1)	/* Link: TC */
#define XHC_TRB_ENT		(1u << 1)
#define XHC_TRB_ISP		(1u << 2)
#define XHC_TRB_ED		(1u << 2)	/* Transfer Event */
#define XHC_TRB_NO_SNOOP	(1u << 3)
#define XHC_TRB_CHAIN		(1u << 4)
#define XHC_TRB_IOC		(1u << 5)
#define XHC_TRB_IDT		(1u << 6)
#define XHC_TRB_BEI		(1u << 9)
#define XHC_TRB_BSR		(1u << 9)	/* Address Device */
#define XHC_TRB_DC		(1u << 9)	/* Configure Endpoint */
#define XHC_TRB_TSP		(1u << 9)	/* Reset Endpoint */
#define XHC_TRB_DIR_IN		(1u << 16)
#define XHC_TRB_SP		(1u << 23)	/* Stop Endpoint */
#define XHC_TRB_SIA		(1u << 31)
#define XHC_TRB_TYPE(control)		(((control) >> 10) & 0x3f)
#define XHC_TRB_OF_TYPE(type)		((uint32_t)(type) << 10)
#define XHC_TRB_LENGTH(status)		((status) & 0x1ffff)
#define XHC_TRB_TARGET(status)		((status) >> 22)
#define XHC_TRB_SLOT(control)		((control) >> 24)
#define XHC_TRB_ENDPOINT(control)	(((control) >> 16) & 0x1f)
#define XHC_TRB_FRAME(control)		(((control) >> 20) & 0x7ff)
#define XHC_TRB_BYTES		16u

/* Completion codes (Table 6-90). */
enum sim_xhci_code {
	XHC_SUCCESS = 1, XHC_DATA_BUFFER_ERROR = 2, XHC_BABBLE = 3,
	XHC_TRANSACTION_ERROR = 4, XHC_TRB_ERROR = 5, XHC_STALL = 6,
	XHC_RESOURCE_ERROR = 7, XHC_BANDWIDTH_ERROR = 8, XHC_NO_SLOTS = 9,
	XHC_SLOT_NOT_ENABLED = 11, XHC_ENDPOINT_NOT_ENABLED = 12,
	XHC_SHORT_PACKET = 13, XHC_RING_UNDERRUN = 14, XHC_RING_OVERRUN = 15,
	XHC_PARAMETER_ERROR = 17, XHC_BANDWIDTH_OVERRUN = 18,
	XHC_CONTEXT_STATE_ERROR = 19, XHC_EVENT_RING_FULL = 21,
	XHC_MISSED_SERVICE = 23, XHC_COMMAND_RING_STOPPED = 24,
	XHC_COMMAND_ABORTED = 25, XHC_STOPPED = 26,
	XHC_STOPPED_LENGTH_INVALID = 27, XHC_STOPPED_SHORT_PACKET = 28,
	XHC_MAX_EXIT_LATENCY = 29, XHC_ISOCH_BUFFER_OVERRUN = 31,
};

/* Contexts (6.2). */
enum sim_xhci_slot_state {	/* Table 6-7 */
	XHC_SLOT_DISABLED = 0,	/* and enabled: told apart inside the xHC */
	XHC_SLOT_DEFAULT = 1, XHC_SLOT_ADDRESSED = 2, XHC_SLOT_CONFIGURED = 3,
};
enum sim_xhci_endpoint_state {	/* Table 6-8 */
	XHC_EP_DISABLED = 0, XHC_EP_RUNNING = 1, XHC_EP_HALTED = 2,
	XHC_EP_STOPPED = 3, XHC_EP_ERROR = 4,
};
enum sim_xhci_endpoint_type {	/* Table 6-9 */
	XHC_TYPE_NONE = 0, XHC_TYPE_ISOCH_OUT = 1, XHC_TYPE_BULK_OUT = 2,
	XHC_TYPE_INTERRUPT_OUT = 3, XHC_TYPE_CONTROL = 4,
	XHC_TYPE_ISOCH_IN = 5, XHC_TYPE_BULK_IN = 6,
	XHC_TYPE_INTERRUPT_IN = 7,
};

/* Time. */
#define XHC_UFRAME_NS		125000ull
#define XHC_FRAME_UFRAMES	8u
#define XHC_MFINDEX_UFRAMES	(1u << 14)
#define XHC_FRAME_MASK		0x7ffu

#endif /* SIM_XHCI_LAYOUT_H */
