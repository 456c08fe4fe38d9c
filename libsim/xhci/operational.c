// SPDX-License-Identifier: GPL-2.0-only
/*
 * operational.c: run, halt, reset and the global registers (xHCI 4.2, 5.4).
 *
 * Halting and resetting take virtual time, so that a driver's handshake loops
 * really loop.
 */
#include "controller.h"

#define OWNER(event, member) ((struct sim_xhci *) \
	((char *)(event) - offsetof(struct sim_xhci, member)))

static void halted(struct sim_xhci *xhci)
{
	if (!sim_xhci_running(xhci))
		return;
	sim_xhci_frame_stop(xhci);
	xhci->usbsts |= XHC_STS_HCH;
	sim_xhci_command_halt(xhci);
	sim_xhci_endpoints_halt(xhci);
	sim_trace_at(1, "xhci", "xhci%d halted", xhci->config.bus);
}

static void halt_run(struct sim_event *event)
{
	halted(OWNER(event, halt));
}

/*
 * Host System Error (4.10.2.6): a bus master access failed. The controller
 * stops at once and stays so until it is reset.
 */
void sim_xhci_fail(struct sim_xhci *xhci, const char *why)
{
	if (xhci->usbsts & XHC_STS_HSE)
		return;
	sim_trace_at(1, "xhci", "xhci%d host system error: %s",
		     xhci->config.bus, why);
	sim_event_disarm(&xhci->halt);
	xhci->usbcmd &= ~XHC_CMD_RS;
	halted(xhci);
	xhci->usbsts |= XHC_STS_HSE;
	xhci->failed_ns = sim_time_now_ns();
	xhci->failed_finding = 0;
	sim_xhci_irq_update(xhci);
}

void *sim_xhci_dma(struct sim_xhci *xhci, uint64_t dma, size_t bytes,
		   unsigned int dir)
{
	int before = sim_findings_told(), told;
	void *at = sim_dma_access(xhci->config.bus, dma, bytes, dir);

	if (at)
		return at;
	told = sim_findings_told();
	if (!(xhci->usbsts & XHC_STS_HSE)) {
		sim_xhci_fail(xhci, "DMA to an address that is not mapped");
		xhci->failed_finding = told > before ? told : 0;
	}
	return NULL;
}

static void run_start(struct sim_xhci *xhci)
{
	if (xhci->usbsts & (XHC_STS_HCE | XHC_STS_HSE))
		return;	/* only a reset helps (5.4.2) */
	xhci->usbsts &= ~XHC_STS_HCH;
	sim_xhci_frame_start(xhci);
	sim_trace_at(1, "xhci", "xhci%d running", xhci->config.bus);
	sim_xhci_ports_started(xhci);
}

static void reset_everything(struct sim_xhci *xhci)
{
	sim_event_disarm(&xhci->halt);
	sim_event_disarm(&xhci->save);
	sim_xhci_frame_stop(xhci);
	xhci->mfindex_halted = 0;
	xhci->usbsts = XHC_STS_HCH | XHC_STS_CNR;
	xhci->usbcmd = XHC_CMD_HCRST;
	xhci->dnctrl = 0;
	xhci->configure = 0;
	xhci->dcbaap = 0;
	xhci->saved.valid = false;
	sim_xhci_command_reset(xhci);
	sim_xhci_slots_reset(xhci);
	sim_xhci_interrupters_reset(xhci);
	sim_xhci_ports_reset(xhci);
	sim_xhci_irq_update(xhci);
}

/* Power came back: as after a reset that is over. */
void sim_xhci_reset_cold(struct sim_xhci *xhci)
{
	reset_everything(xhci);
	sim_event_disarm(&xhci->reset);
	xhci->resetting = false;
	xhci->usbcmd = 0;
	xhci->usbsts = XHC_STS_HCH;
}

static void reset_begin(struct sim_xhci *xhci)
{
	if (sim_xhci_running(xhci))
		sim_report_protocol("xHCI 5.4.1: HCRST set while the controller runs (HCHalted is 0)");
	sim_trace_at(1, "xhci", "xhci%d reset", xhci->config.bus);
	reset_everything(xhci);
	xhci->resetting = true;
	sim_event_arm(&xhci->reset, sim_time_now_ns() + SIM_XHCI_RESET_NS);
}

/* First HCRST falls, then CNR. */
static void reset_run(struct sim_event *event)
{
	struct sim_xhci *xhci = OWNER(event, reset);

	if (xhci->resetting) {
		xhci->resetting = false;
		xhci->usbcmd &= ~XHC_CMD_HCRST;
		sim_event_arm(event, sim_time_now_ns() + SIM_XHCI_READY_NS);
		return;
	}
	xhci->usbsts &= ~XHC_STS_CNR;
}

