// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/report */
/*
 * test_report_text.c: timeline, splats, symbols, summary, JSON, KTAP and the
 * output folder, from a made-up run.
 */
#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/report.h"

static char error[4400];

static const struct sim_scenario scenario = { .name = "boot" };
static const struct sim_image_ops image = {
	.release = "7.3.4", .flavour = "check",
};
static struct sim_task_state waiter = {
	.name = "kworker/0:1", .cpu = -1, .waits_for = SIM_WAIT_MUTEX,
	.wait_object = 0x1000, .waiting_since_ns = 1000000000,
};
static struct sim_run_config config = {
	.scenario = &scenario, .image = &image, .seed = 42,
};
static struct sim_run_result result = {
	.outcome = SIM_FOUND, .hash = 0x0123456789abcdef, .findings = 1,
	.decisions = 1000, .virtual_ns = 1500000000,
};

/* Functions to be found again by their addresses. */
static volatile int sink;
static void *inner_address;

static __attribute__((noinline)) void note_caller(void)
{
	inner_address = __builtin_return_address(0);
}

static inline __attribute__((always_inline)) void inlined_part(void)
{
	note_caller();
	sink++;
}

static __attribute__((noinline)) void outer_part(void)
{
	sink++;
	inlined_part();
	sink++;
}

static struct sim_finding finding(void)
{
	return (struct sim_finding) {
		.kind = SIM_KIND_DEADLOCK, .observed = true, .crashed = true,
		.title = "ABBA on <chip \"mutex\">", .when_ns = 1500000000,
		.decision = 77, .task = "app", .cpu = 1, .context = "task",
		.frames = 2, .stack = { { (uintptr_t)outer_part },
					{ (uintptr_t)outer_part + 1 } },
		.tasks = 1, .task_states = &waiter,
	};
}

static struct sim_symbols *own_symbols(void)
{
	struct sim_symbols *symbols = sim_symbols_open("/proc/self/exe", 0,
						       error, sizeof(error));

	ck_assert_msg(symbols != NULL, "%s", error);
	return symbols;
}

static void fill_report(struct sim_report *report,
			struct sim_findings *findings)
{
	struct sim_finding one = finding();

	waiter.waker = (struct sim_task_waker){ .name = "ksoftirqd/1",
		.context = "softirq", .when_ns = 1200000000, .frames = 1,
		.stack = { { (uintptr_t)outer_part + 1 } } };

	memset(findings, 0, sizeof(*findings));
	sim_findings_add(findings, &one);
	*report = (struct sim_report) {
		.config = &config, .result = &result, .findings = findings,
		.symbols = own_symbols(), .image_name = "check-7.3",
		.image_id = "abcd", .command = "./sim ctl",
	};
}

static void empty_report(struct sim_report *report,
			 struct sim_findings *findings)
{
	sim_symbols_close(report->symbols);
	sim_findings_free(findings);
}

static void expect(const char *text, const char *words)
{
	ck_assert_msg(strstr(text, words) != NULL, "no '%s' in:\n%s", words,
		      text);
}

START_TEST(symbols_of_function)
{
	struct sim_symbols *symbols = own_symbols();
	struct sim_location at[4];
	int n = sim_symbols_locate(symbols, (uintptr_t)outer_part, false, at,
				   4);

	ck_assert_int_ge(n, 1);
	ck_assert_str_eq(at[n - 1].function, "outer_part");
	ck_assert_uint_eq(at[n - 1].offset, 0);
	ck_assert_uint_gt(at[n - 1].size, 0);
	expect(at[n - 1].file, "test_report_text.c");
	ck_assert_int_gt(at[n - 1].line, 0);
	sim_symbols_close(symbols);
}
END_TEST

START_TEST(symbols_of_inlined)
{
	struct sim_symbols *symbols = own_symbols();
	struct sim_location at[4];
	int n;

	outer_part();
	n = sim_symbols_locate(symbols, (uintptr_t)inner_address, true, at, 4);
	ck_assert_int_eq(n, 2);
	ck_assert_str_eq(at[0].function, "inlined_part");
	ck_assert(at[0].inlined && !at[1].inlined);
	ck_assert_str_eq(at[1].function, "outer_part");
	ck_assert_int_gt(at[1].line, at[0].line);
	sim_symbols_close(symbols);
}
END_TEST

