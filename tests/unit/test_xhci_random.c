// SPDX-License-Identifier: GPL-2.0-only
/* links: hw_double xhci_rig libsim/xhci */
/* test_xhci_random.c: random shapes of rings and TDs, against simple oracles:
 * no event and no byte is lost, doubled or out of order. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "xhci_rig.h"

#define NORMAL(flags)	(XHC_TRB_OF_TYPE(XHC_TRB_NORMAL) | (flags))
#define ROUNDS		40

static struct rig_device dev;
static struct rig_ring ep0, ring;
static unsigned int slot;
static uint64_t buffer, seed;

static unsigned int pick(unsigned int n)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (seed >> 33) % n;
}

static void start(unsigned int dci, unsigned int type)
{
	rig_start(NULL);
	rig_device_init(&dev, SIM_USB_HIGH);
	slot = rig_attach(&dev, 1, &ep0);
	ring = rig_ring_make(3);
	ck_assert_uint_eq(rig_endpoint(slot, dci, type, 512, 0, 0, &ring),
			  XHC_SUCCESS);
	buffer = double_dma_alloc(65536, 4096);
	for (int i = 0; i < 65536; i++)
		((uint8_t *)double_memory(buffer))[i] = i * 31 >> 3;
}

/* Takes a random number of events; counts commands, checks their order. */
static unsigned int take_some(uint64_t *expected)
{
	unsigned int most = pick(40), commands = 0;
	struct rig_trb event;

	while (most-- && rig_event(0, &event)) {
		if (XHC_TRB_TYPE(event.control) != XHC_EVENT_COMMAND)
			continue;
		commands++;
		ck_assert_uint_eq(event.parameter, *expected);
		*expected += 16;
		if (*expected == rig_commands.segment[0] +
				 (RIG_RING_TRBS - 1) * 16)
			*expected = rig_commands.segment[0];
	}
	rig_ack(0);
	return commands;
}

START_TEST(events_in_order)
{
	unsigned int put = 0, got = 0;
	uint64_t expected;

	for (int shape = 0; shape < 12; shape++) {
		seed = shape + 1;
		rig_start(NULL);
		rig_op_write(XHC_USBCMD, 0);
		double_run_for(RIG_MS);
		rig_op_write(XHC_USBCMD, XHC_CMD_HCRST);
		double_run_for(RIG_MS);
		rig_setup(1 + shape % 4, 16 + pick(8));
		expected = rig_commands.segment[0];
		for (put = got = 0; put < 600 || got < put;) {
			for (int n = pick(20); n && put - got < 30 && put < 600;
			     n--, put++)
				rig_put(&rig_commands, 0, 0,
					XHC_TRB_OF_TYPE(XHC_CMD_NOOP));
			rig_doorbell(0, 0);
			double_run_for(pick(60000));
			got += take_some(&expected);
		}
		ck_assert_uint_eq(got, 600);
		ck_assert_uint_eq(double_protocol_reports, 0);
	}
}
END_TEST

/* One TD of random pieces over the buffer; its bytes. */
static unsigned int td_put(uint32_t flags)
{
	unsigned int pieces = 1 + pick(9), bytes = 0, piece;

	while (pieces--) {
		piece = pick(4) ? pick(700) : 0;
		if (!pieces && !bytes)
			piece++;
		rig_put(&ring, buffer + bytes, piece,
			NORMAL(flags | (pieces ? XHC_TRB_CHAIN : XHC_TRB_IOC)));
		bytes += piece;
	}
	return bytes;
}

START_TEST(out_bytes_arrive)
{
	struct rig_trb event;
	unsigned int bytes;

	start(4, XHC_TYPE_BULK_OUT);
	seed = _i;
	for (int round = 0; round < ROUNDS; round++) {
		dev.out_bytes = 0;
		dev.outs = 0;
		bytes = td_put(0);
		rig_doorbell(slot, 4);
		event = rig_expect(0, XHC_EVENT_TRANSFER, 5 * RIG_MS);
		ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
		ck_assert_uint_eq(dev.out_bytes, bytes);
		ck_assert_uint_eq(dev.outs, bytes ? (bytes + 511) / 512 : 1);
		ck_assert_int_eq(memcmp(dev.out, double_memory(buffer), bytes),
				 0);
	}
}
END_TEST

