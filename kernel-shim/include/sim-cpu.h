/* SPDX-License-Identifier: GPL-2.0-only */
/* sim-cpu.h: which CPUs exist; see memory/cpu_set.c. */
#ifndef SIM_CPU_H
#define SIM_CPU_H

#include "sim/border.h"

void sim_cpu_boot(const struct sim_boot_params *params);

#endif /* SIM_CPU_H */
