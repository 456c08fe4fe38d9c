// SPDX-License-Identifier: GPL-2.0-only
/*
 * image_command.c: `simctl image build`, `list` and `rm`.
 */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "image_build.h"
#include "sim/image.h"

enum { OPTION_FLAVOUR = 'f', OPTION_STRICT = 256, OPTION_DRY };

static const struct argp_option build_options[] = {
	{ "kernel", 'k', "DIR|VERSION", 0, "Kernel tree, or a version to fetch (default: 7.3)", 0 },
	{ "patch", 'p', "FILE", 0, "Apply to a copy of the tree; may be repeated", 0 },
	{ "flavour", OPTION_FLAVOUR, "check|fast|cov|free|stress", 0, "What the image is for (default: check)", 0 },
	{ "name", 'n', "NAME", 0, "Name of the image (default: RELEASE-FLAVOUR)", 0 },
	{ "jobs", 'j', "N", 0, "Compile N files at once", 0 },
	{ "strict", OPTION_STRICT, NULL, 0, "Fail on functions that nobody modelled or named", 0 },
	{ "dry-run", OPTION_DRY, NULL, 0, "Only write the build folder, print its path", 0 },
	{ "verbose", 'v', NULL, 0, "Show all commands", 0 },
	{ 0 },
};

static bool is_flavour(const char *text)
{
	return !strcmp(text, "check") || !strcmp(text, "fast") ||
	       !strcmp(text, "cov") || !strcmp(text, "free") ||
	       !strcmp(text, "stress");
}

/* A name becomes a folder. */
static bool is_name(const char *text)
{
	size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz"
			  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-");

	return n && n < 100 && !text[n] && text[0] != '.' && text[0] != '-';
}

static error_t set_jobs(struct sim_image_build *build, const char *arg,
			struct argp_state *state)
{
	char *end;
	long jobs = strtol(arg, &end, 10);

	if (*end || end == arg || jobs < 1 || jobs > 1024)
		argp_error(state, "--jobs wants a number from 1 to 1024, not '%s'.", arg);
	build->jobs = jobs;
	return 0;
}

static error_t parse_build(int key, char *arg, struct argp_state *state)
{
	struct sim_image_build *build = state->input;

	switch (key) {
	case 'k':
		build->kernel = arg;
		return 0;
	case 'p':
		if (build->patches == SIM_MAX_PATCHES)
			argp_error(state, "More than %d patches.", SIM_MAX_PATCHES);
		build->patch[build->patches++] = arg;
		return 0;
	case OPTION_FLAVOUR:
		if (!is_flavour(arg))
			argp_error(state, "'%s' is no flavour: check, fast, cov, free or stress is wanted.", arg);
		build->flavour = arg;
		return 0;
	case 'n':
		if (!is_name(arg))
			argp_error(state, "'%s' cannot name an image: letters, digits and . _ + - are wanted.", arg);
		build->name = arg;
		return 0;
	case 'j':
		return set_jobs(build, arg, state);
	case OPTION_STRICT:
		build->strict = true;
		return 0;
	case OPTION_DRY:
		build->dry = true;
		return 0;
	case 'v':
		build->verbose = true;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "'%s' is too much.", arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp build_argp = {
	build_options, parse_build, NULL,
	"Build an image of a kernel tree.", NULL, NULL, NULL,
};

static int command_build(int argc, char **argv)
{
	struct sim_image_build build = { .flavour = "check" };

	argp_err_exit_status = 2;
	argv[0] = "simctl image build";
	argp_parse(&build_argp, argc, argv, 0, NULL, &build);
	if (sim_image_build_run(&build)) {
		fprintf(stderr, "simctl: %s\n", build.error);
		return build.exit_code;
	}
	printf("%s\n", build.dry ? build.folder : build.image_name);
	return 0;
}

static bool wants_help(int argc, char **argv)
{
	return argc > 1 && (!strcmp(argv[1], "--help") ||
			    !strcmp(argv[1], "-?"));
}

static int command_list(int argc, char **argv)
{
	if (wants_help(argc, argv)) {
		printf("Usage: simctl image list [--json]\n");
		return 0;
	}
	if (argc > 2 || (argc == 2 && strcmp(argv[1], "--json"))) {
		fprintf(stderr, "Usage: simctl image list [--json]\n");
		return 2;
	}
	return sim_store_list(stdout, argc == 2);
}

static int command_remove(int argc, char **argv)
{
	char error[512];

	if (wants_help(argc, argv)) {
		printf("Usage: simctl image rm NAME...\n");
		return 0;
	}
	if (argc < 2) {
		fprintf(stderr, "Usage: simctl image rm NAME...\n");
		return 2;
	}
	for (int i = 1; i < argc; i++) {
		if (!sim_store_remove(argv[i], error, sizeof(error)))
			continue;
		fprintf(stderr, "simctl: %s\n", error);
		return 2;
	}
	return 0;
}

static int usage(FILE *out)
{
	fputs("Usage: simctl image build [OPTION...]   build an image\n"
	      "       simctl image list [--json]       images that are built\n"
	      "       simctl image rm NAME...          remove images\n", out);
	return out == stdout ? 0 : 2;
}

int sim_image_command(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "";

	if (!strcmp(word, "build"))
		return command_build(argc - 1, argv + 1);
	if (!strcmp(word, "list"))
		return command_list(argc - 1, argv + 1);
	if (!strcmp(word, "rm"))
		return command_remove(argc - 1, argv + 1);
	if (!strcmp(word, "--help") || !strcmp(word, "help"))
		return usage(stdout);
	if (*word)
		fprintf(stderr, "simctl image: there is no '%s'; there are build, list and rm\n",
			word);
	return usage(stderr);
}
