// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring.c: event rings between cores: `simfree ring-host`, `ring-sideband` and
 * `ring-both`.
 *
 * The controller is a thread that writes events through its model as long as
 * the ring has room, under the machine lock as all models. The host's consumer
 * is whichever simulated CPU takes the interrupt: the unmodified xhci_irq(),
 * which wants that lock for its register accesses alone. The sideband's is a
 * thread that runs the DSP's consumer, with the lock for the dequeue pointer.
 * First as many events as there is room for, then one at a time for latency.
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <urcu/urcu-memb.h>
#include "free.h"
#include "sim/board.h"
#include "sim/scenario.h"
#include "dsp/dsp_private.h"
#include "xhci/controller.h"

#define EVENTS		400000u
#define LONGEST_NS	500000000ULL	/* a busy machine is slow */
#define SINGLES		2000u
#define BATCH		64u
#define SPARE		4u	/* entries that stay free */
#define VENDOR_TYPE	63u

/* One direction of the benchmark. */
struct lane {
	const char *name;
	unsigned int interrupter;
	struct sim_xhci_trb event;
	pthread_t producer;
	double ns;
	uint64_t latency[SINGLES];
	unsigned int singles;
};

static struct lane host = { .name = "host" }, sideband = { .name = "sideband" };
static struct sim_dsp_stream *stream;
static bool stop;

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

static struct sim_xhci_interrupter *ring_of(const struct lane *lane)
{
	return &sim_board_xhci(0)->interrupter[lane->interrupter];
}

/* Place of an address in the ring, counted over its segments. */
static unsigned int place_of(struct sim_xhci_interrupter *ir, uint64_t dma)
{
	unsigned int before = 0;

	for (unsigned int s = 0; s < ir->erstsz; s++) {
		const uint32_t *entry = sim_dma_access(0, ir->erstba + s * 16ull,
						       16, SIM_DMA_READ);
		uint64_t base = (uint64_t)entry[1] << 32 | entry[0];

		if (dma - base < entry[2] * 16ull)
			return before + (dma - base) / 16;
		before += entry[2];
	}
	return 0;
}

static unsigned int ring_size(const struct sim_xhci_interrupter *ir)
{
	/* the table is read at the first event */
	return ir->ring.loaded ? ir->erstsz * ir->ring.size : 2 * SPARE;
}

/* Events that wait in the ring. Under the machine lock. */
static unsigned int waiting(const struct lane *lane)
{
	struct sim_xhci_interrupter *ir = ring_of(lane);
	unsigned int size = ring_size(ir);

	if (!ir->ring.loaded)
		return 0;
	return (place_of(ir, ir->ring.base + ir->ring.index * 16ull) + size -
		place_of(ir, ir->erdp)) % size;
}

/* Up to @n events while there is room: how many. */
static unsigned int write_some(const struct lane *lane, unsigned int n)
{
	struct sim_xhci *xhci = sim_board_xhci(0);
	unsigned int room, full, left;

	sim_machine_enter();
	full = ring_size(ring_of(lane)) - SPARE;
	/* the stream's own events may take what is spare */
	left = waiting(lane);
	room = left < full ? full - left : 0;
	if (n > room)
		n = room;
	for (unsigned int i = 0; i < n; i++)
		sim_xhci_event_post(xhci, lane->interrupter, &lane->event,
				    i + 1 < n);
	sim_machine_leave();
	return n;
}

static uint64_t dequeue_of(const struct lane *lane)
{
	return __atomic_load_n(&ring_of(lane)->erdp, __ATOMIC_RELAXED);
}

/*
 * Without the machine lock: until software has moved the dequeue pointer, but
 * not for long: meanwhile it may have gone all the way round.
 */
static void wait_dequeue(const struct lane *lane, uint64_t was)
{
	for (unsigned int turns = 0; turns < 1024; turns++)
		if (dequeue_of(lane) != was)
			return;
	sched_yield();
}

static void wait_empty(const struct lane *lane)
{
	for (;;) {
		uint64_t was = dequeue_of(lane);
		unsigned int left;

		sim_machine_enter();
		left = waiting(lane);
		sim_machine_leave();
		if (!left)
			return;
		wait_dequeue(lane, was);
	}
}

static void *produce(void *arg)
{
	struct lane *lane = arg;
	uint64_t from = now_ns(), end;
	unsigned int done = 0, now;

	while (done < EVENTS && now_ns() - from < LONGEST_NS) {
		uint64_t was = dequeue_of(lane);

		now = write_some(lane, BATCH);
		done += now;
		if (!now)
			wait_dequeue(lane, was);
	}
	wait_empty(lane);
	lane->ns = (double)(now_ns() - from) / done;
	for (end = now_ns() + LONGEST_NS; lane->singles < SINGLES; ) {
		from = now_ns();
		if (from > end)
			break;
		write_some(lane, 1);
		wait_empty(lane);
		lane->latency[lane->singles++] = now_ns() - from;
	}
	return NULL;
}

