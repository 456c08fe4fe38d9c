// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/sched sched_fake */
/* test_sched_time.c: virtual time, actors, limits. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "sim/actor.h"
#include "sim/qrtr.h"
#include "sched_fake.h"

#define now()	(sim_time_now_ns() - SIM_BOOT_TIME_NS)

static uint64_t *numbers(void)
{
	return fake_outcome->numbers;
}

/* ---- time ---- */

static void story_sleep(void)
{
	fake_sleep(5000000);
	numbers()[0] = now();
	sim_cpu_delay(300);
	numbers()[1] = now();
	sim_cpu_relax();
	numbers()[2] = now();
}

START_TEST(time_moves_by_itself)
{
	struct fake_outcome *o = fake_run_seed(story_sleep, 1, "round-robin");

	ck_assert_msg(o->result.outcome == SIM_PASSED, "%s",
		      o->result.message);
	ck_assert_uint_eq(o->numbers[0], 5000000);
	ck_assert_uint_eq(o->numbers[1], 5000300);
	ck_assert_uint_eq(o->numbers[2], 5001300);
	ck_assert_uint_eq(o->result.virtual_ns, 5001300);
	ck_assert_uint_eq(o->result.interrupts, 1);
	fake_free(o);
}
END_TEST

static bool flag;

FAKE_TEXT static void set_flag(void *arg)
{
	(void)arg;
	for (int i = 0; i < 10; i++)
		sim_point(SIM_OP_READ, NULL);
	flag = true;
}

static void story_relax(void)
{
	fake_spawn("setter", set_flag, NULL);
	while (!flag)
		sim_cpu_relax();
}

START_TEST(busy_loop_lets_others_go)
{
	struct fake_outcome *o = fake_run_seed(story_relax, _i / 2, _i % 2 ?
					       "random" : "round-robin");

	ck_assert_msg(o->result.outcome == SIM_PASSED, "%s",
		      o->result.message);
	fake_free(o);
}
END_TEST

static struct sim_event late = { .name = "late" };

static void late_run(struct sim_event *event)
{
	(void)event;
	flag = true;
}

static void story_busy(void)
{
	late.run = late_run;
	sim_event_arm(&late, sim_time_now_ns() + 50000);
	while (!flag)
		sim_point(SIM_OP_READ, NULL);
}

static struct sim_event tick = { .name = "tick" };

static void tick_run(struct sim_event *event)
{
	sim_event_arm(event, sim_time_now_ns() + 100000);
}

FAKE_TEXT static void note_turn(void *arg)
{
	(void)arg;
	fake_outcome->number = sim_time_now_ns() / 1000;
}

static void busy_points(int n)
{
	while (n--)
		sim_point(SIM_OP_READ, NULL);
}

FAKE_TEXT static void busy_other(void *arg)
{
	(void)arg;
	busy_points(300000);
}

/* Both CPUs are busy for 600,000 points, some 600 skips of up to 100 us. */
static void story_passes_over(void)
{
	uint64_t start_ns = sim_time_now_ns();
	struct sim_context *victim, *other;

	tick.run = tick_run;
	sim_event_arm(&tick, start_ns + 100000);
	victim = fake_spawn("victim", note_turn, NULL);
	other = fake_spawn("other", busy_other, NULL);
	busy_points(300000);
	fake_wait(other);
	fake_wait(victim);
	sim_event_disarm(&tick);
	fake_outcome->number -= start_ns / 1000;
}

/* Priorities may pass over somebody, the clock does not go on meanwhile. */
START_TEST(nobody_starves_by_the_clock)
{
	int longest_us = 0;

	for (int seed = 0; seed < 12; seed++) {
		struct fake_outcome *o = fake_run_seed(story_passes_over, seed,
						       "pct:1");

		ck_assert_msg(o->result.outcome == SIM_PASSED, "%s",
			      o->result.message);
		if (o->number > longest_us)
			longest_us = o->number;
		fake_free(o);
	}
	ck_assert_int_gt(longest_us, 5000);
	ck_assert_int_le(longest_us, 10000);
}
END_TEST

