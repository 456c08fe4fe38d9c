// SPDX-License-Identifier: GPL-2.0-only
/*
 * device.c: a USB audio device made from descriptor bytes.
 *
 * Stands in for a device's hardware and firmware, as far as a host can see
 * them. What the bytes do not tell is made up plausibly:
 *
 *  - class 2 and 3 sample rates: every standard rate whose packets fit every
 *    altsetting of the clock; a clock of type "internal fixed" has one rate;
 *    clocks are always valid (rates.c, audio_rates.c);
 *  - class 1 devices without a rate control run IN endpoints at 48000 Hz or
 *    the listed rate next to it (rates.c);
 *  - volume ranges and other control ranges (values.c);
 *  - a control that the descriptor does not declare stalls, even where the
 *    real firmware answers;
 *  - strings (strings.c), the HID report descriptor (hid.c);
 *  - plugs are in their sockets until sim_usb_audio_move_jack();
 *  - MIDI output comes back as input (midi.c);
 *  - feedback tells the exact rate unless a drift is set (feedback.c);
 *  - vendor requests stall; data for vendor endpoints goes nowhere;
 *  - a bus reset puts all controls back to their defaults;
 *  - class 3 beyond basic devices: two channels, no cluster descriptors.
 */
#include "device_private.h"

/* Profile units of a class 3 basic device, BADD 3.0 5: read by descriptors.c
 * where a class 3 control interface has none of its own. */
static const uint8_t basic_units[] = {
	/* feature units 2 (playback), 5 (capture), 7 (sidetone): mute and
	 * volume of master and two channels */
	19, 0x24, 7, 2, 1, 0x0f, 0, 0, 0, 0x0f, 0, 0, 0, 0x0f, 0, 0, 0, 0, 0,
	19, 0x24, 7, 5, 4, 0x0f, 0, 0, 0, 0x0f, 0, 0, 0, 0x0f, 0, 0, 0, 0, 0,
	19, 0x24, 7, 7, 4, 0x0f, 0, 0, 0, 0x0f, 0, 0, 0, 0x0f, 0, 0, 0, 0, 0,
	/* clock 9: internal fixed, its rate can be read */
	12, 0x24, 11, 9, 1, 0x01, 0, 0, 0, 0, 0, 0,
	/* USB streaming input terminal 1, microphone 4 */
	20, 0x24, 2, 1, 1, 1, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	20, 0x24, 2, 4, 1, 2, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	/* USB streaming output terminal 6 */
	19, 0x24, 3, 6, 1, 1, 0, 5, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	/* power domains 10 and 11 */
	7, 0x24, 16, 10, 0, 0, 0,
	7, 0x24, 16, 11, 0, 0, 0,
	0,
};

/* ---- state ---- */

struct sim_device_endpoint *sim_device_active(struct sim_usb_audio *audio,
					      unsigned int address)
{
	unsigned int index;

	if (address & 0x70)
		return NULL;
	index = audio->active[sim_ep_slot(address)];
	return index == SIM_DEVICE_NONE ? NULL : &audio->endpoints[index];
}

/* Where two interfaces share an endpoint address, the first has it. */
void sim_device_update_endpoints(struct sim_usb_audio *audio)
{
	const struct sim_device_config *config;
	unsigned int i, k;

	for (i = 0; i < 32; i++)
		audio->active[i] = SIM_DEVICE_NONE;
	if (audio->config == SIM_DEVICE_NONE)
		return;
	config = &audio->configs[audio->config];
	for (i = config->first_alt; i < config->first_alt + config->alts; i++) {
		const struct sim_device_alt *alt = &audio->alts[i];

		if (audio->current_alt[alt->interface] != i)
			continue;
		for (k = 0; k < alt->endpoints; k++) {
			unsigned int index = alt->first_endpoint + k;
			unsigned int slot =
				sim_ep_slot(audio->endpoints[index].address);

			if (audio->active[slot] == SIM_DEVICE_NONE)
				audio->active[slot] = index;
		}
	}
	sim_device_update_rates(audio);
}

