// SPDX-License-Identifier: GPL-2.0-only
/*
 * device-reset.c: somebody has a USB device reset by the hub above it.
 *
 * Stands in for the USBDEVFS_RESET request of usbfs (drivers/usb/core/devio.c),
 * which needs a device node: the device's name, written to
 * /sys/usbfs/reset_device, does what the request does, with the device
 * locked. It is a file of its own and no parameter of the module: parameters
 * are written under one mutex, and a reset may take seconds.
 * Not modelled: usbfs's own claims of interfaces, which may refuse a reset.
 */
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/usb.h>

struct sim_reset_search {
	const char *name;
	struct usb_device *found;
};

static int sim_reset_look(struct usb_device *dev, void *arg)
{
	struct sim_reset_search *search = arg;

	if (!sysfs_streq(search->name, dev_name(&dev->dev)))
		return 0;
	search->found = usb_get_dev(dev);
	return 1;
}

static ssize_t reset_device_store(struct kobject *kobj,
				  struct kobj_attribute *attr,
				  const char *buf, size_t count)
{
	struct sim_reset_search search = { .name = buf };
	int error = -ENODEV;

	usb_for_each_dev(&search, sim_reset_look);
	if (!search.found)
		return -ENODEV;
	usb_lock_device(search.found);
	if (search.found->state != USB_STATE_NOTATTACHED)
		error = usb_reset_device(search.found);
	usb_unlock_device(search.found);
	usb_put_dev(search.found);
	return error ?: count;
}

static struct kobj_attribute sim_reset_attribute = __ATTR_WO(reset_device);

static int __init sim_reset_init(void)
{
	struct kobject *folder = kobject_create_and_add("usbfs", NULL);

	return folder ? sysfs_create_file(folder, &sim_reset_attribute.attr) :
			-ENOMEM;
}
late_initcall(sim_reset_init);
