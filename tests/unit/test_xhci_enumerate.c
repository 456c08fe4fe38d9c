// SPDX-License-Identifier: GPL-2.0-only
/* links: hw_double xhci_rig libsim/xhci */
/* test_xhci_enumerate.c: slots, control transfers and the command ring. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "xhci_rig.h"

static struct rig_device dev;
static struct rig_ring ep0;

static void control_put(uint64_t setup, uint64_t data, uint32_t bytes,
			uint32_t flags)
{
	bool in = setup & 0x80;

	rig_put(&ep0, setup, 8, XHC_TRB_OF_TYPE(XHC_TRB_SETUP) | XHC_TRB_IDT);
	if (bytes)
		rig_put(&ep0, data, bytes, XHC_TRB_OF_TYPE(XHC_TRB_DATA) |
			(in ? XHC_TRB_DIR_IN | XHC_TRB_ISP : 0) | flags);
	rig_put(&ep0, 0, 0, XHC_TRB_OF_TYPE(XHC_TRB_STATUS) | XHC_TRB_IOC |
		(in && bytes ? 0 : XHC_TRB_DIR_IN));
}

/* GET_DESCRIPTOR(device), wLength bytes */
static uint64_t get_descriptor(uint16_t bytes)
{
	return 0x01000680ull | (uint64_t)bytes << 48;
}

START_TEST(address_and_describe)
{
	static const struct sim_xhci_config wide = { .context_bytes = 64 };
	uint64_t buffer;
	struct rig_trb event;
	unsigned int slot;

	rig_start(_i ? &wide : NULL);
	rig_device_init(&dev, SIM_USB_HIGH);
	slot = rig_attach(&dev, 1, &ep0);
	ck_assert_uint_eq(slot, 1);
	ck_assert_uint_eq(rig_context(slot, 0)[3], dev.address | 2u << 27);
	ck_assert_uint_ne(dev.address, 0);
	ck_assert_uint_eq(rig_endpoint_state(slot, 1), XHC_EP_RUNNING);
	buffer = double_dma_alloc(64, 64);
	memset(dev.control_data, 0x5a, 18);
	dev.control_bytes = 18;
	control_put(get_descriptor(18), buffer, 18, 0);
	rig_doorbell(slot, 1);
	event = rig_expect(0, XHC_EVENT_TRANSFER, 10 * RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	ck_assert_uint_eq(event.parameter, ep0.segment[0] + 2 * 16);
	ck_assert_uint_eq(event.control >> 24, slot);
	ck_assert_uint_eq(event.control >> 16 & 0x1f, 1);
	ck_assert_int_eq(memcmp(double_memory(buffer), dev.control_data, 18),
			 0);
	ck_assert_uint_eq(dev.setup[0], 0x80);
	rig_expect_none(0, XHC_EVENT_TRANSFER, 10 * RIG_MS);
	ck_assert_uint_eq(double_protocol_reports, 0);
}
END_TEST

START_TEST(control_short_and_stall)
{
	uint64_t buffer;
	struct rig_trb event;
	unsigned int slot;

	rig_start(NULL);
	rig_device_init(&dev, SIM_USB_FULL);
	slot = rig_attach(&dev, 1, &ep0);
	buffer = double_dma_alloc(256, 64);
	dev.control_bytes = 18;
	control_put(get_descriptor(255), buffer, 255, 0);
	rig_doorbell(slot, 1);
	event = rig_expect(0, XHC_EVENT_TRANSFER, 20 * RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SHORT_PACKET);
	ck_assert_uint_eq(rig_left(&event), 255 - 18);
	ck_assert_uint_eq(event.parameter, ep0.segment[0] + 16);
	event = rig_expect(0, XHC_EVENT_TRANSFER, 20 * RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	/* a stall halts the endpoint on the data stage */
	dev.control_answer = SIM_USB_STALL;
	control_put(get_descriptor(8), buffer, 8, 0);
	rig_doorbell(slot, 1);
	event = rig_expect(0, XHC_EVENT_TRANSFER, 20 * RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_STALL);
	ck_assert_uint_eq(rig_left(&event), 8);
	ck_assert_uint_eq(rig_endpoint_state(slot, 1), XHC_EP_HALTED);
	ck_assert_uint_eq(rig_endpoint_dequeue(slot, 1),
			  (ep0.segment[0] + 4 * 16) | 1);
	rig_doorbell(slot, 1);	/* ignored */
	rig_expect_none(0, XHC_EVENT_TRANSFER, 10 * RIG_MS);
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_STOP_ENDPOINT, slot, 1),
			  XHC_CONTEXT_STATE_ERROR);
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_RESET_ENDPOINT, slot, 1),
			  XHC_SUCCESS);
	ck_assert_uint_eq(rig_endpoint_state(slot, 1), XHC_EP_STOPPED);
	event = rig_command(rig_ring_position(&ep0) | 1, 0,
			    XHC_TRB_OF_TYPE(XHC_CMD_SET_DEQUEUE) |
			    slot << 24 | 1 << 16);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	dev.control_answer = SIM_USB_ACK;
	control_put(get_descriptor(8), buffer, 8, 0);
	rig_doorbell(slot, 1);
	event = rig_expect(0, XHC_EVENT_TRANSFER, 20 * RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
}
END_TEST