START_TEST(random_skips_time_while_busy)
{
	struct fake_outcome *o = fake_run_seed(story_busy, 1, "random");

	ck_assert_msg(o->result.outcome == SIM_PASSED, "%s",
		      o->result.message);
	ck_assert_uint_ge(o->result.virtual_ns, 50000);
	fake_free(o);
}
END_TEST

/* ---- actors and packets ---- */

static int work;

static void actor_main(void *arg)
{
	sim_assert(fake_self->cpu == SIM_ACTOR_CPU);
	while (!work)
		sim_actor_wait(&work);
	sim_actor_sleep_ns(700);
	sim_assert(!sim_actor_wait_ns(arg, 300));
	sim_qrtr_deliver(arg);
}

static void story_actor(void)
{
	struct sim_qrtr_packet packet = { .source_node = 5, .length = 3,
					  .data = "ab" };
	struct sim_qrtr_packet *got = sim_state_alloc(sizeof(*got));

	sim_irq_unmask(SIM_IRQ_QRTR, false);
	sim_actor_create("dsp", actor_main, &packet);
	fake_sleep(1000);
	work = 1;
	sim_actor_wake(&work);
	fake_sleep(5000);
	numbers()[0] = sim_qrtr_receive(got);
	numbers()[1] = got->source_node;
	numbers()[2] = got->data[1];
	numbers()[3] = sim_qrtr_receive(got);
	numbers()[4] = -sim_qrtr_send(got);
}

START_TEST(actors_act)
{
	struct fake_outcome *o = fake_run_seed(story_actor, _i, "random");

	ck_assert_msg(o->result.outcome == SIM_PASSED, "%s",
		      o->result.message);
	ck_assert_uint_eq(o->numbers[0], 1);
	ck_assert_uint_eq(o->numbers[1], 5);
	ck_assert_uint_eq(o->numbers[2], 'b');
	ck_assert_uint_eq(o->numbers[3], 0);
	ck_assert_uint_eq(o->numbers[4], 19);	/* ENODEV */
	fake_free(o);
}
END_TEST

/* ---- limits ---- */

static void story_endless(void)
{
	for (;;)
		sim_task_yield();
}

FAKE_TEXT static void endless(void *arg)
{
	(void)arg;
	story_endless();
}

static void story_two_endless(void)
{
	fake_spawn("endless", endless, NULL);
	story_endless();
}

START_TEST(decisions_are_limited)
{
	struct sim_run_config config = { .cpus = 2, .limit_decisions = 10000 };
	struct fake_outcome *o = fake_run(story_two_endless, &config);

	ck_assert_int_eq(o->result.outcome, SIM_FOUND);
	ck_assert_int_eq(o->first.kind, SIM_KIND_LIVELOCK);
	ck_assert_uint_eq(o->result.decisions, 10000);
	fake_free(o);
}
END_TEST

START_TEST(decisions_without_time_are_limited)
{
	struct sim_run_config config = { .cpus = 2 };
	struct fake_outcome *o = fake_run(story_two_endless, &config);

	ck_assert_int_eq(o->result.outcome, SIM_FOUND);
	ck_assert_int_eq(o->first.kind, SIM_KIND_LIVELOCK);
	ck_assert_ptr_nonnull(strstr(o->first.title, "while no time passed"));
	ck_assert_uint_lt(o->result.decisions, 2100000);
	fake_free(o);
}
END_TEST

FAKE_TEXT static void busy(void *arg)
{
	(void)arg;
	for (int i = 0; i < 30; i++) {
		for (int j = 0; j < 100000; j++)
			sim_task_yield();
		sim_cpu_delay(1000);
	}
}

static void story_two_busy(void)
{
	struct sim_context *other = fake_spawn("busy", busy, NULL);

	busy(NULL);
	fake_wait(other);
}

/* Time that passes in between makes a long run of it, not a livelock. */
START_TEST(busy_runs_are_let_go)
{
	struct sim_run_config config = { .cpus = 2 };
	struct fake_outcome *o;

	o = fake_run(story_two_busy, &config);
	ck_assert_msg(o->result.outcome == SIM_PASSED, "%s", o->result.message);
	ck_assert_uint_gt(o->result.decisions, 2100000);
	fake_free(o);
}
END_TEST

