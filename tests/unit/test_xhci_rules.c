// SPDX-License-Identifier: GPL-2.0-only
/* links: hw_double xhci_rig libsim/xhci */
/* test_xhci_rules.c: corners of the specification: what is refused, what is
 * reported, what survives a halt or a reset. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "xhci_rig.h"

#define NORMAL(flags)	(XHC_TRB_OF_TYPE(XHC_TRB_NORMAL) | (flags))

static struct rig_device dev;
static struct rig_ring ep0, ring;
static unsigned int slot;
static uint64_t buffer;

static void start(void)
{
	rig_start(NULL);
	rig_device_init(&dev, SIM_USB_HIGH);
	slot = rig_attach(&dev, 1, &ep0);
	ring = rig_ring_make(2);
	ck_assert_uint_eq(rig_endpoint(slot, 4, XHC_TYPE_BULK_OUT, 512, 0, 0,
				       &ring), XHC_SUCCESS);
	buffer = double_dma_alloc(4096, 4096);
}

static unsigned int transfer_code(void)
{
	struct rig_trb event;

	rig_put(&ring, buffer, 64, NORMAL(XHC_TRB_IOC));
	rig_doorbell(slot, 4);
	event = rig_expect(0, XHC_EVENT_TRANSFER, 2 * RIG_MS);
	return rig_code(&event);
}

START_TEST(old_address_is_silent)
{
	start();
	ck_assert_uint_eq(transfer_code(), XHC_SUCCESS);
	rig_port_write(1, XHC_PORT_PR);
	double_run_for(60 * RIG_MS);
	ck_assert(rig_port(1) & XHC_PORT_PED);
	ck_assert_uint_eq(transfer_code(), XHC_TRANSACTION_ERROR);
	ck_assert_uint_eq(dev.outs, 1);
	/* the way back: Reset Device, Address Device, Configure Endpoint */
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_RESET_DEVICE, slot, 0),
			  XHC_SUCCESS);
	ck_assert_uint_eq(rig_endpoint_state(slot, 4), XHC_EP_DISABLED);
	rig_command(rig_input(1, SIM_USB_HIGH, &ep0), 0,
		    XHC_TRB_OF_TYPE(XHC_CMD_ADDRESS_DEVICE) | slot << 24);
	ring = rig_ring_make(2);
	ck_assert_uint_eq(rig_endpoint(slot, 4, XHC_TYPE_BULK_OUT, 512, 0, 0,
				       &ring), XHC_SUCCESS);
	ck_assert_uint_eq(transfer_code(), XHC_SUCCESS);
}
END_TEST

START_TEST(stop_of_an_idle_endpoint)
{
	struct rig_trb event;

	start();
	rig_put(&rig_commands, 0, 0, XHC_TRB_OF_TYPE(XHC_CMD_STOP_ENDPOINT) |
		slot << 24 | 4 << 16);
	rig_doorbell(0, 0);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_STOPPED_LENGTH_INVALID);
	ck_assert_uint_eq(event.parameter, rig_ring_position(&ring));
	event = rig_expect(0, XHC_EVENT_COMMAND, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_STOP_ENDPOINT, slot, 4),
			  XHC_CONTEXT_STATE_ERROR);
}
END_TEST

/* As an alternate setting is changed: drop and add in one command. */
static unsigned int reconfigure(uint32_t drop, uint32_t add)
{
	uint64_t input = double_dma_alloc(33 * 32, 64);
	uint32_t *context = double_memory(input);
	uint32_t *ep = context + 8 * 5;
	struct rig_trb event;

	context[0] = drop;
	context[1] = add;
	memcpy(context + 8, rig_context(slot, 0), 16);
	memcpy(ep, rig_context(slot, 4), 20);
	ep[0] &= ~7u;
	ep[2] = (uint32_t)rig_ring_position(&ring) | ring.cycle;
	event = rig_command(input, 0,
			    XHC_TRB_OF_TYPE(XHC_CMD_CONFIGURE_ENDPOINT) |
			    slot << 24);
	return rig_code(&event);
}

