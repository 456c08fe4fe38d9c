// SPDX-License-Identifier: GPL-2.0-only
/*
 * image_process.c: runs the programs that the image builder stands on: ninja,
 * gcc, cp and patch.
 *
 * PWD is set to /proc/self/cwd, which is true in every folder: gcc takes it
 * for the folder's name in debug information and coverage notes, and so an
 * image's bytes do not depend on where it was built.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "image_build.h"

/*
 * Debian's ccache, where it is installed, takes gcc's place by the path, so
 * commands are the same with and without it. The folder is in no output.
 */
static void use_compiler_cache(void)
{
	const char *path = getenv("PATH");
	char *with;

	if (access("/usr/lib/ccache/gcc", X_OK) || !path ||
	    asprintf(&with, "/usr/lib/ccache:%s", path) < 0)
		return;
	setenv("PATH", with, 1);
	setenv("CCACHE_NOHASHDIR", "1", 1);
}

static void become(const char *folder, char *const argv[], int output)
{
	if (folder && chdir(folder))
		_exit(127);
	setenv("PWD", "/proc/self/cwd", 1);
	setenv("LC_ALL", "C", 1);
	use_compiler_cache();
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	execvp(argv[0], argv);
	_exit(127);
}

/* Ninja's "[3/250] CC file", over and over on one line of a terminal. */
static void show_progress(const char *line)
{
	if (line[0] == '[')
		fprintf(stderr, "\r\033[K%.*s", (int)strcspn(line, "\n"), line);
}

static char *read_output(int fd, bool progress)
{
	FILE *in = fdopen(fd, "r");
	char *text = NULL, *line = NULL;
	size_t size = 0, room = 0;
	FILE *out = open_memstream(&text, &size);

	progress = progress && isatty(STDERR_FILENO);
	while (in && out && getline(&line, &room, in) >= 0) {
		fputs(line, out);
		if (progress)
			show_progress(line);
	}
	if (progress)
		fputs("\r\033[K", stderr);
	free(line);
	if (in)
		fclose(in);
	if (out)
		fclose(out);
	return text;
}

int sim_process_run(const char *folder, char *const argv[], bool progress,
		    char **output)
{
	int fds[2], status = 0;
	pid_t child;

	*output = NULL;
	if (pipe2(fds, O_CLOEXEC))
		return 127;
	fflush(NULL);
	child = fork();
	if (!child)
		become(folder, argv, fds[1]);
	close(fds[1]);
	*output = read_output(fds[0], progress);
	if (child < 0)
		return 127;
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