static void story_long_sleep(void)
{
	for (;;)
		fake_sleep(1000000000);
}

START_TEST(time_is_limited)
{
	struct sim_run_config config = { .cpus = 2, .limit_ns = 30000000000 };
	struct fake_outcome *o = fake_run(story_long_sleep, &config);

	ck_assert_int_eq(o->result.outcome, SIM_FOUND);
	ck_assert_int_eq(o->first.kind, SIM_KIND_HUNG_TASK);
	ck_assert_uint_eq(o->result.virtual_ns, 30000000000);
	ck_assert_ptr_nonnull(strstr(o->first.title, "30000 ms"));
	fake_free(o);
}
END_TEST

static struct fake_lock spin = { .name = "spin" };

FAKE_TEXT static void hold_long(void *arg)
{
	(void)arg;
	fake_lock(&spin);
	for (int i = 0; i < 150; i++)
		fake_sleep(1000000000);
	fake_unlock(&spin);
}

static void story_hung(void)
{
	fake_spawn("holder", hold_long, NULL);
	fake_sleep(1000);
	fake_lock(&spin);
}

static struct fake_lock outer = { .name = "outer" };

FAKE_TEXT static void hold_for_ever(void *arg)
{
	(void)arg;
	fake_lock(&spin);
	sim_task_block(SIM_WAIT_COMPLETION, &spin.name);
}

FAKE_TEXT static void hold_outer(void *arg)
{
	(void)arg;
	fake_lock(&outer);
	fake_lock(&spin);
}

static void story_chain(void)
{
	fake_spawn("holder", hold_for_ever, NULL);
	fake_sleep(1000);
	fake_spawn("middle", hold_outer, NULL);
	fake_sleep(1000);
	sim_event_arm(&tick, sim_time_now_ns() + 100000);
	tick.run = tick_run;
	fake_lock(&outer);
}

static void wait_for_nobody(void)
{
	static struct sim_context gone;

	spin.owner = &gone;
	sim_task_sleeps("spin", 0, 0, NULL);
	fake_lock(&spin);
}

/* The last one in a chain has nobody to name. */
START_TEST(wait_without_holder_is_told)
{
	struct fake_outcome *o = fake_run_seed(wait_for_nobody, 1, "random");

	ck_assert_ptr_nonnull(strstr(o->first.title,
		"story waits for mutex spin held by nobody"));
	fake_free(o);
}
END_TEST

/* Three wait, for one cause: also the limit has nothing to add. */
START_TEST(hung_chain_is_told_once)
{
	struct sim_run_config config = { .cpus = 2, .limit_ns = 200000000000 };
	struct fake_outcome *o = fake_run(story_chain, &config);

	ck_assert_int_eq(o->result.outcome, SIM_FOUND);
	ck_assert_int_eq(o->result.findings, 1);
	ck_assert_int_eq(o->first.kind, SIM_KIND_HUNG_TASK);
	ck_assert_ptr_nonnull(strstr(o->first.title, "which waits for completion"));
	ck_assert_str_eq(o->first.task, "holder");
	ck_assert_uint_eq(o->first.stack[0].address,
			  o->tasks[0].stack[0].address);
	ck_assert_str_eq(o->tasks[0].name, "holder");
	ck_assert_uint_ge(o->result.virtual_ns, 200000000000);
	fake_free(o);
}
END_TEST

START_TEST(hung_task_is_found_once)
{
	struct fake_outcome *o = fake_run_seed(story_hung, 1, "random");

	ck_assert_int_eq(o->result.outcome, SIM_FOUND);
	ck_assert_int_eq(o->result.findings, 1);
	ck_assert_int_eq(o->first.kind, SIM_KIND_HUNG_TASK);
	ck_assert_ptr_nonnull(strstr(o->first.title,
		"story waits for mutex spin held by holder"));
	ck_assert_uint_ge(o->result.virtual_ns, 150000000000);
	fake_free(o);
}
END_TEST

