// SPDX-License-Identifier: GPL-2.0-only
/*
 * flags.c: flags and environment that commands share. A flag beats the
 * environment.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "cli/cli.h"

void sim_cli_complain(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fputs("simctl: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

const char *sim_cli_image_file(const struct sim_cli_flags *flags)
{
	return flags->image && strchr(flags->image, '/') ? flags->image : NULL;
}

/* 48 bits: short enough to type, exact in every JSON reader. */
static uint64_t random_seed(void)
{
	uint64_t seed = 0;

	if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
		sim_cli_complain("The system has no randomness; the seed is 0.");
	return seed & ((1ULL << 48) - 1);
}

bool sim_cli_parse_seed(const char *text, uint64_t *seed)
{
	char *end;

	if (!strcmp(text, "random")) {
		*seed = random_seed();
		return true;
	}
	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*seed = strtoull(text, &end, 0);
	return !errno && !*end && *seed <= INT64_MAX;
}

int sim_cli_flags_init(struct sim_cli_flags *flags, const char *command)
{
	const char *seed = getenv("SIM_SEED"), *out = getenv("SIM_OUT");

	memset(flags, 0, sizeof(*flags));
	flags->command = command;
	flags->seed = 1;
	flags->out = "sim-out";
	if (seed && *seed) {
		flags->seed_given = true;
		if (!sim_cli_parse_seed(seed, &flags->seed)) {
			sim_cli_complain("SIM_SEED is '%s', which is neither a number of at most 63 bits nor 'random'.",
					 seed);
			return SIM_EXIT_USAGE;
		}
	}
	if (out && *out) {
		flags->out = out;
		flags->out_given = true;
	}
	return 0;
}

bool sim_cli_use_color(const struct sim_cli_flags *flags, FILE *out)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (flags->color != SIM_COLOR_AUTO)
		return flags->color == SIM_COLOR_ALWAYS;
	if (no_color && *no_color)
		return false;
	return isatty(fileno(out)) && (!term || strcmp(term, "dumb"));
}

enum {
	KEY_IMAGE = 256, KEY_SEED, KEY_STRATEGY, KEY_DEVICE, KEY_CPUS,
	KEY_TIMEOUT, KEY_OPTION, KEY_PARAMETER, KEY_SCHEDULE, KEY_OUT,
	KEY_JSON, KEY_KTAP, KEY_GDB, KEY_COLOR, KEY_BISECT, KEY_SEED_BOOT,
	KEY_RACES, KEY_CHECKS,
};

static const struct argp_option run_options[] = {
	{ NULL, 0, NULL, 0, "What to run:", 1 },
	{ "image", KEY_IMAGE, "NAME|FILE", 0,
	  "Image to run (default: the newest check image)", 1 },
	{ "seed", KEY_SEED, "N|random", 0,
	  "Seed of all choices (default: SIM_SEED, or 1)", 1 },
	{ "seed-boot", KEY_SEED_BOOT, NULL, 0,
	  "The seed decides during boot too, not only from the story's start", 1 },
	{ "strategy", KEY_STRATEGY, "NAME", 0,
	  "Who goes next (default: random)", 1 },
	{ "device", KEY_DEVICE, "NAME|FILE", 0,
	  "Device to plug in: a builtin, or descriptors as Linux shows in /sys/bus/usb/devices/*/descriptors; given again, the second device of a scenario with two", 1 },
	{ "cpus", KEY_CPUS, "N", 0,
	  "Simulated CPUs, 1 to 8 (default: the seed picks 2 to 8)", 1 },
	{ "timeout", KEY_TIMEOUT, "SECONDS", 0,
	  "Limit of virtual time (default: 600)", 1 },
	{ "option", KEY_OPTION, "KEY=VALUE", 0,
	  "Option of the scenario; may be given again", 1 },
	{ "parameter", KEY_PARAMETER, "NAME=VALUE", 0,
	  "Boot parameter of the kernel, as sim.alloc_fail_nth=70; may be given again", 1 },
	{ "gdb", KEY_GDB, NULL, 0,
	  "Run inside gdb, which stops at each finding", 1 },
	{ 0 }
};

static const struct argp_option output_options[] = {
	{ "checks", KEY_CHECKS, "LIST", 0,
	  "Checkers that are on: names, or -NAME and +NAME to change the default, all but race; --checks=help lists them", 1 },
	{ "races", KEY_RACES, "strict", OPTION_ARG_OPTIONAL,
	  "As --checks=+race: look for data races as well (check images); strict: without the leniencies of KCSAN's default configuration", 1 },
	{ NULL, 0, NULL, 0, "What to show and keep:", 2 },
	{ "out", KEY_OUT, "FOLDER", 0,
	  "Where findings are saved (default: SIM_OUT, or sim-out)", 2 },
	{ "schedule", KEY_SCHEDULE, "FILE", 0,
	  "Save the schedule here, also when the run passes", 2 },
	{ "json", KEY_JSON, "FILE", OPTION_ARG_OPTIONAL,
	  "Print the result as JSON, or write it to FILE", 2 },
	{ "ktap", KEY_KTAP, NULL, 0, "Print the result as KTAP", 2 },
	{ "color", KEY_COLOR, "WHEN", OPTION_ARG_OPTIONAL,
	  "auto, always or never (default: auto; NO_COLOR is respected)", 2 },
	{ "quiet", 'q', NULL, 0, "Only the verdict", 2 },
	{ "verbose", 'v', NULL, 0, "Every event", 2 },
	{ "bisect", KEY_BISECT, NULL, 0,
	  "For git bisect run: exit 125 where it would be 2, 3 or 4", 2 },
	{ 0 }
};

