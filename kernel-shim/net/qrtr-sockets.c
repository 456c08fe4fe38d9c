// SPDX-License-Identifier: GPL-2.0-only
/*
 * qrtr-sockets.c: datagram sockets of the QRTR family for kernel users.
 *
 * Stands in for net/socket.c, net/core and net/qrtr as far as
 * drivers/soc/qcom/qmi_interface.c sees them. The router, the name service
 * and all other nodes are host world: every datagram goes out by
 * sim_qrtr_send(), and what comes in waits in sim_qrtr_receive() and pulses
 * the line SIM_IRQ_QRTR. The interrupt only schedules a tasklet; sockets are
 * told from there, in softirq context.
 * Not modelled: user-space sockets, connect, flow control (confirm-rx),
 * blocking receives, the network reset of a late name service, and datagrams
 * that are lost for lack of memory where their sender does not hear of it.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/net.h>
#include <linux/qrtr.h>
#include <linux/rculist.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/socket.h>
#include <linux/uio.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "sim-race.h"
#include "sim-shadow.h"
#include "sim/border.h"

/* What net/qrtr/af_qrtr.c gives the local node and unbound sockets. */
#define SIM_QRTR_NODE		1
#define SIM_QRTR_PORT_FIRST	0x4000
#define SIM_QRTR_PORT_LAST	0x7fff
/* Datagrams that a socket holds before it drops more. */
#define SIM_QRTR_BACKLOG	64

struct sim_datagram {
	struct list_head item;
	struct sockaddr_qrtr from;
	size_t length;
	u8 data[];
};

struct sim_socket {
	struct socket socket;
	struct sock sk;
	struct list_head item;		/* in sim_qrtr_ports, by RCU */
	struct sockaddr_qrtr address;
	struct mutex lock;		/* lock_sock() */
	spinlock_t queue_lock;		/* sk_receive_queue.lock */
	struct list_head queue;
	unsigned int queued;
	bool bound;
};

/* The only namespace. */
struct net init_net;

static LIST_HEAD(sim_qrtr_ports);
static DEFINE_SPINLOCK(sim_qrtr_lock);
static u32 sim_qrtr_next_port = SIM_QRTR_PORT_FIRST;
static struct sim_qrtr_packet sim_qrtr_incoming;

static struct sim_socket *sim_socket_of(struct socket *socket)
{
	return container_of(socket, struct sim_socket, socket);
}

static void sim_socket_put(struct sim_socket *sim)
{
	sim_race_release(sim, SIM_RACE_DONE);
	if (!refcount_dec_and_test(&sim->sk.sk_refcnt))
		return;
	sim_race_acquire(sim, SIM_RACE_DONE);
	kfree(sim);
}

/* ---- ports ---- */

static bool sim_port_taken(u32 port)
{
	struct sim_socket *sim;

	list_for_each_entry(sim, &sim_qrtr_ports, item)
		if (sim->address.sq_port == port)
			return true;
	return false;
}

static int sim_socket_bind(struct sim_socket *sim)
{
	u32 tries = SIM_QRTR_PORT_LAST - SIM_QRTR_PORT_FIRST + 1;
	int error = -EADDRINUSE;
	u32 port;

	if (sim->bound)
		return 0;
	spin_lock_bh(&sim_qrtr_lock);
	while (error && tries--) {
		port = sim_qrtr_next_port++;
		if (sim_qrtr_next_port > SIM_QRTR_PORT_LAST)
			sim_qrtr_next_port = SIM_QRTR_PORT_FIRST;
		if (sim_port_taken(port))
			continue;
		sim->address.sq_port = port;
		refcount_inc(&sim->sk.sk_refcnt);
		sim_race_release(sim, SIM_RACE_QUEUE);
		list_add_tail_rcu(&sim->item, &sim_qrtr_ports);
		sim->bound = true;
		error = 0;
	}
	spin_unlock_bh(&sim_qrtr_lock);
	return error;
}

static struct sim_socket *sim_port_lookup(u32 port)
{
	struct sim_socket *sim, *found = NULL;

	rcu_read_lock();
	list_for_each_entry_rcu(sim, &sim_qrtr_ports, item)
		if (sim->address.sq_port == port &&
		    refcount_inc_not_zero(&sim->sk.sk_refcnt)) {
			sim_race_acquire(sim, SIM_RACE_QUEUE);
			found = sim;
			break;
		}
	rcu_read_unlock();
	return found;
}

/* ---- sending ---- */

static int sim_datagram_send(const struct sockaddr_qrtr *from,
			     const struct sockaddr_qrtr *to,
			     struct iov_iter *iter, size_t len, gfp_t gfp)
{
	struct sim_qrtr_packet *packet = kzalloc(sizeof(*packet), gfp);
	int error;

