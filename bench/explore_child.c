// SPDX-License-Identifier: GPL-2.0-only
/* explore_child.c: `simctl explore` as a process of its own, for benchmarks. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "explore.h"

int sim_bench_note(struct sim_bench_context *bench, const char *text, int ret)
{
	snprintf(bench->note, sizeof(bench->note), "%s", text);
	return ret;
}

/* Runs `simctl explore` with these words; what it printed as JSON, or NULL. */
json_t *sim_bench_explore_json(struct sim_bench_context *bench,
			       const char *const *words)
{
	posix_spawn_file_actions_t actions;
	json_t *json = NULL;
	int ends[2], status;
	pid_t pid;
	FILE *in;

	if (pipe2(ends, O_CLOEXEC)) {
		sim_bench_note(bench, strerror(errno), -1);
		return NULL;
	}
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	status = posix_spawn(&pid, "/proc/self/exe", &actions, NULL,
			     (char *const *)words, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	in = fdopen(ends[0], "r");
	if (!status && in)
		json = json_loadf(in, 0, NULL);
	if (in)
		fclose(in);
	if (status || waitpid(pid, &status, 0) != pid || !json ||
	    !WIFEXITED(status) || WEXITSTATUS(status) > 1) {
		sim_bench_note(bench, "simctl explore failed.", -1);
		json_decref(json);
		json = NULL;
	}
	return json;
}

double sim_bench_member(const json_t *json, const char *name)
{
	return json_number_value(json_object_get(json, name));
}

/* Where findings of a measurement are left: nowhere that stays. */
const char *sim_bench_scratch(void)
{
	static char folder[] = "/tmp/simctl-bench.XXXXXX";
	static bool made;

	if (!made)
		made = mkdtemp(folder);
	return folder;
}

void sim_bench_scratch_remove(void)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf %s", sim_bench_scratch());
	if (system(command))
		perror(command);
}
