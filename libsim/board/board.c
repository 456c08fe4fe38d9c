// SPDX-License-Identifier: GPL-2.0-only
/*
 * board.c: wires the machine: one xHCI, or two, where the device tree says that
 * they are, the DSP, and the USB audio device of the run, not yet plugged.
 *
 * The addresses and lines are those of drivers/soc.dts.
 */
#include <errno.h>
#include <stdlib.h>

#include "sim/board.h"
#include "sim/dsp.h"
#include "sim/device.h"
#include "device_tree.h"

#define SIM_BOARD_DEFAULT_DEVICE	"uac1-headset"

/* In the state arena, so that a snapshot holds it. */
struct sim_board_state {
	struct sim_xhci *controller[SIM_BOARD_CONTROLLERS];
	unsigned int controllers;
	struct sim_usb_audio *device, *second;
	void *story;
};

/* Set before anything runs, the same in every snapshot of the run. */
SIM_STATE static struct sim_board_state *sim_board;

struct sim_xhci *sim_board_xhci(unsigned int index)
{
	return index < sim_board->controllers ? sim_board->controller[index] :
						NULL;
}

const char *sim_board_xhci_name(unsigned int index)
{
	static const char *const names[SIM_BOARD_CONTROLLERS] = {
		"a000000.usb", "a010000.usb",
	};

	sim_assert(index < SIM_BOARD_CONTROLLERS);
	return names[index];
}

struct sim_usb_audio *sim_board_audio(void)
{
	return sim_board->device;
}

void **sim_board_story(void)
{
	return &sim_board->story;
}

struct sim_usb_audio *sim_board_second_audio(void)
{
	return sim_board->second;
}

static struct sim_usb_audio *sim_board_make_device(const char *name,
						   const void *blob,
						   size_t bytes)
{
	char error[256];

	if (!blob)
		blob = sim_device_builtin(name, &bytes);
	return !blob ? NULL :
	       sim_usb_audio_create(blob, bytes,
				    sim_usb_audio_guess_speed(blob, bytes),
				    name, error, sizeof(error));
}

static int sim_board_make_devices(const struct sim_run_config *config)
{
	sim_board->device = sim_board_make_device(config->device_name ?:
						  SIM_BOARD_DEFAULT_DEVICE,
						  config->device_blob,
						  config->device_bytes);
	if (!sim_board->device)
		return -EINVAL;
	if (!config->second_name)
		return 0;
	sim_board->second = sim_board_make_device(config->second_name,
						  config->second_blob,
						  config->second_bytes);
	return sim_board->second ? 0 : -EINVAL;
}

static struct sim_xhci *sim_board_make_xhci(unsigned int index)
{
	const struct sim_xhci_config xhci = {
		.bus = index,
		.mmio_phys = SIM_MMIO_PHYS + index * SIM_XHCI_MMIO_SIZE,
		.irq_line = SIM_IRQ_DEVICE + index,
	};

	return sim_xhci_create(&xhci);
}

static void sim_board_give_tree(struct sim_boot_params *params)
{
	bool two = sim_board->controllers == 2;

	params->device_tree = two ? sim_device_tree_two : sim_device_tree;
	params->device_tree_size = two ? sim_device_tree_two_bytes :
					 sim_device_tree_bytes;
}

static int sim_board_create(const struct sim_run_config *config,
			    struct sim_boot_params *params)
{
	const struct sim_scenario *scenario = config->scenario;

	sim_board = sim_state_alloc(sizeof(*sim_board));
	sim_board->controllers = scenario && scenario->controllers ?
				 scenario->controllers : 1;
	sim_assert(sim_board->controllers <= SIM_BOARD_CONTROLLERS);
	for (unsigned int i = 0; i < sim_board->controllers; i++)
		sim_board->controller[i] = sim_board_make_xhci(i);
	sim_dsp_create();
	sim_board_give_tree(params);
	return sim_board_make_devices(config);
}

static void sim_board_power_on(void)
{
	sim_dsp_start(sim_board->controller, sim_board->controllers);
}

static int sim_board_troubles(struct sim_trouble *list, int room)
{
	int count = 0;

	for (unsigned int i = 0; i < sim_board->controllers; i++)
		count += sim_xhci_troubles(sim_board->controller[i],
					   list + count, room - count);
	return count;
}

const struct sim_board sim_board_default = {
	.create = sim_board_create,
	.power_on = sim_board_power_on,
	.packet = sim_router_packet,
	.afe_usb_device = sim_dsp_set_afe_device,
	.troubles = sim_board_troubles,
};
