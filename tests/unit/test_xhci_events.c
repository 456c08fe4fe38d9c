// SPDX-License-Identifier: GPL-2.0-only
/* links: hw_double xhci_rig libsim/xhci */
/* test_xhci_events.c: event rings, interrupters, moderation, save/restore. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "xhci_rig.h"

static struct rig_device dev;
static struct rig_ring ep0;

/* Like rig_start() with event rings of a chosen shape. */
static void start(unsigned int segments, unsigned int size)
{
	rig_start(NULL);
	rig_op_write(XHC_USBCMD, 0);
	double_run_for(RIG_MS);
	rig_op_write(XHC_USBCMD, XHC_CMD_HCRST);
	double_run_for(RIG_MS);
	rig_setup(segments, size);
}

static void noops(unsigned int n)
{
	while (n--)
		rig_put(&rig_commands, 0, 0, XHC_TRB_OF_TYPE(XHC_CMD_NOOP));
	rig_doorbell(0, 0);
}

START_TEST(two_segments_wrap)
{
	start(2, 16);
	for (int i = 0; i < 100; i++)
		ck_assert_uint_eq(rig_slot_command(XHC_CMD_NOOP, 0, 0),
				  XHC_SUCCESS);
	ck_assert_uint_eq(rig_events[0].at_segment, 0);
	ck_assert_uint_eq(rig_events[0].at, 4);
	ck_assert(!rig_events[0].cycle);	/* three rounds of 32 */
}
END_TEST

START_TEST(many_segments)
{
	start(4, 16);
	for (int i = 0; i < 150; i++)
		ck_assert_uint_eq(rig_slot_command(XHC_CMD_NOOP, 0, 0),
				  XHC_SUCCESS);
}
END_TEST

START_TEST(ring_full_and_on_again)
{
	struct rig_trb event;
	unsigned int good = 0, full = 0;

	start(1, 16);
	noops(25);
	double_run_for(RIG_MS);
	/* 14 events, the Full Error in the last free place, one place unused */
	for (int i = 0; i < 15; i++) {
		ck_assert(rig_event(0, &event));
		if (i < 14)
			ck_assert_uint_eq(XHC_TRB_TYPE(event.control),
					  XHC_EVENT_COMMAND);
	}
	ck_assert(!rig_event(0, &event));
	ck_assert_uint_eq(XHC_TRB_TYPE(event.control), XHC_EVENT_HOST);
	ck_assert_uint_eq(rig_code(&event), XHC_EVENT_RING_FULL);
	double_run_for(RIG_MS);
	ck_assert(!rig_event(0, &event));
	rig_ack(0);
	double_run_for(RIG_MS);
	while (rig_event(0, &event)) {
		good += XHC_TRB_TYPE(event.control) == XHC_EVENT_COMMAND;
		full += XHC_TRB_TYPE(event.control) == XHC_EVENT_HOST;
	}
	ck_assert_uint_eq(good, 11);	/* nothing was lost */
	ck_assert_uint_eq(full, 0);
	rig_ack(0);
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_NOOP, 0, 0), XHC_SUCCESS);
}
END_TEST

START_TEST(full_ring_holds_transfers)
{
	struct rig_ring ring;
	struct rig_trb event;
	unsigned int slot, got = 0;
	uint64_t buffer;

	start(1, 16);
	rig_device_init(&dev, SIM_USB_HIGH);
	slot = rig_attach(&dev, 1, &ep0);
	ring = rig_ring_make(2);
	ck_assert_uint_eq(rig_endpoint(slot, 4, XHC_TYPE_BULK_OUT, 512, 0, 0,
				       &ring), XHC_SUCCESS);
	buffer = double_dma_alloc(512, 512);
	for (int i = 0; i < 40; i++)
		rig_put(&ring, buffer, 512, XHC_TRB_OF_TYPE(XHC_TRB_NORMAL) |
			XHC_TRB_IOC);
	rig_doorbell(slot, 4);
	double_run_for(20 * RIG_MS);
	ck_assert_uint_lt(dev.outs, 20);
	for (int round = 0; round < 10; round++) {
		while (rig_event(0, &event))
			got += XHC_TRB_TYPE(event.control) ==
			       XHC_EVENT_TRANSFER;
		rig_ack(0);
		double_run_for(5 * RIG_MS);
	}
	ck_assert_uint_eq(got, 40);
	ck_assert_uint_eq(dev.outs, 40);
}
END_TEST

START_TEST(port_event_waits_for_room)
{
	struct rig_trb event;
	unsigned int ports = 0;

	start(1, 16);
	noops(25);
	double_run_for(RIG_MS);
	rig_device_init(&dev, SIM_USB_HIGH);
	sim_xhci_plug(rig_xhci, 1, &dev.usb);
	double_run_for(10 * RIG_MS);
	for (int round = 0; round < 4; round++) {
		while (rig_event(0, &event))
			ports += XHC_TRB_TYPE(event.control) == XHC_EVENT_PORT;
		rig_ack(0);
		double_run_for(RIG_MS);
	}
	ck_assert_uint_eq(ports, 1);
}
END_TEST

