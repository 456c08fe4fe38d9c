// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/sched sched_fake */
/* test_sched_run.c: tasks, locks, deadlocks, replay and its divergences. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "sched_fake.h"

static struct fake_lock a = { .name = "lock_a" }, b = { .name = "lock_b" };
static int counter, inside;

FAKE_TEXT static void count(void *arg)
{
	for (int i = 0; i < 20; i++) {
		fake_lock(&a);
		sim_assert(inside++ == 0);
		sim_point(SIM_OP_READ, arg);
		counter++;
		inside--;
		fake_unlock(&a);
	}
}

static void story_count(void)
{
	struct sim_context *t[3];

	for (int i = 0; i < 3; i++)
		t[i] = fake_spawn("counter", count, NULL);
	for (int i = 0; i < 3; i++)
		fake_wait(t[i]);
	fake_outcome->number = counter;
	fake_outcome->numbers[0] = fake_cpu_switches;
}

START_TEST(lock_excludes)
{
	struct fake_outcome *o = fake_run_seed(story_count, _i, "random");

	ck_assert_int_eq(o->exit_code, 0);
	ck_assert_msg(o->result.outcome == SIM_PASSED, "%s",
		      o->result.message);
	ck_assert_int_eq(o->number, 60);
	ck_assert_uint_gt(o->result.decisions, 60);
	ck_assert_uint_gt(o->result.switches, 4);
	ck_assert_uint_gt(o->numbers[0], 4);
	fake_free(o);
}
END_TEST

START_TEST(round_robin_runs)
{
	struct fake_outcome *o = fake_run_seed(story_count, 1, "round-robin");

	ck_assert_msg(o->result.outcome == SIM_PASSED, "%s",
		      o->result.message);
	ck_assert_int_eq(o->number, 60);
	ck_assert_uint_eq(o->result.preemptions, 0);
	ck_assert_uint_lt(o->result.decisions, 30);
	fake_free(o);
}
END_TEST

START_TEST(equal_seeds_are_equal)
{
	struct fake_outcome *x = fake_run_seed(story_count, 7, "random");
	struct fake_outcome *y = fake_run_seed(story_count, 7, "random");
	struct fake_outcome *z = fake_run_seed(story_count, 8, "random");

	ck_assert_uint_eq(x->result.hash, y->result.hash);
	ck_assert_uint_eq(x->result.schedule.count, y->result.schedule.count);
	ck_assert_uint_ne(x->result.hash, z->result.hash);
	fake_free(x);
	fake_free(y);
	fake_free(z);
}
END_TEST

static void story_move(void)
{
	int cpu = !fake_self->cpu;

	fake_self->allowed_cpu = cpu;
	sim_task_yield();
	fake_outcome->number = fake_self->cpu == cpu;
	fake_sleep(1000);
	fake_outcome->number += fake_self->cpu == cpu;
}

START_TEST(yield_obeys_affinity)
{
	struct fake_outcome *o = fake_run_seed(story_move, _i, _i % 2 ?
					       "random" : "round-robin");

	ck_assert_msg(o->result.outcome == SIM_PASSED, "%s",
		      o->result.message);
	ck_assert_int_eq(o->number, 2);
	fake_free(o);
}
END_TEST

/* ---- deadlock ---- */

FAKE_TEXT static void take_two(struct fake_lock *first,
			       struct fake_lock *second)
{
	fake_lock(first);
	fake_lock(second);
	fake_unlock(second);
	fake_unlock(first);
}

FAKE_TEXT static void take_ba(void *arg)
{
	(void)arg;
	take_two(&b, &a);
}

static void story_abba(void)
{
	struct sim_context *t = fake_spawn("other", take_ba, NULL);

	take_two(&a, &b);
	fake_wait(t);
}

START_TEST(abba_is_found)
{
	int found = 0, passed = 0;

	for (int seed = 0; seed < 40; seed++) {
		struct fake_outcome *o = fake_run_seed(story_abba, seed,
						       "random");
		passed += o->result.outcome == SIM_PASSED;
		if (o->result.outcome == SIM_FOUND) {
			found++;
			ck_assert_int_eq(o->first.kind, SIM_KIND_DEADLOCK);
			ck_assert_ptr_nonnull(strstr(o->first.title, "lock_a"));
			ck_assert_ptr_nonnull(strstr(o->first.title, "lock_b"));
			ck_assert_int_ge(o->first.frames, 2);
			/* who closed the circle, then the other */
			ck_assert_int_eq(o->first.tasks, 2);
			ck_assert_ptr_null(strstr(o->first.title, "itself"));
			ck_assert_int_eq(o->tasks[0].locks, 1);
			ck_assert_str_eq(o->tasks[0].holder, o->tasks[1].name);
			ck_assert_int_ge(o->tasks[1].frames, 2);
			ck_assert_int_eq(o->tasks[1].locks, 1);
		}
		fake_free(o);
	}
	ck_assert_int_gt(found, 3);
	ck_assert_int_gt(passed, 3);
	ck_assert_int_eq(found + passed, 40);
}
END_TEST

