// SPDX-License-Identifier: GPL-2.0-only
/*
 * gdb.c: --gdb, the same command inside gdb. gdb learns the image's symbols by
 * itself when it is loaded; breakpoints wait until then. A division by zero is
 * no stop: the simulator makes it 0 (libsim/sched/divide.c).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

int sim_cli_gdb(int argc, char **argv)
{
	static const char *const setup[] = {
		"gdb", "-q", "-ex", "set breakpoint pending on",
		"-ex", "set print pretty on",
		"-ex", "handle SIGFPE nostop noprint pass",
		"-ex", "break sim_finding_emit", "-ex", "break sim_fault",
		"-ex", "break sim_trap", "-ex", "run", "--args",
		"/proc/self/exe",
	};
	size_t used = sizeof(setup) / sizeof(setup[0]);
	const char **words = calloc(used + argc + 2, sizeof(*words));
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (!words || n < 0)
		return SIM_EXIT_FAULT;
	self[n] = '\0';
	memcpy(words, setup, sizeof(setup));
	words[used - 1] = self;
	words[used++] = argv[0] + strlen("simctl ");
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--gdb"))
			words[used++] = argv[i];
	execvp("gdb", (char *const *)words);
	sim_cli_complain("Cannot start gdb: %s.", strerror(errno));
	free(words);
	return SIM_EXIT_FAULT;
}
