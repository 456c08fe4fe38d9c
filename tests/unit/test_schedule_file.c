// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/report */
/*
 * test_schedule_file.c: schedules survive a round trip; each way that a file
 * can be broken gets its own sentence, and no broken byte gets through.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/report.h"

static char folder[64], path[128], error[4400];
static char *names[] = { "swapper/0", "kworker/0:1", "" };

static struct sim_schedule_file sample(size_t count)
{
	struct sim_schedule_file file = {
		.schedule = {
			.image_id = "0123456789abcdef0123456789abcdef",
			.image_name = "check-7.3", .scenario = "boot",
			.options = "a=1\nb=two words\n", .strategy = "random",
			.seed = 42, .hash = 0xfedcba9876543210, .count = count,
			.names = 3, .name = names,
		},
		.device = "headset", .cpus = 4, .limit_ns = 5000000000,
		.device_blob = "\x12\x01\x00\x02", .device_bytes = 4,
		.second = "dac", .second_blob = "\x09\x02\x07", .second_bytes = 3,
	};

	file.schedule.decisions = calloc(count + 1,
					 sizeof(*file.schedule.decisions));
	for (size_t i = 0; i < count; i++)
		file.schedule.decisions[i] = (struct sim_decision) {
			.chosen = i * 7, .op = i % SIM_OP_COUNT,
			.candidates = 2 + i % 5, .by = i % 3,
			.site = i * 0x9e3779b9u,
		};
	return file;
}

static void save_sample(size_t count)
{
	struct sim_schedule_file file = sample(count);

	ck_assert_msg(!sim_schedule_file_write(path, &file, error,
					       sizeof(error)), "%s", error);
	free(file.schedule.decisions);
}

static void setup(void)
{
	strcpy(folder, "/tmp/test_schedule.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/schedule", folder);
}

static void teardown(void)
{
	chmod(folder, 0700);
	unlink(path);
	rmdir(folder);
}

static void expect_refusal(const char *words)
{
	struct sim_schedule_file file;

	ck_assert_int_eq(sim_schedule_file_read(path, &file, error,
						sizeof(error)), -1);
	ck_assert_msg(strstr(error, words) != NULL, "'%s' lacks '%s'", error,
		      words);
	ck_assert_msg(error[strlen(error) - 1] == '.' && !strchr(error, '\n'),
		      "'%s' is no sentence", error);
}

/* Without syncing, unlike the real writer: thousands are written here. */
static void put(const void *data, size_t bytes)
{
	FILE *out;

	unlink(path);
	out = fopen(path, "w");

	ck_assert_ptr_nonnull(out);
	ck_assert_uint_eq(fwrite(data, 1, bytes, out), bytes);
	ck_assert_int_eq(fclose(out), 0);
}

static char *get(size_t *bytes)
{
	char *data = sim_host_file_read(path, bytes, error, sizeof(error));

	ck_assert_ptr_nonnull(data);
	return data;
}

START_TEST(round_trip)
{
	struct sim_schedule_file a = sample(10000), b;

	save_sample(10000);
	ck_assert_msg(!sim_schedule_file_read(path, &b, error, sizeof(error)),
		      "%s", error);
	ck_assert_str_eq(b.schedule.image_id, a.schedule.image_id);
	ck_assert_str_eq(b.schedule.image_name, a.schedule.image_name);
	ck_assert_str_eq(b.schedule.scenario, a.schedule.scenario);
	ck_assert_str_eq(b.schedule.options, a.schedule.options);
	ck_assert_str_eq(b.schedule.strategy, a.schedule.strategy);
	ck_assert(b.schedule.seed == 42 && b.schedule.hash == a.schedule.hash);
	ck_assert(b.cpus == 4 && b.limit_ns == a.limit_ns);
	ck_assert_str_eq(b.device, "headset");
	ck_assert_uint_eq(b.device_bytes, 4);
	ck_assert_mem_eq(b.device_blob, a.device_blob, 4);
	ck_assert_str_eq(b.second, "dac");
	ck_assert_uint_eq(b.second_bytes, 3);
	ck_assert_mem_eq(b.second_blob, a.second_blob, 3);
	ck_assert_uint_eq(b.schedule.count, 10000);
	ck_assert_mem_eq(b.schedule.decisions, a.schedule.decisions,
			 10000 * sizeof(*a.schedule.decisions));
	ck_assert_uint_eq(b.schedule.names, 3);
	for (int i = 0; i < 3; i++)
		ck_assert_str_eq(b.schedule.name[i], names[i]);
	sim_schedule_file_free(&b);
	free(a.schedule.decisions);
}
END_TEST

