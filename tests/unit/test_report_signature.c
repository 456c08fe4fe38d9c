// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/report */
/* test_report_signature.c: what findings of one cause have in common. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/report.h"

/* What changes from run to run is no part of it. */
START_TEST(signature)
{
	static const char *const titles[][2] = {
		{ "URB 0000000091d7129c again", "warn: URB N again" },
		{ "URB ffabffabffabffab", "warn: URB N" },
		{ "dead after 12 s at 0x1fz", "warn: dead after N s at Nz" },
		{ "pcmC1D0p", "warn: pcmCNDNp" },
		{ "status -110 of usb 1-1", "warn: status -110 of usb N-N" },
		{ "feedfacefeedfaceg", "warn: feedfacefeedfaceg" },
		{ "two\nlines", "warn: two?lines" },
	};
	struct sim_finding one = { .kind = SIM_KIND_WARN };
	char text[64];

	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
		strcpy(one.title, titles[i][0]);
		sim_finding_signature(&one, NULL, text, sizeof(text));
		ck_assert_str_eq(text, titles[i][1]);
	}
}
END_TEST

/* Of a wait: nobody's name. */
START_TEST(signature_of_wait)
{
	struct sim_task_state state = { .name = "platform" };
	struct sim_finding one = {
		.kind = SIM_KIND_STALL, .task = "kworker/0:1-usb_hub_wq",
		.tasks = 1, .task_states = &state,
		.title = "kworker/0:1-usb_hub_wq waited in vain and kept mutex platform_lock, which platform waits for",
	};
	char text[256];

	sim_finding_signature(&one, NULL, text, sizeof(text));
	ck_assert_str_eq(text, "stall: a task waited in vain and kept mutex platform_lock, which a task waits for");
	one.kind = SIM_KIND_WARN;
	sim_finding_signature(&one, NULL, text, sizeof(text));
	ck_assert_ptr_nonnull(strstr(text, "which platform waits for"));
}
END_TEST

/* Nor of a livelock that decides; one that does not was caught where it is. */
START_TEST(signature_of_livelock)
{
	struct sim_finding one = {
		.kind = SIM_KIND_LIVELOCK, .task = "ksoftirqd/3",
		.title = "ksoftirqd/3 does not come to an end: 200 decisions were made",
	};
	char text[256];

	sim_finding_signature(&one, NULL, text, sizeof(text));
	ck_assert_str_eq(text, "livelock: a task does not come to an end: N decisions were made");
	for (int i = 0; i < 2; i++) {
		snprintf(one.title, sizeof(one.title), "app does not come to an end: 200 %s",
			 i ? "points passed while no time did" :
			 "decisions were made while no time passed");
		sim_finding_signature(&one, NULL, text, sizeof(text));
		ck_assert_str_eq(text, "livelock: time stands still");
	}
	one.troubles = 1;
	strcpy(one.trouble[0].text, "a port is in over-current");
	sim_finding_signature(&one, NULL, text, sizeof(text));
	ck_assert_str_eq(text, "livelock: time stands still: a port is in over-current");
	strcpy(one.title, "ksoftirqd/3 does not come to an end: 200 decisions were made");
	one.crashed = true;
	sim_finding_signature(&one, NULL, text, sizeof(text));
	ck_assert_ptr_nonnull(strstr(text, "ksoftirqd/N does"));
}
END_TEST

/* Debug information calls this part of the shim, of the driver, the kernel. */
#line 1 "kernel-shim/locking/mutex.c"
__attribute__((noinline, used)) static int test_lock(int i) { return i; }
#line 1 "./drivers/usb/host/xhci-ring.c"
__attribute__((noinline, used)) static int test_read_one(int i) { return i; }
__attribute__((noinline, used)) static int test_read_two(int i) { return i; }
__attribute__((noinline, used)) static int test_handler(int i) { return i; }
__attribute__((noinline, used)) static int sim_genuine_test_fronted(int i) { return i; }
#line 1 "./kernel/irq/handle.c"
__attribute__((noinline, used)) static int test_handle_event(int i) { return i; }
#line 93 "tests/unit/test_report_signature.c"

static void frames(struct sim_finding *finding, struct sim_symbols *symbols,
		   const char *access)
{
	const char *const names[] = { access, "test_handler",
				      "test_handle_event", "main" };

	for (finding->frames = 0; finding->frames < 4; finding->frames++)
		finding->stack[finding->frames].address = 1 +
			sim_symbols_function(symbols, names[finding->frames], 0);
}

