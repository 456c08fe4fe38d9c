/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dsp.h: the audio DSP: its firmware speaks QMI over QRTR, masters the bus
 * through an IOMMU, fills a transfer ring and consumes an event ring of its
 * own. Scenarios give it orders; the rest it does by itself. Host world.
 */
#ifndef SIM_DSP_H
#define SIM_DSP_H

#include "sim/device.h"
#include "sim/usb.h"

/* Node IDs of the router: the kernel's and the DSP's. */
#define SIM_QRTR_NODE_KERNEL	1
#define SIM_QRTR_NODE_DSP	5

#define SIM_DSP_STREAMS		8

/**
 * struct sim_dsp_config - a stream that the DSP is to play or record
 * @card: ALSA card number of the USB device
 * @pcm: PCM device number on it
 * @capture: record instead of play
 * @format: USB_QMI_PCM_FORMAT_* of the vendor driver (2: S16_LE)
 * @channels: channels
 * @rate: frames a second
 * @sample_bytes: bytes of one sample in the packet
 * @service_interval_us: asked for in the request; 0 leaves the field out
 * @buffer_bytes: transfer buffer that is asked for
 * @compare: told what is played, for comparison at the device; may be NULL
 */
struct sim_dsp_config {
	unsigned int card, pcm;
	bool capture;
	uint32_t format, channels, rate, sample_bytes;
	uint32_t service_interval_us, buffer_bytes;
	struct sim_stream_compare *compare;
};

enum sim_dsp_stream_state {
	SIM_DSP_FREE, SIM_DSP_ENABLING, SIM_DSP_STREAMING, SIM_DSP_DISABLING,
	SIM_DSP_FAILED,
};

/* What a stream did so far. */
struct sim_dsp_stream_counters {
	uint64_t packets, bytes, events, errors, missed, underruns;
	uint64_t feedbacks;
	uint32_t last_feedback;
};

struct sim_dsp_stream;

/* The DSP, powered off, and the router; before the image boots. */
void sim_dsp_create(void);

/**
 * sim_dsp_start() - power the DSP on; it looks for the vendor driver's service
 * @xhci: controllers, by the number that a stream response names
 * @count: how many
 *
 * Context: once, when the board is powered on.
 */
void sim_dsp_start(struct sim_xhci *const *xhci, unsigned int count);

/* A datagram of the kernel's node reached the router. 0 or an errno. */
int sim_router_packet(const struct sim_qrtr_packet *packet);

/* The vendor driver's service is known to the DSP. */
bool sim_dsp_connected(void);

/*
 * Orders. They return at once; the stream's state tells how it went. A stream
 * that failed or ended keeps its record until sim_dsp_forget().
 */
struct sim_dsp_stream *sim_dsp_enable(const struct sim_dsp_config *config);
void sim_dsp_disable(struct sim_dsp_stream *stream);
void sim_dsp_forget(struct sim_dsp_stream *stream);
/* Orders DISABLE for a stream by its index, if it streams: true; a record that
 * has ended is forgotten. */
bool sim_dsp_disable_nth(unsigned int index);
/*
 * Sends a request that no stream belongs to: 0 or a negative errno (no
 * service). Of the answers the firmware keeps only which requests were granted.
 */
int sim_dsp_request_raw(const struct sim_dsp_config *config, bool enable);
/* The same with every field as given; @again: under the number of the request
 * before, as a retransmission. */
int sim_dsp_request_fields(const struct sim_qmi_stream_request *request,
			   bool again);
/* Sends bytes that may be no message at all. */
int sim_dsp_send_bytes(const void *bytes, size_t count);
/* The fields that sim_dsp_request_raw() sends. */
struct sim_qmi_stream_request
sim_dsp_request_of(const struct sim_dsp_config *config, bool enable);
/* Sends a DISABLE for each raw request that was granted and not ended yet. */
void sim_dsp_end_raw(void);
/* Forgets every stream, whatever its state. */
void sim_dsp_forget_all(void);
/* Whether any answer is outstanding or any stream runs. */
bool sim_dsp_busy(void);
/* The nth message from the kernel's node (1: the next) is refused with
 * -ENETRESET; 0: none. A DSP that an indication did not reach goes on with what
 * was taken from it, as one that is not obedient: see below. */
void sim_dsp_refuse_nth(unsigned int nth);
enum sim_dsp_stream_state sim_dsp_state(const struct sim_dsp_stream *stream);
void sim_dsp_counters(const struct sim_dsp_stream *stream,
		      struct sim_dsp_stream_counters *counters);
/* The driver's last answer for this stream (status, internal_status). */
const struct sim_qmi_stream_response *
sim_dsp_response(const struct sim_dsp_stream *stream);

/**
 * sim_dsp_busy_since() - what left a stream busy, as far as the DSP can tell
 * @config: the stream
 * @since_ns: what was before does not matter
 * @interrupter: the controller has one set up, though nothing streams
 * @text: receives words that follow "busy since"
 * @room: there
 *
 * Return: whether it was that the DSP left while it had the stream.
 * Context: any.
 */
bool sim_dsp_busy_since(const struct sim_dsp_config *config, uint64_t since_ns,
			bool interrupter, char *text, size_t room);

/* Whether an ENABLE for this stream was ever sent, as far as it is noted: see
 * notes.c for how many are. */
bool sim_dsp_asked(const struct sim_dsp_config *config);

/* Disconnect indications received since power-on. */
unsigned int sim_dsp_disconnects(void);
/*
 * false: the DSP hears indications but does not answer them. What it was lent
 * may then be taken away under it: from the first indication that it ignores on
 * its accesses to unmapped memory are no findings, they go nowhere, until all
 * its streams of that time have ended and another one begins.
 */
void sim_dsp_set_obedient(bool obedient);

/* true: with the DISABLE that answers a disconnect indication the DSP asks for
 * the stream again, at once. */
void sim_dsp_set_clinging(bool clinging);

/* How long it takes the DSP to answer a disconnect indication. */
void sim_dsp_set_delay(uint64_t delay_us);
/* The firmware's client closes its port and comes back with another; the
 * router says so after @word_us. Its streams end. */
void sim_dsp_reopen(uint64_t word_us);

/* The firmware dies: no more bus accesses; the router says BYE for it. */
void sim_dsp_crash(void);
/* The firmware starts again with empty hands. */
void sim_dsp_restart(void);

/* The last device that q6usb chose by the AFE port, or -ENODEV. */
int sim_dsp_afe_device(unsigned int *card, unsigned int *pcm);
int sim_dsp_set_afe_device(unsigned int card, unsigned int pcm);

#endif /* SIM_DSP_H */
