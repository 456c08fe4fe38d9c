// SPDX-License-Identifier: GPL-2.0-only
/* links: hw_double xhci_rig libsim/xhci */
/* test_xhci_isochronous.c: timing, frame IDs, underruns, errors of
 * isochronous endpoints, and what one second of playback costs. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "xhci_rig.h"

#define OLD		0x77	/* in the buffer before */
#define ISOCH(flags)	(XHC_TRB_OF_TYPE(XHC_TRB_ISOCH) | (flags))
#define SIA		XHC_TRB_SIA

static struct rig_device dev;
static struct rig_ring ep0, ring;
static unsigned int slot;
static uint64_t buffer;

static void start(enum sim_usb_speed speed, unsigned int type,
		  unsigned int max_packet, unsigned int interval,
		  unsigned int burst)
{
	rig_start(NULL);
	rig_device_init(&dev, speed);
	slot = rig_attach(&dev, speed == SIM_USB_SUPER ? 3 : 1, &ep0);
	ring = rig_ring_make(2);
	ck_assert_uint_eq(rig_endpoint(slot, type == XHC_TYPE_ISOCH_IN ? 3 : 2,
				       type, max_packet, interval, burst,
				       &ring), XHC_SUCCESS);
	buffer = double_dma_alloc(65536, 4096);
	for (int i = 0; i < 65536; i++)
		((uint8_t *)double_memory(buffer))[i] = i * 7;
}

START_TEST(out_by_the_microframe)
{
	struct rig_trb event;
	uint64_t at = 0;

	start(SIM_USB_HIGH, XHC_TYPE_ISOCH_OUT, 200, 0, 0);
	for (int i = 0; i < 16; i++)
		at = rig_put(&ring, buffer + i * 48, 48,
			     ISOCH(SIA | (i == 15 ? XHC_TRB_IOC : 0)));
	rig_doorbell(slot, 2);
	event = rig_expect(0, XHC_EVENT_TRANSFER, 5 * RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	ck_assert_uint_eq(event.parameter, at);
	ck_assert_uint_eq(dev.outs, 16);
	ck_assert_uint_eq(dev.last_ns - dev.first_ns, 15 * 125000);
	ck_assert_int_eq(memcmp(dev.out, double_memory(buffer), 16 * 48), 0);
	/* then the ring is dry, once */
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_RING_UNDERRUN);
	rig_expect_none(0, XHC_EVENT_TRANSFER, 5 * RIG_MS);
	ck_assert_uint_eq(rig_endpoint_state(slot, 2), XHC_EP_RUNNING);
	rig_put(&ring, buffer, 8, ISOCH(SIA | XHC_TRB_IOC));
	rig_doorbell(slot, 2);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
}
END_TEST

START_TEST(full_speed_by_the_frame)
{
	start(SIM_USB_FULL, XHC_TYPE_ISOCH_OUT, 192, 3, 0);
	for (int i = 0; i < 8; i++)
		rig_put(&ring, buffer, 192,
			ISOCH(SIA | (i == 7 ? XHC_TRB_IOC : 0)));
	rig_doorbell(slot, 2);
	rig_expect(0, XHC_EVENT_TRANSFER, 12 * RIG_MS);
	ck_assert_uint_eq(dev.last_ns - dev.first_ns, 7 * RIG_MS);
	ck_assert_uint_eq((dev.first_ns - SIM_BOOT_TIME_NS) % RIG_MS, 0);
}
END_TEST

START_TEST(interval_of_four_microframes)
{
	start(SIM_USB_HIGH, XHC_TYPE_ISOCH_OUT, 192, 2, 0);
	for (int i = 0; i < 5; i++)
		rig_put(&ring, buffer, 192,
			ISOCH(SIA | (i == 4 ? XHC_TRB_IOC : 0)));
	rig_doorbell(slot, 2);
	rig_expect(0, XHC_EVENT_TRANSFER, 12 * RIG_MS);
	ck_assert_uint_eq(dev.last_ns - dev.first_ns, 4 * 500000);
}
END_TEST

