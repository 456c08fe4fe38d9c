// SPDX-License-Identifier: GPL-2.0-only
/*
 * supervisor.c: keeps as many runs going as there are jobs, ends those that
 * take too long, and stops when all are done, time is over or a signal says
 * so. What was found is saved by then: children save it themselves.
 *
 * A run is determined by the first seed and its number: the first runs of
 * each scenario come one after the other and are what the strategies' counts
 * are taken from; later ones only read those. A shard makes the learning runs
 * of the others as well, so that its own are those of the whole.
 */
#include <errno.h>
#include <ev.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#include <xxhash.h>

#include "explore/explore.h"

static const char *const portfolio[] = { "random", "pos", "surw", "pct:3" };
#define PORTFOLIO	(sizeof(portfolio) / sizeof(portfolio[0]))

struct job {
	struct supervisor *supervisor;
	struct sim_explore_slot *slot;
	ev_child child;
	ev_timer limit;
};

struct supervisor {
	struct sim_explore *explore;
	struct ev_loop *loop;
	ev_timer duration, progress;
	ev_signal interrupt, terminate;
	struct job job[SIM_EXPLORE_JOBS];
	int running;
	bool stopping;
	/* of the scenarios; children write to copies of their own */
	struct sim_profile *profile;
};

static uint64_t learning_runs(const struct sim_explore *explore)
{
	return (uint64_t)explore->sessions * SIM_EXPLORE_LEARN;
}

/*
 * Of as many runs in a row as there are shards each gets one, which one differs
 * from row to row: else a shard would get the same strategies ever again.
 */
static bool is_ours(const struct sim_explore *explore, uint64_t number)
{
	uint64_t row;

	if (!explore->shards)
		return true;
	row = number / explore->shards;
	return (number + XXH64(&row, sizeof(row), 0)) % explore->shards ==
	       explore->shard - 1;
}

static bool is_left(const struct sim_explore *explore)
{
	return !explore->runs || explore->next < explore->runs;
}

static bool wants_more(const struct supervisor *s)
{
	struct sim_explore *explore = s->explore;

	if (s->stopping || explore->until_met)
		return false;
	/* The first ones are learnt from, in their order. */
	if (explore->learnt < learning_runs(explore) && s->running)
		return false;
	while (is_left(explore) && explore->next >= learning_runs(explore) &&
	       !is_ours(explore, explore->next))
		explore->next++;
	return is_left(explore);
}

static void slot_fill(struct supervisor *s, struct sim_explore_slot *slot)
{
	struct sim_explore *explore = s->explore;
	uint64_t number = explore->next++;
	uint64_t round = number / explore->sessions;
	int scenario = number % explore->sessions;
	struct sim_session *session = explore->session[scenario];
	bool learns = number < learning_runs(explore);

	memset(slot, 0, sizeof(*slot));
	slot->number = number;
	slot->seed = (explore->first_seed + number) & INT64_MAX;
	slot->session = session;
	slot->ours = is_ours(explore, number);
	slot->strategy = explore->strategy ? explore->strategy :
			 learns ? "random" : portfolio[round % PORTFOLIO];
	if (number == learning_runs(explore))
		memcpy(s->profile, explore->shared->learnt,
		       explore->sessions * sizeof(*s->profile));
	session->config.profile = learns ? &explore->shared->learnt[scenario] :
					   &s->profile[scenario];
}

static void run_start(struct job *job)
{
	struct supervisor *s = job->supervisor;
	int pid;

	slot_fill(s, job->slot);
	pid = fork();
	if (!pid)
		sim_explore_child(s->explore, job->slot);
	if (pid < 0) {
		sim_cli_complain("No process for another run: %s.",
				 strerror(errno));
		s->explore->next--;
		s->stopping = true;
		return;
	}
	job->slot->pid = pid;
	s->running++;
	ev_child_set(&job->child, pid, 0);
	ev_child_start(s->loop, &job->child);
	ev_timer_set(&job->limit, s->explore->run_seconds, 0);
	ev_timer_start(s->loop, &job->limit);
}

static void fill_jobs(struct supervisor *s)
{
	for (int i = 0; i < s->explore->jobs && wants_more(s); i++)
		if (!s->job[i].slot->pid)
			run_start(&s->job[i]);
	if (!s->running)
		ev_break(s->loop, EVBREAK_ALL);
}

