// SPDX-License-Identifier: GPL-2.0-only
/*
 * interrupt-test.c: handlers, threads of handlers, disabling, and irq_work,
 * on a line that no device uses.
 */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irq_work.h>
#include <linux/irqdesc.h>
#include <linux/ktime.h>
#include "sim/border.h"
#include "sim-sched.h"

#define SIM_TEST_LINE	(SIM_IRQ_LINES - 1)

struct sim_test_line {
	int hard, threaded, wrong;
};

static irqreturn_t sim_test_hard(int irq, void *data)
{
	struct sim_test_line *line = data;

	line->hard++;
	line->wrong += !irqs_disabled();
	return IRQ_WAKE_THREAD;
}

static irqreturn_t sim_test_threaded(int irq, void *data)
{
	struct sim_test_line *line = data;

	line->wrong += in_interrupt() || irqs_disabled();
	usleep_range(10, 50);
	line->threaded++;
	return IRQ_HANDLED;
}

static void sim_test_raise(void)
{
	unsigned long flags;

	local_irq_save(flags);
	__irq_enter();
	generic_handle_irq(SIM_TEST_LINE);
	__irq_exit();
	local_irq_restore(flags);
}

static void sim_test_handlers(struct kunit *test)
{
	struct sim_test_line line = {};
	int err;

	err = request_threaded_irq(SIM_TEST_LINE, sim_test_hard,
				   sim_test_threaded, IRQF_ONESHOT, "sim_test",
				   &line);
	KUNIT_ASSERT_EQ(test, err, 0);
	sim_test_raise();
	synchronize_irq(SIM_TEST_LINE);
	KUNIT_EXPECT_EQ(test, line.hard, 1);
	KUNIT_EXPECT_EQ(test, line.threaded, 1);
	disable_irq(SIM_TEST_LINE);
	sim_test_raise();
	KUNIT_EXPECT_EQ(test, line.hard, 1);
	enable_irq(SIM_TEST_LINE);
	sim_test_raise();
	free_irq(SIM_TEST_LINE, &line);
	KUNIT_EXPECT_GE(test, line.hard, 2);
	KUNIT_EXPECT_EQ(test, line.wrong, 0);
}

static irqreturn_t sim_test_not_mine(int irq, void *data)
{
	return IRQ_NONE;
}

/* A level that nobody takes away must not stop time. */
static void sim_test_nobody_cares(struct kunit *test)
{
	ktime_t start;
	int i, err;

	err = request_irq(SIM_TEST_LINE, sim_test_not_mine, 0, "sim_test", test);
	KUNIT_ASSERT_EQ(test, err, 0);
	start = ktime_get();
	for (i = 0; i < 100; i++)
		sim_interrupt(SIM_TEST_LINE);
	KUNIT_EXPECT_GE(test, ktime_us_delta(ktime_get(), start), 99);
	free_irq(SIM_TEST_LINE, test);
}

static void sim_test_wake_line(struct kunit *test)
{
	struct irq_data *data = irq_get_irq_data(SIM_TEST_LINE);

	KUNIT_ASSERT_NOT_NULL(test, data);
	KUNIT_EXPECT_EQ(test, irq_set_irq_wake(SIM_TEST_LINE, 1), 0);
	KUNIT_EXPECT_EQ(test, irq_set_irq_wake(SIM_TEST_LINE, 0), 0);
	KUNIT_EXPECT_FALSE(test, irq_has_action(SIM_TEST_LINE));
}

static int sim_test_work_count;

/* Queues itself while it runs, as the interface allows. */
static void sim_test_work_again(struct irq_work *work)
{
	if (++sim_test_work_count < 3)
		irq_work_queue(work);
}

static void sim_test_irq_work(struct kunit *test)
{
	struct irq_work work = IRQ_WORK_INIT(sim_test_work_again);

	sim_test_work_count = 0;
	KUNIT_EXPECT_TRUE(test, irq_work_queue(&work));
	irq_work_sync(&work);
	KUNIT_EXPECT_EQ(test, sim_test_work_count, 3);
}

static struct kunit_case sim_interrupt_cases[] = {
	KUNIT_CASE(sim_test_handlers),
	KUNIT_CASE(sim_test_nobody_cares),
	KUNIT_CASE(sim_test_wake_line),
	KUNIT_CASE(sim_test_irq_work),
	{}
};

static struct kunit_suite sim_interrupt_suite = {
	.name = "sim_interrupt",
	.test_cases = sim_interrupt_cases,
};
kunit_test_suite(sim_interrupt_suite);
