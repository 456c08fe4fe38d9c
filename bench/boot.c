// SPDX-License-Identifier: GPL-2.0-only
/*
 * boot.c: the benchmark `boot`: how long until there is a sound card, how long
 * an offload lifecycle takes, and what a second of playback costs.
 */
#include "bench.h"

const struct sim_bench_figure sim_bench_boot_figures[] = {
	{ "process start to registered sound card", "boot",
	  SIM_BENCH_SPAWN, SIM_BENCH_CARD, 10 },
	{ "one offload lifecycle", "offload-lifecycle",
	  SIM_BENCH_PLUG, SIM_BENCH_DONE, 20 },
	{ "one virtual second of stereo playback", "host-playback",
	  SIM_BENCH_OPEN, SIM_BENCH_PLAYED, 5 },
	{ 0 }
};
