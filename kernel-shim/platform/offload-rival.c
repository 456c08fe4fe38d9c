// SPDX-License-Identifier: GPL-2.0-only
/*
 * offload-rival.c: another offload driver, which is there first.
 *
 * Stands in for a second vendor's driver: sound/usb has room for one set of
 * platform operations. While sim.rival_offload is 1 the rival holds it and
 * whoever else registers is refused. It offloads nothing.
 */
#include <linux/kstrtox.h>
#include <linux/moduleparam.h>

#include <linux/usb.h>
#include <sound/pcm.h>

#include <../sound/usb/usbaudio.h>
#include <../sound/usb/card.h>

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "sim."

static struct snd_usb_platform_ops sim_rival_operations;
static bool sim_rival_registered;

static int sim_rival_set(const char *text, const struct kernel_param *param)
{
	bool wanted;
	int error = kstrtobool(text, &wanted);

	if (error || wanted == sim_rival_registered)
		return error;
	if (wanted)
		error = snd_usb_register_platform_ops(&sim_rival_operations);
	else
		snd_usb_unregister_platform_ops();
	if (!error)
		sim_rival_registered = wanted;
	return error;
}

static const struct kernel_param_ops sim_rival_param = {
	.set = sim_rival_set,
	.get = param_get_bool,
};
module_param_cb(rival_offload, &sim_rival_param, &sim_rival_registered, 0644);
