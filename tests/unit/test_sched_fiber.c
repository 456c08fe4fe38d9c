// SPDX-License-Identifier: GPL-2.0-only
/* links: fiber_exercise libsim/sched/fiber.c libsim/sched/fiber_switch.S */
/*
 * test_sched_fiber.c: a switch of stacks keeps what the ABI says. The
 * same exercise is run for aarch64 where there are a compiler and an emulator.
 */
#include <check.h>
#include <stdlib.h>
#include "fiber_exercise.h"

START_TEST(test_registers_are_kept)
{
	ck_assert_ptr_null(fiber_exercise());
}
END_TEST

START_TEST(test_stacks_can_be_made_again)
{
	for (int i = 0; i < 20; i++)
		ck_assert_ptr_null(fiber_exercise());
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fiber");
	TCase *tcase = tcase_create("switch");
	SRunner *runner;
	int failed;

	tcase_add_test(tcase, test_registers_are_kept);
	tcase_add_test(tcase, test_stacks_can_be_made_again);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
