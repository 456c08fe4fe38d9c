// SPDX-License-Identifier: GPL-2.0-only
/*
 * dsp.c: what a DSP may ask for, well-behaved and not.
 *
 * Streams that the firmware keeps records of go through sim_dsp_enable();
 * requests out of the blue (twice, never enabled, odd or missing fields) are
 * sent raw. What was granted to nobody is taken back in the heal phase.
 */
#include <string.h>

#include "sim/device.h"
#include "chaos.h"

/* Each of several requests may wait five seconds for a device that is mute. */
#define SIM_DSP_PATIENCE_MS	60000
/* For a card: a device needs about 250 from the plug on. */
#define SIM_DSP_WAIT_MS		400

static uint32_t sim_odd_value(void)
{
	static const uint32_t odd[] = {
		0, 1, 0x7f, 0xff, 0x100, 0x7fffffff, 0x80000000, 0xffffffff,
	};

	return odd[sim_choose(8, "odd value")];
}

static uint32_t sim_dsp_odd(uint32_t usual)
{
	return sim_choose(3, "an odd field") ? usual : sim_odd_value();
}

/*
 * known: streams of two cards at once, docs/findings/second-card-event-ring.md
 */
static struct sim_headset *sim_dsp_headset(void)
{
	return sim_chaos->avoid_known ? sim_chaos->offloaded :
					sim_chaos_any_headset();
}

/*
 * A DSP learns of cards when they come: it waits for one, and seldom asks for
 * one that is not there (card 1 had it, or will have it).
 */
static int sim_dsp_card(struct sim_headset *headset)
{
	int card = sim_chaos_card(headset);

	if (card >= 0)
		return card;
	if (!sim_choose(8, "asks for a card that is not there"))
		return 1;
	return sim_headset_wait_card(headset, 1 + sim_choose(SIM_DSP_WAIT_MS,
							     "patience"));
}

static bool sim_dsp_good_config(struct sim_dsp_config *config)
{
	struct sim_headset *headset = sim_dsp_headset();
	int card = sim_dsp_card(headset);

	if (card < 0 || !sim_dsp_connected())
		return false;
	*config = sim_offload_config(headset, card);
	config->capture = sim_choose(4, "direction") == 0;
	if (config->capture && sim_choose(4, "microphones") != 0)
		config->channels = 1;	/* as most headsets have */
	config->pcm = sim_choose(8, "PCM") == 0;
	return config->channels;
}

static void sim_dsp_do_enable(void)
{
	struct sim_dsp_config config;

	if (sim_dsp_good_config(&config))
		sim_dsp_enable(&config);
}

/* A refusal is the liveness phase's to judge. */
void sim_chaos_dsp_begin(void)
{
	struct sim_headset *headset = sim_dsp_headset();
	int card = sim_chaos_card(headset);
	struct sim_dsp_config config;

	if (card < 0 || !sim_dsp_connected())
		return;
	config = sim_offload_config(headset, card);
	if (config.channels && sim_dsp_enable(&config))
		sim_sleep_ms(50);
}

/* @only: the one odd field, or 0: each may be */
static uint32_t sim_dsp_field(unsigned int only, unsigned int field,
			      uint32_t usual)
{
	if (!only)
		return sim_dsp_odd(usual);
	return only == field ? sim_odd_value() : usual;
}

/*
 * Any field may be odd; or just one, as the first that is refused hides what
 * the others would do.
 */
static void sim_dsp_do_odd(void)
{
	unsigned int only = sim_choose(2, "one odd field") ?
			    1 + sim_choose(7, "which one is odd") : 0;
	struct sim_dsp_config c;

	if (!sim_dsp_good_config(&c))
		return;
	if (!sim_chaos->avoid_known || sim_chaos->headsets == 1)
		c.card = sim_dsp_field(only, 1, c.card);
	c.pcm = sim_dsp_field(only, 2, c.pcm);
	c.format = sim_dsp_field(only, 3, c.format);
	c.channels = sim_dsp_field(only, 4, c.channels);
	c.rate = sim_dsp_field(only, 5, c.rate);
	/* known: docs/findings/stream-request-size.md, unless asked for */
	if (!sim_chaos->avoid_known || sim_option("intervals"))
		c.service_interval_us = sim_dsp_field(only, 6, 1000);
	c.buffer_bytes = sim_dsp_field(only, 7, c.buffer_bytes);
	sim_dsp_enable(&c);
}

