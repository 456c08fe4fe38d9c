// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/dsp/qmi_client.c */
/*
 * test_dsp_client.c: an answer belongs to the request that waits for it. The
 * driver answers bytes that are no request as well, by whatever number stands in
 * them: a stream that runs must not take such an answer for its own.
 */
#include <check.h>
#include <string.h>

#include "dsp/dsp_private.h"

#define PORT		7u
#define NUMBER		40u

static struct sim_dsp dsp;
SIM_STATE struct sim_dsp *sim_dsp = &dsp;
static struct sim_dsp_stream *const stream = &dsp.stream[1];
static struct sim_qmi_decoded answer;
static struct sim_dsp_inbox item;
static unsigned int answered, others, given_back;
static bool usable;

/* ---- what qmi_client.c stands on ---- */

static int decode(const void *data, size_t length, struct sim_qmi_decoded *out)
{
	(void)data, (void)length;
	*out = answer;
	return 0;
}

static const struct sim_image_ops image = { .qmi_decode = decode };

const struct sim_image_ops *sim_machine_image(void)
{
	return &image;
}

void sim_dsp_note_answered(const struct sim_qmi_stream_request *request,
			   uint16_t transaction, int status)
{
	(void)request, (void)transaction, (void)status;
	answered++;
}

void sim_dsp_note_asked(const struct sim_qmi_stream_request *request,
			uint16_t transaction)
{
	(void)request, (void)transaction;
}

void sim_dsp_raw_answer(uint16_t transaction, bool granted,
			const struct sim_qmi_stream_response *response)
{
	(void)transaction, (void)granted, (void)response;
	others++;
}

int sim_dsp_request_raw(const struct sim_dsp_config *config, bool enable)
{
	(void)config;
	given_back += !enable;
	return 0;
}

bool sim_dsp_stream_open(struct sim_dsp_stream *s)
{
	if (usable)
		s->state = SIM_DSP_STREAMING;
	return usable;
}

void sim_dsp_wake(void)
{
}

void sim_event_arm(struct sim_event *event, uint64_t at_ns)
{
	(void)event, (void)at_ns;
}

void sim_qrtr_deliver(const struct sim_qrtr_packet *packet)
{
	(void)packet;
}

void sim_reportf(enum sim_kind kind, bool fatal, const char *format, ...)
{
	(void)kind, (void)fatal;
	ck_abort_msg("%s", format);
}

void sim_stall_excuse(void)
{
}

void sim_state_free(void *memory)
{
	ck_assert_ptr_eq(memory, &item);
}

uint64_t sim_time_now_ns(void)
{
	return 0;
}

void sim_trace_at(int level, const char *topic, const char *format, ...)
{
	(void)level, (void)topic, (void)format;
}

void sim_assert_failed(const char *what, const char *file, int line)
{
	ck_abort_msg("%s, %s:%d", what, file, line);
}

/* ---- the tests ---- */

static void begin(void)
{
	memset(&dsp, 0, sizeof(dsp));
	dsp.port = PORT;
	stream->transaction = NUMBER;
	answered = others = given_back = 0;
	usable = true;
}

static void hear(uint16_t transaction, int status)
{
	answer = (struct sim_qmi_decoded){
		.message = SIM_QMI_STREAM_RESPONSE, .transaction = transaction,
		.response = { .status = !!status, .memory_valid = 1,
			      .internal_status = (uint32_t)status },
	};
	item = (struct sim_dsp_inbox){ .packet.target_port = PORT };
	dsp.first = &item;
	ck_assert(sim_dsp_receive());
	ck_assert(!sim_dsp_receive());
}

static const struct {
	enum sim_dsp_stream_state before, after;
	uint16_t number;
	int status;
	bool own;
} cases[] = {
	{ SIM_DSP_ENABLING, SIM_DSP_STREAMING, NUMBER, 0, true },
	{ SIM_DSP_ENABLING, SIM_DSP_FAILED, NUMBER, -16, true },
	{ SIM_DSP_ENABLING, SIM_DSP_ENABLING, NUMBER + 1, 0, false },
	{ SIM_DSP_DISABLING, SIM_DSP_FREE, NUMBER, 0, true },
	{ SIM_DSP_DISABLING, SIM_DSP_FREE, NUMBER, -22, true },
	/* these have their answer */
	{ SIM_DSP_STREAMING, SIM_DSP_STREAMING, NUMBER, -22, false },
	{ SIM_DSP_STREAMING, SIM_DSP_STREAMING, NUMBER, 0, false },
	{ SIM_DSP_FAILED, SIM_DSP_FAILED, NUMBER, 0, false },
	{ SIM_DSP_FREE, SIM_DSP_FREE, NUMBER, 0, false },
};

START_TEST(answer_is_for_who_waits)
{
	begin();
	stream->state = cases[_i].before;
	hear(cases[_i].number, cases[_i].status);
	ck_assert_int_eq(stream->state, cases[_i].after);
	ck_assert_uint_eq(answered, cases[_i].own);
	ck_assert_uint_eq(others, !cases[_i].own);
	ck_assert_uint_eq(given_back, 0);
}
END_TEST

/* An ENABLE that is ordered and not sent yet has no number. */
START_TEST(number_of_none)
{
	begin();
	stream->state = SIM_DSP_ENABLING;
	stream->transaction = 0;
	hear(0, -22);
	ck_assert_int_eq(stream->state, SIM_DSP_ENABLING);
	ck_assert_uint_eq(others, 1);
}
END_TEST

START_TEST(what_it_cannot_use_goes_back)
{
	begin();
	usable = false;
	stream->state = SIM_DSP_ENABLING;
	hear(NUMBER, 0);
	ck_assert_int_eq(stream->state, SIM_DSP_FAILED);
	ck_assert_uint_eq(given_back, 1);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("dsp_client");
	TCase *t = tcase_create("answers");
	SRunner *r = srunner_create(s);
	int failed;

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, answer_is_for_who_waits, 0,
			    sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(t, number_of_none);
	tcase_add_test(t, what_it_cannot_use_goes_back);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
