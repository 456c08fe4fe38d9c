// SPDX-License-Identifier: GPL-2.0-only
/* links: bench/summarise.c */
/* test_bench_summary.c: medians, spread and outliers of known values. */
#include <check.h>

#include "../../bench/bench.h"

START_TEST(odd_and_even)
{
	static const double odd[] = { 3, 1, 2 }, even[] = { 4, 1, 3, 2 };
	struct sim_bench_summary s;

	sim_bench_summarise(odd, 3, &s);
	ck_assert(s.median == 2 && s.min == 1 && s.max == 3 && s.spread == 1);
	sim_bench_summarise(even, 4, &s);
	ck_assert(s.median == 2.5 && s.runs == 4 && !s.outliers);
}
END_TEST

START_TEST(outliers_by_name)
{
	static const double values[] = { 10, 11, 10, 9, 10, 11, 99, 10, 9, 10 };
	struct sim_bench_summary s;

	sim_bench_summarise(values, 10, &s);
	ck_assert_int_eq(s.outliers, 1);
	ck_assert_int_eq(s.outlier_run[0], 7);
	ck_assert(s.median == 10 && s.max == 99);
}
END_TEST

START_TEST(nothing)
{
	struct sim_bench_summary s;

	sim_bench_summarise(NULL, 0, &s);
	ck_assert_int_eq(s.runs, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("bench summary");
	TCase *tcase = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_test(tcase, odd_and_even);
	tcase_add_test(tcase, outliers_by_name);
	tcase_add_test(tcase, nothing);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
