/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * device_private.h: the inside of a simulated USB audio device.
 *
 * descriptors.c turns the blob into flat tables (configurations, altsettings,
 * endpoints, audio entities, formats) that never change; what changes with the
 * host's requests lives in struct sim_usb_audio and in the endpoints' @run.
 * Everything is in one allocation of the state arena.
 */
#ifndef SIM_DEVICE_PRIVATE_H
#define SIM_DEVICE_PRIVATE_H

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "sim/device.h"

/* USB 2.0 9.4, 9.5: requests, features, descriptor types. */
enum {
	SIM_DT_DEVICE = 1, SIM_DT_CONFIG = 2, SIM_DT_STRING = 3,
	SIM_DT_INTERFACE = 4, SIM_DT_ENDPOINT = 5, SIM_DT_QUALIFIER = 6,
	SIM_DT_OTHER_SPEED = 7, SIM_DT_ASSOCIATION = 11, SIM_DT_BOS = 15,
	SIM_DT_HID = 0x21, SIM_DT_HID_REPORT = 0x22,
	SIM_DT_CS_INTERFACE = 0x24, SIM_DT_CS_ENDPOINT = 0x25,
	SIM_DT_SS_COMPANION = 0x30,
};
enum { SIM_CLASS_AUDIO = 1, SIM_CLASS_HID = 3, SIM_CLASS_APP = 0xfe };
enum { SIM_SUB_CONTROL = 1, SIM_SUB_STREAMING = 2, SIM_SUB_MIDI = 3 };

#define SIM_DEVICE_MAX_BYTES	65536u
#define SIM_DEVICE_MAX_CONFIGS	8u
#define SIM_DEVICE_VALUES	512u	/* controls touched by the host */
#define SIM_DEVICE_REPORTS	32u
#define SIM_DEVICE_MIDI_BYTES	4096u
#define SIM_DEVICE_CLOCK_RATES	20u
#define SIM_DEVICE_NONE		0xffffu

/* Audio entities by what they do; subtypes differ between class versions. */
enum sim_entity_kind {
	SIM_ENTITY_OTHER, SIM_ENTITY_INPUT, SIM_ENTITY_OUTPUT,
	SIM_ENTITY_MIXER, SIM_ENTITY_SELECTOR, SIM_ENTITY_FEATURE,
	SIM_ENTITY_EFFECT, SIM_ENTITY_PROCESSING, SIM_ENTITY_EXTENSION,
	SIM_ENTITY_CLOCK, SIM_ENTITY_CLOCK_SELECTOR,
	SIM_ENTITY_CLOCK_MULTIPLIER, SIM_ENTITY_RATE_CONVERTER,
};

enum sim_endpoint_kind {
	SIM_EP_OTHER,		/* vendor or unknown: data goes nowhere */
	SIM_EP_AUDIO,		/* isochronous audio data */
	SIM_EP_FEEDBACK,	/* explicit feedback */
	SIM_EP_STATUS,		/* audio control interrupts */
	SIM_EP_HID,
	SIM_EP_MIDI,
};

struct sim_device_config {
	uint32_t offset, bytes;
	uint8_t value, attributes;
	uint16_t first_alt, alts;
};

struct sim_device_alt {
	uint32_t offset, bytes;	/* from the interface descriptor on */
	uint16_t config;	/* index */
	uint16_t format;	/* index or SIM_DEVICE_NONE */
	uint16_t first_endpoint, endpoints;
	uint8_t interface, alt, class, subclass, protocol;
	uint8_t control_interface;	/* audio control interface it is under */
};

/* Changes while the host uses the endpoint. */
struct sim_endpoint_run {
	struct sim_usb_audio_counters counters;
	uint64_t remainder;	/* of the sample clock, see streaming.c */
	uint64_t frame;		/* audio frames since the altsetting */
	uint64_t last_ns;	/* when the last packet came */
	uint64_t due_ns;	/* when the next service interval should be */
	uint64_t late_ns;	/* least lateness of the last few intervals */
	uint32_t late_count;	/* how many those are */
	uint32_t packets_left;	/* in this service interval */
	uint32_t staged, taken;	/* IN bytes of this interval, and gone */
	uint32_t partial;	/* bytes of a frame that is not complete */
	uint32_t rate_hz;
	uint32_t told;		/* OUT feedback: what the host told */
	bool halted;
};

