// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/sched libsim/minimize sched_fake explore_programs */
/*
 * test_minimize_turns.c: somebody who waits and then does something, again and
 * again, is wrong once. What comes of its schedule is the one thing and its
 * time; and what is decided in a turn or beside it keeps its name when earlier
 * turns go.
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
#define WRONG_HOW	2
#define REPLAYS		100

static const char *const actions[] = { "a", "b", "c", "wrong" };
static const unsigned int weights[] = { 1, 4, 1, 1 };
#define ACTIONS		4

static uint64_t began_ns;
static bool wrong;
static int turns;

static void life_start(void)
{
	wrong = false;
	began_ns = 0;
	turns = 0;
}

/* Each thing asks how, so that the answers are counted through all turns. */
FAKE_TEXT static void act(unsigned int action)
{
	uint64_t at_us = (sim_time_now_ns() - began_ns) / 1000;
	unsigned int how;

	if (action == ACTIONS)
		return;
	how = sim_choose(3, "how");
	turns++;
	if (action == ACTIONS - 1 && how == WRONG_HOW &&
	    at_us >= WRONG_FROM_US && at_us < WRONG_FROM_US + WRONG_US)
		wrong = true;
}

FAKE_TEXT static void live(void)
{
	struct sim_turn_options options = { actions, weights, ACTIONS };

	explore_access(SIM_OP_READ, &wrong);
	began_ns = sim_time_now_ns();
	if (!sim_turn_any(&options))
		return;
	for (int i = 0; i < TURNS; i++) {
		uint64_t us = sim_turn_wait_us(LONGEST_US);

		if (us == SIM_TURN_NEVER)
			break;
		sim_cpu_delay(1000ULL * us);
		act(sim_turn_choose(&options));
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
		.trace = trial->trace, .places = trial->places,
	};
	bool found = follow(&run);

	(void)arg;
	trial->made = run.made;
	trial->preemptions = run.preemptions;
	trial->names = run.found;
	trial->choice = run.choice;
	trial->choices = run.choices;
	return found;
}

/* What the first random life that goes wrong deviates in. */
static struct sim_sparse wrong_life(void)
{
	struct sim_sparse_run run = { .list = list };
	struct sim_run_result result, again;
	uint64_t seed = 0;

	do {
		struct sim_run_config config = {
			.seed = ++seed, .strategy = "random", .record = true,
		};

		ck_assert_uint_lt(seed, 100000);
		if (explore_run_result(&life, &config, &result)) {
			config = (struct sim_run_config){
				.replay = &result.schedule, .sparse = &run,
			};
			ck_assert(explore_run_result(&life, &config, &again));
			ck_assert_int_ne(again.outcome, SIM_DIVERGED);
			ck_assert_uint_eq(again.hash, result.hash);
			explore_schedule_free(&result.schedule);
			explore_schedule_free(&again.schedule);
			return run.found;
		}
		explore_schedule_free(&result.schedule);
	} while (true);
}

static const struct sim_deviation *of_kind(const struct sim_sparse *sparse,
					   enum sim_deviation_kind kind,
					   size_t *count)
{
	const struct sim_deviation *last = NULL;

	*count = 0;
	for (size_t i = 0; i < sparse->count; i++)
		if (sparse->deviation[i].kind == kind) {
			last = &sparse->deviation[i];
			++*count;
		}
	return last;
}

START_TEST(one_turn_stays)
{
	struct sim_minimize minimize = {
		.replay = replay, .replays_most = REPLAYS, .best = wrong_life(),
	};
	const struct sim_deviation *d;
	size_t count;

	of_kind(&minimize.best, SIM_DEVIATE_TURN, &count);
	ck_assert_uint_gt(count, TURNS / 4);
	ck_assert_int_eq(sim_minimize_run(&minimize), 1);
	ck_assert(!minimize.stopped);
	ck_assert_uint_eq(minimize.best.count, 2);
	d = of_kind(&minimize.best, SIM_DEVIATE_TURN, &count);
	ck_assert_uint_eq(count, 1);
	ck_assert_str_eq(minimize.best.name[d->what], "wrong");
	d = of_kind(&minimize.best, SIM_DEVIATE_NUMBER, &count);
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_eq(d->number, WRONG_HOW);
	/* the first one of its turn, however many came before */
	ck_assert(d->own && d->nth == 1);
	sim_sparse_free(&minimize.best);
}
END_TEST

/* All decisions, told by turns, are the same life. */
START_TEST(turns_are_replayed)
{
	struct sim_sparse sparse = wrong_life();
	struct sim_sparse_run run = {
		.follow = &sparse, .strict = true, .list = list,
	};
	size_t count;

	ck_assert(follow(&run));
	ck_assert_uint_eq(run.made, sparse.count);
	of_kind(&sparse, SIM_DEVIATE_TURN, &count);
	/* the last one may not have come to do anything */
	ck_assert_int_le(turns, count);
	ck_assert_int_ge(turns + 1, count);
	sim_sparse_free(&sparse);
}
END_TEST

/* Without any turn nothing is done. */
START_TEST(without_turns_it_rests)
{
	struct sim_sparse none = { 0 };
	struct sim_sparse_run run = { .follow = &none, .list = list };

	ck_assert(!follow(&run));
	ck_assert_int_eq(turns, 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("minimize_turns");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	suite_add_tcase(s, t);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, one_turn_stays);
	tcase_add_test(t, turns_are_replayed);
	tcase_add_test(t, without_turns_it_rests);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
