// SPDX-License-Identifier: GPL-2.0-only
/*
 * formats.c: what each streaming altsetting carries.
 *
 * Reads the class-specific AS_GENERAL and FORMAT_TYPE descriptors of audio
 * class 1 (4.5, formats 2.2) and 2 (4.9, formats 2.3), and for class 3 the
 * AS_GENERAL descriptor (4.7.2) or, for basic devices, the packet size (BADD
 * 3.2). Not modelled: format-specific descriptors (AC-3, MPEG), class 3
 * cluster descriptors other than mono and stereo.
 */
#include "device_private.h"

static const uint8_t *class_descriptor(const uint8_t *blob,
				       const struct sim_device_alt *alt,
				       unsigned int subtype)
{
	uint32_t at;

	for (at = alt->offset; at < alt->offset + alt->bytes; at += blob[at])
		if (blob[at + 1] == SIM_DT_CS_INTERFACE && blob[at] >= 4 &&
		    blob[at + 2] == subtype)
			return blob + at;
	return NULL;
}

static const struct sim_device_endpoint *
data_endpoint(const struct sim_usb_audio *audio,
	      const struct sim_device_alt *alt, unsigned int kind)
{
	unsigned int i;

	for (i = 0; i < alt->endpoints; i++) {
		const struct sim_device_endpoint *endpoint =
			&audio->endpoints[alt->first_endpoint + i];

		if (endpoint->kind == kind)
			return endpoint;
	}
	return NULL;
}

static bool has_format(const struct sim_usb_audio *audio,
		       const struct sim_device_alt *alt)
{
	unsigned int version = sim_device_version(alt->protocol);

	if (alt->class != SIM_CLASS_AUDIO ||
	    alt->subclass != SIM_SUB_STREAMING ||
	    !data_endpoint(audio, alt, SIM_EP_AUDIO))
		return false;
	if (version == 3)
		return true;
	return class_descriptor(audio->blob, alt, 1) &&
	       class_descriptor(audio->blob, alt, 2);
}

static void add_rate(struct sim_usb_audio_format *format, uint32_t rate_hz)
{
	if (!rate_hz || format->rate_count == SIM_USB_AUDIO_RATES)
		return;
	if (!format->rate_count || rate_hz < format->rate_min)
		format->rate_min = rate_hz;
	if (rate_hz > format->rate_max)
		format->rate_max = rate_hz;
	format->rates[format->rate_count++] = rate_hz;
}

/* @at: where bSamFreqType is. */
static void parse_rates(struct sim_usb_audio_format *format,
			const uint8_t *descriptor, unsigned int at)
{
	unsigned int i, count = sim_desc_byte(descriptor, at);

	if (!count && descriptor[0] >= at + 7) {
		format->continuous = true;
		format->rate_min = sim_le24(descriptor + at + 1);
		format->rate_max = sim_le24(descriptor + at + 4);
		return;
	}
	for (i = 0; i < count && at + 4 + 3 * i <= descriptor[0]; i++)
		add_rate(format, sim_le24(descriptor + at + 1 + 3 * i));
}

static void parse_version_1(struct sim_usb_audio_format *format,
			    const uint8_t *general, const uint8_t *type)
{
	format->terminal = general[3];
	format->format_tag = sim_desc_le16(general, 5);
	format->format_type = type[3];
	if (format->format_type == 2) {
		format->channels = 1;
		format->subslot_bytes = 1;
		parse_rates(format, type, 8);
		return;
	}
	format->channels = sim_desc_byte(type, 4);
	format->subslot_bytes = sim_desc_byte(type, 5);
	format->bit_resolution = sim_desc_byte(type, 6);
	parse_rates(format, type, 7);
}

static void parse_version_2(struct sim_usb_audio_format *format,
			    const uint8_t *general, const uint8_t *type)
{
	format->terminal = general[3];
	format->format_tag = sim_desc_le32(general, 6);
	format->format_type = type[3];
	format->channels = sim_desc_byte(general, 10);
	format->subslot_bytes = sim_desc_byte(type, 4);
	format->bit_resolution = sim_desc_byte(type, 5);
	if (format->format_type == 2) {
		format->channels = 1;
		format->subslot_bytes = 1;
		format->bit_resolution = 8;
	}
}

