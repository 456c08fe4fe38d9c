// SPDX-License-Identifier: GPL-2.0-only
/*
 * command_replay.c: `simctl replay FILE`, a saved schedule again. Strict: the
 * first decision that differs ends it (exit 3).
 */
#include <string.h>

#include "cli/cli.h"

enum { KEY_IMAGE = 512, KEY_GDB };

struct words {
	struct sim_cli_flags flags;
	const char *path;
};

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
	case KEY_GDB:
		words->flags.gdb = true;
		return 0;
	default:
		return sim_cli_parse_schedule(key, arg, state, &words->path);
	}
}

static const struct argp_option options[] = {
	{ "image", KEY_IMAGE, "NAME|FILE", 0,
	  "Image to run (default: the one that the schedule names)", 1 },
	{ "gdb", KEY_GDB, NULL, 0,
	  "Run inside gdb, which stops at each finding", 1 },
	{ 0 }
};

static const struct argp_child children[] = {
	{ .argp = &sim_cli_output_argp }, { 0 }
};

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "FILE",
	.doc = "Runs a saved schedule again, decision by decision, and stops "
	       "where it diverges (exit 3). The file knows scenario, options, "
	       "seed, strategy and device.",
	.children = children,
};

int sim_command_replay(int argc, char **argv, const char *command)
{
	static struct sim_session session;
	struct words words = { 0 };
	int ret = sim_cli_flags_init(&words.flags, command);

	if (ret)
		return ret;
	argp_parse(&argp, argc, argv, 0, NULL, &words);
	ret = sim_session_load(&session, &words.flags, words.path);
	if (!ret && words.flags.gdb)
		ret = sim_cli_gdb(argc, argv);
	ret = ret ?: sim_session_load_image(&session);
	if (!ret) {
		sim_session_run(&session);
		ret = sim_session_finish(&session);
	}
	sim_session_close(&session);
	return ret;
}
