/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ring.h: what the files of the benchmark `ring` share: queues of 16-byte
 * events as baselines, jobs on the booted stack, and their results.
 */
#ifndef SIM_BENCH_RING_H
#define SIM_BENCH_RING_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#ifdef __x86_64__
#include <x86intrin.h>
#endif

/* An event TRB (xHCI 1.2, 6.4.2), or what a baseline carries in its place. */
struct sim_ring_event {
	uint64_t parameter;
	uint32_t status, control;
};

/**
 * struct sim_ring_queue - a queue that events could take instead
 * @name: for tables
 * @create: an empty queue for at least @entries events, NULL when out of memory
 * @destroy: frees it
 * @put: puts up to @n events whose parameters count up from @parameter; how
 *	many there was room for. Producer's side.
 * @get: takes up to @n events and adds their parameters to *sum; how many there
 *	were. Consumer's side.
 *
 * One producer and one consumer, on the same thread or on two.
 */
struct sim_ring_queue {
	const char *name;
	void *(*create)(unsigned int entries);
	void (*destroy)(void *queue);
	unsigned int (*put)(void *queue, uint64_t parameter, unsigned int n);
	unsigned int (*get)(void *queue, unsigned int n, uint64_t *sum);
};
extern const struct sim_ring_queue sim_ring_bare, sim_ring_wfcqueue, sim_ring_ck;
/* NULL when its package was not there to be built with. */
const struct sim_ring_queue *sim_ring_dpdk_load(void);

#define SIM_RING_ENTRIES	512	/* as Linux's: 2 segments of 256 TRBs */
#define SIM_RING_BATCH		240

struct sim_ring_latency { double p50, p99, p999; };

/**
 * struct sim_ring_result - what one run of a job measured
 * @ns: handling an event
 * @put_ns: making it
 * @fixed_ns: an interrupt without its events, where that was measured
 * @latency: from event written to event handled, ns
 * @events: how many
 * @interrupts: that they took
 * @speed: virtual time for processor time, on the path of the streams
 */
struct sim_ring_result {
	double ns, put_ns, fixed_ns;
	struct sim_ring_latency latency;
	double events, interrupts, speed;
};

/* ---- on the booted stack ---- */

enum sim_ring_path {
	SIM_RING_HOST,		/* the driver's interrupt handler */
	SIM_RING_SIDEBAND,	/* the DSP on its own event ring */
	SIM_RING_BOTH,		/* by turns, half of the events each */
	SIM_RING_MODERATION,	/* host, events apart in time */
	SIM_RING_PLAYBACK,	/* applications play through snd-usb-audio */
	SIM_RING_STREAMS,	/* they and the DSP play: how fast time goes by */
};
enum sim_ring_kind {
	SIM_RING_VENDOR,	/* vendor defined: Linux walks over them */
	SIM_RING_TRANSFER,	/* of endpoints where nothing is queued */
};

/**
 * struct sim_ring_job - one measurement on the booted stack
 * @batch: events an interrupt (host), or a wake-up (sideband)
 * @devices: plugged in; transfer events take turns among them; on the path of
 *	the streams: how many play
 * @interrupters: secondary event rings among which a batch is shared
 * @segments: segments of each of these; 0: the ring that the driver made
 * @trbs: entries of a segment
 * @endpoints: of the DSP, among which the events take turns; of streams: 1 if
 *	one is the DSP's
 * @period_us: what applications ask for
 * @moderation_us: of the host's interrupts, on the path of that name
 *
 * 0 stands for what is usual; members that a path does not know are ignored.
 */
struct sim_ring_job {
	enum sim_ring_path path;
	enum sim_ring_kind kind;
	unsigned int batch, devices, interrupters, segments, trbs, endpoints;
	unsigned int period_us, moderation_us;
};

struct sim_bench_context;
/* In a child process: 0, or -1 with a note. */
int sim_ring_job_run(struct sim_bench_context *bench,
		     const struct sim_ring_job *job,
		     struct sim_ring_result *result);

struct sim_cli_flags;
int sim_ring_job_alone(const struct sim_ring_job *job,
		       const struct sim_cli_flags *flags);
/* "ring-vendor" and so on: its job, or NULL. */
const struct sim_ring_job *sim_ring_job_find(const char *name);

/* ring_measure.c: the job that runs, for ring_host.c and ring_sideband.c,
 * which are its story's chapters. */
#define SIM_RING_ROUNDS		400
extern const struct sim_ring_job *sim_ring_job;
extern struct sim_ring_result *sim_ring_result;
void sim_ring_host_story(void);
void sim_ring_moderation_story(void);
void sim_ring_playback_story(void);
void sim_ring_streams_story(void);
void sim_ring_sideband_story(void);
void sim_ring_both_story(void);

/* ---- ring_show.c: metrics, see there ---- */
enum sim_ring_show {
	SIM_RING_NS, SIM_RING_PUT_NS, SIM_RING_FIXED_NS, SIM_RING_EXTRA_NS,
	SIM_RING_RATE, SIM_RING_EXTRA_RATE, SIM_RING_P50, SIM_RING_P99,
	SIM_RING_P999, SIM_RING_EVENTS_PER_INTERRUPT, SIM_RING_SPEED,
};
extern struct sim_ring_result sim_ring_last;
double sim_ring_extra_ns(const struct sim_ring_result *result);
double sim_ring_shown(enum sim_ring_show show);
struct sim_bench_metric;
/* .number says what to show; of the job .arg, or of the last result. */
int sim_ring_measure(struct sim_bench_context *bench,
		     const struct sim_bench_metric *metric, double *value);
int sim_ring_show(struct sim_bench_context *bench,
		  const struct sim_bench_metric *metric, double *value);

/* ---- baselines, once; 0 or -1 ---- */
int sim_ring_same_core(const struct sim_ring_queue *queue,
		       struct sim_ring_result *result);
int sim_ring_two_cores(const struct sim_ring_queue *queue,
		       struct sim_ring_result *result);

/* ring_latency.c: samples in, percentiles out. */
void sim_ring_latency_note(uint64_t ticks);
struct sim_ring_latency sim_ring_latency_take(void);
struct sim_ring_latency sim_ring_percentiles(double *values, int count);
double sim_ring_trimmed(const double *values, int count);

/* A clock that costs little; its unit is sim_ring_tick_ns(). */
static inline uint64_t sim_ring_ticks(void)
{
#ifdef __x86_64__
	return __rdtsc();
#else
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
#endif
}

/* The same, between the loads before it and the stores after it. */
static inline uint64_t sim_ring_ticks_ordered(void)
{
	uint64_t ticks;

#ifdef __x86_64__
	__builtin_ia32_lfence();
#endif
	ticks = sim_ring_ticks();
#ifdef __x86_64__
	__builtin_ia32_lfence();
#endif
	return ticks;
}
double sim_ring_tick_ns(void);

#endif /* SIM_BENCH_RING_H */