START_TEST(three_packets_a_microframe)
{
	struct rig_trb event;

	start(SIM_USB_HIGH, XHC_TYPE_ISOCH_OUT, 1024, 0, 2);
	rig_put(&ring, buffer, 2500, ISOCH(SIA | XHC_TRB_IOC));
	rig_put(&ring, buffer, 4000, ISOCH(SIA | XHC_TRB_IOC));
	rig_doorbell(slot, 2);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	ck_assert_uint_eq(dev.outs, 3);
	ck_assert_uint_eq(dev.out_bytes, 2500);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_BANDWIDTH_OVERRUN);
	ck_assert_uint_eq(dev.outs, 3);
}
END_TEST

START_TEST(td_of_pieces)
{
	uint64_t far, last;
	struct rig_trb event;

	start(SIM_USB_HIGH, XHC_TYPE_ISOCH_OUT, 512, 0, 0);
	far = double_dma_alloc(1024, 64);
	memset(double_memory(far), 0xee, 1024);
	for (int i = 0; i < RIG_RING_TRBS - 3; i++)
		rig_put(&ring, 0, 0, XHC_TRB_OF_TYPE(XHC_TRB_NOOP));
	/* this one spans the link between the segments */
	rig_put(&ring, buffer, 100, ISOCH(SIA | XHC_TRB_CHAIN));
	rig_put(&ring, far, 1, XHC_TRB_OF_TYPE(XHC_TRB_NORMAL) | XHC_TRB_CHAIN);
	last = rig_put(&ring, buffer + 100, 300,
		       XHC_TRB_OF_TYPE(XHC_TRB_NORMAL) | XHC_TRB_IOC);
	ck_assert_uint_eq(last, ring.segment[1]);
	rig_doorbell(slot, 2);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	ck_assert_uint_eq(event.parameter, last);
	ck_assert_uint_eq(dev.outs, 1);
	ck_assert_uint_eq(dev.out_bytes, 401);
	ck_assert_uint_eq(dev.out[100], 0xee);
	ck_assert_int_eq(memcmp(dev.out + 101,
				(uint8_t *)double_memory(buffer) + 100, 300), 0);
}
END_TEST

START_TEST(in_short_and_event_data)
{
	struct rig_trb event;
	uint64_t first, last;

	start(SIM_USB_HIGH, XHC_TYPE_ISOCH_IN, 256, 0, 0);
	dev.in_bytes = 100;
	first = rig_put(&ring, buffer, 256, ISOCH(SIA | XHC_TRB_ISP |
						 XHC_TRB_IOC));
	/* two pieces and an Event Data TRB behind them */
	rig_put(&ring, buffer + 1024, 60, ISOCH(SIA | XHC_TRB_CHAIN));
	rig_put(&ring, buffer + 2048, 196, XHC_TRB_OF_TYPE(XHC_TRB_NORMAL) |
		XHC_TRB_CHAIN | XHC_TRB_ISP);
	last = rig_put(&ring, 0x123456789abcdef0ull, 0,
		       XHC_TRB_OF_TYPE(XHC_TRB_EVENT_DATA) | XHC_TRB_IOC);
	rig_doorbell(slot, 3);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SHORT_PACKET);
	ck_assert_uint_eq(rig_left(&event), 156);
	ck_assert_uint_eq(event.parameter, first);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SHORT_PACKET);
	ck_assert_uint_eq(rig_left(&event), 156);
	ck_assert_uint_eq(event.parameter, last - 16);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(event.parameter, 0x123456789abcdef0ull);
	ck_assert(event.control & XHC_TRB_ED);
	ck_assert_uint_eq(rig_left(&event), 100);	/* EDTLA */
	ck_assert_uint_eq(((uint8_t *)double_memory(buffer))[1024], 100);
	ck_assert_uint_eq(((uint8_t *)double_memory(buffer))[2048], 160);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_RING_OVERRUN);
}
END_TEST