static uint32_t alt_rate(struct sim_usb_audio *audio,
			 const struct sim_device_alt *alt)
{
	const struct sim_usb_audio_format *format;
	struct sim_device_entity *clock;

	if (alt->format == SIM_DEVICE_NONE)
		return 0;
	format = &audio->formats[alt->format];
	if (format->version == 1)
		return sim_format_rate(format, audio->wanted_rate[
					sim_ep_slot(format->endpoint)]);
	clock = sim_entity_clock(audio, alt->config, alt->control_interface,
				 format->terminal);
	return clock ? clock->rate_hz : 48000;
}

void sim_device_update_rates(struct sim_usb_audio *audio)
{
	unsigned int slot;

	for (slot = 0; slot < 32; slot++) {
		struct sim_device_endpoint *endpoint;

		if (audio->active[slot] == SIM_DEVICE_NONE)
			continue;
		endpoint = &audio->endpoints[audio->active[slot]];
		endpoint->run.rate_hz = alt_rate(audio,
						 &audio->alts[endpoint->alt]);
	}
}

static void start_alt(struct sim_usb_audio *audio, unsigned int index)
{
	const struct sim_device_alt *alt = &audio->alts[index];
	unsigned int i;

	audio->current_alt[alt->interface] = index;
	for (i = 0; i < alt->endpoints; i++)
		sim_stream_start(&audio->endpoints[alt->first_endpoint + i]);
}

/* False when the configuration in use has no such altsetting. */
bool sim_device_choose_alt(struct sim_usb_audio *audio, unsigned int interface,
			   unsigned int number)
{
	const struct sim_device_config *config;
	unsigned int i;

	if (audio->config == SIM_DEVICE_NONE)
		return false;
	config = &audio->configs[audio->config];
	for (i = config->first_alt; i < config->first_alt + config->alts; i++) {
		const struct sim_device_alt *alt = &audio->alts[i];

		if (alt->interface != interface || alt->alt != number)
			continue;
		start_alt(audio, i);
		sim_device_update_endpoints(audio);
		sim_trace_at(1, "device", "%s: interface %u altsetting %u",
			     audio->name, interface, number);
		return true;
	}
	return false;
}

/* Every interface in altsetting 0, or in its first when it has no 0. */
static void start_config(struct sim_usb_audio *audio)
{
	const struct sim_device_config *config = &audio->configs[audio->config];
	unsigned int i;

	for (i = config->first_alt; i < config->first_alt + config->alts; i++) {
		const struct sim_device_alt *alt = &audio->alts[i];
		unsigned int current = audio->current_alt[alt->interface];

		if (current == SIM_DEVICE_NONE ||
		    (!alt->alt && audio->alts[current].alt))
			start_alt(audio, i);
	}
}

/* @config: index, or SIM_DEVICE_NONE for "not configured". */
void sim_device_configure(struct sim_usb_audio *audio, unsigned int config)
{
	unsigned int i, before = audio->config;

	audio->config = config;
	audio->state.configuration = config == SIM_DEVICE_NONE ? 0 :
		audio->configs[config].value;
	audio->report_fill = 0;
	audio->midi_to_host.fill = 0;
	for (i = 0; i < 256; i++)
		audio->current_alt[i] = SIM_DEVICE_NONE;
	if (config != SIM_DEVICE_NONE)
		start_config(audio);
	sim_device_update_endpoints(audio);
	if (config != before)
		sim_trace_at(1, "device", "%s: configuration %u", audio->name,
			     audio->state.configuration);
}

static void reset_clocks(struct sim_usb_audio *audio)
{
	unsigned int i;

	for (i = 0; i < audio->entity_count; i++) {
		struct sim_device_entity *entity = &audio->entities[i];

		entity->selected = 1;
		if (entity->kind == SIM_ENTITY_CLOCK)
			entity->rate_hz = sim_clock_default_rate(entity);
	}
}

