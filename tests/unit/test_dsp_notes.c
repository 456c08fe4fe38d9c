// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/dsp/notes.c */
/*
 * test_dsp_notes.c: what the DSP says of a stream that is refused as busy.
 */
#include <check.h>
#include <errno.h>
#include <stdlib.h>

#include "dsp/dsp_private.h"

#define TOKEN	0x10000u

static struct sim_dsp dsp;
SIM_STATE struct sim_dsp *sim_dsp;
static uint64_t now_ns;
static uint16_t transactions;
static bool interrupter;

uint64_t sim_time_now_ns(void)
{
	return now_ns;
}

uint32_t sim_dsp_token(const struct sim_dsp_config *config)
{
	(void)config;
	return TOKEN;
}

static struct sim_qmi_stream_request request_of(bool enable, uint32_t token)
{
	return (struct sim_qmi_stream_request){
		.enable = enable, .usb_token = token, .audio_format_valid = 1,
		.number_of_ch_valid = 1, .bit_rate_valid = 1,
		.xfer_buff_size_valid = 1,
	};
}

static uint16_t ask_for(uint32_t token)
{
	const struct sim_qmi_stream_request request = request_of(true, token);

	now_ns++;
	sim_dsp_note_asked(&request, ++transactions);
	return transactions;
}

static uint16_t ask(void)
{
	return ask_for(TOKEN);
}

static void end(void)
{
	const struct sim_qmi_stream_request request = request_of(false, TOKEN);

	sim_dsp_note_asked(&request, ++transactions);
}

/* An ENABLE for a stream that does not exist, one without a format. */
static void refuse_other(uint32_t token)
{
	const struct sim_qmi_stream_request request = request_of(true, token);

	sim_dsp_note_answered(&request, ask_for(token), -ENODEV);
}

static void refuse_partial(void)
{
	struct sim_qmi_stream_request request = request_of(true, TOKEN);

	request.audio_format_valid = 0;
	sim_dsp_note_answered(&request, ask(), -EINVAL);
}

static void answer(bool enable, uint16_t transaction, int status)
{
	const struct sim_qmi_stream_request request = request_of(enable, TOKEN);

	now_ns++;
	sim_dsp_note_answered(&request, transaction, status);
}

static const char *cause(void)
{
	static char text[100];
	const struct sim_dsp_config config = {};

	sim_dsp_busy_since(&config, 1, interrupter, text, sizeof(text));
	return text;
}

static void begin(void)
{
	dsp = (struct sim_dsp){};
	sim_dsp = &dsp;
	now_ns = 10;
	interrupter = false;
}

START_TEST(overtaken)
{
	ask();
	answer(true, ask(), -EBUSY);
	ck_assert_str_eq(cause(), "an ENABLE that was not answered");
}
END_TEST

START_TEST(both_answered)
{
	uint16_t first = ask(), second = ask();

	answer(true, first, -EINVAL);
	answer(true, second, -EBUSY);
	ck_assert_str_eq(cause(), "an ENABLE that was refused with error -22");
}
END_TEST

START_TEST(granted_after_all)
{
	ask();
	answer(true, ask(), 0);
	answer(false, 0, 0);
	answer(true, ask(), -EBUSY);
	ck_assert_str_eq(cause(), "a DISABLE that was granted");
}
END_TEST

START_TEST(refused_while_it_has)
{
	answer(true, ask(), 0);
	answer(true, ask(), -EINVAL);
	answer(false, 0, 0);
	answer(true, ask(), -EBUSY);
	ck_assert_str_eq(cause(), "a DISABLE that was granted");
}
END_TEST

/* Refused before its stream was looked at. */
START_TEST(partial_says_nothing)
{
	refuse_partial();
	answer(true, ask(), -EBUSY);
	ck_assert_str_eq(cause(), "no request of the DSP's");
}
END_TEST

/* What was refused for an interval was not busy then: not by what was before. */
START_TEST(free_when_refused)
{
	answer(true, ask(), 0);
	sim_dsp_note_left();
	answer(true, ask(), -EINVAL);
	answer(true, ask(), -EBUSY);
	ck_assert_str_eq(cause(), "an ENABLE that was refused with error -22");
}
END_TEST

/* Whatever became of this stream, unless that alone keeps it busy. */
START_TEST(interrupter_kept)
{
	uint16_t transaction;

	begin();
	interrupter = true;
	ck_assert_str_eq(cause(), "an interrupter was not given back");
	answer(true, ask(), -ENOMEM);
	ck_assert_str_eq(cause(), "an interrupter was not given back");
	transaction = ask();
	ck_assert_str_eq(cause(), "an ENABLE that was not answered");
	answer(true, transaction, 0);
	ck_assert_str_eq(cause(), "an ENABLE that was granted");
	end();
	ck_assert_str_eq(cause(), "a DISABLE that was not answered");
	answer(false, 0, 0);
	ck_assert_str_eq(cause(), "an interrupter was not given back");
	end();
	ck_assert_str_eq(cause(), "an interrupter was not given back");
	interrupter = false;
	ck_assert_str_eq(cause(), "a DISABLE that was granted");
}
END_TEST

START_TEST(left_and_partial)
{
	answer(true, ask(), 0);
	sim_dsp_note_left();
	refuse_partial();
	answer(true, ask(), -EBUSY);
	ck_assert_str_eq(cause(), "the DSP left while it had the stream");
}
END_TEST

START_TEST(kept_among_many)
{
	answer(true, ask(), 0);
	sim_dsp_note_left();
	for (uint32_t i = 1; i <= 2 * SIM_DSP_NOTES; i++)
		refuse_other(TOKEN + i);
	ck_assert_str_eq(cause(), "the DSP left while it had the stream");
}
END_TEST

static bool keeps(uint16_t transaction)
{
	return sim_dsp_note_keeps(TOKEN, transaction);
}

/* What a request was granted is kept until somebody asks for its end, the DSP
 * leaves, or another request is granted the same stream. */
START_TEST(kept_until_its_end)
{
	uint16_t first = ask(), second;

	ck_assert(!keeps(first));
	answer(true, first, 0);
	ck_assert(keeps(first));
	end();
	ck_assert(!keeps(first));
	answer(false, transactions, 0);
	second = ask();
	answer(true, second, 0);
	ck_assert(keeps(second));
	ck_assert(!keeps(first));
	sim_dsp_note_left();
	ck_assert(!keeps(second));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("dsp notes");
	TCase *tests = tcase_create("causes");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, begin, NULL);
	tcase_add_test(tests, overtaken);
	tcase_add_test(tests, both_answered);
	tcase_add_test(tests, granted_after_all);
	tcase_add_test(tests, refused_while_it_has);
	tcase_add_test(tests, partial_says_nothing);
	tcase_add_test(tests, free_when_refused);
	tcase_add_test(tests, interrupter_kept);
	tcase_add_test(tests, left_and_partial);
	tcase_add_test(tests, kept_among_many);
	tcase_add_test(tests, kept_until_its_end);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
