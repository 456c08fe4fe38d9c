// SPDX-License-Identifier: GPL-2.0-only
/*
 * command_bench.c: `simctl bench`: names, measures and compares.
 */
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "sim/image.h"

#define BENCHES	64

enum {
	KEY_RUNS = 512, KEY_JSON, KEY_IMAGE, KEY_CHECK_IMAGE, KEY_SEED,
	KEY_STRATEGY, KEY_QUICK, KEY_COMPARE,
};

struct words {
	struct sim_cli_flags flags;
	struct sim_bench_context bench;
	const struct sim_bench *which[BENCHES];
	int count;
	const char *verb;		/* see is_verb(), or NULL */
	const char *argument;		/* of all but list */
	const char *check_image, *compare;
	struct sim_bench_results before, results;
	int runs;
};

static void parse_runs(struct words *words, const char *arg,
		       struct argp_state *state)
{
	char *end;
	long runs = strtol(arg, &end, 10);

	if (*end || runs < 10 || runs > SIM_BENCH_MAX_RUNS)
		argp_error(state, "--runs takes 10 to %d, not '%s'",
			   SIM_BENCH_MAX_RUNS, arg);
	words->runs = runs;
}

/* Once, however often it is named. */
static void add_one(struct words *words, const struct sim_bench *bench)
{
	for (int i = 0; i < words->count; i++)
		if (words->which[i] == bench)
			return;
	if (words->count < BENCHES)
		words->which[words->count++] = bench;
}

static void add_bench(struct words *words, const char *arg,
		      struct argp_state *state)
{
	bool all = !strcmp(arg, "all"), found = all;

	for (int i = 0; sim_benches[i]; i++) {
		const struct sim_bench *bench = sim_benches[i];

		if (!all && strcmp(arg, bench->name))
			continue;
		found = true;
		add_one(words, bench);
		if (!all && bench->with)
			add_one(words, bench->with);
	}
	if (!found)
		argp_error(state, "there is no benchmark '%s'; `simctl bench list` names those that are",
			   arg);
}

static bool is_verb(const char *arg)
{
	return !strcmp(arg, "list") || !strcmp(arg, "table") ||
	       !strcmp(arg, "csv") ||
	       !strcmp(arg, "child");
}

static void parse_word(struct words *words, const char *arg,
		       struct argp_state *state)
{
	if (words->verb && (words->argument || !strcmp(words->verb, "list")))
		argp_error(state, "'%s' is one word too much", arg);
	else if (words->verb)
		words->argument = arg;
	else if (!words->count && is_verb(arg))
		words->verb = arg;
	else
		add_bench(words, arg, state);
}

