// SPDX-License-Identifier: GPL-2.0-only
/*
 * supervisor.c: keeps as many workers busy as there are jobs, ends runs that
 * take too long, and stops when all are done, time is over or a signal says
 * so. What was found is saved by then: workers save it themselves.
 */
#include <errno.h>
#include <ev.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "explore/explore.h"

/* A worker gets runs for about this long at once. */
#define BATCH_SECONDS	0.02
/* Workers in a row that die before their run begins; then it counts as lost. */
#define STILLBORN_MOST	3

struct job {
	struct supervisor *supervisor;
	struct sim_explore_batch *batch;
	int pid;			/* 0: it has no worker */
	int fd;				/* to the worker, -1: none */
	int tallied;			/* slots of the batch */
	int stillborn;			/* workers in a row that began nothing */
	ev_io io;
	ev_child child;
	ev_timer limit;
};

struct supervisor {
	struct sim_explore *explore;
	struct ev_loop *loop;
	ev_timer duration, progress;
	ev_signal interrupt, terminate, hangup;
	struct job job[SIM_EXPLORE_JOBS];
	int running;			/* runs that were given to workers */
	bool stopping;
};

static void stop(struct supervisor *s)
{
	s->stopping = true;
	__atomic_store_n(&s->explore->shared->stop, true, __ATOMIC_RELAXED);
}

/* ---- workers ---- */

static void worker_forget(struct job *job)
{
	struct supervisor *s = job->supervisor;

	ev_child_stop(s->loop, &job->child);
	ev_io_stop(s->loop, &job->io);
	if (job->fd >= 0)
		close(job->fd);
	job->fd = -1;
	job->pid = 0;
	/* from here on it is among the children that have ended */
	job->batch->cpu_s = 0;
}

static void worker_adopt(struct job *job, int pid, int fd)
{
	struct supervisor *s = job->supervisor;

	job->pid = pid;
	job->fd = fd;
	ev_child_set(&job->child, pid, 0);
	ev_child_start(s->loop, &job->child);
	ev_io_set(&job->io, fd, EV_READ);
	ev_io_start(s->loop, &job->io);
}

/* 0, or -1 after a sentence. */
static int worker_start(struct job *job)
{
	struct sim_explore *explore = job->supervisor->explore;
	int ends[2], pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) {
		sim_cli_complain("No way to talk to another worker: %s.",
				 strerror(errno));
		return -1;
	}
	pid = fork();
	if (!pid) {
		close(ends[0]);
		sim_explore_worker(explore, job->batch, ends[1]);
	}
	close(ends[1]);
	if (pid > 0) {
		worker_adopt(job, pid, ends[0]);
		return 0;
	}
	sim_cli_complain("No process for another run: %s.", strerror(errno));
	close(ends[0]);
	return -1;
}

/* Runs that were never begun, when no more shall be. */
static void job_drop(struct job *job)
{
	job->supervisor->running -= job->batch->count - job->tallied;
	job->tallied = job->batch->count;
}

/* Has the runs made that the batch still holds. */
static void job_go(struct job *job)
{
	struct supervisor *s = job->supervisor;
	double limit = s->explore->run_seconds;

	job->batch->run_began_ns = 0;
	if (!job->pid && worker_start(job)) {
		job_drop(job);
		stop(s);
		return;
	}
	/* when it is dead already on_child() comes here again */
	send(job->fd, "", 1, MSG_NOSIGNAL);
	ev_timer_stop(s->loop, &job->limit);
	ev_timer_set(&job->limit, limit, 0);
	ev_timer_start(s->loop, &job->limit);
}

/* ---- batches ---- */

/* Many short runs, one long one. */
static int batch_size(const struct supervisor *s)
{
	const struct sim_explore *explore = s->explore;
	double each;

	if (explore->fresh || explore->until || !explore->ended)
		return 1;
	each = (ev_now(s->loop) - explore->began) * explore->jobs /
	       explore->ended;
	if (each * SIM_EXPLORE_BATCH < BATCH_SECONDS)
		return SIM_EXPLORE_BATCH;
	return each < BATCH_SECONDS ? BATCH_SECONDS / each : 1;
}

static void job_fill(struct job *job)
{
	struct supervisor *s = job->supervisor;
	struct sim_explore_batch *batch = job->batch;
	int most = batch_size(s);

	batch->count = job->tallied = 0;
	while (batch->count < most && !s->stopping &&
	       sim_explore_wants_more(s->explore, s->running)) {
		sim_explore_plan(s->explore, &batch->slot[batch->count++]);
		s->running++;
	}
	if (batch->count)
		job_go(job);
}

static bool job_idle(const struct job *job)
{
	return job->tallied == job->batch->count;
}

static void fill_jobs(struct supervisor *s)
{
	for (int i = 0; i < s->explore->jobs; i++)
		if (job_idle(&s->job[i]))
			job_fill(&s->job[i]);
	if (!s->running)
		ev_break(s->loop, EVBREAK_ALL);
}