START_TEST(symbols_unknown)
{
	struct sim_symbols *symbols = own_symbols();
	struct sim_location at[4];

	ck_assert_int_eq(sim_symbols_locate(symbols, 16, false, at, 4), 0);
	ck_assert_int_eq(sim_symbols_locate(NULL, 16, false, at, 4), 0);
	sim_symbols_close(symbols);
	ck_assert_ptr_null(sim_symbols_open("/dev/null", 0, error,
					    sizeof(error)));
	expect(error, "/dev/null");
}
END_TEST

START_TEST(splat)
{
	struct sim_findings findings;
	struct sim_report report;
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	fill_report(&report, &findings);
	sim_splat_print(out, &report, &findings.items[0]);
	fclose(out);
	expect(text, "WARNING: deadlock: ABBA on <chip \"mutex\">");
	expect(text, "CPU: 1 Comm: app Context: task Not tainted 7.3.4 check");
	expect(text, "Virtual time: 1.500000 s Decision: 77 Seed: 42 (observed)");
	expect(text, " outer_part+0x0/0x");
	expect(text, "test_report_text.c:");
	expect(text, "task kworker/0:1 has waited 0.500000 s for mutex at 0x1000:");
	expect(text, "ended at 1.200000 s by ksoftirqd/1 (softirq) in outer_part+");
	expect(text, "Signature: deadlock: ABBA on <chip \"mutex\"> in outer_part < outer_part");
	free(text);
	empty_report(&report, &findings);
}
END_TEST

/* KASAN's shape: who, then what, then the stacks of allocation and free. */
START_TEST(splat_of_memory)
{
	struct sim_findings findings;
	struct sim_report report;
	char *text = NULL, *json;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	fill_report(&report, &findings);
	findings.items[0].kind = SIM_KIND_USE_AFTER_FREE;
	strcpy(findings.items[0].title, "Read of size 4");
	findings.items[0].others = 1;
	strcpy(findings.items[0].other[0].title, "Freed by task 12");
	findings.items[0].other[0].frames = 1;
	findings.items[0].other[0].stack[0] = findings.items[0].stack[1];
	sim_splat_print(out, &report, &findings.items[0]);
	fclose(out);
	expect(text, "BUG: KASAN: use-after-free in outer_part+0x");
	expect(text, "\nRead of size 4\nCPU: 1");
	expect(text, "\nFreed by task 12:\nCall Trace:\n <TASK>\n outer_part");
	json = sim_report_json(&report);
	expect(json, "\"title\": \"Freed by task 12\"");
	free(json);
	free(text);
	empty_report(&report, &findings);
}
END_TEST

START_TEST(summary_and_replay_line)
{
	struct sim_findings findings;
	struct sim_report report;
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	fill_report(&report, &findings);
	sim_summary_print(out, &report);
	sim_replay_line_print(out, &report);
	strcpy(report.schedule_path, "out/it's");
	sim_replay_line_print(out, &report);
	fclose(out);
	expect(text, "boot: 1 finding, seed 42, hash 0123456789abcdef\n");
	expect(text, "image      check-7.3 (abcd)");
	expect(text, "virtual    1.500000 s");
	expect(text, "replay: './sim ctl' run boot --seed 42 --image check-7.3\n");
	expect(text, "replay: './sim ctl' replay 'out/it'\\''s'\n");
	free(text);
	empty_report(&report, &findings);
}
END_TEST

START_TEST(timeline)
{
	struct sim_findings findings = { 0 };
	char *text = NULL;
	size_t n;
	struct sim_timeline timeline = {
		.out = open_memstream(&text, &n), .level = 1,
		.findings = &findings,
	};
	struct sim_observer o = sim_timeline_observer(&timeline);
	struct sim_finding one = finding();

	o.trace(o.arg, 1234567890, 2, "kworker/2:1", "task", 1, "usb",
		"first\nsecond");
	o.trace(o.arg, 1234567890, 2, "app", "hardirq", 1, "xhci", "event");
	o.trace(o.arg, 1234567890, SIM_ACTOR_CPU, NULL, "actor", 0, "dsp", "hi");
	o.trace(o.arg, 1, 0, "x", "task", 2, "usb", "too much");
	o.finding(o.arg, &one);
	fclose(timeline.out);
	expect(text, "[    1.234567] cpu2 kworker/2:1            usb    first\n");
	expect(text, "[    1.234567] cpu2 kworker/2:1            usb    second\n");
	expect(text, "cpu2 hardirq/app            xhci   event\n");
	expect(text, "  -  actor                  dsp    hi\n");
	ck_assert_ptr_null(strstr(text, "too much"));
	expect(text, "FOUND  deadlock: ABBA");
	ck_assert_int_eq(findings.count, 1);
	ck_assert_ptr_ne(findings.items[0].task_states, &waiter);
	sim_findings_free(&findings);
	free(text);
}
END_TEST

