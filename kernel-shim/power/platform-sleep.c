// SPDX-License-Identifier: GPL-2.0-only
/*
 * platform-sleep.c: the platform's part of system sleep, and its alarm.
 *
 * The sequence itself (notifiers, freezer, all device phases, syscore) is the
 * genuine kernel/power and drivers/base/power. Here is what a board adds: a
 * state "deep" in which devices lose power (sim_platform_sleep() tells the
 * hardware models), suspend-to-idle in which they keep it, and a clock alarm
 * that ends either one.
 *
 * /sys/devices/platform/alarm/wakealarm_ms holds after how many virtual
 * milliseconds of sleep the alarm rings, 1000 at first; 0: never, another
 * wake-up source must do it.
 * Not modelled: clocks that stop while asleep (virtual time goes on), timers
 * that are put off in suspend-to-idle.
 */
#include <linux/hrtimer.h>
#include <linux/mod_devicetable.h>
#include <linux/platform_device.h>
#include <linux/pm_wakeup.h>
#include <linux/suspend.h>
#include <linux/sysfs.h>

#include "sim/border.h"

#define SIM_ALARM_DEFAULT_MS	1000
/* Steps in which the sleeping boot CPU looks for wake-ups. */
#define SIM_SLEEP_STEP_NS	(100 * NSEC_PER_USEC)

static struct device *sim_alarm_device;
static struct hrtimer sim_alarm_timer;
static unsigned int sim_alarm_ms = SIM_ALARM_DEFAULT_MS;

static enum hrtimer_restart sim_alarm_ring(struct hrtimer *timer)
{
	sim_trace("power", "the alarm rings");
	/* A hard wake-up: also ends suspend-to-idle. */
	pm_wakeup_dev_event(sim_alarm_device, 0, true);
	return HRTIMER_NORESTART;
}

static void sim_alarm_start(void)
{
	if (sim_alarm_device && sim_alarm_ms)
		hrtimer_start(&sim_alarm_timer, ms_to_ktime(sim_alarm_ms),
			      HRTIMER_MODE_REL);
}

static void sim_alarm_stop(void)
{
	if (sim_alarm_device)
		hrtimer_cancel(&sim_alarm_timer);
}

/* ---- deep: the devices lose power ---- */

static u64 sim_alarm_remaining_ns(void)
{
	if (!sim_alarm_device || !hrtimer_active(&sim_alarm_timer))
		return U64_MAX;
	return max_t(s64, ktime_to_ns(hrtimer_get_remaining(&sim_alarm_timer)),
		     0);
}

/*
 * The boot CPU has interrupts off, so the alarm's timer cannot run: it is
 * asked, as firmware would look at the clock's register.
 */
static int sim_sleep_enter(suspend_state_t state)
{
	u64 left;

	sim_platform_sleep(true);
	sim_trace("power", "asleep, devices are without power");
	for (;;) {
		left = sim_alarm_remaining_ns();
		if (!left || pm_wakeup_pending())
			break;
		sim_cpu_delay(min_t(u64, left, SIM_SLEEP_STEP_NS));
	}
	sim_platform_sleep(false);
	sim_trace("power", "awake");
	return 0;
}

static int sim_sleep_prepare(void)
{
	sim_alarm_start();
	return 0;
}

static const struct platform_suspend_ops sim_suspend_ops = {
	.valid = suspend_valid_only_mem,
	.prepare = sim_sleep_prepare,
	.enter = sim_sleep_enter,
	.finish = sim_alarm_stop,
};

static const struct platform_s2idle_ops sim_s2idle_ops = {
	.prepare = sim_sleep_prepare,
	.restore = sim_alarm_stop,
};

/* ---- the alarm's device ---- */

static ssize_t wakealarm_ms_show(struct device *dev,
				 struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", sim_alarm_ms);
}

static ssize_t wakealarm_ms_store(struct device *dev,
				  struct device_attribute *attr,
				  const char *buf, size_t count)
{
	int error = kstrtouint(buf, 0, &sim_alarm_ms);

	return error ?: count;
}
static DEVICE_ATTR_RW(wakealarm_ms);

static struct attribute *sim_alarm_attrs[] = {
	&dev_attr_wakealarm_ms.attr,
	NULL
};
ATTRIBUTE_GROUPS(sim_alarm);

static int sim_alarm_probe(struct platform_device *pdev)
{
	hrtimer_setup(&sim_alarm_timer, sim_alarm_ring, CLOCK_BOOTTIME,
		      HRTIMER_MODE_REL);
	device_init_wakeup(&pdev->dev, true);
	sim_alarm_device = &pdev->dev;
	return 0;
}

static const struct of_device_id sim_alarm_match[] = {
	{ .compatible = "libsim,alarm" },
	{ }
};

static struct platform_driver sim_alarm_driver = {
	.driver = {
		.name = "sim-alarm",
		.of_match_table = sim_alarm_match,
		.dev_groups = sim_alarm_groups,
		.suppress_bind_attrs = true,
	},
	.probe = sim_alarm_probe,
};

/*
 * Not in probe(): the driver core holds the device's lock there, which system
 * sleep takes under the lock that suspend_set_ops() takes.
 */
static int __init sim_sleep_init(void)
{
	int error = platform_driver_register(&sim_alarm_driver);

	if (error || !sim_alarm_device)
		return error;
	suspend_set_ops(&sim_suspend_ops);
	s2idle_set_ops(&sim_s2idle_ops);
	return 0;
}
device_initcall(sim_sleep_init);
