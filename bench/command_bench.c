// SPDX-License-Identifier: GPL-2.0-only
/*
 * command_bench.c: `simctl bench boot`. Each measurement is a fresh process;
 * warm-up runs are thrown away.
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "sim/image.h"

#define MAX_RUNS	1000
#define WARM_UP		2

enum { KEY_RUNS = 512, KEY_JSON, KEY_IMAGE, KEY_SEED, KEY_STRATEGY };

struct words {
	struct sim_cli_flags flags;
	const char *benchmark, *scenario;
	int runs;
};

static void parse_runs(struct words *words, const char *arg,
		       struct argp_state *state)
{
	char *end;
	long runs = strtol(arg, &end, 10);

	if (*end || runs < 10 || runs > MAX_RUNS)
		argp_error(state, "--runs takes 10 to %d, not '%s'", MAX_RUNS,
			   arg);
	words->runs = runs;
}

static void parse_word(struct words *words, const char *arg,
		       struct argp_state *state)
{
	if (!words->benchmark) {
		words->benchmark = arg;
		if (strcmp(arg, "boot") && strcmp(arg, "child"))
			argp_error(state, "there is no benchmark '%s', only boot",
				   arg);
	} else if (!strcmp(words->benchmark, "child") && !words->scenario) {
		words->scenario = arg;
	} else {
		argp_error(state, "'%s' is one word too much", arg);
	}
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
	case KEY_SEED:
		if (!sim_cli_parse_seed(arg, &words->flags.seed))
			argp_error(state, "--seed takes a number, not '%s'",
				   arg);
		return 0;
	case KEY_STRATEGY:
		if (!sim_strategy_find(arg))
			argp_error(state, "there is no strategy '%s'", arg);
		words->flags.strategy = arg;
		return 0;
	case ARGP_KEY_ARG:
		parse_word(words, arg, state);
		return 0;
	case ARGP_KEY_END:
		if (!words->benchmark)
			argp_error(state, "which benchmark? There is: boot");
		if (!strcmp(words->benchmark, "child") && !words->scenario)
			argp_error(state, "child needs a scenario");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option options[] = {
	{ "runs", KEY_RUNS, "N", 0, "Runs per figure (default: 20)", 1 },
	{ "image", KEY_IMAGE, "NAME|FILE", 0,
	  "Image to measure (default: the newest fast one)", 1 },
	{ "seed", KEY_SEED, "N", 0, "Seed of every run (default: 1)", 1 },
	{ "strategy", KEY_STRATEGY, "NAME", 0,
	  "Strategy of every run (default: round-robin)", 1 },
	{ "json", KEY_JSON, "FILE", OPTION_ARG_OPTIONAL,
	  "Print the figures as JSON, or write them to FILE", 1 },
	{ 0 }
};

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "boot",
	.doc = "Measures by host time: each run is a fresh process. Prints "
	       "median, least, most and spread, and names outliers.",
};

static void progress(const char *what, int run, int runs)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K%s%s %d/%d%s", run < runs ? what : "",
			run < runs ? ":" : "", run, runs,
			run < runs ? "" : "\r\033[K");
}

/* Values in milliseconds; how many, or -1 after a sentence. */
static int measure(const struct sim_bench_figure *figure,
		   const struct words *words, const char *image,
		   double *values)
{
	char error[256];

	for (int i = -WARM_UP; i < words->runs; i++) {
		struct sim_bench_sample sample;

		progress(figure->name, i < 0 ? 0 : i, words->runs);
		if (sim_bench_spawn(figure->scenario, image,
				    &words->flags, &sample, error,
				    sizeof(error))) {
			sim_cli_complain("%s", error);
			return -1;
		}
		if (!sample.at_ns[figure->from] || !sample.at_ns[figure->to]) {
			sim_cli_complain("Scenario '%s' lacks the moment that '%s' is measured by.",
					 figure->scenario, figure->name);
			return -1;
		}
		if (i >= 0)
			values[i] = (sample.at_ns[figure->to] -
				     sample.at_ns[figure->from]) / 1e6;
	}
	progress("", words->runs, words->runs);
	return words->runs;
}

static void print_figure(const struct sim_bench_figure *figure,
			 const struct sim_bench_summary *s)
{
	printf("%s\n  median %.3f ms, min %.3f, max %.3f, spread %.3f, %d runs",
	       figure->name, s->median, s->min, s->max, s->spread, s->runs);
	if (figure->aim_ms > 0)
		printf(", aim %g ms%s", figure->aim_ms,
		       s->median <= figure->aim_ms ? "" : " MISSED");
	printf("\n");
	if (!s->outliers)
		return;
	printf("  outliers: run");
	for (int i = 0; i < s->outliers && i < 32; i++)
		printf("%s %d", i ? "," : "", s->outlier_run[i]);
	printf("\n");
}

