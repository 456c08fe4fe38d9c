// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/report */
/*
 * test_cli_words.c: the built simctl, called with words that cannot work: each
 * gets one sentence on standard error and its exit code. No image is needed:
 * XDG_CACHE_HOME is an empty folder.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/report.h"

static char folder[64], said[8192];

/* Runs `simctl WORDS`; both outputs go to @said. */
static int simctl(const char *words)
{
	char command[1024];
	FILE *out;
	size_t n;

	snprintf(command, sizeof(command),
		 "cd %s && XDG_CACHE_HOME=%s/cache ${SIMCTL:-simctl} %s 2>&1",
		 folder, folder, words);
	out = popen(command, "r");
	ck_assert_ptr_nonnull(out);
	n = fread(said, 1, sizeof(said) - 1, out);
	said[n] = '\0';
	return WEXITSTATUS(pclose(out));
}

static void expect(const char *words, int code, const char *sentence)
{
	int got = simctl(words);

	ck_assert_msg(got == code, "simctl %s: exit %d, not %d:\n%s", words,
		      got, code, said);
	ck_assert_msg(strstr(said, sentence) != NULL,
		      "simctl %s: no '%s' in:\n%s", words, sentence, said);
}

static void setup(void)
{
	strcpy(folder, "/tmp/test_cli.XXXXXX");
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

START_TEST(help)
{
	expect("--help", 0, "Exit: 0 passed, 1 a finding, 2 wrong use");
	expect("run --help", 0, "--strategy=NAME");
	expect("replay --help", 0, "FILE");
	expect("kunit --help", 0, "GLOB");
	expect("bench --help", 0, "median");
	expect("image list --help", 0, "Usage: simctl image list");
	expect("image rm --help", 0, "Usage: simctl image rm");
	expect("--version", 0, "simctl ");
}
END_TEST

START_TEST(usage)
{
	expect("", 2, "Usage: simctl");
	expect("fly", 2, "there is no command 'fly'");
	expect("run", 2, "which scenario?");
	expect("run a b", 2, "one scenario at a time: 'b'");
	expect("run no-such", 2, "There is no scenario 'no-such'");
	expect("replay", 2, "which schedule file?");
	expect("run boot --fly", 2, "unrecognized option");
	expect("run boot --seed ten", 2, "--seed takes a number");
	expect("run boot --seed -1", 2, "--seed takes a number");
	expect("run boot --seed 99999999999999999999", 2, "--seed takes");
	expect("run boot --cpus 9", 2, "--cpus takes 1 to 8");
	expect("run boot --timeout never", 2, "--timeout takes virtual seconds");
	expect("run boot --option novalue", 2, "--option takes KEY=VALUE");
	expect("run boot --color=red", 2, "--color takes auto");
	expect("run boot --json --ktap", 2, "cannot both go to standard output");
	expect("list dogs", 2, "there are no 'dogs' to list");
	expect("bench fly", 2, "there is no benchmark 'fly'");
	expect("bench boot --runs 3", 2, "--runs takes 10 to 1000");
	expect("bench table", 2, "table needs a file");
	expect("bench csv", 2, "csv needs a file");
	expect("bench csv /dev/null", 2, "Cannot use the figures");
	expect("bench table /dev/null", 2, "Cannot use the figures");
	expect("bench boot --compare /dev/null", 2, "Cannot use the figures");
	expect("bench boot --compare none", 2, "No such file");
	expect("image dogs", 2, "there is no 'dogs'; there are build");
	expect("minimize x --ktap", 2, "minimize does not take --ktap");
	expect("minimize x --schedule y", 2, "--output says where");
	expect("kunit --device uac2-dac", 2, "kunit does not take --device");
	expect("kunit --json=f", 2, "kunit does not take --json");
	expect("kunit --option a=b", 2, "has no option 'a'; it has suites");
	expect("explore boot --run-limit 1e9", 2, "at most 100000000, not");
	expect("explore boot --write-baseline .", 2, "Is a directory");
	expect("explore boot --write-baseline=", 2, "its name is empty");
	expect("run boot --json=.", 2, "Is a directory");
	expect("run boot --schedule=.", 2, "Is a directory");
	expect("explore boot --until nothing", 2, "there are any, deadlock,");
	expect("explore boot --until-text x", 2, "--until-text needs --until");
	expect("bench list", 0, "boot ");
	expect("help", 0, "Commands:");
	expect("help minimize", 0, "--replays=N");
	expect("help nonsense", 2, "there is no command 'nonsense'");
}
END_TEST

START_TEST(bisect)
{
	expect("run no-such --bisect", 125, "There is no scenario");
	expect("run boot --seed ten --bisect", 125, "--seed takes a number");
	expect("replay none --bisect", 125, "No such file");
}
END_TEST

START_TEST(no_image)
{
	expect("run boot", 2, "There is no image yet");
	expect("run boot --image 9.9-fast", 2, "There is no image");
	expect("run boot --image ./none.so", 2, "Cannot read the image './none.so'");
	expect("kunit", 2, "There is no image yet");
	expect("bench boot", 4, "skipped. There is no fast image: `simctl image build --flavour fast`");
	expect("list images", 0, "There is no image yet");
	expect("bench boot --image none", 2, "There is no image");
}
END_TEST

START_TEST(bad_environment)
{
	setenv("SIM_SEED", "many", 1);
	expect("run boot", 2, "SIM_SEED is 'many'");
	unsetenv("SIM_SEED");
	setenv("SIM_OUT", "/dev/null/x", 1);
	expect("run boot", 2, "Cannot write to the output folder '/dev/null/x'");
	unsetenv("SIM_OUT");
}
END_TEST

START_TEST(bad_folder)
{
	expect("run boot --out /proc/none", 2,
	       "Cannot write to the output folder '/proc/none'");
	expect("run boot --out=", 2, "its name is empty");
	expect("run boot --schedule none/x", 2, "Cannot write");
	expect("run boot --schedule x --json=none/x", 2, "Cannot write");
	expect("bench boot --json=none/x", 2, "Cannot write");
}
END_TEST

static void put(const char *name, const void *data, size_t bytes)
{
	char path[100], error[200];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	ck_assert_msg(!sim_host_file_replace(path, data, bytes, error,
					     sizeof(error)), "%s", error);
}

START_TEST(bad_device)
{
	static const unsigned char cut[] = { 0x12, 0x01, 0x00, 0x02, 0x00 };
	static const unsigned char zero[18 + 9] = { 0x12, 0x01, 0x00, 0x02 };

	expect("run boot --device none", 2, "none");
	put("empty", "", 0);
	expect("run boot --device empty", 2, "empty");
	put("cut", cut, sizeof(cut));
	expect("run boot --device cut", 2, "cut");
	put("zero", zero, sizeof(zero));
	expect("run boot --device zero", 2, "zero");
	expect("run boot --device /", 2, "--device / cannot be read: Is a dir");
	expect("run boot --device uac2-dac --device uac1-headset", 2,
	       "Scenario 'boot' has one device");
	expect("run chaos --device uac2-dac --device none", 2, "none");
	expect("run chaos --device uac2-dac --device uac2-dac --option devices=1",
	       2, "--option devices=1 does not go with that");
	expect("run chaos --device uac2-dac --device uac2-dac --device uac2-dac",
	       2, "once or twice");
}
END_TEST

START_TEST(bad_schedule)
{
	struct sim_schedule_file file = {
		.schedule = { .scenario = "boot", .strategy = "random",
			      .image_name = "7.3-check", .image_id = "0" },
	};
	char path[100], error[200], *data;
	size_t n;

	snprintf(path, sizeof(path), "%s/good", folder);
	ck_assert_int_eq(sim_schedule_file_write(path, &file, error,
						 sizeof(error)), 0);
	data = sim_host_file_read(path, &n, error, sizeof(error));
	put("cut", data, n - 1);
	data[n - 1] ^= 1;
	put("corrupt", data, n);
	put("other", "libsim schedule 7\n\n", 19);
	put("text", "hello, this is no schedule\n", 27);
	put("fake.so", "not an image", 12);
	free(data);
	expect("replay none", 2, "No such file");
	expect("replay cut", 2, "is cut short");
	expect("replay corrupt", 2, "is corrupt");
	expect("replay other", 2, "has version 7");
	expect("replay text", 2, "is not a schedule");
	expect("replay good --image ./fake.so", 2,
	       "recorded with image '7.3-check' (0), but this is image 'fake'");
}
END_TEST

START_TEST(not_an_image)
{
	put("fake.so", "not an image", 12);
	expect("run boot --image ./fake.so", 2, "cannot load image");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("simctl words");
	TCase *tcase = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, help);
	tcase_add_test(tcase, usage);
	tcase_add_test(tcase, bisect);
	tcase_add_test(tcase, no_image);
	tcase_add_test(tcase, bad_environment);
	tcase_add_test(tcase, bad_folder);
	tcase_add_test(tcase, bad_device);
	tcase_add_test(tcase, bad_schedule);
	tcase_add_test(tcase, not_an_image);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
