/* SPDX-License-Identifier: GPL-2.0 */
/* Atomics by the compiler's builtins, so that instrumentation sees them. */
#ifndef SIM_ASM_ATOMIC_H
#define SIM_ASM_ATOMIC_H

#include <linux/types.h>
#include <asm/barrier.h>
#include <asm/cmpxchg.h>

#define SIM_ATOMIC_GROUP(name, type, value_type)			\
static __always_inline value_type arch_##name##_read(const type *v)	\
{									\
	return READ_ONCE((v)->counter);					\
}									\
static __always_inline void arch_##name##_set(type *v, value_type i)	\
{									\
	WRITE_ONCE((v)->counter, i);					\
}									\
SIM_ATOMIC_OP(name, type, value_type, add)				\
SIM_ATOMIC_OP(name, type, value_type, sub)				\
SIM_ATOMIC_OP(name, type, value_type, and)				\
SIM_ATOMIC_OP(name, type, value_type, or)				\
SIM_ATOMIC_OP(name, type, value_type, xor)				\
SIM_ATOMIC_RETURN(name, type, value_type, add)				\
SIM_ATOMIC_RETURN(name, type, value_type, sub)

#define SIM_ATOMIC_OP(name, type, value_type, op)			\
static __always_inline void arch_##name##_##op(value_type i, type *v)	\
{									\
	__atomic_fetch_##op(&v->counter, i, __ATOMIC_RELAXED);		\
}									\
static __always_inline value_type					\
arch_##name##_fetch_##op(value_type i, type *v)				\
{									\
	return __atomic_fetch_##op(&v->counter, i, __ATOMIC_SEQ_CST);	\
}

#define SIM_ATOMIC_RETURN(name, type, value_type, op)			\
static __always_inline value_type					\
arch_##name##_##op##_return(value_type i, type *v)			\
{									\
	return __atomic_##op##_fetch(&v->counter, i, __ATOMIC_SEQ_CST);	\
}

SIM_ATOMIC_GROUP(atomic, atomic_t, int)
#define arch_atomic_fetch_add	arch_atomic_fetch_add
#define arch_atomic_fetch_sub	arch_atomic_fetch_sub
#define arch_atomic_fetch_and	arch_atomic_fetch_and
#define arch_atomic_fetch_or	arch_atomic_fetch_or
#define arch_atomic_fetch_xor	arch_atomic_fetch_xor
#define arch_atomic_add_return	arch_atomic_add_return
#define arch_atomic_sub_return	arch_atomic_sub_return

SIM_ATOMIC_GROUP(atomic64, atomic64_t, s64)
#define arch_atomic64_fetch_add	arch_atomic64_fetch_add
#define arch_atomic64_fetch_sub	arch_atomic64_fetch_sub
#define arch_atomic64_fetch_and	arch_atomic64_fetch_and
#define arch_atomic64_fetch_or	arch_atomic64_fetch_or
#define arch_atomic64_fetch_xor	arch_atomic64_fetch_xor
#define arch_atomic64_add_return	arch_atomic64_add_return
#define arch_atomic64_sub_return	arch_atomic64_sub_return

#define ATOMIC64_INIT(i)	{ (i) }

#endif /* SIM_ASM_ATOMIC_H */
