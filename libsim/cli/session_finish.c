// SPDX-License-Identifier: GPL-2.0-only
/*
 * session_finish.c: what is left of a run: results first, files after, so that
 * a full disk loses no finding.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

void sim_session_options(const struct sim_session *session, char *text,
			 size_t size)
{
	const char *const *options = session->config.options;
	size_t used = 0;

	text[0] = '\0';
	for (int i = 0; options[i] && used < size; i++)
		used += snprintf(text + used, size - used, "%s\n", options[i]);
}

/* The run's schedule, with all that the run depended on. */
static void fill_schedule(struct sim_session *session,
			  struct sim_schedule_file *file)
{
	const struct sim_run_config *config = &session->config;
	struct sim_schedule *s = &file->schedule;

	memset(file, 0, sizeof(*file));
	*s = session->result.schedule;
	snprintf(s->image_id, sizeof(s->image_id), "%s", session->image_id);
	snprintf(s->image_name, sizeof(s->image_name), "%s",
		 session->image_name);
	snprintf(s->scenario, sizeof(s->scenario), "%s",
		 config->scenario->name);
	snprintf(s->strategy, sizeof(s->strategy), "%s",
		 config->strategy ?: "random");
	sim_session_options(session, s->options, sizeof(s->options));
	s->seed = config->seed;
	s->hash = session->result.hash;
	snprintf(file->device, sizeof(file->device), "%s",
		 config->device_name ?: "");
	file->device_blob = (void *)config->device_blob;
	file->device_bytes = config->device_bytes;
	snprintf(file->second, sizeof(file->second), "%s",
		 config->second_name ?: "");
	file->second_blob = (void *)config->second_blob;
	file->second_bytes = config->second_bytes;
	file->cpus = config->cpus;
	file->limit_ns = config->limit_ns;
	file->seed_boot = config->seed_boot;
}

static void open_report(struct sim_session *session)
{
	struct sim_report *report = &session->report;
	char error[1024];

	report->config = &session->config;
	report->result = &session->result;
	report->findings = &session->findings;
	report->image_name = session->image_name;
	report->image_id = session->image_id;
	report->image_file = sim_cli_image_file(session->flags);
	report->command = session->flags->command;
	report->color = sim_cli_use_color(session->flags, stdout);
	if (!session->image_id[0] &&
	    sim_image_digest(session->image_path, session->image_id, error,
			     sizeof(error)))
		sim_cli_complain("%s", error);
	if (session->result.outcome == SIM_PASSED)
		return;
	if (!report->symbols)
		report->symbols = sim_symbols_open(session->image_path,
						   SIM_IMAGE_BASE, error,
						   sizeof(error));
	if (!report->symbols)
		sim_cli_complain("%s", error);
	session->result.findings -= sim_findings_name_races(&session->findings,
							    report->symbols);
	report->times = sim_findings_times(&session->findings, report->symbols);
}

/* The sources lie beside the image that was built from them. */
static void set_tree(struct sim_session *session)
{
	static char tree[sizeof(session->image_path) + 8];
	const char *slash = strrchr(session->image_path, '/');

	snprintf(tree, sizeof(tree), "%.*s/tree", slash ? (int)(slash -
		 session->image_path) : 1, slash ? session->image_path : ".");
	session->table.tree = tree;
}

void sim_session_attend(struct sim_session *session)
{
	session->report.config = &session->config;
	session->report.color = sim_cli_use_color(session->flags, stdout);
	session->table.list = &session->file.sparse;
	set_tree(session);
}

/* The finding of the run that is told by @signature, or NULL. */
static const struct sim_finding *finding_named(struct sim_session *session,
					       const char *signature)
{
	char text[256];

	for (int i = 0; i < session->findings.count; i++) {
		sim_finding_signature(&session->findings.items[i],
				      session->report.symbols, text,
				      sizeof(text));
		if (!strcmp(text, signature))
			return &session->findings.items[i];
	}
	return NULL;
}