START_TEST(empty_round_trip)
{
	struct sim_schedule_file a = { 0 }, b;

	ck_assert_int_eq(sim_schedule_file_write(path, &a, error,
						 sizeof(error)), 0);
	ck_assert_msg(!sim_schedule_file_read(path, &b, error, sizeof(error)),
		      "%s", error);
	ck_assert_uint_eq(b.schedule.count, 0);
	sim_schedule_file_free(&b);
}
END_TEST

START_TEST(same_run_same_bytes)
{
	size_t n, m;
	char *a, *b;

	save_sample(500);
	a = get(&n);
	save_sample(500);
	b = get(&m);
	ck_assert_uint_eq(n, m);
	ck_assert_mem_eq(a, b, n);
	free(a);
	free(b);
}
END_TEST

START_TEST(cut_anywhere)
{
	struct sim_schedule_file file;
	size_t n;
	char *data;

	save_sample(300);
	data = get(&n);
	for (size_t keep = 1; keep < n; keep++) {
		put(data, keep);
		ck_assert_msg(sim_schedule_file_read(path, &file, error,
						     sizeof(error)),
			      "%zu of %zu bytes were accepted", keep, n);
		ck_assert_msg(strstr(error, "is cut short") != NULL,
			      "%zu of %zu bytes: %s", keep, n, error);
	}
	free(data);
}
END_TEST

/* Any flipped bit is refused: by the checksum at the latest. */
START_TEST(corrupt_anywhere)
{
	struct sim_schedule_file file;
	size_t n;
	char *data;

	save_sample(100);
	data = get(&n);
	for (size_t i = 0; i < n; i++) {
		data[i] ^= 1 << i % 8;
		put(data, n);
		ck_assert_msg(sim_schedule_file_read(path, &file, error,
						     sizeof(error)),
			      "byte %zu of %zu may be anything", i, n);
		data[i] ^= 1 << i % 8;
	}
	free(data);
}
END_TEST

START_TEST(corrupt_payload_says_so)
{
	size_t n;
	char *data;

	save_sample(100);
	data = get(&n);
	data[n - 1] ^= 1;
	put(data, n);
	expect_refusal("is corrupt: its checksum does not match");
	free(data);
}
END_TEST

START_TEST(longer)
{
	size_t n;
	char *data;

	save_sample(10);
	data = get(&n);
	data = realloc(data, n + 3);
	memset(data + n, 'x', 3);
	put(data, n + 3);
	expect_refusal("is corrupt: 3 bytes follow its end");
	free(data);
}
END_TEST

/* ---- version 3 ---- */

static char *sparse_names[] = { "user/1", "kworker/0:1-usb_hub_wq", "pause",
				"-" };
static char *places[4 * SIM_STEP_FRAMES] = {
	"mutex_lock+0x1a/0x40", "hub_event+0x123/0x900",
};
static struct sim_deviation deviations[] = {
	{ .kind = SIM_DEVIATE_PICK, .op = SIM_OP_LOCK, .who = 0, .what = 1,
	  .nth = 3, .site = { 0x1234, 0x99000 } },
	{ .kind = SIM_DEVIATE_NUMBER, .op = SIM_OP_CHOICE, .who = 0,
	  .what = 2, .nth = 12, .number = 4711, .since_ns = 1234567890123,
	  .own = true },
	{ .kind = SIM_DEVIATE_TURN, .op = SIM_OP_CHOICE, .who = 1,
	  .what = 2, .since_ns = 1000000000 },
	{ .kind = SIM_DEVIATE_TIME, .op = SIM_OP_LOCK, .who = 1, .what = 3,
	  .nth = 7, .since_ns = 5, .site = { 0x99 } },
};

static struct sim_schedule_file sparse_sample(void)
{
	struct sim_schedule_file file = sample(0);

	free(file.schedule.decisions);
	file.schedule.decisions = NULL;
	file.version = SIM_SCHEDULE_SPARSE;
	strcpy(file.finding, "warn: something in f < g");
	file.sparse = (struct sim_sparse){ 4, 4, deviations, sparse_names };
	file.place = places;
	return file;
}

