// SPDX-License-Identifier: GPL-2.0-only
/*
 * firmware.c: what runs on the DSP: one loop over messages, orders, streams
 * and events. Asleep it costs nothing; it wakes for a datagram, an order, an
 * event in its ring.
 *
 * A running DSP follows the vendor driver's protocol: a disconnect indication
 * is answered by a DISABLE for each stream of that slot, unless it was told
 * not to (sim_dsp_set_obedient()), or by a DISABLE and an ENABLE at its heels
 * (sim_dsp_set_clinging()).
 */
#include <errno.h>
#include <string.h>

#include "sim/actor.h"
#include "dsp_private.h"
#include "router.h"

SIM_STATE struct sim_dsp *sim_dsp;

/* Context: any. */
void sim_dsp_wake(void)
{
	sim_actor_wake(sim_dsp);
}

static bool sim_stream_order(struct sim_dsp_stream *stream)
{
	if (stream->state == SIM_DSP_ENABLING && !stream->transaction) {
		if (sim_dsp_request(stream, true))
			stream->state = SIM_DSP_FAILED;
		return true;
	}
	if (stream->disable_wanted && !stream->disable_sent) {
		sim_dsp_stream_close(stream);
		stream->disable_sent = true;
		if (sim_dsp_request(stream, false))
			stream->state = SIM_DSP_FAILED;
		if (stream->wanted_again)
			sim_dsp_request_raw(&stream->config, true);
		stream->wanted_again = false;
		return true;
	}
	return false;
}

static bool sim_firmware_step(void)
{
	bool any = sim_dsp_receive();
	unsigned int i;

	for (i = 0; i < SIM_DSP_STREAMS; i++)
		any |= sim_stream_order(&sim_dsp->stream[i]);
	any |= sim_dsp_events_consume();
	for (i = 0; i < SIM_DSP_STREAMS; i++)
		if (sim_dsp->stream[i].state == SIM_DSP_STREAMING)
			any |= sim_dsp_stream_fill(&sim_dsp->stream[i]);
	return any;
}

static void sim_firmware(void *arg)
{
	(void)arg;
	for (;;) {
		if (sim_dsp->bye) {
			sim_dsp->bye = false;
			sim_router_say_bye();
		}
		if (sim_dsp->port_gone) {
			sim_dsp->port_gone = false;
			sim_dsp_care_left();
			sim_router_say_client_gone(sim_dsp->old_port);
		}
		if (sim_dsp->alive && sim_firmware_step())
			sim_point(SIM_OP_DEVICE, sim_dsp);
		else
			sim_actor_wait(sim_dsp);
	}
}

void sim_dsp_start(struct sim_xhci *const *xhci, unsigned int count)
{
	sim_assert(count <= SIM_DSP_CONTROLLERS);
	memcpy(sim_dsp->xhci, xhci, count * sizeof(*xhci));
	sim_dsp->controllers = count;
	sim_dsp->alive = true;
	sim_dsp_power_start();
	sim_dsp_standstill_start();
	sim_actor_create("dsp", sim_firmware, NULL);
}

/* The name service comes to it. */
static void sim_firmware_word(struct sim_event *event)
{
	(void)event;
	sim_dsp->port_gone = true;
	sim_dsp_wake();
}

void sim_dsp_create(void)
{
	sim_dsp = sim_state_alloc(sizeof(*sim_dsp));
	sim_dsp->obedient = true;
	sim_dsp->last = &sim_dsp->first;
	sim_dsp->afe_card = sim_dsp->afe_pcm = -1;
	sim_dsp->port = SIM_DSP_PORT;
	sim_dsp->late.run = sim_dsp_disconnects_answer;
	sim_dsp->late.name = "dsp answers";
	sim_dsp->word.run = sim_firmware_word;
	sim_dsp->word.name = "name service";
	sim_router_start();
}

/* ---- orders ---- */

bool sim_dsp_connected(void)
{
	return sim_dsp->alive && sim_dsp->connected;
}

struct sim_dsp_stream *sim_dsp_enable(const struct sim_dsp_config *config)
{
	for (unsigned int i = 0; i < SIM_DSP_STREAMS; i++) {
		struct sim_dsp_stream *stream = &sim_dsp->stream[i];

		if (stream->state != SIM_DSP_FREE)
			continue;
		memset(stream, 0, sizeof(*stream));
		stream->config = *config;
		stream->token = sim_dsp_token(config);
		stream->state = SIM_DSP_ENABLING;
		sim_dsp_wake();
		return stream;
	}
	return NULL;
}

void sim_dsp_disable(struct sim_dsp_stream *stream)
{
	stream->disable_wanted = true;
	sim_dsp_wake();
}

bool sim_dsp_disable_nth(unsigned int index)
{
	struct sim_dsp_stream *stream;

	sim_assert(index < SIM_DSP_STREAMS);
	stream = &sim_dsp->stream[index];
	if (stream->state == SIM_DSP_FAILED)
		sim_dsp_forget(stream);
	if (stream->state != SIM_DSP_STREAMING)
		return false;
	sim_dsp_disable(stream);
	return true;
}

