// SPDX-License-Identifier: GPL-2.0-only
/*
 * dsp.c: what a DSP may ask for, well-behaved and not.
 *
 * Streams that the firmware keeps records of go through sim_dsp_enable();
 * requests out of the blue (twice, never enabled, odd fields) are sent raw and
 * their answers are not listened to. A request that the driver granted and
 * nobody listens to is taken back by a DISABLE in the heal phase.
 */
#include <string.h>

#include "chaos.h"

static uint32_t sim_dsp_odd(uint32_t usual)
{
	static const uint32_t odd[] = {
		0, 1, 0x7f, 0xff, 0x100, 0x7fffffff, 0x80000000, 0xffffffff,
	};

	return sim_choose(3, "an odd field") ? usual :
	       odd[sim_choose(8, "odd value")];
}

static bool sim_dsp_good_config(struct sim_dsp_config *config)
{
	int card = sim_chaos_card();

	if (!sim_dsp_connected())
		return false;
	*config = sim_offload_config(sim_chaos->headset, card < 0 ? 1 : card);
	config->capture = sim_choose(4, "direction") == 0;
	return config->channels;
}

static void sim_dsp_do_enable(void)
{
	struct sim_dsp_config config;

	if (sim_dsp_good_config(&config))
		sim_dsp_enable(&config);
}

static void sim_dsp_do_odd(void)
{
	struct sim_dsp_config c;

	if (!sim_dsp_good_config(&c))
		return;
	c.card = sim_dsp_odd(c.card);
	c.pcm = sim_dsp_odd(c.pcm);
	c.format = sim_dsp_odd(c.format);
	c.channels = sim_dsp_odd(c.channels);
	c.rate = sim_dsp_odd(c.rate);
	/* known: docs/findings/stream-request-size.md */
	if (!sim_chaos->avoid_known)
		c.service_interval_us = sim_dsp_odd(1000);
	c.buffer_bytes = sim_dsp_odd(c.buffer_bytes);
	sim_dsp_enable(&c);
}

static void sim_dsp_do_disable(void)
{
	sim_dsp_disable_nth(sim_choose(SIM_DSP_STREAMS, "stream"));
}

/* No record of the firmware's: twice, or for what was never enabled. */
static void sim_dsp_do_raw(void)
{
	struct sim_dsp_config config;

	/* known: docs/findings/disable-twice.md */
	if (sim_dsp_good_config(&config))
		sim_dsp_request_raw(&config, sim_chaos->avoid_known ||
				    sim_choose(2, "enable or disable"));
}

static void sim_dsp_do_late(void)
{
	sim_dsp_set_obedient(sim_choose(2, "obedience"));
}

static void sim_dsp_do_crash(void)
{
	sim_dsp_crash();
	sim_sleep_us(sim_choose(100000, "time without DSP"));
	sim_dsp_restart();
}

const struct sim_chaos_action sim_chaos_dsp[] = {
	{ "enable", sim_dsp_do_enable, false },
	{ "odd", sim_dsp_do_odd, false },
	{ "disable", sim_dsp_do_disable, false },
	{ "raw", sim_dsp_do_raw, false },
	{ "late", sim_dsp_do_late, false },
	{ "crash", sim_dsp_do_crash, false },
	{ NULL, NULL, false },
};

static bool sim_dsp_rests(void *unused)
{
	(void)unused;
	return !sim_dsp_busy();
}

/*
 * Every stream ends, known to the firmware or not. An answer may have been
 * lost with a message that failed or a service that went: after a while the
 * firmware stops to wait for it.
 */
void sim_chaos_dsp_heal(void)
{
	struct sim_dsp_config config;

	sim_dsp_set_obedient(true);
	for (unsigned int i = 0; i < SIM_DSP_STREAMS; i++)
		sim_dsp_disable_nth(i);
	sim_wait_until(sim_dsp_rests, NULL, 15000);
	if (sim_dsp_good_config(&config)) {
		config.capture = false;
		sim_dsp_request_raw(&config, false);
		config.capture = true;
		sim_dsp_request_raw(&config, false);
		sim_sleep_ms(1000);
	}
	sim_dsp_forget_all();
}