START_TEST(control_out_and_immediate)
{
	uint64_t buffer, value;
	unsigned int slot;
	int live;

	rig_start(NULL);
	rig_device_init(&dev, SIM_USB_HIGH);
	slot = rig_attach(&dev, 1, &ep0);
	live = double_live;
	buffer = double_dma_alloc(128, 64);
	memset(double_memory(buffer), 0xa5, 100);
	control_put(0x0064000000000921ull, buffer, 100, 0);
	rig_doorbell(slot, 1);
	rig_expect(0, XHC_EVENT_TRANSFER, 10 * RIG_MS);
	ck_assert_uint_eq(dev.control_bytes, 100);
	ck_assert_uint_eq(dev.control_data[99], 0xa5);
	value = 0x04030201;
	control_put(0x0004000000000121ull, value, 4, XHC_TRB_IDT);
	rig_doorbell(slot, 1);
	rig_expect(0, XHC_EVENT_TRANSFER, 10 * RIG_MS);
	ck_assert_int_eq(memcmp(dev.control_data, "\1\2\3\4", 4), 0);
	ck_assert_uint_eq(dev.controls, 2);
	ck_assert_int_eq(double_live, live);
	ck_assert_uint_eq(double_protocol_reports, 0);
}
END_TEST

START_TEST(silent_device_is_a_transaction_error)
{
	struct rig_trb event;
	unsigned int slot;

	rig_start(NULL);
	rig_device_init(&dev, SIM_USB_HIGH);
	slot = rig_attach(&dev, 1, &ep0);
	dev.control_answer = SIM_USB_SILENT;
	control_put(get_descriptor(8), double_dma_alloc(8, 8), 8, 0);
	rig_doorbell(slot, 1);
	event = rig_expect(0, XHC_EVENT_TRANSFER, 10 * RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_TRANSACTION_ERROR);
	ck_assert_uint_eq(dev.controls, 3);	/* CErr */
	ck_assert_uint_eq(rig_endpoint_state(slot, 1), XHC_EP_HALTED);
}
END_TEST

START_TEST(slot_commands)
{
	struct rig_trb event;
	unsigned int slot;
	uint64_t input;

	rig_start(NULL);
	rig_device_init(&dev, SIM_USB_HIGH);
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_NOOP, 0, 0), XHC_SUCCESS);
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_DISABLE_SLOT, 5, 0),
			  XHC_SLOT_NOT_ENABLED);
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_FORCE_HEADER, 0, 0),
			  XHC_TRB_ERROR);
	for (int i = 0; i < 32; i++)
		ck_assert_uint_eq(rig_slot_command(XHC_CMD_ENABLE_SLOT, 0, 0),
				  XHC_SUCCESS);
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_ENABLE_SLOT, 0, 0),
			  XHC_NO_SLOTS);
	for (int i = 1; i <= 32; i++)
		ck_assert_uint_eq(rig_slot_command(XHC_CMD_DISABLE_SLOT, i, 0),
				  XHC_SUCCESS);
	slot = rig_attach(&dev, 1, &ep0);
	/* addressed already */
	input = rig_input(1, SIM_USB_HIGH, &ep0);
	event = rig_command(input, 0, XHC_TRB_OF_TYPE(XHC_CMD_ADDRESS_DEVICE) |
			    slot << 24);
	ck_assert_uint_eq(rig_code(&event), XHC_CONTEXT_STATE_ERROR);
	ck_assert_uint_eq(double_protocol_reports, 1);
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_RESET_DEVICE, slot, 0),
			  XHC_SUCCESS);
	ck_assert_uint_eq(rig_context(slot, 0)[3], 1u << 27);
	/* Default, but the device still has its address: nobody answers */
	event = rig_command(input, 0, XHC_TRB_OF_TYPE(XHC_CMD_ADDRESS_DEVICE) |
			    slot << 24);
	ck_assert_uint_eq(rig_code(&event), XHC_TRANSACTION_ERROR);
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_DISABLE_SLOT, slot, 0),
			  XHC_SUCCESS);
	ck_assert_uint_eq(rig_context(slot, 0)[3], 0);
	ck_assert_uint_eq(double_protocol_reports, 1);
}
END_TEST

