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

/* The command that makes the run again says all that the run depends on. */
START_TEST(run_is_told_with_its_flags)
{
	run("$E --option suites=crash --runs 1 --checks=-dma,-leak --timeout 5",
	    1);
	expect("--timeout 5 --option suites=crash");
	expect(" --checks=-leak,-dma\n");
	run("$E --option suites=crash --runs 1", 1);
	ck_assert_ptr_null(strstr(said, "--checks"));
	/* the image is a file, and the folder is two words */
	run("eval \"$($E --option suites=crash --runs 1 --out 'a b' | grep ' replay ') -q\"",
	    1);
	expect("kunit: 1 finding");
	/* a story beside the suites, whose option it does not know */
	run("$E boot --runs 2 --option suites=pass", 1);
	expect(" run boot ");
	run("$S replay sim-out/boot-*/schedule -q --image $SIM_DOUBLE", 1);
}
END_TEST

START_TEST(finding_is_told_once)
{
	run("$E --option suites=crash --runs 30 --jobs 4", 1);
	expect("FOUND  null-deref: NULL pointer dereference");
	expect("30 of 30 runs (100 %)");
	expect(" 1 finding, 0 known\n");
	run("ls -d sim-out/kunit-* | wc -l", 0);
	expect("1\n");
	run("$S replay $(ls sim-out/kunit-*/schedule | head -n 1) --image $SIM_DOUBLE",
	    1);
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
	run("sed 's/$/\\r/; 1i \\ \\t ' known >crlf; cat -A crlf; $E --option suites=crash --runs 8 --baseline crlf", 0);
	expect(" 0 findings, 1 known\n");
	run("$E --option suites=deadlock --runs 8 --baseline known", 1);
	expect("FOUND  deadlock");
	run("$E --option suites=deadlock --runs 8 --write-baseline more >/dev/null; $E --option suites=crash --runs 8 --baseline known --baseline more --baseline known --write-baseline all && grep -c '^[^#]' all",
	    0);
	expect(" 0 findings, 1 known\n2\n");
}
END_TEST

START_TEST(bad_baseline)
{
	run("head -c 3000 /dev/urandom >b; $E --baseline b", 2);
	run("echo nonsense >b; $E --baseline b", 2);
	expect("Line 1 of the baseline file 'b' is not a signature: ");
	run("printf 'deadlock: x\\n\\n#\\ndeadlocks: x\\n' >b; $E --baseline b",
	    2);
	expect("Line 4 ");
	run("printf 'warn: a\\0b\\n' >b; $E --baseline b", 2);
	expect("is not text");
	run("$E --baseline absent", 2);
	run("$E --baseline /dev/zero", 2);
	expect("File too large");
	run(": >b; $E --option suites=pass --runs 2 --baseline b", 0);
}
END_TEST

static json_t *json_said(void)
{
	json_t *all = json_loads(said, 0, NULL);

	ck_assert_msg(all != NULL, "%s", said);
	return all;
}

START_TEST(json_tells_how_it_went)
{
	json_t *all;

	run("$E --option suites=crash --runs 5 --json", 1);
	all = json_said();
	ck_assert(json_real_value(json_object_get(all, "runs_per_second")) > 0);
	ck_assert(json_real_value(json_object_get(all, "cpu_seconds")) > 0);
	ck_assert(json_is_real(json_object_get(all, "last_new_seconds")));
	ck_assert(json_is_null(json_object_get(all, "shard")));
	ck_assert_int_gt(json_integer_value(json_object_get(all,
							    "interleavings")), 0);
	json_decref(all);
	run("$E --option suites=pass --runs 5 --json", 0);
	all = json_said();
	ck_assert(json_is_null(json_object_get(all, "last_new_seconds")));
	json_decref(all);
}
END_TEST

static void hash_of(const char *words, char hash[20])
{
	json_t *all;

	run(words, 1);
	all = json_said();
	snprintf(hash, 20, "%s", json_string_value(json_object_get(all,
								   "hash")));
	json_decref(all);
}

/* A booted machine that is kept changes no run, nor does who makes it. */
START_TEST(same_as_fresh)
{
	char fresh[20], kept[20], other[20];

	hash_of("$E --option suites=crash --runs 40 --json --jobs 2 --fresh",
		fresh);
	hash_of("$E --option suites=crash --runs 40 --json --jobs 1", kept);
	ck_assert_str_eq(fresh, kept);
	hash_of("$E --option suites=crash --runs 40 --json --jobs 3", kept);
	ck_assert_str_eq(fresh, kept);
	hash_of("$E --option suites=crash --runs 40 --json --seed 2", other);
	ck_assert_str_ne(fresh, other);
}
END_TEST

static long runs_of_part(const char *shard)
{
	char words[200];
	json_t *all;
	long runs;

	snprintf(words, sizeof(words),
		 "$E --option suites=pass --runs 40 --shard %s --jobs 2 --json",
		 shard);
	run(words, 0);
	all = json_said();
	runs = json_integer_value(json_object_get(all, "runs"));
	ck_assert_str_eq(json_string_value(json_object_get(all, "shard")),
			 shard);
	json_decref(all);
	return runs;
}

