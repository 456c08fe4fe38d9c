// SPDX-License-Identifier: GPL-2.0-only
/*
 * raw_requests.c: requests that no stream of the firmware belongs to: what a
 * confused DSP sends. Which of them the driver granted is remembered, so that
 * they can be ended; when there are more than SIM_DSP_RAW, the oldest are
 * forgotten.
 */
#include <errno.h>
#include <string.h>

#include "dsp_private.h"

static struct sim_dsp_raw *sim_raw_slot(void)
{
	struct sim_dsp_raw *raw = sim_dsp->raw;

	for (unsigned int i = 0; i < SIM_DSP_RAW; i++)
		if (!raw[i].waits && !raw[i].granted)
			return &raw[i];
	memmove(raw, raw + 1, (SIM_DSP_RAW - 1) * sizeof(*raw));
	return &raw[SIM_DSP_RAW - 1];
}

int sim_dsp_request_fields(const struct sim_qmi_stream_request *request,
			   bool again)
{
	struct sim_dsp_raw *raw;

	if (!sim_dsp->alive || !sim_dsp->connected)
		return -ENOTCONN;
	if (!request->enable)
		sim_dsp_care_disabled(request->usb_token);
	raw = sim_raw_slot();
	*raw = (struct sim_dsp_raw){
		.waits = true, .request = *request,
		.transaction = again ? sim_dsp->next_transaction :
				       ++sim_dsp->next_transaction,
	};
	return sim_dsp_send_request(request, raw->transaction);
}

int sim_dsp_request_raw(const struct sim_dsp_config *config, bool enable)
{
	struct sim_qmi_stream_request request =
		sim_dsp_request_of(config, enable);

	return sim_dsp_request_fields(&request, false);
}

/* One DISABLE ends what one ENABLE began, whoever sent it. */
static void sim_raw_ended(uint32_t token)
{
	for (unsigned int i = 0; i < SIM_DSP_RAW; i++)
		if (sim_dsp->raw[i].granted &&
		    sim_dsp->raw[i].request.usb_token == token) {
			sim_dsp->raw[i].granted = false;
			return;
		}
}

void sim_dsp_raw_answer(uint16_t transaction, bool granted,
			const struct sim_qmi_stream_response *response)
{
	for (unsigned int i = 0; i < SIM_DSP_RAW; i++) {
		struct sim_dsp_raw *raw = &sim_dsp->raw[i];

		if (!raw->waits || raw->transaction != transaction)
			continue;
		raw->waits = false;
		sim_dsp_note_answered(&raw->request, transaction,
				      sim_dsp_error(response));
		if (granted && raw->request.enable) {
			raw->granted = true;
			sim_dsp_expect_memory(response);
		} else if (granted) {
			sim_raw_ended(raw->request.usb_token);
		}
		return;
	}
}

void sim_dsp_end_raw(void)
{
	struct sim_qmi_stream_request request;

	for (unsigned int i = 0; i < SIM_DSP_RAW; i++) {
		if (!sim_dsp->raw[i].granted)
			continue;
		request = sim_dsp->raw[i].request;
		sim_dsp->raw[i].granted = false;
		request.enable = false;
		sim_dsp_request_fields(&request, false);
	}
}
