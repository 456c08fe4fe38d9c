// SPDX-License-Identifier: GPL-2.0-only
/*
 * minimize_job.c: a schedule file in, a sparse one out: finds out what the
 * schedule deviates in, has that reduced, runs the result for its hash and
 * shows it. What is best so far is saved from time to time: it outlives us.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/minimize.h"
#include "sim/checks.h"
#include "sim/sparse_list.h"

#define SAVE_SECONDS	2
#define SLACK_NS	1000000000ULL

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
	(void)number;
	interrupted = 1;
}

double sim_job_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec * 1e-9;
}

/* ---- the finding ---- */

/* A replay's race has no title yet. */
static void signature_of(const struct sim_job *job,
			 const struct sim_finding *finding, char *text,
			 size_t size)
{
	struct sim_finding named = *finding;

	if (named.kind == SIM_KIND_DATA_RACE)
		sim_finding_name_race(&named, job->symbols);
	sim_finding_signature(&named, job->symbols, text, size);
}

/* A wait that only the limit of a replay made a finding has shown nothing. */
static const struct sim_finding *finding_of(const struct sim_job *job,
					    const struct sim_findings *list)
{
	for (int i = 0; i < list->count; i++) {
		char signature[256];

		if (list->items[i].limited && !job->like.limited)
			continue;
		signature_of(job, &list->items[i], signature,
			     sizeof(signature));
		if (!strcmp(signature, job->signature))
			return &list->items[i];
	}
	return NULL;
}

/* The first that fits what was asked for; its signature is kept. */
static const struct sim_finding *finding_choose(struct sim_job *job,
						const struct sim_findings *list)
{
	for (int i = 0; i < list->count; i++) {
		signature_of(job, &list->items[i], job->signature,
			     sizeof(job->signature));
		if (!job->finding || strstr(job->signature, job->finding))
			return &list->items[i];
	}
	return NULL;
}

/* Deviations that came before it. */
static size_t made_before(const struct sim_sparse_made *list, size_t made,
			  const struct sim_finding *finding)
{
	size_t n = 0;

	while (n < made && list[n].decision < finding->decision)
		n++;
	return n;
}

/* ---- files ---- */

static void file_fill(struct sim_job *job, struct sim_schedule_file *file,
		      uint64_t hash)
{
	struct sim_session *session = job->session;

	*file = session->file;
	file->version = SIM_SCHEDULE_SPARSE;
	file->sparse = job->minimize.best;
	file->place = NULL;
	file->schedule.decisions = NULL;
	file->schedule.count = 0;
	file->schedule.hash = hash;
	snprintf(file->finding, sizeof(file->finding), "%s", job->signature);
	snprintf(file->schedule.image_name, sizeof(file->schedule.image_name),
		 "%s", session->image_name);
	snprintf(file->schedule.image_id, sizeof(file->schedule.image_id),
		 "%s", session->image_id);
}

static int save(struct sim_job *job, uint64_t hash)
{
	struct sim_schedule_file file;
	char error[4400];
	int ret;

	file_fill(job, &file, hash);
	ret = sim_schedule_places_name(&file, job->symbols);
	snprintf(error, sizeof(error), "No memory to write '%s'.", job->out);
	if (!ret)
		ret = sim_schedule_file_write(job->out, &file, error,
					      sizeof(error));
	for (size_t i = 0; file.place &&
	     i < file.sparse.count * SIM_STEP_FRAMES; i++)
		free(file.place[i]);
	free(file.place);
	if (ret)
		sim_cli_complain("%s", error);
	return ret;
}

/* ---- replays ---- */

static bool time_is_up(const struct sim_job *job)
{
	return interrupted || (job->until && sim_job_now() > job->until);
}

