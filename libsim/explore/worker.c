// SPDX-License-Identifier: GPL-2.0-only
/*
 * worker.c: a process that makes one run after the other.
 *
 * It ends itself after a run that the simulator broke, as that may have left
 * the process in any state; the supervisor makes another.
 */
#include <signal.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "explore/explore.h"

/*
 * What ends an exploration is the supervisor's to hear, also when it goes to
 * the whole group, as the terminal's Ctrl-C and what `timeout` sends do; its
 * death is ours.
 */
static void signals_leave(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	sim_cli_leave_ends();
	signal(SIGCHLD, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == 1)
		_exit(0);
}

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

uint64_t sim_explore_now_ns(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

static void work(struct sim_explore *explore, struct sim_explore_batch *batch)
{
	for (int i = 0; i < batch->count; i++) {
		struct sim_explore_slot *slot = &batch->slot[i];

		if (slot->began)	/* an earlier worker died of it */
			continue;
		if (__atomic_load_n(&explore->shared->stop, __ATOMIC_RELAXED))
			return;
		batch->run_began_ns = sim_explore_now_ns();
		__atomic_store_n(&slot->began, true, __ATOMIC_RELEASE);
		sim_explore_one_run(explore, slot);
		batch->cpu_s = clock_ns(CLOCK_PROCESS_CPUTIME_ID) / 1e9;
		if (explore->fresh || slot->outcome >= SIM_FAULT)
			_exit(0);
	}
}

void sim_explore_worker(struct sim_explore *explore,
			struct sim_explore_batch *batch, int fd)
{
	struct sim_cli_flags flags = *explore->flags;
	char byte;

	signals_leave();
	flags.verbosity = -1;
	flags.json = flags.schedule = NULL;
	for (int i = 0; i < explore->sessions; i++)
		explore->session[i]->flags = &flags;
	while (read(fd, &byte, 1) == 1) {
		work(explore, batch);
		if (write(fd, &byte, 1) != 1)
			break;
	}
	_exit(0);
}
