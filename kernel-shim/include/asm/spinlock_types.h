/* SPDX-License-Identifier: GPL-2.0 */
/* Spinning is a wait that the scheduler sees; the word says whether it is held. */
#ifndef SIM_ASM_SPINLOCK_TYPES_H
#define SIM_ASM_SPINLOCK_TYPES_H

typedef struct { unsigned int held; } arch_spinlock_t;
#define __ARCH_SPIN_LOCK_UNLOCKED	{ 0 }

/* readers, or -1 for a writer */
typedef struct { int count; } arch_rwlock_t;
#define __ARCH_RW_LOCK_UNLOCKED		{ 0 }

#endif /* SIM_ASM_SPINLOCK_TYPES_H */
