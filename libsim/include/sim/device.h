/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * device.h: what scenarios and tests ask of a simulated USB audio device.
 *
 * usb.h has the cable (create, plug, sink); here are the formats that a device
 * offers, its state and counters, the things that a person or the analogue
 * world does to it (a key, a jack, a knob), the built-in devices, and a
 * comparer for sample streams. Host world; no kernel header.
 *
 * Context of every function: the simulator's one OS thread, any fiber. None
 * blocks. All state is in the state arena.
 */
#ifndef SIM_DEVICE_H
#define SIM_DEVICE_H

#include "sim/usb.h"

/* A UAC1 type I format descriptor of 255 bytes holds at most 82 rates. */
#define SIM_USB_AUDIO_RATES	84

/* bmAttributes 3..2 of the data endpoint, USB 2.0 table 9-13. */
enum sim_usb_audio_sync {
	SIM_USB_AUDIO_NO_SYNC, SIM_USB_AUDIO_ASYNC,
	SIM_USB_AUDIO_ADAPTIVE, SIM_USB_AUDIO_SYNC,
};

/**
 * struct sim_usb_audio_format - one altsetting that carries audio
 * @configuration: bConfigurationValue
 * @interface: bInterfaceNumber
 * @altsetting: bAlternateSetting
 * @endpoint: bEndpointAddress of the data endpoint
 * @sync_endpoint: explicit feedback endpoint of the altsetting, or 0
 * @version: audio class 1, 2 or 3
 * @format_type: bFormatType (1 PCM-like, 2 encoded, 3 IEC 61937)
 * @terminal: bTerminalLink
 * @clock: clock source in use (audio class 2 and 3), or 0
 * @channels: channels of a frame
 * @subslot_bytes: bytes of one sample in the packet
 * @bit_resolution: significant bits of one sample
 * @sync: synchronisation type of the data endpoint
 * @capture: true for IN
 * @implicit_feedback: IN data whose usage type says "implicit feedback"
 * @rate_control: the host can set the rate (UAC1: endpoint, UAC2: clock)
 * @continuous: any rate from @rate_min to @rate_max
 * @format_tag: UAC1 wFormatTag, else bmFormats
 * @interval: frames (full speed) or microframes between packets
 * @max_packet_bytes: most bytes of one service interval
 * @rate_min: lowest rate in Hz
 * @rate_max: highest rate in Hz
 * @rate_count: entries of @rates; 0 when @continuous
 * @rates: in the order that the device gives them, in Hz
 */
struct sim_usb_audio_format {
	uint8_t configuration, interface, altsetting;
	uint8_t endpoint, sync_endpoint;
	uint8_t version, format_type, terminal, clock;
	uint8_t channels, subslot_bytes, bit_resolution;
	enum sim_usb_audio_sync sync;
	bool capture, implicit_feedback, rate_control, continuous;
	uint32_t format_tag;
	uint32_t interval, max_packet_bytes;
	uint32_t rate_min, rate_max;
	uint32_t rate_count;
	uint32_t rates[SIM_USB_AUDIO_RATES];
};

/**
 * struct sim_usb_audio_counters - what passed one endpoint since the last reset
 * @packets: transactions that moved data, empty isochronous ones included
 * @bytes: payload bytes
 * @frames: audio frames (samples of all channels), isochronous data only
 * @naks: transactions answered with NAK
 * @empty: isochronous packets without data: underruns seen by the device
 * @missed: service intervals without a packet inside a running stream, told
 *	eight intervals later (one late event of the simulation is no gap)
 * @oversize: packets above wMaxPacketSize (babble); their data is dropped
 * @ragged: service intervals (MIDI: packets) that are not whole frames
 * @full: data dropped because a buffer of the device was full
 * @balance: frames that came less frames that the device's clock used up
 * @balance_min: lowest @balance
 * @balance_max: highest @balance
 */
struct sim_usb_audio_counters {
	uint64_t packets, bytes, frames, naks;
	uint64_t empty, missed, oversize, ragged, full;
	int64_t balance, balance_min, balance_max;
};

/**
 * struct sim_usb_audio_state - the whole device
 * @configuration: bConfigurationValue in use, 0 before it is configured
 * @address: USB address
 * @suspended: between suspend() and resume()
 * @remote_wakeup: the host allowed it to wake the bus
 * @inactive: transactions for endpoints that the altsettings in use lack,
 *	for instance audio data to altsetting 0
 * @while_suspended: transactions while suspended
 * @suspends: how often the bus was suspended since the device was made
 * @stalls: control transfers answered with STALL
 * @controls: control transfers
 */
struct sim_usb_audio_state {
	unsigned int configuration, address;
	bool suspended, remote_wakeup;
	uint64_t inactive, while_suspended, stalls, controls, suspends;
};

/**
 * sim_usb_audio_formats() - list the streaming altsettings
 * @audio: the device
 * @array: filled in descriptor order, may be NULL when @max is 0
 * @max: room in @array
 *
 * A configured device lists its current configuration; before that, every
 * configuration that can be selected (of two with one value, the first).
 *
 * Return: how many there are, which may be more than @max.
 */
