// SPDX-License-Identifier: GPL-2.0-only
/*
 * cpu_set.c: which CPUs exist.
 *
 * Stands in for the data of kernel/cpu.c and kernel/smp.c. All CPUs of the
 * boot parameters are possible, present, online and active from the start and
 * stay so. The slot of actors (SIM_ACTOR_CPU) is none of them.
 *
 * Not modelled: hotplug of CPUs.
 */
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/smp.h>
#include <linux/threads.h>
#include "sim-cpu.h"

unsigned int nr_cpu_ids = NR_CPUS;
EXPORT_SYMBOL(nr_cpu_ids);

struct cpumask __cpu_possible_mask;
EXPORT_SYMBOL(__cpu_possible_mask);
struct cpumask __cpu_online_mask;
EXPORT_SYMBOL(__cpu_online_mask);
struct cpumask __cpu_enabled_mask;
EXPORT_SYMBOL(__cpu_enabled_mask);
struct cpumask __cpu_present_mask;
EXPORT_SYMBOL(__cpu_present_mask);
struct cpumask __cpu_active_mask;
EXPORT_SYMBOL(__cpu_active_mask);
struct cpumask __cpu_dying_mask;
EXPORT_SYMBOL(__cpu_dying_mask);
atomic_t __num_online_cpus;
EXPORT_SYMBOL(__num_online_cpus);
unsigned int __num_possible_cpus;
EXPORT_SYMBOL(__num_possible_cpus);

const DECLARE_BITMAP(cpu_all_bits, NR_CPUS) = CPU_BITS_ALL;
EXPORT_SYMBOL(cpu_all_bits);

/* Row 1 + n has bit n set: cpumask_of() points into it. */
#define SIM_BIT_ROW(n)	[(n) + 1][0] = 1UL << (n)
#define SIM_BIT_ROWS8(n)						\
	SIM_BIT_ROW(n), SIM_BIT_ROW(n + 1), SIM_BIT_ROW(n + 2),		\
	SIM_BIT_ROW(n + 3), SIM_BIT_ROW(n + 4), SIM_BIT_ROW(n + 5),	\
	SIM_BIT_ROW(n + 6), SIM_BIT_ROW(n + 7)
const unsigned long cpu_bit_bitmap[BITS_PER_LONG + 1][BITS_TO_LONGS(NR_CPUS)] = {
	SIM_BIT_ROWS8(0), SIM_BIT_ROWS8(8), SIM_BIT_ROWS8(16),
	SIM_BIT_ROWS8(24), SIM_BIT_ROWS8(32), SIM_BIT_ROWS8(40),
	SIM_BIT_ROWS8(48), SIM_BIT_ROWS8(56),
};
EXPORT_SYMBOL_GPL(cpu_bit_bitmap);

/**
 * sim_cpu_boot() - the CPUs of the boot parameters appear
 * @params: their number
 * Context: once, before anything counts CPUs.
 */
void sim_cpu_boot(const struct sim_boot_params *params)
{
	int cpu;

	nr_cpu_ids = params->cpus;
	__num_possible_cpus = params->cpus;
	atomic_set(&__num_online_cpus, params->cpus);
	for (cpu = 0; cpu < params->cpus; cpu++) {
		cpumask_set_cpu(cpu, &__cpu_possible_mask);
		cpumask_set_cpu(cpu, &__cpu_online_mask);
		cpumask_set_cpu(cpu, &__cpu_enabled_mask);
		cpumask_set_cpu(cpu, &__cpu_present_mask);
		cpumask_set_cpu(cpu, &__cpu_active_mask);
	}
}
