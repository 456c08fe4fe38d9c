// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_board.c: the default board with five more controllers of 15 USB 2 ports
 * each (xHCI root hubs are all there is, hubs are not modelled), and memory at
 * the arena's end that the kernel is not told of, for event rings of ours.
 */
#include <errno.h>

#include "bench.h"
#include "ring.h"
#include "ring_machine.h"
#include "sim/machine.h"

#define OWN_BYTES	(4u << 20)
#define OWN_OFFSET	(SIM_ARENA_SIZE - OWN_BYTES)
#define CARDS		32	/* Linux has no more */
#define EXTRA_PORTS	15
#define EXTRA_LINE	40	/* see ring.dts */
#define EXTRA_PHYS	(SIM_MMIO_PHYS + 0x100000)
#define EXTRA_BUS	2

extern const char sim_ring_device_tree[];
extern const uint64_t sim_ring_device_tree_bytes;

static struct sim_xhci *extra[SIM_RING_CONTROLLERS - 1];
static size_t own_used;

static void make_extra(unsigned int i)
{
	struct sim_xhci_config config = {
		.bus = EXTRA_BUS + i,
		.mmio_phys = EXTRA_PHYS + i * SIM_XHCI_MMIO_SIZE,
		.irq_line = EXTRA_LINE + i,
		.interrupters = 16,
		.usb2_ports = EXTRA_PORTS, .usb3_ports = 1,
	};

	extra[i] = sim_xhci_create(&config);
}

static int ring_board_create(const struct sim_run_config *config,
			     struct sim_boot_params *params)
{
	int error = sim_board_default.create(config, params);

	if (error)
		return error;
	params->arena_size = OWN_OFFSET;
	if (!sim_ring_job->devices && sim_ring_job->interrupters < 2)
		return 0;
	for (unsigned int i = 0; i < SIM_RING_CONTROLLERS - 1; i++)
		make_extra(i);
	params->device_tree = sim_ring_device_tree;
	params->device_tree_size = sim_ring_device_tree_bytes;
	return 0;
}

static void ring_board_power_on(void)
{
	sim_board_default.power_on();
}

const struct sim_board sim_ring_board = {
	.create = ring_board_create,
	.power_on = ring_board_power_on,
	.packet = sim_router_packet,
	.afe_usb_device = sim_dsp_set_afe_device,
};

struct sim_xhci *sim_ring_xhci(unsigned int index)
{
	return index ? extra[index - 1] : sim_board_xhci(0);
}

uint64_t sim_ring_memory(size_t bytes)
{
	uint64_t offset = OWN_OFFSET + own_used;

	bytes = (bytes + 4095) & ~4095ul;
	own_used += bytes;
	sim_assert(own_used <= OWN_BYTES);
	return SIM_ARENA_PHYS + offset;
}

void *sim_ring_memory_at(uint64_t dma)
{
	return (void *)(SIM_ARENA_BASE + (dma - SIM_ARENA_PHYS));
}

/* The last sound card that can be had of @count devices and two others. */
static bool all_there(void *count)
{
	unsigned int slots = 0, last = 1 + *(unsigned int *)count;
	char path[32];
	int fd;

	for (unsigned int i = 0; i < SIM_RING_CONTROLLERS; i++)
		if (sim_ring_xhci(i))
			slots += sim_xhci_slots(sim_ring_xhci(i));
	snprintf(path, sizeof(path), "/dev/snd/controlC%u",
		 last < CARDS ? last : CARDS - 1);
	fd = sim_machine_image()->sys_open(path, 0);
	if (fd >= 0)
		sim_machine_image()->sys_close(fd);
	return fd >= 0 && slots > *(unsigned int *)count;
}

static int plug_somewhere(struct sim_usb_device *dev)
{
	for (unsigned int i = 1; i < SIM_RING_CONTROLLERS; i++) {
		struct sim_xhci *xhci = sim_ring_xhci(i);
		int port = xhci ? sim_xhci_free_port(xhci, dev->speed) : -1;

		if (port > 0)
			return sim_xhci_plug(xhci, port, dev);
	}
	return -ENOSPC;
}

static void plug_one(void)
{
	char error[128];
	size_t bytes;
	const void *blob = sim_device_builtin("uac1-headset", &bytes);
	struct sim_usb_audio *audio;

	audio = sim_usb_audio_create(blob, bytes,
				     sim_usb_audio_guess_speed(blob, bytes),
				     "uac1-headset", error, sizeof(error));
	sim_assert(audio);
	sim_expect(!plug_somewhere(sim_usb_audio_device(audio)),
		   "there is no port for a device");
}

void sim_ring_plug(unsigned int count)
{
	sim_headset_plug(sim_headset());
	sim_expect(sim_headset_wait_card(sim_headset(), 5000) >= 0,
		   "no sound card appeared");
	for (unsigned int i = 0; i < count; i++)
		plug_one();
	sim_expect(sim_wait_until(all_there, &count, 60000),
		   "not all of %u devices are there", count);
	sim_sleep_ms(200);
}
