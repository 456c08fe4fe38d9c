// SPDX-License-Identifier: GPL-2.0-only
/*
 * chaos: a random life of a headset, see libsim/chaos. Each seed is another
 * life: user, programs, DSP, platform, bus, wire and memory do what they like
 * with one or two devices on one or two controllers; then all of it ends,
 * nothing may be left behind, and fresh headsets must work.
 */
#include "sim/chaos.h"
#include "sim/scenario.h"

SIM_SCENARIO(chaos, "chaos",
	     "a random life: faults, heal, then everything must work",
	     .options = sim_chaos_options, .controllers = 2, .pair = true)
{
	sim_chaos_run();
}
