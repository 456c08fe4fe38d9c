// SPDX-License-Identifier: GPL-2.0-only
/*
 * command_kunit.c: `simctl kunit [GLOB]`, the kernel's own unit tests that the
 * image contains, under the seed like any run. The result is KTAP.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "sim/scenario.h"

static struct {
	const struct sim_image_ops *image;
	const char *glob;
	struct sim_ktap_case *cases;
	size_t count, room;
	int ret;
	bool printed;			/* by the command, as KTAP */
} kunit;

static char *copy_of(const char *text)
{
	return text ? strdup(text) : NULL;
}

static void take_result(const struct sim_kunit_result *result, void *arg)
{
	(void)arg;
	if (kunit.count == kunit.room) {
		size_t room = kunit.room ? 2 * kunit.room : 64;
		struct sim_ktap_case *more;

		more = realloc(kunit.cases, room * sizeof(*more));
		if (!more)
			return;
		kunit.cases = more;
		kunit.room = room;
	}
	kunit.cases[kunit.count++] = (struct sim_ktap_case) {
		.suite = strdup(result->suite ?: "?"),
		.name = strdup(result->name ?: "?"),
		.parameter = copy_of(result->parameter),
		.message = copy_of(result->message),
		.status = result->status,
	};
}

/* Of an earlier run in this process. */
static void forget_results(void)
{
	for (size_t i = 0; i < kunit.count; i++) {
		struct sim_ktap_case *c = &kunit.cases[i];

		free((char *)c->suite);
		free((char *)c->name);
		free((char *)c->parameter);
		free((char *)c->message);
	}
	kunit.count = 0;
}

static void kunit_story(void)
{
	forget_results();
	kunit.ret = kunit.image->kunit_run(kunit.glob, take_result, NULL);
	/* where nobody prints results, what failed is a finding */
	for (size_t i = 0; !kunit.printed && i < kunit.count; i++)
		sim_expect(kunit.cases[i].status != 1,
			   "the unit test %s of %s failed",
			   kunit.cases[i].name, kunit.cases[i].suite);
}

static bool any_suites(const char *value)
{
	return *value;
}

static const struct sim_scenario_option kunit_options[] = {
	{ "suites", "a pattern of suites' names", any_suites },
	{ 0 }
};

const struct sim_scenario sim_cli_kunit_scenario = {
	.name = "kunit",
	.help = "the kernel's own unit tests",
	.story = kunit_story,
	.options = kunit_options,
	.bare = true,
};

const char *sim_cli_suites(const struct sim_cli_flags *flags)
{
	for (int i = 0; i < flags->option_count; i++)
		if (!strncmp(flags->options[i], "suites=", 7))
			return flags->options[i] + 7;
	return NULL;
}

void sim_cli_kunit_set(const struct sim_image_ops *image, const char *glob)
{
	kunit.image = image;
	kunit.glob = glob;
}

struct words {
	struct sim_cli_flags flags;
	const char *glob;
	char option[256];
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct words *words = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &words->flags;
		state->child_inputs[1] = &words->flags;
		return 0;
	case ARGP_KEY_ARG:
		if (words->glob)
			argp_error(state, "one glob at a time: '%s' is too much",
				   arg);
		words->glob = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {
	{ .argp = &sim_cli_run_argp }, { .argp = &sim_cli_output_argp }, { 0 }
};

static const struct argp argp = {
	.parser = parse,
	.args_doc = "[GLOB]",
	.doc = "Runs the KUnit suites whose names match GLOB (default: all) "
	       "and prints KTAP.",
	.children = children,
};

/* A run that ends early has results of its own, or readers would see none. */
static void add_trouble(const struct sim_session *session)
{
	struct sim_kunit_result result = { .suite = "libsim", .status = 1 };
	char message[1024];

	for (int i = 0; i < session->findings.count; i++) {
		result.name = sim_kind_name(session->findings.items[i].kind);
		result.message = session->findings.items[i].title;
		take_result(&result, NULL);
	}
	if (!sim_report_message(&session->report, message, sizeof(message)))
		return;
	result.name = sim_outcome_name(session->result.outcome);
	result.message = message;
	take_result(&result, NULL);
}

static void count_results(size_t count[3])
{
	for (size_t i = 0; i < kunit.count; i++)
		count[kunit.cases[i].status == 1 ? 1 :
		      kunit.cases[i].status == 2 ? 2 : 0]++;
}

/* Each line of @text behind a "# ", which KTAP's readers pass on. */
static void print_diagnosis(const char *text)
{
	while (*text) {
		int n = strcspn(text, "\n");

		printf("# %.*s\n", n, text);
		text += n + (text[n] == '\n');
	}
}

static void print_findings(struct sim_session *session)
{
	char *text = NULL, message[1024];
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);

