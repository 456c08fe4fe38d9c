// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_cores.c: baselines measured: producer and consumer by turns on one core,
 * and at once on two.
 *
 * On two cores two things are measured: how fast events pass when the producer
 * writes as fast as there is room, and how long one takes when it is alone.
 */
#include <pthread.h>
#include <sched.h>
#include <string.h>

#include "bench.h"
#include "ring.h"

#define STREAM_EVENTS	200000u
#define SINGLE_EVENTS	2000u

/* Puts batches and takes them again; the times of both apart, ns an event. */
static bool by_turns(const struct sim_ring_queue *queue, void *q,
		     struct sim_ring_result *result)
{
	static double put[SIM_RING_ROUNDS], get[SIM_RING_ROUNDS];
	const double part = sim_ring_tick_ns() / SIM_RING_BATCH;
	unsigned int left = 0;

	for (int i = 0; i < SIM_RING_ROUNDS; i++) {
		uint64_t sum = 0, from = sim_ring_ticks(), middle;

		left += queue->put(q, i, SIM_RING_BATCH);
		middle = sim_ring_ticks();
		left -= queue->get(q, SIM_RING_BATCH, &sum);
		get[i] = (sim_ring_ticks() - middle) * part;
		put[i] = (middle - from) * part;
	}
	result->put_ns = sim_ring_trimmed(put, SIM_RING_ROUNDS);
	result->ns = sim_ring_trimmed(get, SIM_RING_ROUNDS);
	return !left;
}

static void alone(const struct sim_ring_queue *queue, void *q)
{
	for (unsigned int i = 0; i < 10 * SIM_RING_ROUNDS; i++) {
		uint64_t sum = 0, from = sim_ring_ticks();

		queue->put(q, i, 1);
		queue->get(q, 1, &sum);
		sim_ring_latency_note(sim_ring_ticks() - from);
	}
}

int sim_ring_same_core(const struct sim_ring_queue *queue,
		       struct sim_ring_result *result)
{
	void *q = queue->create(SIM_RING_ENTRIES);

	memset(result, 0, sizeof(*result));
	if (!q)
		return -1;
	by_turns(queue, q, result);	/* warm-up */
	sim_assert(by_turns(queue, q, result));
	result->events = (double)SIM_RING_ROUNDS * SIM_RING_BATCH;
	alone(queue, q);
	result->latency = sim_ring_latency_take();
	queue->destroy(q);
	return 0;
}

/* ---- two cores ---- */

struct pair {
	const struct sim_ring_queue *queue;
	void *q;
	int cpu[2];
	pthread_barrier_t start;
	unsigned int handled __attribute__((aligned(64)));
};

static void pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	pthread_setaffinity_np(pthread_self(), sizeof(set), &set);
}

/* An event alone carries the moment at which it was written. */
static void *produce(void *arg)
{
	struct pair *pair = arg;

	pin(pair->cpu[1]);
	pthread_barrier_wait(&pair->start);
	for (unsigned int i = 0; i < STREAM_EVENTS; )
		i += pair->queue->put(pair->q, i, STREAM_EVENTS - i);
	pthread_barrier_wait(&pair->start);
	for (unsigned int i = 1; i <= SINGLE_EVENTS; i++) {
		pair->queue->put(pair->q, sim_ring_ticks_ordered(), 1);
		while (__atomic_load_n(&pair->handled, __ATOMIC_ACQUIRE) != i)
			;
	}
	return NULL;
}

static double consume(struct pair *pair)
{
	uint64_t sum = 0, from;

	pthread_barrier_wait(&pair->start);
	from = sim_bench_now_ns();
	for (unsigned int i = 0; i < STREAM_EVENTS; )
		i += pair->queue->get(pair->q, STREAM_EVENTS - i, &sum);
	return (double)(sim_bench_now_ns() - from) / STREAM_EVENTS;
}

static void consume_singly(struct pair *pair)
{
	pthread_barrier_wait(&pair->start);
	for (unsigned int i = 1; i <= SINGLE_EVENTS; i++) {
		uint64_t written = 0, now;

		while (!pair->queue->get(pair->q, 1, &written))
			;
		/* Counters of two cores may be some ticks apart. */
		now = sim_ring_ticks_ordered();
		sim_ring_latency_note(now > written ? now - written : 0);
		__atomic_store_n(&pair->handled, i, __ATOMIC_RELEASE);
	}
}

static bool two_cpus(int cpu[2])
{
	cpu_set_t set;
	int found = 0;

	if (sched_getaffinity(0, sizeof(set), &set))
		return false;
	for (int i = 0; i < CPU_SETSIZE && found < 2; i++)
		if (CPU_ISSET(i, &set))
			cpu[found++] = i;
	return found == 2;
}

static int pair_run(struct pair *pair, struct sim_ring_result *result)
{
	pthread_t producer;
	cpu_set_t before;

	sched_getaffinity(0, sizeof(before), &before);
	if (pthread_create(&producer, NULL, produce, pair))
		return -1;
	pin(pair->cpu[0]);
	result->ns = consume(pair);
	result->events = STREAM_EVENTS;
	consume_singly(pair);
	pthread_join(producer, NULL);
	sched_setaffinity(0, sizeof(before), &before);
	result->latency = sim_ring_latency_take();
	return 0;
}

int sim_ring_two_cores(const struct sim_ring_queue *queue,
		       struct sim_ring_result *result)
{
	struct pair pair = { .queue = queue };
	int ret;

	memset(result, 0, sizeof(*result));
	if (!two_cpus(pair.cpu))
		return -1;
	pair.q = queue->create(SIM_RING_ENTRIES);
	if (!pair.q)
		return -1;
	pthread_barrier_init(&pair.start, NULL, 2);
	ret = pair_run(&pair, result);
	pthread_barrier_destroy(&pair.start);
	queue->destroy(pair.q);
	return ret;
}
