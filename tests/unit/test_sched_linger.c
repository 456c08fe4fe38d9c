// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/sched sched_fake */
/*
 * test_sched_linger.c: who is held up after the release of a mutex, and before
 * a spinlock is taken.
 */
#include <check.h>
#include <stdlib.h>
#include "sim/machine.h"
#include "sched_fake.h"

#define ROUNDS	40

static int mutexes[2];

/* How long the release of @mutex took. */
FAKE_TEXT static uint64_t release_ns(const void *mutex)
{
	uint64_t begin_ns = sim_time_now_ns();

	sim_lock_linger(mutex);
	return sim_time_now_ns() - begin_ns;
}

FAKE_TEXT static void releases(void *mutex)
{
	release_ns(mutex);
}

FAKE_TEXT static void releases_often(void *mutex)
{
	for (int i = 0; i < ROUNDS; i++) {
		fake_outcome->numbers[0] += release_ns(mutex);
		fake_outcome->numbers[1] += release_ns(mutex);
		fake_wait(fake_spawn("other", releases, mutex));
	}
}

/* Another task has it between the second release of a round and the next. */
static void share(unsigned int odds)
{
	sim_linger(odds);
	fake_wait(fake_spawn("one", releases_often, &mutexes[0]));
}

static void share_lingering(void)
{
	share(2);
}

static void share_without(void)
{
	share(0);
}

/* How long it took until @lock could be taken. */
FAKE_TEXT static void take(void *lock)
{
	uint64_t begin_ns = sim_time_now_ns();

	sim_point(SIM_OP_LOCK, lock);
	fake_outcome->numbers[lock == &mutexes[1]] +=
		sim_time_now_ns() - begin_ns;
}

/* Two tasks take the first lock in turn; the second one is this task's own. */
FAKE_TEXT static void take_often(void *unused)
{
	(void)unused;
	for (int i = 0; i < ROUNDS; i++) {
		take(&mutexes[0]);
		take(&mutexes[1]);
		fake_wait(fake_spawn("other", take, &mutexes[0]));
	}
}

static void take_lingering(void)
{
	sim_linger_spin(2);
	fake_wait(fake_spawn("one", take_often, NULL));
}

static void take_without(void)
{
	fake_wait(fake_spawn("one", take_often, NULL));
}

static struct fake_outcome *outcome_of(void (*story)(void))
{
	struct fake_outcome *o = fake_run_seed(story, 1, "random");

	ck_assert_int_eq(o->exit_code, 0);
	ck_assert_msg(o->result.outcome == SIM_PASSED, "%s",
		      o->result.message);
	return o;
}

START_TEST(after_another_task)
{
	struct fake_outcome *o = outcome_of(share_lingering);

	ck_assert_uint_ge(o->numbers[0], 10000);
	ck_assert_uint_le(o->numbers[0], ROUNDS * 1000000);
	/* nobody else had it since the first release */
	ck_assert_uint_eq(o->numbers[1], 0);
	fake_free(o);
}
END_TEST

START_TEST(before_a_spinlock)
{
	struct fake_outcome *o = outcome_of(take_lingering);

	ck_assert_uint_ge(o->numbers[0], 10000);
	ck_assert_uint_le(o->numbers[0], 2 * ROUNDS * 1000000);
	/* nobody else ever had it */
	ck_assert_uint_eq(o->numbers[1], 0);
	fake_free(o);
}
END_TEST

START_TEST(off_unless_asked_for)
{
	static void (*const story[])(void) = { share_without, take_without };
	struct fake_outcome *o = outcome_of(story[_i]);

	ck_assert_uint_eq(o->numbers[0] + o->numbers[1], 0);
	fake_free(o);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("lingering");
	TCase *tests = tcase_create("releases");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, after_another_task);
	tcase_add_test(tests, before_a_spinlock);
	tcase_add_loop_test(tests, off_unless_asked_for, 0, 2);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
