// SPDX-License-Identifier: GPL-2.0-only
/*
 * command_list.c: `simctl list`, what the words of other commands may be.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "sim/device.h"
#include "image/image_build.h"

/* One thing to list: a line for people, an object for programs. */
static void add(json_t *list, const char *name, const char *about)
{
	if (list)
		json_array_append_new(list, json_pack("{s:s, s:s}", "name",
						      name, "about", about ?: ""));
	else
		printf("  %-20s %s\n", name, about ?: "");
}

static void list_scenarios(json_t *list)
{
	const struct sim_scenario *scenario;

	for (unsigned int i = 0; (scenario = sim_scenario_at(i)); i++)
		add(list, scenario->name, scenario->help);
}

static void list_strategies(json_t *list)
{
	const struct sim_strategy *strategy;

	for (unsigned int i = 0; (strategy = sim_strategy_at(i)); i++)
		add(list, strategy->name, strategy->help);
}

static void list_devices(json_t *list)
{
	const char *name;

	for (unsigned int i = 0; (name = sim_device_builtin_name(i)); i++)
		add(list, name, sim_device_builtin_about(i));
}

static void list_images(json_t *list)
{
	char *text = NULL;
	size_t bytes = 0;
	FILE *out = open_memstream(&text, &bytes);
	json_t *images = NULL;

	if (!out)
		return;
	sim_store_list(out, list);
	fclose(out);
	if (list && (images = json_loads(text, 0, NULL)))
		json_array_extend(list, images);
	for (char *line = text; !list && *line; line += strspn(line, "\n")) {
		int n = strcspn(line, "\n");

		printf("  %.*s\n", n, line);
		line += n;
	}
	json_decref(images);
	free(text);
}

static const struct section {
	const char *name;
	void (*list)(json_t *list);
} sections[] = {
	{ "scenarios", list_scenarios },
	{ "devices", list_devices },
	{ "strategies", list_strategies },
	{ "images", list_images },
};

#define SECTIONS (sizeof(sections) / sizeof(sections[0]))

struct words {
	const struct section *chosen;
	bool json;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct words *words = state->input;

	if (key == 'j') {
		words->json = true;
		return 0;
	}
	if (key != ARGP_KEY_ARG)
		return ARGP_ERR_UNKNOWN;
	if (words->chosen)
		argp_error(state, "'%s' is one word too much", arg);
	for (size_t i = 0; i < SECTIONS; i++)
		if (!strcmp(sections[i].name, arg))
			words->chosen = &sections[i];
	if (!words->chosen)
		argp_error(state, "there are no '%s' to list", arg);
	return 0;
}

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "Print JSON", 0 },
	{ 0 }
};

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "[scenarios|devices|strategies|images]",
	.doc = "Lists what can be named elsewhere.",
};

static void print_text(const struct section *chosen)
{
	for (size_t i = 0; !chosen && i < SECTIONS; i++) {
		printf("%s%s:\n", i ? "\n" : "", sections[i].name);
		sections[i].list(NULL);
	}
	if (chosen)
		chosen->list(NULL);
}

static void print_json(const struct section *chosen)
{
	json_t *root = json_object();

	for (size_t i = 0; i < SECTIONS; i++) {
		json_t *list;

		if (chosen && chosen != &sections[i])
			continue;
		list = json_array();
		sections[i].list(list);
		json_object_set_new(root, sections[i].name, list);
	}
	json_dumpf(root, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(root);
}

int sim_command_list(int argc, char **argv, const char *command)
{
	struct words words = { 0 };

	(void)command;
	argp_parse(&argp, argc, argv, 0, NULL, &words);
	if (words.json)
		print_json(words.chosen);
	else
		print_text(words.chosen);
	return SIM_EXIT_PASSED;
}