/* BADD 3.2: 48 kHz, mono or stereo, 16 or 24 bits; async has one more sample. */
static void parse_basic_device(struct sim_usb_audio_format *format)
{
	uint32_t frame = format->max_packet_bytes / 48;

	format->format_type = 1;
	format->format_tag = 1;
	format->channels = frame >= 4 ? 2 : 1;
	format->subslot_bytes = frame == 3 || frame >= 6 ? 3 : 2;
	format->bit_resolution = format->subslot_bytes * 8;
	format->terminal = format->capture ? 6 : 1;
	add_rate(format, 48000);
}

static void parse_version_3(struct sim_usb_audio_format *format,
			    const uint8_t *general)
{
	if (!general) {
		parse_basic_device(format);
		return;
	}
	format->terminal = general[3];
	format->format_type = 1;
	format->format_tag = sim_desc_le32(general, 10);
	format->channels = 2;
	format->subslot_bytes = sim_desc_byte(general, 18);
	format->bit_resolution = sim_desc_byte(general, 19);
}

static void parse_class_part(const struct sim_usb_audio *audio,
			     const struct sim_device_alt *alt,
			     struct sim_usb_audio_format *format)
{
	const uint8_t *general = class_descriptor(audio->blob, alt, 1);
	const uint8_t *type = class_descriptor(audio->blob, alt, 2);

	format->version = sim_device_version(alt->protocol);
	if (format->version == 1)
		parse_version_1(format, general, type);
	else if (format->version == 2)
		parse_version_2(format, general, type);
	else
		parse_version_3(format, general);
}

/* Broken or missing figures become such that a frame has at least a byte. */
static uint32_t frame_bytes(const struct sim_usb_audio_format *format)
{
	uint32_t bytes = format->channels * format->subslot_bytes;

	return bytes ? bytes : 1;
}

static void parse_format(struct sim_usb_audio *audio,
			 struct sim_device_alt *alt,
			 struct sim_usb_audio_format *format)
{
	const struct sim_device_endpoint *data, *sync;
	struct sim_device_endpoint *own;

	data = data_endpoint(audio, alt, SIM_EP_AUDIO);
	sync = data_endpoint(audio, alt, SIM_EP_FEEDBACK);
	memset(format, 0, sizeof(*format));
	format->configuration = audio->configs[alt->config].value;
	format->interface = alt->interface;
	format->altsetting = alt->alt;
	format->endpoint = data->address;
	format->sync_endpoint = sync ? sync->address : 0;
	format->capture = sim_ep_is_in(data);
	format->sync = data->attributes >> 2 & 3;
	format->implicit_feedback = sim_ep_is_in(data) &&
				    (data->attributes >> 4 & 3) == 2;
	format->interval = data->interval;
	format->max_packet_bytes = data->max_bytes;
	parse_class_part(audio, alt, format);
	format->rate_control = format->version == 1 &&
			       (data->class_attributes & 1);
	own = &audio->endpoints[data - audio->endpoints];
	own->frame_bytes = frame_bytes(format);
	if (format->format_type == 2)	/* wMaxBitRate, kbit/s */
		own->byte_rate = 125 * sim_desc_le16(
			class_descriptor(audio->blob, alt, 2), 4);
}

/* Fills the formats when their table is allocated, counts in any case. */
void sim_device_parse_formats(struct sim_usb_audio *audio)
{
	unsigned int i;

	audio->format_count = 0;
	for (i = 0; i < audio->alt_count; i++) {
		struct sim_device_alt *alt = &audio->alts[i];

		if (!has_format(audio, alt))
			continue;
		if (audio->formats) {
			alt->format = audio->format_count;
			parse_format(audio, alt,
				     &audio->formats[audio->format_count]);
		}
		audio->format_count++;
	}
}

/* Whether the host can choose @config: of two with one value, the first. */
static bool can_be_chosen(const struct sim_usb_audio *audio,
			  unsigned int config)
{
	unsigned int i;

	if (audio->config != SIM_DEVICE_NONE)
		return config == audio->config;
	for (i = 0; i < config; i++)
		if (audio->configs[i].value == audio->configs[config].value)
			return false;
	return true;
}

int sim_usb_audio_formats(const struct sim_usb_audio *audio,
			  struct sim_usb_audio_format *array, int max)
{
	unsigned int i;
	int count = 0;

	for (i = 0; i < audio->alt_count; i++) {
		const struct sim_device_alt *alt = &audio->alts[i];

		if (alt->format == SIM_DEVICE_NONE ||
		    !can_be_chosen(audio, alt->config))
			continue;
		if (count < max)
			array[count] = audio->formats[alt->format];
		count++;
	}
	return count;
}
