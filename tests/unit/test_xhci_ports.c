// SPDX-License-Identifier: GPL-2.0-only
/* links: hw_double xhci_rig libsim/xhci */
/* test_xhci_ports.c: registers of the controller, its frame counter, its ports. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "xhci_rig.h"

static struct rig_device dev;

START_TEST(capabilities)
{
	uint32_t extended;

	rig_start(NULL);
	ck_assert_uint_eq(double_read(0) & 0xff, XHC_CAP_LENGTH);
	ck_assert_uint_ge(double_read(0) >> 16, 0x0110);
	ck_assert_uint_eq(double_read(4), 32u | 8 << 8 | 4u << 24);
	ck_assert_uint_ge(double_read(8) >> 4 & 0xf, 2);
	ck_assert_uint_eq(double_read(0x10) & 5, 1);
	extended = (double_read(0x10) >> 16) * 4;
	ck_assert_uint_eq(double_read(extended) & 0xff0000ff, 0x02000002);
	ck_assert_uint_eq(double_read(extended + 8) & 0xffff, 1 | 2 << 8);
	extended += (double_read(extended) >> 8 & 0xff) * 4;
	ck_assert_uint_eq(double_read(extended) & 0xff00ffff, 0x03000002);
	ck_assert_uint_eq(double_read(extended + 8) & 0xffff, 3 | 2 << 8);
}
END_TEST

START_TEST(reset_and_run)
{
	rig_start(NULL);
	ck_assert(!(rig_op(XHC_USBSTS) & XHC_STS_HCH));
	rig_op_write(XHC_USBCMD, 0);
	ck_assert(!(rig_op(XHC_USBSTS) & XHC_STS_HCH));
	double_run_for(RIG_MS);
	ck_assert(rig_op(XHC_USBSTS) & XHC_STS_HCH);
	rig_op_write(XHC_USBCMD, XHC_CMD_HCRST);
	ck_assert(rig_op(XHC_USBCMD) & XHC_CMD_HCRST);
	ck_assert(rig_op(XHC_USBSTS) & XHC_STS_CNR);
	double_run_for(RIG_MS);
	ck_assert_uint_eq(rig_op(XHC_USBCMD), 0);
	ck_assert_uint_eq(rig_op(XHC_USBSTS), XHC_STS_HCH);
	ck_assert_uint_eq(double_protocol_reports, 0);
}
END_TEST

START_TEST(protocol_rules)
{
	rig_start(NULL);
	rig_op_write(XHC_USBCMD, XHC_CMD_RS | XHC_CMD_HCRST);
	ck_assert_uint_eq(double_protocol_reports, 1);
	ck_assert(strstr(double_last_protocol, "5.4.1"));
	rig_op_write(XHC_CONFIG, 3);	/* not ready yet */
	ck_assert_uint_eq(double_protocol_reports, 2);
	ck_assert(strstr(double_last_protocol, "5.4.2"));
}
END_TEST

START_TEST(mfindex_counts_while_running)
{
	uint32_t before;

	rig_start(NULL);
	before = double_read(XHC_RUNTIME_BASE);
	double_run_for(10 * RIG_MS);
	ck_assert_uint_eq(double_read(XHC_RUNTIME_BASE), before + 80);
	double_run_for(2048 * RIG_MS);
	ck_assert_uint_eq(double_read(XHC_RUNTIME_BASE), before + 80);
	rig_op_write(XHC_USBCMD, 0);
	double_run_for(RIG_MS);
	before = double_read(XHC_RUNTIME_BASE);
	double_run_for(RIG_MS);
	ck_assert_uint_eq(double_read(XHC_RUNTIME_BASE), before);
}
END_TEST

START_TEST(mfindex_wrap_event)
{
	struct rig_trb event;

	rig_start(NULL);
	rig_op_write(XHC_USBCMD, XHC_CMD_RS | XHC_CMD_INTE | XHC_CMD_EWE);
	event = rig_expect(0, XHC_EVENT_WRAP, 2049 * RIG_MS);
	ck_assert_uint_eq(rig_code(&event), XHC_SUCCESS);
	rig_expect_none(0, XHC_EVENT_WRAP, 2000 * RIG_MS);
	rig_expect(0, XHC_EVENT_WRAP, 60 * RIG_MS);
}
END_TEST

START_TEST(port_connect_and_reset)
{
	struct rig_trb event;

	rig_start(NULL);
	rig_device_init(&dev, SIM_USB_HIGH);
	ck_assert_int_eq(sim_xhci_plug(rig_xhci, 3, &dev.usb), -EINVAL);
	ck_assert_int_eq(sim_xhci_plug(rig_xhci, 9, &dev.usb), -EINVAL);
	ck_assert_int_eq(sim_xhci_free_port(rig_xhci, SIM_USB_HIGH), 1);
	ck_assert_int_eq(sim_xhci_free_port(rig_xhci, SIM_USB_SUPER), 3);
	ck_assert_int_eq(sim_xhci_plug(rig_xhci, 2, &dev.usb), 0);
	ck_assert_int_eq(sim_xhci_plug(rig_xhci, 2, &dev.usb), -EBUSY);
	event = rig_expect(0, XHC_EVENT_PORT, 10 * RIG_MS);
	ck_assert_uint_eq(event.parameter >> 24 & 0xff, 2);
	ck_assert_uint_eq(rig_port(2), XHC_PORT_CCS | XHC_PORT_PP |
			  XHC_PORT_CSC | XHC_LINK_POLLING << 5);
	ck_assert(rig_op(XHC_USBSTS) & XHC_STS_PCD);
	/* CSC stays set: no second event before all are cleared (4.19.2) */
	rig_port_write(2, XHC_PORT_PR);
	ck_assert(rig_port(2) & XHC_PORT_PR);
	rig_expect_none(0, XHC_EVENT_PORT, 60 * RIG_MS);
	ck_assert_uint_eq(rig_port(2), XHC_PORT_CCS | XHC_PORT_PED |
			  XHC_PORT_PP | 3 << 10 | XHC_PORT_CSC | XHC_PORT_PRC);
	ck_assert_uint_eq(dev.resets, 1);
	rig_port_write(2, XHC_PORT_CSC);
	ck_assert(!(rig_port(2) & XHC_PORT_CSC));
	ck_assert(rig_port(2) & XHC_PORT_PRC);
	rig_port_write(2, XHC_PORT_PRC);
	sim_xhci_unplug(rig_xhci, 2);
	ck_assert_uint_eq(dev.unplugs, 1);
	rig_expect(0, XHC_EVENT_PORT, RIG_MS);
	ck_assert_uint_eq(rig_port(2), XHC_PORT_PP | XHC_PORT_CSC |
			  XHC_LINK_RX_DETECT << 5);
}
END_TEST

