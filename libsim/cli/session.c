// SPDX-License-Identifier: GPL-2.0-only
/*
 * session.c: one run as a user sees it: what was asked for is looked up and
 * checked before anything runs, so that a wrong word costs a sentence and not
 * a run.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cov/coverage.h"
#include "sim/board.h"
#include "sim/device.h"
#include "sim/image.h"

int sim_session_exit_code(const struct sim_run_result *result)
{
	switch (result->outcome) {
	case SIM_PASSED:
		return SIM_EXIT_PASSED;
	case SIM_FOUND:
		return SIM_EXIT_FOUND;
	case SIM_TIMED_OUT:
		return result->findings ? SIM_EXIT_FOUND : SIM_EXIT_FAULT;
	case SIM_REFUSED:
		return SIM_EXIT_USAGE;
	case SIM_FAULT:
	case SIM_DIVERGED:
		break;
	}
	return SIM_EXIT_FAULT;
}

/* "7.3.4-check" of "/cache/7.3.4-check/image.so" or "/tmp/7.3.4-check.so". */
static void name_of_image(const char *path, char *name, size_t size)
{
	const char *slash = strrchr(path, '/'), *start = path;
	size_t n;

	if (slash && !strcmp(slash, "/image.so")) {
		n = slash - path;
		for (start = slash; start > path && start[-1] != '/'; start--)
			n = slash - start + 1;
	} else {
		start = slash ? slash + 1 : path;
		n = strlen(start);
		if (n > 3 && !strcmp(start + n - 3, ".so"))
			n -= 3;
	}
	snprintf(name, size, "%.*s", (int)n, start);
}

/*
 * Reading a whole image takes as long as booting it, so its digest is taken
 * only when it is compared or shown; see sim_session_finish().
 */
static int check_digest(struct sim_session *session)
{
	bool sparse = session->file.version == SIM_SCHEDULE_SPARSE;
	char error[1024];

	if (!session->replay)
		return 0;
	if (!sim_image_digest(session->image_path, session->image_id, error,
			      sizeof(error))) {
		if (!sim_schedule_file_check_image(&session->file,
						   session->image_name,
						   session->image_id, error,
						   sizeof(error)))
			return 0;
		session->other_image = sparse;
		if (sparse)
			return 0;
	}
	sim_cli_complain("%s", error);
	return SIM_EXIT_USAGE;
}

static int find_image(struct sim_session *session)
{
	char error[1024];

	if (sim_image_resolve(session->flags->image, session->image_path,
			      sizeof(session->image_path), error,
			      sizeof(error))) {
		sim_cli_complain("%s", error);
		return SIM_EXIT_USAGE;
	}
	name_of_image(session->image_path, session->image_name,
		      sizeof(session->image_name));
	return check_digest(session);
}

static int find_scenario(struct sim_session *session, const char *name)
{
	const struct sim_scenario *scenario = sim_scenario_find(name);

	if (!scenario && !strcmp(name, sim_cli_kunit_scenario.name))
		scenario = &sim_cli_kunit_scenario;
	if (!scenario) {
		sim_cli_complain("There is no scenario '%s'; `simctl list scenarios` names those that are.",
				 name);
		return SIM_EXIT_USAGE;
	}
	session->config.scenario = scenario;
	return 0;
}

static int find_strategy(struct sim_session *session)
{
	const char *name = session->flags->strategy;

	if (name && !sim_strategy_find(name)) {
		sim_cli_complain("There is no strategy '%s'; `simctl list strategies` names those that are.",
				 name);
		return SIM_EXIT_USAGE;
	}
	session->config.strategy = name;
	return 0;
}

/* The bytes of a file that names a device; those of a schedule's are there. */
static int read_device(const char *name, void **kept, size_t *kept_bytes)
{
	const void *blob = *kept;
	size_t bytes = *kept_bytes;
	char error[1024];

	if (!name || blob || sim_device_builtin(name, &bytes))
		return blob ? sim_cli_check_device(name, blob, bytes) : 0;
	if (sim_board_find_device(name, &blob, &bytes, error, sizeof(error))) {
		sim_cli_complain("%s", error);
		return SIM_EXIT_USAGE;
	}
	*kept = (void *)blob;
	*kept_bytes = bytes;
	return sim_cli_check_device(name, blob, bytes);
}

/* What would say of the second device what --device says already. */
static const char *second_option(const struct sim_cli_flags *flags)
{
	for (int i = 0; i < flags->option_count; i++)
		if (!strncmp(flags->options[i], "second=", 7) ||
		    !strcmp(flags->options[i], "devices=1"))
			return flags->options[i];
	return NULL;
}

static int find_second_device(struct sim_session *session)
{
	const char *name = session->flags->second;
	struct sim_schedule_file *file = &session->file;
	int ret;

	if (name && !session->config.scenario->pair) {
		sim_cli_complain("Scenario '%s' has one device, and --device names two, '%s' and '%s'; chaos and offload-two-cards have two.",
				 session->config.scenario->name,
				 session->flags->device, name);
		return SIM_EXIT_USAGE;
	}
	if (name && second_option(session->flags)) {
		sim_cli_complain("--device names a second device, '%s', and --option %s does not go with that.",
				 name, second_option(session->flags));
		return SIM_EXIT_USAGE;
	}
	ret = read_device(name, &file->second_blob, &file->second_bytes);
	session->config.second_name = name;
	session->config.second_blob = file->second_blob;
	session->config.second_bytes = file->second_bytes;
	return ret;
}

static int find_device(struct sim_session *session)
{
	const char *name = session->flags->device;
	struct sim_schedule_file *file = &session->file;
	int ret = read_device(name, &file->device_blob, &file->device_bytes);

	session->config.device_name = name;
	session->config.device_blob = file->device_blob;
	session->config.device_bytes = file->device_bytes;
	return ret ?: find_second_device(session);
}