/* The first run of a shard that fails names its seed. */
START_TEST(shards_make_the_whole)
{
	long runs[3] = { runs_of_part("1/3"), runs_of_part("2/3"),
			 runs_of_part("3/3") };

	for (int i = 0; i < 3; i++)
		ck_assert_int_ge(runs[i], 13);
	ck_assert_int_eq(runs[0] + runs[1] + runs[2], 40);
	run("for i in 1 2 3 4 5; do $E --option suites=crash --seed 7 --runs 5 --shard $i/5 --jobs 1; done | sed -n 's/.* seed \\([0-9]*\\),.*/\\1/p' | sort -n | paste -sd' '",
	    0);
	expect("7 8 9 10 11\n");
	run("for i in 1 2 3; do $E --option suites=pass --runs 2 --shard $i/3; echo code $?; done | grep -c 'code 4'",
	    0);
	expect("1\n");
}
END_TEST

START_TEST(baseline_is_written)
{
	run("$E --option suites=crash --runs 3 --write-baseline new; cat new",
	    0);
	expect("# NULL pointer dereference");
	expect("\nnull-deref: NULL pointer dereference");
	run("sed -i '/^null-deref/i # issue 42' new; $E --option suites=deadlock --runs 3 --baseline new --write-baseline new",
	    1);
	run("$E --option suites=crash --runs 3 --baseline new", 0);
	run("$E --option suites=deadlock --runs 3 --baseline new", 0);
	run("grep -v '^#' new | grep . >lines; sort -c lines && wc -l <lines",
	    0);
	expect("2\n");
	run("grep -B1 '^null-deref' new", 0);
	expect("# issue 42\n");
	run("$E --runs 1 --write-baseline /proc/no/file", 2);
	expect("Cannot write '/proc/no/file'");
}
END_TEST

START_TEST(ends_at_the_first)
{
	run("$E --option suites=crash --duration 50 --until warn,null-deref --jobs 1",
	    1);
	expect("explore: 1 runs in ");
	run("$E --option suites=pass --cpu-time 0.2 --jobs 1", 0);
	run("$E --option suites=crash --runs 6 --until any --until-text elsewhere --jobs 1",
	    1);
	expect("explore: 6 runs in ");
	run("$E --option suites=crash --runs 6 --until any --until-text pointer --jobs 1",
	    1);
	expect("explore: 1 runs in ");
	run("$E --option suites=crash --runs 7 --until deadlock --jobs 1", 1);
	expect("explore: 7 runs in ");
	run("$E --option suites=crash --runs 7 --write-baseline b >x; $E --option suites=crash --runs 7 --until any --baseline b",
	    0);
	expect("explore: 7 runs in ");
}
END_TEST

