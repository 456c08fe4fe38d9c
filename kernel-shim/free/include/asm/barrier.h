/* SPDX-License-Identifier: GPL-2.0 */
/* Barriers, free-running: CPUs run at the same time. */
#ifndef SIM_ASM_BARRIER_FREE_H
#define SIM_ASM_BARRIER_FREE_H

#define mb()	__sync_synchronize()
#define rmb()	__sync_synchronize()
#define wmb()	__sync_synchronize()
#define __smp_mb()	__sync_synchronize()
#define __smp_rmb()	__atomic_thread_fence(__ATOMIC_ACQUIRE)
#define __smp_wmb()	__atomic_thread_fence(__ATOMIC_RELEASE)
#include <asm-generic/barrier.h>

#endif /* SIM_ASM_BARRIER_FREE_H */
