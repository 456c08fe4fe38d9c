// SPDX-License-Identifier: GPL-2.0-only
/*
 * run-suites.c: run the tree's own KUnit suites and hand each outcome over.
 *
 * The executor and everything below it is genuine lib/kunit. What is added
 * here is what debugfs would do: a log per case, from which the message of a
 * failure and the outcomes of a parameterised case's parameters are read.
 * Outcomes are handed over at the end of their suite.
 */
#include <kunit/test.h>
#include <linux/glob.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "sim-image.h"

#include <../lib/kunit/string-stream.h>

extern struct kunit_suite * const __kunit_suites_start[];
extern struct kunit_suite * const __kunit_suites_end[];

struct sim_kunit_run {
	void (*done)(const struct sim_kunit_result *result, void *arg);
	void *arg;
	int failed;
};

static int sim_kunit_status(enum kunit_status status)
{
	switch (status) {
	case KUNIT_SUCCESS:
		return 0;
	case KUNIT_SKIPPED:
		return 2;
	default:
		return 1;
	}
}

static void sim_kunit_report(struct sim_kunit_run *run,
			     const struct kunit_suite *suite,
			     const struct kunit_case *test, int status,
			     const char *parameter, const char *message)
{
	struct sim_kunit_result result = {
		.suite = suite->name,
		.name = test->name,
		.parameter = parameter,
		.status = status,
		.message = message,
	};

	run->done(&result, run->arg);
}

/*
 * A parameter's outcome is a line like "        ok 3 some name" or
 * "        not ok 3 some name # SKIP why"; returns its status or -1.
 */
static int sim_kunit_parse_parameter(char *line, char **name, char **reason)
{
	char *text = skip_spaces(line);
	int status = 0;

	if (text - line < 8)
		return -1;
	if (!strncmp(text, "not ", 4)) {
		status = 1;
		text += 4;
	}
	if (strncmp(text, "ok ", 3))
		return -1;
	text = strchr(text + 3, ' ');
	if (!text)
		return -1;
	*name = text + 1;
	*reason = strstr(*name, " # SKIP");
	if (*reason) {
		**reason = '\0';
		*reason += strlen(" # SKIP");
		status = 2;
	}
	return status;
}

static void sim_kunit_parameters(struct sim_kunit_run *run,
				 const struct kunit_suite *suite,
				 const struct kunit_case *test, char *log)
{
	char *line, *name, *reason;

	while ((line = strsep(&log, "\n"))) {
		int status = sim_kunit_parse_parameter(line, &name, &reason);

		if (status >= 0)
			sim_kunit_report(run, suite, test, status, name,
					 reason ?: "");
	}
}

/* A case that passed needs no message; its log may be long. */
static void sim_kunit_case_done(struct sim_kunit_run *run,
				const struct kunit_suite *suite,
				struct kunit_case *test)
{
	int status = sim_kunit_status(test->status);
	char *log = NULL, *lines;

	if (test->log)
		log = string_stream_get_string(test->log);
	if (log && test->generate_params) {
		lines = kstrdup(log, GFP_KERNEL);
		if (lines)
			sim_kunit_parameters(run, suite, test, lines);
		kfree(lines);
	}
	sim_kunit_report(run, suite, test, status, NULL,
			 status && log ? log : "");
	kfree(log);
	if (status == 1)
		run->failed++;
}

#ifndef SIM_FLAVOUR
#define SIM_FLAVOUR ""
#endif

#define SIM_TIME_STANDS	"spins until time has gone by; virtual time does not"
#define SIM_TOO_LONG	"some 10^8 accesses, each a decision point here"

/*
 * Cases that cannot pass on a machine whose time moves only while nobody can
 * run, in all images or in those of one flavour. LIMITS.md tells of each.
 */
static const struct sim_kunit_exclusion {
	const char *suite, *name, *flavour, *reason;
} sim_kunit_exclusions[] = {
	{ "lib_ratelimit", "test_ratelimit_stress", NULL, SIM_TIME_STANDS },
	{ "string", "string_test_memset16", "check", SIM_TOO_LONG },
	{ "string", "string_test_memset32", "check", SIM_TOO_LONG },
	{ "string", "string_test_memset64", "check", SIM_TOO_LONG },
};

static const struct sim_kunit_exclusion *sim_kunit_find(const char *suite,
							const char *name)
{
	const struct sim_kunit_exclusion *e;

	for (e = sim_kunit_exclusions;
	     e < sim_kunit_exclusions + ARRAY_SIZE(sim_kunit_exclusions); e++)
		if ((!suite || !strcmp(e->suite, suite)) &&
		    !strcmp(e->name, name) &&
		    (!e->flavour || !strcmp(e->flavour, SIM_FLAVOUR)))
			return e;
	return NULL;
}

static void sim_kunit_skip(struct kunit *test)
{
	kunit_skip(test, "%s", sim_kunit_find(NULL, test->name)->reason);
}

static void sim_kunit_exclude(struct kunit_suite *suite)
{
	struct kunit_case *test;

	kunit_suite_for_each_test_case(suite, test)
		if (sim_kunit_find(suite->name, test->name))
			test->run_case = sim_kunit_skip;
}

/* The logs that kunit_debugfs_create_suite() would make. */
static void sim_kunit_add_logs(struct kunit_suite *suite)
{
	struct kunit_case *test;

	kunit_suite_for_each_test_case(suite, test) {
		struct string_stream *log = alloc_string_stream(GFP_KERNEL);

		if (IS_ERR_OR_NULL(log))
			continue;
		string_stream_set_append_newlines(log, true);
		test->log = log;
	}
}

static void sim_kunit_remove_logs(struct kunit_suite *suite)
{
	struct kunit_case *test;

	kunit_suite_for_each_test_case(suite, test) {
		if (test->log)
			string_stream_destroy(test->log);
		test->log = NULL;
	}
}

static int sim_kunit_suite_run(struct sim_kunit_run *run,
			       struct kunit_suite *suite)
{
	struct kunit_suite *const suites[] = { suite };
	struct kunit_case *test;
	int error;

	sim_kunit_exclude(suite);
	sim_kunit_add_logs(suite);
	error = __kunit_test_suites_init(suites, 1, true);
	if (!error)
		kunit_suite_for_each_test_case(suite, test)
			sim_kunit_case_done(run, suite, test);
	sim_kunit_remove_logs(suite);
	return error;
}

/**
 * sim_kunit_run() - run suites and report each case
 * @glob: pattern of suite names, NULL for all
 * @done: called for each parameter and then for each case, in order
 * @arg: for @done
 *
 * A parameterised case is reported once per parameter with @parameter set,
 * and then, as any case, with @parameter NULL.
 *
 * Return: how many cases failed, or -ENOENT when no suite matches, or the
 * executor's error. Context: user process, may sleep.
 * Source: Documentation/dev-tools/kunit/architecture.rst.
 */
int sim_kunit_run(const char *glob,
		  void (*done)(const struct sim_kunit_result *, void *),
		  void *arg)
{
	struct sim_kunit_run run = { .done = done, .arg = arg };
	struct kunit_suite *const *suite;
	bool found = false;
	int error;

	for (suite = __kunit_suites_start; suite < __kunit_suites_end;
	     suite++) {
		if (glob && !glob_match(glob, (*suite)->name))
			continue;
		found = true;
		error = sim_kunit_suite_run(&run, *suite);
		if (error)
			return error;
	}
	return found ? run.failed : -ENOENT;
}
