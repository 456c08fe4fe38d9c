// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_measure.c: one job on the booted stack, in a forked child: the fast
 * image, fibers, round robin. Its story is the job's path.
 */
#include <string.h>

#include "bench.h"
#include "ring.h"
#include "ring_machine.h"

const struct sim_ring_job *sim_ring_job;
struct sim_ring_result *sim_ring_result;

static void ring_story(void)
{
	static void (*const path[])(void) = {
		[SIM_RING_HOST] = sim_ring_host_story,
		[SIM_RING_SIDEBAND] = sim_ring_sideband_story,
		[SIM_RING_BOTH] = sim_ring_both_story,
		[SIM_RING_MODERATION] = sim_ring_moderation_story,
		[SIM_RING_PLAYBACK] = sim_ring_playback_story,
		[SIM_RING_STREAMS] = sim_ring_streams_story,
	};

	path[sim_ring_job->path]();
}

static const struct sim_scenario ring_scenario = {
	.name = "bench-ring", .help = "", .story = ring_story,
};

/* A finding here is one of the benchmark's, or of ours: no figure then. */
static void ring_finding(void *arg, const struct sim_finding *finding)
{
	(void)arg;
	sim_bench_child_note("The run found: %s", finding->title);
}

static int job_run(const char *image, const struct sim_cli_flags *given,
		   const struct sim_ring_job *job,
		   struct sim_ring_result *result)
{
	static struct sim_session session;
	struct sim_cli_flags flags = *given;

	flags.image = image;
	flags.strategy = "round-robin";
	flags.device = NULL;
	flags.cpus = 2;
	session.flags = &flags;
	if (sim_session_prepare(&session, "boot") ||
	    sim_session_open_image(&session))
		return -1;
	sim_ring_job = job;
	sim_ring_result = result;
	session.config.record = false;
	session.config.scenario = &ring_scenario;
	session.config.board = &sim_ring_board;
	session.config.image = sim_ring_timed_image(session.config.image);
	session.config.observer.finding = ring_finding;
	sim_run(&session.config, &session.result);
	if (session.result.outcome == SIM_PASSED)
		return 0;
	if (session.result.outcome != SIM_FOUND)
		sim_bench_child_note("%s", session.result.message);
	return -1;
}

struct job_call {
	struct sim_bench_context *bench;
	const struct sim_ring_job *job;
};

static int job_child(void *arg, double *values)
{
	struct job_call *call = arg;

	return job_run(call->bench->fast, call->bench->flags, call->job,
		       (struct sim_ring_result *)values);
}

/**
 * sim_ring_job_run() - measure a job once
 * @bench: where the fast image is
 * @job: what to measure
 * @result: filled on success
 *
 * Return: 0, -1 with a note, SIM_BENCH_SKIPPED with a note when there is no
 * fast image.
 */
int sim_ring_job_run(struct sim_bench_context *bench,
		     const struct sim_ring_job *job,
		     struct sim_ring_result *result)
{
	struct job_call call = { bench, job };

	if (!bench->fast[0]) {
		snprintf(bench->note, sizeof(bench->note),
			 SIM_BENCH_NO_FAST);
		return SIM_BENCH_SKIPPED;
	}
	sim_ring_tick_ns();		/* once, not in each child */
	memset(result, 0, sizeof(*result));
	return sim_bench_in_child(bench, job_child, &call, (double *)result,
				  sizeof(*result) / sizeof(double));
}

/**
 * sim_ring_job_alone() - a job in this process, for profilers
 * @job: what to measure
 * @flags: the image's name
 *
 * Under callgrind with --collect-atstart=no only the handling is counted.
 *
 * Return: an exit code.
 */
int sim_ring_job_alone(const struct sim_ring_job *job,
		       const struct sim_cli_flags *flags)
{
	struct sim_ring_result result = { 0 };

	if (job_run(flags->image ?: "fast", flags, job, &result)) {
		sim_cli_complain("The job did not run.");
		return SIM_EXIT_FAULT;
	}
	printf("%.0f events, %.0f interrupts, %.2f ns an event\n",
	       result.events, result.interrupts, result.ns);
	return SIM_EXIT_PASSED;
}
