// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/dsp/events.c */
/*
 * test_dsp_events.c: the DSP's books after a batch of events are those of the
 * events one by one, however endpoints take turns and whatever comes between.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "dsp/dsp_private.h"

#define EVENTS		256u
#define IOVA		0x1000u
#define RING_DMA	0x40000000ull
#define STREAMS		5u

SIM_STATE struct sim_dsp *sim_dsp;
static uint32_t ring[EVENTS][4];
static uint64_t erdp;
static bool watched;

/* ---- what events.c stands on ---- */

void *sim_dsp_memory(const void *holder, uint64_t iova, size_t bytes,
		     unsigned int dir)
{
	(void)holder, (void)dir;
	ck_assert(iova >= IOVA && iova + bytes <= IOVA + sizeof(ring));
	return (char *)ring + (iova - IOVA);
}

bool sim_dsp_covers(uint64_t iova, size_t bytes, unsigned int dir)
{
	(void)iova, (void)bytes, (void)dir;
	return true;
}

void sim_dsp_grant(const void *holder, uint64_t iova, uint64_t bytes)
{
	(void)holder, (void)iova, (void)bytes;
}

bool sim_device_watched(void)
{
	return watched;
}

void sim_dsp_wake(void)
{
}

void sim_xhci_on_event(struct sim_xhci *xhci, unsigned int interrupter,
		       void (*notify)(void *arg), void *arg)
{
	(void)xhci, (void)interrupter, (void)notify, (void)arg;
}

void sim_xhci_set_erdp(struct sim_xhci *xhci, unsigned int interrupter,
		       uint64_t dma)
{
	(void)xhci, (void)interrupter;
	erdp = dma;
}

/* ---- the reference: one event, from the specification ---- */

static void expect_one(struct sim_dsp_stream *stream, const uint32_t *trb)
{
	unsigned int code = trb[2] >> 24;
	uint64_t offset = (((uint64_t)trb[1] << 32 | trb[0]) -
			   stream->data.dma) / SIM_TRB_BYTES;

	stream->counters.events++;
	if (code == 14) {		/* ring underrun */
		stream->counters.underruns++;
		stream->data.dequeue = stream->data.enqueue;
	} else if (code == 23) {	/* missed service */
		stream->counters.missed++;
	} else if (code != 26) {	/* all but stopped are done */
		stream->counters.errors += code != 1 && code != 13;
		if (offset < SIM_DSP_RING_TRBS)
			stream->data.dequeue = (offset + 1) %
					       (SIM_DSP_RING_TRBS - 1);
	}
}

/* The stream of slot and endpoint; streams in states of their own have none. */
static struct sim_dsp_stream *whose(struct sim_dsp_stream *streams,
				    uint32_t control)
{
	for (unsigned int i = 0; i < STREAMS; i++)
		if (streams[i].state == SIM_DSP_STREAMING &&
		    streams[i].slot == control >> 24 &&
		    streams[i].data.dci == (control >> 16 & 0x1f))
			return &streams[i];
	return NULL;
}

/* ---- the machine ---- */

/* Slots 1, 2, 17, 3 and 3: the first and the third share a place. */
static void set_up(void)
{
	static const unsigned int slot[] = { 1, 2, 17, 3, 3 };
	struct sim_dsp_events *events;

	sim_dsp = calloc(1, sizeof(*sim_dsp));
	sim_dsp->controllers = 1;
	for (unsigned int i = 0; i < STREAMS; i++) {
		struct sim_dsp_stream *stream = &sim_dsp->stream[i];

		stream->state = i == 3 ? SIM_DSP_DISABLING : SIM_DSP_STREAMING;
		stream->slot = slot[i];
		stream->data.dci = i == 4 ? 3 : 2;
		stream->data.dma = RING_DMA + i * 0x1000;
		stream->data.enqueue = 100 + i;
	}
	events = &sim_dsp->events[0];
	*events = (struct sim_dsp_events){
		.mapped = true, .pending = true, .iova = IOVA, .dma = 0x80000000,
		.trbs = EVENTS, .cycle = 1,
	};
	memset(ring, 0, sizeof(ring));
}

static void tear_down(void)
{
	free(sim_dsp);
}

static uint32_t random_next(void)
{
	static uint64_t state = 88172645463325252ull;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state >> 16;
}

/* Mostly successes of data endpoints, some in runs, with all else between. */
static void write_event(uint32_t *trb, uint32_t cycle)
{
	static const uint8_t code[] = { 1, 1, 1, 1, 1, 1, 13, 14, 23, 26, 4 };
	unsigned int to = random_next() % (STREAMS + 1);
	uint32_t pick = code[random_next() % sizeof(code)];
	uint32_t slot = to < STREAMS ? sim_dsp->stream[to].slot : 9;
	uint32_t dci = to < STREAMS ? sim_dsp->stream[to].data.dci : 2;
	uint64_t dma = RING_DMA + to * 0x1000 +
		       random_next() % SIM_DSP_RING_TRBS * SIM_TRB_BYTES;

	if (random_next() % 8 == 0)
		dma = 0;		/* of no TRB */
	trb[0] = dma;
	trb[1] = dma >> 32;
	trb[2] = pick << 24;
	trb[3] = slot << 24 | dci << 16 |
		 (random_next() % 16 ? 32u : 39u) << 10 | cycle;
}

static void compare(const struct sim_dsp_stream *expected)
{
	for (unsigned int i = 0; i < STREAMS; i++) {
		const struct sim_dsp_stream *is = &sim_dsp->stream[i];

		ck_assert_uint_eq(is->data.dequeue, expected[i].data.dequeue);
		ck_assert_mem_eq(&is->counters, &expected[i].counters,
				 sizeof(is->counters));
	}
}

/* Batches of all sizes, round the ring again and again. */
static void run_batches(unsigned int batches)
{
	struct sim_dsp_stream expected[SIM_DSP_STREAMS];
	unsigned int at = 0, written = 0;

	memcpy(expected, sim_dsp->stream, sizeof(expected));
	for (; batches; batches--) {
		for (unsigned int n = random_next() % 200; n; n--, written++) {
			struct sim_dsp_stream *stream;

			at = written % EVENTS;
			write_event(ring[at], !(written / EVENTS % 2));
			stream = whose(expected, ring[at][3]);
			if ((ring[at][3] >> 10 & 0x3f) == 32 && stream)
				expect_one(stream, ring[at]);
		}
		sim_dsp->events[0].pending = true;
		sim_dsp_events_consume();
		compare(expected);
		ck_assert_uint_eq(sim_dsp->events[0].dequeue, written % EVENTS);
	}
	ck_assert_uint_eq(erdp, 0x80000000 + written % EVENTS * SIM_TRB_BYTES);
}

START_TEST(as_one_by_one)
{
	watched = _i;
	run_batches(2000);
}
END_TEST

START_TEST(nothing_there)
{
	ck_assert(!sim_dsp_events_consume());
	ck_assert(!sim_dsp->events[0].pending);
	ck_assert_uint_eq(sim_dsp->events[0].dequeue, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("dsp_events");
	TCase *tcase = tcase_create("books");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	/* all that is left of the ring at a time, then each TRB by itself */
	tcase_add_loop_test(tcase, as_one_by_one, 0, 2);
	tcase_add_test(tcase, nothing_there);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
