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

struct sim_qmi_stream_request
sim_dsp_request_of(const struct sim_dsp_config *c, bool enable)
{
	return (struct sim_qmi_stream_request){
		.enable = enable,
		.usb_token = sim_dsp_token(c),
		.audio_format_valid = 1, .audio_format = c->format,
		.number_of_ch_valid = 1, .number_of_ch = c->channels,
		.bit_rate_valid = 1, .bit_rate = c->rate,
		.xfer_buff_size_valid = 1, .xfer_buff_size = c->buffer_bytes,
		.service_interval_valid = c->service_interval_us != 0,
		.service_interval = c->service_interval_us,
	};
}

static void sim_packet_address(struct sim_qrtr_packet *packet)
{
	packet->source_node = SIM_QRTR_NODE_DSP;
	packet->source_port = sim_dsp->port;
	packet->target_node = SIM_QRTR_NODE_KERNEL;
	packet->target_port = sim_dsp->service_port;
}

int sim_dsp_send_request(const struct sim_qmi_stream_request *request,
			 uint16_t transaction)
{
	struct sim_qrtr_packet packet = { 0 };
	uint32_t token = request->usb_token;
	long bytes;

	bytes = sim_machine_image()->qmi_encode_request(request, transaction,
					packet.data, sizeof(packet.data));
	if (bytes < 0)
		return bytes;
	sim_packet_address(&packet);
	packet.length = bytes;
	sim_trace_at(1, "dsp", "%s card %u pcm %u %s: %u Hz, %u channels",
		     request->enable ? "ENABLE" : "DISABLE", token >> 16,
		     token >> 8 & 0xff, token & 0xff ? "capture" : "playback",
		     request->bit_rate, request->number_of_ch);
	sim_dsp_note_asked(request, transaction);
	sim_qrtr_deliver(&packet);
	return 0;
}

int sim_dsp_send_bytes(const void *bytes, size_t count)
{
	struct sim_qrtr_packet packet = { .length = count };

	sim_assert(count <= sizeof(packet.data));
	if (!sim_dsp->alive || !sim_dsp->connected)
		return -ENOTCONN;
	memcpy(packet.data, bytes, count);
	sim_packet_address(&packet);
	sim_trace_at(1, "dsp", "%zu bytes that are no request", count);
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
	struct sim_qmi_stream_request request =
		sim_dsp_request_of(&stream->config, enable);

	if (!sim_dsp->connected)
		return -ENOTCONN;
	stream->transaction = ++sim_dsp->next_transaction;
	return sim_dsp_send_request(&request, stream->transaction);
}

/* What an ENABLE that was granted must come with. */
void sim_dsp_expect_memory(const struct sim_qmi_stream_response *response)
{
	if (!response->memory_valid)
		sim_reportf(SIM_KIND_INVARIANT, false,
			    "ENABLE succeeds, and there is nothing in its answer");
}

/* 0: it was granted */
int sim_dsp_error(const struct sim_qmi_stream_response *response)
{
	if ((int)response->internal_status < 0)
		return (int)response->internal_status;
	return response->result || response->status ? -EIO : 0;
}

/* It was granted what it cannot use, as a buffer below one packet. */
static void sim_give_back(struct sim_dsp_stream *stream)
{
	stream->state = SIM_DSP_FAILED;
	sim_dsp_request_raw(&stream->config, false);
}

/* Whose request that answers, or NULL. One that has its answer waits for no
 * other: bytes that are no request are answered as well, by any number. */
static struct sim_dsp_stream *sim_waits_for(uint16_t transaction)
{
	struct sim_dsp_stream *s;

	for (s = sim_dsp->stream; s < sim_dsp->stream + SIM_DSP_STREAMS; s++)
		if ((s->state == SIM_DSP_ENABLING ||
		     s->state == SIM_DSP_DISABLING) &&
		    s->transaction && s->transaction == transaction)
			return s;
	return NULL;
}

static void sim_response(uint16_t transaction,
			 const struct sim_qmi_stream_response *response)
{
	struct sim_dsp_stream *s = sim_waits_for(transaction);
	bool granted = !sim_dsp_error(response);
	struct sim_qmi_stream_request request;

	sim_trace_at(1, "dsp", "response: status %u, internal %d",
		     response->status, (int)response->internal_status);
	if (!s) {
		sim_dsp_raw_answer(transaction, granted, response);
		return;
	}
	request = sim_dsp_request_of(&s->config, s->state != SIM_DSP_DISABLING);
	sim_dsp_note_answered(&request, transaction, sim_dsp_error(response));
	s->response = *response;
	if (s->state == SIM_DSP_DISABLING) {
		s->state = SIM_DSP_FREE;
		return;
	}
	if (!granted) {
		s->state = SIM_DSP_FAILED;
		return;
	}
	sim_dsp_expect_memory(response);
	if (!sim_dsp_stream_open(s))
		sim_give_back(s);
}

/* Each stream whose device is gone is given back. */
void sim_dsp_disconnects_answer(struct sim_event *event)
{
	struct sim_dsp_stream *s;

	(void)event;
	for (s = sim_dsp->stream; s < sim_dsp->stream + SIM_DSP_STREAMS; s++) {
		s->disable_wanted |= s->disconnected;
		s->wanted_again |= s->disconnected && sim_dsp->clinging;
		s->disconnected = false;
	}
	sim_dsp_wake();
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
		sim_dsp->careless = true;
		sim_stall_excuse();
		return;
	}
	for (s = sim_dsp->stream; s < sim_dsp->stream + SIM_DSP_STREAMS; s++)
		if (s->state == SIM_DSP_STREAMING &&
		    s->slot == indication->slot_id &&
		    (!indication->controller_valid ||
		     s->controller == indication->controller))
			s->disconnected = true;
	if (!sim_dsp->delay_us) {
		sim_dsp_disconnects_answer(&sim_dsp->late);
		return;
	}
	sim_stall_excuse();
	sim_event_arm(&sim_dsp->late, sim_time_now_ns() +
		      sim_dsp->delay_us * 1000);
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
	if (item->packet.target_port != sim_dsp->port) {
		sim_state_free(item);	/* for a port that is closed */
		return true;
	}
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