START_TEST(interrupt_handshake)
{
	struct rig_trb event;

	start(2, 64);
	noops(1);
	double_run_for(RIG_MS);
	ck_assert(double_irq);
	ck_assert(rig_op(XHC_USBSTS) & XHC_STS_EINT);
	ck_assert_uint_eq(rig_ir(0, XHC_IMAN), XHC_IMAN_IP | XHC_IMAN_IE);
	ck_assert(rig_ir(0, XHC_ERDP) & XHC_ERDP_EHB);
	/* IP cleared, EHB still set: more events do not interrupt */
	rig_op_write(XHC_USBSTS, XHC_STS_EINT);
	rig_ir_write(0, XHC_IMAN, XHC_IMAN_IP | XHC_IMAN_IE);
	ck_assert(!double_irq);
	noops(1);
	double_run_for(RIG_MS);
	ck_assert(!double_irq);
	/* one of two is consumed: EHB falls, the other one interrupts */
	ck_assert(rig_event(0, &event));
	double_write(XHC_INTERRUPTER_BASE + XHC_ERDP,
		     (uint32_t)rig_events_position(0) | XHC_ERDP_EHB);
	ck_assert(double_irq);
	ck_assert(rig_event(0, &event));
	rig_ack(0);
	ck_assert(!double_irq);
	double_run_for(RIG_MS);
	ck_assert(!double_irq);
	ck_assert(!(rig_ir(0, XHC_ERDP) & XHC_ERDP_EHB));
	/* without IE or INTE the line stays low, IP rises all the same */
	rig_ir_write(0, XHC_IMAN, 0);
	noops(1);
	double_run_for(RIG_MS);
	ck_assert(!double_irq);
	ck_assert(rig_ir(0, XHC_IMAN) & XHC_IMAN_IP);
	rig_ir_write(0, XHC_IMAN, XHC_IMAN_IE);
	ck_assert(double_irq);
	rig_op_write(XHC_USBCMD, XHC_CMD_RS);
	ck_assert(!double_irq);
	rig_op_write(XHC_USBCMD, XHC_CMD_RS | XHC_CMD_INTE);
	ck_assert(double_irq);
}
END_TEST

START_TEST(moderation)
{
	struct rig_trb event;
	uint64_t cleared;

	start(2, 64);
	rig_ir_write(0, XHC_IMOD, 4000);	/* 1 ms */
	ck_assert_uint_eq(rig_ir(0, XHC_IMOD), 4000);
	noops(1);
	double_run_for(10000);
	ck_assert(double_irq);		/* the first one is not held back */
	ck_assert(rig_event(0, &event));
	rig_ack(0);
	cleared = double_now_ns;
	ck_assert(!double_irq);
	ck_assert_uint_eq(rig_ir(0, XHC_IMOD), 4000u | 4000u << 16);
	noops(3);
	double_run_until(cleared + RIG_MS - 1);
	ck_assert(!double_irq);
	double_run_until(cleared + RIG_MS);
	ck_assert(double_irq);
}
END_TEST

START_TEST(block_event_interrupt)
{
	struct rig_ring ring;
	unsigned int slot;
	uint64_t buffer;

	start(2, 64);
	rig_device_init(&dev, SIM_USB_HIGH);
	slot = rig_attach(&dev, 1, &ep0);
	ring = rig_ring_make(2);
	ck_assert_uint_eq(rig_endpoint(slot, 4, XHC_TYPE_BULK_OUT, 512, 0, 0,
				       &ring), XHC_SUCCESS);
	buffer = double_dma_alloc(64, 64);
	for (int i = 0; i < 3; i++)
		rig_put(&ring, buffer, 64, XHC_TRB_OF_TYPE(XHC_TRB_NORMAL) |
			XHC_TRB_IOC | XHC_TRB_BEI);
	rig_doorbell(slot, 4);
	double_run_for(RIG_MS);
	ck_assert_uint_eq(dev.outs, 3);
	ck_assert(!double_irq);
	rig_put(&ring, buffer, 64, XHC_TRB_OF_TYPE(XHC_TRB_NORMAL) |
		XHC_TRB_IOC);
	rig_doorbell(slot, 4);
	double_run_for(RIG_MS);
	ck_assert(double_irq);
}
END_TEST

START_TEST(bad_segment_and_target)
{
	uint32_t *table;

	start(1, 16);
	table = double_memory(rig_events[0].table);
	table[2] = 8;
	noops(1);
	double_run_for(RIG_MS);
	ck_assert_uint_eq(double_protocol_reports, 1);
	ck_assert(strstr(double_last_protocol, "6.5"));
	ck_assert(rig_op(XHC_USBSTS) & XHC_STS_HSE);
}
END_TEST

struct saved_registers { uint32_t size; uint64_t base, dequeue; };

