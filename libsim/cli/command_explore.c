// SPDX-License-Identifier: GPL-2.0-only
/*
 * command_explore.c: `simctl explore SCENARIO...`, many runs.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "explore/explore.h"

#define RUNS_DEFAULT	1000
#define RUN_SECONDS	60
#define MINIMIZE_SECONDS	60

struct words {
	struct sim_cli_flags flags;
	struct sim_explore explore;
	const char *scenario[SIM_EXPLORE_SCENARIOS];
	const char *baseline[SIM_EXPLORE_BASELINES];
	int baselines;
};

enum { KEY_RUNS = 512, KEY_DURATION, KEY_LIMIT, KEY_BASELINE, KEY_SHARD,
       KEY_WRITE, KEY_UNTIL, KEY_FRESH,
       KEY_CPU, KEY_MINIMIZE, KEY_TEXT };

static const struct argp_option options[] = {
	{ NULL, 0, NULL, 0, "How much:", 3 },
	{ "runs", KEY_RUNS, "N", 0,
	  "Runs of all scenarios together (default: 1000, or any number with --duration or --cpu-time)", 3 },
	{ "duration", KEY_DURATION, "SECONDS", 0,
	  "Begin no more runs after this time", 3 },
	{ "until-text", KEY_TEXT, "TEXT", 0,
	  "For --until: only findings with TEXT in their signature", 3 },
	{ "cpu-time", KEY_CPU, "SECONDS", 0,
	  "Begin no more runs when all together took this much CPU time", 3 },
	{ "jobs", 'j', "N", 0,
	  "Runs at the same time (default: one for each CPU)", 3 },
	{ "run-limit", KEY_LIMIT, "SECONDS", 0,
	  "End a run that takes longer than this (default: 60)", 3 },
	{ "fresh", KEY_FRESH, NULL, 0,
	  "Boot each run anew, in a process of its own: slower, the same results", 3 },
	{ "baseline", KEY_BASELINE, "FILE", 0,
	  "Signatures of findings that are known, one a line: they are counted, but do not fail; may be given again", 3 },
	{ "write-baseline", KEY_WRITE, "FILE", 0,
	  "Write what was known and what was found, sorted, to be read by --baseline", 3 },
	{ "minimize", KEY_MINIMIZE, "SECONDS", OPTION_ARG_OPTIONAL,
	  "Afterwards minimise the schedule of each finding that is not in the baseline, for at most this long (default: 60)", 3 },
	{ "shard", KEY_SHARD, "I/N", 0,
	  "Make only the Ith of N parts of the runs; all parts together are the runs without --shard", 3 },
	{ "until", KEY_UNTIL, "KIND[,KIND...]", 0,
	  "Begin no more runs after a finding of such a kind that is not in the baseline; any: of each kind", 3 },
	{ 0 }
};

static uint64_t parse_count(const char *flag, const char *arg, uint64_t most,
			    struct argp_state *state)
{
	char *end;
	unsigned long long count = strtoull(arg, &end, 10);

	if (*arg < '0' || *arg > '9' || *end || !count || count > most)
		argp_error(state, "%s takes 1 to %llu, not '%s'", flag,
			   (unsigned long long)most, arg);
	return count;
}

static double parse_seconds(const char *flag, const char *arg,
			    struct argp_state *state)
{
	double seconds;

	if (!sim_cli_parse_number(arg, &seconds) ||
	    !(seconds > 0 && seconds <= 1e8))
		argp_error(state, "%s takes seconds, more than 0 and at most 100000000, not '%s'",
			   flag, arg);
	return seconds;
}

static void parse_shard(struct sim_explore *explore, const char *arg,
			struct argp_state *state)
{
	unsigned int shard, shards;
	char rest;

	if (arg[strspn(arg, "0123456789/")] ||
	    sscanf(arg, "%9u/%9u%c", &shard, &shards, &rest) != 2 || !shard ||
	    shard > shards)
		argp_error(state, "--shard takes I/N, I from 1 to N, not '%s'",
			   arg);
	explore->shard = shard;
	explore->shards = shards;
}

static uint32_t kind_of(const char *name, size_t length)
{
	if (length == 3 && !strncmp(name, "any", 3))
		return UINT32_MAX;
	for (int i = 0; i < SIM_KIND_COUNT; i++)
		if (strlen(sim_kind_name(i)) == length &&
		    !strncmp(sim_kind_name(i), name, length))
			return 1U << i;
	return 0;
}

static void refuse_kind(const char *arg, int length, struct argp_state *state)
{
	char kinds[512] = "any";
	size_t n = strlen(kinds);

	for (int i = 0; i < SIM_KIND_COUNT && n < sizeof(kinds); i++)
		n += snprintf(kinds + n, sizeof(kinds) - n, ", %s",
			      sim_kind_name(i));
	argp_error(state, "there is no kind of finding '%.*s'; there are %s",
		   length, arg, kinds);
}

static void parse_until(struct sim_explore *explore, const char *arg,
			struct argp_state *state)
{
	while (true) {
		size_t length = strcspn(arg, ",");
		uint32_t kind = kind_of(arg, length);

		if (!kind)
			refuse_kind(arg, length, state);
		explore->until |= kind;
		if (!arg[length])
			return;
		arg += length + 1;
	}
}

static void parse_scenario(struct words *words, const char *arg,
			   struct argp_state *state)
{
	if (words->explore.sessions == SIM_EXPLORE_SCENARIOS)
		argp_error(state, "more than %d scenarios",
			   SIM_EXPLORE_SCENARIOS);
	words->scenario[words->explore.sessions++] = arg;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct words *words = state->input;
	struct sim_explore *explore = &words->explore;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &words->flags;
		state->child_inputs[1] = &words->flags;
		return 0;
	case KEY_RUNS:
		explore->runs = parse_count("--runs", arg, 1ULL << 40, state);
		return 0;
	case 'j':
		explore->jobs = parse_count("--jobs", arg, SIM_EXPLORE_JOBS,
					    state);
		return 0;
	case KEY_DURATION:
		explore->seconds = parse_seconds("--duration", arg, state);
		return 0;
	case KEY_TEXT:
		explore->until_text = arg;
		return 0;
	case KEY_CPU:
		explore->cpu_seconds = parse_seconds("--cpu-time", arg, state);
		return 0;
	case KEY_LIMIT:
		explore->run_seconds = parse_seconds("--run-limit", arg, state);
		return 0;
	case KEY_BASELINE:
		if (words->baselines == SIM_EXPLORE_BASELINES)
			argp_error(state, "more than %d baseline files",
				   SIM_EXPLORE_BASELINES);
		words->baseline[words->baselines++] = arg;
		return 0;
	case KEY_FRESH:
		explore->fresh = true;
		return 0;
	case KEY_WRITE:
		explore->write_baseline = arg;
		return 0;
	case KEY_MINIMIZE:
		explore->minimize_seconds = arg ?
			parse_seconds("--minimize", arg, state) :
			MINIMIZE_SECONDS;
		return 0;
	case KEY_SHARD:
		parse_shard(explore, arg, state);
		return 0;
	case KEY_UNTIL:
		parse_until(explore, arg, state);
		return 0;
	case ARGP_KEY_ARG:
		parse_scenario(words, arg, state);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which scenario? `simctl list scenarios` names them");
		return 0;
	case ARGP_KEY_END:
		if (explore->until_text && !explore->until)
			argp_error(state, "--until-text needs --until, as --until=any");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {
	{ .argp = &sim_cli_run_argp }, { .argp = &sim_cli_output_argp }, { 0 }
};

static const struct argp argp = {
	.options = options, .parser = parse,
	.args_doc = "SCENARIO...",
	.doc = "Runs scenarios many times, each with the next seed, and tells "
	       "what was found once, with a schedule to replay. Strategies "
	       "take turns unless --strategy names one.",
	.children = children,
};

/* Flags of single runs that are shared, but mean nothing here. */
static int check_flags(const struct sim_cli_flags *flags)
{
	const char *flag = flags->gdb ? "gdb" : flags->ktap ? "ktap" :
			   flags->schedule ? "schedule" : NULL;

	if (!flag)
		return 0;
	sim_cli_complain("explore does not take --%s: it is for single runs.",
			 flag);
	return SIM_EXIT_USAGE;
}

