// SPDX-License-Identifier: GPL-2.0-only
/*
 * midi.c: USB MIDI 1.0 streaming endpoints, events of four bytes.
 *
 * What the host sends is kept for sim_usb_audio_midi_heard() and, unless that
 * is switched off, comes back on the IN endpoint with its cable number, as
 * with a MIDI cable from out to in. Not modelled: MIDI timing (31250 baud).
 */
#include "device_private.h"

/* True when all of it went in. */
static bool fifo_write(struct sim_device_fifo *fifo, const void *data,
		       size_t bytes)
{
	size_t i;

	if (bytes > SIM_DEVICE_MIDI_BYTES - fifo->fill)
		return false;
	for (i = 0; i < bytes; i++)
		fifo->data[(fifo->read + fifo->fill + i) %
			   SIM_DEVICE_MIDI_BYTES] = ((const uint8_t *)data)[i];
	fifo->fill += bytes;
	return true;
}

static size_t fifo_read(struct sim_device_fifo *fifo, void *data, size_t bytes)
{
	size_t i;

	if (bytes > fifo->fill)
		bytes = fifo->fill;
	for (i = 0; i < bytes; i++)
		((uint8_t *)data)[i] = fifo->data[(fifo->read + i) %
						  SIM_DEVICE_MIDI_BYTES];
	fifo->read = (fifo->read + bytes) % SIM_DEVICE_MIDI_BYTES;
	fifo->fill -= bytes;
	return bytes;
}

static struct sim_device_endpoint *midi_in(struct sim_usb_audio *audio)
{
	unsigned int slot;

	for (slot = 17; slot < 32; slot++) {
		unsigned int index = audio->active[slot];

		if (index != SIM_DEVICE_NONE &&
		    audio->endpoints[index].kind == SIM_EP_MIDI)
			return &audio->endpoints[index];
	}
	return NULL;
}

int sim_usb_audio_midi_play(struct sim_usb_audio *audio, const void *events,
			    size_t bytes)
{
	struct sim_device_endpoint *endpoint = midi_in(audio);

	if (!endpoint)
		return -ENODEV;
	if (bytes % 4)
		return -EINVAL;
	if (!fifo_write(&audio->midi_to_host, events, bytes)) {
		endpoint->run.counters.full += bytes;
		return -ENOBUFS;
	}
	sim_device_ready(audio, endpoint->address);
	return 0;
}

void sim_usb_audio_midi_loopback(struct sim_usb_audio *audio, bool on)
{
	audio->midi_loopback = on;
}

size_t sim_usb_audio_midi_heard(struct sim_usb_audio *audio, void *events,
				size_t max)
{
	return fifo_read(&audio->midi_heard, events, max);
}

enum sim_usb_answer sim_midi_in(struct sim_usb_audio *audio,
				struct sim_device_endpoint *endpoint,
				void *data, size_t length, size_t *actual)
{
	if (!audio->midi_to_host.fill)
		return sim_report_in(audio, endpoint, data, length, actual);
	if (length > endpoint->max_bytes)
		length = endpoint->max_bytes;
	*actual = fifo_read(&audio->midi_to_host, data, length / 4 * 4);
	endpoint->run.counters.packets++;
	endpoint->run.counters.bytes += *actual;
	return SIM_USB_ACK;
}

/* Nobody need listen: the oldest makes room. */
static void note_heard(struct sim_usb_audio *audio, const void *data,
		       size_t length)
{
	struct sim_device_fifo *heard = &audio->midi_heard;
	size_t room = SIM_DEVICE_MIDI_BYTES - heard->fill;

	if (length > SIM_DEVICE_MIDI_BYTES)
		return;
	if (length > room) {
		heard->read = (heard->read + length - room) %
			      SIM_DEVICE_MIDI_BYTES;
		heard->fill -= length - room;
	}
	fifo_write(heard, data, length);
}

enum sim_usb_answer sim_midi_out(struct sim_usb_audio *audio,
				 struct sim_device_endpoint *endpoint,
				 const void *data, size_t length)
{
	struct sim_usb_audio_counters *counters = &endpoint->run.counters;

	counters->packets++;
	counters->bytes += length;
	if (length % 4)
		counters->ragged++;
	note_heard(audio, data, length);
	if (audio->midi_loopback && length)
		sim_usb_audio_midi_play(audio, data, length / 4 * 4);
	return SIM_USB_ACK;
}