START_TEST(frame_id_now_later_and_missed)
{
	struct rig_trb event;
	uint32_t frame;
	uint64_t missed;

	start(SIM_USB_HIGH, XHC_TYPE_ISOCH_OUT, 64, 0, 0);
	frame = double_read(XHC_RUNTIME_BASE) / 8;
	for (int i = 0; i < 4; i++)
		rig_put(&ring, buffer, 64,
			ISOCH((frame + 20 + i / 2) % 2048 << 20));
	missed = rig_put(&ring, buffer, 64, ISOCH((frame + 3) % 2048 << 20));
	rig_put(&ring, buffer, 32, ISOCH((frame + 30) % 2048 << 20 |
					XHC_TRB_IOC));
	rig_doorbell(slot, 2);
	event = rig_expect(0, XHC_EVENT_TRANSFER, 40 * RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_MISSED_SERVICE);
	ck_assert_uint_eq(event.parameter, missed);
	ck_assert_uint_eq(dev.outs, 4);
	ck_assert_uint_eq((dev.first_ns - SIM_BOOT_TIME_NS) / RIG_MS % 2048,
			  (frame + 20) % 2048);
	ck_assert_uint_eq(dev.last_ns - dev.first_ns, 8 * 125000 + 125000);
	event = rig_expect(0, XHC_EVENT_TRANSFER, 20 * RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	ck_assert_uint_eq((dev.last_ns - SIM_BOOT_TIME_NS) / RIG_MS % 2048,
			  (frame + 30) % 2048);
}
END_TEST

START_TEST(errors_do_not_halt)
{
	struct rig_trb event;

	start(SIM_USB_HIGH, XHC_TYPE_ISOCH_IN, 256, 0, 0);
	dev.in_answer = SIM_USB_SILENT;
	rig_put(&ring, buffer, 256, ISOCH(SIA | XHC_TRB_IOC));
	rig_doorbell(slot, 3);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_TRANSACTION_ERROR);
	ck_assert_uint_eq(rig_left(&event), 256);
	ck_assert_uint_eq(rig_endpoint_state(slot, 3), XHC_EP_RUNNING);
	memset(double_memory(buffer), OLD, 256);
	dev.in_answer = SIM_USB_BABBLE;
	rig_put(&ring, buffer, 64, ISOCH(SIA | XHC_TRB_IOC));
	rig_put(&ring, buffer, 256, ISOCH(SIA | XHC_TRB_IOC));
	rig_doorbell(slot, 3);
	do
		event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	while (rig_code(&event) == XHC_RING_OVERRUN);
	ck_assert_uint_eq(rig_code(&event), XHC_ISOCH_BUFFER_OVERRUN);
	/* full, which is what the driver makes of it: nothing old is left */
	ck_assert_uint_eq(rig_left(&event), 0);
	for (int i = 0; i < 64; i++)
		ck_assert_uint_ne(((uint8_t *)double_memory(buffer))[i], OLD);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_BABBLE);
	dev.in_answer = SIM_USB_NAK;	/* nothing to send: an empty packet */
	rig_put(&ring, buffer, 64, ISOCH(SIA | XHC_TRB_IOC));
	rig_doorbell(slot, 3);
	do
		event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	while (rig_code(&event) == XHC_RING_OVERRUN);
	ck_assert_uint_eq(rig_code(&event), XHC_SHORT_PACKET);
	ck_assert_uint_eq(rig_left(&event), 64);
}
END_TEST

START_TEST(bad_trb_is_an_error_state)
{
	struct rig_trb event;

	start(SIM_USB_HIGH, XHC_TYPE_ISOCH_OUT, 64, 0, 0);
	rig_put(&ring, 0, 8, XHC_TRB_OF_TYPE(XHC_TRB_SETUP) | XHC_TRB_IDT);
	rig_doorbell(slot, 2);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_TRB_ERROR);
	ck_assert_uint_eq(rig_endpoint_state(slot, 2), XHC_EP_ERROR);
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_RESET_ENDPOINT, slot, 2),
			  XHC_CONTEXT_STATE_ERROR);
	event = rig_command(rig_ring_position(&ring) | 1, 0,
			    XHC_TRB_OF_TYPE(XHC_CMD_SET_DEQUEUE) | slot << 24 |
			    2 << 16);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	ck_assert_uint_eq(rig_endpoint_state(slot, 2), XHC_EP_STOPPED);
	rig_put(&ring, buffer, 64, ISOCH(SIA | XHC_TRB_IOC));
	rig_doorbell(slot, 2);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
}
END_TEST

