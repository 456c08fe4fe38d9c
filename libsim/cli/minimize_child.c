// SPDX-License-Identifier: GPL-2.0-only
/*
 * minimize_child.c: one replay in a child, which tells its parent by a file in
 * memory: a head, then what the head counts. A child that dies tells nothing.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/minimize.h"
#include "cov/coverage.h"
#include "sim/sparse_list.h"

struct head {
	uint64_t complete;
	enum sim_outcome outcome;
	char message[512];
	uint64_t hash;
	uint32_t preemptions;
	int findings;
	size_t made, deviations, names, choices;
};
#define COMPLETE	0x656e6f64ULL

/* ---- the child ---- */

/* A list that was not made has no elements to write. */
static void put(const void *from, size_t size, size_t count, FILE *out)
{
	if (from && count)
		fwrite(from, size, count, out);
}

/* With the tasks concerned: a signature is made without their names. */
static void put_findings(const struct sim_findings *list, FILE *out)
{
	put(list->items, sizeof(*list->items), list->count, out);
	for (int i = 0; i < list->count; i++)
		put(list->items[i].task_states,
		    sizeof(*list->items[i].task_states), list->items[i].tasks,
		    out);
}

static void tell(FILE *out, const struct sim_session *session,
		 const struct sim_sparse_run *run)
{
	struct head head = {
		.complete = COMPLETE, .outcome = session->result.outcome,
		.hash = session->result.hash, .preemptions = run->preemptions,
		.findings = session->findings.count, .made = run->made,
		.deviations = run->found.count, .names = run->found.names,
		.choices = run->choices,
	};

	strcpy(head.message, session->result.message);
	fwrite(&head, sizeof(head), 1, out);
	put_findings(&session->findings, out);
	put(run->list, sizeof(*run->list), head.made, out);
	put(run->found.deviation, sizeof(*run->found.deviation),
	    head.deviations, out);
	put(run->choice, sizeof(*run->choice), head.choices, out);
	for (size_t i = 0; i < head.names; i++) {
		uint32_t n = strlen(run->found.name[i]);

		fwrite(&n, sizeof(n), 1, out);
		fwrite(run->found.name[i], 1, n, out);
	}
}

/* A replay that showed what it was made for need not go on. */
static struct watch {
	struct sim_job *job;
	struct sim_sparse_run *run;
	FILE *out;
} watch;

#define LIKE_FRAMES	6

/* A race is two accesses. */
static bool is_same_race(const struct sim_finding *a,
			 const struct sim_finding *b)
{
	if (a->kind != SIM_KIND_DATA_RACE)
		return true;
	for (int i = 0; i < a->others && i < SIM_REPORT_STACKS; i++)
		if (a->other[i].stack[0].address !=
		    b->other[i].stack[0].address)
			return false;
	return a->others == b->others;
}

/* Equal without names, which cannot be looked up on a fiber. */
static bool is_alike(const struct sim_finding *a, const struct sim_finding *b)
{
	int frames = a->frames < LIKE_FRAMES ? a->frames : LIKE_FRAMES;

	return a->kind == b->kind && a->frames && a->frames == b->frames &&
	       !strcmp(a->title, b->title) && is_same_race(a, b) &&
	       !memcmp(a->stack, b->stack, frames * sizeof(*a->stack));
}

static void on_finding(void *arg, const struct sim_finding *finding)
{
	struct sim_session *session = watch.job->session;

	(void)arg;
	sim_findings_add(&session->findings, finding);
	if (!watch.run->follow || watch.run->strict ||
	    !is_alike(finding, &watch.job->like))
		return;
	session->result.outcome = SIM_FOUND;
	tell(watch.out, session, watch.run);
	fclose(watch.out);
	_exit(0);
}

/* What ends the search is the parent's to hear; its death is ours. */
static void signals_leave(double seconds)
{
	sim_cli_leave_ends();
	signal(SIGALRM, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == 1)
		_exit(0);
	alarm(seconds < 1 ? 1 : seconds);
}

