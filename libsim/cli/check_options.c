// SPDX-License-Identifier: GPL-2.0-only
/*
 * check_options.c: do the options of a run mean something? A word that nobody
 * understands is refused before anything runs: a run without it would look
 * like one with it.
 */
#include <string.h>

#include "cli/cli.h"

static bool is_parameter(const char *option)
{
	return !strncmp(option, SIM_CLI_PARAMETER, strlen(SIM_CLI_PARAMETER));
}

static const struct sim_scenario_option *
find_option(const struct sim_scenario *scenario, const char *option)
{
	const struct sim_scenario_option *known = scenario->options;
	size_t length = strcspn(option, "=");

	for (; known && known->key; known++)
		if (strlen(known->key) == length &&
		    !strncmp(known->key, option, length))
			return known;
	return NULL;
}

static int complain_unknown(const struct sim_scenario *scenario,
			    const char *option)
{
	const struct sim_scenario_option *known = scenario->options;
	char keys[256] = "no options at all";
	size_t used = 0;

	for (; known && known->key && used < sizeof(keys); known++)
		used += snprintf(keys + used, sizeof(keys) - used, "%s%s",
				 used ? ", " : "", known->key);
	sim_cli_complain("Scenario '%s' has no option '%.*s'; it has %s.",
			 scenario->name, (int)strcspn(option, "="), option,
			 keys);
	return SIM_EXIT_USAGE;
}

static int check_option(const char *option,
			const struct sim_scenario *const *scenarios, int count)
{
	const struct sim_scenario_option *known = NULL;
	const char *value = option + strcspn(option, "=") + 1;

	for (int i = 0; i < count && !known; i++)
		known = find_option(scenarios[i], option);
	if (!known)
		return complain_unknown(scenarios[0], option);
	if (known->fits(value))
		return 0;
	sim_cli_complain("Option '%s' takes %s, not '%s'.", known->key,
			 known->values, value);
	return SIM_EXIT_USAGE;
}

static bool same_key(const char *a, const char *b)
{
	size_t length = strcspn(a, "=");

	return length == strcspn(b, "=") && !strncmp(a, b, length);
}

/* Two options of which a run could heed one alone. */
static bool contradict(const char *a, const char *b)
{
	return (same_key(a, b) && strcmp(a, b)) ||
	       (!strcmp(a, "devices=1") && !strncmp(b, "second=", 7)) ||
	       (!strcmp(b, "devices=1") && !strncmp(a, "second=", 7));
}

static int check_earlier(const struct sim_cli_flags *flags, int index)
{
	const char *option = flags->options[index];

	for (int i = 0; i < index; i++) {
		if (!contradict(flags->options[i], option))
			continue;
		sim_cli_complain("--option %s does not go with --option %s: leave one of them out.",
				 flags->options[i], option);
		return SIM_EXIT_USAGE;
	}
	return 0;
}

int sim_cli_check_options(const struct sim_cli_flags *flags,
			  const struct sim_scenario *const *scenarios,
			  int count)
{
	int ret = 0;

	for (int i = 0; i < flags->option_count && !ret; i++)
		if (!is_parameter(flags->options[i]))
			ret = check_option(flags->options[i], scenarios,
					   count) ?: check_earlier(flags, i);
	return ret;
}

void sim_cli_options_of(const struct sim_cli_flags *flags,
			const struct sim_scenario *scenario, const char **list)
{
	for (int i = 0; i < flags->option_count; i++)
		if (is_parameter(flags->options[i]) ||
		    find_option(scenario, flags->options[i]))
			*list++ = flags->options[i];
	*list = NULL;
}

/* The kernel takes a hyphen for an underscore (kernel/params.c). */
static bool same_parameter(const char *name, const char *text, size_t length)
{
	size_t i;

	for (i = 0; i < length && name[i]; i++)
		if (name[i] != (text[i] == '-' ? '_' : text[i]))
			return false;
	return i == length && !name[i];
}

static bool has_parameter(const struct sim_image_ops *image, const char *text,
			  size_t length)
{
	const char *at = image->parameters.start;

	for (; at < (const char *)image->parameters.end;
	     at += image->parameters.bytes)
		if (same_parameter(*(const char *const *)at, text, length))
			return true;
	return false;
}

static int check_parameter(const struct sim_image_ops *image, const char *text)
{
	size_t length = strcspn(text, "=");

	if (has_parameter(image, text, length))
		return 0;
	sim_cli_complain("The kernel of this image has no parameter '%.*s'.",
			 (int)length, text);
	return SIM_EXIT_USAGE;
}

int sim_cli_command_line(const struct sim_cli_flags *flags,
			 const struct sim_image_ops *image, char *text,
			 size_t size)
{
	size_t used = 0;
	int ret = 0;

	*text = '\0';
	for (int i = 0; i < flags->option_count && !ret; i++) {
		const char *parameter = flags->options[i];

		if (!is_parameter(parameter))
			continue;
		parameter += strlen(SIM_CLI_PARAMETER);
		ret = check_parameter(image, parameter);
		used += snprintf(text + used, size - used, "%s%s",
				 used ? " " : "", parameter);
		if (!ret && used >= size) {
			sim_cli_complain("The kernel parameters are longer than %zu bytes.",
					 size - 1);
			ret = SIM_EXIT_USAGE;
		}
	}
	return ret;
}
