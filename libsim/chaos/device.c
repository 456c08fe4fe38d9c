// SPDX-License-Identifier: GPL-2.0-only
/*
 * device.c: a bad wire: stands between controller and device, answers now and
 * then in the device's place, and lets the plug slip out in the middle of a
 * transfer.
 *
 * It is a set of usb.h operations around the device's own. Not modelled: data
 * that arrives damaged (the bus has a CRC: that is a transaction error).
 */
#include "sim/hw.h"
#include "chaos.h"

struct sim_wire {
	const struct sim_usb_device_ops *device;
	/* one in so many; 0: never */
	unsigned int control_odds, packet_odds, slip_odds;
	struct sim_event slip;
};
SIM_STATE static struct sim_wire *sim_wire;

/* Outside of the transfer, as the controller does not expect it within. */
static void sim_wire_slip(struct sim_event *event)
{
	(void)event;
	if (!sim_chaos->faults || !sim_headset_plugged(sim_chaos->headset))
		return;
	sim_say("the plug slips out in the middle of a transfer");
	sim_headset_unplug(sim_chaos->headset);
}

static bool sim_wire_fails(unsigned int odds)
{
	if (sim_wire->slip_odds && sim_chaos_once_in(sim_wire->slip_odds) &&
	    !sim_event_armed(&sim_wire->slip))
		sim_event_arm(&sim_wire->slip, sim_time_now_ns() +
			      sim_choose(200000, "time until the plug slips"));
	return odds && sim_chaos_once_in(odds);
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

	if (sim_wire_fails(sim_wire->control_odds))
		return sim_wire_bad(answers[sim_choose(4, "answer of a bad wire")]);
	return sim_wire->device->control(dev, setup, data, length, actual);
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
	if (sim_wire_fails(sim_wire->packet_odds))
		return sim_wire_answer();
	return sim_wire->device->in(dev, address, data, length, actual);
}

static enum sim_usb_answer sim_wire_out(struct sim_usb_device *dev,
					unsigned int address, const void *data,
					size_t length)
{
	if (sim_wire_fails(sim_wire->packet_odds))
		return sim_wire_answer();
	return sim_wire->device->out(dev, address, data, length);
}

static unsigned int sim_wire_draw(const unsigned int *odds)
{
	return odds[sim_choose(4, "odds of a bad wire")];
}

/* Puts the wire in place and draws how bad it is. */
void sim_chaos_wire_start(void)
{
	static const unsigned int control[] = { 0, 0, 100, 10 };
	static const unsigned int packet[] = { 0, 0, 1000, 30 };
	static const unsigned int slip[] = { 0, 0, 0, 1000 };
	SIM_STATE static struct sim_usb_device_ops ops;
	struct sim_usb_device *dev =
		sim_usb_audio_device(sim_headset_audio(sim_chaos->headset));

	sim_wire = sim_state_alloc(sizeof(*sim_wire));
	sim_wire->slip.run = sim_wire_slip;
	sim_wire->slip.name = "plug slips out";
	sim_wire->control_odds = sim_wire_draw(control);
	sim_wire->packet_odds = sim_wire_draw(packet);
	sim_wire->slip_odds = sim_wire_draw(slip);
	sim_say("odds: wire, one in (0: never): control %u packet %u slip %u",
		sim_wire->control_odds, sim_wire->packet_odds,
		sim_wire->slip_odds);
	sim_wire->device = dev->ops;
	ops = *dev->ops;
	ops.control = sim_wire_control;
	ops.in = sim_wire_in;
	ops.out = sim_wire_out;
	dev->ops = &ops;
}

void sim_chaos_wire_heal(void)
{
	struct sim_usb_device *dev =
		sim_usb_audio_device(sim_headset_audio(sim_chaos->headset));

	sim_event_disarm(&sim_wire->slip);
	dev->ops = sim_wire->device;
}
