// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/sched sched_fake explore_programs */
/*
 * test_explore_oracle.c: exploration against the exact figures of ANCHORS.md:
 * numbers of executions, rates of the random walk, least preemptions.
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "explore_programs.h"

#define WALKS	20000

static struct sim_search search;

/* All runs of a search; returns how many of them found the bug. */
static uint64_t search_all(const struct explore_program *program, int bound,
			   bool reduce)
{
	struct sim_run_config config = { .strategy = "dfs", .search = &search };
	uint64_t buggy = 0;

	sim_search_begin(&search, bound, reduce);
	search.from_mark = true;
	do
		buggy += explore_run(program, &config) && !search.redundant;
	while (sim_search_next(&search));
	ck_assert(!search.cut);
	return buggy;
}

START_TEST(exhaustive_counts_are_exact)
{
	const struct explore_program *program = &explore_programs[_i];
	uint64_t buggy = search_all(program, -1, false);

	ck_assert_msg(search.executions == program->executions &&
		      buggy == program->buggy,
		      "%s: %llu executions, %llu buggy", program->name,
		      (unsigned long long)search.executions,
		      (unsigned long long)buggy);
}
END_TEST

START_TEST(least_preemptions_are_exact)
{
	const struct explore_program *program = &explore_programs[_i];

	for (int bound = 0; bound < program->preemptions; bound++)
		ck_assert_msg(!search_all(program, bound, false),
			      "%s: found with %d preemptions", program->name,
			      bound);
	ck_assert_msg(search_all(program, program->preemptions, false) > 0,
		      "%s: not found", program->name);
	ck_assert_uint_le(search.executions, program->executions);
}
END_TEST

/* Leaves runs out, and finds the bug in what is left. */
START_TEST(reduction_keeps_the_bug)
{
	const struct explore_program *program = &explore_programs[_i];
	uint64_t buggy = search_all(program, -1, true);

	ck_assert_msg(buggy > 0 && search.executions <= program->executions,
		      "%s: %llu executions, %llu buggy", program->name,
		      (unsigned long long)search.executions,
		      (unsigned long long)buggy);
	if (getenv("SIM_VERBOSE"))
		printf("%s: reduced to %llu executions, %llu buggy\n",
		       program->name, (unsigned long long)search.executions,
		       (unsigned long long)buggy);
}
END_TEST

/* ---- outcomes: what the variables hold at the end, and whether it is wrong */

#define OUTCOMES	256

struct outcomes {
	uint64_t seen[OUTCOMES];
	int count;
};

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void outcome_add(struct outcomes *outcomes, uint64_t outcome)
{
	for (int i = 0; i < outcomes->count; i++)
		if (outcomes->seen[i] == outcome)
			return;
	ck_assert_int_lt(outcomes->count, OUTCOMES);
	outcomes->seen[outcomes->count++] = outcome;
}

static struct outcomes outcomes_of(const struct explore_program *program,
				   bool reduce)
{
	struct sim_run_config config = { .strategy = "dfs", .search = &search };
	struct outcomes outcomes = { 0 };

	sim_search_begin(&search, -1, reduce);
	search.from_mark = true;
	do {
		bool wrong = explore_run(program, &config);

		if (!search.redundant)
			outcome_add(&outcomes, explore_outcome() * 2 + wrong);
	} while (sim_search_next(&search));
	qsort(outcomes.seen, outcomes.count, sizeof(uint64_t), compare);
	return outcomes;
}

/* Fewer executions, and everything that can come out still does. */
START_TEST(reduction_keeps_all_outcomes)
{
	const struct explore_program *program = &explore_programs[_i];
	struct outcomes all = outcomes_of(program, false), reduced;
	uint64_t executions = search.executions;

	reduced = outcomes_of(program, true);
	if (getenv("SIM_VERBOSE"))
		printf("%s: %d outcomes of %llu executions, %d of %llu\n",
		       program->name, all.count,
		       (unsigned long long)executions, reduced.count,
		       (unsigned long long)search.executions);
	ck_assert_int_eq(all.count, reduced.count);
	ck_assert_mem_eq(all.seen, reduced.seen, sizeof(all.seen));
	ck_assert_uint_le(search.executions, executions);
}
END_TEST

START_TEST(walk_rate_is_exact)
{
	const struct explore_program *program = &explore_programs[_i];
	double p = program->walk_rate;
	double most = 2.576 * sqrt(p * (1 - p) / WALKS);
	int found = 0;

	for (int seed = 0; seed < WALKS; seed++) {
		struct sim_run_config config = { .seed = seed };

		found += explore_run(program, &config);
	}
	ck_assert_msg(fabs((double)found / WALKS - p) <= most,
		      "%s: %.4f, not %.4f +- %.4f", program->name,
		      (double)found / WALKS, p, most);
	if (getenv("SIM_VERBOSE"))
		printf("%s: walk %.4f, exact %.4f +- %.4f\n", program->name,
		       (double)found / WALKS, p, most);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("explore oracle");
	TCase *t = tcase_create("oracle");
	SRunner *r = srunner_create(s);
	int failed;

	suite_add_tcase(s, t);
	tcase_set_timeout(t, 100);
	tcase_add_loop_test(t, exhaustive_counts_are_exact, 0,
			    EXPLORE_PROGRAMS);
	tcase_add_loop_test(t, least_preemptions_are_exact, 0,
			    EXPLORE_PROGRAMS);
	tcase_add_loop_test(t, reduction_keeps_the_bug, 0, EXPLORE_PROGRAMS);
	tcase_add_loop_test(t, reduction_keeps_all_outcomes, 0,
			    EXPLORE_PROGRAMS);
	tcase_add_loop_test(t, walk_rate_is_exact, 0, EXPLORE_PROGRAMS);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