/* Of all workers, and our own. */
static double cpu_seconds(const struct sim_explore *explore)
{
	double seconds = 0;

	for (int i = 0; i < explore->jobs; i++)
		seconds += explore->shared->batch[i].cpu_s;
	for (int i = 0; i < 2; i++) {
		struct rusage use;

		getrusage(i ? RUSAGE_CHILDREN : RUSAGE_SELF, &use);
		seconds += use.ru_utime.tv_sec + use.ru_utime.tv_usec / 1e6 +
			   use.ru_stime.tv_sec + use.ru_stime.tv_usec / 1e6;
	}
	return seconds;
}

static void tally(struct job *job, int status)
{
	struct supervisor *s = job->supervisor;
	struct sim_explore_slot *slot = &job->batch->slot[job->tallied++];

	s->running--;
	s->explore->cpu_s = cpu_seconds(s->explore);
	s->explore->learnt += slot->learns;
	if (s->explore->searches)
		sim_explore_search_next(s->explore);
	if (slot->ours)
		sim_explore_tally(s->explore, slot, status, ev_now(s->loop));
	if (s->explore->refusal[0])
		stop(s);
}

static struct sim_explore_slot *job_slot(struct job *job)
{
	return job_idle(job) ? NULL : &job->batch->slot[job->tallied];
}

static void job_collect(struct job *job)
{
	struct sim_explore_slot *slot;

	while ((slot = job_slot(job)) &&
	       __atomic_load_n(&slot->done, __ATOMIC_ACQUIRE))
		tally(job, 0);
}

static void job_ended(struct job *job)
{
	struct supervisor *s = job->supervisor;

	if (s->stopping)
		job_drop(job);
	if (job_idle(job))
		ev_timer_stop(s->loop, &job->limit);
	else
		job_go(job);
	fill_jobs(s);
}

/* ---- events ---- */

static void on_io(struct ev_loop *loop, ev_io *io, int events)
{
	struct job *job = io->data;
	char byte;

	(void)events;
	if (read(job->fd, &byte, 1) != 1) {
		/* it has died: on_child() is on its way */
		ev_io_stop(loop, io);
		return;
	}
	job_collect(job);
	job_ended(job);
}

static void on_child(struct ev_loop *loop, ev_child *child, int events)
{
	struct job *job = child->data;
	int status = child->rstatus;
	struct sim_explore_slot *slot;

	(void)loop;
	(void)events;
	worker_forget(job);
	job_collect(job);
	slot = job_slot(job);
	job->stillborn = slot && !slot->began && status ? job->stillborn + 1 : 0;
	if (slot && (slot->began || job->stillborn > STILLBORN_MOST))
		tally(job, status);
	job_ended(job);
}

static void on_limit(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct job *job = timer->data;
	double limit = job->supervisor->explore->run_seconds, left = limit;
	uint64_t began_ns = job->batch->run_began_ns;
	struct sim_explore_slot *slot;

	(void)events;
	job_collect(job);
	slot = job_slot(job);
	if (!slot)
		return;
	if (began_ns)
		left = limit - (sim_explore_now_ns() - began_ns) / 1e9;
	if (left <= 0) {
		slot->killed = true;
		kill(job->pid, SIGKILL);
		return;
	}
	ev_timer_set(timer, left, 0);
	ev_timer_start(loop, timer);
}

static void on_duration(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct supervisor *s = timer->data;

	(void)loop;
	(void)events;
	stop(s);
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
	stop(s);
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
		job->batch = &s->explore->shared->batch[i];
		job->fd = -1;
		ev_init(&job->io, on_io);
		ev_init(&job->child, on_child);
		ev_init(&job->limit, on_limit);
		job->io.data = job->child.data = job->limit.data = job;
	}
}

/* After a second signal some may be at work; the others wait for more. */
static void workers_end(struct supervisor *s)
{
	for (int i = 0; i < s->explore->jobs; i++)
		if (s->job[i].pid)
			kill(s->job[i].pid, SIGKILL);
}

static int memory_take(struct sim_explore *explore, struct supervisor **s)
{
	explore->shared = mmap(NULL, sizeof(*explore->shared),
			       PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	*s = calloc(1, sizeof(**s));
	if (explore->shared == MAP_FAILED || !*s) {
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
	if (explore->searches)
		sim_explore_search_begin(explore);
	jobs_init(s);
	watch_signal(s, &s->interrupt, SIGINT);
	watch_signal(s, &s->terminate, SIGTERM);
	if (!sim_cli_ignores(SIGHUP))
		watch_signal(s, &s->hangup, SIGHUP);
	watch_time(s);
	fill_jobs(s);
	if (s->running)
		ev_run(s->loop, 0);
	workers_end(s);
	explore->took = ev_time() - explore->began;
	explore->cpu_s = cpu_seconds(explore);
	free(s);
	return 0;
}
