/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * qrtr.h: the wire between the kernel's QRTR node and the remote ones. Host
 * world; the nodes themselves (name service, services) are the DSP's, which
 * hears the kernel through sim_board.packet().
 */
#ifndef SIM_QRTR_H
#define SIM_QRTR_H

#include "sim/border.h"

/* Queues a packet for the kernel's node and pulses SIM_IRQ_QRTR. */
void sim_qrtr_deliver(const struct sim_qrtr_packet *packet);

#endif /* SIM_QRTR_H */
