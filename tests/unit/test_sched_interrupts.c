// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/sched sched_fake */
/* test_sched_interrupts.c: when a CPU takes an interrupt, and how often. */
#include <check.h>
#include <stdlib.h>
#include "sched_fake.h"

#define LINE	SIM_IRQ_DEVICE

static uint64_t *numbers(void)
{
	return fake_outcome->numbers;
}

static void note_irq(int line)
{
	numbers()[8] = line;
	numbers()[9] = fake_self->irqs_off;
}

static void story_window(void)
{
	fake_irq_handler = note_irq;
	sim_irq_affinity(LINE, 1u << fake_self->cpu);
	fake_self->no_migrate++;
	fake_irq_disable();
	sim_irq_pulse(LINE);
	for (int i = 0; i < 20; i++)
		sim_point(SIM_OP_READ, NULL);
	numbers()[0] = fake_interrupts[LINE];	/* masked: 0 */
	sim_irq_unmask(LINE, true);
	for (int i = 0; i < 20; i++)
		sim_point(SIM_OP_READ, NULL);
	numbers()[1] = fake_interrupts[LINE];	/* irqs off: 0 */
	fake_irq_enable();
	for (int i = 0; i < 100; i++)
		sim_point(SIM_OP_READ, NULL);
	numbers()[2] = fake_interrupts[LINE];	/* 1 */
	numbers()[3] = fake_self->irqs_off;
}

START_TEST(interrupts_wait_for_their_window)
{
	struct fake_outcome *o = fake_run_seed(story_window, _i / 2, _i % 2 ?
					       "random" : "round-robin");

	ck_assert_msg(o->result.outcome == SIM_PASSED, "%s",
		      o->result.message);
	ck_assert_uint_eq(o->numbers[0], 0);
	ck_assert_uint_eq(o->numbers[1], 0);
	ck_assert_uint_eq(o->numbers[2], 1);
	ck_assert_uint_eq(o->numbers[3], 0);
	ck_assert_uint_eq(o->numbers[8], LINE);
	ck_assert_uint_eq(o->numbers[9], 1);
	fake_free(o);
}
END_TEST

static void drop_level(int line)
{
	if (fake_interrupts[line] == 3)
		sim_irq_level(line, false);
}

static void story_level(void)
{
	fake_irq_handler = drop_level;
	sim_irq_unmask(LINE, true);
	sim_irq_level(LINE, true);
	fake_sleep(1000);
	numbers()[0] = fake_interrupts[LINE];
	for (int cpu = 0; cpu < 2; cpu++)
		sim_ipi_send(cpu);
	fake_sleep(1000);
	numbers()[1] = fake_interrupts[SIM_IRQ_IPI];
}

START_TEST(level_lines_repeat)
{
	struct fake_outcome *o = fake_run_seed(story_level, _i, "random");

	ck_assert_msg(o->result.outcome == SIM_PASSED, "%s",
		      o->result.message);
	ck_assert_uint_eq(o->numbers[0], 3);
	ck_assert_uint_eq(o->numbers[1], 2);
	fake_free(o);
}
END_TEST

#define REGISTERS	0x0a000000

static int device_on;

static int powered(uint64_t phys)
{
	sim_assert(phys == REGISTERS);
	return device_on;
}

/* A device that is off asserts nothing. */
static void story_off(void)
{
	fake_irq_handler = drop_level;
	fake_powered = powered;
	device_on = 0;
	sim_irq_power(LINE, REGISTERS);
	sim_irq_unmask(LINE, true);
	sim_irq_level(LINE, true);
	fake_sleep(1000);
	numbers()[0] = fake_interrupts[LINE];
	device_on = 1;
	fake_sleep(10000);
	numbers()[1] = fake_interrupts[LINE];
}

START_TEST(devices_without_power_are_quiet)
{
	struct fake_outcome *o = fake_run_seed(story_off, _i, "random");

	ck_assert_msg(o->result.outcome == SIM_PASSED, "%s",
		      o->result.message);
	ck_assert_uint_eq(o->numbers[0], 0);
	ck_assert_uint_eq(o->numbers[1], 3);
	fake_free(o);
}
END_TEST

/* A spinner with interrupts on is interrupted and goes on spinning. */
static struct fake_lock spin = { .name = "spin" };

FAKE_TEXT static void spinner(void *arg)
{
	(void)arg;
	fake_spin_lock(&spin);
	numbers()[1] = fake_interrupts[LINE];
	fake_spin_unlock(&spin);
}

static void story_spin(void)
{
	struct sim_context *t;

	sim_irq_unmask(LINE, true);
	fake_spin_lock(&spin);
	t = fake_spawn("spinner", spinner, NULL);
	sim_cpu_delay(1000);
	sim_irq_affinity(LINE, 1u << t->cpu);
	sim_irq_pulse(LINE);
	sim_cpu_delay(1000);
	numbers()[0] = fake_interrupts[LINE];
	fake_spin_unlock(&spin);
	fake_wait(t);
}

START_TEST(spinners_take_interrupts)
{
	struct fake_outcome *o = fake_run_seed(story_spin, _i, "random");

	ck_assert_msg(o->result.outcome == SIM_PASSED, "%s",
		      o->result.message);
	ck_assert_uint_eq(o->numbers[0], 1);
	ck_assert_uint_eq(o->numbers[1], 1);
	fake_free(o);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("sched interrupts");
	TCase *t = tcase_create("interrupts");
	SRunner *r = srunner_create(s);
	int failed;

	suite_add_tcase(s, t);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, interrupts_wait_for_their_window, 0, 20);
	tcase_add_loop_test(t, level_lines_repeat, 0, 5);
	tcase_add_loop_test(t, devices_without_power_are_quiet, 0, 5);
	tcase_add_loop_test(t, spinners_take_interrupts, 0, 20);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
