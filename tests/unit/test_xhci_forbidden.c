// SPDX-License-Identifier: GPL-2.0-only
/* links: hw_double xhci_rig libsim/xhci */
/* test_xhci_forbidden.c: what libsim/xhci/rules.c must tell, each beside the
 * legal thing nearest to it, which it must not. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "xhci_rig.h"

static struct rig_device dev;
static struct rig_ring ep0, out, in;
static unsigned int slot;
static uint64_t buffer;

#define OUT_DCI	4
#define IN_DCI	7

static void start(void)
{
	rig_start(NULL);
	rig_device_init(&dev, SIM_USB_HIGH);
	slot = rig_attach(&dev, 1, &ep0);
	out = rig_ring_make(2);
	in = rig_ring_make(2);
	ck_assert_uint_eq(rig_endpoint(slot, OUT_DCI, XHC_TYPE_BULK_OUT, 512,
				       0, 0, &out), XHC_SUCCESS);
	ck_assert_uint_eq(rig_endpoint(slot, IN_DCI, XHC_TYPE_BULK_IN, 512, 0,
				       0, &in), XHC_SUCCESS);
	buffer = double_dma_alloc(3 * 65536, 65536);
	ck_assert_uint_eq(double_protocol_reports, 0);
}

/* So many reports since the last call, the last one with these words. */
static void told(unsigned int count, const char *words)
{
	ck_assert_msg(double_protocol_reports == count, "%u reports, last: %s",
		      double_protocol_reports, double_last_protocol);
	if (count)
		ck_assert_msg(strstr(double_last_protocol, words), "%s",
			      double_last_protocol);
	double_protocol_reports = 0;
}

START_TEST(doorbell_of_a_disabled_endpoint)
{
	start();
	rig_doorbell(slot, OUT_DCI);
	told(0, "");
	rig_doorbell(slot, OUT_DCI + 1);
	told(1, "4.7: doorbell of endpoint 5 of slot 1");
}
END_TEST

START_TEST(doorbell_of_a_disabled_slot)
{
	start();
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_DISABLE_SLOT, slot, 0),
			  XHC_SUCCESS);
	told(0, "");
	/* another bus master is not told in time */
	sim_xhci_doorbell(rig_xhci, slot, OUT_DCI);
	told(0, "");
	rig_doorbell(slot, OUT_DCI);
	told(1, "5.6: doorbell of slot 1, which is disabled");
}
END_TEST

START_TEST(doorbell_without_target)
{
	start();
	rig_doorbell(0, 0);
	told(0, "");
	rig_doorbell(0, 1);
	told(1, "doorbell 0 has no target 1");
	rig_doorbell(slot, 0);
	told(1, "doorbell 1 has no target 0");
	rig_doorbell(slot, 32);
	told(1, "doorbell 1 has no target 32");
	rig_doorbell(slot, OUT_DCI | 1u << 8);
	told(1, "reserved bits");
	rig_doorbell(slot, OUT_DCI | 2u << 16);
	told(1, "stream 2 of endpoint 4");
}
END_TEST

static void send(struct rig_ring *ring, unsigned int dci, uint64_t parameter,
		 uint32_t bytes, uint32_t flags)
{
	rig_put(ring, parameter, bytes, XHC_TRB_OF_TYPE(XHC_TRB_NORMAL) |
		XHC_TRB_IOC | flags);
	rig_doorbell(slot, dci);
	rig_expect(0, XHC_EVENT_TRANSFER, 100 * RIG_MS);
}

START_TEST(buffer_across_a_boundary)
{
	start();
	send(&out, OUT_DCI, buffer, 65536, 0);
	send(&out, OUT_DCI, buffer + 65536 - 64, 64, 0);
	told(0, "");
	send(&out, OUT_DCI, buffer + 65536 - 64, 65, 0);
	told(1, "crosses a 64 KiB boundary");
	send(&out, OUT_DCI, buffer, 65537, 0);
	told(1, "has 65537 bytes");
}
END_TEST

START_TEST(immediate_data)
{
	start();
	send(&out, OUT_DCI, 0x1122334455667788ull, 8, XHC_TRB_IDT);
	told(0, "");
	ck_assert_uint_eq(dev.out[0], 0x88);
	send(&out, OUT_DCI, 0x1122334455667788ull, 9, XHC_TRB_IDT);
	told(1, "9 bytes of immediate data");
	dev.in_bytes = 8;
	send(&in, IN_DCI, buffer, 8, 0);
	told(0, "");
	send(&in, IN_DCI, buffer, 8, XHC_TRB_IDT);
	told(1, "immediate data in a TRB of IN endpoint 7");
}
END_TEST

