// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/sched libsim/minimize sched_fake explore_programs */
/*
 * test_minimize_kin.c: servers take jobs from a heap, in whichever order they
 * come to it, and one of the jobs goes wrong when somebody closes meanwhile.
 * That costs one preemption, of whoever has that job. A schedule that names
 * another server comes down to it once it is known who has it.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "explore_programs.h"
#include "minimize/minimize.h"
#include "sim/sparse_list.h"

#define SERVERS		4
#define ROUNDS		3
#define JOBS		(SERVERS * ROUNDS)
#define BAD_JOB		(JOBS - 2)
#define SCHEDULES	40
#define REPLAYS		200

static int heap, done, open_for, used;

static void servers_start(void)
{
	heap = JOBS;
	done = used = 0;
	open_for = 1;
}

FAKE_TEXT static void serve_bad(void)
{
	bool was_open;

	explore_access(SIM_OP_READ, &open_for);
	was_open = open_for;
	explore_access(SIM_OP_WRITE, &used);
	used++;
	if (was_open && !open_for)
		explore_wrong("used after it was closed");
}

FAKE_TEXT static void server(void)
{
	for (int i = 0; i < ROUNDS; i++) {
		explore_access(SIM_OP_WRITE, &heap);
		if (JOBS - heap-- == BAD_JOB)
			serve_bad();
		explore_access(SIM_OP_WRITE, &done);
		done++;
	}
}

FAKE_TEXT static void closer(void)
{
	explore_access(SIM_OP_WRITE, &open_for);
	open_for = 0;
}

static const struct explore_program servers = {
	.name = "servers", .threads = SERVERS + 1,
	.thread = { server, server, server, server, closer },
	.start = servers_start,
};

static struct sim_sparse_made list[65536];

/* What the next random run from *@seed on that finds it deviates in. */
static struct sim_sparse found_by_chance(uint64_t *seed)
{
	struct sim_sparse_run run = { .list = list };
	struct sim_run_result result;

	for (;;) {
		struct sim_run_config config = {
			.seed = ++*seed, .strategy = "random", .record = true,
		};

		if (!explore_run_result(&servers, &config, &result)) {
			explore_schedule_free(&result.schedule);
			continue;
		}
		config = (struct sim_run_config){
			.replay = &result.schedule, .sparse = &run,
		};
		ck_assert(explore_run(&servers, &config));
		explore_schedule_free(&result.schedule);
		return run.found;
	}
}

/* The least there is: the server that has the bad job stops, another closes. */
static struct sim_minimize least(void)
{
	uint64_t seed = 0;

	for (int i = 0; i < SCHEDULES; i++) {
		struct sim_minimize minimize = {
			.replay = explore_replay, .arg = (void *)&servers,
			.replays_most = REPLAYS,
			.best = found_by_chance(&seed),
		};

		ck_assert_int_eq(sim_minimize_run(&minimize), 1);
		ck_assert_uint_ge(minimize.preemptions, 1);
		if (minimize.best.count == 1)
			return minimize;
		sim_sparse_free(&minimize.best);
	}
	ck_abort_msg("no schedule of %d came down to one decision", SCHEDULES);
}

/* As if the run had been another's, with a preemption more. */
static void rename_server(struct sim_minimize *m, const char *name)
{
	int who = sim_sparse_name(&m->best, name);

	ck_assert_int_ge(who, 0);
	m->best.deviation[0].who = who;
	m->preemptions = 2;
	m->replays = 0;
	m->stopped = false;
	m->list = list;
}

static const char *const others[] = { "worker", "worker#2", "worker#3" };

START_TEST(another_server_has_it)
{
	struct sim_minimize m = least();
	char *who = strdup(m.best.name[m.best.deviation[0].who]);

	ck_assert_uint_eq(m.preemptions, 1);
	ck_assert_str_ne(who, others[_i]);
	rename_server(&m, others[_i]);
	ck_assert(sim_minimize_kin(&m));
	ck_assert_uint_eq(m.preemptions, 1);
	ck_assert_uint_eq(m.best.count, 1);
	ck_assert_str_eq(m.best.name[m.best.deviation[0].who], who);
	/* without any, as it is, and with the one who came there */
	ck_assert_uint_eq(m.replays, 3);
	free(who);
	sim_sparse_free(&m.best);
}
END_TEST

START_TEST(nobody_of_that_name)
{
	struct sim_minimize m = least();

	rename_server(&m, "porter/1");
	ck_assert(!sim_minimize_kin(&m));
	ck_assert_uint_eq(m.best.count, 1);
	/* without any, as it is, and without the only one */
	ck_assert_uint_eq(m.replays, 3);
	sim_sparse_free(&m.best);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("minimize_kin");
	TCase *tcase = tcase_create("servers");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, another_server_has_it, 0, 3);
	tcase_add_test(tcase, nobody_of_that_name);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
