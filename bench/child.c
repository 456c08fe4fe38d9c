// SPDX-License-Identifier: GPL-2.0-only
/*
 * child.c: one measured run in a fresh process, both ends of it. The child
 * notes host times while it runs and prints them when all is over.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "ring.h"

static struct sim_bench_sample moments;

static void note(enum sim_bench_moment moment)
{
	if (!moments.at_ns[moment])
		moments.at_ns[moment] = sim_bench_now_ns();
}

/* Lines of the timeline that tell a moment: those of libsim/story and /app. */
static const struct {
	const char *topic, *start;
	enum sim_bench_moment moment;
} lines[] = {
	{ "story", "the headset is plugged", SIM_BENCH_PLUG },
	{ "story", "sound card ", SIM_BENCH_CARD },
	{ "app", "", SIM_BENCH_OPEN },
	{ "story", "played ", SIM_BENCH_PLAYED },
};

static void child_trace(void *arg, uint64_t now_ns, int cpu, const char *task,
			const char *context, int level, const char *topic,
			const char *text)
{
	(void)arg, (void)now_ns, (void)cpu, (void)task, (void)context;
	(void)level;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (!strcmp(topic, lines[i].topic) &&
		    !strncmp(text, lines[i].start, strlen(lines[i].start)))
			note(lines[i].moment);
}

static void child_finding(void *arg, const struct sim_finding *finding)
{
	(void)arg;
	fprintf(stderr, "found: %s\n", finding->title);
}

int sim_bench_child(const char *scenario, const struct sim_cli_flags *flags)
{
	static struct sim_session session;
	int ret;

	if (sim_ring_job_find(scenario))
		return sim_ring_job_alone(sim_ring_job_find(scenario), flags);
	note(SIM_BENCH_MAIN);
	session.flags = flags;
	ret = sim_session_prepare(&session, scenario);
	ret = ret ?: sim_session_open_image(&session);
	if (ret)
		return ret;
	note(SIM_BENCH_LOADED);
	session.config.record = false;
	session.config.observer = (struct sim_observer) {
		.trace = child_trace, .finding = child_finding,
	};
	sim_run(&session.config, &session.result);
	note(SIM_BENCH_DONE);
	for (int i = 0; i < SIM_BENCH_MOMENTS; i++)
		printf("%" PRIu64 "\n", moments.at_ns[i]);
	if (session.result.outcome != SIM_PASSED)
		fprintf(stderr, "%s\n", session.result.message);
	return sim_session_exit_code(&session.result);
}

static int read_sample(int fd, struct sim_bench_sample *sample)
{
	FILE *in = fdopen(fd, "r");
	int got = 0;

	if (!in) {
		close(fd);
		return -1;
	}
	for (int i = 0; i < SIM_BENCH_MOMENTS; i++) {
		uint64_t ns;

		if (fscanf(in, "%" SCNu64, &ns) != 1)
			break;
		got++;
		if (i != SIM_BENCH_SPAWN)
			sample->at_ns[i] = ns;
	}
	fclose(in);
	return got == SIM_BENCH_MOMENTS ? 0 : -1;
}

static int start_child(const char *scenario, const char *image,
		       const struct sim_cli_flags *flags, int fd, pid_t *pid)
{
	char number[24];
	const char *words[] = {
		"simctl", "bench", "child", scenario, "--seed", number,
		"--strategy", flags->strategy, "--image", image, NULL,
	};
	posix_spawn_file_actions_t actions;
	int ret;

	snprintf(number, sizeof(number), "%" PRIu64, flags->seed);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fd, STDOUT_FILENO);
	ret = posix_spawn(pid, "/proc/self/exe", &actions, NULL,
			  (char *const *)words, environ);
	posix_spawn_file_actions_destroy(&actions);
	return ret;
}

int sim_bench_spawn(struct sim_bench_context *bench, const char *scenario,
		    const char *image, struct sim_bench_sample *sample)
{
	int ends[2], status, ret;
	pid_t pid;

	memset(sample, 0, sizeof(*sample));
	if (pipe2(ends, O_CLOEXEC)) {
		snprintf(bench->note, sizeof(bench->note), "No pipe: %s.",
			 strerror(errno));
		return -1;
	}
	sample->at_ns[SIM_BENCH_SPAWN] = sim_bench_now_ns();
	ret = start_child(scenario, image, bench->flags, ends[1], &pid);
	close(ends[1]);
	if (ret) {
		close(ends[0]);
		snprintf(bench->note, sizeof(bench->note),
			 "Cannot start '%s': %s.", scenario, strerror(ret));
		return -1;
	}
	ret = read_sample(ends[0], sample);
	waitpid(pid, &status, 0);
	if (!ret && WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	snprintf(bench->note, sizeof(bench->note),
		 "Scenario '%s' did not pass, so there is no figure.",
		 scenario);
	return -1;
}