struct sim_device_endpoint {
	uint16_t alt;		/* index */
	uint8_t address, attributes, kind;
	uint8_t class_attributes;	/* UAC1 bmAttributes of CS_ENDPOINT */
	uint8_t sync_address;
	bool has_class;
	uint32_t interval;	/* (micro)frames, isochronous only */
	uint32_t max_bytes;	/* per service interval */
	uint32_t packet_bytes;	/* per transaction */
	uint8_t *stage;		/* an interval's IN data when it takes more */
	uint32_t frame_bytes;	/* audio: bytes of one frame */
	uint32_t byte_rate;	/* encoded formats: bytes a second, else 0 */
	struct sim_endpoint_run run;
};

struct sim_device_entity {
	uint32_t offset, bytes;
	uint16_t config;	/* index */
	uint8_t interface, version, kind, id;
	/* clocks only */
	uint8_t selected;	/* pin of a clock selector, from 1 */
	uint8_t rate_count;
	uint32_t rate_hz;
	uint32_t rates[SIM_DEVICE_CLOCK_RATES];
};

/* Value of a control, made when the host first asks for it. */
struct sim_device_value {
	uint8_t interface, entity, selector, channel, input;
	uint8_t bytes;
	bool is_signed;
	int32_t current, minimum, maximum, step;
};

struct sim_device_report {
	uint8_t endpoint, bytes;
	uint8_t data[SIM_USB_AUDIO_REPORT];
};

struct sim_device_fifo {
	uint32_t read, fill;
	uint8_t data[SIM_DEVICE_MIDI_BYTES];
};

struct sim_usb_audio {
	struct sim_usb_device usb;	/* first: ops get a pointer to it */
	char name[64];

	/* from the descriptors; constant */
	uint8_t *blob;
	uint32_t bytes;
	uint16_t config_count, alt_count, endpoint_count, entity_count;
	uint16_t format_count;
	struct sim_device_config configs[SIM_DEVICE_MAX_CONFIGS];
	struct sim_device_alt *alts;
	struct sim_device_endpoint *endpoints;
	struct sim_device_entity *entities;
	struct sim_usb_audio_format *formats;

	/* state */
	struct sim_usb_audio_sink sink;
	uint16_t config;		/* index or SIM_DEVICE_NONE */
	uint16_t current_alt[256];	/* index by interface, or NONE */
	uint16_t active[32];		/* endpoint index, see sim_ep_slot() */
	uint32_t wanted_rate[32];	/* UAC1: by slot, 0 not set */
	uint32_t pitch;			/* by slot */
	struct sim_usb_audio_state state;
	int32_t drift_ppm;
	bool midi_loopback;
	uint8_t keys;
	uint8_t hid_idle, hid_protocol;
	uint8_t jacks[256 / 8];		/* pulled plugs, by terminal ID */
	uint32_t value_count;
	struct sim_device_value values[SIM_DEVICE_VALUES];
	uint32_t report_fill;
	struct sim_device_report reports[SIM_DEVICE_REPORTS];
	struct sim_device_fifo midi_to_host, midi_heard;
};

/* Answer of a control IN transfer, cut at the host's length. */
struct sim_device_reply {
	uint8_t *data;
	size_t max, bytes;
};

struct sim_device_setup {
	uint8_t type, request;
	uint16_t value, index, length;
};

static inline unsigned int sim_le16(const uint8_t *bytes)
{
	return bytes[0] | bytes[1] << 8;
}

static inline uint32_t sim_le24(const uint8_t *bytes)
{
	return bytes[0] | bytes[1] << 8 | (uint32_t)bytes[2] << 16;
}

static inline uint32_t sim_le32(const uint8_t *bytes)
{
	return sim_le24(bytes) | (uint32_t)bytes[3] << 24;
}

