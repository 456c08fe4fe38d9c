// SPDX-License-Identifier: GPL-2.0-only
/*
 * compose.c: who and what is in a life: devices, controllers, actors and their
 * odds.
 *
 * The board always has two controllers; a life with one takes the driver from
 * the second before it begins. The first device is that of the run (--device);
 * the second one is what --device names then, which makes it a life with two, or
 * built in.
 */
#include <string.h>

#include "sim/device.h"
#include "sim/machine.h"
#include "chaos.h"

static unsigned int sim_one_or_two(const char *option, const char *what)
{
	const char *value = sim_option(option);

	if (value)
		return *value - '0';
	return 1 + sim_choose(2, what);
}

static const char *sim_second_device(void)
{
	const char *name = sim_option("second");
	unsigned int count = 0;

	if (name)
		return name;
	while (sim_device_builtin_name(count))
		count++;
	return sim_device_builtin_name(sim_choose(count, "second device"));
}

static void sim_compose_devices(void)
{
	const char *second = NULL;
	struct sim_headset *named = sim_headset_second(NULL);

	sim_chaos->controllers = sim_one_or_two("controllers", "controllers");
	sim_chaos->headsets = named ? 2 : sim_one_or_two("devices", "devices");
	sim_chaos->headset[0] = sim_headset();
	sim_chaos->headset[1] = named;
	if (named) {
		second = sim_machine_config()->second_name;
	} else if (sim_chaos->headsets == 2) {
		second = sim_second_device();
		sim_chaos->headset[1] = sim_headset_another(second);
	}
	sim_chaos->offloaded =
		sim_chaos->headset[sim_choose(sim_chaos->headsets,
					      "headset of the DSP")];
	sim_describe("%u controller%s, %u device%s%s%s", sim_chaos->controllers,
		     sim_chaos->controllers == 1 ? "" : "s",
		     sim_chaos->headsets, sim_chaos->headsets == 1 ? "" : "s",
		     second ? ": the second one is " : "",
		     second ? second : "");
}

static void sim_compose_actors(void)
{
	static const struct {
		const char *name;
		const struct sim_chaos_action *actions;
	} actors[SIM_CHAOS_ACTORS] = {
		[SIM_CHAOS_USER] = { "user", sim_chaos_user },
		[SIM_CHAOS_PROGRAM] = { "program", sim_chaos_program },
		[SIM_CHAOS_VOICE] = { "voice", sim_chaos_program },
		[SIM_CHAOS_DSP] = { "firmware", sim_chaos_dsp },
		[SIM_CHAOS_PLATFORM] = { "platform", sim_chaos_platform },
		[SIM_CHAOS_BUS] = { "bus", sim_chaos_bus },
		[SIM_CHAOS_ENVIRONMENT] = { "environment",
					    sim_chaos_environment },
	};

	for (int i = 0; i < SIM_CHAOS_ACTORS; i++) {
		sim_chaos->actor[i].name = actors[i].name;
		sim_chaos->actor[i].actions = actors[i].actions;
	}
}

/* Draws what is there from the beginning; the odds follow with the faults. */
void sim_chaos_compose(void)
{
	const char *avoid = sim_option("avoid");

	sim_chaos = sim_state_alloc(sizeof(*sim_chaos));
	sim_chaos->avoid_known = avoid && !strcmp(avoid, "known");
	sim_compose_devices();
	sim_compose_actors();
	if (sim_chaos->controllers == 1)
		sim_chaos_without_second_controller();
}
