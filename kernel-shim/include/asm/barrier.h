/* SPDX-License-Identifier: GPL-2.0 */
/* Full barriers; the host runs one simulated CPU at a time. */
#ifndef SIM_ASM_BARRIER_H
#define SIM_ASM_BARRIER_H

#define mb()	__sync_synchronize()
#define rmb()	__sync_synchronize()
#define wmb()	__sync_synchronize()
/* One OS thread: the compiler is all that must be held back. */
#ifdef __SANITIZE_THREAD__
/* Makes an earlier relaxed atomic an acquire; see check/race_sync.c. */
void sim_race_fence(void);
#define __smp_mb()	sim_race_fence()
#define __smp_rmb()	sim_race_fence()
#else
#define __smp_mb()	__asm__ __volatile__("" ::: "memory")
#define __smp_rmb()	__asm__ __volatile__("" ::: "memory")
#endif
#define __smp_wmb()	__asm__ __volatile__("" ::: "memory")
#include <asm-generic/barrier.h>

#endif /* SIM_ASM_BARRIER_H */