START_TEST(stop_in_the_stream)
{
	struct rig_trb event, done;
	uint64_t trbs[20];
	unsigned int played;

	start(SIM_USB_HIGH, XHC_TYPE_ISOCH_OUT, 64, 0, 0);
	for (int i = 0; i < 20; i++)
		trbs[i] = rig_put(&ring, buffer, 64,
				  ISOCH(SIA | XHC_TRB_IOC | XHC_TRB_BEI));
	rig_doorbell(slot, 2);
	double_run_for(RIG_MS);
	rig_put(&rig_commands, 0, 0, XHC_TRB_OF_TYPE(XHC_CMD_STOP_ENDPOINT) |
		slot << 24 | 2 << 16);
	rig_doorbell(0, 0);
	double_run_for(RIG_MS);
	played = dev.outs;
	ck_assert_uint_gt(played, 2);
	ck_assert_uint_lt(played, 10);
	for (unsigned int i = 0; i < played; i++) {
		ck_assert(rig_event(0, &event));
		ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
		ck_assert_uint_eq(event.parameter, trbs[i]);
	}
	ck_assert(rig_event(0, &event));
	ck_assert_uint_eq(XHC_TRB_TYPE(event.control), XHC_EVENT_TRANSFER);
	ck_assert_uint_eq(rig_code(&event), XHC_STOPPED_LENGTH_INVALID);
	ck_assert_uint_eq(event.parameter, trbs[played]);
	ck_assert(rig_event(0, &done));
	ck_assert_uint_eq(XHC_TRB_TYPE(done.control), XHC_EVENT_COMMAND);
	ck_assert_uint_eq(rig_code(&done), XHC_SUCCESS);
	ck_assert_uint_eq(rig_endpoint_state(slot, 2), XHC_EP_STOPPED);
	ck_assert_uint_eq(rig_endpoint_dequeue(slot, 2), trbs[played] | 1);
	rig_ack(0);
	double_run_for(5 * RIG_MS);
	ck_assert_uint_eq(dev.outs, played);
	rig_doorbell(slot, 2);
	double_run_for(10 * RIG_MS);
	ck_assert_uint_eq(dev.outs, 20);
}
END_TEST

START_TEST(unplug_in_the_stream)
{
	struct rig_trb event;
	unsigned int errors = 0, ports = 0;

	start(SIM_USB_HIGH, XHC_TYPE_ISOCH_OUT, 64, 0, 0);
	for (int i = 0; i < 40; i++)
		rig_put(&ring, buffer, 64, ISOCH(SIA | XHC_TRB_IOC));
	rig_doorbell(slot, 2);
	double_run_for(RIG_MS);
	sim_xhci_unplug(rig_xhci, 1);
	double_run_for(10 * RIG_MS);
	while (rig_event(0, &event)) {
		ports += XHC_TRB_TYPE(event.control) == XHC_EVENT_PORT;
		errors += XHC_TRB_TYPE(event.control) == XHC_EVENT_TRANSFER &&
			  rig_code(&event) == XHC_TRANSACTION_ERROR;
	}
	rig_ack(0);
	ck_assert_uint_eq(ports, 1);
	ck_assert_uint_eq(errors + dev.outs, 40);
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_STOP_ENDPOINT, slot, 2),
			  XHC_SUCCESS);
	ck_assert_uint_eq(rig_slot_command(XHC_CMD_DISABLE_SLOT, slot, 0),
			  XHC_SUCCESS);
	rig_doorbell(slot, 2);	/* of a slot that is gone: nothing */
	rig_expect_none(0, XHC_EVENT_TRANSFER, RIG_MS);
}
END_TEST

static void playback_put(unsigned int *queued)
{
	uint32_t ioc = ++*queued % 8 ? 0 : XHC_TRB_IOC;

	rig_put(&ring, buffer + *queued % 64 * 256, 24, ISOCH(SIA | ioc));
}

