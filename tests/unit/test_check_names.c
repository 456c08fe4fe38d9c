// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/report */
/*
 * test_check_names.c: lists of checkers, as --checks has them.
 */
#include <check.h>
#include <string.h>

#include "sim/checks.h"

static void expect_checks(const char *text, unsigned int on,
			  unsigned int wanted)
{
	struct sim_checks_list list;

	ck_assert(sim_checks_parse(text, &list));
	ck_assert_uint_eq(list.on, on);
	ck_assert_uint_eq(list.wanted, wanted);
}

#define BIT(name)	SIM_CHECK_BIT(SIM_CHECK_##name)

START_TEST(checks_are_read)
{
	struct sim_checks_list list;

	expect_checks("all", SIM_CHECKS_ALL, SIM_CHECKS_ALL);
	expect_checks("none", 0, 0);
	expect_checks("-none", SIM_CHECKS_DEFAULT, 0);
	expect_checks("dma,leak", BIT(DMA) | BIT(LEAK), BIT(DMA) | BIT(LEAK));
	expect_checks("-dma,-leak", SIM_CHECKS_DEFAULT & ~BIT(DMA) & ~BIT(LEAK),
		      0);
	expect_checks("+race", SIM_CHECKS_ALL, BIT(RACE));
	expect_checks("all,-race", SIM_CHECKS_DEFAULT, SIM_CHECKS_DEFAULT);
	ck_assert(!sim_checks_parse("dma,-lock", &list));
	ck_assert_int_eq(list.length, 4);
	ck_assert(!strncmp(list.wrong, "lock", 4));
	ck_assert(!sim_checks_parse("dma,", &list));
	ck_assert_int_eq(list.length, 0);
}
END_TEST

START_TEST(checks_are_written)
{
	struct sim_checks_list list;
	char text[256], small[4];

	for (unsigned int changed = 0; changed <= SIM_CHECKS_ALL; changed++) {
		sim_checks_text(changed, text, sizeof(text));
		if (!changed)
			ck_assert_str_eq(text, "");
		else if (sim_checks_parse(text, &list))
			ck_assert_uint_eq(list.on,
					  SIM_CHECKS_DEFAULT ^ changed);
		else
			ck_abort_msg("%s", text);
	}
	sim_checks_text(SIM_CHECKS_ALL, small, sizeof(small));
	ck_assert_str_eq(small, "-de");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("check names");
	TCase *tcase = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_test(tcase, checks_are_read);
	tcase_add_test(tcase, checks_are_written);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