/* All runs of one program: there is nothing to share out. */
static int check_search(const struct sim_explore *explore)
{
	if (!explore->searches || (explore->sessions == 1 && !explore->shards))
		return 0;
	sim_cli_complain("A search with %s is of one scenario, without --shard.",
			 explore->strategy);
	return SIM_EXIT_USAGE;
}

static void defaults(struct sim_explore *explore,
		     const struct sim_cli_flags *flags)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	explore->flags = flags;
	explore->strategy = flags->strategy;
	explore->first_seed = flags->seed;
	explore->searches = flags->strategy &&
			    !strncmp(flags->strategy, "dfs", 3);
	if (explore->searches)
		explore->jobs = 1;
	if (!explore->searches && !explore->runs && !(explore->seconds > 0) &&
	    !(explore->cpu_seconds > 0))
		explore->runs = RUNS_DEFAULT;
	if (!explore->jobs)
		explore->jobs = cpus < 1 ? 1 : cpus > SIM_EXPLORE_JOBS ?
				SIM_EXPLORE_JOBS : cpus;
	if (!(explore->run_seconds > 0))
		explore->run_seconds = RUN_SECONDS;
}

/* All are looked up before the first runs; one image serves them all. */
static int sessions_open(struct words *words)
{
	struct sim_explore *explore = &words->explore;
	const struct sim_scenario *scenario[SIM_EXPLORE_SCENARIOS];
	const struct sim_image_ops *image = NULL;
	const char *command_line = "";
	int ret = 0;

	for (int i = 0; i < explore->sessions && !ret; i++) {
		struct sim_session *session = calloc(1, sizeof(*session));

		if (!session)
			return SIM_EXIT_FAULT;
		explore->session[i] = session;
		session->flags = explore->flags;
		ret = sim_session_prepare(session, words->scenario[i]);
		if (!ret && !image) {
			ret = sim_session_open_image(session);
			image = session->config.image;
			command_line = session->command_line;
		}
		session->config.image = image;
		session->config.command_line = command_line;
		scenario[i] = session->config.scenario;
	}
	/* counters of coverage outlive runs, so nothing may put them back */
	if (!ret && image->gcov_count && *image->gcov_count)
		explore->fresh = true;
	ret = ret ?: sim_cli_check_options(explore->flags, scenario,
					   explore->sessions);
	return ret;
}