static struct rig_trb trb_of(uint64_t at)
{
	struct rig_trb *trb = double_memory(at);

	return *trb;
}

/* What a driver makes of an event: lengths before the TRB, less what is left.*/
static unsigned int bytes_by_event(uint64_t first, const struct rig_trb *event)
{
	uint64_t at = first;
	unsigned int sum = 0;
	struct rig_trb trb;

	for (;; at += 16) {
		trb = trb_of(at);
		if (XHC_TRB_TYPE(trb.control) == XHC_TRB_LINK) {
			at = trb.parameter - 16;
			continue;
		}
		if (at == event->parameter)
			return sum + XHC_TRB_LENGTH(trb.status) -
			       rig_left(event);
		sum += XHC_TRB_LENGTH(trb.status);
	}
}

START_TEST(in_bytes_are_accounted_for)
{
	unsigned int bytes, expected;
	struct rig_trb event, extra;
	uint8_t from;
	uint64_t first;

	start(3, XHC_TYPE_BULK_IN);
	seed = _i;
	for (int round = 0; round < ROUNDS; round++) {
		dev.in_bytes = pick(3) ? 512 : pick(512);
		from = dev.in_next;
		first = rig_ring_position(&ring);
		bytes = td_put(XHC_TRB_ISP);
		expected = dev.in_bytes < 512 && dev.in_bytes < bytes ?
			   dev.in_bytes : bytes;
		rig_doorbell(slot, 3);
		event = rig_expect(0, XHC_EVENT_TRANSFER, 5 * RIG_MS);
		ck_assert_uint_eq(bytes_by_event(first, &event), expected);
		ck_assert_uint_eq(rig_code(&event), expected < bytes ?
				  XHC_SHORT_PACKET : XHC_SUCCESS);
		for (unsigned int i = 0; i < expected; i++)
			ck_assert_uint_eq(((uint8_t *)
				double_memory(buffer))[i], (uint8_t)(from + i));
		double_run_for(RIG_MS);
		while (rig_event(0, &extra))	/* IOC behind the short one */
			ck_assert_uint_eq(rig_code(&extra), XHC_SHORT_PACKET);
		rig_ack(0);
	}
}
END_TEST

START_TEST(stops_lose_nothing)
{
	struct rig_trb event;
	unsigned int bytes = 0, done = 0, tds = 0;

	start(4, XHC_TYPE_BULK_OUT);
	seed = _i + 100;
	while (tds < 8) {
		bytes += 7000;
		rig_put(&ring, buffer, 5000, NORMAL(XHC_TRB_CHAIN));
		rig_put(&ring, buffer + 5000, 2000, NORMAL(XHC_TRB_IOC));
		tds++;
	}
	rig_doorbell(slot, 4);
	for (int stops = 0; stops < 200 && done < tds; stops++) {
		double_run_for(pick(200000));
		rig_put(&rig_commands, 0, 0,
			XHC_TRB_OF_TYPE(XHC_CMD_STOP_ENDPOINT) | slot << 24 |
			4 << 16);
		rig_doorbell(0, 0);
		double_run_for(10000);
		while (rig_event(0, &event))
			done += XHC_TRB_TYPE(event.control) ==
				XHC_EVENT_TRANSFER &&
				rig_code(&event) == XHC_SUCCESS;
		rig_ack(0);
		rig_doorbell(slot, 4);
	}
	ck_assert_uint_eq(done, tds);
	ck_assert_uint_eq(dev.out_bytes, bytes);
	for (unsigned int i = 0; i < tds; i++)
		ck_assert_int_eq(memcmp(dev.out + i * 7000,
					double_memory(buffer), 7000), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("xhci random");
	TCase *test = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_set_timeout(test, 60);
	tcase_add_test(test, events_in_order);
	tcase_add_loop_test(test, out_bytes_arrive, 0, 10);
	tcase_add_loop_test(test, in_bytes_are_accounted_for, 0, 10);
	tcase_add_loop_test(test, stops_lose_nothing, 0, 10);
	suite_add_tcase(suite, test);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