/* Byte of a descriptor, 0 where the descriptor is too short to have it. */
static inline uint8_t sim_desc_byte(const uint8_t *descriptor, unsigned int at)
{
	return at < descriptor[0] ? descriptor[at] : 0;
}

static inline unsigned int sim_desc_le16(const uint8_t *descriptor,
					 unsigned int at)
{
	return sim_desc_byte(descriptor, at) |
	       sim_desc_byte(descriptor, at + 1) << 8;
}

static inline uint32_t sim_desc_le32(const uint8_t *descriptor,
				     unsigned int at)
{
	return sim_desc_le16(descriptor, at) |
	       (uint32_t)sim_desc_le16(descriptor, at + 2) << 16;
}

static inline unsigned int sim_ep_slot(unsigned int address)
{
	return (address & 15) | (address & 0x80 ? 16 : 0);
}

static inline bool sim_ep_is_in(const struct sim_device_endpoint *endpoint)
{
	return endpoint->address & 0x80;
}

static inline bool sim_ep_is_iso(const struct sim_device_endpoint *endpoint)
{
	return (endpoint->attributes & 3) == 1;
}

static inline struct sim_usb_audio *sim_audio_of(struct sim_usb_device *dev)
{
	return (struct sim_usb_audio *)dev;
}

static inline const uint8_t *
sim_entity_descriptor(const struct sim_usb_audio *audio,
		      const struct sim_device_entity *entity)
{
	return audio->blob + entity->offset;
}

/* Packets a second that a service interval of 1 gives. */
static inline uint32_t sim_device_frames_per_second(enum sim_usb_speed speed)
{
	return speed == SIM_USB_FULL || speed == SIM_USB_LOW ? 1000 : 8000;
}

/* descriptors.c */
bool sim_device_check(const uint8_t *blob, size_t bytes, char *error,
		      size_t error_size);
void sim_device_parse(struct sim_usb_audio *audio);

/* endpoints.c */
void sim_device_parse_endpoint(struct sim_usb_audio *audio,
			       struct sim_device_alt *alt,
			       const uint8_t *descriptor, uint32_t room);
void sim_device_classify_endpoints(struct sim_usb_audio *audio,
				   struct sim_device_alt *alt);

/* topology.c */
enum sim_entity_kind sim_entity_kind_of(unsigned int version,
					unsigned int subtype);
unsigned int sim_entity_sources(const uint8_t *descriptor,
				enum sim_entity_kind kind,
				unsigned int version, const uint8_t **sources);
bool sim_topology_check(const uint8_t *blob, size_t bytes, char *error,
			size_t error_size);
struct sim_device_entity *sim_entity_find(struct sim_usb_audio *audio,
					  unsigned int config,
					  unsigned int interface,
					  unsigned int id);
struct sim_device_entity *sim_entity_clock(struct sim_usb_audio *audio,
					   unsigned int config,
					   unsigned int interface,
					   unsigned int id);
unsigned int sim_device_version(unsigned int protocol);

/* formats.c */
void sim_device_parse_formats(struct sim_usb_audio *audio);

/* rates.c */
void sim_device_offer_rates(struct sim_usb_audio *audio);
uint32_t sim_format_rate(const struct sim_usb_audio_format *format,
			 uint32_t wanted_hz);
uint32_t sim_clock_set_rate(struct sim_device_entity *clock,
			    uint32_t wanted_hz);
uint32_t sim_clock_default_rate(const struct sim_device_entity *clock);

/* device.c */
void sim_device_update_endpoints(struct sim_usb_audio *audio);
void sim_device_update_rates(struct sim_usb_audio *audio);
struct sim_device_endpoint *sim_device_active(struct sim_usb_audio *audio,
					      unsigned int address);
void sim_device_configure(struct sim_usb_audio *audio, unsigned int config);
bool sim_device_choose_alt(struct sim_usb_audio *audio, unsigned int interface,
			   unsigned int alt);
void sim_device_reset(struct sim_usb_device *dev);

