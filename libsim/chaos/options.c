// SPDX-License-Identifier: GPL-2.0-only
/*
 * options.c: the words that `simctl run chaos --option` takes, and who is in a
 * life by them.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/device.h"
#include "sim/machine.h"
#include "chaos.h"

#define SIM_LONGEST_LIFE_MS	600000
#define SIM_RAREST_LINGER	1000000

static const char *const sim_actors[] = {
	"user", "program", "voice", "firmware", "platform", "bus",
	"environment", "wire",
};

/* Whether a word of a list with commas is one of the actors. */
static bool sim_is_actor(const char *word, size_t length)
{
	for (unsigned int i = 0; i < sizeof(sim_actors) / sizeof(*sim_actors);
	     i++)
		if (strlen(sim_actors[i]) == length &&
		    !strncmp(sim_actors[i], word, length))
			return true;
	return false;
}

static bool sim_fits_actors(const char *value)
{
	size_t length;

	for (;; value += length + 1) {
		length = strcspn(value, ",");
		if (!sim_is_actor(value, length))
			return false;
		if (!value[length])
			return true;
	}
}

static bool sim_fits_known(const char *value)
{
	return !strcmp(value, "known");
}

static bool sim_fits_odd(const char *value)
{
	return !strcmp(value, "odd");
}

static bool sim_fits_yes(const char *value)
{
	return !strcmp(value, "yes");
}

static bool sim_fits_length(const char *value)
{
	char *end;
	unsigned long ms = strtoul(value, &end, 10);

	return *value >= '0' && *value <= '9' && !*end && ms &&
	       ms <= SIM_LONGEST_LIFE_MS;
}

static bool sim_fits_one_or_two(const char *value)
{
	return !strcmp(value, "1") || !strcmp(value, "2");
}

static bool sim_fits_builtin(const char *value)
{
	size_t bytes;

	return sim_device_builtin(value, &bytes);
}

static bool sim_fits_odds(const char *value)
{
	char *end;
	unsigned long odds = strtoul(value, &end, 10);

	return *value >= '0' && *value <= '9' && !*end && odds >= 2 &&
	       odds <= SIM_RAREST_LINGER;
}

const struct sim_scenario_option sim_chaos_options[] = {
	{ "avoid", "known", sim_fits_known },
	{ "only", "a list of user, program, voice, firmware, platform, bus, environment, wire",
	  sim_fits_actors },
	{ "length_ms", "virtual milliseconds from 1 to 600000",
	  sim_fits_length },
	{ "over_current_ms", "virtual milliseconds from 1 to 600000",
	  sim_fits_length },
	{ "intervals", "odd", sim_fits_odd },
	{ "clinging", "yes", sim_fits_yes },
	{ "linger", "a number from 2 to 1000000: one release of a mutex in so many",
	  sim_fits_odds },
	{ "linger_spin", "a number from 2 to 1000000: one taking of a spinlock in so many",
	  sim_fits_odds },
	{ "devices", "1 or 2", sim_fits_one_or_two },
	{ "controllers", "1 or 2", sim_fits_one_or_two },
	{ "second", "the name of a built-in device (see simctl list devices)",
	  sim_fits_builtin },
	{ 0 }
};

static unsigned long sim_linger_odds(const char *option)
{
	const char *odds = sim_option(option);

	return odds ? strtoul(odds, NULL, 10) : 0;
}

/* Who is at a lock is held up now and then, if linger= or linger_spin= say so. */
void sim_chaos_linger(bool on)
{
	sim_linger(on ? sim_linger_odds("linger") : 0);
	sim_linger_spin(on ? sim_linger_odds("linger_spin") : 0);
}

/* Whether the option only= names the actor, or is not given. */
bool sim_chaos_wanted(const char *actor)
{
	const char *only = sim_option("only");
	size_t length;

	if (!only)
		return true;
	for (;; only += length + 1) {
		length = strcspn(only, ",");
		if (strlen(actor) == length && !strncmp(only, actor, length))
			return true;
		if (!only[length])
			return false;
	}
}
