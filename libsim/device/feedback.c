// SPDX-License-Identifier: GPL-2.0-only
/*
 * feedback.c: explicit feedback endpoints, USB 2.0 5.12.4.2.
 *
 * Full speed: frames per frame in 10.14, three bytes. High speed and above:
 * frames per microframe in 16.16, four bytes; a class 1 device whose endpoint
 * has room for three bytes only tells 10.14 per frame there too. The value is
 * the nominal rate with the device's drift, rounded to nearest; a real device
 * measures and so trembles in the last digits.
 */
#include "device_private.h"

#define MILLION		1000000u

/* Wide values come in a microframe, narrow ones in a frame. */
static bool is_wide(const struct sim_usb_audio *audio,
		    const struct sim_device_endpoint *endpoint)
{
	return audio->usb.speed != SIM_USB_FULL && endpoint->max_bytes >= 4;
}

static uint32_t feedback_value(const struct sim_usb_audio *audio,
			       const struct sim_device_endpoint *endpoint)
{
	uint64_t parts = (uint64_t)(int64_t)((int32_t)MILLION +
					     audio->drift_ppm);
	uint64_t value = (uint64_t)endpoint->run.rate_hz * parts;
	uint64_t unit;

	if (is_wide(audio, endpoint)) {
		value <<= 16;
		unit = 8000ull * MILLION;
	} else {
		value <<= 14;
		unit = 1000ull * MILLION;
	}
	return (value + unit / 2) / unit;
}

enum sim_usb_answer sim_feedback_in(struct sim_usb_audio *audio,
				    struct sim_device_endpoint *endpoint,
				    void *data, size_t length, size_t *actual)
{
	struct sim_device_reply reply = { .data = data, .max = length };
	unsigned int bytes = is_wide(audio, endpoint) ? 4 : 3;

	if (bytes > length) {
		endpoint->run.counters.oversize++;
		return SIM_USB_BABBLE;
	}
	sim_reply_number(&reply, feedback_value(audio, endpoint), bytes);
	*actual = bytes;
	endpoint->run.counters.packets++;
	endpoint->run.counters.bytes += bytes;
	return SIM_USB_ACK;
}

/* An adaptive source is told its rate by the host. Kept, not acted on. */
enum sim_usb_answer sim_feedback_out(struct sim_device_endpoint *endpoint,
				     const void *data, size_t length)
{
	const uint8_t *bytes = data;

	endpoint->run.counters.packets++;
	endpoint->run.counters.bytes += length;
	if (length == 3)
		endpoint->run.told = sim_le24(bytes);
	else if (length == 4)
		endpoint->run.told = sim_le32(bytes);
	else
		endpoint->run.counters.ragged++;
	return SIM_USB_ACK;
}

void sim_usb_audio_set_drift(struct sim_usb_audio *audio,
			     int parts_per_million)
{
	if (parts_per_million < -1000)
		parts_per_million = -1000;
	if (parts_per_million > 1000)
		parts_per_million = 1000;
	audio->drift_ppm = parts_per_million;
}