	if (!packet)
		return -ENOMEM;
	packet->source_node = from->sq_node;
	packet->source_port = from->sq_port;
	packet->target_node = to->sq_node;
	packet->target_port = to->sq_port;
	packet->length = len;
	if (iov_iter_is_kvec(iter) && iter->nr_segs == 1)
		sim_unwritten_ask(iter->kvec->iov_base + iter->iov_offset, len,
				  "sent to the DSP", _RET_IP_);
	if (!copy_from_iter_full(packet->data, len, iter))
		error = -EFAULT;
	else
		error = sim_qrtr_send(packet);
	kfree(packet);
	return error;
}

/* Tells every node that the port is gone, as qrtr_port_remove() does. */
static void sim_port_announce_gone(struct sim_socket *sim)
{
	struct sockaddr_qrtr to = {
		AF_QIPCRTR, QRTR_NODE_BCAST, QRTR_PORT_CTRL,
	};
	struct qrtr_ctrl_pkt pkt = {
		.cmd = cpu_to_le32(QRTR_TYPE_DEL_CLIENT),
	};
	struct kvec vec = { &pkt, sizeof(pkt) };
	struct iov_iter iter;

	pkt.client.node = cpu_to_le32(sim->address.sq_node);
	pkt.client.port = cpu_to_le32(sim->address.sq_port);
	iov_iter_kvec(&iter, ITER_SOURCE, &vec, 1, sizeof(pkt));
	sim_datagram_send(&sim->address, &to, &iter, sizeof(pkt),
			  GFP_KERNEL | __GFP_NOFAIL);
}

/* shim: modelled - one datagram to the router; binds on first use */
int kernel_sendmsg(struct socket *sock, struct msghdr *msg, struct kvec *vec,
		   size_t num, size_t size)
{
	struct sim_socket *sim = sim_socket_of(sock);
	struct sockaddr_qrtr *to = msg->msg_name;
	int error;

	if (!to || msg->msg_namelen < sizeof(*to) ||
	    to->sq_family != AF_QIPCRTR)
		return -EINVAL;
	if (size > sizeof(((struct sim_qrtr_packet *)NULL)->data))
		return -EMSGSIZE;
	mutex_lock(&sim->lock);
	error = sim_socket_bind(sim);
	if (!error) {
		iov_iter_kvec(&msg->msg_iter, ITER_SOURCE, vec, num, size);
		error = sim_datagram_send(&sim->address, to, &msg->msg_iter,
					  size, GFP_KERNEL);
	}
	mutex_unlock(&sim->lock);
	return error < 0 ? error : size;
}

/* ---- receiving ---- */

static struct sim_datagram *sim_socket_dequeue(struct sim_socket *sim)
{
	struct sim_datagram *datagram;

	spin_lock_bh(&sim->queue_lock);
	datagram = list_first_entry_or_null(&sim->queue, struct sim_datagram,
					    item);
	if (datagram) {
		list_del(&datagram->item);
		sim->queued--;
	}
	spin_unlock_bh(&sim->queue_lock);
	return datagram;
}

static int sim_datagram_copy(struct sim_datagram *datagram, struct msghdr *msg,
			     size_t size)
{
	size_t copied = min(size, datagram->length);

	if (copied < datagram->length)
		msg->msg_flags |= MSG_TRUNC;
	if (copy_to_iter(datagram->data, copied, &msg->msg_iter) != copied)
		return -EFAULT;
	if (msg->msg_name) {
		memcpy(msg->msg_name, &datagram->from, sizeof(datagram->from));
		msg->msg_namelen = sizeof(datagram->from);
	}
	return copied;
}

static int sim_socket_receive(struct sim_socket *sim, struct msghdr *msg,
			      size_t size)
{
	struct sim_datagram *datagram;
	int result;

	if (!sim->bound)
		return -EADDRNOTAVAIL;
	result = xchg(&sim->sk.sk_err, 0);
	if (result)
		return -result;
	datagram = sim_socket_dequeue(sim);
	if (!datagram)
		return -EAGAIN;
	result = sim_datagram_copy(datagram, msg, size);
	kfree(datagram);
	return result;
}

/* shim: modelled - the oldest datagram; only with MSG_DONTWAIT */
int kernel_recvmsg(struct socket *sock, struct msghdr *msg, struct kvec *vec,
		   size_t num, size_t size, int flags)
{
	struct sim_socket *sim = sim_socket_of(sock);
	int result;

	if (!(flags & MSG_DONTWAIT))
		sim_trap("kernel_recvmsg(blocking)");
	iov_iter_kvec(&msg->msg_iter, ITER_DEST, vec, num, size);
	mutex_lock(&sim->lock);
	result = sim_socket_receive(sim, msg, size);
	mutex_unlock(&sim->lock);
	return result;
}

/*
 * Queues and tells the owner; a full or dead socket drops, as the kernel's. What
 * the transport would lose for lack of memory is none of the driver's faults.
 */
