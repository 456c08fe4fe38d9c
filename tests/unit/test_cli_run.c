// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/report */
/*
 * test_cli_run.c: simctl from end to end with an image that holds no kernel
 * (image_double.c): each way that a run can end, what is printed and saved,
 * and replays of it.
 */
#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/report.h"

static char folder[64], said[1 << 16];

/* Runs simctl in @folder; $I is the image. Both outputs go to @said. */
static int simctl(const char *words)
{
	char command[1024];
	FILE *out;
	size_t n;

	snprintf(command, sizeof(command),
		 "cd %s && I=\"--image ${SIM_DOUBLE:-none}\" && ${SIMCTL:-simctl} %s 2>&1",
		 folder, words);
	out = popen(command, "r");
	ck_assert_ptr_nonnull(out);
	n = fread(said, 1, sizeof(said) - 1, out);
	said[n] = '\0';
	return WEXITSTATUS(pclose(out));
}

static void run(const char *words, int code)
{
	int got = simctl(words);

	ck_assert_msg(got == code, "simctl %s: exit %d, not %d:\n%s", words,
		      got, code, said);
}

static void expect(const char *sentence)
{
	ck_assert_msg(strstr(said, sentence) != NULL, "no '%s' in:\n%s",
		      sentence, said);
}

static bool exists(const char *name)
{
	char path[200];
	struct stat about;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return !stat(path, &about);
}