START_TEST(drop_and_add)
{
	start();
	ck_assert_uint_eq(reconfigure(1u << 1, 1), XHC_PARAMETER_ERROR);
	ck_assert_uint_eq(reconfigure(0, 3), XHC_PARAMETER_ERROR);
	ring = rig_ring_make(1);
	ck_assert_uint_eq(reconfigure(1u << 4, 1 | 1u << 4), XHC_SUCCESS);
	ck_assert_uint_eq(transfer_code(), XHC_SUCCESS);
	ck_assert_uint_eq(reconfigure(1u << 4, 1), XHC_SUCCESS);
	ck_assert_uint_eq(rig_endpoint_state(slot, 4), XHC_EP_DISABLED);
	ck_assert_uint_eq(rig_context(slot, 0)[3] >> 27, XHC_SLOT_ADDRESSED);
	ck_assert_uint_eq(transfer_code(), XHC_ENDPOINT_NOT_ENABLED);
	ck_assert_uint_eq(dev.outs, 1);
}
END_TEST

START_TEST(port_bandwidth)
{
	struct rig_ring iso;
	uint64_t context;
	uint8_t *left;
	struct rig_trb event;

	start();
	iso = rig_ring_make(1);
	ck_assert_uint_eq(rig_endpoint(slot, 6, XHC_TYPE_ISOCH_OUT, 1024, 0, 2,
				       &iso), XHC_SUCCESS);
	context = double_dma_alloc(16, 16);
	event = rig_command(context, 0,
			    XHC_TRB_OF_TYPE(XHC_CMD_PORT_BANDWIDTH) |
			    SIM_USB_HIGH << 16);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	left = double_memory(context);
	ck_assert_uint_eq(left[0], 0);
	ck_assert_uint_lt(left[1], 60);
	ck_assert_uint_gt(left[1], 40);
	ck_assert_uint_eq(left[2], 100);
	ck_assert_uint_eq(left[4], 100);
}
END_TEST

START_TEST(forbidden_trb)
{
	struct rig_trb event;

	start();
	rig_put(&ring, 0, 0, XHC_TRB_OF_TYPE(XHC_CMD_STOP_ENDPOINT));
	rig_doorbell(slot, 4);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_TRB_ERROR);
	ck_assert_uint_eq(rig_endpoint_state(slot, 4), XHC_EP_ERROR);
	ck_assert_uint_eq(double_protocol_reports, 1);
	ck_assert(strstr(double_last_protocol, "6.4.6"));
	event = rig_command(0, 0, XHC_TRB_OF_TYPE(XHC_TRB_NORMAL));
	ck_assert_uint_eq(rig_code(&event), XHC_TRB_ERROR);
	ck_assert_uint_eq(double_protocol_reports, 2);
}
END_TEST

