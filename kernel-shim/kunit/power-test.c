// SPDX-License-Identifier: GPL-2.0-only
/*
 * power-test.c: registers of a controller that is runtime-suspended must not be
 * touched, see power/controller-power.c; and who keeps a device awake, see
 * check/usage_counts.c.
 *
 * The controller is the machine's own. It sleeps once it may, as nothing is
 * plugged into it.
 */
#include <kunit/device.h>
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/platform_device.h>
#include <linux/pm_runtime.h>
#include "sim/border_trial.h"
#include "sim-usage.h"

#ifdef CONFIG_LOCKDEP

static char sim_power_title[256];

static struct device *controller;
static void __iomem *window;

static bool sim_power_asleep(void)
{
	int i;

	for (i = 0; i < 100 && !pm_runtime_suspended(controller); i++)
		msleep(100);
	return pm_runtime_suspended(controller);
}

static int sim_power_init(struct kunit *test)
{
	controller = bus_find_device_by_name(&platform_bus_type, NULL,
					     "a000000.usb");
	window = ioremap(SIM_MMIO_PHYS, 0x10000);
	return controller && window ? 0 : -ENODEV;
}

static void sim_power_exit(struct kunit *test)
{
	put_device(controller);
}

/* Capability registers: reading them changes nothing. */
static int sim_power_reads(void)
{
	sim_trial_begin(SIM_KIND_PM_STATE, SIM_KIND_PM_STATE);
	readl(window);
	return sim_trial_end(NULL, 0);
}

static void sim_power_suspended(struct kunit *test)
{
	pm_runtime_allow(controller);
	KUNIT_EXPECT_TRUE(test, sim_power_asleep());
	KUNIT_EXPECT_EQ(test, sim_power_reads(), 1);
	pm_runtime_forbid(controller);
}

static void sim_power_suspended_twin(struct kunit *test)
{
	pm_runtime_allow(controller);
	KUNIT_EXPECT_TRUE(test, sim_power_asleep());
	KUNIT_EXPECT_EQ(test, pm_runtime_resume_and_get(controller), 0);
	KUNIT_EXPECT_EQ(test, sim_power_reads(), 0);
	pm_runtime_put(controller);
	pm_runtime_forbid(controller);
}

/* ---- usage counts ---- */

static int sim_power_users(struct device *device)
{
	sim_trial_begin(SIM_KIND_PM_STATE, SIM_KIND_PM_STATE);
	sim_usage_tell(dev_name(device));
	return sim_trial_end(sim_power_title, sizeof(sim_power_title));
}

static struct device *sim_power_named(struct kunit *test, const char *name)
{
	struct device *device = kunit_device_register(test, name);

	KUNIT_ASSERT_FALSE(test, IS_ERR(device));
	pm_runtime_set_active(device);
	pm_runtime_enable(device);
	return device;
}

static struct device *sim_power_device(struct kunit *test)
{
	return sim_power_named(test, "sim-used");
}

static void sim_power_used(struct kunit *test)
{
	struct device *device = sim_power_device(test);

	pm_runtime_get_sync(device);
	pm_runtime_get_noresume(device);
	pm_runtime_put_noidle(device);
	KUNIT_EXPECT_EQ(test, sim_power_users(device), 1);
	KUNIT_EXPECT_NOT_NULL(test, strstr(sim_power_title, "(usage count 1)"));
	pm_runtime_put_noidle(device);
	pm_runtime_disable(device);
}

static void sim_power_used_twin(struct kunit *test)
{
	struct device *device = sim_power_device(test);

	pm_runtime_get_sync(device);
	pm_runtime_get_noresume(device);
	pm_runtime_put_noidle(device);
	pm_runtime_put_sync(device);
	KUNIT_EXPECT_EQ(test, sim_power_users(device), 0);
	pm_runtime_disable(device);
}

/* A parent that is used once and its child twice: how much is told. */
static int sim_power_child_used(struct kunit *test, bool ignored)
{
	struct device *parent = sim_power_device(test);
	struct device *child = sim_power_named(test, "sim-child");
	int told;

	pm_runtime_get_sync(parent);
	pm_suspend_ignore_children(parent, ignored);
	pm_runtime_disable(child);
	KUNIT_ASSERT_EQ(test, device_move(child, parent, DPM_ORDER_NONE), 0);
	pm_runtime_enable(child);
	pm_runtime_get_sync(child);
	pm_runtime_get_sync(child);
	told = sim_power_users(parent);
	pm_runtime_put_noidle(child);
	pm_runtime_put_sync_suspend(child);
	pm_runtime_disable(child);
	pm_runtime_put_noidle(parent);
	pm_runtime_disable(parent);
	return told;
}

/* A child that is used twice, and its parent for it: one cause. */
static void sim_power_used_child(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sim_power_child_used(test, false), 1);
	KUNIT_EXPECT_NOT_NULL(test, strstr(sim_power_title, "sim-child is in"));
}

/* A parent whose children do not count sleeps all the same. */
static void sim_power_used_child_twin(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sim_power_child_used(test, true), 1);
	KUNIT_EXPECT_NOT_NULL(test, strstr(sim_power_title, "sim-used is in"));
}

static struct kunit_case sim_power_cases[] = {
	KUNIT_CASE(sim_power_suspended),
	KUNIT_CASE(sim_power_suspended_twin),
	KUNIT_CASE(sim_power_used),
	KUNIT_CASE(sim_power_used_twin),
	KUNIT_CASE(sim_power_used_child),
	KUNIT_CASE(sim_power_used_child_twin),
	{}
};

static struct kunit_suite sim_power_suite = {
	.name = "sim_power",
	.init = sim_power_init,
	.exit = sim_power_exit,
	.test_cases = sim_power_cases,
};
kunit_test_suite(sim_power_suite);

#endif /* CONFIG_LOCKDEP */
