// SPDX-License-Identifier: GPL-2.0-only
/*
 * qmi_client.c: the DSP's side of the USB audio stream service: requests out,
 * responses and indications in. Messages are encoded and decoded in the image,
 * by the genuine message tables.
 */
#include <errno.h>
#include <string.h>

#include "sim/hw.h"
#include "sim/machine.h"
#include "sim/qrtr.h"
#include "dsp_private.h"

uint32_t sim_dsp_token(const struct sim_dsp_config *config)
{
	return config->card << 16 | (config->pcm & 0xff) << 8 |
	       config->capture;
}

static int sim_request_send(const struct sim_dsp_config *c, bool enable,
			    uint16_t transaction)
{
	struct sim_qmi_stream_request request = {
		.enable = enable,
		.usb_token = sim_dsp_token(c),
		.audio_format_valid = 1, .audio_format = c->format,
		.number_of_ch_valid = 1, .number_of_ch = c->channels,
		.bit_rate_valid = 1, .bit_rate = c->rate,
		.xfer_buff_size_valid = 1, .xfer_buff_size = c->buffer_bytes,
		.service_interval_valid = c->service_interval_us != 0,
		.service_interval = c->service_interval_us,
	};
	struct sim_qrtr_packet packet = {
		.source_node = SIM_QRTR_NODE_DSP, .source_port = SIM_DSP_PORT,
		.target_node = SIM_QRTR_NODE_KERNEL,
		.target_port = sim_dsp->service_port,
	};
	long bytes;

	bytes = sim_machine_image()->qmi_encode_request(&request, transaction,
					packet.data, sizeof(packet.data));
	if (bytes < 0)
		return bytes;
	packet.length = bytes;
	sim_trace_at(1, "dsp", "%s card %u pcm %u %s: %u Hz, %u channels",
		     enable ? "ENABLE" : "DISABLE", c->card, c->pcm,
		     c->capture ? "capture" : "playback", c->rate, c->channels);
	sim_qrtr_deliver(&packet);
	return 0;
}

/**
 * sim_dsp_request() - send a stream request
 * @stream: stream it is about
 * @enable: enable or disable
 *
 * Return: 0 or a negative errno (no service, message does not encode).
 * Context: the DSP's actor.
 */
int sim_dsp_request(struct sim_dsp_stream *stream, bool enable)
{
	if (!sim_dsp->connected)
		return -ENOTCONN;
	stream->transaction = ++sim_dsp->next_transaction;
	return sim_request_send(&stream->config, enable, stream->transaction);
}

int sim_dsp_request_raw(const struct sim_dsp_config *config, bool enable)
{
	if (!sim_dsp->alive || !sim_dsp->connected)
		return -ENOTCONN;
	return sim_request_send(config, enable, ++sim_dsp->next_transaction);
}

static void sim_response(uint16_t transaction,
			 const struct sim_qmi_stream_response *response)
{
	struct sim_dsp_stream *s;

	for (s = sim_dsp->stream; s < sim_dsp->stream + SIM_DSP_STREAMS; s++)
		if (s->state != SIM_DSP_FREE && s->transaction == transaction)
			break;
	if (s == sim_dsp->stream + SIM_DSP_STREAMS)
		return;		/* an answer to a life before the crash */
	sim_trace_at(1, "dsp", "response: status %u, internal %d",
		     response->status, (int)response->internal_status);
	s->response = *response;
	if (s->state == SIM_DSP_DISABLING) {
		s->state = SIM_DSP_FREE;
		return;
	}
	if (response->result || response->status ||
	    (int)response->internal_status < 0)
		s->state = SIM_DSP_FAILED;
	else if (!sim_dsp_stream_open(s))
		s->state = SIM_DSP_FAILED;
}

static void sim_indication(const struct sim_qmi_indication *indication)
{
	struct sim_dsp_stream *s;

	sim_trace_at(1, "dsp", "indication: event %u for slot %u",
		     indication->event, indication->slot_id);
	if (indication->event != SIM_DSP_EVENT_DISCONNECT)
		return;
	sim_dsp->disconnects++;
	if (!sim_dsp->obedient) {
		sim_stall_excuse();
		return;
	}
	for (s = sim_dsp->stream; s < sim_dsp->stream + SIM_DSP_STREAMS; s++)
		if (s->state == SIM_DSP_STREAMING &&
		    s->slot == indication->slot_id)
			s->disable_wanted = true;
}

/**
 * sim_dsp_receive() - handle the datagrams that wait
 *
 * Return: whether there were any.
 * Context: the DSP's actor.
 */
bool sim_dsp_receive(void)
{
	struct sim_dsp_inbox *item = sim_dsp->first;
	struct sim_qmi_decoded decoded;
	int error;

	if (!item)
		return false;
	sim_dsp->first = item->next;
	if (!sim_dsp->first)
		sim_dsp->last = &sim_dsp->first;
	memset(&decoded, 0, sizeof(decoded));
	error = sim_machine_image()->qmi_decode(item->packet.data,
						item->packet.length, &decoded);
	if (error)
		sim_trace_at(1, "dsp", "message does not decode: %d", error);
	else if (decoded.message == SIM_QMI_STREAM_RESPONSE)
		sim_response(decoded.transaction, &decoded.response);
	else if (decoded.message == SIM_QMI_STREAM_INDICATION)
		sim_indication(&decoded.indication);
	sim_state_free(item);
	return true;
}