static int explore(struct words *words)
{
	struct sim_explore *explore = &words->explore;
	int ret = sim_explore_run(explore);
	bool machine = explore->flags->json && !*explore->flags->json;

	if (ret)
		return ret;
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
	sim_explore_minimize(explore);
	if (!machine)
		sim_explore_summary(explore);
	fflush(stdout);
	ret = sim_explore_exit_code(explore);
	if (sim_explore_json(explore) && ret == SIM_EXIT_PASSED)
		ret = SIM_EXIT_FAULT;
	if (explore->write_baseline && sim_explore_baseline_write(explore) &&
	    ret == SIM_EXIT_PASSED)
		ret = SIM_EXIT_FAULT;
	return ret;
}

int sim_command_explore(int argc, char **argv, const char *command)
{
	static struct words words;
	int ret = sim_cli_flags_init(&words.flags, command);

	if (ret)
		return ret;
	argp_parse(&argp, argc, argv, 0, NULL, &words);
	defaults(&words.explore, &words.flags);
	ret = check_flags(&words.flags) ?: check_search(&words.explore);
	if (!ret && words.explore.write_baseline)
		ret = sim_cli_check_file(words.explore.write_baseline);
	for (int i = 0; i < words.baselines && !ret; i++)
		ret = sim_explore_baseline_read(&words.explore,
						words.baseline[i]);
	ret = ret ?: sessions_open(&words);
	ret = ret ?: explore(&words);
	for (int i = 0; i < words.explore.sessions; i++) {
		if (words.explore.session[i])
			sim_session_close(words.explore.session[i]);
		free(words.explore.session[i]);
	}
	sim_explore_baseline_free(&words.explore);
	free(words.explore.known);
	free(words.explore.seen);
	return ret;
}
