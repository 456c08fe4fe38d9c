// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmio.c: register windows of the simulated SoC.
 *
 * An access is a decision point, then one call of the model that owns the
 * address. Does not model: posted writes, bus errors other than a finding.
 */
#include <string.h>
#include "machine.h"

/* Free-running, registers.c takes a lock around these. */
#ifdef SIM_FREE
#define sim_mmio_read	sim_model_read
#define sim_mmio_write	sim_model_write
uint64_t sim_model_read(uint64_t phys, unsigned int bytes);
void sim_model_write(uint64_t phys, unsigned int bytes, uint64_t value);
#endif

#define WINDOWS_MAX	64

struct sim_window {
	uint64_t phys, bytes;
	const struct sim_mmio_ops *ops;
	void *model;
	const char *name;
};

static bool overlaps(const struct sim_window *w, uint64_t phys, uint64_t bytes)
{
	return phys < w->phys + w->bytes && w->phys < phys + bytes;
}

/**
 * sim_mmio_add - give a window of physical addresses to a model
 * @phys: first address
 * @bytes: size of the window
 * @ops: called with offsets into the window
 * @model: handed to @ops
 * @name: for the timeline
 */
void sim_mmio_add(uint64_t phys, uint64_t bytes, const struct sim_mmio_ops *ops,
		  void *model, const char *name)
{
	int at;

	if (!M->windows)
		M->windows = sim_state_alloc(WINDOWS_MAX *
					     sizeof(*M->windows));
	sim_assert(M->window_count < WINDOWS_MAX);
	for (at = 0; at < M->window_count; at++)
		sim_assert(!overlaps(&M->windows[at], phys, bytes));
	at = M->window_count++;
	for (; at > 0 && M->windows[at - 1].phys > phys; at--)
		M->windows[at] = M->windows[at - 1];
	M->windows[at] = (struct sim_window){ phys, bytes, ops, model, name };
}

static const struct sim_window *window_find(uint64_t phys, unsigned int bytes)
{
	int low = 0, high = M->window_count;

	while (low < high) {
		int middle = (low + high) / 2;
		const struct sim_window *w = &M->windows[middle];

		if (phys < w->phys)
			high = middle;
		else if (phys - w->phys >= w->bytes)
			low = middle + 1;
		else
			return phys - w->phys + bytes <= w->bytes ? w : NULL;
	}
	return NULL;
}

/* The access must find memory as the CPU saw it: models get no points. */
uint64_t sim_mmio_read(uint64_t phys, unsigned int bytes)
{
	const struct sim_window *w = window_find(phys, bytes);
	uint64_t value = ~0ULL;

	sim_point_from(SIM_OP_MMIO_READ, w ? w->model : NULL,
		       __builtin_return_address(0), __builtin_frame_address(0));
	if (!w) {
		sim_reportf(SIM_KIND_BUG, true,
			    "read of %u bytes at physical 0x%llx, where no device is",
			    bytes, (unsigned long long)phys);
		return value;
	}
	sim_power_expect(phys, "a register access");
	M->quiet++;
	value = w->ops->read(w->model, phys - w->phys, bytes);
	M->quiet--;
	sim_hash_fold(phys, value);
	return value;
}

void sim_mmio_write(uint64_t phys, unsigned int bytes, uint64_t value)
{
	const struct sim_window *w = window_find(phys, bytes);

	sim_point_from(SIM_OP_MMIO_WRITE, w ? w->model : NULL,
		       __builtin_return_address(0), __builtin_frame_address(0));
	if (!w) {
		sim_reportf(SIM_KIND_BUG, true,
			    "write of %u bytes at physical 0x%llx, where no device is",
			    bytes, (unsigned long long)phys);
		return;
	}
	sim_hash_fold(phys, value);
	sim_power_expect(phys, "a register access");
	M->quiet++;
	w->ops->write(w->model, phys - w->phys, bytes, value);
	M->quiet--;
}
