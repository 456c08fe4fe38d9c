// SPDX-License-Identifier: GPL-2.0-only
/*
 * qrtr.c: packets between the kernel's node and what listens beyond it.
 *
 * A queue towards the kernel whose interrupt line gives a pulse for each packet,
 * as the doorbells between processors do (IRQ_TYPE_EDGE_RISING in the device
 * trees). A level would stay asserted until the kernel's tasklet took the
 * packet, and a strategy that likes the line would never let it. Does not model:
 * flow control, lost packets, delays other than the strategy's.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include "machine.h"
#include "sim/qrtr.h"

static const struct sim_board *board(void)
{
	static const struct sim_board none;

	return sim_host.config && sim_host.config->board ?
	       sim_host.config->board : &none;
}

static void packet_hash(const struct sim_qrtr_packet *packet)
{
	sim_hash_fold((uint64_t)packet->source_node << 32 | packet->source_port,
		      (uint64_t)packet->target_node << 32 |
		      packet->target_port);
	sim_hash_text((const char *)packet->data, packet->length);
}

int sim_qrtr_send(const struct sim_qrtr_packet *packet)
{
	int err;

	if (packet->length > sizeof(packet->data))
		return -EMSGSIZE;
	packet_hash(packet);
	if (!board()->packet)
		return -ENODEV;
	M->quiet++;
	err = board()->packet(packet);
	M->quiet--;
	return err;
}

void sim_qrtr_deliver(const struct sim_qrtr_packet *packet)
{
	struct sim_packet_node *node;

	sim_assert(packet->length <= sizeof(packet->data));
	node = sim_state_alloc(offsetof(struct sim_packet_node, packet.data) +
			       packet->length);
	packet_hash(packet);
	memcpy(&node->packet, packet, offsetof(struct sim_qrtr_packet, data) +
	       packet->length);
	if (M->qrtr_last)
		M->qrtr_last->next = node;
	else
		M->qrtr_first = node;
	M->qrtr_last = node;
	sim_irq_pulse(SIM_IRQ_QRTR);
}

int sim_qrtr_receive(struct sim_qrtr_packet *packet)
{
	struct sim_packet_node *node = M->qrtr_first;

	if (!node)
		return 0;
	memcpy(packet, &node->packet, offsetof(struct sim_qrtr_packet, data) +
	       node->packet.length);
	M->qrtr_first = node->next;
	if (!M->qrtr_first)
		M->qrtr_last = NULL;
	sim_state_free(node);
	return 1;
}

int sim_afe_usb_device(unsigned int card, unsigned int pcm)
{
	int err;

	sim_hash_fold(card, pcm);
	if (!board()->afe_usb_device)
		return -ENODEV;
	M->quiet++;
	err = board()->afe_usb_device(card, pcm);
	M->quiet--;
	return err;
}
