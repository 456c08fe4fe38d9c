// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/sched sched_fake explore_programs */
/*
 * test_explore_strategies.c: what the strategies promise, measured on the
 * programs of ANCHORS.md and on one whose interleavings can be counted.
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "explore_programs.h"

#define RUNS	4000

static struct sim_profile profile;

/* Runs by the random walk, so that there is something to estimate from. */
static void profile_learn(const struct explore_program *program)
{
	memset(&profile, 0, sizeof(profile));
	for (int seed = 0; seed < 50; seed++) {
		struct sim_run_config config = { .seed = 1000000 + seed,
						 .profile = &profile };

		explore_run(program, &config);
	}
}

static double rate_of(const struct explore_program *program,
		      const char *strategy, struct sim_profile *known)
{
	int found = 0;

	for (int seed = 0; seed < RUNS; seed++) {
		struct sim_run_config config = {
			.seed = seed, .strategy = strategy, .profile = known,
		};

		found += explore_run(program, &config);
	}
	if (getenv("SIM_VERBOSE"))
		printf("%-20s %-8s %.4f\n", program->name, strategy,
		       (double)found / RUNS);
	return (double)found / RUNS;
}

/* 1/(n k^(d-1)); k counts decisions, a few of them before the program. */
START_TEST(pct_keeps_its_promise)
{
	const struct explore_program *program = &explore_programs[_i];
	double promised, rate;
	char strategy[32];

	profile_learn(program);
	snprintf(strategy, sizeof(strategy), "pct:%d", program->depth);
	promised = 1.0 / program->threads /
		   pow(profile.steps, program->depth - 1);
	rate = rate_of(program, strategy, &profile);
	ck_assert_msg(rate >= promised, "%s: %s finds %.4f, promised %.4f",
		      program->name, strategy, rate, promised);
}
END_TEST

static const char *const others[] = { "pct", "pos", "surw", "urw" };

START_TEST(every_strategy_finds_every_bug)
{
	const struct explore_program *program = &explore_programs[_i / 4];

	profile_learn(program);
	ck_assert(rate_of(program, others[_i % 4], &profile) > 0);
}
END_TEST

START_TEST(strategies_work_without_knowledge)
{
	const struct explore_program *program = &explore_programs[_i / 4];

	ck_assert(rate_of(program, others[_i % 4], NULL) > 0);
}
END_TEST

/* ---- evenness ---- */

#define LEFT	3
#define RIGHT	6
#define WAYS	84			/* 9 over 3 */

static int shared[2], order, steps;

static void even_start(void)
{
	order = steps = 0;
}

FAKE_TEXT static void even_left(void)
{
	for (int i = 0; i < LEFT; i++) {
		explore_access(SIM_OP_WRITE, &shared[0]);
		order |= 1 << steps++;
	}
}

FAKE_TEXT static void even_right(void)
{
	for (int i = 0; i < RIGHT; i++) {
		explore_access(SIM_OP_WRITE, &shared[0]);
		steps++;
	}
}

/* Steps on something else, many and only on one side. */
FAKE_TEXT static void even_right_busy(void)
{
	for (int i = 0; i < RIGHT; i++) {
		for (int j = 0; j < 10; j++)
			explore_access(SIM_OP_WRITE, &shared[1]);
		explore_access(SIM_OP_WRITE, &shared[0]);
		steps++;
	}
}

static const struct explore_program even = {
	.name = "even", .threads = 2, .thread = { even_left, even_right },
	.start = even_start,
};
static const struct explore_program even_busy = {
	.name = "even, busy", .threads = 2,
	.thread = { even_left, even_right_busy }, .start = even_start,
};

static double chi_square(const struct explore_program *program,
			 const char *strategy)
{
	static int seen[1 << (LEFT + RIGHT)];
	const int runs = WAYS * 100;
	double sum = 0;

	memset(seen, 0, sizeof(seen));
	profile_learn(program);
	for (int seed = 0; seed < runs; seed++) {
		struct sim_run_config config = {
			.seed = seed, .strategy = strategy,
			.profile = &profile,
		};

		explore_run(program, &config);
		seen[order]++;
	}
	for (int i = 0; i < 1 << (LEFT + RIGHT); i++)
		if (__builtin_popcount(i) == LEFT)
			sum += (seen[i] - 100.0) * (seen[i] - 100.0) / 100;
	if (getenv("SIM_VERBOSE"))
		printf("%s: %s: chi square %.1f\n", program->name, strategy,
		       sum);
	return sum;
}

/* 83 degrees of freedom: 116 has a probability of 1 %. */
START_TEST(uniform_walks_are_even)
{
	ck_assert(chi_square(&even, "urw") < 116);
	ck_assert(chi_square(&even, "surw") < 116);
	ck_assert(chi_square(&even, "random") > 116);
}
END_TEST

START_TEST(selective_walk_sees_through_noise)
{
	double walk = chi_square(&even_busy, "random");

	ck_assert(chi_square(&even_busy, "surw") < 116);
	ck_assert(walk > 10 * 116);
}
END_TEST

/* ---- names and their parameters ---- */

START_TEST(names_are_checked)
{
	static const char *const good[] = {
		"random", "pct", "pct:1", "pct:3", "pct:16,1000", "pos", "dfs",
	};
	static const char *const bad[] = {
		"", "pc", "pct:", "pct:0", "pct:17", "pct:-1", "pct:3,",
		"pct:3,0", "pct:3,x", "pct:3 ", "pos:1", "random:", ":",
		"pct:99999999999999999999", "pct:3,9999999999999999999999",
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ck_assert_msg(sim_strategy_find(good[i]) != NULL, "%s",
			      good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!sim_strategy_find(bad[i]), "%s", bad[i]);
}
END_TEST

START_TEST(equal_seeds_are_equal)
{
	const char *strategy = others[_i];
	struct sim_run_config config = { .seed = 5, .strategy = strategy };
	int first;

	explore_run(&even, &config);
	first = order;
	explore_run(&even, &config);
	ck_assert_int_eq(order, first);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("explore strategies");
	TCase *t = tcase_create("strategies");
	SRunner *r = srunner_create(s);
	int failed;

	suite_add_tcase(s, t);
	tcase_set_timeout(t, 100);
	tcase_add_loop_test(t, pct_keeps_its_promise, 0, EXPLORE_PROGRAMS);
	tcase_add_loop_test(t, every_strategy_finds_every_bug, 0,
			    4 * EXPLORE_PROGRAMS);
	tcase_add_loop_test(t, strategies_work_without_knowledge, 0,
			    4 * EXPLORE_PROGRAMS);
	tcase_add_test(t, uniform_walks_are_even);
	tcase_add_test(t, selective_walk_sees_through_noise);
	tcase_add_test(t, names_are_checked);
	tcase_add_loop_test(t, equal_seeds_are_equal, 0, 4);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