	if (!out)
		return;
	session->report.color = false;
	for (int i = 0; i < session->findings.count; i++) {
		if (session->flags->verbosity >= 0)
			sim_splat_print(out, &session->report,
					&session->findings.items[i]);
		else
			fprintf(out, "%s\n", session->findings.items[i].title);
	}
	if (session->result.outcome > SIM_FOUND &&
	    sim_report_message(&session->report, message, sizeof(message)))
		fprintf(out, "%s\n", message);
	if (session->result.outcome != SIM_PASSED)
		sim_replay_line_print(out, &session->report);
	fclose(out);
	print_diagnosis(text);
	free(text);
}

static int judge(struct sim_session *session, const struct words *words,
		 int ret)
{
	size_t count[3] = { 0 };

	add_trouble(session);
	count_results(count);
	if (words->flags.verbosity < 0)
		printf("kunit: %zu passed, %zu failed, %zu skipped\n",
		       count[0], count[1], count[2]);
	else if (kunit.count)
		sim_ktap_print(stdout, kunit.cases, kunit.count);
	print_findings(session);
	if (ret == SIM_EXIT_PASSED && !kunit.count) {
		sim_cli_complain("No suite of the image matches '%s'.",
				 words->glob ?: "*");
		return SIM_EXIT_NOTHING;
	}
	return ret == SIM_EXIT_PASSED && count[1] ? SIM_EXIT_FOUND : ret;
}

static int run_suites(struct sim_session *session, const struct words *words)
{
	int ret;

	sim_session_run(session);
	ret = sim_session_finish(session);
	return session->result.outcome == SIM_REFUSED ? ret :
	       judge(session, words, ret);
}

/* Flags of stories that mean nothing to suites. */
static int check_flags(const struct sim_cli_flags *flags)
{
	const struct sim_scenario *scenario = &sim_cli_kunit_scenario;

	if (!flags->device && !flags->json)
		return sim_cli_check_options(flags, &scenario, 1);
	sim_cli_complain(flags->json ? "kunit does not take --json: it prints KTAP." :
			 "kunit does not take --device: its suites have no device.");
	return SIM_EXIT_USAGE;
}

int sim_command_kunit(int argc, char **argv, const char *command)
{
	static struct sim_session session;
	struct words words = { 0 };
	int ret = sim_cli_flags_init(&words.flags, command);

	if (ret)
		return ret;
	argp_parse(&argp, argc, argv, 0, NULL, &words);
	session.flags = &words.flags;
	session.quiet_result = true;
	kunit.printed = true;
	if (words.glob) {
		snprintf(words.option, sizeof(words.option), "suites=%s",
			 words.glob);
		words.flags.options[words.flags.option_count++] = words.option;
	}
	ret = check_flags(&words.flags) ?: sim_session_prepare(&session, "kunit");
	if (!ret && words.flags.gdb)
		return sim_cli_gdb(argc, argv);
	ret = ret ?: sim_session_open_image(&session);
	ret = ret ?: run_suites(&session, &words);
	sim_session_close(&session);
	return ret;
}
