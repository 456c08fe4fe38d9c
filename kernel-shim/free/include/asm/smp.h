/* SPDX-License-Identifier: GPL-2.0 */
/* CPU number of the context that runs. */
#ifndef SIM_ASM_SMP_H
#define SIM_ASM_SMP_H

#include "sim/border.h"

#include "sim/border_free.h"
#define raw_smp_processor_id()	(sim_self->cpu)

struct cpumask;
void arch_send_call_function_single_ipi(int cpu);
void arch_send_call_function_ipi_mask(const struct cpumask *mask);
void arch_smp_send_reschedule(int cpu);

#endif /* SIM_ASM_SMP_H */
