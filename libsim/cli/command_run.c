// SPDX-License-Identifier: GPL-2.0-only
/*
 * command_run.c: `simctl run SCENARIO`, one run by a seed.
 */
#include <string.h>

#include "cli/learn.h"

enum { KEY_LEARN = 512 };

struct words {
	struct sim_cli_flags flags;
	struct sim_learn learn;
	const char *scenario;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct words *words = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &words->flags;
		state->child_inputs[1] = &words->flags;
		return 0;
	case KEY_LEARN:
		if (!sim_learn_parse(arg, &words->learn))
			argp_error(state, "--learn takes SEED,RUNS[,STEP[,STRATEGY]], not '%s'",
				   arg);
		return 0;
	case ARGP_KEY_ARG:
		if (words->scenario)
			argp_error(state, "one scenario at a time: '%s' is too much",
				   arg);
		words->scenario = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which scenario? `simctl list scenarios` names them");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option options[] = {
	{ "learn", KEY_LEARN, "SEED,RUNS,...", 0,
	  "Before it, make RUNS runs from SEED on and count in them what the strategies pct, surw and urw go by: explore prints what its runs want", 1 },
	{ 0 }
};

static const struct argp_child children[] = {
	{ .argp = &sim_cli_run_argp }, { .argp = &sim_cli_output_argp }, { 0 }
};

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "SCENARIO",
	.doc = "Runs a scenario once. The same image, scenario, options, seed "
	       "and strategy always do the same and print the same hash.",
	.children = children,
};

int sim_command_run(int argc, char **argv, const char *command)
{
	static struct sim_session session;
	struct words words = { 0 };
	int ret = sim_cli_flags_init(&words.flags, command);

	if (ret)
		return ret;
	argp_parse(&argp, argc, argv, 0, NULL, &words);
	session.flags = &words.flags;
	ret = sim_session_prepare(&session, words.scenario);
	ret = ret ?: sim_cli_check_options(&words.flags,
					   &session.config.scenario, 1);
	if (!ret && words.flags.gdb)
		return sim_cli_gdb(argc, argv);
	ret = ret ?: sim_session_open_image(&session);
	if (!ret && words.learn.runs)
		ret = sim_learn_run(&session, &words.learn);
	if (!ret) {
		sim_session_run(&session);
		ret = sim_session_finish(&session);
	}
	sim_session_close(&session);
	return ret;
}