/* ---- hangs that come of another finding ---- */

static struct sim_trouble broken;

static int troubles(struct sim_trouble *list, int room)
{
	if (!room)
		return 0;
	*list = broken;
	return 1;
}

static void breaks(struct sim_event *event)
{
	(void)event;
	sim_report(SIM_KIND_DMA_API, "a device reads", false);
	broken.finding = sim_findings_told();
	broken.since_ns = sim_time_now_ns();
}

static void story_breaks(uint64_t sleep_ns)
{
	static struct sim_event event = { .name = "breaks", .run = breaks };

	sim_event_arm(&event, sim_time_now_ns() + 5000000000);
	tick.run = tick_run;
	if (sleep_ns)
		fake_sleep(sleep_ns);
	sim_event_arm(&tick, sim_time_now_ns() + 100000);
	sim_task_block(SIM_WAIT_COMPLETION, &broken);
}

static void story_waits_before(void)
{
	story_breaks(0);
}

static void story_waits_after(void)
{
	story_breaks(6000000000);
}

/* A wait that is older than what happened does not come of it. */
START_TEST(hang_comes_of_a_finding)
{
	static void (*const stories[])(void) = {
		story_waits_after, story_waits_before,
	};
	const struct sim_board board = { .troubles = troubles };
	struct sim_run_config config = { .cpus = 2, .board = &board,
					 .limit_ns = 200000000000 };
	struct fake_outcome *o = fake_run(stories[_i], &config);

	ck_assert_int_eq(o->result.findings, 2);
	ck_assert_int_eq(o->last.kind, SIM_KIND_HUNG_TASK);
	ck_assert_int_eq(o->last.number, 2);
	ck_assert_int_eq(o->last.follows, _i ? 0 : 1);
	ck_assert_int_eq(o->last.troubles, 1);
	ck_assert_str_eq(o->last.waited.what, "completion");
	fake_free(o);
}
END_TEST

/* What explains a wait is not told of a loop, nor the other way round. */
START_TEST(loop_in_a_trouble)
{
	const struct sim_board board = { .troubles = troubles };
	struct sim_run_config config = { .cpus = 2, .board = &board };
	struct fake_outcome *o;

	broken.busy = _i;
	o = fake_run(story_two_endless, &config);
	ck_assert_int_eq(o->first.kind, SIM_KIND_LIVELOCK);
	ck_assert_int_eq(o->first.troubles, _i);
	fake_free(o);
}
END_TEST

START_TEST(hang_in_a_busy_trouble)
{
	const struct sim_board board = { .troubles = troubles };
	struct sim_run_config config = { .cpus = 2, .board = &board,
					 .limit_ns = 200000000000 };
	struct fake_outcome *o;

	broken.busy = true;
	o = fake_run(story_waits_after, &config);
	broken.busy = false;
	ck_assert_int_eq(o->last.kind, SIM_KIND_HUNG_TASK);
	ck_assert_int_eq(o->last.troubles, 0);
	fake_free(o);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("sched time");
	TCase *t = tcase_create("time");
	SRunner *r = srunner_create(s);
	int failed;

	suite_add_tcase(s, t);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, time_moves_by_itself);
	tcase_add_loop_test(t, busy_loop_lets_others_go, 0, 10);
	tcase_add_test(t, nobody_starves_by_the_clock);
	tcase_add_test(t, random_skips_time_while_busy);
	tcase_add_loop_test(t, actors_act, 0, 5);
	tcase_add_test(t, decisions_are_limited);
	tcase_add_test(t, decisions_without_time_are_limited);
	tcase_add_test(t, busy_runs_are_let_go);
	tcase_add_test(t, time_is_limited);
	tcase_add_test(t, wait_without_holder_is_told);
	tcase_add_test(t, hung_task_is_found_once);
	tcase_add_test(t, hung_chain_is_told_once);
	tcase_add_loop_test(t, hang_comes_of_a_finding, 0, 2);
	tcase_add_loop_test(t, loop_in_a_trouble, 0, 2);
	tcase_add_test(t, hang_in_a_busy_trouble);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
