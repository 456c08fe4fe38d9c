// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c: the command `simfree`: a scenario on threads. Built with
 * ThreadSanitizer it is `simstress`, which wants an image of flavour stress.
 */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "free.h"
#include "sim/board.h"

#define OPTIONS	16

struct words {
	const char *image, *scenario, *option[OPTIONS + 1];
	int options;
	struct sim_free_config config;
};

static void add_option(struct words *words, const char *text,
		       struct argp_state *state)
{
	if (!strchr(text, '=') || words->options == OPTIONS)
		argp_error(state, "--option takes KEY=VALUE, %d times, not '%s'",
			   OPTIONS, text);
	words->option[words->options++] = text;
}

static uint64_t number(const char *text, struct argp_state *state)
{
	char *end;
	uint64_t value = strtoull(text, &end, 10);

	if (!*text || *end || *text == '-')
		argp_error(state, "--seed takes a number, not '%s'", text);
	return value;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct words *words = state->input;

	switch (key) {
	case 'i':
		words->image = arg;
		return 0;
	case 'c':
		words->config.run.cpus = atoi(arg);
		if (words->config.run.cpus < 2 ||
		    words->config.run.cpus > SIM_MAX_CPUS)
			argp_error(state, "--cpus takes 2 to %d, not '%s'",
				   SIM_MAX_CPUS, arg);
		return 0;
	case 's':
		words->config.run.seed = number(arg, state);
		return 0;
	case 'o':
		add_option(words, arg, state);
		return 0;
	case 'v':
		sim_free_verbose = true;
		return 0;
	case ARGP_KEY_ARG:
		if (words->scenario)
			argp_error(state, "'%s' is one word too much", arg);
		words->scenario = arg;
		return 0;
	case ARGP_KEY_END:
		if (!words->image || !words->scenario)
			argp_error(state, "a scenario and --image=FILE are wanted");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option options[] = {
	{ "image", 'i', "FILE", 0, "image.so of flavour free or stress", 0 },
	{ "cpus", 'c', "N", 0, "Simulated CPUs, each a thread at a time", 0 },
	{ "seed", 's', "N", 0, "For what the story and the shim choose", 0 },
	{ "option", 'o', "KEY=VALUE", 0, "Of the scenario, see simctl list", 0 },
	{ "verbose", 'v', NULL, 0, "Print the timeline", 0 },
	{ 0 }
};

static const struct argp argp = {
	.options = options, .parser = parse, .args_doc = "SCENARIO",
	.doc = "Runs a scenario with tasks as threads: not repeatable, for "
	       "throughput and for ThreadSanitizer.",
};

int main(int argc, char **argv)
{
	static struct words words;
	char error[512];

	argp_parse(&argp, argc, argv, 0, NULL, &words);
	words.config.board = &sim_board_default;
	words.config.run.options = words.option;
	words.config.scenario = sim_free_ring(words.scenario) ?:
				sim_scenario_find(words.scenario);
	if (!words.config.scenario) {
		fprintf(stderr, "There is no scenario '%s'.\n", words.scenario);
		return 2;
	}
	words.config.image = sim_image_load(words.image, error, sizeof(error));
	if (!words.config.image) {
		fprintf(stderr, "%s\n", error);
		return 2;
	}
	sim_free_end(sim_free_run(&words.config));
}