static void suspend_controller(struct saved_registers *saved)
{
	rig_op_write(XHC_USBCMD, XHC_CMD_INTE);
	double_run_for(RIG_MS);
	ck_assert(rig_op(XHC_USBSTS) & XHC_STS_HCH);
	saved->size = rig_ir(0, XHC_ERSTSZ);
	saved->base = rig_ir(0, XHC_ERSTBA);
	saved->dequeue = rig_ir(0, XHC_ERDP);
	rig_op_write(XHC_USBCMD, XHC_CMD_INTE | XHC_CMD_CSS);
	ck_assert(rig_op(XHC_USBSTS) & XHC_STS_SSS);
	double_run_for(RIG_MS);
	ck_assert(!(rig_op(XHC_USBSTS) & (XHC_STS_SSS | XHC_STS_SRE)));
}

static void resume_controller(const struct saved_registers *saved)
{
	rig_ir_write(0, XHC_ERSTSZ, saved->size);
	rig_write64(XHC_INTERRUPTER_BASE + XHC_ERSTBA, saved->base);
	rig_write64(XHC_INTERRUPTER_BASE + XHC_ERDP, saved->dequeue);
	rig_commands = rig_ring_make(1);
	rig_write64(XHC_CAP_LENGTH + XHC_CRCR,
		    rig_commands.segment[0] | XHC_CRCR_RCS);
	rig_op_write(XHC_USBCMD, XHC_CMD_INTE | XHC_CMD_CRS);
	ck_assert(rig_op(XHC_USBSTS) & XHC_STS_RSS);
	double_run_for(RIG_MS);
	ck_assert(!(rig_op(XHC_USBSTS) & XHC_STS_RSS));
}

START_TEST(save_and_restore)
{
	struct saved_registers saved;
	unsigned int slot;

	start(2, 16);
	rig_device_init(&dev, SIM_USB_HIGH);
	slot = rig_attach(&dev, 1, &ep0);
	for (int i = 0; i < 20; i++)
		rig_slot_command(XHC_CMD_NOOP, 0, 0);
	suspend_controller(&saved);
	rig_op_write(XHC_USBCMD, XHC_CMD_INTE | XHC_CMD_CSS | XHC_CMD_RS);
	ck_assert_uint_eq(double_protocol_reports, 1);	/* runs: 5.4.1 */
	rig_op_write(XHC_USBCMD, XHC_CMD_INTE);
	double_run_for(RIG_MS);
	resume_controller(&saved);
	ck_assert(!(rig_op(XHC_USBSTS) & XHC_STS_SRE));
	rig_op_write(XHC_USBCMD, XHC_CMD_INTE | XHC_CMD_RS);
	for (int i = 0; i < 20; i++)
		ck_assert_uint_eq(rig_slot_command(XHC_CMD_NOOP, 0, 0),
				  XHC_SUCCESS);
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_STOP_ENDPOINT, slot, 1),
			  XHC_SUCCESS);
}
END_TEST

START_TEST(restore_after_power_was_lost)
{
	struct saved_registers saved;

	start(2, 16);
	rig_slot_command(XHC_CMD_NOOP, 0, 0);
	suspend_controller(&saved);
	sim_xhci_power_lost(rig_xhci);
	resume_controller(&saved);
	ck_assert(rig_op(XHC_USBSTS) & XHC_STS_SRE);
	rig_op_write(XHC_USBSTS, XHC_STS_SRE);
	ck_assert(!(rig_op(XHC_USBSTS) & XHC_STS_SRE));
}
END_TEST

static unsigned int wakes;

static void wake(void *arg)
{
	(void)arg;
	wakes++;
}

START_TEST(wake_while_halted)
{
	wakes = 0;
	start(2, 16);
	sim_xhci_on_wake(rig_xhci, wake, NULL);
	rig_port_write(2, XHC_PORT_WCE);
	rig_op_write(XHC_USBCMD, XHC_CMD_INTE);
	double_run_for(RIG_MS);
	rig_device_init(&dev, SIM_USB_HIGH);
	sim_xhci_plug(rig_xhci, 1, &dev.usb);	/* not enabled there */
	double_run_for(10 * RIG_MS);
	ck_assert_uint_eq(wakes, 0);
	sim_xhci_unplug(rig_xhci, 1);
	sim_xhci_plug(rig_xhci, 2, &dev.usb);
	double_run_for(10 * RIG_MS);
	ck_assert_uint_eq(wakes, 1);
	/* its event comes with the start */
	rig_expect_none(0, XHC_EVENT_PORT, RIG_MS);
	rig_op_write(XHC_USBCMD, XHC_CMD_INTE | XHC_CMD_RS);
	rig_expect(0, XHC_EVENT_PORT, RIG_MS);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("xhci events");
	TCase *test = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_test(test, two_segments_wrap);
	tcase_add_test(test, many_segments);
	tcase_add_test(test, ring_full_and_on_again);
	tcase_add_test(test, full_ring_holds_transfers);
	tcase_add_test(test, port_event_waits_for_room);
	tcase_add_test(test, interrupt_handshake);
	tcase_add_test(test, moderation);
	tcase_add_test(test, block_event_interrupt);
	tcase_add_test(test, bad_segment_and_target);
	tcase_add_test(test, save_and_restore);
	tcase_add_test(test, restore_after_power_was_lost);
	tcase_add_test(test, wake_while_halted);
	suite_add_tcase(suite, test);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
