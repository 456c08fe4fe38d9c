// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/dsp/standstill.c */
/*
 * test_dsp_standstill.c: a stream that does not go on is told, once; one that
 * goes on, that nobody can expect to go on, or that the DSP itself gave up, is
 * not.
 */
#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "dsp/dsp_private.h"

#define MS	1000000ull

static struct sim_dsp dsp;
SIM_STATE struct sim_dsp *sim_dsp;
static uint64_t now_ns;
static const char *endpoint;
static bool kept, checked;
static unsigned int told;
static char title[200];

uint64_t sim_time_now_ns(void)
{
	return now_ns;
}

bool sim_checking(enum sim_check check)
{
	return checked && check == SIM_CHECK_PROGRESS;
}

bool sim_dsp_note_keeps(uint32_t token, uint16_t transaction)
{
	return kept && token == dsp.stream[0].token &&
	       transaction == dsp.stream[0].transaction;
}

const char *sim_xhci_endpoint_does(const struct sim_xhci *xhci,
				   unsigned int slot, unsigned int dci)
{
	(void)xhci;
	return slot == 3 && dci == 2 ? endpoint : NULL;
}

void sim_time_look(void (*look)(void), uint64_t every_ns)
{
	(void)look;
	(void)every_ns;
}

void sim_reportf(enum sim_kind kind, bool fatal, const char *format, ...)
{
	va_list args;

	ck_assert_int_eq(kind, SIM_KIND_INVARIANT);
	ck_assert(!fatal);
	va_start(args, format);
	vsnprintf(title, sizeof(title), format, args);
	va_end(args);
	told++;
}

/* A stream that should go on. */
static struct sim_dsp_stream *begin(void)
{
	struct sim_dsp_stream *stream = &dsp.stream[0];

	memset(&dsp, 0, sizeof(dsp));
	sim_dsp = &dsp;
	dsp.alive = dsp.connected = true;
	dsp.events[1].mapped = true;
	dsp.events[1].iova = stream->response.event_ring.iova = 0x1000;
	dsp.events[1].dma = stream->response.event_ring.dma = 0x2000;
	dsp.events[1].interrupter = stream->interrupter = 2;
	stream->state = SIM_DSP_STREAMING;
	stream->token = 0x10000;
	stream->transaction++;
	stream->controller = 1;
	stream->slot = 3;
	stream->data.dci = 2;
	stream->intervals_per_second = 1000;
	endpoint = "is stopped";
	kept = checked = true;
	told = 0;
	now_ns += 1000 * MS;
	sim_dsp_standstill_look();
	return stream;
}

/* Looked at after @ms, ten times on the way. */
static void pass(unsigned int ms)
{
	for (int i = 0; i < 10; i++) {
		now_ns += ms * MS / 10;
		sim_dsp_standstill_look();
	}
}

START_TEST(stands_still_is_told)
{
	begin();
	pass(240);
	ck_assert_uint_eq(told, 0);
	pass(20);
	ck_assert_uint_eq(told, 1);
	ck_assert_ptr_nonnull(strstr(title, "its endpoint is stopped"));
	pass(10000);
	ck_assert_uint_eq(told, 1);
}
END_TEST

/* Nothing happened in one long step: it stood still all that time. */
START_TEST(one_step_is_enough)
{
	begin();
	now_ns += 5000 * MS;
	sim_dsp_standstill_look();
	ck_assert_uint_eq(told, 1);
}
END_TEST

START_TEST(stream_that_goes_on)
{
	struct sim_dsp_stream *stream = begin();

	for (int i = 0; i < 10; i++) {
		pass(240);
		stream->counters.events++;
		sim_dsp_standstill_look();
	}
	ck_assert_uint_eq(told, 0);
}
END_TEST

/* The time begins anew with each state of the endpoint and with each stream. */
START_TEST(something_changed)
{
	struct sim_dsp_stream *stream = begin();

	pass(240);
	endpoint = "runs";
	pass(240);
	endpoint = NULL;
	pass(240);
	endpoint = "runs";
	pass(240);
	stream->transaction++;
	pass(240);
	ck_assert_uint_eq(told, 0);
}
END_TEST

/* What must hold, taken away one by one. */
START_TEST(not_to_be_expected)
{
	struct sim_dsp_stream *stream = begin();
	struct sim_dsp_inbox word;

	switch (_i) {
	case 0: stream->state = SIM_DSP_DISABLING; break;
	case 1: stream->disable_wanted = true; break;
	case 2: stream->disconnected = true; break;
	case 3: dsp.alive = false; break;
	case 4: dsp.connected = false; break;
	case 5: dsp.careless = true; break;
	case 6: dsp.first = &word; break;
	case 7: kept = false; break;
	case 8: dsp.events[1].pending = true; break;
	case 9: dsp.events[1].mapped = false; break;
	case 10: dsp.events[1].iova = 0x3000; break;
	case 11: dsp.events[1].interrupter = 1; break;
	case 12: stream->intervals_per_second = 10; break;
	case 13: stream->slot = 4; break;
	case 14: checked = false; break;
	}
	pass(10000);
	ck_assert_uint_eq(told, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("dsp_standstill");
	TCase *cases = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_test(cases, stands_still_is_told);
	tcase_add_test(cases, one_step_is_enough);
	tcase_add_test(cases, stream_that_goes_on);
	tcase_add_test(cases, something_changed);
	tcase_add_loop_test(cases, not_to_be_expected, 0, 15);
	suite_add_tcase(suite, cases);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
