// SPDX-License-Identifier: GPL-2.0-only
/*
 * descriptors.c: from descriptor bytes to tables.
 *
 * Stands in for nothing; it is how a device model gets to know itself. Two
 * steps: sim_device_check() decides whether the bytes can be walked at all and
 * says in one sentence why not; the parser then walks without looking back.
 *
 * The line between "real devices have that" and "broken": what a host must
 * trust in order to walk has to be right (bLength, wTotalLength, the order of
 * device, configurations and the rest). What a host only reads may be wrong:
 * class-specific totals, bNumEndpoints, bNumInterfaces, repeated values,
 * descriptors longer than their standard, units that nothing refers to.
 */
#include <stdarg.h>

#include "device_private.h"

static bool fail(char *error, size_t error_size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static bool fail(char *error, size_t error_size, const char *format, ...)
{
	va_list args;

	if (!error || !error_size)
		return false;
	va_start(args, format);
	vsnprintf(error, error_size, format, args);
	va_end(args);
	return false;
}

#define HINT "copy the whole /sys/bus/usb/devices/*/descriptors again"

static bool check_size(const uint8_t *blob, size_t bytes, char *error,
		       size_t error_size)
{
	if (!blob || !bytes)
		return fail(error, error_size,
			    "the descriptors are empty (0 bytes): " HINT);
	if (bytes > SIM_DEVICE_MAX_BYTES)
		return fail(error, error_size,
			    "%zu bytes are too many for descriptors (at most %u): give the binary file of one device",
			    bytes, SIM_DEVICE_MAX_BYTES);
	return true;
}

static bool check_device(const uint8_t *blob, size_t bytes, char *error,
			 size_t error_size)
{
	if (bytes >= 2 && (blob[0] != 18 || blob[1] != SIM_DT_DEVICE))
		return fail(error, error_size,
			    "offset 0x0 is not a device descriptor (found length %u type 0x%02x, need 18 and 0x01): give the binary file, not text and not one configuration alone",
			    blob[0], blob[1]);
	if (bytes < 18)
		return fail(error, error_size,
			    "the device descriptor is cut at offset 0x%zx of 0x12: " HINT,
			    bytes);
	if (blob[7] != 8 && blob[7] != 16 && blob[7] != 32 && blob[7] != 64 &&
	    blob[7] != 9)
		return fail(error, error_size,
			    "bMaxPacketSize0 at offset 0x7 is %u, which no USB device may have: set it to 8, 16, 32 or 64 (9 at SuperSpeed)",
			    blob[7]);
	if (!blob[17])
		return fail(error, error_size,
			    "bNumConfigurations at offset 0x11 is 0, so there is nothing to configure: " HINT);
	if (blob[17] > SIM_DEVICE_MAX_CONFIGS)
		return fail(error, error_size,
			    "bNumConfigurations at offset 0x11 is %u, more than the %u that Linux reads: lower it and drop the rest",
			    blob[17], SIM_DEVICE_MAX_CONFIGS);
	return true;
}

static bool check_one(const uint8_t *blob, size_t at, size_t end, char *error,
		      size_t error_size)
{
	unsigned int length, need = 2;

	if (end - at < 2)
		return fail(error, error_size,
			    "one byte is left at offset 0x%zx where a descriptor should start: correct wTotalLength or the length before it",
			    at);
	length = blob[at];
	if (blob[at + 1] == SIM_DT_INTERFACE)
		need = 9;
	if (blob[at + 1] == SIM_DT_ENDPOINT)
		need = 7;
	if (length < need)
		return fail(error, error_size,
			    "the descriptor at offset 0x%zx (type 0x%02x) has length %u, less than %u: correct its bLength",
			    at, blob[at + 1], length, need);
	if (length > end - at)
		return fail(error, error_size,
			    "the descriptor at offset 0x%zx (type 0x%02x, length %u) runs over the end of its configuration at 0x%zx: correct bLength or wTotalLength",
			    at, blob[at + 1], length, end);
	if (blob[at + 1] == SIM_DT_DEVICE || blob[at + 1] == SIM_DT_CONFIG)
		return fail(error, error_size,
			    "a %s descriptor stands inside a configuration at offset 0x%zx: correct the wTotalLength that covers it",
			    blob[at + 1] == SIM_DT_DEVICE ? "device" :
			    "configuration", at);
	return true;
}

static bool check_config(const uint8_t *blob, size_t *at, size_t bytes,
			 unsigned int index, char *error, size_t error_size)
{
	size_t start = *at, end;

	if (bytes - start < 9)
		return fail(error, error_size,
			    "configuration %u of %u is cut at offset 0x%zx: " HINT,
			    index + 1, blob[17], bytes);
	if (blob[start] < 9 || blob[start + 1] != SIM_DT_CONFIG)
		return fail(error, error_size,
			    "offset 0x%zx is not a configuration descriptor (found length %u type 0x%02x): correct the wTotalLength before it",
			    start, blob[start], blob[start + 1]);
	end = start + sim_le16(blob + start + 2);
	if (end < start + blob[start])
		return fail(error, error_size,
			    "wTotalLength at offset 0x%zx is %zu, less than the configuration descriptor itself: correct it",
			    start + 2, end - start);
	if (end > bytes)
		return fail(error, error_size,
			    "wTotalLength at offset 0x%zx promises %zu bytes but only %zu are there: " HINT,
			    start + 2, end - start, bytes - start);
	for (*at = start + blob[start]; *at < end; *at += blob[*at])
		if (!check_one(blob, *at, end, error, error_size))
			return false;
	return true;
}

/*
 * True when the bytes can be walked. Otherwise one sentence in @error: what is
 * wrong, at which offset, what to do.
 */
bool sim_device_check(const uint8_t *blob, size_t bytes, char *error,
		      size_t error_size)
{
	size_t at = 18;
	unsigned int i;

	if (!check_size(blob, bytes, error, error_size) ||
	    !check_device(blob, bytes, error, error_size))
		return false;
	for (i = 0; i < blob[17]; i++)
		if (!check_config(blob, &at, bytes, i, error, error_size))
			return false;
	if (at != bytes)
		return fail(error, error_size,
			    "%zu bytes follow the last configuration at offset 0x%zx: correct wTotalLength or bNumConfigurations, or remove them",
			    bytes - at, at);
	return sim_topology_check(blob, bytes, error, error_size);
}

/* What the walk knows at a point of a configuration. */
struct walk {
	struct sim_usb_audio *audio;
	struct sim_device_alt *alt;	/* NULL before the first interface */
	struct sim_device_alt scratch;	/* while counting */
	unsigned int config;
	uint8_t control_interface;
};

static void walk_interface(struct walk *walk, uint32_t offset)
{
	struct sim_usb_audio *audio = walk->audio;
	const uint8_t *descriptor = audio->blob + offset;
	struct sim_device_alt *alt = audio->alts ?
		&audio->alts[audio->alt_count] : &walk->scratch;

	memset(alt, 0, sizeof(*alt));
	alt->offset = offset;
	alt->config = walk->config;
	alt->format = SIM_DEVICE_NONE;
	alt->first_endpoint = audio->endpoint_count;
	alt->interface = descriptor[2];
	alt->alt = descriptor[3];
	alt->class = descriptor[5];
	alt->subclass = descriptor[6];
	alt->protocol = descriptor[7];
	if (alt->class == SIM_CLASS_AUDIO && alt->subclass == SIM_SUB_CONTROL)
		walk->control_interface = alt->interface;
	alt->control_interface = walk->control_interface;
	walk->alt = alt;
	audio->alt_count++;
	audio->configs[walk->config].alts++;
}

static void walk_endpoint(struct walk *walk, uint32_t offset, uint32_t end)
{
	struct sim_usb_audio *audio = walk->audio;
	const uint8_t *descriptor = audio->blob + offset;

	/* Linux leaves out such endpoints too, with a notice. */
	if (!walk->alt || !(descriptor[2] & 15) || (descriptor[2] & 0x70))
		return;
	if (audio->endpoints)
		sim_device_parse_endpoint(audio, walk->alt, descriptor,
					  end - offset);
	walk->alt->endpoints++;
	audio->endpoint_count++;
}

static void walk_entity(struct walk *walk, uint32_t offset)
{
	struct sim_usb_audio *audio = walk->audio;
	const uint8_t *descriptor = audio->blob + offset;
	struct sim_device_entity *entity;

	if (!walk->alt || walk->alt->class != SIM_CLASS_AUDIO ||
	    walk->alt->subclass != SIM_SUB_CONTROL || walk->alt->endpoints ||
	    descriptor[0] < 4 || descriptor[2] < 2)
		return;
	if (audio->entities) {
		entity = &audio->entities[audio->entity_count];
		entity->offset = offset;
		entity->bytes = descriptor[0];
		entity->config = walk->config;
		entity->interface = walk->alt->interface;
		entity->version = sim_device_version(walk->alt->protocol);
		entity->kind = sim_entity_kind_of(entity->version,
						  descriptor[2]);
		entity->id = descriptor[3];
		entity->selected = 1;
	}
	audio->entity_count++;
}

static bool has_entities(const struct sim_usb_audio *audio,
			 const struct sim_device_alt *alt)
{
	uint32_t at;

	for (at = alt->offset; at < alt->offset + alt->bytes;
	     at += audio->blob[at])
		if (audio->blob[at + 1] == SIM_DT_CS_INTERFACE)
			return true;
	return false;
}

/* UAC3 basic devices (BADD) have no units in the descriptors: the profile
 * names them. sim_usb_audio_create() put the profile's behind the blob. */
static void walk_basic_device(struct walk *walk)
{
	struct sim_usb_audio *audio = walk->audio;
	const uint8_t *at = audio->blob + audio->bytes;

	if (!walk->alt || walk->alt->class != SIM_CLASS_AUDIO ||
	    walk->alt->subclass != SIM_SUB_CONTROL ||
	    sim_device_version(walk->alt->protocol) != 3 ||
	    has_entities(audio, walk->alt))
		return;
	for (; *at; at += *at)
		walk_entity(walk, at - audio->blob);
}

static void walk_end_interface(struct walk *walk, uint32_t offset)
{
	if (!walk->alt)
		return;
	walk->alt->bytes = offset - walk->alt->offset;
	walk_basic_device(walk);
	if (walk->audio->alts)
		sim_device_classify_endpoints(walk->audio, walk->alt);
	walk->alt = NULL;
}

static void walk_config(struct sim_usb_audio *audio, unsigned int index,
			uint32_t offset)
{
	struct sim_device_config *config = &audio->configs[index];
	struct walk walk = { .audio = audio, .config = index };
	const uint8_t *descriptor = audio->blob + offset;
	uint32_t at, end;

	config->offset = offset;
	config->bytes = sim_le16(descriptor + 2);
	config->value = descriptor[5];
	config->attributes = descriptor[7];
	config->first_alt = audio->alt_count;
	config->alts = 0;
	end = offset + config->bytes;
	for (at = offset + descriptor[0]; at < end; at += audio->blob[at]) {
		switch (audio->blob[at + 1]) {
		case SIM_DT_ASSOCIATION:
			walk_end_interface(&walk, at);
			break;
		case SIM_DT_INTERFACE:
			walk_end_interface(&walk, at);
			walk_interface(&walk, at);
			break;
		case SIM_DT_ENDPOINT:
			walk_endpoint(&walk, at, end);
			break;
		case SIM_DT_CS_INTERFACE:
			walk_entity(&walk, at);
			break;
		}
	}
	walk_end_interface(&walk, end);
}

/* Fills the tables that are allocated, counts in any case. */
void sim_device_parse(struct sim_usb_audio *audio)
{
	uint32_t at = 18;
	unsigned int i;

	audio->alt_count = 0;
	audio->endpoint_count = 0;
	audio->entity_count = 0;
	audio->config_count = audio->blob[17];
	for (i = 0; i < audio->config_count; i++) {
		walk_config(audio, i, at);
		at += audio->configs[i].bytes;
	}
}