static void save_sparse(void)
{
	struct sim_schedule_file file = sparse_sample();

	ck_assert_msg(!sim_schedule_file_write(path, &file, error,
					       sizeof(error)), "%s", error);
}

START_TEST(sparse_round_trip)
{
	struct sim_schedule_file b;

	save_sparse();
	ck_assert_msg(!sim_schedule_file_read(path, &b, error, sizeof(error)),
		      "%s", error);
	ck_assert_int_eq(b.version, SIM_SCHEDULE_SPARSE);
	ck_assert_str_eq(b.finding, "warn: something in f < g");
	ck_assert_str_eq(b.schedule.options, "a=1\nb=two words\n");
	ck_assert_uint_eq(b.schedule.hash, 0xfedcba9876543210);
	ck_assert_uint_eq(b.device_bytes, 4);
	ck_assert_mem_eq(b.device_blob, "\x12\x01\x00\x02", 4);
	ck_assert_mem_eq(b.second_blob, "\x09\x02\x07", 3);
	ck_assert_uint_eq(b.sparse.count, 4);
	for (size_t i = 0; i < 4; i++) {
		const struct sim_deviation *d = &b.sparse.deviation[i];

		ck_assert_int_eq(d->kind, deviations[i].kind);
		ck_assert_int_eq(d->op, deviations[i].op);
		ck_assert_uint_eq(d->nth, deviations[i].nth);
		ck_assert_uint_eq(d->number, deviations[i].number);
		ck_assert_uint_eq(d->since_ns, deviations[i].since_ns);
		ck_assert_int_eq(d->own, deviations[i].own);
		ck_assert_mem_eq(d->site, deviations[i].site, sizeof(d->site));
		ck_assert_str_eq(b.sparse.name[d->who],
				 sparse_names[deviations[i].who]);
		ck_assert_str_eq(b.sparse.name[d->what],
				 sparse_names[deviations[i].what]);
	}
	ck_assert_str_eq(b.place[0], places[0]);
	ck_assert_str_eq(b.place[1], places[1]);
	sim_schedule_file_free(&b);
}
END_TEST

START_TEST(sparse_cut_anywhere)
{
	struct sim_schedule_file file;
	size_t n;
	char *data;

	save_sparse();
	data = get(&n);
	for (size_t keep = 1; keep < n; keep++) {
		put(data, keep);
		ck_assert_msg(sim_schedule_file_read(path, &file, error,
						     sizeof(error)),
			      "%zu of %zu bytes were accepted", keep, n);
	}
	free(data);
}
END_TEST

START_TEST(sparse_corrupt_anywhere)
{
	struct sim_schedule_file file;
	size_t n;
	char *data;

	save_sparse();
	data = get(&n);
	for (size_t i = 0; i < n; i++) {
		data[i] ^= 1 << i % 8;
		put(data, n);
		ck_assert_msg(sim_schedule_file_read(path, &file, error,
						     sizeof(error)),
			      "byte %zu of %zu may be anything", i, n);
		data[i] ^= 1 << i % 8;
	}
	free(data);
}
END_TEST

/* Who writes "none" for the checksum may edit the rest. */
START_TEST(sparse_may_be_edited)
{
	static const struct { const char *lines, *words; } wrong[] = {
		{ "jump\ta\tlock\t1\tb\n", "decision 1 of 1 makes no sense" },
		{ "pick\ta\tlock\t1\n", "makes no sense" },
		{ "pick\ta\tlick\t1\tb\n", "makes no sense" },
		{ "pick\ta\tlock\tone\tb\n", "makes no sense" },
		{ "pick\ta\tlock\t1\tb\tnowhere\n", "makes no sense" },
		{ "number\ta\tpause\t1\t-4\n", "makes no sense" },
		{ "number\ta\tpause\t1\t4\t5\n", "makes no sense" },
		{ "number\ta\tpause\t1@\t4\n", "makes no sense" },
		{ "number\ta\tpause\t1/0\t4\n", "makes no sense" },
		{ "number\ta\tpause\t0\t4\n", "makes no sense" },
		{ "turn\ta\tplug\t-1\n", "makes no sense" },
		{ "turn\ta\tplug\n", "makes no sense" },
		{ "\n", "is empty" },
		{ "", "is cut short" },
		{ "time\ta\tread\t1\t-\ntime\ta\tread\t1\t-\n", "more decisions" },
	};
	struct sim_schedule_file file;
	char text[512];

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		snprintf(text, sizeof(text),
			 "libsim schedule 3\ndecisions 1\nchecksum none\n\n%s",
			 wrong[i].lines);
		put(text, strlen(text));
		expect_refusal(wrong[i].words);
	}
	put("libsim schedule 3\n\n", 19);
	expect_refusal("lacks 'decisions'");
	put("libsim schedule 3\ndecisions 0\n\n", 32);
	expect_refusal("lacks 'checksum'");
	snprintf(text, sizeof(text),
		 "libsim schedule 3\nboot plain\ndecisions 1\nchecksum none\n\ntime\ta b\tread\t7\t-\n");
	put(text, strlen(text));
	ck_assert_msg(!sim_schedule_file_read(path, &file, error,
					      sizeof(error)), "%s", error);
	ck_assert_uint_eq(file.sparse.deviation[0].nth, 7);
	ck_assert_str_eq(file.sparse.name[0], "a b");
	sim_schedule_file_free(&file);
}
END_TEST

