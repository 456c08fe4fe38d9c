// SPDX-License-Identifier: GPL-2.0-only
/* links: hw_double xhci_rig libsim/xhci */
/* test_xhci_transfers.c: bulk and interrupt endpoints, stopping in the middle
 * of a TD, suspend and resume, hot unplug. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "xhci_rig.h"

#define NORMAL(flags)	(XHC_TRB_OF_TYPE(XHC_TRB_NORMAL) | (flags))

static struct rig_device dev;
static struct rig_ring ep0, ring;
static unsigned int slot;
static uint64_t buffer;

static void start(enum sim_usb_speed speed, unsigned int dci,
		  unsigned int type, unsigned int max_packet,
		  unsigned int interval)
{
	rig_start(NULL);
	rig_device_init(&dev, speed);
	slot = rig_attach(&dev, speed == SIM_USB_SUPER ? 3 : 1, &ep0);
	ring = rig_ring_make(2);
	ck_assert_uint_eq(rig_endpoint(slot, dci, type, max_packet, interval,
				       0, &ring), XHC_SUCCESS);
	buffer = double_dma_alloc(65536, 4096);
	for (int i = 0; i < 65536; i++)
		((uint8_t *)double_memory(buffer))[i] = i * 7;
}

START_TEST(bulk_out_chain)
{
	struct rig_trb event;
	uint64_t last;

	start(SIM_USB_HIGH, 4, XHC_TYPE_BULK_OUT, 512, 0);
	rig_put(&ring, buffer, 700, NORMAL(XHC_TRB_CHAIN));
	rig_put(&ring, buffer + 700, 0, NORMAL(XHC_TRB_CHAIN));
	last = rig_put(&ring, buffer + 700, 3300, NORMAL(XHC_TRB_IOC));
	rig_put(&ring, 0x0807060504030201ull, 5,
		NORMAL(XHC_TRB_IOC | XHC_TRB_IDT));
	rig_put(&ring, 0, 0, NORMAL(XHC_TRB_IOC));	/* zero-length packet */
	rig_doorbell(slot, 4);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	ck_assert_uint_eq(event.parameter, last);
	rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(dev.outs, 8 + 1 + 1);
	ck_assert_uint_eq(dev.out_bytes, 4005);
	ck_assert_int_eq(memcmp(dev.out, double_memory(buffer), 4000), 0);
	ck_assert_uint_eq(dev.out[4004], 5);
}
END_TEST

START_TEST(bulk_in_short_in_the_middle)
{
	struct rig_trb event;
	uint64_t first, last;

	start(SIM_USB_HIGH, 3, XHC_TYPE_BULK_IN, 512, 0);
	dev.in_bytes = 100;
	first = rig_put(&ring, buffer, 512, NORMAL(XHC_TRB_CHAIN | XHC_TRB_ISP));
	last = rig_put(&ring, buffer + 512, 512,
		       NORMAL(XHC_TRB_IOC | XHC_TRB_ISP));
	rig_doorbell(slot, 3);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SHORT_PACKET);
	ck_assert_uint_eq(rig_left(&event), 412);
	ck_assert_uint_eq(event.parameter, first);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SHORT_PACKET);
	ck_assert_uint_eq(event.parameter, last);
	ck_assert_uint_eq(dev.ins, 1);
	ck_assert_uint_eq(((uint8_t *)double_memory(buffer))[99], 99);
}
END_TEST

START_TEST(packet_over_buffers)
{
	uint8_t *memory;

	start(SIM_USB_HIGH, 3, XHC_TYPE_BULK_IN, 512, 0);
	dev.in_bytes = 512;
	rig_put(&ring, buffer, 200, NORMAL(XHC_TRB_CHAIN));
	rig_put(&ring, buffer + 4096, 12, NORMAL(XHC_TRB_CHAIN));
	rig_put(&ring, buffer + 8192, 300, NORMAL(XHC_TRB_IOC));
	rig_doorbell(slot, 3);
	rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	memory = double_memory(buffer);
	ck_assert_uint_eq(memory[199], 199);
	ck_assert_uint_eq(memory[4096], 200);
	ck_assert_uint_eq(memory[8192], 212);
	ck_assert_uint_eq(memory[8192 + 299], 511 % 256);
	ck_assert_uint_eq(dev.ins, 1);
}
END_TEST

