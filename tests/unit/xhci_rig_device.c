// SPDX-License-Identifier: GPL-2.0-only
/* xhci_rig_device.c: the device's half of the rig: scripted answers. */
#include <string.h>

#include "xhci_rig.h"

static struct rig_device *of(struct sim_usb_device *usb)
{
	return (struct rig_device *)usb;
}

static void device_reset(struct sim_usb_device *usb)
{
	of(usb)->resets++;
	of(usb)->address = 0;
}

static void device_set_address(struct sim_usb_device *usb, unsigned int address)
{
	of(usb)->address = address;
}

static void device_suspend(struct sim_usb_device *usb)
{
	of(usb)->suspends++;
}

static void device_resume(struct sim_usb_device *usb)
{
	of(usb)->resumes++;
}

static void device_unplug(struct sim_usb_device *usb)
{
	of(usb)->unplugs++;
}

static enum sim_usb_answer device_control(struct sim_usb_device *usb,
					  const uint8_t setup[8], void *data,
					  size_t length, size_t *actual)
{
	struct rig_device *dev = of(usb);

	dev->controls++;
	memcpy(dev->setup, setup, 8);
	if (dev->control_answer != SIM_USB_ACK)
		return dev->control_answer;
	if (setup[0] & 0x80) {
		*actual = dev->control_bytes < length ? dev->control_bytes :
							length;
		memcpy(data, dev->control_data, *actual);
	} else {
		dev->control_bytes = length;
		memcpy(dev->control_data, data, length);
		*actual = length;
	}
	return SIM_USB_ACK;
}

static void packet_seen(struct rig_device *dev)
{
	if (!dev->ins && !dev->outs)
		dev->first_ns = double_now_ns;
	dev->last_ns = double_now_ns;
}

static enum sim_usb_answer device_in(struct sim_usb_device *usb,
				     unsigned int endpoint, void *data,
				     size_t length, size_t *actual)
{
	struct rig_device *dev = of(usb);
	uint8_t *to = data;

	(void)endpoint;
	if (dev->in_answer != SIM_USB_ACK)
		return dev->in_answer;
	packet_seen(dev);
	dev->ins++;
	*actual = dev->in_bytes < length ? dev->in_bytes : length;
	for (size_t i = 0; i < *actual; i++)
		to[i] = dev->in_next++;
	return SIM_USB_ACK;
}

static enum sim_usb_answer device_out(struct sim_usb_device *usb,
				      unsigned int endpoint, const void *data,
				      size_t length)
{
	struct rig_device *dev = of(usb);

	(void)endpoint;
	if (dev->out_answer != SIM_USB_ACK)
		return dev->out_answer;
	packet_seen(dev);
	dev->outs++;
	if (dev->out_bytes + length <= sizeof(dev->out))
		memcpy(dev->out + dev->out_bytes, data, length);
	dev->out_bytes += length;
	return SIM_USB_ACK;
}

static const struct sim_usb_device_ops device_ops = {
	.name = "rig device",
	.reset = device_reset,
	.set_address = device_set_address,
	.suspend = device_suspend,
	.resume = device_resume,
	.unplug = device_unplug,
	.control = device_control,
	.in = device_in,
	.out = device_out,
};

void rig_device_init(struct rig_device *dev, enum sim_usb_speed speed)
{
	memset(dev, 0, sizeof(*dev));
	dev->usb.ops = &device_ops;
	dev->usb.speed = speed;
}
