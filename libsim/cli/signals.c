// SPDX-License-Identifier: GPL-2.0-only
/*
 * signals.c: the signals that end a command which has something to tell:
 * Ctrl-C, what kill and `timeout` send, and a terminal that goes away. Those
 * that a program itself causes, and SIGQUIT, do what they always do.
 */
#include <signal.h>

#include "cli/cli.h"

bool sim_cli_ignores(int number)
{
	struct sigaction act;

	return !sigaction(number, NULL, &act) && act.sa_handler == SIG_IGN;
}

void sim_cli_on_end(void (*handler)(int number), int flags)
{
	struct sigaction act = { .sa_handler = handler, .sa_flags = flags };

	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	/* nohup's wish */
	if (!sim_cli_ignores(SIGHUP))
		sigaction(SIGHUP, &act, NULL);
}

void sim_cli_leave_ends(void)
{
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
}
