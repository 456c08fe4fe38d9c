// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/report */
/*
 * test_report_waits.c: signatures of waits. Faces of one cause must be one,
 * and beside each stands its twin, another cause, that must stay apart; and
 * what comes of another finding is shown under that.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/report.h"

/* Debug information puts these into the kernel's tree. */
#line 1 "./drivers/usb/core/message.c"
__attribute__((noinline, used)) static int test_request(int i) { return i; }
__attribute__((noinline, used)) static int test_other(int i) { return i; }
#line 1 "./sound/core/init.c"
__attribute__((noinline, used)) static int test_caller(int i) { return i; }
__attribute__((noinline, used)) static int test_card_free(int i) { return i; }
#line 1 "./kernel/sched/completion.c"
__attribute__((noinline, used)) static int test_sleep(int i) { return i; }
#line 33 "tests/unit/test_report_waits.c"

static struct sim_symbols *symbols;
static struct sim_finding one;
static char text[256];

static void setup(void)
{
	char error[256];

	symbols = sim_symbols_open("/proc/self/exe", 0, error, sizeof(error));
	ck_assert_msg(symbols, "%s", error);
	memset(&one, 0, sizeof(one));
	one.kind = SIM_KIND_HUNG_TASK;
	strcpy(one.waited.what, "completion");
}

static void teardown(void)
{
	sim_symbols_close(symbols);
}

static void stack(const char *owner, const char *caller)
{
	const char *const names[] = { "test_sleep", owner, caller };

	for (one.frames = 0; one.frames < 3; one.frames++)
		one.stack[one.frames].address = 1 +
			sim_symbols_function(symbols, names[one.frames], 0);
}

static void expect(const char *signature)
{
	sim_finding_signature(&one, symbols, text, sizeof(text));
	ck_assert_str_eq(text, signature);
}

/* Who called it is chance; whose wait it is, and what for, is not. */
START_TEST(owner_and_object)
{
	stack("test_card_free", "test_caller");
	expect("hung-task: wait for completion in test_card_free");
	stack("test_card_free", "main");
	one.kind = SIM_KIND_DEADLOCK;	/* the last one to go on waited too */
	strcpy(one.title, "nothing can run: story waits for completion");
	expect("hung-task: wait for completion in test_card_free");
	/* twins */
	stack("test_caller", "main");
	expect("hung-task: wait for completion in test_caller");
	strcpy(one.waited.what, "wait queue &x->queue");
	expect("hung-task: wait for wait queue &x->queue in test_caller");
	one.waited.lost = true;
	expect("hung-task: lost wake-up of wait queue &x->queue in test_caller");
}
END_TEST

/* Waits that end by themselves: who found them too long does not matter. */
START_TEST(time_out)
{
	stack("test_card_free", "test_caller");
	one.waited.ends = true;
	expect("stall: wait for completion in test_card_free");
	strcpy(one.waited.keeps, "mutex own_mutex");
	expect("stall: wait for completion in test_card_free, keeping mutex own_mutex");
	one.kind = SIM_KIND_STALL;
	expect("stall: wait for completion in test_card_free, keeping mutex own_mutex");
	/* twins */
	strcpy(one.waited.keeps, "mutex callers_mutex");
	expect("stall: wait for completion in test_card_free, keeping mutex callers_mutex");
	one.waited.ends = false;
	expect("hung-task: wait for completion in test_card_free");
	one.waited.busy = true;
	expect("stall: wait for completion in test_card_free, keeping its CPU busy");
}
END_TEST

static void trouble(const char *words)
{
	one.troubles = 1;
	strcpy(one.trouble[0].text, words);
	strcpy(one.trouble[0].folder, "drivers/usb/");
}

