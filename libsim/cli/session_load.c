// SPDX-License-Identifier: GPL-2.0-only
/*
 * session_load.c: a session out of a schedule file, as if all that it says had
 * been typed.
 *
 * A full schedule is bound to its image. A sparse one names places by their
 * functions, so that it may be tried with any; what differs is told.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

/* What the file says about the run, as if it had been typed. */
static void take_from_file(struct sim_session *session,
			   struct sim_cli_flags *flags)
{
	struct sim_schedule *s = &session->file.schedule;
	char *line = session->option_text;

	snprintf(session->option_text, sizeof(session->option_text), "%s",
		 s->options);

	flags->seed = s->seed;
	flags->strategy = s->strategy;
	flags->cpus = session->file.cpus;
	flags->limit_ns = session->file.limit_ns;
	flags->seed_boot = session->file.seed_boot;
	flags->device = session->file.device[0] ? session->file.device : NULL;
	flags->second = session->file.second[0] ? session->file.second : NULL;
	if (!flags->image)
		flags->image = s->image_name;
	while (*line && flags->option_count < SIM_CLI_MAX_OPTIONS) {
		flags->options[flags->option_count++] = line;
		line += strcspn(line, "\n");
		if (*line)
			*line++ = '\0';
	}
}

int sim_session_load(struct sim_session *session, struct sim_cli_flags *flags,
		     const char *path)
{
	char error[4400];

	session->flags = flags;
	session->replay = true;
	if (sim_schedule_file_read(path, &session->file, error,
				   sizeof(error))) {
		sim_cli_complain("%s", error);
		return SIM_EXIT_USAGE;
	}
	take_from_file(session, flags);
	return sim_session_prepare(session, session->file.schedule.scenario) ?:
	       sim_cli_check_options(flags, &session->config.scenario, 1);
}

/* The schedule's places, by the names that this image has for them. */
static int find_places(struct sim_session *session)
{
	struct sim_symbols *symbols;
	char error[1024];
	int ret;

	symbols = sim_symbols_open(session->image_path, SIM_IMAGE_BASE, error,
				   sizeof(error));
	ret = symbols ? sim_schedule_places_find(&session->file, symbols,
						 error, sizeof(error)) : -1;
	sim_symbols_close(symbols);
	if (!ret)
		return 0;
	sim_cli_complain("%s", error);
	return SIM_EXIT_USAGE;
}

int sim_session_load_image(struct sim_session *session)
{
	int ret = sim_session_open_image(session);

	if (!ret && session->other_image) {
		sim_cli_complain("The schedule was made with image '%s' (%s), so with image '%s' it may differ.",
				 session->file.schedule.image_name,
				 session->file.schedule.image_id,
				 session->image_name);
		session->file.schedule.hash = 0;
		ret = find_places(session);
	}
	return ret;
}
