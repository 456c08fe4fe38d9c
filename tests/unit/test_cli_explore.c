// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_cli_explore.c: simctl explore from end to end, with an image that
 * holds no kernel (image_double.c).
 */
#include <check.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64], said[1 << 16];

/* Runs a line of shell in @folder; $E explores the image. */
static void run(const char *words, int code)
{
	char command[2048];
	FILE *out;
	size_t n;
	int got;

	snprintf(command, sizeof(command),
		 "cd %s && S=${SIMCTL:-simctl} && E=\"$S explore kunit --image ${SIM_DOUBLE:-none}\" && { %s; } 2>&1",
		 folder, words);
	out = popen(command, "r");
	ck_assert_ptr_nonnull(out);
	n = fread(said, 1, sizeof(said) - 1, out);
	said[n] = '\0';
	got = WEXITSTATUS(pclose(out));
	ck_assert_msg(got == code, "%s: exit %d, not %d:\n%s", words, got,
		      code, said);
}

static void expect(const char *sentence)
{
	ck_assert_msg(strstr(said, sentence) != NULL, "no '%s' in:\n%s",
		      sentence, said);
}

static void setup(void)
{
	strcpy(folder, "/tmp/test_cli_explore.XXXXXX");
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
	run("$E --option suites=pass --runs 30 --jobs 3", 0);
	expect("explore: 30 runs in ");
	expect(" 0 findings, 0 known\n");
	run("test ! -e sim-out", 0);
}
END_TEST

START_TEST(finding_is_told_once)
{
	run("$E --option suites=crash --runs 30 --jobs 4", 1);
	expect("FOUND  null-deref: NULL pointer dereference");
	expect("30 of 30 runs (1e+02 %)");
	expect(" 1 finding, 0 known\n");
	run("ls -d sim-out/kunit-* | wc -l", 0);
	expect("1\n");
	run("$S replay sim-out/kunit-*/schedule --image $SIM_DOUBLE", 1);
	expect("FOUND  null-deref");
}
END_TEST

START_TEST(json_has_it_all)
{
	json_t *all, *first;

	run("$E --option suites=crash --runs 12 --seed 7 --json", 1);
	all = json_loads(said, 0, NULL);
	ck_assert_msg(all != NULL, "%s", said);
	ck_assert_int_eq(json_integer_value(json_object_get(all, "runs")), 12);
	first = json_array_get(json_object_get(all, "findings"), 0);
	ck_assert_int_eq(json_integer_value(json_object_get(first, "count")),
			 12);
	ck_assert_int_eq(json_integer_value(json_object_get(first, "seed")),
			 7);
	ck_assert_str_eq(json_string_value(json_object_get(first, "kind")),
			 "null-deref");
	json_decref(all);
}
END_TEST

START_TEST(baseline_is_no_news)
{
	run("$E --option suites=crash --runs 8 | sed -n 's/^ *signature: //p' >known; echo '# a comment' >>known; cat known; $E --option suites=crash --runs 8 --baseline known", 0);
	expect("known  null-deref");
	expect(" 0 findings, 1 known\n");
	run("$E --option suites=deadlock --runs 8 --baseline known", 1);
	expect("FOUND  deadlock");
}
END_TEST

START_TEST(bad_baseline)
{
	run("head -c 3000 /dev/urandom >b; $E --baseline b", 2);
	run("echo nonsense >b; $E --baseline b", 2);
	expect("Line 1 of the baseline file 'b' is not a signature.");
	run("printf 'deadlock: x\\n\\n#\\ndeadlocks: x\\n' >b; $E --baseline b",
	    2);
	expect("Line 4 ");
	run("printf 'warn: a\\0b\\n' >b; $E --baseline b", 2);
	expect("is not text");
	run("$E --baseline absent", 2);
	run(": >b; $E --option suites=pass --runs 2 --baseline b", 0);
}
END_TEST

START_TEST(bad_options)
{
	static const char *const bad[] = {
		"--runs 0", "--runs -1", "--runs x", "--jobs 0", "--jobs 257",
		"--duration 0", "--duration nan", "--run-limit -1",
		"--strategy pct:0", "--seed -1", "--gdb", "--ktap",
		"--schedule s", "no-such-scenario", "--image /absent",
		"--out /dev/null/x",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char words[100];

		snprintf(words, sizeof(words), "$E --runs 1 %s", bad[i]);
		run(words, 2);
	}
	run("$S explore", 2);
}
END_TEST

START_TEST(endless_run_is_ended)
{
	run("$E --option suites=spin --runs 2 --run-limit 0.3", 3);
	expect("2 were ended");
	expect("the run took more than 0.3 s and was ended");
}
END_TEST

START_TEST(faults_are_told)
{
	run("$E --option suites=trap --runs 9", 3);
	expect("9 runs failed");
	expect("unheard_of_function() is not modelled");
}
END_TEST

/* $! is the supervisor, whose only child is the run. */
START_TEST(killed_run_is_survived)
{
	run("$E --option suites=spin --runs 1 --jobs 1 & sleep 0.5; kill -KILL $(cat /proc/$!/task/$!/children); wait $!",
	    3);
	expect("the run's process was killed by signal 9");
	expect("explore: 1 runs");
}
END_TEST

START_TEST(interrupt_keeps_findings)
{
	run("$E --option suites=crash --duration 60 & sleep 1; kill -INT $!; wait $!",
	    1);
	expect("FOUND  null-deref");
	expect(", interrupted\n");
}
END_TEST

START_TEST(second_interrupt_does_not_wait)
{
	run("$E --option suites=spin --jobs 2 & sleep 0.5; kill -TERM $!; sleep 0.2; kill -TERM $!; wait $!",
	    4);
	expect(", interrupted\n");
}
END_TEST

/* No file may have a byte: the finding is told all the same. */
START_TEST(full_disk_loses_no_finding)
{
	run("trap '' XFSZ; ulimit -f 0; $E --option suites=crash --runs 8", 1);
	expect("FOUND  null-deref");
	expect("8 of 8 runs");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("cli explore");
	TCase *t = tcase_create("explore");
	SRunner *r = srunner_create(s);
	int failed;

	suite_add_tcase(s, t);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, passes);
	tcase_add_test(t, finding_is_told_once);
	tcase_add_test(t, json_has_it_all);
	tcase_add_test(t, baseline_is_no_news);
	tcase_add_test(t, bad_baseline);
	tcase_add_test(t, bad_options);
	tcase_add_test(t, endless_run_is_ended);
	tcase_add_test(t, faults_are_told);
	tcase_add_test(t, killed_run_is_survived);
	tcase_add_test(t, interrupt_keeps_findings);
	tcase_add_test(t, second_interrupt_does_not_wait);
	tcase_add_test(t, full_disk_loses_no_finding);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
