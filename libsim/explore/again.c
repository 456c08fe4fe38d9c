// SPDX-License-Identifier: GPL-2.0-only
/*
 * again.c: the command that makes one run of an exploration again, by its seed
 * alone: with all flags that it depends on, and with the runs that its
 * strategy had learnt from.
 */
#include <inttypes.h>
#include <string.h>

#include "cli/learn.h"
#include "explore/explore.h"
#include "sim/checks.h"

static void print_flag(FILE *out, const char *flag, const char *word)
{
	if (!word)
		return;
	fprintf(out, " --%s ", flag);
	sim_word_print(out, word);
}

static void print_options(FILE *out, const char *const *options)
{
	size_t prefix = strlen(SIM_CLI_PARAMETER);

	for (; *options; options++) {
		const char *option = *options;
		bool is_parameter = !strncmp(option, SIM_CLI_PARAMETER, prefix);

		print_flag(out, is_parameter ? "parameter" : "option",
			   option + (is_parameter ? prefix : 0));
	}
}

/* Scenarios take turns. */
static const struct sim_session *
session_of(const struct sim_explore *explore,
	   const struct sim_explore_origin *run)
{
	uint64_t number = (run->seed - explore->first_seed) & INT64_MAX;

	return explore->session[number % explore->sessions];
}

/* What the run's strategy had counted; false when it wants no counts. */
static bool learn_of(const struct sim_explore *explore,
		     const struct sim_explore_origin *run,
		     struct sim_learn *learn)
{
	uint64_t number = (run->seed - explore->first_seed) & INT64_MAX;
	uint64_t before = number / explore->sessions;

	*learn = (struct sim_learn){
		.seed = (explore->first_seed + number % explore->sessions) &
			INT64_MAX,
		.step = explore->sessions,
		.runs = before < SIM_EXPLORE_LEARN ? before : SIM_EXPLORE_LEARN,
		.strategy = explore->strategy ?: "random",
	};
	return learn->runs &&
	       sim_strategy_find(run->strategy)->wants_profile;
}

bool sim_explore_again(FILE *out, const struct sim_explore *explore,
		       const struct sim_explore_origin *run)
{
	const struct sim_cli_flags *flags = explore->flags;
	struct sim_learn learn;

	/* A run of a search is no seed's. */
	if (explore->searches)
		return false;
	fprintf(out, "%s run %s --image ", flags->command, run->scenario);
	sim_word_print(out, flags->image ?: explore->session[0]->image_name);
	fprintf(out, " --seed %" PRIu64 " --strategy %s", run->seed,
		run->strategy);
	if (learn_of(explore, run, &learn)) {
		fputs(" --learn ", out);
		sim_learn_print(out, &learn);
	}
	if (flags->seed_boot)
		fputs(" --seed-boot", out);
	print_flag(out, "device", flags->device);
	print_flag(out, "device", flags->second);
	if (flags->cpus)
		fprintf(out, " --cpus %d", flags->cpus);
	if (flags->limit_ns)
		fprintf(out, " --timeout %.9g", flags->limit_ns / 1e9);
	print_options(out, session_of(explore, run)->options);
	sim_checks_print(out, sim_cli_checks(flags), flags->races_strict);
	return true;
}
