// SPDX-License-Identifier: GPL-2.0-only
/*
 * notes.c: what happened to each stream since it was last granted, as far as
 * the firmware can tell. So a stream that is refused as busy, though nobody has
 * it, comes with what left it so.
 *
 * Streams are told apart by the token of their requests: card, PCM, direction.
 * Of more than SIM_DSP_NOTES, those that nobody ever had are forgotten first.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "dsp_private.h"

static struct sim_dsp_note *sim_note_find(uint32_t token)
{
	for (unsigned int i = 0; i < SIM_DSP_NOTES; i++)
		if (sim_dsp->note[i].used && sim_dsp->note[i].token == token)
			return &sim_dsp->note[i];
	return NULL;
}

/* Requests for streams that do not exist are many, and are only refused. */
static bool sim_note_matters(const struct sim_dsp_note *note)
{
	return note->used && (note->has || note->waits || note->ended_ns ||
			      note->left_ns || note->lost_ns || note->looked);
}

/* The last one that does not matter; else the oldest. */
static unsigned int sim_note_dispensable(void)
{
	for (unsigned int i = SIM_DSP_NOTES; i--; )
		if (!sim_note_matters(&sim_dsp->note[i]))
			return i;
	return SIM_DSP_NOTES - 1;
}

static struct sim_dsp_note *sim_note_of(uint32_t token)
{
	struct sim_dsp_note *note = sim_note_find(token);

	if (note)
		return note;
	memmove(sim_dsp->note + 1, sim_dsp->note,
		sim_note_dispensable() * sizeof(*note));
	sim_dsp->note[0] = (struct sim_dsp_note){ .used = true, .token = token };
	return &sim_dsp->note[0];
}

/* A request goes out. Context: the DSP's actor or a story. */
void sim_dsp_note_asked(const struct sim_qmi_stream_request *request,
			uint16_t transaction)
{
	struct sim_dsp_note *note;

	if (!request->enable) {
		note = sim_note_find(request->usb_token);
		if (note)
			note->ending |= note->has;
		return;
	}
	note = sim_note_of(request->usb_token);
	if (note->waits && !note->older_ns) {
		note->older = note->transaction;
		note->older_ns = note->asked_ns;
	}
	note->transaction = transaction;
	note->asked_ns = sim_time_now_ns();
	note->waits = true;
}

/* Requests are served in order: what was sent before has no answer any more. */
static void sim_note_heard(struct sim_dsp_note *note, uint16_t transaction)
{
	if (note->older_ns && note->older == transaction)
		note->older_ns = 0;
	if (note->transaction != transaction)
		return;
	note->waits = false;
	if (note->older_ns)
		note->lost_ns = note->older_ns;
	note->older_ns = 0;
}

/*
 * A request that lacks a field, or has a format that does not exist, is refused
 * before anybody looks at its stream: it says nothing of that.
 */
static bool sim_note_formed(const struct sim_qmi_stream_request *request)
{
	return request->audio_format_valid && request->bit_rate_valid &&
	       request->number_of_ch_valid && request->xfer_buff_size_valid &&
	       request->audio_format <= SIM_QMI_LAST_FORMAT;
}

/*
 * A well-formed one that is refused for what it asks was not refused as busy:
 * the stream was free, and whatever was before is not what left it busy.
 */
static void sim_note_was_free(struct sim_dsp_note *note)
{
	note->looked = true;
	note->busy = false;
	note->ended_ns = note->left_ns = note->lost_ns = 0;
}

static void sim_note_granted(struct sim_dsp_note *note, uint16_t transaction)
{
	*note = (struct sim_dsp_note){
		.used = true, .token = note->token, .has = true,
		.granted = transaction,
	};
}

/* One that is refused while the DSP has the stream changes nothing of it. */
static void sim_note_refused(struct sim_dsp_note *note, bool formed, int status)
{
	if (status == -EBUSY) {
		note->busy |= !note->has && !note->waits;
		return;
	}
	if (!formed || note->has)
		return;
	if (status == -EINVAL)
		sim_note_was_free(note);
	if (note->busy)
		return;
	note->refused_ns = sim_time_now_ns();
	note->status = status;
}

/* An answer came: to an ENABLE or a DISABLE of the stream. */
void sim_dsp_note_answered(const struct sim_qmi_stream_request *request,
			   uint16_t transaction, int status)
{
	struct sim_dsp_note *note = sim_note_of(request->usb_token);

	if (!request->enable) {
		if (note->has) {
			note->ended_ns = sim_time_now_ns();
			note->ended_status = status;
		}
		note->has = note->ending = false;
		return;
	}
	sim_note_heard(note, transaction);
	if (status >= 0)
		sim_note_granted(note, transaction);
	else
		sim_note_refused(note, sim_note_formed(request), status);
}

/* The firmware dies or closes its port: no answer reaches it any more. */
void sim_dsp_note_left(void)
{
	for (unsigned int i = 0; i < SIM_DSP_NOTES; i++) {
		struct sim_dsp_note *note = &sim_dsp->note[i];

		if (note->has || note->waits)
			note->left_ns = sim_time_now_ns();
		note->has = note->ending = note->waits = false;
	}
}

/* What this request was granted is the DSP's, and nobody asked for its end. */
bool sim_dsp_note_keeps(uint32_t token, uint16_t transaction)
{
	const struct sim_dsp_note *note = sim_note_find(token);

	return note && note->has && note->granted == transaction &&
	       !note->ending;
}

bool sim_dsp_asked(const struct sim_dsp_config *config)
{
	return sim_note_find(sim_dsp_token(config));
}

bool sim_dsp_busy_since(const struct sim_dsp_config *config, uint64_t since_ns,
			bool interrupter, char *text, size_t room)
{
	static const struct sim_dsp_note none;
	const struct sim_dsp_note *note =
		sim_note_find(sim_dsp_token(config)) ? : &none;

	if (note->left_ns > since_ns)
		snprintf(text, room, "the DSP left while it had the stream");
	else if (note->lost_ns > since_ns ||
		 (note->waits && note->asked_ns > since_ns))
		snprintf(text, room, "an ENABLE that was not answered");
	else if (note->has && note->ending)
		snprintf(text, room, "a DISABLE that was not answered");
	else if (note->has)
		snprintf(text, room, "an ENABLE that was granted");
	/* It is the card's: what became of this stream does not matter. */
	else if (interrupter)
		snprintf(text, room, "an interrupter was not given back");
	else if (note->ended_ns > since_ns && note->ended_status)
		snprintf(text, room, "a DISABLE that was refused with error %d",
			 note->ended_status);
	else if (note->refused_ns > since_ns)
		snprintf(text, room, "an ENABLE that was refused with error %d",
			 note->status);
	else if (note->ended_ns > since_ns)
		snprintf(text, room, "a DISABLE that was granted");
	else
		snprintf(text, room, "no request of the DSP's");
	return note->left_ns > since_ns;
}