/* No longer than what is left for all replays. */
static double seconds_for(const struct sim_job *job)
{
	double left = job->until ? job->until - sim_job_now() :
				   job->run_seconds;

	return left < job->run_seconds ? left : job->run_seconds;
}

static void __attribute__((noreturn))
child(struct sim_job *job, struct sim_sparse_run *run,
      const struct sim_schedule *full, int file)
{
	struct sim_session *session = job->session;
	FILE *out = fdopen(file, "w");

	watch = (struct watch){ job, run, out };
	signals_leave(seconds_for(job));
	session->quiet_result = true;
	session->replay = false;
	session->config.replay = full;
	session->config.sparse = run;
	session->config.record = false;
	session->config.limit_ns = job->limit_ns;
	if (out) {
		session->config.observer.finding = on_finding;
		sim_run(&session->config, &session->result);
		sim_coverage_dump();
		tell(out, session, run);
		fclose(out);
	}
	_exit(0);
}

/* ---- the parent ---- */

static bool take(FILE *in, void *to, size_t size, size_t count)
{
	return !count || fread(to, size, count, in) == count;
}

static void *take_new(FILE *in, size_t size, size_t count)
{
	void *to = calloc(count + 1, size);

	if (to && take(in, to, size, count))
		return to;
	free(to);
	return NULL;
}

static bool take_names(FILE *in, struct sim_sparse *list, size_t count)
{
	list->name = calloc(count + 1, sizeof(*list->name));
	while (list->name && list->names < count) {
		uint32_t n;
		char *name = NULL;

		if (take(in, &n, sizeof(n), 1))
			name = take_new(in, 1, n);
		if (!name)
			return false;
		list->name[list->names++] = name;
	}
	return list->name;
}

static bool take_findings(FILE *in, struct sim_findings *list, int count)
{
	bool whole = true;

	list->items = take_new(in, sizeof(*list->items), count);
	list->count = list->items ? count : 0;
	for (int i = 0; i < list->count; i++) {
		struct sim_finding *item = &list->items[i];

		item->task_states = !whole ? NULL :
			take_new(in, sizeof(*item->task_states), item->tasks);
		whole = item->task_states;
	}
	return list->items && whole;
}

static bool listen(FILE *in, struct sim_sparse_run *run,
		   struct sim_replayed *told)
{
	struct head head;

	if (!take(in, &head, sizeof(head), 1) || head.complete != COMPLETE)
		return false;
	told->outcome = head.outcome;
	strcpy(told->message, head.message);
	told->hash = head.hash;
	told->preemptions = head.preemptions;
	told->made = head.made;
	if (!take_findings(in, &told->findings, head.findings) ||
	    (run->list && !take(in, run->list, sizeof(*run->list), head.made)))
		return false;
	told->sparse.deviation = take_new(in, sizeof(*told->sparse.deviation),
					  head.deviations);
	told->sparse.count = head.deviations;
	told->choice = take_new(in, sizeof(*told->choice), head.choices);
	told->choices = head.choices;
	return told->sparse.deviation && told->choice &&
	       take_names(in, &told->sparse, head.names);
}

/* A signal of ours may come meanwhile; the child ends in any case. */
static void wait_for(int pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
}

int sim_job_replay(struct sim_job *job, struct sim_sparse_run *run,
		   const struct sim_schedule *full, struct sim_replayed *told)
{
	int file = memfd_create("replay", MFD_CLOEXEC), pid;
	bool heard = false;
	FILE *in;

	memset(told, 0, sizeof(*told));
	if (file < 0)
		return -1;
	fflush(NULL);
	pid = fork();
	if (!pid)
		child(job, run, full, file);
	if (pid > 0)
		wait_for(pid);
	in = fdopen(file, "r");
	if (pid > 0 && in) {
		rewind(in);
		heard = listen(in, run, told);
	}
	if (in)
		fclose(in);
	if (!heard)
		sim_replayed_free(told);
	return heard ? 0 : -1;
}

void sim_replayed_free(struct sim_replayed *told)
{
	sim_findings_free(&told->findings);
	sim_sparse_free(&told->sparse);
	free(told->choice);
	memset(told, 0, sizeof(*told));
}
