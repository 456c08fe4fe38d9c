// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/dsp/stream.c */
/*
 * test_dsp_pace.c: a stream asks for an event a millisecond, and for one in time
 * however few packets its buffer holds: who has queued all it can and gets no
 * word of any of them stands still for ever.
 */
#include <check.h>
#include <string.h>

#include "dsp/dsp_private.h"

#define PACKET		64u
#define ROUNDS		200

static struct sim_dsp dsp;
SIM_STATE struct sim_dsp *sim_dsp = &dsp;
static uint8_t buffer[128 * PACKET];

/* The ring: which of the packets in it end with an event. */
static bool asked[SIM_DSP_RING_TRBS];
static unsigned int queued, total, events;

/* ---- what stream.c stands on ---- */

void sim_dsp_care_opened(const struct sim_dsp_stream *fresh)
{
	(void)fresh;
}

void sim_dsp_events_open(const struct sim_dsp_stream *stream)
{
	(void)stream;
}

void sim_dsp_grant(const void *holder, uint64_t iova, uint64_t bytes)
{
	(void)holder, (void)iova, (void)bytes;
}

void *sim_dsp_memory(const void *holder, uint64_t iova, size_t bytes,
		     unsigned int dir)
{
	(void)holder, (void)dir;
	ck_assert_uint_le(iova + bytes, sizeof(buffer));
	return buffer + iova;
}

void sim_dsp_ring_open(struct sim_dsp_ring *ring,
		       const struct sim_qmi_memory *memory,
		       const uint8_t *endpoint)
{
	(void)memory, (void)endpoint;
	ring->packet_bytes = PACKET;
	queued = total = events = 0;
}

unsigned int sim_dsp_ring_free(const struct sim_dsp_ring *ring)
{
	(void)ring;
	return SIM_DSP_RING_TRBS - 2 - queued;
}

bool sim_dsp_ring_put(struct sim_dsp_ring *ring, uint64_t at,
		      unsigned int bytes, unsigned int interrupter,
		      bool interrupt)
{
	(void)ring, (void)at, (void)bytes, (void)interrupter;
	asked[queued++] = interrupt;
	total++;
	events += interrupt;
	return true;
}

void sim_stream_compare_sent(struct sim_stream_compare *compare,
			     const void *data, size_t bytes)
{
	(void)compare, (void)data, (void)bytes;
}

void sim_xhci_doorbell(struct sim_xhci *xhci, unsigned int slot,
		       unsigned int target)
{
	(void)xhci, (void)slot, (void)target;
}

/* ---- the tests ---- */

/* The controller goes on to the next event, or through all that there is. */
static bool next_event(void)
{
	unsigned int done = 0;

	while (done < queued && !asked[done])
		done++;
	if (done == queued)
		return false;
	done++;
	memmove(asked, asked + done, (queued - done) * sizeof(*asked));
	queued -= done;
	return true;
}

/* @speed: of the vendor driver's enum usb_device_speed; @interval: bInterval */
static struct sim_dsp_stream opened(unsigned int speed, unsigned int interval,
				    unsigned int packets)
{
	struct sim_dsp_stream stream = {
		.config = { .channels = 2, .rate = 48000, .sample_bytes = 2 },
		.response = {
			.memory_valid = 1, .data_ep_valid = 1,
			.slot_id_valid = 1, .interrupter_valid = 1,
			.data_ep_desc = { 7, 5, 1, 9, PACKET, 0, interval },
			.buffer.size = packets * PACKET, .speed = speed,
		},
	};

	dsp.controllers = 1;
	ck_assert(sim_dsp_stream_open(&stream));
	return stream;
}

START_TEST(there_is_always_word)
{
	unsigned int speed = _i, interval, packets, round;

	for (interval = 1; interval <= 5; interval++)
		for (packets = 1; packets <= 128; packets++) {
			struct sim_dsp_stream s = opened(speed, interval,
							 packets);

			for (round = 0; round < ROUNDS; round++) {
				sim_dsp_stream_fill(&s);
				ck_assert_msg(next_event(),
					      "%u packets of interval %u, speed %u: no event in round %u",
					      packets, interval, speed, round);
			}
		}
}
END_TEST

/* USB 2.0, 9.6.6: 2^(bInterval-1) microframes, at full speed frames. */
static const struct {
	unsigned int speed, interval, packets, every;
} paces[] = {
	{ 3, 1, 128, 8 }, { 3, 2, 128, 4 }, { 3, 4, 128, 1 }, { 3, 5, 128, 1 },
	{ 3, 1, 17, 8 }, { 3, 1, 15, 7 }, { 3, 1, 2, 1 }, { 3, 1, 1, 1 },
	{ 2, 1, 128, 1 }, { 2, 3, 128, 1 }, { 2, 1, 1, 1 },
};

START_TEST(event_a_millisecond)
{
	struct sim_dsp_stream s = opened(paces[_i].speed, paces[_i].interval,
					 paces[_i].packets);

	for (int round = 0; round < ROUNDS; round++) {
		sim_dsp_stream_fill(&s);
		next_event();
	}
	ck_assert_uint_eq(events, total / paces[_i].every);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("dsp_pace");
	TCase *t = tcase_create("pace");
	SRunner *r = srunner_create(s);
	int failed;

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, there_is_always_word, 2, 4);
	tcase_add_loop_test(t, event_a_millisecond, 0,
			    sizeof(paces) / sizeof(paces[0]));
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