void sim_session_show(struct sim_session *session, const char *signature)
{
	sim_session_attend(session);
	sim_table_print(stdout, &session->report, &session->table,
			finding_named(session, signature));
}

/* A sparse schedule that ran to its end names what it is kept for. */
static int check_promise(struct sim_session *session, int ret)
{
	const struct sim_schedule_file *file = &session->file;

	if (!session->replay || file->version != SIM_SCHEDULE_SPARSE ||
	    !file->finding[0] ||
	    (ret != SIM_EXIT_FOUND && ret != SIM_EXIT_PASSED) ||
	    finding_named(session, file->finding))
		return ret;
	sim_cli_complain("The schedule took place, but does not show what it names: %s",
			 file->finding);
	return SIM_EXIT_FAULT;
}

static void print_human(struct sim_session *session)
{
	struct sim_report *report = &session->report;

	if (session->flags->verbosity < 0) {
		sim_verdict_print(stdout, report);
		return;
	}
	sim_splats_print(stdout, report);
	if (session->file.version == SIM_SCHEDULE_SPARSE)
		sim_session_show(session, session->file.finding);
	sim_summary_print(stdout, report);
}

int sim_cli_json(const char *path, char *text)
{
	char error[4400] = "No memory for JSON.";
	int ret = -1;

	if (text && !*path)
		ret = printf("%s\n", text) < 0 ? -1 : 0;
	else if (text)
		ret = sim_host_file_replace(path, text, strlen(text), error,
					    sizeof(error));
	if (ret)
		sim_cli_complain("%s", error);
	free(text);
	return ret;
}

/* JSON names the schedule's file, so it comes after that is saved. */
static int print_json(struct sim_session *session)
{
	return sim_cli_json(session->flags->json,
			    sim_report_json(&session->report));
}

static int save_schedule(struct sim_session *session,
			 const struct sim_schedule_file *file)
{
	const char *path = session->flags->schedule;
	char error[4400];

	if (!path)
		return 0;
	if (sim_schedule_file_write(path, file, error, sizeof(error))) {
		sim_cli_complain("%s", error);
		return -1;
	}
	snprintf(session->report.schedule_path,
		 sizeof(session->report.schedule_path), "%s", path);
	return 0;
}

/* A replay's schedule is already a file; what a new run found is saved. */
static int save_findings(struct sim_session *session,
			 const struct sim_schedule_file *file)
{
	const char *out = session->flags->out;
	char error[4400];

	if (session->replay || session->result.outcome == SIM_PASSED)
		return 0;
	if (sim_artefacts_prepare(out, error, sizeof(error)) ||
	    sim_artefacts_save(out, &session->report, file, error,
			       sizeof(error))) {
		sim_cli_complain("%s", error);
		return -1;
	}
	return 0;
}

int sim_session_finish(struct sim_session *session)
{
	const struct sim_cli_flags *flags = session->flags;
	bool machine = flags->ktap || (flags->json && !*flags->json);
	struct sim_schedule_file file;
	int ret = sim_session_exit_code(&session->result), failed;

	if (session->result.outcome == SIM_REFUSED) {
		sim_cli_complain("%s", session->result.message);
		return ret;
	}
	open_report(session);
	if (!machine && !session->quiet_result)
		print_human(session);
	fflush(stdout);
	fill_schedule(session, &file);
	failed = save_findings(session, &file);
	failed |= save_schedule(session, &file);
	if (!machine && !session->quiet_result && !session->replay &&
	    session->result.outcome != SIM_PASSED)
		sim_replay_line_print(stdout, &session->report);
	if (flags->ktap && !session->quiet_result)
		sim_ktap_run_print(stdout, &session->report);
	if (flags->json && !session->quiet_result)
		failed |= print_json(session);
	free(session->report.times);
	session->report.times = NULL;
	ret = check_promise(session, ret);
	return ret == SIM_EXIT_PASSED && failed ? SIM_EXIT_FAULT : ret;
}