START_TEST(td_handed_over_in_parts)
{
	struct rig_trb event;

	start(SIM_USB_HIGH, 3, XHC_TYPE_BULK_IN, 512, 0);
	dev.in_bytes = 100;
	/* the short packet ends a TD whose end is not there yet */
	rig_put(&ring, buffer, 512, NORMAL(XHC_TRB_CHAIN | XHC_TRB_ISP));
	rig_doorbell(slot, 3);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SHORT_PACKET);
	rig_put(&rig_commands, 0, 0, XHC_TRB_OF_TYPE(XHC_CMD_STOP_ENDPOINT) |
		slot << 24 | 3 << 16);
	rig_doorbell(0, 0);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_STOPPED_SHORT_PACKET);
	ck_assert_uint_eq(rig_left(&event), 100);	/* EDTLA */
	rig_expect(0, XHC_EVENT_COMMAND, RIG_MS);
	/* the end of it, and a TD behind */
	rig_put(&ring, buffer, 512, NORMAL(0));
	rig_put(&ring, buffer, 100, NORMAL(XHC_TRB_IOC));
	rig_doorbell(slot, 3);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	ck_assert_uint_eq(dev.ins, 2);
}
END_TEST

START_TEST(stop_inside_a_td)
{
	struct rig_trb event;
	uint64_t at;

	start(SIM_USB_HIGH, 4, XHC_TYPE_BULK_OUT, 512, 0);
	at = rig_put(&ring, buffer, 60000, NORMAL(XHC_TRB_IOC));
	rig_doorbell(slot, 4);
	double_run_for(200000);		/* some microframes' worth */
	ck_assert_uint_gt(dev.outs, 0);
	rig_put(&rig_commands, 0, 0, XHC_TRB_OF_TYPE(XHC_CMD_STOP_ENDPOINT) |
		slot << 24 | 4 << 16);
	rig_doorbell(0, 0);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_STOPPED);
	ck_assert_uint_eq(event.parameter, at);
	ck_assert_uint_eq(rig_left(&event), 60000 - dev.out_bytes);
	ck_assert_uint_eq(rig_endpoint_dequeue(slot, 4), at | 1);
	rig_expect(0, XHC_EVENT_COMMAND, RIG_MS);
	/* the doorbell takes the TD up where it was */
	rig_doorbell(slot, 4);
	event = rig_expect(0, XHC_EVENT_TRANSFER, 3 * RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	ck_assert_uint_eq(dev.out_bytes, 60000);
	ck_assert_int_eq(memcmp(dev.out, double_memory(buffer), 60000), 0);
}
END_TEST

START_TEST(set_dequeue_drops_the_td)
{
	struct rig_trb event;

	start(SIM_USB_HIGH, 4, XHC_TYPE_BULK_OUT, 512, 0);
	rig_put(&ring, buffer, 60000, NORMAL(XHC_TRB_IOC));
	rig_doorbell(slot, 4);
	double_run_for(200000);
	event = rig_command(0, 0, XHC_TRB_OF_TYPE(XHC_CMD_SET_DEQUEUE) |
			    slot << 24 | 4 << 16);
	ck_assert_uint_eq(rig_code(&event), XHC_CONTEXT_STATE_ERROR);
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_STOP_ENDPOINT, slot, 4),
			  XHC_SUCCESS);
	event = rig_command(rig_ring_position(&ring) | 1, 0,
			    XHC_TRB_OF_TYPE(XHC_CMD_SET_DEQUEUE) | slot << 24 |
			    4 << 16);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	ck_assert_uint_eq(rig_endpoint_dequeue(slot, 4),
			  rig_ring_position(&ring) | 1);
	dev.out_bytes = 0;
	rig_put(&ring, buffer + 5, 10, NORMAL(XHC_TRB_IOC));
	rig_doorbell(slot, 4);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	ck_assert_uint_eq(dev.out_bytes, 10);
	ck_assert_uint_eq(dev.out[0], 35);
}
END_TEST

