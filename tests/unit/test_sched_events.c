// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/sched sched_fake */
/* test_sched_events.c: events come in time, in an order that seeds decide. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "sched_fake.h"

#define now()	(sim_time_now_ns() - SIM_BOOT_TIME_NS)

static struct sim_event event[6];
static char order[8];

static void event_note(struct sim_event *e)
{
	order[strlen(order)] = '0' + (e - event);
}

static void story_events(void)
{
	static const uint64_t when[] = { 300, 100, 200, 200, 200, 100 };
	static const char *const name[] = { "0", "1", "2", "3", "4", "5" };

	for (int i = 0; i < 6; i++) {
		event[i].run = event_note;
		event[i].name = name[i];
		event[i].owner = i >= 2 && i <= 4 ? event : NULL;
		sim_event_arm(&event[i], SIM_BOOT_TIME_NS + when[i]);
	}
	sim_event_arm(&event[5], SIM_BOOT_TIME_NS + 400);	/* moves */
	sim_event_disarm(&event[0]);
	sim_assert(!sim_event_armed(&event[0]) && sim_event_armed(&event[1]));
	sim_cpu_delay(1000);
	memcpy(fake_outcome->numbers, order, 8);
}

START_TEST(events_keep_their_order)
{
	struct fake_outcome *o = fake_run_seed(story_events, _i, "random");

	ck_assert_msg(o->result.outcome == SIM_PASSED, "%s",
		      o->result.message);
	ck_assert_str_eq((char *)o->numbers, "12345");
	fake_free(o);
}
END_TEST

static void story_due_together(void)
{
	static const char *const name[] = { "0", "1", "2", "3" };

	for (int i = 0; i < 4; i++) {
		event[i].run = event_note;
		event[i].name = name[i];
		event[i].owner = i >= 2 ? event : NULL;
		sim_event_arm(&event[i], SIM_BOOT_TIME_NS + 100);
	}
	sim_cpu_delay(1000);
	memcpy(fake_outcome->numbers, order, 8);
}

START_TEST(events_due_together_mix)
{
	bool seen[8] = { 0 };
	int kinds = 0;

	for (int seed = 0; seed < 40; seed++) {
		struct fake_outcome *o = fake_run_seed(story_due_together,
						       seed, "random");
		const char *text = (char *)o->numbers;

		ck_assert_uint_eq(strlen(text), 4);
		/* 2 and 3 share an owner */
		ck_assert(strchr(text, '2') < strchr(text, '3'));
		seen[(text[0] - '0') * 2 + (text[1] < text[2])] = true;
		fake_free(o);
	}
	for (int i = 0; i < 8; i++)
		kinds += seen[i];
	ck_assert_int_ge(kinds, 3);
}
END_TEST

/* Schedules could not tell events of one name apart: they keep their order. */
static void story_same_name(void)
{
	for (int i = 0; i < 4; i++) {
		event[i].run = event_note;
		event[i].name = "same";
		sim_event_arm(&event[i], SIM_BOOT_TIME_NS + 100);
	}
	sim_cpu_delay(1000);
	memcpy(fake_outcome->numbers, order, 8);
}

START_TEST(events_of_one_name_keep_their_order)
{
	struct fake_outcome *o = fake_run_seed(story_same_name, _i, "random");

	ck_assert_str_eq((char *)o->numbers, "0123");
	fake_free(o);
}
END_TEST

/* A heap of many: each runs at its time. */
static int ran;

static void event_check(struct sim_event *e)
{
	sim_assert(e->when_ns == sim_time_now_ns());
	ran++;
}

static void story_heap(void)
{
	static struct sim_event many[500];

	for (int i = 0; i < 500; i++) {
		many[i].run = event_check;
		many[i].name = "many";
		sim_event_arm(&many[i], SIM_BOOT_TIME_NS + 1 +
			      (i * 7919) % 1009);
	}
	for (int i = 0; i < 500; i += 5)
		sim_event_disarm(&many[i]);
	sim_cpu_delay(2000);
	fake_outcome->number = ran;
}

START_TEST(heap_orders_many)
{
	struct fake_outcome *o = fake_run_seed(story_heap, 1, "round-robin");

	ck_assert_msg(o->result.outcome == SIM_PASSED, "%s",
		      o->result.message);
	ck_assert_int_eq(o->number, 400);
	fake_free(o);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("sched events");
	TCase *t = tcase_create("events");
	SRunner *r = srunner_create(s);
	int failed;

	suite_add_tcase(s, t);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, events_keep_their_order, 0, 5);
	tcase_add_test(t, events_due_together_mix);
	tcase_add_loop_test(t, events_of_one_name_keep_their_order, 0, 5);
	tcase_add_test(t, heap_orders_many);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
