// SPDX-License-Identifier: GPL-2.0-only
/*
 * command_minimize.c: `simctl minimize FILE`, a schedule with the same finding
 * and as little else as can be.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/minimize.h"

#define REPLAYS_DEFAULT	3000
#define RUN_SECONDS	60

enum { KEY_IMAGE = 512, KEY_REPLAYS, KEY_FINDING, KEY_LIMIT, KEY_DURATION,
       KEY_WIDTH };

struct words {
	struct sim_cli_flags flags;
	struct sim_job job;
	const char *path;
	int width;
};

static double parse_number(const char *flag, const char *arg, double least,
			   double most, struct argp_state *state)
{
	double number;

	if (!sim_cli_parse_number(arg, &number) ||
	    !(number >= least && number <= most))
		argp_error(state, "%s takes %g to %g, not '%s'", flag, least,
			   most, arg);
	return number;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct words *words = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &words->flags;
		return 0;
	case KEY_IMAGE:
		words->flags.image = arg;
		return 0;
	case 'o':
		words->job.out = arg;
		return 0;
	case KEY_REPLAYS:
		words->job.replays = parse_number("--replays", arg, 1, 1e9,
						  state);
		return 0;
	case KEY_FINDING:
		words->job.finding = arg;
		return 0;
	case KEY_LIMIT:
		words->job.run_seconds = parse_number("--run-limit", arg, 1,
						      1e6, state);
		return 0;
	case KEY_DURATION:
		words->job.seconds = parse_number("--duration", arg, 0.1, 1e8,
						  state);
		return 0;
	case KEY_WIDTH:
		words->width = parse_number("--width", arg, 40, 1000, state);
		return 0;
	default:
		return sim_cli_parse_schedule(key, arg, state, &words->path);
	}
}

static const struct argp_option options[] = {
	{ "output", 'o', "FILE", 0,
	  "Where the result goes (default: FILE.min)", 1 },
	{ "replays", KEY_REPLAYS, "N", 0, "Most replays (default: 3000)", 1 },
	{ "duration", KEY_DURATION, "SECONDS", 0,
	  "Begin no more replays after this time", 1 },
	{ "run-limit", KEY_LIMIT, "SECONDS", 0,
	  "A replay that takes longer shows nothing (default: 60)", 1 },
	{ "finding", KEY_FINDING, "TEXT", 0,
	  "Keep the finding that has this in its signature (default: the first)", 1 },
	{ "width", KEY_WIDTH, "N", 0,
	  "Characters of a line of the table (default: as the terminal)", 1 },
	{ "image", KEY_IMAGE, "NAME|FILE", 0,
	  "Image to run (default: the one that the schedule names)", 1 },
	{ 0 }
};

static const struct argp_child children[] = {
	{ .argp = &sim_cli_output_argp }, { 0 }
};

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "FILE",
	.doc = "Looks for the fewest preemptions and decisions that show the "
	       "same finding, and shows them, one column for each task. The "
	       "result is a schedule file for `simctl replay`.",
	.children = children,
};

/* Flags of runs that are shared, but mean nothing here. */
static int check_flags(const struct sim_cli_flags *flags)
{
	const char *flag = flags->ktap ? "ktap" :
			   flags->schedule ? "schedule" :
			   flags->verbosity > 0 ? "verbose" : NULL;

	if (!flag)
		return 0;
	sim_cli_complain("minimize does not take --%s: it is for runs; --output says where the schedule goes.",
			 flag);
	return SIM_EXIT_USAGE;
}

static int minimize(struct words *words)
{
	static struct sim_session session;
	char *out = NULL;
	int ret;

	if (!words->job.out) {
		if (asprintf(&out, "%s.min", words->path) < 0)
			return SIM_EXIT_FAULT;
		words->job.out = out;
	}
	/* so that its folder is looked at before anything runs */
	words->flags.schedule = words->job.out;
	ret = sim_session_load(&session, &words->flags, words->path);
	ret = ret ?: sim_session_load_image(&session);
	session.table.width = words->width;
	words->job.session = &session;
	words->job.progress = isatty(STDERR_FILENO);
	ret = ret ?: sim_job_run(&words->job);
	free(out);
	sim_session_close(&session);
	return ret;
}

int sim_command_minimize(int argc, char **argv, const char *command)
{
	static struct words words;
	int ret = sim_cli_flags_init(&words.flags, command);

	if (ret)
		return ret;
	words.job.replays = REPLAYS_DEFAULT;
	words.job.run_seconds = RUN_SECONDS;
	argp_parse(&argp, argc, argv, 0, NULL, &words);
	return check_flags(&words.flags) ?: minimize(&words);
}
