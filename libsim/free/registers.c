// SPDX-License-Identifier: GPL-2.0-only
/*
 * registers.c: register accesses come from kernel code without the machine
 * lock; the models behind them want it. libsim/sched/mmio.c is built here with
 * its two entries renamed.
 */
#include "free.h"

uint64_t sim_model_read(uint64_t phys, unsigned int bytes);
void sim_model_write(uint64_t phys, unsigned int bytes, uint64_t value);

uint64_t sim_mmio_read(uint64_t phys, unsigned int bytes)
{
	uint64_t value;

	sim_machine_enter();
	value = sim_model_read(phys, bytes);
	sim_machine_leave();
	return value;
}

void sim_mmio_write(uint64_t phys, unsigned int bytes, uint64_t value)
{
	sim_machine_enter();
	sim_model_write(phys, bytes, value);
	sim_machine_leave();
}
