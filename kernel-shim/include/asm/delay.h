/* SPDX-License-Identifier: GPL-2.0 */
/* Busy waiting: the CPU is taken, virtual time goes on. */
#ifndef SIM_ASM_DELAY_H
#define SIM_ASM_DELAY_H

#include "sim/border.h"

static inline void __sim_delay(unsigned long long ns)
{
	sim_cpu_delay(ns);
}
#define udelay(n)	__sim_delay((unsigned long long)(n) * 1000)
#define ndelay(n)	__sim_delay(n)
#define __udelay(n)	udelay(n)
#define __ndelay(n)	ndelay(n)

#endif /* SIM_ASM_DELAY_H */