/* The hardware knows why: what was kept meanwhile is the callers' affair. */
START_TEST(what_the_hardware_says)
{
	stack("test_request", "test_caller");
	one.waited.ends = true;
	trouble("an endpoint is halted");
	strcpy(one.waited.keeps, "mutex &dev->mutex");
	expect("stall: wait for completion in test_request: an endpoint is halted");
	strcpy(one.waited.keeps, "mutex register_mutex");
	expect("stall: wait for completion in test_request: an endpoint is halted");
	/* twins: another reason, another driver's wait, no reason known */
	trouble("the controller stopped");
	expect("stall: wait for completion in test_request: the controller stopped");
	stack("test_card_free", "test_request");
	expect("stall: wait for completion in test_card_free, keeping mutex register_mutex");
	stack("test_request", "test_caller");
	one.troubles = 0;
	expect("stall: wait for completion in test_request, keeping mutex register_mutex");
}
END_TEST

/* A circle has no place; a lock that is taken twice is taken somewhere. */
START_TEST(circles)
{
	one.kind = SIM_KIND_DEADLOCK;
	one.waited.circle = 2;
	strcpy(one.waited.what, "mutex a --> mutex b --> mutex a");
	stack("test_request", "main");
	expect("deadlock: circular wait: mutex a --> mutex b --> mutex a");
	stack("test_card_free", "main");
	expect("deadlock: circular wait: mutex a --> mutex b --> mutex a");
	one.waited.circle = 1;
	strcpy(one.waited.what, "mutex a --> mutex a");
	expect("deadlock: circular wait: mutex a --> mutex a in test_card_free");
	stack("test_request", "main");
	expect("deadlock: circular wait: mutex a --> mutex a in test_request");
}
END_TEST

static void add(struct sim_findings *list, int number, int follows,
		const char *title)
{
	struct sim_finding item = {
		.kind = follows ? SIM_KIND_HUNG_TASK : SIM_KIND_DMA_API,
		.number = number, .follows = follows,
	};

	strcpy(item.title, title);
	sim_findings_add(list, &item);
}

static int count_of(const char *in, const char *words)
{
	int n = 0;

	for (; (in = strstr(in, words)); in += strlen(words))
		n++;
	return n;
}

/* Under what they come of; with a cause that is not in the list, as any. */
START_TEST(what_follows)
{
	const struct sim_scenario scenario = { .name = "boot" };
	const struct sim_run_config config = { .scenario = &scenario };
	struct sim_run_result result = { .outcome = SIM_FOUND, .findings = 4 };
	struct sim_findings list = { 0 };
	struct sim_report report = { .config = &config, .result = &result,
				     .findings = &list, .image_name = "x",
				     .image_id = "y", .command = "simctl" };
	char *told = NULL;
	size_t n;
	int *times;
	FILE *out = open_memstream(&told, &n);

	add(&list, 3, 0, "device reads");
	add(&list, 4, 3, "a waits");
	add(&list, 5, 3, "b waits");
	add(&list, 6, 2, "c waits");
	times = sim_findings_times(&list, NULL);
	ck_assert(times[0] == 1 && !times[1] && !times[2] && times[3] == 1);
	report.times = times;
	ck_assert_int_eq(sim_findings_following(&list, &list.items[0]), 2);
	sim_splats_print(out, &report);
	sim_verdict_print(out, &report);
	fclose(out);
	free(times);
	ck_assert_int_eq(count_of(told, "Signature: "), 2);
	ck_assert_int_eq(count_of(told, "These come of it"), 1);
	ck_assert_int_eq(count_of(told, "\n  hung-task: a waits\n"), 1);
	ck_assert_int_eq(count_of(told, "device reads (2 more come of it)\n"), 1);
	free(told);
	told = sim_report_json(&report);
	ck_assert_int_eq(count_of(told, "\"comes_of\": 0"), 2);
	ck_assert_int_eq(count_of(told, "\"comes_of\": null"), 2);
	free(told);
	sim_findings_free(&list);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("signatures of waits");
	TCase *tcase = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, owner_and_object);
	tcase_add_test(tcase, time_out);
	tcase_add_test(tcase, what_the_hardware_says);
	tcase_add_test(tcase, circles);
	tcase_add_test(tcase, what_follows);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
