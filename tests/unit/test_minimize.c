// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/sched libsim/minimize sched_fake explore_programs */
/*
 * test_minimize.c: schedules of the programs of ANCHORS.md, found by each
 * strategy, come down to the least number of preemptions there is.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "explore_programs.h"
#include "minimize/minimize.h"
#include "sim/sparse_list.h"

#define REPLAYS	200
#define SCHEDULES	100	/* of each program and strategy */

static struct sim_sparse_made list[65536];

/* The deviations of a recorded run. */
static struct sim_sparse deviations_of(const struct explore_program *program,
				       const struct sim_schedule *schedule)
{
	struct explore_finding finding = { 0 };
	struct sim_sparse_run run = { .list = list };
	struct sim_run_config config = {
		.replay = schedule, .sparse = &run,
		.observer = { .finding = explore_note, .arg = &finding },
	};

	explore_run(program, &config);
	ck_assert(finding.found);
	return run.found;
}

/* The next run from *@seed on that finds the bug, recorded. */
static struct sim_schedule record(const struct explore_program *program,
				  const char *strategy, uint64_t *seed)
{
	struct sim_run_result result;

	for (;;) {
		struct sim_run_config config = {
			.seed = (*seed)++, .strategy = strategy, .record = true,
		};

		if (explore_run_result(program, &config, &result)) {
			snprintf(result.schedule.strategy,
				 sizeof(result.schedule.strategy), "%s",
				 strategy);
			return result.schedule;
		}
		explore_schedule_free(&result.schedule);
	}
}

static const char *const strategies[] = { "random", "pos", "pct:3" };

START_TEST(least_preemptions)
{
	const struct explore_program *program = &explore_programs[_i / 3];
	const char *strategy = strategies[_i % 3];
	unsigned int most = 0;
	uint64_t seed = 1;

	for (int i = 0; i < SCHEDULES; i++) {
		struct sim_schedule schedule = record(program, strategy, &seed);
		struct sim_minimize minimize = {
			.replay = explore_replay, .arg = (void *)program,
			.replays_most = REPLAYS,
			.best = deviations_of(program, &schedule),
		};
		size_t before = minimize.best.count;

		ck_assert_int_eq(sim_minimize_run(&minimize), 1);
		ck_assert_msg(!minimize.stopped &&
			      minimize.preemptions == (uint32_t)program->preemptions,
			      "%s, %s, before seed %llu: %u preemptions, %zu decisions of %zu after %u replays",
			      program->name, strategy,
			      (unsigned long long)seed, minimize.preemptions,
			      minimize.best.count, before, minimize.replays);
		if (minimize.replays > most)
			most = minimize.replays;
		sim_sparse_free(&minimize.best);
		explore_schedule_free(&schedule);
	}
	if (getenv("SIM_VERBOSE"))
		printf("%-20s %-8s at most %u replays\n", program->name,
		       strategy, most);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("minimize");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	suite_add_tcase(s, t);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, least_preemptions, 0, EXPLORE_PROGRAMS * 3);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