/* Of all runs that have ended, and our own. */
static double cpu_seconds(void)
{
	double seconds = 0;

	for (int i = 0; i < 2; i++) {
		struct rusage use;

		getrusage(i ? RUSAGE_CHILDREN : RUSAGE_SELF, &use);
		seconds += use.ru_utime.tv_sec + use.ru_utime.tv_usec / 1e6 +
			   use.ru_stime.tv_sec + use.ru_stime.tv_usec / 1e6;
	}
	return seconds;
}

static void on_child(struct ev_loop *loop, ev_child *child, int events)
{
	struct job *job = child->data;
	struct supervisor *s = job->supervisor;

	(void)events;
	ev_child_stop(loop, child);
	ev_timer_stop(loop, &job->limit);
	s->explore->cpu_s = cpu_seconds();
	s->explore->learnt += job->slot->number < learning_runs(s->explore);
	if (job->slot->ours)
		sim_explore_tally(s->explore, job->slot, child->rstatus,
				  ev_now(loop));
	job->slot->pid = 0;
	s->running--;
	fill_jobs(s);
}

static void on_limit(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct job *job = timer->data;

	(void)loop;
	(void)events;
	job->slot->killed = true;
	kill(job->slot->pid, SIGKILL);
}

static void on_duration(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct supervisor *s = timer->data;

	(void)loop;
	(void)events;
	s->stopping = true;
}

static void on_progress(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct supervisor *s = timer->data;

	(void)events;
	sim_explore_progress(s->explore, ev_now(loop));
}

/* The first one lets the runs end that have begun, the second does not. */
static void on_signal(struct ev_loop *loop, ev_signal *signal, int events)
{
	struct supervisor *s = signal->data;

	(void)events;
	if (s->stopping && s->explore->interrupted)
		ev_break(loop, EVBREAK_ALL);
	s->stopping = true;
	s->explore->interrupted = true;
}

static void watch_signal(struct supervisor *s, ev_signal *watcher, int number)
{
	ev_signal_init(watcher, on_signal, number);
	watcher->data = s;
	ev_signal_start(s->loop, watcher);
}

static void watch_time(struct supervisor *s)
{
	ev_timer_init(&s->progress, on_progress, 1, 1);
	s->progress.data = s;
	if (isatty(STDERR_FILENO))
		ev_timer_start(s->loop, &s->progress);
	ev_timer_init(&s->duration, on_duration, s->explore->seconds, 0);
	s->duration.data = s;
	if (s->explore->seconds > 0)
		ev_timer_start(s->loop, &s->duration);
}

static void jobs_init(struct supervisor *s)
{
	for (int i = 0; i < s->explore->jobs; i++) {
		struct job *job = &s->job[i];

		job->supervisor = s;
		job->slot = &s->explore->shared->slot[i];
		ev_init(&job->child, on_child);
		ev_init(&job->limit, on_limit);
		job->child.data = job->limit.data = job;
	}
}

/* After a second signal some may be left. */
static void jobs_kill(struct supervisor *s)
{
	for (int i = 0; i < s->explore->jobs; i++)
		if (s->job[i].slot->pid)
			kill(s->job[i].slot->pid, SIGKILL);
}

static int memory_take(struct sim_explore *explore, struct supervisor **s)
{
	explore->shared = mmap(NULL, sizeof(*explore->shared),
			       PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	*s = calloc(1, sizeof(**s));
	if (*s)
		(*s)->profile = calloc(explore->sessions,
				       sizeof(*(*s)->profile));
	if (explore->shared == MAP_FAILED || !*s || !(*s)->profile) {
		sim_cli_complain("There is not enough memory to explore.");
		return SIM_EXIT_FAULT;
	}
	return 0;
}

int sim_explore_run(struct sim_explore *explore)
{
	struct supervisor *s;
	int ret = memory_take(explore, &s);

	if (ret)
		return ret;
	s->explore = explore;
	s->loop = ev_default_loop(0);
	if (!s->loop) {
		sim_cli_complain("The host offers no way to wait for events.");
		return SIM_EXIT_FAULT;
	}
	explore->began = explore->last_found = ev_now(s->loop);
	jobs_init(s);
	watch_signal(s, &s->interrupt, SIGINT);
	watch_signal(s, &s->terminate, SIGTERM);
	watch_time(s);
	fill_jobs(s);
	if (s->running)
		ev_run(s->loop, 0);
	jobs_kill(s);
	explore->took = ev_time() - explore->began;
	explore->cpu_s = cpu_seconds();
	free(s->profile);
	free(s);
	return 0;
}