static int replay(void *arg, struct sim_trial *trial)
{
	struct sim_job *job = arg;
	struct sim_sparse_run run = {
		.follow = trial->schedule, .list = trial->list,
		.trace = trial->trace, .places = trial->places,
	};
	const struct sim_finding *finding;
	struct sim_replayed told;

	if (time_is_up(job))
		return -1;
	/* One that was too slow says nothing, least of all the first. */
	if (sim_job_replay(job, &run, NULL, &told))
		return job->minimize.replays > 1 ? 0 : -1;
	finding = finding_of(job, &told.findings);
	if (finding)
		trial->made = made_before(trial->list, told.made, finding);
	trial->preemptions = told.preemptions;
	trial->names = told.sparse;
	trial->choice = told.choice;
	trial->choices = told.choices;
	memset(&told.sparse, 0, sizeof(told.sparse));
	told.choice = NULL;
	sim_replayed_free(&told);
	return finding != NULL;
}

static void progress(void *arg, const struct sim_minimize *minimize)
{
	struct sim_job *job = arg;
	double now = sim_job_now();

	if (job->progress)
		fprintf(stderr, "\r\033[K%u replays, %zu decisions, %u preemptions \b",
			minimize->replays, minimize->best.count,
			minimize->preemptions);
	if (minimize->best.count == job->saved_count ||
	    now - job->saved < SAVE_SECONDS)
		return;
	job->saved = now;
	job->saved_count = minimize->best.count;
	save(job, 0);
}

/* ---- from a full schedule to its deviations ---- */

static int refuse(const struct sim_job *job, const struct sim_replayed *told)
{
	if (told->outcome >= SIM_FAULT) {
		sim_cli_complain("The schedule cannot be minimised: %s",
				 told->message);
		return told->outcome == SIM_REFUSED ? SIM_EXIT_USAGE :
						      SIM_EXIT_FAULT;
	}
	if (job->finding && told->findings.count)
		sim_cli_complain("The schedule finds nothing that has '%s' in its signature.",
				 job->finding);
	else
		sim_cli_complain("The schedule finds nothing, so there is nothing to minimise.");
	return SIM_EXIT_NOTHING;
}

/* What has not shown by then will not: a bound that every host keeps. */
static uint64_t limit_after(const struct sim_job *job,
			    const struct sim_finding *finding)
{
	uint64_t asked_ns = job->session->config.limit_ns;
	uint64_t after_ns = finding->when_ns / 4 * 5 + SLACK_NS;

	/* The limit may itself be what was found. */
	if (finding->kind == SIM_KIND_HUNG_TASK ||
	    (asked_ns && asked_ns < after_ns))
		return asked_ns;
	return after_ns;
}

static int prepare(struct sim_job *job)
{
	const struct sim_schedule *full = &job->session->file.schedule;
	bool sparse = job->session->file.version == SIM_SCHEDULE_SPARSE;
	struct sim_sparse_run run = {
		.follow = sparse ? &job->session->file.sparse : NULL,
	};
	size_t room = sparse ? run.follow->count : full->count;
	const struct sim_finding *finding;
	struct sim_replayed told;
	int ret = 0;

	run.list = calloc(room + 1, sizeof(*run.list));
	if (!run.list ||
	    sim_job_replay(job, &run, sparse ? NULL : full, &told)) {
		free(run.list);
		sim_cli_complain("The schedule cannot be minimised: its replay was lost.");
		return SIM_EXIT_FAULT;
	}
	finding = finding_choose(job, &told.findings);
	if (!finding) {
		ret = refuse(job, &told);
	} else if (sparse) {
		job->minimize.best = job->session->file.sparse;
		memset(&job->session->file.sparse, 0,
		       sizeof(job->session->file.sparse));
	} else {
		told.sparse.count = made_before(run.list, told.made, finding);
		job->minimize.best = told.sparse;
		memset(&told.sparse, 0, sizeof(told.sparse));
	}
	if (finding) {
		job->like = *finding;
		job->limit_ns = limit_after(job, finding);
	}
	job->decisions_before = full->count;
	job->before = job->minimize.best.count;
	job->preemptions_before = told.preemptions;
	sim_replayed_free(&told);
	free(run.list);
	return ret;
}