START_TEST(link_with_interrupt)
{
	struct rig_trb event;
	struct rig_trb *link;

	start();
	link = (struct rig_trb *)double_memory(ring.segment[0]) +
	       RIG_RING_TRBS - 1;
	link->control |= XHC_TRB_IOC;
	for (int i = 0; i < RIG_RING_TRBS - 1; i++)
		rig_put(&ring, 0, 0, XHC_TRB_OF_TYPE(XHC_TRB_NOOP));
	rig_put(&ring, 0, 0, XHC_TRB_OF_TYPE(XHC_TRB_NOOP) | XHC_TRB_IOC);
	rig_doorbell(slot, 4);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(event.parameter,
			  ring.segment[0] + (RIG_RING_TRBS - 1) * 16);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(event.parameter, ring.segment[1]);
	rig_expect_none(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(dev.outs, 0);
}
END_TEST

START_TEST(ring_of_links)
{
	struct rig_trb *trb;

	start();
	trb = double_memory(rig_ring_position(&ring));
	trb->parameter = rig_ring_position(&ring);
	trb->control = XHC_TRB_OF_TYPE(XHC_TRB_LINK) | XHC_TRB_CYCLE;
	rig_doorbell(slot, 4);
	double_run_for(RIG_MS);
	ck_assert_uint_eq(double_protocol_reports, 1);
	ck_assert(strstr(double_last_protocol, "4.9.2"));
}
END_TEST

START_TEST(halt_keeps_endpoints)
{
	start();
	rig_op_write(XHC_USBCMD, XHC_CMD_INTE);
	double_run_for(RIG_MS);
	rig_put(&ring, buffer, 64, NORMAL(XHC_TRB_IOC));
	rig_doorbell(slot, 4);		/* halted: nothing */
	double_run_for(RIG_MS);
	ck_assert_uint_eq(dev.outs, 0);
	rig_op_write(XHC_USBCMD, XHC_CMD_INTE | XHC_CMD_RS);
	rig_expect_none(0, XHC_EVENT_TRANSFER, RIG_MS);
	rig_doorbell(slot, 4);
	rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(dev.outs, 1);
}
END_TEST

START_TEST(reset_with_a_device)
{
	start();
	rig_op_write(XHC_USBCMD, 0);
	double_run_for(RIG_MS);
	rig_op_write(XHC_USBCMD, XHC_CMD_HCRST);
	ck_assert(!(rig_port(1) & XHC_PORT_CCS));
	double_run_for(RIG_MS);
	rig_setup(1, 32);
	rig_expect(0, XHC_EVENT_PORT, 10 * RIG_MS);
	ck_assert(rig_port(1) & XHC_PORT_CCS);
	ck_assert(!(rig_port(1) & XHC_PORT_PED));
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_STOP_ENDPOINT, slot, 4),
			  XHC_SLOT_NOT_ENABLED);
}
END_TEST

START_TEST(more_rules)
{
	start();
	rig_op_write(XHC_CONFIG, 3);
	ck_assert(strstr(double_last_protocol, "5.4.7"));
	rig_op_write(XHC_USBCMD, XHC_CMD_INTE);
	rig_op_write(XHC_USBCMD, XHC_CMD_INTE | XHC_CMD_RS);
	ck_assert(strstr(double_last_protocol, "5.4.1: Run/Stop"));
	rig_ir_write(3, XHC_ERSTSZ, 17);
	ck_assert(strstr(double_last_protocol, "ERSTSZ 17"));
	ck_assert_uint_eq(double_protocol_reports, 3);
	rig_put(&ring, buffer, 64 | 9u << 22, NORMAL(XHC_TRB_IOC));
	rig_doorbell(slot, 4);
	double_run_for(RIG_MS);
	ck_assert(strstr(double_last_protocol, "interrupter target 9"));
	ck_assert_uint_eq(double_protocol_reports, 4);
}
END_TEST

START_TEST(full_ring_is_taken_away)
{
	struct rig_trb event;

	start();
	rig_interrupter_setup(1, 1, 16);
	for (int i = 0; i < 20; i++)
		rig_put(&ring, buffer, 64 | 1u << 22, NORMAL(XHC_TRB_IOC));
	rig_doorbell(slot, 4);
	double_run_for(5 * RIG_MS);
	ck_assert_uint_lt(dev.outs, 20);
	rig_ir_write(1, XHC_ERSTSZ, 0);
	rig_write64(XHC_INTERRUPTER_BASE + 32 + XHC_ERDP,
		    rig_events[1].segment[0] | XHC_ERDP_EHB);
	double_run_for(5 * RIG_MS);
	ck_assert_uint_eq(dev.outs, 20);
	ck_assert_uint_gt(double_protocol_reports, 0);
	/* and comes back */
	rig_interrupter_setup(1, 1, 16);
	rig_put(&ring, buffer, 64 | 1u << 22, NORMAL(XHC_TRB_IOC));
	rig_doorbell(slot, 4);
	event = rig_expect(1, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
}
END_TEST

START_TEST(unplug_during_reset)
{
	start();
	rig_port_write(1, XHC_PORT_PR);
	double_run_for(RIG_MS);
	sim_xhci_unplug(rig_xhci, 1);
	rig_expect(0, XHC_EVENT_PORT, RIG_MS);
	ck_assert_uint_eq(rig_port(1), XHC_PORT_PP | XHC_PORT_CSC |
			  XHC_PORT_PRC | XHC_LINK_RX_DETECT << 5);
	double_run_for(100 * RIG_MS);
	ck_assert(!(rig_port(1) & XHC_PORT_PED));
}
END_TEST

START_TEST(unplug_in_a_control_transfer)
{
	struct rig_trb event;
	int live;

	start();
	live = double_live;
	dev.control_bytes = 18;
	rig_put(&ep0, 0x0064000000000921ull, 8,
		XHC_TRB_OF_TYPE(XHC_TRB_SETUP) | XHC_TRB_IDT);
	rig_put(&ep0, buffer, 100, XHC_TRB_OF_TYPE(XHC_TRB_DATA));
	rig_put(&ep0, 0, 0, XHC_TRB_OF_TYPE(XHC_TRB_STATUS) | XHC_TRB_IOC |
		XHC_TRB_DIR_IN);
	rig_doorbell(slot, 1);
	double_run_for(30000);
	sim_xhci_unplug(rig_xhci, 1);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_TRANSACTION_ERROR);
	ck_assert_uint_eq(rig_endpoint_state(slot, 1), XHC_EP_HALTED);
	ck_assert_uint_eq(dev.controls, 0);
	ck_assert_int_eq(double_live, live);
}
END_TEST