/* One that streams, if there is one. */
static void sim_dsp_do_disable(void)
{
	unsigned int first = sim_choose(SIM_DSP_STREAMS, "stream");

	for (unsigned int i = 0; i < SIM_DSP_STREAMS; i++)
		if (sim_dsp_disable_nth((first + i) % SIM_DSP_STREAMS))
			return;
}

/* known: docs/findings/disable-twice.md */
static bool sim_dsp_draw_enable(void)
{
	return sim_chaos->avoid_known || sim_choose(2, "enable or disable");
}

/* No stream of the firmware's: twice, or for what was never enabled. */
static void sim_dsp_do_raw(void)
{
	struct sim_dsp_config config;

	if (sim_dsp_good_config(&config))
		sim_dsp_request_raw(&config, sim_dsp_draw_enable());
}

/* Each optional field may be missing; a direction has eight bits. */
static void sim_dsp_do_partial(void)
{
	struct sim_qmi_stream_request request;
	struct sim_dsp_config config;

	if (!sim_dsp_good_config(&config))
		return;
	request = sim_dsp_request_of(&config, sim_dsp_draw_enable());
	request.audio_format_valid = sim_choose(4, "format given") != 0;
	request.number_of_ch_valid = sim_choose(4, "channels given") != 0;
	request.bit_rate_valid = sim_choose(4, "rate given") != 0;
	request.xfer_buff_size_valid = sim_choose(4, "buffer given") != 0;
	if (sim_choose(4, "odd direction") == 0)
		request.usb_token |= sim_dsp_odd(2) & 0xff;
	sim_dsp_request_fields(&request, false);
}

/* The same request under the same number, as after a lost answer. */
static void sim_dsp_do_twice(void)
{
	struct sim_qmi_stream_request request;
	struct sim_dsp_config config;

	if (!sim_dsp_good_config(&config))
		return;
	request = sim_dsp_request_of(&config, sim_dsp_draw_enable());
	sim_dsp_request_fields(&request, false);
	sim_sleep_us(sim_choose(20000, "time until it is sent again"));
	sim_dsp_request_fields(&request, true);
}

/* A header (QMI: type, transaction, message, length) and what may follow. */
static void sim_dsp_do_garbage(void)
{
	uint8_t bytes[64] = { 0 };

	bytes[0] = sim_dsp_odd(0);			/* 0: a request */
	bytes[1] = sim_choose(256, "transaction");
	bytes[3] = sim_dsp_odd(1);			/* the stream request */
	bytes[5] = sim_choose(60, "length that it tells");
	bytes[7] = sim_choose(4, "first TLV");
	bytes[8] = sim_dsp_odd(1);
	sim_dsp_send_bytes(bytes, sim_choose(64, "length"));
}

/* Of the other direction, where the next one goes to another stream. */
static void sim_dsp_send_next(const struct sim_dsp_config *config, bool enable)
{
	struct sim_dsp_config other = *config;

	if (sim_choose(4, "whose request") == 0)
		other.capture = !other.capture;
	sim_dsp_request_raw(&other, enable);
}

/*
 * Requests in an order that no stream has: a DISABLE before its ENABLE, several
 * of either, two streams mixed, nobody waiting for an answer. The messages of
 * one port themselves arrive as they were sent (net/qrtr has one queue for
 * each socket). known: docs/findings/disable-twice.md, so with avoid=known only
 * for streams that were never asked for, and without a second DISABLE.
 */
static void sim_dsp_do_order(void)
{
	unsigned int count = 2 + sim_choose(3, "how many requests");
	struct sim_dsp_config config;
	bool enable, ended = false;

	if (!sim_dsp_good_config(&config))
		return;
	if (sim_chaos->avoid_known && sim_dsp_asked(&config))
		return;
	while (count--) {
		enable = sim_choose(2, "enable or disable");
		if (!sim_chaos->avoid_known)
			sim_dsp_send_next(&config, enable);
		else if (enable || !ended)
			sim_dsp_request_raw(&config, enable);
		ended |= !enable && sim_dsp_asked(&config);
		sim_sleep_us(sim_choose(500, "time until the next request"));
	}
}