static void run_stop_write(struct sim_xhci *xhci, uint32_t value)
{
	bool was = xhci->usbcmd & XHC_CMD_RS, now = value & XHC_CMD_RS;

	if (now && !was && sim_xhci_running(xhci)) {
		sim_report_protocol("xHCI 5.4.1: Run/Stop set before the controller halted");
		sim_event_disarm(&xhci->halt);
	} else if (now && !was) {
		run_start(xhci);
	} else if (was && !now) {
		sim_event_arm(&xhci->halt,
			      sim_time_now_ns() + SIM_XHCI_HALT_NS);
	}
}

static void save_restore_write(struct sim_xhci *xhci, uint32_t value)
{
	if (!(value & (XHC_CMD_CSS | XHC_CMD_CRS)))
		return;
	if (sim_xhci_running(xhci)) {
		sim_report_protocol("xHCI 5.4.1: %s set while the controller runs (HCHalted is 0)",
				    value & XHC_CMD_CSS ? "CSS" : "CRS");
		return;
	}
	if (value & XHC_CMD_CSS)
		sim_xhci_state_save(xhci);
	else
		sim_xhci_state_restore(xhci);
}

static void command_write(struct sim_xhci *xhci, uint32_t value)
{
	if (value & XHC_CMD_HCRST) {
		reset_begin(xhci);
		return;
	}
	run_stop_write(xhci, value);
	xhci->usbcmd = value & XHC_CMD_KEPT;
	if (xhci->usbsts & (XHC_STS_HCE | XHC_STS_HSE))
		xhci->usbcmd &= ~XHC_CMD_RS;
	save_restore_write(xhci, value);
	sim_xhci_frame_wrap_update(xhci);
	sim_xhci_irq_update(xhci);
}

static void configure_write(struct sim_xhci *xhci, uint32_t value)
{
	if (((xhci->configure ^ value) & XHC_CONFIG_SLOTS) &&
	    (xhci->usbcmd & XHC_CMD_RS))
		sim_report_protocol("xHCI 5.4.7: MaxSlotsEn changed while Run/Stop is 1");
	xhci->configure = value & (XHC_CONFIG_SLOTS | XHC_CONFIG_U3E |
				   XHC_CONFIG_CIE);
}

static void dcbaap_write(struct sim_xhci *xhci, uint64_t value)
{
	sim_xhci_rule_dcbaap(xhci, value);
	xhci->dcbaap = value;
}

uint32_t sim_xhci_operational_read(struct sim_xhci *xhci, uint32_t offset)
{
	switch (offset) {
	case XHC_USBCMD:
		return xhci->usbcmd;
	case XHC_USBSTS:
		return xhci->usbsts;
	case XHC_PAGESIZE:
		return 1;	/* 4 KiB */
	case XHC_DNCTRL:
		return xhci->dnctrl;
	case XHC_CRCR:
	case XHC_CRCR + 4:
		return sim_xhci_crcr_read(xhci, offset != XHC_CRCR);
	case XHC_DCBAAP:
		return xhci->dcbaap;
	case XHC_DCBAAP + 4:
		return xhci->dcbaap >> 32;
	case XHC_CONFIG:
		return xhci->configure;
	default:
		return 0;
	}
}

static bool write_allowed(struct sim_xhci *xhci, uint32_t offset)
{
	if (!(xhci->usbsts & XHC_STS_CNR) || offset == XHC_USBSTS)
		return true;
	sim_report_protocol("xHCI 5.4.2: operational register 0x%02x written while Controller Not Ready is 1",
			    offset);
	return false;
}

void sim_xhci_operational_write(struct sim_xhci *xhci, uint32_t offset,
				uint32_t value)
{
	if (!write_allowed(xhci, offset))
		return;
	switch (offset) {
	case XHC_USBCMD:
		command_write(xhci, value);
		break;
	case XHC_USBSTS:
		xhci->usbsts &= ~(value & XHC_STS_RW1C);
		sim_xhci_irq_update(xhci);
		break;
	case XHC_DNCTRL:
		xhci->dnctrl = value & 0xffff;
		break;
	case XHC_CRCR:
	case XHC_CRCR + 4:
		sim_xhci_crcr_write(xhci, offset != XHC_CRCR, value);
		break;
	case XHC_DCBAAP:
		dcbaap_write(xhci, (xhci->dcbaap & ~0xffffffffull) |
				   (value & ~0x3fu));
		break;
	case XHC_DCBAAP + 4:
		dcbaap_write(xhci, (uint32_t)xhci->dcbaap |
				   (uint64_t)value << 32);
		break;
	case XHC_CONFIG:
		configure_write(xhci, value);
		break;
	}
}

void sim_xhci_operational_init(struct sim_xhci *xhci)
{
	xhci->halt.run = halt_run;
	xhci->halt.name = "xhci halt";
	xhci->reset.run = reset_run;
	xhci->reset.name = "xhci reset";
	xhci->usbsts = XHC_STS_HCH;
}