/* A device in port 1, reset, and slot 1 for it. */
static void full_speed_slot(void)
{
	rig_start(NULL);
	rig_device_init(&dev, SIM_USB_FULL);
	sim_xhci_plug(rig_xhci, 1, &dev.usb);
	double_run_for(10 * RIG_MS);
	rig_port_write(1, XHC_PORT_PR);
	double_run_for(60 * RIG_MS);
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_ENABLE_SLOT, 0, 0),
			  XHC_SUCCESS);
}

START_TEST(block_set_address)
{
	uint64_t *dcbaa, input;
	struct rig_trb event;
	uint64_t buffer;

	full_speed_slot();
	dcbaa = double_memory(rig_dcbaa);
	dcbaa[1] = double_dma_alloc(32 * 32, 64);
	ep0 = rig_ring_make(1);
	input = rig_input(1, SIM_USB_FULL, &ep0);
	event = rig_command(input, 0, XHC_TRB_OF_TYPE(XHC_CMD_ADDRESS_DEVICE) |
			    XHC_TRB_BSR | 1u << 24);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	ck_assert_uint_eq(rig_context(1, 0)[3], 1u << 27);
	buffer = double_dma_alloc(8, 8);
	dev.control_bytes = 8;
	control_put(get_descriptor(8), buffer, 8, 0);
	rig_doorbell(1, 1);
	event = rig_expect(0, XHC_EVENT_TRANSFER, 20 * RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	input = rig_input(1, SIM_USB_FULL, &ep0);
	event = rig_command(input, 0, XHC_TRB_OF_TYPE(XHC_CMD_ADDRESS_DEVICE) |
			    1u << 24);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	ck_assert_uint_eq(dev.address, 1);
}
END_TEST

/* A device that was pulled before its address was prepared is gone as well. */
START_TEST(halted_without_a_device)
{
	struct sim_trouble trouble;
	uint64_t *dcbaa;

	full_speed_slot();
	sim_xhci_unplug(rig_xhci, 1);
	dcbaa = double_memory(rig_dcbaa);
	dcbaa[1] = double_dma_alloc(32 * 32, 64);
	ep0 = rig_ring_make(1);
	rig_command(rig_input(1, SIM_USB_FULL, &ep0), 0,
		    XHC_TRB_OF_TYPE(XHC_CMD_ADDRESS_DEVICE) |
		    XHC_TRB_BSR | 1u << 24);
	control_put(get_descriptor(8), double_dma_alloc(8, 8), 8, 0);
	rig_doorbell(1, 1);
	rig_expect(0, XHC_EVENT_TRANSFER, 20 * RIG_MS);
	double_run_for(1100 * RIG_MS);
	ck_assert_int_eq(sim_xhci_troubles(rig_xhci, &trouble, 1), 1);
	ck_assert_str_eq(trouble.text,
			 "the halted endpoint of a device that is gone is never reset");
}
END_TEST

/* A driver that asks whether it is over keeps busy; nobody waits for that. */
START_TEST(overcurrent_is_a_trouble)
{
	struct sim_trouble trouble;

	full_speed_slot();
	ck_assert_int_eq(sim_xhci_troubles(rig_xhci, &trouble, 1), 0);
	ck_assert_int_eq(sim_xhci_overcurrent(rig_xhci, 1, true), 0);
	ck_assert_int_eq(sim_xhci_troubles(rig_xhci, &trouble, 1), 1);
	ck_assert(trouble.busy);
	ck_assert_str_eq(trouble.text, "a port is in over-current");
	ck_assert_int_eq(sim_xhci_overcurrent(rig_xhci, 1, false), 0);
	ck_assert_int_eq(sim_xhci_troubles(rig_xhci, &trouble, 1), 0);
}
END_TEST

START_TEST(configure_and_evaluate)
{
	struct rig_ring ring, other;
	uint64_t input;
	uint32_t *slot_input, *ep_input, *control;
	struct rig_trb event;
	unsigned int slot;

	rig_start(NULL);
	rig_device_init(&dev, SIM_USB_HIGH);
	slot = rig_attach(&dev, 1, &ep0);
	ring = rig_ring_make(2);
	other = rig_ring_make(2);
	ck_assert_uint_eq(rig_endpoint(slot, 2, XHC_TYPE_ISOCH_IN, 64, 0, 0,
				       &ring), XHC_PARAMETER_ERROR);
	ck_assert_uint_eq(rig_endpoint(slot, 2, XHC_TYPE_ISOCH_OUT, 0, 0, 0,
				       &ring), XHC_PARAMETER_ERROR);
	ck_assert_uint_eq(rig_endpoint(slot, 2, XHC_TYPE_ISOCH_OUT, 1024, 0, 2,
				       &ring), XHC_SUCCESS);
	ck_assert_uint_eq(rig_context(slot, 0)[3] >> 27, XHC_SLOT_CONFIGURED);
	ck_assert_uint_eq(rig_context(slot, 0)[0] >> 27, 2);
	ck_assert_uint_eq(rig_endpoint_state(slot, 2), XHC_EP_RUNNING);
	/* twice 24 MB/s is more than periodic transfers may have */
	ck_assert_uint_eq(rig_endpoint(slot, 5, XHC_TYPE_ISOCH_IN, 1024, 0, 2,
				       &other), XHC_BANDWIDTH_ERROR);
	ck_assert_uint_eq(rig_endpoint_state(slot, 5), XHC_EP_DISABLED);
	input = rig_input(1, SIM_USB_HIGH, &ep0);
	control = double_memory(input);
	slot_input = double_memory(input + 32);
	ep_input = double_memory(input + 64);
	slot_input[2] = 3u << 22;
	ep_input[1] = (ep_input[1] & 0xffff) | 8u << 16;
	ck_assert_uint_eq(control[1], 3);
	event = rig_command(input, 0,
			    XHC_TRB_OF_TYPE(XHC_CMD_EVALUATE_CONTEXT) |
			    slot << 24);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	ck_assert_uint_eq(rig_context(slot, 1)[1] >> 16, 8);
	ck_assert_uint_eq(rig_context(slot, 0)[2] >> 22, 3);
	/* deconfigure */
	event = rig_command(0, 0, XHC_TRB_OF_TYPE(XHC_CMD_CONFIGURE_ENDPOINT) |
			    XHC_TRB_DC | slot << 24);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	ck_assert_uint_eq(rig_context(slot, 0)[3] >> 27, XHC_SLOT_ADDRESSED);
	ck_assert_uint_eq(rig_endpoint_state(slot, 2), XHC_EP_DISABLED);
	/* its doorbell: Endpoint Not Enabled, at the slot's interrupter */
	rig_interrupter_setup(3, 1, 16);
	rig_doorbell(slot, 2);
	event = rig_expect(3, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_ENDPOINT_NOT_ENABLED);
}
END_TEST

START_TEST(command_ring_stop)
{
	struct rig_trb event;
	uint64_t at;

	rig_start(NULL);
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_NOOP, 0, 0), XHC_SUCCESS);
	ck_assert_uint_eq(rig_op(XHC_CRCR), XHC_CRCR_CRR);
	rig_put(&rig_commands, 0, 0, XHC_TRB_OF_TYPE(XHC_CMD_NOOP));
	at = rig_ring_position(&rig_commands);
	rig_put(&rig_commands, 0, 0, XHC_TRB_OF_TYPE(XHC_CMD_NOOP));
	rig_doorbell(0, 0);
	rig_write64(XHC_CAP_LENGTH + XHC_CRCR, XHC_CRCR_CS);
	event = rig_expect(0, XHC_EVENT_COMMAND, RIG_MS);
	if (rig_code(&event) == XHC_SUCCESS)
		event = rig_expect(0, XHC_EVENT_COMMAND, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_COMMAND_RING_STOPPED);
	ck_assert_uint_le(event.parameter, at);
	ck_assert_uint_eq(rig_op(XHC_CRCR), 0);
	rig_expect_none(0, XHC_EVENT_COMMAND, RIG_MS);
	rig_doorbell(0, 0);	/* goes on where it was */
	event = rig_expect(0, XHC_EVENT_COMMAND, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
}
END_TEST