/* USB 2.0 7.1.7.5 and 9.1.1.3: the default state. Counters start anew. */
void sim_device_reset(struct sim_usb_device *dev)
{
	struct sim_usb_audio *audio = sim_audio_of(dev);
	uint64_t suspends = audio->state.suspends;
	unsigned int i;

	for (i = 0; i < audio->endpoint_count; i++)
		memset(&audio->endpoints[i].run, 0,
		       sizeof(audio->endpoints[i].run));
	memset(&audio->state, 0, sizeof(audio->state));
	audio->state.suspends = suspends;
	memset(audio->wanted_rate, 0, sizeof(audio->wanted_rate));
	audio->pitch = 0;
	audio->value_count = 0;
	audio->hid_idle = 0;
	audio->hid_protocol = 1;
	reset_clocks(audio);
	sim_device_configure(audio, SIM_DEVICE_NONE);
}

/* ---- the cable ---- */

static void device_set_address(struct sim_usb_device *dev,
			       unsigned int address)
{
	sim_audio_of(dev)->state.address = address;
}

static void device_suspend(struct sim_usb_device *dev)
{
	sim_audio_of(dev)->state.suspended = true;
	sim_audio_of(dev)->state.suspends++;
}

static void device_resume(struct sim_usb_device *dev)
{
	sim_audio_of(dev)->state.suspended = false;
}

static void device_unplug(struct sim_usb_device *dev)
{
	dev->port_ops = NULL;
	dev->port = NULL;
}

/* The endpoint when it can take part in a transaction now. */
static struct sim_device_endpoint *take_part(struct sim_usb_audio *audio,
					     unsigned int address)
{
	struct sim_device_endpoint *endpoint;

	if (audio->state.suspended) {
		audio->state.while_suspended++;
		return NULL;
	}
	endpoint = sim_device_active(audio, address);
	if (!endpoint && !audio->state.inactive++)
		sim_trace_at(1, "device",
			     "%s: data for endpoint 0x%02x, which no altsetting in use has",
			     audio->name, address);
	return endpoint;
}

enum sim_usb_answer sim_device_in(struct sim_usb_device *dev,
				  unsigned int address, void *data,
				  size_t length, size_t *actual)
{
	struct sim_usb_audio *audio = sim_audio_of(dev);
	struct sim_device_endpoint *endpoint;

	*actual = 0;
	endpoint = take_part(audio, address | 0x80);
	if (!endpoint)
		return SIM_USB_SILENT;
	if (endpoint->run.halted)
		return SIM_USB_STALL;
	if (endpoint->kind == SIM_EP_FEEDBACK)
		return sim_feedback_in(audio, endpoint, data, length, actual);
	if (sim_ep_is_iso(endpoint))
		return sim_stream_in(audio, endpoint, data, length, actual);
	if (endpoint->kind == SIM_EP_MIDI)
		return sim_midi_in(audio, endpoint, data, length, actual);
	return sim_report_in(audio, endpoint, data, length, actual);
}

enum sim_usb_answer sim_device_out(struct sim_usb_device *dev,
				   unsigned int address, const void *data,
				   size_t length)
{
	struct sim_usb_audio *audio = sim_audio_of(dev);
	struct sim_device_endpoint *endpoint;

	endpoint = take_part(audio, address & 0x7f);
	if (!endpoint)
		return SIM_USB_SILENT;
	if (endpoint->run.halted)
		return SIM_USB_STALL;
	if (endpoint->kind == SIM_EP_FEEDBACK)
		return sim_feedback_out(endpoint, data, length);
	if (sim_ep_is_iso(endpoint))
		return sim_stream_out(audio, endpoint, data, length);
	if (length > endpoint->max_bytes) {
		endpoint->run.counters.oversize++;
		return SIM_USB_BABBLE;
	}
	if (endpoint->kind == SIM_EP_MIDI)
		return sim_midi_out(audio, endpoint, data, length);
	endpoint->run.counters.packets++;
	endpoint->run.counters.bytes += length;
	return SIM_USB_ACK;
}

