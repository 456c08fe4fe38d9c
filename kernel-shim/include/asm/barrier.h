/* SPDX-License-Identifier: GPL-2.0 */
/* Full barriers; the host runs one simulated CPU at a time. */
#ifndef SIM_ASM_BARRIER_H
#define SIM_ASM_BARRIER_H

#define mb()	__sync_synchronize()
#define rmb()	__sync_synchronize()
#define wmb()	__sync_synchronize()
/* One OS thread: the compiler is all that must be held back. */
#define __smp_mb()	__asm__ __volatile__("" ::: "memory")
#define __smp_rmb()	__asm__ __volatile__("" ::: "memory")
#define __smp_wmb()	__asm__ __volatile__("" ::: "memory")
#include <asm-generic/barrier.h>

#endif /* SIM_ASM_BARRIER_H */
