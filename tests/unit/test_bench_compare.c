// SPDX-License-Identifier: GPL-2.0-only
/* links: bench/compare.c bench/summarise.c bench/print.c bench/results.c */
/* test_bench_compare.c: what counts as a change and what as noise. */
#include <check.h>

#include "../../bench/bench.h"

static struct sim_bench_result result_of(double *values, bool more_is_better)
{
	struct sim_bench_result result = {
		.values = values, .more_is_better = more_is_better,
	};

	sim_bench_summarise(values, 10, &result.summary);
	return result;
}

static double some[] = { 10, 11, 10, 9, 10, 11, 9, 10, 9, 10 };
static double lower[] = { 7, 6, 7, 7, 8, 7, 6, 7, 7, 7 };
static double close[] = { 10.1, 11.1, 9.8, 9.2, 10, 11, 9, 10.2, 9.3, 10 };
/* all a bit higher: the ranks differ, the medians less than the spread */
static double drift[] = { 9.5, 11.4, 11, 9.9, 11, 11.5, 9.6, 11, 9.4, 11 };
static double wide[] = { 1, 30, 2, 29, 5, 20, 3, 31, 6, 18 };

START_TEST(changes)
{
	struct sim_bench_result a = result_of(some, false);
	struct sim_bench_result b = result_of(lower, false);

	ck_assert_int_eq(sim_bench_change(&a, &b), SIM_BENCH_BETTER);
	ck_assert_int_eq(sim_bench_change(&b, &a), SIM_BENCH_WORSE);
	a.more_is_better = b.more_is_better = true;
	ck_assert_int_eq(sim_bench_change(&a, &b), SIM_BENCH_WORSE);
}
END_TEST

START_TEST(noise)
{
	struct sim_bench_result a = result_of(some, false);
	struct sim_bench_result same = result_of(some, false);
	struct sim_bench_result b = result_of(close, false);
	struct sim_bench_result c = result_of(drift, false);
	struct sim_bench_result d = result_of(wide, false);

	ck_assert_int_eq(sim_bench_change(&a, &same), SIM_BENCH_SAME);
	ck_assert_int_eq(sim_bench_change(&a, &b), SIM_BENCH_SAME);
	ck_assert_int_eq(sim_bench_change(&a, &c), SIM_BENCH_SAME);
	ck_assert_int_eq(sim_bench_change(&a, &d), SIM_BENCH_SAME);
}
END_TEST

START_TEST(numbers)
{
	char text[32];

	ck_assert_str_eq(sim_bench_number(12345678, text, sizeof(text)),
			 "12.3 M");
	ck_assert_str_eq(sim_bench_number(350e3, text, sizeof(text)), "350 k");
	ck_assert_str_eq(sim_bench_number(3.85, text, sizeof(text)), "3.85");
	ck_assert_str_eq(sim_bench_number(-2.5, text, sizeof(text)), "-2.50");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("bench compare");
	TCase *tcase = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_test(tcase, changes);
	tcase_add_test(tcase, noise);
	tcase_add_test(tcase, numbers);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
