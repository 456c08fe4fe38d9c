// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/sched sched_fake */
/* test_sched_cpu.c: who may run where, and interrupts on top of each other. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "sim/qrtr.h"
#include "sched_fake.h"

#define LINE	SIM_IRQ_DEVICE
#define LINE_2	(SIM_IRQ_DEVICE + 1)
#define OBJECTS	64

static struct fake_lock lock = { .name = "lock" }, other = { .name = "other" };
static bool stop;
static int most, inside;

static void expect_passed(struct fake_outcome *o)
{
	ck_assert_int_eq(o->exit_code, 0);
	ck_assert_msg(o->result.outcome == SIM_PASSED, "%s",
		      o->result.message);
}

/* ---- placement ---- */

FAKE_TEXT static void stays(void *arg)
{
	int cpu = fake_self->cpu;

	(void)arg;
	fake_self->no_migrate++;
	for (int i = 0; i < 200; i++) {
		sim_point(SIM_OP_READ, NULL);
		if (i % 20 == 0)
			fake_sleep(100);
		sim_assert(fake_self->cpu == cpu);
	}
	fake_self->no_migrate--;
}

FAKE_TEXT static void bound(void *arg)
{
	(void)arg;
	fake_self->allowed_cpu = 1;
	sim_task_yield();
	for (int i = 0; i < 200; i++) {
		sim_point(SIM_OP_READ, NULL);
		sim_assert(fake_self->cpu == 1);
		if (i % 20 == 0)
			fake_sleep(100);
	}
}

static void story_placement(void)
{
	struct sim_context *t[6];

	for (int i = 0; i < 6; i++)
		t[i] = fake_spawn("t", i % 2 ? stays : bound, NULL);
	for (int i = 0; i < 6; i++)
		fake_wait(t[i]);
}

START_TEST(tasks_stay_where_they_must)
{
	struct fake_outcome *o = fake_run_seed(story_placement, _i, "random");

	expect_passed(o);
	ck_assert_uint_gt(o->result.preemptions, 0);
	fake_free(o);
}
END_TEST

/* With preemption off on every CPU only as many run as there are CPUs. */
FAKE_TEXT static void not_preempted(void *arg)
{
	(void)arg;
	fake_self->preempt_count++;
	inside++;
	for (int i = 0; i < 50; i++) {
		if (inside > most)
			most = inside;
		sim_point(SIM_OP_READ, NULL);
	}
	inside--;
	fake_self->preempt_count--;
}

static void story_preempt(void)
{
	struct sim_context *t[6];

	for (int i = 0; i < 6; i++)
		t[i] = fake_spawn("t", not_preempted, NULL);
	for (int i = 0; i < 6; i++)
		fake_wait(t[i]);
	fake_outcome->number = most;
}

START_TEST(preemption_off_keeps_the_cpu)
{
	struct fake_outcome *o = fake_run_seed(story_preempt, _i, "random");

	expect_passed(o);
	ck_assert_int_le(o->number, 2);
	ck_assert_int_ge(o->number, 1);
	fake_free(o);
}
END_TEST

/* ---- interrupts whose handlers reach points themselves ---- */

FAKE_TEXT static void slow_handler(int line)
{
	fake_self->irqs_off = 0;	/* hardirq count alone must protect */
	inside++;
	if (inside > most)
		most = inside;
	for (int i = 0; i < 20; i++)
		sim_point(SIM_OP_READ, NULL);
	inside--;
	fake_outcome->numbers[line - LINE]++;
}

static void story_handlers(void)
{
	fake_irq_handler = slow_handler;
	for (int line = LINE; line <= LINE_2; line++) {
		sim_irq_affinity(line, 1);
		sim_irq_unmask(line, true);
	}
	for (int i = 0; i < 10; i++) {
		sim_irq_pulse(LINE);
		sim_irq_pulse(LINE_2);
		fake_sleep(1000);
	}
	fake_outcome->number = most;
}

START_TEST(hardirqs_do_not_nest)
{
	struct fake_outcome *o = fake_run_seed(story_handlers, _i, "random");

	expect_passed(o);
	ck_assert_int_eq(o->number, 1);
	ck_assert_uint_eq(o->numbers[0], 10);
	ck_assert_uint_eq(o->numbers[1], 10);
	fake_free(o);
}
END_TEST

/* One line on two CPUs: its handler never runs twice at once. */
static void story_one_line(void)
{
	fake_irq_handler = slow_handler;
	sim_irq_unmask(LINE, true);
	for (int i = 0; i < 10; i++) {
		sim_irq_pulse(LINE);
		sim_cpu_delay(10);
		sim_irq_pulse(LINE);
		fake_sleep(1000);
	}
	fake_outcome->number = most;
}