START_TEST(bad_options)
{
	static const char *const bad[] = {
		"--runs 0", "--runs -1", "--runs x", "--jobs 0", "--jobs 257",
		"--duration 0", "--cpu-time -1", "--duration nan", "--run-limit -1",
		"--strategy pct:0", "--seed -1", "--gdb", "--ktap",
		"--schedule s", "no-such-scenario", "--image /absent",
		"--out /dev/null/x", "--shard 0/3", "--shard 4/3", "--shard 1",
		"--shard 1/3x", "--shard -1/3", "--shard ''", "--until nothing",
		"--until warn,", "--write-baseline /absent/file",
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
	expect("seed 1, strategy random: the run took more than 0.3 s and was ended");
	expect("seed 2, strategy random: the run took more than 0.3 s and was ended");
	/* what makes it again, as it leaves no schedule */
	expect(" --seed 2 --strategy random --option suites=spin\n");
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

/* Runs die again and again; what the others find is told, and on disk. */
START_TEST(killed_runs_lose_no_finding)
{
	run("$E --option suites=crash --duration 2 --jobs 2 & for i in 1 2 3 4 5 6 7 8; do sleep 0.1; kill -KILL $(cat /proc/$!/task/$!/children); done; wait $!",
	    1);
	expect("FOUND  null-deref");
	run("$S replay $(ls sim-out/kunit-*/schedule | head -n 1) --image $SIM_DOUBLE",
	    1);
}
END_TEST

START_TEST(killed_supervisor_loses_no_schedule)
{
	run("$E --option suites=crash --duration 60 & sleep 1; kill -KILL $!; wait $!",
	    137);
	run("$S replay $(ls sim-out/kunit-*/schedule | head -n 1) --image $SIM_DOUBLE",
	    1);
	expect("FOUND  null-deref");
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

/* timeout(1) signals the whole group: it is no fault of the runs'. */
START_TEST(signal_to_all_is_no_fault)
{
	run("timeout 2 $E --option suites=spin --jobs 2", 124);
	expect(", interrupted\n");
	ck_assert_ptr_null(strstr(said, "killed by signal"));
	run("env --default-signal=HUP $E --option suites=crash --duration 60 & sleep 1; kill -HUP $!; wait $!",
	    1);
	expect("FOUND  null-deref");
	expect(", interrupted\n");
	run("trap '' HUP; $E --option suites=pass --duration 1 & sleep 0.5; kill -HUP $!; wait $!",
	    0);
	ck_assert_ptr_null(strstr(said, "interrupted"));
}
END_TEST

START_TEST(second_interrupt_does_not_wait)
{
	run("$E --option suites=spin --jobs 2 & sleep 0.5; kill -TERM $!; sleep 0.2; kill -TERM $!; wait $!",
	    4);
	expect(", interrupted\n");
	expect("No run was made: it was interrupted");
}
END_TEST

/* No file may have a byte: the finding is told all the same. */
START_TEST(full_disk_loses_no_finding)
{
	run("ulimit -f 0; $E --option suites=crash --runs 8 --write-baseline b --json=j",
	    1);
	expect("FOUND  null-deref");
	expect("8 of 8 runs");
	expect("Cannot write 'b'");
	expect("Cannot write 'j'");
	run("test ! -e b && test ! -e j", 0);
}
END_TEST

/* The number that @words stand behind in what was said. */
static int number_after(const char *words)
{
	const char *at = strstr(said, words);

	ck_assert_msg(at != NULL, "no '%s' in:\n%s", words, said);
	return atoi(at + strlen(words));
}

/* A search ends by itself, and needs the preemption that the bug needs. */
START_TEST(search_ends)
{
	int all, bounded;

	run("$E --option suites=race --strategy dfs:0 --cpus 2", 0);
	bounded = number_after("search: ");
	expect("there are no others with at most 0 preemptions");
	run("$E --option suites=race --strategy dfs:1 --cpus 2", 1);
	expect("an update was lost");
	ck_assert_int_lt(bounded, number_after("search: "));
	bounded = number_after("search: ");
	run("$S replay $(ls -d sim-out/kunit-*)/schedule -q --image ${SIM_DOUBLE:-none}",
	    1);
	run("$E --option suites=race --strategy dfs --cpus 2", 1);
	expect("there are no others\n");
	all = number_after("search: ");
	ck_assert_int_lt(bounded, all);
	run("$E --option suites=race --strategy dfs:por --cpus 2", 1);
	expect("there are no others\n");
	ck_assert_int_lt(number_after("search: "), all);
	run("$E --option suites=race --strategy dfs --runs 2 --cpus 2 --json",
	    0);
	expect("\"executions\": 2");
	expect("\"exhausted\": false");
	run("$E --strategy dfs:x", 2);
	expect("There is no strategy 'dfs:x'");
	run("$E kunit --strategy dfs", 2);
	expect("is of one scenario");
}
END_TEST

/* Each finding's schedule is minimised afterwards; one preemption is needed. */
START_TEST(findings_are_minimised)
{
	run("$E --option suites=race --strategy random --runs 100 --cpus 2 --minimize=20",
	    1);
	expect("an update was lost");
	expect("schedule.min --image ");
	ck_assert_int_le(number_after("       in "), 3);
	run("$S replay $(ls -d sim-out/kunit-*)/schedule.min -q --image ${SIM_DOUBLE:-none}",
	    1);
	run("$S minimize sim-out/kunit-*/schedule -q -o m --image $SIM_DOUBLE --checks=-dma", 0);
	expect(" replay m --image ");
	expect(" --checks=-dma\n");
	run("cat sim-out/kunit-*/schedule.min.txt", 0);
	expect("1 preemption;");
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
	tcase_add_test(t, run_is_told_with_its_flags);
	tcase_add_test(t, finding_is_told_once);
	tcase_add_test(t, same_as_fresh);
	tcase_add_test(t, json_has_it_all);
	tcase_add_test(t, baseline_is_no_news);
	tcase_add_test(t, bad_baseline);
	tcase_add_test(t, json_tells_how_it_went);
	tcase_add_test(t, shards_make_the_whole);
	tcase_add_test(t, baseline_is_written);
	tcase_add_test(t, ends_at_the_first);
	tcase_add_test(t, bad_options);
	tcase_add_test(t, endless_run_is_ended);
	tcase_add_test(t, faults_are_told);
	tcase_add_test(t, killed_run_is_survived);
	tcase_add_test(t, killed_runs_lose_no_finding);
	tcase_add_test(t, killed_supervisor_loses_no_schedule);
	tcase_add_test(t, interrupt_keeps_findings);
	tcase_add_test(t, signal_to_all_is_no_fault);
	tcase_add_test(t, second_interrupt_does_not_wait);
	tcase_add_test(t, full_disk_loses_no_finding);
	tcase_add_test(t, search_ends);
	tcase_add_test(t, findings_are_minimised);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