/* What the shim stands in front of is called as in the kernel. */
START_TEST(signature_of_fronted)
{
	struct sim_finding one = { .kind = SIM_KIND_WARN, .title = "bad" };
	struct sim_symbols *symbols;
	char text[256];

	symbols = sim_symbols_open("/proc/self/exe", 0, text, sizeof(text));
	ck_assert_msg(symbols, "%s", text);
	frames(&one, symbols, "test_fronted");
	ck_assert_uint_gt(one.stack[0].address, 1);
	sim_finding_signature(&one, symbols, text, sizeof(text));
	ck_assert_str_eq(text, "warn: bad in test_fronted < test_handler < test_handle_event");
	sim_symbols_close(symbols);
}
END_TEST

/* A device that is late: the place is where its memory was taken away. */
START_TEST(signature_of_late_device)
{
	struct sim_finding one = { .kind = SIM_KIND_DMA_API,
				   .title = "device on bus 0 reads" };
	struct sim_finding stack = { .frames = 0 };
	struct sim_symbols *symbols;
	char text[256];

	symbols = sim_symbols_open("/proc/self/exe", 0, text, sizeof(text));
	ck_assert_msg(symbols, "%s", text);
	frames(&stack, symbols, "test_read_one");
	one.others = 1;
	one.other[0].frames = 1;
	one.other[0].stack[0] = stack.stack[0];
	strcpy(one.other[0].title, "Unmapped by user");
	sim_finding_signature(&one, symbols, text, sizeof(text));
	ck_assert_str_eq(text, "dma-api: device on bus N reads in test_read_one");
	strcpy(one.other[0].title, "Freed by task 5");
	sim_finding_signature(&one, symbols, text, sizeof(text));
	ck_assert_str_eq(text, "dma-api: device on bus N reads");
	one.kind = SIM_KIND_USE_AFTER_FREE;
	sim_finding_signature(&one, symbols, text, sizeof(text));
	ck_assert_str_eq(text, "use-after-free: device on bus N reads");
	strcpy(one.context, "actor");
	sim_finding_signature(&one, symbols, text, sizeof(text));
	ck_assert_str_eq(text, "use-after-free: device on bus N reads in test_read_one");
	sim_symbols_close(symbols);
}
END_TEST

/* A circle of locks is the same from each of them, and wherever it is seen. */
START_TEST(signature_of_circle)
{
	static const char *const circles[][2] = {
		{ "b --> c --> a --> b", "a --> b --> c --> a" },
		{ "c --> a --> b --> c", "a --> b --> c --> a" },
		{ "c --> b --> a --> c", "a --> c --> b --> a" },
		{ "a --> a", "a --> a" },
		{ "b --> a --> cut off", "b --> a --> cut off" },
	};
	static const char head[] = "WARNING: possible circular locking dependency detected: ";
	struct sim_finding one = { .kind = SIM_KIND_LOCK_ORDER };
	char text[256], expected[256];
	struct sim_symbols *symbols;

	symbols = sim_symbols_open("/proc/self/exe", 0, text, sizeof(text));
	ck_assert_msg(symbols, "%s", text);
	frames(&one, symbols, "test_read_one");
	for (size_t i = 0; i < sizeof(circles) / sizeof(circles[0]); i++) {
		snprintf(one.title, sizeof(one.title), "%s%s", head,
			 circles[i][0]);
		snprintf(expected, sizeof(expected), "lock-order: %s%s", head,
			 circles[i][1]);
		sim_finding_signature(&one, symbols, text, sizeof(text));
		ck_assert_str_eq(text, expected);
	}
	strcpy(one.title, "another order");
	sim_finding_signature(&one, symbols, text, sizeof(text));
	ck_assert_ptr_nonnull(strstr(text, " in test_read_one"));
	sim_symbols_close(symbols);
}
END_TEST

/* A handler that finds its controller asleep is one cause, at any access. */
START_TEST(signature_of_handler)
{
	struct sim_finding one = { .kind = SIM_KIND_PM_STATE,
				   .title = "asleep" };
	struct sim_symbols *symbols;
	char text[256];

	symbols = sim_symbols_open("/proc/self/exe", 0, text, sizeof(text));
	ck_assert_msg(symbols, "%s", text);
	strcpy(one.context, "hardirq");
	frames(&one, symbols, "test_read_one");
	sim_finding_signature(&one, symbols, text, sizeof(text));
	ck_assert_str_eq(text, "pm-state: asleep in test_handler < test_handle_event < main");
	frames(&one, symbols, "test_read_two");
	sim_finding_signature(&one, symbols, text, sizeof(text));
	ck_assert_str_eq(text, "pm-state: asleep in test_handler < test_handle_event < main");
	strcpy(one.context, "task");
	sim_finding_signature(&one, symbols, text, sizeof(text));
	ck_assert_str_eq(text, "pm-state: asleep in test_read_two < test_handler < test_handle_event");
	sim_symbols_close(symbols);
}
END_TEST

