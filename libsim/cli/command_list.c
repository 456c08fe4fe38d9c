// SPDX-License-Identifier: GPL-2.0-only
/*
 * command_list.c: `simctl list`, what the words of other commands may be.
 */
#include <string.h>

#include "cli/cli.h"
#include "sim/device.h"
#include "sim/image.h"

static void list_scenarios(void)
{
	const struct sim_scenario *scenario;

	for (unsigned int i = 0; (scenario = sim_scenario_at(i)); i++)
		printf("  %-20s %s\n", scenario->name, scenario->help ?: "");
}

static void list_strategies(void)
{
	const struct sim_strategy *strategy;

	for (unsigned int i = 0; (strategy = sim_strategy_at(i)); i++)
		printf("  %-20s %s\n", strategy->name, strategy->help ?: "");
}

static void list_devices(void)
{
	const char *name;

	for (unsigned int i = 0; (name = sim_device_builtin_name(i)); i++)
		printf("  %-20s %s\n", name, sim_device_builtin_about(i) ?: "");
}

static void list_images(void)
{
	char image[] = "simctl image", list[] = "list";
	char *words[] = { image, list, NULL };

	fflush(stdout);
	sim_image_command(2, words);
}

static const struct section {
	const char *name;
	void (*list)(void);
} sections[] = {
	{ "scenarios", list_scenarios },
	{ "devices", list_devices },
	{ "strategies", list_strategies },
	{ "images", list_images },
};

#define SECTIONS (sizeof(sections) / sizeof(sections[0]))

static error_t parse(int key, char *arg, struct argp_state *state)
{
	const struct section **chosen = state->input;

	if (key != ARGP_KEY_ARG)
		return ARGP_ERR_UNKNOWN;
	if (*chosen)
		argp_error(state, "'%s' is one word too much", arg);
	for (size_t i = 0; i < SECTIONS; i++)
		if (!strcmp(sections[i].name, arg))
			*chosen = &sections[i];
	if (!*chosen)
		argp_error(state, "there are no '%s' to list", arg);
	return 0;
}

static const struct argp argp = {
	.parser = parse,
	.args_doc = "[scenarios|devices|strategies|images]",
	.doc = "Lists what can be named elsewhere.",
};

int sim_command_list(int argc, char **argv, const char *command)
{
	const struct section *chosen = NULL;

	(void)command;
	argp_parse(&argp, argc, argv, 0, NULL, &chosen);
	if (chosen) {
		chosen->list();
		return SIM_EXIT_PASSED;
	}
	for (size_t i = 0; i < SECTIONS; i++) {
		printf("%s%s:\n", i ? "\n" : "", sections[i].name);
		sections[i].list();
	}
	return SIM_EXIT_PASSED;
}