int sim_usb_audio_formats(const struct sim_usb_audio *audio,
			  struct sim_usb_audio_format *array, int max);

/**
 * struct sim_usb_audio_parts - what a device consists of
 * @formats: altsettings that carry audio
 * @feature_units: feature units with a mute or a volume
 * @midi_in: MIDI endpoints to the host
 * @midi_out: MIDI endpoints from the host
 */
struct sim_usb_audio_parts {
	unsigned int formats, feature_units, midi_in, midi_out;
};

/**
 * sim_usb_audio_parts() - what the descriptors say of a configuration
 * @audio: the device
 * @configuration: bConfigurationValue, 0: all configurations together
 * @parts: filled
 */
void sim_usb_audio_parts(const struct sim_usb_audio *audio,
			 unsigned int configuration,
			 struct sim_usb_audio_parts *parts);

/* bConfigurationValue by index from 0; 0 past the end. */
unsigned int sim_usb_audio_configuration(const struct sim_usb_audio *audio,
					 unsigned int index);

/* idVendor and idProduct. */
void sim_usb_audio_id(const struct sim_usb_audio *audio, unsigned int *vendor,
		      unsigned int *product);

/**
 * sim_usb_audio_state() - configuration, address, power, trouble
 * @audio: the device
 * @state: filled
 */
void sim_usb_audio_state(const struct sim_usb_audio *audio,
			 struct sim_usb_audio_state *state);

/**
 * sim_usb_audio_altsetting() - altsetting in use
 * @audio: the device
 * @interface: bInterfaceNumber
 *
 * Return: bAlternateSetting, or -1 without such an interface in the
 * configuration in use.
 */
int sim_usb_audio_altsetting(const struct sim_usb_audio *audio,
			     unsigned int interface);

/**
 * sim_usb_audio_rate() - sample rate at which an endpoint runs
 * @audio: the device
 * @endpoint: bEndpointAddress of a data or feedback endpoint
 *
 * Return: Hz, or 0 when no altsetting in use has it.
 */
uint32_t sim_usb_audio_rate(const struct sim_usb_audio *audio,
			    unsigned int endpoint);

/**
 * sim_usb_audio_counters() - what passed an endpoint
 * @audio: the device
 * @endpoint: bEndpointAddress
 * @counters: filled when the endpoint exists
 *
 * All altsettings since the last bus reset together, so that it can be asked
 * after the host has left them, too; the balance is that of the latest stream.
 *
 * Return: false when the device has no such endpoint.
 */
bool sim_usb_audio_counters(const struct sim_usb_audio *audio,
			    unsigned int endpoint,
			    struct sim_usb_audio_counters *counters);

/**
 * sim_usb_audio_control_value() - read a control as the host would
 * @audio: the device, configured
 * @interface: its audio control interface
 * @entity: unit, terminal or clock ID
 * @selector: control selector (1 mute, 2 volume of a feature unit, ...)
 * @channel: channel number, 0 master
 * @value: the current value, sign-extended where the control is signed
 *
 * Return: 0, or -ENOENT when the device has no such control.
 */
int sim_usb_audio_control_value(struct sim_usb_audio *audio,
				unsigned int interface, unsigned int entity,
				unsigned int selector, unsigned int channel,
				int32_t *value);

/**
 * sim_usb_audio_turn_knob() - somebody changes a control at the device
 *
 * Same parameters as sim_usb_audio_control_value(). Tells the host by the
 * audio control interface's interrupt endpoint, when there is one.
 *
 * Return: 0, -ENOENT without such a control, -ENODEV when nothing could tell
 * the host (the value is changed all the same), -ENOBUFS when the queue of
 * reports is full.
 */
int sim_usb_audio_turn_knob(struct sim_usb_audio *audio,
			    unsigned int interface, unsigned int entity,
			    unsigned int selector, unsigned int channel,
			    int32_t value);

/**
 * sim_usb_audio_move_jack() - plug or pull the plug of a terminal
 * @audio: the device, configured
 * @interface: its audio control interface
 * @terminal: ID of an input or output terminal
 * @inserted: the new state
 *
 * Return: as sim_usb_audio_turn_knob().
 */
int sim_usb_audio_move_jack(struct sim_usb_audio *audio,
			    unsigned int interface, unsigned int terminal,
			    bool inserted);

/* Bits of the first byte of the HID input report; see hid.c. */
#define SIM_USB_AUDIO_KEY_VOLUME_UP	0x01
#define SIM_USB_AUDIO_KEY_VOLUME_DOWN	0x02
#define SIM_USB_AUDIO_KEY_MUTE		0x04

/**
 * sim_usb_audio_press_keys() - hold keys down
 * @audio: the device, configured
 * @keys: SIM_USB_AUDIO_KEY_* that are down from now on; 0: all up
 *
 * Return: 0, -ENODEV without a HID interface, -ENOBUFS when the queue of
 * reports is full.
 */
