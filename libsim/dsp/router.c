// SPDX-License-Identifier: GPL-2.0-only
/*
 * router.c: the QRTR router and its name service, between the kernel's node
 * and the DSP's. Control packets are answered here as net/qrtr/ns.c does;
 * data goes through.
 *
 * Source: include/uapi/linux/qrtr.h (control packets), net/qrtr/ns.c.
 * Not modelled: more than two nodes, flow control, routing.
 */
#include <errno.h>
#include <string.h>

#include "sim/qrtr.h"
#include "dsp_private.h"
#include "router.h"

#define SIM_QRTR_PORT_CONTROL	0xfffffffeu
#define SIM_ROUTER_SERVICES	8

/* include/linux/soc/qcom/qmi.h: first byte of a message */
#define SIM_QMI_INDICATION	4

/* include/uapi/linux/qrtr.h */
enum {
	SIM_QRTR_HELLO = 2, SIM_QRTR_BYE, SIM_QRTR_NEW_SERVER,
	SIM_QRTR_DEL_SERVER, SIM_QRTR_DEL_CLIENT, SIM_QRTR_RESUME_TX,
	SIM_QRTR_NEW_LOOKUP = 10, SIM_QRTR_DEL_LOOKUP,
};

/* struct qrtr_ctrl_pkt: five little-endian words */
struct sim_control_packet {
	uint32_t command;
	uint32_t word[4];	/* server: service, instance, node, port;
				 * client: node, port */
};

struct sim_service {
	uint32_t service, instance, port;	/* port 0: free */
};

SIM_STATE static struct sim_router {
	struct sim_service service[SIM_ROUTER_SERVICES];
} *sim_router;

static void sim_router_find(void)
{
	for (int i = 0; i < SIM_ROUTER_SERVICES; i++)
		if (sim_router->service[i].port &&
		    sim_router->service[i].service == SIM_DSP_SERVICE) {
			sim_dsp->service_port = sim_router->service[i].port;
			sim_dsp->connected = true;
			sim_dsp_wake();
			return;
		}
	sim_dsp->connected = false;
}

static int sim_service_add(uint32_t service, uint32_t instance, uint32_t port)
{
	for (int i = 0; i < SIM_ROUTER_SERVICES; i++) {
		struct sim_service *s = &sim_router->service[i];

		if (s->port && (s->port != port || s->service != service))
			continue;
		s->service = service;
		s->instance = instance;
		s->port = port;
		sim_router_find();
		return 0;
	}
	return -ENOSPC;
}

static void sim_service_remove(uint32_t port)
{
	for (int i = 0; i < SIM_ROUTER_SERVICES; i++)
		if (sim_router->service[i].port == port)
			sim_router->service[i].port = 0;
	sim_router_find();
}

static void sim_router_tell(uint32_t port,
			    const struct sim_control_packet *control)
{
	struct sim_qrtr_packet packet = {
		.source_node = SIM_QRTR_NODE_KERNEL,
		.source_port = SIM_QRTR_PORT_CONTROL,
		.target_node = SIM_QRTR_NODE_KERNEL,
		.target_port = port,
		.length = sizeof(*control),
	};

	memcpy(packet.data, control, sizeof(*control));
	sim_qrtr_deliver(&packet);
}

static void sim_router_tell_all(const struct sim_control_packet *control)
{
	for (int i = 0; i < SIM_ROUTER_SERVICES; i++)
		if (sim_router->service[i].port)
			sim_router_tell(sim_router->service[i].port, control);
}

/* The DSP's node is gone: every local server hears it (ctrl_cmd_bye()). */
void sim_router_say_bye(void)
{
	struct sim_control_packet control = {
		.command = SIM_QRTR_BYE, .word = { SIM_QRTR_NODE_DSP, },
	};

	sim_router_tell_all(&control);
}

/* One port of the DSP was closed (ctrl_cmd_del_client()). */
void sim_router_say_client_gone(uint32_t port)
{
	struct sim_control_packet control = {
		.command = SIM_QRTR_DEL_CLIENT,
		.word = { SIM_QRTR_NODE_DSP, port, },
	};

	sim_router_tell_all(&control);
}

static int sim_router_control(const struct sim_qrtr_packet *packet)
{
	struct sim_control_packet control, none = { SIM_QRTR_NEW_SERVER, {0} };

	if (packet->length < sizeof(control))
		return -EINVAL;
	memcpy(&control, packet->data, sizeof(control));
	switch (control.command) {
	case SIM_QRTR_NEW_SERVER:
		return sim_service_add(control.word[0], control.word[1],
				       packet->source_port);
	case SIM_QRTR_DEL_SERVER:
		sim_service_remove(packet->source_port);
		return 0;
	case SIM_QRTR_DEL_CLIENT:
		sim_service_remove(control.word[1]);
		return 0;
	case SIM_QRTR_NEW_LOOKUP:
		/* no service behind the router: the end of the list */
		sim_router_tell(packet->source_port, &none);
		return 0;
	default:
		return 0;
	}
}

/* The DSP goes on with what an indication that it never heard takes from it. */
static int sim_router_lose(const struct sim_qrtr_packet *packet)
{
	sim_dsp->careless |= packet->length &&
			     packet->data[0] == SIM_QMI_INDICATION;
	return -ENETRESET;
}

static int sim_router_queue(const struct sim_qrtr_packet *packet)
{
	struct sim_dsp_inbox *item;

	if (!sim_dsp->alive)
		return -ENODEV;
	if (sim_dsp->refuse_nth && !--sim_dsp->refuse_nth)
		return sim_router_lose(packet);
	item = sim_state_alloc(sizeof(*item));
	memcpy(&item->packet, packet, offsetof(struct sim_qrtr_packet, data) +
	       packet->length);
	*sim_dsp->last = item;
	sim_dsp->last = &item->next;
	sim_dsp_wake();
	return 0;
}

/**
 * sim_router_packet() - take a datagram from the kernel's node
 * @packet: the datagram; its length was checked by the sender
 *
 * Return: 0, -EHOSTUNREACH for a node that is not there, -ENODEV while the DSP
 * is dead, -EINVAL for a control packet that is none.
 * Context: any; does not block.
 */
int sim_router_packet(const struct sim_qrtr_packet *packet)
{
	if (!sim_router)
		return -EHOSTUNREACH;
	if (packet->length > sizeof(packet->data))
		return -EMSGSIZE;
	if (packet->target_port == SIM_QRTR_PORT_CONTROL)
		return sim_router_control(packet);
	if (packet->target_node != SIM_QRTR_NODE_DSP)
		return -EHOSTUNREACH;
	return sim_router_queue(packet);
}

void sim_router_start(void)
{
	sim_router = sim_state_alloc(sizeof(*sim_router));
}
