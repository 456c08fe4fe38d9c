// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/sched libsim/minimize sched_fake explore_programs */
/*
 * test_minimize_pauses.c: somebody who pauses and then does something, again
 * and again, is wrong once. What comes of its schedule is one pause and what is done
 * after it.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "explore_programs.h"
#include "minimize/minimize.h"
#include "sim/scenario.h"
#include "sim/sparse_list.h"

#define TURNS		60
#define LONGEST_US	500
/* In the middle of the life, and so short that hardly any turn comes there. */
#define WRONG_FROM_US	6250
#define WRONG_US	40
#define ACTIONS		4
#define REPLAYS		200

static uint64_t began_ns;
static bool wrong;

static void life_start(void)
{
	wrong = false;
	began_ns = 0;
}

FAKE_TEXT static void act(unsigned int action)
{
	uint64_t at_us = (sim_time_now_ns() - began_ns) / 1000;

	if (action == ACTIONS - 1 && at_us >= WRONG_FROM_US &&
	    at_us < WRONG_FROM_US + WRONG_US)
		wrong = true;
}

FAKE_TEXT static void live(void)
{
	explore_access(SIM_OP_READ, &wrong);
	began_ns = sim_time_now_ns();
	for (int i = 0; i < TURNS; i++) {
		uint32_t us = sim_choose_pause_us(LONGEST_US, "pause");

		if (us > TURNS * LONGEST_US)
			break;
		sim_cpu_delay(1000ULL * us);
		act(sim_choose(ACTIONS, "action"));
	}
}

static bool life_wrong(void)
{
	return wrong;
}

static const struct explore_program life = {
	.name = "life", .threads = 1, .thread = { live },
	.start = life_start, .wrong = life_wrong,
};

static struct sim_sparse_made list[65536];

static bool follow(struct sim_sparse_run *run)
{
	struct sim_run_config config = { .sparse = run };

	return explore_run(&life, &config);
}

static int replay(void *arg, struct sim_trial *trial)
{
	struct sim_sparse_run run = {
		.follow = trial->schedule, .list = trial->list,
		.trace = trial->trace,
	};
	bool found = follow(&run);

	(void)arg;
	trial->made = run.made;
	trial->preemptions = run.preemptions;
	trial->names = run.found;
	trial->choice = run.choice;
	trial->choices = run.choices;
	trial->asked = run.asked;
	trial->askeds = run.askeds;
	return found;
}

/* What the first random life that goes wrong deviates in. */
static struct sim_sparse wrong_life(void)
{
	struct sim_sparse_run run = { .list = list };
	struct sim_run_result result;
	uint64_t seed = 0;

	do {
		struct sim_run_config config = {
			.seed = ++seed, .strategy = "random", .record = true,
		};

		ck_assert_uint_lt(seed, 10000);
		if (explore_run_result(&life, &config, &result)) {
			config = (struct sim_run_config){
				.replay = &result.schedule, .sparse = &run,
			};
			ck_assert(explore_run(&life, &config));
			explore_schedule_free(&result.schedule);
			return run.found;
		}
		explore_schedule_free(&result.schedule);
	} while (true);
}

static size_t pauses_of(const struct sim_sparse *sparse)
{
	size_t n = 0;

	for (size_t i = 0; i < sparse->count; i++)
		n += sparse->deviation[i].kind == SIM_DEVIATE_PAUSE;
	return n;
}

START_TEST(one_pause_stays)
{
	struct sim_minimize minimize = {
		.replay = replay, .replays_most = REPLAYS, .best = wrong_life(),
	};

	ck_assert_uint_gt(pauses_of(&minimize.best), TURNS / 2);
	ck_assert_int_eq(sim_minimize_run(&minimize), 1);
	ck_assert(!minimize.stopped);
	ck_assert_uint_eq(minimize.best.count, 2);
	ck_assert_uint_eq(pauses_of(&minimize.best), 1);
	sim_sparse_free(&minimize.best);
}
END_TEST

/* The same pauses, told in microseconds, are the same life. */
START_TEST(pauses_are_replayed)
{
	struct sim_sparse sparse = wrong_life();
	struct sim_sparse_run run = {
		.follow = &sparse, .strict = true, .list = list,
	};

	ck_assert(follow(&run));
	ck_assert_uint_eq(run.made, sparse.count);
	for (size_t i = 0; i < sparse.count; i++)
		if (sparse.deviation[i].kind == SIM_DEVIATE_PAUSE)
			ck_assert(sparse.deviation[i].number > 0 &&
				  sparse.deviation[i].number < LONGEST_US);
	sim_sparse_free(&sparse);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("minimize_pauses");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	suite_add_tcase(s, t);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, one_pause_stays);
	tcase_add_test(t, pauses_are_replayed);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