void sim_dsp_forget_all(void)
{
	memset(sim_dsp->raw, 0, sizeof(sim_dsp->raw));
	for (unsigned int i = 0; i < SIM_DSP_STREAMS; i++)
		sim_dsp_forget(&sim_dsp->stream[i]);
	for (unsigned int i = 0; i < SIM_DSP_CONTROLLERS; i++)
		sim_dsp->events[i].mapped = false;
}

bool sim_dsp_busy(void)
{
	for (unsigned int i = 0; i < SIM_DSP_STREAMS; i++)
		if (sim_dsp->stream[i].state != SIM_DSP_FREE &&
		    sim_dsp->stream[i].state != SIM_DSP_FAILED)
			return true;
	for (unsigned int i = 0; i < SIM_DSP_RAW; i++)
		if (sim_dsp->raw[i].waits)
			return true;
	return false;
}

void sim_dsp_refuse_nth(unsigned int nth)
{
	sim_dsp->refuse_nth = nth;
}

void sim_dsp_forget(struct sim_dsp_stream *stream)
{
	stream->state = SIM_DSP_FREE;
}

enum sim_dsp_stream_state sim_dsp_state(const struct sim_dsp_stream *stream)
{
	return stream->state;
}

void sim_dsp_counters(const struct sim_dsp_stream *stream,
		      struct sim_dsp_stream_counters *counters)
{
	*counters = stream->counters;
}

const struct sim_qmi_stream_response *
sim_dsp_response(const struct sim_dsp_stream *stream)
{
	return &stream->response;
}

unsigned int sim_dsp_disconnects(void)
{
	return sim_dsp->disconnects;
}

void sim_dsp_set_obedient(bool obedient)
{
	sim_dsp->obedient = obedient;
}

void sim_dsp_set_clinging(bool clinging)
{
	sim_dsp->clinging = clinging;
}

void sim_dsp_set_delay(uint64_t delay_us)
{
	sim_dsp->delay_us = delay_us;
	if (!delay_us && sim_event_armed(&sim_dsp->late)) {
		sim_event_disarm(&sim_dsp->late);
		sim_dsp_disconnects_answer(&sim_dsp->late);
	}
}

/* The memory of a firmware that ends: it touches nothing from now on. */
static void sim_firmware_forget(void)
{
	sim_event_disarm(&sim_dsp->late);
	sim_dsp_note_left();
	memset(sim_dsp->stream, 0, sizeof(sim_dsp->stream));
	memset(sim_dsp->events, 0, sizeof(sim_dsp->events));
	memset(sim_dsp->raw, 0, sizeof(sim_dsp->raw));
}

/* What was to be told of a port before this one is told first. */
static void sim_firmware_tell(void)
{
	if (!sim_dsp->port_gone && !sim_event_armed(&sim_dsp->word))
		return;
	sim_event_disarm(&sim_dsp->word);
	sim_dsp->port_gone = false;
	sim_router_say_client_gone(sim_dsp->old_port);
}

void sim_dsp_reopen(uint64_t word_us)
{
	sim_trace_at(1, "dsp", "firmware closes its port");
	sim_firmware_forget();
	sim_firmware_tell();
	sim_dsp->old_port = sim_dsp->port++;
	if (word_us)
		sim_event_arm(&sim_dsp->word, sim_time_now_ns() + word_us * 1000);
	else
		sim_firmware_word(&sim_dsp->word);
}

void sim_dsp_crash(void)
{
	struct sim_dsp_inbox *item;

	sim_trace_at(1, "dsp", "firmware crashed");
	sim_dsp->alive = false;
	sim_firmware_forget();
	sim_firmware_tell();
	while ((item = sim_dsp->first)) {
		sim_dsp->first = item->next;
		sim_state_free(item);
	}
	sim_dsp->last = &sim_dsp->first;
	sim_dsp->bye = true;
	sim_dsp_wake();
}

void sim_dsp_restart(void)
{
	sim_trace_at(1, "dsp", "firmware started");
	sim_dsp->alive = true;
	sim_dsp_wake();
}

/* ---- the AFE port that q6usb configures ---- */

int sim_dsp_set_afe_device(unsigned int card, unsigned int pcm)
{
	if (!sim_dsp->alive)
		return -ETIMEDOUT;
	sim_trace_at(1, "dsp", "AFE port: USB card %u pcm %u", card, pcm);
	sim_dsp->afe_card = card;
	sim_dsp->afe_pcm = pcm;
	return 0;
}

int sim_dsp_afe_device(unsigned int *card, unsigned int *pcm)
{
	if (sim_dsp->afe_card < 0)
		return -ENODEV;
	*card = sim_dsp->afe_card;
	*pcm = sim_dsp->afe_pcm;
	return 0;
}