START_TEST(usb3_port_trains)
{
	rig_start(NULL);
	rig_device_init(&dev, SIM_USB_SUPER);
	ck_assert_int_eq(sim_xhci_plug(rig_xhci, 3, &dev.usb), 0);
	ck_assert_uint_eq(rig_port(3), XHC_PORT_PP | XHC_LINK_POLLING << 5);
	rig_expect(0, XHC_EVENT_PORT, 20 * RIG_MS);
	ck_assert_uint_eq(rig_port(3), XHC_PORT_CCS | XHC_PORT_PED |
			  XHC_PORT_PP | 4 << 10 | XHC_PORT_CSC);
	rig_port_write(3, XHC_PORT_CSC);
	double_write(XHC_PORT_BASE + 2 * 16, XHC_PORT_PP | XHC_PORT_WPR);
	ck_assert(rig_port(3) & XHC_PORT_PR);
	rig_expect(0, XHC_EVENT_PORT, 120 * RIG_MS);
	ck_assert_uint_eq(rig_port(3) & XHC_PORT_CHANGES,
			  XHC_PORT_PRC | XHC_PORT_WRC);
	/* disabled, then looked for again */
	rig_port_write(3, XHC_PORT_CHANGES | XHC_PORT_PED);
	ck_assert_uint_eq(rig_port(3), XHC_PORT_PP | XHC_LINK_DISABLED << 5);
	rig_port_write(3, XHC_PORT_LWS | XHC_LINK_RX_DETECT << 5);
	rig_expect(0, XHC_EVENT_PORT, 20 * RIG_MS);
	ck_assert(rig_port(3) & XHC_PORT_PED);
}
END_TEST

START_TEST(port_power)
{
	rig_start(NULL);
	rig_device_init(&dev, SIM_USB_FULL);
	sim_xhci_plug(rig_xhci, 1, &dev.usb);
	rig_expect(0, XHC_EVENT_PORT, 10 * RIG_MS);
	double_write(XHC_PORT_BASE, XHC_PORT_CSC);
	ck_assert_uint_eq(rig_port(1), XHC_LINK_DISABLED << 5);
	double_write(XHC_PORT_BASE, XHC_PORT_PP);
	rig_expect(0, XHC_EVENT_PORT, 10 * RIG_MS);
	ck_assert(rig_port(1) & XHC_PORT_CCS);
}
END_TEST

/* Power that software takes is no change of the connection, over-current is. */
START_TEST(overcurrent_disconnects)
{
	rig_start(NULL);
	rig_device_init(&dev, SIM_USB_HIGH);
	ck_assert_int_eq(sim_xhci_plug(rig_xhci, 1, &dev.usb), 0);
	double_run_for(100 * RIG_MS);
	rig_port_write(1, XHC_PORT_CHANGES);
	ck_assert(rig_port(1) & XHC_PORT_CCS);
	ck_assert_int_eq(sim_xhci_overcurrent(rig_xhci, 1, true), 0);
	ck_assert(!(rig_port(1) & XHC_PORT_CCS));
	ck_assert_uint_eq(rig_port(1) & XHC_PORT_CHANGES,
			  XHC_PORT_CSC | XHC_PORT_OCC);
	rig_port_write(1, XHC_PORT_CHANGES);
	ck_assert_int_eq(sim_xhci_overcurrent(rig_xhci, 1, false), 0);
	ck_assert_uint_eq(rig_port(1) & XHC_PORT_CHANGES, XHC_PORT_OCC);
	rig_port_write(1, XHC_PORT_CHANGES | XHC_PORT_PP);
	double_run_for(100 * RIG_MS);
	ck_assert_uint_eq(rig_port(1) & XHC_PORT_CHANGES, XHC_PORT_CSC);
	rig_port_write(1, XHC_PORT_CHANGES);
	double_write(XHC_PORT_BASE, 0);
	ck_assert(!(rig_port(1) & (XHC_PORT_CCS | XHC_PORT_CHANGES)));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("xhci ports");
	TCase *test = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_test(test, capabilities);
	tcase_add_test(test, reset_and_run);
	tcase_add_test(test, protocol_rules);
	tcase_add_test(test, mfindex_counts_while_running);
	tcase_add_test(test, mfindex_wrap_event);
	tcase_add_test(test, port_connect_and_reset);
	tcase_add_test(test, usb3_port_trains);
	tcase_add_test(test, port_power);
	tcase_add_test(test, overcurrent_disconnects);
	suite_add_tcase(suite, test);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
