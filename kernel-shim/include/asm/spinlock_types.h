/* SPDX-License-Identifier: GPL-2.0-only */
/* Spinning is a wait that the scheduler sees; the word says who holds it. */
#ifndef SIM_ASM_SPINLOCK_TYPES_H
#define SIM_ASM_SPINLOCK_TYPES_H

/* 0, or 1 + the CPU that holds it */
typedef struct { unsigned int held; } arch_spinlock_t;
#define __ARCH_SPIN_LOCK_UNLOCKED	{ 0 }

/* count: readers, or -1 for a writer; writers: how many of them wait */
typedef struct { int count; int writers; } arch_rwlock_t;
#define __ARCH_RW_LOCK_UNLOCKED		{ 0, 0 }

#endif /* SIM_ASM_SPINLOCK_TYPES_H */
