// SPDX-License-Identifier: GPL-2.0-only
/* device_double_stream.c: a host that chooses an altsetting and streams. */
#include "device_double_stream.h"

uint8_t payload[4096];

struct sim_usb_audio *stream_open(const char *name, unsigned int interface,
				      unsigned int alt)
{
	struct sim_usb_audio *audio = device_open(name);

	host_configure(audio, 1);
	host_choose(audio, interface, alt);
	double_now_ns = SIM_BOOT_TIME_NS;
	return audio;
}

void stream_rate_1(struct sim_usb_audio *audio, unsigned int endpoint,
		       uint32_t rate)
{
	ck_assert_int_eq(host_set(audio, 0x22, 1, 0x100, endpoint, rate, 3), 3);
}

void stream_rate_2(struct sim_usb_audio *audio, unsigned int clock,
		       uint32_t rate)
{
	ck_assert_int_eq(host_set(audio, 0x21, 1, 0x100, clock << 8, rate, 4),
			 4);
}

struct sim_usb_audio_counters stream_counters(struct sim_usb_audio *audio,
					      unsigned int endpoint)
{
	struct sim_usb_audio_counters result;

	ck_assert(sim_usb_audio_counters(audio, endpoint, &result));
	return result;
}

uint64_t stream_record(struct sim_usb_audio *audio, unsigned int endpoint,
		       unsigned int packets, uint64_t interval_ns,
		       size_t *shortest, size_t *longest)
{
	uint64_t bytes = 0;
	size_t actual;

	*shortest = ~(size_t)0;
	*longest = 0;
	for (; packets; packets--) {
		ck_assert_int_eq(host_in(audio, endpoint, payload,
					 sizeof(payload), &actual),
				 SIM_USB_ACK);
		bytes += actual;
		if (actual < *shortest)
			*shortest = actual;
		if (actual > *longest)
			*longest = actual;
		double_now_ns += interval_ns;
	}
	return bytes;
}