static const struct sim_usb_device_ops device_ops = {
	.name = "usb-audio",
	.reset = sim_device_reset,
	.set_address = device_set_address,
	.suspend = device_suspend,
	.resume = device_resume,
	.unplug = device_unplug,
	.control = sim_device_control,
	.in = sim_device_in,
	.out = sim_device_out,
};

/* ---- making one ---- */

/* "dir/046d_0a38_headset.bin" becomes "046d_0a38_headset". */
static void set_name(struct sim_usb_audio *audio, const char *name)
{
	const char *slash, *end;
	size_t length;

	if (!name || !*name)
		name = "usb-audio";
	slash = strrchr(name, '/');
	if (slash && slash[1])
		name = slash + 1;
	end = strrchr(name, '.');
	length = end && end > name && !strcmp(end, ".bin") ?
		(size_t)(end - name) : strlen(name);
	if (length >= sizeof(audio->name))
		length = sizeof(audio->name) - 1;
	memcpy(audio->name, name, length);
}

static void *table(size_t count, size_t bytes)
{
	return sim_state_alloc((count + 1) * bytes);
}

static void make_stages(struct sim_usb_audio *audio)
{
	unsigned int i;

	for (i = 0; i < audio->endpoint_count; i++) {
		struct sim_device_endpoint *endpoint = &audio->endpoints[i];

		if (endpoint->kind == SIM_EP_AUDIO && sim_ep_is_in(endpoint) &&
		    endpoint->max_bytes > endpoint->packet_bytes)
			endpoint->stage = sim_state_alloc(endpoint->max_bytes);
	}
}

static void make_tables(struct sim_usb_audio *audio)
{
	sim_device_parse(audio);	/* counts */
	audio->alts = table(audio->alt_count, sizeof(*audio->alts));
	audio->endpoints = table(audio->endpoint_count,
				 sizeof(*audio->endpoints));
	audio->entities = table(audio->entity_count, sizeof(*audio->entities));
	sim_device_parse(audio);
	sim_device_parse_formats(audio);	/* counts */
	audio->formats = table(audio->format_count, sizeof(*audio->formats));
	sim_device_parse_formats(audio);
	sim_device_offer_rates(audio);
	make_stages(audio);
}

struct sim_usb_audio *sim_usb_audio_create(const void *blob, size_t bytes,
					   enum sim_usb_speed speed,
					   const char *name,
					   char *error, size_t error_size)
{
	struct sim_usb_audio *audio;

	if (!sim_device_check(blob, bytes, error, error_size))
		return NULL;
	audio = sim_state_alloc(sizeof(*audio));
	audio->usb.ops = &device_ops;
	audio->usb.speed = speed ? speed :
				   sim_usb_audio_guess_speed(blob, bytes);
	audio->bytes = bytes;
	audio->blob = sim_state_alloc(bytes + sizeof(basic_units));
	memcpy(audio->blob, blob, bytes);
	memcpy(audio->blob + bytes, basic_units, sizeof(basic_units));
	audio->midi_loopback = true;
	set_name(audio, name);
	make_tables(audio);
	audio->config = SIM_DEVICE_NONE;
	sim_device_reset(&audio->usb);
	return audio;
}

struct sim_usb_device *sim_usb_audio_device(struct sim_usb_audio *audio)
{
	return &audio->usb;
}

void sim_usb_audio_free(struct sim_usb_audio *audio)
{
	unsigned int i;

	if (!audio)
		return;
	for (i = 0; i < audio->endpoint_count; i++)
		sim_state_free(audio->endpoints[i].stage);
	sim_state_free(audio->formats);
	sim_state_free(audio->entities);
	sim_state_free(audio->endpoints);
	sim_state_free(audio->alts);
	sim_state_free(audio->blob);
	sim_state_free(audio);
}

void sim_usb_audio_set_sink(struct sim_usb_audio *audio,
			    const struct sim_usb_audio_sink *sink)
{
	if (sink)
		audio->sink = *sink;
	else
		memset(&audio->sink, 0, sizeof(audio->sink));
}