static void setup(void)
{
	strcpy(folder, "/tmp/test_cli_run.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	unsetenv("SIM_SEED");
	unsetenv("SIM_OUT");
}

static void teardown(void)
{
	char command[100];

	snprintf(command, sizeof(command), "rm -rf %s", folder);
	ck_assert_int_eq(system(command), 0);
}

START_TEST(passes)
{
	run("kunit pass $I", 0);
	expect("KTAP version 1\n1..1\n");
	expect("    ok 1 pass\nok 1 double\n");
	ck_assert(!exists("sim-out"));
}
END_TEST

START_TEST(unit_test_fails)
{
	run("kunit fail $I", 1);
	expect("    # EXPECTATION FAILED at double.c:1\n    not ok 1 fail\n");
	run("kunit fail -q $I", 1);
	expect("kunit: 0 passed, 1 failed, 0 skipped\n");
}
END_TEST

START_TEST(nothing_selected)
{
	run("kunit none $I", 4);
	expect("No suite of the image matches 'none'.");
	run("kunit none --bisect $I", 125);
}
END_TEST

START_TEST(crash)
{
	run("kunit crash $I", 1);
	expect("# BUG: kernel NULL pointer dereference, address 0x10");
	expect("#  do_crash+0x");
	expect("image_double.c:");
	expect("\nnot ok 1 libsim\n");
	run("replay sim-out/latest/schedule $I", 1);
	expect("FOUND  null-deref");
	expect("kunit: 1 finding");
}
END_TEST

START_TEST(trap)
{
	run("kunit trap $I", 3);
	expect("unheard_of_function() is not modelled; it was called from double_kunit+0x");
	run("kunit trap $I --bisect", 125);
}
END_TEST

START_TEST(deadlock)
{
	run("kunit deadlock $I", 1);
	expect("do_deadlock+0x");
	expect("Signature: deadlock: ");
}
END_TEST

START_TEST(limit)
{
	run("kunit leap --timeout 3 $I", 1);
	expect("task story has waited ");
	expect("do_leap+0x");
}
END_TEST

START_TEST(finding)
{
	run("run boot $I", 1);
	expect("cpu0 init                   kernel a kernel's double starts\n");
	expect("FOUND  invariant: no sound card appeared, error -110\n");
	expect("boot: 3 findings, seed 1, hash ");
	expect("\nreplay: ");
	ck_assert(exists("sim-out/latest/schedule"));
	ck_assert(exists("sim-out/latest/report.txt"));
	ck_assert(exists("sim-out/latest/result.json"));
}
END_TEST

/* The last line can be pasted into a shell. */
START_TEST(replay_line)
{
	char line[1024], *at;

	run("run boot -q $I", 1);
	at = strstr(said, "replay: ");
	ck_assert_ptr_nonnull(at);
	snprintf(line, sizeof(line), "%.*s", (int)strcspn(at, "\n"), at);
	ck_assert_ptr_nonnull(strstr(line, " replay sim-out/boot-1-"));
	at = strstr(line, " replay ");
	strcat(at, " -q $I");
	run(at + 1, 1);
	expect("boot: 3 findings, seed 1");
}
END_TEST

START_TEST(same_output_twice)
{
	char *first;

	run("run boot -v --seed 7 $I", 1);
	first = strdup(said);
	run("run boot -v --seed 7 $I", 1);
	ck_assert_str_eq(first, said);
	free(first);
}
END_TEST

START_TEST(seeds)
{
	run("run boot -q $I --seed 0x10", 1);
	expect("seed 16,");
	setenv("SIM_SEED", "5", 1);
	run("run boot -q $I", 1);
	expect("seed 5,");
	run("run boot -q $I --seed 6", 1);
	expect("seed 6,");
	unsetenv("SIM_SEED");
	run("run boot -q $I --seed random", 1);
}
END_TEST

START_TEST(out_folders)
{
	setenv("SIM_OUT", "by/environment", 1);
	run("run boot -q $I", 1);
	ck_assert(exists("by/environment/latest/schedule"));
	run("run boot -q $I --out by/flag", 1);
	ck_assert(exists("by/flag/latest/schedule"));
	unsetenv("SIM_OUT");
	run("run boot -q $I --schedule here", 1);
	expect(" replay here --image ");
	ck_assert(exists("here"));
	run("kunit pass -q $I --schedule passed", 0);
	run("replay passed -q $I", 0);
}
END_TEST

/* What was found is said even when it cannot be saved. */
START_TEST(full_disk)
{
	char path[100];

	snprintf(path, sizeof(path), "%s/sim-out", folder);
	ck_assert_int_eq(symlink("/dev/full", path), 0);
	run("run boot $I", 1);
	expect("WARNING: invariant broken: no sound card appeared");
	expect("Cannot write to the output folder 'sim-out'");
	expect(" run boot --seed 1 --image ");
	ck_assert_int_eq(simctl("kunit pass $I >/dev/full"), 3);
}
END_TEST

START_TEST(json_and_ktap)
{
	json_t *root;

	run("run boot --json $I", 1);
	root = json_loads(said, 0, NULL);
	ck_assert_ptr_nonnull(root);
	ck_assert_str_eq(json_string_value(json_object_get(root, "outcome")),
			 "found");
	json_decref(root);
	run("run boot --json=out.json --ktap $I", 1);
	ck_assert_int_eq(strncmp(said, "KTAP version 1\n1..1\n", 20), 0);
	expect("\nnot ok 1 boot\n");
	ck_assert(exists("out.json"));
}
END_TEST

static void change_schedule(const char *name,
			    void (*change)(struct sim_schedule_file *file))
{
	struct sim_schedule_file file;
	char path[200], error[300];

	snprintf(path, sizeof(path), "%s/sim-out/latest/schedule", folder);
	ck_assert_msg(!sim_schedule_file_read(path, &file, error,
					      sizeof(error)), "%s", error);
	change(&file);
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	ck_assert_int_eq(sim_schedule_file_write(path, &file, error,
						 sizeof(error)), 0);
	sim_schedule_file_free(&file);
}

static void other_image(struct sim_schedule_file *file)
{
	strcpy(file->schedule.image_id, "0");
}

static void other_decision(struct sim_schedule_file *file)
{
	file->schedule.decisions[0].site ^= 8;
}

static void fewer_decisions(struct sim_schedule_file *file)
{
	file->schedule.count--;
}

static void other_scenario(struct sim_schedule_file *file)
{
	strcpy(file->schedule.scenario, "gone");
}

START_TEST(replays_that_fail)
{
	run("run boot -q $I", 1);
	change_schedule("image", other_image);
	run("replay image $I", 2);
	expect("The schedule was recorded with image 'image_double' (0), but this is image 'image_double' (");
	change_schedule("decision", other_decision);
	run("replay decision $I", 3);
	expect("replay diverged at decision 0: the schedule has ");
	change_schedule("fewer", fewer_decisions);
	run("replay fewer $I", 3);
	expect("diverged");
	change_schedule("scenario", other_scenario);
	run("replay scenario $I", 2);
	expect("There is no scenario 'gone'");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("simctl runs");
	TCase *tcase = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, passes);
	tcase_add_test(tcase, unit_test_fails);
	tcase_add_test(tcase, nothing_selected);
	tcase_add_test(tcase, crash);
	tcase_add_test(tcase, trap);
	tcase_add_test(tcase, deadlock);
	tcase_add_test(tcase, limit);
	tcase_add_test(tcase, finding);
	tcase_add_test(tcase, replay_line);
	tcase_add_test(tcase, same_output_twice);
	tcase_add_test(tcase, seeds);
	tcase_add_test(tcase, out_folders);
	tcase_add_test(tcase, full_disk);
	tcase_add_test(tcase, json_and_ktap);
	tcase_add_test(tcase, replays_that_fail);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