/* A file is written by renaming one beside it: its folder must take files. */
static int check_folder_of(const char *path)
{
	char *folder = strdup(path), *slash = folder ? strrchr(folder, '/') : NULL;
	int ret;

	if (slash)
		slash[slash == folder] = '\0';
	ret = access(slash ? folder : ".", W_OK | X_OK) ? errno : 0;
	free(folder);
	return ret;
}

int sim_cli_check_file(const char *path)
{
	struct stat about;
	int wrong = check_folder_of(path);

	if (!wrong && !stat(path, &about) && S_ISDIR(about.st_mode))
		wrong = EISDIR;
	if (*path && !wrong)
		return 0;
	sim_cli_complain("Cannot write '%s': %s.", path,
			 *path ? strerror(wrong) : "its name is empty");
	return SIM_EXIT_USAGE;
}

/* Folders that the user named must be there before a run takes its time. */
static int check_outputs(struct sim_session *session)
{
	const struct sim_cli_flags *flags = session->flags;
	char error[1024];

	if (flags->out_given &&
	    sim_artefacts_prepare(flags->out, error, sizeof(error))) {
		sim_cli_complain("%s", error);
		return SIM_EXIT_USAGE;
	}
	if (flags->schedule && sim_cli_check_file(flags->schedule))
		return SIM_EXIT_USAGE;
	return flags->json && *flags->json ? sim_cli_check_file(flags->json) : 0;
}

int sim_session_prepare(struct sim_session *session, const char *scenario)
{
	const struct sim_cli_flags *flags = session->flags;
	int ret;

	session->config.seed = flags->seed;
	session->config.cpus = flags->cpus;
	session->config.limit_ns = flags->limit_ns;
	session->config.seed_boot = flags->seed_boot;
	session->config.options = session->options;
	session->config.command_line = session->command_line;
	session->config.checks_changed = sim_cli_checks(flags);
	session->config.races_strict = flags->races_strict;
	session->config.record = true;
	session->config.board = &sim_board_default;
	ret = find_scenario(session, scenario);
	if (!ret)
		sim_cli_options_of(flags, session->config.scenario,
				   session->options);
	ret = ret ?: find_strategy(session);
	ret = ret ?: find_device(session);
	ret = ret ?: check_outputs(session);
	return ret ?: find_image(session);
}

/* Whoever runs it: its suites are in the image, or not. */
static int prepare_kunit(const struct sim_session *session)
{
	const struct sim_image_ops *image = session->config.image;

	sim_cli_kunit_set(image, sim_cli_suites(session->flags));
	if (session->config.scenario != &sim_cli_kunit_scenario ||
	    image->kunit_run)
		return 0;
	sim_cli_complain("Image '%s' contains no unit tests.",
			 session->image_name);
	return SIM_EXIT_NOTHING;
}

int sim_session_open_image(struct sim_session *session)
{
	char error[1024];
	int ret;

	session->config.image = sim_image_load(session->image_path, error,
					       sizeof(error));
	if (!session->config.image) {
		sim_cli_complain("%s", error);
		return SIM_EXIT_USAGE;
	}
	if (sim_cli_check_checks(session->flags, session->config.image,
				 session->image_name))
		return SIM_EXIT_USAGE;
	ret = prepare_kunit(session);
	if (ret)
		return ret;
	sim_coverage_register(session->config.image);
	return sim_cli_command_line(session->flags, session->config.image,
				    session->command_line,
				    sizeof(session->command_line));
}

static bool timeline_wanted(const struct sim_session *session)
{
	const struct sim_cli_flags *flags = session->flags;

	return flags->verbosity >= 0 && !session->quiet_result &&
	       !flags->ktap && !(flags->json && !*flags->json);
}

static void replay_prepare(struct sim_session *session)
{
	if (session->file.version != SIM_SCHEDULE_SPARSE) {
		session->config.replay = &session->file.schedule;
		return;
	}
	session->config.record = false;
	session->config.sparse = &session->sparse;
	session->sparse.follow = &session->file.sparse;
	session->sparse.strict = true;
	session->sparse.show = sim_table_add;
	session->sparse.arg = &session->table;
	session->timeline.table = &session->table;
}

/* What ends at a finding early was recorded with that checker off. */
static void replay_judge(struct sim_session *session)
{
	struct sim_run_result *result = &session->result;
	const struct sim_schedule *schedule = &session->file.schedule;

	if (result->outcome > SIM_FOUND || !schedule->hash ||
	    result->hash == schedule->hash ||
	    (result->outcome == SIM_FOUND &&
	     result->decisions < schedule->count))
		return;
	result->outcome = SIM_DIVERGED;
	snprintf(result->message, sizeof(result->message),
		 "Every decision replayed, but the hash of the events differs from the schedule's.");
}

void sim_session_run(struct sim_session *session)
{
	struct sim_timeline *timeline = &session->timeline;

	timeline->out = timeline_wanted(session) ? stdout : NULL;
	timeline->color = sim_cli_use_color(session->flags, stdout);
	timeline->level = session->flags->verbosity > 0 ? 2 : 1;
	timeline->findings = &session->findings;
	session->config.observer = sim_timeline_observer(timeline);
	if (session->replay)
		replay_prepare(session);
	sim_run(&session->config, &session->result);
	sim_coverage_dump();
	if (session->replay)
		replay_judge(session);
}

void sim_session_close(struct sim_session *session)
{
	sim_findings_free(&session->findings);
	sim_symbols_close(session->report.symbols);
	sim_schedule_file_free(&session->file);
	sim_table_free(&session->table);
}