static void sim_socket_deliver(struct sim_socket *sim,
			       const struct sim_qrtr_packet *packet)
{
	struct sim_datagram *datagram;
	struct sock *sk = &sim->sk;

	datagram = kzalloc(struct_size(datagram, data, packet->length),
			   GFP_ATOMIC | __GFP_NOFAIL);
	datagram->from.sq_family = AF_QIPCRTR;
	datagram->from.sq_node = packet->source_node;
	datagram->from.sq_port = packet->source_port;
	datagram->length = packet->length;
	memcpy(datagram->data, packet->data, packet->length);
	spin_lock(&sim->queue_lock);
	if (sim->queued < SIM_QRTR_BACKLOG) {
		list_add_tail(&datagram->item, &sim->queue);
		sim->queued++;
		datagram = NULL;
	}
	spin_unlock(&sim->queue_lock);
	kfree(datagram);
	if (!datagram && !sock_flag(sk, SOCK_DEAD))
		sk->sk_data_ready(sk);
}

static void sim_qrtr_drain(struct tasklet_struct *tasklet)
{
	struct sim_socket *sim;

	while (sim_qrtr_receive(&sim_qrtr_incoming)) {
		sim = sim_port_lookup(sim_qrtr_incoming.target_port);
		if (!sim)
			continue;
		sim_socket_deliver(sim, &sim_qrtr_incoming);
		sim_socket_put(sim);
	}
}
static DECLARE_TASKLET(sim_qrtr_tasklet, sim_qrtr_drain);

static irqreturn_t sim_qrtr_interrupt(int irq, void *data)
{
	tasklet_schedule(&sim_qrtr_tasklet);
	return IRQ_HANDLED;
}

static int __init sim_qrtr_init(void)
{
	return request_irq(SIM_IRQ_QRTR, sim_qrtr_interrupt,
			   IRQF_NO_SUSPEND | IRQF_TRIGGER_RISING, "qrtr", NULL);
}
subsys_initcall(sim_qrtr_init);

/* ---- life of a socket ---- */

static void sim_socket_ready(struct sock *sk)
{
}

/* shim: modelled - an unbound QRTR datagram socket; other families: error */
int sock_create_kern(struct net *net, int family, int type, int proto,
		     struct socket **res)
{
	struct sim_socket *sim;

	if (family != AF_QIPCRTR)
		return -EAFNOSUPPORT;
	if (type != SOCK_DGRAM)
		return -EPROTOTYPE;
	sim = kzalloc(sizeof(*sim), GFP_KERNEL);
	if (!sim)
		return -ENOMEM;
	mutex_init(&sim->lock);
	spin_lock_init(&sim->queue_lock);
	INIT_LIST_HEAD(&sim->queue);
	refcount_set(&sim->sk.sk_refcnt, 1);
	rwlock_init(&sim->sk.sk_callback_lock);
	sim->sk.sk_data_ready = sim_socket_ready;
	sim->sk.sk_error_report = sim_socket_ready;
	sim->sk.sk_socket = &sim->socket;
	sim->socket.sk = &sim->sk;
	sim->socket.type = type;
	sim->address.sq_family = AF_QIPCRTR;
	sim->address.sq_node = SIM_QRTR_NODE;
	*res = &sim->socket;
	return 0;
}

/* shim: modelled - the port is 0 until the first datagram binds the socket */
int kernel_getsockname(struct socket *sock, struct sockaddr *addr)
{
	struct sim_socket *sim = sim_socket_of(sock);

	mutex_lock(&sim->lock);
	memcpy(addr, &sim->address, sizeof(sim->address));
	mutex_unlock(&sim->lock);
	return sizeof(sim->address);
}

/* shim: modelled - dead first, then unreachable after a grace period */
void sock_release(struct socket *sock)
{
	struct sim_socket *sim = sim_socket_of(sock);
	struct sim_datagram *datagram;

	mutex_lock(&sim->lock);
	sock_set_flag(&sim->sk, SOCK_DEAD);
	if (sim->bound) {
		sim_port_announce_gone(sim);
		spin_lock_bh(&sim_qrtr_lock);
		list_del_rcu(&sim->item);
		spin_unlock_bh(&sim_qrtr_lock);
		synchronize_rcu();
		sim_socket_put(sim);
	}
	while ((datagram = sim_socket_dequeue(sim)))
		kfree(datagram);
	mutex_unlock(&sim->lock);
	sim_socket_put(sim);
}

/* shim: stub - there is one namespace and nothing to set up in it */
int register_pernet_subsys(struct pernet_operations *ops)
{
	return 0;
}

/* shim: stub - no buffer is ever made, so only "none" can be dropped */
void __fix_address sk_skb_reason_drop(const struct sock *sk,
				      struct sk_buff *skb,
				      enum skb_drop_reason reason)
{
	if (skb)
		sim_trap("sk_skb_reason_drop");
}