static void parse_cpus(struct sim_cli_flags *flags, const char *arg,
		       struct argp_state *state)
{
	char *end;
	long cpus = strtol(arg, &end, 10);

	if (end == arg || *end || cpus < 1 || cpus > SIM_MAX_CPUS)
		argp_error(state, "--cpus takes 1 to %d, not '%s'",
			   SIM_MAX_CPUS, arg);
	flags->cpus = cpus;
}

bool sim_cli_parse_number(const char *text, double *number)
{
	char *end;

	*number = strtod(text, &end);
	return end != text && !*end;
}

error_t sim_cli_parse_schedule(int key, char *arg, struct argp_state *state,
			       const char **path)
{
	switch (key) {
	case ARGP_KEY_ARG:
		if (*path)
			argp_error(state, "one schedule at a time: '%s' is too much",
				   arg);
		*path = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which schedule file?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void parse_timeout(struct sim_cli_flags *flags, const char *arg,
			  struct argp_state *state)
{
	double seconds;

	if (!sim_cli_parse_number(arg, &seconds) ||
	    !(seconds > 0 && seconds <= 1e9))
		argp_error(state, "--timeout takes virtual seconds, not '%s'",
			   arg);
	flags->limit_ns = seconds * 1e9;
}

static void parse_option(struct sim_cli_flags *flags, const char *arg,
			 struct argp_state *state)
{
	const char *equals = strchr(arg, '=');

	if (!equals || equals == arg || strchr(arg, '\n'))
		argp_error(state, "--option takes KEY=VALUE, not '%s'", arg);
	if (flags->option_count == SIM_CLI_MAX_OPTIONS)
		argp_error(state, "more than %d times --option or --parameter",
			   SIM_CLI_MAX_OPTIONS);
	flags->options[flags->option_count++] = arg;
}

/* An option like others, so that schedules and reports know it. */
static void parse_parameter(struct sim_cli_flags *flags, const char *arg,
			    struct argp_state *state)
{
	const char *equals = strchr(arg, '=');
	char *option;

	if (!equals || equals == arg || arg[strcspn(arg, " \t\n\"")])
		argp_error(state, "--parameter takes NAME=VALUE without spaces or quotes, not '%s'",
			   arg);
	if (asprintf(&option, SIM_CLI_PARAMETER "%s", arg) < 0)
		argp_failure(state, SIM_EXIT_FAULT, 0, "no memory");
	parse_option(flags, option, state);
}

static error_t parse_run(int key, char *arg, struct argp_state *state)
{
	struct sim_cli_flags *flags = state->input;

	switch (key) {
	case KEY_IMAGE:
		flags->image = arg;
		return 0;
	case KEY_SEED:
		flags->seed_given = true;
		if (!sim_cli_parse_seed(arg, &flags->seed))
			argp_error(state, "--seed takes a number of at most 63 bits or 'random', not '%s'",
				   arg);
		return 0;
	case KEY_SEED_BOOT:
		flags->seed_boot = true;
		return 0;
	case KEY_STRATEGY:
		flags->strategy = arg;
		return 0;
	case KEY_DEVICE:
		if (flags->second)
			argp_error(state, "--device may be given once or twice: no scenario takes more devices");
		else if (flags->device)
			flags->second = arg;
		else
			flags->device = arg;
		return 0;
	case KEY_CPUS:
		parse_cpus(flags, arg, state);
		return 0;
	case KEY_TIMEOUT:
		parse_timeout(flags, arg, state);
		return 0;
	case KEY_OPTION:
		parse_option(flags, arg, state);
		return 0;
	case KEY_PARAMETER:
		parse_parameter(flags, arg, state);
		return 0;
	case KEY_GDB:
		flags->gdb = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void parse_color(struct sim_cli_flags *flags, const char *arg,
			struct argp_state *state)
{
	if (!arg || !strcmp(arg, "always"))
		flags->color = SIM_COLOR_ALWAYS;
	else if (!strcmp(arg, "never"))
		flags->color = SIM_COLOR_NEVER;
	else if (!strcmp(arg, "auto"))
		flags->color = SIM_COLOR_AUTO;
	else
		argp_error(state, "--color takes auto, always or never, not '%s'",
			   arg);
}

static error_t parse_output(int key, char *arg, struct argp_state *state)
{
	struct sim_cli_flags *flags = state->input;

	switch (key) {
	case KEY_OUT:
		flags->out = arg;
		flags->out_given = true;
		return 0;
	case KEY_SCHEDULE:
		flags->schedule = arg;
		return 0;
	case KEY_JSON:
		flags->json = arg ?: "";
		return 0;
	case KEY_KTAP:
		flags->ktap = true;
		return 0;
	case KEY_COLOR:
		parse_color(flags, arg, state);
		return 0;
	case 'q':
		flags->verbosity = -1;
		return 0;
	case 'v':
		flags->verbosity = 1;
		return 0;
	case KEY_CHECKS:
		sim_cli_parse_checks(flags, arg, state);
		return 0;
	case KEY_RACES:
		flags->races = true;
		flags->races_strict = arg;
		if (arg && strcmp(arg, "strict"))
			argp_error(state, "--races takes nothing or strict, not '%s'",
				   arg);
		return 0;
	case KEY_BISECT:
		flags->bisect = true;
		return 0;
	case ARGP_KEY_END:
		if (flags->ktap && flags->json && !*flags->json)
			argp_error(state, "--json and --ktap cannot both go to standard output; use --json=FILE");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp sim_cli_run_argp = {
	.options = run_options, .parser = parse_run,
};
const struct argp sim_cli_output_argp = {
	.options = output_options, .parser = parse_output,
};