static int reduce(struct sim_job *job)
{
	int ret;

	/* For good: one that comes late must not cost the result either. */
	sim_cli_on_end(on_signal, SA_RESTART);
	job->minimize.replay = replay;
	job->minimize.progress = progress;
	job->minimize.arg = job;
	job->minimize.replays_most = job->replays;
	job->saved = sim_job_now();
	ret = sim_minimize_run(&job->minimize);
	job->interrupted = job->minimize.stopped && interrupted;
	if (job->progress)
		fputs("\r\033[K", stderr);
	if (ret > 0)
		return 0;
	sim_cli_complain(ret ? "The minimisation was ended before its first replay was over." :
			 "The schedule's decisions alone do not show the finding again, so it stays as it is.");
	return SIM_EXIT_FAULT;
}

/* ---- the result ---- */

/* The one run of this process: strict, for its hash and its table. */
static int final_run(struct sim_job *job)
{
	struct sim_session *session = job->session;

	free(session->file.schedule.decisions);
	session->file.schedule.decisions = NULL;
	session->file.schedule.count = 0;
	session->file.schedule.hash = 0;
	session->file.version = SIM_SCHEDULE_SPARSE;
	session->file.sparse = job->minimize.best;
	session->replay = session->quiet_result = true;
	sim_session_run(session);
	session->quiet_result = false;
	sim_findings_name_races(&session->findings, job->symbols);
	if (session->result.outcome <= SIM_FOUND &&
	    finding_of(job, &session->findings))
		return 0;
	sim_cli_complain("The minimised schedule does not replay: %s",
			 session->result.message);
	return SIM_EXIT_FAULT;
}

static void say_result(const struct sim_job *job)
{
	const struct sim_minimize *m = &job->minimize;

	printf("minimize: %zu decisions, %u preemption%s; %zu that were not the plain ones, %u preemptions before; %u replay%s in %.1f s%s\n",
	       m->best.count, m->preemptions, m->preemptions == 1 ? "" : "s",
	       job->before, job->preemptions_before, m->replays,
	       m->replays == 1 ? "" : "s", sim_job_now() - job->began,
	       job->interrupted ? ", interrupted: this is the best so far" :
	       m->stopped ? ", not finished: this is the best so far" : "");
}

/* The table and what it cost, for people. */
static void show(struct sim_job *job)
{
	if (job->session->flags->verbosity >= 0)
		sim_session_show(job->session, job->signature);
	say_result(job);
	fflush(stdout);
}

/* To a file, or in place of the table. */
static int tell(struct sim_job *job, bool saved)
{
	const struct sim_cli_flags *flags = job->session->flags;
	const char *json = flags->json;

	if (saved && !(json && !*json)) {
		printf("replay: %s replay ", flags->command);
		sim_word_print(stdout, job->out);
		sim_image_flag_print(stdout, sim_cli_image_file(flags));
		sim_checks_print(stdout, sim_cli_checks(flags),
				 flags->races_strict);
		putchar('\n');
	}
	if (!json)
		return 0;
	return sim_cli_json(json, sim_job_json(job, sim_job_now() -
					       job->began));
}

int sim_job_run(struct sim_job *job)
{
	struct sim_session *session = job->session;
	const char *json = session->flags->json;
	char error[1024];
	int ret;

	job->began = sim_job_now();
	job->symbols = sim_symbols_open(session->image_path, SIM_IMAGE_BASE,
					error, sizeof(error));
	if (!job->symbols)
		sim_cli_complain("%s", error);
	ret = prepare(job);
	/* What is to be found must be known, however long that takes. */
	job->until = job->seconds > 0 ? job->began + job->seconds : 0;
	ret = ret ?: reduce(job);
	job->until = 0;
	if (!ret)
		ret = final_run(job);
	if (!ret) {
		session->report.symbols = job->symbols;
		if (json && !*json)
			sim_session_attend(session);
		else
			show(job);
		ret = save(job, session->result.hash) ? SIM_EXIT_FAULT : 0;
		if (tell(job, !ret))
			ret = SIM_EXIT_FAULT;
		session->report.symbols = NULL;
	}
	/* it may be the session's by now */
	memset(&session->file.sparse, 0, sizeof(session->file.sparse));
	sim_sparse_free(&job->minimize.best);
	sim_symbols_close(job->symbols);
	return ret;
}