START_TEST(link_to_an_odd_place)
{
	struct rig_trb *link;

	start();
	link = (struct rig_trb *)double_memory(out.segment[0]) +
	       RIG_RING_TRBS - 1;
	for (int i = 0; i < RIG_RING_TRBS; i++)
		send(&out, OUT_DCI, buffer, 64, 0);
	told(0, "");
	/* the second segment's link leads back to the first */
	link = (struct rig_trb *)double_memory(out.segment[1]) +
	       RIG_RING_TRBS - 1;
	link->parameter |= 4;
	for (int i = 0; i < RIG_RING_TRBS - 1; i++)
		send(&out, OUT_DCI, buffer, 64, 0);
	told(1, "no multiple of 16");
}
END_TEST

START_TEST(primary_event_ring)
{
	start();
	rig_ir_write(0, XHC_ERSTSZ, rig_ir(0, XHC_ERSTSZ));
	rig_ir_write(0, XHC_ERSTBA, rig_ir(0, XHC_ERSTBA));
	told(0, "");
	rig_ir_write(0, XHC_ERSTSZ, rig_ir(0, XHC_ERSTSZ) + 1);
	told(1, "ERSTSZ of the primary interrupter");
	rig_ir_write(0, XHC_ERSTBA, rig_ir(0, XHC_ERSTBA) + 64);
	told(1, "ERSTBA of the primary interrupter");
	rig_op_write(XHC_USBCMD, XHC_CMD_INTE);
	double_run_for(RIG_MS);
	rig_ir_write(0, XHC_ERSTSZ, 0);
	rig_ir_write(0, XHC_ERSTBA, 0);
	told(0, "");
}
END_TEST

/* As a sideband client makes one, uses it and takes it away. */
START_TEST(secondary_event_ring)
{
	start();
	rig_interrupter_setup(1, 1, 16);
	rig_interrupter_setup(1, 2, 16);
	told(0, "");
	rig_put(&out, buffer, 64 | 1u << 22,
		XHC_TRB_OF_TYPE(XHC_TRB_NORMAL) | XHC_TRB_IOC);
	rig_doorbell(slot, OUT_DCI);
	rig_expect(1, XHC_EVENT_TRANSFER, RIG_MS);
	rig_ack(1);
	told(0, "");
	rig_ir_write(1, XHC_ERSTSZ, 1);
	told(1, "ERSTSZ of interrupter 1");
	rig_ir_write(1, XHC_ERSTBA, rig_ir(1, XHC_ERSTBA) + 64);
	told(1, "ERSTBA of interrupter 1");
	rig_ir_write(1, XHC_ERSTSZ, 0);
	rig_ir_write(1, XHC_ERSTBA, 0);
	told(0, "");
}
END_TEST

START_TEST(erdp_outside)
{
	uint64_t erdp;

	start();
	erdp = rig_events_position(0);
	rig_write64(XHC_INTERRUPTER_BASE + XHC_ERDP, erdp | XHC_ERDP_EHB);
	told(0, "");
	rig_write64(XHC_INTERRUPTER_BASE + XHC_ERDP, erdp + 65536);
	told(1, "lies outside of its event ring");
	/* a ring that nothing was posted to has no place yet */
	rig_write64(XHC_INTERRUPTER_BASE + 32 + XHC_ERDP, erdp + 65536);
	told(0, "");
}
END_TEST

START_TEST(contexts_move)
{
	start();
	rig_write64(XHC_CAP_LENGTH + XHC_DCBAAP, rig_dcbaa);
	told(0, "");
	rig_write64(XHC_CAP_LENGTH + XHC_DCBAAP, rig_dcbaa + 4096);
	told(1, "5.4.6");
	rig_write64(XHC_CAP_LENGTH + XHC_DCBAAP, rig_dcbaa);
	double_protocol_reports = 0;
	rig_op_write(XHC_USBCMD, XHC_CMD_INTE);
	double_run_for(RIG_MS);
	rig_write64(XHC_CAP_LENGTH + XHC_DCBAAP, rig_dcbaa + 4096);
	told(0, "");
}
END_TEST

START_TEST(interrupter_that_is_not_there)
{
	start();
	rig_ir_write(3, XHC_IMOD, 4000);
	told(0, "");
	rig_ir_write(9, XHC_IMOD, 4000);
	told(1, "a register of interrupter 9 is written");
}
END_TEST

static unsigned int command(unsigned int type, unsigned int of_slot,
			    unsigned int dci, uint64_t parameter)
{
	struct rig_trb event = rig_command(parameter, 0, XHC_TRB_OF_TYPE(type) |
					   of_slot << 24 | dci << 16);

	return rig_code(&event);
}

