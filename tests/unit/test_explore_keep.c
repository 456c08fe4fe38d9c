// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/explore/keep.c libsim/explore/tally.c libsim/report */
/*
 * test_explore_keep.c: a run that finds more than it may leave behind, and one
 * that leaves what it found, but no more.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explore/explore.h"

static struct sim_explore_slot slot;

static bool keep(const char *word, int number, bool known)
{
	struct sim_explore_finding finding = { .known = known };

	snprintf(finding.signature, sizeof(finding.signature), "%s %d", word,
		 number);
	return sim_explore_keep(&slot, &finding);
}

static int kept(const char *signature)
{
	int count = 0;

	for (int i = 0; i < slot.findings; i++)
		count += !strcmp(slot.finding[i].signature, signature);
	return count;
}

/* One that a run repeats takes no place of another. */
START_TEST(repeats_are_kept_once)
{
	memset(&slot, 0, sizeof(slot));
	for (int i = 0; i < 2 * SIM_EXPLORE_FINDINGS; i++)
		ck_assert_int_eq(keep("again", 1, false), i == 0);
	ck_assert(keep("other", 1, false));
	ck_assert_int_eq(slot.findings, 2);
	ck_assert_int_eq(kept("again 1"), 1);
}
END_TEST

START_TEST(news_take_the_place_of_known_ones)
{
	memset(&slot, 0, sizeof(slot));
	for (int i = 0; i < SIM_EXPLORE_FINDINGS; i++)
		ck_assert(keep("known", i, true));
	ck_assert(!keep("known", SIM_EXPLORE_FINDINGS, true));
	for (int i = 0; i < SIM_EXPLORE_FINDINGS; i++)
		ck_assert(keep("new", i, false));
	ck_assert(!keep("new", SIM_EXPLORE_FINDINGS, false));
	ck_assert_int_eq(kept("new 0"), 1);
	ck_assert_int_eq(kept("known 0"), 0);
	ck_assert_int_eq(slot.findings, SIM_EXPLORE_FINDINGS);
}
END_TEST

static int forgotten;

/* one_run.c's, where it lets a later run save the same */
void sim_explore_forget(struct sim_explore_shared *shared,
			const struct sim_explore_slot *lost)
{
	(void)shared;
	forgotten += lost == &slot;
}

/* Killed before it had all found, and while it saved that. */
START_TEST(killed_while_it_saves)
{
	static const struct sim_scenario scenario = { .name = "story" };
	struct sim_session session = { .config.scenario = &scenario };
	struct sim_explore explore = { .session = { &session }, .sessions = 1 };

	memset(&slot, 0, sizeof(slot));
	slot.began = true;
	slot.strategy = "random";
	ck_assert(keep("new", 1, false));
	sim_explore_tally(&explore, &slot, 9, 1);
	ck_assert_int_eq(explore.known_count, 0);
	ck_assert_int_eq(sim_explore_exit_code(&explore), SIM_EXIT_FAULT);
	slot.found = true;
	sim_explore_tally(&explore, &slot, 9, 1);
	ck_assert_int_eq(explore.known_count, 1);
	ck_assert_int_eq(explore.lost, 2);
	ck_assert_int_eq(forgotten, 2);
	ck_assert_str_eq(explore.known[0].finding.signature, "new 1");
	ck_assert_int_eq(sim_explore_exit_code(&explore), SIM_EXIT_FOUND);
	free(explore.known);
	free(explore.seen);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("findings of a run");
	TCase *tcase = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_test(tcase, repeats_are_kept_once);
	tcase_add_test(tcase, news_take_the_place_of_known_ones);
	tcase_add_test(tcase, killed_while_it_saves);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