static void sim_dsp_do_late(void)
{
	sim_dsp_set_obedient(sim_choose(2, "obedience"));
}

/* Disconnects are answered late: within the driver's ten seconds, or behind
 * them. known: the latter, docs/findings/disable-twice.md */
static void sim_dsp_do_slow(void)
{
	static const unsigned int delays_us[] = { 0, 1000, 300000, 11000000 };

	sim_dsp_set_delay(delays_us[sim_choose(sim_chaos->avoid_known ? 3 : 4,
					       "delay of answers")]);
}

static void sim_dsp_do_crash(void)
{
	sim_dsp_crash();
	sim_sleep_us(sim_choose(100000, "time without DSP"));
	sim_dsp_restart();
}

/*
 * The name service tells the driver from a work queue (net/qrtr/ns.c), while
 * requests come straight: those of the new port may be first, as it asks at
 * once for what the old one had. known: docs/findings/late-goodbye.md
 */
static void sim_dsp_do_reopen(void)
{
	static const unsigned int delays_us[] = { 0, 10, 300, 5000 };

	sim_dsp_reopen(delays_us[sim_choose(sim_chaos->avoid_known ? 1 : 4,
					    "delay of the name service")]);
	if (sim_choose(2, "asks at once"))
		sim_dsp_do_enable();
}

/* Wants its stream and does not take no for an answer, or dies of it. */
static void sim_dsp_do_insist(void)
{
	unsigned int times = 1 + sim_choose(12, "how often it asks");
	struct sim_dsp_config config;

	while (times-- && sim_dsp_good_config(&config)) {
		sim_dsp_request_raw(&config, true);
		sim_sleep_us(1 + sim_choose(3000, "time until it asks again"));
	}
	if (sim_choose(2, "whether it dies"))
		sim_dsp_do_crash();
}

/* Told that its device goes, it asks for it again with the answer. */
static void sim_dsp_do_cling(void)
{
	sim_dsp_set_clinging(sim_choose(2, "whether it clings"));
}

const struct sim_chaos_action sim_chaos_dsp[] = {
	{ "enable", sim_dsp_do_enable, false, false },
	{ "odd", sim_dsp_do_odd, false, false },
	{ "disable", sim_dsp_do_disable, false, false },
	{ "raw", sim_dsp_do_raw, false, false },
	{ "partial", sim_dsp_do_partial, false, false },
	{ "twice", sim_dsp_do_twice, false, false },
	{ "garbage", sim_dsp_do_garbage, false, false },
	{ "order", sim_dsp_do_order, false, false },
	{ "late", sim_dsp_do_late, false, false },
	{ "slow", sim_dsp_do_slow, false, false },
	{ "crash", sim_dsp_do_crash, false, false },
	{ "reopen", sim_dsp_do_reopen, false, false },
	{ "insist", sim_dsp_do_insist, false, false },
	/* known: docs/findings/enable-during-disconnect.md */
	{ "cling", sim_dsp_do_cling, true, false },
	{ 0 },
};

/* Asked again and again: an ENABLE may be granted while the end is waited for. */
static bool sim_dsp_ends(void *unused)
{
	(void)unused;
	for (unsigned int i = 0; i < SIM_DSP_STREAMS; i++)
		sim_dsp_disable_nth(i);
	return !sim_dsp_busy();
}

/*
 * Every stream ends, known to the firmware or not. An answer may have been
 * lost with a message that failed or a service that went: after a while the
 * firmware stops to wait for it.
 */
void sim_chaos_dsp_heal(void)
{
	sim_dsp_set_delay(0);
	sim_dsp_set_obedient(true);
	sim_dsp_set_clinging(false);
	sim_wait_until(sim_dsp_ends, NULL, SIM_DSP_PATIENCE_MS);
	sim_dsp_end_raw();
	sim_wait_until(sim_dsp_ends, NULL, SIM_DSP_PATIENCE_MS);
	sim_sleep_ms(1000);
	sim_dsp_forget_all();
}
