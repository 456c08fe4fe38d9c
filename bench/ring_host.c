// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_host.c: the host's path: events for the primary event ring, handled by
 * the unmodified xhci_irq() in an interrupt that the scheduler delivers.
 *
 * What is timed is the image's interrupt entry, from its call to its return:
 * generic interrupt code, xhci_irq() with its register accesses (calls of the
 * model), softirqs, so give-back too. Two kinds of events are made by the
 * benchmark: vendor defined ones, which the driver takes off the ring and
 * leaves alone (the ring handling and nothing else), and transfer events
 * "Stopped" of control endpoints where nothing is queued, for which it looks up
 * slot, endpoint and ring. Genuine ones are ring_playback.c's.
 */
#include "bench.h"
#include "ring.h"
#include "ring_machine.h"

#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#else
#define CALLGRIND_TOGGLE_COLLECT
#endif

#define VENDOR_TYPE	63u

static const struct sim_image_ops *image;
static struct sim_image_ops timed;
static struct sim_ring_time timing;
/* Of each interrupt, in ticks. */
#define LENGTHS		100000
static double length[LENGTHS];
uint64_t sim_ring_written;

static bool is_xhci(int line)
{
	return line == SIM_IRQ_DEVICE || line >= 40;
}

/* Leaving an interrupt may let another one in, whose time is within. */
static void outermost(int line)
{
	uint64_t from, to;

	CALLGRIND_TOGGLE_COLLECT;
	from = sim_ring_ticks();
	image->interrupt(line);
	to = sim_ring_ticks();
	CALLGRIND_TOGGLE_COLLECT;
	timing.ticks += to - from;
	if (timing.interrupts < LENGTHS)
		length[timing.interrupts] = to - from;
	timing.interrupts++;
	if (sim_ring_written)
		sim_ring_latency_note(to - sim_ring_written);
	sim_ring_written = 0;
}

static void timed_interrupt(int line)
{
	static bool inside;

	if (inside || !is_xhci(line)) {
		image->interrupt(line);
		return;
	}
	inside = true;
	outermost(line);
	inside = false;
}

const struct sim_image_ops *
sim_ring_timed_image(const struct sim_image_ops *original)
{
	image = original;
	timed = *original;
	timed.interrupt = timed_interrupt;
	return &timed;
}

struct sim_ring_time sim_ring_time_take(void)
{
	struct sim_ring_time time = timing;

	if (time.interrupts && time.interrupts <= LENGTHS)
		time.typical = sim_ring_trimmed(length, time.interrupts);
	timing = (struct sim_ring_time){ 0 };
	return time;
}

/* ---- events of the benchmark's making ---- */

/* A controller and the slots on it, whose control endpoints take turns. */
static struct turn {
	struct sim_xhci *xhci;
	unsigned int slot[SIM_XHCI_MAX_SLOTS], slots, next;
} turn[SIM_RING_CONTROLLERS];
static unsigned int turns;

static void turn_add(struct sim_xhci *xhci)
{
	struct turn *to = &turn[turns];

	*to = (struct turn){ .xhci = xhci };
	for (unsigned int s = 1; s <= SIM_XHCI_MAX_SLOTS; s++)
		if (xhci->slot[s].enabled)
			to->slot[to->slots++] = s;
	turns += to->slots != 0;
}

void sim_ring_host_turns(void)
{
	turns = 0;
	/* the board's headset is not one of the job's devices */
	for (unsigned int i = sim_ring_job->devices != 0;
	     i < SIM_RING_CONTROLLERS; i++)
		if (sim_ring_xhci(i))
			turn_add(sim_ring_xhci(i));
}

static void post_transfer(struct turn *to, bool block)
{
	unsigned int number = to->slot[to->next];
	const struct sim_xhci_slot *slot = &to->xhci->slot[number];
	struct sim_xhci_trb event = {
		.parameter = slot->endpoint[1]->dequeue.trb,
		.status = (uint32_t)XHC_STOPPED << 24,
		.control = XHC_TRB_OF_TYPE(XHC_EVENT_TRANSFER) | 1u << 16 |
			   number << 24,
	};

	to->next = (to->next + 1) % to->slots;
	sim_xhci_event_post(to->xhci, 0, &event, block);
}

