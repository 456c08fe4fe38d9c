// SPDX-License-Identifier: GPL-2.0-only
/*
 * wire.c: a bad wire: stands between a controller and each device, answers now
 * and then in the device's place, and lets the plug slip out in the middle of a
 * transfer.
 *
 * It is a set of usb.h operations around the device's own. Not modelled: data
 * that arrives damaged (the bus has a CRC: that is a transaction error).
 */
#include "chaos.h"

#define SIM_BURST_ODDS	2	/* one in so many, in a burst */

struct sim_wire {
	const struct sim_usb_device_ops *device;
	struct sim_usb_device_ops ops;
};

SIM_STATE static struct sim_wires {
	struct sim_wire wire[SIM_CHAOS_HEADSETS];
	/* one in so many; 0: never */
	unsigned int control_odds, packet_odds, slip_odds;
	uint64_t burst_end_ns;
	bool slow;			/* the burst: NAK instead of silence */
	struct sim_event slip;
	struct sim_headset *slipping;
} *sim_wires;

static struct sim_usb_device *sim_wire_device(unsigned int i)
{
	struct sim_headset *headset = sim_chaos->headset[i];

	return sim_usb_audio_device(sim_headset_audio(headset));
}

static unsigned int sim_wire_number(const struct sim_usb_device *dev)
{
	return dev == sim_wire_device(0) ? 0 : 1;
}

static const struct sim_usb_device_ops *sim_wire_real(struct sim_usb_device *dev)
{
	return sim_wires->wire[sim_wire_number(dev)].device;
}

/* Outside of the transfer, as the controller does not expect it within. */
static void sim_wire_slip(struct sim_event *event)
{
	(void)event;
	if (!sim_chaos->faults || sim_chaos->kept ||
	    !sim_headset_plugged(sim_wires->slipping))
		return;
	sim_say("the plug slips out in the middle of a transfer");
	sim_headset_unplug(sim_wires->slipping);
}

static bool sim_wire_fails(struct sim_usb_device *dev, unsigned int odds)
{
	struct sim_wires *w = sim_wires;

	if (w->slip_odds && sim_chaos_once_in(w->slip_odds) &&
	    !sim_event_armed(&w->slip)) {
		w->slipping = sim_chaos->headset[sim_wire_number(dev)];
		sim_event_arm(&w->slip, sim_time_now_ns() +
			      sim_choose(200000, "time until the plug slips"));
	}
	return odds && sim_chaos_once_in(odds);
}

/* A burst is for everything that passes while it lasts. */
static bool sim_wire_in_burst(void)
{
	return sim_time_now_ns() < sim_wires->burst_end_ns &&
	       sim_choose(SIM_BURST_ODDS, "burst");
}

/* Who waits for what does not come through a bad wire waits with reason. */
static enum sim_usb_answer sim_wire_bad(enum sim_usb_answer answer)
{
	sim_stall_excuse();
	return answer;
}

static enum sim_usb_answer sim_wire_control(struct sim_usb_device *dev,
					    const uint8_t setup[8], void *data,
					    size_t length, size_t *actual)
{
	static const enum sim_usb_answer answers[] = {
		SIM_USB_STALL, SIM_USB_SILENT, SIM_USB_BABBLE, SIM_USB_NAK,
	};

	if (sim_wire_in_burst())
		return sim_wire_bad(sim_wires->slow ? SIM_USB_NAK :
						      SIM_USB_SILENT);
	if (sim_wire_fails(dev, sim_wires->control_odds))
		return sim_wire_bad(answers[sim_choose(4, "answer of a bad wire")]);
	return sim_wire_real(dev)->control(dev, setup, data, length, actual);
}

/* A NAK would need a sign when the data is ready: the device's business. */
static enum sim_usb_answer sim_wire_answer(void)
{
	static const enum sim_usb_answer answers[] = {
		SIM_USB_SILENT, SIM_USB_STALL, SIM_USB_BABBLE,
	};

	return sim_wire_bad(answers[sim_choose(3, "answer of a bad wire")]);
}

static enum sim_usb_answer sim_wire_in(struct sim_usb_device *dev,
				       unsigned int address, void *data,
				       size_t length, size_t *actual)
{
	if (sim_wire_in_burst() && !sim_wires->slow)
		return sim_wire_bad(SIM_USB_SILENT);
	if (sim_wire_fails(dev, sim_wires->packet_odds))
		return sim_wire_answer();
	return sim_wire_real(dev)->in(dev, address, data, length, actual);
}

static enum sim_usb_answer sim_wire_out(struct sim_usb_device *dev,
					unsigned int address, const void *data,
					size_t length)
{
	if (sim_wire_in_burst() && !sim_wires->slow)
		return sim_wire_bad(SIM_USB_SILENT);
	if (sim_wire_fails(dev, sim_wires->packet_odds))
		return sim_wire_answer();
	return sim_wire_real(dev)->out(dev, address, data, length);
}

/* For up to 20 ms; without a wire of its own (only=) nothing happens. */
void sim_chaos_wire_burst(bool slow)
{
	uint64_t us = 1 + sim_choose(20000, "length of a burst");

	if (!sim_wires)
		return;
	sim_wires->slow = slow;
	sim_wires->burst_end_ns = sim_time_now_ns() + us * 1000;
}

static unsigned int sim_wire_draw(const unsigned int *odds)
{
	return odds[sim_choose(4, "odds of a bad wire")];
}

static void sim_wire_draw_odds(void)
{
	static const unsigned int control[] = { 0, 0, 100, 10 };
	static const unsigned int packet[] = { 0, 0, 1000, 30 };
	static const unsigned int slip[] = { 0, 0, 0, 1000 };
	struct sim_wires *w = sim_wires;

	w->control_odds = sim_wire_draw(control);
	w->packet_odds = sim_wire_draw(packet);
	w->slip_odds = sim_wire_draw(slip);
	sim_say("odds: wire, one in (0: never): control %u packet %u slip %u",
		w->control_odds, w->packet_odds, w->slip_odds);
	sim_describe("; wire, one in: control %u packet %u slip %u",
		     w->control_odds, w->packet_odds, w->slip_odds);
}

static void sim_wire_put(unsigned int i)
{
	struct sim_usb_device *dev = sim_wire_device(i);
	struct sim_wire *wire = &sim_wires->wire[i];

	wire->device = dev->ops;
	wire->ops = *dev->ops;
	wire->ops.control = sim_wire_control;
	wire->ops.in = sim_wire_in;
	wire->ops.out = sim_wire_out;
	dev->ops = &wire->ops;
}

/* Puts the wires in place and draws how bad they are. */
void sim_chaos_wire_start(void)
{
	sim_wires = sim_state_alloc(sizeof(*sim_wires));
	sim_wires->slip.run = sim_wire_slip;
	sim_wires->slip.name = "plug slips out";
	sim_wire_draw_odds();
	for (unsigned int i = 0; i < sim_chaos->headsets; i++)
		sim_wire_put(i);
}

void sim_chaos_wire_heal(void)
{
	if (!sim_wires)
		return;
	sim_event_disarm(&sim_wires->slip);
	for (unsigned int i = 0; i < sim_chaos->headsets; i++)
		sim_wire_device(i)->ops = sim_wires->wire[i].device;
}