/* 8000 packets, an event every millisecond: no event of ours in excess. */
START_TEST(a_second_of_playback)
{
	struct rig_trb event;
	unsigned int done = 0, queued = 0, events, reports = 0;

	start(SIM_USB_HIGH, XHC_TYPE_ISOCH_OUT, 256, 0, 0);
	while (queued < 48)
		playback_put(&queued);
	rig_doorbell(slot, 2);
	events = double_events_run;
	while (done < 8000) {
		double_run_for(RIG_MS);
		while (rig_event(0, &event)) {
			ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
			done += 8;
			reports++;
			for (int i = 0; i < 8; i++)
				playback_put(&queued);
		}
		rig_ack(0);
	}
	ck_assert_uint_eq(reports, 1000);
	ck_assert_uint_le(double_events_run - events, 8020);
	ck_assert_uint_eq(double_protocol_reports, 0);
}
END_TEST

/* A second bus master: its own interrupter, doorbell and dequeue pointer. */
static unsigned int notified;

static void notify(void *arg)
{
	ck_assert_ptr_eq(arg, &notified);
	notified++;
}

START_TEST(second_bus_master)
{
	struct rig_trb event;
	unsigned int rises;

	start(SIM_USB_HIGH, XHC_TYPE_ISOCH_OUT, 64, 0, 0);
	rig_interrupter_setup(2, 1, 32);
	rig_ack(0);
	notified = 0;
	sim_xhci_on_event(rig_xhci, 2, notify, &notified);
	rises = double_irq_rises;
	for (int i = 0; i < 20; i++)
		rig_put(&ring, buffer, 64 | 2u << 22,
			ISOCH(SIA | (i % 5 == 4 ? XHC_TRB_IOC : 0)));
	sim_xhci_doorbell(rig_xhci, slot, 2);
	double_run_for(5 * RIG_MS);
	ck_assert_uint_eq(notified, 4);
	ck_assert_uint_eq(dev.outs, 20);
	for (int i = 0; i < 4; i++) {
		ck_assert(rig_event(2, &event));
		ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	}
	ck_assert(!rig_event(2, &event));
	ck_assert(rig_ir(2, XHC_IMAN) & XHC_IMAN_IP);
	/* the underrun is the slot's interrupter's: that one is ours */
	event = rig_expect(0, XHC_EVENT_TRANSFER, 1);
	ck_assert_uint_eq(rig_code(&event), XHC_RING_UNDERRUN);
	ck_assert_uint_eq(double_irq_rises, rises + 1);
	sim_xhci_set_erdp(rig_xhci, 2, rig_events_position(2) | XHC_ERDP_EHB);
	ck_assert_uint_eq(rig_ir(2, XHC_ERDP), (uint32_t)rig_events_position(2));
	/* its ring is taken away while it still streams */
	for (int i = 0; i < 5; i++)
		rig_put(&ring, buffer, 64 | 2u << 22, ISOCH(SIA | XHC_TRB_IOC));
	rig_ir_write(2, XHC_ERSTSZ, 0);
	sim_xhci_doorbell(rig_xhci, slot, 2);
	double_run_for(5 * RIG_MS);
	ck_assert_uint_eq(double_protocol_reports, 5);
	ck_assert(strstr(double_last_protocol, "5.5.2.3.1"));
}
END_TEST

START_TEST(superspeed_burst)
{
	struct rig_trb event;

	start(SIM_USB_SUPER, XHC_TYPE_ISOCH_OUT, 1024, 0, 3);
	rig_put(&ring, buffer, 4096, ISOCH(SIA | XHC_TRB_IOC));
	rig_doorbell(slot, 2);
	event = rig_expect(0, XHC_EVENT_TRANSFER, RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	ck_assert_uint_eq(dev.outs, 4);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("xhci isochronous");
	TCase *test = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_test(test, out_by_the_microframe);
	tcase_add_test(test, full_speed_by_the_frame);
	tcase_add_test(test, interval_of_four_microframes);
	tcase_add_test(test, three_packets_a_microframe);
	tcase_add_test(test, td_of_pieces);
	tcase_add_test(test, in_short_and_event_data);
	tcase_add_test(test, frame_id_now_later_and_missed);
	tcase_add_test(test, errors_do_not_halt);
	tcase_add_test(test, bad_trb_is_an_error_state);
	tcase_add_test(test, stop_in_the_stream);
	tcase_add_test(test, unplug_in_the_stream);
	tcase_add_test(test, a_second_of_playback);
	tcase_add_test(test, second_bus_master);
	tcase_add_test(test, superspeed_burst);
	suite_add_tcase(suite, test);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