static void post_vendor(struct sim_xhci *xhci, bool block)
{
	struct sim_xhci_trb event = {
		.control = XHC_TRB_OF_TYPE(VENDOR_TYPE),
	};

	sim_xhci_event_post(xhci, 0, &event, block);
}

static void post(struct turn *to, enum sim_ring_kind kind, bool block)
{
	if (kind == SIM_RING_VENDOR)
		post_vendor(to->xhci, block);
	else
		post_transfer(to, block);
}

/* Longer than the moderation interval of 40 us that the driver sets. */
#define MODERATION_US	60

static uint64_t turn_batch(struct turn *to, enum sim_ring_kind kind,
			   unsigned int n)
{
	uint64_t from = sim_ring_ticks(), ticks;

	sim_ring_written = from;
	for (unsigned int i = 0; i < n; i++)
		post(to, kind, i + 1 < n);
	ticks = sim_ring_ticks() - from;
	sim_sleep_us(MODERATION_US);
	return ticks;
}

uint64_t sim_ring_host_batch(enum sim_ring_kind kind, unsigned int n)
{
	uint64_t ticks = 0;

	for (unsigned int i = 0; i < turns; i++)
		ticks += turn_batch(&turn[i], kind, n);
	return ticks;
}

static void expect_empty(void)
{
	for (unsigned int i = 0; i < SIM_RING_CONTROLLERS; i++) {
		struct sim_xhci *xhci = sim_ring_xhci(i);

		sim_expect(!xhci || sim_xhci_event_ring_empty(
				&xhci->interrupter[0]),
			   "controller %u has events that nobody took", i);
	}
}

/* Interrupts of @batch events; ns that one takes. */
static double batches(unsigned int batch, double *put_ns)
{
	static double get[SIM_RING_ROUNDS], put[SIM_RING_ROUNDS];
	enum sim_ring_kind kind = sim_ring_job->kind;
	double tick_ns = sim_ring_tick_ns();

	for (int i = -20; i < SIM_RING_ROUNDS; i++) {
		double written = sim_ring_host_batch(kind, batch) * tick_ns;
		double handled = sim_ring_time_take().ticks * tick_ns;

		if (i < 0)
			continue;
		put[i] = written / turns;
		get[i] = handled / turns;
	}
	expect_empty();
	*put_ns = sim_ring_trimmed(put, SIM_RING_ROUNDS);
	return sim_ring_trimmed(get, SIM_RING_ROUNDS);
}

void sim_ring_host_story(void)
{
	unsigned int batch = sim_ring_job->batch;
	struct sim_ring_result *result = sim_ring_result;
	double put_ns;

	sim_ring_plug(sim_ring_job->devices);
	sim_ring_host_turns();
	result->fixed_ns = batches(1, &put_ns);
	result->latency = sim_ring_latency_take();
	result->ns = batches(batch, &put_ns) / batch;
	result->put_ns = put_ns / batch;
	result->interrupts = SIM_RING_ROUNDS * turns;
	result->events = result->interrupts * batch;
	sim_ring_written = 0;
}

/* ---- moderation ---- */

#define APART_US	7	/* no divisor of the intervals swept */
#define SPREAD_ROUNDS	10

/*
 * One event every seven virtual microseconds; how many an interrupt finds is the
 * moderation interval's doing (xHCI 5.5.2.2, units of 250 ns).
 */
void sim_ring_moderation_story(void)
{
	unsigned int batch = sim_ring_job->batch;
	struct sim_ring_result *result = sim_ring_result;
	struct sim_ring_time time;

	sim_ring_plug(0);
	sim_ring_host_turns();
	sim_xhci_interrupter_write(&sim_ring_xhci(0)->interrupter[0], XHC_IMOD,
				   sim_ring_job->moderation_us * 4);
	sim_sleep_ms(10);
	sim_ring_time_take();
	for (unsigned int i = 0; i < SPREAD_ROUNDS * batch; i++) {
		post(&turn[0], sim_ring_job->kind, false);
		sim_sleep_us(APART_US);
	}
	sim_sleep_ms(10);
	expect_empty();
	result->events = SPREAD_ROUNDS * batch;
	time = sim_ring_time_take();
	result->interrupts = time.interrupts;
	result->ns = time.typical * sim_ring_tick_ns() * time.interrupts /
		     result->events;
}