static void story_self(void)
{
	fake_lock(&a);
	fake_lock(&a);
}

START_TEST(recursion_is_found)
{
	struct fake_outcome *o = fake_run_seed(story_self, 1, "round-robin");

	ck_assert_int_eq(o->result.outcome, SIM_FOUND);
	ck_assert_ptr_nonnull(strstr(o->first.title, "held by itself"));
	ck_assert_str_eq(o->first.task, "story");
	fake_free(o);
}
END_TEST

static void story_forever(void)
{
	sim_task_block(SIM_WAIT_SCHEDULE, &counter);
}

START_TEST(nothing_left_is_found)
{
	struct fake_outcome *o = fake_run_seed(story_forever, 1, "random");

	ck_assert_int_eq(o->result.outcome, SIM_FOUND);
	ck_assert_int_eq(o->first.kind, SIM_KIND_DEADLOCK);
	ck_assert_ptr_nonnull(strstr(o->first.title, "story waits for an event"));
	ck_assert_int_ge(o->first.tasks, 2);	/* the story and init */
	ck_assert_str_eq(o->tasks[0].name, "init");
	ck_assert_str_eq(o->tasks[1].name, "story");
	fake_free(o);
}
END_TEST

static struct sim_context *sleeper_context;
static const char place[2];

FAKE_TEXT static void sleep_at(const void *site)
{
	sim_task_sleeps(NULL, 0, 0, site);
	sim_task_block(SIM_WAIT_COMPLETION, &counter);
}

FAKE_TEXT static void sleep_twice(void *arg)
{
	(void)arg;
	sleep_at(&place[0]);
	sleep_at(&place[0]);
}

FAKE_TEXT static void sleep_elsewhere(void *arg)
{
	(void)arg;
	sleep_at(&place[1]);
}

FAKE_TEXT static void wake_once(void *arg)
{
	(void)arg;
	fake_sleep(1000);
	sim_task_ready(sleeper_context);
}

static void story_woken_before(void)
{
	sleeper_context = fake_spawn("twice", sleep_twice, NULL);
	fake_spawn("elsewhere", sleep_elsewhere, NULL);
	fake_wait(fake_spawn("waker", wake_once, NULL));
	sim_task_block(SIM_WAIT_SCHEDULE, &counter);
}

/* Who ended the last sleep at a place; of others nothing is made up. */
START_TEST(the_last_waker_is_told)
{
	struct fake_outcome *o = fake_run_seed(story_woken_before, _i,
					       "random");
	int seen = 0;

	ck_assert_int_eq(o->first.kind, SIM_KIND_DEADLOCK);
	for (int i = 0; i < o->first.tasks; i++) {
		const struct sim_task_waker *waker = &o->tasks[i].waker;

		if (strcmp(o->tasks[i].name, "twice")) {
			ck_assert_str_eq(waker->name, "");
			continue;
		}
		seen++;
		ck_assert_str_eq(waker->name, "waker");
		ck_assert_str_eq(waker->context, "task");
		ck_assert_int_ge(waker->frames, 1);
		ck_assert_uint_ge(waker->when_ns, SIM_BOOT_TIME_NS + 1000);
	}
	ck_assert_int_eq(seen, 1);
	fake_free(o);
}
END_TEST

FAKE_TEXT static void sleep_with_a(void *arg)
{
	(void)arg;
	fake_lock(&a);
	sim_task_block(SIM_WAIT_SCHEDULE, &counter);
}

static void story_behind(void)
{
	struct sim_context *t = fake_spawn("sleeper", sleep_with_a, NULL);

	fake_lock(&b);
	fake_sleep(1000);
	fake_lock(&a);
	fake_wait(t);
}

/* The stack is that of the last one of who waits for whom. */
START_TEST(the_cause_is_shown)
{
	struct fake_outcome *o = fake_run_seed(story_behind, _i, "random");
	int sleeper = 0;

	ck_assert_int_eq(o->first.kind, SIM_KIND_DEADLOCK);
	ck_assert_ptr_nonnull(strstr(o->first.title, "held by sleeper"));
	while (strcmp(o->tasks[sleeper].name, "sleeper"))
		ck_assert_int_lt(++sleeper, o->first.tasks);
	ck_assert_int_ge(o->first.frames, 1);
	ck_assert_uint_eq(o->first.stack[0].address,
			  o->tasks[sleeper].stack[0].address);
	fake_free(o);
}
END_TEST