START_TEST(a_line_is_served_once_at_a_time)
{
	struct fake_outcome *o = fake_run_seed(story_one_line, _i, "random");

	expect_passed(o);
	ck_assert_int_eq(o->number, 1);
	ck_assert_uint_ge(o->numbers[0], 10);
	ck_assert_uint_le(o->numbers[0], 20);
	fake_free(o);
}
END_TEST

/* A handler with points and a lock of its own, on top of one that spins. */
static struct fake_lock inner = { .name = "inner" };

FAKE_TEXT static void locking_handler(int line)
{
	fake_spin_lock(&inner);
	sim_point(SIM_OP_READ, NULL);
	fake_spin_unlock(&inner);
	fake_outcome->numbers[0] += line == LINE;
}

FAKE_TEXT static void spinner(void *arg)
{
	(void)arg;
	fake_spin_lock(&lock);
	stop = true;
	fake_spin_unlock(&lock);
}

static void story_nested(void)
{
	struct sim_context *t;

	fake_irq_handler = locking_handler;
	sim_irq_unmask(LINE, true);
	fake_spin_lock(&lock);
	t = fake_spawn("spinner", spinner, NULL);
	sim_cpu_delay(1000);		/* it spins by now */
	sim_irq_affinity(LINE, 1u << t->cpu);
	fake_irq_disable();
	fake_spin_lock(&inner);
	sim_irq_pulse(LINE);
	sim_cpu_delay(1000);		/* the handler spins on top */
	sim_assert(!stop && fake_interrupts[LINE] == 1);
	fake_outcome->numbers[1] = fake_outcome->numbers[0];
	fake_spin_unlock(&inner);
	fake_irq_enable();
	sim_cpu_delay(1000);
	sim_assert(!stop);
	fake_spin_unlock(&lock);
	fake_wait(t);
	fake_outcome->number = stop;
}

START_TEST(handlers_wait_on_top_of_waits)
{
	struct fake_outcome *o = fake_run_seed(story_nested, _i, "random");

	expect_passed(o);
	ck_assert_uint_eq(o->numbers[1], 0);
	ck_assert_uint_eq(o->numbers[0], 1);
	ck_assert_int_eq(o->number, 1);
	fake_free(o);
}
END_TEST

static void blocking_handler(int line)
{
	(void)line;
	sim_task_block(SIM_WAIT_SCHEDULE, NULL);
}

static void story_block_in_irq(void)
{
	fake_irq_handler = blocking_handler;
	sim_irq_unmask(LINE, true);
	sim_irq_pulse(LINE);
	fake_sleep(1000);
}

START_TEST(sleeping_in_interrupt_is_found)
{
	struct fake_outcome *o = fake_run_seed(story_block_in_irq, 1, "random");

	ck_assert_int_eq(o->result.outcome, SIM_FOUND);
	ck_assert_int_eq(o->first.kind, SIM_KIND_SLEEP_IN_ATOMIC);
	ck_assert_str_eq(o->first.context, "hardirq");
	fake_free(o);
}
END_TEST

/* ---- waits ---- */

static char objects[OBJECTS * 4096];
static int woken;

FAKE_TEXT static void waits_once(void *arg)
{
	/* any kind of wait: the shim waits for a process's end like this */
	sim_lock_wait(SIM_WAIT_SCHEDULE, arg);
	woken++;
}

static void story_wake(void)
{
	/* more objects than buckets would keep apart */
	for (int i = 0; i < 600; i++)
		fake_spawn("w", waits_once, &objects[i * 64]);
	fake_sleep(1000);
	for (int i = 0; i < 600; i++) {
		sim_lock_wake(&objects[i * 64]);
		fake_sleep(10);
		sim_assert(woken == i + 1);
	}
	fake_outcome->number = woken;
}

START_TEST(only_the_objects_waiters_wake)
{
	struct sim_run_config config = { .cpus = 2, .strategy = "round-robin" };
	struct fake_outcome *o = fake_run(story_wake, &config);

	expect_passed(o);
	ck_assert_int_eq(o->number, 600);
	fake_free(o);
}
END_TEST

/* Locks dropped in the order they were taken, then a wait for the holder. */
FAKE_TEXT static void holder(void *arg)
{
	(void)arg;
	fake_lock(&other);
	fake_lock(&lock);
	fake_unlock(&other);
	fake_sleep(1000);
	fake_lock(&inner);	/* held by the story, which waits for lock */
}

static void story_held(void)
{
	fake_lock(&inner);
	fake_spawn("holder", holder, NULL);
	fake_sleep(100);
	fake_lock(&other);	/* free again: no circle */
	fake_unlock(&other);
	fake_lock(&lock);
}

