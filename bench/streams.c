// SPDX-License-Identifier: GPL-2.0-only
/*
 * streams.c: the benchmark `streams`: virtual for processor time in the fast
 * image while 1 to 32 streams play, all by applications or one by the DSP.
 * Each is 48 kHz stereo to a headset of its own. See ring_playback.c for what
 * bounds them.
 */
#include "bench.h"
#include "ring.h"

#define POINT(what, n, of_dsp, ...)					\
	{ .name = what, .unit = "x", .more_is_better = true,		\
	  .x_name = "streams", .x = n, .measure = sim_ring_measure,	\
	  .number = SIM_RING_SPEED, .thorough = n > 1,			\
	  .arg = &(const struct sim_ring_job){ .path = SIM_RING_STREAMS,	\
		.devices = n, .endpoints = of_dsp }, __VA_ARGS__ }
#define HOST(n, ...)	POINT("virtual per real second, streams by the host", \
			      n, 0, __VA_ARGS__)
#define DSP(n, ...)	POINT("virtual per real second, one of the streams by the DSP", \
			      n, 1, __VA_ARGS__)

static const struct sim_bench_metric metrics[] = {
	HOST(1), HOST(2), HOST(4), HOST(8), HOST(16), HOST(32),
	DSP(1, .aim = 1000), DSP(2), DSP(4), DSP(8), DSP(16), DSP(32),
	{ 0 }
};

const struct sim_bench sim_bench_streams = {
	.name = "streams",
	.help = "virtual time for real time while 1 to 32 streams play",
	.metrics = metrics,
};