static void parse_end(const struct words *words, struct argp_state *state)
{
	if (!words->verb && !words->count)
		argp_error(state, "which benchmark? `simctl bench list` names them");
	if (words->verb && !words->argument && strcmp(words->verb, "list"))
		argp_error(state, "%s needs a %s", words->verb,
			   !strcmp(words->verb, "child") ? "scenario" :
			   "file of --json");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct words *words = state->input;

	switch (key) {
	case KEY_RUNS:
		parse_runs(words, arg, state);
		return 0;
	case KEY_JSON:
		words->flags.json = arg ?: "";
		return 0;
	case KEY_IMAGE:
		words->flags.image = arg;
		return 0;
	case KEY_CHECK_IMAGE:
		words->check_image = arg;
		return 0;
	case KEY_SEED:
		if (!sim_cli_parse_seed(arg, &words->flags.seed))
			argp_error(state, "--seed takes a number, not '%s'",
				   arg);
		return 0;
	case KEY_STRATEGY:
		if (!sim_strategy_find(arg))
			argp_error(state, "there is no strategy '%s'; `simctl list strategies` names those that are",
				   arg);
		words->flags.strategy = arg;
		return 0;
	case KEY_QUICK:
		words->bench.quick = true;
		return 0;
	case KEY_COMPARE:
		words->compare = arg;
		return 0;
	case ARGP_KEY_ARG:
		parse_word(words, arg, state);
		return 0;
	case ARGP_KEY_END:
		parse_end(words, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option options[] = {
	{ "runs", KEY_RUNS, "N", 0,
	  "Runs per figure, at least 10 (default: 10)", 1 },
	{ "quick", KEY_QUICK, NULL, 0,
	  "A tenth of the work, without what takes long", 1 },
	{ "image", KEY_IMAGE, "NAME|FILE", 0,
	  "Fast image to measure (default: the newest one)", 1 },
	{ "check-image", KEY_CHECK_IMAGE, "NAME|FILE", 0,
	  "Check image to measure (default: the newest one)", 1 },
	{ "seed", KEY_SEED, "N", 0, "Seed of every run (default: 1)", 1 },
	{ "strategy", KEY_STRATEGY, "NAME", 0,
	  "Strategy of `boot` (default: round-robin)", 1 },
	{ "json", KEY_JSON, "FILE", OPTION_ARG_OPTIONAL,
	  "Print the figures as JSON, or write them to FILE", 1 },
	{ "compare", KEY_COMPARE, "FILE", 0,
	  "Say what changed since the figures of an earlier --json=FILE", 1 },
	{ 0 }
};

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "list\nall|BENCHMARK...\ntable|csv FILE",
	.doc = "Measures by host time. Each figure is the median of at least "
	       "10 runs after 2 that are thrown away; outliers are named. "
	       "`table` prints a file of --json as Markdown, `csv` its sweeps "
	       "as comma-separated values.",
};

static int list(void)
{
	for (int i = 0; sim_benches[i]; i++)
		printf("%-12s %s\n", sim_benches[i]->name,
		       sim_benches[i]->help);
	return SIM_EXIT_PASSED;
}

static int print_file(const char *path,
		      void (*print)(const struct sim_bench_results *results))
{
	struct sim_bench_results results = { 0 };
	int ret = sim_bench_json_read(&results, path);

	if (!ret)
		print(&results);
	sim_bench_results_free(&results);
	return ret ? SIM_EXIT_USAGE : SIM_EXIT_PASSED;
}

/* Without a name a missing image is no fault: its figures are skipped. */
static int find_image(const char *name, const char *flavour, char *path,
		      size_t size)
{
	char error[1024];

	if (!sim_image_resolve(name ?: flavour, path, size, error,
			       sizeof(error)))
		return 0;
	*path = '\0';
	if (!name)
		return 0;
	sim_cli_complain("%s", error);
	return SIM_EXIT_USAGE;
}

/* The folder's name, which is the image's. */
static void short_name(const char *path, char *name, size_t size)
{
	const char *end = strrchr(path, '/'), *start = end;

	if (!end || strcmp(end, "/image.so")) {
		snprintf(name, size, "%s", path);
		return;
	}
	while (start > path && start[-1] != '/')
		start--;
	snprintf(name, size, "%.*s", (int)(end - start), start);
}

static int prepare(struct words *words)
{
	struct sim_bench_context *bench = &words->bench;
	struct sim_bench_results *results = &words->results;
	const char *json = words->flags.json;
	int ret = json && *json ? sim_cli_check_file(json) : 0;

	ret = ret ?: find_image(words->flags.image, "fast", bench->fast,
				sizeof(bench->fast));
	ret = ret ?: find_image(words->check_image, "check", bench->check,
				sizeof(bench->check));
	if (ret)
		return ret;
	if (words->compare && sim_bench_json_read(&words->before,
						  words->compare))
		return SIM_EXIT_USAGE;
	bench->flags = &words->flags;
	sim_bench_machine_read(&results->machine);
	short_name(bench->fast, results->fast, sizeof(results->fast));
	short_name(bench->check, results->check, sizeof(results->check));
	snprintf(results->strategy, sizeof(results->strategy), "%s",
		 words->flags.strategy);
	results->seed = words->flags.seed;
	return 0;
}

static bool any_measured(const struct sim_bench_results *results)
{
	for (int i = 0; i < results->count; i++)
		if (results->result[i].values)
			return true;
	return false;
}

static int measure(struct words *words)
{
	struct sim_bench_results *results = &words->results;
	bool human = !words->flags.json || *words->flags.json;
	int ret = SIM_EXIT_PASSED;

	if (human)
		sim_bench_print_machine(results);
	for (int i = 0; i < words->count; i++) {
		int from = results->count;

		fflush(stdout);
		if (sim_bench_measure(&words->bench, words->which[i],
				      words->runs, results))
			ret = SIM_EXIT_FAULT;
		if (human)
			sim_bench_print(results, from);
	}
	if (human && words->compare)
		sim_bench_compare(&words->before, results);
	if (words->flags.json &&
	    sim_bench_json_write(results, words->flags.json))
		ret = SIM_EXIT_FAULT;
	return ret || any_measured(results) ? ret : SIM_EXIT_NOTHING;
}

int sim_command_bench(int argc, char **argv, const char *command)
{
	static struct words words = { .runs = 10 };
	int ret = sim_cli_flags_init(&words.flags, command);

	if (ret)
		return ret;
	words.flags.strategy = "round-robin";
	argp_parse(&argp, argc, argv, 0, NULL, &words);
	if (words.verb && !strcmp(words.verb, "child"))
		return sim_bench_child(words.argument, &words.flags);
	if (words.verb && !strcmp(words.verb, "list"))
		return list();
	if (words.verb)
		return print_file(words.argument, *words.verb == 't' ?
				  sim_bench_print_markdown :
				  sim_bench_print_csv);
	ret = prepare(&words);
	ret = ret ?: measure(&words);
	sim_bench_results_free(&words.results);
	sim_bench_results_free(&words.before);
	return ret;
}
