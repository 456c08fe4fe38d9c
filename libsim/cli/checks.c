// SPDX-License-Identifier: GPL-2.0-only
/*
 * checks.c: --checks and --races: which checkers a command switches on.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "sim/checks.h"

static void __attribute__((noreturn)) list_print(void)
{
	for (int i = 0; i < SIM_CHECK_COUNT; i++)
		printf("%-10s  %s\n", sim_check_name(i), sim_check_help(i));
	puts("--checks=-dma,-power is all but two, --checks=memory,leak just two, none and all are words too.");
	exit(0);
}

void sim_cli_parse_checks(struct sim_cli_flags *flags, const char *arg,
			  struct argp_state *state)
{
	struct sim_checks_list list;

	if (!strcmp(arg, "help"))
		list_print();
	if (!sim_checks_parse(arg, &list))
		argp_error(state, "there is no checker '%.*s'; --checks=help names those that are",
			   list.length, list.wrong);
	flags->checks_changed = SIM_CHECKS_DEFAULT ^ list.on;
	flags->checks_wanted = list.wanted;
}

unsigned int sim_cli_checks(const struct sim_cli_flags *flags)
{
	return flags->checks_changed |
	       (flags->races ? SIM_CHECK_BIT(SIM_CHECK_RACE) : 0);
}

int sim_cli_check_checks(const struct sim_cli_flags *flags,
			 const struct sim_image_ops *image, const char *name)
{
	unsigned int lacking = flags->checks_wanted & SIM_CHECKS_INSTRUMENTED;

	if (image->race || (!flags->races && !lacking))
		return 0;
	if (flags->races)
		sim_cli_complain("The image '%s' is of flavour %s: --races needs a check image.",
				 name, image->flavour);
	else
		sim_cli_complain("The image '%s' is of flavour %s: the checker '%s' needs a check image.",
				 name, image->flavour,
				 sim_check_name(__builtin_ctz(lacking)));
	return SIM_EXIT_USAGE;
}
