// SPDX-License-Identifier: GPL-2.0-only
/*
 * in_child.c: a measurement in a forked child, so that it may run the machine
 * and break what it likes.
 */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define VALUES	256

/* Shared with the child. */
static struct {
	double value[VALUES];
	char note[512];
} *left;

void sim_bench_child_note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (!left) {
		vfprintf(stderr, format, args);
		fputc('\n', stderr);
	} else
		vsnprintf(left->note, sizeof(left->note), format, args);
	va_end(args);
}

static int note(struct sim_bench_context *bench, const char *text)
{
	snprintf(bench->note, sizeof(bench->note), "%s", text);
	return -1;
}

static int outcome(struct sim_bench_context *bench, int status)
{
	if (left->note[0])
		snprintf(bench->note, sizeof(bench->note), "%s", left->note);
	else if (WIFSIGNALED(status))
		snprintf(bench->note, sizeof(bench->note),
			 "The child was ended by signal %d.", WTERMSIG(status));
	else
		snprintf(bench->note, sizeof(bench->note),
			 "The child ended with %d.", WEXITSTATUS(status));
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -1;
}

int sim_bench_in_child(struct sim_bench_context *bench,
		       int (*fn)(void *arg, double *values), void *arg,
		       double *values, int count)
{
	int status = 0;
	pid_t pid;

	if (!left)
		left = mmap(NULL, sizeof(*left), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (left == MAP_FAILED || count > VALUES) {
		left = NULL;
		return note(bench, "There is no memory to share.");
	}
	memset(left, 0, sizeof(*left));
	fflush(NULL);
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		_exit(fn(arg, left->value) ? 1 : 0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return note(bench, strerror(errno));
	memcpy(values, left->value, count * sizeof(*values));
	return outcome(bench, status);
}