/* The DSP on a core of its own: it polls its ring. */
static void *consume(void *unused)
{
	(void)unused;
	while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE)) {
		/* nobody tells it: see sideband_open() */
		sim_dsp->events[stream->controller].pending = true;
		sim_dsp_events_consume();
	}
	return NULL;
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void print(struct lane *lane)
{
	unsigned int n = lane->singles;

	qsort(lane->latency, n, sizeof(lane->latency[0]), compare);
	printf("%s %.2f %llu %llu %llu\n", lane->name, lane->ns,
	       (unsigned long long)lane->latency[n / 2],
	       (unsigned long long)lane->latency[n * 99 / 100],
	       (unsigned long long)lane->latency[n * 999 / 1000]);
}

static void start(struct lane *lane)
{
	if (pthread_create(&lane->producer, NULL, produce, lane))
		sim_fault("the host refuses a thread");
}

static void plug(void)
{
	sim_headset_plug(sim_headset());
	sim_expect(sim_headset_wait_card(sim_headset(), 60000) >= 0,
		   "no sound card appeared");
}

/* No moderation: an interrupt as soon as the last one is done. */
static void host_open(void)
{
	host.event.control = XHC_TRB_OF_TYPE(VENDOR_TYPE);
	sim_machine_enter();
	sim_xhci_interrupter_write(ring_of(&host), XHC_IMOD, 0);
	sim_machine_leave();
}

/* The card is there a moment before the vendor driver is told of it. */
static bool dsp_starts(void *status)
{
	struct sim_dsp_config config;

	config = sim_offload_config(sim_headset(),
				sim_headset_wait_card(sim_headset(), 5000));
	stream = sim_offload_start(&config, status);
	return *(int *)status != -ENODEV;
}

static bool sideband_open(void)
{
	int status = 0;

	sim_wait_until(dsp_starts, &status, 5000);
	if (!sim_expect(stream, "ENABLE failed with %d", status))
		return false;
	sim_machine_enter();
	sideband.interrupter = stream->interrupter;
	sideband.event.status = (uint32_t)XHC_SUCCESS << 24;
	sideband.event.control = XHC_TRB_OF_TYPE(XHC_EVENT_TRANSFER) |
				 stream->data.dci << 16 | stream->slot << 24;
	/* the actor rests, and leaves the ring to the consumer's thread */
	sim_xhci_on_event(sim_board_xhci(0), stream->interrupter, NULL, NULL);
	sim_dsp->alive = false;
	sim_machine_leave();
	return true;
}

/*
 * The story's process keeps its CPU meanwhile, so that what is measured has
 * the others.
 */
static void run(bool with_host, bool with_sideband)
{
	pthread_t consumer;
	unsigned int depth;

	plug();
	if (with_host)
		host_open();
	if (with_sideband && !sideband_open())
		return;
	if (with_sideband && pthread_create(&consumer, NULL, consume, NULL))
		sim_fault("the host refuses a thread");
	if (with_host)
		start(&host);
	if (with_sideband)
		start(&sideband);
	depth = sim_machine_drop();
	if (with_host)
		pthread_join(host.producer, NULL);
	if (with_sideband)
		pthread_join(sideband.producer, NULL);
	__atomic_store_n(&stop, true, __ATOMIC_RELEASE);
	if (with_sideband)
		pthread_join(consumer, NULL);
	sim_machine_return(depth);
	if (with_host)
		print(&host);
	if (with_sideband)
		print(&sideband);
}

static void ring_host(void) { run(true, false); }
static void ring_sideband(void) { run(false, true); }
static void ring_both(void) { run(true, true); }

static const struct sim_scenario rings[] = {
	{ .name = "ring-host", .story = ring_host },
	{ .name = "ring-sideband", .story = ring_sideband },
	{ .name = "ring-both", .story = ring_both },
};

const struct sim_scenario *sim_free_ring(const char *name)
{
	for (size_t i = 0; i < sizeof(rings) / sizeof(rings[0]); i++)
		if (!strcmp(rings[i].name, name))
			return &rings[i];
	return NULL;
}

/* ---- the DSP's calls of others, linked with --wrap ---- */

void __real_sim_xhci_set_erdp(struct sim_xhci *xhci, unsigned int interrupter,
			      uint64_t erdp);
void __wrap_sim_xhci_set_erdp(struct sim_xhci *xhci, unsigned int interrupter,
			      uint64_t erdp);

void __wrap_sim_xhci_set_erdp(struct sim_xhci *xhci, unsigned int interrupter,
			      uint64_t erdp)
{
	sim_machine_enter();
	__real_sim_xhci_set_erdp(xhci, interrupter, erdp);
	sim_machine_leave();
}