/* ---- replay ---- */

static struct fake_outcome *replay(void (*story)(void),
				   struct fake_outcome *recorded)
{
	struct sim_run_config config = {
		.replay = &recorded->result.schedule, .cpus = 2, .seed = 99,
	};

	return fake_run(story, &config);
}

START_TEST(replay_is_equal)
{
	struct fake_outcome *x = fake_run_seed(story_abba, _i, "random");
	struct fake_outcome *y = replay(story_abba, x);

	ck_assert_int_eq(x->result.outcome, y->result.outcome);
	ck_assert_uint_eq(x->result.hash, y->result.hash);
	ck_assert_str_eq(x->result.message, y->result.message);
	fake_free(x);
	fake_free(y);
}
END_TEST

START_TEST(other_story_diverges)
{
	struct fake_outcome *x = fake_run_seed(story_count, 3, "random");
	struct fake_outcome *y = replay(story_abba, x);

	ck_assert_int_eq(y->result.outcome, SIM_DIVERGED);
	ck_assert_ptr_nonnull(strstr(y->result.message, "decision "));
	ck_assert_ptr_nonnull(strstr(y->result.message, "the schedule has "));
	fake_free(x);
	fake_free(y);
}
END_TEST

START_TEST(changed_decision_diverges)
{
	struct fake_outcome *x = fake_run_seed(story_count, 3, "random");
	struct fake_outcome *y;

	switch (_i) {
	case 0: x->decision[20].site ^= 4; break;
	case 1: x->decision[20].op ^= 1; break;
	case 2: x->decision[20].candidates++; break;
	case 3: x->decision[20].by = 0; break;
	case 4: x->decision[20].chosen = 0; break;
	}
	y = replay(story_count, x);
	ck_assert_int_eq(y->result.outcome, SIM_DIVERGED);
	ck_assert_ptr_nonnull(strstr(y->result.message, "at decision 20:"));
	fake_free(x);
	fake_free(y);
}
END_TEST

START_TEST(schedule_length_counts)
{
	struct fake_outcome *x = fake_run_seed(story_count, 3, "random");
	struct fake_outcome *y;
	size_t count = x->result.schedule.count;

	x->result.schedule.count = count - 1;
	y = replay(story_count, x);
	ck_assert_int_eq(y->result.outcome, SIM_DIVERGED);
	ck_assert_ptr_nonnull(strstr(y->result.message, "schedule ends"));
	fake_free(y);
	x->result.schedule.count = count + 1;
	y = replay(story_count, x);
	ck_assert_int_eq(y->result.outcome, SIM_DIVERGED);
	ck_assert_ptr_nonnull(strstr(y->result.message, "the run ended"));
	fake_free(x);
	fake_free(y);
}
END_TEST

START_TEST(wrong_hash_diverges)
{
	struct fake_outcome *x = fake_run_seed(story_count, 3, "random");
	struct fake_outcome *y;

	x->result.schedule.hash ^= 1;
	y = replay(story_count, x);
	ck_assert_int_eq(y->result.outcome, SIM_DIVERGED);
	ck_assert_ptr_nonnull(strstr(y->result.message, "hash"));
	fake_free(x);
	fake_free(y);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("sched run");
	TCase *t = tcase_create("run");
	SRunner *r = srunner_create(s);
	int failed;

	suite_add_tcase(s, t);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, lock_excludes, 0, 20);
	tcase_add_test(t, round_robin_runs);
	tcase_add_test(t, equal_seeds_are_equal);
	tcase_add_loop_test(t, yield_obeys_affinity, 0, 6);
	tcase_add_test(t, abba_is_found);
	tcase_add_test(t, recursion_is_found);
	tcase_add_test(t, nothing_left_is_found);
	tcase_add_loop_test(t, the_cause_is_shown, 0, 3);
	tcase_add_loop_test(t, the_last_waker_is_told, 0, 10);
	tcase_add_loop_test(t, replay_is_equal, 0, 20);
	tcase_add_test(t, other_story_diverges);
	tcase_add_loop_test(t, changed_decision_diverges, 0, 5);
	tcase_add_test(t, schedule_length_counts);
	tcase_add_test(t, wrong_hash_diverges);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