START_TEST(dropped_locks_are_forgotten)
{
	struct fake_outcome *o = fake_run_seed(story_held, _i, "random");

	ck_assert_int_eq(o->result.outcome, SIM_FOUND);
	ck_assert_int_eq(o->first.kind, SIM_KIND_DEADLOCK);
	ck_assert_ptr_nonnull(strstr(o->first.title, "circular wait"));
	ck_assert_ptr_nonnull(strstr(o->first.title, "inner"));
	ck_assert_ptr_nonnull(strstr(o->first.title, "mutex lock held"));
	ck_assert_ptr_null(strstr(o->first.title, "other"));
	fake_free(o);
}
END_TEST

/* ---- round robin gives turns at yields ---- */

static char turns[16];

FAKE_TEXT static void take_turns(void *arg)
{
	for (int i = 0; i < 4; i++) {
		strcat(turns, arg);
		sim_task_yield();
	}
}

static void story_turns(void)
{
	struct sim_context *a, *b;

	a = fake_spawn("a", take_turns, "a");
	b = fake_spawn("b", take_turns, "b");
	fake_wait(a);
	fake_wait(b);
	memcpy(fake_outcome->numbers, turns, sizeof(turns));
}

START_TEST(round_robin_gives_turns)
{
	struct fake_outcome *o = fake_run_seed(story_turns, 1, "round-robin");

	expect_passed(o);
	ck_assert_str_eq((char *)o->numbers, "abababab");
	fake_free(o);
}
END_TEST

/* ---- packets pulse their line; pulses merge ---- */

FAKE_TEXT static void packet_handler(int line)
{
	static struct sim_qrtr_packet packet;

	sim_assert(line == SIM_IRQ_QRTR);
	while (sim_qrtr_receive(&packet))
		fake_outcome->number = fake_outcome->number * 10 +
				       packet.data[0];
}

static void story_packets(void)
{
	static struct sim_qrtr_packet packet = { .length = 1 };

	fake_irq_handler = packet_handler;
	sim_irq_unmask(SIM_IRQ_QRTR, true);
	for (int i = 1; i <= 3; i++) {
		packet.data[0] = i;
		sim_qrtr_deliver(&packet);
	}
	fake_sleep(1000);
}

START_TEST(packets_interrupt)
{
	struct fake_outcome *o = fake_run_seed(story_packets, _i, "random");

	expect_passed(o);
	ck_assert_int_eq(o->number, 123);
	fake_free(o);
}
END_TEST

/* As the kernel's tasklet, the story takes the packet after the interrupt. */
FAKE_TEXT static void count_handler(int line)
{
	sim_assert(line == SIM_IRQ_QRTR);
}

static void story_late_packet(void)
{
	static struct sim_qrtr_packet packet = { .length = 1 };

	fake_irq_handler = count_handler;
	sim_irq_unmask(SIM_IRQ_QRTR, true);
	sim_qrtr_deliver(&packet);
	for (int i = 0; i < 20; i++)
		sim_point(SIM_OP_READ, NULL);
	fake_outcome->number = sim_qrtr_receive(&packet);
}

START_TEST(packets_that_wait_leave_others_alone)
{
	struct sim_run_config config = { .cpus = 2, .seed = _i,
					 .strategy = "pct:3",
					 .limit_decisions = 10000 };
	struct fake_outcome *o = fake_run(story_late_packet, &config);

	expect_passed(o);
	ck_assert_int_eq(o->number, 1);
	ck_assert_uint_le(o->result.interrupts, 1);
	fake_free(o);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("sched cpu");
	TCase *t = tcase_create("cpu");
	SRunner *r = srunner_create(s);
	int failed;

	suite_add_tcase(s, t);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, tasks_stay_where_they_must, 0, 5);
	tcase_add_loop_test(t, preemption_off_keeps_the_cpu, 0, 5);
	tcase_add_loop_test(t, hardirqs_do_not_nest, 0, 5);
	tcase_add_loop_test(t, a_line_is_served_once_at_a_time, 0, 5);
	tcase_add_loop_test(t, handlers_wait_on_top_of_waits, 0, 5);
	tcase_add_test(t, sleeping_in_interrupt_is_found);
	tcase_add_test(t, only_the_objects_waiters_wake);
	tcase_add_loop_test(t, dropped_locks_are_forgotten, 0, 5);
	tcase_add_test(t, round_robin_gives_turns);
	tcase_add_loop_test(t, packets_interrupt, 0, 5);
	tcase_add_loop_test(t, packets_that_wait_leave_others_alone, 0, 10);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
