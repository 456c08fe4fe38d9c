// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_free.c: the benchmark `ring-free`: events between cores on the whole
 * stack, by the free-running machine (libsim/free, program `simfree`).
 *
 * Each measurement is a process: boot, plug, write as many events as the ring
 * has room for, then one at a time.
 */
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "ring.h"
#include "sim/image.h"

static const char simfree[] = SIM_BUILD_DIR "/simfree";

static bool ready(struct sim_bench_context *bench, char *image, size_t size)
{
	char error[512];

	if (access(simfree, X_OK))
		snprintf(bench->note, sizeof(bench->note),
			 "simfree was not built; it wants liburcu-dev.");
	else if (sim_image_resolve("free", image, size, error, sizeof(error)))
		snprintf(bench->note, sizeof(bench->note),
			 "There is no image of flavour free: `simctl image build --flavour free` builds one.");
	else
		return true;
	return false;
}

/* Lines of simfree: name, ns an event, median, 99 % and 99.9 % of latency. */
static bool read_lane(FILE *in, const char *lane)
{
	struct sim_ring_result *r = &sim_ring_last;
	char line[256], name[32];
	bool found = false;

	while (fgets(line, sizeof(line), in))
		if (sscanf(line, "%31s %lf %lf %lf %lf", name, &r->ns,
			   &r->latency.p50, &r->latency.p99,
			   &r->latency.p999) == 5 && !strcmp(name, lane))
			found = true;
	return found;
}

static const struct lane { const char *story, *lane; }
	host = { "ring-host", "host" },
	sideband = { "ring-sideband", "sideband" },
	both = { "ring-both", "host" };

static bool run_lane(const struct lane *lane, const char *image)
{
	char command[9000];
	bool found;
	FILE *in;

	snprintf(command, sizeof(command),
		 "timeout 60 '%s' %s --image '%s' 2>/dev/null", simfree,
		 lane->story, image);
	in = popen(command, "re");
	found = in && read_lane(in, lane->lane);
	if (in)
		pclose(in);
	return found;
}

static int measure_free(struct sim_bench_context *bench,
			const struct sim_bench_metric *metric, double *value)
{
	const struct lane *lane = metric->arg;
	char image[4096];

	memset(&sim_ring_last, 0, sizeof(sim_ring_last));
	if (!ready(bench, image, sizeof(image)))
		return SIM_BENCH_SKIPPED;
	/* threads: a busy machine may keep one from its deadlines */
	if (!run_lane(lane, image) && !run_lane(lane, image)) {
		snprintf(bench->note, sizeof(bench->note),
			 "'%s %s' failed.", simfree, lane->story);
		/* threads: what one run does is no reason to lose the rest */
		return SIM_BENCH_SKIPPED;
	}
	*value = sim_ring_shown(metric->number);
	return 0;
}

static int measure_bare(struct sim_bench_context *bench,
			const struct sim_bench_metric *metric, double *value)
{
	if (sim_ring_two_cores(&sim_ring_bare, &sim_ring_last)) {
		snprintf(bench->note, sizeof(bench->note),
			 "It needs two cores.");
		return SIM_BENCH_SKIPPED;
	}
	*value = sim_ring_shown(metric->number);
	return 0;
}

#define BARE	"bare ring: an event"
#define ALONE	"bare ring: latency, median"
#define LATENCIES(what, beside_it)					\
	{ .name = what ": latency, median", .unit = "ns",		\
	  .beside = beside_it, .measure = sim_ring_show,		\
	  .number = SIM_RING_P50, .thorough = true },			\
	{ .name = what ": latency, 99 %", .unit = "ns",			\
	  .measure = sim_ring_show, .number = SIM_RING_P99,		\
	  .thorough = true },						\
	{ .name = what ": latency, 99.9 %", .unit = "ns",		\
	  .measure = sim_ring_show, .number = SIM_RING_P999,		\
	  .thorough = true }
#define LANE(what, which)						\
	{ .name = what ": an event", .unit = "ns", .beside = BARE,	\
	  .measure = measure_free, .arg = which, .number = SIM_RING_NS,	\
	  .thorough = true },						\
	{ .name = what ": events", .unit = "events/s",			\
	  .more_is_better = true, .measure = sim_ring_show,		\
	  .number = SIM_RING_RATE, .thorough = true }

static const struct sim_bench_metric metrics[] = {
	{ .name = BARE, .unit = "ns", .measure = measure_bare,
	  .number = SIM_RING_NS, .thorough = true },
	LATENCIES("bare ring", NULL),
	LANE("host", &host),
	LATENCIES("host", ALONE),
	LANE("sideband", &sideband),
	LATENCIES("sideband", ALONE),
	LANE("host, with the sideband busy", &both),
	{ 0 }
};

const struct sim_bench sim_bench_ring_free = {
	.name = "ring-free",
	.help = "events between cores on the whole stack, tasks as threads",
	.metrics = metrics,
};
