// SPDX-License-Identifier: GPL-2.0-only
/*
 * board.c: wires the machine: one xHCI where the device tree says that it is,
 * the DSP, and the USB audio device of the run, not yet plugged.
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
	struct sim_xhci *controller;
	struct sim_usb_audio *device;
	void *story;
};

/* Set before anything runs, the same in every snapshot of the run. */
SIM_STATE static struct sim_board_state *sim_board;

struct sim_xhci *sim_board_xhci(unsigned int index)
{
	return index == 0 ? sim_board->controller : NULL;
}

struct sim_usb_audio *sim_board_audio(void)
{
	return sim_board->device;
}

void **sim_board_story(void)
{
	return &sim_board->story;
}

static int sim_board_make_device(const struct sim_run_config *config)
{
	const void *blob = config->device_blob;
	size_t bytes = config->device_bytes;
	const char *name = config->device_name;
	char error[256];

	if (!name)
		name = SIM_BOARD_DEFAULT_DEVICE;
	if (!blob)
		blob = sim_device_builtin(name, &bytes);
	if (!blob)
		return -ENOENT;
	sim_board->device = sim_usb_audio_create(blob, bytes,
				sim_usb_audio_guess_speed(blob, bytes), name,
				error, sizeof(error));
	return sim_board->device ? 0 : -EINVAL;
}

static int sim_board_create(const struct sim_run_config *config,
			    struct sim_boot_params *params)
{
	const struct sim_xhci_config xhci = {
		.bus = 0,
		.mmio_phys = SIM_MMIO_PHYS,
		.irq_line = SIM_IRQ_DEVICE,
	};

	sim_board = sim_state_alloc(sizeof(*sim_board));
	sim_board->controller = sim_xhci_create(&xhci);
	sim_dsp_create();
	params->device_tree = sim_device_tree;
	params->device_tree_size = sim_device_tree_bytes;
	return sim_board_make_device(config);
}

static void sim_board_power_on(void)
{
	sim_dsp_start(&sim_board->controller, 1);
}

const struct sim_board sim_board_default = {
	.create = sim_board_create,
	.power_on = sim_board_power_on,
	.packet = sim_router_packet,
	.afe_usb_device = sim_dsp_set_afe_device,
};
