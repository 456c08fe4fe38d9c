// SPDX-License-Identifier: GPL-2.0-only
/*
 * small.c: `simctl minimize` for each finding of an exploration, afterwards,
 * as the command itself: nothing that goes wrong there can lose what was
 * found. Beside SCHEDULE come SCHEDULE.min and the table, SCHEDULE.min.txt.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "explore/explore.h"
#include "sim/checks.h"

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
	(void)number;
	interrupted = 1;
}

/* Several findings may be of one run: each gets a file of its own. */
static void name_small(const struct sim_explore *explore,
		       struct sim_explore_known *known)
{
	int same = 0;

	for (int i = 0; &explore->known[i] != known; i++)
		same += !strcmp(explore->known[i].schedule, known->schedule);
	if (same)
		snprintf(known->small, sizeof(known->small), "%s.%d.min",
			 known->schedule, same + 1);
	else
		snprintf(known->small, sizeof(known->small), "%s.min",
			 known->schedule);
}

static void write_table(const struct sim_explore_known *known)
{
	char table[sizeof(known->small) + 8];
	int file;

	snprintf(table, sizeof(table), "%s.txt", known->small);
	file = open(table, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (file < 0)
		file = open("/dev/null", O_WRONLY);
	dup2(file, STDOUT_FILENO);
}

/* With the checkers that found it. */
static void __attribute__((noreturn))
become_minimize(const struct sim_explore *explore,
		const struct sim_explore_known *known)
{
	const struct sim_cli_flags *flags = explore->flags;
	char seconds[32], checks[256];

	snprintf(seconds, sizeof(seconds), "%g", explore->minimize_seconds);
	sim_checks_text(sim_cli_checks(flags), checks, sizeof(checks));
	write_table(known);
	/* What it has by then it saves. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	execl("/proc/self/exe", flags->command, "minimize",
	      known->schedule, "--output", known->small, "--duration", seconds,
	      "--finding", known->finding.signature, "--image",
	      sim_cli_image_file(flags) ?: explore->session[0]->image_name,
	      "--color=never",
	      "--width=160", "--checks", *checks ? checks : "-none",
	      flags->races_strict ? "--races=strict" : NULL, (char *)NULL);
	_exit(SIM_EXIT_FAULT);
}

static void minimize(const struct sim_explore *explore,
		     struct sim_explore_known *known)
{
	struct sim_schedule_file file;
	char error[4400];
	int status, pid;

	name_small(explore, known);
	fflush(NULL);
	pid = fork();
	if (!pid)
		become_minimize(explore, known);
	/* a signal may have been for us alone */
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		if (interrupted)
			kill(pid, SIGINT);
	if (pid > 0 && WIFEXITED(status) && !WEXITSTATUS(status) &&
	    !sim_schedule_file_read(known->small, &file, error,
				    sizeof(error))) {
		known->small_decisions = file.sparse.count;
		sim_schedule_file_free(&file);
	} else {
		known->small[0] = '\0';
	}
}

void sim_explore_minimize(struct sim_explore *explore)
{
	if (!(explore->minimize_seconds > 0) || explore->interrupted)
		return;
	sim_cli_on_end(on_signal, 0);
	for (int i = 0; i < explore->known_count && !interrupted; i++)
		if (!explore->known[i].baseline &&
		    explore->known[i].schedule[0])
			minimize(explore, &explore->known[i]);
	explore->interrupted |= interrupted;
}