/* Two pointers of one function that are NULL are two causes. */
START_TEST(signature_of_handed_over)
{
	struct sim_finding one = { .kind = SIM_KIND_NULL_DEREF,
				   .crashed = true, .title = "NULL at 0xf0" };
	struct sim_symbols *symbols;
	char text[256];

	symbols = sim_symbols_open("/proc/self/exe", 0, text, sizeof(text));
	ck_assert_msg(symbols, "%s", text);
	frames(&one, symbols, "test_read_one");
	sim_finding_signature(&one, symbols, text, sizeof(text));
	ck_assert_str_eq(text, "null-deref: NULL at N in test_read_one < test_handler < test_handle_event");
	frames(&one, symbols, "test_lock");
	sim_finding_signature(&one, symbols, text, sizeof(text));
	ck_assert_str_eq(text, "null-deref: NULL at N of test_lock in test_handler < test_handle_event < main");
	one.kind = SIM_KIND_WARN;
	sim_finding_signature(&one, symbols, text, sizeof(text));
	ck_assert_str_eq(text, "warn: NULL at N in test_handler < test_handle_event < main");
	sim_symbols_close(symbols);
}
END_TEST

static const char *const waits[] = {
	"app waited in vain for 5 seconds", "URB 0000000091d7129c again",
	"app waited in vain for 6 seconds", "app waited in vain for 7 seconds",
};

static int count_of(const char *text, const char *words)
{
	int n = 0;

	while ((text = strstr(text, words))) {
		text += strlen(words);
		n++;
	}
	return n;
}

/* Of one signature: shown once, and how many there were. */
START_TEST(repeats_are_shown_once)
{
	struct sim_findings list = { 0 };
	struct sim_run_config config = { .seed = 1 };
	struct sim_scenario scenario = { .name = "boot" };
	struct sim_run_result result = { .outcome = SIM_FOUND, .findings = 4 };
	struct sim_report report = { .config = &config, .result = &result,
				     .findings = &list };
	char *text = NULL;
	size_t n;
	int *times;
	FILE *out = open_memstream(&text, &n);

	config.scenario = &scenario;
	for (int i = 0; i < 4; i++) {
		struct sim_finding one = {
			.kind = i == 1 ? SIM_KIND_WARN : SIM_KIND_STALL,
			.task = "app",
		};

		strcpy(one.title, waits[i]);
		sim_findings_add(&list, &one);
	}
	times = sim_findings_times(&list, NULL);
	ck_assert(times[0] == 3 && times[1] == 1 && !times[2] && !times[3]);
	report.times = times;
	sim_splats_print(out, &report);
	sim_verdict_print(out, &report);
	free(times);
	fclose(out);
	ck_assert_int_eq(count_of(text, "Signature: stall: "), 1);
	ck_assert_int_eq(count_of(text, "Signature: warn: "), 1);
	ck_assert_int_eq(count_of(text, "3 findings of this run have"), 1);
	ck_assert_int_eq(count_of(text, "boot: 4 findings, seed 1"), 1);
	ck_assert_int_eq(count_of(text, "  stall: app waited in vain for 5 seconds (3 times)\n"), 1);
	ck_assert_int_eq(count_of(text, "  warn: URB 0000000091d7129c again\n"), 1);
	ck_assert_int_eq(count_of(text, "6 seconds"), 0);
	free(text);
	sim_findings_free(&list);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("signatures");
	TCase *tcase = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_test(tcase, signature_of_fronted);
	tcase_add_test(tcase, signature);
	tcase_add_test(tcase, signature_of_wait);
	tcase_add_test(tcase, signature_of_livelock);
	tcase_add_test(tcase, signature_of_circle);
	tcase_add_test(tcase, signature_of_late_device);
	tcase_add_test(tcase, signature_of_handler);
	tcase_add_test(tcase, signature_of_handed_over);
	tcase_add_test(tcase, repeats_are_shown_once);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
