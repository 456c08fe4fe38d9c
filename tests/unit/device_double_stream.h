/* SPDX-License-Identifier: GPL-2.0-only */
/* device_double_stream.h: what the tests of isochronous packets share. */
#ifndef DEVICE_DOUBLE_STREAM_H
#define DEVICE_DOUBLE_STREAM_H

#include "device_double.h"

/* The payload of the last transaction, or of the next. */
extern uint8_t payload[4096];

/* A configured device with an altsetting chosen, at time 0. */
struct sim_usb_audio *stream_open(const char *name, unsigned int interface,
				  unsigned int alt);
/* The sampling rate, in Hz: of a UAC1 endpoint, of a UAC2 clock. */
void stream_rate_1(struct sim_usb_audio *audio, unsigned int endpoint,
		   uint32_t rate);
void stream_rate_2(struct sim_usb_audio *audio, unsigned int clock,
		   uint32_t rate);
/* What the device counted at an endpoint; there must be such an endpoint. */
struct sim_usb_audio_counters stream_counters(struct sim_usb_audio *audio,
					      unsigned int endpoint);
/* Bytes of @packets packets of an IN endpoint, @interval_ns apart. */
uint64_t stream_record(struct sim_usb_audio *audio, unsigned int endpoint,
		       unsigned int packets, uint64_t interval_ns,
		       size_t *shortest, size_t *longest);

#endif /* DEVICE_DOUBLE_STREAM_H */