START_TEST(stall_and_transaction_error)
{
	struct rig_trb event;
	uint64_t at;

	start(SIM_USB_HIGH, 3, XHC_TYPE_BULK_IN, 512, 0);
	dev.in_answer = _i ? SIM_USB_SILENT : SIM_USB_STALL;
	at = rig_put(&ring, buffer, 512, NORMAL(XHC_TRB_IOC));
	rig_doorbell(slot, 3);
	event = rig_expect(0, XHC_EVENT_TRANSFER, 2 * RIG_MS);
	ck_assert_uint_eq(rig_code(&event),
			  _i ? XHC_TRANSACTION_ERROR : XHC_STALL);
	ck_assert_uint_eq(rig_endpoint_state(slot, 3), XHC_EP_HALTED);
	/* soft retry: TSP keeps the TD (4.6.8.1) */
	event = rig_command(0, 0, XHC_TRB_OF_TYPE(XHC_CMD_RESET_ENDPOINT) |
			    XHC_TRB_TSP | slot << 24 | 3 << 16);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	dev.in_answer = SIM_USB_ACK;
	dev.in_bytes = 512;
	rig_doorbell(slot, 3);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	ck_assert_uint_eq(event.parameter, at);
}
END_TEST

/* _i: nothing but the halt, the device pulled before, no memory, reset in time */
START_TEST(halted_for_a_second)
{
	static const char *const text[] = {
		"a halted endpoint is never reset",
		"the halted endpoint of a device that is gone is never reset",
		"a halted endpoint is never reset, as memory failed",
	};
	struct sim_trouble trouble[2];

	start(SIM_USB_HIGH, 3, XHC_TYPE_BULK_IN, 512, 0);
	dev.in_answer = SIM_USB_STALL;
	rig_put(&ring, buffer, 512, NORMAL(XHC_TRB_IOC));
	rig_doorbell(slot, 3);
	rig_expect(0, XHC_EVENT_TRANSFER, 2 * RIG_MS);
	double_memory_refused = _i == 2;
	if (_i == 1)
		sim_xhci_unplug(rig_xhci, 1);
	double_run_for(900 * RIG_MS);
	ck_assert_int_eq(sim_xhci_troubles(rig_xhci, trouble, 2), 0);
	if (_i == 3)
		rig_command(0, 0, XHC_TRB_OF_TYPE(XHC_CMD_RESET_ENDPOINT) |
			    slot << 24 | 3 << 16);
	double_run_for(200 * RIG_MS);
	ck_assert_int_eq(sim_xhci_troubles(rig_xhci, trouble, 2), _i < 3);
	ck_assert_int_eq(sim_xhci_troubles(rig_xhci, trouble, 0), 0);
	if (_i == 3)
		return;
	ck_assert_str_eq(trouble[0].text, text[_i]);
	ck_assert_str_eq(trouble[0].folder, "drivers/usb/");
	ck_assert_int_eq(trouble[0].finding, 0);
}
END_TEST

/* What it does, in words; nothing where its device could not answer. _i: the
 * device is pulled, the controller stopped, another one is plugged in. */
START_TEST(endpoint_in_words)
{
	struct rig_device other;

	start(SIM_USB_HIGH, 3, XHC_TYPE_INTERRUPT_IN, 16, 3);
	dev.in_answer = SIM_USB_NAK;
	rig_put(&ring, buffer, 16, NORMAL(XHC_TRB_IOC));
	rig_doorbell(slot, 3);
	ck_assert_str_eq(sim_xhci_endpoint_does(rig_xhci, slot, 3), "runs");
	ck_assert_str_eq(sim_xhci_endpoint_does(rig_xhci, slot, 4),
			 "is disabled");
	rig_command(0, 0, XHC_TRB_OF_TYPE(XHC_CMD_STOP_ENDPOINT) |
		    slot << 24 | 3 << 16);
	ck_assert_str_eq(sim_xhci_endpoint_does(rig_xhci, slot, 3),
			 "is stopped");
	ck_assert_ptr_null(sim_xhci_endpoint_does(rig_xhci, slot + 1, 3));
	ck_assert_ptr_null(sim_xhci_endpoint_does(rig_xhci, 0, 3));
	if (_i == 1)
		rig_op_write(XHC_USBCMD, rig_op(XHC_USBCMD) & ~XHC_CMD_RS);
	else
		sim_xhci_unplug(rig_xhci, 1);
	if (_i == 2) {
		rig_device_init(&other, SIM_USB_HIGH);
		sim_xhci_plug(rig_xhci, 1, &other.usb);
	}
	double_run_for(5 * RIG_MS);
	ck_assert_ptr_null(sim_xhci_endpoint_does(rig_xhci, slot, 3));
}
END_TEST

