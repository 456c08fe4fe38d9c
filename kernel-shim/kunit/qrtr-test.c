// SPDX-License-Identifier: GPL-2.0-only
/*
 * qrtr-test.c: datagrams of which nobody would hear that they are lost, and the
 * DSP's requests, which the kernel's memory must not make fail.
 *
 * The socket and the name service are the image's and the host's; the lookup
 * that is sent finds no service and is answered by the end of the list.
 */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/net.h>
#include <linux/qrtr.h>
#include <linux/soc/qcom/qmi.h>
#include <linux/socket.h>
#include <linux/uio.h>
#include <net/net_namespace.h>
#include "sim-memory.h"
#include "sim-qmi.h"

#define SIM_TEST_NODE	1

static int sim_qrtr_ask(struct socket *sock)
{
	struct sockaddr_qrtr to = {
		AF_QIPCRTR, SIM_TEST_NODE, QRTR_PORT_CTRL,
	};
	struct qrtr_ctrl_pkt pkt = {
		.cmd = cpu_to_le32(QRTR_TYPE_NEW_LOOKUP),
	};
	struct msghdr msg = { .msg_name = &to, .msg_namelen = sizeof(to) };
	struct kvec vec = { &pkt, sizeof(pkt) };

	return kernel_sendmsg(sock, &msg, &vec, 1, sizeof(pkt));
}

static int sim_qrtr_answer(struct socket *sock, struct qrtr_ctrl_pkt *pkt)
{
	struct kvec vec = { pkt, sizeof(*pkt) };
	struct msghdr msg = {};

	return kernel_recvmsg(sock, &msg, &vec, 1, sizeof(*pkt), MSG_DONTWAIT);
}

/* The allocation after that of the datagram that is sent would fail. */
static void sim_qrtr_delivery(struct kunit *test)
{
	struct qrtr_ctrl_pkt pkt = {};
	struct socket *sock;
	int sent;

	KUNIT_ASSERT_EQ(test, sock_create_kern(&init_net, AF_QIPCRTR,
					       SOCK_DGRAM, PF_QIPCRTR, &sock),
			0);
	sim_alloc_fail_nth = 2;
	sent = sim_qrtr_ask(sock);
	msleep(20);
	sim_alloc_fail_nth = 0;
	KUNIT_EXPECT_EQ(test, sent, sizeof(pkt));
	KUNIT_EXPECT_EQ(test, sim_qrtr_answer(sock, &pkt), sizeof(pkt));
	KUNIT_EXPECT_EQ(test, le32_to_cpu(pkt.cmd), QRTR_TYPE_NEW_SERVER);
	sock_release(sock);
}

/* What the sender hears of may fail. */
static void sim_qrtr_sending(struct kunit *test)
{
	struct socket *sock;

	KUNIT_ASSERT_EQ(test, sock_create_kern(&init_net, AF_QIPCRTR,
					       SOCK_DGRAM, PF_QIPCRTR, &sock),
			0);
	sim_alloc_fail_nth = 1;
	KUNIT_EXPECT_EQ(test, sim_qrtr_ask(sock), -ENOMEM);
	sim_alloc_fail_nth = 0;
	sock_release(sock);
}

/* The memory is the DSP's own; the kernel's user of the encoder has none. */
static void sim_qrtr_encoding(struct kunit *test)
{
	struct sim_qmi_stream_request request = { .enable = true };
	u8 bytes[128], value = 0;
	static const struct qmi_elem_info ei[] = { {} };
	size_t len = sizeof(value);

	sim_alloc_fail_nth = 1;
	KUNIT_EXPECT_GT(test, sim_qmi_encode_request(&request, 1, bytes,
						     sizeof(bytes)), 0L);
	KUNIT_EXPECT_EQ(test, sim_alloc_fail_nth, 0);
	sim_alloc_fail_nth = 1;
	KUNIT_EXPECT_PTR_EQ(test, qmi_encode_message(QMI_REQUEST, 1, &len, 1,
						     ei, &value),
			    ERR_PTR(-ENOMEM));
	sim_alloc_fail_nth = 0;
}

static struct kunit_case sim_qrtr_cases[] = {
	KUNIT_CASE(sim_qrtr_delivery),
	KUNIT_CASE(sim_qrtr_sending),
	KUNIT_CASE(sim_qrtr_encoding),
	{}
};

static struct kunit_suite sim_qrtr_suite = {
	.name = "sim_qrtr",
	.test_cases = sim_qrtr_cases,
};
kunit_test_suite(sim_qrtr_suite);
