// SPDX-License-Identifier: GPL-2.0-only
/*
 * registers.c: the register window of the xHCI: which file answers for which
 * offset. Stands in for the bus interface of the controller (xHCI chapter 5).
 *
 * Accesses are Dwords, a Qword being two of them, low one first (5.1). Bytes
 * and words are served for reading only.
 */
#include "controller.h"

static struct sim_xhci_interrupter *interrupter_at(struct sim_xhci *xhci,
						   uint32_t offset)
{
	uint32_t set = (offset - XHC_INTERRUPTER_BASE) / 32;

	return set < xhci->interrupters ? &xhci->interrupter[set] : NULL;
}

static struct sim_xhci_port *port_at(struct sim_xhci *xhci, uint32_t offset)
{
	uint32_t number = (offset - XHC_PORT_BASE) / XHC_PORT_STRIDE + 1;

	return number <= xhci->ports ? &xhci->port[number] : NULL;
}

static uint32_t runtime_read(struct sim_xhci *xhci, uint32_t offset)
{
	struct sim_xhci_interrupter *ir;

	if (offset == XHC_RUNTIME_BASE)
		return sim_xhci_mfindex(xhci);
	if (offset < XHC_INTERRUPTER_BASE)
		return 0;
	ir = interrupter_at(xhci, offset);
	return ir ? sim_xhci_interrupter_read(ir, offset % 32) : 0;
}

static uint32_t dword_read(struct sim_xhci *xhci, uint32_t offset)
{
	struct sim_xhci_port *port;

	if (offset < XHC_CAP_LENGTH)
		return sim_xhci_capability_read(xhci, offset);
	if (offset < XHC_PORT_BASE)
		return sim_xhci_operational_read(xhci, offset - XHC_CAP_LENGTH);
	if (offset < XHC_EXTENDED_BASE) {
		port = port_at(xhci, offset);
		return port ? sim_xhci_port_read(port, offset % 16) : 0;
	}
	if (offset < XHC_RUNTIME_BASE)
		return sim_xhci_extended_read(xhci, offset - XHC_EXTENDED_BASE);
	if (offset < XHC_DOORBELL_BASE)
		return runtime_read(xhci, offset);
	return 0;	/* doorbells read as 0 (5.6) */
}

static void runtime_write(struct sim_xhci *xhci, uint32_t offset,
			  uint32_t value)
{
	struct sim_xhci_interrupter *ir;

	if (offset < XHC_INTERRUPTER_BASE)
		return;	/* MFINDEX is read-only */
	ir = interrupter_at(xhci, offset);
	if (ir)
		sim_xhci_interrupter_write(ir, offset % 32, value);
	else
		sim_report_protocol("xHCI 5.5.2: a register of interrupter %u is written, the controller has %u",
				    (offset - XHC_INTERRUPTER_BASE) / 32,
				    xhci->interrupters);
}

static void dword_write(struct sim_xhci *xhci, uint32_t offset, uint32_t value)
{
	struct sim_xhci_port *port;

	if (offset < XHC_CAP_LENGTH)
		return;
	if (offset < XHC_PORT_BASE) {
		sim_xhci_operational_write(xhci, offset - XHC_CAP_LENGTH,
					   value);
	} else if (offset < XHC_EXTENDED_BASE) {
		port = port_at(xhci, offset);
		if (port)
			sim_xhci_port_write(port, offset % 16, value);
	} else if (offset < XHC_RUNTIME_BASE) {
		return;	/* supported protocols are read-only */
	} else if (offset < XHC_DOORBELL_BASE) {
		runtime_write(xhci, offset, value);
	} else {
		offset = (offset - XHC_DOORBELL_BASE) / 4;
		sim_xhci_rule_doorbell(xhci, offset, value);
		sim_xhci_doorbell_write(xhci, offset, value);
	}
}

static uint64_t window_read(void *model, uint64_t offset, unsigned int bytes)
{
	struct sim_xhci *xhci = model;
	uint32_t low = dword_read(xhci, offset & ~3ull);

	if (bytes == 8)
		return low | (uint64_t)dword_read(xhci, offset + 4) << 32;
	low >>= 8 * (offset & 3);
	return bytes == 4 ? low : low & ((1u << (8 * bytes)) - 1);
}

static void window_write(void *model, uint64_t offset, unsigned int bytes,
			 uint64_t value)
{
	struct sim_xhci *xhci = model;

	if (bytes < 4 || offset % 4) {
		sim_report_protocol("xHCI 5.1: registers are written as Dwords, not as %u bytes at offset 0x%llx",
				    bytes, (unsigned long long)offset);
		return;
	}
	dword_write(xhci, offset, (uint32_t)value);
	if (bytes == 8)
		dword_write(xhci, offset + 4, value >> 32);
}

const struct sim_mmio_ops sim_xhci_mmio_ops = {
	.read = window_read,
	.write = window_write,
};
