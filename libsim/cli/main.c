// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c: `simctl`, which finds the command among its words and runs it.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

static const struct command {
	const char *name, *help;
	int (*run)(int argc, char **argv, const char *command);
} commands[] = {
	{ "run", "run a scenario once, by a seed", sim_command_run },
	{ "explore", "run scenarios many times, tell what was found once",
	  sim_command_explore },
	{ "replay", "run a saved schedule again, decision by decision",
	  sim_command_replay },
	{ "minimize", "make a schedule small that shows the same finding",
	  sim_command_minimize },
	{ "list", "list scenarios, devices, strategies and images",
	  sim_command_list },
	{ "image", "build images from a kernel tree", sim_command_image },
	{ "kunit", "run the kernel's own unit tests in an image",
	  sim_command_kunit },
	{ "bench", "measure, and print the figures", sim_command_bench },
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static char *help_filter(int key, const char *text, void *input)
{
	char *list = NULL;
	size_t used;
	FILE *out;

	(void)input;
	if (key != ARGP_KEY_HELP_POST_DOC)
		return (char *)text;
	out = open_memstream(&list, &used);
	if (!out)
		return (char *)text;
	fputs("Commands:\n", out);
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].help);
	fputs("\nExit: 0 passed, 1 a finding, 2 wrong use, 3 a fault of the simulator or a diverged replay, 4 nothing selected.\n", out);
	fputs("`simctl COMMAND --help` tells more.", out);
	fclose(out);
	return list;
}

struct choice {
	const struct command *command;
	int at;
};

/* Stops at the first word: what follows belongs to that command. */
static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct choice *choice = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		choice->command = find_command(arg);
		if (!choice->command)
			argp_error(state, "there is no command '%s'; see simctl --help",
				   arg);
		choice->at = state->next - 1;
		state->next = state->argc;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp top = {
	.parser = parse,
	.args_doc = "COMMAND [WORD...]",
	.doc = "Runs the kernel's USB audio offload stack, unmodified, on "
	       "simulated hardware, under a scheduler that a seed controls."
	       "\v",
	.help_filter = help_filter,
};

static bool has_bisect(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "--bisect"))
			return true;
	return false;
}

static int run_command(const struct choice *choice, int argc, char **argv)
{
	char *name = NULL;
	int ret = SIM_EXIT_FAULT;

	argc -= choice->at;
	argv += choice->at;
	if (asprintf(&name, "simctl %s", choice->command->name) < 0)
		return ret;
	argv[0] = name;
	ret = choice->command->run(argc, argv, argv[-choice->at]);
	free(name);
	return ret;
}

/* `simctl help [COMMAND]`, as in other tools: `simctl [COMMAND] --help`. */
static void help_word(int argc, char **argv)
{
	static char flag[] = "--help";

	if (argc < 2 || strcmp(argv[1], "help"))
		return;
	if (argc > 2)
		argv[1] = argv[2];
	argv[argc > 2 ? 2 : 1] = flag;
}

int main(int argc, char **argv)
{
	bool bisect = has_bisect(argc, argv);
	struct choice choice = { 0 };
	int ret;

	argp_program_version = "simctl " SIM_VERSION;
	argp_err_exit_status = bisect ? SIM_EXIT_SKIP : SIM_EXIT_USAGE;
	help_word(argc, argv);
	/* A file that may grow no more is a disk that is full: told, not died of. */
	signal(SIGXFSZ, SIG_IGN);
	argp_parse(&top, argc, argv, ARGP_IN_ORDER, NULL, &choice);
	ret = run_command(&choice, argc, argv);
	if (fflush(stdout) || ferror(stdout)) {
		sim_cli_complain("Not all output could be written.");
		if (ret == SIM_EXIT_PASSED)
			ret = SIM_EXIT_FAULT;
	}
	return bisect && ret > SIM_EXIT_FOUND ? SIM_EXIT_SKIP : ret;
}