static unsigned int wakes;

static void wake(void *arg)
{
	(void)arg;
	wakes++;
}

START_TEST(wake_on_disconnect_and_by_the_device)
{
	wakes = 0;
	start();
	sim_xhci_on_wake(rig_xhci, wake, NULL);
	rig_slot_command(XHC_CMD_STOP_ENDPOINT, slot, 1);
	rig_slot_command(XHC_CMD_STOP_ENDPOINT, slot, 4);
	rig_port_write(1, XHC_PORT_LWS | XHC_LINK_U3 << 5);
	rig_port_write(1, XHC_PORT_WDE);
	double_run_for(10 * RIG_MS);
	rig_op_write(XHC_USBCMD, XHC_CMD_INTE);
	double_run_for(RIG_MS);
	dev.usb.port_ops->wakeup(dev.usb.port);
	ck_assert_uint_eq(wakes, 1);
	ck_assert(rig_port(1) & XHC_PORT_PLC);
	sim_xhci_unplug(rig_xhci, 1);
	ck_assert_uint_eq(wakes, 2);
	rig_op_write(XHC_USBCMD, XHC_CMD_INTE | XHC_CMD_RS);
	rig_expect(0, XHC_EVENT_PORT, RIG_MS);
	rig_expect_none(0, XHC_EVENT_PORT, RIG_MS);
}
END_TEST

START_TEST(usb2_port_disable)
{
	start();
	rig_port_write(1, XHC_PORT_PED);
	ck_assert_uint_eq(rig_port(1) & (XHC_PORT_PED | XHC_PORT_CCS |
					 XHC_PORT_PEC), XHC_PORT_CCS);
	ck_assert_uint_eq(transfer_code(), XHC_TRANSACTION_ERROR);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("xhci rules");
	TCase *test = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_test(test, old_address_is_silent);
	tcase_add_test(test, stop_of_an_idle_endpoint);
	tcase_add_test(test, drop_and_add);
	tcase_add_test(test, port_bandwidth);
	tcase_add_test(test, forbidden_trb);
	tcase_add_test(test, link_with_interrupt);
	tcase_add_test(test, ring_of_links);
	tcase_add_test(test, halt_keeps_endpoints);
	tcase_add_test(test, reset_with_a_device);
	tcase_add_test(test, more_rules);
	tcase_add_test(test, full_ring_is_taken_away);
	tcase_add_test(test, unplug_during_reset);
	tcase_add_test(test, unplug_in_a_control_transfer);
	tcase_add_test(test, wake_on_disconnect_and_by_the_device);
	tcase_add_test(test, usb2_port_disable);
	suite_add_tcase(suite, test);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
