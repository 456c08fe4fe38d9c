// SPDX-License-Identifier: GPL-2.0-only
/*
 * watch.c: notices code that loops without reaching a decision point.
 *
 * Counts the process's own processor time, so that a busy host does not
 * matter, and never acts on a run that moves. Such code decides nothing, so
 * when it is stopped changes no other run.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include "machine.h"

#define WATCH_SECONDS	1
#define WATCH_TICKS	5

static void watch_expired(const struct sim_registers *at)
{
	struct sim_finding finding;
	char title[160];

	if (!sim_in_image(at->pc))
		sim_run_end(SIM_FAULT,
			    "the simulator itself loops at host address 0x%llx, while %s ran",
			    (unsigned long long)at->pc, M->current->name);
	snprintf(title, sizeof(title),
		 "%s loops without reaching a decision point",
		 M->current->name);
	sim_finding_base(&finding, SIM_KIND_LIVELOCK, title);
	finding.crashed = true;
	finding.frames = sim_unwind(M->current, (void *)at->fp, at->pc,
				    finding.stack, SIM_MAX_FRAMES);
	sim_finding_emit(&finding, true);
}

static void watch_tick(int signal, siginfo_t *info, void *context)
{
	static uint64_t before;
	static int still;
	uint64_t now = M->points + M->decisions + M->now_ns + M->sequence;
	struct sim_registers at;

	(void)signal;
	(void)info;
	if (now != before || !M->running)
		still = 0;
	before = now;
	if (!M->running || ++still <= WATCH_TICKS)
		return;
	sim_registers_read(&at, context);
	watch_expired(&at);
}

void sim_watch_set(bool on)
{
	const struct itimerval timer = {
		.it_interval.tv_sec = on ? WATCH_SECONDS : 0,
		.it_value.tv_sec = on ? WATCH_SECONDS : 0,
	};
	struct sigaction action = {
		.sa_sigaction = watch_tick,
		.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART | SA_NODEFER,
	};

	if (on)
		sigaction(SIGVTALRM, &action, NULL);
	setitimer(ITIMER_VIRTUAL, &timer, NULL);
}
