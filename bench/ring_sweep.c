// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_sweep.c: the benchmark `ring-sweeps`: what an event costs as the machine
 * grows. scripts/bench-plots makes a table and a picture of each sweep.
 *
 * What Linux fixes is swept in the model: its primary event ring has two
 * segments of 256 TRBs whatever one asks, the vendor driver's secondary one has
 * one. Sizes, segments and numbers of rings are therefore swept on rings of the
 * benchmark's with the DSP as consumer.
 */
#include "bench.h"
#include "ring.h"

#define POINT(what, unit_is, by, at, shows, ...)			\
	{ .name = what, .unit = unit_is, .x_name = by, .x = at,		\
	  .measure = sim_ring_measure, .number = shows, .thorough = true,	\
	  .arg = &(const struct sim_ring_job){ __VA_ARGS__ } }

#define EVENTS(n) POINT("host: event, by events an interrupt", "ns",	\
	"events an interrupt", n, SIM_RING_NS, SIM_RING_HOST,		\
	SIM_RING_VENDOR, .batch = n)
#define DEVICES(n) POINT("host: transfer event, by devices", "ns",	\
	"devices", n, SIM_RING_EXTRA_NS, SIM_RING_HOST,			\
	SIM_RING_TRANSFER, .batch = SIM_RING_BATCH, .devices = n)
#define TRBS(n) POINT("sideband: event, by size of the ring", "ns",	\
	"TRBs", n, SIM_RING_NS, SIM_RING_SIDEBAND, SIM_RING_TRANSFER,	\
	.batch = n - 3, .segments = 1, .trbs = n)
#define SEGMENTS(n) POINT("sideband: event, by segments of 256", "ns",	\
	"segments", n, SIM_RING_NS, SIM_RING_SIDEBAND,			\
	SIM_RING_TRANSFER, .batch = SIM_RING_BATCH, .segments = n, .trbs = 256)
#define INTERRUPTERS(n) POINT("sideband: event, by interrupters", "ns",	\
	"interrupters", n, SIM_RING_NS, SIM_RING_SIDEBAND,		\
	SIM_RING_TRANSFER, .batch = SIM_RING_BATCH, .interrupters = n,	\
	.segments = 1, .trbs = 256)
#define ENDPOINTS(n) POINT("sideband: event, by endpoints", "ns",	\
	"endpoints", n, SIM_RING_NS, SIM_RING_SIDEBAND,			\
	SIM_RING_TRANSFER, .batch = SIM_RING_BATCH, .endpoints = n)
#define MODERATION(us) POINT("host: event, by moderation", "ns",	\
	"us of moderation", us, SIM_RING_NS, SIM_RING_MODERATION,	\
	SIM_RING_VENDOR, .batch = SIM_RING_BATCH, .moderation_us = us)
#define MODERATED(us) POINT("host: events of an interrupt, by moderation",	\
	"events", "us of moderation", us, SIM_RING_EVENTS_PER_INTERRUPT,	\
	SIM_RING_MODERATION, SIM_RING_VENDOR, .batch = SIM_RING_BATCH,	\
	.moderation_us = us)
#define PERIOD(ms) POINT("playback: event, by period", "ns",		\
	"ms a period", ms, SIM_RING_NS, .path = SIM_RING_PLAYBACK,	\
	.period_us = ms * 1000)
#define PACKETS(ms) POINT("playback: packets of an URB, by period",	\
	"packets", "ms a period", ms, SIM_RING_EVENTS_PER_INTERRUPT,	\
	.path = SIM_RING_PLAYBACK, .period_us = ms * 1000)
#define STREAMS(n) POINT("playback: event, by streams", "ns",		\
	"streams", n, SIM_RING_NS, .path = SIM_RING_PLAYBACK,		\
	.devices = n)

static const struct sim_bench_metric metrics[] = {
	EVENTS(1), EVENTS(2), EVENTS(4), EVENTS(8), EVENTS(16), EVENTS(32),
	EVENTS(64), EVENTS(128), EVENTS(240), EVENTS(500),
	DEVICES(1), DEVICES(2), DEVICES(4), DEVICES(8), DEVICES(16),
	DEVICES(32), DEVICES(64),
	TRBS(16), TRBS(32), TRBS(64), TRBS(128), TRBS(256), TRBS(512),
	TRBS(1024), TRBS(2048), TRBS(4096),
	SEGMENTS(1), SEGMENTS(2), SEGMENTS(4), SEGMENTS(8), SEGMENTS(16),
	INTERRUPTERS(1), INTERRUPTERS(2), INTERRUPTERS(4), INTERRUPTERS(8),
	INTERRUPTERS(15),
	ENDPOINTS(1), ENDPOINTS(2), ENDPOINTS(4), ENDPOINTS(8),
	MODERATION(1), MODERATION(10), MODERATION(20), MODERATION(40),
	MODERATION(80), MODERATION(160), MODERATION(320), MODERATION(640),
	MODERATION(1280),
	MODERATED(1), MODERATED(10), MODERATED(20), MODERATED(40),
	MODERATED(80), MODERATED(160), MODERATED(320), MODERATED(640),
	MODERATED(1280),
	PERIOD(1), PERIOD(2), PERIOD(5), PERIOD(10), PERIOD(20), PERIOD(50),
	PACKETS(1), PACKETS(2), PACKETS(5), PACKETS(10), PACKETS(20),
	PACKETS(50),
	STREAMS(1), STREAMS(2), STREAMS(4), STREAMS(8), STREAMS(16),
	STREAMS(30),
	{ 0 }
};

const struct sim_bench sim_bench_ring_sweeps = {
	.name = "ring-sweeps",
	.help = "what an event costs as the machine grows",
	.metrics = metrics,
};