/* reply.c */
void sim_reply_bytes(struct sim_device_reply *reply, const void *data,
		     size_t bytes);
void sim_reply_number(struct sim_device_reply *reply, uint32_t value,
		      unsigned int bytes);

/* requests: each answers or stalls */
enum sim_usb_answer sim_device_control(struct sim_usb_device *dev,
				       const uint8_t setup[8], void *data,
				       size_t length, size_t *actual);
enum sim_usb_answer sim_standard_request(struct sim_usb_audio *audio,
					 const struct sim_device_setup *setup,
					 struct sim_device_reply *reply);
enum sim_usb_answer sim_audio_request(struct sim_usb_audio *audio,
				      const struct sim_device_setup *setup,
				      const uint8_t *data,
				      struct sim_device_reply *reply);
enum sim_usb_answer sim_endpoint_request(struct sim_usb_audio *audio,
					 const struct sim_device_setup *setup,
					 const uint8_t *data,
					 struct sim_device_reply *reply);
enum sim_usb_answer sim_clock_request(struct sim_usb_audio *audio,
				      struct sim_device_entity *clock,
				      const struct sim_device_setup *setup,
				      const uint8_t *data,
				      struct sim_device_reply *reply);
enum sim_usb_answer sim_hid_request(struct sim_usb_audio *audio,
				    const struct sim_device_alt *alt,
				    const struct sim_device_setup *setup,
				    struct sim_device_reply *reply);
enum sim_usb_answer sim_hid_descriptor(struct sim_usb_audio *audio,
				       const struct sim_device_setup *setup,
				       struct sim_device_reply *reply);
enum sim_usb_answer sim_string_request(struct sim_usb_audio *audio,
				       unsigned int index,
				       struct sim_device_reply *reply);

/* values.c */
struct sim_device_value *sim_value_find(struct sim_usb_audio *audio,
					const struct sim_device_entity *entity,
					unsigned int selector,
					unsigned int channel,
					unsigned int input,
					unsigned int bytes);
bool sim_value_set(struct sim_device_value *value, int32_t wanted);
int32_t sim_value_extend(uint32_t raw, unsigned int bytes, bool is_signed);
/* Access that the descriptor declares: 0 none, 1 read, 3 read and write. */
unsigned int sim_entity_access(const struct sim_usb_audio *audio,
			       const struct sim_device_entity *entity,
			       unsigned int selector, unsigned int channel);

/* data */
enum sim_usb_answer sim_device_in(struct sim_usb_device *dev,
				  unsigned int address, void *data,
				  size_t length, size_t *actual);
enum sim_usb_answer sim_device_out(struct sim_usb_device *dev,
				   unsigned int address, const void *data,
				   size_t length);
enum sim_usb_answer sim_stream_in(struct sim_usb_audio *audio,
				  struct sim_device_endpoint *endpoint,
				  void *data, size_t length, size_t *actual);
enum sim_usb_answer sim_stream_out(struct sim_usb_audio *audio,
				   struct sim_device_endpoint *endpoint,
				   const void *data, size_t length);
void sim_stream_start(struct sim_device_endpoint *endpoint);
enum sim_usb_answer sim_feedback_in(struct sim_usb_audio *audio,
				    struct sim_device_endpoint *endpoint,
				    void *data, size_t length, size_t *actual);
enum sim_usb_answer sim_feedback_out(struct sim_device_endpoint *endpoint,
				     const void *data, size_t length);
enum sim_usb_answer sim_report_in(struct sim_usb_audio *audio,
				  struct sim_device_endpoint *endpoint,
				  void *data, size_t length, size_t *actual);
enum sim_usb_answer sim_midi_in(struct sim_usb_audio *audio,
				struct sim_device_endpoint *endpoint,
				void *data, size_t length, size_t *actual);
enum sim_usb_answer sim_midi_out(struct sim_usb_audio *audio,
				 struct sim_device_endpoint *endpoint,
				 const void *data, size_t length);
void sim_device_ready(struct sim_usb_audio *audio, unsigned int address);

#endif /* SIM_DEVICE_PRIVATE_H */