/* Slot states (4.5.3): which commands with contexts they allow. */
START_TEST(contexts_in_a_state)
{
	struct rig_trb event;
	unsigned int fresh;
	uint64_t input;

	start();
	input = rig_input(1, SIM_USB_HIGH, &ep0);
	ck_assert_uint_eq(command(XHC_CMD_EVALUATE_CONTEXT, slot, 0, input),
			  XHC_SUCCESS);
	told(0, "");
	event = rig_command(0, 0, XHC_TRB_OF_TYPE(XHC_CMD_ENABLE_SLOT));
	fresh = event.control >> 24;
	ck_assert_uint_eq(command(XHC_CMD_EVALUATE_CONTEXT, fresh, 0, input),
			  XHC_CONTEXT_STATE_ERROR);
	told(1, "4.6.7: Evaluate Context command for slot 2, which is enabled");
	ck_assert_uint_eq(command(XHC_CMD_CONFIGURE_ENDPOINT, fresh, 0, input),
			  XHC_CONTEXT_STATE_ERROR);
	told(1, "4.6.6: Configure Endpoint command for slot 2");
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_RESET_DEVICE, slot, 0),
			  XHC_SUCCESS);
	ck_assert_uint_eq(command(XHC_CMD_EVALUATE_CONTEXT, slot, 0, input),
			  XHC_SUCCESS);
	told(0, "");
	ck_assert_uint_eq(command(XHC_CMD_CONFIGURE_ENDPOINT, slot, 0, input),
			  XHC_CONTEXT_STATE_ERROR);
	told(1, "slot 1, which is in the Default state");
}
END_TEST

static void dequeue_at(uint64_t place)
{
	ck_assert_uint_eq(command(XHC_CMD_SET_DEQUEUE, slot, OUT_DCI,
				  place | 1), XHC_SUCCESS);
}

/* From the second segment back to the first, and to another's ring. */
START_TEST(dequeue_outside)
{
	struct rig_trb *link;

	start();
	send(&out, OUT_DCI, buffer, 64, 0);
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_STOP_ENDPOINT, slot,
					   OUT_DCI), XHC_SUCCESS);
	dequeue_at(out.segment[1] + 16);
	dequeue_at(out.segment[0] + 16);
	dequeue_at(out.segment[0] + (RIG_RING_TRBS - 1) * 16);
	told(0, "");
	dequeue_at(in.segment[1]);
	told(1, "4.6.10: Set TR Dequeue Pointer command for endpoint 4 of slot 1 leads out of its ring");
	/* a ring that is not closed may go on anywhere */
	link = (struct rig_trb *)double_memory(in.segment[1]) +
	       RIG_RING_TRBS - 1;
	link->control = 0;
	dequeue_at(out.segment[0]);
	told(0, "");
}
END_TEST

START_TEST(rings_in_other_memory)
{
	uint64_t page;

	start();
	page = double_dma_alloc(4096, 4096);
	double_one_way = page;
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_STOP_ENDPOINT, slot,
					   OUT_DCI), XHC_SUCCESS);
	dequeue_at(out.segment[1]);
	told(0, "");
	((struct rig_trb *)double_memory(out.segment[1]))[RIG_RING_TRBS - 1]
		.control = 0;
	dequeue_at(page + 64);
	told(1, "which is no coherent memory");
	out.segment[0] = page;
	out.at_segment = 0;
	ck_assert_uint_eq(rig_endpoint(slot, OUT_DCI + 2, XHC_TYPE_BULK_OUT,
				       512, 0, 0, &out), XHC_SUCCESS);
	told(1, "4.9: the context of endpoint 6 of slot 1 leads to");
	((struct rig_trb *)double_memory(in.segment[0]))[RIG_RING_TRBS - 1]
		.parameter = page;
	for (int i = 0; i < RIG_RING_TRBS - 2; i++)
		send(&in, IN_DCI, buffer, 64, 0);
	told(0, "");
	send(&in, IN_DCI, buffer, 64, 0);
	told(1, "4.9: a Link TRB of endpoint 7 of slot 1 leads to");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("xhci forbidden");
	TCase *test = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_test(test, doorbell_of_a_disabled_endpoint);
	tcase_add_test(test, doorbell_of_a_disabled_slot);
	tcase_add_test(test, doorbell_without_target);
	tcase_add_test(test, buffer_across_a_boundary);
	tcase_add_test(test, immediate_data);
	tcase_add_test(test, link_to_an_odd_place);
	tcase_add_test(test, primary_event_ring);
	tcase_add_test(test, secondary_event_ring);
	tcase_add_test(test, erdp_outside);
	tcase_add_test(test, contexts_move);
	tcase_add_test(test, interrupter_that_is_not_there);
	tcase_add_test(test, contexts_in_a_state);
	tcase_add_test(test, dequeue_outside);
	tcase_add_test(test, rings_in_other_memory);
	suite_add_tcase(suite, test);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