int sim_usb_audio_press_keys(struct sim_usb_audio *audio, unsigned int keys);

#define SIM_USB_AUDIO_REPORT	64

/**
 * sim_usb_audio_push() - queue a report for the host to fetch
 * @audio: the device, configured
 * @endpoint: an interrupt or bulk IN endpoint of the altsettings in use
 * @data: raw bytes
 * @bytes: at most SIM_USB_AUDIO_REPORT and the endpoint's packet
 *
 * Wakes a suspended bus if the host allowed remote wake-up.
 *
 * Return: 0, -ENODEV, -ENOBUFS, or -EINVAL for too many bytes.
 */
int sim_usb_audio_push(struct sim_usb_audio *audio, unsigned int endpoint,
		       const void *data, size_t bytes);

/**
 * sim_usb_audio_set_drift() - let the device's clock run fast or slow
 * @audio: the device
 * @parts_per_million: -1000..1000; 0 (the default) is exact
 *
 * Acts on asynchronous endpoints and what feedback endpoints tell.
 */
void sim_usb_audio_set_drift(struct sim_usb_audio *audio,
			     int parts_per_million);

/**
 * sim_usb_audio_midi_loopback() - a MIDI cable from out to in, or none
 * @audio: the device
 * @on: true (the default): what the host sends comes back
 */
void sim_usb_audio_midi_loopback(struct sim_usb_audio *audio, bool on);

/**
 * sim_usb_audio_midi_play() - somebody plays on the device
 * @audio: the device, configured
 * @events: events of four bytes, USB MIDI 1.0 4
 * @bytes: a multiple of 4
 *
 * Return: 0, -ENODEV without a MIDI IN endpoint, -EINVAL, -ENOBUFS.
 */
int sim_usb_audio_midi_play(struct sim_usb_audio *audio, const void *events,
			    size_t bytes);

/**
 * sim_usb_audio_midi_heard() - what the host sent by MIDI since the last call
 * @audio: the device
 * @events: filled
 * @max: room there; the device remembers the last 4096 bytes
 *
 * Return: bytes.
 */
size_t sim_usb_audio_midi_heard(struct sim_usb_audio *audio, void *events,
				size_t max);

/**
 * sim_usb_audio_signal() - the device's own test signal
 * @frame: frames since the altsetting was chosen
 * @channel: from 0
 *
 * Return: the sample, left-justified in 32 bits: packets carry its upper
 * subslot_bytes * 8 bits. The upper 16 bits count frames.
 */
uint32_t sim_usb_audio_signal(uint64_t frame, unsigned int channel);

/* ---- built-in devices ---- */

/**
 * sim_device_builtin() - descriptor bytes of a built-in device
 * @name: "uac1-headset", "uac2-dac" or "uac1-microphone"
 * @bytes: length
 *
 * Return: the bytes, or NULL without such a device.
 */
const void *sim_device_builtin(const char *name, size_t *bytes);
/* Names and descriptions by index from 0; NULL past the end. */
const char *sim_device_builtin_name(unsigned int index);
const char *sim_device_builtin_about(unsigned int index);

/* ---- comparing streams ---- */

/**
 * struct sim_stream_compare - is what arrived what was sent, in order?
 * @matched: bytes equal
 * @silence: bytes of silence that arrived before, between or after
 * @wrong: bytes that arrived and are neither
 * @lost: bytes dropped because the buffer of sent bytes was full
 * @first_wrong: offset in the arrived stream of the first wrong byte
 * @first_expected: what should have been there
 * @first_arrived: what was there
 * @silence_byte: besides zero, what silence consists of (0x80 for unsigned
 *	samples of 8 bits)
 */
struct sim_stream_compare {
	uint64_t matched, silence, wrong, lost;
	uint64_t first_wrong;
	uint8_t first_expected, first_arrived;
	/* set after sim_stream_compare_begin(): silence of the format */
	uint8_t silence_byte;
	/* private: the bytes sent and not yet arrived */
	uint8_t *fifo;
	size_t size, read, fill;
	size_t frame_bytes;
	uint64_t arrived;
};

/**
 * sim_stream_compare_begin() - nothing sent, nothing arrived
 * @compare: to be filled; ended by sim_stream_compare_end()
 * @frame_bytes: silence is told by whole frames, all zero
 * @size: room for bytes under way, from the state arena
 */
void sim_stream_compare_begin(struct sim_stream_compare *compare,
			      size_t frame_bytes, size_t size);
void sim_stream_compare_end(struct sim_stream_compare *compare);

/* The next bytes that one side sent, and that the other side got. */
void sim_stream_compare_sent(struct sim_stream_compare *compare,
			     const void *data, size_t bytes);
void sim_stream_compare_arrived(struct sim_stream_compare *compare,
				const void *data, size_t bytes);
/* Bytes sent and not yet arrived. */
size_t sim_stream_compare_pending(const struct sim_stream_compare *compare);

#endif /* SIM_DEVICE_H */