START_TEST(other_version)
{
	static const char text[] = "libsim schedule 2\nwithout turns\n\n";

	put(text, strlen(text));
	expect_refusal("has version 2, but this simctl reads versions 1 and 3");
}
END_TEST

START_TEST(not_a_schedule)
{
	put("#!/bin/sh\necho hello, world\n", 28);
	expect_refusal("is not a schedule");
	put("", 0);
	expect_refusal("is not a schedule");
}
END_TEST

START_TEST(missing)
{
	expect_refusal("No such file or directory");
}
END_TEST

START_TEST(a_folder)
{
	struct sim_schedule_file file;

	ck_assert_int_eq(sim_schedule_file_read(folder, &file, error,
						sizeof(error)), -1);
	ck_assert_ptr_nonnull(strstr(error, "Is a directory"));
}
END_TEST

START_TEST(other_image)
{
	struct sim_schedule_file file = sample(0);

	ck_assert_int_eq(sim_schedule_file_check_image(&file, "check-7.3",
				file.schedule.image_id, error, sizeof(error)),
			 0);
	ck_assert_int_eq(sim_schedule_file_check_image(&file, "fast-7.2",
				"ffff", error, sizeof(error)), -1);
	ck_assert_ptr_nonnull(strstr(error, "'check-7.3' (0123456789abcdef0123456789abcdef)"));
	ck_assert_ptr_nonnull(strstr(error, "'fast-7.2' (ffff)"));
	free(file.schedule.decisions);
}
END_TEST

/* A file that cannot be replaced stays as it was. */
START_TEST(old_file_stays)
{
	struct sim_schedule_file file = sample(10);
	size_t n, m;
	char *before, *after;
	char bad[200];

	save_sample(20);
	before = get(&n);
	snprintf(bad, sizeof(bad), "%s/none/schedule", folder);
	ck_assert_int_eq(sim_schedule_file_write(bad, &file, error,
						 sizeof(error)), -1);
	ck_assert_ptr_nonnull(strstr(error, "No such file or directory"));
	ck_assert_int_eq(sim_schedule_file_write("/dev/full/x", &file, error,
						 sizeof(error)), -1);
	after = get(&m);
	ck_assert_uint_eq(n, m);
	ck_assert_mem_eq(before, after, n);
	free(before);
	free(after);
	free(file.schedule.decisions);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("schedule file");
	TCase *tcase = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, round_trip);
	tcase_add_test(tcase, empty_round_trip);
	tcase_add_test(tcase, same_run_same_bytes);
	tcase_add_test(tcase, cut_anywhere);
	tcase_add_test(tcase, corrupt_anywhere);
	tcase_add_test(tcase, corrupt_payload_says_so);
	tcase_add_test(tcase, longer);
	tcase_add_test(tcase, sparse_round_trip);
	tcase_add_test(tcase, sparse_cut_anywhere);
	tcase_add_test(tcase, sparse_corrupt_anywhere);
	tcase_add_test(tcase, sparse_may_be_edited);
	tcase_add_test(tcase, other_version);
	tcase_add_test(tcase, not_a_schedule);
	tcase_add_test(tcase, missing);
	tcase_add_test(tcase, a_folder);
	tcase_add_test(tcase, other_image);
	tcase_add_test(tcase, old_file_stays);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