static json_t *json_figure(const struct sim_bench_figure *figure,
			   const struct sim_bench_summary *s,
			   const double *values)
{
	json_t *all = json_array(), *outliers = json_array();

	for (int i = 0; i < s->runs; i++)
		json_array_append_new(all, json_real(values[i]));
	for (int i = 0; i < s->outliers && i < 32; i++)
		json_array_append_new(outliers,
				      json_integer(s->outlier_run[i]));
	return json_pack("{s:s, s:s, s:f, s:f, s:f, s:f, s:f, s:o, s:o}",
			 "name", figure->name, "scenario", figure->scenario,
			 "aim_ms", figure->aim_ms, "median_ms", s->median,
			 "min_ms", s->min, "max_ms", s->max, "spread_ms",
			 s->spread, "outlier_runs", outliers, "values_ms", all);
}

static json_t *json_machine(const struct sim_bench_machine *machine,
			    const struct words *words, const char *image)
{
	return json_pack("{s:i, s:s, s:s, s:s, s:s, s:i, s:s, s:s, s:s, s:s, s:[]}",
			 "version", 1, "benchmark", "boot", "image", image,
			 "strategy", words->flags.strategy, "cpu",
			 machine->cpu, "cores", machine->cores,
			 "governor", machine->governor, "load",
			 machine->load, "compiler",
			 machine->compiler, "kernel", machine->kernel,
			 "figures");
}

static int write_json(json_t *root, const char *path)
{
	char *text = json_dumps(root, JSON_INDENT(2)), error[4400];
	int ret = 0;

	if (text && !*path)
		printf("%s\n", text);
	else if (text)
		ret = sim_host_file_replace(path, text, strlen(text), error,
				       sizeof(error));
	if (ret)
		sim_cli_complain("%s", error);
	free(text);
	return ret ? SIM_EXIT_FAULT : SIM_EXIT_PASSED;
}

static int bench_boot(const struct words *words, const char *image)
{
	bool human = !words->flags.json || *words->flags.json;
	struct sim_bench_machine machine;
	static double values[MAX_RUNS];
	int ret = SIM_EXIT_PASSED;
	json_t *root;

	sim_bench_machine_read(&machine);
	root = json_machine(&machine, words, image);
	if (human)
		printf("%s, %d cores, governor %s, load %s, %s, Linux %s\nimage %s, strategy %s, seed %" PRIu64 "\n",
		       machine.cpu, machine.cores, machine.governor,
		       machine.load, machine.compiler, machine.kernel, image,
		       words->flags.strategy, words->flags.seed);
	for (const struct sim_bench_figure *f = sim_bench_boot_figures;
	     f->name; f++) {
		struct sim_bench_summary summary;

		if (measure(f, words, image, values) < 0) {
			ret = SIM_EXIT_FAULT;
			continue;
		}
		sim_bench_summarise(values, words->runs, &summary);
		if (human)
			print_figure(f, &summary);
		json_array_append_new(json_object_get(root, "figures"),
				      json_figure(f, &summary, values));
	}
	if (words->flags.json && write_json(root, words->flags.json))
		ret = SIM_EXIT_FAULT;
	json_decref(root);
	return ret;
}

/* A fast image when there is one: that is what they are for. */
static int find_image(const char *name, char *path, size_t size, char *error,
		      size_t error_size)
{
	if (!name && !sim_image_resolve("fast", path, size, error, error_size))
		return 0;
	return sim_image_resolve(name, path, size, error, error_size);
}

int sim_command_bench(int argc, char **argv, const char *command)
{
	struct words words = { .runs = 20 };
	char image[4096], error[1024];
	int ret = sim_cli_flags_init(&words.flags, command);

	if (ret)
		return ret;
	words.flags.strategy = "round-robin";
	argp_parse(&argp, argc, argv, 0, NULL, &words);
	if (!strcmp(words.benchmark, "child"))
		return sim_bench_child(words.scenario, &words.flags);
	if (find_image(words.flags.image, image, sizeof(image), error,
		       sizeof(error))) {
		sim_cli_complain("%s", error);
		return SIM_EXIT_USAGE;
	}
	return bench_boot(&words, image);
}