START_TEST(findings_are_limited)
{
	struct sim_findings findings = { 0 };
	struct sim_finding one = finding();

	for (int i = 0; i < SIM_MAX_FINDINGS + 5; i++)
		sim_findings_add(&findings, &one);
	ck_assert_int_eq(findings.count, SIM_MAX_FINDINGS);
	ck_assert_int_eq(findings.dropped, 5);
	sim_findings_free(&findings);
}
END_TEST

START_TEST(json)
{
	static const char *const fields[] = {
		"kind", "title", "signature", "seed", "schedule", "certainty",
		"stack", "tasks", "when_ns", "decision", "task", "cpu",
		"context",
	};
	struct sim_findings findings;
	struct sim_report report;
	char *text;
	json_t *root, *found;

	fill_report(&report, &findings);
	text = sim_report_json(&report);
	root = json_loads(text, 0, NULL);
	ck_assert_ptr_nonnull(root);
	ck_assert_str_eq(json_string_value(json_object_get(root, "hash")),
			 "0123456789abcdef");
	ck_assert_str_eq(json_string_value(json_object_get(root, "outcome")),
			 "found");
	found = json_array_get(json_object_get(root, "findings"), 0);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		ck_assert_msg(json_object_get(found, fields[i]) != NULL,
			      "no %s", fields[i]);
	ck_assert_uint_ge(json_array_size(json_object_get(found, "stack")), 2);
	json_decref(root);
	free(text);
	empty_report(&report, &findings);
}
END_TEST

START_TEST(json_of_bad_text)
{
	struct sim_findings findings;
	struct sim_report report;
	char *text;
	json_t *root;

	fill_report(&report, &findings);
	strcpy(findings.items[0].title, "device \xff\xfe says");
	text = sim_report_json(&report);
	root = json_loads(text, 0, NULL);
	ck_assert_ptr_nonnull(root);
	expect(text, "device ?? says");
	json_decref(root);
	free(text);
	empty_report(&report, &findings);
}
END_TEST

static const struct sim_ktap_case cases[] = {
	{ "pm-runtime", "get", NULL, NULL, 0 },
	{ "pm-runtime", "put", NULL, "    # EXPECTATION FAILED\nat x.c:1\n    not ok 2 put\n", 1 },
	{ "list", "add", "one", NULL, 0 },
	{ "list", "add", "two", NULL, 2 },
	{ "skipped", "all", NULL, NULL, 2 },
};

static const char ktap_text[] =
	"KTAP version 1\n"
	"1..3\n"
	"    KTAP version 1\n"
	"    # Subtest: pm-runtime\n"
	"    1..2\n"
	"    ok 1 get\n"
	"    # EXPECTATION FAILED\n"
	"    # at x.c:1\n"
	"    not ok 2 put\n"
	"not ok 1 pm-runtime\n"
	"    KTAP version 1\n"
	"    # Subtest: list\n"
	"    1..1\n"
	"        KTAP version 1\n"
	"        # Subtest: add\n"
	"        1..2\n"
	"        ok 1 one\n"
	"        ok 2 two # SKIP\n"
	"    ok 1 add\n"
	"ok 2 list\n"
	"    KTAP version 1\n"
	"    # Subtest: skipped\n"
	"    1..1\n"
	"    ok 1 all # SKIP\n"
	"ok 3 skipped # SKIP\n";

START_TEST(ktap)
{
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	sim_ktap_print(out, cases, sizeof(cases) / sizeof(cases[0]));
	fclose(out);
	ck_assert_str_eq(text, ktap_text);
	free(text);
}
END_TEST