START_TEST(command_abort)
{
	struct rig_trb event;
	uint64_t at;

	rig_start(NULL);
	at = rig_put(&rig_commands, 0, 0, XHC_TRB_OF_TYPE(XHC_CMD_ENABLE_SLOT));
	rig_put(&rig_commands, 0, 0, XHC_TRB_OF_TYPE(XHC_CMD_NOOP));
	rig_doorbell(0, 0);
	double_run_for(1500);	/* fetched, not done */
	rig_write64(XHC_CAP_LENGTH + XHC_CRCR, XHC_CRCR_CA);
	event = rig_expect(0, XHC_EVENT_COMMAND, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_COMMAND_ABORTED);
	ck_assert_uint_eq(event.parameter, at);
	event = rig_expect(0, XHC_EVENT_COMMAND, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_COMMAND_RING_STOPPED);
	ck_assert_uint_eq(event.parameter, at + 16);
}
END_TEST

START_TEST(command_ring_wraps)
{
	rig_start(NULL);
	for (int i = 0; i < 100; i++)
		ck_assert_uint_eq(rig_slot_command(XHC_CMD_NOOP, 0, 0),
				  XHC_SUCCESS);
}
END_TEST

START_TEST(bad_dma_is_a_host_system_error)
{
	struct sim_trouble trouble[2];

	rig_start(NULL);
	rig_op_write(XHC_USBCMD, XHC_CMD_RS | XHC_CMD_INTE | XHC_CMD_HSEE);
	rig_put(&rig_commands, 0x1000, 0,
		XHC_TRB_OF_TYPE(XHC_CMD_PORT_BANDWIDTH));
	rig_doorbell(0, 0);
	double_run_for(RIG_MS);
	ck_assert_uint_eq(double_dma_faults, 1);
	ck_assert_uint_eq(rig_op(XHC_USBSTS) & (XHC_STS_HSE | XHC_STS_HCH),
			  XHC_STS_HSE | XHC_STS_HCH);
	ck_assert(!(rig_op(XHC_USBCMD) & XHC_CMD_RS));
	ck_assert(double_irq);
	ck_assert_int_eq(sim_xhci_troubles(rig_xhci, trouble, 2), 1);
	ck_assert_str_eq(trouble[0].text,
			 "the controller stopped by a host system error");
	ck_assert_int_eq(trouble[0].finding, 1);
	rig_op_write(XHC_USBCMD, XHC_CMD_HCRST);
	double_run_for(RIG_MS);
	ck_assert_int_eq(sim_xhci_troubles(rig_xhci, trouble, 2), 0);
	ck_assert_uint_eq(rig_op(XHC_USBSTS), XHC_STS_HCH);
	rig_setup(1, 32);
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_NOOP, 0, 0), XHC_SUCCESS);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("xhci enumerate");
	TCase *test = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(test, address_and_describe, 0, 2);
	tcase_add_test(test, control_short_and_stall);
	tcase_add_test(test, control_out_and_immediate);
	tcase_add_test(test, silent_device_is_a_transaction_error);
	tcase_add_test(test, slot_commands);
	tcase_add_test(test, block_set_address);
	tcase_add_test(test, halted_without_a_device);
	tcase_add_test(test, overcurrent_is_a_trouble);
	tcase_add_test(test, configure_and_evaluate);
	tcase_add_test(test, command_ring_stop);
	tcase_add_test(test, command_abort);
	tcase_add_test(test, command_ring_wraps);
	tcase_add_test(test, bad_dma_is_a_host_system_error);
	suite_add_tcase(suite, test);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
