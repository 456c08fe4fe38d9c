/* SPDX-License-Identifier: GPL-2.0 */
/* Per-CPU areas, found by the CPU of the context that runs. */
#ifndef SIM_ASM_PERCPU_H
#define SIM_ASM_PERCPU_H

#include <asm/smp.h>

extern unsigned long __per_cpu_offset[];
#define __my_cpu_offset	(__per_cpu_offset[raw_smp_processor_id()])
#include <asm-generic/percpu.h>

#endif /* SIM_ASM_PERCPU_H */