START_TEST(ktap_of_run)
{
	struct sim_findings findings;
	struct sim_report report;
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	fill_report(&report, &findings);
	sim_ktap_run_print(out, &report);
	fclose(out);
	ck_assert_int_eq(strncmp(text, "KTAP version 1\n1..1\n", 20), 0);
	expect(text, "\nnot ok 1 boot\n");
	free(text);
	empty_report(&report, &findings);
}
END_TEST

static bool exists(const char *folder, const char *name)
{
	char path[300];
	struct stat about;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return !stat(path, &about);
}

START_TEST(artefacts)
{
	char base[] = "/tmp/test_report.XXXXXX", out[100], command[200];
	struct sim_findings findings;
	struct sim_schedule_file file = { 0 }, again;
	struct sim_report report;

	ck_assert_ptr_nonnull(mkdtemp(base));
	snprintf(out, sizeof(out), "%s/a/b", base);
	fill_report(&report, &findings);
	for (int i = 0; i < 2; i++) {
		ck_assert_msg(!sim_artefacts_prepare(out, error,
						     sizeof(error)),
			      "%s", error);
		ck_assert_msg(!sim_artefacts_save(out, &report, &file, error,
						  sizeof(error)), "%s", error);
	}
	ck_assert(exists(out, "latest/schedule"));
	ck_assert(exists(out, "latest/report.txt"));
	ck_assert(exists(out, "latest/result.json"));
	ck_assert(exists(out, "boot-42-01234567/schedule"));
	ck_assert_int_eq(sim_schedule_file_read(report.schedule_path, &again,
						error, sizeof(error)), 0);
	sim_schedule_file_free(&again);
	empty_report(&report, &findings);
	snprintf(command, sizeof(command), "rm -r %s", base);
	ck_assert_int_eq(system(command), 0);
}
END_TEST

START_TEST(bad_folder)
{
	ck_assert_int_eq(sim_artefacts_prepare("/dev/null/x", error,
					       sizeof(error)), -1);
	expect(error, "Cannot write to the output folder '/dev/null/x': Not a directory.");
	ck_assert_int_eq(sim_artefacts_prepare("/dev/null", error,
					       sizeof(error)), -1);
	ck_assert_int_eq(sim_artefacts_prepare("", error, sizeof(error)), -1);
	expect(error, "its name is empty");
	ck_assert_int_eq(sim_artefacts_prepare("/proc/none", error,
					       sizeof(error)), -1);
}
END_TEST

/* A device that is named as a result's file is written to and stays one. */
START_TEST(device_is_not_replaced)
{
	struct stat status;
	char path[] = "/tmp/test-report-XXXXXX", link[64];

	ck_assert_ptr_nonnull(mkdtemp(path));
	snprintf(link, sizeof(link), "%s/null", path);
	ck_assert_int_eq(symlink("/dev/null", link), 0);
	ck_assert_int_eq(sim_host_file_replace(link, "text", 4, error,
					       sizeof(error)), 0);
	ck_assert_int_eq(lstat(link, &status), 0);
	ck_assert(S_ISLNK(status.st_mode));
	ck_assert_int_eq(stat("/dev/null", &status), 0);
	ck_assert(S_ISCHR(status.st_mode));
	ck_assert_int_eq(sim_host_file_replace("/dev/full", "text", 4, error,
					       sizeof(error)), -1);
	expect(error, "Cannot write '/dev/full': No space left on device.");
	ck_assert_int_eq(unlink(link), 0);
	ck_assert_int_eq(rmdir(path), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("reports");
	TCase *tcase = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_test(tcase, symbols_of_function);
	tcase_add_test(tcase, symbols_of_inlined);
	tcase_add_test(tcase, symbols_unknown);
	tcase_add_test(tcase, splat);
	tcase_add_test(tcase, splat_of_memory);
	tcase_add_test(tcase, summary_and_replay_line);
	tcase_add_test(tcase, timeline);
	tcase_add_test(tcase, findings_are_limited);
	tcase_add_test(tcase, json);
	tcase_add_test(tcase, json_of_bad_text);
	tcase_add_test(tcase, ktap);
	tcase_add_test(tcase, ktap_of_run);
	tcase_add_test(tcase, artefacts);
	tcase_add_test(tcase, bad_folder);
	tcase_add_test(tcase, device_is_not_replaced);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