START_TEST(naks_cost_nothing)
{
	struct rig_trb event;
	unsigned int before;

	start(SIM_USB_HIGH, 3, XHC_TYPE_INTERRUPT_IN, 16, 3);
	dev.in_answer = SIM_USB_NAK;
	rig_put(&ring, buffer, 16, NORMAL(XHC_TRB_IOC | XHC_TRB_ISP));
	rig_doorbell(slot, 3);
	double_run_for(10 * RIG_MS);
	before = double_events_run;
	double_run_for(1000 * RIG_MS);
	ck_assert_uint_eq(double_events_run, before);
	dev.in_answer = SIM_USB_ACK;
	dev.in_bytes = 6;
	dev.usb.port_ops->ready(dev.usb.port, 0x81);
	event = rig_expect(0, XHC_EVENT_TRANSFER, 2 * RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SHORT_PACKET);
	ck_assert_uint_eq(rig_left(&event), 10);
	ck_assert_uint_eq((dev.last_ns - SIM_BOOT_TIME_NS) % RIG_MS, 0);
}
END_TEST

START_TEST(interrupt_td_per_interval)
{
	start(SIM_USB_FULL, 3, XHC_TYPE_INTERRUPT_IN, 8, 6);
	dev.in_bytes = 8;
	for (int i = 0; i < 4; i++)
		rig_put(&ring, buffer, 8, NORMAL(XHC_TRB_IOC));
	rig_doorbell(slot, 3);
	double_run_for(60 * RIG_MS);
	ck_assert_uint_eq(dev.ins, 4);
	ck_assert_uint_eq(dev.last_ns - dev.first_ns, 3 * 8 * RIG_MS);
}
END_TEST

START_TEST(unplug_ends_waiting_transfers)
{
	struct rig_trb event;

	start(SIM_USB_HIGH, 3, XHC_TYPE_INTERRUPT_IN, 16, 3);
	dev.in_answer = SIM_USB_NAK;
	rig_put(&ring, buffer, 16, NORMAL(XHC_TRB_IOC | XHC_TRB_ISP));
	rig_doorbell(slot, 3);
	double_run_for(10 * RIG_MS);
	sim_xhci_unplug(rig_xhci, 1);
	event = rig_expect(0, XHC_EVENT_TRANSFER, 10 * RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_TRANSACTION_ERROR);
	ck_assert_uint_eq(rig_endpoint_state(slot, 3), XHC_EP_HALTED);
}
END_TEST

static void suspend(unsigned int port)
{
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_STOP_ENDPOINT, slot, 1),
			  XHC_SUCCESS);
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_STOP_ENDPOINT, slot, 3),
			  XHC_SUCCESS);
	rig_port_write(port, XHC_PORT_LWS | XHC_LINK_U3 << 5);
	double_run_for(10 * RIG_MS);
	ck_assert_uint_eq((rig_port(port) & XHC_PORT_PLS) >> 5, XHC_LINK_U3);
	ck_assert_uint_eq(dev.suspends, 1);
}

