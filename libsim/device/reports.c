// SPDX-License-Identifier: GPL-2.0-only
/*
 * reports.c: what the device says by itself, over interrupt IN endpoints.
 *
 * Reports wait in order until the host polls their endpoint. Status words of
 * audio class 1 (3.7.1.2) have two bytes, those of class 2 and 3 (6.1) six.
 */
#include "device_private.h"

/* Wakes a suspended bus when the host allowed it, else says "poll again". */
void sim_device_ready(struct sim_usb_audio *audio, unsigned int address)
{
	struct sim_usb_device *usb = &audio->usb;

	if (!usb->port_ops)
		return;
	if (audio->state.suspended) {
		if (audio->state.remote_wakeup && usb->port_ops->wakeup)
			usb->port_ops->wakeup(usb->port);
		return;
	}
	if (usb->port_ops->ready)
		usb->port_ops->ready(usb->port, address);
}

int sim_usb_audio_push(struct sim_usb_audio *audio, unsigned int address,
		       const void *data, size_t bytes)
{
	struct sim_device_endpoint *endpoint = sim_device_active(audio, address);
	struct sim_device_report *report;

	if (!endpoint || !sim_ep_is_in(endpoint) || sim_ep_is_iso(endpoint))
		return -ENODEV;
	if (bytes > SIM_USB_AUDIO_REPORT || bytes > endpoint->max_bytes)
		return -EINVAL;
	if (audio->report_fill == SIM_DEVICE_REPORTS) {
		endpoint->run.counters.full += bytes;
		return -ENOBUFS;
	}
	report = &audio->reports[audio->report_fill++];
	report->endpoint = address;
	report->bytes = bytes;
	memcpy(report->data, data, bytes);
	sim_device_ready(audio, address);
	return 0;
}

static void report_remove(struct sim_usb_audio *audio, unsigned int index)
{
	audio->report_fill--;
	memmove(&audio->reports[index], &audio->reports[index + 1],
		(audio->report_fill - index) * sizeof(audio->reports[0]));
}

enum sim_usb_answer sim_report_in(struct sim_usb_audio *audio,
				  struct sim_device_endpoint *endpoint,
				  void *data, size_t length, size_t *actual)
{
	unsigned int i;

	for (i = 0; i < audio->report_fill; i++) {
		struct sim_device_report *report = &audio->reports[i];
		bool fits = report->bytes <= length;

		if (report->endpoint != endpoint->address)
			continue;
		*actual = fits ? report->bytes : length;
		if (*actual)
			memcpy(data, report->data, *actual);
		endpoint->run.counters.packets++;
		endpoint->run.counters.bytes += *actual;
		report_remove(audio, i);
		return fits ? SIM_USB_ACK : SIM_USB_BABBLE;
	}
	endpoint->run.counters.naks++;
	return SIM_USB_NAK;
}

/* ---- audio control interrupts ---- */

static struct sim_device_endpoint *status_endpoint(struct sim_usb_audio *audio,
						   unsigned int interface)
{
	unsigned int slot;

	for (slot = 17; slot < 32; slot++) {
		unsigned int index = audio->active[slot];
		struct sim_device_endpoint *endpoint;

		if (index == SIM_DEVICE_NONE)
			continue;
		endpoint = &audio->endpoints[index];
		if (endpoint->kind == SIM_EP_STATUS &&
		    audio->alts[endpoint->alt].interface == interface)
			return endpoint;
	}
	return NULL;
}

static int tell_change(struct sim_usb_audio *audio,
		       const struct sim_device_entity *entity,
		       unsigned int selector, unsigned int channel)
{
	struct sim_device_endpoint *endpoint =
		status_endpoint(audio, entity->interface);
	/* class 1: interrupt pending from an audio control interface */
	uint8_t words[2] = { 0x80, entity->id };
	/* class 2: interface, CUR changed, CN, CS, interface, entity */
	uint8_t message[6] = { 0, 1, channel, selector, entity->interface,
			       entity->id };

	if (!endpoint)
		return -ENODEV;
	if (entity->version == 1)
		return sim_usb_audio_push(audio, endpoint->address, words,
					  sizeof(words));
	return sim_usb_audio_push(audio, endpoint->address, message,
				  sizeof(message));
}

static struct sim_device_entity *own_entity(struct sim_usb_audio *audio,
					    unsigned int interface,
					    unsigned int id)
{
	if (audio->config == SIM_DEVICE_NONE)
		return NULL;
	return sim_entity_find(audio, audio->config, interface, id);
}

static bool is_clock_rate(const struct sim_device_entity *entity,
			  unsigned int selector)
{
	return entity->kind == SIM_ENTITY_CLOCK && selector == 1;
}

static struct sim_device_value *own_value(struct sim_usb_audio *audio,
					  struct sim_device_entity *entity,
					  unsigned int selector,
					  unsigned int channel)
{
	if (entity->kind == SIM_ENTITY_CLOCK ||
	    entity->kind == SIM_ENTITY_CLOCK_SELECTOR ||
	    !sim_entity_access(audio, entity, selector, channel))
		return NULL;
	return sim_value_find(audio, entity, selector, channel, 0, 2);
}

int sim_usb_audio_control_value(struct sim_usb_audio *audio,
				unsigned int interface, unsigned int id,
				unsigned int selector, unsigned int channel,
				int32_t *value)
{
	struct sim_device_entity *entity = own_entity(audio, interface, id);
	struct sim_device_value *control;

	if (!entity)
		return -ENOENT;
	if (is_clock_rate(entity, selector)) {
		*value = entity->rate_hz;
		return 0;
	}
	control = own_value(audio, entity, selector, channel);
	if (!control)
		return -ENOENT;
	*value = control->current;
	return 0;
}

int sim_usb_audio_turn_knob(struct sim_usb_audio *audio,
			    unsigned int interface, unsigned int id,
			    unsigned int selector, unsigned int channel,
			    int32_t value)
{
	struct sim_device_entity *entity = own_entity(audio, interface, id);
	struct sim_device_value *control;

	if (!entity)
		return -ENOENT;
	if (is_clock_rate(entity, selector)) {
		sim_clock_set_rate(entity, value);
		sim_device_update_rates(audio);
		return tell_change(audio, entity, selector, channel);
	}
	control = own_value(audio, entity, selector, channel);
	if (!control)
		return -ENOENT;
	sim_value_set(control, value);
	return tell_change(audio, entity, selector, channel);
}

int sim_usb_audio_move_jack(struct sim_usb_audio *audio,
			    unsigned int interface, unsigned int terminal,
			    bool inserted)
{
	struct sim_device_entity *entity =
		own_entity(audio, interface, terminal);
	uint8_t bit = 1 << terminal % 8;

	if (!entity || (entity->kind != SIM_ENTITY_INPUT &&
			entity->kind != SIM_ENTITY_OUTPUT))
		return -ENOENT;
	if (inserted)
		audio->jacks[terminal / 8] &= ~bit;
	else
		audio->jacks[terminal / 8] |= bit;
	return tell_change(audio, entity, entity->version == 3 ? 1 : 2, 0);
}
