// SPDX-License-Identifier: GPL-2.0-only
/*
 * chaos: a random life of a headset, see libsim/chaos. Each seed is another
 * life: user, programs, DSP, platform, wire and memory do what they like; then
 * all of it ends, nothing may be left behind, and a fresh headset must work.
 */
#include "sim/chaos.h"
#include "sim/scenario.h"

SIM_SCENARIO(chaos, "chaos",
	     "a random life: faults, heal, then everything must work")
{
	sim_chaos_run();
}