START_TEST(suspend_and_host_resume)
{
	unsigned int port = _i ? 3 : 1;

	start(_i ? SIM_USB_SUPER : SIM_USB_HIGH, 3, XHC_TYPE_INTERRUPT_IN, 16,
	      3);
	suspend(port);
	ck_assert(!(rig_port(port) & XHC_PORT_PLC));
	dev.in_bytes = 16;
	rig_put(&ring, buffer, 16, NORMAL(XHC_TRB_IOC));
	ck_assert_uint_eq(double_reports, 0);
	rig_doorbell(slot, 3);	/* no traffic on a sleeping link */
	ck_assert_uint_eq(double_reports, 1);
	ck_assert_ptr_nonnull(strstr(double_last_report, "is suspended"));
	rig_expect_none(0, XHC_EVENT_TRANSFER, 10 * RIG_MS);
	if (!_i) {
		rig_port_write(port, XHC_PORT_LWS | XHC_LINK_RESUME << 5);
		ck_assert_uint_eq((rig_port(port) & XHC_PORT_PLS) >> 5,
				  XHC_LINK_RESUME);
		rig_expect_none(0, XHC_EVENT_PORT, 20 * RIG_MS);
	}
	rig_port_write(port, XHC_PORT_LWS | XHC_LINK_U0 << 5);
	rig_expect(0, XHC_EVENT_PORT, 5 * RIG_MS);
	ck_assert(rig_port(port) & XHC_PORT_PLC);
	ck_assert_uint_eq(rig_port(port) & XHC_PORT_PLS, 0);
	ck_assert_uint_eq(dev.resumes, 1);
	rig_expect(0, XHC_EVENT_TRANSFER, 5 * RIG_MS);
	rig_doorbell(slot, 3);
	ck_assert_uint_eq(double_reports, 1);
}
END_TEST

START_TEST(remote_wakeup)
{
	unsigned int port = _i ? 3 : 1;

	start(_i ? SIM_USB_SUPER : SIM_USB_HIGH, 3, XHC_TYPE_INTERRUPT_IN, 16,
	      3);
	dev.usb.port_ops->wakeup(dev.usb.port);	/* awake: nothing */
	ck_assert_uint_eq(rig_port(port) & XHC_PORT_PLS, 0);
	suspend(port);
	dev.usb.port_ops->wakeup(dev.usb.port);
	rig_expect(0, XHC_EVENT_PORT, RIG_MS);
	ck_assert_uint_eq((rig_port(port) & XHC_PORT_PLS) >> 5,
			  XHC_LINK_RESUME);
	rig_port_write(port, XHC_PORT_PLC);
	rig_port_write(port, XHC_PORT_LWS | XHC_LINK_U0 << 5);
	rig_expect(0, XHC_EVENT_PORT, 5 * RIG_MS);
	ck_assert_uint_eq(rig_port(port) & (XHC_PORT_PLS | XHC_PORT_PLC),
			  XHC_PORT_PLC);
	ck_assert_uint_eq(dev.resumes, 1);
}
END_TEST

START_TEST(same_run_same_hash)
{
	uint64_t hash[2];

	for (int i = 0; i < 2; i++) {
		start(SIM_USB_HIGH, 4, XHC_TYPE_BULK_OUT, 512, 0);
		for (int t = 0; t < 10; t++)
			rig_put(&ring, buffer, 5000, NORMAL(XHC_TRB_IOC));
		rig_doorbell(slot, 4);
		double_run_for(20 * RIG_MS);
		hash[i] = double_hash;
	}
	ck_assert_uint_eq(hash[0], hash[1]);
	ck_assert_uint_ne(hash[0], 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("xhci transfers");
	TCase *test = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_test(test, bulk_out_chain);
	tcase_add_test(test, bulk_in_short_in_the_middle);
	tcase_add_test(test, packet_over_buffers);
	tcase_add_test(test, td_handed_over_in_parts);
	tcase_add_test(test, stop_inside_a_td);
	tcase_add_test(test, set_dequeue_drops_the_td);
	tcase_add_loop_test(test, stall_and_transaction_error, 0, 2);
	tcase_add_loop_test(test, halted_for_a_second, 0, 4);
	tcase_add_loop_test(test, endpoint_in_words, 0, 3);
	tcase_add_test(test, naks_cost_nothing);
	tcase_add_test(test, interrupt_td_per_interval);
	tcase_add_test(test, unplug_ends_waiting_transfers);
	tcase_add_loop_test(test, suspend_and_host_resume, 0, 2);
	tcase_add_loop_test(test, remote_wakeup, 0, 2);
	tcase_add_test(test, same_run_same_hash);
	suite_add_tcase(suite, test);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
